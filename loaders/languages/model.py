"""What a language's readers return: the same for every language."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from ontology.codes import Bound, Role

__all__ = ["Bracket", "Duty", "Reading", "Unread", "ValueSpan"]

Unread = Literal[
    "", "rest", "unit", "several", "year", "date", "vague", "bound", "range", "rate", "long",
    "ordinal",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """What the machine reads in a value as written."""

    text: str
    number: Decimal | None = None
    """The number of an exact, approximate or one-sided value; none for a range."""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    unit: str | None = None
    """A key of :data:`ontology.codes.UNITS`; counts of things are ``NUM``."""
    bound: Bound = "exact"
    measure: str = ""
    """The unit or measure word as written, without scale: 元, 家, 平方公里."""
    unread: Unread = ""
    """Why figures that stand in the text are no value; empty where all of it was read."""
    rest: str = ""
    """The words that were not read."""
    baseline: str = ""
    """What the value is relative to, as written: 2019年同期, 全省平均水平."""
    baseline_number: Decimal | None = None
    """A of "from A to B", in the unit of the number."""

    @property
    def readable(self) -> bool:
        """Whether a number was read at all (省定要求 has none)."""
        return self.number is not None or self.minimum is not None

    @property
    def several(self) -> bool:
        """Whether more than one number stands in the text: 3000余套、12万平方米."""
        return self.unread == "several"


@dataclass(frozen=True, slots=True)
class ValueSpan:
    """A value in running text: the whole of it with comparisons, and its bare number."""

    start: int
    end: int
    reading: Reading


@dataclass(frozen=True, slots=True)
class Duty:
    """One label of a bracket with the names behind it."""

    role: Role | None
    cue: str
    """The word for the role, such as 牵头; empty where there is none."""
    names: tuple[str, ...]
    offsets: tuple[int, ...]
    """Where each name starts in the bracket as given."""


@dataclass(frozen=True, slots=True)
class Bracket:
    """A responsibility bracket, split."""

    text: str
    duties: tuple[Duty, ...]

    @property
    def role(self) -> Role | None:
        """The role of the first label."""
        return self.duties[0].role if self.duties else None

    @property
    def cue(self) -> str:
        """The word of the first label."""
        return self.duties[0].cue if self.duties else ""

    @property
    def names(self) -> tuple[str, ...]:
        """The names behind the first label, in the order of the text."""
        return self.duties[0].names if self.duties else ()

    def names_as(self, role: Role | None) -> tuple[str, ...]:
        """Return the names under every label of one role, or under none."""
        return tuple(name for duty in self.duties if duty.role == role for name in duty.names)
