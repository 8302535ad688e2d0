"""The authority files of a workspace, read anew only where one of them has changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from loaders.identity.stored import OLD, Read, open_stored, store
from loaders.identity.uses import may_differ
from loaders.reuse.code import code_digest
from ontology.processes import without_collector

if TYPE_CHECKING:
    from loaders.identity.authority import Authority
    from loaders.problems import Problem
    from loaders.reuse.digests import Digests
    from loaders.workspace import Workspace

LARGE: Final = 50_000
"""Records from which on they are read from the file of what was read: it takes a twentieth more
time, and no memory in each process."""

__all__ = ["Spared", "open_authority", "to_hand_out"]


def open_authority(
    workspace: Workspace, digests: Digests, *, trusted: bool = True
) -> tuple[Authority, list[Problem]]:
    """Return the identities, and everything wrong with them.

    Args:
        workspace: The workspace; a file that is a link out of it is refused.
        digests: SHA-256 of its files.
        trusted: Whether what an earlier run has read may be used.
    """
    files = workspace.authority_files()
    refused = [problem for path in files if (problem := workspace.outside(path)) is not None]
    named = [(path, workspace.name_of(path)) for path in files if workspace.outside(path) is None]
    read = Read(tuple((name, digests.of(path) or "") for path, name in named), code_digest())
    digest = _digest([(name, digests.of(path)) for path, name in named])
    folder = workspace.root / ".policykg"
    stored = open_stored(folder, digest) if trusted and digest else None
    if stored is not None:
        return stored[0], refused + stored[1]
    from loaders.identity.loading import load_authority
    from loaders.identity.renewing import renewed

    digests.reading_begins()
    paths = [path for path, _ in named]
    if trusted and digest:
        again = renewed(folder, paths, read, digest, digests.is_unchanged)
        if again is not None:
            return again[0], refused + again[1]
    with without_collector():
        authority, problems = load_authority(named)
        unchanged = bool(digest) and all(digests.is_unchanged(path) for path, _ in named)
        if unchanged:
            authority.digest = digest
            store(authority, problems, folder, read)
    kept = open_stored(folder, digest) if unchanged and len(authority.kinds) > LARGE else None
    if kept is not None:
        return kept[0], refused + kept[1]
    return authority, refused + problems


def to_hand_out(workspace: Workspace, authority: Authority) -> Authority:
    """Return the same identities as the file of what was read, which is short when pickled."""
    stored = open_stored(workspace.root / ".policykg", authority.digest)
    return authority if stored is None or not authority.digest else stored[0]


class Spared:
    """Tells of documents from marks alone that the authority files answer them as before.

    Args:
        authority: The files as they are.
        marks: Returns the marks of all documents by name, when one of them is first asked for.
    """

    def __init__(self, authority: Authority, marks: Callable[[], Mapping[str, str]]) -> None:
        self._authority, self._marks = authority, marks
        self._read: Mapping[str, str] | None = None
        self._ages = {since: age for age, since in enumerate(authority.altered)}

    def __call__(self, name: str, since: str) -> bool:
        """Tell whether a document that asked an earlier state has its answers still."""
        if since not in self._ages:
            return False
        if self._read is None:
            self._read = self._marks()
        authority = self._authority
        return not may_differ(
            self._read.get(name), authority.altered[since], authority.renamed.get(since)
        )

    def is_old(self, since: str) -> bool:
        """Tell whether an earlier state will soon be forgotten."""
        return self._ages.get(since, OLD) >= OLD


def _digest(files: list[tuple[str, str | None]]) -> str:
    """Return a digest of all files; none where one of them is no plain file."""
    if any(found is None for _, found in files):
        return ""
    text = "\n".join(f"{found} {name}" for name, found in files)
    whole = f"{code_digest()}\n{text}"
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()
