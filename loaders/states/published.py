"""The states of fields as a build publishes them: the same with the source text and without it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loaders.evidence.sources import folder_of
from loaders.rules.base import Case
from loaders.states.model import FieldState
from loaders.states.signatures import Signatures
from loaders.states.states import judged, locked_proofs

if TYPE_CHECKING:
    from loaders.evidence.lock import DocumentLock
    from loaders.resolving.resolver import Resolver

__all__ = ["published_states"]


def published_states(
    names: Resolver, lock: DocumentLock | None, signatures: Signatures
) -> list[FieldState]:
    """Return the state of every field, the header's first.

    Proofs are those of the lock, so that a build reads no text twice and is the same without the
    texts; a fact that has changed since has none before it is locked again.  A document that was
    never locked is a draft: of its fields nothing is published.

    Args:
        names: The document, with all its references answered.
        lock: What the lock says of the document.
        signatures: Who has compared what with its words.
    """
    if lock is None:
        return []
    document = names.facts
    case = Case(document, names.authority, folder_of(document.header), resolved=names)
    claims, proofs = locked_proofs(case, lock)
    return judged(claims, proofs, signatures)
