"""Slopes: what the same things were in two years, a panel for what may be compared.

The axes are of the years; their heights are values, from the least to the greatest of the panel.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from graph.figures.canvas import LEADING, Canvas, legend, mark
from graph.figures.dots import STATUSES, Dot
from graph.figures.drawing import HAIR, INK, SOFT, line
from graph.figures.words import Words

_R: Final = 2.6
_GAP: Final = 5.0
"""Between a mark and its label."""
_PAD: Final = 1.6
"""Between two labels."""
_LEAST: Final = 48.0
"""Points that a panel is high at least."""
_EACH: Final = 8
"""Lines of one panel where there are others that find no room."""


@dataclass(frozen=True, slots=True)
class Slope:
    """One thing: its name, its value in either year, and how these are written."""

    name: Words
    left: Dot
    right: Dot
    told: tuple[Words, Words]


@dataclass(frozen=True, slots=True)
class Panel:
    """Things that share axes."""

    name: Words
    unit: Words
    slopes: tuple[Slope, ...]


@dataclass(frozen=True, slots=True)
class Slopes:
    """Panels, those that say most first; what stands above the left and the right axis."""

    panels: tuple[Panel, ...]
    years: tuple[Words, Words]


@dataclass(frozen=True, slots=True)
class _Grid:
    left: float
    right: float
    wide: float
    """Points of a label on the right."""


def slopes(canvas: Canvas, data: Slopes) -> None:
    """Draw panels as long as they fit; what is left to the table is said."""
    used = {d.status for p in data.panels for s in p.slopes for d in (s.left, s.right)}
    before = canvas.top
    legend(
        canvas,
        [
            ([mark(s.shape, 0, 0, _R, s.colour, hollow=s.hollow)], 2 * _R + 1, s.words)
            for key, s in STATUSES.items()
            if key in used
        ],
    )
    room, grid = canvas.room - (canvas.top - before), _grid(canvas, data)
    total = sum(len(p.slopes) for p in data.panels)
    whole = sum(_height(canvas, grid, p, p.slopes) for p in data.panels) <= room
    shown = panels = 0
    for panel in data.panels:
        kept = panel.slopes if whole else _fitting(canvas, grid, panel, room, len(data.panels) > 1)
        if not kept:
            break
        room -= _panel(canvas, grid, data, panel, kept)
        shown, panels = shown + len(kept), panels + 1
    if shown < total:
        canvas.note(
            f"图中有{panels}个指标（共{len(data.panels)}）的{shown}行（共{total}行），其余见表。",
            f"Shown are {shown} of {total} lines, of {panels} of {len(data.panels)} indicators; "
            "the table has all.",
        )


def _grid(canvas: Canvas, data: Slopes) -> _Grid:
    every = [s for p in data.panels for s in p.slopes]
    wide = canvas.width
    told = min(max(canvas.natural(s.told[0]) for s in every), wide * 0.27)
    right = min(max(canvas.natural(_right(s)) for s in every), wide * 0.42)
    return _Grid(told + _R + _GAP, wide - right - _R - _GAP, right)


def _right(slope: Slope) -> Words:
    value = slope.told[1]
    return Words(f"{value.zh} {slope.name.zh}", f"{value.en} {slope.name.en}")


def _head(canvas: Canvas, panel: Panel) -> list[str]:
    name, unit = panel.name, panel.unit
    words = Words(f"{name.zh}（{unit.zh}）", f"{name.en} ({unit.en})") if unit else name
    return canvas.lines(words, canvas.width)


def _labels(
    canvas: Canvas, grid: _Grid, shown: Sequence[Slope]
) -> tuple[list[list[str]], list[list[str]]]:
    width = grid.left - _R - _GAP
    left = [canvas.lines(s.told[0], width) for s in shown]
    return left, [canvas.lines(_right(s), grid.wide) for s in shown]


def _body(canvas: Canvas, grid: _Grid, shown: Sequence[Slope]) -> float:
    return max(_LEAST, *(
        sum(len(rows) * LEADING + _PAD for rows in side) for side in _labels(canvas, grid, shown)
    ))  # fmt: skip


def _height(canvas: Canvas, grid: _Grid, panel: Panel, shown: Sequence[Slope]) -> float:
    return len(_head(canvas, panel)) * LEADING + 2 + LEADING + _body(canvas, grid, shown) + 8


def _fitting(
    canvas: Canvas, grid: _Grid, panel: Panel, room: float, others: bool
) -> tuple[Slope, ...]:
    """Return as many of the lines of a panel as there is room for."""
    kept = panel.slopes[:_EACH] if others else panel.slopes
    while kept and _height(canvas, grid, panel, kept) > room:
        kept = kept[:-1]
    return kept


def _panel(
    canvas: Canvas, grid: _Grid, data: Slopes, panel: Panel, shown: Sequence[Slope]
) -> float:
    before = canvas.top
    canvas.paragraph(_head(canvas, panel), 7.0, LEADING)
    canvas.top += 2
    for x, year in zip((grid.left, grid.right), data.years, strict=True):
        text = " ".join(year.said(canvas.languages))
        canvas.text(x, canvas.top + LEADING / 2, text, "middle", SOFT)
    canvas.top += LEADING
    top, high = canvas.top, _body(canvas, grid, shown)
    place = _scale(shown, top + LEADING / 2, high - LEADING)
    for x in (grid.left, grid.right):
        canvas.add(line(x, top, x, top + high, stroke=HAIR, width=0.4))
    for one in shown:
        canvas.add(
            line(grid.left, place(one.left.value), grid.right, place(one.right.value),
                 stroke=INK, width=0.7, opacity=0.7)
        )  # fmt: skip
    left, right = _labels(canvas, grid, shown)
    for rows, dots, x, anchor in (
        (left, [s.left for s in shown], grid.left, "end"),
        (right, [s.right for s in shown], grid.right, "start"),
    ):
        _marks(canvas, dots, x, place)
        _write(canvas, rows, [place(d.value) for d in dots], x, anchor, (top, top + high))
    canvas.top = top + high + 6
    return canvas.top - before


def _scale(shown: Sequence[Slope], top: float, high: float) -> Callable[[float], float]:
    every = [d.value for s in shown for d in (s.left, s.right)]
    least, most = min(every), max(every)
    span = most - least or 1.0
    return lambda value: top + (most - value) / span * high


def _marks(canvas: Canvas, dots: Sequence[Dot], x: float, place: Callable[[float], float]) -> None:
    for dot in dots:
        look = STATUSES.get(dot.status, STATUSES["actual"])
        canvas.add(mark(look.shape, x, place(dot.value), _R, look.colour, hollow=look.hollow))


def _write(
    canvas: Canvas,
    labels: Sequence[list[str]],
    heights: Sequence[float],
    x: float,
    anchor: str,
    ends: tuple[float, float],
) -> None:
    """Write labels beside their marks; where they would touch they move apart, with a thin line."""
    sign = 1 if anchor == "start" else -1
    tall = [len(rows) * LEADING + _PAD for rows in labels]
    middles = apart(heights, tall, *ends)
    for rows, mark_y, y in zip(labels, heights, middles, strict=True):
        if abs(mark_y - y) > 1:
            canvas.add(
                line(x + sign * (_R + 0.5), mark_y, x + sign * (_R + _GAP - 1), y, stroke=HAIR,
                     width=0.4)
            )  # fmt: skip
        canvas.block(x + sign * (_R + _GAP), y, rows, anchor)


def apart(wanted: Sequence[float], tall: Sequence[float], top: float, bottom: float) -> list[float]:
    """Return the middles of boxes near where they are wanted, apart, and within two ends."""
    order = sorted(range(len(wanted)), key=lambda i: (wanted[i], i))
    found = list(wanted)
    free = top
    for i in order:
        found[i] = max(wanted[i], free + tall[i] / 2)
        free = found[i] + tall[i] / 2
    free = bottom
    for i in reversed(order):
        found[i] = min(found[i], free - tall[i] / 2)
        free = found[i] - tall[i] / 2
    return found


__all__ = ["Panel", "Slope", "Slopes", "apart", "slopes"]
