"""The authority files of a workspace, read anew only where one of them has changed."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from loaders.identity.stored import open_stored, store
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

__all__ = ["open_authority", "to_hand_out"]


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
    digest = _digest([(name, digests.of(path)) for path, name in named])
    folder = workspace.root / ".policykg"
    stored = open_stored(folder, digest) if trusted and digest else None
    if stored is not None:
        authority, problems = stored
        return authority, refused + problems
    from loaders.identity.loading import load_authority

    digests.reading_begins()
    with without_collector():
        authority, problems = load_authority(named)
        unchanged = bool(digest) and all(digests.is_unchanged(path) for path, _ in named)
        if unchanged:
            authority.digest = digest
            store(authority, problems, folder)
    kept = open_stored(folder, digest) if unchanged and len(authority.kinds) > LARGE else None
    if kept is not None:
        authority, problems = kept
    return authority, refused + problems


def to_hand_out(workspace: Workspace, authority: Authority) -> Authority:
    """Return the same identities as the file of what was read, which is short when pickled."""
    stored = open_stored(workspace.root / ".policykg", authority.digest)
    return authority if stored is None or not authority.digest else stored[0]


def _digest(files: list[tuple[str, str | None]]) -> str:
    """Return a digest of all files; none where one of them is no plain file."""
    if any(found is None for _, found in files):
        return ""
    text = "\n".join(f"{found} {name}" for name, found in files)
    whole = f"{code_digest()}\n{text}"
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()
