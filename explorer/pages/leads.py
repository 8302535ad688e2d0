"""Who leads what: the matrix of bodies and campaigns, pairs of bodies, and the list behind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from explorer.pages.cells import Cell, Group, Section, evidence, plain, text, things
from explorer.pages.sections import PARTS, ROLE_ORDER, period_cell
from explorer.pages.shell import Ask, Page, Table
from explorer.pages.tables import NAMES, SLUGS, Duty, tables_of
from ontology.terms import CODE, PK

COUNTINGS: Final = ("whole", "fractional", "first")
ROWS: Final = 80
COLUMNS: Final = 40
WORK: Final = {SLUGS[cls]: cls for cls in (*PARTS, PK.Project)}
"""Kinds of work by the word that stands in the address."""


@dataclass
class Filter:
    """What of the duties is looked at; everything stands in the address."""

    role: str
    counting: str
    documents: list[str]
    campaigns: list[str]
    actors: list[str]
    kind: str
    place: str
    start: int
    end: int
    inferred: bool
    work: str
    """Class of the work, such as task; empty for all."""

    @classmethod
    def of(cls, ask: Ask) -> Filter:
        """Read the address; what does not exist is left out."""
        view = ask.view

        def iris(name: str) -> list[str]:
            found = [view.iri(x) for x in ask.query.getlist(name) if x]
            return [iri for iri in found if iri in view]

        def year(name: str) -> int:
            value = ask.query.get(name, "")
            return int(value) if value.isdigit() and len(value) == 4 else 0

        role = ask.query.get("role", "lead")
        role = role if _code(role) in ROLE_ORDER else "lead"
        kind = ask.query.get("kind", "")
        place = next(iter(iris("place")), "")
        return cls(
            _code(role),
            ask.choice("counting", COUNTINGS, "whole"),
            iris("document"),
            iris("campaign"),
            iris("actor"),
            _code(kind) if kind and _code(kind) in view else "",
            place,
            year("from"),
            year("to"),
            ask.query.get("inferred") == "yes",
            WORK.get(ask.query.get("work", ""), ""),
        )

    def apply(self, ask: Ask, duties: Iterable[Duty]) -> list[Duty]:
        """Return the duties that the filter lets through; joint leads of a task among them."""
        view, tables = ask.view, tables_of(ask.view)
        found = []
        for d in duties:
            if d.role != self.role or (d.inferred and not self.inferred):
                continue
            if self.documents and d.document not in self.documents:
                continue
            if self.campaigns and (d.series or d.document) not in self.campaigns:
                continue
            if self.work and not view.is_a(d.task, self.work):
                continue
            if self.kind and self.kind not in view.objects(d.actor, PK.kind):
                continue
            if self.place and self.place not in view.objects(d.actor, PK.jurisdiction):
                continue
            if (self.start and d.year < self.start) or (self.end and d.year > self.end):
                continue
            found.append(d)
        if self.actors:
            tasks = {d.task for d in found}
            for actor in self.actors:
                tasks &= {d.task for d in tables.by_actor.get(actor, []) if d.role == self.role}
            found = [d for d in found if d.task in tasks]
        return found


def _code(name: str) -> str:
    return CODE.lead.rsplit("/", 1)[0] + "/" + name


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
class Row:
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
    rows: list[Row]
    most: float
    tasks: list[int]
    """Tasks of each column."""
    bodies: list[int]
    """Named bodies of each column."""


def matrix_of(ask: Ask, duties: Sequence[Duty], counting: str, by: str) -> Matrix:
    """Count duties by body and campaign (or document)."""
    tables = tables_of(ask.view)
    role = duties[0].role if duties else CODE.lead
    tasks = {d.task for d in duties}
    named = named_bodies(d for t in tasks for d in tables.by_task[t] if d.role == role)
    column_of: Callable[[Duty], str] = (
        (lambda d: d.document) if by == "document" else (lambda d: d.series or d.document)
    )
    columns = tables.in_order({column_of(d) for d in duties})
    at = {column: i for i, column in enumerate(columns)}
    rows: dict[str, Row] = {}
    seen: set[tuple[str, str]] = set()
    tasks_in: dict[str, set[str]] = defaultdict(set)
    bodies_in: dict[str, set[str]] = defaultdict(set)
    for duty in duties:
        column = column_of(duty)
        tasks_in[column].add(duty.task)
        if not duty.group:
            bodies_in[column].add(duty.actor)
        if (duty.actor, duty.task) in seen:
            continue
        seen.add((duty.actor, duty.task))
        row = rows.get(duty.actor)
        if row is None:
            row = rows[duty.actor] = Row(duty.actor, duty.group, {}, 0.0, 0, 0)
        value = share(counting, duty, named)
        row.cells[at[column]] = row.cells.get(at[column], 0.0) + value
        row.total += value
        row.tasks += 1
        row.first += duty.position == 1
    kept = [r for r in rows.values() if r.total > 0 or r.group]
    return Matrix(
        columns,
        kept,
        max((c for r in kept for c in r.cells.values()), default=0.0),
        [len(tasks_in[c]) for c in columns],
        [len(bodies_in[c]) for c in columns],
    )


def _sorted(ask: Ask, matrix: Matrix, order: str) -> list[Row]:
    tables = tables_of(ask.view)
    if order == "name":
        return sorted(matrix.rows, key=lambda r: (r.group, tables.label_key(r.actor, ask.lang)))
    if order.startswith("c") and order[1:].isdigit() and int(order[1:]) < len(matrix.columns):
        at = int(order[1:])
        return sorted(
            matrix.rows, key=lambda r: (r.group, -r.cells.get(at, 0.0), -r.total, r.actor)
        )
    if order == "first":
        return sorted(matrix.rows, key=lambda r: (r.group, -r.first, -r.total, r.actor))
    return sorted(matrix.rows, key=lambda r: (r.group, -r.total, -r.first, r.actor))


def choices(ask: Ask) -> dict[str, list[tuple[str, str, bool]]]:
    """Return what each filter offers: value, label, whether it is chosen."""
    tables = tables_of(ask.view)
    offered = tables.once(f"choices-{ask.lang}", lambda: _offered(ask))
    chosen = {name: ask.query.getlist(name) for name in offered}
    chosen["role"] = chosen["role"] or ["lead"]
    return {
        name: [(key, label, key in chosen[name]) for key, label in pairs]
        for name, pairs in offered.items()
    }


def _offered(ask: Ask) -> dict[str, list[tuple[str, str]]]:
    """Return the values of each filter with their labels, in the order of the lists."""
    view, tables = ask.view, tables_of(ask.view)
    seen: dict[str, set[str]] = defaultdict(set)
    for d in tables.duties:
        seen["document"].add(d.document)
        seen["campaign"].add(d.series or d.document)
        seen["role"].add(d.role)
        seen["kind"].update(view.objects(d.actor, PK.kind))
        seen["place"].update(view.objects(d.actor, PK.jurisdiction))
    found: dict[str, list[tuple[str, str]]] = {}
    for name, iris in seen.items():
        values = sorted(iris, key=lambda i: tables.label_key(i, ask.lang))
        if name == "role":
            values = [r for r in ROLE_ORDER if r in iris]
        elif name in ("campaign", "document"):
            values = tables.in_order(iris)
        found[name] = [
            (view.local(iri) or iri.rsplit("/", 1)[-1], ask.label(iri)) for iri in values[:300]
        ]
    works = [(slug, cls) for slug, cls in WORK.items() if _any_of(ask, cls)]
    found["work"] = [(slug, ask.w(*NAMES[cls])) for slug, cls in works]
    return found


def _any_of(ask: Ask, cls: str) -> bool:
    return any(ask.view.is_a(task, cls) for task in tables_of(ask.view).by_task)


def _rule(ask: Ask, counting: str) -> str:
    return {
        "whole": ask.w(
            "整数计数:联合牵头的任务对每个单位各计一次",
            "Whole counting: a joint task counts once for each body",
        ),
        "fractional": ask.w(
            "分数计数:n 个单位联合牵头的任务,每个单位计 1/n(泛指单位不计入 n)",
            "Fractional counting: of a task with n named bodies each gets 1/n; groups get nothing",
        ),
        "first": ask.w("只计列第一位的单位", "Only the body named first counts"),
    }[counting]


_SPARQL: Final = """# The duties behind this page: body, work, place in the bracket, words.
SELECT ?body ?bodyLabel ?task ?taskLabel ?position ?outOf ?words WHERE {{
  ?duty a pk:Responsibility ; pk:role <{role}> ; pk:actor ?body ; pk:task ?task ;
        pk:position ?position ; pk:outOf ?outOf ; pk:basis ?basis .
  {limits}
  ?body rdfs:label ?bodyLabel FILTER(langMatches(LANG(?bodyLabel), "{lang}"))
  ?task rdfs:label ?taskLabel FILTER(langMatches(LANG(?taskLabel), "{lang}"))
  OPTIONAL {{ ?duty pk:evidence/oa:exact ?words }}
}} ORDER BY ?body ?task"""


def sparql(ask: Ask, chosen: Filter) -> str:
    """Return the question whose rows this page counts."""
    limits = [] if chosen.inferred else ["FILTER(?basis = code:stated)"]
    if chosen.documents:
        values = " ".join(f"<{d}>" for d in chosen.documents)
        limits.append(f"VALUES ?document {{ {values} }} ?duty pk:statedIn ?document .")
    if chosen.campaigns:
        values = " ".join(f"<{c}>" for c in chosen.campaigns)
        limits.append(f"VALUES ?series {{ {values} }} ?task pk:partOf* ?series .")
    for actor in chosen.actors:
        limits.append(f"?task ^pk:task/pk:actor <{actor}> .")
    if chosen.work:
        limits.append(f"?task a <{chosen.work}> .")
    if chosen.kind:
        limits.append(f"?body pk:kind <{chosen.kind}> .")
    if chosen.place:
        limits.append(f"?body pk:jurisdiction <{chosen.place}> .")
    lang = "zh" if ask.lang == "zh" else "en"
    return _SPARQL.format(role=chosen.role, limits="\n  ".join(limits), lang=lang)


def leads(ask: Ask) -> Page:
    """Show the matrix of bodies and campaigns."""
    tables = tables_of(ask.view)
    chosen = Filter.of(ask)
    duties = chosen.apply(ask, tables.duties)
    series = {d.series or d.document for d in duties}
    default = "document" if len(series) > COLUMNS else "campaign"
    by = ask.choice("by", ("campaign", "document"), default)
    matrix = matrix_of(ask, duties, chosen.counting, by)
    order = ask.query.get("sort", "total")
    rows = _sorted(ask, matrix, order)
    number = ask.page_number()
    last = max(1, -(-len(rows) // ROWS))
    number = min(number, last)
    columns = matrix.columns[:COLUMNS]
    context = {
        "matrix": matrix,
        "columns": [(c, _short(ask, c), _cell_query(ask, by, c)) for c in columns],
        "left_out": len(matrix.columns) - len(columns),
        "rows": rows[(number - 1) * ROWS : number * ROWS],
        "number": number,
        "last": last,
        "order": order,
        "by": by,
        "filter": chosen,
        "choices": choices(ask),
        "rule": _rule(ask, chosen.counting),
        "role_label": ask.label(chosen.role),
        "groups": sum(r.group for r in rows),
        "named": sum(not r.group for r in rows),
        "tasks": len({d.task for d in duties}),
        "assignments": len({(d.actor, d.task) for d in duties}),
        "without": sum(1 for d in tables.duties if d.inferred and d.role == chosen.role),
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


def _matrix_table(ask: Ask, matrix: Matrix, rows: Sequence[Row]) -> Table:
    at = range(len(matrix.columns))
    return Table(
        ("iri", "body", "group", *(ask.label(c) for c in matrix.columns), "total"),
        [
            (
                r.actor,
                ask.label(r.actor),
                r.group,
                *(_plain(r.cells.get(i, 0)) for i in at),
                _plain(r.total),
            )
            for r in rows
        ],
    )


def _matrix_data(ask: Ask, matrix: Matrix, rows: Sequence[Row], chosen: Filter) -> dict[str, Any]:
    return {
        "counting": chosen.counting,
        "rule": _rule(ask, chosen.counting),
        "role": chosen.role,
        "columns": [{"iri": c, "label": ask.label(c)} for c in matrix.columns],
        "rows": [
            {
                "iri": r.actor,
                "label": ask.label(r.actor),
                "group": r.group,
                "cells": [_plain(r.cells.get(i, 0)) for i in range(len(matrix.columns))],
                "total": _plain(r.total),
            }
            for r in rows
        ],
    }


def _plain(value: float) -> float | int:
    return int(value) if float(value).is_integer() else round(value, 3)


def _short(ask: Ask, iri: str) -> str:
    number = ask.view.text(iri, PK.numberAsWritten)
    return f"{number} {ask.label(iri)}" if number else ask.label(iri)


def _cell_query(ask: Ask, by: str, column: str) -> dict[str, str]:
    local = ask.view.local(column)
    is_document = ask.view.is_a(column, PK.Document)
    return {"document" if by == "document" and is_document else "campaign": local}


# ---- the list behind a cell --------------------------------------------------------------


def tasks(ask: Ask) -> Page:
    """List the work behind a cell of the matrix, with the words."""
    tables = tables_of(ask.view)
    chosen = Filter.of(ask)
    duties = chosen.apply(ask, tables.duties)
    by_task: dict[str, list[Duty]] = defaultdict(list)
    for duty in duties:
        by_task[duty.task].append(duty)
    ordered = tables.in_order(by_task)
    number = ask.page_number()
    html = ask.format == "html"
    groups: dict[str, Group] = {}
    for task in ordered[(number - 1) * 100 : number * 100] if html else ordered:
        found = sorted(by_task[task], key=lambda d: d.position)
        under = found[0].series or found[0].document
        group = groups.setdefault(under, Group([things(under)]))
        group.rows.append(_task_row(ask, task, found, chosen))
    columns = (
        ask.w("工作", "Work"),
        ask.label(chosen.role),
        ask.w("位次", "Place"),
        ask.w("时间", "Period"),
        ask.w("文献", "Document"),
        ask.w("原文", "Words"),
    )
    section = Section("tasks", "", columns, list(groups.values()))
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
    rows = [[plain(c, ask.view, ask.lang) for c in row] for g in section.groups for row in g.rows]
    return Table(section.columns, rows)


def _positions(ask: Ask, duties: Sequence[Duty], actors: Sequence[str]) -> str:
    mine = [d for d in duties if d.actor in actors]
    if len(actors) != 1 or not mine:
        return ask.w(f"{len(duties)} 个单位", f"{len(duties)} bodies")
    if mine[0].out_of == 1:
        return ask.w("单独", "alone")
    return f"{mine[0].position} / {mine[0].out_of}"


# ---- pairs -------------------------------------------------------------------------------


def pairs(ask: Ask) -> Page:
    """List the pairs of bodies that lead tasks together."""
    view, tables = ask.view, tables_of(ask.view)
    chosen = Filter.of(ask)
    by_task: dict[str, set[str]] = defaultdict(set)
    for duty in chosen.apply(ask, tables.duties):
        if not duty.group:
            by_task[duty.task].add(duty.actor)
    whole: dict[tuple[str, str], list[str]] = defaultdict(list)
    newman: dict[tuple[str, str], float] = defaultdict(float)
    for task, bodies in by_task.items():
        ordered = sorted(bodies)
        for i, a in enumerate(ordered):
            for b in ordered[i + 1 :]:
                whole[a, b].append(task)
                newman[a, b] += 1 / (len(ordered) - 1)
    order = ask.choice("sort", ("together", "newman", "name"), "together")
    keys: dict[str, Callable[[tuple[str, str]], Any]] = {
        "together": lambda p: (-len(whole[p]), -newman[p], p),
        "newman": lambda p: (-newman[p], -len(whole[p]), p),
        "name": lambda p: (tables.label_key(p[0], ask.lang), tables.label_key(p[1], ask.lang)),
    }
    ranked = sorted(whole, key=keys[order])
    number = ask.page_number()
    shown = [
        {
            "a": a,
            "b": b,
            "together": len(whole[a, b]),
            "newman": round(newman[a, b], 3),
            "link": ask.url("/leads/tasks", actor=[view.local(a), view.local(b)], **_kept(ask)),
            "tasks": tables.in_order(whole[a, b]),
        }
        for a, b in ranked[(number - 1) * ROWS : number * ROWS]
    ]

    def table() -> Table:
        rows = [
            (a, ask.label(a), b, ask.label(b), len(whole[a, b]), round(newman[a, b], 6))
            for a, b in ranked
        ]
        return Table(("iri_a", "a", "iri_b", "b", "together", "newman"), rows)

    context = {
        "pairs": shown,
        "total": len(ranked),
        "number": number,
        "last": -(-len(ranked) // ROWS),
        "order": order,
        "most": max((len(t) for t in whole.values()), default=0),
        "choices": choices(ask),
        "filter": chosen,
    }
    return Page(
        "leads_pairs.html",
        ask.w("谁与谁共同牵头", "Who leads together"),
        context,
        late_table=table,
        sparql=sparql(ask, chosen),
        section="/leads",
    )


def _kept(ask: Ask) -> dict[str, Any]:
    """Return the filters of the address that a link takes along."""
    return {
        name: ask.query.getlist(name)
        for name in ("role", "document", "campaign", "work", "from", "to", "inferred")
        if ask.query.getlist(name)
    }
