"""A build that can be read: opened only if it is whole and of this version."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Final

from graph.builds.manifest import GRAPH, LISTING, MANIFEST, STORE, Manifest, read_manifest
from graph.builds.pointer import read_current
from graph.builds.shards import FOLDER, READ, ShardFolder, Verified, by_subject
from graph.errors import DamagedBuild, NoBuild
from graph.rdf.store import GraphStore
from ontology.holds import Hold, hold
from ontology.rdf import ENGINE_VERSION

_NAME: Final = re.compile(r"gen-(\d+)(\.part)?\Z")


def generation_number(name: str) -> int:
    """Return the number in the name of a generation's folder, 0 if it is none."""
    match = _NAME.match(name)
    return int(match[1]) if match else 0


@dataclass(frozen=True)
class Generation:
    """A build that can be read: its manifest, its quads, its store."""

    folder: Path
    manifest: Manifest
    _loaded: list[GraphStore] = field(default_factory=list, repr=False, compare=False)
    hold: Hold | None = field(default=None, repr=False, compare=False)
    """Keeps the folder, and the shards that it names, from being cleared while this is read."""

    @classmethod
    def held(cls, folder: Path, manifest: Manifest | None = None) -> Generation:
        """Return the build in a folder, which is not cleared for as long as somebody has it.

        Raises:
            DamagedBuild: It cannot be read, or has been cleared.
        """
        try:
            kept = hold(folder / MANIFEST)
        except OSError as error:
            raise _damaged(folder, f"its manifest: {error}", f"清单:{error}") from None
        return cls(folder, read_manifest(folder) if manifest is None else manifest, hold=kept)

    def __reduce__(self) -> tuple[object, ...]:
        """Name the build to another process, which holds it for itself."""
        return Generation.held, (self.folder, self.manifest)

    @property
    def number(self) -> int:
        """Which generation this is."""
        return generation_number(self.folder.name)

    @property
    def file(self) -> Path:
        """The file by which the graph is loaded: the graph itself, or the list of its shards."""
        return self.folder / (GRAPH if self.manifest.whole else LISTING)

    @property
    def files(self) -> tuple[Path, ...]:
        """The files that make up the compiled graph: one, or the shards of a large one."""
        if self.manifest.whole:
            return (self.folder / GRAPH,)
        return tuple(self._shards.path(one.sha256) for one in self.manifest.shards)

    @property
    def _shards(self) -> ShardFolder:
        return ShardFolder(self.folder.parent / FOLDER)

    @property
    def data_version(self) -> str:
        """Short checksum that names this state of the data."""
        return self.manifest.data_version

    @property
    def documents(self) -> list[str]:
        """Ids of the documents in it, sorted."""
        others = ("authority", "links", "ontology", "dataset")
        return sorted(name for name in self.manifest.parts if name not in others)

    def nquads(self) -> bytes:
        """Return the whole graph, its checksum compared; see :meth:`chunks` for a large one.

        Raises:
            DamagedBuild: the bytes are not those that were written.
        """
        return b"".join(self.chunks())

    def chunks(self) -> Iterator[bytes]:
        """Yield the graph, a named graph at a time, their checksums compared.

        Raises:
            DamagedBuild: the bytes are not those that were written.
        """
        for name in self.manifest.parts:
            yield self.part(name)

    def part(self, name: str) -> bytes:
        """Return the quads of one named graph: a document's id, ``authority``, ``links`` …

        Raises:
            KeyError: there is no such graph.
            DamagedBuild: the bytes are not those that were written.
        """
        pieces = self.manifest.parts[name].shards
        return b"".join(self.piece(name, number) for number in range(len(pieces)))

    def piece(self, name: str, number: int) -> bytes:
        """Return the quads of one of the shards of a named graph; see :meth:`part`."""
        part = self.manifest.parts[name]
        piece = part.shards[number]
        if not self.manifest.whole:
            return self._shards.read(piece.sha256)
        before = sum(one.size for one in part.shards[:number])
        data = self._read(part.offset + before, piece.size)
        if hashlib.sha256(data).hexdigest() != piece.sha256:
            raise _damaged(
                self.folder, f"its graph {name} has changed", f"其中的图 {name} 已被改动"
            )
        return data

    def kept_shard(self, sha256: str) -> bytes:
        """Return the quads of a shard of this build or of an earlier one, as long as it is kept.

        Raises:
            DamagedBuild: it is not there any more, or not what was written.
        """
        return self._shards.read(sha256)

    @cached_property
    def places(self) -> list[tuple[str, int]]:
        """Name of the graph and number of the piece of every shard, in the order of the build."""
        parts = self.manifest.parts.items()
        return [(name, number) for name, part in parts for number in range(len(part.shards))]

    def pieces(self, name: str) -> Iterator[bytes]:
        """Yield the quads of one named graph some at a time, all of a subject together.

        Raises:
            KeyError: there is no such graph.
            DamagedBuild: the bytes are not those that were written; of a large build this is
                known for sure at the end.
        """
        part = self.manifest.parts[name]
        if not self.manifest.whole and part.size > READ:
            return chain.from_iterable(self._shards.pieces(one.sha256) for one in part.shards)
        data = self.part(name)
        return by_subject(data[at : at + READ] for at in range(0, len(data), READ))

    def _read(self, offset: int, size: int) -> bytes:
        try:
            with (self.folder / GRAPH).open("rb") as file:
                file.seek(offset)
                return file.read(size)
        except OSError:
            raise _damaged(
                self.folder,
                "it was replaced by a newer one; open again",
                "已被新的构建取代,请重新打开",
            ) from None

    @cached_property
    def store(self) -> GraphStore:
        """The graph to be asked; loaded on first use."""
        store = self._loaded[0] if self._loaded else self._opened()
        store.data_version, store.hold = self.data_version, self.hold
        return store

    def _opened(self) -> GraphStore:
        if self.manifest.on_disk:
            try:
                return GraphStore.on_disk(self.folder / STORE, self.manifest.base)
            except OSError as error:
                raise _damaged(self.folder, f"its store: {error}", f"存储:{error}") from None
        return GraphStore.in_memory(self.chunks(), self.manifest.base, trusted=True)


def open_current(
    folder: Path, *, verify: bool = True, verified: Verified | None = None
) -> Generation:
    """Open the generation that is served.

    Args:
        folder: the workspace's ``build`` folder.
        verify: compare the checksum of the compiled graph; without it, only its size.
        verified: shards that need not be read again.

    Raises:
        NoBuild: nothing was built yet.
        DamagedBuild: what is there cannot be trusted.
    """
    while True:
        target = _served(folder)
        try:
            return _opened(target, verify, verified)
        except (DamagedBuild, OSError):
            if _served(folder) == target:  # else a builder has put another one in its place
                raise


def _served(folder: Path) -> Path:
    name = read_current(folder)
    if name is None:
        raise NoBuild(str(folder))
    return Path(os.path.realpath(folder / name))  # a link to itself is no error here


def _opened(target: Path, verify: bool, verified: Verified | None = None) -> Generation:
    if not target.is_dir():
        raise _damaged(target, "its folder is missing", "文件夹缺失")
    generation = Generation.held(target)
    if generation.manifest.whole:
        _compare_size(generation)
    if generation.manifest.engine.split(".")[:2] != ENGINE_VERSION.split(".")[:2]:
        raise _damaged(
            target,
            f"it was built with engine {generation.manifest.engine}, here is {ENGINE_VERSION}",
            f"其构建引擎为 {generation.manifest.engine},当前为 {ENGINE_VERSION}",
        )
    if verify:
        _verify(generation, Verified() if verified is None else verified)
    return generation


def open_graph(folder: Path) -> Generation | None:
    """Return the build in a folder that holds no ``graph.nq``; none where no build is there.

    Raises:
        DamagedBuild: it cannot be trusted; of its parts this is known when they are read.
    """
    if not (folder / MANIFEST).is_file() or (folder / GRAPH).exists():
        return None
    return _opened(folder.resolve(), verify=False)


def _compare_size(generation: Generation) -> None:
    try:
        size = generation.files[0].stat().st_size
    except OSError:
        raise _damaged(generation.folder, "its graph is missing", "图文件缺失") from None
    if size != generation.manifest.size:
        raise _damaged(generation.folder, "its graph is cut off or has grown", "图文件大小不符")


def _verify(generation: Generation, verified: Verified) -> None:
    """Compare every byte: of the graph itself, or of its shards as they are packed."""
    if generation.manifest.whole:
        for _ in generation.chunks():
            pass
        return
    folder = ShardFolder(generation.folder.parent / FOLDER)
    shards = generation.manifest.shards
    named = [folder.name(one.sha256) for one in shards]
    sound = verified.are_sound(named, [one.packed for one in shards])
    for one, is_sound in zip(shards, sound, strict=True):
        if not is_sound:
            raise _damaged(
                generation.folder,
                f"its shard {one.sha256[:12]} is missing or has changed",
                f"其分片 {one.sha256[:12]} 缺失或已被改动",
            )
    verified.forget_others(named)


def _damaged(folder: Path, en: str, zh: str) -> DamagedBuild:
    return DamagedBuild(folder.name, en, zh)
