"""Numbers, units, months, bounds and negations of a Chinese quote."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from loaders.languages.glossed import Amount, Bound, Glossing
from loaders.languages.zh.numerals import NUMBER_START, Number, scan_number

__all__ = ["GLOSSING"]

_START: Final = re.compile(f"[{NUMBER_START}]")
_UNITS: Final = tuple(
    (unit, re.compile(pattern))
    for unit, pattern in (
        ("%", "%"),
        ("yuan", "元"),
        ("km2", "平方公里|平方千米"),
        ("m2", "平方米|平米"),
        ("km", "公里|千米"),
        ("mu", "亩"),
        ("workday", "个?工作日"),
        ("day", "天|日"),
        ("hour", "个?小时"),
        ("month", "个月"),
        ("month of the year", "月"),
        ("tonne", "吨"),
    )
)
_PLAN: Final = re.compile('[“"「]([一二三四五六七八九十]{1,3})五[”"」]')
_NO_NUMBER: Final = re.compile(
    ".?(?:五金|五谷|队伍|四川|九江|三亚|六安|九龙|三门峡|三明|双十一|千方百计|五花八门|四面八方|再三|陆地|大陆|陆续|"
    "内陆|统一|唯一|一定|一般|一些|一样|万一|肆意|叁拾)"
)
"""Words that hold a character of a number and are none."""
_SCALES: Final = {
    "百": Decimal(100),
    "千": Decimal(1000),
    "万": Decimal(10**4),
    "亿": Decimal(10**8),
}
_HEDGES: Final = "多余来几"
_RANGE: Final = ("~", "-", "至", "到", "—")
_NOT: Final = re.compile("不|未|没|无|非(?!公|遗|物质|洲)|勿|莫(?!里)|别(?=[让再])")
_NO_NEGATION: Final = re.compile(
    "不断|不仅|不但|不光|不只|无论|不论|不管|不少(?!于)|不久|不妨|无疑|不愧|不同|未来|无线|无锡|"
    "无缝|无人机|非常|无偿|不动产|不锈钢|不一而足|不良|不满意|不平衡"
)
_FIGURE: Final = r"[\d一二两三四五六七八九十百千万亿]"
_BOUND_WORDS: Final[tuple[tuple[Bound, str], ...]] = (
    ("above", rf"(?:超过?|高于|大于|突破|至少|不少于|不低于|逾)[^,。;、]{{0,3}}?{_FIGURE}|"
              r"[\d一二三四五六七八九十百千万亿%][元人家个户平方米公里亩套]{0,3}以上|"
              r"[\d十百千万亿][多余](?![额下热量款粮])"),
    ("below", rf"(?:不到|不足|(?<!不)低于|(?<!不)少于|不超过|不高于){_FIGURE}|"
              r"[\d一二三四五六七八九十百千万亿%个工作日天元]以[内下]"),
    ("near", rf"(?:接近|将近|近){_FIGURE}"),
    ("about", rf"(?:大约|约|左右){_FIGURE}|[\d十百千万亿][^,。;]{{0,3}}左右"),
)  # fmt: skip
_BOUNDS: Final = tuple((bound, re.compile(words)) for bound, words in _BOUND_WORDS)


def amounts_of_chinese(text: str) -> list[Amount]:
    """Return every number of a clean, simplified text, with its unit."""
    return list(_amounts(text))


def _amounts(text: str) -> Iterator[Amount]:
    at = 0
    while (found := _START.search(text, at)) is not None:
        start = found.start()
        plan = _PLAN.match(text, start - 1) if start else None
        if plan is not None:  # “十一五”: the eleventh five-year plan
            read = scan_number(plan[1], 0)
            yield from (Amount(read.low, ""), Amount(Decimal(5), "")) if read else ()
            at = plan.end()
            continue
        word = _NO_NUMBER.match(text, max(start - 1, 0))
        if word is not None and word.end() > start:
            at = word.end()
            continue
        number = scan_number(text, start)
        if number is None and text[start] in _SCALES:
            yield Amount(_SCALES[text[start]], "", optional=True)
        at = max(number.end, start + 1) if number is not None else start + 1
        if number is not None:
            yield from _read(text, start, number)


def _read(text: str, start: int, number: Number) -> Iterator[Amount]:
    """Yield a number, both ends of a pair of neighbours, with unit and the scale of a range."""
    unit, scale = _unit(text, number.end), 1
    if text[number.end : number.end + 1] in _RANGE and number.scale == 1:
        after = scan_number(text, number.end + 1)
        scale = after.scale if after is not None else 1
        unit = unit or (_unit(text, after.end) if after is not None else "")
    if text[max(start - 3, 0) : start] == "百分之":
        unit = "%"
    weak = number.bare and not unit
    optional = weak or (not text[start].isdigit() and number.low < 2)
    for value in (number.low, number.high):
        if value is not None:
            yield Amount(value * scale, unit, optional)


def _unit(text: str, end: int) -> str:
    at = end
    while at < len(text) and at < end + 2 and text[at] in _HEDGES:
        at += 1
    unit = next((unit for unit, pattern in _UNITS if pattern.match(text, at)), "")
    dated = unit == "day" and text[at] == "日" and text[max(at - 6, 0) : at].find("月") >= 0
    return "" if dated else unit


def negates_in_chinese(text: str) -> bool:
    """Tell whether a text has a character that negates, and not as part of another word."""
    return _NOT.search(_NO_NEGATION.sub("", text)) is not None


def bounds_of_chinese(text: str) -> frozenset[Bound]:
    """Return the bounds of amounts that a text states."""
    found = {bound for bound, pattern in _BOUNDS if pattern.search(text)}
    return frozenset(found)


GLOSSING: Final = Glossing(amounts_of_chinese, bounds_of_chinese, negates_in_chinese)
"""How glosses of Chinese quotes are checked."""
