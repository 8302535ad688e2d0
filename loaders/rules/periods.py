"""Rules for periods: every year of a record stands in its quotes, or is marked inferred."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from loaders.evidence.readings import value_text
from loaders.facts.model import Fact
from loaders.languages.edtf import UNSTATED, read_edtf
from loaders.problems import Problem
from loaders.rules.base import Case, Rule, finding
from loaders.yaml.records import Part, Project, Target, Value
from ontology.kinds import records_of

__all__ = ["RULES"]

_YEAR: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_NEEDS_PERIOD: Final = frozenset(
    {"growth", *(record.kind for form in ("value", "fact") for record in records_of(form))}
)


def _support(case: Case, fact: Fact) -> str:
    """Return all words that may carry a fact's period: its quotes, and parts that hand it down."""
    texts = case.quotes(fact)
    for part in case.parts(fact):
        if getattr(part.record, "period", None):
            texts += case.quotes(part)
    return "\n".join(texts)


def _named_years(case: Case, text: str) -> set[int]:
    """Return the first and last years of the named periods that stand in a text."""
    years = set()
    for name, edtf in case.authority.named_periods.items():
        period = read_edtf(edtf)
        if period is not None and case.clean(name) in text:
            years |= {year for year in (period.start, period.year) if year is not None}
    return years


def _periods(case: Case) -> Iterator[tuple[Fact, str, str]]:
    """Yield each told period with the field that tells it."""
    for fact in case.document.facts:
        told = isinstance(fact.record, Target | Project | Part) and fact.kind != "responsibility"
        by = getattr(fact.record, "by", None) if told else None
        if by is not None and "by" not in fact.inferred:
            yield fact, "by", by
        elif fact.period is not None and "period" not in fact.inferred and by is None:
            yield fact, "period", fact.period


def _stated(case: Case) -> Iterable[Problem | None]:
    written, viewpoint = case.document.header.written, case.document.viewpoint
    years = case.language.years
    reported: set[tuple[int, str]] = set()
    for fact, field, text in _periods(case):
        place = (fact.quotes[0].n if fact.quotes else -1, text)
        if text == UNSTATED or place in reported:
            continue
        period = viewpoint.period(text, field == "by")
        if period is None:
            yield _unreadable(fact, field, text)
            continue
        support = _support(case, fact)
        if case.clean(text) in support:
            yield None
            continue
        known = years.years_in(support, written) | _named_years(case, support)
        wanted = {y for y in (period.start, period.year) if y is not None}
        if field == "by" or text.startswith("..") or "/.." in text:
            wanted = {int(y) for y in _YEAR.findall(period.edtf)}
        missing = sorted(wanted - known)
        if not missing and years.says_days_of(period.edtf, support):
            yield None
            continue
        reported.add(place)
        yield finding(
            "period-in-quote", fact,
            f"`{field}: {text}`: no quote of the record says "
            f"{'、'.join(map(str, missing)) or 'that month or day'}; add the words by `also`, or "
            f"mark `inferred: {{{field}: why}}`",
            f"“{field}: {text}”:记录的引文中没有这个时间;请用 also 补引,"
            f"或写 inferred: {{{field}: 理由}}",
            field_name=field, quote=fact.quotes[0].text if fact.quotes else "", recorded=text,
            read="、".join(map(str, sorted(known))),
        )  # fmt: skip


def _unreadable(fact: Fact, field: str, text: str) -> Problem:
    return finding(
        "period-readable", fact,
        f"`{field}: {text}` is no EDTF, no named period and no word such as 去年",
        f"“{field}: {text}”不是 EDTF,也不是已命名的时期或“去年”之类的词",
        field_name=field, recorded=text,
    )  # fmt: skip


def _readable(case: Case) -> Iterable[Problem | None]:
    for fact in case.document.facts:
        own = getattr(fact.record, "period", None)
        if own is None or own == UNSTATED:
            continue
        yield None if case.document.viewpoint.period(own) else _unreadable(fact, "period", own)


def _period_given(case: Case) -> Iterable[Problem | None]:
    for fact in case.document.facts:
        if fact.kind not in _NEEDS_PERIOD:
            continue
        by = getattr(fact.record, "by", None)
        fine = fact.period is not None or by is not None
        yield None if fine else finding(
            "period-told", fact,
            "the record says no time: give `period` (or `by`), or say `period: unstated`",
            "记录没有时间:请写 period(或 by),原文未说明时写 period: unstated",
            quote=fact.quotes[0].text if fact.quotes else "",
        )  # fmt: skip


def _unstated(case: Case) -> Iterable[Problem | None]:
    for fact in case.document.facts:
        if fact.period != UNSTATED or fact.kind not in _NEEDS_PERIOD or not fact.quotes:
            continue
        if getattr(fact.record, "by", None) or "period" in fact.inferred:
            continue
        text = "\n".join(case.quotes(fact))
        text = case.language.punctuation.named.sub("", text)
        if (value := value_text(fact)) is not None:  # 较2020年下降18% tells a baseline, no time
            text = text.replace(case.clean(value), "")
        years = case.language.years.stated.findall(text)
        yield None if not years else finding(
            "period-unstated", fact,
            "the record says `period: unstated`, but its quote says "
            f"{case.language.years.in_words(years[0])}",
            f"记录写 period: unstated,引文中却有“{case.language.years.in_words(years[0])}”",
            field_name="period", quote=fact.quotes[0].text, recorded=UNSTATED, read=years[0],
        )  # fmt: skip


def _compared(case: Case) -> Iterable[Problem | None]:
    """Find years compared with that no quote, nor its sentence, names."""
    years, written = case.language.years, case.document.header.written
    for fact in case.document.facts:
        record = fact.record
        told = isinstance(record, Value) and record.compared_with and fact.kind != "growth"
        if not told or "compared-with" in fact.inferred:
            continue
        text = str(record.compared_with)  # type: ignore[attr-defined]
        words = "\n".join([*case.quotes(fact), *case.sentences(fact)])
        wanted = {int(year) for year in _YEAR.findall(text)}
        known = years.years_in(words, written) | _named_years(case, words)
        yield None if wanted <= known or case.clean(text) in words else finding(
            "compared-in-quote", fact,
            f"`compared-with: {text}` stands in no quote of the record",
            f"“compared-with: {text}”不在记录的引文中",
            field_name="compared-with", quote=fact.quotes[0].text if fact.quotes else "",
            recorded=text,
        )  # fmt: skip


def _stages(case: Case) -> Iterable[Problem | None]:
    """Find stages that no quote tells, nor another value of the same measure beside."""
    told: dict[tuple[int, str], set[str]] = {}
    rows = [(fact, fact.record) for fact in case.document.facts
            if isinstance(fact.record, Value) and fact.kind != "growth"]  # fmt: skip
    for fact, record in rows:
        if record.stage and fact.quotes:
            told.setdefault((_passage(fact), record.name), set()).add(record.stage)
    for fact, record in rows:
        if record.stage is None or "stage" in fact.inferred:
            continue
        stage = case.clean(record.stage)
        stated = any(stage in text for text in [*case.quotes(fact), *case.sentences(fact)])
        coined = stage.isascii() and len(told.get((_passage(fact), record.name), ())) > 1
        yield None if stated or coined else finding(
            "stage-in-quote", fact,
            f"`stage: {record.stage}` stands in no quote of the record, and no other value of "
            f"{record.name} beside it has a stage",
            f"“stage: {record.stage}”不在记录的引文中,同处也没有“{record.name}”的其他阶段值",
            field_name="stage", quote=fact.quotes[0].text if fact.quotes else "",
            recorded=record.stage,
        )  # fmt: skip


def _passage(fact: Fact) -> int:
    use = fact.quotes[0] if fact.quotes else None
    return (use.inside or use).n if use is not None else -1


def _deadlines(case: Case) -> Iterable[Problem | None]:
    viewpoint = case.document.viewpoint
    for fact in case.document.facts:
        record = fact.record
        if not isinstance(record, Part) or record.deadline is None or fact.kind == "responsibility":
            continue
        read = viewpoint.period(record.deadline, by=True)
        by = viewpoint.period(record.by, by=True) if record.by else None
        unread = not case.language.years.leaves_open(record.deadline)
        if read is None and record.by is None and unread:
            yield _unread_deadline(fact, record.deadline)
        elif read and by and read.end != by.end and "by" not in fact.inferred:
            yield finding(
                "deadline-agrees", fact,
                f"`by: {record.by}` ends on {by.end}, the machine reads {read.end or read.edtf} in "
                f"{record.deadline}: leave `by` out, or say why in `inferred`",
                f"“by: {record.by}”止于 {by.end},机器在“{record.deadline}”中读到"
                f" {read.end or read.edtf}:"
                "请删去 by,或在 inferred 中说明",
                field_name="by", recorded=str(by.end), read=read.end or read.edtf,
            )  # fmt: skip
        else:
            yield None


def _unread_deadline(fact: Fact, words: str) -> Problem:
    return finding(
        "deadline-agrees", fact,
        f"the machine reads no date in `deadline: {words}`: give it as EDTF in `by`",
        f"机器在“deadline: {words}”中读不出日期:请在 by 中写 EDTF",
        field_name="deadline", recorded=words,
    )  # fmt: skip


RULES: Final[tuple[Rule, ...]] = (
    Rule(
        "period-in-quote",
        "The years of a period stand in a quote of the record (`also` counts; so do 去年, 十一五), "
        "or the record marks them inferred.",
        "时间须在记录的引文中(also 亦可,“去年”“十一五”亦可),否则写 inferred。",
        "by: 2010 ← 力争到2010年",
        "by: 2011 ← 力争到2010年",
        _stated,
    ),
    Rule(
        "period-readable",
        "A period is EDTF, a named period, or a word such as 去年.",
        "时间须为 EDTF、已命名的时期或“去年”之类的词。",
        "period: 2006/2010",
        "period: 2010-13-45",
        _readable,
        reads_quotes=False,
    ),
    Rule(
        "deadline-agrees",
        "A deadline that names a time is read by the machine, or told by `by`; both agree.",
        "写明时间的完成时限须机器能读出,或另写 by;二者须一致。",
        "deadline: 2020年6月底前",
        "deadline: 2020年6月底前, by: 2021",
        _deadlines,
        reads_quotes=False,
    ),
    Rule(
        "period-told",
        "Values, targets, recognitions, events and posts say their time, or that it is unstated.",
        "数值、目标、荣誉、事件、任职须写时间,或写明原文未说明。",
        "period: unstated",
        "values: [{name: 社区, value: 6个}] without a period",
        _period_given,
        reads_quotes=False,
    ),
    Rule(
        "period-unstated",
        "A time that the quote states is not called unstated.",
        "引文已说明的时间不得写作 unstated。",
        "period: 2017 ← 2017年完成投入",
        "period: unstated ← 2017年完成投入",
        _unstated,
    ),
    Rule(
        "compared-in-quote",
        "The year that a value is compared with stands in a quote of the record.",
        "与之比较的年份须在记录的引文中。",
        "compared-with: 2020 ← 较2020年下降18%",
        "compared-with: 2019 ← 较2020年下降18%",
        _compared,
    ),
    Rule(
        "stage-in-quote",
        "A stage is the text's own word (一期), or tells two values of one measure apart.",
        "阶段用原文的词(一期),或用以区分同一指标的两个数值。",
        "stage: 一期 ← 建成一期9.7平方公里",
        "stage: 二期 ← 建成一期9.7平方公里",
        _stages,
    ),
)
