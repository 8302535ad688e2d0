"""Responsibilities counted by body and campaign, or by what aggregates them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from explorer.kit.request import Ask
from explorer.pages.leads.arrangement import columns_of, rows_of
from explorer.view.coded import Coded, first_of_each
from explorer.view.duties import Duties
from explorer.view.tables import tables_of

if TYPE_CHECKING:
    from explorer.view.coded import Numbers

CELLS: Final = 250_000
"""A matrix of more cells is written cell by cell: CSV a row a cell, JSON without empty ones."""


@dataclass
class MatrixRow:
    """One body of the matrix."""

    actor: str
    group: bool
    cells: dict[int, float]
    """By the position of the column; what is missing is nothing."""
    total: float
    tasks: int
    first: int


@dataclass
class Matrix:
    """Bodies by campaigns, counted by one rule."""

    columns: list[str]
    rows: list[MatrixRow]
    most: float
    tasks: list[int]
    """Tasks of each column."""
    bodies: list[int]
    """Named bodies of each column."""

    @property
    def large(self) -> bool:
        """Whether its data leave out what is nothing: thousands of bodies by as many columns."""
        return len(self.rows) * len(self.columns) > CELLS

    @cached_property
    def groups(self) -> int:
        """Number of rows of groups not named one by one."""
        return sum(r.group for r in self.rows)


def matrix_of(ask: Ask, duties: Duties, counting: str, by: str, rows_by: str = "body") -> Matrix:
    """Count responsibilities by body and campaign, or by what aggregates them.

    Of rows that aggregate bodies, whole counting counts a task once for each row.
    """
    import numpy as np

    columns, under = _columns(ask, duties, by)
    tasks, actors = duties.codes("task"), duties.codes("actor")
    named = ~duties.are_groups()
    tasks_in = first_of_each(under, tasks)
    bodies_in = first_of_each(under[named], actors[named])
    once = first_of_each(actors, tasks)
    shares = _shares(duties, counting)[once]
    expanded = _expanded(rows_of(ask, rows_by, duties), once)
    at, rows = once[expanded.rows], expanded.codes
    if rows_by != "body" and counting == "whole":
        first = first_of_each(rows, tasks[at])
        at, rows, shares = at[first], rows[first], shares[expanded.rows][first]
    else:
        shares = shares[expanded.rows]
    counted = _Counted(rows, under[at], shares, duties.numbers("position")[at] == 1, len(columns))
    groups = duties.where(~named).counted("actor") if rows_by == "body" else {}
    made = counted.rows([(key, key in groups) for key in expanded.keys])
    kept = [row for row in made if row.total > 0 or row.group]
    return Matrix(
        columns,
        kept,
        max((c for r in kept for c in r.cells.values()), default=0.0),
        np.bincount(under[tasks_in], minlength=len(columns)).tolist(),
        np.bincount(under[named][bodies_in], minlength=len(columns)).tolist(),
    )


def _columns(ask: Ask, duties: Duties, by: str) -> tuple[list[str], Numbers]:
    """Return the columns in the order of the texts, and the place of the one of each assignment."""
    import numpy as np

    found = columns_of(ask, by, duties)
    columns = tables_of(ask.view).in_order(found.counted())
    at = {column: place for place, column in enumerate(columns)}
    places = np.array([at.get(text, -1) for text in found.texts], np.int64)
    return columns, places[found.codes] if len(places) else found.codes


def _shares(duties: Duties, counting: str) -> Numbers:
    """Return what each lead counts by a rule.

    Each named body of a task counts the same fraction; groups never enlarge their number.
    """
    import numpy as np

    if counting == "first":
        return np.where(duties.numbers("position") == 1, 1.0, 0.0)
    if counting != "fractional" or not len(duties):
        return np.ones(len(duties))
    every = duties.all()
    role = duties.codes("role")[0]
    among = every.where((every.codes("role") == role) & ~every.are_groups())
    tasks = among.codes("task")
    bodies = np.bincount(
        tasks[first_of_each(tasks, among.codes("actor"))], minlength=len(duties.texts("task"))
    )
    number = bodies[duties.codes("task")]
    return np.where(duties.are_groups(), 0.0, 1.0 / np.maximum(number, 1))


class _Expanded(NamedTuple):
    """Rows of a matrix by assignment: an assignment stands in as many as it has."""

    keys: list[str]
    rows: Numbers
    """The places of the assignments."""
    codes: Numbers
    """The places of the rows among the keys."""


def _expanded(column: Coded[tuple[str, ...]], at: Numbers) -> _Expanded:
    import numpy as np

    known: dict[str, int] = {}
    flat = [known.setdefault(key, len(known)) for keys in column.texts for key in keys]
    lengths = np.array([len(keys) for keys in column.texts], np.int64)
    firsts = np.cumsum(lengths) - lengths
    codes = column.codes[at]
    if not len(codes):
        return _Expanded(list(known), codes, codes)
    many = lengths[codes]
    rows = np.repeat(np.arange(len(codes)), many)
    within = np.arange(len(rows)) - np.repeat(np.cumsum(many) - many, many)
    return _Expanded(list(known), rows, np.array(flat)[firsts[codes][rows] + within])


class _Counted(NamedTuple):
    """What the cells of a matrix count: row, column and share of each assignment."""

    row: Numbers
    column: Numbers
    share: Numbers
    first: Numbers
    columns: int

    def rows(self, keys: Sequence[tuple[str, bool]]) -> list[MatrixRow]:
        """Return the rows; ``keys``: what each stands for, and whether that is a group."""
        import numpy as np

        size = max(1, self.columns)
        cells, cell = np.unique(self.row.astype(np.int64) * size + self.column, return_inverse=True)
        sums = np.bincount(cell, self.share, len(cells)).tolist()
        total = np.bincount(self.row, self.share, len(keys)).tolist()
        tasks = np.bincount(self.row, minlength=len(keys)).tolist()
        first = np.bincount(self.row, self.first, len(keys)).tolist()
        found: dict[int, MatrixRow] = {}
        for row in self.row[first_of_each(self.row)].tolist():
            key, group = keys[row]
            found[row] = MatrixRow(key, group, {}, total[row], tasks[row], int(first[row]))
        places = zip((cells // size).tolist(), (cells % size).tolist(), sums, strict=True)
        for row, column, value in places:
            found[row].cells[column] = value
        return list(found.values())


def sorted_rows(ask: Ask, matrix: Matrix, order: str) -> list[MatrixRow]:
    """Return the rows in an order; groups stand last."""
    tables = tables_of(ask.view)
    if order == "name":
        return sorted(matrix.rows, key=lambda r: (r.group, tables.label_key(r.actor, ask.lang)))
    if order.startswith("c"):
        at = int(order[1:])
        return sorted(
            matrix.rows, key=lambda r: (r.group, -r.cells.get(at, 0.0), -r.total, r.actor)
        )
    if order == "first":
        return sorted(matrix.rows, key=lambda r: (r.group, -r.first, -r.total, r.actor))
    return sorted(matrix.rows, key=lambda r: (r.group, -r.total, -r.first, r.actor))
