"""The id of a document: one file of that name, and nobody else's."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from loaders.identity.authority import Authority
from loaders.problems import Position, Problem

RESERVED: Final = frozenset({"authority", "links", "ontology", "dataset"})
"""Names of graphs that no document may have."""


def id_problems(identity: str, at: Position, path: Path, authority: Authority) -> list[Problem]:
    """Return what is wrong with a document's id, as far as its own file and the authority tell.

    Args:
        identity: The id that its header gives.
        at: Where it stands there.
        path: Its file.
        authority: The authority files.
    """
    problems = [] if path.stem == identity else [_misnamed(identity, path, at)]
    if identity in authority.kinds:
        problems.append(already_used(identity, str(authority.positions[identity]), at))
    elif identity in RESERVED:
        problems.append(already_used(identity, "the graph of that name", at))
    return problems


def already_used(identity: str, by: str, at: Position) -> Problem:
    """Say that an id is another's."""
    return Problem(
        "document-id",
        at,
        f"the id `{identity}` is already used by {by}: give this document another",
        f"标识“{identity}”已被 {by} 占用:请给本文件另取一个",
        record=identity,
    )


def _misnamed(identity: str, path: Path, at: Position) -> Problem:
    return Problem(
        "document-file",
        at,
        f"the document `{identity}` belongs in a file named {identity}.yaml, not {path.name}: "
        "rename the file",
        f"文献“{identity}”应放在 {identity}.yaml 中,而不是 {path.name}:请改文件名",
        record=identity,
    )
