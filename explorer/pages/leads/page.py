"""Who leads what: the matrix of bodies and campaigns, pairs of bodies, and the list behind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice
from typing import Any, Final, NamedTuple

from explorer.kit.cells import Cell, Group, Section, as_table, evidence, text, things
from explorer.kit.listing import period_cell
from explorer.kit.request import Ask, Page, whole_number
from explorer.kit.routing import Table
from explorer.pages.leads.arrangement import COLUMNS, ROWS, Arrangement, arrangement
from explorer.pages.leads.filters import Filter, choices, sparql
from explorer.pages.leads.matrix import Matrix, MatrixRow, matrix_of, sorted_rows
from explorer.pages.leads.matrix_cells import Cells, Column, cell_query, row_label, row_link
from explorer.view.coded import first_of_each
from explorer.view.duties import Duties, Duty
from explorer.view.tables import Tables, tables_of
from graph.networks.specs import ONE_OVER_N
from ontology.terms import PK


class About(NamedTuple):
    """How many of everything the chosen responsibilities are about."""

    series: int
    tasks: int
    assignments: int
    bodies: int
    """Those that are named one by one."""
    without: int
    """Inferred responsibilities of the role in the whole graph."""


def _about(tables: Tables, duties: Duties, role: str) -> About:
    named = duties.where(~duties.are_groups())
    return About(
        len(duties.counted("at")),
        len(duties.counted("task")),
        len(first_of_each(duties.codes("actor"), duties.codes("task"))),
        len(named.counted("actor")),
        tables.once("inferred-duties", lambda: _inferred(tables)).get(role, 0),
    )


def _inferred(tables: Tables) -> dict[str, int]:
    """Count the inferred responsibilities of the whole graph by role."""
    duties = tables.duties
    return duties.where(duties.numbers("inferred") != 0).counted("role")


_ROW_HEADS: Final = {
    "body": ("单位", "Body"), "function": ("职能", "Function"), "level": ("层级", "Level"),
    "place": ("辖区", "Jurisdiction"),
}  # fmt: skip


def _order(ask: Ask, matrix: Matrix) -> str:
    """Return the order asked for: by name, first places, total, or a column that is shown."""
    asked = ask.query.get("sort", "")
    column = whole_number(asked[1:], 6, -1) if asked[:1] == "c" else -1
    if 0 <= column < len(matrix.columns):
        return f"c{column}"
    return asked if asked in ("name", "first") else "total"


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
    about = chosen.held(tables, ("about",), lambda: _about(tables, duties, chosen.role))
    arranged = arrangement(ask, chosen, duties)
    rows_by, by = arranged.rows_by, arranged.by
    shown = (chosen.counting, by, rows_by)
    usual = not any(ask.query.get(name) for name in ("counting", "by", "rows"))
    matrix = chosen.held(
        tables, ("matrix", *shown), lambda: matrix_of(ask, duties, *shown), usual=usual
    )
    order = _order(ask, matrix)
    named = ask.lang if order == "name" else ""
    rows = chosen.held(
        tables,
        ("rows", *shown, order, named),
        lambda: sorted_rows(ask, matrix, order),
        usual=usual and order == "total",
    )
    number = ask.page_number()
    last = max(1, -(-len(rows) // ROWS))
    number = min(number, last)
    across = max(1, -(-len(matrix.columns) // COLUMNS))
    part = min(whole_number(ask.query.get("columns", "1"), 4) or 1, across)
    left = (part - 1) * COLUMNS
    shown_columns = matrix.columns[left : left + COLUMNS]
    years = {name: ask.query.get(name, "") for name in ("from", "to")}
    columns = [
        Column(c, _short(ask, c), narrowed := cell_query(ask, by, c), {**years, **narrowed})
        for c in shown_columns
    ]
    context = {
        "matrix": matrix,
        "columns": columns,
        "cells": Cells(ask, chosen, matrix, arranged, columns, left),
        "left": left,
        "across": across,
        "part": part,
        "rows_by": rows_by,
        "arranged": arranged,
        "aggregated": aggregated(ask, arranged),
        "row_label": lambda iri: row_label(ask, iri),
        "row_link": lambda iri: row_link(ask, chosen, rows_by, iri, {}),
        "row_count": len(rows),
        "rows": rows[(number - 1) * ROWS : number * ROWS],
        "number": number,
        "last": last,
        "order": order,
        "by": by,
        "filter": chosen,
        "choices": choices(ask, chosen),
        "rule": rule_of(ask, chosen.counting),
        "role_label": ask.label(chosen.role),
        "groups": matrix.groups,
        "named": len(rows) - matrix.groups if rows_by == "body" else about.bodies,
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


# ---- the list behind a cell --------------------------------------------------------------


class _ByTask(NamedTuple):
    """The chosen responsibilities by the work."""

    duties: Duties
    """Those of one task after the other, each in the order of the text."""
    ends: dict[str, tuple[int, int]]
    """Of each task: the place of its first, and the one behind its last."""
    ordered: list[str]
    """The tasks in the order of the texts."""

    def of(self, tasks: Sequence[str]) -> Iterator[tuple[str, list[Duty]]]:
        """Yield tasks with those of each."""
        ends = [self.ends[task] for task in tasks]
        made = iter(self.duties.at([place for first, end in ends for place in range(first, end)]))
        for task, (first, end) in zip(tasks, ends, strict=True):
            yield task, list(islice(made, end - first))


def tasks(ask: Ask) -> Page:
    """List the work behind a cell of the matrix, with the words."""
    tables = tables_of(ask.view)
    chosen = Filter.of(ask)
    by_task = chosen.held(tables, ("tasks",), lambda: _by_task(ask, chosen))
    ordered = by_task.ordered
    number = ask.page_number()
    html = ask.format == "html"
    groups: dict[str, list[list[Cell]]] = defaultdict(list)
    for task, those in by_task.of(ordered[(number - 1) * 100 : number * 100] if html else ordered):
        found = sorted(those, key=lambda d: d.position)
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


def _by_task(ask: Ask, chosen: Filter) -> _ByTask:
    import numpy as np

    duties = chosen.duties(ask)
    codes = duties.codes("task")
    order = np.argsort(codes, kind="stable")
    different, first, number = np.unique(codes[order], return_index=True, return_counts=True)
    texts = duties.texts("task")
    ends = zip(first.tolist(), (first + number).tolist(), strict=True)
    by_task = dict(zip((texts[code] for code in different.tolist()), ends, strict=True))
    ordered = tables_of(ask.view).in_order(by_task)
    return _ByTask(duties.where(order), by_task, ordered)


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
