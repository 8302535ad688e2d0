"""Proofs of where a fact stands: under which heading, and with which number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from loaders.facts.model import Fact
from loaders.states.model import Claim, Proof
from loaders.states.reader import Prover, Reader
from loaders.yaml import records as R  # noqa: N812 - short, because every record kind is named

__all__ = ["PROVERS"]


def _enclosing(reader: Reader, claim: Claim) -> Proof | None:
    """The words stand under the heading of the part, and under that of no narrower part."""
    fact = claim.source
    if fact is None or not fact.quotes:
        return None
    part = reader.case.by_key.get(claim.value)
    located = reader.evidence.of(fact.quotes[0])
    if part is None or located is None or not part.quotes:
        return None
    own = {fact.key} if isinstance(fact.record, R.Part) else set()
    within = [
        (end - start, key)
        for key, (start, end) in reader.evidence.parts.items()
        if key not in own and start <= located.start and located.end <= end
    ]
    if isinstance(fact.record, R.Part):
        within = [one for one in within if not _below(reader, one[1], fact)]
    heading = reader.quote(part.quotes[0])
    if not within or min(within)[1] != part.key or heading is None:
        return None
    return reader.proof("heading-above", heading)


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


PROVERS: Final[Mapping[str, Prover]] = {"part": _enclosing, "part-number": _number}
