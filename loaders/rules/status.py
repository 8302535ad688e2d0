"""Rules for status: words such as 预计, 力争, 将, 已 decide nothing, but they must fit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from loaders.evidence.readings import value_text
from loaders.facts.model import Fact
from loaders.languages.zh.statuses import (
    AIM,
    AIMED,
    DONE,
    EXPECTED,
    HELD,
    OBTAINED,
    PLAINLY_AIMED,
    SOUGHT,
    STRONGLY_AIMED,
)
from loaders.problems import Problem
from loaders.rules.base import SENTENCE_END, Case, Rule, clause_around, finding
from loaders.yaml.records import Recognition, Target

__all__ = ["RULES"]

_QUOTED: Final = re.compile(r"“[^”]*”|《[^》]*》|‘[^’]*’")
_FULL_STOP: Final = re.compile(r"[。!?\n]")


def _sentence(case: Case, fact: Fact, words: str, stops: re.Pattern[str] = SENTENCE_END) -> str:
    """Return the sentence of a fact's quotes that holds some words, without names in it."""
    for quote in case.quotes(fact):
        at = quote.find(words)
        if at >= 0:
            low, high = clause_around(quote, at, at + len(words), stops)
            return _unnamed(quote[low:high])
    return _unnamed("".join(case.quotes(fact)))


def _unnamed(text: str) -> str:
    return _QUOTED.sub("“”", text)


def _observations(case: Case) -> Iterator[tuple[Fact, str]]:
    for fact, text in case.observations:
        if "status" not in fact.inferred:
            yield fact, _sentence(case, fact, case.clean(text))


def _status_of(fact: Fact) -> str:
    return fact.status or ("target" if isinstance(fact.record, Target) else "actual")


def _finding(rule: str, fact: Fact, status: str, cue: str, en: str, zh: str, text: str) -> Problem:
    field = "status" if "status" in fact.positions else None
    return finding(rule, fact, en, zh, field_name=field, quote=text, recorded=status, read=cue)


def _actual(case: Case) -> Iterable[Problem | None]:
    for fact, text in _observations(case):
        status = _status_of(fact)
        cue = EXPECTED.search(text) or STRONGLY_AIMED.search(text)
        done = DONE.search(text)
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
    for fact, text in _observations(case):
        status = _status_of(fact)
        if status == "actual" or fact.kind == "investment":
            continue
        target = isinstance(fact.record, Target)
        wanted = EXPECTED if status == "expected" else AIMED if target else PLAINLY_AIMED
        beside = (case.quote(use) for use in fact.quotes if target or use.role == "also")
        # One word may govern what follows a semicolon too: 预计实现…;财政收入….
        whole = _sentence(case, fact, case.clean(value_text(fact) or ""), _FULL_STOP)
        everything = whole + _unnamed("".join(beside))
        if wanted.search(text) or wanted.search(everything):
            yield None
            continue
        yield _finding(
            "status-cue", fact, status, "",
            f"the record says {status}, but no word of the quote does (预计, 力争, 将 …): "
            "widen the quote, or give the reason as `inferred: {status: …}`",
            f"记录为 {status},引文中却无相应的词(预计、力争、将……):"
            "请加长引文,或以 inferred: {status: …} 说明理由", text,
        )  # fmt: skip


def _done(case: Case) -> Iterable[Problem | None]:
    for fact, text in _observations(case):
        status = _status_of(fact)
        done = DONE.search(text)
        aimed = EXPECTED.search(text) or STRONGLY_AIMED.search(text) or re.search("[将要]", text)
        if status == "actual" or done is None or aimed:
            yield None
            continue
        yield _finding(
            "status-done", fact, status, done[0],
            f"the record says {status}, the text says {done[0]}: is it not done already?",
            f"记录为 {status},原文却说“{done[0]}”:是否已经实现?", text,
        )  # fmt: skip


def _recognition(case: Case) -> Iterable[Problem | None]:
    for fact in case.document.facts:
        record = fact.record
        if not isinstance(record, Recognition) or "status" in fact.inferred:
            continue
        text = "".join(case.quotes(fact))
        status = record.status or ""
        held, aim = HELD.search(text), AIM.search(text)
        if status == "obtained":
            fine = (held or aim is None) and OBTAINED.search(text) is not None
        else:
            fine = aim is not None or (held is None and SOUGHT.search(text) is not None)
        yield None if fine else finding(
            "status-recognition", fact,
            f"the record says {status}, the quote does not carry it: "
            "is the recognition held or sought?",
            f"记录为 {status},引文却未说明:荣誉是已获得还是在争取?",
            field_name="status", quote=text, recorded=status,
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
        "status-recognition",
        "A recognition is held or sought as the quote says.",
        "荣誉是已获还是争取,须与引文相符。",
        "obtained ← 荣获“…”称号",
        "obtained ← 争创国家生态园林城市",
        _recognition,
    ),
)
