"""A document's records, flattened: every fact with what was handed down to it.

Between the nested YAML and everything that works on it (evidence rules, compiler, coverage)
stands one flat list of :class:`Fact`, in the order of the file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from loaders.problems import Position
from loaders.records import DocumentHeader, Model

QuoteRole = Literal["heading", "passage", "narrowed", "also", "bracket"]


@dataclass(frozen=True, slots=True)
class QuoteUse:
    """One use of a quote by a record, before it is looked up in the text."""

    text: str
    at: Position
    role: QuoteRole
    occurrence: int | None = None
    """Which of several equal spans is meant, from 1; counted within the enclosing part."""
    within: str | None = None
    """Key of the enclosing part fact whose span narrows the search, or none."""


@dataclass(slots=True)
class Fact:
    """One record with what it inherits.

    ``key`` is the local name of its IRI after the document's id, such as ``task_7_lead_1``;
    unique in the document and independent of the position in any list.
    """

    key: str
    kind: str
    """A part kind, or value, target, growth, project, enterprise, organisation, place, policy,
    recognition, event, post, responsibility, relation."""
    record: Model
    at: Position
    quotes: tuple[QuoteUse, ...]
    part: str | None = None
    """Key of the nearest enclosing part."""
    subject: str | None = None
    """Reference handed down by ``of``; none: the document's jurisdiction."""
    place: str | None = None
    period: str | None = None
    status: str | None = None
    positions: dict[str, Position] = field(default_factory=dict)
    """Where each field of the record stands in the file."""


@dataclass(slots=True)
class DocumentFacts:
    """A facts file, flattened."""

    path: str
    header: DocumentHeader
    facts: list[Fact]
    positions: dict[str, Position] = field(default_factory=dict)
    """Where each field of the header stands."""
