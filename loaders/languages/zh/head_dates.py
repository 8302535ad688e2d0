"""Dates as documents write them, into the form of the header (EDTF, ISO 8601)."""

from __future__ import annotations

import re
from typing import Final

_CHINESE: Final = {
    "〇": 0,
    "○": 0,
    "Ｏ": 0,
    "O": 0,
    "零": 0,
    "０": 0,
    "一": 1,
    "二": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_YEAR: Final = "(?:19|20)\\d\\d|[一二][〇○ＯO零０一二三四五六七八九]{3}"
_PART: Final = "\\d{1,2}|[一二三四五六七八九十]{1,3}"
DATE: Final = re.compile(
    rf"(?P<y>{_YEAR})\s?[年/.\-]\s?(?P<m>{_PART})\s?[月/.\-]\s?(?P<d>{_PART})\s?日?(?!\d)"
)
PLAIN_DATE: Final = rf"(?:{_YEAR})\s?[年/.\-]\s?(?:{_PART})\s?[月/.\-]"
"""How a date begins, for a pattern that has one in it."""


def date_of(match: re.Match[str]) -> str:
    """Return a date as ISO 8601 writes it; a month or day that cannot be is left off.

    >>> date_of(DATE.search("二〇二〇年二月十一日"))
    '2020-02-11'
    """
    year, month, day = _year(match["y"]), _number(match["m"]), _number(match["d"])
    if not 1 <= month <= 12:
        return f"{year:04d}"
    if not 1 <= day <= 31:
        return f"{year:04d}-{month:02d}"
    return f"{year:04d}-{month:02d}-{day:02d}"


def _year(text: str) -> int:
    if text.isascii() and text.isdigit():
        return int(text)
    return int("".join(str(_CHINESE[char]) for char in text))


def _number(text: str) -> int:
    """Read a number below 100: 11, 十一, 三十, 二十三."""
    if text.isdigit():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    value = _CHINESE.get(ones, 0) if ones else 0
    return value + (_CHINESE.get(tens, 1) if tens else 1) * 10 if ten else value
