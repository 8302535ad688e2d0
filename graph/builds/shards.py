"""The named graphs of a build, each in a file of its own that is named by what is in it.

```
build/shards/
├── state.sqlite            what each part was made of, and what was counted in it
└── 3f/3fa9….nq.gz          N-Quads, sorted; the name is their SHA-256
```

A large graph of what documents share stands in several (:mod:`ontology.pieces`).

A shard never changes: what has changed is another shard.  Generations share what they have in
common.  Shards that no generation names are cleared within a budget, the oldest first.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, fields
from itertools import islice
from pathlib import Path
from typing import Any, Final

from graph.builds.manifest import root_of_pieces
from graph.errors import BuildError, DamagedBuild
from ontology.files import sync_folder
from ontology.pieces import CUT, pieces_of
from ontology.rdf import RdfFormat, Store

__all__ = [
    "BUDGET",
    "FOLDER",
    "READ",
    "Shard",
    "ShardFolder",
    "Verified",
    "by_subject",
    "described",
    "joined",
    "joined_json",
    "lines_of",
    "sorted_part",
]

FOLDER: Final = "shards"
ENDING: Final = ".nq.gz"
PIECE: Final = 32 << 20
"""Bytes of a large graph that are proved at once: the engine takes five times as much for them."""
READ: Final = 2 << 20
"""Bytes of a graph that are read at once, where it is not read whole."""
BUDGET: Final = 1 << 30
"""Bytes of shards that no generation names, kept for facts that come back."""
_LEVEL: Final = 1
"""N-Quads shrink to a twentieth at the fastest level, and little more at the slowest."""
_TYPE: Final = b"<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
_MANY_STRAYS: Final = 1000
_AT_ONCE: Final = 5000
"""Lines that are counted at once."""
_MANY_FILES: Final = 256
"""From so many files on threads share the reading; digests are made without the interpreter."""
_READERS: Final = 8
DIGEST: Final = 8
"""Bytes of a subject's digest, of which 10 million are all different with 1 - 3e-6."""


@dataclass(frozen=True, slots=True)
class Shard:
    """What is known of a named graph without reading it."""

    sha256: str
    """Of the N-Quads."""
    packed: str
    """SHA-256 of the file."""
    size: int
    quads: int
    subjects: int
    """How many subjects bear the graph's own id."""
    classes: dict[str, int] = field(default_factory=dict)
    properties: dict[str, int] = field(default_factory=dict)
    others: str = ""
    """Digests of the other subjects, in hexadecimal digits, sorted."""
    borrowed: list[str] = field(default_factory=list)
    """Those among them that may bear another graph's id."""
    strays: list[str] | None = None
    """Triples of which neither subject nor object bears the graph's own id; none: too many to
    be told here."""
    first: str = ""
    """The first subject."""
    owners: list[str] = field(default_factory=list)
    """Where strays are not told or the graph may be cut, the graphs whose ids their objects may
    bear."""
    pieces: tuple[Shard, ...] = ()
    """Of a graph in several files, one after the other; what is said above is their sum."""

    @property
    def files(self) -> tuple[Shard, ...]:
        """The pieces that stand in a file each, at least one."""
        return self.pieces or (self,)

    def to_json(self) -> str:
        """Return it as a text that :meth:`from_json` reads."""
        if self.pieces:
            return joined_json([piece.to_json() for piece in self.pieces])
        told = {one.name: getattr(self, one.name) for one in fields(self)}
        return json.dumps(told, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Shard:
        """Read what :meth:`to_json` wrote.

        Raises:
            ValueError: it is no shard.
        """
        try:
            told: dict[str, Any] = json.loads(text)
            pieces = told.pop("pieces")
            return joined([cls(**piece | {"pieces": ()}) for piece in pieces or [told]])
        except (AttributeError, KeyError, TypeError, RecursionError) as error:
            raise ValueError(repr(error)) from None


def joined_json(pieces: Sequence[str]) -> str:
    """Return what :meth:`Shard.to_json` gives of a graph, of what it gave of its pieces."""
    return pieces[0] if len(pieces) == 1 else f'{{"pieces":[{",".join(pieces)}]}}'


def joined(pieces: Sequence[Shard]) -> Shard:
    """Return what is known of a graph of which the pieces are known; all have other subjects."""
    if len(pieces) == 1:
        return pieces[0]
    classes: Counter[str] = Counter()
    properties: Counter[str] = Counter()
    strays: list[str] = []
    for piece in pieces:
        classes.update(piece.classes)
        properties.update(piece.properties)
        strays += piece.strays or ()
    told = all(piece.strays is not None for piece in pieces) and len(strays) <= _MANY_STRAYS
    return Shard(
        root_of_pieces([piece.sha256 for piece in pieces]),
        "",
        sum(piece.size for piece in pieces),
        sum(piece.quads for piece in pieces),
        sum(piece.subjects for piece in pieces),
        dict(sorted(classes.items())),
        dict(sorted(properties.items())),
        "".join(piece.others for piece in pieces),
        sorted(subject for piece in pieces for subject in piece.borrowed),
        strays if told else None,
        pieces[0].first,
        [],
        tuple(pieces),
    )


def sorted_part(name: str, data: bytes, base: str) -> bytes:
    """Return the lines of a graph sorted, each once.

    Raises:
        BuildError: a line is not in that graph.
    """
    if data and not data.endswith(b"\n"):
        data += b"\n"
    ending = f" <{base}graph/{name}> .\n".encode()
    lines = data.splitlines(keepends=True)
    if data.count(ending) != len(lines):
        wrong = next(line for line in lines if not line.endswith(ending))
        raise BuildError(
            f"a line of the graph {name} is not in that graph: {wrong[:200]!r}",
            f"图 {name} 中有一行不属于该图:{wrong[:200]!r}",
        )
    unique = sorted(set(lines))
    return data if unique == lines else b"".join(unique)


def proved(data: bytes, quads: int, *, trusted: bool = False) -> None:
    """Load a part as it will be loaded to be asked, and compare the number of statements.

    Args:
        data: N-Quads.
        quads: how many there are.
        trusted: our own compiler wrote them, whose IRIs and language tags are sound.

    Raises:
        BuildError: they cannot be read, or two of them say the same in other words.
    """
    read = 0
    for piece in _pieces(data):
        store = Store()
        try:
            store.load(piece, RdfFormat.N_QUADS, lenient=trusted)
        except SyntaxError as error:
            raise BuildError(
                f"the quads cannot be read: {error}", f"四元组无法读取:{error}"
            ) from None
        read += len(store)
    if read != quads:
        raise BuildError(
            f"{quads} quads were written and {read} read back: two of them say the same "
            "in other words, such as 1.0 and 1.00",
            f"写入 {quads} 条四元组,读回 {read} 条:有两条仅写法不同,如 1.0 与 1.00",
        )


def _pieces(data: bytes) -> Iterator[bytes]:
    """Yield sorted N-Quads in pieces; all lines of a subject stand in one of them."""
    at = 0
    while len(data) - at > PIECE:
        end = data.rfind(b"\n", at, at + PIECE) + 1 or data.index(b"\n", at + PIECE) + 1
        last = max(at, data.rfind(b"\n", at, end - 1) + 1)
        subject = data[last : data.index(b" ", last) + 1]
        while data.startswith(subject, end):
            end = data.index(b"\n", end) + 1
        yield data[at:end]
        at = end
    if at == 0:
        yield data
    elif at < len(data):
        yield data[at:]


def by_subject(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield sorted N-Quads or N-Triples in pieces; all lines of a subject stand in one of them.

    Args:
        chunks: the text, cut anywhere.
    """
    held = b""
    for chunk in chunks:
        if held and (cut := _last_subject(held)):
            yield held[:cut]
            held = held[cut:]
        held += chunk
    if held:
        yield held


def _last_subject(data: bytes) -> int:
    """Return where the lines of the last subject begin that has a whole line; 0: at the front."""
    end = data.rfind(b"\n") + 1
    last = data.rfind(b"\n", 0, max(0, end - 1)) + 1
    subject = data[last : data.find(b" ", last, end) + 1]
    return 0 if not subject or data.startswith(subject) else data.index(b"\n" + subject) + 1


def lines_of(data: bytes) -> Iterator[str]:
    """Return the lines of N-Quads one by one: those of a large graph take much memory at once."""
    return io.TextIOWrapper(io.BytesIO(data), encoding="utf-8", newline="\n")


def subject_digest(subject: bytes) -> bytes:
    """Return the digest by which subjects of several graphs are told apart."""
    return hashlib.blake2b(subject, digest_size=DIGEST).digest()


def described(name: str, data: bytes, packed: str, base: str) -> Shard:
    """Count N-Quads: no parsing, blanks part the first three terms of a line."""
    ids = f"<{base}id/".encode()
    own = (f"<{base}id/{name}_".encode(), f"<{base}id/{name}>".encode())
    ending = len(f" <{base}graph/{name}> .\n")
    subjects: set[bytes] = set()
    others: set[bytes] = set()
    strays: list[bytes] = []
    owners: set[bytes] = set()
    classes: Counter[bytes] = Counter()
    properties: Counter[bytes] = Counter()
    lines = io.BytesIO(data)
    while some := [line.split(b" ", 2) for line in islice(lines, _AT_ONCE)]:
        properties.update([predicate for _, predicate, _ in some])
        classes.update([o.split(b" ", 1)[0] for _, predicate, o in some if predicate == _TYPE])
        here = dict.fromkeys(subject for subject, _, _ in some)
        subjects.update(here)
        foreign = {subject for subject in here if not subject.startswith(own)}
        others |= foreign
        for subject, predicate, thing in some if foreign else ():
            if subject in foreign and not thing.startswith(own):
                if len(strays) <= _MANY_STRAYS:
                    strays.append(b" ".join((subject, predicate, thing))[:-ending])
                if thing.startswith(ids):
                    owners.add(thing[len(ids) :].partition(b">")[0].partition(b"_")[0])
    many = len(strays) > _MANY_STRAYS
    return Shard(
        hashlib.sha256(data).hexdigest(),
        packed,
        len(data),
        sum(properties.values()),
        len(subjects) - len(others),
        {key.decode(): times for key, times in sorted(classes.items())},
        {key.decode(): times for key, times in sorted(properties.items())},
        b"".join(sorted(map(subject_digest, others))).hex(),
        sorted(s.decode() for s in others if s.startswith(ids) and b"_" in s[len(ids) :]),
        None if many else [line.decode() for line in strays],
        data[: data.find(b" ")].decode(),
        sorted(owner.decode() for owner in owners) if many or name in CUT else [],
    )


class ShardFolder:
    """The shards of a build folder."""

    def __init__(self, folder: Path, verified: Verified | None = None) -> None:
        self.folder = folder
        self._name = os.fspath(folder)
        self._verified = verified

    def path(self, sha256: str) -> Path:
        """Return the file of a shard."""
        return self.folder / sha256[:2] / f"{sha256}{ENDING}"

    def name(self, sha256: str) -> str:
        """Return the path of a shard's file as a text: ten thousand of them are looked at."""
        return f"{self._name}{os.sep}{sha256[:2]}{os.sep}{sha256}{ENDING}"

    def add(self, name: str, data: bytes, base: str, *, trusted: bool = False) -> Shard:
        """Prove a part, and keep it.

        Args:
            name: of its graph.
            data: its N-Quads, sorted, each once.
            base: base IRI of the workspace.
            trusted: our own compiler wrote them.

        Raises:
            BuildError: they cannot be read.
            OSError: the disk is full or not writable.
        """
        proved(data, data.count(b"\n"), trusted=trusted)
        packed = gzip.compress(data, _LEVEL, mtime=0)
        checksum = hashlib.sha256(packed).hexdigest()
        shard = described(name, data, checksum, base)
        if not self.is_sound(shard):
            _write(self.path(shard.sha256), packed)
        return shard

    def add_graph(self, name: str, data: bytes, base: str) -> Shard:
        """Prove a whole graph, and keep it, in pieces if it is one that is cut; see :meth:`add`."""
        pieces = pieces_of(data) if name in CUT else [data]
        return joined([self.add(name, piece, base) for piece in pieces])

    def is_sound(self, shard: Shard) -> bool:
        """Tell whether a shard stands on the disk as it was written."""
        return all(self._is_sound(self.name(file.sha256), file.packed) for file in shard.files)

    def _is_sound(self, name: str, packed: str) -> bool:
        if self._verified is not None:
            return self._verified.is_sound(name, packed)
        return packed_checksum(Path(name)) == packed

    def read_graph(self, shard: Shard) -> bytes:
        """Return the N-Quads of a graph.

        Raises:
            DamagedBuild: they are not those that were written.
        """
        return b"".join(self.read(file.sha256) for file in shard.files)

    def read(self, sha256: str) -> bytes:
        """Return the N-Quads of a shard.

        Raises:
            DamagedBuild: they are not those that were written.
        """
        try:
            data = gzip.decompress(self.path(sha256).read_bytes())
        except (OSError, EOFError, zlib.error):
            data = b""
        if hashlib.sha256(data).hexdigest() != sha256:
            raise self._damaged(sha256)
        return data

    def pieces(self, sha256: str) -> Iterator[bytes]:
        """Yield the N-Quads of a shard in pieces; all lines of a subject stand in one of them.

        Raises:
            DamagedBuild: they are not those that were written; known for sure at the end.
        """
        digest = hashlib.sha256()

        def chunks() -> Iterator[bytes]:
            with gzip.open(self.path(sha256)) as file:
                while chunk := file.read(READ):
                    digest.update(chunk)
                    yield chunk

        try:
            yield from by_subject(chunks())
        except (OSError, EOFError, zlib.error):
            raise self._damaged(sha256) from None
        if digest.hexdigest() != sha256:
            raise self._damaged(sha256)

    def _damaged(self, sha256: str) -> DamagedBuild:
        return DamagedBuild(
            self.folder.name,
            f"its shard {sha256[:12]} is missing or has changed",
            f"其分片 {sha256[:12]} 缺失或已被改动",
        )

    def sync(self, checksums: Iterable[str]) -> None:
        """Write shards through to the disk."""
        folders = set()
        for sha256 in checksums:
            path = self.path(sha256)
            _sync(path)
            folders.add(path.parent)
        for folder in folders:
            sync_folder(folder)

    def clear(self, keep: Iterable[str], budget: int = BUDGET, before: int | None = None) -> int:
        """Remove the oldest shards beyond a budget; those to be kept do not count.

        Args:
            keep: Checksums of shards that somebody needs.
            budget: Bytes of others that may stay.
            before: Only shards are removed that were made before, in nanoseconds of the clock.

        Returns:
            How many were removed.
        """
        kept = {f"{sha256}{ENDING}" for sha256 in keep}
        spare = []
        for folder in self.folder.glob("[0-9a-f][0-9a-f]"):
            for entry in os.scandir(folder):
                if entry.name.endswith(ENDING) and entry.name not in kept:
                    state = entry.stat(follow_symlinks=False)
                    spare.append((state.st_mtime_ns, state.st_size, entry.path))
                elif not entry.name.endswith(ENDING):
                    Path(entry.path).unlink(missing_ok=True)  # what a killed build has left
        used = removed = 0
        for made, size, path in sorted(spare, reverse=True):
            used += size
            if used > budget and (before is None or made < before):
                with suppress(
                    PermissionError
                ):  # a system may keep what is open; a later build tries
                    Path(path).unlink(missing_ok=True)
                    removed += 1
        return removed


class Verified:
    """Shards whose bytes this process has compared, for as long as nothing touches their files.

    Whoever opens one build after the other would read all shards each time, though a shard is
    written once and most are those of the build before.
    """

    def __init__(self) -> None:
        self.seen: dict[str, tuple[str, int, int, int, int]] = {}
        """By path of the file: its SHA-256, number, size, and both times of change."""

    def __reduce__(self) -> tuple[type[Verified], tuple[()]]:
        return Verified, ()  # another process compares on its own

    def is_sound(self, path: Path | str, packed: str) -> bool:
        """Tell whether a shard's file has a SHA-256."""
        name = os.fspath(path)
        stamp = self.stamp(name, packed)
        if stamp is None:
            return False
        if self.seen.get(name) == stamp:
            return True
        sound = packed_checksum(Path(path)) == packed
        if sound:
            self.seen[name] = stamp
        return sound

    def stamp(self, path: str, packed: str) -> tuple[str, int, int, int, int] | None:
        """Return the stamp of a file that has a SHA-256; none where there is no file."""
        try:
            state = os.stat(path)  # noqa: PTH116 - ten thousand of them
        except OSError:
            return None
        return packed, state.st_ino, state.st_size, state.st_mtime_ns, state.st_ctime_ns

    def are_sound(self, paths: Sequence[Path | str], packed: Sequence[str]) -> list[bool]:
        """Tell of each of some shards the same: many are read side by side."""
        if len(paths) < _MANY_FILES:
            return list(map(self.is_sound, paths, packed))
        pairs = list(zip(paths, packed, strict=True))
        parts = [pairs[at : at + _MANY_FILES] for at in range(0, len(pairs), _MANY_FILES)]
        with ThreadPoolExecutor(min(_READERS, os.cpu_count() or 1)) as pool:
            found = pool.map(lambda part: [self.is_sound(*pair) for pair in part], parts)
            return [sound for part in found for sound in part]

    def forget_others(self, names: Iterable[str]) -> None:
        """Forget all files but these."""
        kept = set(names)
        self.seen = {name: stamp for name, stamp in self.seen.items() if name in kept}


def _sync(path: Path) -> None:
    with path.open("r+b") as file:  # Windows syncs no file that is open for reading only
        os.fsync(file.fileno())


def packed_checksum(path: Path) -> str:
    """Return the SHA-256 of a shard's file; empty where there is none."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def _write(path: Path, data: bytes) -> None:
    """Put a file in its place whole; who must rely on it after a power failure syncs it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        part.write_bytes(data)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
