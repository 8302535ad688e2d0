"""A timeline: a row a year, a column a kind, marks with their number, and names where they fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from graph.figures.canvas import LEADING, Canvas, mark
from graph.figures.drawing import HAIR, SOFT, line
from graph.figures.words import Words

_PAD: Final = 3.0
_NAMES: Final = 3
"""Lines of names in a year before the others are only counted."""
_LEAST_WIDE: Final = 90.0


@dataclass(frozen=True, slots=True)
class Lane:
    """One kind of thing: its words, mark and colour."""

    name: Words
    shape: str
    colour: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in a year."""

    year: int
    lane: int
    name: Words


@dataclass(frozen=True, slots=True)
class Timeline:
    """Things by year and kind."""

    lanes: tuple[Lane, ...]
    entries: tuple[Entry, ...]
    since: int = 0
    """The year of the first document: what lies long before is drawn by decades if need be."""


@dataclass(slots=True)
class _Year:
    label: Words
    counts: list[int]
    names: list[Words]
    gap: bool = False
    """Whether years without anything lie before it."""


def timeline(canvas: Canvas, data: Timeline) -> None:
    """Draw a timeline; early years are drawn by decades where single ones do not fit."""
    heads = [canvas.lines(lane.name, _lane_width(canvas, data) - 4) for lane in data.lanes]
    tall = max(map(len, heads)) * LEADING + 4
    first, wide = canvas.measure("8888–8888") + 8, _lane_width(canvas, data)
    left = first + wide * len(data.lanes)
    rows = _rows(data, (canvas.room - tall) / (LEADING + _PAD))
    if len(rows) < len({e.year for e in data.entries}):
        canvas.note("较早的年份按年代合计。", "Early years are added up by decade.")
    spare = canvas.room - tall - len(rows) * (LEADING + _PAD)
    for i, lines in enumerate(heads):
        for j, row in enumerate(lines):
            y = canvas.top + tall - 4 - (len(lines) - j - 0.5) * LEADING
            canvas.text(first + (i + 0.5) * wide, y, row, "middle", SOFT)
    canvas.top += tall
    named = canvas.width - left >= _LEAST_WIDE
    told = _told(canvas, rows, canvas.width - left - 4, spare) if named else [[] for _ in rows]
    for year, lines in zip(rows, told, strict=True):
        _write(canvas, data, year, lines, first, wide, left)
    canvas.add(line(0, canvas.top, canvas.width, canvas.top, stroke=HAIR))


def _lane_width(canvas: Canvas, data: Timeline) -> float:
    share = 0.44 if canvas.width > 300 else 0.84
    return min(canvas.width * share / len(data.lanes), 66.0)


def _rows(data: Timeline, most: float) -> list[_Year]:
    """Return a row a year; of too many, the early ones by decade, then all."""
    years = sorted({e.year for e in data.entries})
    until = years[0]
    while _count(years, until) > most and until <= years[-1]:
        until = (until // 10 + 1) * 10
    found: dict[tuple[int, int], _Year] = {}
    for entry in sorted(data.entries, key=lambda e: (e.year, e.lane)):
        decade = entry.year // 10 * 10
        span = (entry.year, entry.year) if entry.year >= until else (decade, decade + 9)
        text = str(span[0]) if span[0] == span[1] else f"{span[0]}–{span[1]}"
        row = found.setdefault(span, _Year(Words(text, text), [0] * len(data.lanes), []))
        row.counts[entry.lane] += 1
        row.names.append(entry.name)
    order = sorted(found)
    for before, here in pairwise(order):
        found[here].gap = here[0] > before[1] + 1
    return [found[span] for span in order]


def _count(years: Sequence[int], until: int) -> int:
    return len({y if y >= until else y // 10 * 10 for y in years})


def _told(canvas: Canvas, rows: Sequence[_Year], wide: float, spare: float) -> list[list[str]]:
    """Return the names that each year has room for, and how many more there are."""
    found: list[list[str]] = []
    for row in rows:
        lines: list[str] = []
        names = list(dict.fromkeys(row.names))
        shown = 0
        for name in names:
            more = canvas.lines(name, wide)
            left = len(names) - shown - 1
            if len(lines) + len(more) + bool(left) > _NAMES:
                break
            lines += more
            shown += 1
        left = len(names) - shown
        if left and shown:
            lines += canvas.lines(Words(f"另{left}项", f"and {left} more"), wide)
        extra = max(0, len(lines) - 1) * LEADING
        if extra > spare:
            lines = []
        else:
            spare -= extra
        found.append(lines)
    return found


def _write(
    canvas: Canvas,
    data: Timeline,
    row: _Year,
    lines: Sequence[str],
    first: float,
    wide: float,
    left: float,
) -> None:
    height = max(1, len(lines)) * LEADING + _PAD
    middle = canvas.top + height / 2
    dashes = (1.5, 1.5) if row.gap else ()
    canvas.add(line(0, canvas.top, canvas.width, canvas.top, stroke=SOFT if row.gap else HAIR,
                    width=0.3, dashes=dashes))  # fmt: skip
    canvas.text(0, middle, row.label.en)
    for i, (lane, count) in enumerate(zip(data.lanes, row.counts, strict=True)):
        if count:
            x = first + (i + 0.5) * wide
            canvas.add(mark(lane.shape, x - 5, middle, 2.6, lane.colour))
            canvas.text(x + 1, middle, str(count))
    canvas.block(left + 4, middle, lines, colour=SOFT)
    canvas.top += height
