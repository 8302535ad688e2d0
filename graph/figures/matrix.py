"""A matrix: a number in every cell on a shade of its size, rows and columns added up where they
do not fit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from graph.figures.canvas import LEADING, SIZE, Canvas
from graph.figures.drawing import HAIR, SOFT, Text, line, rectangle
from graph.figures.frame import keys_height
from graph.figures.words import Words, breaks_words

_SHADES: Final = ("#ffffff", "#eaf1f6", "#d3e2ec", "#b9d1e1", "#9dbed5")
"""From nothing to the most; ink on the darkest has a contrast of 8 : 1."""
_NUMBER: Final = 3.0
"""Points beside a number in its cell."""
_TALL: Final = 118.0
"""Points that upright heads of columns may be high."""
_PAD: Final = 2.5
_FIRST: Final = 40
"""Rows by which columns are chosen where not all fit."""
_LABEL: Final = 0.42
"""Share of the width that the names of rows may take."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its name, a number a column (0 for none), its total."""

    name: Words
    cells: tuple[float, ...]
    total: float
    apart: bool = False
    """Whether it is set apart: a group that no text names one by one."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows in their order by columns in theirs.

    Attributes:
        several: what rows and what columns are called in the plural.
        summed: whether a total may be shown: what rows add up to.
    """

    columns: tuple[Words, ...]
    rows: tuple[Row, ...]
    several: tuple[Words, Words]
    summed: bool = True


@dataclass(frozen=True, slots=True)
class _Heads:
    way: str
    """``across``, ``upright``, or ``key``."""
    lines: tuple[tuple[str, ...], ...]
    height: float


def matrix(canvas: Canvas, data: Matrix) -> None:
    """Draw a matrix; what does not fit is added up in a last row and column, and said."""
    cell = _cell_width(canvas, data)
    label = _label_width(canvas, data)
    total = cell + 4 if data.summed else 0.0
    fit = int((canvas.width - label - total) // cell)
    narrowed = _fewer_columns(canvas, data, max(fit, 2))
    wide = min((canvas.width - label - total) / len(narrowed.columns), 64.0)
    heads = _heads(canvas, narrowed, wide)
    keys = list(enumerate(narrowed.columns, 1)) if heads.way == "key" else []
    canvas.keys = [(str(n), words) for n, words in keys]
    room = canvas.room - heads.height - keys_height(canvas, canvas.keys) - LEADING - _PAD
    shown = _fewer_rows(canvas, narrowed, label, room)
    canvas.top += heads.height
    _write_heads(canvas, heads, label, wide, len(shown.columns))
    most = max((c for r in shown.rows for c in r.cells), default=0.0)
    apart = False
    for row in shown.rows:
        if row.apart and not apart:
            canvas.add(line(0, canvas.top, canvas.width, canvas.top, stroke=SOFT, width=0.5))
        apart = row.apart
        _write_row(canvas, row, label, wide, most, summed=data.summed)
    canvas.add(line(0, canvas.top, canvas.width, canvas.top, stroke=HAIR))


def shown_number(value: float) -> str:
    """Return a number as cells show it: whole, or with two decimals."""
    return f"{value:.0f}" if value == round(value) else f"{value:.2f}"


def _cell_width(canvas: Canvas, data: Matrix) -> float:
    texts = {shown_number(n) for r in data.rows for n in (*r.cells, r.total)}
    texts |= {shown_number(_sum(data, i)) for i in range(len(data.columns))}
    texts.add(str(len(data.columns)))
    return max(max(map(canvas.measure, texts)) + 2 * _NUMBER, 12.0)


def _sum(data: Matrix, column: int) -> float:
    return sum(r.cells[column] for r in data.rows)


def _label_width(canvas: Canvas, data: Matrix) -> float:
    widest = max(canvas.natural(r.name) for r in data.rows) + 4
    return min(widest, canvas.width * _LABEL)


def _fewer_columns(canvas: Canvas, data: Matrix, fit: int) -> Matrix:
    """Return a matrix of so many columns at most; the last adds up the others.

    Those stay that have most in the first rows: the others would stand empty above the sums.
    """
    if len(data.columns) <= fit:
        return data
    first = replace(data, rows=data.rows[:_FIRST])
    order = sorted(range(len(data.columns)), key=lambda i: (-_sum(first, i), -_sum(data, i), i))
    kept = sorted(order[: fit - 1])
    rest = [i for i in range(len(data.columns)) if i not in set(kept)]
    zh, en = data.several[1]
    name = Words(f"其余{len(rest)}{zh}", f"{len(rest)} other {en}")
    canvas.note(
        f"显示前列各行中数值最大的{len(kept)}{zh}（共{len(data.columns)}），其余{len(rest)}{zh}合为最后一列。",
        f"Shown are {len(kept)} of {len(data.columns)} {en}, those with most in the first "
        f"rows; the last column adds up the other {len(rest)}.",
    )
    rows = tuple(
        replace(r, cells=(*(r.cells[i] for i in kept), sum(r.cells[i] for i in rest)))
        for r in data.rows
    )
    return replace(data, columns=(*(data.columns[i] for i in kept), name), rows=rows)


def _heads(canvas: Canvas, data: Matrix, wide: float) -> _Heads:
    """Choose how columns are named: across, upright, or by a number with a key below."""
    across = [tuple(canvas.lines(c, wide - 3)) for c in data.columns]
    whole = not any(
        breaks_words(t, wide - 3, SIZE, canvas.font)
        for c in data.columns
        for t in c.said(canvas.languages)
    )
    if whole and max(map(len, across)) <= 4:
        return _Heads("across", tuple(across), max(map(len, across)) * LEADING + 4)
    most = int((wide - 1) // LEADING)
    if most:
        longest = max(canvas.natural(c) for c in data.columns)
        tall = min(longest + 1, _TALL)
        upright = [tuple(canvas.lines(c, tall)) for c in data.columns]
        if max(map(len, upright)) <= most:
            return _Heads("upright", tuple(upright), tall + 5)
    numbers = tuple((str(n),) for n in range(1, len(data.columns) + 1))
    return _Heads("key", numbers, LEADING + 3)


def _write_heads(canvas: Canvas, heads: _Heads, label: float, wide: float, count: int) -> None:
    below = canvas.top - 3
    for i, rows in enumerate(heads.lines):
        middle = label + (i + 0.5) * wide
        for j, row in enumerate(rows):
            if heads.way == "upright":
                x = middle + (j - (len(rows) - 1) / 2) * LEADING + SIZE * 0.36
                canvas.add(Text(x, below, row, SIZE, "start", SOFT, turned=True))
            else:
                y = below - (len(rows) - j - 0.5) * LEADING
                canvas.text(middle, y, row, "middle", SOFT)
    if canvas.width - label - count * wide > 8:
        words = Words("合计", "Total").said(canvas.languages)
        for j, word in enumerate(words):
            y = below - (len(words) - j - 0.5) * LEADING
            if canvas.measure(word) <= canvas.width - label - count * wide:
                canvas.text(canvas.width, y, word, "end", SOFT)


def _fewer_rows(canvas: Canvas, data: Matrix, label: float, room: float) -> Matrix:
    """Return the rows that fit; the last adds up the others."""
    heights = [_height(canvas, r.name, label) for r in data.rows]
    if sum(heights) <= room:
        return data
    zh, en = data.several[0]
    used, kept = _height(canvas, Words(f"其余999{zh}", f"999 other {en}"), label), 0
    while kept < len(heights) and used + heights[kept] <= room:
        used += heights[kept]
        kept += 1
    rest = data.rows[kept:]
    name = Words(f"其余{len(rest)}{zh}", f"{len(rest)} other {en}")
    canvas.note(
        f"显示前{kept}{zh}（共{len(data.rows)}），其余{len(rest)}{zh}合为最后一行。",
        f"Shown are the first {kept} of {len(data.rows)} {en}; the last row adds up the other "
        f"{len(rest)}.",
    )
    cells = tuple(sum(r.cells[i] for r in rest) for i in range(len(data.columns)))
    total = sum(r.total for r in rest)
    return replace(data, rows=(*data.rows[:kept], Row(name, cells, total, apart=True)))


def _height(canvas: Canvas, name: Words, label: float) -> float:
    return len(canvas.lines(name, label - 3)) * LEADING + _PAD


def _write_row(
    canvas: Canvas, row: Row, label: float, wide: float, most: float, *, summed: bool
) -> None:
    rows = canvas.lines(row.name, label - 3)
    height = len(rows) * LEADING + _PAD
    middle = canvas.top + height / 2
    canvas.add(line(0, canvas.top, canvas.width, canvas.top, stroke=HAIR, width=0.3))
    for i, value in enumerate(row.cells):
        if value:
            shade = _SHADES[_shade(value, most)]
            canvas.add(rectangle(label + i * wide, canvas.top, wide, height, fill=shade))
            canvas.text(label + (i + 0.5) * wide, middle, shown_number(value), "middle")
    canvas.block(0, middle, rows)
    if summed:
        canvas.text(canvas.width - 1, middle, shown_number(row.total), "end")
    canvas.top += height


def _shade(value: float, most: float) -> int:
    return 1 + min(3, int(3.999 * value / most)) if most else 0
