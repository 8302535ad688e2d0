"""Falsify status, time and English: what is done, when, and how it is said in English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from benchmarks.falsify import Doc, Falsified, at, quote, setting, values
from loaders.facts.model import Fact
from loaders.languages.edtf import UNSTATED
from loaders.yaml import records as R  # noqa: N812 - short, because every record kind is named

_YEAR: Final = re.compile(r"(?:19|20)\d\d")


def status_of_value(doc: Doc) -> Iterator[Falsified]:
    """Call an actual value expected or aimed at, and the other way round."""
    for fact, field, _ in values(doc):
        if isinstance(fact.record, R.Value) and field == "value":
            now = fact.status or ("target" if fact.kind == "target" else "actual")
            for new in ("actual",) if now != "actual" else ("expected", "target", "planned"):
                yield from doc.put("status of a value", fact, "status", new)


def status_of_rate(doc: Doc) -> Iterator[Falsified]:
    """Make a whole list of values targets, and targets values."""
    for fact, field, _ in values(doc):
        path = doc.path(fact)
        if not isinstance(fact.record, R.Value) or field != "value" or "by" in fact.node:
            continue
        new = "targets" if path[-2] == "values" else "values"
        yield Falsified("value among targets", fact.key, f"moved to {new}",
                        _to_list(path, new), quote(fact), "status", path)  # fmt: skip


def _to_list(path: tuple[str | int, ...], new: str) -> Any:
    def edit(root: Any) -> None:
        passage = at(root, path[:-2])
        item = passage[path[-2]].pop(path[-1])
        if not passage[path[-2]]:
            del passage[path[-2]]
        passage.setdefault(new, []).append(item)

    return edit


def status_of_recognition(doc: Doc) -> Iterator[Falsified]:
    """Call a prize held that is sought, and the other way round."""
    for fact in doc.facts:
        held = getattr(fact.record, "status", None)
        if fact.kind == "recognition" and held in ("obtained", "sought"):
            new = "sought" if held == "obtained" else "obtained"
            yield from doc.put("status of a recognition", fact, "status", new)


_AHEAD: Final = ("planned", "target", "expected")
_PLANS: Final = ("action-plan", "development-plan", "task-list", "opinion", "policy-measures")


def status_of_thing(doc: Doc) -> Iterator[Falsified]:
    """Call a project, event, duty, policy, relation or part done that is planned, or the reverse.

    A plan says what is to be done without a word for it: there, nothing is done already.
    """
    kinds = (R.Project, R.Event, R.PolicyMention, R.Part, R.PartMention, R.RelationRecord,
             R.ResponsibilityRecord)  # fmt: skip
    plan = doc.case.document.header.genre in _PLANS
    for fact in doc.records:
        if isinstance(fact.record, kinds):
            new = "actual" if plan or fact.status in _AHEAD else "planned"
            yield from doc.put("status of another record", fact, "status", new)


def _moved(text: str, doc: Doc) -> str:
    return _YEAR.sub(lambda m: str(int(m[0]) + doc.rng.choice((-1, 1))), text)


def year(doc: Doc) -> Iterator[Falsified]:
    """Move a year of a record's own period."""
    for fact in doc.records:
        own = at(doc.root, doc.path(fact)).get("period")
        if isinstance(own, str) and _YEAR.search(own) and "period" not in fact.inferred:
            yield from doc.put("period", fact, "period", _moved(own, doc))


def deadline_year(doc: Doc) -> Iterator[Falsified]:
    """Move the year until which something is aimed at."""
    for fact in doc.records:
        own = at(doc.root, doc.path(fact)).get("by")
        if isinstance(own, str) and _YEAR.search(own) and "by" not in fact.inferred:
            yield from doc.put("year of `by`", fact, "by", _moved(own, doc))


def deadline_invented(doc: Doc) -> Iterator[Falsified]:
    """Give a target a year that the text tells elsewhere."""
    years = sorted({*_YEAR.findall(doc.folded), "2030"})
    for fact in doc.records:
        if isinstance(fact.record, R.Target) and "by" not in fact.node:
            told = "".join(doc.case.quotes(fact))
            pool = [one for one in years if one not in told]
            if pool:
                yield from doc.put("`by` invented", fact, "by", doc.rng.choice(pool))


def passage_year(doc: Doc) -> Iterator[Falsified]:
    """Move the year that a passage hands down."""
    for passage in doc.case.document.passages:
        own = passage.node.get("period")
        path = doc.map_at(passage.node)
        facts = [doc.case.by_key[key] for key in passage.facts if key in doc.case.by_key]
        told = [fact for fact in facts if getattr(fact.record, "by", None) is None]
        if isinstance(own, str) and _YEAR.search(own) and told and not any(
            "period" in fact.inferred for fact in told
        ):  # fmt: skip
            new = _moved(own, doc)
            yield Falsified("period handed down", told[0].key, f"period: {own} → {new}",
                            setting((*path, "period"), new), passage.quote.text, "period",
                            path)  # fmt: skip


def year_of_another(doc: Doc) -> Iterator[Falsified]:
    """Give a record of a year another year that the text has elsewhere."""
    years = sorted(set(_YEAR.findall(doc.folded)))
    for fact in doc.records:
        if fact.period and _YEAR.search(fact.period) and "period" not in fact.inferred:
            told = "".join(doc.case.quotes(fact))
            pool = [one for one in years if one not in told and one not in fact.period]
            if pool and "by" not in fact.node:
                yield from doc.put("year of another passage", fact, "period", doc.rng.choice(pool))


def unstated_told(doc: Doc) -> Iterator[Falsified]:
    """Give a record without a time a year that the text has elsewhere."""
    years = sorted(set(_YEAR.findall(doc.folded)))
    for fact in doc.records:
        told = "".join(doc.case.quotes(fact))
        pool = [one for one in years if one not in told]
        if fact.period == UNSTATED and pool and "by" not in fact.node:
            yield from doc.put("year for none", fact, "period", doc.rng.choice(pool))


def told_unstated(doc: Doc) -> Iterator[Falsified]:
    """Say that a time is unstated which the quote states."""
    needs = {"value", "target", "recognition", "event", "post"}
    for fact in doc.records:
        own = fact.period or ""
        year = _YEAR.search(own)
        if fact.kind in needs and year and year[0] in "".join(doc.case.quotes(fact)):
            yield from doc.put("none for a year", fact, "period", UNSTATED)


def inferred_year(doc: Doc) -> Iterator[Falsified]:
    """Change the year of an inferred period to one that the text does not have."""
    for fact in doc.records:
        for field in ("period", "by"):
            old = fact.node.get(field)
            if field in fact.inferred and isinstance(old, str) and _YEAR.search(old):
                new = _YEAR.sub(lambda found: str(int(found[0]) - 37), old)
                yield from doc.put("inferred year", fact, field, new)


def stage(doc: Doc) -> Iterator[Falsified]:
    """Give a value a stage that its words do not have."""
    for fact, field, _ in values(doc):
        if isinstance(fact.record, R.Value) and field == "value":
            old = fact.record.stage
            new = "二期" if old != "二期" else "三期"
            yield from doc.put("stage", fact, "stage", new)


def deadline_words(doc: Doc) -> Iterator[Falsified]:
    """Give a task a deadline that stands elsewhere or nowhere."""
    for fact in doc.records:
        if isinstance(fact.record, R.Part) and fact.kind == "task":
            yield from doc.put("deadline of a task", fact, "deadline", "2009年6月底前")


def compared(doc: Doc) -> Iterator[Falsified]:
    """Compare a rate with a year that its words do not name."""
    for fact, _, _ in values(doc):
        if isinstance(fact.record, R.Value) and fact.kind in ("value", "target"):
            yield from doc.put("year compared with", fact, "compared-with", "2003")


# -- English -----------------------------------------------------------------------------------

_ENGLISH: Final = ("en", "object-en", "subject-en", "person-en")
_WORDS: Final = {"one": "two", "two": "three", "three": "four", "four": "five", "five": "six",
                 "six": "seven", "seven": "eight", "ten": "nine", "hundred": "thousand",
                 "million": "billion", "first": "second", "second": "third"}  # fmt: skip


def _labels(doc: Doc) -> Iterator[tuple[Fact, str, str]]:
    for fact in doc.records:
        node = at(doc.root, doc.path(fact))
        for field in _ENGLISH:
            if isinstance(node.get(field), str):
                yield fact, field, node[field]


def english_number(doc: Doc) -> Iterator[Falsified]:
    """Change a number of an English label."""
    for fact, field, words in _labels(doc):
        if found := re.search(r"\d+", words):
            new = words[: found.start()] + str(int(found[0]) + 7) + words[found.end() :]
            yield from doc.put("English number", fact, field, new)


def english_numeral(doc: Doc) -> Iterator[Falsified]:
    """Change a number word of an English label."""
    pattern = re.compile(r"\b(" + "|".join(_WORDS) + r")\b", re.IGNORECASE)
    for fact, field, words in _labels(doc):
        if found := pattern.search(words):
            new = words[: found.start()] + _WORDS[found[0].lower()] + words[found.end() :]
            yield from doc.put("English number word", fact, field, new)


def english_letters(doc: Doc) -> Iterator[Falsified]:
    """Leave a Chinese word in an English label."""
    for fact, field, words in _labels(doc):
        yield from doc.put("Chinese in English", fact, field, words + " 工程")


def english_todo(doc: Doc) -> Iterator[Falsified]:
    """Leave the English to be done."""
    for fact, field, _ in _labels(doc):
        new = doc.rng.choice(("TODO", "todo: translate", "?", "xxx", "TBD"))
        yield from doc.put("English to be done", fact, field, new)


def english_swapped(doc: Doc) -> Iterator[Falsified]:
    """Give a record the English of another of its kind."""
    labels = [(fact, field, words) for fact, field, words in _labels(doc) if field == "en"]
    for fact, field, words in labels:
        pool = [en for other, _, en in labels if other.kind == fact.kind and en != words]
        if pool:
            yield from doc.put("English of another", fact, field, doc.rng.choice(pool))
