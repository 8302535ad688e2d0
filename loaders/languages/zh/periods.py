"""Periods: the part of EDTF that facts need, names of periods, and words such as 去年.

Dates that a text writes in its own way (2020年6月底前) are read by
:mod:`loaders.languages.zh.dates`.

Source: Extended Date/Time Format (Library of Congress, 2019), levels 0 to 2 in part: years,
months, days, seasons, quarters, half-years, decades as ``199X``, intervals, open starts and
ends, and the marks ``~`` ``?`` ``%``.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from loaders.languages.zh.dates import Written, read_date_words
from loaders.yaml.records import Label

UNSTATED: Final = "unstated"

_POINT = re.compile(r"(\d{4}|\d{3}X)(?:-(\d{2}))?(?:-(\d{2}))?([~?%]?)\Z", re.ASCII)
_LAST_MONTH: Final = {
    **{21: 5, 22: 8, 23: 11, 24: 12},  # spring to winter
    **{25: 5, 26: 8, 27: 11, 28: 12},
    **{33: 3, 34: 6, 35: 9, 36: 12},  # quarters
    **{37: 4, 38: 8, 39: 12},  # thirds
    **{40: 6, 41: 12},  # halves
}
_RELATIVE: Final = {"前年": -2, "去年": -1, "上年": -1, "今年": 0, "本年": 0, "当年": 0, "明年": 1}
_RECENT: Final = frozenset({"近年", "近年来", "近几年", "近几年来"})


@dataclass(frozen=True, slots=True)
class Period:
    """A period as RDF says it."""

    edtf: str
    year: int | None
    """The last year of the period; none where it has no end."""
    end: str | None
    """Its last day, as ``xsd:date``."""
    start: int | None = None
    """The first year."""
    reason: Label | None = None
    """Why it is an inference, where the words are relative to the document's date."""


@dataclass(frozen=True, slots=True)
class _Point:
    text: str
    year: int
    first_year: int
    month: int
    day: int


@lru_cache(maxsize=4096)
def read_edtf(text: str) -> Period | None:
    """Read EDTF; ``None`` for anything that is none, such as ``2010-13-45``."""
    if "/" not in text:
        point = _point(text)
        if point is None:
            return None
        return Period(point.text, point.year, _iso(point), point.first_year)
    start_text, _, end_text = text.partition("/")
    start = None if start_text == ".." else _point(start_text)
    end = None if end_text == ".." else _point(end_text)
    if (start is None and start_text != "..") or (end is None and end_text != ".."):
        return None
    if end is None:
        return Period(text, None, None, start.first_year) if start is not None else None
    if start is not None and (start.first_year, start.month, start.day) > (
        end.year,
        end.month,
        end.day,
    ):
        return None
    first = start.first_year if start is not None else None
    return Period(text, end.year, _iso(end), first)


def _point(text: str) -> _Point | None:
    found = _POINT.match(text)
    if found is None:
        return None
    year_text, month_text, day_text, _mark = found.groups()
    if year_text.endswith("X"):
        if month_text:
            return None
        first = int(year_text[:3]) * 10
        return _Point(text, first + 9, first, 12, 31)
    year = int(year_text)
    month = int(month_text) if month_text else 12
    if month > 12 and not day_text:
        month = _LAST_MONTH.get(month, 0)
    if not (1 <= month <= 12 and 1 <= year <= 9998):
        return None
    days = monthrange(year, month)[1]
    day = int(day_text) if day_text else days
    if not 1 <= day <= days:
        return None
    return _Point(text, year, year, month, day)


def _iso(point: _Point) -> str:
    return f"{point.year:04d}-{point.month:02d}-{point.day:02d}"


def read_period(text: str, written: str, named: Mapping[str, str]) -> Period | None:
    """Read a period as a facts file gives it.

    Args:
        text: EDTF, a name of ``named``, or a word such as 去年.
        written: The document's own date, EDTF.
        named: The names of ``authority/periods.yaml`` and what each ``is``.

    Returns:
        The period, or none where the text is none.
    """
    period = read_edtf(text)
    if period is not None:
        return period
    if text in named:
        return read_edtf(named[text])
    own = read_edtf(written)
    if own is not None and own.year is not None:
        if text in _RELATIVE:
            return _inferred(f"{own.year + _RELATIVE[text]:04d}", text, written)
        if text in _RECENT:
            return _inferred(f"../{own.year:04d}", text, written)
    return _in_words(text, written, until=False)


def _in_words(text: str, written: str, *, until: bool) -> Period | None:
    """Read the words of a text; a beginning (年初) is no day until which a thing is due."""
    words = read_date_words(text, _date_of(written))
    if words is None or (until and words.early):
        return None
    return _inferred(words.edtf, text, written) if words.relative else read_edtf(words.edtf)


def _date_of(written: str) -> Written | None:
    """Return a document's own date as exact as its EDTF tells it."""
    match = _POINT.match(written)
    if match is None or match[1].endswith("X"):
        own = read_edtf(written)
        return Written(own.year) if own and own.year else None
    month = int(match[2]) if match[2] and int(match[2]) <= 12 else None
    return Written(int(match[1]), month, int(match[3]) if match[3] and month else None)


def read_by(text: str, written: str, named: Mapping[str, str]) -> Period | None:
    """Read ``by: 2010``: the open period that ends with it.

    A deadline that only begins (2021年起, 自2021年7月1日起) is the period open from then on; it
    is never due by its beginning.
    """
    period = read_period(text, written, named)
    if period is None:
        return None
    if period.end is None:
        return period if period.start is not None and read_edtf(text) is None else None
    if read_edtf(text) is None and text not in named:
        period = _in_words(text, written, until=True) or (period if text in _RELATIVE else None)
        if period is None:
            return None
    last = period.edtf.rpartition("/")[2]
    edtf = f"../{last}"
    return Period(edtf, period.year, period.end, None, period.reason)


def _inferred(edtf: str, word: str, written: str) -> Period | None:
    period = read_edtf(edtf)
    reason = Label(
        zh=f"“{word}”按文献的日期 {written} 推算",
        en=f"{word}: read from the document's own date {written}",
    )
    return period and Period(period.edtf, period.year, period.end, period.start, reason)


def slug_of(edtf: str) -> str:
    """Spell a period as it stands in the key of a fact: ``../2010`` is ``by-2010``."""
    plain = edtf.translate({ord(mark): None for mark in "~?%"}).lower()
    if plain.startswith("../"):
        return f"by-{plain[3:]}"
    if plain.endswith("/.."):
        return f"from-{plain[:-3]}"
    return plain.replace("/", "-to-")
