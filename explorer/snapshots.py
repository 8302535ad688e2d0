"""What is served: the last good build of a workspace, or any RDF files."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from explorer.workers.engine import load_file
from graph.builds.generation import Generation, open_current
from graph.builds.manifest import STORE
from graph.builds.pointer import read_current
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
            return {"disk": str(self.generation.folder / STORE), "quads": quads}
        return {"disk": None, "quads": None}

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


@dataclass(slots=True)
class BuildFolder:
    """The ``build`` folder of a workspace, where new generations appear."""

    folder: Path
    _seen: str = ""
    _tried: str = ""

    union: bool | None = True
    """The named graphs are parts of one whole: a query sees their union."""

    def open(self) -> Snapshot:
        """Open the generation that is current now, its bytes verified.

        Raises:
            NoBuild: nothing was built yet.
            DamagedBuild: what is there must not be served.
        """
        self._tried = self._target()
        generation = open_current(self.folder)
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
