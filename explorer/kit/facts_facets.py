"""The facets that lists of facts and things have."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from explorer.kit.facets import Facet
from explorer.kit.request import Ask
from explorer.view.tables import tables_of
from explorer.view.work import NO_YEAR, deadline, state_of, targets, year_of
from ontology.kinds import Kind
from ontology.namespaces import CODE_NS
from ontology.terms import CODE, PK

Keys = Callable[[Ask, str], Sequence[str]]


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


DOCUMENT: Final = Facet("document", "文献", "Document", _documents, _things)
STATE: Final = Facet("state", "核验", "State", _state, _state_label)
DUE: Final = Facet(
    "due", "完成年份", "Deadline", _due, _year_label, ("无时限", "no deadline"), by_key=True
)
TARGET: Final = Facet("target", "目标值", "Target", _target, _answer, ("无目标值", "no target"))
CAMPAIGN: Final = Facet(
    "campaign", "系列活动", "Campaign", _campaign, _things, ("不属系列活动", "in no campaign")
)
CODED: Final = Facet("code", "类别", "Kind", _of(PK.kind, PK.genre), _codes, ("未分类", "no kind"))
PLACE: Final = Facet(
    "place", "地方", "Place", _of(PK.locatedIn, PK.place, PK.jurisdiction, PK.partOfPlace),
    _things, ("未注明地方", "no place"),
)  # fmt: skip
FUNCTION: Final = Facet(
    "function", "职能", "Function", _of(PK.function), _codes, ("职能不明", "no function")
)
STATUS: Final = Facet("status", "状态", "Status", _of(PK.status, PK.recognitionStatus), _codes)
YEAR: Final = Facet("since", "年份", "Year", _year, _year_label, ("无年份", "no year"), by_key=True)

WORK: Final = (
    DOCUMENT, CAMPAIGN, DUE, TARGET,
    Facet("lead", "牵头", "Led", _lead, _answer, ("无牵头单位", "no lead")),
    Facet("function", "牵头单位职能", "Function of the lead", _functions_of_leads, _codes),
    Facet("role", "角色", "Role", _roles, _codes, ("无责任单位", "no body")),
    STATE,
)  # fmt: skip
"""Facets of lists of work."""
THINGS: Final = (DOCUMENT, CODED, PLACE, FUNCTION, STATUS, YEAR, STATE)
"""Facets of all other lists; a list shows those that divide it."""
ASSIGNMENTS: Final = (
    Facet("document", "文献", "Document", _of(PK.statedIn), _things),
    Facet(
        "campaign", "系列活动", "Campaign", _duty(_campaign, PK.task), _things,
        ("不属系列活动", "in no campaign"),
    ),
    Facet("role", "角色", "Role", _of(PK.role), _codes),
    Facet("actor", "单位", "Body", _of(PK.actor), _things),
    Facet(
        "function", "职能", "Function", _duty(_of(PK.function), PK.actor), _codes,
        ("职能不明", "no function"),
    ),
    Facet(
        "code", "单位类别", "Kind of body", _duty(_of(PK.kind), PK.actor), _codes,
        ("未分类", "no kind"),
    ),
    Facet(
        "place", "辖区", "Jurisdiction", _duty(_of(PK.jurisdiction), PK.actor), _things,
        ("辖区不明", "no place"),
    ),
    Facet(
        "level", "层级", "Level", _duty(_level, PK.actor), _codes, ("层级不明", "no level")
    ),
    Facet("lead", "单独或联合", "Alone or jointly", _position, _answer),
    Facet(
        "due", "完成年份", "Deadline", _duty(_due, PK.task), _year_label,
        ("无时限", "no deadline"), by_key=True,
    ),
    Facet(
        "target", "目标值", "Target", _duty(_target, PK.task), _answer,
        ("无目标值", "no target"),
    ),
    STATE,
)  # fmt: skip
"""Facets of the list of assignments."""


def years_of(ask: Ask, iri: str) -> list[int]:
    """Return the years of a thing: its own, that of its deadline, else those of its documents."""
    view = ask.view
    own = view.number(iri, PK.year)
    if not own and any(view.is_a(iri, cls) for cls in (PK.Task, PK.Measure)):
        found = deadline(view, iri)
        own = int(found.day[:4]) if found and found.day else 0
    if own:
        return [own]
    documents = tables_of(view).documents_of.get(iri, ())
    return [year for d in documents if (year := view.number(d, PK.year))]


def facets_of(kind: Kind) -> tuple[Facet, ...]:
    """Return the facets of the list of a kind."""
    return WORK if kind.layer in ("series", "work") else THINGS
