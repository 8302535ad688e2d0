"""Facets: what a list can be narrowed by, with how many are left under the other filters.

Within one facet values add up; facets narrow each other.  All of it stands in the address, a
parameter for every value: ``?document=a&document=b&due=none``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from types import MappingProxyType
from typing import Any, Final, Generic, NamedTuple, Protocol, TypeVar

from explorer.kit.request import Ask
from explorer.kit.years import Years

Item = TypeVar("Item")
"""What stands for an item: its IRI, or its place."""
NONE: Final = "none"
"""The value of what is absent: no deadline, no lead."""
_NONE: Final = (NONE,)
OFFERED: Final = 200
"""Values of a facet that a page offers, the most frequent ones; how many there are is said."""


@dataclass(frozen=True, slots=True)
class Facet:
    """One thing by which a list can be narrowed."""

    name: str
    """The parameter in the address."""
    zh: str
    en: str
    keys: Callable[[Ask, str], Sequence[str]]
    """The values that an item has, as they stand in the address; none: it lacks any."""
    label: Callable[[Ask, str], str]
    none: tuple[str, str] = ("", "")
    """Chinese and English words for what is absent; empty: absence is not offered."""
    of: Callable[[Ask, Any], Sequence[str]] | None = None
    """The same values, from what was read of an item beforehand."""
    by_key: bool = False
    """Whether values are in their own order, such as years, not by frequency."""
    column: str = ""
    """The column of a list that has the values, where a list has columns."""


@dataclass(frozen=True, slots=True)
class Value:
    """A value that is offered."""

    key: str
    label: str
    count: int
    """Items with this value that pass the other filters."""
    on: bool


@dataclass
class Offer:
    """A facet as a page shows it."""

    name: str
    title: str
    values: list[Value]
    total: int
    """How many values there are, where not all are offered."""

    @property
    def on(self) -> list[Value]:
        """The values that are chosen."""
        return [value for value in self.values if value.on]


@dataclass
class Chosen(Generic[Item]):
    """What a list shows and how it can be narrowed further."""

    items: Sequence[Item]
    of: int
    """Items without any facet."""
    offers: list[Offer]
    chips: list[tuple[str, str, str]] = field(default_factory=list)
    """Name of the facet, label of the value, address without it."""
    left: dict[str, int] = field(default_factory=dict)
    """Of an empty list: parameter → how many items there are without it."""


Row = tuple[tuple[str, ...], ...]
"""The values of an item, by the place of their facet."""
Counts = dict[str, Counter[str]]
"""How many items have each value, by facet."""
Once = Callable[[str, Callable[[], Any]], Any]
"""Returns what was made under a name for a state of the data, or makes it."""


class Index(Protocol[Item]):
    """Values of every item."""

    def counted(self, name: str, items: Sequence[Item]) -> Counter[str]:
        """Return how many items have each value of a facet; counted in one go, not one by one."""
        ...

    def passing(self, name: str, wanted: Collection[str]) -> set[Item]:
        """Return the items that have one of some values of a facet."""
        ...


@dataclass(frozen=True, slots=True)
class RowIndex:
    """Values of every item, a row each."""

    places: dict[str, int]
    """Of each facet in the rows."""
    rows: dict[str, Row]
    """By item; those that are equal are one."""
    _having: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    """By facet and value, the items that have it: of facets by which somebody has narrowed."""

    def row(self, item: str) -> Row:
        """Return the values of an item by facet."""
        return self.rows[item]

    def counted(self, name: str, items: Sequence[str]) -> Counter[str]:
        """Return how many items have each value of a facet."""
        place, rows = self.places[name], self.rows
        return Counter(chain.from_iterable([rows[item][place] for item in items]))

    def passing(self, name: str, wanted: Collection[str]) -> set[str]:
        """Return the items that have one of some values of a facet."""
        having = self._having.get(name)
        if having is None:
            having = self._having[name] = self._invert(self.places[name])
        return {item for value in wanted for item in having.get(value, ())}

    def _invert(self, place: int) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for item, row in self.rows.items():
            for value in row[place]:
                found.setdefault(value, []).append(item)
        return found


class Whole(NamedTuple):
    """What a list offers that nothing narrows."""

    counts: Counts
    keys: dict[str, list[str]]
    """The values of each facet in the order in which they are offered."""


def index_of(
    ask: Ask,
    facets: Sequence[Facet],
    items: Iterable[str],
    known: Mapping[str, Any] = MappingProxyType({}),
) -> RowIndex:
    """Return the values of items; to be kept for a state of the data.

    Args:
        ask: the request.
        facets: what the list can be narrowed by.
        items: the list.
        known: what was read of items beforehand; others are asked for one by one.
    """
    same: dict[Row, Row] = {}
    rows: dict[str, Row] = {}
    for item in items:
        found = known.get(item)
        row = tuple([tuple(dict.fromkeys(_values(ask, f, item, found))) or _NONE for f in facets])
        rows[item] = same.setdefault(row, row)
    return RowIndex({facet.name: place for place, facet in enumerate(facets)}, rows)


def _values(ask: Ask, facet: Facet, item: str, known: Any) -> Sequence[str]:
    if known is None or facet.of is None:
        return facet.keys(ask, item)
    return facet.of(ask, known)


def choose(
    ask: Ask,
    facets: Sequence[Facet],
    index: Index[Item],
    items: Sequence[Item],
    years_of: Callable[[Item], Iterable[int]],
    once: Once | None = None,
) -> Chosen[Item]:
    """Narrow a list by what stands in the address, and count each facet under the others.

    Args:
        ask: the request.
        facets: what the list can be narrowed by.
        index: values of every item.
        items: the list, in order.
        years_of: the years of an item, for the bounds ``from`` and ``to``.
        once: holds what a whole list offers, as long as nothing narrows it.
    """
    chosen = {f.name: set(ask.query.getlist(f.name)) - {""} for f in facets}
    narrowing = [f.name for f in facets if chosen[f.name]]
    years = Years.of(ask)
    among = [item for item in items if years.holds_any(years_of(item))] if years else items
    if once is not None and not narrowing and not years:
        held: list[Offer] = once(
            f"offers-{ask.lang}",
            lambda: _whole_offers(ask, facets, _whole(facets, index, items, once)),
        )
        return Chosen(items, len(items), held)
    passing = {n: index.passing(n, chosen[n]) for n in narrowing}
    kept = _all_of(among, passing.values())
    offers = []
    for f in facets:
        others = [found for n, found in passing.items() if n != f.name]
        if once is not None and not others and not years:
            whole = _whole(facets, index, items, once)
            counts, keys = whole.counts[f.name], whole.keys[f.name]
        else:
            under = kept if len(others) == len(passing) else _all_of(among, others)
            counts, keys = index.counted(f.name, under), None
        offers.append(_offer(ask, f, counts, chosen[f.name], keys))
    chips = [
        (offer.title, value.label, _without(ask, offer.name, value.key))
        for offer in offers
        for value in offer.on
    ]
    if years:
        without = ask.url(None, **{"from": "", "to": "", "page": ""})
        chips.append((ask.w("年份", "Years"), years.words, without))
    left = {} if kept else _without_each(index, items, among, chosen, years)
    return Chosen(kept, len(items), _useful(offers), chips, left)


def _whole(facets: Sequence[Facet], index: Index[Item], items: Sequence[Item], once: Once) -> Whole:
    """Return what a list offers that nothing narrows, held for a state of the data."""

    def make() -> Whole:
        counts = {f.name: index.counted(f.name, items) for f in facets}
        return Whole(counts, {f.name: _in_order(f, counts[f.name]) for f in facets})

    found: Whole = once("whole", make)
    return found


def _whole_offers(ask: Ask, facets: Sequence[Facet], whole: Whole) -> list[Offer]:
    return _useful(
        [_offer(ask, f, whole.counts[f.name], set(), whole.keys[f.name]) for f in facets]
    )


def _useful(offers: Iterable[Offer]) -> list[Offer]:
    return [offer for offer in offers if offer.on or len(offer.values) > 1]


def _without_each(
    index: Index[Item],
    items: Sequence[Item],
    among: Sequence[Item],
    chosen: Mapping[str, set[str]],
    years: Years,
) -> dict[str, int]:
    """Return how many items are left when one condition is dropped, by its parameter."""
    narrowing = {name: index.passing(name, wanted) for name, wanted in chosen.items() if wanted}
    left = {
        name: len(_all_of(among, [f for n, f in narrowing.items() if n != name]))
        for name in narrowing
    }
    if years:
        left |= dict.fromkeys(("from", "to"), len(_all_of(items, narrowing.values())))
    return left


def _all_of(items: Sequence[Item], passing: Iterable[set[Item]]) -> Sequence[Item]:
    """Return the items that are in all of some sets, in their order."""
    sets = list(passing)
    if not sets:
        return items
    both = set.intersection(*sets)
    return [item for item in items if item in both]


def _in_order(facet: Facet, counts: Counter[str]) -> list[str]:
    """Return the values of a facet in the order in which they are offered; absence is apart."""
    keys = [key for key in counts if key != NONE]
    keys.sort(key=(lambda k: (0, k)) if facet.by_key else (lambda k: (-counts[k], k)))
    return keys


def _offer(
    ask: Ask, facet: Facet, counts: Counter[str], chosen: set[str], keys: list[str] | None = None
) -> Offer:
    """Return a facet as a page shows it; ``keys``: its values in order, where that is known."""
    if missing := chosen - counts.keys() - {NONE}:
        counts, keys = Counter({**counts, **dict.fromkeys(missing, 0)}), None
    keys = _in_order(facet, counts) if keys is None else keys
    shown = keys[:OFFERED]
    shown += [key for key in keys[OFFERED:] if key in chosen]
    values = [Value(k, facet.label(ask, k), counts[k], k in chosen) for k in shown]
    if facet.none[0] and (counts[NONE] or NONE in chosen):
        values.insert(0, Value(NONE, ask.w(*facet.none), counts[NONE], NONE in chosen))
    total = len(keys) + len(values) - len(shown)  # what is absent is a value too
    return Offer(facet.name, ask.w(facet.zh, facet.en), values, total)


def _without(ask: Ask, name: str, key: str) -> str:
    left = [value for value in ask.query.getlist(name) if value != key]
    changes: dict[str, Any] = {name: left, "page": ""}
    return ask.url(None, **changes)
