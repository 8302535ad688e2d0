"""A build that can be read: opened only if it is whole and of this version."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final

from graph.builds.manifest import GRAPH, STORE, Manifest, read_manifest
from graph.errors import DamagedBuild, NoBuild
from graph.rdf.store import GraphStore
from ontology.rdf import ENGINE_VERSION

CURRENT: Final = "current"
"""Name of the link to the generation that is served."""

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

    @property
    def number(self) -> int:
        """Which generation this is."""
        return generation_number(self.folder.name)

    @property
    def graph_file(self) -> Path:
        """The compiled graph, from which every export is made."""
        return self.folder / GRAPH

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
        """Return the whole graph, its checksum compared.

        Raises:
            DamagedBuild: the bytes are not those that were written.
        """
        data = self._read(0, self.manifest.size)
        if hashlib.sha256(data).hexdigest() != self.manifest.sha256:
            raise _damaged(self.folder, "its bytes have changed", "其内容已被改动")
        return data

    def part(self, name: str) -> bytes:
        """Return the quads of one named graph: a document's id, ``authority``, ``links`` …

        Raises:
            KeyError: there is no such graph.
            DamagedBuild: the bytes are not those that were written.
        """
        part = self.manifest.parts[name]
        data = self._read(part.offset, part.size)
        if hashlib.sha256(data).hexdigest() != part.sha256:
            raise _damaged(
                self.folder, f"its graph {name} has changed", f"其中的图 {name} 已被改动"
            )
        return data

    def _read(self, offset: int, size: int) -> bytes:
        try:
            with self.graph_file.open("rb") as file:
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
        store.data_version = self.data_version
        return store

    def _opened(self) -> GraphStore:
        if self.manifest.on_disk:
            try:
                return GraphStore.on_disk(self.folder / STORE, self.manifest.base)
            except OSError as error:
                raise _damaged(self.folder, f"its store: {error}", f"存储:{error}") from None
        return GraphStore.in_memory(self.nquads(), self.manifest.base, trusted=True)


def open_current(folder: Path, *, verify: bool = True) -> Generation:
    """Open the generation that is served.

    Args:
        folder: the workspace's ``build`` folder.
        verify: compare the checksum of the compiled graph; without it, only its size.

    Raises:
        NoBuild: nothing was built yet.
        DamagedBuild: what is there cannot be trusted.
    """
    while True:
        target = _served(folder)
        try:
            return _opened(target, verify)
        except (DamagedBuild, OSError):
            if _served(folder) == target:  # else a builder has put another one in its place
                raise


def _served(folder: Path) -> Path:
    try:
        return (folder / (folder / CURRENT).readlink()).resolve()
    except OSError:
        raise NoBuild(str(folder)) from None


def _opened(target: Path, verify: bool) -> Generation:
    if not target.is_dir():
        raise _damaged(target, "its folder is missing", "文件夹缺失")
    generation = Generation(target, read_manifest(target))
    try:
        size = generation.graph_file.stat().st_size
    except OSError:
        raise _damaged(target, "its graph is missing", "图文件缺失") from None
    if size != generation.manifest.size:
        raise _damaged(target, "its graph is cut off or has grown", "图文件大小不符")
    if generation.manifest.engine.split(".")[:2] != ENGINE_VERSION.split(".")[:2]:
        raise _damaged(
            target,
            f"it was built with engine {generation.manifest.engine}, here is {ENGINE_VERSION}",
            f"其构建引擎为 {generation.manifest.engine},当前为 {ENGINE_VERSION}",
        )
    if verify:
        with generation.graph_file.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != generation.manifest.sha256:
                raise _damaged(target, "its bytes have changed", "其内容已被改动")
    return generation


def _damaged(folder: Path, en: str, zh: str) -> DamagedBuild:
    return DamagedBuild(folder.name, en, zh)
