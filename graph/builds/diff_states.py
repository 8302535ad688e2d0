"""States of the graph that are compared: where each named graph stands, and its checksum.

A state is read once to know that; what two states have in common is not read again.
"""

from __future__ import annotations

import hashlib
import io
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO, Final

from graph.builds.generation import open_graph
from graph.builds.pointer import current_folder, pointed
from graph.errors import GraphError
from ontology.archives import BadArchive, copy_member

__all__ = ["Segment", "State", "read_state", "split_quad"]

_READ: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Segment:
    """Lines of one graph that follow each other."""

    graph: str
    """IRI."""
    sha256: str
    """Of their bytes."""
    size: int
    """Bytes of them."""
    read: Callable[[], Iterator[bytes]] = field(repr=False, compare=False)
    """Gives them, in pieces of whole lines."""


@dataclass(frozen=True, slots=True)
class State:
    """The segments of a state, in their order."""

    segments: tuple[Segment, ...]

    @classmethod
    def of_text(cls, text: str) -> State:
        """Return the state that N-Quads say.

        Raises:
            GraphError: a line is no quad of IRIs and literals.
        """
        held = io.BytesIO(text.encode())
        return _scanned(lambda: nullcontext(held), "")


def read_state(path: Path) -> tuple[str, State]:
    """Return a name and what stands where in a state.

    Args:
        path: an N-Quads file, a bundle's zip, or a folder that holds ``graph.nq`` (a bundle, a
            release, a generation) or a build (a workspace).

    Raises:
        GraphError: there is no graph at that place, or it is no N-Quads text.
    """
    if path.is_file() and zipfile.is_zipfile(path):
        return str(path), _scanned(_Unpacked(path), str(path))
    place = pointed(path)
    built = current_folder(place / "build")
    for candidate in (place, place / "graph.nq", built / "graph.nq"):
        if candidate.is_file():
            return str(path), _scanned(_opening(candidate), str(path))
    for folder in (place, built):
        generation = open_graph(folder)
        if generation is not None:
            parts = generation.manifest.parts
            segments = [
                Segment(part.iri, part.sha256, part.size, partial(generation.pieces, name))
                for name, part in parts.items()
                if part.size
            ]
            return str(path), State(tuple(segments))
    raise _no_graph(path)


def _no_graph(path: Path) -> GraphError:
    return GraphError(
        f"{path}: no graph here; name an N-Quads file, a bundle, a release, or a workspace "
        "that was built",
        f"{path}:此处没有图;请给出 N-Quads 文件、复现包、发布版,或已构建的工作区",
    )


def _opening(path: Path) -> Opened:
    return lambda: path.open("rb")


class _Unpacked:
    """The graph of a zip, unpacked into a file without a name for as long as this lives.

    Raises:
        GraphError: the zip cannot be read, or holds no graph.
    """

    def __init__(self, path: Path) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed below
        try:
            if not copy_member(path, "graph.nq", self._file):
                raise _no_graph(path)
        except BadArchive as error:
            raise GraphError(error.en, error.zh) from None

    def __call__(self) -> AbstractContextManager[IO[bytes]]:
        return nullcontext(self._file)

    def __del__(self) -> None:
        self._file.close()


def split_quad(line: bytes, number: int) -> tuple[bytes, bytes, bytes, bytes]:
    """Cut a line of N-Quads at the blanks that stand outside its object.

    Raises:
        GraphError: it is none of our kind.
    """
    head, _, tail = line.rpartition(b" <")
    subject, _, rest = head.partition(b" ")
    predicate, _, obj = rest.partition(b" ")
    iris = subject.startswith(b"<") and predicate.startswith(b"<")
    if not (iris and obj and tail.endswith(b"> .") and tail.count(b">") == 1):
        raise GraphError(
            f"line {number} is no quad of a policykg graph", f"第 {number} 行不是四元组"
        )
    return subject, predicate, obj, b"<" + tail[:-2]


Opened = Callable[[], AbstractContextManager[IO[bytes]]]
"""Gives a file, to be read from anywhere."""


def _scanned(opened: Opened, name: str) -> State:
    """Read a file of N-Quads once, and tell where each graph stands in it."""
    with opened() as file:
        file.seek(0)
        return State(tuple(_segments(file, opened, name)))


def _segments(file: IO[bytes], opened: Opened, name: str) -> Iterator[Segment]:
    graph, start, at = b"", 0, 0
    digest = hashlib.sha256()
    for number, line in enumerate(file, 1):
        try:
            line.decode()
        except UnicodeDecodeError as error:
            raise _not_utf8(name, at + error.start) from None
        own = split_quad(line.rstrip(b"\n"), number)[3] if line != b"\n" else graph
        if own != graph:
            if at > start and graph:
                yield _segment(opened, graph, digest.hexdigest(), start, at)
            graph, start, digest = own, at, hashlib.sha256()
        digest.update(line)
        at += len(line)
    if at > start and graph:
        yield _segment(opened, graph, digest.hexdigest(), start, at)


def _segment(opened: Opened, graph: bytes, sha256: str, start: int, end: int) -> Segment:
    def read() -> Iterator[bytes]:
        at = start
        with opened() as file:
            while at < end:
                file.seek(at)
                piece = file.read(min(_READ, end - at))
                piece += file.readline() if not piece.endswith(b"\n") else b""
                at += len(piece)
                yield piece

    return Segment(graph[1:-1].decode(), sha256, end - start, read)


def _not_utf8(path: str, at: int) -> GraphError:
    return GraphError(
        f"{path}: not UTF-8 at byte {at}; is the file cut off?",
        f"{path}:第 {at} 字节处不是 UTF-8;文件是否不完整?",
    )
