"""The states of fields in a check: counted for every document, listed where they are asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from loaders.problems import Position, Problem
from loaders.states.signature_file import load_signatures, signatures_file

if TYPE_CHECKING:
    from loaders.evidence.lock import DocumentLock
    from loaders.evidence.proof_lines import ProofLine
    from loaders.rules.base import Case
    from loaders.states.model import FieldState
    from loaders.states.signatures import Signatures
    from loaders.workspace import Workspace

__all__ = ["DocumentStates", "judge"]


class DocumentStates:
    """What is known of the fields of one document."""

    def __init__(self, case: Case, states: Sequence[FieldState], signatures: Signatures) -> None:
        self.case = case
        self.document = case.document.header.id
        self.states = states
        self.signatures = signatures
        self.lines: dict[str, ProofLine] = {}
        """The lock's lines of proofs as they would be written now; none without the text."""
        self.problems: list[Problem] = []

    def words(self, state: FieldState) -> str:
        """Return the words that a field is to be compared with, as far as they are at hand."""
        fact = self.case.by_key.get(state.fact)
        return " … ".join(self.case.quote(use) for use in fact.quotes) if fact is not None else ""


def judge(workspace: Workspace, case: Case, lock: DocumentLock | None) -> DocumentStates:
    """Say of every field of a resolved document in which state it is."""
    from loaders.states.states import claims_and_proofs, judged, proof_lines

    claims, proofs, words = claims_and_proofs(case, lock)
    signatures, problems = load_signatures(workspace, case.document.header.id)
    found = DocumentStates(case, judged(claims, proofs, signatures), signatures)
    if case.evidence is not None:
        found.lines = proof_lines(case, claims, proofs, words)
    found.problems = [*problems, *_void(found), *_gone(workspace, found)]
    return found


def _void(found: DocumentStates) -> Iterator[Problem]:
    """Say of each fact which of its fields were signed as something else."""
    if not found.signatures.marks:
        return
    changed: dict[str, list[FieldState]] = {}
    for state in found.states:
        if state.void:
            changed.setdefault(state.fact, []).append(state)
    for fact, states in changed.items():
        fields = ", ".join(state.field for state in states)
        yield Problem(
            "signature-void",
            states[0].at,
            f"`{fields}` of this record was signed, and the field, its words or what it refers to "
            "has changed since: compare it with the text again, then run `policykg sign`",
            f"本记录的 {fields} 已签核,而字段、引文或所指在此后有改动:请重新与原文比较,"
            "再运行 policykg sign",
            record=fact,
            severity="warning",
        )


def _gone(workspace: Workspace, found: DocumentStates) -> Iterator[Problem]:
    """Say which signed fields the document no longer has."""
    if not found.signatures.marks:
        return
    known = {(state.fact, state.field) for state in found.states}
    gone = sorted({(m.fact, m.field) for m in found.signatures.marks.values()} - known)
    if gone:
        told = ", ".join(f"{fact} {field}" for fact, field in gone[:5])
        more = f" (+{len(gone) - 5})" if len(gone) > 5 else ""
        yield Problem(
            "signature-void",
            Position(workspace.name_of(signatures_file(workspace, found.document))),
            f"signatures of fields that are no longer there: {told}{more}; "
            "`policykg sign --tidy` takes them out",
            f"所签核的字段已不存在:{told}{more};policykg sign --tidy 可将其清除",
            severity="warning",
        )
