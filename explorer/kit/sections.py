"""The sections of a thing's page: each looks for one kind of fact, and is absent without any."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import partial
from typing import Final

from explorer.kit.cells import Cell, Group, Rows, Section, evidence, section, text, things
from explorer.kit.listing import (
    EVIDENCE,
    PERIOD,
    STATUS,
    Columns,
    code,
    itself,
    links,
    listed,
    period_cell,
    source_words,
)
from explorer.kit.request import Ask
from explorer.view.tables import Duty, tables_of
from ontology.codes import SCHEMES
from ontology.kinds import PARTS
from ontology.namespaces import CODE_NS
from ontology.terms import CODE, PK

ROLE_ORDER: Final = tuple(CODE_NS + role for role in SCHEMES["role"])
_PARTS: Final = tuple(kind.iri for kind in PARTS)


def _role_name(ask: Ask, role: str) -> str:
    return ask.label(role)


# ---- bodies ------------------------------------------------------------------------------


def duties_of_body(ask: Ask, iri: str) -> Section | None:
    """What a body leads, supports, oversees: by role, by campaign, in the order of the texts."""
    tables = tables_of(ask.view)
    groups: dict[tuple[int, str, str], list[Duty]] = defaultdict(list)
    for duty in tables.by_actor.get(iri, []):
        rank = ROLE_ORDER.index(duty.role) if duty.role in ROLE_ORDER else 9
        groups[rank, duty.document, duty.series].append(duty)
    found = [
        Group(
            [text(_role_name(ask, duties[0].role)), things(series or document)],
            Rows(duties, partial(_duty_row, ask)),
        )
        for (_, document, series), duties in sorted(groups.items(), key=lambda g: g[0][:2])
    ]
    if not found:
        return None
    columns = (
        ask.w("工作", "Work"),
        ask.w("位次", "Place"),
        ask.w("同列单位", "Together with"),
        ask.w("文中写作", "As written"),
        ask.w("时间", "Period"),
        ask.w("原文", "Words"),
    )
    return Section(
        "duties", ask.w("牵头、配合与负责", "Leads, supports, answers for"), columns, found
    )


def _duty_row(ask: Ask, duty: Duty) -> list[Cell]:
    tables = tables_of(ask.view)
    others = [
        d.actor for d in tables.by_task[duty.task] if d.role == duty.role and d.actor != duty.actor
    ]
    place = f"{duty.position} / {duty.out_of}" if duty.out_of > 1 else ask.w("单独", "alone")
    return [
        Cell("work", duty.task),
        text(place),
        things(*dict.fromkeys(others)),
        Cell("name", duty.name, ask.view.object(duty.iri, PK.identityCertainty)),
        period_cell(ask, duty.iri),
        evidence(duty.iri, duty.task),
    ]


def partners(ask: Ask, iri: str) -> Section | None:
    """With whom a body leads tasks, most often first."""
    tables = tables_of(ask.view)
    together: dict[str, set[str]] = defaultdict(set)
    for duty in tables.by_actor.get(iri, []):
        if duty.role == CODE.lead and not duty.inferred:
            for other in tables.by_task[duty.task]:
                if other.role == CODE.lead and other.actor != iri and not other.inferred:
                    together[other.actor].add(duty.task)
    rows = [
        [
            things(body),
            Cell(
                "number",
                len(tasks),
                ask.url("/leads/tasks", actor=[ask.view.local(iri), ask.view.local(body)]),
            ),
            things(*tables.in_order(tasks)),
        ]
        for body, tasks in sorted(together.items(), key=lambda g: (-len(g[1]), g[0]))
    ]
    columns = (ask.w("单位", "Body"), ask.w("共同牵头", "Together"), ask.w("任务", "Tasks"))
    return section(
        "partners",
        ask.w("共同牵头的单位", "Leads together with"),
        columns,
        rows,
        ask.w("整计数:共同牵头的任务各计一次。", "Whole counting: each joint task counts once."),
    )


def bodies_within(ask: Ask, iri: str) -> Section | None:
    """Bodies below a body, groups it may belong to, posts in it."""
    view = ask.view
    rows = [
        [text(ask.w("下属", "below it")), things(i), text("")]
        for i in sorted(view.subjects(PK.parent, iri))
    ]
    rows += [
        [text(ask.w("可能属于泛指", "may be meant by")), things(i), text("")]
        for i in sorted(view.subjects(PK.mayInclude, iri))
    ]
    return section(
        "structure",
        ask.w("上下与归属", "Bodies around it"),
        (ask.w("关系", "Relation"), ask.w("单位", "Body"), ""),
        rows,
    )


_POSTS: Final[Columns] = (
    ("人物", "Person", links(PK.person)),
    ("职务", "Post", source_words(PK.post)),
    ("单位", "Body", links(PK.body)),
    PERIOD,
    STATUS,
    ("说", "Says", source_words(PK.statement)),
    EVIDENCE,
)


def posts(ask: Ask, iri: str) -> Section | None:
    """Posts that a person holds, or that people hold in a body."""
    facts = ask.view.subjects(PK.person, iri) + ask.view.subjects(PK.body, iri)
    return listed(ask, iri, "posts", ("任职", "Posts"), _POSTS, facts)


# ---- work --------------------------------------------------------------------------------


def duties_of_work(ask: Ask, iri: str) -> Section | None:
    """Who leads, supports, answers for a piece of work, in the order of the brackets."""
    tables = tables_of(ask.view)
    groups: dict[str, list[Duty]] = defaultdict(list)
    for duty in tables.by_task.get(iri, []):
        groups[duty.role].append(duty)
    found = [
        Group([text(_role_name(ask, role))], [_lead_row(ask, d) for d in groups[role]])
        for role in sorted(groups, key=lambda r: ROLE_ORDER.index(r) if r in ROLE_ORDER else 9)
    ]
    columns = (
        ask.w("位次", "Place"),
        ask.w("单位", "Body"),
        ask.w("文中写作", "As written"),
        ask.w("原文", "Words"),
    )
    if not found:
        return None
    return Section("duties", ask.w("谁牵头、谁负责", "Who leads, who answers"), columns, found)


def _lead_row(ask: Ask, duty: Duty) -> list[Cell]:
    return [
        text(f"{duty.position} / {duty.out_of}"),
        things(duty.actor),
        Cell("name", duty.name, ask.view.object(duty.iri, PK.identityCertainty)),
        evidence(duty.iri),
    ]


def parts(ask: Ask, iri: str) -> Section | None:
    """The parts of a document or of a part, in order, each with who leads it."""
    view, tables = ask.view, tables_of(ask.view)
    if view.is_a(iri, PK.Document):
        stated = view.subjects(PK.statedIn, iri)
        inner = [p for p in stated if any(view.is_a(p, c) for c in _PARTS)]
        inner = [p for p in inner if view.object(p, PK.partOf) in ("", iri)]
    else:
        inner = [p for p in view.subjects(PK.partOf, iri) if not view.is_a(p, PK.Project)]
    rows = []
    for part in tables.in_order(inner):
        leads = [d.actor for d in tables.by_task.get(part, []) if d.role == CODE.lead]
        below = len(view.subjects(PK.partOf, part))
        rows.append(
            [
                Cell("kind", part),
                Cell("work", part),
                things(*leads),
                Cell("number", below) if below else text(""),
                evidence(part),
            ]
        )
    columns = (
        ask.w("类别", "Kind"),
        ask.w("名称", "Name"),
        ask.w("牵头", "Led by"),
        ask.w("下分", "Parts"),
        ask.w("原文", "Words"),
    )
    return section("parts", ask.w("下分", "What it consists of"), columns, rows)


_PROJECTS: Final[Columns] = (
    ("项目", "Project", itself),
    ("类别", "Kind", code(PK.kind)),
    ("地点", "Place", links(PK.locatedIn)),
    ("投资或建设方", "Investor, developer", links(PK.investor, PK.developer)),
    PERIOD,
    EVIDENCE,
)


def projects(ask: Ask, iri: str) -> Section | None:
    """Projects within a part, in a place, or of an investor or developer."""
    found = {
        p
        for via in (PK.partOf, PK.locatedIn, PK.investor, PK.developer)
        for p in ask.view.subjects(via, iri)
        if ask.view.is_a(p, PK.Project)
    }
    return listed(ask, iri, "projects", ("项目", "Projects"), _PROJECTS, found)


def sole_and_joint(duties: Iterable[Duty]) -> dict[str, float]:
    """Count the tasks that a body leads, by every counting rule at once."""
    leads = [d for d in duties if d.role == CODE.lead and not d.inferred]
    tasks: dict[str, list[Duty]] = defaultdict(list)
    for duty in leads:
        tasks[duty.task].append(duty)
    counts = Counter(
        led=len(tasks),
        sole=sum(1 for d in tasks.values() if d[0].out_of == 1),
        first=sum(1 for d in tasks.values() if min(x.position for x in d) == 1),
    )
    return {**counts, "joint": counts["led"] - counts["sole"]}
