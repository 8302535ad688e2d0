"""Which unit of one reading is which of the other: overlap of words, kind, and one to one.

Two readers cut passages differently, name records differently and translate differently.  What
they share is the text: units are partners where the words that they are about overlap and their
kinds are of one family, and of all such pairings the one with the greatest sum of weights counts
(an assignment problem, solved exactly within each group of units that overlap at all).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from loaders.agreement.assignment import best_assignment
from loaders.agreement.model import FieldValue, Span, Unit

__all__ = ["MOST_CANDIDATES", "Pair", "match_units", "same_meaning", "same_value"]

MOST_CANDIDATES: Final = 64
"""Units of the other reading that are weighed for one unit, the nearest in the text."""
_SCANNED: Final = 4 * MOST_CANDIDATES
"""Places of the other reading that are looked at before and behind one of this."""
_EXACT: Final = 400
"""Greatest side of a group that is solved exactly; a larger one takes the best pairs first."""
_KIND: Final = 300
_CORE: Final = 600
_PASSAGE: Final = 100
_KEY: Final = 150
_KEYS: Final[dict[str, tuple[str, ...]]] = {
    "responsibility": ("role", "for"),
    "observation": ("unit", "period"),
    "relation": ("kind", "object"),
}
"""Fields that settle which of several units over the same words are meant."""
_CROSS_KIND: Final = 0.5
"""Units of different kinds share more than this of their words, or are no partners: a place that
begins a body's name is not the body."""
_PASSAGE_ONLY: Final = 0.5
"""Units without words of their own share at least this much of the shorter passage."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two units that are the same, by position in the lists that were matched."""

    first: int
    second: int
    weight: int


def match_units(first: Sequence[Unit], second: Sequence[Unit]) -> list[Pair]:
    """Pair the units of two readings.

    Args:
        first: Units of one reading, in its order.
        second: Units of the other.

    Returns:
        The pairs in the order of the first; every unit is in one of them at most.  The same
        input gives the same pairs, whatever the ids, names and languages of the records.
    """
    by_family: dict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for side, units in enumerate((first, second)):
        for number, unit in enumerate(units):
            by_family[unit.family][side].append(number)
    pairs: list[Pair] = []
    partners: dict[str, str] = {}
    for family in sorted(by_family, key=_LATE.__contains__):
        found = _assigned(_weights(first, second, by_family[family], partners))
        partners.update((second[pair.second].key, first[pair.first].key) for pair in found)
        pairs += found
    return sorted(pairs, key=lambda pair: (pair.first, pair.second))


_LATE: Final = ("responsibility", "relation")
"""Families of units that refer to others: these find their partners first."""


def _weights(
    first: Sequence[Unit],
    second: Sequence[Unit],
    numbers: tuple[list[int], list[int]],
    partners: dict[str, str],
) -> dict[tuple[int, int], int]:
    """Return the weights of all possible pairs of one family."""
    ones, others = numbers
    if ones and first[ones[0]].family == "document":
        return dict.fromkeys(zip(ones, others, strict=False), 1)
    weights: dict[tuple[int, int], int] = {}
    near = _Near([second[number] for number in others])
    for one in ones:
        for index in near.overlapping(first[one]):
            weight = _weight(first[one], second[others[index]], partners)
            if weight:
                weights[one, others[index]] = weight
    return weights


class _Near:
    """Units by where they start, to find those that overlap another."""

    def __init__(self, units: list[Unit]) -> None:
        self.reaches = sorted(
            (span, index) for index, unit in enumerate(units) for span in _around(unit)
        )
        self.starts = [span[0] for span, _ in self.reaches]
        self.longest = max((span[1] - span[0] for span, _ in self.reaches), default=0)

    def overlapping(self, unit: Unit) -> list[int]:
        found: dict[int, int] = {}
        for start, end in _around(unit):
            here = bisect_left(self.starts, start)
            low = max(bisect_left(self.starts, start - self.longest), here - _SCANNED)
            high = min(bisect_right(self.starts, end), here + _SCANNED)
            for span, index in self.reaches[low:high]:
                if span[1] > start and span[0] < end:
                    found[index] = min(found.get(index, 1 << 31), abs(span[0] - start))
        nearest = sorted(found, key=lambda index: (found[index], index))
        return nearest[:MOST_CANDIDATES]


def _around(unit: Unit) -> list[Span]:
    """Return where a unit may meet another: at its own words, or in its passages without any."""
    return [span for spans in unit.core.values() for span in spans] + list(unit.spans)


def _weight(one: Unit, other: Unit, partners: dict[str, str]) -> int:
    """Weigh how likely two units are the same; 0: they are not."""
    same_kind = one.kind == other.kind
    if one.family == "relation" and not _relations_meet(one, other, partners):
        return 0
    shared = one.core.keys() & other.core.keys()
    if one.core and other.core:
        # A value and a growth rate over the same figure have their words in other fields.
        core = _jaccard(_all(one), _all(other))
        if core == 0 or (not same_kind and core <= _CROSS_KIND):
            return 0
        if shared and one.family == "relation":
            core = sum(_jaccard(one.core[f], other.core[f]) for f in shared) / len(shared)
    else:
        core = 0.0
        if not same_kind or _contained(one.spans, other.spans) < _PASSAGE_ONLY:
            return 0
    weight = _CORE * core + _PASSAGE * _jaccard(one.spans, other.spans)
    weight += _KIND * same_kind
    for field in _KEYS.get(one.family, ()):
        weight += _KEY * same_meaning(one.values.get(field), other.values.get(field), partners)
    return 1 + round(weight)


def _relations_meet(one: Unit, other: Unit, partners: dict[str, str]) -> bool:
    """Tell whether two of the three terms of two relations meet: subject, verb, object."""
    met = one.values["kind"].text == other.values["kind"].text
    total = int(met)
    for end in ("subject", "object"):
        a, b = one.core.get(end), other.core.get(end)
        overlap = bool(a and b and _jaccard(a, b) > 0)
        total += overlap or same_meaning(one.values.get(end), other.values.get(end), partners)
    return total > 1


def same_value(one: FieldValue, other: FieldValue) -> bool:
    """Tell whether two values say the same, references to other units aside.

    Names that both resolve are compared by identity, all else by canonical text.
    """
    if one.identity and other.identity:
        return one.identity == other.identity
    if one.text is None or other.text is None:
        return one.digest == other.digest
    return one.text == other.text


def same_meaning(
    one: FieldValue | None, other: FieldValue | None, partners: Mapping[str, str]
) -> bool:
    """Tell whether two values say the same, or mean units that are partners.

    Args:
        one: A value of the first reading, or none.
        other: A value of the second.
        partners: Key of a unit of the second reading → key of its partner in the first.
    """
    if one is None or other is None:
        return False
    meant = one.ref != "" and partners.get(other.ref, "") == one.ref
    return meant or same_value(one, other)


def _all(unit: Unit) -> tuple[Span, ...]:
    return tuple(span for spans in unit.core.values() for span in spans)


def _size(spans: Sequence[Span]) -> int:
    return sum(end - start for start, end in _merged(spans))


def _merged(spans: Sequence[Span]) -> Sequence[Span]:
    if len(spans) == 1:
        return spans
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _common(one: Sequence[Span], other: Sequence[Span]) -> int:
    return sum(
        max(0, min(a[1], b[1]) - max(a[0], b[0])) for a in _merged(one) for b in _merged(other)
    )


def _jaccard(one: Sequence[Span], other: Sequence[Span]) -> float:
    common = _common(one, other)
    return common / (_size(one) + _size(other) - common) if common else 0.0


def _contained(one: Sequence[Span], other: Sequence[Span]) -> float:
    shorter = min(_size(one), _size(other))
    return _common(one, other) / shorter if shorter else 0.0


# -- the assignment --------------------------------------------------------------------------


def _assigned(weights: dict[tuple[int, int], int]) -> list[Pair]:
    pairs = []
    for group in _groups(weights):
        ones, others = sorted({a for a, _ in group}), sorted({b for _, b in group})
        if max(len(ones), len(others)) > _EXACT:
            chosen = _best_first(group, weights)
        else:
            chosen = _exactly(ones, others, weights)
        pairs += [Pair(a, b, weights[a, b]) for a, b in chosen]
    return pairs


def _groups(weights: dict[tuple[int, int], int]) -> list[list[tuple[int, int]]]:
    """Part the possible pairs into groups that share no unit."""
    parent: dict[tuple[int, int], tuple[int, int]] = {}

    def root(node: tuple[int, int]) -> tuple[int, int]:
        parent.setdefault(node, node)
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for a, b in weights:
        parent[root((1, b))] = root((0, a))
    groups: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for a, b in sorted(weights):
        groups[root((0, a))].append((a, b))
    return list(groups.values())


def _exactly(
    ones: list[int], others: list[int], weights: dict[tuple[int, int], int]
) -> list[tuple[int, int]]:
    if len(ones) == len(others) == 1:
        return [(ones[0], others[0])]
    matrix = [[weights.get((a, b), 0) for b in others] for a in ones]
    chosen = [(ones[row], others[column]) for row, column in best_assignment(matrix)]
    return [pair for pair in chosen if pair in weights]


def _best_first(
    group: list[tuple[int, int]], weights: dict[tuple[int, int], int]
) -> list[tuple[int, int]]:
    ones: set[int] = set()
    others: set[int] = set()
    chosen = []
    for a, b in sorted(group, key=lambda pair: (-weights[pair], pair)):
        if a not in ones and b not in others:
            ones.add(a)
            others.add(b)
            chosen.append((a, b))
    return chosen
