"""From one state of a graph to the next: in memory, only the statements that differ are changed.

To load a graph of millions of statements anew after each edit takes seconds of a core and, for as
long as the old one is asked, twice its memory.  The lines of a named graph's shard are sorted and
each stands there once, so what differs between two states is a difference of sets.  Of a store on
disk, which the build has changed, the workers that are forked from then on open the next one.
"""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from explorer.workers.engine import Engine, EngineError
from ontology.holds import Hold, hold
from ontology.rdf import NamedNode, Quad, RdfFormat, Store, parse

__all__ = ["LARGEST", "MOST_GRAPHS", "MOST_MOVED", "Change", "Difference", "prepared"]

MOST_GRAPHS: Final = 64
"""Of more changed graphs, the whole is loaded anew."""
LARGEST: Final = 64 << 20
"""Bytes of N-Quads that the changed graphs may have, old and new together: they are compared."""
MOST_MOVED: Final = 0.2
"""Share of removed and added statements, of all edits since the graph was loaded, beyond which it
is loaded anew: what is removed keeps its memory."""
_BLANK: Final = b"_:"


@dataclass(frozen=True, slots=True)
class Change:
    """How the state of the data that is held becomes another one."""

    graphs: Sequence[Sequence[str]]
    """Of each named graph that differs: its IRI; file and SHA-256 of the N-Quads that it had, and
    of those that it has.  Empty texts stand for a graph that is not there."""
    about: Mapping[str, Any]
    """What the new state holds: ``quads``, ``graphs``, ``union``."""
    disk: str = ""
    """Folder of the store where it is on disk; nothing is told of single graphs then."""
    held: str = ""
    """File by which that store is held, so that nobody clears it while it is asked."""

    @property
    def told(self) -> dict[str, Any]:
        """What the process that holds the graph must know."""
        graphs = [list(each) for each in self.graphs]
        quads = self.about["quads"]
        return {"graphs": graphs, "quads": quads, "disk": self.disk, "held": self.held}


@dataclass(slots=True)
class Difference:
    """The statements that differ, read and compared, before any of them is changed."""

    removed: list[Quad] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    """Named graphs that are removed whole."""
    added: list[bytes] = field(default_factory=list)
    """Lines of N-Quads."""
    moved: int = 0
    """How many statements are removed or added."""
    more: int = 0
    """By how many statements the graph grows; negative where it shrinks."""
    disk: str = ""
    """The store on disk that takes the place of the one before."""
    hold: Hold | None = None
    """Keeps that store."""

    def apply(self, engine: Engine) -> None:
        """Change the graph.  If this fails, nobody knows what it holds."""
        engine.moved += self.moved
        engine.quads += self.more
        if self.disk:
            engine.disk, engine.hold = self.disk, self.hold
            return
        store = engine.store
        for iri in self.gone:
            store.remove_graph(NamedNode(iri))
        for quad in self.removed:
            store.remove(quad)
        store.load(b"\n".join(self.added), RdfFormat.N_QUADS, lenient=True)


def prepared(engine: Engine, told: Mapping[str, Any]) -> Difference:
    """Read what differs between the state that is held and the next, as :attr:`Change.told` says.

    Raises:
        EngineError: The next state had better be loaded: more statements differ, a file is missing
            or damaged, or something does not fit.
    """
    if bool(engine.disk) != bool(told["disk"]):
        raise EngineError("one state is on disk, the other is not")
    if told["disk"]:
        return _reopened(told["disk"], told["held"], told["quads"] - engine.quads)
    found = _difference(told["graphs"], MOST_MOVED * engine.quads - engine.moved)
    if engine.quads + found.more != told["quads"]:
        raise EngineError(f"{engine.quads + found.more} statements instead of {told['quads']}")
    return found


def _reopened(disk: str, held: str, more: int) -> Difference:
    try:
        kept = hold(Path(held)) if held else None
        Store.read_only(disk)
    except OSError as error:
        raise EngineError(f"{disk}: {error}") from error
    return Difference(more=more, disk=disk, hold=kept)


def _difference(graphs: Sequence[Sequence[str]], most: float) -> Difference:
    found = Difference()
    for iri, *files in graphs:
        old, new = _lines(*files[:2]), _lines(*files[2:])
        out, into = old - new, new - old
        if any(_BLANK in line for line in out):  # it bears another name once it is loaded
            raise EngineError(f"<{iri}> has blank nodes")
        found.moved += len(out) + len(into)
        found.more += len(into) - len(out)
        if found.moved > most:
            raise EngineError(f"more than {most:,.0f} statements differ")
        if old and not new:
            found.gone.append(iri)
        else:
            found.removed += _quads(out)
        found.added += into
    return found


def _quads(lines: set[bytes]) -> list[Quad]:
    data = b"\n".join(lines)
    try:
        read = parse(data, RdfFormat.N_QUADS, lenient=True)
        return [quad for quad in read if isinstance(quad, Quad)]
    except (SyntaxError, ValueError) as error:
        raise EngineError(str(error)) from error


def _lines(path: str, sha256: str) -> set[bytes]:
    """Return the lines of a shard; none where there is no such graph."""
    if not path:
        return set()
    try:
        data = gzip.decompress(Path(path).read_bytes())
    except (OSError, EOFError, zlib.error) as error:
        raise EngineError(f"{path}: {error}") from error
    if hashlib.sha256(data).hexdigest() != sha256:
        raise EngineError(f"{path}: it is not what was written")
    return set(data.splitlines())
