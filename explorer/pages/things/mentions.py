"""Sections of what texts state: values, recognitions, events, relations, mentions."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from explorer.kit.cells import Cell, Group, Section, evidence, section, text, things, words
from explorer.kit.fieldnames import stage_name
from explorer.kit.listing import (
    EVIDENCE,
    PERIOD,
    STATUS,
    Columns,
    code,
    grouped,
    itself,
    links,
    listed,
    period_cell,
    rows_of,
    source_words,
    status_cell,
)
from explorer.kit.request import Ask
from explorer.view.tables import tables_of
from ontology.terms import ORG, PK, RDF, SKOS


def _stage(ask: Ask, fact: str, here: str) -> Cell:
    stage = ask.view.text(fact, PK.stage)
    shown = stage_name(stage, ask.lang)
    return text(shown) if shown != stage else words(stage)


_VALUES: Final[Columns] = (
    ("指标", "Indicator", lambda ask, fact, here: things(ask.view.object(fact, PK.indicator))),
    ("数值", "Value", lambda ask, fact, here: Cell("value", fact)),
    ("主体", "Of", links(PK.subject)),
    PERIOD,
    ("阶段", "Stage", _stage),
    EVIDENCE,
)


def values(ask: Ask, iri: str) -> Section | None:
    """Values and targets of an indicator, a subject, a place or a piece of work."""
    view = ask.view
    ends: tuple[str, ...] = (PK.indicator, PK.subject, PK.place, PK.task)
    if view.is_a(iri, PK.Document):
        ends = (PK.statedIn,)
    found = {o for via in ends for o in view.subjects(via, iri) if view.is_a(o, PK.Observation)}
    return listed(ask, iri, "values", ("数值与目标", "Values and targets"), _VALUES, found)


_RECOGNITIONS: Final[Columns] = (
    (
        "称号",
        "Title",
        lambda ask, fact, here: Cell("thing-words", fact, ask.view.text(fact, PK.title)),
    ),
    ("级别", "Level", code(PK.level)),
    ("状态", "Status", code(PK.recognitionStatus)),
    ("等次", "Rank", source_words(PK.rank)),
    PERIOD,
    EVIDENCE,
)


def recognitions(ask: Ask, iri: str) -> Section | None:
    """Recognitions of a thing, or of all that a document tells."""
    found = [f for f in ask.view.subjects(PK.subject, iri) if ask.view.is_a(f, PK.Recognition)]
    return listed(ask, iri, "recognitions", ("荣誉", "Recognitions"), _RECOGNITIONS, found)


_EVENT_ENDS: Final = (
    PK.place, PK.participant, PK.organiser, ORG.originalOrganization, ORG.resultingOrganization,
)  # fmt: skip


def _part_in_event(ask: Ask, event: str, here: str) -> Cell:
    roles = [via for via in _EVENT_ENDS if here in ask.view.objects(event, via)]
    return text(ask.w("、", ", ").join(ask.label(role) for role in roles))


_EVENTS: Final[Columns] = (
    ("事件", "Event", itself),
    ("类别", "Kind", code(PK.kind)),
    ("在其中", "As", _part_in_event),
    PERIOD,
    EVIDENCE,
)


def events(ask: Ask, iri: str) -> Section | None:
    """Events at a place, or in which a thing takes part."""
    view = ask.view
    found = {e for via in _EVENT_ENDS for e in view.subjects(via, iri) if view.is_a(e, PK.Event)}
    return listed(ask, iri, "events", ("事件", "Events"), _EVENTS, found)


def relations(ask: Ask, iri: str) -> Section | None:
    """What texts say of a thing and another one, with the words."""
    view = ask.view
    groups: dict[tuple[bool, str], list[list[Cell]]] = defaultdict(list)
    out = [f for f in view.subjects(RDF.subject, iri) if view.is_a(f, PK.Relation)]
    into = [f for f in view.subjects(RDF.object, iri) if view.is_a(f, PK.Relation)]
    for fact in tables_of(view).in_order([*out, *into]):
        forward = view.object(fact, RDF.subject) == iri
        end = view.object(fact, RDF.object if forward else RDF.subject)
        groups[not forward, view.object(fact, RDF.predicate)].append(
            [things(end), period_cell(ask, fact), status_cell(ask, fact), evidence(fact)]
        )
    found = [
        Group([text(_relation_name(ask, predicate, backward))], rows)
        for (backward, predicate), rows in sorted(groups.items())
    ]
    columns = (
        ask.w("对象", "What"),
        ask.w("时间", "Period"),
        ask.w("状态", "Status"),
        ask.w("原文", "Words"),
    )
    if not found:
        return None
    return Section(
        "relations", ask.w("文中所述的关系", "Relations that texts state"), columns, found
    )


def _relation_name(ask: Ask, predicate: str, backward: bool) -> str:
    name = ask.label(predicate)
    return f"← {name}" if backward else name


_MENTIONS: Final[Columns] = (
    ("文献", "Document", lambda ask, fact, here: things(ask.view.object(fact, PK.statedIn))),
    ("文中写作", "As written", source_words(PK.nameAsWritten)),
    ("角色", "Role", code(PK.mentionRole)),
    ("文中评价", "Claim", source_words(PK.claim)),
    STATUS,
    EVIDENCE,
)


def mentions(ask: Ask, iri: str) -> Section | None:
    """Where texts speak of a thing, under which name, in which role."""
    title = ("文中提及", "Where texts mention it")
    return listed(ask, iri, "mentions", title, _MENTIONS, ask.view.subjects(PK.mentions, iri))


_POLICIES: Final[Columns] = (
    ("政策", "Policy", itself),
    ("类别", "Kind", code(PK.kind)),
    ("文号", "Number", source_words(PK.documentNumber)),
    ("发布", "Issued by", lambda ask, fact, here: things(*ask.view.objects(fact, PK.issuedBy))),
    ("原文", "Words", lambda ask, fact, here: evidence(*_mentions_in(ask, fact, here))),
)


def policies(ask: Ask, iri: str) -> Section | None:
    """What a document implements, is guided by, and formulates."""
    view = ask.view
    groups = []
    for via in (PK.implements, PK.guidedBy, PK.formulates):
        found = sorted(view.objects(iri, via), key=lambda p: tables_of(view).label_key(p, ask.lang))
        if found:
            rows = rows_of(ask, iri, _POLICIES, found)
            groups.append(Group([text(ask.label(via))], rows))
    title = ("所依据与所制定的政策", "Policies it stands on")
    return grouped(ask, "policies", title, _POLICIES, groups)


def _mentions_in(ask: Ask, thing: str, document: str) -> list[str]:
    view = ask.view
    found = [
        m for m in view.subjects(PK.mentions, thing) if view.object(m, PK.statedIn) == document
    ]
    return found or [thing]


def documents_of_policy(ask: Ask, iri: str) -> Section | None:
    """Which documents implement a policy, are guided by it, formulate it or refer to it."""
    view = ask.view
    rows = []
    for via in (PK.implements, PK.guidedBy, PK.formulates, PK.refersTo):
        for document in sorted(view.subjects(via, iri)):
            if view.is_a(document, PK.Document):
                row = [text(ask.label(via)), things(document)]
                rows.append([*row, evidence(*_mentions_in(ask, iri, document))])
    columns = (ask.w("关系", "Relation"), ask.w("文献", "Document"), ask.w("原文", "Words"))
    return section("documents", ask.w("在哪些文献中", "In which documents"), columns, rows)


_READINGS: Final[Columns] = (
    ("原文字符", "In the text", source_words(PK.raw)),
    ("读作", "Read as", source_words(PK.reading)),
    ("次数", "Times", lambda ask, fact, here: Cell("number", ask.view.number(fact, PK.occurs))),
    ("把握", "Certainty", code(PK.certainty)),
    ("说明", "Note", lambda ask, fact, here: text(ask.view.text_in(fact, SKOS.note, ask.lang))),
)


def readings(ask: Ask, iri: str) -> Section | None:
    """How masked, damaged and misprinted characters of a document are read."""
    view = ask.view
    found = [r for r in view.subjects(PK.statedIn, iri) if view.is_a(r, PK.Reading)]
    rows = rows_of(ask, iri, _READINGS, found)
    headings = [ask.w(zh, en) for zh, en, _ in _READINGS]
    title = ask.w("遮蔽与误字的校读", "Masks and readings")
    return section("readings", title, headings, rows)
