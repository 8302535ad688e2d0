"""What a number measures: the name before it (生产总值达到…) or behind it (…家企业)."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from loaders.drafting.amounts import Amount
from loaders.drafting.readers import Reading

__all__ = [
    "FALLING",
    "SIGNS",
    "YEAR",
    "hedge_of",
    "how_often",
    "measure_name",
    "number_of",
    "parts_of",
    "year_of",
]

SIGNS: Final = {
    "exact": "=", "at-least": "≥", "more-than": ">", "at-most": "≤", "less-than": "<",
    "about": "≈", "range": "-",
}  # fmt: skip
_AFTER_STOP: Final = re.compile(
    r"[,。;:、\n( \t|]|赴|参加|进行|给予|实现|达到|完成|建成|纳入|通过|开展|到(?=国|境|外|基)|"
    r"分别|以及(?=\d)|和(?=\d)|及(?=\d)|其中|出国|"
    r"投入|列入|入选|用于|推进|加快|占|比|增|下降|同比"
)
_LEAD_STRIP: Final = re.compile(
    r"^(?:努力|(?:主要)?(?:预期)?目标是|力争|确保|争取|预计|预期|其中|"
    r"到?20\d\d年(?:[上下]半年|第?[一二三四]季度|\d{1,2}月份?(?:\d{1,2}日)?)?[底末中初]?(?:之前|"
    r"以前|前|内)?|"
    r"今年|去年|全年|全[市县区镇省乡州]|本[市县区]|我[市县区省]|使|将|把|要|累计|共|"
    r"\d{1,2}年内|年内|每年|重点|大力|进一步|加快|推动|推进|实施|完成|建成|建设|培育|引进|新增|"
    r"修建|打造|招引|"
    r"实现|达到|一是|二是|三是|同时|并|且|的|年均|新建|组织|培养|资助|扶持|支持|和)+"
)
_TRAIL_STRIP: Final = re.compile(
    r"(?:(?:同比|年均|较上年|比上年|较|预计|可|已|将|共|总计|累计|分别|均|保持在?|稳定在?|"
    r"控制在?|实现|完成|达到?|突破|跨越|跨上|迈过|迈上|站上|跃上|越过|攻破|冲破|净|再|超过|超|约|"
    r"近|为|是|有|至|到|"
    r"提高到?|提升到?|提升至|增加到?|增长到?|增加一倍|翻一番|翻番|翻|年产|增长|下降到?|下降|"
    r"降低到?|降至|降到|减少到?|缩短至|压缩至|扩大至|不低于|不少于|不超过|不高于|占|新增|净增|"
    r"至少|力争|确保|各|左右|上下浮?|下浮|上浮|了|的|在|也|又|仍|年内|每年|每月|全年|目标|要|共计|"
    r"合计|高达|多达))+$"
)
_PARTS: Final = re.compile(
    r"(?P<number>-?\d[\d,]*(?:\.\d+)?(?:[-~—–至]+\d[\d,]*(?:\.\d+)?)?|"
    r"[零一二两三四五六七八九十百千万亿半]+|百分之[零一二三四五六七八九十百点]+)"
    r"(?:多|余|来)?(?P<scale>[十百千]?[万亿]亿?|[百千](?!分|瓦|米|克))?(?:多|"
    r"余)?(?P<unit>[^\d\s]*)$"
)
FALLING: Final = re.compile(
    r"(?:下降|减少|降低|下跌|回落|缩减|下浮|压减|下滑)(?:了|至少|最少|约|近|超过?|不低于|不少于|幅度)*$"
)
"""Words that make a number a fall: they are copied with it."""
YEAR: Final = re.compile(r"(?:19|20)\d\d(?=年(?!起|以来|印发|出台|发布|版|的?基础|基数|相比))")


def measure_name(dense: str, amount: Amount) -> tuple[int, int] | None:
    """Return the span of the words that say what a number measures, or none."""
    counted = amount.reading.measure and amount.reading.unit == "NUM"
    spans = [_behind(dense, amount), _before(dense, amount)]
    if not counted:
        spans.reverse()
    return next((span for span in spans if span is not None), None)


def _behind(dense: str, amount: Amount) -> tuple[int, int] | None:
    start, limit = amount.end, min(amount.sentence[1], amount.end + 60)
    low = start
    depth_end = start
    while depth_end < limit:
        match = _AFTER_STOP.search(dense, depth_end, limit)
        stop = match.start() if match else limit
        words = dense[low:stop]
        inside = words.count("“") > words.count("”")
        listed = (
            match is not None
            and match[0] == "、"
            and re.match(r"(?:[^,。;、]{1,14}、){0,3}[^,。;、]{1,16}的", dense[match.end() : limit])
        )
        if match and (inside or listed or stop == low):
            if stop == low and not inside:
                return None
            depth_end = match.end()
            continue
        break
    else:
        stop = limit
    words = dense[low:stop]
    at = words.rfind("的")
    if at >= 0 and len(words) - at > 2:
        low += at + 1
    return (
        (low, stop)
        if stop - low >= 2 and re.match(r"[\u4e00-\u9fff“A-Za-z0-9]", dense[low])
        else None
    )


def _before(dense: str, amount: Amount) -> tuple[int, int] | None:
    """Go back mark by mark until words stay that are no verb and no other number."""
    floor, end = amount.sentence[0], amount.start
    for _ in range(5):
        end = _before_bracket(dense, floor, end)
        low = max((dense.rfind(mark, floor, end) for mark in ",、: "), default=-1)
        low = max(low + 1, floor)
        span = _stripped(dense, low, end)
        if span is not None:
            return span
        if low <= floor:
            return None
        end = low - 1
    return None


def _before_bracket(dense: str, floor: int, end: int) -> int:
    """Go back over a remark in brackets: 达5600亿元(预计数,下同),增长…"""
    if end > floor and dense[end - 1] == ")":
        opening = dense.rfind("(", floor, end)
        return opening if opening >= 0 else end
    return end


def _stripped(dense: str, low: int, end: int) -> tuple[int, int] | None:
    """Return the words between other numbers and without the verbs at both ends, or none."""
    low = max(low, end - LONGEST_NAME)
    words = dense[low:end]
    inner = _ENUMERATED.match(words)
    if inner:  # 1.建成甲;2.培训… within a cell, or a bracket that closes
        low, words = low + inner.end(), words[inner.end() :]
    numbers = list(_OTHER_NUMBER.finditer(words))
    if not numbers:
        return _without_verbs(dense, low, end)
    behind = _without_verbs(dense, low + numbers[-1].end(), end)
    return behind or _without_verbs(dense, low, low + numbers[0].start())


def _without_verbs(dense: str, low: int, end: int) -> tuple[int, int] | None:
    words = dense[low:end]
    trailing = _TRAIL_STRIP.search(words)
    stop = low + (trailing.start() if trailing else len(words))
    leading = _LEAD_STRIP.match(dense[low:stop])
    begin = low + (leading.end() if leading else 0)
    return (begin, stop) if stop - begin >= 2 else None


_ENUMERATED: Final = re.compile(r".*(?:(?<!\d)\d{1,2}[.、](?=[\u4e00-\u9fff])|^[^(]*\))")
LONGEST_NAME: Final = 60
_OTHER_NUMBER: Final = re.compile(
    r"(?:约|近|超|达|突破)?\d[\d.,]*[十百千万亿]*(?:美?元|%|个百分点|家|个|户|人|亩|吨|公里|"
    r"平方公里|平方米|名|项|倍|台|头|栋)(?:以上|左右|以内)?(?:的|及|和)?"
)


_HEDGE: Final = re.compile("大约|大概|约|近|左右|上下|前后")
_EACH: Final = re.compile(
    r"每(?P<per>年度?|个?月|周|星期|季度?|日|天|学期|学年|半年)(?P<beside>$)?(?!均|每)"
)
_OFTEN: Final = frozenset({"次", "场", "场次", "回", "轮", "轮次", "期"})
"""Measure words of what is done again and again."""


def hedge_of(words: str, reading: Reading) -> str | None:
    """Return the word by which a range is one about: 约 of 约50-60家, 左右 of 50-60家左右."""
    match = _HEDGE.search(words) if reading.bound == "range" else None
    return match[0] if match else None


def how_often(dense: str, amount: Amount) -> tuple[tuple[int, int], bool] | None:
    """Return the span of 年 in 每年3次 and whether it stands right before the number, or none."""
    if amount.reading.measure not in _OFTEN:
        return None
    last = None
    for last in _EACH.finditer(dense, amount.clause[0], amount.start):  # noqa: B007 - the last one
        pass
    return (last.span("per"), last["beside"] is not None) if last else None


def number_of(reading: Reading) -> float | int | list[float | int] | None:
    """Return the number in base units, or both ends of a range."""
    if reading.number is not None:
        return _plain(abs(reading.number))
    if reading.minimum is not None and reading.maximum is not None:
        return [_plain(reading.minimum), _plain(reading.maximum)]
    return None


def _plain(number: Decimal) -> float | int:
    return int(number) if number == number.to_integral_value() else float(number)


def parts_of(words: str, reading: Reading) -> tuple[str, str]:
    """Cut a value as written into its number and its unit: 1万 and 名, 3 and 亿元.

    A scale goes with the number of things and with the unit of money.
    """
    bare = re.sub(r"^[^\d零一二两三四五六七八九十百千万亿半]+", "", words)
    bare = re.sub(r"(?:及?以[上下内]|之?内|左右|上下)$", "", bare)
    match = _PARTS.search(bare)
    if match is None:
        return bare, reading.measure
    scale, unit = match["scale"] or "", match["unit"]
    unit = unit or reading.measure
    if reading.unit in ("PERCENT", "PERMILLE") and not unit:
        unit = "%"
    money = reading.unit in ("CCY_CNY", "CCY_USD")
    return (match["number"], scale + unit) if money else (match["number"] + scale, unit)


def year_of(
    dense: str, amount: Amount, written: int | None, heading: str, last: str | None = None
) -> str | None:
    """Return the year of a number: told in its sentence, by 去年 or 今年, or by its heading.

    Args:
        dense: The dense text.
        amount: The number.
        written: The year of the text, for 去年 and 今年.
        heading: The headings above, for 2011年工作回顾.
        last: The year that the text named last, for values that are reached or expected.
    """
    floor = amount.sentence[0]
    if amount.status == "target":  # 到2027年,甲达到…;乙达到…
        floor = max(dense.rfind(mark, max(0, floor - 300), floor) for mark in "。\n") + 1
    years = list(YEAR.finditer(dense, max(floor, amount.sentence[0] - 300), amount.start))
    if years:
        return years[-1][0]
    told = dense[amount.sentence[0] : amount.start]
    if written is not None and (match := re.search(r"去年|上年(?!同期|末|底|度)|今年|本年", told)):
        return str(written - (match[0] in ("去年", "上年")))
    above = YEAR.search(heading)
    if above:
        return above[0]
    return last if amount.status in ("actual", "expected") else None
