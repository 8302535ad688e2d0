"""Where a large named graph is cut, so that an edit makes one of its pieces again.

A piece begins with a subject of which the digest says so, whatever stands before and after it:
what is added, changed or removed moves no other cut.  (Content-defined chunking: Muthitacharoen,
Chen and Mazières, "A low-bandwidth network file system", SOSP 2001.)
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterable, Iterator
from typing import Final, TypeVar

__all__ = ["CUT", "MANY", "cut", "pieces_of"]

CUT: Final = frozenset({"authority", "dataset", "links"})
"""Graphs that are cut: of all documents together, they grow with the workspace."""
MANY: Final = 1024
"""Up to so many subjects a graph is one piece."""
AVERAGE: Final = 256
"""Subjects of a piece."""

Item = TypeVar("Item")


def _begins(subject: bytes) -> bool:
    """Tell whether a piece begins with a subject, written as in N-Quads: ``<…/id/x>``."""
    digest = hashlib.blake2b(subject, digest_size=4).digest()
    return int.from_bytes(digest, "big") < (1 << 32) // AVERAGE


def cut(
    items: Iterable[Item], subject_of: Callable[[Item], bytes], subjects: int
) -> Iterator[list[Item]]:
    """Yield the pieces of a graph, each when it is asked for.

    Args:
        items: What stands in the graph, sorted by subject.
        subject_of: The subject of an item, as in N-Quads.
        subjects: How many subjects there are.
    """
    piece: list[Item] = []
    last = b""
    for item in items:
        subject = subject_of(item)
        if subject != last:
            if piece and subjects > MANY and _begins(subject):
                yield piece
                piece = []
            last = subject
        piece.append(item)
    if piece:
        yield piece


def pieces_of(data: bytes) -> Iterator[bytes]:
    """Yield the pieces of sorted N-Quads; without any there is one, which is empty."""
    subjects = 0
    last = b""
    for line in io.BytesIO(data):
        subject = _subject(line)
        subjects, last = subjects + (subject != last), subject
    if subjects <= MANY:
        yield data
        return
    for lines in cut(io.BytesIO(data), _subject, subjects):
        yield b"".join(lines)


def _subject(line: bytes) -> bytes:
    return line[: line.index(b" ")]
