"""What stands on a page and is not of its text: running heads, page numbers, footnotes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from loaders.intake.pdf_lines import Row
from loaders.intake.pdf_pages import Glyph

_EDGE: Final = 0.16
"""Share of the page's height at its top and bottom where heads and feet may stand."""
_NARROW: Final = 0.085
"""Share of the height that no document's text comes into."""
_ROWS: Final = 3
_DIGITS: Final = re.compile(r"[0-9０-９]+|(?<=第)[一二三四五六七八九十百零〇]+(?=[页頁])")
_NUMBER: Final = re.compile(
    r"[-—–―－─·•.~〜～|\s]*(?:第\s*)?(?:[0-9０-９]{1,4}|[ivxlcIVXLC]{1,7}|[一二三四五六七八九十百]{1,5})"
    r"(?:\s*[页頁])?(?:\s*[,，/／|｜]?\s*(?:共\s*)?[0-9０-９]{1,4}(?:\s*[页頁])?)?[-—–―－─·•.~〜～|\s]*"
)
_ENGLISH: Final = re.compile(r"(?:page|p\.)\s*\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?", re.I)
_PRINTED: Final = re.compile(
    r"(?:https?|file)://\S+|\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4},?\s+(?:上午|下午)?\s?\d{1,2}:\d{2}.*",
    re.I,
)
_LABEL: Final = re.compile(
    r"[①-⑳]|[\[［〔【(（]\d{1,2}[\]］〕】)）]|\d{1,2}(?=[\s.、．]?\D)|[*※†]|注\s?\d?[:：]"
)


@dataclass(slots=True)
class Sheet:
    """The rows of a page outside its tables, and what was taken away from them."""

    number: int
    height: float
    rows: list[Row]
    tables: list[tuple[float, float]] = field(default_factory=list)
    """Upper and lower edges of the tables, which heads and feet stand outside of."""
    removed: list[tuple[str, str]] = field(default_factory=list)
    notes: list[Row] = field(default_factory=list)


def drop_margins(sheets: Sequence[Sheet], size: float) -> None:
    """Take running heads, running feet and page numbers off all pages.

    Args:
        sheets: All pages of a document.
        size: Usual size of a character.
    """
    for upper in (True, False):
        for _ in range(_ROWS):
            outer = {
                sheet.number: row
                for sheet in sheets
                if (row := _outermost(sheet, upper)) is not None
            }
            gone = _repeated(outer, sheets, size, upper) | _numbers(outer, sheets, size, upper)
            gone |= _level(outer, sheets, size, upper)
            if not gone:
                break
            for sheet in sheets:
                if sheet.number in gone:
                    row = outer[sheet.number]
                    why = "page-number" if _is_number(row.text) else "running-head"
                    sheet.removed.append((why, row.text))
                    sheet.rows.remove(row)


def _outermost(sheet: Sheet, upper: bool) -> Row | None:
    if not sheet.rows:
        return None
    row = sheet.rows[0] if upper else sheet.rows[-1]
    beyond = [t < row.top if upper else b > row.bottom for t, b in sheet.tables]
    edge = _EDGE * sheet.height
    inside = row.bottom < edge if upper else row.top > sheet.height - edge
    return row if inside and not any(beyond) else None


def _key(row: Row) -> str:
    return _DIGITS.sub("#", "".join(row.text.split()))


def _repeated(outer: dict[int, Row], sheets: Sequence[Sheet], size: float, upper: bool) -> set[int]:
    """Return the pages whose outermost row stands on others too, at the same height."""
    places: dict[tuple[str, int], list[int]] = defaultdict(list)
    for number, row in outer.items():
        places[_key(row), round(row.top / 6)].append(number)
    gone: set[int] = set()
    for numbers in places.values():
        if len(numbers) < 2:
            continue
        most = len(numbers) * 5 > len(sheets) * 2 and len(sheets) > 2
        if most or all(_is_apart(outer[n], sheets[n - 1], size, upper) for n in numbers):
            gone.update(numbers)
    return gone


def _level(outer: dict[int, Row], sheets: Sequence[Sheet], size: float, upper: bool) -> set[int]:
    """Return all pages, if the outermost row of each stands apart at one height, near the edge.

    So heads that differ on left and right pages go also where a document has two pages.
    """
    if len(sheets) < 2 or len(outer) < len(sheets):
        return set()
    tops = [row.top for row in outer.values()]
    edge = _NARROW * sheets[0].height
    near = all(
        row.bottom < edge if upper else row.top > sheets[n - 1].height - edge
        for n, row in outer.items()
    )
    level = max(tops) - min(tops) < 2 and near
    if level and all(_is_apart(row, sheets[n - 1], size, upper) for n, row in outer.items()):
        return set(outer)
    return set()


def _is_apart(row: Row, sheet: Sheet, size: float, upper: bool) -> bool:
    """Whether a row is set off from the text: by a gap, or in smaller characters."""
    if row.size < 0.93 * size:
        return True
    index = 1 if upper else -2
    if len(sheet.rows) < 2:
        return True
    near = sheet.rows[index]
    gap = near.top - row.bottom if upper else row.top - near.bottom
    return gap > 1.1 * size


def _is_number(text: str) -> bool:
    text = text.strip()
    return bool(_NUMBER.fullmatch(text) or _ENGLISH.fullmatch(text))


def _numbers(outer: dict[int, Row], sheets: Sequence[Sheet], size: float, upper: bool) -> set[int]:
    """Return the pages whose outermost row is a page number, or what a browser prints there."""
    return {
        number
        for number, row in outer.items()
        if (_is_number(row.text) and _is_apart(row, sheets[number - 1], size, upper))
        or _PRINTED.match(row.text.strip())
    }


def take_notes(sheet: Sheet, size: float) -> None:
    """Take the footnotes off the bottom of a page: smaller lines, the first with a label."""
    first = len(sheet.rows)
    while first > 0 and sheet.rows[first - 1].size < 0.93 * size:
        first -= 1
    if (
        any(bottom > sheet.rows[first].top for _, bottom in sheet.tables)
        if first < len(sheet.rows)
        else True
    ):
        return
    if first and sheet.rows[first].top < 0.4 * sheet.height:
        return
    while first < len(sheet.rows) and not _LABEL.match(sheet.rows[first].text):
        first += 1
    if first < len(sheet.rows) and first > 0:
        sheet.notes = sheet.rows[first:]
        del sheet.rows[first:]


def label_of(row: Row) -> str:
    """Return the mark that a footnote begins with."""
    match = _LABEL.match(row.text)
    return re.sub(r"[\[\]［］〔〕【】()（）]", "", match.group()) if match else ""


def drop_references(sheet: Sheet, size: float) -> None:
    """Take the raised marks of a page's own footnotes out of its text."""
    labels = {label_of(row) for row in sheet.notes} - {""}
    for row in sheet.rows if labels else ():
        for run in row.runs:
            kept: list[Glyph] = []
            for glyph in run.glyphs:
                raised = glyph.size < 0.8 * row.size and glyph.bottom < row.bottom - 0.1 * row.size
                mark = glyph.text in labels or any(glyph.text in label for label in labels)
                latin = bool(kept) and kept[-1].text.isascii() and kept[-1].text.isalpha()
                if not (raised and (mark or glyph.text in "[]［］〔〕()") and not latin):
                    kept.append(glyph)
            if kept and any(not glyph.text.isspace() for glyph in kept):
                run.glyphs = kept


def is_label(text: str) -> bool:
    """Whether a line begins as a footnote does."""
    return _LABEL.match(text) is not None
