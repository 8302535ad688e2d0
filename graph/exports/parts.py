"""The compiled parts of a graph as the writers read them: one at a time, or piece by piece."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from graph.builds.shards import READ, by_subject
from graph.exports.spool import sorted_lines

__all__ = [
    "LARGE",
    "Compiled",
    "Parts",
    "Prefixes",
    "is_large",
    "pieces_of",
    "sorted_triples",
    "triples_of",
    "triples_of_pieces",
]

Parts = Mapping[str, bytes]
Prefixes = Mapping[str, str]
LARGE: Final = 8 << 20
"""A graph of more bytes of N-Quads is written piece by piece."""


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


def is_large(parts: Parts, name: str) -> bool:
    """Tell whether a graph is to be written piece by piece."""
    size = parts.size_of(name) if isinstance(parts, Compiled) else len(parts[name])
    return size > LARGE


def pieces_of(parts: Parts, name: str) -> Iterator[bytes]:
    """Yield the N-Quads of a graph piece by piece; all lines of a subject stand in one."""
    return parts.pieces(name) if isinstance(parts, Compiled) else _cut(parts[name])


def _cut(data: bytes) -> Iterator[bytes]:
    return by_subject(data[at : at + READ] for at in range(0, len(data), READ))


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
