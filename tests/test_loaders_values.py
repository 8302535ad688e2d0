"""Values as texts write them: number, range, unit and bound."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.evidence.readings import reading_text
from loaders.languages.zh.numerals import read_number
from loaders.languages.zh.values import MAX_LENGTH, find_values, read_value

READINGS = {
    "超70亿元": "7000000000 CCY_CNY more-than",
    "突破8.5万户": "85000 NUM more-than",
    "突破10亿元大关": "1000000000 CCY_CNY more-than",
    "逾3万人": "30000 NUM more-than",
    "高于5%": "5 PERCENT more-than",
    "过亿元": "100000000 CCY_CNY more-than",
    "超亿元": "100000000 CCY_CNY more-than",
    "3000余套": "3000 NUM more-than",
    "30多亿元": "3000000000 CCY_CNY more-than",
    "2万余人": "20000 NUM more-than",
    "十余家": "10 NUM more-than",
    "三十多万人": "300000 NUM more-than",
    "力争超过2000亩": "2000 mu more-than",
    ">5%": "5 PERCENT more-than",
    "500家以上": "500 NUM at-least",
    "亿元以上": "100000000 CCY_CNY at-least",
    "不少于1000亩": "1000 mu at-least",
    "不低于90%": "90 PERCENT at-least",
    "至少5个": "5 NUM at-least",
    "至少培育一个": "1 NUM at-least",
    "每年增长10%以上": "10 PERCENT at-least",
    "≥6%": "6 PERCENT at-least",
    "控制在3%以内": "3 PERCENT at-most",
    "压缩至0.5个工作日内": "0.5 working-day at-most",
    "不超过30天": "30 DAY at-most",
    "最多2次": "2 NUM at-most",
    "5万以下": "50000 NUM at-most",
    "不到10名": "10 NUM less-than",
    "不足三成": "30 PERCENT less-than",
    "低于2‰": "2 PERMILLE less-than",
    "<5%": "5 PERCENT less-than",
    "约625亩": "625 mu about",
    "近4000家": "4000 NUM about",
    "接近500亿元": "50000000000 CCY_CNY about",
    "50公里左右": "50 KiloM about",
    "千亿级": "100000000000 NUM about",
    "10~12万": "100000~120000 NUM range",
    "10万-12万元": "100000~120000 CCY_CNY range",
    "700至800人": "700~800 NUM range",
    "2—3年": "2~3 YR range",
    "5%-10%": "5~10 PERCENT range",
    "两三年": "2~3 YR range",
    "三四百人": "300~400 NUM range",
    "两至三年": "2~3 YR range",
    "105.7平方公里": "105.7 KiloM2 exact",
    "2.1万平方米": "21000 M2 exact",
    "12万㎡": "120000 M2 exact",
    "3公顷": "3 HA exact",
    "228.8畝": "228.8 mu exact",
    "8.5萬戶": "85000 NUM exact",
    "1,234.5万元": "12345000 CCY_CNY exact",
    "1.2万亿元": "1200000000000 CCY_CNY exact",
    "5000万美元": "50000000 CCY_USD exact",
    "3500元/亩": "3500 yuan-per-mu exact",
    "100万吨": "1000000 TONNE exact",
    "114批次": "114 NUM exact",
    "6小时": "6 HR exact",
    "3个月": "3 MO exact",
    "半年": "0.5 YR exact",
    "两年半": "2.5 YR exact",
    "二千三百万元": "23000000 CCY_CNY exact",
    "一百二十家": "120 NUM exact",
    "百分之十五": "15 PERCENT exact",
    "千分之五": "5 PERMILLE exact",
    "四分之三": "75 PERCENT exact",
    "七成五": "75 PERCENT exact",
    "三成以上": "30 PERCENT at-least",
    "过半": "50 PERCENT more-than",
    "1.5倍": "1.5 fold exact",
    "翻两番": "4 fold exact",
    "5个百分点": "5 percentage-point exact",
    "5‰": "5 PERMILLE exact",
    "5%": "5 PERCENT exact",
    "-5%": "-5 PERCENT exact",
    "下降5%": "-5 PERCENT exact",
    "同比增长18.8%": "18.8 PERCENT exact",
    "一期9.7平方公里": "9.7 KiloM2 exact",
    "总投资130亿元": "13000000000 CCY_CNY exact",
    "省定要求": "no-number",
    "数十家": "no-number",
    "几百人": "no-number",
    "明显下降": "no-number",
}


@pytest.mark.parametrize(("written", "read"), READINGS.items())
def test_a_value_is_read_as_the_text_means_it(written: str, read: str) -> None:
    assert reading_text(read_value(written)) == read


def test_a_range_has_both_ends_and_no_number() -> None:
    reading = read_value("10~12万")
    assert (reading.number, reading.minimum, reading.maximum) == (
        None,
        Decimal(100000),
        Decimal(120000),
    )


def test_one_sided_bounds_leave_the_other_end_open() -> None:
    assert (read_value("500家以上").minimum, read_value("500家以上").maximum) == (
        Decimal(500),
        None,
    )
    assert (read_value("3%以内").minimum, read_value("3%以内").maximum) == (None, Decimal(3))


def test_two_values_in_one_text_are_seen() -> None:
    assert read_value("3000余套、12万平方米").several
    assert not read_value("10~12万").several


def test_numbers_carry_no_idle_zeros() -> None:
    assert str(read_value("2.10万平方米").number) == "21000"


def test_values_are_found_whole_in_running_text() -> None:
    text = "2009年,实现产值超70亿元;培育500家以上企业,不到10名,占90%以上。"
    found = [text[span.start : span.end] for span in find_values(text)]
    assert found == ["超70亿元", "500家以上", "不到10名", "90%以上"]


def test_dates_and_ordinals_are_no_values() -> None:
    assert find_values("2021年3月30日,第三名,统一规划") == []


def test_a_passed_time_is_no_comparison() -> None:
    assert [span.reading.bound for span in find_values("通过3年努力")] == ["exact"]


def test_a_monstrous_text_is_not_read() -> None:
    assert not read_value("9" * (MAX_LENGTH + 1)).readable


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("三百零五", 305),
        ("十二", 12),
        ("二〇一〇", 2010),
        ("三点五", "3.5"),
        ("几百", None),
        ("半", "0.5"),
    ],
)
def test_numerals_are_read(written: str, number: int | str | None) -> None:
    assert read_number(written) == (None if number is None else Decimal(number))


@given(
    st.decimals(min_value=0, max_value=10**6, places=2),
    st.sampled_from(["万元", "亿元", "家", "%"]),
)
def test_reading_scales_only_by_powers_of_ten(number: Decimal, unit: str) -> None:
    factor = {"万元": 10**4, "亿元": 10**8}.get(unit, 1)
    assert read_value(f"{number}{unit}").number == number * factor


@given(st.text(max_size=60))
def test_reading_never_fails(text: str) -> None:
    read_value(text)
    for span in find_values(text):
        assert 0 <= span.start < span.end <= len(text)
