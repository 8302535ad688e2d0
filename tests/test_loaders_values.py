"""Values as texts write them: number, range, unit, bound and baseline, whole or not at all."""

# ruff: noqa: E501 - a table of forms reads better unbroken

from __future__ import annotations

import time
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opencc import OpenCC

from benchmarks.reading import Form, forms, read, score
from loaders.evidence.readings import reading_text
from loaders.languages.zh.numerals import read_number, scan_number
from loaders.languages.zh.values import MAX_LENGTH, find_values, read_value
from ontology.codes import UNITS

TUNED = forms("values")
HELD_OUT = forms("values_held_out")


@pytest.mark.parametrize("form", TUNED, ids=lambda form: form.written)
def test_a_value_is_read_as_the_text_means_it(form: Form) -> None:
    assert read(form) == form.right


def test_forms_that_were_held_out_are_read_or_refused_and_none_is_read_wrong() -> None:
    got = {form: read(form) for form in HELD_OUT}
    count, right, _, wrong, _ = score(HELD_OUT, got)
    assert wrong == 0
    assert right >= 0.95 * count


def test_every_unit_that_a_form_needs_has_a_code() -> None:
    readable = [form.right for form in TUNED + HELD_OUT if form.right != "no-number"]
    assert {text.split()[1] for text in readable} <= set(UNITS)


BASELINES = {
    "不低于2019年同期余额": "2019年同期余额",
    "不低于2019年同期": "2019年同期",
    "高于全省平均水平": "全省平均水平",
    "与上年持平": "上年",
    "不低于GDP增速": "GDP增速",
    "较2020年下降18%": "2020年",
    "比上年增长5%": "上年",
    "高于全国平均水平2个百分点": "全国平均水平",
    "相当于全国平均水平的1.5倍": "全国平均水平",
    "在2020年基础上翻一番": "2020年",
    "从2015年的62.3%提高到2020年的70%": "2015年",
    "达到国家标准": "国家标准",
    "控制在2019年水平以内": "2019年水平",
    "恢复到2019年的95%": "2019年",
    "提高到2025年的70%": "",
    "增长到2015年的3倍": "2015年",
    "5%": "",
    "省定要求": "",
}


@pytest.mark.parametrize(("written", "baseline"), BASELINES.items())
def test_what_a_value_is_relative_to_is_read(written: str, baseline: str) -> None:
    assert read_value(written).baseline == baseline


UNREAD = {
    "100亿比索": ("unit", "比索"),
    "5元/英里": ("unit", "元/英里"),
    "3000余套、12万平方米": ("several", "、12万平方米"),
    "2019": ("year", "2019"),
    "2019年": ("year", "2019年"),
    "12月31日": ("date", "12月31日"),
    "不足5%以上": ("bound", "不足5%以上"),
    "12-10家": ("range", "12-10家"),
    "人均5公里": ("rate", "人均5公里"),
    "万亩": ("vague", "万亩"),
    "约略5%": ("rest", "略5%"),
    "5%%": ("rest", "%"),
    "9" * (MAX_LENGTH + 1): ("long", "9" * 20),
}


@pytest.mark.parametrize(("written", "why"), UNREAD.items())
def test_what_is_not_read_is_named_with_the_reason(written: str, why: tuple[str, str]) -> None:
    reading = read_value(written)
    assert (reading.unread, reading.rest) == why
    assert not reading.readable


def test_words_without_a_number_are_not_unread() -> None:
    for words in ("省定要求", "全面完成", "提高", "变清", "数十家", "几百人"):
        reading = read_value(words)
        assert (reading.readable, reading.unread) == (False, "")


def test_a_range_has_both_ends_and_no_number() -> None:
    reading = read_value("10~12万")
    assert (reading.number, reading.minimum, reading.maximum) == (
        None,
        Decimal(100000),
        Decimal(120000),
    )


def test_one_sided_bounds_leave_the_other_end_open() -> None:
    ends = {
        "500家以上": (Decimal(500), None),
        "3%以内": (None, Decimal(3)),
        "下降13.5%以上": (None, Decimal("-13.5")),
        "下降不超过5%": (Decimal(-5), None),
    }
    for written, (low, high) in ends.items():
        reading = read_value(written)
        assert (reading.minimum, reading.maximum) == (low, high)


def test_two_values_in_one_text_are_seen() -> None:
    assert read_value("3000余套、12万平方米").several
    assert not read_value("10~12万").several


def test_numbers_carry_no_idle_zeros() -> None:
    assert str(read_value("2.10万平方米").number) == "21000"


def test_values_are_found_whole_in_running_text() -> None:
    text = "2009年,实现产值超70亿元;培育500家以上企业,不到10名,占90%以上。装机30万千瓦,投入三亿五千万元。"
    found = [text[span.start : span.end] for span in find_values(text)]
    assert found == ["超70亿元", "500家以上", "不到10名", "90%以上", "30万千瓦", "三亿五千万元"]


def test_dates_and_ordinals_are_no_values() -> None:
    assert find_values("2021年3月30日,第三名,统一规划,二〇二一年") == []


def test_a_passed_time_is_no_comparison() -> None:
    assert [span.reading.bound for span in find_values("通过3年努力")] == ["exact"]


NUMERALS = {
    "三百零五": 305, "十二": 12, "二〇一〇": 2010, "三点五": "3.5", "几百": None, "半": "0.5",
    "三亿五千万": 350_000_000, "3亿5000万": 350_000_000, "1万2千": 12_000, "一万二": 12_000,
    "一万零二": 10_002, "三千六": 3_600, "廿五": 25, "卅": 30, "壹佰贰拾叁": 123, "两千": 2_000,
    "一万二千亿": 1_200_000_000_000, "3万亿5000亿": 3_500_000_000_000, "1.5亿2千万": None,
    "三五": None, "1,23": None, "1,234": 1_234, "十万八千": 108_000, "零": 0, "百十": None,
    "万万": None, "01": 1, "十几": None, "三十多": None, "一千万零五": 10_000_005, "3百20": None, "-5": -5,
}  # fmt: skip


@pytest.mark.parametrize(("written", "number"), NUMERALS.items())
def test_numerals_are_read(written: str, number: int | str | None) -> None:
    assert read_number(written) == (None if number is None else Decimal(number))


# -- any number, by any of the forms, reads back or is refused -------------------------------

_FIGURES = "零一二三四五六七八九"
_FINANCIAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")


def _section(number: int) -> str:
    text, zero = "", False
    for value, scale in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, value)
        if digit:
            text += ("零" if zero and text else "") + _FIGURES[digit] + scale
            zero = False
        else:
            zero = True
    return text


def numerals(number: int) -> str:
    """Write a whole number in Chinese numerals."""
    if number == 0:
        return "零"
    parts: list[str] = []
    for scale, word in ((10**8, "亿"), (10**4, "万"), (1, "")):
        count, number = divmod(number, scale)
        if count:
            gap = bool(parts) and count < 1000
            parts.append(("零" if gap else "") + _section(count) + word)
    return "".join(parts)


def mixed(number: int) -> str:
    """Write a whole number with digits before its scales: 3亿5000万."""
    text = ""
    for scale, word in ((10**8, "亿"), (10**4, "万"), (1, "")):
        count, number = divmod(number, scale)
        text += f"{count}{word}" if count >= 10 or (count and not text) else ""
        if count and count < 10 and text and not text.endswith(f"{count}{word}"):
            text += f"零{_FIGURES[count]}{word}" if word == "" else f"{count}{word}"
    return text or "0"


FORMS: list[Callable[[int], str]] = [
    str,
    lambda n: f"{n:,}",
    lambda n: f"{n:,}".replace(",", " "),
    lambda n: f"{n:,}".replace(",", "\u202f"),
    lambda n: str(n).translate({48 + d: 0xFF10 + d for d in range(10)}),
    numerals,
    lambda n: numerals(n).translate(_FINANCIAL),
    lambda n: numerals(n).replace("二百", "两百").replace("二千", "两千"),
    mixed,
    lambda n: f"{Decimal(n) / 10000}万" if n % 10**4 and n >= 10**4 else str(n),
]


@given(st.integers(0, 999_999_999_999), st.sampled_from(FORMS), st.sampled_from(["元", "家", "亩"]))
@settings(max_examples=600)
def test_any_number_by_any_form_reads_back_or_is_refused(
    number: int, write: Callable[[int], str], unit: str
) -> None:
    reading = read_value(write(number) + unit)
    assert reading.number in (number, None), write(number)


@given(st.integers(1, 99_999_999))
def test_chinese_numerals_always_read_back(number: int) -> None:
    assert read_number(numerals(number)) == number
    assert read_number(numerals(number).translate(_FINANCIAL)) == number


SIGNS = {"下降": -1, "减少": -1, "增长": 1, "负": -1, "\u2212": -1, "-": -1, "": 1}


@given(
    st.decimals(min_value="0.1", max_value=1000, places=1),
    st.sampled_from(sorted(SIGNS)),
    st.sampled_from(["%", "个百分点", "‰"]),
)
def test_a_signed_rate_reads_back(number: Decimal, sign: str, unit: str) -> None:
    assert read_value(f"{sign}{number}{unit}").number == SIGNS[sign] * number


@given(
    st.integers(1, 10**6),
    st.integers(1, 10**6),
    st.sampled_from(["-", "–", "—", "——", "~", "～", "〜", "至", "到", "\u2212", "－"]),
)
def test_a_range_reads_back_or_is_refused(low: int, high: int, dash: str) -> None:
    reading = read_value(f"{low}{dash}{high}家")
    if low > high:
        assert not reading.readable
    else:
        assert (reading.minimum, reading.maximum) in ((low, high), (None, None))


@given(
    st.decimals(min_value=0, max_value=10**6, places=2),
    st.sampled_from(["万元", "亿元", "家", "%"]),
)
def test_reading_scales_only_by_powers_of_ten(number: Decimal, unit: str) -> None:
    factor = {"万元": 10**4, "亿元": 10**8}.get(unit, 1)
    assert read_value(f"{number}{unit}").number == number * factor


PIECES = st.sampled_from(
    [*"0123456789一二三十百千万亿两半几多余点零,./-~%元家年月日个倍番成第从到至和超约近不低高", "以上", "下降", "比上年",
     "百分之", "分之", "之间", "每人", "2019年", "全省平均", "基础上", "个百分点", "翻番", " ", "\u2028"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=14).map("".join))
@settings(max_examples=500)
def test_no_mixture_of_pieces_ends_in_an_error(text: str) -> None:
    reading = read_value(text)
    assert reading.unit is None or reading.unit in UNITS
    for span in find_values(text):
        assert 0 <= span.start < span.end <= len(text)
    scan_number(text)


@given(st.text(max_size=60))
def test_reading_never_fails(text: str) -> None:
    read_value(text)
    for span in find_values(text):
        assert 0 <= span.start < span.end <= len(text)


@pytest.mark.parametrize(
    "text", ["21,12/31,12", "1/3", "1/0", "0/0", "9" * 300, "亿" * 300, "-" * 99]
)
def test_odd_figures_end_in_no_traceback(text: str) -> None:
    read_value(text)
    find_values(f"数据{text}。")


@pytest.mark.parametrize(
    "piece",
    ["1", "一", "千", "1,", "1/", "1-", "从", "比上年", "不低于", "百分之", "十几", "2019年", "每", "万元/", "约", "多",
     "第", "0.", "之间", "超", "-"],
)  # fmt: skip
def test_finding_values_grows_with_the_length_only(piece: str) -> None:
    marks = iter("甲乙丙丁戊")

    def seconds(size: int) -> float:
        text = (piece * size)[:size] + next(marks)  # never the same text, which is remembered
        started = time.process_time()
        find_values(text)
        return time.process_time() - started

    seconds(2_000)
    small, large = (min(seconds(size) for _ in range(2)) for size in (4_000, 16_000))
    assert large < 10 * max(small, 0.01), (small, large)


def test_the_reading_of_a_value_is_one_short_text() -> None:
    assert reading_text(read_value("超70亿元")) == "7000000000 CCY_CNY more-than"
    assert reading_text(read_value("10~12万")) == "100000~120000 NUM range"
    assert reading_text(read_value("省定要求")) == "no-number"


@pytest.mark.parametrize("scheme", ["s2t", "s2hk", "s2tw"])
def test_traditional_characters_are_read_alike(scheme: str) -> None:
    convert = OpenCC(scheme).convert
    listed = [form for name in ("values", "values_held_out", "dates") for form in forms(name)]
    turned = [Form(form.kind, convert(form.written), form.right) for form in listed]
    assert [form for form in turned if read(form) != form.right] == []


HEDGED_BEHIND = [
    "50家有余", "50家不止", "50家出头", "50家起步", "50家开外", "50家打底", "50家为上限",
    "50家为下限", "50家不等", "50家不足", "50家许", "50家以外", "50家未完成", "50家减少",
    "3个来月", "3个平方", "3个标准大气压", "3位数",
]  # fmt: skip
"""Words behind a measure word that change what the number says, and are no nouns."""


@pytest.mark.parametrize("written", HEDGED_BEHIND)
def test_words_behind_a_measure_word_that_change_the_number_leave_it_unread(written: str) -> None:
    reading = read_value(written)
    assert reading.number is None and reading.unread and reading.rest


@pytest.mark.parametrize(
    "written",
    ["100项不见面审批事项", "30家非公企业", "10个不动产登记点", "5个未来社区", "5个来料加工点",
     "30家取消限制企业", "50家上市公司"],
)  # fmt: skip
def test_nouns_that_begin_like_such_words_are_counted(written: str) -> None:
    assert read_value(written).number is not None


@pytest.mark.parametrize(
    ("written", "ends"),
    [
        ("-6--5%", (-6, -5)), ("-6%--5%", (-6, -5)), ("-6—-5%", (-6, -5)), ("−6—−5%", (-6, -5)),
        ("-6~-5%", (-6, -5)), ("-6-5%", (-6, 5)), ("5--6%", (5, 6)), ("5——6%", (5, 6)),
        ("-5--6%", None), ("6--5%", None), ("5—-6%", None),
    ],
)  # fmt: skip
def test_a_minus_behind_the_dash_of_a_range_is_a_sign(
    written: str, ends: tuple[int, int] | None
) -> None:
    reading = read_value(written)
    assert (reading.minimum, reading.maximum) == (ends or (None, None))
    assert bool(reading.unread) == (ends is None)


@pytest.mark.parametrize("written", ["-5%以内", "负5%以内", "−3.2%之内", "-5个以内"])
def test_a_negative_number_with_within_is_refused_as_blurred(written: str) -> None:
    assert (read_value(written).number, read_value(written).unread) == (None, "bound")


@pytest.mark.parametrize("written", ["½", "½以上", "¾", "①", "⑩个", "㊿", "2½倍"])
def test_figures_of_no_known_make_are_named_and_not_passed_over(written: str) -> None:
    assert read_value(written).unread


def test_a_roman_class_is_no_number() -> None:
    assert not read_value("Ⅲ类以上").unread
