"""Lines of a page from its characters, and the order in which a reader takes them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Final

from loaders.intake.characters import is_cjk
from loaders.intake.pdf_pages import Glyph
from loaders.intake.pdf_tables import Grid
from loaders.intake.wrapping import CLOSERS, Line, Measure, width

_APART: Final = 0.8
"""Sizes of a character: a wider gap may be the gutter between two columns."""
_GUTTER: Final = 0.7
_FULL: Final = 0.85
_LEAST_LINES: Final = 5


@dataclass(slots=True)
class Run:
    """Characters of one line that stand close together."""

    glyphs: list[Glyph]
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    grid: Grid | None = None
    """The table that stands here instead of characters."""

    @property
    def text(self) -> str:
        """The words, with blanks where the characters stand apart."""
        return text_of(self.glyphs)


@dataclass(slots=True)
class Row:
    """All that stands at one height."""

    runs: list[Run]

    @property
    def top(self) -> float:
        """Upper edge."""
        return min(run.top for run in self.runs)

    @property
    def bottom(self) -> float:
        """Lower edge."""
        return max(run.bottom for run in self.runs)

    @property
    def size(self) -> float:
        """Size of most of its characters."""
        return max(self.runs, key=lambda run: len(run.glyphs)).size

    @property
    def text(self) -> str:
        """The words from left to right."""
        return " ".join(run.text for run in self.runs)


def text_of(glyphs: Sequence[Glyph]) -> str:
    """Spell glyphs, with a blank where a gap or the file has one."""
    out: list[str] = []
    last: Glyph | None = None
    for glyph in glyphs:
        if last is not None and not last.text.isspace() and not glyph.text.isspace():
            gap = (glyph.x0 - last.x1) / max(last.size, 1.0)
            both = is_cjk(last.text) or is_cjk(glyph.text)
            if gap > (_APART if both else 0.2):
                out.append(" ")
        out.append(glyph.text)
        last = glyph
    return " ".join("".join(out).split())


def rows_of(glyphs: Iterable[Glyph]) -> list[Row]:
    """Sort characters into rows from top to bottom, and each row into runs."""
    todo = [glyph for glyph in glyphs if glyph.x1 > glyph.x0 or not glyph.text.isspace()]
    if not todo:
        return []
    usual = median(glyph.size for glyph in todo)
    small = [g for g in todo if g.size < 0.75 * usual]
    groups = _levels([g for g in todo if g.size >= 0.75 * usual])
    groups = _attached(groups, small)
    rows = [Row(_runs(sorted(group, key=lambda g: g.x0))) for group in groups]
    return sorted((row for row in rows if row.runs), key=lambda row: row.top)


def _levels(glyphs: list[Glyph]) -> list[list[Glyph]]:
    """Group characters whose middles are at one height."""
    groups: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda g: g.top + g.bottom):
        middle = (glyph.top + glyph.bottom) / 2
        if groups:
            first = groups[-1][0]
            if middle - (first.top + first.bottom) / 2 < 0.4 * min(first.size, glyph.size):
                groups[-1].append(glyph)
                continue
        groups.append([glyph])
    return groups


def _attached(groups: list[list[Glyph]], small: list[Glyph]) -> list[list[Glyph]]:
    """Add small raised or lowered characters to the row that they touch beside a character."""
    spans = [(min(g.top for g in group), max(g.bottom for g in group)) for group in groups]
    left: list[Glyph] = []
    at = 0
    for glyph in sorted(small, key=lambda g: g.top):
        while at < len(spans) and spans[at][1] < glyph.top:
            at += 1
        for index in range(at, min(at + 3, len(spans))):
            top, bottom = spans[index]
            shared = min(bottom, glyph.bottom) - max(top, glyph.top)
            if shared > 0.4 * (glyph.bottom - glyph.top) and _beside(glyph, groups[index]):
                groups[index].append(glyph)
                break
        else:
            left.append(glyph)
    return [*groups, *_levels(left)]


def _beside(glyph: Glyph, group: list[Glyph]) -> bool:
    reach = 1.5 * glyph.size
    return any(other.x0 - reach <= glyph.x0 <= other.x1 + reach for other in group)


def _runs(glyphs: list[Glyph]) -> list[Run]:
    """Cut a row where characters stand apart; blanks at both ends of a run are dropped."""
    parts: list[list[Glyph]] = []
    edge = 0.0
    for glyph in glyphs:
        if glyph.text.isspace():
            if parts:
                parts[-1].append(glyph)
            continue
        if parts and glyph.x0 - edge <= _APART * glyph.size:
            parts[-1].append(glyph)
        else:
            parts.append([glyph])
        edge = max(edge, glyph.x1) if len(parts[-1]) > 1 else glyph.x1
    return [run_of(part) for part in parts]


def run_of(glyphs: list[Glyph]) -> Run:
    """Make a run; its edges are those of its characters, not of its blanks."""
    solid = [glyph for glyph in glyphs if not glyph.text.isspace()]
    return Run(
        glyphs,
        solid[0].x0,
        max(glyph.x1 for glyph in solid),
        min(glyph.top for glyph in solid),
        max(glyph.bottom for glyph in solid),
        median(glyph.size for glyph in solid),
    )


@dataclass(slots=True)
class Column:
    """Rows that are read from top to bottom, and the edges between which they are set."""

    rows: list[Row]
    left: float
    right: float


def columns_of(rows: Sequence[Row], hints: Sequence[tuple[float, ...]] = ()) -> list[Column]:
    """Put the rows of a page into columns, in reading order.

    A line across the page ends the columns above it: these are read first, left before right.

    Args:
        rows: From top to bottom.
        hints: Gutters of other pages of the document, for a page with few lines.
    """
    if not rows:
        return []
    gutters = gutters_of(rows) or next((one for one in hints if _is_kept(rows, one)), ())
    if not gutters:
        return [_column(list(rows))]
    done: list[Column] = []
    sides: list[list[Row]] = [[] for _ in range(len(gutters) + 1)]
    across: list[Row] = []
    for row in rows:
        parts = _parted(row, gutters)
        if parts is None or _is_centred(row, rows):
            done += [_column(side) for side in sides if side]
            sides = [[] for _ in sides]
            across.append(row)
            continue
        if across:
            done.append(_column(across))
            across = []
        for side, runs in zip(sides, parts, strict=True):
            if runs:
                side.append(Row(runs))
    if across:
        done.append(_column(across))
    return done + [_column(side) for side in sides if side]


def _parted(row: Row, gutters: tuple[float, ...]) -> list[list[Run]] | None:
    """Part the runs of a row by gutters; none if one of them crosses a gutter."""
    parts: list[list[Run]] = [[] for _ in range(len(gutters) + 1)]
    for run in row.runs:
        if any(run.x0 < gutter < run.x1 for gutter in gutters):
            return None
        parts[sum(gutter <= run.x0 for gutter in gutters)].append(run)
    return parts


def _is_centred(row: Row, rows: Sequence[Row]) -> bool:
    """Whether a row in the middle of the page happens to be spaced where a gutter is."""
    left, right = min(r.runs[0].x0 for r in rows), max(r.runs[-1].x1 for r in rows)
    x0, x1 = row.runs[0].x0, row.runs[-1].x1
    return abs((x0 + x1) / 2 - (left + right) / 2) < 6 and len(row.runs) > 1 and x0 - left > 40


def _column(rows: list[Row]) -> Column:
    return Column(rows, *edges_of(rows))


def edges_of(rows: Sequence[Row]) -> tuple[float, float]:
    """Return the edges that lines are set between; a closing sign may hang over the right one."""
    text = [row for row in rows if row.runs[0].grid is None] or rows
    return min(row.runs[0].x0 for row in text), max(_end(row) for row in text)


def _end(row: Row) -> float:
    last = row.runs[-1]
    if last.grid is not None:
        return last.x1
    sign = next(glyph for glyph in reversed(last.glyphs) if not glyph.text.isspace())
    return sign.x0 if sign.text in CLOSERS and len(last.glyphs) > 1 else last.x1


def gutters_of(rows: Sequence[Row]) -> tuple[float, ...]:
    """Return the middles of the gaps that lines on both sides of them fill up to."""
    left, right = min(r.runs[0].x0 for r in rows), max(r.runs[-1].x1 for r in rows)
    runs = [run for row in rows for run in row.runs]
    size = median(run.size for run in runs)
    if right - left < 20 * size or len(rows) < _LEAST_LINES:
        return ()
    strips = _strips(runs, left, right, 0.34 * len(rows))
    wide = tuple((a + b) / 2 for a, b in strips if b - a >= _GUTTER * size)
    while wide:
        if _is_full(rows, wide, size):
            return wide
        wide = wide[:-1] if len(wide) < 3 else wide[1:-1]
    return ()


def _strips(
    runs: Sequence[Run], left: float, right: float, limit: float
) -> list[tuple[float, float]]:
    """Return the upright strips of a page that few lines cross."""
    wide = right - left
    crossed = [0] * (int(wide) + 2)
    for run in runs:
        crossed[int(run.x0 - left)] += 1
        crossed[min(int(run.x1 - left) + 1, len(crossed) - 1)] -= 1
    level, at = 0, None
    found: list[tuple[float, float]] = []
    for x, change in enumerate(crossed):
        level += change
        inside = 0.15 * wide < x < 0.85 * wide and level <= limit
        if inside and at is None:
            at = x
        elif not inside and at is not None:
            found.append((left + at, left + x))
            at = None
    return found


def _is_full(rows: Sequence[Row], gutters: tuple[float, ...], size: float) -> bool:
    """Whether the lines between gutters mostly fill their columns."""
    sides: list[list[tuple[float, float]]] = [[] for _ in range(len(gutters) + 1)]
    for row in rows:
        for side, runs in zip(sides, _parted(row, gutters) or (), strict=False):
            if runs:
                side.append((runs[0].x0, runs[-1].x1))
    for side in sides:
        if len(side) < _LEAST_LINES - 1:
            return False
        room = max(x1 for _, x1 in side) - min(x0 for x0, _ in side)
        full = [x0 for x0, x1 in side if x1 - x0 > _FULL * room]
        if len(full) * 2 < len(side) or room < 8 * size:
            return False
    return True


def _is_kept(rows: Sequence[Row], gutters: tuple[float, ...]) -> bool:
    """Whether the lines of a page keep clear of gutters, those behind them set flush."""
    runs = [run for row in rows for run in row.runs]
    crossing = sum(any(run.x0 < gutter < run.x1 for gutter in gutters) for run in runs)
    right = [run for run in runs if run.x0 >= gutters[0]]
    edges = {round(run.x0) for run in right}
    return len(right) > 1 and crossing * 3 <= len(runs) and len(edges) <= 1 + len(right) // 2


def line_of(row: Row, page: int) -> Line:
    """Make one line of a row of one column."""
    glyphs = [glyph for run in row.runs for glyph in run.glyphs]
    text = text_of(glyphs)
    return Line(
        text,
        row.runs[0].x0,
        row.runs[-1].x1,
        row.size,
        row.top,
        row.bottom,
        page,
        bool(glyphs) and glyphs[-1].text.isspace(),
    )


def measure_of(lines: Sequence[Line], left: float, right: float) -> Measure:
    """Tell how a column is set: its pitch, and whether its paragraphs begin with an indent."""
    steps = [b.top - a.top for a, b in pairwise(lines) if b.top > a.top]
    pitch = median(steps) if steps else 0.0
    size = median(line.size for line in lines) if lines else 10.0
    steps = [step for step in steps if step < 3 * size]
    pitch = median(steps) if steps else pitch
    inner = [line.x0 - left for line in lines if line.x1 - line.x0 > width("一", size) * 8]
    first = [indent for indent in inner if 1.2 * size < indent < 3.2 * size]
    return Measure(left, right, pitch, indented=len(first) * 12 > len(inner) and len(first) > 0)
