"""Blocks of graphs: what some graphs say together is summed once, and read in place of their rows.

```
pages.sqlite
├── block    a run of a generation's graphs, by the checksum of their checksums
└── summary  what the rows of a block say together, by topic: graph.builds.summaries
```

Ten thousand documents are some twelve hundred blocks.  Where a block ends depends on the checksums
alone: whatever was built before, the same generation has the same blocks, and an edit makes one
or two anew.  A large graph is a block by itself, so that no edit beside it sums it again.
"""

from __future__ import annotations

import hashlib
import sqlite3
import threading
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import chain
from typing import Final, NamedTuple

from graph.builds.list_summaries import LISTS
from graph.builds.packing import Columns
from graph.builds.summaries import summaries_of

__all__ = ["SCHEMA", "Block", "BlockShard", "Summaries", "blocks_of", "write_blocks"]

SCHEMA: Final = """
CREATE TABLE block (id INTEGER PRIMARY KEY, sha256 TEXT UNIQUE NOT NULL);
CREATE TABLE summary (id INTEGER PRIMARY KEY, body BLOB NOT NULL);
"""
MEAN: Final = 8
"""Graphs of a block on the average."""
MOST: Final = 32
ALONE: Final = 50_000
"""Statements from which on a graph is a block by itself."""
_FORM: Final = " ".join(LISTS)
"""What a block's name depends on beside its graphs: the lists, by which topics are numbered."""
_TOPICS: Final = 8
"""Bits of a summary's number that tell its topic."""


class BlockShard(NamedTuple):
    """A graph in the file."""

    sha256: str
    number: int
    statements: int


@dataclass(frozen=True, slots=True)
class Block:
    """A run of graphs, in the order of the generation."""

    sha256: str
    ranges: tuple[tuple[int, int], ...]
    """Of rows, of each graph: the first, and the one after the last."""


def blocks_of(shards: Iterable[BlockShard], shift: int) -> list[Block]:
    """Return the blocks of a generation.

    Args:
        shards: Its graphs, in their order.
        shift: How many bits of a row's number count the rows of its graph.
    """
    found, run = [], list[BlockShard]()

    def end() -> None:
        if run:
            words = (_FORM, *(one.sha256 for one in run))
            name = hashlib.sha256("\n".join(words).encode()).hexdigest()
            found.append(
                Block(name, tuple((s.number << shift, (s.number + 1) << shift) for s in run))
            )
            run.clear()

    for shard in shards:
        alone = shard.statements >= ALONE
        if alone:
            end()
        run.append(shard)
        if alone or len(run) == MOST or not zlib.crc32(shard.sha256.encode()) % MEAN:
            end()
    end()
    return found


def write_blocks(
    base: sqlite3.Connection,
    checksums: Iterable[str],
    kept: Iterable[Iterable[str]] | None,
    shift: int,
) -> None:
    """Sum what is new of a generation, and remove the blocks of others.

    Args:
        base: The file, in a transaction; the rows of all these graphs are there.
        checksums: The graphs of the generation.
        kept: Those of other generations, whose blocks stay too; none: nothing is removed.
        shift: See :func:`blocks_of`.
    """
    shards = {
        one[0]: BlockShard(*one) for one in base.execute("SELECT sha256, id, statements FROM shard")
    }
    known: dict[str, int] = dict(base.execute("SELECT sha256, id FROM block"))
    wanted = _blocks(shards, checksums, shift)
    for block in wanted:
        if block.sha256 not in known:
            made = base.execute("INSERT INTO block (sha256) VALUES (?)", (block.sha256,))
            first = (made.lastrowid or 0) << _TOPICS
            rows = summaries_of(base, block.ranges)
            base.executemany(
                "INSERT INTO summary VALUES (?, ?)",
                [(first | topic, body) for topic, body in rows.items()],
            )
    if kept is None:
        return
    others = (_blocks(shards, one, shift) for one in kept)
    stay = {block.sha256 for block in chain(wanted, *others)}
    for number in [number for name, number in known.items() if name not in stay]:
        ends = (number << _TOPICS, (number + 1) << _TOPICS)
        base.execute("DELETE FROM summary WHERE id >= ? AND id < ?", ends)
        base.execute("DELETE FROM block WHERE id = ?", (number,))


def _blocks(shards: Mapping[str, BlockShard], checksums: Iterable[str], shift: int) -> list[Block]:
    return blocks_of((shards[c] for c in dict.fromkeys(checksums) if c in shards), shift)


class Summaries:
    """The summaries of one generation, in its order.

    Args:
        base: The file.
        lock: Who else reads by the same connection holds it.
        blocks: The blocks of the generation; what the file lacks of them is summed here.
    """

    def __init__(
        self, base: sqlite3.Connection, lock: threading.Lock, blocks: Sequence[Block]
    ) -> None:
        self._base, self._lock, self._blocks = base, lock, blocks
        with lock, closing(base.execute("SELECT sha256, id FROM block")) as cursor:
            known = dict(cursor)
        self._numbers = [known.get(block.sha256) for block in blocks]
        self._made: dict[int, dict[int, bytes]] = {}

    def of(self, topic: int) -> Iterator[tuple[Block, Columns]]:
        """Yield the blocks in which a topic has rows, each with its columns.

        Raises:
            sqlite3.DatabaseError: A summary is not as it was written.
        """
        for place in range(len(self._blocks)):
            found = self.at(place, topic)
            if found is not None:
                yield self._blocks[place], found

    def __len__(self) -> int:
        return len(self._blocks)

    def at(self, place: int, topic: int) -> Columns | None:
        """Return the columns of a topic in the block at a place; none where it has no rows.

        Raises:
            sqlite3.DatabaseError: The summary is not as it was written.
        """
        body = self._body(place, topic)
        return None if body is None else Columns(body)

    def _body(self, place: int, topic: int) -> bytes | None:
        number = self._numbers[place]
        if number is None:
            with self._lock:
                if place not in self._made:
                    self._made[place] = summaries_of(self._base, self._blocks[place].ranges)
            return self._made[place].get(topic)
        with self._lock:
            query = "SELECT body FROM summary WHERE id = ?"
            found = self._base.execute(query, (number << _TOPICS | topic,)).fetchone()
        return found[0] if found else None
