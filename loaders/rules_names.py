"""Rules for names: they stand in the quote, whole, in order, under a word for the role."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from loaders import records as R  # noqa: N812 - short, because every record kind is named
from loaders.brackets import split_bracket
from loaders.facts import Fact
from loaders.problems import Position, Problem
from loaders.rules_base import Case, Rule, clause_around, finding, has_cjk

__all__ = ["ROLE_WORDS", "RULES", "names_of"]

_MASK: Final = re.compile(r"[*＊×□■]")

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
    if not any(_MASK.search(use.text) for use in case.document.quotes):
        return
    readings = [raw for raw in case.folder.readings if len(raw) > 1]
    for fact in case.document.facts:
        quotes = [case.masked(use.text) for use in fact.quotes]
        if not any(_MASK.search(quote) for quote in quotes):
            continue
        for field, words in names_of(fact):
            name = case.masked(words).strip("“”《》")
            if name == "*" or field in ("claim", "statement"):
                continue
            dropped = _only_beside_mask(name, quotes, readings)
            yield None if not dropped else finding(
                "name-mask", fact,
                f"`{field}: {words}` drops the mask beside it: write it with *, and say what it "
                "stands for by `is` or a reading",
                f"“{field}: {words}”丢掉了旁边的遮蔽符号:请连同“*”抄写,并用 is 或 readings 说明",
                field_name=field, quote=fact.quotes[0].text, recorded=words,
            )  # fmt: skip


def _only_beside_mask(name: str, quotes: list[str], readings: list[str]) -> bool:
    found = masked = 0
    for quote in quotes:
        at = quote.find(name)
        while at >= 0:
            found += 1
            after = at + len(name)
            # 生态* ends with its mask; in 诸永高速公路*段 the mask begins the next word.
            behind = re.match(r"[*＊×□■](?![\u4e00-\u9fff])", quote[after : after + 2])
            declared = any(quote[at : after + 1] in raw for raw in readings)
            beside = at > 0 and _MASK.match(quote[at - 1]) is not None
            masked += (
                beside
                or behind is not None
                or (declared and _MASK.match(quote[after:]) is not None)
            )
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
    bracket = split_bracket(fact.quotes[0].text) if fact.quotes else None
    return bracket is None or any(duty.role == fact.role for duty in bracket.duties)


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
    words = r"[全我本该此各其这].*|市区?|县|镇|省|区|村|项目|企业|公司"
    return re.fullmatch(words, name) is not None


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
