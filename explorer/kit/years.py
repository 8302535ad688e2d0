"""Narrowing a view to years: what stands in the address, and what passes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from explorer.kit.request import Ask, whole_number

LATEST: Final = 9999


class Years(NamedTuple):
    """The first and the last year of a view; 0: without that bound."""

    first: int = 0
    last: int = 0

    @classmethod
    def of(cls, ask: Ask) -> Years:
        """Read ``from`` and ``to``; what is no year of four digits is left out."""
        return cls(*(_year(ask.query.get(name, "")) for name in ("from", "to")))

    def __bool__(self) -> bool:
        return bool(self.first or self.last)

    def holds(self, year: int | None) -> bool:
        """Tell whether a year passes; what has none passes only where no bound is set."""
        return not self or (bool(year) and self.first <= (year or 0) <= (self.last or LATEST))

    def holds_any(self, years: Iterable[int]) -> bool:
        """Tell whether one of the years of a thing passes."""
        return not self or any(map(self.holds, years))

    @property
    def words(self) -> str:
        """The years as they are written: ``2013–2016``, ``2013–`` or ``–2016``."""
        return f"{self.first or ''}–{self.last or ''}"


def _year(text: str) -> int:
    return whole_number(text, 4) if len(text) == 4 else 0
