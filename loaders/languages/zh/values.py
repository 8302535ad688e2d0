"""Read a value as a text writes it: number, range, unit, bound.

One grammar, used twice: :func:`read_value` reads a value that a record copied from the text,
:func:`find_values` finds every value in running text.  Nothing is converted: 亩 stay 亩, and
numbers are scaled by powers of ten only (70亿元 is 7000000000 CCY_CNY).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final

from loaders.languages.zh.numerals import NUMERAL, SCALE, read_number, read_pair, scale_of
from ontology.codes import Bound

__all__ = ["Reading", "ValueSpan", "far_bound", "find_values", "plain", "read_value"]

MAX_LENGTH = 400
"""No value as written is longer; the grammar is not tried on more."""

_PLAIN = str.maketrans(
    "０１２３４５６７８９．，％～－＋：；（）＞＜萬億畝個戶餘兩過達約幾內裡裏專項條種噸區億於與處樓廠鎮眾單間數圍輛歲週總實現標準關",
    "0123456789.,%~-+:;()><万亿亩个户余两过达约几内里里专项条种吨区亿于与处楼厂镇众单间数围辆岁周总实现标准关",
)


def plain(text: str) -> str:
    """Return the text with full-width digits and traditional units in their usual form.

    Character by character, so that offsets stay.
    """
    return text.translate(_PLAIN)


_BEFORE: dict[str, Bound] = {
    "不少于": "at-least", "不低于": "at-least", "不小于": "at-least", "不下于": "at-least",
    "不下": "at-least", "至少": "at-least", "最少": "at-least", "≥": "at-least",
    "不超过": "at-most", "不高于": "at-most", "不多于": "at-most", "不大于": "at-most",
    "不逾": "at-most", "至多": "at-most", "最多": "at-most", "≤": "at-most",
    "不足": "less-than", "不到": "less-than", "不满": "less-than", "未满": "less-than",
    "未达": "less-than", "低于": "less-than", "少于": "less-than", "小于": "less-than",
    "<": "less-than",
    "超过": "more-than", "超出": "more-than", "突破": "more-than", "高于": "more-than",
    "大于": "more-than", "多于": "more-than", "超": "more-than", "逾": "more-than",
    "过": "more-than", ">": "more-than",
    "大约": "about", "约": "about", "将近": "about", "接近": "about", "近": "about",
    "大致": "about", "~": "about",
}  # fmt: skip
_AFTER: dict[str, Bound] = {
    "及以上": "at-least", "以上": "at-least", "及以下": "at-most", "以下": "at-most",
    "以内": "at-most", "之内": "at-most", "内": "at-most", "左右": "about", "上下": "about",
}  # fmt: skip

_MONEY = {"元": "CCY_CNY", "美元": "CCY_USD"}
_UNITS: dict[str, str] = {
    **_MONEY,
    "人民币": "CCY_CNY", "块钱": "CCY_CNY",
    "元/平方米": "yuan-per-square-metre", "元/亩": "yuan-per-mu",
    "元/平方公里": "yuan-per-square-kilometre",
    "%": "PERCENT", "‰": "PERMILLE", "个百分点": "percentage-point",
    "百分点": "percentage-point",
    "平方公里": "KiloM2", "平方千米": "KiloM2", "km²": "KiloM2", "km2": "KiloM2",
    "平方米": "M2", "平米": "M2", "㎡": "M2", "m²": "M2", "公顷": "HA", "亩": "mu",
    "立方米": "M3", "方": "M3", "公里": "KiloM", "千米": "KiloM", "km": "KiloM", "米": "M",
    "吨标准煤": "standard-coal-tonne", "吨标煤": "standard-coal-tonne", "吨": "TONNE",
    "公斤": "KiloGM", "千克": "KiloGM",
    "千瓦时": "KiloW-HR", "度": "KiloW-HR", "兆瓦": "MegaW",
    "年": "YR", "周年": "YR", "个月": "MO", "周": "WK", "星期": "WK", "天": "DAY", "日": "DAY",
    "个工作日": "working-day", "工作日": "working-day", "小时": "HR", "个小时": "HR",
    "分钟": "MIN", "倍": "fold", "番": "fold",
}  # fmt: skip
_MEASURES = (
    "个家人户项套名条座种件次所张辆处批位例宗台只头栋幢间层类份场届支队组期笔对块片株棵"
    "封起门部本篇首段级区镇村县乡市园校院厂店室岁"
)
_WORD_MEASURES = (  # longer than one character
    "人次",
    "批次",
    "万人",
    "人天",
    "户次",
    "家次",
    "床位",
    "张床",
    "余次",
    "道",
    "亩次",
)
_SCALES = "十百千万亿"

_RANGE_MARK = r"(?:~|-|—{1,2}|–|至|到)"
_HEDGE = r"(?:多|余|(?<=[十百千])来)"


def _any(words: Iterator[str] | list[str] | tuple[str, ...] | dict[str, str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


# 过 compares only where it is no part of 通过, 经过, 超过.
_PREFIX = f"(?:{_any([word for word in _BEFORE if word != '过'])}|(?<![通经超不])过)"
_SUFFIX = f"(?:{_any([*_AFTER])})"
_UNIT_WORDS = _any([*_UNITS])
_UNIT = f"(?:{_UNIT_WORDS}|{_any([*_WORD_MEASURES])}|[{_MEASURES}])"
_ARABIC = r"-?\d{1,3}(?:,\d{3}){1,6}(?:\.\d{1,12})?|-?\d{1,20}(?:\.\d{1,12})?"
_SHARE = (
    rf"(?:百分之|千分之|万分之)(?:{_ARABIC}|{NUMERAL})"
    rf"|(?:{NUMERAL})分之(?:{NUMERAL})|\d{1, 12}/\d{1, 12}"
)
_TENTHS = r"[一二三四五六七八九两]成[一二三四五六七八九]?|半数|一半"
_ONE = rf"(?:{_ARABIC})(?:{_HEDGE})?(?:{SCALE})?|(?:{NUMERAL})"

_FIRST = re.escape("".join(sorted({word[0] for word in _BEFORE})))

VALUE = re.compile(
    rf"""
    (?=[{_FIRST}0-9零〇一二两三四五六七八九十百千万亿半-])
    (?P<before>(?:{_PREFIX}){{0,3}})
    (?:
      (?P<share>{_SHARE})
    | (?P<tenths>{_TENTHS})
    | (?P<low>{_ONE})(?P<lowunit>%|‰|{_UNIT_WORDS})?{_RANGE_MARK}
      (?P<high>{_ONE})(?P<highunit>{_UNIT})?
    | (?P<one>{_ONE})(?P<hedge>{_HEDGE}|{_HEDGE}(?=[{_SCALES}]))?
      (?P<scale>{SCALE})?(?P<unit>{_UNIT})?(?P<late>{_HEDGE})?(?P<half>半)?
    )
    (?P<after>{_SUFFIX})?
    """,
    re.VERBOSE,
)

_FALLING = re.compile(r"(?:下降|减少|降低|下跌|下滑|负增长|缩减|回落)了?$")
_TIMES = re.compile(r"翻(?P<n>[一两二三四])?番|翻了?(?P<m>[一两二三四])番")


@dataclass(frozen=True, slots=True)
class Reading:
    """What the machine reads in a value as written."""

    text: str
    number: Decimal | None = None
    """The number of an exact, approximate or one-sided value; none for a range."""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    unit: str | None = None
    """A key of :data:`ontology.codes.UNITS`; counts of things are ``NUM``."""
    bound: Bound = "exact"
    measure: str = ""
    """The unit or measure word as written, without scale: 元, 家, 平方公里."""
    several: bool = False
    """More than one number stands in the text: 3000余套、12万平方米."""

    @property
    def readable(self) -> bool:
        """Whether a number was read at all (省定要求 has none)."""
        return self.number is not None or self.minimum is not None


@dataclass(frozen=True, slots=True)
class ValueSpan:
    """A value in running text: the whole of it with comparisons, and its bare number."""

    start: int
    end: int
    reading: Reading


def _bound(match: re.Match[str], fuzzy: bool) -> Bound:
    before, after = match["before"], match["after"] or ""
    bound: Bound | None = None
    for word in re.findall(_PREFIX, before):
        bound = _BEFORE[word]
    if after and bound in (None, "exact"):
        return _AFTER[after]
    if bound:
        return bound
    if fuzzy:
        return "more-than"
    # 千亿级 tells an order of magnitude.
    order = match["unit"] == "级" and (match["one"] or "1")[-1] in _SCALES
    return "about" if order else "exact"


def _ends(number: Decimal, bound: Bound) -> tuple[Decimal | None, Decimal | None]:
    low = number if bound in ("exact", "at-least", "more-than") else None
    high = number if bound in ("exact", "at-most", "less-than") else None
    return low, high


def _single(text: str, number: Decimal, bound: Bound, unit: str, measure: str) -> Reading:
    number = _clean(number)
    low, high = _ends(number, bound)
    return Reading(text, number, low, high, unit, bound, measure)


def _clean(number: Decimal) -> Decimal:
    """Return the number without idle zeros or exponent: 85000, not 85000.0 or 8.5E+4."""
    whole = number.to_integral_value()
    return whole.quantize(Decimal(1)) if number == whole else number.normalize()


def _share(match: re.Match[str]) -> tuple[Decimal, str] | None:
    if match["tenths"]:
        words = match["tenths"]
        if words in ("半数", "一半"):
            return Decimal(50), "PERCENT"
        ten = read_number(words[0])
        rest = read_number(words[2]) if len(words) > 2 else Decimal(0)
        return (ten * 10 + rest, "PERCENT") if ten is not None and rest is not None else None
    words = match["share"]
    if "/" in words:
        top, _, bottom = words.partition("/")
        return _fraction(Decimal(top), Decimal(bottom))
    below, _, above = words.partition("分之")
    part = read_number(above)
    if part is None:
        return None
    if below in ("百", "千"):
        return part, "PERCENT" if below == "百" else "PERMILLE"
    whole = read_number(below)
    return None if whole is None else _fraction(part, whole)


def _fraction(top: Decimal, bottom: Decimal) -> tuple[Decimal, str] | None:
    if not bottom:
        return None
    number = top * 100 / bottom
    return (number if number == round(number, 6) else round(number, 6)), "PERCENT"


def _unit_of(written: str) -> str:
    return _UNITS.get(written, "NUM")


def _interpret(match: re.Match[str]) -> Reading | None:
    text = match.group()
    if match["share"] or match["tenths"]:
        share = _share(match)
        return share and _single(text, share[0], _bound(match, False), share[1], "")
    if match["low"]:
        return _interpret_range(match)
    number = read_number(match["one"])
    if number is None:
        pair = read_pair(match["one"])
        return pair and _range(text, *pair, match["unit"] or "")
    # 3000余套, 30多亿元, 十余家: the hedge may stand before the scale, after it or inside.
    fuzzy = (
        bool(match["hedge"] or match["late"])
        or match["one"][-1] in "多余来"
        or (re.search(r"[多余来]", match["one"]) is not None)
    )
    if match["scale"]:
        number *= scale_of(match["scale"])
    measure = match["unit"] or ""
    if match["half"]:
        if measure not in ("年", "天", "倍", "个月"):
            return None
        number += Decimal("0.5")
    if match["one"] == "半" and not measure:
        return _single(text, Decimal(50), _bound(match, fuzzy), "PERCENT", "")
    unit = _unit_of(measure)
    if measure == "番":
        number = 2**number
    return _single(text, number, _bound(match, fuzzy), unit, measure)


def _interpret_range(match: re.Match[str]) -> Reading | None:
    low, high = read_number(match["low"]), read_number(match["high"])
    if low is None or high is None:
        return None
    # 10~12万: the scale stands once, for both ends.
    scale = re.search(rf"(?:{SCALE})\Z", match["high"])
    bare = not re.search(rf"[{_SCALES}]", match["low"]) and not match["lowunit"]
    if scale and bare and re.match(r"[\d.,]", match["high"]) and low < high / scale_of(scale[0]):
        low *= scale_of(scale[0])
    if low > high:
        return None
    measure = match["highunit"] or match["lowunit"] or ""
    return _range(match.group(), low, high, measure)


def _range(text: str, low: Decimal, high: Decimal, measure: str) -> Reading:
    return Reading(text, None, _clean(low), _clean(high), _unit_of(measure), "range", measure)


def _candidates(text: str) -> Iterator[tuple[re.Match[str], Reading]]:
    at = 0
    while match := VALUE.search(text, at):
        if match.end() == match.start():
            at = match.end() + 1
            continue
        vague = match.start() and text[match.start() - 1] in "几数" and not match["before"]
        reading = None if vague else _interpret(match)
        if reading is not None:
            yield match, reading
        at = max(match.end(), at + 1)


def _weight(match: re.Match[str], reading: Reading) -> int:
    """How much like a value a match looks: Arabic digits before numerals, a unit before none."""
    digits = any(ch.isascii() and ch.isdigit() for ch in match.group())
    return 2 * digits + bool(reading.measure or reading.unit in ("PERCENT", "PERMILLE"))


_FAR: Final = re.compile(
    r"(至少|不少于|不低于|最多|至多|不超过|超过)[^0-9零〇一二三四五六七八九十百千万亿两半,。;、]{1,8}$"
)


def far_bound(before: str) -> Bound | None:
    """Return the bound that the words before a value tell apart from it: 至少培育(一个)."""
    match = _FAR.search(before)
    return _BEFORE[match[1]] if match else None


def read_value(text: str) -> Reading:
    """Read a value as written, such as 超70亿元, 10~12万, 500家以上 or 每年增长10%以上.

    Where the text has words around the value (同比增长18.8%), the value is what looks most
    like one: Arabic digits rather than numerals, with a unit rather than without.
    """
    return _read_value(text)


@lru_cache(maxsize=8192)
def _read_value(text: str) -> Reading:
    if len(text) > MAX_LENGTH:
        return Reading(text)
    folded = re.sub(r"[ \t\r\n\u00a0\u3000]+", "", plain(text))
    folded = re.sub(r"([<>≥≤约近超逾])(?=\d)", r"\1", folded)
    if times := _TIMES.search(folded):
        written = times["n"] or times["m"] or "一"
        count = int(read_number(written) or 1)
        return _single(text, Decimal(2**count), "exact", "fold", "番")
    found = [(_weight(m, r), m, r) for m, r in _candidates(folded)]
    if not found:
        return Reading(text, bound="exact")
    best = max(weight for weight, _, _ in found)
    equals = [(m, r) for weight, m, r in found if weight == best]
    match, reading = equals[0]
    several = len(equals) > 1 and best >= 1
    far = far_bound(folded[: match.start()]) if reading.bound == "exact" else None
    if far and reading.number is not None:
        reading = _single(text, reading.number, far, reading.unit or "NUM", reading.measure)
    number, low, high = reading.number, reading.minimum, reading.maximum
    if _FALLING.search(folded[: match.start()]) and number is not None:
        number, low, high = -number, _negative(high), _negative(low)
        if reading.bound not in ("exact", "range", "about"):
            low, high = high, low
    return Reading(text, number, low, high, reading.unit, reading.bound, reading.measure, several)


def _negative(number: Decimal | None) -> Decimal | None:
    return None if number is None else -number


_DATE = re.compile(r"(?:19|20)\d\d年|\d{1,2}月\d{1,2}日|(?:19|20)\d\d-\d\d?-\d\d?")


def find_values(text: str) -> list[ValueSpan]:
    """Find the values in running text, with their comparisons and units.

    Dates are left out; so are bare numerals without a unit (一是, 统一).  Offsets are those
    of the text given, which should hold no blanks inside values.
    """
    return list(_find_values(text))


_DIGIT: Final = re.compile(r"[0-9]")


@lru_cache(maxsize=8192)
def _find_values(text: str) -> tuple[ValueSpan, ...]:
    folded = plain(text)
    dates = [match.span() for match in _DATE.finditer(folded)]
    date = 0
    spans: list[ValueSpan] = []
    for match in VALUE.finditer(folded):
        start, end = match.span()
        while date < len(dates) and dates[date][1] <= start:
            date += 1
        if start == end or not _looks_like_value(match) or folded[start - 1 : start] == "第":
            continue
        if date < len(dates) and dates[date][0] < end:
            continue
        vague = start and folded[start - 1] in "几数" and not match["before"]
        reading = None if vague else _interpret(match)
        if reading is not None:
            spans.append(ValueSpan(start, end, reading))
    return tuple(spans)


def _looks_like_value(match: re.Match[str]) -> bool:
    """Tell a value from a bare numeral without a unit (一是, 统一)."""
    groups = match.group("unit", "highunit", "lowunit", "share", "tenths", "half")
    return any(groups) or match["one"] == "半" or _DIGIT.search(match.group()) is not None
