"""The contents: everything in the graph by kind, filtered and paged."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from explorer.kit.cells import Cell, Group, Section, evidence, plain, text, things, words
from explorer.kit.request import Ask, NotFound, Page
from explorer.kit.routing import Table
from explorer.kit.sections import period_cell
from explorer.view.search_index import index_of
from explorer.view.tables import HUES, KINDS, NAMES, SLUGS, Tables, tables_of
from ontology.terms import CODE, PK

_BY_SLUG: Final = {slug: cls for cls, slug in SLUGS.items()}
PER_PAGE: Final = 100
OFFERED: Final = 300
"""With more documents, one is not chosen from a list but named in words."""
Column = tuple[str, str, Callable[[Ask, str], Cell]]


def _leads(ask: Ask, iri: str) -> Cell:
    duties = tables_of(ask.view).by_task.get(iri, [])
    return things(*dict.fromkeys(d.actor for d in duties if d.role == CODE.lead))


def _led(ask: Ask, iri: str) -> Cell:
    duties = tables_of(ask.view).by_actor.get(iri, [])
    led = {d.task for d in duties if d.role == CODE.lead and not d.inferred}
    return Cell("number", len(led)) if led else text("")


def _series(ask: Ask, iri: str) -> Cell:
    chain = tables_of(ask.view).ancestors(iri)
    return things(*chain[-1:])


def _documents(ask: Ask, iri: str) -> Cell:
    return things(*tables_of(ask.view).documents_of.get(iri, [])[:4])


def _names(ask: Ask, iri: str) -> Cell:
    label = ask.view.label(iri, "zh")
    return words("、".join([n for n in ask.view.shown_names(iri) if n != label][:4]))


def _link(predicate: str) -> Callable[[Ask, str], Cell]:
    return lambda ask, iri: things(*ask.view.objects(iri, predicate)[:4])


def _code(predicate: str) -> Callable[[Ask, str], Cell]:
    return lambda ask, iri: Cell("code", ask.view.object(iri, predicate))


_WORDS: Final[Column] = ("原文", "Words", lambda ask, iri: evidence(iri))
_IN: Final[Column] = ("文献", "Documents", _documents)
_KIND: Final[Column] = ("类别", "Kind", _code(PK.kind))
_ALSO: Final[Column] = ("也写作", "Also written", _names)
_PERIOD: Final[Column] = ("时间", "Period", period_cell)
_WORK: Final[tuple[Column, ...]] = (
    ("名称", "Name", lambda ask, iri: Cell("work", iri)),
    ("属于", "Part of", _series),
    ("牵头", "Led by", _leads),
    _PERIOD,
    ("文献", "Document", _link(PK.statedIn)),
    _WORDS,
)
_NAME: Final[Column] = ("名称", "Name", lambda ask, iri: things(iri))
COLUMNS: Final[dict[str, tuple[Column, ...]]] = {
    PK.Document: (
        _NAME,
        ("体裁", "Genre", _code(PK.genre)),
        ("辖区", "Jurisdiction", _link(PK.jurisdiction)),
        ("成文", "Written", lambda a, i: Cell("period", a.view.text(i, PK.written))),
        ("发布", "Issued by", _link(PK.issuedBy)),
    ),
    **dict.fromkeys((PK.Strategy, PK.Campaign, PK.Task, PK.Measure, PK.Safeguard), _WORK),
    PK.Organization: (
        _NAME,
        _ALSO,
        _KIND,
        ("辖区", "Jurisdiction", _link(PK.jurisdiction)),
        ("牵头", "Leads", _led),
        _IN,
    ),
    PK.GroupReference: (
        _NAME,
        _ALSO,
        ("可能包括", "May include", _link(PK.mayInclude)),
        ("牵头", "Leads", _led),
        _IN,
    ),
    PK.Enterprise: (_NAME, _ALSO, _KIND, ("地点", "Place", _link(PK.locatedIn)), _IN, _WORDS),
    PK.Place: (_NAME, _ALSO, _KIND, ("属于", "Within", _link(PK.partOfPlace)), _IN),
    PK.Policy: (_NAME, _KIND, ("发布", "Issued by", _link(PK.issuedBy)), _IN, _WORDS),
    PK.Project: (_NAME, _KIND, ("地点", "Place", _link(PK.locatedIn)), _PERIOD, _IN, _WORDS),
    PK.Indicator: (
        _NAME,
        _ALSO,
        ("数值", "Values", lambda a, i: Cell("number", len(a.view.subjects(PK.indicator, i)))),
        _IN,
    ),
    PK.Observation: (
        ("指标", "Indicator", _link(PK.indicator)),
        ("数值", "Value", lambda ask, iri: Cell("value", iri)),
        ("主体", "Of", _link(PK.subject)),
        _PERIOD,
        ("文献", "Document", _link(PK.statedIn)),
        _WORDS,
    ),
    PK.Event: (_NAME, _KIND, ("地点", "Place", _link(PK.place)), _PERIOD, _IN, _WORDS),
    PK.Recognition: (
        ("称号", "Title", lambda a, i: Cell("thing-words", i, a.view.text(i, PK.title))),
        ("获得者", "Holder", _link(PK.subject)),
        ("级别", "Level", _code(PK.level)),
        ("状态", "Status", _code(PK.recognitionStatus)),
        _PERIOD,
        _WORDS,
    ),
}
_DEFAULT: Final = (_NAME, _ALSO, _IN, _WORDS)


def contents(ask: Ask) -> Page:
    """List the kinds of things."""
    tables = tables_of(ask.view)
    kinds = [
        (ask.w(*NAMES[k]), SLUGS[k], HUES[k], tables.totals[k], _some(tables, k))
        for k in KINDS
        if tables.totals[k]
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
    cls = _BY_SLUG.get(ask.params["kind"])
    if cls is None:
        raise NotFound(ask.params["kind"])
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
    columns = COLUMNS.get(cls, _DEFAULT)
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
        "hue": HUES[cls],
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
    title = ask.w(*NAMES[cls])
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
    texts = (PK.Strategy, PK.Campaign, PK.Task, PK.Measure, PK.Safeguard, PK.Observation)
    asked = ask.choice("sort", ("name", "often"))
    return asked or ("text" if cls in texts else "name")
