"""Units that measure the same are converted, and only those."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontology.codes import UNITS
from ontology.conversions import FACTORS, common, converted
from ontology.declarations import turtle
from ontology.namespaces import CODE_NS, PREFIXES

UNIT = PREFIXES["unit"]


def unit(name: str) -> str:
    return CODE_NS + name if name[0].islower() else UNIT + name


@pytest.mark.parametrize(
    ("value", "of", "to", "expected"),
    [
        (15, "mu", "HA", 1.0), (1, "KiloM2", "HA", 100.0), (1500, "mu", "KiloM2", 1.0),
        (3, "HA", "mu", 45.0), (120000, "M2", "HA", 12.0), (2, "KiloM", "M", 2000.0),
        (5, "PERMILLE", "PERCENT", 0.5), (2, "TONNE", "KiloGM", 2000.0), (1, "WK", "DAY", 7.0),
        (50, "basis-point", "percentage-point", 0.5), (6, "MO", "YR", 0.5),
        (7.5, "CCY_CNY", "CCY_CNY", 7.5),
    ],
)  # fmt: skip
def test_a_value_is_converted(value: float, of: str, to: str, expected: float) -> None:
    assert converted(value, unit(of), unit(to)) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(
    ("of", "to"),
    [("PERCENT", "percentage-point"), ("M2", "M"), ("CCY_CNY", "CCY_USD"), ("DAY", "working-day"),
     ("MO", "DAY"), ("NUM", "PERCENT"), ("TONNE", "standard-coal-tonne")],
)  # fmt: skip
def test_what_measures_something_else_is_not_converted(of: str, to: str) -> None:
    with pytest.raises(ValueError, match="measure different things"):
        converted(1, unit(of), unit(to))


def test_every_unit_that_is_converted_is_in_the_code_list() -> None:
    assert set(FACTORS) <= set(UNITS.values())


def test_the_mu_is_what_the_code_list_states() -> None:
    codes = turtle("codes.ttl").decode()
    stated = re.search(r"code:mu a qudt:Unit ;.*?conversionMultiplier ([\d.]+)", codes, re.S)
    assert stated is not None
    assert float(FACTORS[CODE_NS + "mu"][1]) == float(stated[1])


@given(st.sampled_from(sorted(FACTORS)), st.floats(-1e12, 1e12, allow_nan=False))
def test_there_and_back_is_the_same(of: str, value: float) -> None:
    base = common(of)
    assert common(base) == base
    assert converted(converted(value, of, base), base, of) == pytest.approx(value, rel=1e-9)
