"""A text as the drafters read it: dense, simplified, half width, and every offset still known.

Patterns for official prose are written once, for simplified characters and ASCII brackets.  A
text as obtained has traditional characters, pinyin behind characters, blanks inside words and
lines that break inside sentences.  :class:`Text` holds both, so that whatever a pattern finds in
the dense text is cut from the raw one, exactly as it stands there.
"""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from loaders.drafting.readers import fold_width, simplified

__all__ = ["Text", "read_text"]

_HAN: Final = "\u3400-\u4dbf\u4e00-\u9fff"
_IS_HAN: Final = re.compile(f"[{_HAN}]")
_BLANK: Final = " \u0085\u00a0\u2000-\u200f\u2028\u2029\u202f\u205f\u3000\ufeff\r\n\f\v\t"
_BREAKS: Final = str.maketrans("\r\u0085\u2028\u2029", "\n\n\n\n")
_PAGE: Final = (
    r"(?<=\n)(?:[—–\uff0d-]{1,2} ?\d{1,4} ?[—–\uff0d-]{1,2}|第 ?\d{1,4} ?页(?: ?,?共 ?\d{1,4} "
    r"?页)?)(?=[ \t]*\r?\n)"
)
_GAP: Final = re.compile(f"(?:[{_BLANK}]|{_PAGE})+")
"""What separates words and lines: blanks, and the number of a page between two lines."""
_NUMBERED: Final = re.compile(
    r"[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)|\d{1,2}[.、](?!\d)|"
    r"第[一二三四五六七八九十]+[章条]"
)
_RUBY: Final = re.compile("[(\uff08][a-zà-ǿɡḀ-ỿ\u0300-\u036f]{1,7}[)\uff09]")
_NOISE: Final = re.compile(f"(?:[{_HAN}] [\uff0c、。\uff1b])")
_MARKS: Final = re.compile("[\uff0c、。\uff1b]")
_NEW_LINE: Final = re.compile(
    r"[#\-*•●■◆◇▲|>]|[(\[【〔]|\d{1,3}[.、)\t|]|\d{4}[.、)](?!\d)|[①-⑳⑴-⒛㈠-㈩]|[一二三四五六七八九十]{1,3}[、是.]|"
    r"第.{1,4}[章节条编]"
    r"|[^,。;、]{2,8}[:|]"
)
_OPEN_END: Final = re.compile(f"[{_HAN},、a-zA-Z0-9“《”》(-]$")
LONG_ROW: Final = 400
LONG_LINE: Final = 22
"""A line that is shorter and has no mark at its end is a heading or a cell, no broken sentence."""


@dataclass(frozen=True, slots=True)
class Text:
    """A raw text and the dense one that patterns read."""

    raw: str
    dense: str
    """Simplified, half width, a blank or line break only where one separates something."""
    starts: array[int]
    """Where each dense character starts in the raw text; one more for the end."""
    stops: array[int]
    """Where each ends there, with the pinyin behind it."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span in the raw text (code points) of a span of the dense one."""
        if end <= start:
            at = self.starts[min(start, len(self.dense))]
            return at, at
        return self.starts[start], self.stops[end - 1]

    def cut(self, start: int, end: int) -> str:
        """Return the raw words of a span of the dense text."""
        first, last = self.span(start, end)
        return self.raw[first:last]


@lru_cache(maxsize=4)
def read_text(raw: str) -> Text:
    """Make the dense text.  Linear in the length of the text."""
    folded = fold_width(simplified(raw))
    if len(folded) != len(raw):
        folded = fold_width(raw)
    noisy = _is_noisy(raw)
    out: list[str] = []
    starts, stops = array("l"), array("l")
    line = 0  # length of the dense line so far
    at, size = 0, len(raw)
    while at < size:
        gap = _GAP.match(raw, at)
        if gap:
            for mark in _separators(folded, gap, out, line, noisy):
                if mark == "\n" and (not out or out[-1] == "\n"):
                    continue
                out.append(mark)
                starts.append(gap.start())
                stops.append(gap.end())
                line = 0 if mark == "\n" else line + 1
            at = gap.end()
            continue
        ruby = _RUBY.match(raw, at) if out and raw[at] in "(\uff08" else None
        if ruby and _IS_HAN.match(raw, at - 1):
            stops[-1] = at = ruby.end()
            continue
        out.append(folded[at])
        starts.append(at)
        at += 1
        stops.append(at)
        line += 1
    starts.append(size)
    return Text(raw, "".join(out), starts, stops)


def _is_noisy(raw: str) -> bool:
    """Tell a text whose words a converter set apart by blanks (字 ， 字)."""
    marks = sum(1 for _ in _MARKS.finditer(raw))
    return sum(1 for _ in _NOISE.finditer(raw)) > max(3, marks // 5)


def _separators(folded: str, gap: re.Match[str], out: list[str], line: int, noisy: bool) -> str:
    """Return what a run of blanks separates by: line breaks, tabs, a blank, or nothing."""
    words = gap[0].translate(_BREAKS)
    if "\n" in words:
        return _line_break(folded, words, gap.end(), out, line)
    if "\t" in words:
        return "\t" * words.count("\t") if line else ""
    before = out[-1] if out else ""
    after = folded[gap.end() : gap.end() + 1]
    if not words.strip("\u200b\u200c\u200d\u200e\u200f\ufeff"):
        return ""
    if noisy and _NUMBERED.match(folded, gap.end()):
        return " "
    if before in "、,(《“" or (after and after in "、,。;:)》”"):
        return ""
    han = _IS_HAN.match(before) or _IS_HAN.match(after) or not (before + after).isalnum()
    return "" if noisy and han and len(words) == 1 else " "


def _line_break(folded: str, words: str, end: int, out: list[str], line: int) -> str:
    """Return a line break with the empty cells beside it, or nothing inside a sentence."""
    if "\t" in words:
        cells = "\t" in out[-line:] if line else False
        before = "\t" * words.split("\n", maxsplit=1)[0].count("\t") if cells else ""
        behind = words.rsplit("\n", 1)[-1].count("\t")
        row = behind and "\t" in folded[end : end + LONG_ROW].split("\n", maxsplit=1)[0]
        return before + "\n" + ("\t" * behind if row else "")
    broken = line >= LONG_LINE and _OPEN_END.search(out[-1]) is not None
    if not broken or _NEW_LINE.match(folded, end):
        return "\n"
    chars = out[-line:]
    if "\t" in chars or "|" in chars or _CELLS.match(folded, end):
        return "\n"
    # A title has no comma; a sentence that a line breaks in two mostly has.
    prose = any(mark in chars for mark in ",。;、") and not _TITLE_END.search("".join(out[-8:]))
    return "" if prose else "\n"


_CELLS: Final = re.compile(r"[^\n\t|]{0,60}[\t|]")
_TITLE_END: Final = re.compile(r"(?:方案|计划|规划|意见|措施|通知|要点|办法|规定|细则|报告)$")
