"""Sections of a place's page: what is there, and in every place within it, with the depth.

``?depth=0`` in the address leaves what is within out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from explorer.kit.cells import Cell, Group, Section, text, things
from explorer.kit.listing import (
    EVIDENCE,
    PERIOD,
    STATUS,
    Columns,
    InOrder,
    code,
    grouped,
    itself,
    links,
    rows_of,
)
from explorer.kit.request import Ask
from explorer.view.tables import MANY, tables_of
from ontology.terms import PK


def places_in(ask: Ask, iri: str) -> dict[str, int]:
    """Return a place and the places within it, each with how many steps it is below."""
    if ask.query.get("depth") == "0":
        return {iri: 0}
    name = ("places in", iri, ask.lang)
    return tables_of(ask.view).recent(name, lambda: _places_in(ask, iri))


def _places_in(ask: Ask, iri: str) -> dict[str, int]:
    found, todo = {iri: 0}, [iri]
    for place in todo:
        below = ask.view.subjects(PK.partOfPlace, place)
        for inner in sorted(below, key=lambda i: tables_of(ask.view).label_key(i, ask.lang)):
            if inner not in found:
                found[inner] = found[place] + 1
                todo.append(inner)
    return found


def has_places_in(ask: Ask, iri: str) -> bool:
    """Tell whether there are places within a place."""
    return any(inner != iri for inner in ask.view.subjects(PK.partOfPlace, iri))


def _is_of(
    ask: Ask, classes: Sequence[str], without: Sequence[str], many: int
) -> Callable[[str], bool]:
    """Return what tells whether a thing has one of some classes, and none of others.

    Of many things the classes are read at once.
    """
    view = ask.view
    if many <= MANY:
        return lambda iri: (
            any(view.is_a(iri, c) for c in classes) and not any(view.is_a(iri, c) for c in without)
        )
    tables = tables_of(view)

    def members(cls: str) -> frozenset[str]:
        return tables.once(("typed", cls), lambda: frozenset(view.of_type(cls)))

    wanted = frozenset[str]().union(*map(members, classes)).difference(*map(members, without))
    return wanted.__contains__


def _by_place(
    ask: Ask,
    iri: str,
    ends: Sequence[str],
    classes: Sequence[str],
    columns: Columns,
    without: Sequence[str] = (),
) -> list[Group]:
    """Return what points at a place and at the places within, a group for each place."""
    groups = []
    seen: set[str] = set()
    there = {
        place: [fact for end in ends for fact in ask.view.subjects(end, place)]
        for place in places_in(ask, iri)
    }
    wanted = _is_of(ask, classes, without, sum(map(len, there.values())))
    for place, depth in places_in(ask, iri).items():
        facts = {fact for fact in there[place] if fact not in seen and wanted(fact)}
        seen |= facts
        if facts:
            rows = rows_of(ask, place, columns, InOrder(ask, facts))
            groups.append(Group(_heading(ask, place, depth), rows))
    return groups


def _heading(ask: Ask, place: str, depth: int) -> list[Cell]:
    if not depth:
        return [things(place), text(ask.w("本地", "here"))]
    return [things(place), text(ask.w(f"其下第 {depth} 级", f"level {depth} below"))]


def _projects_of(ask: Ask, fact: str, here: str) -> Cell:
    view = ask.view
    found = (p for end in (PK.investor, PK.developer) for p in view.subjects(end, fact))
    return things(*dict.fromkeys(found))


_FIRMS: Final[Columns] = (
    ("企业", "Enterprise", itself),
    ("类别", "Kind", code(PK.kind)),
    ("投资或建设的项目", "Projects it invests in or builds", _projects_of),
    EVIDENCE,
)
_PROJECTS: Final[Columns] = (
    ("项目", "Project", itself),
    ("类别", "Kind", code(PK.kind)),
    ("投资或建设方", "Investor, developer", links(PK.investor, PK.developer)),
    PERIOD,
    EVIDENCE,
)
_VALUES: Final[Columns] = (
    ("指标", "Indicator", links(PK.indicator)),
    ("数值", "Value", lambda ask, fact, here: Cell("value", fact)),
    ("主体", "Of", links(PK.subject)),
    PERIOD,
    STATUS,
    EVIDENCE,
)
_HONOURS: Final[Columns] = (
    (
        "称号",
        "Title",
        lambda ask, fact, here: Cell("thing-words", fact, ask.view.text(fact, PK.title)),
    ),
    ("获得者", "Holder", links(PK.subject)),
    ("级别", "Level", code(PK.level)),
    PERIOD,
    EVIDENCE,
)
_BODIES: Final[Columns] = (
    ("单位", "Body", itself),
    ("类别", "Kind", code(PK.kind)),
    ("职能", "Function", code(PK.function)),
    EVIDENCE,
)
_OTHERS: Final[Columns] = (
    ("名称", "Name", itself),
    ("类", "Class", lambda ask, fact, here: Cell("kind", fact)),
    ("类别", "Kind", code(PK.kind)),
    EVIDENCE,
)


def firms_of_place(ask: Ask, iri: str) -> Section | None:
    """Enterprises by place, with the projects that each invests in or builds."""
    groups = _by_place(ask, iri, (PK.locatedIn,), (PK.Enterprise,), _FIRMS)
    return grouped(ask, "firms", ("企业(按地方)", "Enterprises by place"), _FIRMS, groups)


def projects_of_place(ask: Ask, iri: str) -> Section | None:
    """Projects by place."""
    groups = _by_place(ask, iri, (PK.locatedIn, PK.place), (PK.Project,), _PROJECTS)
    return grouped(ask, "projects", ("项目(按地方)", "Projects by place"), _PROJECTS, groups)


def values_of_place(ask: Ask, iri: str) -> Section | None:
    """Values and targets by place."""
    groups = _by_place(ask, iri, (PK.subject, PK.place), (PK.Observation,), _VALUES)
    return grouped(ask, "values", ("数值与目标", "Values and targets"), _VALUES, groups)


def honours_of_place(ask: Ask, iri: str) -> Section | None:
    """Recognitions by place."""
    groups = _by_place(ask, iri, (PK.subject,), (PK.Recognition,), _HONOURS)
    return grouped(ask, "recognitions", ("荣誉", "Recognitions"), _HONOURS, groups)


def bodies_of_place(ask: Ask, iri: str) -> Section | None:
    """Bodies whose jurisdiction is the place, or which govern it; documents are none."""
    groups = _by_place(
        ask, iri, (PK.jurisdiction, PK.governs), (PK.Organization,), _BODIES,
        (PK.GroupReference, PK.Enterprise),
    )  # fmt: skip
    return grouped(ask, "bodies", ("此地的单位", "Bodies of this place"), _BODIES, groups)


def documents_of_place(ask: Ask, iri: str) -> Section | None:
    """Documents for the place."""
    groups = _by_place(ask, iri, (PK.jurisdiction,), (PK.Document, PK.Policy), _OTHERS)
    return grouped(ask, "documents", ("此地的文献", "Documents for this place"), _OTHERS, groups)


def within_place(ask: Ask, iri: str) -> Section | None:
    """Places below, and what else is located there."""
    scope = places_in(ask, iri)
    groups = []
    for depth in sorted({d for d in scope.values() if d}):
        at = [place for place, deep in scope.items() if deep == depth]
        head = [text(ask.w(f"其下第 {depth} 级", f"Level {depth} below"))]
        groups.append(Group(head, rows_of(ask, iri, _OTHERS, at)))
    listed = {row for group in groups for row in scope}
    groups += [
        Group(_heading(ask, place, depth), rows_of(ask, iri, _OTHERS, others))
        for place, depth in scope.items()
        if (others := _others(ask, place, listed))
    ]
    return grouped(ask, "within", ("此地之内", "Within this place"), _OTHERS, groups)


def _others(ask: Ask, place: str, listed: Iterable[str]) -> list[str]:
    there = [i for i in ask.view.subjects(PK.locatedIn, place) if i not in listed]
    elsewhere = _is_of(ask, (PK.Project, PK.Enterprise), (), len(there))
    found = {i for i in there if not elsewhere(i)}
    return sorted(found, key=lambda i: tables_of(ask.view).label_key(i, ask.lang))
