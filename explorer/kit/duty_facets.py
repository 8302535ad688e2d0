"""The facets of assignments as columns: a body's part in a piece of work, a million of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from explorer.kit.facet_columns import Values, counts_of, having, index_of_list
from explorer.kit.facets import NONE, Facet, Row
from explorer.kit.facts_facets import (
    DUE,
    TARGET,
    Keys,
    answer_label,
    campaign_of,
    code_label,
    due_of,
    key_of,
    state_keys,
    state_label,
    target_of,
    thing_label,
    things_at,
    year_label,
)
from explorer.kit.request import Ask
from explorer.view.coded import Coded, recoded
from explorer.view.duties import Duties
from explorer.view.faceted import known_apart
from explorer.view.tables import tables_of
from graph.builds.deadlines import WORK
from ontology.terms import PK

if TYPE_CHECKING:
    from explorer.view.coded import Numbers

__all__ = ["ASSIGNMENTS", "DutyIndex", "index_of_duties"]


def _of_each(keys: Keys, predicate: str) -> Keys:
    """Return the facet of what a responsibility points at."""
    return lambda ask, iri: [k for o in ask.view.objects(iri, predicate) for k in keys(ask, o)]


def _level(ask: Ask, iri: str) -> list[str]:
    places = ask.view.objects(iri, PK.jurisdiction)
    return [key_of(ask, kind) for place in places for kind in ask.view.objects(place, PK.kind)]


def _position(ask: Ask, iri: str) -> list[str]:
    return ["alone" if ask.view.number(iri, PK.outOf) <= 1 else "joint"]


ASSIGNMENTS: Final = (
    Facet("document", "文献", "Document", things_at(PK.statedIn), thing_label),
    Facet(
        "campaign", "系列活动", "Campaign", _of_each(campaign_of, PK.task), thing_label,
        ("不属系列活动", "in no campaign"),
    ),
    Facet("role", "角色", "Role", things_at(PK.role), code_label),
    Facet("actor", "单位", "Body", things_at(PK.actor), thing_label),
    Facet(
        "function", "职能", "Function", _of_each(things_at(PK.function), PK.actor), code_label,
        ("职能不明", "no function"),
    ),
    Facet(
        "code", "单位类别", "Kind of body", _of_each(things_at(PK.kind), PK.actor), code_label,
        ("未分类", "no kind"),
    ),
    Facet(
        "place", "辖区", "Jurisdiction", _of_each(things_at(PK.jurisdiction), PK.actor),
        thing_label, ("辖区不明", "no place"),
    ),
    Facet(
        "level", "层级", "Level", _of_each(_level, PK.actor), code_label,
        ("层级不明", "no level"),
    ),
    Facet("lead", "单独或联合", "Alone or jointly", _position, answer_label),
    Facet(
        "due", "完成年份", "Deadline", _of_each(due_of, PK.task), year_label,
        ("无时限", "no deadline"), by_key=True,
    ),
    Facet(
        "target", "目标值", "Target", _of_each(target_of, PK.task), answer_label,
        ("无目标值", "no target"),
    ),
    Facet("state", "核验", "State", state_keys, state_label),
)  # fmt: skip
"""Facets of the list of assignments."""


@dataclass(frozen=True, slots=True)
class DutyIndex:
    """The values of all assignments by facet; an assignment is asked for by its place."""

    columns: dict[str, Coded[Values]]

    def row(self, item: int) -> Row:
        """Return the values of an assignment by facet."""
        return tuple(column.texts[column.codes[item]] for column in self.columns.values())

    def counted(self, name: str, items: Sequence[int]) -> Counter[str]:
        """Return how many items have each value of a facet."""
        import numpy as np

        values, codes = self.columns[name]
        if len(items) != len(codes):
            codes = codes[np.fromiter(items, np.int64, len(items))]
        return counts_of(values, codes)

    def passing(self, name: str, wanted: Collection[str]) -> set[int]:
        """Return the items that have one of some values of a facet."""
        return set(having(*self.columns[name], wanted).tolist())


def index_of_duties(ask: Ask, duties: Duties) -> DutyIndex:
    """Return the values of all assignments by facet; to be kept for a state of the data.

    What their rows say is read in columns; the whole graph is asked about work of which several
    graphs speak, and about assignments of which they do.
    """
    due, target, unknown = _of_work(ask, duties)
    states = duties.columns.states
    columns = {
        "document": _keys(ask, duties, "document"),
        "campaign": _campaigns(ask, duties, unknown),
        "role": _keys(ask, duties, "role"),
        "actor": _keys(ask, duties, "actor"),
        **_of_bodies(ask, duties),
        "lead": _valued((["joint"], ["alone"]), (duties.numbers("out_of") <= 1).astype(int)),
        "due": due,
        "target": target,
        "state": _valued(([text] if text else [] for text in states.texts), states.codes),
    }
    for place, iri in _marked(ask, duties):
        for facet in ASSIGNMENTS:
            _change(columns[facet.name], [place], facet.keys(ask, iri))
    return DutyIndex({facet.name: columns[facet.name] for facet in ASSIGNMENTS})


def _valued(of_codes: Iterable[Sequence[str]], codes: Numbers) -> Coded[Values]:
    return recoded([tuple(dict.fromkeys(keys)) or (NONE,) for keys in of_codes], codes)


def _change(column: Coded[Values], rows: Numbers | list[int], keys: Sequence[str]) -> None:
    """Give some rows other values."""
    values = tuple(dict.fromkeys(keys)) or (NONE,)
    if values not in column.texts:
        column.texts.append(values)
    column.codes[rows] = column.texts.index(values)


def _keys(ask: Ask, duties: Duties, name: str) -> Coded[Values]:
    """Return the keys of what stands in a column; none where nothing does."""
    return _valued(
        ([key_of(ask, iri)] if iri else [] for iri in duties.texts(name)), duties.codes(name)
    )


def _campaigns(ask: Ask, assignments: Duties, unknown: Sequence[int]) -> Coded[Values]:
    """Return the series that hold the work, of work that is none itself.

    Args:
        ask: The request.
        assignments: All assignments.
        unknown: The places of the work, among all, about which the whole graph is asked.
    """
    import numpy as np

    found = _keys(ask, assignments, "series")
    work = {text: code for code, text in enumerate(assignments.texts("task"))}
    series = np.array([work.get(text, -1) for text in assignments.texts("series")], np.int64)
    tasks = assignments.codes("task")
    if len(series):
        _change(found, np.flatnonzero(series[assignments.codes("series")] == tasks), ())
    for code in unknown:
        _change(
            found, np.flatnonzero(tasks == code), campaign_of(ask, assignments.texts("task")[code])
        )
    return found


def _of_bodies(ask: Ask, duties: Duties) -> dict[str, Coded[Values]]:
    """Return the facets of the bodies: functions, kinds, places, and the kinds of these places."""
    tables, actors, codes = tables_of(ask.view), duties.texts("actor"), duties.codes("actor")
    found = {
        name: _valued(([key_of(ask, o) for o in ends] for ends in tables.ends(actors, at)), codes)
        for name, at in (("function", PK.function), ("code", PK.kind), ("place", PK.jurisdiction))
    }
    levels = tables.levels(actors)
    return {
        **found,
        "level": _valued(([key_of(ask, kind) for kind in kinds] for kinds in levels), codes),
    }


def _of_work(ask: Ask, duties: Duties) -> tuple[Coded[Values], Coded[Values], list[int]]:
    """Return deadlines and targets of the work, and the work about which the graph is asked.

    Lists say of their things when they are to be done; work that none lists is asked for.
    """
    texts = duties.texts("task")
    places = {text: code for code, text in enumerate(texts)}
    found: dict[int, tuple[Sequence[str], Sequence[str]]] = {}
    unknown: set[int] = set()
    for cls in sorted(WORK):
        listed, apart = tables_of(ask.view).listed.of(cls), known_apart(ask.view, cls)
        index = index_of_list(ask, (DUE, TARGET), listed, apart)
        (due, of_due), (target, of_target) = index.columns[DUE.name], index.columns[TARGET.name]
        rows = zip(listed.iris, of_due.tolist(), of_target.tolist(), strict=True)
        for iri, at, to in rows:
            code = places.get(iri)
            if code is not None:
                found[code] = due[at], target[to]
        unknown.update(
            places[iri] for iri, known in apart.known.items() if known is None and iri in places
        )
    for code, text in enumerate(texts):
        if code not in found:
            unknown.add(code)
            found[code] = due_of(ask, text), target_of(ask, text)
    known = [found[code] for code in range(len(texts))]
    codes = duties.codes("task")
    due_column = _valued((due for due, _ in known), codes)
    return due_column, _valued((target for _, target in known), codes), sorted(unknown)


def _marked(ask: Ask, duties: Duties) -> list[tuple[int, str]]:
    """Return the assignments of which several graphs speak, with their places."""
    things = ask.view.whole.marked()
    marked = {iri for iri in things if ask.view.is_a(iri, PK.Responsibility)}
    if not marked:
        return []
    return [(place, duty.iri) for place, duty in enumerate(duties) if duty.iri in marked]
