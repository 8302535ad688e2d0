"""The facets that lists of facts and things have."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from explorer.kit.facet_columns import ListIndex, index_of_list
from explorer.kit.facets import NONE, Facet, RowIndex, index_of
from explorer.kit.request import Ask
from explorer.view.duties import states_of_duties
from explorer.view.faceted import Facts, Known, known_apart, known_of
from explorer.view.tables import Duty, tables_of
from explorer.view.work import NO_YEAR, deadline, state_of, targets, year_of
from graph.builds.deadlines import WORK as CLASSES_OF_WORK
from graph.builds.page_facets import CODED as CODED_BY
from graph.builds.page_facets import PLACED, STATUSES
from ontology.kinds import BY_IRI, Kind
from ontology.namespaces import CODE_NS
from ontology.terms import CODE, PK

Keys = Callable[[Ask, str], Sequence[str]]


class Assigned(NamedTuple):
    """What is known of an assignment without asking for it."""

    duty: Duty
    state: str
    work: Known | None
    """What is known of the work, if it is."""


_OfAssigned = Callable[[Ask, Assigned], Sequence[str]]


def key_of(ask: Ask, iri: str) -> str:
    """Return what stands for a thing or a code in the address."""
    return ask.view.local(iri) or iri.rsplit("/", 1)[-1]


def _keys(ask: Ask, iris: Sequence[str]) -> list[str]:
    return [key_of(ask, iri) for iri in iris]


def _things(ask: Ask, key: str) -> str:
    return ask.label(ask.view.iri(key))


def _codes(ask: Ask, key: str) -> str:
    return ask.label(CODE_NS + key)


def _of(*predicates: str) -> Keys:
    return lambda ask, iri: _keys(ask, [o for p in predicates for o in ask.view.objects(iri, p)])


def _year_label(ask: Ask, key: str) -> str:
    return ask.w("注明而无年份", "stated without a year") if key == NO_YEAR else key


def _state_label(ask: Ask, key: str) -> str:
    return ask.w(*_STATE_WORDS.get(key, (key, key)))


_STATE_WORDS: Final = {
    "proved": ("机核", "proved"), "signed": ("签核", "signed"),
    "inferred": ("推断", "inferred"), "open": ("未核", "open"),
}  # fmt: skip
_ANSWERS: Final = {"yes": ("有", "yes"), "alone": ("单独", "alone"), "joint": ("联合", "jointly")}


def _answer(ask: Ask, key: str) -> str:
    return ask.w(*_ANSWERS.get(key, (key, key)))


def _documents(ask: Ask, iri: str) -> list[str]:
    return _keys(ask, tables_of(ask.view).documents_of.get(iri, ()))


def _due(ask: Ask, iri: str) -> list[str]:
    found = deadline(ask.view, iri)
    return [year_of(found)] if found else []


def _year(ask: Ask, iri: str) -> list[str]:
    year = ask.view.text(iri, PK.year)
    return [year] if year else []


def _state(ask: Ask, iri: str) -> list[str]:
    found = state_of(ask.view, iri)
    return [found] if found else []


def _leads(ask: Ask, iri: str) -> list[str]:
    duties = [d for d in tables_of(ask.view).by_task.get(iri, ()) if d.role == CODE.lead]
    return list(dict.fromkeys(d.actor for d in duties))


def _lead(ask: Ask, iri: str) -> list[str]:
    bodies = len(_leads(ask, iri))
    return [("alone" if bodies == 1 else "joint")] if bodies else []


def _functions_of_leads(ask: Ask, iri: str) -> list[str]:
    found = [f for body in _leads(ask, iri) for f in ask.view.objects(body, PK.function)]
    return _keys(ask, found)


def _roles(ask: Ask, iri: str) -> list[str]:
    return _keys(ask, [d.role for d in tables_of(ask.view).by_task.get(iri, ())])


def _target(ask: Ask, iri: str) -> list[str]:
    return ["yes"] if targets(ask.view, iri) else []


def _campaign(ask: Ask, iri: str) -> list[str]:
    found = tables_of(ask.view).series(iri)
    return [ask.view.local(found)] if found and found != iri else []


def _duty(keys: Keys, predicate: str) -> Keys:
    """Return the facet of what a responsibility points at."""
    return lambda ask, iri: [k for o in ask.view.objects(iri, predicate) for k in keys(ask, o)]


def _level(ask: Ask, iri: str) -> list[str]:
    places = ask.view.objects(iri, PK.jurisdiction)
    return _keys(ask, [kind for place in places for kind in ask.view.objects(place, PK.kind)])


def _position(ask: Ask, iri: str) -> list[str]:
    return ["alone" if ask.view.number(iri, PK.outOf) <= 1 else "joint"]


def _one(text: str) -> list[str]:
    return [text] if text else []


def _day(facts: Facts) -> list[str]:
    if not facts.due:
        return []
    return [facts.due[:4] if facts.due != "-" else NO_YEAR]


def _yes(facts: Facts) -> list[str]:
    return ["yes"] if facts.target else []


def _series_of(ask: Ask, facts: Facts) -> list[str]:
    return [ask.view.local(facts.series)] if facts.series else []


def _led(facts: Facts) -> list[str]:
    return [("alone" if len(facts.leads) == 1 else "joint")] if facts.leads else []


def _functions(ask: Ask, facts: Facts) -> list[str]:
    return [key for body in facts.leads for key in _held(ask, PK.function, body)]


def _held(ask: Ask, predicate: str, iri: str) -> list[str]:
    """Return the keys of what a thing has of a property, remembered: of many items it is one."""
    held: dict[str, list[str]] = tables_of(ask.view).once(("keys", predicate), dict)
    found = held.get(iri)
    if found is None:
        found = held[iri] = _keys(ask, ask.view.objects(iri, predicate))
    return found


def _level_of(ask: Ask, body: str) -> list[str]:
    held: dict[str, list[str]] = tables_of(ask.view).once(("keys", "level"), dict)
    found = held.get(body)
    if found is None:
        found = held[body] = _level(ask, body)
    return found


def _body(predicate: str) -> _OfAssigned:
    return lambda ask, found: _held(ask, predicate, found.duty.actor)


def _work(keys: Keys, of: Callable[[Facts], Sequence[str]]) -> _OfAssigned:
    """Return what is read of the work, which is asked for where it is not known."""
    return lambda ask, found: (
        of(found.work.facts) if found.work is not None else keys(ask, found.duty.task)
    )


def _series_of_work(ask: Ask, found: Assigned) -> list[str]:
    duty = found.duty
    return [ask.view.local(duty.series)] if duty.series and duty.series != duty.task else []


DOCUMENT: Final = Facet(
    "document", "文献", "Document", _documents, _things,
    column="document", of=lambda ask, known: _keys(ask, known.documents),
)  # fmt: skip
STATE: Final = Facet(
    "state",
    "核验",
    "State",
    _state,
    _state_label,
    column="state",
    of=lambda ask, known: _one(known.facts.state),
)
DUE: Final = Facet(
    "due", "完成年份", "Deadline", _due, _year_label, ("无时限", "no deadline"), by_key=True,
    column="due", of=lambda ask, known: _day(known.facts),
)  # fmt: skip
TARGET: Final = Facet(
    "target", "目标值", "Target", _target, _answer, ("无目标值", "no target"),
    column="target", of=lambda ask, known: _yes(known.facts),
)  # fmt: skip
CAMPAIGN: Final = Facet(
    "campaign", "系列活动", "Campaign", _campaign, _things, ("不属系列活动", "in no campaign"),
    column="series", of=lambda ask, known: _series_of(ask, known.facts),
)  # fmt: skip
CODED: Final = Facet(
    "code", "类别", "Kind", _of(*CODED_BY), _codes, ("未分类", "no kind"),
    column="codes", of=lambda ask, known: _keys(ask, known.facts.codes),
)  # fmt: skip
PLACE: Final = Facet(
    "place", "地方", "Place", _of(*PLACED), _things, ("未注明地方", "no place"),
    column="places", of=lambda ask, known: _keys(ask, known.facts.places),
)  # fmt: skip
FUNCTION: Final = Facet(
    "function", "职能", "Function", _of(PK.function), _codes, ("职能不明", "no function"),
    column="functions", of=lambda ask, known: _keys(ask, known.facts.functions),
)  # fmt: skip
STATUS: Final = Facet(
    "status", "状态", "Status", _of(*STATUSES), _codes,
    column="statuses", of=lambda ask, known: _keys(ask, known.facts.statuses),
)  # fmt: skip
YEAR: Final = Facet(
    "since", "年份", "Year", _year, _year_label, ("无年份", "no year"), by_key=True,
    column="year", of=lambda ask, known: _one(known.facts.year),
)  # fmt: skip

WORK: Final = (
    DOCUMENT, CAMPAIGN, DUE, TARGET,
    Facet(
        "lead", "牵头", "Led", _lead, _answer, ("无牵头单位", "no lead"),
        column="leads", of=lambda ask, known: _led(known.facts),
    ),
    Facet(
        "function", "牵头单位职能", "Function of the lead", _functions_of_leads, _codes,
        column="leads", of=lambda ask, known: _functions(ask, known.facts),
    ),
    Facet(
        "role", "角色", "Role", _roles, _codes, ("无责任单位", "no body"),
        column="roles", of=lambda ask, known: _keys(ask, known.facts.roles),
    ),
    STATE,
)  # fmt: skip
"""Facets of lists of work."""
THINGS: Final = (DOCUMENT, CODED, PLACE, FUNCTION, STATUS, YEAR, STATE)
"""Facets of all other lists; a list shows those that divide it."""
ASSIGNMENTS: Final = (
    Facet(
        "document", "文献", "Document", _of(PK.statedIn), _things,
        of=lambda ask, found: _keys(ask, _one(found.duty.document)),
    ),
    Facet(
        "campaign", "系列活动", "Campaign", _duty(_campaign, PK.task), _things,
        ("不属系列活动", "in no campaign"), of=_series_of_work,
    ),
    Facet(
        "role", "角色", "Role", _of(PK.role), _codes,
        of=lambda ask, found: _keys(ask, _one(found.duty.role)),
    ),
    Facet(
        "actor", "单位", "Body", _of(PK.actor), _things,
        of=lambda ask, found: _keys(ask, _one(found.duty.actor)),
    ),
    Facet(
        "function", "职能", "Function", _duty(_of(PK.function), PK.actor), _codes,
        ("职能不明", "no function"), of=_body(PK.function),
    ),
    Facet(
        "code", "单位类别", "Kind of body", _duty(_of(PK.kind), PK.actor), _codes,
        ("未分类", "no kind"), of=_body(PK.kind),
    ),
    Facet(
        "place", "辖区", "Jurisdiction", _duty(_of(PK.jurisdiction), PK.actor), _things,
        ("辖区不明", "no place"), of=_body(PK.jurisdiction),
    ),
    Facet(
        "level", "层级", "Level", _duty(_level, PK.actor), _codes, ("层级不明", "no level"),
        of=lambda ask, found: _level_of(ask, found.duty.actor),
    ),
    Facet(
        "lead", "单独或联合", "Alone or jointly", _position, _answer,
        of=lambda ask, found: ["alone" if found.duty.out_of <= 1 else "joint"],
    ),
    Facet(
        "due", "完成年份", "Deadline", _duty(_due, PK.task), _year_label,
        ("无时限", "no deadline"), of=_work(_due, _day), by_key=True,
    ),
    Facet(
        "target", "目标值", "Target", _duty(_target, PK.task), _answer,
        ("无目标值", "no target"), of=_work(_target, _yes),
    ),
    Facet(
        "state", "核验", "State", _state, _state_label, of=lambda ask, found: _one(found.state)
    ),
)  # fmt: skip
"""Facets of the list of assignments."""


def years_of(ask: Ask, iri: str) -> Sequence[int]:
    """Return the years of a thing: its own, that of its deadline, else those of its documents."""
    view = ask.view
    own = view.number(iri, PK.year)
    if not own and any(view.is_a(iri, cls) for cls in (PK.Task, PK.Measure)):
        found = deadline(view, iri)
        own = int(found.day[:4]) if found and found.day else 0
    if own:
        return [own]
    return _years_of_documents(ask, tables_of(view).documents_of.get(iri, ()))


def facets_of(kind: Kind) -> tuple[Facet, ...]:
    """Return the facets of the list of a kind."""
    return WORK if kind.layer in ("series", "work") else THINGS


def index_of_kind(ask: Ask, kind: Kind) -> tuple[ListIndex, Callable[[str], Sequence[int]]]:
    """Return the values of the things of a kind by facet, and what returns their years."""
    return tables_of(ask.view).once(("facets", kind.iri), lambda: _index_of_kind(ask, kind))


def _index_of_kind(ask: Ask, kind: Kind) -> tuple[ListIndex, Callable[[str], Sequence[int]]]:
    listed = tables_of(ask.view).listed.of(kind.iri)
    _hold_functions(ask, kind)
    index = index_of_list(ask, facets_of(kind), listed, known_apart(ask.view, kind.iri))
    held: list[dict[str, list[int]]] = []

    def years(iri: str) -> Sequence[int]:
        if not held:
            held.append(_years(ask, kind, known_of(ask.view, kind.iri)))
        return held[0][iri] if iri in held[0] else years_of(ask, iri)

    return index, years


def _hold_functions(ask: Ask, kind: Kind) -> None:
    """Read the functions of all bodies at once, where the facets of work ask for them."""
    if facets_of(kind) is not WORK:
        return
    index, _ = index_of_kind(ask, BY_IRI[PK.Organization])
    held: dict[str, list[str]] = tables_of(ask.view).once(("keys", PK.function), dict)
    values, codes = index.columns[FUNCTION.name]
    keys = [[key for key in each if key != NONE] for each in values]
    held.update(zip(index.listed.iris, map(keys.__getitem__, codes.tolist()), strict=True))


def _years(ask: Ask, kind: Kind, known: Mapping[str, Known]) -> dict[str, list[int]]:
    """Return the same as :func:`years_of`, of what is known."""
    dated = kind.iri in (PK.Task, PK.Measure)
    same: dict[tuple[str, tuple[str, ...]], list[int]] = {}
    found = {}
    for iri, (documents, facts) in known.items():
        own = facts.year if facts.year.isdigit() and int(facts.year) else ""
        if not own and dated and facts.due not in ("", "-"):
            own = facts.due[:4]
        key = (own, () if own else documents)
        years = same.get(key)
        if years is None:
            years = same[key] = [int(own)] if own else _years_of_documents(ask, documents)
        found[iri] = years
    return found


def _years_of_documents(ask: Ask, documents: Iterable[str]) -> list[int]:
    return [year for d in documents if (year := ask.view.number(d, PK.year))]


def index_of_duties(ask: Ask, duties: Mapping[str, Duty]) -> RowIndex:
    """Return the values of assignments by facet."""
    whole = ask.view.whole
    work = {i: known for cls in CLASSES_OF_WORK for i, known in known_of(ask.view, cls).items()}
    states = states_of_duties(whole)
    marked = whole.marked()
    known = {
        iri: Assigned(duty, states[iri], work.get(duty.task))
        for iri, duty in duties.items()
        if duty.task in work and iri not in marked
    }
    return index_of(ask, ASSIGNMENTS, duties, known)
