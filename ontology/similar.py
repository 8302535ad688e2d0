"""The names nearest to a misspelt one, in time that is bounded whatever the names are.

Names come from requests and files.  Similarity is twice the longest common subsequence over the
sum of both lengths, by the bit-parallel recurrence of Hyyrö (2004), one step a character; names
of absurd length have no near ones, and of very many candidates only some are compared.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Final

LONGEST: Final = 160
"""Characters of a name beyond which it is no misspelling."""
COMPARED: Final = 4_000
"""Candidates that are compared at most."""


def closest(
    name: str, candidates: Iterable[str], most: int = 3, cutoff: float = 0.6
) -> tuple[str, ...]:
    """Return up to ``most`` candidates that are near a name, the nearest first.

    Args:
        name: what was written.
        candidates: what there is; of more than ``COMPARED``, the first ones are compared.
        most: how many are returned.
        cutoff: similarity from which on a candidate is near, from 0 to 1.
    """
    if not name or len(name) > LONGEST:
        return ()
    likeness = Likeness(name)
    scored: list[tuple[float, str]] = []
    for other in islice(candidates, COMPARED):
        if likeness.may_reach(len(other), cutoff):
            ratio = likeness.to(other)
            if ratio >= cutoff:
                scored.append((-ratio, other))
    return tuple(other for _, other in sorted(scored)[:most])


class Likeness:
    """How like other names are to one, from 0 to 1."""

    def __init__(self, name: str) -> None:
        self.size = len(name)
        self._places: dict[str, int] = {}
        for place, sign in enumerate(name):
            self._places[sign] = self._places.get(sign, 0) | 1 << place

    def may_reach(self, size: int, cutoff: float) -> bool:
        """Tell whether a name of this many characters can be that near."""
        return 2 * min(self.size, size) >= cutoff * (self.size + size)

    def to(self, other: str) -> float:
        """Return how like another name is."""
        both = self.size + len(other)
        return 2 * self._common(other) / both if both else 1.0

    def _common(self, other: str) -> int:
        """Return the length of the longest common subsequence."""
        whole = (1 << self.size) - 1
        row = whole
        places = self._places
        for sign in other:
            hit = row & places.get(sign, 0)
            row = ((row + hit) | (row - hit)) & whole
        return self.size - row.bit_count()
