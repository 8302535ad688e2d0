"""Dates, spans and deadlines as Chinese texts write them, each read whole or not at all.

2020年6月底前, 二○二一年, 7月1日至9月30日, “十四五”末, 三年内, 自2021年7月1日起 (open-ended).
Source of the written form: Extended Date/Time Format (Library of Congress, 2019).
"""

# ruff: noqa: E501 - tables of words read better unbroken

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Final

from loaders.languages.zh.characters import DASHES, squeeze
from loaders.languages.zh.numerals import read_number

__all__ = ["DateWords", "Written", "is_without_end", "read_date_words", "read_plan"]

MAX_LENGTH: Final = 60


@dataclass(frozen=True, slots=True)
class Written:
    """A document's own date, as exact as it is known."""

    year: int
    month: int | None = None
    day: int | None = None


@dataclass(frozen=True, slots=True)
class DateWords:
    """What was read."""

    edtf: str
    relative: bool = False
    """Whether the year is the document's, not the text's own."""
    begins: bool = False
    """Whether it is open-ended from then on: 2021年起."""
    early: bool = False
    """Whether the words name no end, only a beginning or a middle: 2021年初."""


_QUOTES: Final = str.maketrans(dict.fromkeys("“”\"'‘’「」『』〔〕()（）,，"))
_FINANCIAL: Final = str.maketrans("壹贰叁肆伍陆柒捌玖拾", "一二三四五六七八九十")
_LEAD: Final = re.compile(
    r"^(?:力争|争取|确保|计划|预计|原则上|拟|将|于|在|截至|截止到?|不迟于|不晚于|最迟|完成时限为?[::]?|时限为?[::]?)+"
)
_TO: Final = re.compile(r"^(?:到|至)")
_DONE: Final = r"(?:(?:全面|基本|全部|如期|初步)?(?:完成|建成|实现|落实|到位|投用|投产|竣工|开工|启动|达标|办结|见效)(?:投用|到位)?)"
_TAIL: Final = re.compile(rf"(?:之前|以前|前|之内|以内|(?<![年月])内|为止|止|期间|时期|{_DONE})+$")
_BEGIN: Final = re.compile(
    r"(?:起至今|至今|以来|起始|开始|起)(?:(?:全面|正式|逐步)?(?:施行|实施|执行|生效|启动|实行|推行|开展|试行|生效))?$"
)
_BETWEEN: Final = re.compile(rf"(?:[{re.escape(DASHES)}]{{1,2}}|~|起?至|起?到)")

_NUMERAL_YEAR: Final = r"[一二][〇零一二三四五六七八九]{3}"
_YEAR: Final = (
    rf"(?:(?P<year>(?:19|20)\d\d|{_NUMERAL_YEAR})(?:年度?|(?=[-./]\d)|(?=$))"
    r"|(?P<said>今年|本年度?|当年|明年|去年|上年|上一年|前年|后年|次年|翌年)?)"
)
_DAY: Final = r"\d{1,2}|[一二]?十[一二三四五六七八九]?|三十一?|廿[一二三四五六七八九]?|卅|[一二三四五六七八九]"
_REST: Final = (
    rf"(?:(?P<month>\d{{1,2}}|十[一二]?|[一二三四五六七八九])月份?"
    rf"(?:(?P<day>{_DAY})[日号]|(?P<ten>[上中下])旬|(?P<part>[底末初中]))?"
    r"|[-./](?P<m>\d{1,2})(?:[-./](?P<d>\d{1,2}))?"
    r"|(?:第?(?P<quarter>[一二三四1-4])季度|[Qq](?P<q>[1-4]))[底末内]?|前(?P<quarters>[二三23])季度"
    r"|(?P<half>[上下])半年[底末]?"
    r"|(?P<whole>年?(?:底|末|终|内)|全年|年度|年?初|年?中)|同期)?"
)
_POINT: Final = re.compile(_YEAR + _REST)
_OWN_YEAR: Final = {
    "明年": 1, "次年": 1, "翌年": 1, "后年": 2, "去年": -1, "上年": -1, "上一年": -1, "前年": -2,
}  # fmt: skip
_WITHIN: Final = re.compile(
    r"(?:(?:力争|争取)?用|在|未来|今后|力争|争取)?(?P<n>\d{1,3}|[一二两三四五六七八九十]{1,3}|半)"
    r"(?P<unit>年|个月|天|日|周|个星期)(?:左右)?(?:时间)?(?:之内|以内|内)$"
)
_WITHOUT_END: Final = re.compile(
    r"(?:长期|持续|滚动|常年|适时|随时|立即|即时|立行立改|即知即改|定期|不定期|经常|常态化|动态|永久)"
    r"(?![^年]{0,16}年|[^月]{0,16}月)[\u4e00-\u9fff]{0,16}$"
    r"|每(?:两|半|个)?(?:年|季度|季|月|周|日|天|半年)[\u4e00-\u9fff0-9、]{0,16}$"
)
_NUMERALS: Final = "一二三四五六七八九〇零"
_LATIN_ZERO: Final = re.compile(rf"(?<=[{_NUMERALS}])[OoО0](?=[{_NUMERALS}])")
_HOUR: Final = re.compile(r"(?<=日)(?:24|12|17|18)[时点](?:整|00分)?")
_DOING: Final = re.compile(r"(前)[\u4e00-\u9fff]{1,20}$")
_TIME_WORD: Final = re.compile(r"[年月日季旬周天内起至到前底末后]|[一二三四五六七八九十]")
_BEFORE_SPAN: Final = re.compile(r"(?:年|月份?|季度|半年)(?:之|以)?前$")
"""前 behind a span without its end (2025年前) may or may not take it in; it is not read."""
_DECADE: Final = re.compile(
    r"(?:(?P<c>20|二十|上)世纪(?P<t>[1-9]0|[二三四五六七八九]十)|(?P<y>19\d0))年代"
)
_PLAN: Final = re.compile(
    r"(?:第?(?P<n>十[一二三四五六七八九]?|[一二三四五六七八九])个?五年?(?:规划|计划)?)"
    r"(?P<end>期?末|收官)?(?P<start>以来)?(?:规划|计划)?(?:期间|时期|期)?$"
)


def is_without_end(text: str) -> bool:
    """Tell words that name no one day: 长期坚持, 滚动实施, 每年12月底前."""
    words = squeeze(text).translate(_QUOTES)
    return len(words) <= MAX_LENGTH and _WITHOUT_END.match(words) is not None


@lru_cache(maxsize=4096)
def read_date_words(text: str, written: Written | None) -> DateWords | None:
    """Read a date, a span of time or a deadline as a text writes it.

    Args:
        text: As written; 到 … 前 around the date do not matter.
        written: The document's own date, for dates that name no year (6月底前, 三年内).

    Returns:
        What was read; none for what names no time (长期坚持) and for what is not read whole.
    """
    if len(text) > MAX_LENGTH:
        return None
    words = squeeze(text).translate(_QUOTES).translate(_FINANCIAL)
    words = _HOUR.sub("", _LATIN_ZERO.sub("〇", words))
    if (doing := _DOING.search(words)) and not _TIME_WORD.search(words, doing.end(1)):
        words = words[: doing.end(1)]  # 2021年底前取得明显成效
    if not words or _WITHOUT_END.match(words) or _BEFORE_SPAN.search(words):
        return None
    if plan := read_plan(text, quoted=_is_quoted(text)):
        return plan
    if decade := _DECADE.fullmatch(words):
        return _decade(decade)
    if within := _WITHIN.fullmatch(_strip_lead(words)):
        return _within(within, written)
    return _begin(words, written) or _span(words, written)


def _is_quoted(text: str) -> bool:
    return any(ch in text for ch in '“”"「」『』‘’')


def _strip_lead(words: str) -> str:
    return _TO.sub("", _LEAD.sub("", words))


def read_plan(text: str, *, quoted: bool = False) -> DateWords | None:
    """Read a five-year plan: “十四五”, 第十三个五年规划, 十四五末.

    十五 alone is the number fifteen, and is read as a plan only where it is quoted or called one.
    """
    words = squeeze(text).translate(_QUOTES).translate(_FINANCIAL)
    words = _TAIL_OF_PLAN.sub("", _strip_lead(words))
    match = _PLAN.match(words)
    if match is None:
        return None
    number = read_number(match["n"])
    short = len(match["n"]) == 1
    if number is None or ((short or match["n"] == "十") and not quoted and len(words) < 5):
        return None
    count = int(number)
    first = 1981 + 5 * (count - 6) if count >= 3 else 1953 + 5 * (count - 1)
    if count in (3, 4, 5):
        first = 1966 + 5 * (count - 3)
    if match["start"]:
        return DateWords(f"{first}/..", begins=True)
    return DateWords(f"{first + 4}" if match["end"] else f"{first}/{first + 4}")


_TAIL_OF_PLAN: Final = re.compile(rf"(?:之前|以前|前|内|{_DONE})+$")


def _decade(match: re.Match[str]) -> DateWords:
    if match["y"]:
        return DateWords(f"{match['y'][:3]}X")
    ten = match["t"]
    number = int(ten) if ten.isascii() else int(read_number(ten) or 0)
    return DateWords(f"19{number // 10}X")


def _within(match: re.Match[str], written: Written | None) -> DateWords | None:
    """Read 三年内: from the document's own date on, as exact as that is known."""
    number = read_number(match["n"])
    if written is not None and written.year > 8000:
        return None
    end = _later(number, match["unit"], written) if number and written else None
    if end is None or written is None:
        return None
    return DateWords(f"{_iso(written.year, written.month, written.day)}/{end}", True)


def _later(number: Decimal, unit: str, written: Written) -> str | None:
    """Return a date so many years, months or days after another; none if that is too coarse."""
    whole = number == number.to_integral_value()
    if unit == "年" and whole:
        return _iso(written.year + int(number), written.month, written.day)
    months = number * 12 if unit == "年" else number
    if unit in ("年", "个月"):
        if written.month is None or months != months.to_integral_value():
            return None
        count = written.year * 12 + written.month - 1 + int(months)
        return _iso(count // 12, count % 12 + 1, written.day)
    if written.month is None or written.day is None or not whole:
        return None
    days = int(number) * (7 if unit in ("周", "个星期") else 1)
    return (date(written.year, written.month, written.day) + timedelta(days=days)).isoformat()


def _iso(year: int, month: int | None, day: int | None) -> str:
    if month is None:
        return f"{year:04d}"
    if day is None:
        return f"{year:04d}-{month:02d}"
    return f"{year:04d}-{month:02d}-{min(day, monthrange(year, month)[1]):02d}"


def _begin(words: str, written: Written | None) -> DateWords | None:
    """Read 自2021年7月1日起: open-ended from then on."""
    match = _BEGIN.search(words)
    if match is None:
        return None
    since = re.sub(r"^(?:自|从)", "", _LEAD.sub("", words[: match.start()]))
    point = _point(since, written)
    if point is None:
        return None
    return DateWords(f"{point.edtf.partition('/')[0]}/..", point.relative, begins=True)


def _span(words: str, written: Written | None) -> DateWords | None:
    inner = _TAIL.sub("", _LEAD.sub("", words))
    whole = _point(_TO.sub("", inner), written)
    if whole is not None:
        return whole
    inner = re.sub(r"^(?:自|从|有效期)", "", inner)
    until = re.sub(r"^(?:到|至)", "", inner)
    if until != inner and (point := _point(until, written)) is not None:
        return point
    for match in _BETWEEN.finditer(inner):
        found = _between(inner[: match.start()], inner[match.end() :], written)
        if found is not None:
            return found
    return None


def _between(left: str, right: str, written: Written | None) -> DateWords | None:
    first = _point(_TAIL.sub("", left), written) or _shortened(left, right, written)
    if first is None or first.early:
        return None
    year = Written(int(first.edtf[:4]))
    if re.fullmatch(r"\d{1,2}[日号]", right) and len(first.edtf) == 10:  # 7月1日-15日
        right = f"{int(first.edtf[5:7])}月{right}"
    last = _point(right, year)
    if last is None or last.early or first.edtf[:4] > last.edtf[:4]:
        return None
    if len(first.edtf) == len(last.edtf) and first.edtf > last.edtf:
        return None
    own = last.relative and re.match(r"(?:19|20)\d\d|[一二][〇零一二三四五六七八九]{3}", left)
    relative = first.relative or (last.relative and not own)
    return DateWords(f"{first.edtf}/{last.edtf}", relative)


def _shortened(left: str, right: str, written: Written | None) -> DateWords | None:
    """Read the first end of 7—12月, 7月1-15日, whose unit stands behind the second."""
    unit = right[-1:]
    if not left[-1:].isdigit() or unit not in ("月", "日", "号") or not right[:-1].isdigit():
        return None
    return _point(left + unit, written)


def _point(words: str, written: Written | None) -> DateWords | None:
    match = _POINT.fullmatch(words)
    if match is None or not match[0]:
        return None
    own = _year(match["year"])
    if match["year"] and own is None:
        return None
    relative = own is None
    if own is None:
        named = ("said", "month", "quarter", "q", "quarters", "half", "whole")
        if written is None or not any(match.group(*named)):
            return None
        own = written.year + _OWN_YEAR.get(match["said"] or "", 0)
    elif re.fullmatch(_NUMERAL_YEAR, match[0]):
        return None  # 二〇二〇 without 年 may be a number
    suffix = _suffix(match, own)
    if suffix is None:
        return None
    early = (match["part"] or "") in tuple("初中") or (match["whole"] or " ")[-1] in "初中"
    edtf = suffix if len(suffix) > 9 and "/" in suffix else f"{own:04d}{suffix}"
    return DateWords(edtf, relative, early=early)


def _year(written: str | None) -> int | None:
    if written is None:
        return None
    number = read_number(written)
    return int(number) if number is not None and 1900 <= number < 2100 else None


def _suffix(match: re.Match[str], year: int) -> str | None:
    """Return the part of EDTF behind the year: month and day, quarter (33-36), half (40, 41).

    A span inside the year (前三季度, 上旬) is returned whole; what no calendar has is none.
    """
    if match["month"] or match["m"]:
        return _month(match, year)
    quarter = match["quarter"] or match["q"]
    if quarter:
        return f"-{32 + _small(quarter)}"
    if match["quarters"]:
        return f"{year:04d}-01/{year:04d}-{_small(match['quarters']) * 3:02d}"
    if match["half"]:
        return "-40" if match["half"] == "上" else "-41"
    return ""


def _month(match: re.Match[str], year: int) -> str | None:
    month = _small(match["month"] or match["m"])
    day = _small(match["day"] or match["d"]) if match["day"] or match["d"] else None
    if not 1 <= month <= 12 or not 1 <= year <= 9998:
        return None
    last = monthrange(year, month)[1]
    if day is not None:
        return f"-{month:02d}-{day:02d}" if 1 <= day <= last else None
    if match["ten"]:
        first, end = {"上": (1, 10), "中": (11, 20), "下": (21, last)}[match["ten"]]
        stem = f"{year:04d}-{month:02d}"
        return f"{stem}-{first:02d}/{stem}-{end:02d}"
    return f"-{month:02d}"


def _small(written: str | None) -> int:
    if not written:
        return 0
    if written.isascii():
        return int(written)
    number = read_number(written)
    return int(number) if number is not None else 0
