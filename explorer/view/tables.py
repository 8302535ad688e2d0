"""Tables over the whole graph, made once for each state of the data.

Pages filter and count these rows; none of them walks the graph again.
"""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from collections.abc import (
    Callable,
    Collection,
    Hashable,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from heapq import merge, nsmallest
from operator import neg
from typing import Any, Final, TypeVar, cast

from explorer.view.duties import Duties, Duty, all_duties, duty_of
from explorer.view.lists import Lists
from explorer.view.model import GraphView
from graph.builds.list_summaries import natural
from graph.builds.page_tables import COUNTED, NARROWEST_FIRST, place_of
from graph.builds.whole_graph import WholeGraph
from ontology import declarations
from ontology.terms import CODE, OA, PK, RDF, RDFS

__all__ = [
    "HELD",
    "LEAD",
    "MANY",
    "RECENT",
    "Duty",
    "Looked",
    "Tables",
    "kind_of",
    "kinds_of",
    "tables_of",
]

T = TypeVar("T")
R = TypeVar("R")
HELD: Final = 2_000
"""Results of single look-ups that are held of a table."""
MANY: Final = 400
"""From so many facts on, the places of all are read at once."""
ENDS: Final = (PK.function, PK.jurisdiction, PK.kind)
"""Properties of bodies and places by which responsibilities are arranged and filtered."""
_RANKS: Final = {cls: rank for rank, cls in enumerate(NARROWEST_FIRST)}
RECENT: Final = 24
"""Results under filters that are kept: a matrix of 1,000 documents takes 20 MB."""


def kind_of(view: GraphView, iri: str) -> str:
    """Return the class a thing is shown as; empty for what has no page of a kind of its own."""
    types = view.out(iri).get(RDF.type, ())
    for cls in NARROWEST_FIRST:
        if cls in types:
            return cls
    return ""


def kinds_of(view: GraphView, iris: Collection[str]) -> dict[str, str]:
    """Return the class that each thing is shown as; of many things not one by one."""
    if len(iris) <= MANY or view.file is None:
        return {iri: kind_of(view, iri) for iri in iris}
    last = len(NARROWEST_FIRST)
    ranks = dict.fromkeys(iris, last)
    for iri, types in view.file.types_of(iris):
        ranks[iri] = min(ranks[iri], *(_RANKS.get(cls, last) for cls in types))
    names = (*NARROWEST_FIRST, "")
    return {iri: names[rank] for iri, rank in ranks.items()}


class Looked(Mapping[str, R]):
    """What is looked up for each key; all of it is made at once where somebody goes through it.

    Args:
        one: Returns what stands under a key; empty where nothing does.
        whole: Returns all of it.
    """

    def __init__(self, one: Callable[[str], R], whole: Callable[[], dict[str, R]]) -> None:
        self._one, self._make = one, whole
        self._held: dict[str, R] = {}

    @cached_property
    def whole(self) -> dict[str, R]:
        """All of it."""
        return self._make()

    def __getitem__(self, key: str) -> R:
        if "whole" in self.__dict__:
            return self.whole[key]
        found = self._held.get(key)
        if found is None:
            found = self._one(key)
            if len(self._held) >= HELD:
                self._held.clear()
            self._held[key] = found
        if not found:
            raise KeyError(key)
        return found

    def of_many(self, keys: Collection[str]) -> Mapping[str, R]:
        """Return where many keys are looked up: all of it, if they are more than are held."""
        return self.whole if len(keys) > HELD else self

    def __iter__(self) -> Iterator[str]:
        return iter(self.whole)

    def __len__(self) -> int:
        return len(self.whole)


@dataclass
class Tables:
    """Everything that is read or computed once, each when it is first asked for."""

    view: GraphView
    _kept: dict[Hashable, Any] = field(default_factory=dict, repr=False)
    _locks: dict[Hashable, threading.RLock] = field(default_factory=dict, repr=False)
    _recent: dict[Hashable, Any] = field(default_factory=dict, repr=False)
    _places: dict[str, tuple[Any, ...]] = field(default_factory=dict, repr=False)
    _stated: dict[str, tuple[str, int, int]] = field(default_factory=dict, repr=False)
    _listed_at: dict[str, tuple[str, int, int]] = field(default_factory=dict, repr=False)
    _ends: dict[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict, repr=False)
    _same: dict[tuple[tuple[str, ...], ...], tuple[tuple[str, ...], ...]] = field(
        default_factory=dict, repr=False
    )

    def once(self, name: Hashable, make: Callable[[], T]) -> T:
        """Return what was made under a name for this state of the data; make it on first use.

        Names are few and never come from a request; see :meth:`recent` for those that do.
        """
        if name not in self._kept:
            with _making:
                making = self._locks.setdefault(name, threading.RLock())
            with making:  # of two who ask at once, one makes it: all of it is work of one core
                if name not in self._kept:
                    self._kept[name] = make()
        found: T = self._kept[name]
        return found

    def recent(self, name: Hashable, make: Callable[[], T]) -> T:
        """Return what was made under a name, if that was lately; a few large results are kept."""
        found: Any = self._recent.pop(name, None)
        if found is None:
            found = make()
        self._recent[name] = found  # at the end: the one wanted last
        while len(self._recent) > RECENT:
            with suppress(StopIteration, KeyError):  # another thread has taken it away
                self._recent.pop(next(iter(self._recent)))
        return cast(T, found)

    @classmethod
    def of(cls, view: GraphView) -> Tables:
        """Return the tables of a view."""
        return cls(view)

    @cached_property
    def _whole(self) -> WholeGraph:
        return self.view.whole

    @cached_property
    def _groups(self) -> frozenset[str]:
        return frozenset(self.view.of_type(PK.GroupReference))

    @cached_property
    def duties(self) -> Duties:
        """Every body's part in every piece of work, in the order of the texts."""
        return all_duties(self._whole, self._groups)

    def duties_where(self, *where: tuple[str, str]) -> list[Duty]:
        """Return the assignments with a value in one of some columns, in the order of the texts."""
        groups = self._groups
        rows = (row for column, value in where for row in self._whole.duties_where(column, value))
        return sorted((duty_of(row, groups) for row in rows), key=lambda duty: duty.order)

    @cached_property
    def by_task(self) -> Looked[list[Duty]]:
        """Assignments by the work."""
        return Looked(
            lambda task: self.duties_where(("task", task)),
            lambda: _by(self.duties, lambda duty: duty.task),
        )

    @cached_property
    def by_actor(self) -> Mapping[str, list[Duty]]:
        """Assignments by the body."""
        return Looked(
            lambda actor: self.duties_where(("actor", actor)),
            lambda: _by(self.duties, lambda duty: duty.actor),
        )

    @cached_property
    def by_document(self) -> Mapping[str, list[Duty]]:
        """Assignments by the document."""
        return Looked(
            lambda document: self.duties_where(("document", document)),
            lambda: _by(self.duties, lambda duty: duty.document),
        )

    @cached_property
    def by_series(self) -> Mapping[str, list[Duty]]:
        """By campaign or strategy; by document where the work is in none."""
        return Looked(self._in_series, lambda: _by(self.duties, lambda duty: duty.at))

    def _in_series(self, at: str) -> list[Duty]:
        found = self.duties_where(("series", at), ("document", at))
        return [duty for duty in found if duty.at == at]

    def ends(self, iris: Sequence[str], predicate: str) -> list[tuple[str, ...]]:
        """Return what each of some bodies, places or documents points at by one of :data:`ENDS`.

        What was read is held: thousands of responsibilities ask it of the same bodies.
        """
        held = self._ends
        missing = [iri for iri in iris if iri not in held]
        if len(missing) > MANY:
            self._read_ends(missing)
        for iri in missing:
            if iri not in held:
                row = tuple(tuple(self.view.objects(iri, each)) for each in ENDS)
                held[iri] = self._same.setdefault(row, row)
        place = ENDS.index(predicate)
        return [held[iri][place] for iri in iris]

    def levels(self, bodies: Sequence[str]) -> list[list[str]]:
        """Return the kinds of the places that each of some bodies is responsible for."""
        places = self.ends(bodies, PK.jurisdiction)
        every = list(dict.fromkeys(place for several in places for place in several))
        kinds = dict(zip(every, self.ends(every, PK.kind), strict=True))
        return [[kind for place in several for kind in kinds[place]] for several in places]

    def _read_ends(self, iris: Collection[str]) -> None:
        """Read the same of many bodies or places, and nothing else of them."""
        if self.view.file is None:
            return
        for iri, said in self.view.file.said_of(iris, ENDS):
            row = tuple(
                tuple(dict.fromkeys(o for o in said.get(each, ()) if type(o) is str))
                for each in ENDS
            )
            self._ends[iri] = self._same.setdefault(row, row)

    def instances(self, cls: str) -> Collection[str]:
        """Return the things of a class that has a list, those shown as of a narrower one too."""
        listed = self.listed[cls]
        # Whatever a graph lists under a class is of that class there: as many are the same.
        return listed if self.uses[cls] == len(listed) else self.view.of_type(cls)

    def start(self, iri: str) -> int:
        """Return where the words of a fact begin in its text."""
        starts = [self.view.number(q, OA.start) for q in self.view.objects(iri, PK.evidence)]
        return min(starts, default=0)

    def in_order(self, iris: Iterable[str]) -> list[str]:
        """Return facts in the order of their texts."""
        wanted = set(iris)
        if len(wanted) > MANY:
            found, others = self._in_lists(wanted)
            if not others:
                return found
            self._stated = self._stated or self._whole.places()
        return sorted(wanted, key=self._place)

    def _in_lists(self, wanted: set[str]) -> tuple[list[str], set[str]]:
        """Return facts in the order of their texts, and those that no list has."""
        runs: dict[str, list[str]] = {}
        others = wanted
        while others and (cls := kind_of(self.view, next(iter(others)))) not in ("", *runs):
            runs[cls] = [iri for iri in self.listed_in(cls, "", "text") if iri in others]
            others = others.difference(runs[cls])
        if others or len(runs) < 2:
            return next(iter(runs.values()), []), others
        for cls, run in runs.items():
            self._listed_at.update(self.listed.of(cls).stand_at(run))
        return list(merge(*runs.values(), key=self._place)), others

    def _place(self, iri: str) -> tuple[Any, ...]:
        """Return document, offset and id of a fact, remembered."""
        found = self._places.get(iri)
        if found is None:
            place = (
                self._listed_at.get(iri)
                or self._stated.get(iri)
                or (
                    self.view.object(iri, PK.statedIn),
                    *place_of(self.view, iri),
                )
            )
            found = self._places[iri] = (*place, natural(iri))
        return found

    def ancestors(self, iri: str) -> list[str]:
        """Return the parts that hold a part, the outermost first."""
        found: list[str] = []
        at = self.view.object(iri, PK.partOf)
        while at and at not in found:
            found.append(at)
            at = self.view.object(at, PK.partOf)
        return found[::-1]

    def series(self, iri: str) -> str:
        """Return the campaign that holds a piece of work, or else its strategy."""
        chain = [*self.ancestors(iri), iri]
        for cls in (PK.Campaign, PK.Strategy):  # the narrower one
            for part in reversed(chain):
                if self.view.is_a(part, cls):
                    return part
        return ""

    @cached_property
    def counts(self) -> Mapping[str, Counter[str]]:
        """How many facts of each class a document states: counts by class, by document.

        What authority files define counts where the text speaks of it, in any fact.
        """
        return Looked(self._count, self._count_all)

    def _count(self, document: str) -> Counter[str]:
        """Return the counts of one document; none for what is no document."""
        found: Counter[str] = Counter()
        if not self.view.is_a(document, PK.Document):
            return found
        for kind, facts in self._whole.counted_in(document):
            found[kind] += facts
        for iri in self._whole.spoken_elsewhere_in(document):
            if kind := self._kind_elsewhere(document, iri, None):
                found[kind] += 1
        found.setdefault(PK.Quotation, 0)
        return found

    def _count_all(self) -> dict[str, Counter[str]]:
        view = self.view
        counts: dict[str, Counter[str]] = {d: Counter() for d in view.documents}
        for document, kind, facts in self._whole.counted():
            if document in counts:
                counts[document][kind] += facts
        shared = self._whole.shared()  # large, and wanted only here
        for document, iri in self._whole.spoken_elsewhere():
            if document in counts:
                kind = self._kind_elsewhere(document, iri, shared.get(iri))
                if kind:
                    counts[document][kind] += 1
        for document in view.documents:
            counts[document].setdefault(PK.Quotation, 0)
        return counts

    def _kind_elsewhere(self, document: str, iri: str, kind: str | None) -> str:
        """Return what a thing counts as that is no fact of the document's own graph.

        Args:
            document: The document that speaks of it.
            iri: The thing.
            kind: The class of what several documents may speak of, if that was read already.
        """
        if kind is None:  # a fact of another document, or nothing of ours
            if document in self.view.objects(iri, PK.statedIn):
                return ""  # counted
            kind = kind_of(self.view, iri)
        return kind or next((c for c in COUNTED if self.view.is_a(iri, c)), "")

    @cached_property
    def quoted(self) -> Counter[str]:
        """How many quotations each document has."""
        return self._whole.quoted()

    @cached_property
    def bases(self) -> Counter[str]:
        """How many facts are stated, partly inferred, and inferred."""
        return self._whole.bases()

    @cached_property
    def uses(self) -> Counter[str]:
        """How many things each class of the ontology has."""
        return self._whole.typed(frozenset(found.iri for found in declarations.classes()))

    @cached_property
    def leading(self) -> dict[str, tuple[int, int]]:
        """How many tasks each body leads, inferences apart, and how many in the first place."""
        led = self._whole.led()
        return {actor: both for actor, both in led.items() if actor not in self._groups}

    @cached_property
    def totals(self) -> Counter[str]:
        """How many things of each class there are."""
        return self._whole.totals()

    @cached_property
    def listed(self) -> Lists:
        """All things by the class they are shown as, in the order of the graphs."""
        return Lists(self._whole, lambda iri: sum(map(len, self.view.into(iri).values())))

    @cached_property
    def by_id(self) -> list[str]:
        """All listed things by IRI, so that those which begin alike stand together."""
        return sorted(iri for members in self.listed.values() for iri in members)

    @cached_property
    def often(self) -> dict[str, int]:
        """For every listed thing, how many facts and documents point at it."""
        lists = map(self.listed.of, self.listed)
        return {
            iri: times for each in lists for iri, times in zip(each.iris, each.often, strict=True)
        }

    def some_often(self, cls: str, most: int) -> list[str]:
        """Return a few things of a class: those that facts and documents point at most."""

        def make() -> list[str]:
            found = self.listed.of(cls)
            pairs = zip(map(neg, found.often), found.iris, strict=True)
            return [iri for _, iri in nsmallest(most, pairs)]

        return self.once(("most often", cls, most), make)

    @cached_property
    def things_of(self) -> dict[str, set[str]]:
        """For every document, the things it speaks of."""
        found: dict[str, set[str]] = defaultdict(set)
        for iri, documents in self.documents_of.items():
            for document in documents:
                found[document].add(iri)
        return dict(found)

    @cached_property
    def documents_of(self) -> Mapping[str, list[str]]:
        """For every thing, the documents that speak of it."""
        return Looked(self._speaking, self._all_speaking)

    @cached_property
    def _documents(self) -> dict[str, str]:
        return {document: document for document in self.view.documents}  # one text for all

    def _speaking(self, iri: str) -> list[str]:
        stated = self.view.objects(iri, PK.statedIn)
        found = {*stated, *self._whole.speaking_elsewhere_of(iri)}
        return sorted(found & self._documents.keys())

    def speaking_of(self, iris: Collection[str]) -> dict[str, set[str]]:
        """Return the documents that speak of each of many things."""
        found: dict[str, set[str]] = {iri: set() for iri in iris}
        for iri, said in self.view.said_of(iris, (PK.statedIn,)).items():
            found[iri].update(o for o in said.get(PK.statedIn, ()) if type(o) is str)
        for iri, document in self._whole.speaking_elsewhere_of_many(iris):
            found[iri].add(document)
        return found

    def _all_speaking(self) -> dict[str, list[str]]:
        same, found = self._documents, dict[str, list[str]]()
        for spoken, iri in self._whole.spoken():
            if (document := same.get(spoken)) is None:
                continue
            known = found.get(iri)
            if known is None:
                found[iri] = [document]
            elif document not in known[-8:]:
                known.append(document)
        return {i: sorted(set(d)) if len(d) > 1 else d for i, d in found.items()}

    def listed_in(self, cls: str, lang: str, order: str) -> list[str]:
        """Return all things of a class in an order: text, often, or by label; sorted once."""
        return self.once((cls, lang, order), lambda: self._sorted(cls, lang, order))

    def _sorted(self, cls: str, lang: str, order: str) -> list[str]:
        found = self.listed.of(cls)
        if order == "text":
            return found.in_order()
        if order == "often":
            return found.by_often()
        return found.by_label(lang, lambda iri: self.label_key(iri, lang))

    def by_label(self, iris: Collection[str], lang: str) -> list[str]:
        """Return some things by their label in a language."""
        if len(iris) > MANY and (cls := kind_of(self.view, next(iter(iris)))):
            found = [iri for iri in self.listed_in(cls, lang, "label") if iri in iris]
            if len(found) == len(iris):
                return found
        return sorted(iris, key=lambda iri: self.label_key(iri, lang))

    def label_key(self, iri: str, lang: str) -> tuple[str, str]:
        """Return the key by which things of a kind are put in order."""
        return (self.view.text_in(iri, RDFS.label, lang).casefold(), iri)


LEAD: Final = CODE.lead
_making = threading.Lock()


def _by(duties: Iterable[Duty], key: Callable[[Duty], str]) -> dict[str, list[Duty]]:
    found: dict[str, list[Duty]] = {}
    for duty in duties:
        found.setdefault(key(duty), []).append(duty)
    return found


def tables_of(view: GraphView) -> Tables:
    """Return the tables of a view, made on first use."""
    found: Tables | None = view.made.get(Tables)
    if found is None:
        with _making:
            found = view.made.get(Tables)
            if found is None:
                found = view.made[Tables] = Tables.of(view)
    return found
