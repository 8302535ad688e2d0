"""Which shards were compared byte by byte in earlier builds, kept with the stamps of their files.

A shard is written once and never changes.  So its file is as it was compared for as long as its
number, size, time of change and time of its entry's change are those noted; times younger than
the clocks of file systems can tell apart are not noted (Git documentation, "racy-git").  Only
files that were written through to the disk are noted, or such as were read again after that.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping
from typing import Any, Final

from graph.builds.manifest import Piece
from graph.builds.shards import ShardFolder, Verified
from ontology.rows import Rows

__all__ = ["YOUNG", "recalled", "remember"]

_TABLE: Final = "verified"
_HEAD: Final = 2
"""Digits of a checksum by which shards stand in one row."""
YOUNG: Final = 2_500_000_000
"""Nanoseconds: the coarsest clock of a file system in use (FAT) ticks every two seconds."""
_Stamp = tuple[str, int, int, int, int]


def recalled(rows: Rows, shards: ShardFolder) -> Verified:
    """Return what earlier builds have compared.

    Args:
        rows: Where it is kept.
        shards: The folder of the shards.
    """
    verified = Verified()
    for text in rows.read(_TABLE).values():
        for sha256, stamp in _read(text).items():
            verified.seen[shards.name(sha256)] = stamp
    return verified


def remember(rows: Rows, shards: ShardFolder, verified: Verified, written: Iterable[Piece]) -> None:
    """Keep what was compared, and what this build has written through to the disk.

    Args:
        rows: Where it is kept.
        shards: The folder of the shards.
        verified: What was compared.
        written: The shards of the build that is served now; others are forgotten.
    """
    oldest = time.time_ns() - YOUNG
    groups: dict[str, dict[str, _Stamp]] = {}
    for one in written:
        name = shards.name(one.sha256)
        stamp = verified.seen.get(name) or verified.stamp(name, one.packed)
        if stamp is not None and stamp[0] == one.packed and max(stamp[3:]) < oldest:
            groups.setdefault(one.sha256[:_HEAD], {})[one.sha256] = stamp
    texts = {head: json.dumps(dict(sorted(group.items()))) for head, group in groups.items()}
    before = rows.read(_TABLE)
    changed: dict[str, str | None] = {
        head: text for head, text in texts.items() if before.get(head) != text
    }
    changed |= dict.fromkeys(before.keys() - texts.keys())
    rows.write({_TABLE: changed})


def _read(text: str) -> Mapping[str, _Stamp]:
    try:
        told: dict[str, Any] = json.loads(text)
        return {
            sha256: (str(packed), int(number), int(size), int(changed), int(entry))
            for sha256, (packed, number, size, changed, entry) in told.items()
        }
    except (AttributeError, TypeError, ValueError):
        return {}
