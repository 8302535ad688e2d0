"""Rules for what stands twice, and for what an inference or another name rests on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from loaders.facts.model import Fact
from loaders.languages.zh.numerals import read_number
from loaders.languages.zh.periods import RELATIVE
from loaders.problems import Problem
from loaders.rules.base import Case, Rule, finding
from loaders.yaml import records as R  # noqa: N812 - short, because every record kind is named

__all__ = ["RULES"]

_APART: Final = frozenset({"id", "en", "label", "note", "inferred", "certainty", "definition"})
"""Fields by which two records may differ and still say the same."""
_NAMED: Final = ("place", "organisation", "enterprise", "policy", "project")
_WHERE: Final = frozenset({"quote", "to", "also", "occurrence"})
_YEARS_ON: Final = re.compile(
    "(?<![0-9一二两三四五六七八九十])([0-9]{1,2}|[一二两三四五六七八九十]{1,3})年(?:内|时间|努力|后|左右)"
)
_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_YEARS_FROM: Final = re.compile(
    r"(?<!\d)((?:19|20)\d\d)年(?:[0-9]{1,2}月)?(?:起|开始)[,、]?(?:力?争|利?用|通过|在|的){0,2}"
    r"([0-9]{1,2}|[一二两三四五六七八九十]{1,3})年(?:内|时间|努力|左右)?"
)
"""A year from which others are counted: 2012年起5年内."""


def _records(case: Case) -> Iterable[Problem | None]:
    first: dict[object, Fact] = {}
    for fact in case.document.facts:
        if isinstance(fact.record, R.Part):
            if fact.kind == "responsibility":
                continue
            told: object = (fact.kind, "part", fact.record.name, _places(case, fact)[:1])
            other = first.setdefault(told, fact)
            yield None if other is fact else _again(fact, other)
            continue
        if (triple := _triple(case, fact)) is not None:
            twin = first.setdefault(triple, fact)
            if twin is not fact:
                yield _again(fact, twin)
                continue
        told = (
            fact.kind, fact.part, fact.subject, fact.place, fact.period, fact.status, fact.role,
            fact.name, fact.ref, _said(fact.record), _places(case, fact),
        )  # fmt: skip
        other = first.setdefault(told, fact)
        yield None if other is fact else _again(fact, other)


def _triple(case: Case, fact: Fact) -> object | None:
    """Return what a relation says of which words, by what its ends mean; or none."""
    record, names = fact.record, case.resolved
    if not isinstance(record, R.RelationRecord) or names is None or not fact.quotes:
        return None
    first = names.answers.get((fact.key, "subject", record.subject))
    second = names.answers.get((fact.key, "object", record.object))
    if first is None or second is None:
        return None
    passage = fact.quotes[0].inside or fact.quotes[0]
    return first.iri, record.relation, second.iri, passage.n, fact.period, fact.status


def _again(fact: Fact, other: Fact) -> Problem:
    return finding(
        "record-twice", fact,
        f"the record `{other.key}` says the same of the same words: keep one of the two",
        f"记录“{other.key}”对同样的文字说了同样的话:二者留一",
        recorded=other.key,
    )  # fmt: skip


def _said(record: R.Model) -> str:
    given = record.model_dump(by_alias=True, exclude_defaults=True)
    named = given.get("name") or given.get("title") or record.__class__ is R.RelationRecord
    apart = _APART if named else _APART - {"label"}  # a label tells nameless things apart
    return repr(sorted((k, v) for k, v in given.items() if k not in apart | _WHERE))


def _places(case: Case, fact: Fact) -> Any:
    """Return where the words of a fact stand; without the text, the words."""
    if case.evidence is None:
        return tuple((use.text, use.to, use.occurrence, use.within) for use in fact.quotes)
    return tuple(case.evidence.of(use) for use in fact.quotes)


def _entities(case: Case) -> Iterable[Problem | None]:
    first: dict[tuple[str, str], Fact] = {}
    for fact in case.document.facts:
        record = fact.record
        if not isinstance(record, R.Thing) or fact.kind not in _NAMED:
            continue
        other = None
        for name in _names(record):
            kinds = ("organisation",) if fact.kind == "enterprise" else (fact.kind,)
            shared = fact.kind != "project"  # no authority file has projects
            known = shared and case.document.viewpoint.resolve(kinds, name, fact.period).id
            twin = first.setdefault((kinds[0], case.clean(name)), fact)
            other = known or (twin.key if twin is not fact else None) or other
        yield None if other is None or "name" in fact.inferred else finding(
            "entity-twice", fact,
            f"{' / '.join(_names(record))} is known already as `{other}`: say `is: {other}`, or "
            "how the two differ, as `inferred: {name: …}`",
            f"“{'、'.join(_names(record))}”已有记录“{other}”:请写 is: {other},"
            "或以 inferred: {name: …} 说明二者之别",
            field_name="name", recorded=other,
        )  # fmt: skip


_NATURES: Final[tuple[tuple[type[R.Model], str], ...]] = (
    (R.PolicyMention, "policy"), (R.Project, "project"), (R.Event, "event"),
    (R.Recognition, "recognition"), (R.PlaceMention, "place"), (R.Organisation, "body"),
    (R.Enterprise, "body"),
)  # fmt: skip
_BOTH: Final = frozenset({
    frozenset({"project", "place"}), frozenset({"project", "body"}), frozenset({"place", "body"}),
    frozenset({"recognition", "body"}), frozenset({"event", "body"}),
})  # fmt: skip
"""A hospital is built, stands somewhere and acts; what is conferred may be a body's rank, and a
congress is held and decides.  A plan is not built; no place is held, no project awarded."""


def _natures(case: Case) -> Iterable[Problem | None]:
    first: dict[str, tuple[str, Fact]] = {}
    for fact in case.document.facts:
        nature = next((kind for cls, kind in _NATURES if isinstance(fact.record, cls)), None)
        name = getattr(fact.record, "name", None) or getattr(fact.record, "title", None)
        if nature is None or not isinstance(name, str):
            continue
        clean = case.clean(name).strip(case.language.punctuation.marks)
        other, twin = first.setdefault(clean, (nature, fact))
        fine = other == nature or frozenset({other, nature}) in _BOTH
        yield None if fine or {"name", "title"} & fact.inferred.keys() else finding(
            "name-two-kinds", fact,
            f"{name} is recorded as a {other} too (`{twin.key}`): it is one of the two; otherwise "
            "say why as `inferred: {name: …}`",
            f"“{name}”又记作 {other}(“{twin.key}”):二者取一;否则以 inferred: {{name: …}} 说明理由",
            field_name="name", recorded=nature, read=other,
        )  # fmt: skip


def _names(record: R.Thing) -> list[str]:
    label = record.label.zh if record.label is not None else None
    return [name for name in (record.name, label, *record.also_named) if name]


def _inferred_years(case: Case) -> Iterable[Problem | None]:
    if case.evidence is None:
        return
    text = case.evidence.source.folded.text
    known = {*_YEAR.findall(text), *_told_otherwise(case, text)}
    for fact in case.document.facts:
        if not {"period", "by"} & fact.inferred.keys():
            continue
        by = getattr(fact.record, "by", None)
        given = {*_YEAR.findall(fact.period or ""), *_YEAR.findall(by or "")}
        missing = sorted(given - known)
        yield None if not missing else finding(
            "inferred-year", fact,
            f"the year {missing[0]} is inferred, but the text tells it nowhere, and it is not the "
            "year of writing: from what is it inferred?",
            f"推断的年份 {missing[0]} 在原文中找不到,也不是成文之年:由何推断?",
            field_name="period" if "period" in fact.positions else "by", recorded=missing[0],
        )  # fmt: skip


def _told_otherwise(case: Case, text: str) -> Iterator[str]:
    """Yield the years of writing, of 去年 and of named periods that the text uses."""
    year = case.document.viewpoint.year
    if year is not None:
        yield str(year)
        yield from _years_on(text, year)
        yield from (str(year + offset) for word, offset in RELATIVE.items() if word in text)
    yield from _YEAR.findall(case.document.header.written)
    for match in _YEARS_FROM.finditer(text):
        last = int(match[1]) + int(read_number(match[2]) or 0)
        yield from (str(last - 1), str(last))  # the first year counts, or is the one before
    for name, told in case.authority.named_periods.items():
        if name in text:
            yield from _YEAR.findall(told)


def _years_on(text: str, year: int) -> Iterator[str]:
    """Yield the years that 再通过两年努力, 三年内 reach from the year of writing."""
    for match in _YEARS_ON.finditer(text):
        number = read_number(match[1])
        if number is not None:
            yield str(year + int(number))


RULES: Final[tuple[Rule, ...]] = (
    Rule(
        "record-twice",
        "No two records say the same of the same words.",
        "两条记录不得就同样的文字说同样的话。",
        "two values of two measures",
        "one value under two ids",
        _records,
    ),
    Rule(
        "entity-twice",
        "What is known by a name has one identity.",
        "同一名称只有一个实体。",
        "{name: 县水利局, is: water-bureau}",
        "{name: 县水利局, id: another-water-bureau, …}",
        _entities,
        reads_quotes=False,
    ),
    Rule(
        "name-two-kinds",
        "A name is of one kind: a plan is no project, a project no event, a place no recognition.",
        "同一名称属于同一类:规划不是项目,项目不是活动,地方不是荣誉。",
        "policies: [{name: 清水行动}]",
        "policies: [{name: 清水行动}], projects: [{name: 清水行动}]",
        _natures,
        reads_quotes=False,
    ),
    Rule(
        "inferred-year",
        "An inferred year stands somewhere in the text, or is the year of writing.",
        "推断的年份须见于原文,或为成文之年。",
        "period: 2021, inferred ← written: 2021",
        "period: 2017, inferred, in a text without 2017",
        _inferred_years,
        needs_source=True,
        reads_quotes=False,
    ),
    Rule(
        "alias-source",
        "An alias keeps characters of the full name in their order, or the record has a source.",
        "别名须依次取自全称中的字,否则须写明来源(source)。",
        "云县水利局: 县水利局",
        "云县林业局: 县水利局",
    ),
)
