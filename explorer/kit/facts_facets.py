"""The facets that lists of facts and things have."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from explorer.kit.facet_columns import ListIndex, index_of_list
from explorer.kit.facets import NONE, Facet
from explorer.kit.request import Ask
from explorer.view.faceted import Facts, Known, known_apart, known_of
from explorer.view.tables import tables_of
from explorer.view.work import NO_YEAR, deadline, state_of, targets, year_of
from graph.builds.page_facets import CODED as CODED_BY
from graph.builds.page_facets import PLACED, STATUSES
from ontology.kinds import BY_IRI, Kind
from ontology.namespaces import CODE_NS
from ontology.terms import CODE, PK

Keys = Callable[[Ask, str], Sequence[str]]


def key_of(ask: Ask, iri: str) -> str:
    """Return what stands for a thing or a code in the address."""
    return ask.view.local(iri) or iri.rsplit("/", 1)[-1]


def _keys(ask: Ask, iris: Sequence[str]) -> list[str]:
    return [key_of(ask, iri) for iri in iris]


def thing_label(ask: Ask, key: str) -> str:
    """Return the label of a thing that stands in the address."""
    return ask.label(ask.view.iri(key))


def code_label(ask: Ask, key: str) -> str:
    """Return the label of a code that stands in the address."""
    return ask.label(CODE_NS + key)


def things_at(*predicates: str) -> Keys:
    """Return the facet of what some properties point at."""
    return lambda ask, iri: _keys(ask, [o for p in predicates for o in ask.view.objects(iri, p)])


def year_label(ask: Ask, key: str) -> str:
    """Return a year as it is shown."""
    return ask.w("注明而无年份", "stated without a year") if key == NO_YEAR else key


def state_label(ask: Ask, key: str) -> str:
    """Return the words for a state."""
    return ask.w(*_STATE_WORDS.get(key, (key, key)))


_STATE_WORDS: Final = {
    "proved": ("机核", "proved"), "signed": ("签核", "signed"),
    "inferred": ("推断", "inferred"), "open": ("未核", "open"),
}  # fmt: skip
_ANSWERS: Final = {"yes": ("有", "yes"), "alone": ("单独", "alone"), "joint": ("联合", "jointly")}


def answer_label(ask: Ask, key: str) -> str:
    """Return the words for an answer."""
    return ask.w(*_ANSWERS.get(key, (key, key)))


def _documents(ask: Ask, iri: str) -> list[str]:
    return _keys(ask, tables_of(ask.view).documents_of.get(iri, ()))


def due_of(ask: Ask, iri: str) -> list[str]:
    """Return the year of the deadline of work."""
    found = deadline(ask.view, iri)
    return [year_of(found)] if found else []


def _year(ask: Ask, iri: str) -> list[str]:
    year = ask.view.text(iri, PK.year)
    return [year] if year else []


def state_keys(ask: Ask, iri: str) -> list[str]:
    """Return the weakest state of a thing's fields."""
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


def target_of(ask: Ask, iri: str) -> list[str]:
    """Tell whether work has a target."""
    return ["yes"] if targets(ask.view, iri) else []


def campaign_of(ask: Ask, iri: str) -> list[str]:
    """Return the series that holds work."""
    found = tables_of(ask.view).series(iri)
    return [ask.view.local(found)] if found and found != iri else []


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


DOCUMENT: Final = Facet(
    "document", "文献", "Document", _documents, thing_label,
    column="document", of=lambda ask, known: _keys(ask, known.documents),
)  # fmt: skip
STATE: Final = Facet(
    "state",
    "核验",
    "State",
    state_keys,
    state_label,
    column="state",
    of=lambda ask, known: _one(known.facts.state),
)
DUE: Final = Facet(
    "due", "完成年份", "Deadline", due_of, year_label, ("无时限", "no deadline"), by_key=True,
    column="due", of=lambda ask, known: _day(known.facts),
)  # fmt: skip
TARGET: Final = Facet(
    "target", "目标值", "Target", target_of, answer_label, ("无目标值", "no target"),
    column="target", of=lambda ask, known: _yes(known.facts),
)  # fmt: skip
CAMPAIGN: Final = Facet(
    "campaign", "系列活动", "Campaign", campaign_of, thing_label,
    ("不属系列活动", "in no campaign"),
    column="series", of=lambda ask, known: _series_of(ask, known.facts),
)  # fmt: skip
CODED: Final = Facet(
    "code", "类别", "Kind", things_at(*CODED_BY), code_label, ("未分类", "no kind"),
    column="codes", of=lambda ask, known: _keys(ask, known.facts.codes),
)  # fmt: skip
PLACE: Final = Facet(
    "place", "地方", "Place", things_at(*PLACED), thing_label, ("未注明地方", "no place"),
    column="places", of=lambda ask, known: _keys(ask, known.facts.places),
)  # fmt: skip
FUNCTION: Final = Facet(
    "function", "职能", "Function", things_at(PK.function), code_label, ("职能不明", "no function"),
    column="functions", of=lambda ask, known: _keys(ask, known.facts.functions),
)  # fmt: skip
STATUS: Final = Facet(
    "status", "状态", "Status", things_at(*STATUSES), code_label,
    column="statuses", of=lambda ask, known: _keys(ask, known.facts.statuses),
)  # fmt: skip
YEAR: Final = Facet(
    "since", "年份", "Year", _year, year_label, ("无年份", "no year"), by_key=True,
    column="year", of=lambda ask, known: _one(known.facts.year),
)  # fmt: skip

WORK: Final = (
    DOCUMENT, CAMPAIGN, DUE, TARGET,
    Facet(
        "lead", "牵头", "Led", _lead, answer_label, ("无牵头单位", "no lead"),
        column="leads", of=lambda ask, known: _led(known.facts),
    ),
    Facet(
        "function", "牵头单位职能", "Function of the lead", _functions_of_leads, code_label,
        column="leads", of=lambda ask, known: _functions(ask, known.facts),
    ),
    Facet(
        "role", "角色", "Role", _roles, code_label, ("无责任单位", "no body"),
        column="roles", of=lambda ask, known: _keys(ask, known.facts.roles),
    ),
    STATE,
)  # fmt: skip
"""Facets of lists of work."""
THINGS: Final = (DOCUMENT, CODED, PLACE, FUNCTION, STATUS, YEAR, STATE)
"""Facets of all other lists; a list shows those that divide it."""


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
