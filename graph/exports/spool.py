"""What does not fit into memory, for a while: blocks in a file without a name, compressed.

N-Quads and what is made of them shrink to a tenth and less, so that ten thousand documents need
hundreds of megabytes of the disk and not gigabytes.  Whatever ends the process, the file is gone.
"""

from __future__ import annotations

import io
import tempfile
import zipfile
import zlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import IO, Final, NamedTuple

from ontology.files import file_pieces

__all__ = ["Block", "InOrder", "Spool", "Texts", "put_into", "sorted_lines"]

_LEVEL: Final = 1
_BLOCK: Final = 1 << 17
"""Bytes of sorted lines that are compressed together, and so read at once."""
_READ: Final = 64
"""Blocks that are held once they are read back."""
RUN: Final = 256 << 20
"""Bytes that are held, or of lines that are sorted at once, which takes 1.4 times as many; fewer
are never written down."""
_PIECE: Final = 1 << 20
"""Bytes of lines that were never written down, and are given at once."""


class Block(NamedTuple):
    """Where a block stands."""

    offset: int
    size: int


class Spool:
    """A file of blocks; it is made when the first one is written."""

    def __init__(self) -> None:
        self._made: IO[bytes] | None = None
        self._end = 0

    @property
    def _file(self) -> IO[bytes]:
        if self._made is None:
            self._made = tempfile.TemporaryFile()  # noqa: SIM115 - closed at the end
        return self._made

    def add(self, data: bytes) -> Block:
        """Write a block."""
        packed = zlib.compress(data, _LEVEL)
        self._file.seek(self._end)
        self._file.write(packed)
        block = Block(self._end, len(packed))
        self._end += len(packed)
        return block

    def read(self, block: Block) -> bytes:
        """Return a block as it was written."""
        self._file.seek(block.offset)
        return zlib.decompress(self._file.read(block.size))

    def __enter__(self) -> Spool:
        return self

    def __exit__(self, *_: object) -> None:
        if self._made is not None:
            self._made.close()


class Texts:
    """Texts that are given back as they came; up to :data:`RUN` bytes of them are held.

    Args:
        spool: Where the others are written down.
    """

    def __init__(self, spool: Spool) -> None:
        self._spool = spool
        self._blocks: list[bytes | Block] = []
        self._held = 0

    def add(self, text: bytes) -> None:
        """Take a text."""
        self._held += len(text)
        self._blocks.append(text if self._held <= RUN else self._spool.add(text))

    def __len__(self) -> int:
        return len(self._blocks)

    def __iter__(self) -> Iterator[bytes]:
        return map(self.__getitem__, range(len(self)))

    def __getitem__(self, number: int) -> bytes:
        block = self._blocks[number]
        return block if isinstance(block, bytes) else self._spool.read(block)


class InOrder:
    """Texts that come in nearly the order of their keys, and are given back in that order.

    Up to :data:`RUN` bytes of them are held; more are written down, and their keys held.

    Args:
        spool: Where.
    """

    def __init__(self, spool: Spool) -> None:
        self._blocks = Texts(spool)
        self._open: list[bytes] = []
        self._places: list[tuple[str, int, int, int]] = []
        self._at = 0
        self._read: dict[int, bytes] = {}

    def add(self, key: str, text: bytes) -> None:
        """Take a text."""
        self._places.append((key, len(self._blocks), self._at, len(text)))
        self._open.append(text)
        self._at += len(text)
        if self._at > _BLOCK:
            self._close()

    def _close(self) -> None:
        self._blocks.add(b"".join(self._open))
        self._open, self._at = [], 0

    def __iter__(self) -> Iterator[bytes]:
        self._close()
        self._places.sort()
        for _, number, start, size in self._places:
            yield self._block(number)[start : start + size]

    def _block(self, number: int) -> bytes:
        if number not in self._read:
            if len(self._read) == _READ:
                del self._read[next(iter(self._read))]
            self._read[number] = self._blocks[number]
        return self._read[number]


def put_into(archive: zipfile.ZipFile, info: zipfile.ZipInfo, file: IO[bytes]) -> None:
    """Put a file into a zip, piece by piece; its size tells whether the long form is needed."""
    info.file_size = file.seek(0, io.SEEK_END)
    with archive.open(info, "w") as target:
        target.writelines(file_pieces(file))


def sorted_lines(texts: Iterable[bytes]) -> Iterator[bytes]:
    """Yield all lines of texts sorted, some at a time, however many there are.

    Up to :data:`RUN` bytes are sorted in memory.  More are sorted in runs of so many, which are
    written down and merged.

    Args:
        texts: whole lines, each with its end.
    """
    with Spool() as spool:
        runs: list[list[Block]] = []
        lines: list[bytes] = []
        size = 0
        for text in texts:
            lines += text.splitlines(keepends=True)
            size += len(text)
            if size > RUN:
                runs.append([spool.add(block) for block in _blocks(lines, size, _BLOCK)])
                lines, size = [], 0
        if not runs:
            yield from _blocks(lines, size, _PIECE)
            return
        runs.append([spool.add(block) for block in _blocks(lines, size, _BLOCK)])
        del lines
        yield from _merged(spool, runs)


def _blocks(lines: list[bytes], size: int, most: int) -> Iterator[bytes]:
    """Yield lines sorted, about so many bytes at a time; all have ``size`` bytes."""
    lines.sort()
    step = max(1, len(lines) * most // max(1, size))
    for at in range(0, len(lines), step):
        yield b"".join(lines[at : at + step])


def _merged(spool: Spool, runs: list[list[Block]]) -> Iterator[bytes]:
    """Yield the lines of sorted runs in one order.

    Whatever is not beyond the last line that is at hand of any run can be sorted and given away.
    """
    waiting = [iter(run) for run in runs if run]
    held = [spool.read(next(blocks)).splitlines(keepends=True) for blocks in waiting]
    whole = False
    while held:
        bound = min(lines[-1] for lines in held)
        ready: list[bytes] = []
        for number, lines in enumerate(held):
            if lines[0] > bound:
                continue
            until = bisect_right(lines, bound)
            ready += lines[:until]
            held[number] = lines[until:]
            if until == len(lines):
                block = next(waiting[number], None)
                held[number] = spool.read(block).splitlines(keepends=True) if block else []
                whole = whole or block is None
        if whole:  # of some run nothing is left
            left = [pair for pair in zip(held, waiting, strict=True) if pair[0]]
            held, waiting = [one for one, _ in left], [blocks for _, blocks in left]
            whole = False
        ready.sort()
        yield b"".join(ready)
