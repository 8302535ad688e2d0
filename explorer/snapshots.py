"""What is served: the last good build of a workspace, or any RDF files."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from explorer.workers.changing import LARGEST, MOST_GRAPHS, Change
from explorer.workers.engine import load_file
from graph.builds.generation import Generation, open_current
from graph.builds.manifest import MANIFEST, STORE, Manifest
from graph.builds.pointer import read_current
from graph.builds.shards import FOLDER as SHARDS
from graph.builds.shards import ShardFolder, Verified
from graph.rdf.store import GraphStore
from ontology.namespaces import DEFAULT_BASE
from ontology.rdf import Store


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One state of the data: the files that workers load, and its name."""

    files: tuple[Path, ...]
    version: str
    base: str
    generation: Generation | None = None
    _store: list[GraphStore] = field(default_factory=list, repr=False, compare=False)

    @property
    def store(self) -> GraphStore:
        """The graph in this process, for our own patterns; no query is evaluated on it."""
        if self.generation is not None:
            return self.generation.store
        if not self._store:
            raw = Store()
            for path in self.files:
                load_file(raw, path)
            self._store.append(GraphStore(raw, self.base))
        return self._store[0]

    @property
    def options(self) -> dict[str, Any]:
        """What workers must know of this state beside its files."""
        if self.generation is not None and self.generation.manifest.on_disk:
            quads = self.generation.manifest.quads
            folder = self.generation.folder
            return {"disk": str(folder / STORE), "quads": quads, "held": str(folder / MANIFEST)}
        return {"disk": None, "quads": None, "held": None}

    def change_from(self, before: object, union: bool | None) -> Change | None:
        """Return how workers that hold a state come to hold this one.

        Args:
            before: The state that they hold.
            union: As :meth:`expected` has it.

        Returns:
            What is to be changed; none where this state had better be loaded.
        """
        about = self.expected(union)
        if about is None or self.generation is None or not isinstance(before, Snapshot):
            return None
        if before.generation is None or before.base != self.base:
            return None
        old, new = before.generation.manifest, self.generation.manifest
        if old.on_disk != new.on_disk or old.engine != new.engine:
            return None
        if new.on_disk:
            return Change((), about, self.options["disk"], self.options["held"])
        names = [n for n in {**old.parts, **new.parts} if _sum(old, n) != _sum(new, n)]
        both = [m.parts[n] for m in (old, new) for n in names if n in m.parts]
        if len(names) > MOST_GRAPHS or sum(part.size for part in both) > LARGEST:
            return None
        shards = ShardFolder(self.generation.folder.parent / SHARDS)
        return Change([_differing(name, old, new, shards) for name in names], about)

    def expected(self, union: bool | None) -> dict[str, Any] | None:
        """Return what workers will say of this state once they have loaded it, as the build says.

        Args:
            union: whether a query sees the union of all named graphs.
        """
        if self.generation is None:
            return None
        manifest = self.generation.manifest
        graphs = frozenset(part.iri for part in manifest.parts.values() if part.quads)
        # A build has nothing in the default graph.
        return {"quads": manifest.quads, "graphs": graphs, "union": union is not False}


def _sum(manifest: Manifest, name: str) -> str:
    """Return the checksum of a named graph; empty where it is not there, or holds nothing."""
    part = manifest.parts.get(name)
    return part.sha256 if part is not None and part.quads else ""


def _differing(name: str, old: Manifest, new: Manifest, shards: ShardFolder) -> tuple[str, ...]:
    found = [(new.parts.get(name) or old.parts[name]).iri]
    for checksum in (_sum(old, name), _sum(new, name)):
        found += [str(shards.path(checksum)) if checksum else "", checksum]
    return tuple(found)


@dataclass(slots=True)
class BuildFolder:
    """The ``build`` folder of a workspace, where new generations appear."""

    folder: Path
    _seen: str = ""
    _tried: str = ""
    _verified: Verified = field(default_factory=Verified)

    union: bool | None = True
    """The named graphs are parts of one whole: a query sees their union."""

    def open(self) -> Snapshot:
        """Open the generation that is current now, its bytes verified.

        Raises:
            NoBuild: nothing was built yet.
            DamagedBuild: what is there must not be served.
        """
        self._tried = self._target()
        generation = open_current(self.folder, verified=self._verified)
        self._seen = self._tried
        return Snapshot(
            (generation.file,),
            generation.data_version,
            generation.manifest.base,
            generation,
        )

    def changed(self) -> bool:
        """Tell, at the price of one system call, whether another generation is current."""
        return self._target() not in ("", self._seen, self._tried)

    def forget(self) -> None:
        """Try the generation that is current again: what failed may pass."""
        self._seen = self._tried = ""

    def _target(self) -> str:
        return read_current(self.folder) or ""


@dataclass(slots=True)
class Files:
    """Fixed RDF files, for other graphs and for conformance suites."""

    paths: Sequence[Path]
    base: str = DEFAULT_BASE
    union: bool | None = False
    """As the standard has it: a query sees the default graph unless it names others."""

    def open(self) -> Snapshot:
        """Name the files and their state."""
        digest = hashlib.sha256()
        for path in self.paths:
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
        return Snapshot(tuple(self.paths), digest.hexdigest()[:12], self.base)

    def changed(self) -> bool:
        """Return False: files are served as they were at the start."""
        return False

    def forget(self) -> None:
        """Do nothing: there is never another state."""
