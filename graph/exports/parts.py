"""The compiled parts of a graph as the writers read them: one at a time, or piece by piece."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from graph.builds.shards import READ, by_subject
from graph.exports.spool import sorted_lines

__all__ = [
    "LARGE",
    "Compiled",
    "Parts",
    "Prefixes",
    "held",
    "is_large",
    "lines_about",
    "pieces_of",
    "size_of",
    "sorted_triples",
    "triples_of",
    "triples_of_pieces",
]

Parts = Mapping[str, bytes]
Prefixes = Mapping[str, str]
LARGE: Final = 8 << 20
"""A graph of more bytes of N-Quads is written piece by piece."""
_A_SEARCH: Final = 8 << 10
"""Bytes whose lines are looked at one by one in the time of a search by halves."""
HELD: Final = 32 << 20
"""Graphs of at most so many bytes together are read once, however often they are gone through."""


class Compiled(Parts):
    """Named graphs, each read when it is asked for: no more than a piece need be in memory.

    Args:
        sizes: Bytes of each.
        read: Reads one.
        pieces: Reads one some bytes at a time, all lines of a subject together.
    """

    def __init__(
        self,
        sizes: Mapping[str, int],
        read: Callable[[str], bytes],
        pieces: Callable[[str], Iterator[bytes]] | None = None,
    ) -> None:
        self._sizes, self._read = dict(sorted(sizes.items())), read
        self._pieces = pieces

    def __getitem__(self, name: str) -> bytes:
        if name not in self._sizes:
            raise KeyError(name)
        return self._read(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._sizes)

    def __len__(self) -> int:
        return len(self._sizes)

    @property
    def size(self) -> int:
        """Bytes of all."""
        return sum(self._sizes.values())

    def size_of(self, name: str) -> int:
        """Return how many bytes a graph has, without reading it."""
        return self._sizes[name]

    def pieces(self, name: str) -> Iterator[bytes]:
        """Yield a graph piece by piece."""
        return self._pieces(name) if self._pieces else _cut(self[name])


def size_of(parts: Parts) -> int:
    """Return how many bytes of N-Quads all graphs have; it is known before they are read."""
    return parts.size if isinstance(parts, Compiled) else sum(map(len, parts.values()))


def held(parts: Parts) -> Parts:
    """Return graphs that may be gone through again: held where they are few, else as they are."""
    if not isinstance(parts, Compiled) or parts.size > HELD:
        return parts
    read = dict(parts.items())
    return Compiled({name: len(data) for name, data in read.items()}, read.__getitem__)


def is_large(parts: Parts, name: str) -> bool:
    """Tell whether a graph is to be written piece by piece."""
    size = parts.size_of(name) if isinstance(parts, Compiled) else len(parts[name])
    return size > LARGE


def pieces_of(parts: Parts, name: str) -> Iterator[bytes]:
    """Yield the N-Quads of a graph piece by piece; all lines of a subject stand in one."""
    if not is_large(parts, name):
        return iter([data] if (data := parts[name]) else [])
    return parts.pieces(name) if isinstance(parts, Compiled) else _cut(parts[name])


def _cut(data: bytes) -> Iterator[bytes]:
    return by_subject(data[at : at + READ] for at in range(0, len(data), READ))


def lines_about(piece: bytes, subjects: Sequence[bytes]) -> Iterator[bytes]:
    """Yield the lines of sorted N-Quads that are about some subjects.

    Args:
        piece: the lines, sorted.
        subjects: sorted, each with the blank behind it.
    """
    if not piece:
        return
    last = piece.rfind(b"\n", 0, -1) + 1
    within = subjects[
        bisect_left(subjects, _subject_at(piece, 0)) : bisect_right(
            subjects, _subject_at(piece, last)
        )
    ]
    if len(within) * _A_SEARCH > len(piece):
        wanted = set(within)
        for line in piece.splitlines(keepends=True):
            if line[: line.index(b" ") + 1] in wanted:
                yield line
        return
    at = 0
    for subject in within:
        at = _place_of(piece, subject, at)
        while piece.startswith(subject, at):
            end = piece.index(b"\n", at) + 1
            yield piece[at:end]
            at = end


def _subject_at(piece: bytes, at: int) -> bytes:
    return piece[at : piece.index(b" ", at) + 1]


def _place_of(piece: bytes, text: bytes, low: int) -> int:
    """Return where the first line from ``low`` on begins that is not before a text."""
    high = len(piece)
    while low < high:
        middle = (low + high) // 2
        start = max(low, piece.rfind(b"\n", low, middle) + 1)
        end = piece.index(b"\n", start) + 1
        if piece[start:end] < text:
            low = end
        else:
            high = start
    return low


def triples_of_pieces(parts: Parts, name: str, graphs: str) -> Iterator[bytes]:
    """Yield the N-Triples of a graph piece by piece; ``graphs``: the graphs' namespace."""
    ending = f" <{graphs}{name}> .\n".encode()
    for piece in pieces_of(parts, name):
        yield piece.replace(ending, b" .\n")


def sorted_triples(parts: Parts, graphs: str) -> Iterator[bytes]:
    """Yield the union of all parts as sorted N-Triples, some lines at a time.

    Args:
        parts: the graphs.
        graphs: namespace of their names.
    """
    return sorted_lines(
        piece for name in sorted(parts) for piece in triples_of_pieces(parts, name, graphs)
    )


def triples_of(parts: Parts, graphs: str) -> bytes:
    """Return the union of all parts as sorted N-Triples; ``graphs`` is the graphs' namespace."""
    return b"".join(sorted_triples(parts, graphs))
