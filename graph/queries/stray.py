"""Signs that are no part of SPARQL: typed in full width, set by a word processor, or unseen.

The engine tells of the place where it stopped, which may be far behind them, and of what it
would have taken there; whoever copied a query from a page sees nothing wrong in it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from graph.queries.tokens import line_and_column, tokens

__all__ = ["stray_sign"]

_COMMENT: Final = re.compile(r"#[^\n\r]*")
_BLANK: Final = " \t\r\n"
_PLAIN: Final = {
    "“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "。": ".", "、": ",", "−": "-", "–": "-",
    "—": "-", "《": "<", "》": ">", "〈": "<", "〉": ">", "≤": "<=", "≥": ">=", "≠": "!=",
}  # fmt: skip


def stray_sign(text: str, line: int, column: int) -> tuple[str, str] | None:
    """Say which sign is none of SPARQL, in English and Chinese.

    Args:
        text: The query.
        line: Where the engine stopped; what stands behind that is not looked at.
        column: Where in the line, from 1.

    Returns:
        What it is, where, and what to write; nothing where there is none.
    """
    for sign, at in _strays(text):
        place = line_and_column(text, at)
        if place > (line, column):
            return None
        return _told(sign, *place)
    return None


def _strays(text: str) -> Iterator[tuple[str, int]]:
    """Yield what stands outside of strings, names and comments and is not ASCII, with its place."""
    end = 0
    for token in tokens(text):
        yield from _blanks(text, end, token.start)
        if token.kind == "sign" and not token.text.isascii():
            yield token.text, token.start
        end = token.end


def _blanks(text: str, start: int, end: int) -> Iterator[tuple[str, int]]:
    """Yield blanks between tokens that SPARQL does not take for blanks."""
    gap = text[start:end]
    if gap.strip(_BLANK):
        plain = _COMMENT.sub(lambda found: " " * len(found.group()), gap)
        yield from ((sign, start + at) for at, sign in enumerate(plain) if sign not in _BLANK)


def _told(sign: str, line: int, column: int) -> tuple[str, str]:
    code = f"U+{ord(sign):04X}"
    at, at_zh = f"in line {line}, column {column}", f"第 {line} 行第 {column} 列"
    plain = _PLAIN.get(sign) or unicodedata.normalize("NFKC", sign)
    if sign.isspace() or not sign.isprintable():
        return (
            f"the unseen character {code} {at} is no blank of SPARQL: put a plain blank there",
            f"{at_zh}有不可见字符 {code},不是 SPARQL 的空格:请改为普通空格",
        )
    if plain.isascii() and plain.strip():
        return (
            f"the sign “{sign}” ({code}) {at} is none of SPARQL: write {plain}",
            f"{at_zh}的“{sign}”({code})不是 SPARQL 的符号:请写 {plain}",
        )
    return (
        f"“{sign}” ({code}) {at} is no part of SPARQL here: put words of a text in quotation marks",
        f"{at_zh}的“{sign}”({code})不能写在此处:文字请加引号",
    )
