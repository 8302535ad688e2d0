"""Put the graph into another SPARQL server: Graph Store Protocol, one named graph at a time.

What was put where is kept in ``.policykg/push/``, so that only graphs that have changed are
sent again, and an interrupted push goes on where it stopped.  There are no blank nodes, so a
large graph can be sent in batches: the first replaces what is there, the others are added.  Of a
graph in pieces only what differs is sent, if the server takes updates (:mod:`policykg.updating`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock, local
from typing import Final
from urllib.parse import quote

from graph.builds.generation import Generation
from ontology.files import write_whole
from policykg.updating import PiecesThere, as_json, deletions, difference, from_json
from policykg.web import RemoteError, Web, shown_url

BATCH: Final = 2 << 20
"""Bytes of a batch."""
UPDATE: Final = "application/sparql-update; charset=utf-8"
TYPE: Final = "text/turtle; charset=utf-8"
"""N-Triples are Turtle, and every server knows that name."""


@dataclass(slots=True)
class Pushed:
    """What a push has done, by IRI of the graph."""

    sent: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)


class Record:
    """Which state of which graph a server holds, as far as we put it there.

    A file of lines, to which each step adds one: ``["IRI", "SHA-256"]``, or null for a graph that
    was removed; of a graph in pieces also the checksums of those that are there, and of those of
    which some statements may be.  It is written short again when it is opened.
    """

    def __init__(self, folder: Path, url: str) -> None:
        # What is written down holds neither name nor password nor token.
        self.url = shown_url(url)
        name = hashlib.sha256(self.url.encode()).hexdigest()[:16]
        self.path = folder / f"{name}.jsonl"
        self.graphs: dict[str, str] = {}
        self.pieces: dict[str, PiecesThere] = {}
        for line in _recorded(self.path):
            self._take(*line)
        self._begun = False
        self._alone = Lock()

    def _take(self, iri: str, state: str | None, pieces: PiecesThere | None = None) -> None:
        self.graphs.pop(iri, None)
        self.pieces.pop(iri, None)
        if state is not None:
            self.graphs[iri] = state
            if pieces is not None:
                self.pieces[iri] = pieces

    def keep(self, iri: str, sha256: str | None, pieces: PiecesThere | None = None) -> None:
        """Remember, at once and for good, what a graph is now.

        Args:
            iri: Of the graph.
            sha256: Its state; none: it was removed.
            pieces: Which of its pieces are there, if it stands in pieces.
        """
        with self._alone:
            self._take(iri, sha256, pieces)
            if not self._begun:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                told = [
                    _line(one, self.graphs[one], self.pieces.get(one))
                    for one in sorted(self.graphs)
                ]
                lines = [json.dumps({"url": self.url}), *told]
                write_whole(self.path, "".join(f"{line}\n" for line in lines))
                self._begun = True
                return
            with self.path.open("a", encoding="utf-8") as file:
                file.write(f"{_line(iri, sha256, pieces)}\n")


def _line(iri: str, sha256: str | None, pieces: PiecesThere | None) -> str:
    return json.dumps([iri, sha256, *([] if pieces is None else as_json(pieces))])


def _recorded(path: Path) -> Iterator[tuple[str, str | None, PiecesThere | None]]:
    """Yield what was recorded; a graph whose line cannot be read is sent again."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return
    for line in lines[1:]:
        try:
            iri, state, *pieces = json.loads(line)
        except (ValueError, TypeError, RecursionError):
            continue
        yield str(iri), state if isinstance(state, str) else None, from_json(pieces)


def push(
    generation: Generation,
    url: str,
    record: Record,
    web: Web,
    *,
    update: str = "",
    force: bool = False,
    batch: int = BATCH,
    workers: int = 1,
    tell: Callable[[str, int, int], None] = lambda *_: None,
) -> Pushed:
    """Put every named graph that has changed.

    Args:
        generation: the build.
        url: the graph store, such as ``http://localhost:7878/store``.
        record: what the server holds already.
        web: the client.
        update: where the server takes updates, such as ``http://localhost:7878/update``; without
            it every graph is sent whole.
        force: send all, whatever the record says.
        batch: bytes of one request.
        workers: how many graphs are sent at once; the batches of one graph follow one another.
        tell: called with a graph's IRI, batches sent, and batches in all.

    Raises:
        RemoteError: the server refused or is gone; what it had taken is recorded.
    """
    done = Pushed()
    parts = generation.manifest.parts
    waiting = []
    for name, part in sorted(parts.items()):
        if not force and record.graphs.get(part.iri) == part.sha256:
            done.unchanged.append(part.iri)
        else:
            waiting.append(name)
            done.sent.append(part.iri)
    sending = _Sending(generation, url, record, "" if force else update, batch, tell)
    if workers == 1 or len(waiting) < 2:
        for name in waiting:
            sending.send(name, web)
    else:
        sending.share(waiting, web, workers)
    _remove(record, {part.iri: part.sha256 for part in parts.values()}, url, web, done)
    return done


@dataclass(frozen=True, slots=True)
class _Sending:
    """Puts graphs, one at a time or several at once."""

    generation: Generation
    url: str
    record: Record
    update: str
    batch: int
    tell: Callable[[str, int, int], None]

    def send(self, name: str, web: Web) -> None:
        """Put one graph; half of it is never taken for the whole."""
        if not self._change(name, web):
            self._put(name, web)
        part = self.generation.manifest.parts[name]
        there = PiecesThere(frozenset(piece.sha256 for piece in part.pieces))
        self.record.keep(part.iri, part.sha256, there if part.pieces else None)

    def _change(self, name: str, web: Web) -> bool:
        """Change a graph by what differs in its pieces; tell whether that could be done."""
        part = self.generation.manifest.parts[name]
        there = self.record.pieces.get(part.iri)
        if not self.update or there is None or not part.pieces:
            return False
        found = difference(self.generation, name, there)
        if found is None:
            return False
        self.record.keep(part.iri, "under way", found.under_way)
        gone = list(deletions(found.removed, part.iri, self.batch))
        added = b"".join(found.added)
        made = list(batches(added, part.iri, self.batch)) if added else []
        for number, change in enumerate([*gone, *made]):
            if number < len(gone):
                web.send("POST", self.update, change, {"content-type": UPDATE})
            else:
                web.send("POST", address(self.url, part.iri), change, {"content-type": TYPE})
            self.tell(part.iri, number + 1, len(gone) + len(made))
        return True

    def _put(self, name: str, web: Web) -> None:
        part = self.generation.manifest.parts[name]
        self.record.keep(part.iri, "under way")
        chunks = list(batches(self.generation.part(name), part.iri, self.batch))
        for number, chunk in enumerate(chunks):
            method = "POST" if number else "PUT"
            web.send(method, address(self.url, part.iri), chunk, {"content-type": TYPE})
            self.tell(part.iri, number + 1, len(chunks))

    def share(self, names: list[str], web: Web, workers: int) -> None:
        """Put graphs by several threads, each with a connection of its own.

        After the first error no graph is begun; those under way are sent to their end.
        """
        own = local()

        def one(name: str) -> None:
            if not hasattr(own, "web"):
                own.web = web.another()
            self.send(name, own.web)

        with ThreadPoolExecutor(workers) as pool:
            futures = [pool.submit(one, name) for name in names]
            try:
                for future in as_completed(futures):
                    future.result()
            finally:
                pool.shutdown(wait=False, cancel_futures=True)


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
