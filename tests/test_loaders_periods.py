"""Periods: what is EDTF here, what words mean, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.languages.edtf import read_edtf, slug_of
from loaders.languages.zh.periods import read_by, read_period

READ = [
    ("2010", 2010, "2010-12-31"),
    ("2007~", 2007, "2007-12-31"),
    ("2007?", 2007, "2007-12-31"),
    ("2010-02", 2010, "2010-02-28"),
    ("2012-02", 2012, "2012-02-29"),
    ("2022-04-24", 2022, "2022-04-24"),
    ("2022-33", 2022, "2022-03-31"),
    ("2022-40", 2022, "2022-06-30"),
    ("2022-24", 2022, "2022-12-31"),
    ("199X", 1999, "1999-12-31"),
    ("2006/2010", 2010, "2010-12-31"),
    ("2006-05/2010~", 2010, "2010-12-31"),
    ("../2010", 2010, "2010-12-31"),
    ("2009/..", None, None),
]
REFUSED = [
    "2010-13-45", "2010-02-30", "2010-00", "2010-19", "10", "20100", "2010-1", "2010/2006", "",
    "../..", "/2010", "2010/", "2010//2011", "２０１０", "2010年", "0000", "unknown", "199X-01",
    "2010-12-31T00:00", "-2010", "2010 ",
]  # fmt: skip
NAMED = {"十一五": "2006/2010"}


@pytest.mark.parametrize(("text", "year", "end"), READ)
def test_a_date_of_edtf_gives_its_year_and_end(
    text: str, year: int | None, end: str | None
) -> None:
    period = read_edtf(text)

    assert period is not None
    assert (period.edtf, period.year, period.end) == (text, year, end)


@pytest.mark.parametrize("text", REFUSED)
def test_refuses_what_is_no_edtf(text: str) -> None:
    assert read_edtf(text) is None


@given(st.text("0123456789-/.~?%X", max_size=24))
def test_ends_where_it_says_for_anything_that_looks_like_a_date(text: str) -> None:
    period = read_edtf(text)

    assert period is None or period.end is None or period.end.startswith(f"{period.year:04d}-")


@pytest.mark.parametrize(
    ("word", "edtf"),
    [
        ("去年", "2021"),
        ("今年", "2022"),
        ("前年", "2020"),
        ("近年来", "../2022"),
        ("十一五", "2006/2010"),
    ],
)
def test_reads_words_from_the_documents_own_date(word: str, edtf: str) -> None:
    period = read_period(word, "2022~", NAMED)

    assert period is not None
    assert period.edtf == edtf
    assert (period.reason is None) == (word == "十一五")
    if period.reason is not None:
        assert (word in period.reason.zh, word in period.reason.en) == (True, True)


def test_a_word_means_nothing_without_a_date() -> None:
    assert read_period("去年", "nonsense", {}) is None


@pytest.mark.parametrize(
    ("by", "edtf"), [("2010", "../2010"), ("2006/2010", "../2010"), ("十一五", "../2010")]
)
def test_by_is_the_open_period_that_ends_with_it(by: str, edtf: str) -> None:
    period = read_by(by, "2007~", NAMED)

    assert period is not None
    assert (period.edtf, period.end) == (edtf, "2010-12-31")


@pytest.mark.parametrize(
    ("edtf", "slug"),
    [
        ("2009~", "2009"),
        ("../2010", "by-2010"),
        ("2009/..", "from-2009"),
        ("2006/2010", "2006-to-2010"),
    ],
)
def test_spells_periods_for_keys(edtf: str, slug: str) -> None:
    assert slug_of(edtf) == slug
