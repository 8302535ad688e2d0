"""Who is who: one identity each, its names, and where and when each name holds."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from operator import add
from typing import Final, TypeVar

from loaders.languages.edtf import read_edtf
from loaders.languages.folding import fold_width
from loaders.languages.zh.normalise import simplified
from loaders.nearest import nearest
from loaders.problems import Position, Problem
from loaders.yaml.records import (
    AuthorityRecord,
    IndicatorAuthority,
    OrganisationAuthority,
    PeriodAuthority,
    PlaceAuthority,
    PolicyAuthority,
)
from ontology.namespaces import ID_PATTERN

MAPS: Final = {
    "place": "places",
    "organisation": "organisations",
    "policy": "policies",
    "indicator": "indicators",
}
"""Kinds of identities, each with the map that holds them in an authority file."""
KINDS: Final = tuple(MAPS)
NAMED: Final = frozenset({"place", "organisation", "policy"})
"""Kinds whose names are sought in texts."""
MODELS: Final[Mapping[str, type[AuthorityRecord]]] = {
    "place": PlaceAuthority,
    "organisation": OrganisationAuthority,
    "policy": PolicyAuthority,
    "indicator": IndicatorAuthority,
}
REMEMBERED: Final = 1 << 16
"""Answers that are held for further documents: some 20 MB of each sort."""
Key = TypeVar("Key")
Value = TypeVar("Value")
_NOT_DEICTIC: Final[Mapping[str, frozenset[str]]] = {}


class Recent(dict[Key, Value]):
    """What was worked out lately; when there is much of it, all is forgotten."""

    def __setitem__(self, key: Key, value: Value) -> None:
        """Remember a value."""
        if len(self) >= REMEMBERED:
            self.clear()
        super().__setitem__(key, value)


@dataclass(frozen=True, slots=True)
class Entry:
    """One name of one identity."""

    id: str
    kind: str
    scope: str | None
    since: int | None
    until: int | None
    official: bool


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a name means: an id; or nothing; or, where it is ambiguous, several."""

    id: str | None
    kind: str = ""
    candidates: tuple[str, ...] = ()
    deictic: bool = False


@dataclass(frozen=True, slots=True)
class Altered:
    """What two states of the authority files say differently."""

    names: frozenset[str] = frozenset()
    """Names that mean something else, or in another place or time."""
    ids: frozenset[str] = frozenset()
    """Ids that have come, gone, or are of another kind."""
    parents: frozenset[str] = frozenset()
    """Places that lie in another place, have come or gone."""
    records: frozenset[str] | None = None
    """Records of which something else is said, where nothing but these differs; else none."""
    moved: bool = False
    """Whether some records stand in other lines, where nothing but records differs."""
    touched: frozenset[str] | None = None
    """Ids, names and scopes of which a question must speak to have another answer; none: unknown.
    Questions where a record stands, and which names are in a text, are apart from it."""

    def __or__(self, other: Altered) -> Altered:
        """Return what differs after two steps, at the most."""
        records = None
        if self.records is not None and other.records is not None:
            records = self.records | other.records
        touched = None
        if self.touched is not None and other.touched is not None:
            touched = self.touched | other.touched
        return Altered(
            self.names | other.names,
            self.ids | other.ids,
            self.parents | other.parents,
            records,
            self.moved or other.moved,
            touched,
        )

    def __len__(self) -> int:
        sets = (self.names, self.ids, self.parents, self.records, self.touched)
        return sum(len(one) for one in sets if one is not None)


@dataclass(slots=True)
class Authority:
    """All authority files, checked, and indexed by name."""

    places: Mapping[str, PlaceAuthority] = field(default_factory=dict)
    organisations: Mapping[str, OrganisationAuthority] = field(default_factory=dict)
    policies: Mapping[str, PolicyAuthority] = field(default_factory=dict)
    indicators: Mapping[str, IndicatorAuthority] = field(default_factory=dict)
    periods: Mapping[str, PeriodAuthority] = field(default_factory=dict)
    positions: Mapping[str, Position] = field(default_factory=dict)
    """Where each id is defined."""
    named_periods: Mapping[str, str] = field(default_factory=dict)
    complete: bool = True
    """Whether every file could be read; if not, what is unknown may stand in the one missing."""
    kinds: Mapping[str, str] = field(default_factory=dict)
    """The kind of each id."""
    digest: str = ""
    """Of all files that it was read from; empty where nobody has said."""
    _names: dict[tuple[str, str], dict[str | None, list[Entry]]] = field(default_factory=dict)
    """(kind, name) → scope → entries."""
    _resolved: dict[tuple[tuple[str, ...], str, str | None, int | None], Resolution] = field(
        default_factory=Recent
    )
    _growth: Mapping[str, str] | None = None
    _chains: dict[str | None, tuple[str, ...]] = field(default_factory=Recent)
    _seals: dict[str, str] = field(default_factory=Recent)
    _heads: dict[str, dict[str, bool]] | None = None
    """First two characters → name → whether it names a place."""
    _scopes: dict[tuple[str, str | None], list[tuple[str, str]]] | None = None
    """(kind, scope) → id and official name."""
    renamed: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Digest of earlier authority files → names that only one of the two states has."""
    altered: Mapping[str, Altered] = field(default_factory=dict)
    """Digest of earlier authority files → what they say otherwise."""

    def record(self, identity: str) -> AuthorityRecord:
        """Return the record of a known id."""
        return self.table(self.kinds[identity])[identity]

    def table(self, kind: str) -> Mapping[str, AuthorityRecord]:
        """Return the identities of one kind by id."""
        found: Mapping[str, AuthorityRecord] = getattr(self, MAPS[kind])
        return found

    def seal(self, identity: str) -> str:
        """Return a digest of what is said of a known id, wherever it is said."""
        found = self._seals.get(identity)
        if found is None:
            text = f"{self.kinds[identity]} {self.text_of(identity)}"
            sealed = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
            found = self._seals[identity] = sealed
        return found

    def records(self) -> Iterator[tuple[str, str, AuthorityRecord]]:
        """Yield every id with its kind and record."""
        for identity, kind in self.kinds.items():
            yield identity, kind, self.record(identity)

    def told(self) -> Iterator[tuple[str, str, str]]:
        """Yield every id with its kind and the text of its record, in the order of the graph."""
        for identity in sorted(self.kinds, key=in_graph):
            yield identity, self.kinds[identity], self.text_of(identity)

    def text_of(self, identity: str) -> str:
        """Return the record of a known id in one canonical text."""
        return self.record(identity).model_dump_json(by_alias=True, exclude_defaults=True)

    def growth_of(self) -> Mapping[str, str]:
        """Return indicator → the indicator of its growth."""
        if self._growth is None:
            self._growth = {
                record.growth_of: identity
                for identity, record in self.indicators.items()
                if record.growth_of is not None
            }
        return self._growth

    def chain(self, place: str | None) -> tuple[str, ...]:
        """Return a place and all that it lies in, nearest first."""
        known = self._chains.get(place)
        if known is None:
            climbed: list[str] = []
            current = place
            while current is not None and current in self.places and current not in climbed:
                climbed.append(current)
                current = self.places[current].in_
            known = self._chains[place] = tuple(climbed)
        return known

    def resolve(
        self,
        kinds: tuple[str, ...],
        name: str,
        jurisdiction: str | None,
        year: int | None,
        deictic: Mapping[str, frozenset[str]] = _NOT_DEICTIC,
    ) -> Resolution:
        """Say what a name or id means in a place and time.

        Args:
            kinds: What it may be, in the order of preference.
            name: As the text writes it, or an id; the script tells which.
            jurisdiction: Id of the place from which the text speaks.
            year: When.
            deictic: Words of the text's language that mean a place by who says them, each
                with the kinds of places that it may mean.

        Returns:
            The identity; none where the name means nothing here and then, or too much.
        """
        known = self.named(kinds, name, jurisdiction, year)
        if known.id is None and not known.candidates and "place" in kinds and name in deictic:
            return self._by_speaker(deictic[name], jurisdiction)
        return known

    def named(
        self, kinds: tuple[str, ...], name: str, jurisdiction: str | None, year: int | None
    ) -> Resolution:
        """Say what a name or id means by the files alone, whoever speaks."""
        asked = (kinds, name, jurisdiction, year)
        known = self._resolved.get(asked)
        if known is None:
            known = self._resolved[asked] = self._resolve(*asked)
        return known

    def _by_speaker(self, kinds: frozenset[str], jurisdiction: str | None) -> Resolution:
        """Return the nearest place of some kinds that encloses the one that speaks."""
        for place in self.chain(jurisdiction):
            if self.places[place].kind in kinds:
                return Resolution(place, "place", deictic=True)
        return Resolution(None)

    def _resolve(
        self, kinds: tuple[str, ...], name: str, jurisdiction: str | None, year: int | None
    ) -> Resolution:
        if ID_PATTERN.match(name):
            kind = self.kinds.get(name)
            if kind in kinds:
                return Resolution(name, kind)
        chain = self.chain(jurisdiction)
        for kind in kinds:
            found = self._choose(kind, name, chain, year)
            if found:
                return found
        return Resolution(None)

    def _choose(
        self, kind: str, name: str, chain: tuple[str, ...], year: int | None
    ) -> Resolution | None:
        """Take the entry whose scope is nearest, among those that hold at the time.

        A name without scope holds everywhere; so does an official name, but it yields to all
        others.
        """
        if not self._is_name(kind, name):
            return None
        for scope in (*chain, None):
            entries = self._scoped(kind, name, scope)
            found = entries and _timely(entries, year)
            if found:
                return found
        return _timely(self._official(kind, name), year)

    def _is_name(self, kind: str, name: str) -> bool:
        return (kind, name) in self._names

    def _scoped(self, kind: str, name: str, scope: str | None) -> list[Entry]:
        """Return the entries of a name in one scope."""
        return self._names[kind, name].get(scope, [])

    def _official(self, kind: str, name: str) -> list[Entry]:
        """Return the entries of which a name is the official one, in any scope."""
        scopes = self._names[kind, name]
        return [entry for entries in scopes.values() for entry in entries if entry.official]

    def all_names(self) -> Mapping[tuple[str, str], Mapping[str | None, list[Entry]]]:
        """Return (kind, name) → scope → entries."""
        return self._names

    def names_in(self, text: str) -> dict[str, bool]:
        """Return the names of places, bodies and policies that may stand in a text.

        Args:
            text: Any text; width, blanks and script are those of the text, the name's do not
                matter.

        Returns:
            Name → whether it names a place: all names that stand there, and some others that
            begin with the same two characters.
        """
        found: dict[str, bool] = {}
        for name, place in self.names_beginning(pairs_in(text)):
            found[name] = found.get(name, False) or place
        return found

    def held_in(
        self, text: str, kinds: tuple[str, ...], place: str | None
    ) -> list[tuple[str, str]]:
        """Return the things whose names hold in a place and may stand in a text.

        Args:
            text: Any text.
            kinds: Kinds of things.
            place: Id of the place from which the text speaks.

        Returns:
            Id and name.
        """
        names = tuple(sorted(self.names_in(text)))
        return self.held(names, kinds, place)

    def held(
        self, names: tuple[str, ...], kinds: tuple[str, ...], place: str | None
    ) -> list[tuple[str, str]]:
        """Return which things some names mean in a place, each name with the id."""
        scopes = (*self.chain(place), None)
        return [
            (entry.id, name)
            for name in names
            for kind in kinds
            if self._is_name(kind, name)
            for scope in scopes
            for entry in self._scoped(kind, name, scope)
        ]

    def names_beginning(self, heads: Collection[str]) -> Iterator[tuple[str, bool]]:
        """Yield the names, folded loosely, that begin with two characters of some pairs."""
        if self._heads is None:
            self._heads = {}
            for kind, name in self.all_names():
                if kind in NAMED:
                    names = self._heads.setdefault(loose(name)[:2], {})
                    names[name] = names.get(name, False) or kind == "place"
        for head in heads:
            yield from self._heads.get(head, {}).items()

    def in_scope(self, kind: str, scope: str | None) -> list[tuple[str, str]]:
        """Return the ids and official names of the things of a kind whose names hold in a place.

        Args:
            kind: One of :data:`KINDS`.
            scope: Id of the place; none: everywhere.
        """
        if self._scopes is None:
            self._scopes = {}
            for identity, known, record in self.records():
                told = self._scopes.setdefault((known, record.scope), [])
                told.append((identity, record.name.zh))
        return self._scopes.get((kind, scope), [])

    def candidates(
        self, kinds: tuple[str, ...], name: str, jurisdiction: str | None = None
    ) -> tuple[str, ...]:
        """Return the known names nearest to one that means nothing, with their ids.

        Bodies of other places are no candidates, unless the name says their place: 市财政局 of
        one city is not that of another.
        """
        chain = {*self.chain(jurisdiction), None}
        names: dict[str, str] = {}
        for (kind, written), entries in self.all_names().items():
            for scope, scoped in entries.items() if kind in kinds else ():
                own = jurisdiction is None or scope in chain
                if own or (scoped[0].official and written[:2] == name[:2]):
                    names.setdefault(written, scoped[0].id)
        if ID_PATTERN.match(name):
            ids = [identity for identity, kind in self.kinds.items() if kind in kinds]
            return tuple(nearest(name, ids))
        found = [f"{names[written]} ({written})" for written in nearest(name, names)]
        return tuple(found)

    def add(self, kind: str, identity: str, record: AuthorityRecord, at: Position) -> list[Problem]:
        """Take an identity in; its names are indexed."""
        if identity in self.kinds:
            first = self.positions[identity]
            return [
                Problem(
                    "authority-duplicate-id",
                    at,
                    f"the id `{identity}` is already defined at {first}: keep one, or rename",
                    f"标识“{identity}”已定义于 {first}:请保留其一或改名",
                    record=identity,
                )
            ]
        self.kinds[identity] = kind  # type: ignore[index]
        self.positions[identity] = at  # type: ignore[index]
        self.table(kind)[identity] = record  # type: ignore[index]
        problems: list[Problem] = []
        for name, entry in entries_of(kind, identity, record):
            scopes = self._names.setdefault((kind, name), {})
            entries = scopes.setdefault(record.scope, [])
            problems.extend(
                self._clash(entry, other, name, at) for other in entries if clash(entry, other)
            )
            entries.append(entry)
        return problems

    def add_period(self, word: str, period: PeriodAuthority, at: Position) -> None:
        """Take a named period in."""
        self.periods[word] = period  # type: ignore[index]
        self.positions[f"period {word}"] = at  # type: ignore[index]
        self.named_periods[word] = period.is_  # type: ignore[index]

    def _clash(self, entry: Entry, other: Entry, name: str, at: Position) -> Problem:
        return Problem(
            "authority-clash",
            at,
            f"“{name}” names both `{other.id}` and `{entry.id}` in the same scope and time: "
            "give one a scope, since/until, or another alias",
            f"“{name}”在同一范围和时间内既指“{other.id}”又指“{entry.id}”:请限定范围、起止时间或改别名",
            record=entry.id,
        )


def entries_of(kind: str, identity: str, record: AuthorityRecord) -> Iterator[tuple[str, Entry]]:
    """Yield the names of an identity, each once, with what they mean."""
    since, until = _year(record.since), _year(record.until)
    for name in dict.fromkeys([record.name.zh, *record.aliases]):
        yield name, Entry(identity, kind, record.scope, since, until, name == record.name.zh)


def in_graph(identity: str) -> str:
    """Return by what ids are sorted where N-Quads are: they end with a bracket there."""
    return f"{identity}>"


_NO_LETTERS: Final = re.compile(r"[\W_]+")


def loose(text: str) -> str:
    """Fold a text so that whatever may be taken for equal is: width, marks, blanks, script."""
    return simplified(fold_width(_NO_LETTERS.sub("", text)))


def bigrams(text: str) -> set[str]:
    """Return all pairs of neighbouring characters."""
    return set(map(add, text, text[1:]))


@lru_cache(maxsize=4)
def pairs_in(text: str) -> frozenset[str]:
    """Return all pairs of neighbouring characters of a text folded loosely, held for the last ones.

    The same text is asked for its names by several rules.
    """
    return frozenset(bigrams(loose(text)))


def _year(text: str | None) -> int | None:
    period = read_edtf(text) if text else None
    return period.year if period else None


def clash(one: Entry, other: Entry) -> bool:
    """Tell whether two entries of a name mean different things at the same place and time."""
    if one.scope != other.scope or one.id == other.id:
        return False
    starts = max(one.since or 0, other.since or 0)
    ends = min(one.until or math.inf, other.until or math.inf)
    return starts < ends  # one may end in the year in which the other begins


def _timely(entries: list[Entry], year: int | None) -> Resolution | None:
    chosen = [entry for entry in entries if _holds(entry, year)]
    if not chosen:
        return None
    if len(chosen) > 1 and year is not None:
        chosen = [entry for entry in chosen if entry.until != year] or chosen
    ids = dict.fromkeys(entry.id for entry in chosen)
    if len(ids) > 1:
        return Resolution(None, candidates=tuple(ids))
    return Resolution(chosen[0].id, chosen[0].kind)


def _holds(entry: Entry, year: int | None) -> bool:
    if year is None:
        return entry.until is None
    return (entry.since or 0) <= year <= (entry.until or math.inf)
