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
    places: dict[str, int] = {}
    for place, sign in enumerate(name):
        places[sign] = places.get(sign, 0) | 1 << place
    scored: list[tuple[float, str]] = []
    for other in islice(candidates, COMPARED):
        both = len(name) + len(other)
        if 2 * min(len(name), len(other)) < cutoff * both:
            continue
        ratio = 2 * _common(places, len(name), other) / both
        if ratio >= cutoff:
            scored.append((-ratio, other))
    return tuple(other for _, other in sorted(scored)[:most])


def _common(places: dict[str, int], size: int, other: str) -> int:
    """Return the length of the longest common subsequence."""
    whole = (1 << size) - 1
    row = whole
    for sign in other:
        hit = row & places.get(sign, 0)
        row = ((row + hit) | (row - hit)) & whole
    return size - row.bit_count()
