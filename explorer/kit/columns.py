"""The columns by which things of a kind are listed, and the facts of a kind on a thing's page."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import Final

from explorer.kit.cells import Cell, Rows, Section, evidence, section, text, things, words
from explorer.kit.listing import period_cell
from explorer.kit.markup import cap
from explorer.kit.request import Ask
from explorer.view.tables import tables_of
from explorer.view.work import deadline, targets
from ontology import declarations
from ontology.kinds import Kind
from ontology.namespaces import PK_NS
from ontology.terms import CODE, PK

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
    return things(*tables_of(ask.view).documents_of.get(iri, []))


def deadline_cell(ask: Ask, iri: str) -> Cell:
    """Return the deadline of work, wherever it is stated."""
    found = deadline(ask.view, iri)
    if found is None:
        return text("")
    return Cell("period", found.period or found.day[:4]) if found.day else words(found.written)


def _targets(ask: Ask, iri: str) -> Cell:
    return Cell("values", targets(ask.view, iri))


def _names(ask: Ask, iri: str) -> Cell:
    label = ask.view.label(iri, "zh")
    return words("、".join(n for n in ask.view.shown_names(iri) if n != label))


def _link(predicate: str) -> Callable[[Ask, str], Cell]:
    return lambda ask, iri: things(*ask.view.objects(iri, predicate))


def _code(predicate: str) -> Callable[[Ask, str], Cell]:
    return lambda ask, iri: Cell("code", ask.view.object(iri, predicate))


def _codes(predicate: str) -> Callable[[Ask, str], Cell]:
    return lambda ask, iri: Cell("code", sorted(ask.view.objects(iri, predicate)))


COLUMNS: Final[dict[str, Column]] = {
    "name": ("名称", "Name", lambda ask, iri: things(iri)),
    "work": ("名称", "Name", lambda ask, iri: Cell("work", iri)),
    "also": ("也写作", "Also written", _names),
    "kind": ("类别", "Kind", _code(PK.kind)),
    "period": ("时间", "Period", period_cell),
    "words": ("原文", "Words", lambda ask, iri: evidence(iri)),
    "deadline": ("时限", "Deadline", deadline_cell),
    "targets": ("目标值", "Targets", _targets),
    "documents": ("文献", "Documents", _documents),
    "document": ("文献", "Document", _link(PK.statedIn)),
    "part-of": ("属于", "Part of", _series),
    "led-by": ("牵头", "Led by", _leads),
    "leads": ("牵头", "Leads", _led),
    "genre": ("体裁", "Genre", _code(PK.genre)),
    "function": ("职能", "Function", _codes(PK.function)),
    "jurisdiction": ("辖区", "Jurisdiction", _link(PK.jurisdiction)),
    "written": ("成文", "Written", lambda a, i: Cell("period", a.view.text(i, PK.written))),
    "issuedBy": ("发布", "Issued by", _link(PK.issuedBy)),
    "mayInclude": ("可能包括", "May include", _link(PK.mayInclude)),
    "locatedIn": ("地点", "Place", _link(PK.locatedIn)),
    "place": ("地点", "Place", _link(PK.place)),
    "partOfPlace": ("属于", "Within", _link(PK.partOfPlace)),
    "indicator": ("指标", "Indicator", _link(PK.indicator)),
    "value": ("数值", "Value", lambda ask, iri: Cell("value", iri)),
    "values": (
        "数值", "Values", lambda a, i: Cell("number", len(a.view.subjects(PK.indicator, i)))
    ),
    "subject": ("主体", "Of", _link(PK.subject)),
    "holder": ("获得者", "Holder", _link(PK.subject)),
    "title": ("称号", "Title", lambda a, i: Cell("thing-words", i, a.view.text(i, PK.title))),
    "level": ("级别", "Level", _code(PK.level)),
    "recognitionStatus": ("状态", "Status", _code(PK.recognitionStatus)),
}  # fmt: skip
"""Columns that have words or a form of their own; any other is the property of that name."""


def columns_of(kind: Kind) -> list[Column]:
    """Return the columns by which things of a kind are listed."""
    return [COLUMNS.get(name) or _property(name) for name in kind.columns]


@cache
def _property(name: str) -> Column:
    """Return a column that shows a property, under the words that the ontology has for it."""
    iri = PK_NS + name
    known = declarations.term(iri)
    if known is None:
        raise KeyError(f"no column and no property is called {name}")
    return known.label_zh, cap(known.label_en), partial(_values, iri)


def _values(predicate: str, ask: Ask, iri: str) -> Cell:
    """Return what a thing has of a property: things, codes, or words."""
    view = ask.view
    objects = view.objects(iri, predicate)
    if objects:
        coded = all(not view.local(one) for one in objects)
        return Cell("code", objects) if coded else things(*objects)
    return words("、".join(view.texts(iri, predicate)))


def facts_of(kind: Kind, ask: Ask, iri: str) -> Section | None:
    """Return the facts of a kind that point at a thing, by the columns of their list."""
    view = ask.view
    columns = columns_of(kind)
    facts = {
        fact
        for end in kind.ends
        for fact in view.subjects(PK_NS + end, iri)
        if view.is_a(fact, kind.iri)
    }
    rows = Rows(
        tables_of(view).in_order(facts), lambda fact: [make(ask, fact) for _, _, make in columns]
    )
    heads = [ask.w(zh, en) for zh, en, _ in columns]
    return section(kind.slug, ask.w(kind.zh, kind.en), heads, rows)
