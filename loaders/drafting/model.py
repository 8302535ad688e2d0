"""What drafters hand over: facts with fields, each field ready or open with a reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

__all__ = ["KINDS", "Ask", "Content", "Draft", "Fact", "Field", "Kind", "LeftOut", "Section"]

Kind = Literal[
    "task", "value", "target", "policy", "place", "organisation", "enterprise", "project",
    "recognition", "event", "post",
]  # fmt: skip
KINDS: Final[tuple[Kind, ...]] = (
    "task", "value", "target", "policy", "place", "organisation", "enterprise", "project",
    "recognition", "event", "post",
)  # fmt: skip
"""Every kind of fact that a draft may hold, in the order of the output."""

Ask = Callable[[str], bytes]
"""Asks a language model about a piece of text and returns the JSON of its answer."""
Content = str | int | float | Sequence[str] | Sequence[float | int] | None


@dataclass(slots=True)
class Field:
    """One field of a drafted fact."""

    value: Content
    ready: bool = False
    """Whether the drafters are sure enough that a person need only glance at it."""
    reason: str = ""
    """Why it is open; empty if it is ready."""
    said_by: tuple[str, ...] = ("rules",)
    """The drafters that said so, in the order of their list."""


@dataclass(slots=True)
class Fact:
    """A drafted fact; spans are of the raw text, in code points."""

    kind: Kind
    span: tuple[int, int]
    fields: dict[str, Field] = field(default_factory=dict)
    mentions: list[tuple[int, int]] = field(default_factory=list)
    """Every place of a name; the first one is the span."""
    sentence: int = 0
    """Where its sentence starts: facts of one sentence share a passage."""
    extent: tuple[int, int] | None = None
    """Its span with a name that stands apart from it: what a passage has to hold."""
    heading: tuple[int, int] | None = None
    """Of a task: its number and title as one piece of the text, if they stand together."""
    lists: dict[str, list[str]] = field(default_factory=dict)
    """Of a task: the lists of bodies as written, whole, by the role that they give."""
    untold_role: bool = False
    """Of a task: whether its body stands in a cell that no heading gives a role."""

    def get(self, name: str) -> Content:
        """Return the value of a field, or none."""
        one = self.fields.get(name)
        return one.value if one is not None else None

    @property
    def ready(self) -> list[str]:
        """The names of the fields that are ready."""
        return [name for name, one in self.fields.items() if one.ready]

    @property
    def open(self) -> dict[str, str]:
        """The names of the fields that are open, each with its reason."""
        return {name: one.reason for name, one in self.fields.items() if not one.ready}


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Words that look like a fact and were not drafted, with the reason."""

    span: tuple[int, int]
    words: str
    reason: str


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered heading above tasks."""

    span: tuple[int, int]
    number: str
    name: str
    quote: str


@dataclass(slots=True)
class Draft:
    """All that was drafted of one text."""

    facts: list[Fact] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    lead_rule: str | None = None
    """The words by which the first body of a list leads."""
    columns: dict[str, str] = field(default_factory=dict)
    """Heads of a table's columns as written, by the role that they give."""
    raw: str = ""
    """The text itself, as obtained."""
    plan: bool = True
    title: tuple[int, int] | None = None
    written: str | None = None
    """The date of the text as EDTF, if it says one."""

    def of(self, kind: Kind) -> list[Fact]:
        """Return the facts of one kind, in the order of the text."""
        return [fact for fact in self.facts if fact.kind == kind]
