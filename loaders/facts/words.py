"""Which words of a record are the text's own, and by which field."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from loaders.facts.model import Fact
from loaders.languages.language import Language
from loaders.yaml import records as R  # noqa: N812 - short, because every record kind is named
from ontology.kinds import RECORDS

__all__ = ["anchor_words", "cue_words", "names_of"]

_MEASURED: Final[dict[str, tuple[str, ...]]] = {
    "value": ("name", "value"),
    "target": ("name", "value"),
    "growth": ("name", "growth"),
    "investment": ("investment",),
}
_YEAR: Final = re.compile(r"(?:19|20)\d\d")


def names_of(fact: Fact, language: Language) -> Iterator[tuple[str, str]]:
    """Yield the fields of a record that hold the text's own words, with these words."""
    yield from _of(fact, RECORDS[fact.kind].words, language)
    if (
        fact.kind == "responsibility"
        and fact.name
        and isinstance(fact.record, R.ResponsibilityRecord)
    ):
        yield "names", fact.name


def anchor_words(fact: Fact, language: Language) -> Iterator[tuple[str, str]]:
    """Yield the roles and words of a fact's anchors: names, values, ends of a relation, cues.

    A field that holds several words gives each of them a number from the second on.
    """
    told: dict[str, int] = {}
    measured = _MEASURED.get(fact.kind)
    own = _of(fact, measured, language) if measured else names_of(fact, language)
    for field, words in own:
        count = told[field] = told.get(field, 0) + 1
        yield field if count == 1 else f"{field}-{count}", language.bare(words)


def cue_words(fact: Fact, written: int | None, language: Language) -> Iterator[tuple[str, str]]:
    """Yield the words that may carry a fact's time, status and known ends, the likeliest first.

    Which of them stands in the passage, the text decides, and the lock remembers by number.
    """
    period = fact.period if "period" not in fact.inferred else None
    by = getattr(fact.record, "by", None) if "by" not in fact.inferred else None
    times: list[str] = []
    for told in (by, period):
        if isinstance(told, str):
            years = _YEAR.findall(told)
            own = language.is_name(told)
            times += [told] if own else [language.years.in_words(year) for year in years[-1:]]
            times += [
                word for word, offset in language.years.relative
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
        for number, words in enumerate(language.status.anchors, 1):
            yield f"cue-{number}", words


def _of(fact: Fact, fields: tuple[str, ...], language: Language) -> Iterator[tuple[str, str]]:
    for field in fields:
        value = getattr(fact.record, field, None)
        label = field.rstrip("_").replace("_", "-")
        for words in value if isinstance(value, list) else [value]:
            if isinstance(words, str) and (language.is_name(words) or field in ("value", "growth")):
                yield label, words
