"""Proofs of names: they stand in the fact's own words, whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from loaders.states.model import Claim, Proof
from loaders.states.reader import Prover, Reader, Span

__all__ = ["PROVERS"]


def _name(reader: Reader, claim: Claim) -> Proof | None:
    fact = claim.source
    if fact is None:
        return None
    places = reader.places(fact, reader.language.bare(claim.words))
    for span in places:
        if _marked(reader, span):
            return reader.proof("marked-name", span)
    return None


def _marked(reader: Reader, span: Span) -> bool:
    """Tell whether words stand whole in quotation marks or in marks of a title."""
    before, after = reader.text[span[0] - 1 : span[0]], reader.text[span[1] : span[1] + 1]
    return before != "" and (before, after) in {("“", "”"), ("《", "》"), ("‘", "’")}


PROVERS: Final[Mapping[str, Prover]] = {"name": _name}
