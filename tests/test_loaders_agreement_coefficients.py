"""Coefficients against published examples, a peer, and what must hold of them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from fractions import Fraction
from statistics import mean

import krippendorff
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.agreement.coefficients import (
    alpha_interval,
    alpha_nominal,
    cohen_kappa,
    percent_agreement,
)

_: None = None
# Krippendorff (2011), section C; (2019), chapter 12: four observers, twelve units.
RELIABILITY = (
    (1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, 3),
    (_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, _),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _),
)
# Krippendorff (2011), section A (binary) and B (nominal): two observers without gaps.
BINARY = ("0100000010", "1110010000")
SECTION_B = ("aabbdcccedda", "babbbccceddd")


def units(
    observers: Sequence[Sequence[int | None]],
) -> list[tuple[Fraction | None, ...]]:
    return [
        tuple(None if value is None else Fraction(value) for value in unit)
        for unit in zip(*observers, strict=True)
    ]


def test_alpha_of_krippendorffs_reliability_data() -> None:
    assert alpha_nominal(units(RELIABILITY)) == pytest.approx(0.743, abs=0.0005)
    assert alpha_interval(units(RELIABILITY)) == pytest.approx(0.849, abs=0.0005)


def test_alpha_of_two_observers_without_gaps() -> None:
    assert alpha_nominal(zip(*BINARY, strict=True)) == pytest.approx(0.095, abs=0.0005)
    assert alpha_nominal(zip(*SECTION_B, strict=True)) == pytest.approx(0.692, abs=0.0005)


def pairs(matrix: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
    return [
        (row, column)
        for row, counts in enumerate(matrix)
        for column, count in enumerate(counts)
        for _ in range(count)
    ]


@pytest.mark.parametrize(
    ("matrix", "observed", "kappa"),
    [
        # Cohen (1960): three categories, 200 cases, two judges; p_c is .41.
        ([[88, 14, 18], [10, 40, 10], [2, 6, 12]], 0.70, 0.492),
        # Artstein and Poesio (2008), section 2: dialogue acts of 100 utterances.
        ([[46, 6, 0], [0, 32, 0], [0, 6, 10]], 0.88, 0.801),
        # By hand: p_e is .50; and p_e is all that is observed.
        ([[20, 5], [10, 15]], 0.70, 0.4),
        ([[1, 9], [9, 81]], 0.82, 0.0),
    ],
)
def test_kappa_of_published_tables(matrix: list[list[int]], observed: float, kappa: float) -> None:
    assert percent_agreement(pairs(matrix)) == pytest.approx(observed)
    assert cohen_kappa(pairs(matrix)) == pytest.approx(kappa, abs=0.0005)


def test_what_cannot_vary_has_no_coefficient() -> None:
    assert percent_agreement([]) is None
    assert cohen_kappa([]) is None
    assert cohen_kappa([("x", "x")] * 9) is None
    assert alpha_nominal([("x", "x")] * 9) is None
    assert alpha_interval([(Fraction(1), None), (None, Fraction(2))]) is None


CODES = st.integers(1, 5)
MATRICES = st.integers(2, 12).flatmap(
    lambda count: st.lists(
        st.lists(st.one_of(st.none(), CODES), min_size=count, max_size=count),
        min_size=2, max_size=5,
    )
)  # fmt: skip


@given(MATRICES)
def test_alpha_is_that_of_the_peer(observers: list[list[int | None]]) -> None:
    data = np.array([[np.nan if v is None else v for v in row] for row in observers])
    unitwise = [[v for v in unit if v is not None] for unit in zip(*observers, strict=True)]
    paired = {value for unit in unitwise if len(unit) > 1 for value in unit}
    if len(paired) < 2:
        assert alpha_nominal(units(observers)) is None
        return
    nominal = krippendorff.alpha(reliability_data=data, level_of_measurement="nominal")
    interval = krippendorff.alpha(reliability_data=data, level_of_measurement="interval")
    assert alpha_nominal(units(observers)) == pytest.approx(nominal, abs=1e-9)
    assert alpha_interval(units(observers)) == pytest.approx(interval, abs=1e-9)


PAIRS = st.lists(st.tuples(CODES, CODES), min_size=1, max_size=40)


@given(st.lists(CODES, min_size=2, max_size=30).filter(lambda values: len(set(values)) > 1))
def test_perfect_agreement_is_one(values: list[int]) -> None:
    same = list(zip(values, values, strict=True))
    assert percent_agreement(same) == 1
    assert cohen_kappa(same) == 1
    assert alpha_nominal(same) == 1
    assert alpha_interval([(Fraction(a), Fraction(b)) for a, b in same]) == 1


@given(PAIRS)
def test_coefficients_do_not_know_who_is_first(items: list[tuple[int, int]]) -> None:
    turned = [(b, a) for a, b in items]
    assert percent_agreement(items) == percent_agreement(turned)
    assert cohen_kappa(items) == cohen_kappa(turned)
    assert alpha_nominal(items) == alpha_nominal(turned)


@given(PAIRS, st.permutations(range(1, 6)), st.randoms())
def test_nominal_coefficients_do_not_know_labels_or_order(
    items: list[tuple[int, int]], names: list[int], chance: random.Random
) -> None:
    renamed = [(f"c{names[a - 1]}", f"c{names[b - 1]}") for a, b in items]
    chance.shuffle(renamed)
    assert percent_agreement(items) == percent_agreement(renamed)
    assert cohen_kappa(items) == cohen_kappa(renamed)
    assert alpha_nominal(items) == alpha_nominal(renamed)


@given(PAIRS, st.fractions(min_value=Fraction(1, 9), max_value=9), st.fractions())
def test_interval_alpha_does_not_know_zero_or_unit(
    items: list[tuple[int, int]], scale: Fraction, zero: Fraction
) -> None:
    moved = [(a * scale + zero, b * scale + zero) for a, b in items]
    assert alpha_interval([(Fraction(a), Fraction(b)) for a, b in items]) == alpha_interval(moved)


@given(PAIRS)
def test_no_coefficient_is_above_one(items: list[tuple[int, int]]) -> None:
    for value in (cohen_kappa(items), alpha_nominal(items)):
        assert value is None or value <= 1


def test_readers_who_guess_have_no_agreement_beyond_chance() -> None:
    chance = random.Random(1960)
    guesses = [[(chance.randrange(4), chance.randrange(4)) for _ in range(200)] for _ in range(200)]
    assert mean(cohen_kappa(one) or 0 for one in guesses) == pytest.approx(0, abs=0.01)
    assert mean(alpha_nominal(one) or 0 for one in guesses) == pytest.approx(0, abs=0.01)
