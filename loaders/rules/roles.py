"""Rules for roles: names in the order of the text, under a word for their role."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from loaders.evidence.quotes import context_of
from loaders.facts.model import Fact
from loaders.languages.language import Language
from loaders.problems import Position, Problem
from loaders.rules.base import Case, Rule, clause_around, finding
from loaders.rules.names import in_quotes
from loaders.yaml import records as R  # noqa: N812 - short, because every record kind is named

__all__ = ["RULES", "roles_beside"]


def _groups(case: Case) -> Iterator[tuple[Fact, list[Fact]]]:
    """Yield each list of names that has one role, by the facts made of it."""
    groups: dict[tuple[str, str], list[Fact]] = {}
    for fact in case.document.facts:
        if fact.kind == "responsibility":
            stem, _, _ = fact.key.rpartition("_")
            groups.setdefault((stem, fact.role or ""), []).append(fact)
    for facts in groups.values():
        yield facts[0], facts


def _order(case: Case) -> Iterable[Problem | None]:
    for first, facts in _groups(case):
        if not isinstance(first.record, R.ResponsibilityRecord):
            continue
        in_order = any(_follow(case, facts, quote) for quote in case.quotes(first))
        together = any(
            all(in_quotes(case, fact.name or "", [quote]) for fact in facts)
            for quote in case.quotes(first)
        )
        yield None if in_order or not together else finding(
            "names-order", first,
            "the names stand in another order in the text: " + _in_text_order(case, facts),
            "名称在原文中的次序不同:" + _in_text_order(case, facts),
            field_name="names", quote=first.quotes[0].text,
            recorded="、".join(fact.name or "" for fact in facts), read=_in_text_order(case, facts),
        )  # fmt: skip


def _follow(case: Case, facts: list[Fact], quote: str) -> bool:
    at = 0
    for fact in facts:
        found = quote.find(case.clean(fact.name or ""), at)
        if found < 0:
            return False
        at = found + len(case.clean(fact.name or ""))
    return True


def _in_text_order(case: Case, facts: list[Fact]) -> str:
    quote = next(iter(case.quotes(facts[0])), "")
    names = sorted((fact.name or "" for fact in facts), key=lambda n: quote.find(case.clean(n)))
    return "、".join(names)


def _role(case: Case) -> Iterable[Problem | None]:
    for first, facts in _groups(case):
        if "role" in first.inferred:
            continue
        if isinstance(first.record, R.ResponsibilityRecord):
            yield _role_outside(case, first, facts)
        else:
            read = case.language.split_bracket(first.quotes[0].text).cue if first.quotes else ""
            yield (
                None
                if _bracket_role(case, first)
                else _wrong_role(case, first, first.role or "", read)
            )


def _role_outside(case: Case, first: Fact, facts: list[Fact]) -> Problem | None:
    """Check a role outside brackets by the word for a role that stands nearest to the names."""
    role = first.role or ""
    found: dict[str, str] = {}
    for fact in facts:
        for quote in case.quotes(fact):
            for told, word in roles_beside(case.clean(fact.name or ""), quote, case.language):
                found.setdefault(told, word)
    if role in found:
        return None
    if not found and role == "implement":
        return None
    return _wrong_role(case, first, role, "、".join(found.values()))


def roles_beside(name: str, quote: str, language: Language) -> list[tuple[str, str]]:
    """Return the roles that the words around a name give it, nearest words only."""
    if inside := language.role_in_name.search(name):
        return _roles_of(inside[0], language) if name in quote else []
    told: list[tuple[str, str]] = []
    at = quote.find(name)
    while at >= 0 and name:
        told += _roles_at(quote, at, at + len(name), language)
        at = quote.find(name, at + 1)
    return told


def _roles_at(quote: str, start: int, end: int, language: Language) -> list[tuple[str, str]]:
    low, high = clause_around(quote, start, end, language.punctuation.clause_end)
    after = [
        (match.start(), role, match[0])
        for role, words in language.role_words.items()
        if role != "host-office"  # 办公室设在X: the host stands behind its word
        for match in words.finditer(quote[end:high])
    ]
    nearest = min(after)[0] if after else 0
    # 领导和支持 gives both: words joined by 和 count alike.
    told = [(role, word) for since, role, word in after if since - nearest <= 3]
    before = language.punctuation.before_cue.split(quote[low:start])[
        -1
    ]  # 抽调发改, but not 办公室抓总、推进组
    return told + [
        (role, match[0])
        for role, words in language.role_words.items()
        for match in words.finditer(before)
    ]


def _roles_of(word: str, language: Language) -> list[tuple[str, str]]:
    return [(role, word) for role, words in language.role_words.items() if words.search(word)]


def _wrong_role(case: Case, fact: Fact, role: str, read: str) -> Problem:
    told_en = f"the quote says {read}" if read else "no word of the quote gives it"
    told_zh = f"引文中是“{read}”" if read else "引文中没有相应的词"
    hint = _hint(role, case.language)
    return finding(
        "role-word", fact,
        f"the record gives {fact.name} the role {role}, {told_en} ({hint}): mend the role, "
        "or explain it in `inferred: {role: …}`",
        f"记录给“{fact.name}”的角色是 {role},{told_zh}({hint}):"
        "请改正,或写 inferred: {role: 理由}",
        field_name="role", quote=fact.quotes[0].text if fact.quotes else "", recorded=role,
        read=read,
    )  # fmt: skip


def _bracket_role(case: Case, fact: Fact) -> bool:
    """Tell whether a bracket gives its names the role, or a column's heading or rule beside it."""
    bracket = case.language.split_bracket(fact.quotes[0].text) if fact.quotes else None
    told = {role for use in fact.quotes[1:] for role in case.language.roles_in(case.quote(use))}
    return bracket is None or fact.role in told | {duty.role for duty in bracket.duties}


def _hint(role: str | None, language: Language) -> str:
    words = language.role_words.get(role or "")
    return re.sub(r"\(\?[^)]*\)", "", words.pattern).replace("|", " ") if words else ""


def _bracket_groups(case: Case) -> Iterable[Problem | None]:
    listed: dict[str, set[str]] = {}
    for fact in case.document.facts:
        if fact.kind == "responsibility" and isinstance(fact.record, R.Part):
            listed.setdefault(fact.ref or "", set()).add(fact.name or "")
    for fact in case.document.facts:
        if not isinstance(fact.record, R.Part) or fact.kind == "responsibility":
            continue
        for named in fact.record.groups:
            yield None if named.name in listed.get(fact.key, ()) else finding(
                "group-in-bracket", fact,
                f"`groups: {named.name}` is no name of this part's brackets",
                f"“groups: {named.name}”不是本部分括号中的名称",
                field_name="groups", recorded=named.name,
            )  # fmt: skip


def _lead_rule(case: Case) -> Iterable[Problem | None]:
    """Find the sentence by which the first body leads, where the header does not quote it."""
    words = case.document.header.lead_rule
    if words is not None:
        leads = case.language.find_first_leads(case.clean(words).translate(case.language.usual))
        yield None if leads else Problem(
            "lead-rule", Position(case.document.path),
            f"`lead-rule: {words}` does not say that the first body of a list leads: copy the "
            "words that do, such as 列首位的为牵头单位",
            f"“lead-rule: {words}”没有说明首位单位牵头:请抄写原文,如“列首位的为牵头单位”",
            recorded=words,
        )  # fmt: skip
        return
    lists = [fact for fact in case.document.facts if _leaderless(case, fact)]
    if case.evidence is None or not lists:
        return
    source = case.evidence.source
    folded = source.folded
    for start, end in case.language.find_first_leads(folded.text.translate(case.language.usual)):
        raw = folded.span(start, end)
        yield Problem(
            "lead-rule", Position(case.document.path),
            f"the text says {folded.text[start:end]}: write `lead-rule: {folded.text[start:end]}` "
            "in the header, so that the first body of each `responsible` list leads",
            f"原文写有“{folded.text[start:end]}”:请在文件头写 lead-rule: {folded.text[start:end]},"
            "使每组责任单位的首位牵头",
            context=context_of(source, *raw), read=folded.text[start:end],
        )  # fmt: skip
        return


def _leaderless(case: Case, fact: Fact) -> bool:
    part = case.by_key.get(fact.ref or "")
    record = part.record if part else None
    bracket = fact.kind == "responsibility" and isinstance(fact.record, R.Part)
    return bracket and fact.role == "responsible" and isinstance(record, R.Part) and not record.lead


RULES: Final[tuple[Rule, ...]] = (
    Rule(
        "lead-rule",
        "Where the text says that the first body of a list leads, `lead-rule` quotes these words.",
        "原文写明首位单位牵头的,须以 lead-rule 引用原文。",
        "lead-rule: 列首位的为牵头单位",
        "no lead-rule ← (责任单位:甲局、乙局,排名第一的为牵头单位)",
        _lead_rule,
    ),
    Rule(
        "names-in-bracket",
        "Names given by hand beside a bracket stand in it, in its order.",
        "在括号旁另写的名称须按次序出现在该括号中。",
        "names: {lead: [甲局]} ← (牵头单位:甲局)",
        "names: {lead: [丙局]} ← (牵头单位:甲局)",
    ),
    Rule(
        "names-order",
        "Names that share a duty stand in the order of the text.",
        "同一职责下的名称须按原文次序。",
        "names: [党委, 政府] ← 党委、政府",
        "names: [政府, 党委] ← 党委、政府",
        _order,
    ),
    Rule(
        "role-word",
        "A role rests on a word of the text for it: 牵头, 配合, 责任, 抓总, 设在 …",
        "角色须有原文的词为据:牵头、配合、责任、抓总、设在……",
        "lead: (牵头单位:市科技局)",
        "support: (牵头单位:市科技局)",
        _role,
    ),
    Rule(
        "group-in-bracket",
        "What `groups` explains is a name of the part's brackets.",
        "groups 所说明的须是本部分括号中的名称。",
        "groups: [各相关单位]",
        "groups: [各有关部门] ← (牵头单位:市农办、各相关单位)",
        _bracket_groups,
        reads_quotes=False,
    ),
)
