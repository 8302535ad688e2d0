"""The states of fields as a build publishes them: the same with the source text and without it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loaders.evidence.sources import folder_of
from loaders.rules.base import Case
from loaders.states.fields import fields_of
from loaders.states.model import FieldState
from loaders.states.signatures import Signatures
from loaders.states.states import judged, locked_proofs, states_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from loaders.evidence.locate import Evidence
    from loaders.evidence.lock import DocumentLock
    from loaders.facts.model import DocumentEvidence
    from loaders.resolving.resolver import Resolver

__all__ = ["published_states"]


def published_states(
    names: Resolver,
    evidence: DocumentEvidence | None,
    lock: DocumentLock | None,
    signatures: Signatures,
    reread: Callable[[], Evidence | None],
) -> list[FieldState]:
    """Return the state of every field, the header's first.

    Proofs come from the lock where it was made over this text and these facts, so that a build
    reads no text twice; facts that have changed since are read anew, where the text is at hand.

    Args:
        names: The document, with all its references answered.
        evidence: Where its quotes were found.
        lock: What the lock says of the document.
        signatures: Who has compared what with its words.
        reread: Finds the quotes in the text again; none where it is not at hand.
    """
    document = names.facts
    case = Case(document, names.authority, folder_of(document.header), resolved=names)
    if lock is not None and (evidence is None or evidence.source_sha256 == lock.source_sha256):
        claims, proofs, whole = locked_proofs(case, lock)
        if whole:
            return judged(claims, proofs, signatures)
    case.evidence = reread()
    if case.evidence is None and lock is None:
        # Nothing is proved, and a digest is wanted only by what was signed.
        claims = list(fields_of(case, {}, sealed=bool(signatures.marks)))
        return judged(claims, {}, signatures)
    return states_of(case, signatures, lock)
