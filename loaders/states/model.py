"""What is claimed, field by field, and who or what has compared it with the words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final, NamedTuple

from loaders.facts.model import Fact
from loaders.problems import Position
from loaders.states.signatures import Signature
from loaders.states.words import STATES, TRANSLATION, State
from loaders.yaml.records import Label

__all__ = ["Claim", "FieldState", "Proof", "count_states"]


_NOWHERE: Final = Position("")

Span = tuple[int, int]


class Claim(NamedTuple):
    """One field of one fact as it reaches the graph, not yet judged."""

    fact: str
    """Key of the fact; of the header, the document's id."""
    kind: str
    """Kind of the fact, or ``document``."""
    field: str
    """Its name; where a field holds several, they are numbered from the second on."""
    value: str
    """Canonical text: what reaches the graph."""
    source: Fact | None
    """The fact; none for the header."""
    at: Position
    words: str = ""
    """The field as the record writes it, where a text may say it so."""
    meaning: str = ""
    """IRI of what the field refers to, with a digest of what is recorded of it."""
    reason: str | Label | None = None
    """Why it is inferred."""
    digest: str = ""

    @property
    def row(self) -> str:
        """The kind under which it is counted."""
        return TRANSLATION if self.name == "english" else self.kind

    @property
    def name(self) -> str:
        """The field without its number: ``participants`` of ``participants-2``."""
        stem, _, number = self.field.rpartition("-")
        return stem if stem and number.isdigit() else self.field


class Proof(NamedTuple):
    """A field that a rule has read in the fact's own words."""

    rule: str
    spans: tuple[Span, ...]
    """The characters that it read, in code points of the raw text, end excluded."""


class FieldState(NamedTuple):
    """The state of one field of one fact."""

    fact: str
    kind: str
    field: str
    value: str
    state: State
    rule: str = ""
    """Of a proved field: the rule that read it."""
    spans: tuple[Span, ...] = ()
    """Of a proved field: the characters that were read, in code points of the raw text."""
    reason: str | Label | None = None
    """Of an inferred field: why."""
    signatures: tuple[Signature, ...] = ()
    """Those that hold: made over this value, these words and these identities."""
    digest: str = ""
    """Over name, value, words and identities: what a signature is made over."""
    at: Position = _NOWHERE
    void: bool = False
    """Whether it was signed, and what was signed has changed since."""

    @property
    def row(self) -> str:
        """The kind under which it is counted."""
        english = self.field.partition("-")[0] == "english"
        return TRANSLATION if english else self.kind


def count_states(states: Iterable[FieldState]) -> dict[str, dict[str, int]]:
    """Return row → state → how many fields, rows in the order of the facts."""
    counts: dict[str, Counter[str]] = {}
    for one in states:
        found = counts.get(one.row)
        if found is None:
            found = counts[one.row] = Counter()
        found[one.state] += 1
    return {row: {s: found[s] for s in STATES if found[s]} for row, found in counts.items()}
