"""Put the graph into another SPARQL server: Graph Store Protocol, one named graph at a time.

What was put where is kept in ``.policykg/push/``, so that only graphs that have changed are
sent again, and an interrupted push goes on where it stopped.  There are no blank nodes, so a
large graph can be sent in batches: the first replaces what is there, the others are added.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import quote

from graph.builds.generation import Generation
from ontology.files import write_whole
from policykg.web import RemoteError, Web, shown_url

BATCH: Final = 2 << 20
"""Bytes of a batch."""
TYPE: Final = "text/turtle; charset=utf-8"
"""N-Triples are Turtle, and every server knows that name."""


@dataclass(slots=True)
class Pushed:
    """What a push has done, by IRI of the graph."""

    sent: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)


class Record:
    """Which state of which graph a server holds, as far as we put it there."""

    def __init__(self, folder: Path, url: str) -> None:
        # What is written down holds neither name nor password nor token.
        self.url = shown_url(url)
        name = hashlib.sha256(self.url.encode()).hexdigest()[:16]
        self.path = folder / f"{name}.json"
        self.graphs = _recorded(self.path)

    def keep(self, iri: str, sha256: str | None) -> None:
        """Remember, at once and for good, what a graph is now."""
        if sha256 is None:
            self.graphs.pop(iri, None)
        else:
            self.graphs[iri] = sha256
        self.path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps({"url": self.url, "graphs": self.graphs}, indent=1, sort_keys=True)
        write_whole(self.path, text)


def _recorded(path: Path) -> dict[str, str]:
    """Return what was recorded; nothing where that cannot be read: then all is sent again."""
    try:
        graphs = json.loads(path.read_bytes())["graphs"]
        return {str(iri): str(state) for iri, state in graphs.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def push(
    generation: Generation,
    url: str,
    record: Record,
    web: Web,
    *,
    force: bool = False,
    batch: int = BATCH,
    tell: Callable[[str, int, int], None] = lambda *_: None,
) -> Pushed:
    """Put every named graph that has changed.

    Args:
        generation: the build.
        url: the graph store, such as ``http://localhost:7878/store``.
        record: what the server holds already.
        web: the client.
        force: send all, whatever the record says.
        batch: bytes of one request.
        tell: called with a graph's IRI, batches sent, and batches in all.

    Raises:
        RemoteError: the server refused or is gone; what it had taken is recorded.
    """
    done = Pushed()
    parts = generation.manifest.parts
    for name, part in sorted(parts.items()):
        if not force and record.graphs.get(part.iri) == part.sha256:
            done.unchanged.append(part.iri)
            continue
        record.keep(part.iri, "under way")
        chunks = list(batches(generation.part(name), part.iri, batch))
        for number, chunk in enumerate(chunks):
            method = "POST" if number else "PUT"
            web.send(method, address(url, part.iri), chunk, {"content-type": TYPE})
            tell(part.iri, number + 1, len(chunks))
        record.keep(part.iri, part.sha256)
        done.sent.append(part.iri)
    _remove(record, {part.iri: part.sha256 for part in parts.values()}, url, web, done)
    return done


def _remove(record: Record, held: Mapping[str, str], url: str, web: Web, done: Pushed) -> None:
    """Delete graphs that we once put there and that are no more."""
    for iri in sorted(set(record.graphs) - set(held)):
        try:
            web.send("DELETE", address(url, iri))
        except RemoteError as error:
            if error.status != 404:
                raise
        record.keep(iri, None)
        done.removed.append(iri)


def address(url: str, graph: str) -> str:
    """Return where a graph store holds a graph (indirect identification)."""
    return f"{url}{'&' if '?' in url else '?'}graph={quote(graph, safe='')}"


def batches(quads: bytes, iri: str, size: int) -> Iterator[bytes]:
    """Yield the quads of one graph as N-Triples, whole lines, at most about ``size`` bytes."""
    ending = len(f" <{iri}> .\n".encode())
    lines: list[bytes] = []
    total = 0
    for line in quads.splitlines(keepends=True):
        triple = line[:-ending] + b" .\n"
        if lines and total + len(triple) > size:
            yield b"".join(lines)
            lines, total = [], 0
        lines.append(triple)
        total += len(triple)
    yield b"".join(lines)
