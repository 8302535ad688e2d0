"""A graph on another server changed by what differs in its pieces, and not sent whole.

The graphs that documents share stand in pieces (:mod:`ontology.pieces`), of which an edit makes one
or two anew.  Which of them a server has is recorded; what a piece said is still among the shards of
earlier builds.  So the statements that are gone are deleted (SPARQL 1.1 Update, ``DELETE DATA``),
and those that are new are added.  Both may be done twice: a push that was interrupted records
which pieces may be there in part, and the next one deletes what any of them says and should not.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from graph.builds.generation import Generation
from graph.errors import DamagedBuild

__all__ = [
    "AT_ONCE",
    "Difference",
    "PiecesThere",
    "as_json",
    "deletions",
    "difference",
    "from_json",
]

AT_ONCE: Final = 500
"""Statements that one request deletes: Virtuoso compiles each into its own code, and refuses
many thousands."""
MOST_CHANGED: Final = 0.3
"""Beyond this share of changed bytes the graph is sent whole."""


@dataclass(frozen=True, slots=True)
class PiecesThere:
    """Which pieces of a graph another server has, by their checksums."""

    whole: frozenset[str]
    """Those that are there as they are."""
    perhaps: frozenset[str] = frozenset()
    """Those of which some statements may be there: none of a subject of the others."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What makes of the graph that is there the one that should be."""

    removed: list[bytes]
    """Lines of N-Quads, sorted."""
    added: list[bytes]
    under_way: PiecesThere
    """What is there while this is done."""


def difference(generation: Generation, name: str, there: PiecesThere) -> Difference | None:
    """Compare the pieces of a graph with those that another server has.

    Args:
        generation: The build.
        name: Of the graph, which stands in pieces.
        there: What the server has.

    Returns:
        What differs; none where the graph had better be sent whole: much of it differs, or an old
        piece is not kept any more.

    Raises:
        DamagedBuild: A piece of this build is not what was written.
    """
    part = generation.manifest.parts[name]
    wanted = {piece.sha256: number for number, piece in enumerate(part.shards)}
    stay = there.whole & wanted.keys()
    new = {sha256: number for sha256, number in wanted.items() if sha256 not in stay}
    if sum(part.shards[number].size for number in new.values()) > MOST_CHANGED * part.size:
        return None
    gone = there.whole - stay
    try:
        old = _lines(generation, gone)
        perhaps = _lines(generation, there.perhaps)
    except DamagedBuild:
        return None
    now = {
        line
        for number in new.values()
        for line in generation.piece(name, number).splitlines(keepends=True)
    }
    under_way = PiecesThere(stay, gone | there.perhaps | new.keys())
    return Difference(sorted((old | perhaps) - now), sorted(now - old), under_way)


def _lines(generation: Generation, checksums: Collection[str]) -> set[bytes]:
    return {
        line
        for sha256 in checksums
        for line in generation.kept_shard(sha256).splitlines(keepends=True)
    }


def deletions(lines: Collection[bytes], iri: str, size: int) -> Iterator[bytes]:
    """Yield updates that delete statements of a graph.

    Args:
        lines: N-Quads of the graph.
        iri: Of the graph.
        size: Bytes of one update, at most about.
    """
    ending = len(f" <{iri}> .\n".encode())
    waiting: list[bytes] = []
    total = 0
    for line in lines:
        triple = line[:-ending] + b" .\n"
        if waiting and (total + len(triple) > size or len(waiting) >= AT_ONCE):
            yield _deletion(waiting, iri)
            waiting, total = [], 0
        waiting.append(triple)
        total += len(triple)
    if waiting:
        yield _deletion(waiting, iri)


def _deletion(triples: list[bytes], iri: str) -> bytes:
    return b"DELETE DATA { GRAPH <%s> {\n%s} }\n" % (iri.encode(), b"".join(triples))


def as_json(there: PiecesThere) -> list[list[str]]:
    """Return it as it is recorded."""
    return [sorted(there.whole), sorted(there.perhaps)]


def from_json(told: object) -> PiecesThere | None:
    """Read what :func:`as_json` gave; none where it is something else."""
    match told:
        case [list(whole), list(perhaps)] if all(isinstance(s, str) for s in (*whole, *perhaps)):
            return PiecesThere(frozenset(whole), frozenset(perhaps))
    return None
