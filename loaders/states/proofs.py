"""The provers, a family a module: which rule may read which field of which kind of fact."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from loaders.rules.base import Case
from loaders.states import prove_amounts, prove_duties, prove_names, prove_parts
from loaders.states.model import Claim, Proof
from loaders.states.reader import Prover, Reader

__all__ = ["PROVERS", "prove"]

_ANY: Final = ""
PROVERS: Final[tuple[tuple[str, Mapping[str, Prover]], ...]] = (
    ("responsibility", prove_duties.PROVERS),
    (_ANY, prove_amounts.PROVERS),
    (_ANY, prove_parts.PROVERS),
    (_ANY, prove_names.PROVERS),
)
"""Kind of fact (none: of every kind) and the provers of its fields, the first that says yes."""


def prove(case: Case, claims: list[Claim]) -> dict[tuple[str, str], Proof]:
    """Read every claim in its own words; without the source text nothing can be read.

    Returns:
        (fact, field) → how it was read.
    """
    if case.evidence is None:
        return {}
    reader = Reader(case, case.evidence)
    found: dict[tuple[str, str], Proof] = {}
    for claim in claims:
        if claim.reason is not None:
            continue
        for kind, provers in PROVERS:
            prover = provers.get(claim.name) if kind in (_ANY, claim.kind) else None
            proof = prover(reader, claim) if prover is not None else None
            if proof is not None and proof.spans:
                found[claim.fact, claim.field] = proof
                break
    return found
