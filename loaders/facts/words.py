"""Which words of a record are the text's own, and by which field."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from loaders.facts.model import Fact
from loaders.languages.zh.normalise import has_cjk
from loaders.yaml import records as R  # noqa: N812 - short, because every record kind is named
from ontology.kinds import RECORDS

__all__ = ["CUES", "anchor_words", "bare", "cue_words", "has_cjk", "names_of"]

_MEASURED: Final[dict[str, tuple[str, ...]]] = {
    "value": ("name", "value"),
    "target": ("name", "value"),
    "growth": ("name", "growth"),
    "investment": ("investment",),
}
CUES: Final = (
    "预计", "预期", "有望", "可望", "力争", "争取", "确保", "努力", "目标", "计划", "拟", "规划",
    "即将", "争创", "打造", "全力", "加快", "推进", "不少于", "不低于", "至少", "将", "要", "实现",
    "达到", "完成",
)  # fmt: skip
"""Words by which a value is expected or aimed at, the plainest first; their order is kept in
the lock, so a new one goes to the end."""
RELATIVE_YEARS: Final = (("去年", -1), ("今年", 0), ("明年", 1), ("前年", -2), ("上年", -1))
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_PAIRS: Final = {"“": "”", "《": "》", "‘": "’", "〈": "〉"}


def names_of(fact: Fact) -> Iterator[tuple[str, str]]:
    """Yield the fields of a record that hold the text's own words, with these words."""
    yield from _of(fact, RECORDS[fact.kind].words)
    if (
        fact.kind == "responsibility"
        and fact.name
        and isinstance(fact.record, R.ResponsibilityRecord)
    ):
        yield "names", fact.name


def anchor_words(fact: Fact) -> Iterator[tuple[str, str]]:
    """Yield the roles and words of a fact's anchors: names, values, ends of a relation, cues.

    A field that holds several words gives each of them a number from the second on.
    """
    told: dict[str, int] = {}
    measured = _MEASURED.get(fact.kind)
    for field, words in _of(fact, measured) if measured else names_of(fact):
        count = told[field] = told.get(field, 0) + 1
        yield field if count == 1 else f"{field}-{count}", bare(words)


def cue_words(fact: Fact, written: int | None) -> Iterator[tuple[str, str]]:
    """Yield the words that may carry a fact's time, status and known ends, the likeliest first.

    Which of them stands in the passage, the text decides, and the lock remembers by number.
    """
    period = fact.period if "period" not in fact.inferred else None
    by = getattr(fact.record, "by", None) if "by" not in fact.inferred else None
    times: list[str] = []
    for told in (by, period):
        if isinstance(told, str):
            years = _YEAR.findall(told)
            times += [told] if has_cjk(told) else [f"{year}年" for year in years[-1:]]
            times += [
                word for word, offset in RELATIVE_YEARS
                if written is not None and str(written + offset) in years
            ]  # fmt: skip
    for number, words in enumerate(dict.fromkeys(times), 1):
        yield f"period-{number}", words
    for field, names in fact.aliases.items():
        for number, words in enumerate(names, 1):
            yield f"{field}-{number}", words
    aimed = fact.kind in ("value", "target", "growth") and (
        fact.kind == "target" or fact.status in ("expected", "planned", "target")
    )
    if aimed and "status" not in fact.inferred:
        for number, words in enumerate(CUES, 1):
            yield f"cue-{number}", words


def _of(fact: Fact, fields: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for field in fields:
        value = getattr(fact.record, field, None)
        label = field.rstrip("_").replace("_", "-")
        for words in value if isinstance(value, list) else [value]:
            if isinstance(words, str) and (has_cjk(words) or field in ("value", "growth")):
                yield label, words


def bare(words: str) -> str:
    """Return words without a pair of quotation marks around the whole of them."""
    words = words.strip()
    closing = _PAIRS.get(words[:1])
    whole = closing is not None and words.endswith(closing) and closing not in words[1:-1]
    return words[1:-1].strip() or words if whole else words
