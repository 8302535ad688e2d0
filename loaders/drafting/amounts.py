"""Numbers in running text: which are targets, which are values, and which only terms of a measure.

The readers find and read the numbers; here stands what the words around say about them.  A
number whose role the words do not tell is left out, with the reason.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from loaders.drafting.readers import Reading, far_bound, find_values
from loaders.drafting.status import SECTION_PAST, SECTION_TARGET, Status, Surroundings, judge
from loaders.drafting.structure import Item

__all__ = ["Amount", "find_amounts"]

_LEVELS: Final = frozenset("部位区镇村县市门度方园校店室院厂乡首篇本次期")
"""Measure words that rather belong to a name behind numerals: 两市, 二次开发, 三部."""
_SENTENCE: Final = re.compile(r"[^。;!?\n\t|]{1,400}")
"""Longer ones are cut, so that the work for a number never grows with the text."""


@dataclass(slots=True)
class Amount:
    """A number with what it says; offsets are those of the dense text."""

    start: int
    end: int
    reading: Reading
    status: Status
    sentence: tuple[int, int]
    clause: tuple[int, int]
    heading: str = ""
    """The headings above."""
    reason: str = ""
    """Why the status is not sure; empty where words tell it."""

    @property
    def is_target(self) -> bool:
        """Whether the number is aimed at."""
        return self.status == "target"


def find_amounts(
    dense: str,
    items: list[Item],
    tasks: list[tuple[int, int]],
    solid: list[tuple[int, int]],
    *,
    plan: bool,
) -> tuple[list[Amount], list[tuple[int, int, str]]]:
    """Find the numbers that are values or targets.

    Args:
        dense: The dense text.
        items: Its numbered items, for what their headings say.
        tasks: Spans of tasks, sorted.
        solid: Spans that hold no numbers of this kind: lists of bodies, names of documents.
        plan: Whether the text tells what is to be done rather than what was.

    Returns:
        The amounts, and what was left out: start, end, reason.
    """
    amounts: list[Amount] = []
    left: list[tuple[int, int, str]] = []
    blocked, inside = _Spans(sorted(solid)), _Spans(tasks)
    headings = _Headings(dense, items)
    for sentence in _SENTENCE.finditer(dense):
        before: Amount | None = None
        for start, end, read in _numbers(dense, sentence, left):
            if blocked.holds(start, end):
                continue
            heading, floor, past = headings.at(start)
            above = headings.lineage(start)
            frame = (max(sentence.start(), floor), sentence.end())
            clause = _clause(dense, start, end, frame)
            reading = _with_far_bound(read, dense[clause[0] : start])
            amount = Amount(start, end, reading, "actual", frame, clause, f"{heading} {above}")
            in_task = plan and inside.holds(start, end) and not past
            verdict = judge(
                _surroundings(dense, amount, before, heading, plan=plan, in_task=in_task)
            )
            if verdict.status is None:
                left.append((start, end, verdict.reason))
                continue
            amount.status = verdict.status
            amounts.append(amount)
            before = amount
    return amounts, left


def _numbers(
    dense: str, sentence: re.Match[str], left: list[tuple[int, int, str]]
) -> Iterator[tuple[int, int, Reading]]:
    """Yield the numbers of a sentence that are quantities of the text's own."""
    marks = [match.start() for match in re.finditer('"', sentence[0])]
    at = sentence.start()
    for value in find_values(sentence[0]):
        start, end = at + value.start, at + value.end
        quoted = len(marks) % 2 == 0 and bisect_right(marks, value.start) % 2 == 1
        if quoted or _is_no_quantity(dense, start, end, value.reading):
            continue
        if _SCORE.match(dense, end) and not value.reading.measure:
            left.append((start, end, "a score"))
        else:
            yield start, end, value.reading


def _surroundings(
    dense: str,
    amount: Amount,
    before: Amount | None,
    heading: str,
    *,
    plan: bool,
    in_task: bool,
) -> Surroundings:
    low, high = amount.sentence
    first, last = amount.clause
    same = before is not None and before.reading.unit == amount.reading.unit
    return Surroundings(
        unit=amount.reading.unit,
        words=dense[amount.start : amount.end],
        sentence=dense[low:high],
        upto=dense[low : amount.start],
        clause=dense[first:last],
        lead=dense[first : amount.start],
        tail=dense[amount.end : min(high, amount.end + 30)],
        rest=dense[amount.end : min(high, amount.end + 160)],
        heading=heading,
        plan=plan,
        in_task=in_task,
        follows_target=same and before is not None and before.is_target,
    )


def _with_far_bound(reading: Reading, lead: str) -> Reading:
    """Take over a bound that stands apart from its number: 至少下降0.5个百分点."""
    bound = far_bound(lead) if reading.bound == "exact" else None
    return replace(reading, bound=bound) if bound else reading


class _Spans:
    """Sorted spans, asked in any order."""

    def __init__(self, spans: list[tuple[int, int]]) -> None:
        self.spans = spans
        self.starts = [start for start, _ in spans]

    def holds(self, start: int, end: int) -> bool:
        index = bisect_right(self.starts, start) - 1
        return index >= 0 and end <= self.spans[index][1]


class _Headings:
    """The headings and labels above each place (二、工作安排; 落实情况:)."""

    def __init__(self, dense: str, items: list[Item]) -> None:
        self.dense, self.items = dense, items
        self.starts = [item.start for item in items]
        labels = [
            match
            for match in _LABEL.finditer(dense)
            if SECTION_PAST.search(match["label"]) or SECTION_TARGET.search(match["label"])
        ]
        self.label_starts = [match.start() for match in labels]
        self.labels = [match["label"] for match in labels]

    def at(self, place: int) -> tuple[str, int, bool]:
        """Return the words above, where the item's words start, and if they tell of the past."""
        index = bisect_right(self.starts, place) - 1
        item = self.items[index] if index >= 0 else None
        floor = item.text_start if item is not None and item.text_start <= place else 0
        label = bisect_right(self.label_starts, place) - 1
        if label >= 0 and (
            item is None or item.start < self.label_starts[label] or item.scheme == "num"
        ):
            words = self.labels[label]
            return words, floor, SECTION_PAST.search(words) is not None
        return self.lineage(place), floor, False

    def lineage(self, place: int) -> str:
        """Return the words of the headings above a place, the nearest first."""
        index = bisect_right(self.starts, place) - 1
        if index < 0:
            return ""
        above = [self.items[index], *self.items[index].ancestors()]
        return " ".join(self.dense[item.text_start : item.title_end][:40] for item in above)


def _clause(dense: str, start: int, end: int, sentence: tuple[int, int]) -> tuple[int, int]:
    """Return the span between the marks around a number."""
    low, high = sentence
    left = max(dense.rfind(mark, low, start) for mark in ",: ")
    rights = [at for mark in ",: " if (at := dense.find(mark, end, high)) >= 0]
    return max(left + 1, low), min(rights, default=high)


def _is_no_quantity(dense: str, start: int, end: int, reading: Reading) -> bool:
    """Tell whether a number is part of a name, an ordinal, a date or an idiom."""
    words = dense[start:end]
    before, after = dense[max(0, start - 11) : start], dense[end : end + 11]
    figures = re.search(r"\d", words) is not None
    scaled = figures and re.search(r"[万亿]", words) is not None
    counted = bool(reading.measure) or scaled or reading.unit in ("PERCENT", "PERMILLE")
    if not counted or reading.measure in ("届", "级"):
        return True
    in_name = _OPENS.search(before) and _CLOSES.match(after)
    if in_name and not (scaled and after[:1] in "”’"):
        return True
    if _ORDINAL.search(before) or _MEETING.match(after):
        return True
    if after[:1] == "号" and reading.measure != "个":
        return True
    number = reading.number if reading.number is not None else reading.minimum
    if reading.measure in ("年", "日", "月") and (number is None or number > 31 or not figures):
        return True
    return not figures and _is_idiom(words, before, after, reading)


def _is_idiom(words: str, before: str, after: str, reading: Reading) -> bool:
    """Tell whether numerals count nothing: 一个, 两市, 三个方面, 省十件实事."""
    return (
        reading.number in (None, 1)
        or not re.search(r"[一二三四五六七八九两半]", words)
        or re.search(r"[省市县区国这该上述]$", before) is not None
        or (reading.measure in _LEVELS and re.match(r"[\u4e00-\u9fff]", after) is not None)
        or _ASPECTS.match(after) is not None
    )


_LABEL: Final = re.compile(r"(?:^|(?<=[\n|]))[ ]?(?P<label>[\u4e00-\u9fff]{2,12}):", re.MULTILINE)
_SCORE: Final = re.compile(r"[(]?(?:含)?[)]?分[)]?|分(?!会|公司|支)")
_OPENS: Final = re.compile(r"[“‘][^”’]{0,10}$")
_CLOSES: Final = re.compile(r"[^“‘,。]{0,10}[”’]")
_ORDINAL: Final = re.compile(r"第$|[〔\[]$|\d$|[A-Za-z]-?$")
_MEETING: Final = re.compile(r"[次届]?(?:全会|会议|全体|党代会|人大)")
_ASPECTS: Final = re.compile(
    r"底线|红线|防线|大局|维护|确立|自信|意识|全面|代表|务必|伟大|百年|面向|服从|毫不|方面|层面|"
    r"环节|维度|阶段|"
    r"统一|结合|确保|坚持"
)
