"""When work is to be done: one rule for pages, lists and the search.

The narrow tables compute the same rule over rows (:mod:`graph.tables.computed`); a test compares
the two.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple, Protocol

from ontology.kinds import KINDS
from ontology.terms import PK

__all__ = ["WORK", "Deadline", "Facts", "ancestors_of", "deadline_of", "parts_of", "targets_of"]

WORK: Final = frozenset(kind.iri for kind in KINDS if kind.layer in ("series", "work"))
"""Classes of what has deadlines."""


class Facts(Protocol):
    """A graph that is asked subject by subject."""

    def text(self, iri: str, predicate: str) -> str:
        """Return the first literal of a property, or an empty text."""

    def objects(self, iri: str, predicate: str) -> list[str]:
        """Return the things that a thing points at."""

    def subjects(self, predicate: str, iri: str) -> list[str]:
        """Return the things that point at a thing."""

    def is_a(self, iri: str, cls: str) -> bool:
        """Tell whether a thing is of a class."""


class Deadline(NamedTuple):
    """When work is to be done."""

    day: str
    """Last day, YYYY-MM-DD; empty where only words say it."""
    period: str
    written: str


def deadline_of(facts: Facts, iri: str) -> Deadline | None:
    """Return the deadline of work: its own, that of its parts or targets, that of its task."""
    own = _of_work(facts, iri)
    if own is not None:
        return own
    chain = [iri, *reversed(ancestors_of(facts, iri))]
    task = next((part for part in chain if facts.is_a(part, PK.Task)), iri)
    return _of_work(facts, task) if task != iri else None


def ancestors_of(facts: Facts, iri: str) -> list[str]:
    """Return the parts that hold a part, the outermost first."""
    found: list[str] = []
    at = _first(facts.objects(iri, PK.partOf))
    while at and at not in found:
        found.append(at)
        at = _first(facts.objects(at, PK.partOf))
    return found[::-1]


def parts_of(facts: Facts, iri: str) -> list[str]:
    """Return work with all parts below it, each once."""
    found, todo = dict.fromkeys([iri]), [iri]
    while todo:
        for part in facts.subjects(PK.partOf, todo.pop()):
            if part not in found:
                found[part] = None
                todo.append(part)
    return list(found)


def targets_of(facts: Facts, iri: str) -> list[str]:
    """Return the targets that belong to work or to a part of it."""
    return list(_targets(facts, parts_of(facts, iri)))


def _first(iris: list[str]) -> str:
    return iris[0] if iris else ""


def _targets(facts: Facts, parts: Iterable[str]) -> Iterator[str]:
    for part in parts:
        for target in facts.subjects(PK.task, part):
            if facts.is_a(target, PK.Target):
                yield target


def _stated(facts: Facts, iri: str) -> Deadline | None:
    day, period = facts.text(iri, PK.end), facts.text(iri, PK.period)
    written, year = facts.text(iri, PK.deadline), facts.text(iri, PK.year)
    if not day and year:
        day, period = f"{int(year):04d}-12-31", period or year
    return Deadline(day, period, written) if day or written else None


def _of_work(facts: Facts, work: str) -> Deadline | None:
    own = _stated(facts, work)
    if own is not None:
        return own
    parts = parts_of(facts, work)
    dated = (target for target in _targets(facts, parts) if facts.text(target, PK.year))
    return _latest(facts, parts[1:]) or _latest(facts, dated)


def _latest(facts: Facts, iris: Iterable[str]) -> Deadline | None:
    found = [each for iri in iris if (each := _stated(facts, iri)) is not None]
    return max(found, default=None)
