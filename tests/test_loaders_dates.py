"""Dates, spans and deadlines in the words of texts, whole or not at all."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.reading import WRITTEN, Form, forms, read, score
from loaders.languages.edtf import read_edtf
from loaders.languages.zh.dates import is_without_end, read_date_words, read_plan
from loaders.languages.zh.periods import read_by, read_period

HELD_OUT = forms("dates_held_out")


@pytest.mark.parametrize("form", forms("dates"), ids=lambda form: f"{form.kind} {form.written}")
def test_a_date_is_read_as_the_text_means_it(form: Form) -> None:
    assert read(form) == form.right


def test_dates_that_were_held_out_are_read_or_refused_and_none_is_read_wrong() -> None:
    got = {form: read(form) for form in HELD_OUT}
    count, right, _, wrong, _ = score(HELD_OUT, got)
    assert wrong == 0
    assert right >= 0.95 * count


@pytest.mark.parametrize("words", ["2021年起", "自2021年7月1日起", "从2021年7月开始", "2021年以来"])
def test_what_only_begins_is_never_due_by_its_beginning(words: str) -> None:
    period = read_by(words, WRITTEN, {})
    assert period is not None
    assert (period.end, period.year) == (None, None)
    assert period.edtf.endswith("/..")


@pytest.mark.parametrize(
    ("words", "written", "edtf"),
    [
        ("三年内", "2021-03-05", "../2024-03-05"),
        ("三年内", "2021-03", "../2024-03"),
        ("三年内", "2021~", "../2024"),
        ("3个月内", "2021-11-30", "../2022-02-28"),
        ("3个月内", "2021", None),
        ("15天内", "2021-03", None),
        ("15天内", "2021-12-25", "../2022-01-09"),
        ("三年内", "../2021", "../2024"),
    ],
)
def test_a_term_is_as_exact_as_the_documents_own_date(
    words: str, written: str, edtf: str | None
) -> None:
    period = read_by(words, written, {})
    assert (period.edtf if period else None) == edtf
    assert period is None or period.reason is not None


@pytest.mark.parametrize("words", ["2021年初", "6月初", "2021年年中", "2021年初至6月初"])
def test_a_beginning_or_middle_is_no_deadline(words: str) -> None:
    assert read_by(words, WRITTEN, {}) is None


@pytest.mark.parametrize(
    "words",
    ["长期", "长期坚持", "滚动实施", "每年12月底前", "每季度末", "持续推进", "适时", "立即"],
)
def test_words_without_an_end_are_known_as_such(words: str) -> None:
    assert is_without_end(words)
    assert read_date_words(words, None) is None


def test_words_with_an_end_are_none_of_them() -> None:
    ends = ("2021年底前", "三年内", "春节前", "", "持续到2025年", "长期坚持,2021年底前见效")
    assert not any(is_without_end(words) for words in ends)


@pytest.mark.parametrize(
    ("plan", "edtf"),
    [
        ("“十四五”", "2021/2025"), ("“十五”", "2001/2005"), ("第十三个五年规划", "2016/2020"),
        ("“七五”期间", "1986/1990"), ("“一五”计划", "1953/1957"), ("“三五”", "1966/1970"),
        ("“十五五”末", "2030"),
    ],
)  # fmt: skip
def test_five_year_plans_are_counted(plan: str, edtf: str) -> None:
    words = read_plan(plan, quoted="“" in plan)
    assert words is not None
    assert words.edtf == edtf


@given(st.dates(date(1950, 1, 1), date(2098, 12, 31)))
def test_any_day_reads_back_by_any_form(day: date) -> None:
    figures = "〇一二三四五六七八九"
    year = "".join(figures[int(digit)] for digit in str(day.year))
    for words in (
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}年{day.month:02d}月{day.day:02d}日前",
        f"{day.year}-{day.month:02d}-{day.day:02d}",
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}/{day.month}/{day.day}",
        f"{year}年{day.month}月{day.day}日",
        f"{year}年{day.month}月{day.day}日".replace("〇", "○"),
        f"自{day.year}年{day.month}月{day.day}日起",
    ):
        period = read_period(words, WRITTEN, {})
        assert period is not None, words
        assert period.edtf.removesuffix("/..") == day.isoformat()


@given(
    st.text(
        "0123456789年月日季度上下半旬底末初前起至到自从-—~十五四三二一〇○“”内每长期今明去",
        max_size=20,
    )
)
def test_no_words_end_in_an_error_and_what_is_read_is_edtf(text: str) -> None:
    for reads in (read_period, read_by):
        period = reads(text, WRITTEN, {})
        assert period is None or read_edtf(period.edtf) is not None


@pytest.mark.parametrize("piece", ["2021", "年", "十", "至", "起", "前完成", "第", "五"])
def test_reading_a_date_takes_no_longer_for_a_longer_text(piece: str) -> None:
    started = time.process_time()
    read_by(piece * 100_000, WRITTEN, {})
    is_without_end("每年" + piece * 1000)
    assert time.process_time() - started < 0.5
