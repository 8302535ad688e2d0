"""Dates and deadlines as Chinese texts write them: 2020年6月底前, 年底前, 2021—2023年, 一季度."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from loaders.languages.zh.numerals import read_number

__all__ = ["Told", "read_date_words"]

_FOLD: Final = str.maketrans("０１２３４５６７８９－～〇", "0123456789-~零")
_LEAD: Final = re.compile(
    r"^(?:力争|争取|确保|计划|预计|原则上|拟|于|在|到|至|从|自|截至|不迟于|最迟)+"
)
_TAIL: Final = re.compile(
    r"(?:之前|以前|前|之内|以内|(?<!年)内|为止|止|起|期间|(?:全面|基本)?(?:完成|建成|实现|落实)|前完成)+$"
)
_YEAR: Final = (
    r"(?:(?P<year>(?:19|20)\d\d|[零一二三四五六七八九]{4})年?"
    r"|(?P<said>今年|本年度?|当年|明年|去年|上年)?)"
)
_REST: Final = (
    r"(?:(?P<month>\d{1,2}|十[一二]?|[一二三四五六七八九])月份?"
    r"(?:(?P<day>\d{1,2}|[一二]?十[一二三四五六七八九]?|三十一?|[一二三四五六七八九])[日号]|[底末初中]|[上中下]旬)?"
    r"|第?(?P<quarter>[一二三四1-4])季度[底末]?|(?P<half>[上下])半年|(?P<whole>年?(?:底|末|初|中|内|度)|全年|年终))?"
)
_DATE: Final = re.compile(_YEAR + _REST)
_BETWEEN: Final = re.compile(r"(?:—{1,2}|–|-|~|至|到)")
_RELATIVE: Final = {"明年": 1, "去年": -1, "上年": -1}


@dataclass(frozen=True, slots=True)
class Told:
    """What was read."""

    edtf: str
    relative: bool
    """The year is the document's, not the text's own."""


@lru_cache(maxsize=4096)
def read_date_words(text: str, year: int | None) -> Told | None:
    """Read a date, a span of time or a deadline as a text writes it.

    Args:
        text: As written; 到 … 前 around the date do not matter.
        year: The document's own, for dates that name none (6月底前, 年内).

    Returns:
        EDTF; none for what names no time (长期坚持).
    """
    if len(text) > 40 or not re.search("[年月季]", text):
        return None
    words = re.sub(r"[\s,，]+", "", text.translate(_FOLD))
    words = _TAIL.sub("", _LEAD.sub("", words))
    whole = _point(words, year)
    if whole is not None:
        return whole
    for match in _BETWEEN.finditer(words):
        first = _point(_TAIL.sub("", words[: match.start()]), year)
        last = _point(words[match.end() :], int(first.edtf[:4]) if first else year)
        if first and last and first.edtf[:4] <= last.edtf[:4]:
            return Told(f"{first.edtf}/{last.edtf}", first.relative)
    return None


def _point(words: str, year: int | None) -> Told | None:
    match = _DATE.fullmatch(words)
    if match is None or not match[0]:
        return None
    own = _year(match["year"])
    if match["year"] and own is None:
        return None
    relative = own is None
    if own is None:
        if year is None or not any(match.group("said", "month", "quarter", "half", "whole")):
            return None
        own = year + _RELATIVE.get(match["said"] or "", 0)
    return Told(f"{own:04d}{_suffix(match)}", relative)


def _year(written: str | None) -> int | None:
    if written is None:
        return None
    number = read_number(written)
    return int(number) if number is not None and 1900 <= number < 2100 else None


def _suffix(match: re.Match[str]) -> str:
    """Return the part of EDTF behind the year: month and day, quarter (33–36), half (40, 41)."""
    if match["month"]:
        month, day = _small(match["month"]), _small(match["day"])
        return f"-{month:02d}" + (f"-{day:02d}" if day else "")
    if match["quarter"]:
        return f"-{32 + _small(match['quarter'])}"
    if match["half"]:
        return "-40" if match["half"] == "上" else "-41"
    return ""


def _small(written: str | None) -> int:
    number = read_number(written) if written else None
    return int(number) if number is not None else 0
