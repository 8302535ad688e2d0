"""Proofs of assignments: of what a figure is, where, and what stands at the ends of a relation."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from loaders.facts.model import Fact
from loaders.resolving.nodes import Node
from loaders.rules.assignments import names_of_node
from loaders.rules.relations import barred
from loaders.states.model import Claim, Proof
from loaders.states.prove_amounts import pair_of_fact
from loaders.states.prove_names import standing
from loaders.states.prove_parts import nearest_parts
from loaders.states.reader import Prover, Reader, Span
from loaders.yaml import records as R  # noqa: N812 - short, because every record kind is named

__all__ = ["PROVERS", "governing"]

_BACK: Final = 12
_TWO: Final = 2


# -- of what, and where ----------------------------------------------------------------------


def _of(reader: Reader, claim: Claim) -> Proof | None:
    fact = claim.source
    if fact is None:
        return None
    pair = pair_of_fact(reader, fact)
    head = pair[0] if pair is not None else None
    if isinstance(fact.record, R.Recognition):
        found = standing(reader, fact, fact.record.title)
        head = found[1] if found is not None else None
    if head is None:
        return None
    return _level(reader, claim, head) or _only_named(reader, claim, head)


def _level(reader: Reader, claim: Claim, head: Span) -> Proof | None:
    """Prove a place by 全市, 全镇 … right before a measure, or at the start of its clause."""
    place = _place_kind(reader, claim.value)
    if place is None:
        return None
    clause = reader.clause(head)
    for word, kinds in reader.language.deictic.items():
        if len(word) < 2 or place not in kinds or not _speaks_from(reader, claim.value):
            continue
        if reader.text.endswith(word, 0, head[0]):
            return reader.proof("level-word", (head[0] - len(word), head[0]), head)
        if reader.text.startswith(word, clause[0]):
            start = clause[0], clause[0] + len(word)
            if not _others(reader, claim, (start[1], head[0])):
                return reader.proof("level-word", start, head)
    return None


def _place_kind(reader: Reader, iri: str) -> str | None:
    names = reader.case.resolved
    assert names is not None
    place = reader.case.authority.places.get(iri[len(names.prefix) - 1 :])
    return place.kind if place is not None else None


def _speaks_from(reader: Reader, iri: str) -> bool:
    """Tell whether a place is the document's own, which its text names, or one that holds it."""
    names = reader.case.resolved
    assert names is not None
    return reader.speaks_from and iri[len(names.prefix) - 1 :] in reader.case.authority.chain(
        names.jurisdiction
    )


def _only_named(reader: Reader, claim: Claim, head: Span) -> Proof | None:
    """Prove a thing that is named before a measure in its sentence, the only one of any kind."""
    sentence = reader.sentence(head)
    before = (sentence[0], head[0])
    places = [span for span in _places_of(reader, claim) if before[0] <= span[0] < before[1]]
    if not places or _others(reader, claim, sentence):
        return None
    return reader.proof("only-named", places[0], head)


def _places_of(reader: Reader, claim: Claim) -> Iterator[Span]:
    """Yield where the thing that a field means is named in the sentences of its fact."""
    fact = claim.source
    assert fact is not None
    own = _names(reader, claim)
    for quote in dict.fromkeys(reader.sentence(span) for span in reader.quotes(fact)):
        for mention in reader.names.within(*quote):
            if mention.name in own:
                yield mention.start, mention.end


def _names(reader: Reader, claim: Claim) -> frozenset[str]:
    """Return the names, clean, of what a field refers to."""
    if claim.value not in reader.known_as:
        names = reader.case.resolved
        assert names is not None
        node = _node(reader, claim)
        found = names_of_node(reader.case, names, node, claim.words) if node is not None else ()
        marks = reader.marks.marks
        clean = (reader.case.clean(name).strip(marks) for name in found)
        reader.known_as[claim.value] = frozenset(name for name in clean if len(name) > 1)
    return reader.known_as[claim.value]


def _node(reader: Reader, claim: Claim) -> Node | None:
    names, fact = reader.case.resolved, claim.source
    assert names is not None and fact is not None
    if claim.name == "of" and fact.subject is None:
        return names.home
    return names.answers.get((fact.key, claim.name, claim.words))


def _others(reader: Reader, claim: Claim, within: Span) -> bool:
    """Tell whether something else is named in a span."""
    own = _names(reader, claim)
    return any(mention.name not in own for mention in reader.names.within(*within))


def _place(reader: Reader, claim: Claim) -> Proof | None:
    """Prove a place that is named in the fact's sentence, the only place there."""
    fact = claim.source
    if fact is None or not fact.quotes:
        return None
    own = _names(reader, claim)
    for span in dict.fromkeys(reader.sentence(quote) for quote in reader.quotes(fact)[:1]):
        mentions = [m for m in reader.names.within(*span) if m.name in reader.names.places]
        mine = [(m.start, m.end) for m in mentions if m.name in own]
        if mine and len(mine) == len(mentions):
            return reader.proof("only-place", mine[0])
    return None


# -- relations -------------------------------------------------------------------------------


def governing(
    reader: Reader, span: Span, verbs: Mapping[str, re.Pattern[str]]
) -> tuple[str, Span] | None:
    """Return the code whose verb governs some words, and where the verb stands; or none.

    The verb stands right before the words, or before the list whose item they are; where verbs of
    two codes do, none is certain.
    """
    clause = reader.clause(span)
    start = max(clause[0], span[0] - 120)
    cues, at = reader.language.proofs, span[0]
    while at > start:
        before = reader.text[max(clause[0] - 1, 0) : at].rstrip("“《‘")
        found = [
            (code, match.span())
            for code, words in verbs.items()
            if (match := words.search(before[-_BACK:])) is not None
        ]
        if found:
            shift = max(clause[0] - 1, 0) + max(0, len(before) - _BACK)
            low, high = found[0][1]
            return (found[0][0], (low + shift, high + shift)) if len(found) == 1 else None
        joint = cues.item_before.search(reader.text, start, at)
        if joint is None:
            return None
        if (verb := _verb_in(reader, joint.span(), clause[0], verbs)) is not None:
            return verb
        at = joint.start()
    return None


def _verb_in(
    reader: Reader, item: Span, low: int, verbs: Mapping[str, re.Pattern[str]]
) -> tuple[str, Span] | None:
    """Return the verb with which the first item of a list begins, if it is of one code only."""
    since = max(low - 1, 0, item[0] - 1)
    found = {}
    for end in range(item[0] + _TWO, item[1] - _TWO):
        for code, words in verbs.items():
            match = words.search(reader.text[since:end])
            if match is not None and match.start() <= 1:
                found[code] = since + match.start(), since + match.end()
    return next(iter(found.items())) if len(found) == 1 else None


def _relation(reader: Reader, claim: Claim) -> Proof | None:
    fact = claim.source
    found = _governed(reader, fact) if fact is not None else None
    if found is None or found[0] != claim.value:
        return None
    return reader.proof("verb", found[1], found[2])


def _governed(reader: Reader, fact: Fact) -> tuple[str, Span, Span] | None:
    """Return the kind that the verb before the object tells, and where both stand."""
    record = fact.record
    assert isinstance(record, R.RelationRecord)
    place = _end(reader, fact, "object", record.object)
    if place is None:
        return None
    verb = governing(reader, place, reader.language.proofs.relations)
    return (*verb, place) if verb is not None else None


def _end(reader: Reader, fact: Fact, field: str, ref: str) -> Span | None:
    """Return where an end of a relation is named in the quotes of its fact, whole."""
    names = reader.case.resolved
    assert names is not None
    node = names.answers.get((fact.key, field, ref))
    if node is None:
        return None
    own = [ref] if not ref.isascii() else sorted(
        names_of_node(reader.case, names, node, ref), key=lambda name: (-len(name), name)
    )  # fmt: skip
    derived = reader.language.proofs.derived
    for name in own:
        found = standing(reader, fact, name)
        if found is not None and derived.match(reader.text, found[1][1]) is None:
            return found[1]
    return None


def _object(reader: Reader, claim: Claim) -> Proof | None:
    """Prove an object by its words, where the verb of the relation or its own governs them."""
    fact = claim.source
    if fact is None or not isinstance(fact.record, R.RelationRecord):
        return None
    place = _end(reader, fact, "object", claim.words)
    if place is None or _twin(reader, fact) or _turned(reader, fact):
        return None
    verb = governing(reader, place, reader.language.proofs.relations)
    if verb is not None:
        mine = verb[0] == fact.record.relation
        return reader.proof("verb", verb[1], place) if mine else None
    # Words that nothing else is called by are what the clause is about; a known thing may be
    # its subject as well, unless that is named before it.
    new = not claim.words.isascii() and not reader.names.within(*place)
    subject = _end(reader, fact, "subject", fact.record.subject)
    if subject is None:
        return reader.proof("object-named", place) if new else None
    return _behind(reader, fact.record.relation, subject, place)


def _behind(reader: Reader, kind: str, subject: Span, place: Span) -> Proof | None:
    """Prove an object that stands behind its subject in a sentence, as those of its kind do."""
    if kind in reader.language.proofs.object_first:
        return None
    behind = subject[1] + 1 < place[0] and reader.sentence(subject) == reader.sentence(place)
    if reader.language.proofs.of_.search(reader.text[max(0, place[0] - 2) : place[0]]):
        return None
    return reader.proof("object-named", subject, place) if behind else None


def _turned(reader: Reader, fact: Fact) -> bool:
    """Tell whether a relation may stand the wrong way round: its own verb governs its subject, or
    its ends are of kinds that the verb does not have."""
    record = fact.record
    assert isinstance(record, R.RelationRecord)
    if barred(reader.case, fact) is not None:
        return True
    subject = _end(reader, fact, "subject", record.subject)
    verbs = reader.language.proofs.relations
    verb = governing(reader, subject, verbs) if subject is not None else None
    return verb is not None and verb[0] == record.relation


def _twin(reader: Reader, fact: Fact) -> bool:
    """Tell whether another relation in the same words has the same object."""
    record = fact.record
    assert isinstance(record, R.RelationRecord)
    own = {reader.quote(use) for use in fact.quotes}
    return any(
        other is not fact and not own.isdisjoint(reader.quotes(other))
        for other in reader.by_object.get(record.object, ())
    )


def _subject(reader: Reader, claim: Claim) -> Proof | None:
    """Prove a subject that is named before the object, the first and only thing there."""
    fact = claim.source
    if fact is None or not isinstance(fact.record, R.RelationRecord) or _turned(reader, fact):
        return None
    above = _heading_speaks(reader, fact, claim)
    if above is not None:
        return above
    target = _end(reader, fact, "object", fact.record.object)
    if target is None or _twin(reader, fact):
        return None
    if fact.record.relation in reader.language.proofs.object_first:
        return None
    sentence = reader.sentence(target)
    before = (sentence[0], target[0])
    own = _names(reader, claim)
    mentions = reader.names.within(*before)
    mine = [(m.start, m.end) for m in mentions if m.name in own]
    if not mine or len(mine) != len(mentions):
        return None
    return reader.proof("only-named", mine[0], target)


def _heading_speaks(reader: Reader, fact: Fact, claim: Claim) -> Proof | None:
    """Prove that a part is the subject of what is said under its own heading."""
    names = reader.case.resolved
    assert names is not None
    part = reader.case.by_key.get(claim.value[len(names.local_prefix) - 1 :])
    located = reader.evidence.of(fact.quotes[0]) if fact.quotes else None
    if part is None or located is None or not isinstance(part.record, R.Part) or not part.quotes:
        return None
    heading = reader.quote(part.quotes[0])
    if heading is None or part.key not in nearest_parts(reader, located):
        return None
    assert isinstance(fact.record, R.RelationRecord)
    target = _end(reader, fact, "object", fact.record.object)
    if target is None or reader.names.within(reader.clause(target)[0], target[0]):
        return None  # something else is named where a subject stands
    return reader.proof("heading-above", heading)


# -- codes -----------------------------------------------------------------------------------


def _code_of_name(reader: Reader, claim: Claim) -> Proof | None:
    """Prove the kind of a policy or event by the last word of its name."""
    fact = claim.source
    endings = _ENDINGS.get(claim.kind)
    name = getattr(fact.record, "name", None) if fact is not None else None
    if fact is None or endings is None or not name:
        return None
    found = standing(reader, fact, name)
    clean = reader.case.clean(reader.language.bare(name)).rstrip(reader.marks.marks)
    told = [code for code, words in endings(reader).items() if words.search(clean)]
    if found is None or told != [claim.value]:
        return None
    return reader.proof("last-word", found[1])


_ENDINGS: Final[Mapping[str, Callable[[Reader], Mapping[str, re.Pattern[str]]]]] = {
    "policy": lambda reader: reader.language.proofs.policies,
    "event": lambda reader: reader.language.proofs.events,
    "project": lambda reader: reader.language.proofs.projects,
}


def _role(reader: Reader, claim: Claim) -> Proof | None:
    fact = claim.source
    name = getattr(fact.record, "name", None) if fact is not None else None
    if fact is None or not name:
        return None
    found = standing(reader, fact, name)
    if found is None:
        return None
    verb = governing(reader, found[1], reader.language.proofs.mention_roles)
    return reader.proof("verb", verb[1], found[1]) if verb and verb[0] == claim.value else None


def _tier(reader: Reader, claim: Claim) -> Proof | None:
    """Prove the level of a recognition by the only tier that its title tells."""
    fact = claim.source
    if fact is None or not isinstance(fact.record, R.Recognition):
        return None
    title = reader.case.clean(fact.record.title)
    tiers = reader.language.kinds.tiers
    told = [tier for tier, words in tiers.items() if words.search(title)]
    found = standing(reader, fact, fact.record.title)
    return reader.proof("tier-word", found[1]) if found and told == [claim.value] else None


PROVERS: Final[Mapping[str, Prover]] = {
    "of": _of,
    "place": _place,
    "role": _role,
    "level": _tier,
}
RELATIONS: Final[Mapping[str, Prover]] = {
    "kind": _relation,
    "object": _object,
    "subject": _subject,
}
NAMED: Final[Mapping[str, Prover]] = {"kind": _code_of_name}
