"""Compacts the store of a large graph after many edits, without keeping anybody waiting.

A store that is changed graph by graph is read more slowly with every edit, since what is removed
stays in its files until they are compacted.  That takes minutes for a large one.  So a copy by hard
links is compacted beside it, and takes its place as a generation of its own, unless somebody has
built in the meantime: then another try is made later.  The store that is served is never written.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path
from typing import Final

from graph.builds.build import builder, serve_next
from graph.builds.generation import Generation, open_current
from graph.builds.manifest import GRAPH, LISTING, MANIFEST, STORE
from graph.builds.on_disk import edits_of
from graph.errors import BuildBusy, DamagedBuild, NoBuild
from ontology.rdf import Store

__all__ = ["MANY_EDITS", "compact", "wants_compacting"]

MANY_EDITS: Final = 50
"""So many changed graphs after which a store is compacted."""
_PART: Final = "compacting.part"


def wants_compacting(folder: Path, edits: int = MANY_EDITS) -> bool:
    """Tell whether the store that is served has been changed often since it was compacted."""
    try:
        current = open_current(folder, verify=False)
    except (NoBuild, DamagedBuild, OSError):
        return False
    return current.manifest.on_disk and edits_of(current.folder) >= edits


def compact(folder: Path) -> Generation | None:
    """Serve the same data from a store that is compacted.

    Args:
        folder: The workspace's ``build`` folder.

    Returns:
        The new generation; none where another build was made or is under way.

    Raises:
        NoBuild, DamagedBuild: There is nothing to compact.
        OSError: The disk is full or not writable; what was served is still served.
    """
    before = open_current(folder, verify=False)
    part = folder / _PART
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir()
    try:
        Store.read_only(str(before.folder / STORE)).backup(str(part / STORE))
        store = Store(str(part / STORE))
        store.optimize()
        store.flush()
        del store  # it holds its folder
        for name in (GRAPH, LISTING, MANIFEST):
            with suppress(FileNotFoundError):
                shutil.copyfile(before.folder / name, part / name)
        with builder(folder):
            if open_current(folder, verify=False).folder != before.folder:
                return None
            return serve_next(folder, part, before)
    except BuildBusy:
        return None
    finally:
        shutil.rmtree(part, ignore_errors=True)
