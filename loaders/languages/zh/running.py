"""Find values in running text: every quantity, with its comparisons and its unit."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import Final

from loaders.languages.model import Reading, ValueSpan
from loaders.languages.zh.bounds import BEFORE, BEFORE_WORD, combined
from loaders.languages.zh.characters import plain
from loaders.languages.zh.made import clean, single
from loaders.languages.zh.numerals import NUMBER_START, scan_number
from loaders.languages.zh.quantities import QUANTITY_START, Quantity, scan_quantity
from ontology.codes import Bound

__all__ = ["far_bound", "find_values"]

_FIGURES: Final = re.compile(r"[0-9]")
_DATE: Final = re.compile(
    r"(?:19|20)\d\d年|\d{1,2}月\d{1,2}日|(?:19|20)\d\d-\d\d?-\d\d?|[一二][〇零一二三四五六七八九]{3}年"
)
_CLUSTER: Final = re.compile(rf"[\d,./:\u00b7]+|[{re.escape(NUMBER_START)}]{{25,}}")
"""Figures of which none is a value if the first is not, and runs longer than any number."""


def find_values(text: str) -> list[ValueSpan]:
    """Find the values in running text, with their comparisons and units.

    Dates are left out; so are bare numerals without a unit (一是, 统一).  Offsets are those
    of the text given, which should hold no blanks inside values.
    """
    return list(_find_values(text))


_STARTS: Final = re.compile(
    "[" + re.escape("".join(sorted(set(QUANTITY_START) | {word[0] for word in BEFORE}))) + "]"
)


@lru_cache(maxsize=8192)
def _find_values(text: str) -> tuple[ValueSpan, ...]:
    folded = plain(text)
    dates = [match.span() for match in _DATE.finditer(folded)]
    spans: list[ValueSpan] = []
    at = date = 0
    while match := _STARTS.search(folded, at):
        start = match.start()
        while date < len(dates) and dates[date][1] <= start:
            date += 1
        span = _value_at(folded, start)
        in_date = date < len(dates) and dates[date][0] < (span.end if span else start + 1)
        if in_date:
            at = max(start + 1, dates[date][1])
        elif span is None:
            cluster = _CLUSTER.match(folded, start)
            at = max(start + 1, cluster.end() if cluster else 0)
        else:
            spans.append(span)
            at = span.end
    return tuple(spans)


def _value_at(folded: str, start: int) -> ValueSpan | None:
    at, before = start, list[Bound]()
    while len(before) < 3 and (word := BEFORE_WORD.match(folded, at)):
        before.append(BEFORE[word[0]])
        at = word.end()
    if at >= len(folded) or folded[at] not in QUANTITY_START:
        return None
    previous = folded[at - 1 : at] if not before else ""
    if previous == "第" or (previous in ("几", "数") and folded[at] in NUMBER_START):
        return None
    if (
        previous
        and folded[at] in "-+\u2212\u2010\u2011\u2012\u2013\u2014\u2015"
        and (previous.isalnum() or previous in "-\u2014~")
    ):
        return None  # a dash, not a sign
    quantity = scan_quantity(folded, at)
    if quantity is None or quantity.why or not _looks_like_value(folded, at, quantity):
        return None
    bound = combined(before, quantity.hedge, quantity.after)
    if quantity.high is not None:
        reading = Reading(
            folded[start : quantity.end], None, clean(quantity.low), clean(quantity.high),
            quantity.code, "range", quantity.word,
        )  # fmt: skip
    else:
        low = quantity.low
        if _is_scale_of(folded, at, quantity):
            quantity, bound = replace(quantity, end=quantity.end + 1, word="级"), "about"
        reading = single(
            folded[start : quantity.end], low, bound or (before or ["exact"])[-1],
            quantity.code, quantity.word,
        )  # fmt: skip
    return ValueSpan(start, quantity.end, reading)


def _is_scale_of(folded: str, at: int, quantity: Quantity) -> bool:
    """Tell a bare scale before 级, as in 百亿级, which says an amount only roughly."""
    if quantity.word or not folded.startswith("级", quantity.end):
        return False  # nearly all
    number = scan_number(folded, at)
    return number is not None and number.bare


def _looks_like_value(folded: str, at: int, quantity: Quantity) -> bool:
    """Tell a value from a bare numeral without a unit (一是, 统一)."""
    if quantity.word or quantity.share or quantity.code != "NUM":
        return True
    if _FIGURES.search(folded, at, quantity.end):
        return True
    return folded.startswith("级", quantity.end) and folded[quantity.end - 1] in "百千万亿"


_FAR: Final = re.compile(
    r"(至少|不少于|不低于|最多|至多|不超过|超过)[^0-9零〇一二三四五六七八九十百千万亿两半,。;、]{1,8}$"
)


def far_bound(before: str) -> Bound | None:
    """Return the bound that the words before a value tell apart from it: 至少培育(一个)."""
    match = _FAR.search(before[-16:])
    return BEFORE[match[1]] if match else None
