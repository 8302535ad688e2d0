"""Which lines of a page belong to one paragraph, by the rule that broke them.

A program that sets type breaks a line only where the next word would not fit any more.  So a line
behind which the next line's first word would have fitted was ended on purpose: a paragraph ends.
The same holds for columns of a page (in points) and for text wrapped at a column (in cells).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from loaders.intake.characters import is_cjk

_WORD: Final = re.compile(r"[^\s\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’…—·]+|\S")
_QUOTES: Final = frozenset("“”‘’\"'")
"""Stick to what stands before and behind them (Unicode Standard Annex 14, class QU)."""
_LONGEST: Final = 30
CLOSERS: Final = frozenset("，。、；：？！）】》〉」』〕”’…—·,.;:?!)]}%‰℃")
"""May not begin a line, so the character before them is kept with them."""
OPENERS: Final = frozenset("（【《〈「『〔“‘([{")
"""May not end a line."""
ENDS: Final = frozenset("。！？；：!?;:…")
"""Ends of sentences, and of clauses that a paragraph may end with."""
_ITEM: Final = re.compile(
    r"(?:[（(]?[一二三四五六七八九十百零〇]{1,5}[）)、.．]|[（(]\d{1,3}[）)]|\d{1,3}[、.．](?!\d)"
    r"|第[一二三四五六七八九十百零〇\d]{1,5}[章节条篇部][^的]|[①-⑳]|[●■◆▲•·★※])"
)
"""How an item of a list or a heading begins."""


@dataclass(slots=True)
class Line:
    """A line as it was set; lengths are points, or cells of a fixed-width text."""

    text: str
    x0: float
    x1: float
    size: float
    """Of a full-width character: font size, or 2 cells."""
    top: float = 0.0
    bottom: float = 0.0
    page: int = 0
    blank_end: bool = False
    """Whether a blank stands at the end of the line in the file."""

    @property
    def middle(self) -> float:
        """Middle of the line across."""
        return (self.x0 + self.x1) / 2


@dataclass(frozen=True, slots=True)
class Measure:
    """The column that lines were set in."""

    left: float
    right: float
    pitch: float = 0.0
    """From one line to the next; 0 where lines have no height."""
    indented: bool = False
    """Whether the column's paragraphs begin with an indent, as Chinese ones do."""


def first_word(text: str) -> str:
    """Return the beginning of a line that a program would not have broken off.

    >>> first_word("（2020年）")
    '（2020'
    >>> first_word("的。后")
    '的。'
    """
    at = 0
    while True:
        while at < len(text) and text[at] in OPENERS:
            at += 1
        match = _WORD.match(text, at)
        at = match.end() if match else len(text)
        while at < len(text) and text[at] in CLOSERS:
            at += 1
        stuck = text[at : at + 1] in _QUOTES or text[at - 1 : at] in _QUOTES
        if at >= len(text) or at > _LONGEST or not (stuck and text[at : at + 1]):
            return text[:at]


def width(text: str, size: float) -> float:
    """Estimate how wide words are: an ideograph its size, other characters half of it."""
    return sum(size if is_cjk(char) else size * 0.5 for char in text)


def is_item(text: str) -> bool:
    """Whether a line begins as an item of a list does."""
    return _ITEM.match(text) is not None


def joined(before: str, after: str, *, blank: bool = False, full: bool = True) -> str:
    """Return what stands between two lines of one paragraph: nothing, or a blank.

    Args:
        before: The line that ends.
        after: The line that begins.
        blank: Whether the file has a blank at the break.
        full: Whether the line reaches the edge, so that a number may have been broken.
    """
    if not before or not after or is_cjk(before[-1]) or is_cjk(after[0]):
        return ""
    if blank:
        return " "
    if before[-1].isdigit() and after[0].isdigit() and full and _chinese(before + after):
        return ""
    if before[-1] in "-/" and before[-2:-1].isalpha():
        return ""
    return " "


def _chinese(text: str) -> bool:
    return sum(map(is_cjk, text)) * 3 > len(text)


def is_continued(before: Line, left_by: Measure, after: Line, measure: Measure) -> bool:
    """Whether a line goes on with the paragraph of the line before it.

    Args:
        before: The line that ends.
        left_by: The column it was set in.
        after: The line that begins.
        measure: The column this one was set in.
    """
    size = max(before.size, after.size)
    if abs(before.size - after.size) > 0.12 * size:
        return False
    same_flow = before.page == after.page and after.top > before.top
    # A heading in large type has a pitch of its own.
    pitch = 1.3 * size if size > 0.95 * measure.pitch else measure.pitch
    if same_flow and measure.pitch and after.top - before.top > 1.45 * pitch:
        return False
    if _is_title(before, left_by, after, measure):
        return True
    free = left_by.right - before.x1
    if free > width(first_word(after.text), size) + 0.6 * size:
        return False
    indent, ended = after.x0 - measure.left, before.text[-1:] in ENDS
    if indent > 1.2 * size:
        level = abs(indent - (before.x0 - left_by.left)) < 0.6 * size
        if not level or (measure.indented and (ended or is_item(after.text))):
            return False
    return not (ended and is_item(after.text))


def _is_title(before: Line, left_by: Measure, after: Line, measure: Measure) -> bool:
    """Whether two lines are the lines of a centred heading, broken where its author liked."""
    size = before.size
    return (
        _is_centred(before, left_by)
        and _is_centred(after, measure)
        and after.x0 - measure.left > 0.8 * size
        and abs(before.size - after.size) < 0.05 * size
        and before.text[-1] not in ENDS
        and not _NUMBER_LINE.search(before.text)
        and not _NUMBER_LINE.search(after.text)
        and before.x1 - before.x0 > 6 * size
    )


def _is_centred(line: Line, measure: Measure) -> bool:
    return abs(line.middle - (measure.left + measure.right) / 2) < 0.8 * line.size


_NUMBER_LINE: Final = re.compile(r"\d号\s*$|^[（(].*[）)]$|[日月年]\s*$")


def paragraphs(lines: Sequence[tuple[Line, Measure]]) -> list[list[Line]]:
    """Put the lines of one flow of text together into paragraphs."""
    done: list[list[Line]] = []
    last: Measure | None = None
    for line, measure in lines:
        if last is not None and is_continued(done[-1][-1], last, line, measure):
            done[-1].append(line)
        else:
            done.append([line])
        last = measure
    return done
