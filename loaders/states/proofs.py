"""The provers, a family a module: which rule may read which field of which kind of fact."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

from loaders.rules.base import Case
from loaders.states import (
    prove_amounts,
    prove_ends,
    prove_header,
    prove_identities,
    prove_names,
    prove_parts,
    prove_responsibilities,
    prove_times,
)
from loaders.states.fields import DOCUMENT
from loaders.states.model import Claim, Proof
from loaders.states.reader import Prover, Reader
from ontology.kinds import records_of

__all__ = ["PROVERS", "prove"]

_ANY: Final = ""
PROVERS: Final[tuple[tuple[str, Mapping[str, Prover]], ...]] = (
    ("responsibility", prove_responsibilities.PROVERS),
    ("responsibility", prove_responsibilities.OUTSIDE),
    (DOCUMENT, prove_header.PROVERS),
    ("growth", prove_header.GROWTH),
    ("relation", prove_ends.RELATIONS),
    ("policy", prove_ends.NAMED),
    ("policy", prove_names.NUMBERS),
    ("event", prove_ends.NAMED),
    ("project", prove_ends.NAMED),
    *((record.kind, prove_parts.FORMS) for record in records_of("part")),
    (_ANY, prove_amounts.PROVERS),
    (_ANY, prove_parts.PROVERS),
    (_ANY, prove_names.PROVERS),
    (_ANY, prove_times.PROVERS),
    (_ANY, prove_identities.PROVERS),
    (_ANY, prove_ends.PROVERS),
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
        for prover in _provers(claim.kind, claim.name):
            proof = prover(reader, claim)
            if proof is not None and proof.spans:
                found[claim.fact, claim.field] = proof
                break
    return found


@cache
def _provers(kind: str, field: str) -> tuple[Prover, ...]:
    """Return the provers of one field of one kind of fact, in their order."""
    fitting = (found for of_kind, found in PROVERS if of_kind in (_ANY, kind))
    return tuple(found[field] for found in fitting if field in found)
