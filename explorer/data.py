"""What is served: the last good build of a workspace, or any RDF files."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from graph.build import CURRENT, Generation, open_current
from ontology.namespaces import DEFAULT_BASE


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One state of the data: the files that workers load, and its name."""

    files: tuple[Path, ...]
    version: str
    base: str
    generation: Generation | None = None


@dataclass(slots=True)
class BuildFolder:
    """The ``build`` folder of a workspace, where new generations appear."""

    folder: Path
    _seen: str = ""
    _refused: str = ""

    def open(self) -> Snapshot:
        """Open the generation that is current now, its bytes verified.

        Raises:
            NoBuild: nothing was built yet.
            DamagedBuild: what is there must not be served.
        """
        target = self._target()
        generation = open_current(self.folder)
        self._seen = target
        return Snapshot(
            (generation.graph_file,),
            generation.data_version,
            generation.manifest.base,
            generation,
        )

    def changed(self) -> bool:
        """Tell, at the price of one system call, whether another generation is current."""
        return self._target() not in ("", self._seen, self._refused)

    def refuse(self) -> None:
        """Remember that the generation that is current now could not be served."""
        self._refused = self._target()

    def _target(self) -> str:
        try:
            return str((self.folder / CURRENT).readlink())
        except OSError:
            return ""


@dataclass(slots=True)
class Files:
    """Fixed RDF files, for other graphs and for conformance suites."""

    paths: Sequence[Path]
    base: str = DEFAULT_BASE
    _snapshot: list[Snapshot] = field(default_factory=list)

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

    def refuse(self) -> None:
        """Do nothing: there is never another state."""
