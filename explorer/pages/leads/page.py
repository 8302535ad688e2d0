"""Who leads what: the matrix of bodies and campaigns, pairs of bodies, and the list behind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, Final, NamedTuple

from explorer.kit.cells import Cell, Group, Section, as_table, evidence, text, things
from explorer.kit.facets import NONE
from explorer.kit.listing import period_cell
from explorer.kit.request import Ask, Page, whole_number
from explorer.kit.routing import Table
from explorer.pages.leads.arrangement import (
    COLUMNS,
    ROWS,
    Arrangement,
    arrangement,
    column_of,
    rows_of,
)
from explorer.pages.leads.filters import Filter, choices, sparql
from explorer.view.tables import Duty, Tables, tables_of
from graph.networks.specs import ONE_OVER_N
from ontology.terms import CODE, PK

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


class About(NamedTuple):
    """How many of everything the chosen responsibilities are about."""

    series: int
    tasks: int
    assignments: int
    without: int
    """Inferred responsibilities of the role in the whole graph."""


def _about(tables: Tables, duties: Sequence[Duty], role: str) -> About:
    return About(
        len({d.series or d.document for d in duties}),
        len({d.task for d in duties}),
        len({(d.actor, d.task) for d in duties}),
        sum(1 for d in tables.duties if d.inferred and d.role == role),
    )


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


_ROW_HEADS: Final = {
    "body": ("单位", "Body"), "function": ("职能", "Function"), "level": ("层级", "Level"),
    "place": ("辖区", "Jurisdiction"),
}  # fmt: skip


def _named(duties: Iterable[Duty]) -> int:
    """Count the named bodies of responsibilities."""
    return len({duty.actor for duty in duties if not duty.group})


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


def row_label(ask: Ask, iri: str) -> str:
    """Return the label of a row; of what is not known too."""
    return ask.label(iri) if iri else ask.w("不明", "not known")


def _order(ask: Ask, matrix: Matrix) -> str:
    """Return the order asked for: by name, first places, total, or a column that is shown."""
    columns = [f"c{i}" for i in range(len(matrix.columns))]
    return ask.choice("sort", ("name", "first", *columns), "total") or "total"


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


def aggregated(ask: Ask, arranged: Arrangement) -> str:
    """Say what of the matrix was aggregated because it would not fit; nothing if nothing was."""
    if arranged.rows_fit and arranged.columns_fit:
        return ""
    bodies, series = f"{arranged.bodies:,}", f"{arranged.series:,}"
    rows, columns = ROW_WORDS[arranged.rows_by], COLUMN_WORDS[arranged.by]
    return ask.w(
        f"{bodies}个单位、{series}个系列活动,一页放不下,已汇总:行为{rows[0]},列为{columns[0]}",
        f"{bodies} bodies by {series} campaigns do not fit: rows are {rows[1]}, "
        f"columns {columns[1]}",
    )


ROW_WORDS: Final = {
    "body": ("单位", "bodies"), "function": ("职能", "functions"), "level": ("层级", "levels"),
    "place": ("辖区", "jurisdictions"),
}  # fmt: skip
COLUMN_WORDS: Final = {
    "campaign": ("系列活动", "campaigns"), "document": ("文献", "documents"),
    "place": ("文献所属地方", "places of documents"),
}  # fmt: skip


def rule_of(ask: Ask, counting: str) -> str:
    """Say how a rule counts."""
    return {
        "whole": ask.w(
            "整计数:联合牵头的任务对每个单位各计一次",
            "Whole counting: a joint task counts once for each body",
        ),
        "fractional": ask.w(ONE_OVER_N.zh, ONE_OVER_N.en.capitalize()),
        "first": ask.w("只计列第一位的单位", "Only the body named first counts"),
    }[counting]


def leads(ask: Ask) -> Page:
    """Show the matrix of bodies and campaigns."""
    tables = tables_of(ask.view)
    chosen = Filter.of(ask)
    duties = chosen.duties(ask)
    about = tables.recent(("about", chosen.key), lambda: _about(tables, duties, chosen.role))
    arranged = arrangement(ask, chosen, duties)
    rows_by, by = arranged.rows_by, arranged.by
    shown = ("matrix", chosen.key, chosen.counting, by, rows_by)
    matrix = tables.recent(shown, lambda: matrix_of(ask, duties, chosen.counting, by, rows_by))
    order = _order(ask, matrix)
    named = ask.lang if order == "name" else ""
    rows = tables.recent((*shown, order, named), lambda: sorted_rows(ask, matrix, order))
    number = ask.page_number()
    last = max(1, -(-len(rows) // ROWS))
    number = min(number, last)
    across = max(1, -(-len(matrix.columns) // COLUMNS))
    part = min(whole_number(ask.query.get("columns", "1"), 4) or 1, across)
    left = (part - 1) * COLUMNS
    columns = matrix.columns[left : left + COLUMNS]
    years = {name: ask.query.get(name, "") for name in ("from", "to")}
    context = {
        "matrix": matrix,
        "columns": [(c, _short(ask, c), {**years, **_cell_query(ask, by, c)}) for c in columns],
        "years": years,
        "left": left,
        "across": across,
        "part": part,
        "rows_by": rows_by,
        "arranged": arranged,
        "aggregated": aggregated(ask, arranged),
        "row_label": lambda iri: row_label(ask, iri),
        "row_link": lambda iri, column="": _row_link(ask, chosen, rows_by, iri, by, column),
        "row_count": len(rows),
        "rows": rows[(number - 1) * ROWS : number * ROWS],
        "number": number,
        "last": last,
        "order": order,
        "by": by,
        "filter": chosen,
        "choices": choices(ask),
        "rule": rule_of(ask, chosen.counting),
        "role_label": ask.label(chosen.role),
        "groups": matrix.groups,
        "named": len(rows) - matrix.groups if rows_by == "body" else _named(duties),
        "row_head": ask.w(*_ROW_HEADS[rows_by]),
        "tasks": about.tasks,
        "assignments": about.assignments,
        "without": about.without,
    }
    table = partial(_matrix_table, ask, matrix, rows)
    data = partial(_matrix_data, ask, matrix, rows, chosen)
    title = ask.w("谁牵头什么", "Who leads what")
    return Page(
        "leads.html",
        title,
        context,
        late_table=table,
        data=data,
        sparql=sparql(ask, chosen),
        section="/leads",
    )


def _matrix_table(ask: Ask, matrix: Matrix, rows: Sequence[MatrixRow]) -> Table:
    if matrix.large:
        return Table(
            ("iri", "body", "group", "column_iri", "column", "value"),
            [
                (r.actor, row_label(ask, r.actor), r.group, c, ask.label(c), _plain(r.cells[i]))
                for r in rows
                for i in sorted(r.cells)
                for c in (matrix.columns[i],)
            ],
        )
    at = range(len(matrix.columns))
    return Table(
        ("iri", "body", "group", *(ask.label(c) for c in matrix.columns), "total"),
        [
            (
                r.actor,
                row_label(ask, r.actor),
                r.group,
                *(_plain(r.cells.get(i, 0)) for i in at),
                _plain(r.total),
            )
            for r in rows
        ],
    )


def _matrix_data(
    ask: Ask, matrix: Matrix, rows: Sequence[MatrixRow], chosen: Filter
) -> dict[str, Any]:
    at = range(len(matrix.columns))

    def cells(row: MatrixRow) -> Any:
        if matrix.large:
            return {str(i): _plain(row.cells[i]) for i in sorted(row.cells)}
        return [_plain(row.cells.get(i, 0)) for i in at]

    return {
        "counting": chosen.counting,
        "rule": rule_of(ask, chosen.counting),
        "role": chosen.role,
        "columns": [{"iri": c, "label": ask.label(c)} for c in matrix.columns],
        "cells": "by position of the column" if matrix.large else "one for every column",
        "rows": [
            {
                "iri": r.actor,
                "label": row_label(ask, r.actor),
                "group": r.group,
                "cells": cells(r),
                "total": _plain(r.total),
            }
            for r in rows
        ],
    }


def _plain(value: float) -> float | int:
    """Return a number for files and programs: rounded where it is shown, not here."""
    return int(value) if float(value).is_integer() else round(value, 10)


def _short(ask: Ask, iri: str) -> str:
    """Name a column, with its number: as the text writes it, in Arabic figures in English."""
    view, label = ask.view, ask.label(iri)
    written, number = view.text(iri, PK.numberAsWritten), view.text(iri, PK.number)
    if ask.lang == "en" and number:
        return f"{number}. {label}"
    return f"{written} {label}" if written else label


def _cell_query(ask: Ask, by: str, column: str) -> dict[str, Any]:
    local = ask.view.local(column)
    is_document = ask.view.is_a(column, PK.Document)
    if by == "place" and not is_document:
        issued = ask.view.subjects(PK.jurisdiction, column)
        inside = [ask.view.local(d) for d in issued if ask.view.is_a(d, PK.Document)]
        return {"document": inside}
    return {"document" if by == "document" and is_document else "campaign": local}


def _row_link(ask: Ask, chosen: Filter, rows_by: str, iri: str, by: str, column: str) -> str:
    """Return the assignments behind a row of an aggregate, or behind one of its cells."""
    value = iri.rsplit("/", 1)[-1] if iri else NONE
    role = chosen.role.rsplit("/", 1)[-1]
    local = ask.view.local
    narrowed: dict[str, Any] = {
        "document": list(map(local, chosen.documents)),
        "campaign": list(map(local, chosen.campaigns)),
        "place": local(chosen.place) if chosen.place else "",
        "code": chosen.kind.rsplit("/", 1)[-1],
        **(_cell_query(ask, by, column) if column else {}),
        rows_by: value,
    }
    return ask.url("/assignments", role=role, **narrowed)


# ---- the list behind a cell --------------------------------------------------------------


def tasks(ask: Ask) -> Page:
    """List the work behind a cell of the matrix, with the words."""
    tables = tables_of(ask.view)
    chosen = Filter.of(ask)
    by_task, ordered = tables.recent(("tasks", chosen.key), lambda: _by_task(ask, chosen))
    number = ask.page_number()
    html = ask.format == "html"
    groups: dict[str, list[list[Cell]]] = defaultdict(list)
    for task in ordered[(number - 1) * 100 : number * 100] if html else ordered:
        found = sorted(by_task[task], key=lambda d: d.position)
        under = found[0].series or found[0].document
        groups[under].append(_task_row(ask, task, found, chosen))
    columns = (
        ask.w("工作", "Work"),
        ask.label(chosen.role),
        ask.w("位次", "Place"),
        ask.w("时间", "Period"),
        ask.w("文献", "Document"),
        ask.w("原文", "Words"),
    )
    section = Section("tasks", "", columns, [Group([things(u)], r) for u, r in groups.items()])
    who = ask.w("、", " & ").join(ask.label(a) for a in chosen.actors)
    where = ask.w("、", ", ").join(ask.label(c) for c in [*chosen.campaigns, *chosen.documents])
    title = " · ".join(filter(None, (who, ask.label(chosen.role), where)))
    context = {
        "section_": section,
        "number": number,
        "last": -(-len(ordered) // 100),
        "filter": chosen,
        "who": chosen.actors,
        "total": len(ordered),
    }
    table = partial(_section_table, ask, section)
    return Page(
        "leads_tasks.html",
        title,
        context,
        late_table=table,
        sparql=sparql(ask, chosen),
        section="/leads",
    )


def _by_task(ask: Ask, chosen: Filter) -> tuple[dict[str, list[Duty]], list[str]]:
    """Return the chosen responsibilities by task, and the tasks in the order of the texts."""
    by_task: dict[str, list[Duty]] = defaultdict(list)
    for duty in chosen.duties(ask):
        by_task[duty.task].append(duty)
    return by_task, tables_of(ask.view).in_order(by_task)


def _task_row(ask: Ask, task: str, found: Sequence[Duty], chosen: Filter) -> list[Cell]:
    return [
        Cell("work", task),
        things(*dict.fromkeys(d.actor for d in found)),
        text(_positions(ask, found, chosen.actors)),
        period_cell(ask, found[0].iri),
        things(found[0].document),
        evidence(*dict.fromkeys(d.iri for d in found), task),
    ]


def _section_table(ask: Ask, section: Section) -> Table:
    rows = [row for group in section.groups for row in group.rows]
    return as_table(ask.view, ask.lang, section.columns, rows)


def _positions(ask: Ask, duties: Sequence[Duty], actors: Sequence[str]) -> str:
    mine = [d for d in duties if d.actor in actors]
    if len(actors) != 1 or not mine:
        return ask.w(f"{len(duties)} 个单位", f"{len(duties)} bodies")
    if mine[0].out_of == 1:
        return ask.w("单独", "alone")
    return f"{mine[0].position} / {mine[0].out_of}"
