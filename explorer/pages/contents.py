"""The contents: everything in the graph by kind, filtered and paged."""

from __future__ import annotations

from typing import Final

from explorer.kit.cells import Group, Section, plain
from explorer.kit.columns import columns_of
from explorer.kit.request import Ask, NotFound, Page
from explorer.kit.routing import Table
from explorer.view.search_index import index_of
from explorer.view.tables import Tables, tables_of
from ontology.kinds import BY_IRI, BY_SLUG, LISTED
from ontology.terms import PK

PER_PAGE: Final = 100
OFFERED: Final = 300
"""With more documents, one is not chosen from a list but named in words."""


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
    return tables.listed_in(cls, "", "often")[:6]


def listing(ask: Ask) -> Page:
    """List the things of one kind."""
    view, tables = ask.view, tables_of(ask.view)
    kind = BY_SLUG.get(ask.params["kind"])
    if kind is None:
        raise NotFound(ask.params["kind"])
    cls = kind.iri
    offered = tables.once(("filters", cls, ask.lang), lambda: _offered(ask, cls))
    documents, codes = offered
    document = ask.query.get("document", "").strip()[:100]
    many = len(documents) > OFFERED
    named = _named(document, documents, in_titles=many)
    if not named and not many:
        document = ""
    code = ask.choice("code", [local for local, _ in codes])
    word = ask.query.get("q", "").strip()[:100]
    ordered = _chosen(ask, cls, named if document else None, code, word)
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
        "documents": [] if many else documents,
        "many_documents": many,
        "document": document,
        "codes": codes,
        "code": code,
        "word": word,
        "hue": kind.colour,
        "path": ask.path,
        "order": ask.query.get("sort", ""),
    }
    table = Table(
        ("iri", *heads),
        [
            (iri, *(plain(c, view, ask.lang) for c in row))
            for iri, row in zip(shown, rows, strict=True)
        ],
    )
    title = ask.w(kind.zh, kind.en)
    return Page(
        "listing.html", title, context, table, sparql=_SPARQL.format(cls=cls), section="/things"
    )


_SPARQL: Final = """SELECT ?thing ?label WHERE {{
  ?thing a <{cls}> ; rdfs:label ?label .
}} ORDER BY ?thing ?label"""


def _offered(ask: Ask, cls: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return the documents and the codes by which a list can be narrowed, with their labels."""
    view, tables = ask.view, tables_of(ask.view)
    members = tables.listed[cls]
    documents = sorted({d for i in members for d in tables.documents_of.get(i, ())})
    codes = sorted({c for i in members for c in view.objects(i, PK.kind)}, key=ask.label)
    return (
        [(view.local(d), ask.label(d)) for d in documents],
        [(c.rsplit("/", 1)[-1], ask.label(c)) for c in codes],
    )


def _named(text: str, documents: list[tuple[str, str]], *, in_titles: bool) -> list[str]:
    """Return the documents that are meant by an id or, where asked, by words of a title."""
    if text in (local for local, _ in documents):
        return [text]
    words = text.lower() if in_titles else ""
    return [d for d, title in documents if words and (words in d or words in title.lower())]


def _chosen(ask: Ask, cls: str, documents: list[str] | None, code: str, word: str) -> list[str]:
    """Return the things of a class that the filters let through, in the order asked for."""
    view, tables = ask.view, tables_of(ask.view)
    ordered = tables.listed_in(cls, ask.lang, _order(ask, cls))
    if documents is not None:
        wanted = set().union(*(tables.things_of.get(view.iri(d), ()) for d in documents))
        ordered = [i for i in ordered if i in wanted]
    if code:
        ordered = [
            i for i in ordered if any(c.endswith("/" + code) for c in view.objects(i, PK.kind))
        ]
    if word:
        hits = index_of(view).all_of(cls, word)
        ordered = [i for i in ordered if i in hits]
    return ordered


def _order(ask: Ask, cls: str) -> str:
    asked = ask.choice("sort", ("name", "often"))
    return asked or ("text" if BY_IRI[cls].by_text else "name")
