"""What a build is made of: versions, counts and checksums, as JSON beside the graph.

No clock and no folder of a machine stands in it: the same input gives the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Final

from graph.errors import DamagedBuild

FORMAT: Final = 2
"""Version of the layout of a build; another one is not served but built again."""

MANIFEST: Final = "manifest.json"
GRAPH: Final = "graph.nq"
STORE: Final = "store"
LISTING: Final = "graph.files"
"""Names the shards of a large build, a line each, relative to its folder."""

_YOUNG: Final = 2_500_000_000
"""Nanoseconds: the coarsest clock of a file system in use (FAT) ticks every two seconds."""
_MOST: Final = 2
_LATEST: Final[dict[Path, tuple[tuple[int, ...], Manifest]]] = {}
"""What was read last: a build looks at one manifest several times, and it may have megabytes."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What stands in one shard: a named graph, or some of the subjects of a large one."""

    size: int
    quads: int
    sha256: str
    packed: str = ""
    """SHA-256 of the shard's file, where the build has no ``graph.nq``."""


@dataclass(frozen=True, slots=True)
class Part:
    """A named graph: where it stands in ``graph.nq``, and its checksum."""

    iri: str
    offset: int
    size: int
    quads: int
    sha256: str
    """Of its N-Quads; of the list of its pieces where there are several."""
    packed: str = ""
    """SHA-256 of the shard's file, where the build has no ``graph.nq``."""
    pieces: tuple[Piece, ...] = ()
    """Of a graph that is kept in several shards, one after the other."""

    @property
    def shards(self) -> tuple[Piece, ...]:
        """What the graph is kept in, at least one."""
        return self.pieces or (Piece(self.size, self.quads, self.sha256, self.packed),)


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything about a build that a reader needs before opening it."""

    base: str
    title: Mapping[str, str]
    licence: str
    version: str
    software: str
    engine: str
    quads: int
    size: int
    sha256: str
    """Of a list of all parts, as :func:`root_of` has it; its first twelve digits are the data
    version."""
    on_disk: bool = False
    whole: bool = True
    """Whether ``graph.nq`` stands in the build; a large one is in shards alone."""
    parts: Mapping[str, Part] = field(default_factory=dict)
    inputs: Mapping[str, str] = field(default_factory=dict)
    """SHA-256 of every file the graph was made from."""
    format: int = FORMAT

    @property
    def data_version(self) -> str:
        """Short checksum that names this state of the data."""
        return self.sha256[:12]

    @property
    def shards(self) -> list[Piece]:
        """The shards of all named graphs, in their order."""
        return [shard for part in self.parts.values() for shard in part.shards]

    def to_json(self) -> bytes:
        """Return the manifest as canonical JSON."""
        told = _told(self)
        told["parts"] = {name: _told(part) for name, part in self.parts.items()}
        for part in told["parts"].values():
            part["pieces"] = [_told(piece) for piece in part["pieces"]]
            if not part["pieces"]:
                del part["pieces"]
        text = json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True)
        return f"{text}\n".encode()


def root_of(checksums: Mapping[str, str]) -> str:
    """Return the root of the tree of hashes: SHA-256 of a list as ``sha256sum`` prints it.

    Args:
        checksums: SHA-256 of the N-Quads of each named graph, by its name.
    """
    lines = (f"{checksum}  {name}\n" for name, checksum in sorted(checksums.items()))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def root_of_pieces(checksums: Sequence[str]) -> str:
    """Return the checksum of a graph in pieces, which are listed by their numbers."""
    return root_of({f"{number:06d}": checksum for number, checksum in enumerate(checksums)})


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest of a build.

    Raises:
        DamagedBuild: it is missing, unreadable or of another version.
    """
    path = folder / MANIFEST
    try:
        state = path.stat()
    except OSError as error:
        raise _unreadable(folder, error) from None
    stamp = (state.st_ino, state.st_size, state.st_mtime_ns, state.st_ctime_ns)
    known = _LATEST.get(path)
    if known is not None and known[0] == stamp:
        return known[1]
    manifest = _read_manifest(folder)
    if max(stamp[2:]) < time.time_ns() - _YOUNG:  # what is younger may change without a trace
        while len(_LATEST) >= _MOST:
            _LATEST.pop(next(iter(_LATEST)), None)
        _LATEST[path] = stamp, manifest
    return manifest


def manifest_checksum(folder: Path) -> str:
    """Return the SHA-256 of the manifest's file, which nothing else vouches for; empty: none."""
    try:
        return hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest()
    except OSError:
        return ""


def _read_manifest(folder: Path) -> Manifest:
    try:
        data = json.loads((folder / MANIFEST).read_bytes())
        if not isinstance(data, dict):
            raise ValueError("no object")
        found = data.get("format")
        if found != FORMAT:
            raise _other_version(folder, found)
        parts = {name: _part(**part) for name, part in data.pop("parts").items()}
        return Manifest(**data, parts=parts)
    except (
        OSError, ValueError, TypeError, AttributeError, KeyError, RecursionError,
    ) as error:  # fmt: skip
        raise _unreadable(folder, error) from None


def _unreadable(folder: Path, error: Exception) -> DamagedBuild:
    return DamagedBuild(
        folder.name, f"its manifest cannot be read: {error}", f"清单无法读取:{error}"
    )


def _told(one: Manifest | Part | Piece) -> dict[str, Any]:
    return {each.name: getattr(one, each.name) for each in fields(one)}


def _part(pieces: Iterable[Mapping[str, Any]] = (), **told: Any) -> Part:
    return Part(**told, pieces=tuple(Piece(**piece) for piece in pieces))


def _other_version(folder: Path, found: Any) -> DamagedBuild:
    return DamagedBuild(
        folder.name,
        f"it is of layout {found}, this program reads layout {FORMAT}",
        f"其格式为 {found},本程序读取格式 {FORMAT}",
    )
