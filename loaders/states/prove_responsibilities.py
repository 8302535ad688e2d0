"""Proofs of responsibilities: a bracket gives each name its role and its place."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Final

from loaders.facts.model import Fact
from loaders.languages.model import Bracket, Duty
from loaders.rules.roles import roles_beside
from loaders.states.model import Claim, Proof
from loaders.states.prove_parts import nearest_parts
from loaders.states.reader import Prover, Reader, Span
from loaders.yaml import records as R  # noqa: N812 - short, because every record kind is named

__all__ = ["OUTSIDE", "PROVERS"]

_RULE: Final = "bracket"


def _in_bracket(reader: Reader, fact: Fact) -> tuple[Span, Bracket, Duty, int] | None:
    """Return the bracket of a duty, the list in it, and where in the list its name stands.

    Each field of a duty asks for it.
    """
    if fact.key not in reader.brackets:
        reader.brackets[fact.key] = _look_in_bracket(reader, fact)
    return reader.brackets[fact.key]


def _look_in_bracket(reader: Reader, fact: Fact) -> tuple[Span, Bracket, Duty, int] | None:
    if not isinstance(fact.record, R.Part) or not fact.quotes:
        return None
    use = fact.quotes[0]
    span = reader.quote(use)
    if span is None or use.role != "bracket":
        return None
    bracket = reader.language.split_bracket(reader.text[span[0] : span[1]])
    name = reader.case.clean(fact.name or "")
    standing = [
        (duty, index)
        for duty in bracket.duties
        for index, one in enumerate(duty.names)
        if reader.case.clean(one) == name
    ]
    if len(standing) != 1:
        return None
    duty, index = standing[0]
    return span, bracket, duty, index


def _name(reader: Reader, claim: Claim) -> Proof | None:
    assert claim.source is not None
    found = _in_bracket(reader, claim.source)
    if found is None:
        return None
    (start, _), _, duty, index = found
    at = start + duty.offsets[index]
    return reader.proof(_RULE, (at, at + len(duty.names[index])))


def _role(reader: Reader, claim: Claim) -> Proof | None:
    """Prove a role by the word of the list, or by a column's heading or the text's own rule."""
    assert claim.source is not None
    fact = claim.source
    found = _in_bracket(reader, fact)
    if found is None:
        return None
    span, _, duty, index = found
    if duty.role is not None:
        if duty.role == claim.value:
            at = reader.text.find(duty.cue, *span) if duty.cue else span[0]
            return reader.proof(_RULE, (at, at + len(duty.cue)) if duty.cue and at >= 0 else span)
        # The first of a list leads where the text says so, and that is quoted beside it.
        rule = reader.quote(fact.quotes[1]) if len(fact.quotes) > 1 else None
        first = index == 0 and duty.role == "responsible" and claim.value == "lead"
        if first and rule is not None and _leads(reader, rule):
            return reader.proof("first-leads", rule)
        return None
    heads = [reader.quote(use) for use in fact.quotes[1:]]
    told = [head for head in heads if head is not None]
    roles = {role for head in told for role in reader.language.roles_in(reader.text[slice(*head)])}
    return reader.proof("column", *told) if roles == {claim.value} else None


def _leads(reader: Reader, rule: Span) -> bool:
    text = reader.text[slice(*rule)].translate(reader.language.usual)
    return bool(reader.language.find_first_leads(text))


def _position(reader: Reader, claim: Claim) -> Proof | None:
    assert claim.source is not None
    place = _places(reader, claim.source)
    return place[2] if place is not None and str(place[0]) == claim.value else None


def _out_of(reader: Reader, claim: Claim) -> Proof | None:
    assert claim.source is not None
    place = _places(reader, claim.source)
    return place[2] if place is not None and str(place[1]) == claim.value else None


def _places(reader: Reader, fact: Fact) -> tuple[int, int, Proof] | None:
    """Return a name's place in its list, and how long the list is, as the bracket has them."""
    found = _in_bracket(reader, fact)
    if found is None or not isinstance(fact.record, R.Part):
        return None
    span, bracket, duty, index = found
    lists = getattr(fact.record, fact.quotes[0].bracket_role or "", ())
    if len(lists) > 1:
        return _in_chain(reader, fact)
    count = len(bracket.names_as(duty.role))
    if sum(one.role == duty.role for one in bracket.duties) != 1:
        return None
    proof = reader.proof(_RULE, span)
    first = reader.case.by_key.get(f"{fact.ref}_lead_1")
    led = duty.role == "responsible" and first is not None and first.quotes[0] is fact.quotes[0]
    if not led:
        return index + 1, count, proof
    if fact.role == "lead":
        return (1, 1, proof) if index == 0 else None
    return index, count - 1, proof


def _in_chain(reader: Reader, fact: Fact) -> tuple[int, int, Proof] | None:
    """Return the place of a name in a list that is told name by name, each behind the one before.

    That they stand so was seen when they were located; the list must not go on behind the last.
    """
    facts = [
        other
        for other in reader.case.document.facts
        if other.kind == fact.kind and other.ref == fact.ref and other.role == fact.role
    ]
    uses = [other.quotes[0] for other in facts]
    chained = all(use.follows is before for before, use in pairwise(uses))
    spans = [span for use in uses if (span := reader.quote(use)) is not None]
    if not chained or len(spans) != len(uses) or len({use.n for use in uses}) != len(uses):
        return None
    end = spans[-1][1]
    if reader.marks.list_goes_on.match(reader.text[end : end + 2]):
        return None
    return facts.index(fact) + 1, len(facts), reader.proof("list", *spans)


def _target(reader: Reader, claim: Claim) -> Proof | None:
    """A bracket belongs to the part in whose words it stands, and in no narrower part's."""
    assert claim.source is not None
    fact = claim.source
    if not isinstance(fact.record, R.Part) or not fact.quotes:
        return None
    located = reader.evidence.of(fact.quotes[0])
    part = reader.case.by_key.get(fact.ref or "")
    if located is None or part is None or part.key not in nearest_parts(reader, located):
        return None
    heading = reader.quote(part.quotes[0]) if part.quotes else None
    span = reader.quote(fact.quotes[0])
    if heading is None or span is None:
        return None
    return reader.proof("bracket-under-heading", heading, span)


def _role_outside(reader: Reader, claim: Claim) -> Proof | None:
    """Prove a role outside brackets by the only word for a role beside the name."""
    fact = claim.source
    if fact is None or not isinstance(fact.record, R.ResponsibilityRecord) or not fact.name:
        return None
    told: set[str] = set()
    places: list[Span] = []
    for span in reader.quotes(fact):
        name = reader.case.clean(fact.name)
        roles = roles_beside(name, reader.text[slice(*span)], reader.language)
        told |= {role for role, _ in roles}
        places += [span] if roles else []
    return reader.proof("role-word", *places) if told == {claim.value} else None


def _target_outside(reader: Reader, claim: Claim) -> Proof | None:
    """A duty that is told under a part's heading is that part's."""
    fact = claim.source
    if fact is None or not isinstance(fact.record, R.ResponsibilityRecord) or not fact.quotes:
        return None
    located = reader.evidence.of(fact.quotes[0])
    key = reader.case.document.refs.get(fact.ref or "", fact.ref or "")
    part = reader.case.by_key.get(key)
    if located is None or part is None or not isinstance(part.record, R.Part) or not part.quotes:
        return None
    heading = reader.quote(part.quotes[0])
    if heading is None or key not in nearest_parts(reader, located):
        return None
    return reader.proof("heading-above", heading)


def _place_outside(reader: Reader, claim: Claim) -> Proof | None:
    """Prove a name's place among those that share a duty: joined by separators, and no more."""
    fact = claim.source
    if fact is None or not isinstance(fact.record, R.ResponsibilityRecord):
        return None
    names = [name if isinstance(name, str) else name.name for name in fact.record.names]
    for quote in reader.quotes(fact):
        span = _row(reader, names, quote)
        if span is not None:
            told = {"position": names.index(fact.name or "") + 1, "out-of": len(names)}
            fits = str(told[claim.name]) == claim.value
            return reader.proof("list", span) if fits else None
    return None


def _row(reader: Reader, names: list[str], quote: Span) -> Span | None:
    """Return where names stand one behind the other in a quote, and no further one beside."""
    at, first = quote[0], -1
    for name in names:
        place = next(iter(reader.find(name, (at, quote[1]))), None)
        if place is None or (first >= 0 and not reader.marks.separator.fullmatch(
                reader.text, at, place[0])):  # fmt: skip
            return None
        first, at = (place[0] if first < 0 else first), place[1]
    ends = reader.language.proofs
    beside = ends.item_before.search(reader.text, max(quote[0], first - 24), first)
    more = reader.marks.separator.match(reader.text, at)
    clause = reader.marks.clause_end.match(reader.text, at)
    return (first, at) if beside is None and (more is None or clause is not None) else None


OUTSIDE: Final[Mapping[str, Prover]] = {
    "role": _role_outside,
    "for": _target_outside,
    "position": _place_outside,
    "out-of": _place_outside,
}
PROVERS: Final[Mapping[str, Prover]] = {
    "name": _name,
    "role": _role,
    "position": _position,
    "out-of": _out_of,
    "for": _target,
}
