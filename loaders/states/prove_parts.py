"""Proofs of where a fact stands: under which heading, and with which number."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from typing import Final

from loaders.facts.model import Fact, Located
from loaders.states.model import Claim, Proof
from loaders.states.prove_names import standing
from loaders.states.reader import Prover, Reader
from loaders.yaml import records as R  # noqa: N812 - short, because every record kind is named

__all__ = ["FORMS", "PROVERS", "nearest_parts"]


def _enclosing(reader: Reader, claim: Claim) -> Proof | None:
    """The words stand under the heading of the part, and under that of no narrower part."""
    fact = claim.source
    if fact is None or not fact.quotes:
        return None
    part = reader.case.by_key.get(claim.value)
    located = reader.evidence.of(fact.quotes[0])
    if part is None or located is None or not part.quotes:
        return None
    heading = reader.quote(part.quotes[0])
    if heading is None or part.key not in nearest_parts(reader, located, fact):
        return None
    return reader.proof("heading-above", heading)


def nearest_parts(reader: Reader, located: Located, fact: Fact | None = None) -> set[str]:
    """Return the parts under whose heading some words stand: the narrowest, and the narrowest of
    those with a number, because unnumbered ones are often told in mid-sentence.

    Args:
        reader: The document.
        located: Where the words stand.
        fact: A part that is not its own, and whose own parts are not above it.
    """
    within = []
    for key, (start, end) in reader.evidence.parts.items():
        if not (start <= located.start and located.end <= end):
            continue
        if isinstance(fact.record, R.Part) if fact is not None else False:
            assert fact is not None
            if key == fact.key or _below(reader, key, fact):
                continue
        within.append((end - start, key))
    numbered = [one for one in within if reader.numbered(one[1])]
    nearest = {min(found)[1] for found in (within, numbered) if found}
    if len(nearest) > 1 and not _in_sentence(reader, located, min(within)[1]):
        # What follows a heading told in mid-sentence is perhaps told of what encloses it.
        nearest.discard(min(within)[1])
    return nearest


def _in_sentence(reader: Reader, located: Located, key: str) -> bool:
    """Tell whether some words stand in a sentence of a part's heading."""
    folded = reader.source.folded
    at = bisect_left(folded.starts, located.start)
    part = reader.case.by_key[key]
    head = reader.quote(part.quotes[0]) if part.quotes else None
    return head is not None and head[0] <= at < reader.sentence(head)[1]


def _below(reader: Reader, key: str, fact: Fact) -> bool:
    """Tell whether a part is one of those that another encloses."""
    return any(part.key == fact.key for part in reader.case.parts(reader.case.by_key[key]))


def _number(reader: Reader, claim: Claim) -> Proof | None:
    """The number at the head of the heading is the part's."""
    fact = claim.source
    if fact is None or not fact.quotes:
        return None
    span = reader.quote(fact.quotes[0])
    if span is None:
        return None
    numbering = reader.language.numbering
    head = numbering.heading.match(reader.text, *span)
    if head is None or numbering.read(head[1]) != numbering.read(claim.value):
        return None
    return reader.proof("heading-number", head.span(1))


def _kind(reader: Reader, claim: Claim) -> Proof | None:
    """Prove the kind of a part by the form of its heading.

    A campaign is called one; a strategy is a chapter: numbered, in no other part, with parts of its
    own; a task has a number of its own and a list of who does it; a measure
    is told in a clause without a number (or counted in running text: 一是), inside another part,
    and holds none itself.
    """
    fact = claim.source
    found = standing(reader, fact, claim_name(fact)) if fact is not None else None
    if fact is None or found is None:
        return None
    form = _form(reader, fact)
    return reader.proof("heading-form", found[1]) if form == claim.value else None


def claim_name(fact: Fact) -> str:
    """Return the name of a part."""
    return str(getattr(fact.record, "name", "") or "")


def _form(reader: Reader, fact: Fact) -> str | None:
    cues = reader.language.proofs
    name = reader.case.clean(claim_name(fact)).rstrip(reader.marks.marks)
    bodies = any(f.kind == "responsibility" and f.ref == fact.key and isinstance(f.record, R.Part)
                 for f in reader.below(fact.key))  # fmt: skip
    numbered = reader.numbered(fact.key)
    if cues.campaign.search(name):
        return "campaign" if not bodies else None
    if numbered and bodies:
        return "task"
    span = reader.quote(fact.quotes[0]) if fact.quotes else None
    step = span is not None and cues.step.match(reader.text, *span) is not None
    inner = any(isinstance(one.record, R.Part) and one.kind != "responsibility"
                for one in reader.below(fact.key))  # fmt: skip
    if numbered and not step and inner and not bodies and fact.part is None:
        return "strategy"
    if (not numbered or step) and not bodies and not inner and _inside(reader, fact):
        return "measure"
    return None


def _inside(reader: Reader, fact: Fact) -> bool:
    """Tell whether the words of a part stand under the heading of another."""
    located = reader.evidence.of(fact.quotes[0])
    return located is not None and bool(nearest_parts(reader, located, fact) - {fact.key})


FORMS: Final[Mapping[str, Prover]] = {"kind": _kind}
PROVERS: Final[Mapping[str, Prover]] = {"part": _enclosing, "part-number": _number}
