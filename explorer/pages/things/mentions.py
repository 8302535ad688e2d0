"""Sections of what texts state: values, recognitions, events, relations, mentions."""

from __future__ import annotations

from collections import defaultdict

from explorer.kit.cells import Cell, Group, Rows, Section, evidence, section, text, things, words
from explorer.kit.fieldnames import stage_name
from explorer.kit.request import Ask
from explorer.kit.sections import period_cell
from explorer.view.tables import tables_of
from ontology.terms import ORG, PK, RDF, SKOS


def values(ask: Ask, iri: str) -> Section | None:
    """Values and targets of an indicator, a subject, a place or a piece of work."""
    view = ask.view
    found = {
        o
        for via in (PK.indicator, PK.subject, PK.place, PK.task)
        for o in view.subjects(via, iri)
        if view.is_a(o, PK.Observation)
    }
    if view.is_a(iri, PK.Document):
        found = {o for o in view.subjects(PK.statedIn, iri) if view.is_a(o, PK.Observation)}
    rows = Rows(
        tables_of(view).in_order(found),
        lambda o: [
            things(view.object(o, PK.indicator)),
            Cell("value", o),
            things(*(s for s in view.objects(o, PK.subject) if s != iri)),
            period_cell(ask, o),
            _stage(ask, o),
            evidence(o),
        ],
    )
    columns = (
        ask.w("指标", "Indicator"),
        ask.w("数值", "Value"),
        ask.w("主体", "Of"),
        ask.w("时间", "Period"),
        ask.w("阶段", "Stage"),
        ask.w("原文", "Words"),
    )
    return section("values", ask.w("数值与目标", "Values and targets"), columns, rows)


def _stage(ask: Ask, iri: str) -> Cell:
    stage = ask.view.text(iri, PK.stage)
    said = stage_name(stage, ask.lang)
    return text(said) if said != stage else words(stage)


def recognitions(ask: Ask, iri: str) -> Section | None:
    """Recognitions of a thing, or of all that a document tells."""
    view = ask.view
    found = [f for f in view.subjects(PK.subject, iri) if view.is_a(f, PK.Recognition)]
    rows = Rows(
        tables_of(view).in_order(found),
        lambda f: [
            Cell("thing-words", f, view.text(f, PK.title)),
            Cell("code", view.object(f, PK.level)),
            Cell("code", view.object(f, PK.recognitionStatus)),
            words(view.text(f, PK.rank)),
            period_cell(ask, f),
            evidence(f),
        ],
    )
    columns = (
        ask.w("称号", "Title"),
        ask.w("级别", "Level"),
        ask.w("状态", "Status"),
        ask.w("等次", "Rank"),
        ask.w("时间", "Period"),
        ask.w("原文", "Words"),
    )
    return section("recognitions", ask.w("荣誉", "Recognitions"), columns, rows)


def events(ask: Ask, iri: str) -> Section | None:
    """Events at a place, or in which a thing takes part."""
    view = ask.view
    via = (PK.place, PK.participant, PK.organiser, ORG.originalOrganization)
    roles: dict[str, list[str]] = defaultdict(list)
    for link in (*via, ORG.resultingOrganization):
        for event in view.subjects(link, iri):
            if view.is_a(event, PK.Event):
                roles[event].append(link)
    rows = Rows(
        tables_of(view).in_order(roles),
        lambda e: [
            things(e),
            Cell("code", view.object(e, PK.kind)),
            text(ask.w("、", ", ").join(ask.label(r) for r in roles[e])),
            period_cell(ask, e),
            evidence(e),
        ],
    )
    columns = (
        ask.w("事件", "Event"),
        ask.w("类别", "Kind"),
        ask.w("在其中", "As"),
        ask.w("时间", "Period"),
        ask.w("原文", "Words"),
    )
    return section("events", ask.w("事件", "Events"), columns, rows)


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
            [things(end), period_cell(ask, fact), evidence(fact)]
        )
    found = [
        Group([text(_relation_name(ask, predicate, backward))], rows)
        for (backward, predicate), rows in sorted(groups.items())
    ]
    columns = (ask.w("对象", "What"), ask.w("时间", "Period"), ask.w("原文", "Words"))
    if not found:
        return None
    return Section(
        "relations", ask.w("文中所述的关系", "Relations that texts state"), columns, found
    )


def _relation_name(ask: Ask, predicate: str, backward: bool) -> str:
    name = ask.label(predicate)
    return f"← {name}" if backward else name


def mentions(ask: Ask, iri: str) -> Section | None:
    """Where texts speak of a thing, under which name, in which role."""
    view = ask.view
    rows = Rows(
        tables_of(view).in_order(view.subjects(PK.mentions, iri)),
        lambda f: [
            things(view.object(f, PK.statedIn)),
            words(view.text(f, PK.nameAsWritten)),
            Cell("code", view.object(f, PK.mentionRole)),
            words(view.text(f, PK.claim)),
            evidence(f),
        ],
    )
    columns = (
        ask.w("文献", "Document"),
        ask.w("文中写作", "As written"),
        ask.w("角色", "Role"),
        ask.w("文中评价", "Claim"),
        ask.w("原文", "Words"),
    )
    return section("mentions", ask.w("文中提及", "Where texts mention it"), columns, rows)


def policies(ask: Ask, iri: str) -> Section | None:
    """What a document implements, is guided by, and formulates."""
    view = ask.view
    groups = []
    for via in (PK.implements, PK.guidedBy, PK.formulates):
        found = view.objects(iri, via)
        rows = [
            [
                things(p),
                Cell("code", view.object(p, PK.kind)),
                words(view.text(p, PK.documentNumber)),
                things(*view.objects(p, PK.issuedBy)),
                evidence(*_mentions_in(ask, p, iri)),
            ]
            for p in sorted(found, key=lambda p: tables_of(view).label_key(p, ask.lang))
        ]
        if rows:
            groups.append(Group([text(ask.label(via))], rows))
    columns = (
        ask.w("政策", "Policy"),
        ask.w("类别", "Kind"),
        ask.w("文号", "Number"),
        ask.w("发布", "Issued by"),
        ask.w("原文", "Words"),
    )
    if not groups:
        return None
    return Section(
        "policies", ask.w("所依据与所制定的政策", "Policies it stands on"), columns, groups
    )


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


def places_within(ask: Ask, iri: str) -> Section | None:
    """Places within a place, enterprises and bodies located there."""
    view = ask.view
    groups = []
    for via, zh, en in (
        (PK.partOfPlace, "其下的地方", "Places within it"),
        (PK.locatedIn, "位于此地", "Located here"),
        (PK.jurisdiction, "属此地的单位", "Bodies of this place"),
        (PK.governs, "管理此地的单位", "Bodies that govern it"),
    ):
        found = [i for i in view.subjects(via, iri) if not view.is_a(i, PK.Project)]
        rows = Rows(
            sorted(found, key=lambda i: tables_of(view).label_key(i, ask.lang)),
            lambda i: [
                things(i),
                Cell("kind", i),
                Cell("code", view.object(i, PK.kind)),
                evidence(i),
            ],
        )
        if rows:
            groups.append(Group([text(ask.w(zh, en))], rows))
    columns = (
        ask.w("名称", "Name"),
        ask.w("类", "Class"),
        ask.w("类别", "Kind"),
        ask.w("原文", "Words"),
    )
    if not groups:
        return None
    return Section("within", ask.w("此地之内", "Within this place"), columns, groups)


def readings(ask: Ask, iri: str) -> Section | None:
    """How masked, damaged and misprinted characters of a document are read."""
    view = ask.view
    found = [r for r in view.subjects(PK.statedIn, iri) if view.is_a(r, PK.Reading)]
    rows = [
        [
            words(view.text(r, PK.raw)),
            words(view.text(r, PK.reading)),
            Cell("number", view.number(r, PK.occurs)),
            Cell("code", view.object(r, PK.certainty)),
            text(ask.view.text_in(r, SKOS.note, ask.lang)),
        ]
        for r in found
    ]
    columns = (
        ask.w("原文字符", "In the text"),
        ask.w("读作", "Read as"),
        ask.w("次数", "Times"),
        ask.w("把握", "Certainty"),
        ask.w("说明", "Note"),
    )
    return section("readings", ask.w("遮蔽与误字的校读", "Masks and readings"), columns, rows)
