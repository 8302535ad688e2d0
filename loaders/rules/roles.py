"""Rules for roles: names in the order of the text, under a word for their role."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from loaders.facts.model import Fact
from loaders.languages.zh.brackets import roles_told, split_bracket
from loaders.problems import Problem
from loaders.rules.base import Case, Rule, clause_around, finding
from loaders.rules.names import in_quotes
from loaders.yaml import records as R  # noqa: N812 - short, because every record kind is named

__all__ = ["ROLE_WORDS", "RULES"]

ROLE_WORDS: Final[dict[str, re.Pattern[str]]] = {
    "lead": re.compile("牵头|主办|组长|发起|领办|主抓|亲自抓|带头|主导|领衔|首要责任"),
    "support": re.compile("配合|协办|协助|支持|协同|参与|联动|抽调|结对|帮扶|指导和支持"),
    "responsible": re.compile("负责(?!人)|责任(?!感|制)|分管|主管|职责|审批|承担"),
    "oversight": re.compile("抓总|督查|督办|监督|监管|督导|定位|考核|领导(?=和支持|下)|指导"),
    "implement": re.compile("实施|落实|承办|执行|委托|承接|组织实施"),
    "host-office": re.compile("设在|挂靠"),
}
"""Words of the text by which a name has a role, outside brackets too."""

_WORD_IN_NAME: Final = re.compile("牵头|配合|责任|分管|督查|主办|协办")


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
            "the names stand in another order in the text: " + _as_told(case, facts),
            "名称在原文中的次序不同:" + _as_told(case, facts),
            field_name="names", quote=first.quotes[0].text,
            recorded="、".join(fact.name or "" for fact in facts), read=_as_told(case, facts),
        )  # fmt: skip


def _follow(case: Case, facts: list[Fact], quote: str) -> bool:
    at = 0
    for fact in facts:
        found = quote.find(case.clean(fact.name or ""), at)
        if found < 0:
            return False
        at = found + len(case.clean(fact.name or ""))
    return True


def _as_told(case: Case, facts: list[Fact]) -> str:
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
            read = split_bracket(first.quotes[0].text).cue if first.quotes else ""
            yield None if _bracket_role(first) else _wrong_role(first, first.role or "", read)


def _role_outside(case: Case, first: Fact, facts: list[Fact]) -> Problem | None:
    """Check a role outside brackets by the word for a role that stands nearest to the names."""
    role = first.role or ""
    found: dict[str, str] = {}
    for fact in facts:
        for quote in case.quotes(fact):
            for told, word in _roles_told(case.clean(fact.name or ""), quote):
                found.setdefault(told, word)
    if role in found:
        return None
    noted = getattr(first.record, "note", None) is not None
    explained = role == "implement" or (role == "responsible" and noted)
    if not found and explained:
        return None
    return _wrong_role(first, role, "、".join(found.values()))


def _roles_told(name: str, quote: str) -> list[tuple[str, str]]:
    """Return the roles that the words around a name give it, nearest words only."""
    if inside := _WORD_IN_NAME.search(name):
        return _roles_of(inside[0]) if name in quote else []
    told: list[tuple[str, str]] = []
    at = quote.find(name)
    while at >= 0 and name:
        told += _roles_at(quote, at, at + len(name))
        at = quote.find(name, at + 1)
    return told


def _roles_at(quote: str, start: int, end: int) -> list[tuple[str, str]]:
    low, high = clause_around(quote, start, end)
    after = [
        (match.start(), role, match[0])
        for role, words in ROLE_WORDS.items()
        if role != "host-office"  # 办公室设在X: the host stands behind its word
        for match in words.finditer(quote[end:high])
    ]
    nearest = min(after)[0] if after else 0
    # 领导和支持 gives both: words joined by 和 count alike.
    told = [(role, word) for since, role, word in after if since - nearest <= 3]
    before = re.split("[、的]", quote[low:start])[-1]  # 抽调发改, but not 办公室抓总、推进组
    return told + [
        (role, match[0]) for role, words in ROLE_WORDS.items() for match in words.finditer(before)
    ]


def _roles_of(word: str) -> list[tuple[str, str]]:
    return [(role, word) for role, words in ROLE_WORDS.items() if words.search(word)]


def _wrong_role(fact: Fact, role: str, read: str) -> Problem:
    told_en = f"the quote says {read}" if read else "no word of the quote gives it"
    told_zh = f"引句中是“{read}”" if read else "引句中没有相应的词"
    return finding(
        "role-word", fact,
        f"the record gives {fact.name} the role {role}, {told_en} ({_hint(role)}): mend the role, "
        "or explain it in `inferred: {role: …}`",
        f"记录给“{fact.name}”的角色是 {role},{told_zh}({_hint(role)}):"
        "请改正,或写 inferred: {role: 理由}",
        field_name="role", quote=fact.quotes[0].text if fact.quotes else "", recorded=role,
        read=read,
    )  # fmt: skip


def _bracket_role(fact: Fact) -> bool:
    """Tell whether a bracket gives its names the role, or a column's heading or rule beside it."""
    bracket = split_bracket(fact.quotes[0].text) if fact.quotes else None
    told = {role for use in fact.quotes[1:] for role in roles_told(use.text)}
    return bracket is None or fact.role in told | {duty.role for duty in bracket.duties}


def _hint(role: str | None) -> str:
    words = ROLE_WORDS.get(role or "")
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


RULES: Final[tuple[Rule, ...]] = (
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
    ),
)
