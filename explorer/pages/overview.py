"""The overview: what is in the graph, at a glance; ways in; which state of the data it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from typing import Any, Final

from explorer.kit.markup import colour_of, main_of
from explorer.kit.request import Ask, Page
from explorer.kit.routing import Table
from explorer.pages.sparql.questions import questions_of
from explorer.view.model import GraphView
from explorer.view.some_of import number_in, pointing_at, said_of
from explorer.view.tables import Tables, tables_of
from graph.builds.page_tables import NARROWEST_FIRST
from graph.questions.saved import THEMES
from ontology.kinds import BY_IRI, KINDS, LISTED
from ontology.palette import FAMILIES, family_of
from ontology.terms import CODE, OA, PK, PROV, RDF

STRIPS: Final = 12
"""Documents whose text is drawn; of more, those with most quotes."""
LEADERS: Final = 8
"""Bodies that lead most, of all that lead."""
DOCUMENTS: Final = 40
"""Columns of the table of contents on a page; the last column counts all documents."""
BINS: Final = 420
WIDTH: Final = 840


@dataclass(frozen=True, slots=True)
class Strip:
    """A text as a band: every quote a stripe, in the colour of what it states."""

    document: str
    quotes: int
    length: int
    paths: tuple[tuple[str, str], ...]
    """Colour and path."""


def hue_of(types: Sequence[str]) -> str:
    """Return the colour of a thing of some classes."""
    cls = next((one for one in NARROWEST_FIRST if one in types), "")
    return family_of(colour_of(cls or main_of(types)))


def hues_of(view: GraphView, facts: Sequence[str]) -> dict[str, str]:
    """Return the colour of what each of some facts is about."""
    said = said_of(view, facts, (RDF.type, PK.mentions))
    mentioned = {
        fact: next(iter(row.get(PK.mentions, ())), "")
        for fact, row in said.items()
        if PK.Mention in row.get(RDF.type, ())
    }
    things = said_of(view, list(mentioned.values()), (RDF.type,))
    rows = {fact: things.get(mentioned[fact], {}) if fact in mentioned else said.get(fact, {})
            for fact in facts}  # fmt: skip
    return {fact: hue_of(row.get(RDF.type, ())) for fact, row in rows.items()}


def strips(view: GraphView) -> list[Strip]:
    """Return the bands of the documents that have most quotes, in their order."""
    quoted = tables_of(view).quoted
    chosen = sorted(view.documents, key=lambda d: (-quoted[d], d))[:STRIPS]
    return [_strip(view, d, _quotes(view, d)) for d in sorted(chosen)]


def _quotes(view: GraphView, document: str) -> dict[str, tuple[int, int]]:
    """Return the quotes of a document with their ends; passages, which hold quotes, are none."""
    found = view.subjects(PROV.wasQuotedFrom, document)
    said = said_of(view, found, (RDF.type, OA.start, OA.end))
    rows = ((quote, said.get(quote, {})) for quote in found)
    return {
        quote: (number_in(row, OA.start), number_in(row, OA.end))
        for quote, row in rows
        if PK.Quotation in row.get(RDF.type, ())
    }


def _strip(view: GraphView, document: str, quotes: Mapping[str, tuple[int, int]]) -> Strip:
    spans = []
    facts = pointing_at(view, list(quotes), PK.evidence)
    of_fact = hues_of(view, list(dict.fromkeys(fact for some in facts.values() for fact in some)))
    for quote, (start, end) in quotes.items():
        hues = Counter(of_fact[fact] for fact in facts.get(quote, ()))
        hue = min(hues, key=lambda h: (-hues[h] + 3 * (h == "other"), h)) if hues else "other"
        spans.append((start, end, hue))
    length = max((end for _, end, _ in spans), default=1)
    bins = [""] * BINS
    for start, end, hue in sorted(spans, key=lambda s: s[0] - s[1]):  # short ones over long ones
        first, last = start * BINS // length, max(start + 1, end) * BINS // length
        for i in range(first, min(max(last, first + 1), BINS)):
            bins[i] = hue
    paths = []
    for hue in FAMILIES:
        pieces, i = [], 0
        while i < BINS:
            if bins[i] != hue:
                i += 1
                continue
            run = i
            while run < BINS and bins[run] == hue:
                run += 1
            pieces.append(f"M{i * 2} 0h{(run - i) * 2}v22h-{(run - i) * 2}z")
            i = run
        if pieces:
            paths.append((hue, "".join(pieces)))
    return Strip(document, len(quotes), length, tuple(paths))


def example(view: GraphView, tables: Tables) -> dict[str, Any] | None:
    """Return one fact to open: a task with a body that leads it alone and a target."""
    for duty in (duty for d in view.documents for duty in tables.by_document.get(d, ())):
        if duty.role != CODE.lead or duty.inferred or duty.out_of != 1 or duty.group:
            continue
        inner = {duty.task, *view.subjects(PK.partOf, duty.task)}
        targets = [
            o
            for part in sorted(inner)
            for o in view.subjects(PK.task, part)
            if view.is_a(o, PK.Observation) and view.text(o, PK.period)
        ]
        if targets:
            target = tables.in_order(targets)[0]
            words = [view.quotes(duty.iri), view.quotes(target)]
            return {"duty": duty, "target": target, "quotes": words}
    return None


def ready_questions(ask: Ask) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return a few saved questions of each theme: theme, then title and address."""
    try:
        themes = questions_of(ask.request.app).by_theme()
    except OSError:
        return []
    return [
        (
            ask.w(*reversed(THEMES[theme])),
            [
                (ask.w(q.title["zh"], q.title["en"]), ask.url(f"/questions/{q.name}"))
                for q in sorted(found, key=lambda q: (not q.name.startswith("q"), q.name))[:3]
            ],
        )
        for theme, found in themes.items()
    ]


def leaders(tables: Tables, most: int = LEADERS) -> list[dict[str, Any]]:
    """Return the bodies that lead most tasks."""
    found = nsmallest(most, ((-led, -first, a) for a, (led, first) in tables.leading.items()))
    return [{"iri": a, "led": -led, "first": -first} for led, first, a in found]


def _link(ask: Ask, kind: str, document: str = "") -> str:
    """Return the address of what a cell of the table counts, or an empty text."""
    local = ask.view.local(document) if document else ""
    if kind in (PK.Quotation, PK.Passage):
        return ask.url(f"/reader/{local}") if local else ""
    path = BY_IRI[kind].elsewhere or f"/things/{BY_IRI[kind].slug}"
    return ask.url(path, **({"document": local} if local else {}))


def _kinds(tables: Tables) -> list[str]:
    """Return the kinds that documents state; of more than a page has, every kind that there is."""
    documents = tables.view.documents
    counts = [tables.counts[d] for d in documents] if len(documents) <= DOCUMENTS else []
    if len(documents) > DOCUMENTS:
        counts = [tables.totals]
    listed = [k.iri for k in LISTED if k.name != "Document" and any(c[k.iri] for c in counts)]
    return listed + [k.iri for k in KINDS if k.counted]


def _table(ask: Ask, tables: Tables, kinds: Sequence[str], names: Mapping[str, str]) -> Table:
    rows = [
        (d, ask.label(d), ask.view.text(d, PK.written), *(tables.counts[d][k] for k in kinds))
        for d in ask.view.documents
    ]
    return Table(("iri", "document", "written", *(names[k] for k in kinds)), rows)


def overview(ask: Ask) -> Page:
    """Show what is in the graph, by document and kind."""
    view, tables = ask.view, tables_of(ask.view)
    kinds = tables.once("content", lambda: _kinds(tables))
    last = max(1, -(-len(view.documents) // DOCUMENTS))
    number = min(ask.page_number(), last)
    first = (number - 1) * DOCUMENTS
    documents = view.documents[first : first + DOCUMENTS]
    names = {k: ask.w(BY_IRI[k].zh, BY_IRI[k].en) for k in kinds}
    context = {
        "kinds": kinds,
        "kind_names": names,
        "link": lambda kind, document="": _link(ask, kind, document),
        "hues": {k: BY_IRI[k].colour for k in kinds},
        "counts": tables.counts,
        "totals": tables.totals,
        "most": {k: max((tables.counts[d][k] for d in documents), default=0) for k in kinds},
        "documents": documents,
        "first": first,
        "number": number,
        "last": last,
        "document_total": len(view.documents),
        "strips": tables.once("strips", lambda: strips(view)),
        "hue_names": {h: (ask.w(zh, en), slug) for h, (zh, en, slug) in FAMILIES.items()},
        "example": tables.once("example", lambda: example(view, tables)),
        "questions": ready_questions(ask),
        "leaders": tables.once("leaders", lambda: leaders(tables)),
        "leading": len(tables.leading),
        "facts": sum(tables.bases[basis] for basis in (CODE.stated, CODE.partly_inferred)),
        "inferred": tables.bases[CODE.inferred],
        "triples": view.triples,
        "width": WIDTH,
    }
    return Page(
        "overview.html",
        ask.w(ask.dataset["zh"], ask.dataset["en"]),
        context,
        late_table=lambda: _table(ask, tables, kinds, names),
        sparql=_SPARQL,
        section="/",
        description=ask.w(
            "哪个单位牵头哪项任务,原文在哪里", "Who leads what, and where the text says so"
        ),
    )


_SPARQL: Final = """# How many facts of each kind each document states.
SELECT ?document ?kind (COUNT(DISTINCT ?fact) AS ?facts) WHERE {
  ?fact pk:statedIn ?document ; a ?kind .
  FILTER(STRSTARTS(STR(?kind), STR(pk:)))
} GROUP BY ?document ?kind ORDER BY ?document DESC(?facts)"""
