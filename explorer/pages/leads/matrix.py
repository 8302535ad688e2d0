"""Responsibilities counted by body and campaign, or by what aggregates them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from explorer.kit.request import Ask
from explorer.pages.leads.arrangement import column_of, rows_of
from explorer.view.tables import Duty, tables_of
from ontology.terms import CODE

CELLS: Final = 250_000
"""A matrix of more cells is written cell by cell: CSV a row a cell, JSON without empty ones."""


def share(counting: str, duty: Duty, named: dict[str, int]) -> float:
    """Return what one lead counts by a rule; ``named`` holds the number of named bodies a task."""
    match counting:
        case "first":
            return 1.0 if duty.position == 1 else 0.0
        case "fractional":
            return 0.0 if duty.group else 1 / named[duty.task]
        case _:
            return 1.0


def named_bodies(duties: Iterable[Duty]) -> dict[str, int]:
    """Count the named bodies of each task; groups never enlarge the count."""
    found: dict[str, set[str]] = defaultdict(set)
    for duty in duties:
        if not duty.group:
            found[duty.task].add(duty.actor)
    return {task: len(bodies) for task, bodies in found.items()}


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


def matrix_of(
    ask: Ask, duties: Sequence[Duty], counting: str, by: str, rows_by: str = "body"
) -> Matrix:
    """Count responsibilities by body and campaign, or by what aggregates them.

    Of rows that aggregate bodies, whole counting counts a task once for each row.
    """
    tables = tables_of(ask.view)
    role = duties[0].role if duties else CODE.lead
    tasks = {d.task for d in duties}
    by_task = tables.by_task.of_many(tasks)
    named = named_bodies(d for t in tasks for d in by_task[t] if d.role == role)
    column, row_keys = column_of(ask, by), rows_of(ask, rows_by)
    columns = tables.in_order({column(d) for d in duties})
    at = {column: i for i, column in enumerate(columns)}
    rows: dict[str, MatrixRow] = {}
    seen: set[tuple[str, str]] = set()
    counted: set[tuple[str, str]] = set()
    tasks_in: dict[str, set[str]] = defaultdict(set)
    bodies_in: dict[str, set[str]] = defaultdict(set)
    for duty in duties:
        under = column(duty)
        tasks_in[under].add(duty.task)
        if not duty.group:
            bodies_in[under].add(duty.actor)
        if (duty.actor, duty.task) in seen:
            continue
        seen.add((duty.actor, duty.task))
        value = share(counting, duty, named)
        for key in row_keys(duty):
            if rows_by != "body" and counting == "whole":
                if (key, duty.task) in counted:
                    continue
                counted.add((key, duty.task))
            _add(rows, key, duty, at[under], value, of_bodies=rows_by == "body")
    kept = [r for r in rows.values() if r.total > 0 or r.group]
    return Matrix(
        columns,
        kept,
        max((c for r in kept for c in r.cells.values()), default=0.0),
        [len(tasks_in[c]) for c in columns],
        [len(bodies_in[c]) for c in columns],
    )


def _add(
    rows: dict[str, MatrixRow], key: str, duty: Duty, column: int, value: float, *, of_bodies: bool
) -> None:
    row = rows.get(key)
    if row is None:
        row = rows[key] = MatrixRow(key, of_bodies and duty.group, {}, 0.0, 0, 0)
    row.cells[column] = row.cells.get(column, 0.0) + value
    row.total += value
    row.tasks += 1
    row.first += duty.position == 1


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
