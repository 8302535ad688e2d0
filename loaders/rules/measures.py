"""Rules for measures: a value belongs to the measure that the text tells it of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from loaders.facts.model import Fact
from loaders.languages.language import Punctuation
from loaders.problems import Problem
from loaders.rules.base import Case, Rule, finding
from loaders.yaml.records import Value

__all__ = ["RULES"]

Span = tuple[int, int]
_FAR: Final = 10_000


@dataclass(frozen=True, slots=True)
class _Measure:
    """An observation with its name and value as written, clean."""

    fact: Fact
    name: str
    text: str


def _measures_beside(case: Case) -> Iterator[_Measure]:
    for fact, text in case.observations:
        if isinstance(fact.record, Value):
            yield _Measure(fact, case.clean(fact.record.name), case.clean(text))


def _spans(words: str, text: str) -> list[Span]:
    found, at = [], text.find(words)
    while at >= 0:
        found.append((at, at + len(words)))
        at = text.find(words, at + 1)
    return found


def _cost(name: Span, value: Span, text: str, marks: Punctuation) -> int:
    """Return how far a name stands from a value; a new clause is far, a new sentence farther."""
    if name[0] < value[1] and value[0] < name[1]:
        return 0
    before = name[1] <= value[0]
    gap = text[name[1] : value[0]] if before else text[value[1] : name[0]]
    stops = 100 * len(marks.sentence_end.findall(gap)) + 20 * len(marks.comma.findall(gap))
    return len(gap) + stops + 8 * gap.count(marks.enumeration) + (0 if before else 3)


def _nearest(name: str, values: list[Span], text: str, marks: Punctuation) -> int:
    pairs = [_cost(found, value, text, marks) for found in _spans(name, text) for value in values]
    return min(pairs, default=_FAR)


def _named(case: Case) -> Iterable[Problem | None]:
    for told in _measures_beside(case):
        if "name" in told.fact.inferred or any(told.name in q for q in case.quotes(told.fact)):
            yield None
            continue
        yield finding(
            "measure-in-quote", told.fact,
            f"`name: {told.name}` does not stand in the quote: name the measure in the text's own "
            "words, and put others into `label`",
            f"指标名“{told.name}”不在引文中:请用原文的词,其他说法写入 label",
            field_name="name", quote=told.fact.quotes[0].text if told.fact.quotes else "",
            recorded=told.name,
        )  # fmt: skip


def _together(case: Case) -> Iterable[Problem | None]:
    marks = case.language.punctuation
    for told in _measures_beside(case):
        if "name" in told.fact.inferred:
            continue
        costs = [
            _nearest(told.name, _spans(told.text, quote), quote, marks)
            for quote in case.quotes(told.fact)
        ]
        best = min(costs, default=_FAR)
        if best >= _FAR or best < 100:
            yield None
            continue
        yield finding(
            "measure-sentence", told.fact,
            f"{told.name} and {told.text} stand in different sentences of the quote",
            f"“{told.name}”与“{told.text}”不在引文的同一句中",
            field_name="name", quote=told.fact.quotes[0].text, recorded=told.name,
        )  # fmt: skip


def _apart(case: Case) -> Iterable[Problem | None]:
    for told in _measures_beside(case):
        if "name" in told.fact.inferred:
            continue
        pairs = [
            (_cost(name, value, quote, case.language.punctuation), _entangled(name, value))
            for quote in case.quotes(told.fact)
            for name in _spans(told.name, quote)
            for value in _spans(told.text, quote)
        ]
        yield None if not pairs or not min(pairs)[1] else finding(
            "measure-apart", told.fact,
            f"{told.name} and {told.text} share characters of the text: one of them is cut wrongly",
            f"“{told.name}”与“{told.text}”在原文中有重叠的字:其一截取有误",
            field_name="name", quote=told.fact.quotes[0].text, recorded=told.name, read=told.text,
        )  # fmt: skip


def _entangled(name: Span, value: Span) -> bool:
    """Tell whether two spans overlap, and neither lies in the other: 14个 may lie in a name."""
    overlap = name[0] < value[1] and value[0] < name[1]
    within = name[0] <= value[0] and value[1] <= name[1]
    around = value[0] <= name[0] and name[1] <= value[1]
    return overlap and not within and not around


def _rivals(case: Case) -> Iterable[Problem | None]:
    groups: dict[int, list[_Measure]] = {}
    for told in _measures_beside(case):
        if told.fact.quotes:
            use = told.fact.quotes[0]
            groups.setdefault((use.inside or use).n, []).append(told)
    for group in groups.values():
        for told in group:
            yield _beaten(case, told, group)


def _beaten(case: Case, told: _Measure, group: list[_Measure]) -> Problem | None:
    """Find another measure of the passage that stands nearer to the value than its own."""
    if "name" in told.fact.inferred or told.fact.kind == "growth":
        return None
    marks = case.language.punctuation
    for quote in case.quotes(told.fact):
        values = _spans(told.text, quote)
        own = _nearest(told.name, values, quote, marks)
        if own >= _FAR:
            continue
        for other in group:
            apart = other.name not in told.name and told.name not in other.name
            if not apart or other.fact.kind == "growth":
                continue
            # A measure whose own value is the same number elsewhere is no rival.
            same = other.text == told.text
            if same and len(values) > 1:
                continue
            theirs = _nearest(other.name, values, quote, marks)
            nearer_to_other = _nearest(told.name, _spans(other.text, quote), quote, marks) < own
            if theirs < own and (same or nearer_to_other):
                return finding(
                    "measure-nearest", told.fact,
                    f"{told.text} stands next to {other.name} in the text, not {told.name}: "
                    "whose value is it?",
                    f"原文中“{told.text}”紧邻“{other.name}”,而非“{told.name}”:是谁的数值?",
                    field_name="name", quote=quote, recorded=told.name, read=other.name,
                )  # fmt: skip
    return None


RULES: Final[tuple[Rule, ...]] = (
    Rule(
        "measure-in-quote",
        "The name of a measure is the text's own and stands in the quote.",
        "指标名用原文的词,须出现在引文中。",
        "name: 财政收入 ← 财政收入超10亿元",
        "name: 税收收入 ← 财政收入超10亿元",
        _named,
    ),
    Rule(
        "measure-sentence",
        "A measure and its value stand in one sentence.",
        "指标与数值须在同一句中。",
        "财政收入超10亿元",
        "财政收入增长。投入15.5亿元",
        _together,
    ),
    Rule(
        "measure-apart",
        "The words of a measure and those of its value do not run into each other.",
        "指标与数值的文字不得互相侵入。",
        "name: 生产总值, value: 超70亿元 ← 生产总值超70亿元",
        "name: 生产总值, value: 值超70亿元 ← 生产总值超70亿元",
        _apart,
    ),
    Rule(
        "measure-nearest",
        "No other measure of the passage stands nearer to the value.",
        "同一段落中不得有别的指标离该数值更近。",
        "生产总值: 超70亿元 ← 生产总值超70亿元;财政收入超10亿元",
        "财政收入: 超70亿元 ← 生产总值超70亿元;财政收入超10亿元",
        _rivals,
    ),
)
