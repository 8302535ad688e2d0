"""Flows between columns (a Sankey): bars as high as what they carry, names that never touch."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from graph.figures.canvas import LEADING, Canvas
from graph.figures.drawing import INK, SOFT, Path, rectangle
from graph.figures.hatches import Band, hatch
from graph.figures.words import Words
from ontology.palette import EDGES, PALETTE

_BAR: Final = 4.0
_PAD: Final = 2.2
_THICKEST: Final = 11.0
"""Points of one unit at most."""
_THINNEST: Final = 0.7
_COLOURS: Final = tuple(PALETTE[name].light for name in EDGES)


@dataclass(frozen=True, slots=True)
class Flow:
    """What goes from the first column to the last, by the ids of what it passes."""

    path: tuple[str, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class Flows:
    """Flows through columns.

    Attributes:
        flows: in the order in which the first columns shall stand.
        names: by id.
        columns: what each column holds, in the plural.
        spare: the column that may be left out where it does not fit.
    """

    flows: tuple[Flow, ...]
    names: dict[str, Words]
    columns: tuple[Words, ...]
    spare: int = 1


@dataclass(slots=True)
class _Box:
    name: Words
    lines: list[str]
    weight: float = 0.0
    y: float = 0.0
    height: float = 0.0


@dataclass(frozen=True, slots=True)
class _Sides:
    """Where the bars of each column stand and how wide its names may be."""

    bars: tuple[float, ...]
    widths: tuple[float, ...]


def sankey(canvas: Canvas, data: Flows) -> None:
    """Draw flows; a column that does not fit is left out, small ends are drawn together."""
    room = canvas.room - LEADING - 4
    chosen = data
    sides = _sides(canvas, len(chosen.columns))
    if len(data.columns) > 2 and (canvas.width < 300 or not _fits(canvas, chosen, sides, room)):
        left_out = data.columns[data.spare]
        canvas.note(
            f"{left_out.zh}未逐一画出，其数已计入流量。",
            f"The {left_out.en} are not drawn one by one; the bands count them.",
        )
        chosen = _without(data, data.spare)
        sides = _sides(canvas, len(chosen.columns))
    for column in range(len(chosen.columns)):
        chosen = _fewer(canvas, chosen, sides, column, room)
    _write(canvas, chosen, sides, room)


def _sides(canvas: Canvas, columns: int) -> _Sides:
    wide = canvas.width
    if columns == 2:
        label = wide * 0.34
        return _Sides((label + 3, wide - label - 3 - _BAR), (label, label))
    outer, inner = wide * 0.215, wide * 0.24
    gap = (wide - 2 * outer - inner - 3 * _BAR - 9) / 2
    first = outer + 3
    second = first + _BAR + gap
    return _Sides((first, second, wide - outer - 3 - _BAR), (outer, inner, outer))


def _heights(canvas: Canvas, data: Flows, sides: _Sides, column: int) -> list[float]:
    ids = dict.fromkeys(f.path[column] for f in data.flows)
    return [_label_height(canvas.lines(data.names[i], sides.widths[column])) for i in ids]


def _label_height(lines: Sequence[str]) -> float:
    return len(lines) * LEADING + _PAD


def _fits(canvas: Canvas, data: Flows, sides: _Sides, room: float) -> bool:
    every = range(len(data.columns))
    return all(sum(_heights(canvas, data, sides, c)) * 1.05 <= room for c in every)


def _without(data: Flows, column: int) -> Flows:
    def cut(path: tuple[str, ...]) -> tuple[str, ...]:
        return path[:column] + path[column + 1 :]

    summed: dict[tuple[str, ...], float] = defaultdict(float)
    for flow in data.flows:
        summed[cut(flow.path)] += flow.weight
    names = data.columns[:column] + data.columns[column + 1 :]
    return Flows(tuple(Flow(p, w) for p, w in summed.items()), data.names, names, data.spare)


def _fewer(canvas: Canvas, data: Flows, sides: _Sides, column: int, room: float) -> Flows:
    """Draw the smallest of a column together where their names would not fit."""
    weights: dict[str, float] = defaultdict(float)
    for flow in data.flows:
        weights[flow.path[column]] += flow.weight
    zh, en = data.columns[column]
    used = 3 * LEADING + _PAD
    kept = set[str]()
    tall = {i: _label_height(canvas.lines(data.names[i], sides.widths[column])) for i in weights}
    if sum(tall.values()) * 1.05 <= room:
        return data
    for one in sorted(weights, key=lambda i: (-weights[i], i)):
        if (used + tall[one]) * 1.05 > room:
            break
        used += tall[one]
        kept.add(one)
    rest, name = len(weights) - len(kept), f"rest:{column}"
    canvas.note(
        f"{zh}显示最大的{len(kept)}个（共{len(weights)}个），其余{rest}个合画为一。",
        f"Shown are the {len(kept)} of {len(weights)} {en} with most; the other {rest} are drawn "
        "together.",
    )
    names = {**data.names, name: Words(f"其余{rest}个{zh}", f"{rest} other {en}")}
    summed: dict[tuple[str, ...], float] = defaultdict(float)
    for flow in data.flows:
        at = flow.path[column]
        path = (*flow.path[:column], at if at in kept else name, *flow.path[column + 1 :])
        summed[path] += flow.weight
    flows = sorted(summed.items(), key=lambda f: f[0][column] == name)
    return Flows(tuple(Flow(p, w) for p, w in flows), names, data.columns, data.spare)


def _write(canvas: Canvas, data: Flows, sides: _Sides, room: float) -> None:
    columns = [_boxes(canvas, data, sides, c) for c in range(len(data.columns))]
    unit = _unit(columns, room)
    _heads(canvas, data, sides)
    top = canvas.top
    tallest = max(_placed(c, unit) for c in columns)
    for column in columns:
        _centre(column, top, tallest)
    colour = {i: (_COLOURS[n % len(_COLOURS)], n) for n, i in enumerate(columns[0])}
    _bands(canvas, data, columns, sides, unit, colour)
    for c, boxes in enumerate(columns):
        for box in boxes.values():
            _write_box(canvas, box, c, sides, unit, last=c == len(columns) - 1)
    canvas.top = top + tallest


def _boxes(canvas: Canvas, data: Flows, sides: _Sides, column: int) -> dict[str, _Box]:
    found: dict[str, _Box] = {}
    for flow in data.flows:
        key = flow.path[column]
        if key not in found:
            words = data.names[key]
            found[key] = _Box(words, canvas.lines(words, sides.widths[column]))
        found[key].weight += flow.weight
    if column == len(data.columns) - 1:
        return _by_mean(data, found, column)
    return found


def _by_mean(data: Flows, boxes: dict[str, _Box], column: int) -> dict[str, _Box]:
    """Order the last column so that bands cross little; what is drawn together comes last."""
    place = {i: n for n, i in enumerate(dict.fromkeys(f.path[column - 1] for f in data.flows))}
    mean: dict[str, float] = defaultdict(float)
    for flow in data.flows:
        mean[flow.path[column]] += place[flow.path[column - 1]] * flow.weight
    key: Callable[[str], tuple[bool, float, str]] = lambda i: (  # noqa: E731
        i.startswith("rest:"), mean[i] / boxes[i].weight, i)  # fmt: skip
    return {i: boxes[i] for i in sorted(boxes, key=key)}


def _unit(columns: Sequence[dict[str, _Box]], room: float) -> float:
    """Return the points of one unit: as many as the fullest column has room for."""
    low, high = 0.0, _THICKEST
    for _ in range(30):
        unit = (low + high) / 2
        if max(_placed(c, unit) for c in columns) <= room:
            low = unit
        else:
            high = unit
    return low


def _placed(boxes: dict[str, _Box], unit: float) -> float:
    """Stack the boxes of a column; return the height they take."""
    y = 0.0
    for box in boxes.values():
        box.height = max(box.weight * unit + _PAD, _label_height(box.lines))
        box.y = y
        y += box.height
    return y


def _centre(boxes: dict[str, _Box], top: float, height: float) -> None:
    """Spread a column over the height of the tallest."""
    used = sum(b.height for b in boxes.values())
    gap = (height - used) / len(boxes)
    for i, box in enumerate(boxes.values()):
        box.y += top + gap * (i + 0.5)


def _heads(canvas: Canvas, data: Flows, sides: _Sides) -> None:
    last = len(data.columns) - 1
    for c, words in enumerate(data.columns):
        text = " ".join(words.said(canvas.languages))
        if c == 0:
            canvas.text(0, canvas.top + LEADING / 2, text, colour=SOFT)
        elif c == last:
            canvas.text(canvas.width, canvas.top + LEADING / 2, text, "end", SOFT)
        else:
            canvas.text(sides.bars[c], canvas.top + LEADING / 2, text, colour=SOFT)
    canvas.top += LEADING + 3


def _bands(
    canvas: Canvas,
    data: Flows,
    columns: Sequence[dict[str, _Box]],
    sides: _Sides,
    unit: float,
    colour: dict[str, tuple[str, int]],
) -> None:
    for c in range(len(columns) - 1):
        left, right = columns[c], columns[c + 1]
        leaving, coming = _ports(left, unit), _ports(right, unit)
        order = {i: n for n, i in enumerate(right)}
        place = {i: n for n, i in enumerate(left)}
        found: dict[tuple[str, str, str], float] = defaultdict(float)
        for f in data.flows:
            found[f.path[0], f.path[c], f.path[c + 1]] += f.weight
        start: dict[tuple[str, str, str], float] = {}
        for key in sorted(found, key=lambda k: (place[k[1]], order[k[2]], k)):
            start[key] = leaving[key[1]]
            leaving[key[1]] += found[key] * unit
        for key in sorted(found, key=lambda k: (order[k[2]], place[k[1]], k)):
            thick = found[key] * unit
            y1, y2 = start[key], coming[key[2]]
            coming[key[2]] += thick
            x1 = sides.bars[c] + _BAR
            if 0 < c < len(columns) - 1:
                x1 += sides.widths[c] + 3
            band = Band(x1, y1, sides.bars[c + 1], y2, max(thick, _THINNEST))
            shade, number = colour[key[0]]
            canvas.add(_band(band, shade), *hatch(band, number, shade))


def _ports(boxes: dict[str, _Box], unit: float) -> dict[str, float]:
    return {i: b.y + (b.height - b.weight * unit) / 2 for i, b in boxes.items()}


def _band(band: Band, colour: str) -> Path:
    x1, y1, x2, y2, thick = band.x1, band.y1, band.x2, band.y2, band.thick
    middle = (x1 + x2) / 2
    steps = (
        ("M", (x1, y1)),
        ("C", (middle, y1, middle, y2, x2, y2)),
        ("L", (x2, y2 + thick)),
        ("C", (middle, y2 + thick, middle, y1 + thick, x1, y1 + thick)),
        ("Z", ()),
    )
    return Path(steps, fill=colour, stroke=colour, width=0.2, opacity=0.42)


def _write_box(
    canvas: Canvas, box: _Box, column: int, sides: _Sides, unit: float, *, last: bool
) -> None:
    middle = box.y + box.height / 2
    high = max(box.weight * unit, _THINNEST)
    x = sides.bars[column]
    canvas.add(rectangle(x, middle - high / 2, _BAR, high, fill=INK))
    if column == 0:
        canvas.block(x - 3, middle, box.lines, "end")
    else:
        canvas.block(x + _BAR + 3, middle, box.lines)
        if not last:  # bands go on behind the name
            end = x + _BAR + sides.widths[column] + 3
            canvas.add(rectangle(end - 1.2, middle - high / 2, 1.2, high, fill=INK))
