"""What belongs to a piece of work but stands elsewhere: its deadline, its targets, its place."""

from __future__ import annotations

from typing import Final

from explorer.view.model import GraphView
from explorer.view.tables import tables_of
from graph.builds.deadlines import Deadline, deadline_of, targets_of
from graph.builds.page_facets import STATES
from ontology.namespaces import CODE_NS

__all__ = [
    "NO_YEAR",
    "STATES",
    "Deadline",
    "deadline",
    "state_of",
    "targets",
    "year_of",
]

NO_YEAR: Final = "unread"
"""In place of the year of a deadline that is written without one."""
_ENGLISH: Final = CODE_NS + "field-english"


def year_of(found: Deadline) -> str:
    """Return the year of a deadline's last day, or :data:`NO_YEAR`."""
    return found.day[:4] or NO_YEAR


def deadline(view: GraphView, iri: str) -> Deadline | None:
    """Return the deadline of work: its own, that of its parts or targets, that of its task."""
    found: dict[str, Deadline | None] = tables_of(view).once("deadlines", dict)
    if iri not in found:
        found[iri] = deadline_of(view, iri)
    return found[iri]


def targets(view: GraphView, iri: str) -> list[str]:
    """Return the targets that belong to work or to a part of it."""
    return targets_of(view, iri)


def state_of(view: GraphView, iri: str) -> str:
    """Return the weakest state of a fact's fields, the English wording apart."""
    for name, predicate in STATES:
        if any(field != _ENGLISH for field in view.objects(iri, predicate)):
            return name
    return ""
