"""Periods as facts files give them: EDTF, names of periods, and words such as 去年.

Dates that a text writes in its own way (2020年6月底前) are read by
:mod:`loaders.languages.zh.dates`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from loaders.languages.edtf import POINT, Period, read_edtf
from loaders.languages.zh.dates import Written, read_date_words
from loaders.yaml.records import Label

__all__ = ["RELATIVE", "read_by", "read_period"]

RELATIVE: Final = {"前年": -2, "去年": -1, "上年": -1, "今年": 0, "本年": 0, "当年": 0, "明年": 1}
_RECENT: Final = frozenset({"近年", "近年来", "近几年", "近几年来"})


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
        if text in RELATIVE:
            return _inferred(f"{own.year + RELATIVE[text]:04d}", text, written)
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
    match = POINT.match(written)
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
        period = _in_words(text, written, until=True) or (period if text in RELATIVE else None)
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
