"""An answer as a chart: which axes it can have, and what is drawn."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from explorer.kit.request import Ask
from explorer.pages.sparql.run import EMPTY, Outcome, ResultCell, chart_columns

KINDS: Final[dict[str, tuple[str, str]]] = {
    "bar": ("条形图", "Bars"),
    "dot": ("点图", "Dots"),
    "line": ("历年折线图", "Line over years"),
    "matrix": ("矩阵", "Matrix"),
}
MOST: Final = 40
"""Rows of bars and dots, and rows and columns of a matrix."""
SERIES: Final = 8
"""Lines of one chart: more cannot be told apart."""
_YEAR: Final = re.compile(r"\s*(1[89]\d\d|20\d\d)(?!\d)")
_TURN: Final = {"wide": 720, "high": 320, "left": 64, "right": 150, "top": 14, "bottom": 34}


@dataclass
class Chart:
    """A chart that is ready for its template."""

    lang: str = "en"
    kind: str = ""
    kinds: list[tuple[str, str]] = field(default_factory=list)
    words: list[tuple[str, str]] = field(default_factory=list)
    """Columns that may name the rows: their numbers, their heads."""
    numbers: list[tuple[str, str]] = field(default_factory=list)
    """Columns of numbers."""
    x: int = -1
    y: int = -1
    across: int = -1
    """The column of series, or of the columns of a matrix; none: -1."""
    rows: list[dict[str, Any]] = field(default_factory=list)
    left_out: int = 0
    """Rows of the answer that are not drawn."""
    line: dict[str, Any] = field(default_factory=dict)
    matrix: dict[str, Any] = field(default_factory=dict)


def chart_of(ask: Ask, outcome: Outcome, heads: Sequence[str]) -> Chart | None:
    """Return the chart that is asked for, or the first that an answer can have.

    Args:
        ask: Has ``chart``, ``x``, ``y`` and ``across`` in its query: a kind, and columns.
        outcome: The answer.
        heads: What its columns are called for the reader.
    """
    usual = chart_columns(outcome)
    if usual is None:
        return None
    columns = range(len(outcome.columns))
    numbers = [c for c in columns if outcome.numeric(c)]
    years = [c for c in columns if _years(outcome, c)]
    words = [c for c in columns if c not in numbers or c in years]
    chart = Chart(
        lang=ask.lang,
        words=[(outcome.columns[c], heads[c]) for c in words],
        numbers=[(outcome.columns[c], heads[c]) for c in numbers],
    )
    chart.x = _column(ask, "x", outcome, words, usual[0])
    chart.y = _column(ask, "y", outcome, numbers, usual[1])
    others = [c for c in words if c not in (chart.x, chart.y)]
    possible = ["bar", "dot"]
    if years:
        possible.append("line")
    if others:
        possible.append("matrix")
    chart.kinds = [(kind, ask.w(*KINDS[kind])) for kind in possible]
    chart.kind = ask.choice("chart", possible, "bar")
    if chart.kind == "line" and chart.x not in years:
        chart.x = years[0]
        if chart.y == chart.x:
            chart.y = next((c for c in reversed(numbers) if c != chart.x), chart.y)
        others = [c for c in words if c not in (chart.x, chart.y)]
    given = ask.query.get("across", "")
    usual_across = others[0] if others and chart.kind in ("line", "matrix") else -1
    chart.across = -1 if given == "-" else _column(ask, "across", outcome, others, usual_across)
    if chart.kind == "matrix" and chart.across < 0:
        chart.across = usual_across
    _DRAW[chart.kind](chart, outcome)
    return chart


def _column(ask: Ask, key: str, outcome: Outcome, allowed: Sequence[int], usual: int) -> int:
    name = ask.query.get(key, "")
    return next((c for c in allowed if outcome.columns[c] == name), usual)


def _years(outcome: Outcome, column: int) -> bool:
    """Tell whether a column holds years, or dates that begin with one."""
    cells = [row[column] for row in outcome.rows if row[column] is not EMPTY]
    return bool(cells) and all(not c.iri and _YEAR.match(c.text) for c in cells)


def _points(chart: Chart, outcome: Outcome) -> list[list[ResultCell]]:
    return [row for row in outcome.rows if row[chart.y].number is not None]


def _bars(chart: Chart, outcome: Outcome) -> None:
    rows = _points(chart, outcome)
    kept = rows[:MOST]
    chart.left_out = len(outcome.rows) - len(kept)
    sizes = [row[chart.y].number or Decimal(0) for row in kept]
    largest = max((abs(size) for size in sizes), default=Decimal(1)) or Decimal(1)
    chart.rows = [
        {
            "cell": row[chart.x],
            "across": row[chart.across] if chart.across >= 0 else None,
            "number": row[chart.y].text,
            "share": float(abs(size) / largest),
        }
        for row, size in zip(kept, sizes, strict=True)
    ]


def _line(chart: Chart, outcome: Outcome) -> None:
    lines: dict[str, dict[int, Decimal]] = {}
    for row in _points(chart, outcome):
        year = _YEAR.match(row[chart.x].text)
        number = row[chart.y].number
        if year is None or number is None:
            continue
        name = row[chart.across].text if chart.across >= 0 else ""
        at = lines.setdefault(name, {})
        at[int(year[1])] = at.get(int(year[1]), Decimal(0)) + number
    order = sorted(lines, key=lambda name: (-len(lines[name]), name))
    kept = order[:SERIES]
    chart.left_out = len(order) - len(kept)
    years = sorted({year for name in kept for year in lines[name]})
    values = [float(v) for name in kept for v in lines[name].values()]
    if not years:
        return
    low, high = min(0.0, *values), max(*values, 0.0)
    wide = _TURN["wide"] - _TURN["left"] - _TURN["right"]
    tall = _TURN["high"] - _TURN["top"] - _TURN["bottom"]

    def x(year: int) -> float:
        span = (years[-1] - years[0]) or 1
        return round(_TURN["left"] + (year - years[0]) / span * wide, 1)

    def y(value: float) -> float:
        return round(_TURN["top"] + (high - value) / ((high - low) or 1) * tall, 1)

    series = [
        [(x(year), y(float(value)), year, value) for year, value in sorted(lines[name].items())]
        for name in kept
    ]
    ends = _apart([points[-1][1] for points in series])
    step = max(1, len(years) // 10)
    chart.line = {
        **_TURN,
        "series": list(zip(kept, series, ends, strict=True)),
        "years": [(x(year), year) for year in years[::step]],
        "ticks": [(y(v), _short(v, chart.lang)) for v in (low, (low + high) / 2, high)],
        "zero": y(0.0),
    }


_UNITS: Final = {
    "zh": ((1e12, "万亿"), (1e8, "亿"), (1e4, "万")),
    "en": ((1e12, "tn"), (1e9, "bn"), (1e6, "m"), (1e4, "k")),
}


def _short(value: float, lang: str) -> str:
    """Write a number of an axis in few characters: 489.1亿, 48.9bn."""
    for size, word in _UNITS[lang]:
        if abs(value) >= size:
            divisor = 1e3 if word == "k" else size
            return f"{value / divisor:.4g}{word}"
    return f"{value:.4g}"


def _apart(places: list[float], gap: float = 14.0) -> list[float]:
    """Move the places of labels apart, so that none covers another."""
    order = sorted(range(len(places)), key=lambda i: places[i])
    found, last = list(places), -gap
    for i in order:
        found[i] = last = max(places[i], last + gap)
    return found


def _matrix(chart: Chart, outcome: Outcome) -> None:
    sums: dict[tuple[str, str], Decimal] = {}
    rows: dict[str, ResultCell] = {}
    columns: dict[str, ResultCell] = {}
    for row in _points(chart, outcome):
        a, b = row[chart.x], row[chart.across]
        rows.setdefault(a.iri or a.text, a)
        columns.setdefault(b.iri or b.text, b)
        key = (a.iri or a.text, b.iri or b.text)
        sums[key] = sums.get(key, Decimal(0)) + (row[chart.y].number or Decimal(0))
    shown_rows, shown_columns = list(rows)[:MOST], list(columns)[:MOST]
    chart.left_out = len(rows) - len(shown_rows) + len(columns) - len(shown_columns)
    largest = max((abs(v) for v in sums.values()), default=Decimal(1)) or Decimal(1)

    def cell(a: str, b: str) -> tuple[str, int]:
        value = sums.get((a, b))
        if value is None:
            return "", 0
        return f"{value.normalize():f}", max(1, round(float(abs(value) / largest) * 8))

    chart.matrix = {
        "columns": [columns[b] for b in shown_columns],
        "rows": [(rows[a], [cell(a, b) for b in shown_columns]) for a in shown_rows],
    }


_DRAW: Final = {"bar": _bars, "dot": _bars, "line": _line, "matrix": _matrix}
