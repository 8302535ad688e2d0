"""Values and targets as pages show them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from sys import intern
from typing import Any, Final

from explorer.view.memo import per_view
from explorer.view.model import GraphView, local_name
from ontology.conversions import converted
from ontology.terms import PK, SKOS

__all__ = [
    "STATUSES",
    "Reported",
    "all_reported",
    "in_time",
    "reported",
    "reported_at",
    "reported_of",
]

SIGNS: Final = {
    "exact": "", "at-least": "≥", "more-than": ">", "about": "≈", "at-most": "≤",
    "less-than": "<", "range": "–",
}  # fmt: skip
STATUSES: Final = ("actual", "expected", "planned", "target")


@dataclass(frozen=True, slots=True)
class Reported:
    """One observation as a page shows it."""

    iri: str
    indicator: str
    subject: str
    """Whom or what it is about."""
    document: str
    status: str
    bound: str
    written: str
    value: float | None
    low: float | None
    high: float | None
    unit: str
    period: str
    year: int | None
    stage: str
    definition: str
    part: bool
    """Whether it counts a part of what another value counts."""

    @property
    def size(self) -> float | None:
        """Return the number to draw."""
        if self.value is not None:
            return self.value
        return self.high if self.high is not None else self.low

    def size_in(self, unit: str) -> float | None:
        """Return the number to draw on an axis of a unit that measures the same."""
        return None if self.size is None else converted(self.size, self.unit, unit)

    @property
    def sign(self) -> str:
        """Return the sign of its bound."""
        return SIGNS.get(self.bound, "")


def reported(view: GraphView, iri: str) -> Reported:
    """Read one observation."""
    period = view.text(iri, PK.period)
    year = view.number(iri, PK.year) or _year(period or view.text(iri, PK.end))
    return Reported(
        iri=iri,
        indicator=view.object(iri, PK.indicator),
        subject=view.object(iri, PK.subject),
        document=view.object(iri, PK.statedIn),
        status=local_name(view.object(iri, PK.status)),
        bound=local_name(view.object(iri, PK.bound)) if view.object(iri, PK.bound) else "",
        written=view.text(iri, PK.valueAsWritten),
        value=_size(view.text(iri, PK.value)),
        low=_size(view.text(iri, PK.minValue)),
        high=_size(view.text(iri, PK.maxValue)),
        unit=view.object(iri, PK.unit),
        period=period,
        year=year,
        stage=view.text(iri, PK.stage),
        definition=view.text_in(iri, SKOS.definition, "en"),
        part=bool(view.object(iri, PK.subsetOf)),
    )


def _year(edtf: str) -> int | None:
    match = re.search(r"\d{4}", edtf)
    return int(match[0]) if match else None


@per_view
def all_reported(view: GraphView) -> list[Reported]:
    """Return every observation, in the order of documents and texts."""
    found = [(row[3], row[16], row[0], _reported(row)) for row in view.whole.reported()]
    found.sort(key=lambda each: each[:3])
    return [each[3] for each in found]


def reported_of(view: GraphView, indicator: str) -> list[Reported]:
    """Return the observations of an indicator."""
    return [_reported(row) for row in sorted(view.whole.reported_of(indicator))]


def reported_at(view: GraphView, numbers: Sequence[int]) -> list[Reported]:
    """Return observations by the numbers of their rows, in that order."""
    found = view.whole.reported_at(numbers)
    return [_reported(found[number]) for number in numbers]


def _reported(row: tuple[Any, ...]) -> Reported:
    """Return an observation from its row of the table that was written with the graph."""
    (iri, indicator, subject, document, status, bound, written, value, low, high, unit, period,
     year, stage, definition, part, _) = row  # fmt: skip
    return Reported(
        iri=iri,
        indicator=intern(indicator),
        subject=intern(subject),
        document=intern(document),
        status=intern(local_name(status)),
        bound=intern(local_name(bound)) if bound else "",
        written=written,
        value=_size(value),
        low=_size(low),
        high=_size(high),
        unit=intern(unit),
        period=intern(period),
        year=year,
        stage=intern(stage),
        definition=intern(definition),
        part=bool(part),
    )


def _size(text: str) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None


def in_time(row: Reported) -> tuple[Any, ...]:
    """Return the key by which the values of a panel are put in order."""
    return (not row.year, row.year, row.period, STATUSES.index(row.status) if row.status in STATUSES
            else 9, row.subject, row.iri)  # fmt: skip
