"""The timeline: documents, deadlines, targets and events by year."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from heapq import nlargest
from typing import TYPE_CHECKING, Final, NamedTuple

from explorer.kit.request import Ask, Page, whole_number
from explorer.kit.routing import Table
from explorer.kit.years import Years
from explorer.pages.figures.about import about, name_of
from explorer.view.faceted import known_apart
from explorer.view.lists import DOCUMENT
from explorer.view.model import GraphView, local_name
from explorer.view.tables import tables_of
from explorer.view.values import values_of
from explorer.view.work import deadline
from graph.builds.page_facets import NOTHING, Facts
from graph.builds.summaries import NO_YEAR
from graph.figures.frame import Figure
from graph.figures.timeline import Entry, Lane, Timeline, timeline
from graph.figures.words import Words
from ontology.palette import PALETTE
from ontology.terms import PK

if TYPE_CHECKING:
    from explorer.view.coded import Numbers

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


class Things(NamedTuple):
    """The things of one kind that have a year, as columns."""

    iris: list[str]
    years: Numbers
    documents: list[str]
    """Of each, the document that states it."""

    @classmethod
    def of(cls, rows: Iterable[tuple[str, int, str]]) -> Things:
        """Return columns of things, each with its year and its document."""
        import numpy as np

        some = list(rows)
        years = np.array([year for _, year, _ in some], np.int64)
        return cls([iri for iri, _, _ in some], years, [document for *_, document in some])

    def rows(self) -> Iterator[tuple[str, int, str]]:
        """Yield the things, each with its year and its document."""
        return zip(self.iris, self.years.tolist(), self.documents, strict=True)

    def where(self, passes: Callable[[int], bool]) -> Things:
        """Return the things of some years."""
        import numpy as np

        known, place = np.unique(self.years, return_inverse=True)
        holds = np.array([passes(int(year)) for year in known], bool)
        kept = np.flatnonzero(holds[place])
        if len(kept) == len(self.years):
            return self
        places = kept.tolist()
        return Things(
            [self.iris[at] for at in places],
            self.years[kept],
            [self.documents[at] for at in places],
        )

    def about(self, document: str) -> Things:
        """Return what a document states, and the document itself."""
        return Things.of(row for row in self.rows() if document in (row[0], row[2]))

    def by_year(self) -> dict[int, list[str]]:
        """Return the things of each year."""
        found: dict[int, list[str]] = {}
        for iri, year in zip(self.iris, self.years.tolist(), strict=True):
            found.setdefault(year, []).append(iri)
        return found


def dated(view: GraphView) -> dict[str, Things]:
    """Return everything with a year, by kind."""
    return tables_of(view).once("everything with a year", lambda: _every(view))


def _every(view: GraphView) -> dict[str, Things]:
    return {
        "document": Things.of((d, year, d) for d, year, _ in _of_year(view, PK.Document, _year)),
        "deadline": Things.of(_of_year(view, PK.Task, _due)),
        "target": Things.of(_targets(view)),
        "event": Things.of(_of_year(view, PK.Event, _year)),
    }


def _year(view: GraphView, iri: str, facts: Facts | None) -> int:
    """Return the year of a thing, 0 where it has none."""
    if facts is None:
        return view.number(iri, PK.year)
    return int(facts.year) if facts.year.lstrip("-").isdigit() else 0


def _due(view: GraphView, iri: str, facts: Facts | None) -> int:
    """Return the year of the deadline of work, 0 where it has none."""
    if facts is None:
        found = deadline(view, iri)
        return int(found.day[:4]) if found is not None and found.day else 0
    return int(facts.due[:4]) if facts.due not in ("", "-") else 0


def _of_year(
    view: GraphView, cls: str, year_of: Callable[[GraphView, str, Facts | None], int]
) -> Iterator[tuple[str, int, str]]:
    """Yield the things of a class that have a year, each with it and with its document.

    What its list says of a thing is not asked again; of things of which several graphs speak,
    the whole graph is asked.
    """
    tables = tables_of(view)
    listed = tables.listed.of(cls)
    every = tables.instances(cls)
    asked = (
        {iri for iri in every if iri not in listed.places} if every is not listed.iris else set()
    )
    asked |= listed.again | known_apart(view, cls).known.keys()
    year, due = (listed.columns[name] for name in ("year", "due"))
    known: dict[tuple[int, int], int] = {}
    document = listed.columns[DOCUMENT]
    codes = (one.codes.tolist() for one in (year, due, document))
    for iri, of_year, of_due, of_document in zip(listed.iris, *codes, strict=True):
        if iri in asked:
            continue
        pair = (of_year, of_due)
        if pair not in known:
            facts = NOTHING._replace(year=year.texts[of_year], due=due.texts[of_due])
            known[pair] = year_of(view, iri, facts)
        if known[pair]:
            yield iri, known[pair], document.texts[of_document]
    for iri in sorted(asked):
        if view.is_a(iri, cls) and (number := year_of(view, iri, None)):
            yield iri, number, view.object(iri, PK.statedIn)


def _targets(view: GraphView) -> Iterator[tuple[str, int, str]]:
    """Yield the targets that have a year, each once."""
    values = values_of(view)
    places = (
        values.coded("status").is_one_of(lambda code: local_name(code) == "target")
        & (values.year != NO_YEAR)
        & (values.year != 0)
    ).nonzero()[0]
    numbers = values.numbers(places)
    rows = view.whole.reported_at(numbers, "iri, document")
    years = values.year[places].tolist()
    found = ((rows[at][0], year, rows[at][1]) for at, year in zip(numbers, years, strict=True))
    return iter(dict.fromkeys(found))


def chosen(ask: Ask) -> dict[str, Things]:
    """Return what passes the filters of the address, by kind."""
    document = ask.view.iri(ask.query["document"]) if ask.query.get("document") else ""
    years = Years.of(ask) or Years(
        *(whole_number(ask.query.get(key, ""), 4) for key in ("since", "until"))
    )
    kinds = {k for k in ask.query.getlist("kind") if k in KINDS} or set(KINDS)
    found = {kind: things for kind, things in dated(ask.view).items() if kind in kinds}
    if document:
        found = {kind: things.about(document) for kind, things in found.items()}
    return {kind: things.where(years.holds) for kind, things in found.items()}


def in_order(found: Mapping[str, Things]) -> list[Dated]:
    """Return things in the order of years."""
    every = (
        Dated(year, k, iri, d) for k, things in found.items() for iri, year, d in things.rows()
    )
    return sorted(every, key=lambda d: (d.year, KINDS.index(d.kind), d.iri))


def timeline_figure(ask: Ask) -> Figure:
    """Return the timeline as a figure."""
    found = in_order(chosen(ask))
    lanes = [k for k in KINDS if any(d.kind == k for d in found)]
    data = Timeline(
        tuple(LANES[KINDS.index(k)] for k in lanes),
        tuple(Entry(d.year, lanes.index(d.kind), _named(ask, d.kind, d.iri)) for d in found),
    )
    rule = Words(
        "文献按写成之年，期限与目标按到期之年，事件按发生之年；数字为件数；虚线处略去没有内容的年份",
        "Documents by the year they were written in, deadlines and targets by that in which they "
        "fall due, events by that in which they took place; numbers count them; a dotted line "
        "stands for years without any",
    )
    said = about(ask, "timeline", TITLE, rule, (d.document for d in found))
    return Figure("timeline", said, partial(timeline, data=data), len(found))


def _named(ask: Ask, kind: str, iri: str) -> Words:
    if kind != "target":
        return name_of(ask, iri)
    return name_of(ask, ask.view.object(iri, PK.indicator))


class _Cell(NamedTuple):
    """What a year has of one kind."""

    iris: list[str]
    """Those that are named, the last ones first."""
    total: int

    @classmethod
    def of(cls, iris: Sequence[str]) -> _Cell:
        return cls(nlargest(NAMED, iris), len(iris))


def page_of(ask: Ask) -> Page:
    """Show the timeline as a table of years, the latest first."""
    found = chosen(ask)
    by_year = {kind: things.by_year() for kind, things in found.items()}
    years = sorted({year for those in by_year.values() for year in those}, reverse=True)
    number = ask.page_number()
    shown = [
        (year, {kind: _Cell.of(by_year.get(kind, {}).get(year, ())) for kind in KINDS})
        for year in years[(number - 1) * ROWS : number * ROWS]
    ]
    context = {
        "years": shown,
        "lanes": [(k, ask.w(*lane.name)) for k, lane in zip(KINDS, LANES, strict=True)],
        "named": NAMED,
        "count": sum(len(things.iris) for things in found.values()),
        "number": number,
        "last": max(1, -(-len(years) // ROWS)),
        "figure": "timeline",
        "name": lambda kind, iri: ask.w(*_named(ask, kind, iri)),
    }
    return Page(
        "timeline.html",
        ask.w(*TITLE),
        context,
        late_table=lambda: Table(
            ("year", "kind", "iri", "name", "document"),
            [(d.year, d.kind, d.iri, ask.w(*_named(ask, d.kind, d.iri)), ask.view.local(d.document))
             for d in in_order(found)],
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
