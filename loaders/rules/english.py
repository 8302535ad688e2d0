"""Rules for English labels: their numbers are those of the Chinese, their letters English."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import lru_cache
from typing import Final

from loaders.facts.model import Fact
from loaders.languages.zh.mentions import is_name as has_cjk
from loaders.languages.zh.numerals import scan_number
from loaders.problems import Problem
from loaders.rules.base import Case, Rule, finding
from loaders.yaml import records as R  # noqa: N812 - short, because every record kind is named

__all__ = ["RULES"]

_NUMBER: Final = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_HAN_NUMBER: Final = re.compile(r"[\d零〇一二两三四五六七八九十百千万亿]")
_FIELDS: Final = tuple(
    (field, field.replace("_", "-")) for field in ("en", "subject_en", "object_en", "person_en")
)
"""Fields of a record, with their YAML keys."""


def _labels(fact: Fact) -> Iterator[tuple[str, str]]:
    """Yield the English labels of a record by their YAML keys."""
    record = fact.record
    if fact.kind == "responsibility" and isinstance(record, R.Part):
        return  # the part's own
    own = vars(record)  # asking a model for a field that it lacks takes long
    for field, key in _FIELDS:
        if isinstance(words := own.get(field), str):
            yield key, words
    label = own.get("label")
    if label is not None:
        yield "label", label.en


def _letters(case: Case) -> Iterable[Problem | None]:
    for fact in case.document.facts:
        for field, words in _labels(fact):
            yield None if not has_cjk(words) else finding(
                "english-letters", fact,
                f"`{field}: {words}` holds Chinese characters: translate or spell them",
                f"“{field}: {words}”含有汉字:请翻译或拼写",
                field_name=field, recorded=words,
            )  # fmt: skip


_PLACEHOLDER: Final = re.compile(
    r"\b(?:todo|tbd|fixme|xxx+|n/a|to be translated|translate me|translation)\b(?=\W*$|:)",
    re.IGNORECASE,
)


def _placeholders(case: Case) -> Iterable[Problem | None]:
    for fact in case.document.facts:
        for field, words in _labels(fact):
            empty = not re.search(r"[A-Za-z0-9]", words) or _PLACEHOLDER.search(words)
            yield None if not empty else finding(
                "english-placeholder", fact,
                f"`{field}: {words}` is no English yet: translate it, or leave `{field}` out",
                f"“{field}: {words}”还不是英文:请翻译,或不写 {field}",
                field_name=field, recorded=words,
            )  # fmt: skip


def _twice(case: Case) -> Iterable[Problem | None]:
    """Find two things of a kind with names of their own and one English label."""
    first: dict[tuple[str, str], tuple[Fact, str]] = {}
    for fact in case.document.facts:
        english = getattr(fact.record, "en", None)
        name = getattr(fact.record, "name", None) or getattr(fact.record, "title", None)
        bracket = fact.kind == "responsibility"
        if not english or not name or bracket or fact.kind in ("growth", "investment", "mention"):
            continue
        clean = case.clean(name)
        kind = "value" if isinstance(fact.record, R.Value) else fact.kind
        other, known = first.setdefault((kind, english.casefold()), (fact, clean))
        same = other is fact or clean in known or known in clean or "en" in fact.inferred
        yield None if same else finding(
            "english-twice", fact,
            f"`en: {english}` is the English of {known} (`{other.key}`) too: of which is it?",
            f"“en: {english}”也是“{known}”({other.key})的英文:究竟属于哪一个?",
            field_name="en", recorded=english, read=known,
        )  # fmt: skip


_COUNTS: Final[dict[str, str]] = {
    "two": "二两2双俩", "three": "三3", "four": "四4", "five": "五5", "six": "六6", "seven": "七7",
    "eight": "八8", "nine": "九9", "ten": "十万1", "hundred": "百0", "thousand": "千万0",
    "million": "万亿0", "billion": "亿0",
    "second": "二2再次两副秒", "third": "三3",
}  # fmt: skip
"""Number words of English, with the characters of which the Chinese has one."""
_COUNTED: Final = re.compile(r"\b(" + "|".join(_COUNTS) + r")\b", re.IGNORECASE)


def _counted(case: Case) -> Iterable[Problem | None]:
    for fact in case.document.facts:
        for field, words in _labels(fact):
            for found in _COUNTED.finditer(words):
                chinese = "".join(_chinese(case, fact))
                fine = any(ch in chinese for ch in _COUNTS[found[0].lower()])
                fine = fine or _lists(case, fact, found[0].lower())
                yield None if fine or "en" in fact.inferred else finding(
                    "english-number", fact,
                    f"`{field}: {words}`: no number of the Chinese is {found[0]}",
                    f"“{field}: {words}”:中文里没有相当于 {found[0]} 的数字",
                    field_name=field, recorded=words, read=found[0],
                )  # fmt: skip


_LISTED: Final = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def _lists(case: Case, fact: Fact, word: str) -> bool:
    """Tell whether the Chinese lists so many things, which the English counts."""
    if word not in _LISTED:
        return False
    between = _LISTED.index(word) + 1
    return any(len(_SEPARATOR.findall(text)) >= between for text in _chinese(case, fact))


_SEPARATOR: Final = re.compile("[、,,;;]|和|及|与")


def _numbers(case: Case) -> Iterable[Problem | None]:
    for fact in case.document.facts:
        for field, words in _labels(fact):
            told = _figures_of_english(words)
            if not told:
                continue
            known = {figures for text in _chinese(case, fact) for figures in _figures(text)}
            wrong = sorted(told - known)
            yield None if not wrong or "en" in fact.inferred else finding(
                "english-number", fact,
                f"`{field}: {words}`: no number of the Chinese has the figures {wrong[0]}",
                f"“{field}: {words}”:中文里没有数字 {wrong[0]}",
                field_name=field, recorded=words, read=wrong[0],
            )  # fmt: skip
    yield from _counted(case)


def _chinese(case: Case, fact: Fact) -> Iterator[str]:
    own = vars(fact.record)
    for attribute in ("name", "title", "subject", "object", "person", "post", "number"):
        if isinstance(words := own.get(attribute), str):
            yield case.clean(words)
    label = own.get("label")
    if label is not None:
        yield case.clean(label.zh)
    yield from case.quotes(fact)
    yield from (written for written in (fact.period, own.get("by")) if written)


def _figures_of_english(words: str) -> set[str]:
    return {_significant(Decimal(found[0].replace(",", ""))) for found in _NUMBER.finditer(words)}


@lru_cache(maxsize=1024)
def _figures(text: str) -> frozenset[str]:
    """Return the significant figures of every number of a Chinese text, read in one pass.

    Many facts rest on the same quote.
    """
    return frozenset(_each_figures(text))


def _each_figures(text: str) -> Iterator[str]:
    at = 0
    while (found := _HAN_NUMBER.search(text, at)) is not None:
        number = scan_number(text, found.start())
        plain = _NUMBER.match(text, found.start())
        if plain is not None:
            yield _significant(Decimal(plain[0].replace(",", "")))
        if number is not None:
            yield _significant(number.low)
        at = max(found.end(), number.end if number else 0, plain.end() if plain else 0)


def _significant(number: Decimal) -> str:
    """Return the figures of a number without its scale: 1.2 million and 120万 have both 12."""
    figures = "".join(map(str, number.as_tuple().digits)).strip("0")
    return figures or "0"


RULES: Final[tuple[Rule, ...]] = (
    Rule(
        "english-letters",
        "An English label has no Chinese characters.",
        "英文标签不含汉字。",
        "en: Grow large and strong enterprises",
        "en: Grow 大 enterprises",
        _letters,
        reads_quotes=False,
    ),
    Rule(
        "english-number",
        "A number in an English label is one of the Chinese that it stands for.",
        "英文标签中的数字须是其中文所有的数字。",
        "en: 1.2 million people ← 120万人",
        "en: 1.3 million people ← 120万人",
        _numbers,
    ),
    Rule(
        "english-placeholder",
        "An English label is English, no mark for one to come.",
        "英文标签须为英文,不得是待译的记号。",
        "en: Grow large and strong enterprises",
        "en: TBD",
        _placeholders,
        reads_quotes=False,
    ),
    Rule(
        "english-twice",
        "Two things of a kind with names of their own have English labels of their own.",
        "名称不同的同类事物,英文标签亦须不同。",
        "en: Water Bureau ← 水利局; en: Finance Bureau ← 财政局",
        "en: Water Bureau ← 水利局; en: Water Bureau ← 财政局",
        _twice,
        reads_quotes=False,
    ),
)
