"""Rules for assignments: whose a fact is, and who stands at its ends, is named where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from loaders.facts.model import Fact
from loaders.problems import Problem
from loaders.resolving.nodes import Node
from loaders.resolving.resolver import Resolver
from loaders.rules.base import Case, Rule, clause_around, finding
from loaders.yaml import records as R  # noqa: N812 - short, because every record kind is named
from ontology.kinds import records_of

__all__ = ["RULES", "governs_home", "names_of_node"]

_JUDGED_BY_NAME: Final = frozenset({"is", "indicator"})
"""Fields whose own rules compare a name as written with what it is said to mean."""
_HANDED_DOWN: Final = frozenset({"of", "place", "for"})
"""Fields that a heading may tell, too."""
_PARTS: Final = frozenset(record.kind for record in records_of("part"))
_MARKS: Final = "“”《》‘’"
_TIERS: Final = "省市县区镇乡村州"


def _ends(case: Case) -> Iterable[Problem | None]:
    names = case.resolved
    if names is None:
        return
    for (key, field, ref), node in names.answers.items():
        fact = case.by_key.get(key)
        if node is None or fact is None or field in _JUDGED_BY_NAME or field in fact.inferred:
            continue
        if key in case.unseen or _granted(case, names, fact, node):
            yield None
            continue
        words = {case.clean(name).strip(_MARKS) for name in names_of_node(case, names, node, ref)}
        told = list(_told(case, fact, field))
        named = any(word and word in text for word in words for text in told)
        if not named and case.evidence is None:
            continue  # its sentence is in the text alone: the lock has the verdict
        yield None if named else finding(
            "end-named", fact,
            f"`{field}: {ref}` ({node.zh}) is named neither in the quotes of the record nor in "
            f"their sentence: mend it, quote by `also` where it is named, or give the reason as "
            f"`inferred: {{{field}: …}}`",
            f"“{field}: {ref}”({node.zh})不见于记录的引文及其所在句:请改正,或以 also 引其出处,"
            f"或以 inferred: {{{field}: …}} 说明理由",
            field_name=field, quote=fact.quotes[0].text if fact.quotes else "", recorded=ref,
        )  # fmt: skip


def _granted(case: Case, names: Resolver, fact: Fact, node: Node) -> bool:
    """Tell whether a thing needs no name: whence the document speaks, or what encloses a fact."""
    if node is names.document or node is names.home or governs_home(case, names, node):
        return True
    around = {f"{names.local_prefix}{part.key}>" for part in case.parts(fact)}
    if node.iri in around or node.iri == f"{names.local_prefix}{fact.key}>":
        return True
    # What the text leaves without a name (a label stands for it) is meant by its passage.
    uses = {use.n for use in fact.quotes}
    nameless = (case.by_key[key] for key in _facts_of(case, names, node))
    return any(
        getattr(one.record, "name", None) is None and uses & {use.n for use in one.quotes}
        for one in nameless
    )


def governs_home(case: Case, names: Resolver, node: Node) -> bool:
    """Tell whether a body governs the place from which the document speaks."""
    body, home = case.authority.organisations.get(_identity(names, node)), names.home
    return body is not None and home is not None and body.governs == _identity(names, home)


def _identity(names: Resolver, node: Node) -> str:
    return node.iri[len(names.prefix) : -1]


def names_of_node(case: Case, names: Resolver, node: Node, ref: str) -> Iterator[str]:
    """Yield the words by which a text may name a thing."""
    yield node.zh
    if not ref.isascii():
        yield ref
    identity = _identity(names, node)
    if identity in case.authority.kinds:
        record = case.authority.record(identity)
        known = [record.name.zh, *record.aliases]
        yield from known
        yield from _without_place(case, names, known)
        body = case.authority.organisations.get(identity)
        if body is not None and body.governs is not None:  # 越城区 decides: its government does
            place = case.authority.places[body.governs]
            yield from (place.name.zh, *place.aliases)
    for key in _facts_of(case, names, node):
        fact = case.by_key[key]
        for attribute in ("name", "title", "person"):
            if isinstance(value := getattr(fact.record, attribute, None), str):
                yield value
        yield from getattr(fact.record, "also_named", ())


def _facts_of(case: Case, names: Resolver, node: Node) -> Iterator[str]:
    """Yield the records that define or mention a thing."""
    if node.iri.startswith(names.local_prefix):
        key = node.iri[len(names.local_prefix) : -1]
        if key in case.by_key:
            yield key


def _without_place(case: Case, names: Resolver, known: list[str]) -> Iterator[str]:
    """Yield names without the place that the document speaks from: 绍兴市区 is 市区 there."""
    for place in case.authority.chain(names.jurisdiction):
        whole = case.authority.places[place].name.zh
        for head in (whole, whole[:-1] if whole[-1] in _TIERS else whole):
            yield from (
                name[len(head) :]
                for name in known
                if name.startswith(head) and len(name) - len(head) > 1
            )


def _told(case: Case, fact: Fact, field: str) -> Iterator[str]:
    """Yield the words in which an end may be named: quotes, their sentences, headings."""
    yield from case.quotes(fact)
    yield from case.sentences(fact)
    for part in case.parts(fact) if field in _HANDED_DOWN else ():
        yield case.clean(getattr(part.record, "name", ""))
        yield from case.quotes(part)


def _wholes(case: Case) -> Iterable[Problem | None]:
    if case.resolved is None:
        return
    for key, whole in case.resolved.wholes.items():
        fact, told = case.by_key[key], case.by_key.get(whole)
        if key in case.unseen or told is None or "part-of" in fact.inferred:
            continue
        name = case.clean(getattr(told.record, "name", None) or "")
        words = [*case.quotes(fact), *case.sentences(fact)]
        beside = bool({use.n for use in fact.quotes} & {use.n for use in told.quotes})
        fine = told.key != key and (beside or any(name in text for text in words))
        if not fine and case.evidence is None and told.key != key:
            continue  # its sentence is in the text alone: the lock has the verdict
        yield None if fine else finding(
            "whole-beside", fact,
            f"`part-of`: the whole, {name}, is not named where the part is: mend it, quote by "
            "`also` where it is, or give the reason as `inferred: {part-of: …}`",
            f"part-of 所指的整体“{name}”不见于部分所在之处:请改正,或以 also 引其出处,"
            "或以 inferred: {part-of: …} 说明理由",
            field_name="part-of", quote=fact.quotes[0].text if fact.quotes else "", recorded=name,
        )  # fmt: skip


def _headings(case: Case) -> Iterable[Problem | None]:
    if case.evidence is None:
        return
    for fact in case.document.facts:
        around = case.evidence.parts.get(fact.part or "")
        heading = next((use for use in fact.quotes if use.role == "heading"), None)
        located = case.evidence.of(heading) if heading is not None else None
        if fact.kind not in _PARTS or around is None or located is None or heading is None:
            continue
        inside = around[0] <= located.start and located.end <= around[1]
        yield None if inside else finding(
            "heading-in-part", fact,
            f"its heading stands outside the part that encloses it ({fact.part}): move it below "
            "the part under which the text has it",
            f"标题不在所属部分({fact.part})的范围之内:请移到原文所属的部分之下",
            quote=heading.text, recorded=fact.part or "",
        )  # fmt: skip


def _levels(case: Case) -> Iterable[Problem | None]:
    names = case.resolved
    if names is None:
        return
    for fact, text in case.observations:
        if not isinstance(fact.record, R.Value) or {"of", "place"} & fact.inferred.keys():
            continue
        subject = names.home if fact.subject is None else names.answers.get(
            (fact.key, "of", fact.subject))  # fmt: skip
        place = case.authority.places.get(_identity(names, subject)) if subject else None
        if place is None:
            continue
        told = _level_beside(case, fact, case.clean(text))
        yield None if told is None or place.kind in case.language.deictic[told] else finding(
            "level-of-figure", fact,
            f"the text tells the figure of {told}, the record of {place.name.zh} ({place.kind})",
            f"原文说的是“{told}”的数字,记录却记在{place.name.zh}({place.kind})名下",
            field_name="of", recorded=place.name.zh, read=told,
        )  # fmt: skip


def _level_beside(case: Case, fact: Fact, value: str) -> str | None:
    """Return 全市, 全镇 … where it begins the clause in which a measure and its value stand."""
    assert isinstance(fact.record, R.Value)
    name = case.clean(fact.record.name)
    for quote in case.quotes(fact):
        at = quote.find(value)
        if not value or at < 0:
            continue
        stops = case.language.punctuation.clause_end
        start, end = clause_around(quote, at, at + len(value), stops)
        clause = quote[start:end]
        measure = clause.find(name)
        for tier in _TIERS:
            word = "全" + tier
            found = clause.find(word)
            if word in case.language.deictic and 0 <= found < 3 and measure in (found, found + 2):
                return word
    return None


RULES: Final[tuple[Rule, ...]] = (
    Rule(
        "end-named",
        "Who invests, issues, takes part, or stands at an end of a relation, of what a figure is, "
        "and where, is named in the record's quotes, their sentence or a heading above; or it is "
        "the jurisdiction, an enclosing part, the document, or marked inferred.",
        "投资者、发布者、参与者、关系的两端、数字所属及地点,须见于记录的引文、所在句或上级标题;"
        "或为文件的辖区、所属部分、本文件;或标为推断。",
        "investor: 海新集团 ← 由海新集团投资",
        "investor: 云山公司 ← 由海新集团投资",
        _ends,
    ),
    Rule(
        "whole-beside",
        "The whole of which a figure is a part (其中) is named where the part is.",
        "其中之数所属的整体须与之同处。",
        "规上工业产值, part-of: 工业总产值 ← 工业总产值56亿元,其中规上工业产值42亿元",
        "part-of: a value of another passage",
        _wholes,
    ),
    Rule(
        "heading-in-part",
        "The heading of a part lies inside the part that encloses it.",
        "部分的标题须位于所属部分的范围之内。",
        "task 31 below campaign 6, under whose heading it stands",
        "task 31 below campaign 7",
        _headings,
        needs_source=True,
        reads_quotes=False,
    ),
    Rule(
        "level-of-figure",
        "A figure of 全市 is of a city, one of 全镇 of a town.",
        "“全市”的数字属于市,“全镇”的数字属于镇。",
        "of: a town ← 全镇财政收入10亿元",
        "of: a town ← 全市财政收入10亿元",
        _levels,
    ),
)
