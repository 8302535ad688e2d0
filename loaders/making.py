"""A document's part of the graph, made and sealed in whatever process has read the document.

A build checks first.  What the check has read and resolved of a document without problems is
compiled there and then, so that no document is read twice.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from loaders.evidence.lock_paths import earlier_lock
from loaders.identity.uses import RecordingAuthority
from loaders.problems import Position, Problem

if TYPE_CHECKING:
    from loaders.compile import Outcome
    from loaders.identity.authority import Authority
    from loaders.rules.base import Case
    from loaders.workspace import Workspace

__all__ = ["Alongside", "Made", "Seal", "made_of", "unpacked"]


class Seal(Protocol):
    """Keeps the parts that are made; what it says of them is handed on as it is."""

    def __call__(self, name: str, data: bytes, /) -> str:
        """Keep the N-Quads of a part, and say in a text what was kept.

        It is called in forked processes too.
        """
        ...

    def is_sound(self, told: str) -> bool:
        """Tell whether what was kept is still there."""
        ...

    def join(self, told: Sequence[str]) -> str:
        """Say of a part what was kept of its pieces, in their order."""
        ...


@dataclass(slots=True)
class Made:
    """What came of a facts file in the process that compiled it; without the quads."""

    name: str
    id: str = ""
    source: str = ""
    made: str = ""
    """What :class:`Seal` said; empty where nothing could be made."""
    uses: str = ""
    """What was asked of the authority files, with the answers."""
    marks: str = ""
    links: str = ""
    problems: list[Problem] = field(default_factory=list)
    inputs: dict[str, str] = field(default_factory=dict)
    """Files that it was made of, with their SHA-256."""
    at: Position | None = None
    authority: str = ""
    """Digest of the authority files that were asked."""


def made_of(workspace: Workspace, authority: Authority, seal: Seal, path: Path) -> Made:
    """Compile a facts file and seal its part."""
    from loaders.compile import Job, compile_file

    asking = RecordingAuthority(authority)
    outcome = compile_file(Job(workspace, asking, trace=False), path)
    return _made(outcome, asking, authority, seal)


def _made(outcome: Outcome, asking: RecordingAuthority, authority: Authority, seal: Seal) -> Made:
    made = Made(outcome.name, source=outcome.source, problems=outcome.problems)
    made.inputs, made.at, made.authority = outcome.inputs, outcome.at, authority.digest
    if outcome.compiled is not None:
        made.id, made.uses = outcome.compiled.id, asking.uses.to_json()
        made.marks = asking.uses.marks(authority)
        made.links = "\n".join(outcome.compiled.links)
        made.made = seal(made.id, outcome.compiled.quads)
    return made


class Alongside:
    """Makes the parts of documents while they are checked.

    Args:
        workspace: The workspace.
        seal: Keeps each part.
    """

    def __init__(self, workspace: Workspace, seal: Seal) -> None:
        self.made: dict[Path, bytes] = {}
        """What was made of documents in which the check has found no error, packed: of ten
        thousand it is held until they are built."""
        self._workspace, self._seal = workspace, seal

    def __reduce__(self) -> tuple[type[Alongside], tuple[Workspace, Seal]]:
        """Tell another process nothing of what was made."""
        return Alongside, (self._workspace, self._seal)

    def compiled(
        self,
        authority: Authority,
        asking: RecordingAuthority,
        case: Case,
        problems: Sequence[Problem],
        data: bytes,
    ) -> bytes | None:
        """Make the part of a document that was read and resolved, before any rule is applied.

        Args:
            authority: The authority files.
            asking: What they are asked through.
            case: The document.
            problems: What was found so far.
            data: The bytes of its file.

        Returns:
            What was made, packed; none where a build had better read the document by itself:
            something is wrong with it, its text is not at hand, or the part cannot be kept.
        """
        workspace, names, evidence = self._workspace, case.resolved, case.evidence
        if names is None or evidence is None or problems:
            return None
        if os.path.lexists(earlier_lock(workspace)):
            return None  # its lock stands among those of all documents
        from loaders.compile import compile_resolved

        inputs = {
            case.document.path: hashlib.sha256(data).hexdigest(),
            f"sources/{case.document.header.source.file}": evidence.source.sha256,
        }
        outcome = compile_resolved(workspace, names, evidence.as_data(), [], inputs, trace=False)
        try:
            return _packed(_made(outcome, asking, authority, self._seal))
        except OSError:
            return None


def _packed(made: Made) -> bytes:
    """Return it in an eighth of the memory."""
    return zlib.compress(pickle.dumps(made), 1)


def unpacked(packed: bytes) -> Made:
    """Return what :class:`Alongside` has made, in this process or in one that it started."""
    made: Made = pickle.loads(zlib.decompress(packed))
    return made
