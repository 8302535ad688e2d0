"""A reading as data: its records, each with the characters it is about and its fields.

A record is a *unit* in the terms of content analysis: unitising decides that there is one, coding
gives its fields their values.  The two are told apart in every result.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final, Literal, get_args

from loaders.problems import Position, Problem
from ontology.kinds import RECORDS

__all__ = [
    "FAMILIES",
    "READER_KINDS",
    "YEAR",
    "FieldValue",
    "ReaderKind",
    "Reading",
    "Span",
    "Unit",
    "digest_of",
]

ReaderKind = Literal["person", "machine-rereading"]
"""Who reads: a person, or a program that was given text, format and vocabulary anew."""
READER_KINDS: Final[tuple[ReaderKind, ...]] = get_args(ReaderKind)

YEAR: Final = "year"
"""The scale of times."""
Span = tuple[int, int]
"""Code points of the raw source text, end excluded."""

FAMILIES: Final[dict[str, str]] = {
    "document": "document",
    **{
        record.kind: {"part": "part", "thing": "thing", "value": "observation"}.get(
            record.form, record.kind
        )
        for record in RECORDS.values()
    },
    "growth": "observation",
    "investment": "observation",
}
"""Kinds of record → their family: within one, two readers may call the same unit differently."""


@dataclass(frozen=True, slots=True)
class FieldValue:
    """What a reading says in one field, in the form in which it is compared."""

    text: str | None
    """Canonical text: a code, a date, a number, or folded words; none where only its hash is
    kept."""
    identity: str = ""
    """Of a name: the id in the authority files that it resolves to there and then."""
    ref: str = ""
    """Of a reference: key of the unit of the same reading that is meant."""
    number: Fraction | None = None
    """Of what has an interval scale: the number, in the unit of the record; the last year."""
    scale: str = ""
    """What the number counts; only numbers of one scale are compared as numbers."""
    written: str = ""
    """As the reader wrote it, for people."""
    is_code: bool = False
    """Whether the text is a code, a date or a number, which no text owns."""
    kept_digest: str = ""
    """Of a kept value that is neither a code nor the text's own words: its hash."""

    @property
    def digest(self) -> str:
        """Hash of the canonical text."""
        return self.kept_digest if self.text is None else digest_of(self.text)

    @property
    def shown(self) -> str:
        """The value for people: as written, else canonical, else its hash."""
        return self.written or self.text or f"#{self.digest}"


def digest_of(text: str) -> str:
    """Return the hash under which a value is kept whose words may not be."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Unit:
    """One record of a reading."""

    key: str
    """Unique in the reading; for a facts file, the key of the fact."""
    kind: str
    """The kind of record as the reading has it: task, value, organisation, …."""
    core: dict[str, tuple[Span, ...]]
    """The words that the unit is about, by field: a value, a name, the ends of a relation."""
    spans: tuple[Span, ...]
    """The passages that it rests on."""
    values: dict[str, FieldValue]
    at: Position
    """Where the reader wrote it."""
    elsewhere: dict[str, FieldValue] = field(default_factory=dict)
    """Fields that the record leaves out because what it mentions is defined elsewhere with them;
    they count where the other reading gives the field at this place."""

    @property
    def family(self) -> str:
        """The kinds among which its partner is sought."""
        return FAMILIES[self.kind]


@dataclass(slots=True)
class Reading:
    """All units of one reading of one document."""

    document: str
    reader: str
    kind: ReaderKind
    units: list[Unit]
    source_file: str
    source_sha256: str
    problems: list[Problem] = field(default_factory=list)
    """What could not be read of it, and was left out."""

    @property
    def by_key(self) -> dict[str, Unit]:
        """The units by their keys."""
        return {unit.key: unit for unit in self.units}
