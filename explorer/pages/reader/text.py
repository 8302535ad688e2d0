"""A document cut at the edges of its quotes: pieces that a page can set without nesting.

Quotes overlap as they like, marks in HTML may not.  So the text is cut at every edge, and each
piece knows the quotes that lie over it.  The text itself is the source, or, where that is not
at hand, what the quotes themselves hold, with gaps between them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from explorer.view.model import Quote

_GLOSS: Final = re.compile(
    "\\([a-z\u00fc\u0101\u00e1\u01ce\u00e0\u0113\u00e9\u011b\u00e8\u012b\u00ed\u01d0\u00ec\u014d\u00f3\u01d2\u00f2"
    "\u016b\u00fa\u01d4\u00f9\u01d6\u01d8\u01da\u01dc]{1,6}\\)"
)
_INDENT: Final = " \t\u00a0\u3000\r"


@dataclass(frozen=True, slots=True)
class EditorialReading:
    """What stands for masked or damaged characters."""

    raw: str
    reading: str
    certainty: str = ""


@dataclass(frozen=True, slots=True)
class Bit:
    """Characters as the source has them, and their reading where they need one."""

    text: str
    reading: str = ""
    gloss: bool = False
    """Whether it is pinyin in brackets, which a source may put behind its characters."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text under the same quotes all through."""

    start: int
    end: int
    bits: tuple[Bit, ...]
    quotes: tuple[Quote, ...] = ()
    """The quotes over it, the narrowest first."""
    begins: tuple[Quote, ...] = ()
    """Those that begin here."""
    context: bool = False
    """Whether it only stands around a quote, in the view without the source."""
    passage: bool = False
    """Whether it lies in a passage that facts rest on, beside the words that they quote."""

    @property
    def plain(self) -> str | None:
        """Its text, where there is nothing to be said of any of its characters."""
        bit = self.bits[0] if len(self.bits) == 1 else None
        return bit.text if bit and not bit.reading and not bit.gloss else None


@dataclass(slots=True)
class Paragraph:
    """A line of the source, or what is known of one."""

    start: int
    pieces: list[Piece] = field(default_factory=list)
    quotes: list[Quote] = field(default_factory=list)
    """The quotes that begin in it, in the order of the text."""
    gap: int = 0
    """How many characters before it are not known."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Known text at its place in the source."""

    start: int
    text: str
    context: bool = False
    until: int | None = None
    """Where it ends in the source, where its words are the clean reading of longer raw ones."""

    @property
    def end(self) -> int:
        """Return where it ends."""
        return self.until if self.until is not None else self.start + len(self.text)


def bounds(text: str, quotes: Sequence[Quote]) -> tuple[int, int]:
    """Return the lines of the source from the first quote to the last: the article."""
    if not quotes:
        return 0, len(text)
    first = min(q.start for q in quotes)
    last = max(q.end for q in quotes)
    start = text.rfind("\n", 0, first) + 1
    end = text.find("\n", last)
    return start, len(text) if end < 0 else end


def known_text(quotes: Iterable[Quote]) -> list[Stretch]:
    """Return what quotes hold of a text, in its order: the words of each, the widest first.

    Words that lie inside those of another quote are shown with it.  Where a quote is the clean
    reading of longer raw words, it is one stretch that knows where it ends.
    """
    found: list[Stretch] = []
    end = -1
    for quote in sorted(quotes, key=lambda q: (q.start, -q.end)):
        if quote.end <= end:
            continue
        raw = quote.end - quote.start == len(quote.exact)
        if raw and found and quote.start <= end and found[-1].until is None:
            more = quote.exact[end - quote.start :]
            found[-1] = Stretch(found[-1].start, found[-1].text + more)
        else:
            found.append(Stretch(quote.start, quote.exact, until=None if raw else quote.end))
        end = quote.end
    return found


def paragraphs(
    stretches: Sequence[Stretch], quotes: Sequence[Quote], readings: Sequence[EditorialReading] = ()
) -> list[Paragraph]:
    """Cut known text into paragraphs of pieces.

    Args:
        stretches: The known text, in its order, without overlaps.
        quotes: All quotes of the document.
        readings: What masked or damaged characters stand for.
    """
    over = _Over(quotes)
    pattern = _pattern(readings)
    words = {r.raw: r.reading for r in readings}
    found: list[Paragraph] = []
    after: int | None = None
    for stretch in stretches:
        joined = after is not None and stretch.start == after
        for start, line in _lines(stretch):
            new = not (joined and found)
            joined = False
            if new:
                gap = start - after if after is not None and start == stretch.start else 0
                found.append(Paragraph(start, gap=gap))
            here = found[-1]
            cut = _cut if stretch.until is None else _uncut
            for piece in cut(start, line, over, pattern, words, stretch.context):
                here.pieces.append(piece)
                here.quotes.extend(piece.begins)
        after = stretch.end
        if stretch.text.endswith("\n"):
            after = stretch.end
    return [p for p in found if p.pieces]


def _lines(stretch: Stretch) -> Iterator[tuple[int, str]]:
    """Yield the lines of a stretch with their places, without indents."""
    at = stretch.start
    for number, line in enumerate(stretch.text.split("\n")):
        bare = line.lstrip(_INDENT) if number or not stretch.context else line
        yield at + len(line) - len(bare), bare.rstrip(_INDENT) if number else bare
        at += len(line) + 1


class _Over:
    """Which quotes lie over a place."""

    def __init__(self, quotes: Sequence[Quote]) -> None:
        self.quotes = sorted(quotes, key=lambda q: (q.start, q.end))
        self.edges = sorted({edge for q in quotes for edge in (q.start, q.end)})
        self.starts = [q.start for q in self.quotes]
        self.longest = max((q.end - q.start for q in quotes), default=0)

    def cuts(self, start: int, end: int) -> list[int]:
        """Return the edges within a span, its own two included."""
        low = bisect_right(self.edges, start)
        inner = []
        while low < len(self.edges) and self.edges[low] < end:
            inner.append(self.edges[low])
            low += 1
        return [start, *inner, end]

    def at(self, start: int, end: int) -> tuple[Quote, ...]:
        """Return the quotes over a span without an edge inside, the narrowest first."""
        high = bisect_right(self.starts, start)
        found = []
        for index in range(high - 1, -1, -1):
            quote = self.quotes[index]
            if quote.start < start - self.longest:
                break
            if quote.end >= end:
                found.append(quote)
        return tuple(sorted(found, key=lambda q: (q.end - q.start, q.start)))


def _cut(
    start: int,
    line: str,
    over: _Over,
    pattern: re.Pattern[str] | None,
    words: Mapping[str, str],
    context: bool,
) -> Iterator[Piece]:
    if not line:
        return
    cuts = over.cuts(start, start + len(line))
    seen: set[str] = set()
    for low, high in pairwise(cuts):
        text = line[low - start : high - start]
        around = () if context else over.at(low, high)
        quotes = tuple(q for q in around if q.exact)
        begins = tuple(q for q in quotes if _begins(q, low, start) and q.iri not in seen)
        seen.update(q.iri for q in begins)
        passage = len(around) > len(quotes)
        yield Piece(low, high, _bits(text, pattern, words), quotes, begins, context, passage)


def _uncut(
    start: int,
    line: str,
    over: _Over,
    pattern: re.Pattern[str] | None,
    words: Mapping[str, str],
    context: bool,
) -> Iterator[Piece]:
    """Yield a clean reading as one piece: its characters are not those of the source."""
    whole = [q for q in over.quotes if q.exact and q.start == start]
    end = max((q.end for q in whole), default=start + len(line))
    inside = [q for q in over.quotes if q.exact and start <= q.start and q.end <= end]
    shown = tuple(sorted(inside, key=lambda q: (q.start - q.end, q.start)))
    yield Piece(start, end, _bits(line, pattern, words), shown, shown, context)


def _begins(quote: Quote, low: int, line_start: int) -> bool:
    """Tell whether a quote begins at a piece; one that begins in an indent begins behind it."""
    return quote.start == low or (low == line_start and line_start - 8 <= quote.start < low)


def _pattern(readings: Sequence[EditorialReading]) -> re.Pattern[str] | None:
    raws = sorted({r.raw for r in readings if r.raw}, key=lambda raw: (-len(raw), raw))
    return re.compile("|".join(map(re.escape, raws))) if raws else None


def _bits(text: str, pattern: re.Pattern[str] | None, words: Mapping[str, str]) -> tuple[Bit, ...]:
    found: list[Bit] = []
    at = 0
    for match in pattern.finditer(text) if pattern else ():
        found += _glossed(text[at : match.start()])
        found.append(Bit(match[0], words[match[0]]))
        at = match.end()
    return (*found, *_glossed(text[at:]))


def _glossed(text: str) -> list[Bit]:
    """Set pinyin in brackets apart from the characters that it stands behind."""
    found, at = [], 0
    for match in _GLOSS.finditer(text):
        if match.start() > at:
            found.append(Bit(text[at : match.start()]))
        found.append(Bit(match[0], gloss=True))
        at = match.end()
    if at < len(text):
        found.append(Bit(text[at:]))
    return found
