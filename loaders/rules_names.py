"""Rules for names: they stand in the quote, whole, in order, under a word for the role."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from loaders import records as R  # noqa: N812 - short, because every record kind is named
from loaders.brackets import split_bracket
from loaders.facts import Fact
from loaders.problems import Position, Problem
from loaders.rules_base import Case, Rule, finding, has_cjk

__all__ = ["ROLE_WORDS", "RULES", "names_of"]

_MASK: Final = re.compile(r"[*＊×□■]")

ROLE_WORDS: Final[dict[str, re.Pattern[str]]] = {
    "lead": re.compile(
        "牵头|主办|组长|发起|领办|主抓|亲自抓|带头|主导|领导|领衔|创办|主持|主要|为主"
    ),
    "support": re.compile(
        "配合|协办|协助|支持|协同|参与|联动|帮助|合作|共同|联合|协调|指导|帮扶|扶持|依托|抽调|联络|联系|支撑"
    ),
    "responsible": re.compile(
        "负责|责任|主管|分管|承担|职责|落实|任务|抓|要|考核|督查|研究|解决|协调"
    ),
    "oversight": re.compile(
        "抓总|督查|督办|监督|监管|指导|定位|考核|检查|部署|领导|协调|推进|要求|认定|评"
    ),
    "implement": re.compile(
        "实施|落实|承办|执行|开展|组织|建立|推进|办|建设|制定|编制|委托|承接|完成|设立|加强|要|将|"
        "健全|给|出台|创新|完善|提供|引导|推动|打造|服务|代办|招商|抽调|协调|贯彻|评选|奖励|明确|举办|召开|打造"
    ),
    "host-office": re.compile("办公室.{0,4}设|设在|挂靠"),
}
"""Words of the text under which a name may have a role, outside brackets too."""


def names_of(fact: Fact) -> Iterator[tuple[str, str]]:
    """Yield the fields of a record that hold the text's own words, with these words."""
    record = fact.record
    for field in _WORD_FIELDS.get(fact.kind, ()):
        value = getattr(record, field, None)
        label = field.rstrip("_").replace("_", "-")
        for words in value if isinstance(value, list) else [value]:
            if isinstance(words, str) and has_cjk(words):
                yield label, words
    if fact.kind == "responsibility" and fact.name and isinstance(record, R.ResponsibilityRecord):
        yield "names", fact.name


_PARTS: Final = ("strategy", "campaign", "task", "measure", "safeguard")
_THING_FIELDS: Final = ("name", "claim")
_WORD_FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "mention": ("name", "claim", "number", "rank"),
    "project": (*_THING_FIELDS, "investor", "developer", "industry"),
    "enterprise": (*_THING_FIELDS, "industry"),
    "organisation": _THING_FIELDS,
    "place": _THING_FIELDS,
    "policy": (*_THING_FIELDS, "number", "issuers", "covers"),
    "recognition": ("title", "rank", "issuer", "count"),
    "event": ("name", "organiser", "participants", "merged", "into"),
    "post": ("person", "post", "body", "statement"),
    "relation": ("subject", "object"),
    **dict.fromkeys(_PARTS, ("name",)),
}


def _stands(case: Case) -> Iterable[Problem | None]:
    for fact in case.document.facts:
        quotes = case.quotes(fact)
        for field, words in names_of(fact):
            if (
                field in fact.inferred
                or _in_quotes(case, words, quotes)
                or (fact.kind == "relation" and _is_part(case, words))
            ):
                yield None
                continue
            yield finding(
                "name-in-quote", fact,
                f"`{field}: {words}` does not stand in the quote: write it as the text does, and "
                "say by `is`, `label` or `inferred` what it means",
                f"“{field}: {words}”不在引句中:请照原文写,含义用 is、label 或 inferred 说明",
                field_name=field, quote=fact.quotes[0].text if fact.quotes else "", recorded=words,
            )  # fmt: skip


def _is_part(case: Case, words: str) -> bool:
    """A relation may name a part of the document by its heading."""
    key = case.document.refs.get(words)
    return key is not None and key in case.by_key and case.by_key[key].kind in _PARTS


def _in_quotes(case: Case, words: str, quotes: list[str]) -> bool:
    clean = case.clean(words)
    bare = clean.strip('“”《》‘’"')
    return any(clean in quote for quote in quotes) or (
        bool(bare) and any(bare in quote for quote in quotes)
    )


def _masks(case: Case) -> Iterable[Problem | None]:
    for fact in case.document.facts:
        quotes = [case.masked(use.text) for use in fact.quotes]
        if not any(_MASK.search(quote) for quote in quotes):
            continue
        for field, words in names_of(fact):
            name = case.masked(words)
            if name == "*" or field in ("claim", "statement"):
                continue
            dropped = _only_behind_mask(name, quotes)
            yield None if not dropped else finding(
                "name-mask", fact,
                f"`{field}: {words}` drops the mask before it: write *{words}, and say what it "
                "stands for by `is` or a reading",
                f"“{field}: {words}”丢掉了前面的遮蔽符号:请写作“*{words}”,并用 is 或 readings 说明",
                field_name=field, quote=fact.quotes[0].text, recorded=words,
            )  # fmt: skip


def _only_behind_mask(name: str, quotes: list[str]) -> bool:
    found = masked = 0
    for quote in quotes:
        at = quote.find(name)
        while at >= 0:
            found += 1
            masked += at > 0 and bool(_MASK.match(quote[at - 1]))
            at = quote.find(name, at + 1)
    return found > 0 and found == masked


def _also_named(case: Case) -> Iterable[Problem | None]:
    if case.evidence is None:
        return
    text = case.evidence.source.folded.text
    for fact in case.document.facts:
        names = getattr(fact.record, "also_named", [])
        for name in names if fact.kind != "responsibility" else []:
            fine = case.clean(name) in text or "also-named" in fact.inferred
            yield None if fine else finding(
                "also-named-in-text", fact,
                f"`also-named: {name}` stands nowhere in the text",
                f"“also-named: {name}”在原文中找不到",
                field_name="also-named", recorded=name,
            )  # fmt: skip


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
            all(_in_quotes(case, fact.name or "", [quote]) for fact in facts)
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
            text = "".join(case.quotes(first))
            words = ROLE_WORDS.get(first.role or "")
            fine = words is None or words.search(text) is not None
            fine = fine or first.record.note is not None
            at = first.positions.get("role")
        else:
            fine, at = _bracket_role(first), first.at
        yield None if fine else finding(
            "role-word", first,
            f"no word of the quote gives {'、'.join(f.name or '' for f in facts)} the role "
            f"{first.role} ({_hint(first.role)})",
            f"引句中没有表示“{first.role}”的词({_hint(first.role)})",
            at=at, quote=first.quotes[0].text if first.quotes else "", recorded=first.role or "",
        )  # fmt: skip


def _bracket_role(fact: Fact) -> bool:
    bracket = split_bracket(fact.quotes[0].text) if fact.quotes else None
    return bracket is None or any(duty.role == fact.role for duty in bracket.duties)


def _hint(role: str | None) -> str:
    words = ROLE_WORDS.get(role or "")
    return words.pattern.replace("|", " ")[:24] + " …" if words else ""


def _bracket_groups(case: Case) -> Iterable[Problem | None]:
    for fact in case.document.facts:
        if not isinstance(fact.record, R.Part) or fact.kind == "responsibility":
            continue
        brackets = [use.text for other in case.document.facts if other.part == fact.key
                    for use in other.quotes if use.role == "bracket"]  # fmt: skip
        names = {
            name for text in brackets for duty in split_bracket(text).duties for name in duty.names
        }
        for named in fact.record.groups:
            yield None if named.name in names else finding(
                "group-in-bracket", fact,
                f"`groups: {named.name}` is no name of this part's brackets",
                f"“groups: {named.name}”不是本部分括号中的名称",
                field_name="groups", recorded=named.name,
            )  # fmt: skip


def _identity(case: Case) -> Iterable[Problem | None]:
    for fact in case.document.facts:
        told = _told_identity(fact)
        if told is None:
            continue
        name, identity, at = told
        if "is" in fact.inferred or getattr(fact.record, "note", None):
            continue
        known = _known_names(case, identity)
        clean = case.clean(name)
        fine = not known or any(_kindred(clean, case.clean(other)) for other in known)
        fine = fine or _deictic(clean)
        yield None if fine else finding(
            "identity-name", fact,
            f"{name} is said to be `{identity}` ({known[0]}), which shares no word with it: "
            "explain in `note` or `inferred`",
            f"“{name}”记为“{identity}”({known[0]}),二者没有共同的词:请在 note 或 inferred 中说明",
            at=at, recorded=identity, read=name,
        )  # fmt: skip


def _told_identity(fact: Fact) -> tuple[str, str, Position | None] | None:
    if fact.kind == "responsibility" and fact.identity and fact.name:
        return fact.name, fact.identity, None
    record = fact.record
    if isinstance(record, R.Thing) and record.is_ and record.name:
        return record.name, record.is_, fact.positions.get("is")
    return None


def _known_names(case: Case, identity: str) -> list[str]:
    if identity in case.authority.kinds:
        record = case.authority.record(identity)
        return [record.name.zh, *record.aliases]
    key = case.document.refs.get(identity)
    fact = case.by_key.get(key or "")
    if fact is None:
        return []
    label = getattr(fact.record, "label", None)
    names = [getattr(fact.record, "name", None), label.zh if label else None]
    return [name for name in names if name] + list(getattr(fact.record, "also_named", []))


def _kindred(one: str, other: str) -> bool:
    """Tell whether two names share two neighbouring characters, or one abbreviates the other."""
    if any(one[i : i + 2] in other for i in range(len(one) - 1)):
        return True
    letters = iter(other)
    return len(one) > 1 and all(ch in letters for ch in one)


def _deictic(name: str) -> bool:
    return re.match(r"[全我本该此各其这]|我们|市|县|镇|省|区|村|项目|企业|公司", name) is not None


RULES: Final[tuple[Rule, ...]] = (
    Rule(
        "name-in-quote",
        "Names, titles, persons and posts are the text's own words and stand in the quote.",
        "名称、称号、人名、职务须用原文的词,出现在引句中。",
        "name: 铭仕广场 ← 拥有全省首家乡镇商贸综合体铭仕广场",
        "name: 海亮广场 ← 拥有全省首家乡镇商贸综合体铭仕广场",
        _stands,
    ),
    Rule(
        "name-mask",
        "A masked name keeps its mask.",
        "被遮蔽的名称须保留遮蔽符号。",
        "name: “*文理学院”",
        "name: 文理学院 ← 实施*文理学院",
        _masks,
    ),
    Rule(
        "also-named-in-text",
        "Another form of a name stands somewhere in the text.",
        "别称须在原文中出现。",
        "also-named: 深化体制机制改革",
        "also-named: 体制改革深化",
        _also_named,
        needs_source=True,
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
    ),
    Rule(
        "identity-name",
        "A name and the identity it is given have a word in common, or a note explains it.",
        "名称与其所指须有共同的词,否则加 note 说明。",
        "{name: 政府, is: xiaolan-government}",
        "{name: 市财政局, is: shaoxing-drc}",
        _identity,
    ),
)
