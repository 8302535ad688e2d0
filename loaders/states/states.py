"""The state of every field of a document: proved, signed, inferred or open."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from loaders.evidence.lock import DocumentLock
from loaders.evidence.proof_lines import ProofLine, proved_text, read_proved
from loaders.rules.base import Case
from loaders.states.fields import fields_of, words_digests
from loaders.states.model import Claim, FieldState, Proof
from loaders.states.proofs import prove
from loaders.states.signatures import Signatures
from loaders.states.words import State

__all__ = ["Proved", "claims_and_proofs", "locked_proofs", "proof_lines", "states_of"]

Proved = dict[tuple[str, str], Proof]


def states_of(
    case: Case, signatures: Signatures, lock: DocumentLock | None = None
) -> list[FieldState]:
    """Return the state of every field of every fact, the header's first.

    With the source text the proofs are found anew; without it they come from the lock, which
    remembers rule and characters of each, as long as the fact is as it was.

    Args:
        case: A document whose references are resolved.
        signatures: Who has compared what with its words.
        lock: What the lock says of the document.
    """
    claims, proofs, _ = claims_and_proofs(case, lock)
    return judged(claims, proofs, signatures)


def claims_and_proofs(
    case: Case, lock: DocumentLock | None
) -> tuple[list[Claim], Proved, Mapping[str, str]]:
    """Return all fields, how they were read, and the digests of the words of each fact."""
    if case.evidence is not None:
        words: Mapping[str, str] = words_digests(case)
        claims = list(fields_of(case, words))
        return claims, prove(case, claims), words
    if lock is None:
        return list(fields_of(case, {})), {}, {}
    claims, proofs = locked_proofs(case, lock)
    return claims, proofs, {key: line.words for key, line in lock.proofs.items()}


def locked_proofs(case: Case, lock: DocumentLock) -> tuple[list[Claim], Proved]:
    """Return all fields, and how the lock says that they were read."""
    words = {key: line.words for key, line in lock.proofs.items()}
    claims = list(fields_of(case, words))
    proofs: Proved = {}
    for key, fields in _by_fact(claims).items():
        line = lock.proofs.get(key)
        if line is None or line.digest != _sealed(lock.source_sha256, line, fields):
            continue
        for name, (rule, spans) in (read_proved(line.proved) or {}).items():
            proofs[key, name] = Proof(rule, spans)
    return claims, proofs


def judged(claims: Iterable[Claim], proofs: Proved, signatures: Signatures) -> list[FieldState]:
    """Return the state of each field by what is known of it."""
    signed = signatures if signatures.marks else None
    return [_state(claim, proofs.get((claim.fact, claim.field)), signed) for claim in claims]


def _state(claim: Claim, proof: Proof | None, signatures: Signatures | None) -> FieldState:
    marks = () if signatures is None else signatures.holding(claim)
    void = signatures is not None and not marks and bool(signatures.of(claim.fact, claim.field))
    state: State = "signed" if marks else "open"
    if claim.reason is not None:
        state, proof = "inferred", None
    elif proof is not None:
        state = "proved"
    return FieldState(
        claim.fact,
        claim.kind,
        claim.field,
        claim.value,
        state,
        proof.rule if proof is not None else "",
        proof.spans if proof is not None else (),
        claim.reason,
        marks,
        claim.digest,
        claim.at,
        void,
    )


# -- the lock --------------------------------------------------------------------------------


def proof_lines(
    case: Case, claims: Iterable[Claim], proofs: Proved, words: Mapping[str, str]
) -> dict[str, ProofLine]:
    """Return the lines by which the lock remembers the proofs, by fact."""
    assert case.evidence is not None
    document, sha = case.document.header.id, case.evidence.source.sha256
    lines = {}
    for key, fields in _by_fact(claims).items():
        known = {c.field: proofs[key, c.field] for c in fields if (key, c.field) in proofs}
        proved = proved_text({name: (proof.rule, proof.spans) for name, proof in known.items()})
        line = ProofLine(document, key, words.get(key, "-"), proved, "")
        lines[key] = ProofLine(document, key, line.words, proved, _sealed(sha, line, fields))
    return lines


def _by_fact(claims: Iterable[Claim]) -> dict[str, list[Claim]]:
    found: dict[str, list[Claim]] = {}
    for claim in claims:
        found.setdefault(claim.fact, []).append(claim)
    return found


def _sealed(sha: str, line: ProofLine, fields: Iterable[Claim]) -> str:
    """Return the digest that binds proofs to the text and to every field of the fact."""
    told = "\x1f".join(f"{claim.field}={claim.digest}" for claim in fields)
    text = "\x1f".join((sha, line.document, line.key, line.words, line.proved, told))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
