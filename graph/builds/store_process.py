"""The store of a large graph is made in a process of its own, while pages are written.

    python -P -m graph.builds.store_process FOLDER PARENT

It reads the manifest in the folder of the build, and the shards beside it.  It is no fork: the
engine's threads, which one that was opened before has left, would not be there.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from graph.builds.manifest import read_manifest
from graph.builds.on_disk import write_store
from graph.builds.shards import FOLDER, ShardFolder
from ontology.processes import end_with

__all__ = ["FROM", "store_beside"]

FROM: Final = 500_000
"""Statements from which on a process of its own pays."""


@contextmanager
def store_beside(folder: Path, quads: int) -> Iterator[Callable[[], int | None]]:
    """Make the store of a build anew while the caller does other work.

    Args:
        folder: Of the build, with its manifest.
        quads: How many there are; few ones are left to the caller.

    Yields:
        What waits for the store and returns the number of quads in it; none where it was not
        made, for whatever reason: then the caller makes it, and is told the reason.
    """
    if quads < FROM or not sys.executable:
        yield lambda: None
        return
    command = [sys.executable, "-P", "-m", "graph.builds.store_process"]
    with subprocess.Popen(
        [*command, str(folder), str(os.getpid())],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:

        def made() -> int | None:
            told, _ = process.communicate()
            return int(told) if process.returncode == 0 else None

        try:
            yield made
        finally:
            process.kill()  # it has nothing more to do, or nobody waits for it


def main() -> None:
    """Make the store, and say how many quads there are in it."""
    folder = Path(sys.argv[1])
    end_with(int(sys.argv[2]))
    shards = ShardFolder(folder.parent / FOLDER)
    print(write_store(folder, read_manifest(folder), shards, None))


if __name__ == "__main__":
    main()
