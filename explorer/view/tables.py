"""Tables over the whole graph, made once for each state of the data.

Pages filter and count these rows; none of them walks the graph again.
"""

from __future__ import annotations

import re
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, TypeVar, cast

from explorer.view.model import GraphView
from ontology.declarations import superclasses
from ontology.kinds import KINDS, LISTED
from ontology.terms import CODE, OA, PK, RDF, RDFS

T = TypeVar("T")
RECENT: Final = 24
"""Results under filters that are kept: a matrix of 1,000 documents takes 20 MB."""
_COUNTED: Final = tuple(kind.iri for kind in KINDS if kind.counted)
_NARROWEST_FIRST: Final = tuple(
    sorted((kind.iri for kind in LISTED), key=lambda iri: -len(superclasses(iri)))
)
"""Classes that have lists of their own: what is of several is shown as the narrowest."""


def kind_of(view: GraphView, iri: str) -> str:
    """Return the class a thing is shown as; empty for what has no page of a kind of its own."""
    types = view.out(iri).get(RDF.type, ())
    for cls in _NARROWEST_FIRST:
        if cls in types:
            return cls
    return ""


@dataclass(frozen=True, slots=True)
class Duty:
    """One body's part in one piece of work, as one place of a text states it."""

    iri: str
    task: str
    actor: str
    role: str
    """IRI of the code."""
    name: str
    """The body's name as written."""
    position: int
    out_of: int
    document: str
    series: str
    """The campaign, or else the strategy, that holds the work; empty where none does."""
    group: bool
    inferred: bool
    year: int
    start: int
    """Where its words begin in the text."""

    @property
    def at(self) -> str:
        """The series that holds the work, or else the document."""
        return self.series or self.document

    @property
    def order(self) -> tuple[str, int, int, str]:
        """The order of the text."""
        return (self.document, self.start, self.position, self.iri)


@dataclass
class Tables:
    """Everything that is computed once."""

    view: GraphView
    duties: list[Duty] = field(default_factory=list)
    by_task: dict[str, list[Duty]] = field(default_factory=dict)
    by_actor: dict[str, list[Duty]] = field(default_factory=dict)
    by_document: dict[str, list[Duty]] = field(default_factory=dict)
    by_series: dict[str, list[Duty]] = field(default_factory=dict)
    """By campaign or strategy; by document where the work is in none."""
    _kept: dict[Hashable, Any] = field(default_factory=dict, repr=False)
    _recent: dict[Hashable, Any] = field(default_factory=dict, repr=False)
    _places: dict[str, tuple[Any, ...]] = field(default_factory=dict, repr=False)

    def once(self, name: Hashable, make: Callable[[], T]) -> T:
        """Return what was made under a name for this state of the data; make it on first use.

        Names are few and never come from a request; see :meth:`recent` for those that do.
        """
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
        """Make the tables of a view."""
        found = cls(view)
        found.duties = sorted(
            (found._duty(iri) for iri in view.of_type(PK.Responsibility)), key=lambda d: d.order
        )
        for duty in found.duties:
            found.by_task.setdefault(duty.task, []).append(duty)
            found.by_actor.setdefault(duty.actor, []).append(duty)
            found.by_document.setdefault(duty.document, []).append(duty)
            found.by_series.setdefault(duty.at, []).append(duty)
        return found

    def _duty(self, iri: str) -> Duty:
        view = self.view
        task, actor = view.object(iri, PK.task), view.object(iri, PK.actor)
        document = view.object(iri, PK.statedIn)
        year = view.number(iri, PK.year) or view.number(document, PK.year)
        return Duty(
            iri,
            task,
            actor,
            view.object(iri, PK.role),
            view.text(iri, PK.nameAsWritten),
            view.number(iri, PK.position),
            view.number(iri, PK.outOf),
            document,
            self.series(task),
            view.is_a(actor, PK.GroupReference),
            view.inferred(iri),
            year,
            self.start(iri),
        )

    def start(self, iri: str) -> int:
        """Return where the words of a fact begin in its text."""
        starts = [self.view.number(q, OA.start) for q in self.view.objects(iri, PK.evidence)]
        return min(starts, default=0)

    def in_order(self, iris: Iterable[str]) -> list[str]:
        """Return facts in the order of their texts."""
        return sorted(set(iris), key=self._place)

    def _place(self, iri: str) -> tuple[Any, ...]:
        """Return document, offset and id of a fact, remembered."""
        found = self._places.get(iri)
        if found is None:
            document = self.view.object(iri, PK.statedIn)
            found = self._places[iri] = (document, *self._own_words(iri), _natural(iri))
        return found

    def _own_words(self, iri: str) -> tuple[int, int]:
        """Return where a fact's own words stand: the offset of their quote, and within it.

        Facts may share a quote, and rest on one before it that only gives the year.
        """
        view = self.view
        own = [*view.names(iri), view.text(iri, PK.valueAsWritten), view.text(iri, PK.title)]
        places = [
            (view.number(quote, OA.start), at)
            for quote in view.objects(iri, PK.evidence)
            for text in (view.text(quote, PK.readAs) or view.text(quote, OA.exact),)
            for name in own
            if name and (at := text.find(name)) >= 0
        ]
        return min(places, default=(self.start(iri), 0))

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
    def counts(self) -> dict[str, Counter[str]]:
        """How many facts of each class a document states: counts by class, by document.

        What authority files define counts where the text speaks of it, in any fact.
        """
        view = self.view
        counts: dict[str, Counter[str]] = {d: Counter() for d in view.documents}
        for iri, documents in self.documents_of.items():
            kind = kind_of(view, iri) or next((c for c in _COUNTED if view.is_a(iri, c)), "")
            if kind:
                for document in documents:
                    counts[document][kind] += 1
        for document in view.documents:
            quoted = view.subjects(_QUOTED, document)
            counts[document][PK.Quotation] = sum(1 for q in quoted if view.is_a(q, PK.Quotation))
        return counts

    @cached_property
    def totals(self) -> Counter[str]:
        """How many things of each class there are."""
        found: Counter[str] = Counter()
        for kind in KINDS:
            for iri in self.view.of_type(kind.iri):
                if not kind.slug or kind_of(self.view, iri) == kind.iri:
                    found[kind.iri] += 1
        return found

    @cached_property
    def listed(self) -> dict[str, list[str]]:
        """All things by the class they are shown as, by label."""
        found: dict[str, list[str]] = {}
        for kind in LISTED:
            members = self.view.of_type(kind.iri)
            found[kind.iri] = [i for i in members if kind_of(self.view, i) == kind.iri]
        return found

    @cached_property
    def often(self) -> dict[str, int]:
        """For every listed thing, how many facts and documents point at it."""
        into = self.view.into
        return {i: sum(map(len, into(i).values())) for m in self.listed.values() for i in m}

    @cached_property
    def things_of(self) -> dict[str, set[str]]:
        """For every document, the things it speaks of."""
        found: dict[str, set[str]] = defaultdict(set)
        for iri, documents in self.documents_of.items():
            for document in documents:
                found[document].add(iri)
        return dict(found)

    @cached_property
    def documents_of(self) -> dict[str, list[str]]:
        """For every thing, the documents that speak of it."""
        view = self.view
        found: dict[str, set[str]] = defaultdict(set)
        for document in view.documents:
            for iri in view.subjects(PK.statedIn, document):
                found[iri].add(document)
                for end in (PK.actor, PK.mentions, RDF.subject, RDF.object, PK.indicator):
                    for other in view.objects(iri, end):
                        found[other].add(document)
            for iri in view.objects(document, PK.refersTo):
                found[iri].add(document)
        return {iri: sorted(documents) for iri, documents in found.items()}

    def listed_in(self, cls: str, lang: str, order: str) -> list[str]:
        """Return all things of a class in an order: text, often, or by label; sorted once."""
        return self.once((cls, lang, order), lambda: self._sorted(cls, lang, order))

    def _sorted(self, cls: str, lang: str, order: str) -> list[str]:
        members = self.listed[cls]
        if order == "text":
            return self.in_order(members)
        if order == "often":
            return sorted(members, key=lambda i: (-self.often[i], i))
        return sorted(members, key=lambda i: self.label_key(i, lang))

    def label_key(self, iri: str, lang: str) -> tuple[str, str]:
        """Return the key by which things of a kind are put in order."""
        return (self.view.text_in(iri, RDFS.label, lang).casefold(), iri)


_QUOTED: Final = "http://www.w3.org/ns/prov#wasQuotedFrom"
LEAD: Final = CODE.lead
_making = threading.Lock()


def _natural(iri: str) -> tuple[tuple[int, int | str], ...]:
    """Return a key that puts ``task_10`` after ``task_9``."""
    pieces = re.findall(r"\d+|\D+", iri)
    return tuple((0, int(p)) if p.isdigit() else (1, p) for p in pieces)


def tables_of(view: GraphView) -> Tables:
    """Return the tables of a view, made on first use."""
    found: Tables | None = view.made.get(Tables)
    if found is None:
        with _making:
            found = view.made.get(Tables)
            if found is None:
                found = view.made[Tables] = Tables.of(view)
    return found
