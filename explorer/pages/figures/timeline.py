"""The timeline: documents, deadlines, targets and events by year."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final, NamedTuple

from explorer.kit.request import Ask, Page, whole_number
from explorer.kit.routing import Table
from explorer.kit.years import Years
from explorer.pages.figures.about import about, name_of
from explorer.view.memo import per_view
from explorer.view.model import GraphView
from explorer.view.reported import all_reported
from explorer.view.work import deadline
from graph.figures.frame import Figure
from graph.figures.timeline import Entry, Lane, Timeline, timeline
from graph.figures.words import Words
from ontology.palette import PALETTE
from ontology.terms import PK

ROWS: Final = 40
NAMED: Final = 12
"""Things of a kind and year that the page names before it counts the others."""
KINDS: Final = ("document", "deadline", "target", "event")
LANES: Final = (
    Lane(Words("文献", "documents"), "sheet", PALETTE["document"].light),
    Lane(Words("期限", "deadlines"), "triangle-down", PALETTE["task"].light),
    Lane(Words("目标", "targets"), "triangle", PALETTE["target"].light),
    Lane(Words("事件", "events"), "diamond", PALETTE["project"].light),
)
TITLE: Final = Words(
    "时间线：文献、期限、目标、事件", "Timeline: documents, deadlines, targets, events"
)


class Dated(NamedTuple):
    """One thing in a year."""

    year: int
    kind: str
    iri: str
    """Of the thing to open."""
    document: str


def dated(view: GraphView) -> list[Dated]:
    """Return everything with a year, in the order of years."""
    return _dated(view)


@per_view
def _dated(view: GraphView) -> list[Dated]:
    return sorted(set(_every(view)), key=lambda d: (d.year, KINDS.index(d.kind), d.iri))


def _every(view: GraphView) -> Iterator[Dated]:
    for document in view.documents:
        if year := view.number(document, PK.year):
            yield Dated(year, "document", document, document)
    for task in view.of_type(PK.Task):
        found = deadline(view, task)
        if found is not None and found.day:
            yield Dated(int(found.day[:4]), "deadline", task, view.object(task, PK.statedIn))
    for row in all_reported(view):
        if row.status == "target" and row.year:
            yield Dated(row.year, "target", row.iri, row.document)
    for event in view.of_type(PK.Event):
        if year := view.number(event, PK.year):
            yield Dated(year, "event", event, view.object(event, PK.statedIn))


def chosen(ask: Ask) -> list[Dated]:
    """Return what passes the filters of the address."""
    document = ask.view.iri(ask.query["document"]) if ask.query.get("document") else ""
    years = Years.of(ask) or Years(
        *(whole_number(ask.query.get(key, ""), 4) for key in ("since", "until"))
    )
    kinds = {k for k in ask.query.getlist("kind") if k in KINDS} or set(KINDS)
    return [
        d
        for d in dated(ask.view)
        if years.holds(d.year)
        and d.kind in kinds
        and (not document or document in (d.document, d.iri))
    ]


def timeline_figure(ask: Ask) -> Figure:
    """Return the timeline as a figure."""
    found = chosen(ask)
    lanes = [k for k in KINDS if any(d.kind == k for d in found)]
    data = Timeline(
        tuple(LANES[KINDS.index(k)] for k in lanes),
        tuple(Entry(d.year, lanes.index(d.kind), _named(ask, d)) for d in found),
    )
    rule = Words(
        "文献按写成之年，期限与目标按到期之年，事件按发生之年；数字为件数；虚线处略去没有内容的年份",
        "Documents by the year they were written in, deadlines and targets by that in which they "
        "fall due, events by that in which they took place; numbers count them; a dotted line "
        "stands for years without any",
    )
    said = about(ask, "timeline", TITLE, rule, (d.document for d in found))
    return Figure("timeline", said, partial(timeline, data=data), len(found))


def _named(ask: Ask, one: Dated) -> Words:
    if one.kind != "target":
        return name_of(ask, one.iri)
    return name_of(ask, ask.view.object(one.iri, PK.indicator))


def page_of(ask: Ask) -> Page:
    """Show the timeline as a table of years, the latest first."""
    found = chosen(ask)
    years: dict[int, dict[str, list[Dated]]] = {}
    for one in reversed(found):
        years.setdefault(one.year, {k: [] for k in KINDS})[one.kind].append(one)
    number = ask.page_number()
    shown = list(years.items())[(number - 1) * ROWS : number * ROWS]
    context = {
        "years": shown,
        "lanes": [(k, ask.w(*lane.name)) for k, lane in zip(KINDS, LANES, strict=True)],
        "named": NAMED,
        "count": len(found),
        "number": number,
        "last": max(1, -(-len(years) // ROWS)),
        "figure": "timeline",
        "name": lambda one: ask.w(*_named(ask, one)),
    }
    return Page(
        "timeline.html",
        ask.w(*TITLE),
        context,
        late_table=lambda: Table(
            ("year", "kind", "iri", "name", "document"),
            [(d.year, d.kind, d.iri, ask.w(*_named(ask, d)), ask.view.local(d.document))
             for d in found],
        ),
        sparql=_SPARQL,
        section="/indicators",
        description=ask.w(*TITLE),
    )  # fmt: skip


_SPARQL: Final = """SELECT ?year ?kind ?thing WHERE {
  VALUES ?kind { pk:Document pk:Task pk:Event pk:Target }
  ?thing a ?kind .
  { ?thing pk:year ?year } UNION { ?thing pk:deadline ?year } UNION { ?thing pk:end ?year }
} ORDER BY ?year ?kind ?thing"""


__all__ = ["Dated", "chosen", "dated", "page_of", "timeline_figure"]
