"""Rules for status: words such as 预计, 力争, 将, 已 decide nothing, but they must fit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from loaders.evidence.readings import value_text
from loaders.facts.model import Fact
from loaders.languages.language import Language
from loaders.problems import Problem
from loaders.rules.base import Case, Rule, clause_around, finding
from loaders.yaml import records as R  # noqa: N812 - short, because every record kind is named
from loaders.yaml.records import Part, Recognition, Target

__all__ = ["PLANS", "RULES"]


def _sentence(case: Case, fact: Fact, words: str, stops: re.Pattern[str]) -> str:
    """Return the sentence of a fact's quotes that holds some words, without names in it."""
    for quote in case.quotes(fact):
        at = quote.find(words)
        if at >= 0:
            low, high = clause_around(quote, at, at + len(words), stops)
            return _unnamed(quote[low:high], case.language)
    return _unnamed("".join(case.quotes(fact)), case.language)


def _unnamed(text: str, language: Language) -> str:
    return language.punctuation.quoted.sub("“”", text)


def _observations(case: Case) -> Iterator[tuple[Fact, str]]:
    stops = case.language.punctuation.sentence_end
    for fact, text in case.observations:
        if "status" not in fact.inferred:
            yield fact, _sentence(case, fact, case.clean(text), stops)


def _status_of(fact: Fact) -> str:
    return fact.status or ("target" if isinstance(fact.record, Target) else "actual")


def _finding(rule: str, fact: Fact, status: str, cue: str, en: str, zh: str, text: str) -> Problem:
    field = "status" if "status" in fact.positions else None
    return finding(rule, fact, en, zh, field_name=field, quote=text, recorded=status, read=cue)


def _actual(case: Case) -> Iterable[Problem | None]:
    cues = case.language.status
    for fact, text in _observations(case):
        status = _status_of(fact)
        cue = cues.expected.search(text) or cues.strongly_aimed.search(text)
        done = cues.done.search(text)
        if status == "actual" and isinstance(fact.record, Target):
            yield _finding(
                "status-actual", fact, status, "target",
                "a record under `targets` is no actual value: move it to `values`",
                "targets 下的记录不是实际值:请移到 values", text,
            )  # fmt: skip
            continue
        if status != "actual" or cue is None or done:
            yield None
            continue
        yield _finding(
            "status-actual", fact, status, cue[0],
            f"the record says actual, the text says {cue[0]}: give `status`, or the reason as "
            "`inferred: {status: …}`",
            f"记录为实际值,原文却说“{cue[0]}”:请写 status,"
            "或以 inferred: {status: …} 说明理由", text,
        )  # fmt: skip


def _cue(case: Case) -> Iterable[Problem | None]:
    cues = case.language.status
    for fact, text in _observations(case):
        status = _status_of(fact)
        if status == "actual" or fact.kind == "investment":
            continue
        target = isinstance(fact.record, Target)
        wanted = (
            cues.expected if status == "expected" else cues.aimed if target else cues.plainly_aimed
        )
        beside = (case.quote(use) for use in fact.quotes if target or use.role == "also")
        # One word may govern what follows a semicolon too: 预计实现…;财政收入….
        stops = case.language.punctuation.full_stop
        whole = _sentence(case, fact, case.clean(value_text(fact) or ""), stops)
        everything = whole + _unnamed("".join(beside), case.language)
        if target and _reported(case, fact):
            wanted = cues.plainly_aimed  # 实现, 完成 and 达到 tell what was reached, too
        cued = wanted.search(text) or wanted.search(everything)
        if cued or (target and _carried(case, fact, whole)):
            yield None
            continue
        yield _finding(
            "status-cue", fact, status, "",
            f"the record says {status}, but no word of the quote does (预计, 力争, 将 …): "
            "widen the quote, or give the reason as `inferred: {status: …}`",
            f"记录为 {status},引文中却无相应的词(预计、力争、将……):"
            "请加长引文,或以 inferred: {status: …} 说明理由", text,
        )  # fmt: skip


def _reported(case: Case, fact: Fact) -> bool:
    """Tell whether a target may as well be what a report tells: it says no time that lies ahead."""
    if case.document.header.genre in PLANS or getattr(fact.record, "by", None):
        return False
    period = case.document.viewpoint.period(fact.period) if fact.period else None
    written = case.document.viewpoint.year
    return period is None or period.year is None or written is None or period.year < written


def _carried(case: Case, fact: Fact, sentence: str) -> bool:
    """Tell whether verb and time make a sentence of a plan an aim, without a word that says so.

    The time is a horizon in the sentence (5年内), a year of the record that lies ahead of the
    text, or none where the text as a whole is one that sets tasks.
    """
    header, cues = case.document.header, case.language.status
    if cues.done.search(sentence) or cues.doing.search(sentence) is None:
        return False
    if header.genre not in PLANS:
        return False
    by = str(getattr(fact.record, "by", None) or "")[:4]
    written = str(header.written)[:4]
    late = not by.isdigit() or not written.isdigit() or by >= written
    ahead = cues.horizon.search(sentence) is not None
    return late and (ahead or fact.part is not None or by.isdigit())


PLANS: Final = frozenset(
    {"action-plan", "development-plan", "task-list", "opinion", "policy-measures", "notice",
     "assessment-rules"}
)  # fmt: skip
"""Kinds of documents that say what is to be done."""


def _done(case: Case) -> Iterable[Problem | None]:
    cues = case.language.status
    for fact, text in _observations(case):
        status = _status_of(fact)
        done = cues.done.search(text)
        aimed = (
            cues.expected.search(text)
            or cues.strongly_aimed.search(text)
            or cues.intended.search(text)
        )
        if status == "actual" or done is None or aimed:
            yield None
            continue
        yield _finding(
            "status-done", fact, status, done[0],
            f"the record says {status}, the text says {done[0]}: is it not done already?",
            f"记录为 {status},原文却说“{done[0]}”:是否已经实现?", text,
        )  # fmt: skip


def _recognition(case: Case) -> Iterable[Problem | None]:
    cues = case.language.status
    for fact in case.document.facts:
        record = fact.record
        if not isinstance(record, Recognition) or "status" in fact.inferred:
            continue
        text = "".join(case.quotes(fact))
        status = record.status or ""
        held, aim = cues.held.search(text), cues.aim.search(text)
        if status == "obtained":
            fine = (held or aim is None) and cues.obtained.search(text) is not None
        else:
            fine = aim is not None or (held is None and cues.sought.search(text) is not None)
        yield None if fine else finding(
            "status-recognition", fact,
            f"the record says {status}, the quote does not carry it: "
            "is the recognition held or sought?",
            f"记录为 {status},引文却未说明:荣誉是已获得还是在争取?",
            field_name="status", quote=text, recorded=status,
        )  # fmt: skip


_JUDGED: Final = (R.Project, R.Event, R.PolicyMention, R.Part, R.PartMention, R.RelationRecord,
                  R.ResponsibilityRecord)  # fmt: skip
_AHEAD: Final = frozenset({"planned", "target", "expected"})


def _past(case: Case, text: str) -> bool:
    """Tell whether a text names a year before the one in which the document was written."""
    header = case.document.header
    year = case.document.viewpoint.year
    known = case.language.years.years_in(text, header.written)
    return year is not None and any(one < year for one in known)


def _others(case: Case) -> Iterable[Problem | None]:
    """Find what is called planned or done against its words: things, parts, relations."""
    cues = case.language.status
    plan = case.document.header.genre in PLANS
    for fact in case.document.facts:
        record = fact.record
        status = getattr(record, "status", None)
        bracket = fact.kind == "responsibility" and isinstance(record, Part)
        if (
            status is None
            or not isinstance(record, _JUDGED)
            or bracket
            or "status" in fact.inferred
        ):
            continue
        words = [*case.quotes(fact), *case.sentences(fact)]
        words += [text for part in case.parts(fact) for text in case.quotes(part)]
        text = _unnamed("\n".join(words), case.language)
        done = cues.done.search(text)
        aimed = cues.aimed.search(text) or cues.expected.search(text) or cues.intended.search(text)
        if status in _AHEAD:
            fine = plan or aimed is not None or cues.horizon.search(text) is not None
        else:
            own = _unnamed("\n".join(case.quotes(fact)), case.language)
            aimed = cues.expected.search(own) or cues.strongly_aimed.search(own)
            fine = done is not None or not (aimed or (plan and not _past(case, text)))
        yield None if fine else _finding(
            "status-word", fact, status, (done or aimed or ("",))[0],
            f"the record says {status}, its words do not (将, 拟, 力争 … or 已, 完成了 …): leave "
            "`status` out, or give the reason as `inferred: {status: …}`",
            f"记录为 {status},原文却没有相应的词(将、拟、力争……或已、完成了……):"
            "请删去 status,或以 inferred: {status: …} 说明理由",
            case.quotes(fact)[0] if fact.quotes else "",
        )  # fmt: skip


RULES: Final[tuple[Rule, ...]] = (
    Rule(
        "status-actual",
        "A value under a word of expectation or aim (预计, 力争) is not actual.",
        "带有“预计”“力争”等词的数值不是实际值。",
        "status: expected ← 预计实现生产总值超70亿元",
        "status: actual ← 预计实现生产总值超70亿元",
        _actual,
    ),
    Rule(
        "status-cue",
        "An expected, planned or aimed-at value stands under a word that says so.",
        "预计、计划或目标值须有相应的词。",
        "targets ← 力争超过2000亩",
        "status: expected ← 全镇实现工业总产值56.58亿元",
        _cue,
    ),
    Rule(
        "status-done",
        "A value under a word of completion (已, 累计) is no aim.",
        "带有“已”“累计”等词的数值不是目标。",
        "values ← 已完成30多项",
        "targets ← 累计引育37人",
        _done,
    ),
    Rule(
        "status-word",
        "A project, part, duty or relation is planned or done as its words, or the document's "
        "genre, say.",
        "项目、部分、职责、关系的状态(计划、已实现)须与原文或文种相符。",
        "status: planned ← 将建设产业园",
        "status: planned ← 去年建成产业园",
        _others,
    ),
    Rule(
        "status-recognition",
        "A recognition is held or sought as the quote says.",
        "荣誉是已获还是争取,须与引文相符。",
        "obtained ← 荣获“…”称号",
        "obtained ← 争创国家生态园林城市",
        _recognition,
    ),
)
