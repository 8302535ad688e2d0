"""Tables that came out as a stream of cells: one a line, or set apart by blanks."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Final

from loaders.drafting.bodies import is_body, is_group
from loaders.drafting.cells import DUTY_KINDS, NUMBER, Cell, Row, column_of
from loaders.drafting.deadlines import is_time

__all__ = ["loose_rows"]

_TOKEN: Final = re.compile(r"[^ \t\n|]+")
_TIME: Final = re.compile(r"\d{4}年|月底|年底|年内|长期|持续|季度|\d{1,2}月|\d{4}[.-]\d")
MAX_TOKENS: Final = 60
"""No row of a stream has more cells."""


def loose_rows(dense: str, taken: list[Row]) -> list[Row]:
    """Read tables that came out as a stream of cells: one a line, or set apart by blanks.

    A row starts at the next number of its first column.  Where its cells are not as many as the
    heads, bodies and times are told by their form; where that fails, the row is left out.
    """
    tokens = [Cell(m.start(), m.end(), m[0]) for m in _TOKEN.finditer(dense)]
    rows: list[Row] = []
    index = 0
    spans = sorted((row.start, row.end) for row in taken)
    while index < len(tokens):
        kinds = _heads(tokens, index)
        at = bisect_right(spans, (tokens[index].start, len(dense))) - 1
        if not kinds or (at >= 0 and tokens[index].start < spans[at][1]):
            index += 1
            continue
        index += len(kinds)
        heads = {kind: tokens[index - len(kinds) + i].text for i, kind in enumerate(kinds) if kind}
        groups, index = _grouped(tokens, index, kinds)
        found = [row for group in groups if (row := _loose_row(group, kinds)) is not None]
        for row in found:
            row.heads = heads
        rows += found
    return rows


def _heads(tokens: list[Cell], index: int) -> list[str | None]:
    """Return the kinds of a run of heads that starts at a token, or nothing."""
    kinds: list[str | None] = []
    for token in tokens[index : index + 12]:
        kind = column_of(token.text)
        if kind is None and (len(token.text) > 8 or not kinds or NUMBER.fullmatch(token.text)):
            break
        kinds.append(kind)
        if len(kinds) > 1 and kind is None and kinds[-2] is None:
            break
    while kinds and kinds[-1] is None:
        kinds.pop()
    duties = any(kind in DUTY_KINDS for kind in kinds)
    return kinds if duties and "title" in kinds and len(kinds) >= 2 else []


def _grouped(
    tokens: list[Cell], index: int, kinds: list[str | None]
) -> tuple[list[list[Cell]], int]:
    """Cut a stream of cells into rows; return them and where the table ends."""
    groups: list[list[Cell]] = []
    if kinds[0] != "number":
        size = len(kinds)
        while index + size <= len(tokens):
            group = tokens[index : index + size]
            if not _fits(group, kinds):
                break
            groups.append(group)
            index += size
        return groups, index
    expected = 1
    while index < len(tokens) and _is_number(tokens[index].text, expected):
        end = index + 1
        limit = index + 1 + MAX_TOKENS
        while end < min(len(tokens), limit) and not _is_number(tokens[end].text, expected + 1):
            if end - index >= len(kinds) and not _is_number_ahead(tokens, end, expected + 1, limit):
                break
            end += 1
        groups.append(tokens[index:end])
        index, expected = end, expected + 1
    return groups, index


def _is_number(words: str, number: int) -> bool:
    return bool(NUMBER.fullmatch(words)) and words.strip("().、") in (str(number), cn(number))


def _is_number_ahead(tokens: list[Cell], start: int, number: int, limit: int) -> bool:
    return any(_is_number(token.text, number) for token in tokens[start:limit])


def cn(number: int) -> str:
    """Write a number below a hundred in Chinese numerals."""
    digits = "零一二三四五六七八九"
    if number < 10:
        return digits[number]
    tens, ones = divmod(number, 10)
    return ("" if tens == 1 else digits[tens % 10]) + "十" + (digits[ones] if ones else "")


def _fits_short(group: list[Cell], kinds: list[str | None]) -> bool:
    """Tell whether no cell contradicts its head, where there are as many cells as heads."""
    for cell, kind in zip(group, kinds, strict=False):
        timed = is_time(cell.text) or _TIME.search(cell.text) is not None
        if kind in DUTY_KINDS and (timed or cell.text.isdigit() or "。" in cell.text):
            return False
        if kind == "deadline" and not timed and _is_bodies(cell.text):
            return False
        if kind == "title" and timed and len(cell.text) <= 10:
            return False
    return True


def _fits(group: list[Cell], kinds: list[str | None]) -> bool:
    """Tell whether the cells are of the kinds that their heads say."""
    pairs = list(zip(group, kinds, strict=True))
    duties = all(_is_bodies(cell.text) for cell, kind in pairs if kind in DUTY_KINDS)
    times = (cell.text for cell, kind in pairs if kind == "deadline")
    return duties and all(is_time(words) or _TIME.search(words) for words in times)


def _is_bodies(words: str) -> bool:
    names = [name for name in re.split(r"[、,;]", words) if name]
    good = sum(is_body(name) or is_group(name) for name in names)
    return bool(names) and good * 2 >= len(names)


def _loose_row(group: list[Cell], kinds: list[str | None]) -> Row | None:
    row = Row(group[0].start, group[-1].end)
    if kinds[0] == "number":
        row.number = group[0].text.strip(".、")
    if len(group) in (len(kinds), len(kinds) - (kinds[-1] == "note")) and _fits_short(group, kinds):
        pairs = zip(kinds, group, strict=False)
        row.cells = {kind: cell for kind, cell in pairs if kind and kind not in ("number", "note")}
    elif (
        len(group) > len(kinds)
        and group[-1] is not group[len(kinds) - 1]
        and _fits(group[: len(kinds)], kinds)
    ):
        pairs = zip(kinds, group, strict=False)
        row.end = group[len(kinds) - 1].end
        row.cells = {kind: cell for kind, cell in pairs if kind and kind not in ("number", "note")}
    else:
        _by_form(row, group, kinds)
    return row if "title" in row.cells else None


def _by_form(row: Row, group: list[Cell], kinds: list[str | None]) -> None:
    """Give cells to heads by what they look like, in the order of the heads."""
    left = group[1:] if kinds[0] == "number" else list(group)
    duties = [kind for kind in kinds if kind in DUTY_KINDS]
    bodies = [cell for cell in left if _is_bodies(cell.text)]
    times = [c for c in left if is_time(c.text) or (_TIME.search(c.text) and len(c.text) <= 20)]
    times = [cell for cell in times if cell not in bodies]
    if (
        len(bodies) > len(duties) > 0
        and left.index(bodies[-1]) - left.index(bodies[0]) == len(bodies) - 1
    ):
        # One column's bodies, set apart by blanks.
        rest = bodies[len(duties) - 1 :]
        words = " ".join(cell.text for cell in rest)
        bodies = [*bodies[: len(duties) - 1], Cell(rest[0].start, rest[-1].end, words)]
        left = [cell for cell in left if cell not in rest]
    if len(bodies) != len(duties) or (times and "deadline" not in kinds):
        return
    row.cells = {kind: cell for kind, cell in zip(duties, bodies, strict=True) if kind}
    if len(times) == 1:
        row.cells["deadline"] = times[0]
    rest = [cell for cell in left if cell not in bodies and cell not in times]
    if rest:
        row.cells["title"] = rest[0]
