"""Rules for names: they stand in the quote, whole, with their masks, and mean what they say."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from loaders.facts.model import Fact
from loaders.facts.words import names_of
from loaders.languages.language import Language
from loaders.problems import Position, Problem
from loaders.rules.base import Case, Rule, finding
from loaders.yaml import records as R  # noqa: N812 - short, because every record kind is named
from ontology.kinds import records_of

__all__ = ["RULES", "in_quotes"]

_PARTS: Final = frozenset(record.kind for record in records_of("part"))


def _copied_from_quote(case: Case) -> Iterable[Problem | None]:
    for fact in case.document.facts:
        quotes = case.quotes(fact)
        for field, words in names_of(fact, case.language):
            if (
                field in fact.inferred
                or in_quotes(case, words, quotes)
                or (fact.kind == "relation" and _is_part(case, words))
            ):
                yield None
                continue
            yield finding(
                "name-in-quote", fact,
                f"`{field}: {words}` does not stand in the quote: write it as the text does, and "
                "say by `is`, `label` or `inferred` what it means",
                f"“{field}: {words}”不在引文中:请照原文写,含义用 is、label 或 inferred 说明",
                field_name=field, quote=fact.quotes[0].text if fact.quotes else "", recorded=words,
            )  # fmt: skip


def _is_part(case: Case, words: str) -> bool:
    """A relation may name a part of the document by its heading."""
    key = case.document.refs.get(words)
    return key is not None and key in case.by_key and case.by_key[key].kind in _PARTS


def in_quotes(case: Case, words: str, quotes: list[str]) -> bool:
    """Tell whether words stand in one of some quotes, with or without quotation marks."""
    clean = case.clean(words)
    bare = clean.strip(case.language.punctuation.marks)
    return any(clean in quote for quote in quotes) or (
        bool(bare) and any(bare in quote for quote in quotes)
    )


def _masks(case: Case) -> Iterable[Problem | None]:
    mask = case.language.mask
    if not any(mask.search(case.masked_quote(use)) for use in case.document.quotes):
        return
    readings = [raw for raw in case.folder.readings if len(raw) > 1]
    for fact in case.document.facts:
        quotes = [case.masked_quote(use) for use in fact.quotes]
        if not any(mask.search(quote) for quote in quotes):
            continue
        for field, words in names_of(fact, case.language):
            name = case.masked(words).strip(case.language.punctuation.marks)
            if name == "*" or field in ("claim", "statement"):
                continue
            dropped = _only_beside_mask(name, quotes, readings, case.language)
            yield None if not dropped else finding(
                "name-mask", fact,
                f"`{field}: {words}` drops the mask beside it: write it with *, and say what it "
                "stands for by `is` or a reading",
                f"“{field}: {words}”丢掉了旁边的遮蔽符号:请连同“*”抄写,并用 is 或 readings 说明",
                field_name=field, quote=fact.quotes[0].text, recorded=words,
            )  # fmt: skip


def _only_beside_mask(
    name: str, quotes: list[str], readings: list[str], language: Language
) -> bool:
    mask = language.mask
    found = masked = 0
    for quote in quotes:
        at = quote.find(name)
        while at >= 0:
            found += 1
            after = at + len(name)
            behind = language.mask_ends_name.match(quote[after : after + 2])
            declared = any(quote[at : after + 1] in raw for raw in readings)
            beside = at > 0 and mask.match(quote[at - 1]) is not None
            masked += (
                beside or behind is not None or (declared and mask.match(quote[after:]) is not None)
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


def _document_number(case: Case) -> Iterable[Problem | None]:
    number = case.document.header.number
    if case.evidence is None or number is None:
        return
    # It stands at the head of the page, often outside the article.
    fine = case.clean(number) in case.clean(case.evidence.source.text)
    yield None if fine else Problem(
        "document-number", case.document.positions.get("number", Position(case.document.path)),
        f"`number: {number}` stands nowhere in the source text: copy it exactly",
        f"“number: {number}”在原文中找不到:请照原文抄写",
        recorded=number,
    )  # fmt: skip


def _identity(case: Case) -> Iterable[Problem | None]:
    for fact in case.document.facts:
        told = _stated_identity(fact)
        if told is None:
            continue
        name, identity, at = told
        if "is" in fact.inferred:
            continue
        known = _known_names(case, identity)
        clean = case.clean(name)
        fine = not known or any(_kindred(clean, case.clean(other)) for other in known)
        fine = fine or case.language.is_deictic(clean)
        other = _meant(case, fact, clean, identity) if fine else None
        if other is not None:
            yield finding(
                "identity-name", fact,
                f"{name} is the name of `{other}`, but is said to be `{identity}`: mend it, or "
                "give the reason as `inferred: {is: …}`",
                f"“{name}”是“{other}”的名称,却记为“{identity}”:请改正,"
                "或以 inferred: {is: …} 说明理由",
                at=at, recorded=identity, read=name,
            )  # fmt: skip
            continue
        yield None if fine else finding(
            "identity-name", fact,
            f"{name} is said to be `{identity}` ({known[0]}), which shares no word with it: "
            "give the reason as `inferred: {is: …}`",
            f"“{name}”记为“{identity}”({known[0]}),二者没有共同的词:"
            "请以 inferred: {is: …} 说明理由",
            at=at, recorded=identity, read=name,
        )  # fmt: skip


def _meant(case: Case, fact: Fact, name: str, identity: str) -> str | None:
    """Return the other identity of the same kind that a name is known to have, or none.

    A name that abbreviates what it is said to be may mean another thing elsewhere; one that only
    shares a word with it, and is another's whole name, does not.
    """
    kind = case.authority.kinds.get(identity)
    if kind is None:
        return None
    view = case.document.viewpoint
    found = view.resolve((kind,), name, fact.period)
    if found.id is not None:
        return found.id if found.id != identity and not found.deictic else None
    known = [case.clean(one) for one in _known_names(case, identity)]
    if any(_shortens(name, whole) or _shortens(whole, name) for whole in known):
        return None
    chain = {*case.authority.chain(view.place), None}
    for other, record in case.authority.table(kind).items():
        near = record.scope in chain or getattr(record, "in_", None) in chain
        whole = case.clean(record.name.zh)
        if other != identity and near and _shortens(name, whole):
            return other
    return None


def _shortens(one: str, other: str) -> bool:
    letters = iter(other)
    return len(one) > 1 and all(ch in letters for ch in one)


def _stated_identity(fact: Fact) -> tuple[str, str, Position | None] | None:
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


RULES: Final[tuple[Rule, ...]] = (
    Rule(
        "name-in-quote",
        "Names, titles, persons and posts are the text's own words and stand in the quote.",
        "名称、称号、人名、职务须用原文的词,出现在引文中。",
        "name: 铭仕广场 ← 拥有全省首家乡镇商贸综合体铭仕广场",
        "name: 海亮广场 ← 拥有全省首家乡镇商贸综合体铭仕广场",
        _copied_from_quote,
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
        reads_quotes=False,
    ),
    Rule(
        "document-number",
        "The document's own number stands in the source text, inside the article or beside it.",
        "文件的文号须见于原文(正文内外均可)。",
        "number: 石政发〔2020〕3号",
        "number: 石政发〔2020〕4号",
        _document_number,
        needs_source=True,
        reads_quotes=False,
    ),
    Rule(
        "identity-name",
        "A name and the identity it is given have a word in common, or `is` is marked inferred.",
        "名称与其所指须有共同的词,否则标为 inferred。",
        "{name: 政府, is: xiaolan-government}",
        "{name: 市财政局, is: shaoxing-drc}",
        _identity,
        reads_quotes=False,
    ),
)
