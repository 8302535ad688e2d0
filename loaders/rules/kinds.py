"""Rules for kinds: a code that the words of the text plainly contradict, or do not carry."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from loaders.facts.model import Fact
from loaders.problems import Problem
from loaders.rules.base import Case, Rule, finding
from loaders.yaml import records as R  # noqa: N812 - short, because every record kind is named

__all__ = ["RULES"]


def _level(case: Case) -> Iterable[Problem | None]:
    for fact in case.document.facts:
        record = fact.record
        if not isinstance(record, R.Recognition) or record.level is None:
            continue
        told = {
            tier
            for tier, words in case.language.kinds.tiers.items()
            if words.search(case.clean(record.title))
        }
        open_ = not told or record.level in told or "level" in fact.inferred
        yield None if open_ else finding(
            "level-word", fact,
            f"`level: {record.level}`, but the title says {', '.join(sorted(told))}: mend it, or "
            "give the reason as `inferred: {level: …}`",
            f"“level: {record.level}”与称号不符(称号所示:{'、'.join(sorted(told))}):请改正,"
            "或以 inferred: {level: …} 说明理由",
            field_name="level", recorded=record.level, read="、".join(sorted(told)),
        )  # fmt: skip


def _post(case: Case) -> Iterable[Problem | None]:
    for fact in case.document.facts:
        record = fact.record
        if not isinstance(record, R.Post):
            continue
        post = case.language.kinds.post
        wrong = not post.search(record.post)
        yield None if not wrong or {"person", "post"} & fact.inferred.keys() else finding(
            "post-person", fact,
            f"`post: {record.post}` is no word for a post: is `person` swapped with it, or cut?",
            f"“post: {record.post}”不是职务:是否与 person 颠倒,或截取有误?",
            field_name="person", recorded=record.person,
        )  # fmt: skip


def _office(case: Case) -> Iterable[Problem | None]:
    """Find a post of a party committee in a government, and the other way round."""
    names = case.resolved
    for fact in case.document.facts if names is not None else ():
        record = fact.record
        if not isinstance(record, R.Post) or not record.body or "body" in fact.inferred:
            continue
        assert names is not None
        node = names.answers.get((fact.key, "body", record.body))
        identity = node.iri.rpartition("/")[2][:-1] if node is not None else ""
        body = case.authority.organisations.get(identity)
        words = case.language.kinds.offices.get(body.kind) if body is not None else None
        post = case.clean(record.post)
        yield None if words is None or words.search(post) else finding(
            "post-body", fact,
            f"`post: {record.post}` is no post of `body: {record.body}`: of which body is it?",
            f"“post: {record.post}”不是“body: {record.body}”的职务:属于哪个单位?",
            field_name="body", recorded=record.body, read=record.post,
        )  # fmt: skip


def _until(case: Case) -> Iterable[Problem | None]:
    for fact in case.document.facts:
        record = fact.record
        if not isinstance(record, R.Target) or record.by or fact.kind != "target":
            continue
        year = fact.period or ""
        if not re.fullmatch(r"\d{4}", year) or "period" in fact.inferred:
            continue
        text = "".join(case.quotes(fact))
        until = case.language.kinds.until(year, text)
        yield None if until is None else finding(
            "target-until", fact,
            f"`period: {year}`, but the text says {until}: that is `by: {year}`",
            f"“period: {year}”,原文却说“{until}”:应写 by: {year}",
            field_name="period", quote=text[:60], recorded=year, read=until,
        )  # fmt: skip


def _words(case: Case) -> Iterable[Problem | None]:
    cues = case.language.kinds
    for fact in case.document.facts:
        record = fact.record
        if isinstance(record, R.Event):
            yield _carried(case, fact, "kind", record.kind, cues.events.get(record.kind))
        elif isinstance(record, R.RelationRecord):
            yield _carried(
                case, fact, "relation", record.relation, cues.relations.get(record.relation)
            )


def _carried(
    case: Case, fact: Fact, field: str, code: str, words: re.Pattern[str] | None
) -> Problem | None:
    """Find a code for whose kind the quotes have no word."""
    explained = field in fact.inferred
    if words is None or explained or any(words.search(quote) for quote in case.quotes(fact)):
        return None
    return finding(
        "kind-word", fact,
        f"`{field}: {code}`, but no word of the quote says so: mend it, or "
        f"give the reason as `inferred: {{{field}: …}}`",
        f"“{field}: {code}”,引文中却没有相应的词:请改正,或以 inferred: {{{field}: …}} 说明理由",
        field_name=field, quote=fact.quotes[0].text if fact.quotes else "", recorded=code,
        severity="warning",
    )  # fmt: skip


RULES: Final[tuple[Rule, ...]] = (
    Rule(
        "level-word",
        "The level of a recognition is one that its title tells of, if it tells of any.",
        "称号若标明级别,记录的级别须与之相符。",
        "level: province ← 广东省民间文化艺术之乡",
        "level: national ← 广东省民间文化艺术之乡",
        _level,
        reads_quotes=False,
    ),
    Rule(
        "post-person",
        "A person has a name, and a post is a post.",
        "person 是人名,post 是职务。",
        "{person: 王小明, post: 书记}",
        "{person: 书记, post: 王小明}",
        _post,
        reads_quotes=False,
    ),
    Rule(
        "post-body",
        "A post is one of its body: 书记 of a party committee, 镇长 of a government.",
        "职务须与单位相符:书记属于党委,镇长属于政府。",
        "{post: 党委书记, body: a party committee}",
        "{post: 镇长, body: a party committee}",
        _office,
        reads_quotes=False,
    ),
    Rule(
        "target-until",
        "What is aimed at until a year is told by `by`, not by `period`.",
        "到某年为止的目标写 by,不写 period。",
        "by: 2025 ← 力争到2025年",
        "period: 2025 ← 力争到2025年",
        _until,
    ),
    Rule(
        "kind-word",
        "An event or relation of a kind that has its words stands under one of them.",
        "有固定用词的事件、关系,引文中须有相应的词。",
        "kind: merger ← 两镇合并",
        "kind: merger ← 两镇结对",
        _words,
        severity="warning",
    ),
)
