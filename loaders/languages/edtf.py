"""Periods in EDTF: what facts and graphs say of time, whatever the language of the text.

Source: Extended Date/Time Format (Library of Congress, 2019), levels 0 to 2 in part: years,
months, days, seasons, quarters, half-years, decades as ``199X``, intervals, open starts and
ends, and the marks ``~`` ``?`` ``%``.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from loaders.yaml.records import Label

__all__ = ["POINT", "UNSTATED", "Period", "read_edtf", "slug_of"]

UNSTATED: Final = "unstated"

POINT: Final = re.compile(r"(\d{4}|\d{3}X)(?:-(\d{2}))?(?:-(\d{2}))?([~?%]?)\Z", re.ASCII)
"""One point of time: its year, month, day and mark."""
_LAST_MONTH: Final = {
    **{21: 5, 22: 8, 23: 11, 24: 12},  # spring to winter
    **{25: 5, 26: 8, 27: 11, 28: 12},
    **{33: 3, 34: 6, 35: 9, 36: 12},  # quarters
    **{37: 4, 38: 8, 39: 12},  # thirds
    **{40: 6, 41: 12},  # halves
}


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
    found = POINT.match(text)
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


def slug_of(edtf: str) -> str:
    """Spell a period as it stands in the key of a fact: ``../2010`` is ``by-2010``."""
    plain = edtf.translate({ord(mark): None for mark in "~?%"}).lower()
    if plain.startswith("../"):
        return f"by-{plain[3:]}"
    if plain.endswith("/.."):
        return f"from-{plain[:-3]}"
    return plain.replace("/", "-to-")
