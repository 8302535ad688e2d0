"""Rules for what a text leaves unsaid: whose, where and by whom, where no word near by tells it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import Final

from loaders.evidence.readings import value_text
from loaders.facts.model import Fact
from loaders.problems import Problem
from loaders.resolving.nodes import Node
from loaders.resolving.resolver import Resolver
from loaders.rules.assignments import governs_home, names_of_node
from loaders.rules.base import Case, Rule, clause_around, finding
from loaders.yaml import records as R  # noqa: N812 - short, because every record kind is named
from ontology.kinds import PARTS

__all__ = ["RULES"]

_HOLDERS: Final = frozenset({"place", "organisation", "enterprise", "project", "mention"})
_SHORTEST: Final = 2


def _speaks_for_home(case: Case, text: str) -> bool:
    """Tell whether words name the place from which the document speaks, or point to it."""
    names = case.resolved
    if names is None or names.home is None:
        return True
    told = {case.clean(name) for name in names_of_node(case, names, names.home, "")}
    return any(word in text for word in told | _pointing(case, names.home) if len(word) > 1)


def _named_things(case: Case) -> tuple[re.Pattern[str] | None, dict[str, set[str]]]:
    """Return a pattern of the names of bodies, places, firms, projects; and what each means."""
    names = case.resolved
    known: dict[str, set[str]] = {}
    if names is None:
        return None, known
    for fact in case.document.facts:
        name = getattr(fact.record, "name", None)
        if fact.kind not in _HOLDERS or not isinstance(name, str) or fact.kind == "policy":
            continue
        if not isinstance(fact.record, R.PlaceMention | R.Organisation | R.Enterprise | R.Project):
            continue
        if getattr(fact.record, "group", False):
            continue  # 每个镇, 各企业 are those of the document's own place
        clean = case.clean(name)
        if len(clean) >= _SHORTEST and clean not in case.language.deictic:
            node = names.of_key_or_id(fact.ref or fact.key)
            if node.cls == "GroupReference":
                continue
            known.setdefault(clean, set()).add(node.iri)
    if not known:
        return None, known
    words = sorted(known, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words))), known


def _holders(case: Case) -> Iterable[Problem | None]:
    names = case.resolved
    pattern, known = _named_things(case)
    if names is None or names.home is None or pattern is None:
        return
    for fact in case.document.facts:
        words = _owned(fact)
        if words is None or "of" in fact.inferred:
            continue
        subject = names.subject(fact)
        if getattr(fact.record, "of", None) is not None or subject is None:
            continue
        other = _first_named(case, fact, case.clean(words), pattern, known, subject)
        yield None if other is None else finding(
            "holder-named", fact,
            f"the record has no `of`, so that it is told of {subject.zh}; but the sentence begins "
            f"with {other}: give `of`, or the reason as `inferred: {{of: …}}`",
            f"记录未写 of,即属{subject.zh};但该句以“{other}”开头:请写 of,"
            "或以 inferred: {of: …} 说明理由",
            quote=fact.quotes[0].text if fact.quotes else "", read=other, recorded=words,
        )  # fmt: skip


def _owned(fact: Fact) -> str | None:
    if isinstance(fact.record, R.Recognition):
        return fact.record.title
    if isinstance(fact.record, R.Value) and fact.kind in ("value", "target"):
        return value_text(fact)
    return None


def _first_named(
    case: Case,
    fact: Fact,
    words: str,
    pattern: re.Pattern[str],
    known: dict[str, set[str]],
    subject: Node,
) -> str | None:
    """Return the other thing whose name begins the sentence in which words stand."""
    marks = case.language.punctuation
    for quote in case.quotes(fact):
        at = quote.find(words)
        if at < 0:
            continue
        low, _ = clause_around(quote, at, at + len(words), marks.sentence_end)
        before = quote[low:at]
        if case.language.pointed.match(before):
            return before[:3]
        if (word := _elsewhere(case, before, subject)) is not None:
            return word
        found = pattern.match(before)
        if found is None and (comma := marks.comma.search(before)):  # 今年,…
            found = pattern.match(before, comma.end()) if comma.start() <= _TIME else None
        own = case.clean(getattr(fact.record, "name", None) or "")
        listed = marks.enumeration in before and own and quote.startswith(own, at + len(words))
        if listed:  # 甲、乙、丙三大功能区 counts what it lists
            return None
        if found is None or _speaks_for_home(case, before[: found.start()] + before[found.end() :]):
            return None
        means = known[found[0]] & _places_around(case)
        fine = subject.iri in known[found[0]] or means or found[0] in own
        at_place = any(iri.endswith(f"/{fact.place}>") for iri in known[found[0]])
        return None if fine or at_place else found[0]
    return None


def _elsewhere(case: Case, words: str, subject: Node) -> str | None:
    """Return a word that points to another place than a figure is said to be of, or none."""
    if subject.cls != "Place" or _speaks_for_home(case, words):
        return None
    view = case.document.viewpoint
    for word in sorted(case.language.deictic, key=len, reverse=True):
        if len(word) > 1 and word in words:
            place = view.resolve(("place",), word).id
            around = f"{case.resolved.prefix}{place}>" if case.resolved and place else ""
            inside = around in _places_around(case)
            return None if not around or inside or around == subject.iri else word
    return None


_TIME: Final = 8
"""A time before the first name of a sentence (1993年, 4月24日,) is not longer."""


def _places_around(case: Case) -> set[str]:
    """Return the place from which the document speaks, and all that it lies in, by IRI."""
    assert case.resolved is not None
    chain = case.authority.chain(case.resolved.jurisdiction)
    return {f"{case.resolved.prefix}{place}>" for place in chain}


_IMPLIED: Final = {
    R.RelationRecord: ("subject", "object"),
    R.Event: ("organiser", "participants"),
    R.Project: ("investor", "developer", "place"),
    R.Value: ("of", "place"),
    R.Recognition: ("issuer", "of"),
    R.PolicyMention: ("issuers",),
}
"""Fields in which the document's own place or its government may stand without being named."""


def _own_ends(case: Case) -> Iterable[Problem | None]:
    names = case.resolved
    if names is None or names.home is None:
        return
    named = sorted({case.clean(name) for fact in case.document.facts for name in _own_names(fact)})
    for (key, field, ref), node in names.answers.items():
        fact = case.by_key.get(key)
        if node is None or fact is None or field in fact.inferred or key in case.unseen:
            continue
        fields = next((f for cls, f in _IMPLIED.items() if isinstance(fact.record, cls)), ())
        own = node is names.home or governs_home(case, names, node)
        if field not in fields or not own or getattr(fact.record, field, None) is None:
            continue
        rival = _rival(case, names, fact, field, node, ref, named)
        yield None if rival is None else finding(
            "end-implied", fact,
            f"`{field}: {ref}` ({node.zh}) is not named here; {rival} mend it, or give the reason "
            f"as `inferred: {{{field}: …}}`",
            f"“{field}: {ref}”({node.zh})在此未被提及:请改正,"
            f"或以 inferred: {{{field}: …}} 说明理由",
            field_name=field, quote=fact.quotes[0].text if fact.quotes else "", recorded=ref,
        )  # fmt: skip


_LOUD: Final = frozenset({
    "based-on", "relies-on", "named-after", "invests-in", "operates", "linked-to",
    "serves", "produces", "supervises", "member-of", "applies-to", "succeeds",
})  # fmt: skip
"""Verbs whose subject is named: what a place plans or aims at, a plan tells of it silently."""
_LEADS: Final = frozenset({"applies-to", "located-at", "part-of-place", "serves", "supported-by"})
"""Verbs whose object often stands before their subject."""


def _objects(case: Case, known: set[str]) -> set[str]:
    """Return the objects of relations whose words hold the name of a place, and more."""
    found: set[str] = set()
    for fact in case.document.facts:
        told = fact.record.object if isinstance(fact.record, R.RelationRecord) else ""
        if not told.isascii():
            clean = case.clean(told)
            if clean not in known and any(len(name) > 1 and name in clean for name in known):
                found.add(clean)
    return found


def _without(text: str, names: Iterable[str]) -> str:
    for name in names:
        text = text.replace(name, "*" * len(name))
    return text


def _names(case: Case, word: str, text: str) -> bool:
    """Tell whether a text names something by a word, and not only people from there."""
    derived = case.language.proofs.derived
    at = text.find(word) if word else -1
    while at >= 0:
        if derived.match(text, at + len(word)) is None:
            return True
        at = text.find(word, at + 1)
    return False


def _behind_subject(
    case: Case, names: Resolver, fact: Fact, known: set[str], words: list[str]
) -> bool:
    """Tell whether the document's own place may be an object: not only before the subject."""
    record = fact.record
    assert isinstance(record, R.RelationRecord)
    first = names.answers.get((fact.key, "subject", record.subject))
    if first is None or record.relation in _LEADS:
        return True
    own = {case.clean(name) for name in names_of_node(case, names, first, record.subject)}
    for text in list(case.sentences(fact)) or words:
        start = min((at for name in own if name and (at := text.find(name)) >= 0), default=-1)
        last = max((text.rfind(name) for name in known if name), default=-1)
        if start < 0 and last >= 0:
            return True
        if last > start >= 0:
            return True
    return False


_SILENT: Final = frozenset({"subject", "of", "place"})
"""Fields that need no word for the document's own place, unless another is named."""


def _other_place(case: Case, fact: Fact, node: Node) -> str | None:
    """Return another place that the quotes of a fact name or point to, or none."""
    assert case.resolved is not None
    view = case.document.viewpoint
    words = [word for word in case.language.deictic if len(word) > 1]
    for text in case.quotes(fact):
        for word in words:
            if word in text and (place := view.resolve(("place",), word, fact.period).id):
                return None if node.iri.endswith(f"/{place}>") else f"{word} is:"
    return None


def _own_names(fact: Fact) -> Iterator[str]:
    """Yield the name of a thing or part, by which it may act."""
    name = getattr(fact.record, "name", None)
    acts = isinstance(fact.record, R.Thing | R.Part | R.PartMention)
    if acts and isinstance(name, str) and len(name) > _SHORTEST:
        yield name


def _rival(
    case: Case,
    names: Resolver,
    fact: Fact,
    field: str,
    node: Node,
    ref: str,
    names_here: list[str],
) -> str | None:
    """Return why the document's own place cannot go without being named in a field, or none."""
    # An object stands with its verb; a subject may stand at the head of a long sentence.
    verb = getattr(fact.record, "relation", None)
    loud = field == "subject" and verb in _LOUD
    words = case.quotes(fact)
    words += list(case.sentences(fact)) if fact.kind != "relation" or loud else []
    known = {case.clean(name) for name in names_of_node(case, names, node, ref)}
    pointing = _pointing(case, node)
    if field == "subject":
        longer = _objects(case, known)
        words = [_without(text, longer) for text in words]
    if any(_names(case, word, text) for word in known | pointing for text in words):
        behind = field != "object" or _behind_subject(case, names, fact, known | pointing, words)
        return None if behind else "its first end stands behind it:"
    if case.evidence is None:
        return None  # its sentence is in the text alone: the lock has the verdict
    if field not in _SILENT or loud:
        return "no word points to it:"
    if field in ("of", "place"):
        return _other_place(case, fact, node)
    end = case.clean(str(getattr(fact.record, "object", "")))
    others = [name for name in names_here if name not in end]
    for text in case.quotes(fact):
        before = text[: text.find(end)] if end in text else text
        rival = next((name for name in others if name in before), None)
        if rival is not None:
            return f"{rival} is:"
    return None


def _pointing(case: Case, node: Node) -> set[str]:
    """Return the words that point to a place, or to the place that a body governs."""
    known = case.pointing.get(node.iri)
    if known is None:
        known = case.pointing[node.iri] = _words_for(case, node)
    return known


def _words_for(case: Case, node: Node) -> set[str]:
    identity = node.iri.rpartition("/")[2][:-1]
    body = case.authority.organisations.get(identity)
    place = body.governs if body is not None else identity
    view = case.document.viewpoint
    words = (word for word in case.language.deictic if len(word) > 1)
    named = {word for word in words if view.resolve(("place",), word).id == place}
    return named | {case.language.ourselves}


_NEAR: Final = 400


def _inferred_ends(case: Case) -> Iterable[Problem | None]:
    """Find ends that are inferred from nothing near by: not even named around, or in the reason."""
    names = case.resolved
    evidence = case.evidence
    if names is None or evidence is None:
        return
    for (key, field, ref), node in names.answers.items():
        fact = case.by_key.get(key)
        if node is None or fact is None or field not in fact.inferred or field == "indicator":
            continue
        if key in case.unseen or node is names.document or node.iri in _places_around(case):
            continue
        reason = fact.inferred[field]
        told = [case.clean(reason if isinstance(reason, str) else reason.zh), *_near(case, fact)]
        words = {case.clean(name) for name in names_of_node(case, names, node, ref)}
        enough = 0.0 if node.cls in _SAID_AT_LENGTH else _HALF
        fine = any(_share(word, text) > enough for word in words for text in told)
        fine = fine or not words or (node.local and key in node.iri)
        yield None if fine else finding(
            "inferred-near", fact,
            f"`{field}: {ref}` ({node.zh}) is inferred, but named neither in the reason nor in "
            "the part and the lines around: from what is it inferred?",
            f"“{field}: {ref}”({node.zh})标为推断,理由及前后文中却都没有提到:由何推断?",
            field_name=field, recorded=ref,
        )  # fmt: skip


_SAID_AT_LENGTH: Final = frozenset(kind.name for kind in PARTS)
"""Classes whose names are whole clauses, of which a word stands for all."""
_HALF: Final = 0.45


def _share(name: str, text: str) -> float:
    """Return which share of the pairs of neighbouring characters of a name stand in a text."""
    pairs = [name[i : i + 2] for i in range(len(name) - 1)]
    return sum(pair in text for pair in pairs) / len(pairs) if pairs else 0.0


def _near(case: Case, fact: Fact) -> Iterator[str]:
    """Yield the text around the quotes of a fact, and the headings above it."""
    assert case.evidence is not None
    folded = case.evidence.source.folded
    for use in fact.quotes:
        located = case.evidence.of(use)
        if located is not None:
            at = bisect_left(folded.starts, located.start)
            yield folded.text[max(0, at - _NEAR) : at + _NEAR]
    for part in case.parts(fact):
        yield from case.quotes(part)
        yield case.clean(getattr(part.record, "name", ""))


RULES: Final[tuple[Rule, ...]] = (
    Rule(
        "holder-named",
        "A figure or recognition without `of` is the document's own place's: no other body, place "
        "or project begins its sentence.",
        "未写 of 的数字或荣誉属于文件的辖区:该句不得以其他单位、地方或项目开头。",
        "of: park ← 产业园引进企业5家",
        "no `of` ← 产业园引进企业5家",
        _holders,
    ),
    Rule(
        "end-implied",
        "The document's own place or its government, as an object, organiser, participant, "
        "investor or issuer, is named or pointed to (全镇, 我市).",
        "文件的辖区及其政府作为宾语、主办方、参与者、投资者、发布者时,须被提及或有所指(全镇、我市)。",
        "participants: [青河镇] ← 青河镇参加",
        "participants: [青河镇] ← 海新公司参加",
        _own_ends,
    ),
    Rule(
        "inferred-near",
        "What is inferred of whose, where and by whom is named in the reason, in the headings "
        "above, or in the lines around.",
        "推断的归属、地点与主体,须见于理由、上级标题或前后文。",
        "investor: haixin, inferred ← 海新公司… 产业园开工",
        "investor: a firm that the text names pages later",
        _inferred_ends,
        needs_source=True,
    ),
)
