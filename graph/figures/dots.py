"""Values on an axis: dots whose shape says their status, a panel for what may be compared.

Panels have axes of their own, for their units differ; years are written, never drawn as lengths.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from graph.figures.canvas import LEADING, SIZE, Canvas, legend, mark
from graph.figures.drawing import HAIR, SOFT, line
from graph.figures.words import NOTHING, Words
from ontology.palette import PALETTE


class Status(NamedTuple):
    """How a status is drawn."""

    shape: str
    colour: str
    hollow: bool
    words: Words


STATUSES: Final = {
    "actual": Status("dot", PALETTE["enterprise"].light, False, Words("实际", "actual")),
    "expected": Status("diamond", PALETTE["task"].light, False, Words("预计", "expected")),
    "planned": Status("square", PALETTE["place"].light, True, Words("计划", "planned")),
    "target": Status("triangle", PALETTE["campaign"].light, True, Words("目标", "target")),
}
_SCALES: Final = (
    (1e9, Words("十亿", "billion")),
    (1e6, Words("百万", "million")),
    (1e3, Words("千", "thousand")),
)
_SCALES_ZH: Final = ((1e8, Words("亿", "")), (1e4, Words("万", "")))
_R: Final = 2.6
_PAD: Final = 3.0
_EACH: Final = 8
"""Lines of one panel where there are others that find no room."""
_TICKS: Final = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True, slots=True)
class Dot:
    """One value: where it stands, up to where it may lie, and its status."""

    value: float
    status: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a panel: what it is about, its dots, and what is written at its end."""

    name: Words
    dots: tuple[Dot, ...]
    told: Words
    joined: bool = False
    """Whether its dots are joined: from a result to its target."""


@dataclass(frozen=True, slots=True)
class Panel:
    """Lines that share an axis."""

    name: Words
    unit: Words
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Dots:
    """Panels, the ones that say most first."""

    panels: tuple[Panel, ...]
    several: Words
    """What panels are called in the plural."""
    looks: Mapping[str, Status] = field(default_factory=lambda: STATUSES)
    """How dots are drawn, by what stands in their status."""


@dataclass(frozen=True, slots=True)
class _Grid:
    label: float
    told: float
    left: float
    right: float


def dots(canvas: Canvas, data: Dots) -> None:
    """Draw panels as long as they fit; what is left to the table is said."""
    used = {d.status for p in data.panels for entry in p.lines for d in entry.dots}
    entries = [
        ([mark(s.shape, 0, 0, _R, s.colour, hollow=s.hollow)], 2 * _R + 1, s.words)
        for key, s in data.looks.items()
        if key in used
    ]
    before = canvas.top
    legend(canvas, entries)
    room = canvas.room - (canvas.top - before)
    grid = _grid(canvas, data)
    shown = lines = 0
    total = sum(len(p.lines) for p in data.panels)
    whole = sum(_height(canvas, grid, p) for p in data.panels) <= room
    for panel in data.panels:
        fitting = _fitting(canvas, grid, panel, room)
        if not whole and len(data.panels) > 1:
            fitting = min(fitting, _EACH)
        if not fitting:
            break
        room -= _panel(canvas, grid, panel, panel.lines[:fitting], data.looks)
        shown, lines = shown + 1, lines + fitting
    if lines < total:
        zh, en = data.several
        canvas.note(
            f"图中有{shown}{zh}（共{len(data.panels)}）的{lines}行（共{total}行），其余见表。",
            f"Shown are {lines} of {total} lines, of {shown} of {len(data.panels)} {en}; the table "
            "has all.",
        )


def _grid(canvas: Canvas, data: Dots) -> _Grid:
    wide = canvas.width
    every = [entry for p in data.panels for entry in p.lines]
    label = min(max(canvas.natural(e.name) for e in every) + 4, wide * 0.33)
    told = min(max(canvas.natural(e.told) for e in every) + 4, wide * 0.33)
    return _Grid(label, told, label + _R + 1, wide - told - _R - 3)


def _line_height(canvas: Canvas, grid: _Grid, entry: Line) -> float:
    rows = max(
        len(canvas.lines(entry.name, grid.label - 3)), len(canvas.lines(entry.told, grid.told)), 1
    )
    return rows * LEADING + _PAD


def _scaled(canvas: Canvas, panel: Panel) -> tuple[float, Words]:
    """Return what the numbers of an axis are divided by, and the word for it."""
    most = max((abs(n) for entry in panel.lines for n in _numbers(entry)), default=0.0)
    known = _SCALES_ZH if canvas.languages == "zh" else _SCALES
    return next(((by, words) for by, words in known if most >= by * 10), (1.0, NOTHING))


def _head(canvas: Canvas, panel: Panel) -> list[str]:
    name, scale = panel.name, _scaled(canvas, panel)[1]
    unit = Words(scale.zh + panel.unit.zh, f"{scale.en} {panel.unit.en}".strip())
    words = Words(f"{name.zh}({unit.zh})", f"{name.en} ({unit.en})") if unit else name
    return canvas.lines(words, canvas.width)


def _height(canvas: Canvas, grid: _Grid, panel: Panel) -> float:
    each = sum(_line_height(canvas, grid, entry) for entry in panel.lines)
    return len(_head(canvas, panel)) * LEADING + 2 + LEADING + 8 + each


def _fitting(canvas: Canvas, grid: _Grid, panel: Panel, room: float) -> int:
    used = len(_head(canvas, panel)) * LEADING + 2 + LEADING + 8
    for count, entry in enumerate(panel.lines):
        used += _line_height(canvas, grid, entry)
        if used > room:
            return count
    return len(panel.lines)


def _panel(
    canvas: Canvas,
    grid: _Grid,
    panel: Panel,
    lines: Sequence[Line],
    looks: Mapping[str, Status],
) -> float:
    before = canvas.top
    canvas.paragraph(_head(canvas, panel), SIZE, LEADING)
    canvas.top += 2
    low, high, step = _scale(lines, (grid.right - grid.left) / 34)
    place = _Place(low, high, grid)
    top = canvas.top
    for entry in lines:
        height = _line_height(canvas, grid, entry)
        middle = canvas.top + height / 2
        canvas.add(line(grid.left, middle, grid.right, middle, stroke=HAIR, width=0.3))
        _dots(canvas, entry, middle, place, looks)
        canvas.block(0, middle, canvas.lines(entry.name, grid.label - 3))
        canvas.block(canvas.width - grid.told, middle, canvas.lines(entry.told, grid.told))
        canvas.top += height
    _axis(canvas, place, step, top, _scaled(canvas, panel)[0])
    canvas.top += 6
    return canvas.top - before


@dataclass(frozen=True, slots=True)
class _Place:
    low: float
    high: float
    grid: _Grid

    def __call__(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return self.grid.left + share * (self.grid.right - self.grid.left)


def _scale(lines: Sequence[Line], most: float) -> tuple[float, float, float]:
    """Return the ends of an axis and the step of its ticks; it begins at nothing where it can."""
    every = [n for entry in lines for n in _numbers(entry)]
    low, high = min([0.0, *every]), max([0.0, *every])
    if high == low:
        high = low + 1.0
    raw = (high - low) / max(1, min(4, int(most)))
    scale = 10 ** math.floor(math.log10(raw))
    step = next((n * scale for n in _TICKS if n * scale >= raw * 0.999), raw)
    if step < 1 and all(n == int(n) for n in every):
        step = 1.0  # of what is counted there are no halves
    return math.floor(low / step) * step, math.ceil(high / step) * step, step


def _numbers(entry: Line) -> list[float]:
    every = (n for d in entry.dots for n in (d.value, d.low, d.high) if n is not None)
    return [n for n in every if math.isfinite(n)]


def _axis(canvas: Canvas, place: _Place, step: float, top: float, scale: float) -> None:
    canvas.add(line(place.grid.left, canvas.top, place.grid.right, canvas.top, stroke=SOFT))
    count = round((place.high - place.low) / step)
    free = -math.inf
    for n in range(count + 1):
        value = place.low + n * step
        x = place(value)
        canvas.add(
            line(x, canvas.top, x, canvas.top + 2, stroke=SOFT),
            line(x, top, x, canvas.top, stroke=HAIR, width=0.3, dashes=(1, 1.5)),
        )
        text = f"{value / scale:,.10g}"
        half = canvas.measure(text) / 2
        if x - half > free:
            canvas.text(x, canvas.top + 2 + LEADING / 2, text, "middle", SOFT)
            free = x + half + 3
    canvas.top += 2 + LEADING


def _heights(shown: Sequence[Dot], middle: float, place: _Place) -> list[float]:
    """Return the heights of the dots of a line: two in one place stand a little apart."""
    if len(shown) == 2 and abs(place(shown[0].value) - place(shown[1].value)) < _R:
        return [middle - 1.7, middle + 1.7]
    return [middle] * len(shown)


def _dots(
    canvas: Canvas, entry: Line, middle: float, place: _Place, looks: Mapping[str, Status]
) -> None:
    if entry.joined and len(entry.dots) > 1:
        xs = [place(d.value) for d in entry.dots]
        canvas.add(line(min(xs), middle, max(xs), middle, stroke=SOFT, width=1.0))
    for dot, y in zip(entry.dots, _heights(entry.dots, middle, place), strict=True):
        look = looks.get(dot.status, STATUSES["actual"])
        if dot.low is not None and dot.high is not None:
            canvas.add(line(place(dot.low), y, place(dot.high), y, stroke=look.colour, width=1.4))
        canvas.add(mark(look.shape, place(dot.value), y, _R, look.colour, hollow=look.hollow))


__all__ = ["STATUSES", "Dot", "Dots", "Line", "Panel", "Status", "dots"]
