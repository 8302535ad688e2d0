"""Coefficients of agreement: percent, Cohen's kappa, Krippendorff's alpha.

Computed exactly in fractions and rounded once, so that no order of the items changes a digit.
Where a coefficient is not defined (nothing to compare, or no variation at all) it is ``None``,
never 1.

Sources:
    Cohen, J. (1960). A coefficient of agreement for nominal scales. Educational and
    Psychological Measurement, 20(1), 37-46.
    Krippendorff, K. (2011). Computing Krippendorff's alpha-reliability. University of
    Pennsylvania, Annenberg School for Communication.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from fractions import Fraction
from typing import TypeVar

__all__ = ["alpha_interval", "alpha_nominal", "cohen_kappa", "percent_agreement"]

_T = TypeVar("_T")


def percent_agreement(pairs: Sequence[tuple[Hashable, Hashable]]) -> float | None:
    """Return the share of pairs whose two labels are the same, from 0 to 1."""
    if not pairs:
        return None
    return float(Fraction(sum(a == b for a, b in pairs), len(pairs)))


def cohen_kappa(pairs: Sequence[tuple[Hashable, Hashable]]) -> float | None:
    """Return Cohen's kappa of two readers' labels (Cohen 1960, formula 1).

    Args:
        pairs: For each item the label of the first and of the second reader.

    Returns:
        (p_o - p_e) / (1 - p_e), where p_e comes from each reader's own distribution of labels;
        ``None`` without items, or where both readers give one and the same label throughout.
    """
    n = len(pairs)
    if not n:
        return None
    first, second = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    observed = Fraction(sum(a == b for a, b in pairs), n)
    expected = Fraction(sum(count * second[label] for label, count in first.items()), n * n)
    if expected == 1:
        return None
    return float((observed - expected) / (1 - expected))


def alpha_nominal(units: Iterable[Sequence[Hashable | None]]) -> float | None:
    """Return Krippendorff's alpha with the nominal metric.

    Args:
        units: For each unit the values that readers gave it, ``None`` where one gave none.
            A unit with fewer than two values cannot be paired and does not count.

    Returns:
        1 - D_o / D_e; ``None`` where nothing can be paired, or all values are the same.
    """
    pairable = [present for unit in units if len(present := _present(unit)) > 1]
    n = sum(map(len, pairable))
    counts = Counter(value for unit in pairable for value in unit)
    observed = sum(
        (Fraction(_unlike(Counter(unit)), len(unit) - 1) for unit in pairable), Fraction()
    )
    return _alpha(observed, Fraction(_unlike(counts)), n)


def alpha_interval(units: Iterable[Sequence[Fraction | None]]) -> float | None:
    """Return Krippendorff's alpha with the interval metric: squared differences of numbers.

    Args:
        units: As for :func:`alpha_nominal`, of exact numbers.
    """
    pairable = [present for unit in units if len(present := _present(unit)) > 1]
    everything = [value for unit in pairable for value in unit]
    observed = sum((_squares(unit) / (len(unit) - 1) for unit in pairable), Fraction())
    return _alpha(observed, _squares(everything), len(everything))


def _present(unit: Sequence[_T | None]) -> list[_T]:
    return [value for value in unit if value is not None]


def _alpha(observed: Fraction, expected: Fraction, n: int) -> float | None:
    """Return alpha from sums over ordered pairs: within units, and over all values."""
    if not expected:
        return None
    return float(1 - (n - 1) * observed / expected)


def _unlike(counts: Counter[Hashable]) -> int:
    """Return how many ordered pairs of values differ."""
    return sum(counts.values()) ** 2 - sum(count * count for count in counts.values())


def _squares(values: Sequence[Fraction]) -> Fraction:
    """Return the sum of (a - b)² over all ordered pairs."""
    total = sum(values, Fraction())
    return 2 * (len(values) * sum((value * value for value in values), Fraction()) - total * total)
