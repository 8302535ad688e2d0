"""What belongs to a piece of work but stands elsewhere: its deadline, its targets, its place.

The rule of deadlines is that of the narrow tables (:mod:`graph.tables.computed`); a test compares
the two.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from explorer.view.model import GraphView
from explorer.view.tables import tables_of
from ontology.namespaces import CODE_NS
from ontology.terms import PK

NO_YEAR: Final = "unread"
"""In place of the year of a deadline that is written without one."""
STATES: Final = (
    ("open", PK.open), ("inferred", PK.inferred), ("signed", PK.signed), ("proved", PK.proved),
)  # fmt: skip
"""States of fields, the weakest first."""
_ENGLISH: Final = CODE_NS + "field-english"


class Deadline(NamedTuple):
    """When work is to be done."""

    day: str
    """Last day, YYYY-MM-DD; empty where only words say it."""
    period: str
    written: str

    @property
    def year(self) -> str:
        """The year of its last day, or :data:`NO_YEAR`."""
        return self.day[:4] or NO_YEAR


def deadline(view: GraphView, iri: str) -> Deadline | None:
    """Return the deadline of work: its own, that of its parts or targets, that of its task."""
    found: dict[str, Deadline | None] = tables_of(view).once("deadlines", dict)
    if iri not in found:
        own = _of_work(view, iri)
        task = "" if own else _task_of(view, iri)
        found[iri] = own or (_of_work(view, task) if task and task != iri else None)
    return found[iri]


def targets(view: GraphView, iri: str) -> list[str]:
    """Return the targets that belong to work or to a part of it."""
    return [
        target
        for part in parts_of(view, iri)
        for target in view.subjects(PK.task, part)
        if view.is_a(target, PK.Target)
    ]


def parts_of(view: GraphView, iri: str) -> list[str]:
    """Return work with all parts below it, each once."""
    found, todo = dict.fromkeys([iri]), [iri]
    while todo:
        for part in view.subjects(PK.partOf, todo.pop()):
            if part not in found:
                found[part] = None
                todo.append(part)
    return list(found)


def state_of(view: GraphView, iri: str) -> str:
    """Return the weakest state of a fact's fields, the English wording apart."""
    for name, predicate in STATES:
        if any(field != _ENGLISH for field in view.objects(iri, predicate)):
            return name
    return ""


def _task_of(view: GraphView, iri: str) -> str:
    chain = [iri, *reversed(tables_of(view).ancestors(iri))]
    return next((each for each in chain if view.is_a(each, PK.Task)), "")


def _stated(view: GraphView, iri: str) -> Deadline | None:
    day, period = view.text(iri, PK.end), view.text(iri, PK.period)
    written, year = view.text(iri, PK.deadline), view.text(iri, PK.year)
    if not day and year:
        day, period = f"{int(year):04d}-12-31", period or year
    return Deadline(day, period, written) if day or written else None


def _of_work(view: GraphView, work: str) -> Deadline | None:
    own = _stated(view, work)
    if own:
        return own
    parts = parts_of(view, work)[1:]
    dated = [t for t in targets(view, work) if view.text(t, PK.year)]
    return _latest(view, parts) or _latest(view, dated)


def _latest(view: GraphView, facts: list[str]) -> Deadline | None:
    found = [each for fact in facts if (each := _stated(view, fact)) is not None]
    return max(found, default=None)
