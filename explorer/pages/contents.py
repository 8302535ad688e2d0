"""The contents: everything in the graph by kind, filtered and paged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from explorer.kit.cells import Group, Section, as_table
from explorer.kit.columns import columns_of
from explorer.kit.facets import choose
from explorer.kit.facts_facets import facets_of, index_of_kind
from explorer.kit.request import Ask, NotFound, Page
from explorer.kit.routing import Table
from explorer.view.search_index import index_of
from explorer.view.tables import Tables, tables_of
from ontology.kinds import BY_IRI, BY_SLUG, LISTED

PER_PAGE: Final = 100


def contents(ask: Ask) -> Page:
    """List the kinds of things."""
    tables = tables_of(ask.view)
    kinds = [
        (ask.w(k.zh, k.en), k.slug, k.colour, tables.totals[k.iri], _some(tables, k.iri))
        for k in LISTED
        if tables.totals[k.iri]
    ]
    table = Table(("kind", "things"), [(name, total) for name, _, _, total, _ in kinds])
    return Page(
        "contents.html", ask.w("目录", "Contents"), {"kinds": kinds}, table, section="/things"
    )


def _some(tables: Tables, cls: str) -> list[str]:
    """Return a few things of a kind: those most documents and facts speak of."""
    return tables.some_often(cls, 6)


def listing(ask: Ask) -> Page:
    """List the things of one kind."""
    view, tables = ask.view, tables_of(ask.view)
    kind = BY_SLUG.get(ask.params["kind"])
    if kind is None:
        raise NotFound(ask.params["kind"])
    cls = kind.iri
    word = ask.query.get("q", "").strip()[:100]
    facets = facets_of(kind)
    index, years = index_of_kind(ask, kind)
    found = choose(
        ask,
        facets,
        index,
        _ordered(ask, cls, word),
        years,
        None if word else (lambda name, make: tables.once((name, cls), make)),
    )
    ordered = found.items
    columns = columns_of(kind)
    number = ask.page_number()
    last = max(1, -(-len(ordered) // PER_PAGE))
    shown = (
        ordered[(number - 1) * PER_PAGE : number * PER_PAGE] if ask.format == "html" else ordered
    )
    rows = [[make(ask, iri) for _, _, make in columns] for iri in shown]
    heads = [ask.w(zh, en) for zh, en, _ in columns]
    context = {
        "section_": Section("list", "", heads, [Group(rows=rows)]),
        "total": len(ordered),
        "number": number,
        "last": last,
        "found": found,
        "of": len(tables.listed[cls]),
        "word": word,
        "hue": kind.colour,
        "path": ask.path,
        "order": ask.query.get("sort", ""),
    }
    title = ask.w(kind.zh, kind.en)
    return Page(
        "listing.html",
        title,
        context,
        late_table=lambda: as_table(view, ask.lang, heads, rows, [("iri", shown)]),
        sparql=_sparql(cls, ordered, len(tables.listed[cls])),
        section="/things",
    )


_SPARQL: Final = """# {total} rows, as on this page{note}.
SELECT ?thing (SAMPLE(?name) AS ?label) WHERE {{
  {limit}?thing a <{cls}> ; rdfs:label ?name .
}} GROUP BY ?thing ORDER BY ?thing"""
VALUES: Final = 200
"""Things that a question names one by one."""


def _sparql(cls: str, ordered: Sequence[str], total: int) -> str:
    """Return the question that gives the rows of a list."""
    limit, note = "", ""
    if len(ordered) < total:
        limit = "VALUES ?thing {{ {} }} ".format(" ".join(f"<{i}>" for i in ordered[:VALUES]))
        if len(ordered) > VALUES:
            note = f", of which the first {VALUES} are named here; the CSV has all"
    return _SPARQL.format(cls=cls, limit=limit, total=len(ordered), note=note)


def _ordered(ask: Ask, cls: str, word: str) -> list[str]:
    """Return the things of a class in whose names the words are, in the order asked for."""
    ordered = tables_of(ask.view).listed_in(cls, ask.lang, _order(ask, cls))
    if word:
        hits = index_of(ask.view).all_of(cls, word)
        return [i for i in ordered if i in hits]
    return ordered


def _order(ask: Ask, cls: str) -> str:
    asked = ask.choice("sort", ("name", "often"))
    return asked or ("text" if BY_IRI[cls].by_text else "name")
