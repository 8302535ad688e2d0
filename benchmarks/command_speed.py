"""Speed at the command line: help, and checking with nothing changed and with one file changed.

    python -m benchmarks.command_speed

Works on a copy of this repository's facts, with the source texts where POLICYKG_SOURCES names
them; each figure is the least of some runs.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from loaders.checking.workspace import check_workspace
from loaders.workspace import open_workspace

ROOT = Path(__file__).resolve().parent.parent
COMMAND = (sys.executable, "-m", "policykg")


def least(work: Callable[[], object], times: int, before: Callable[[], object]) -> float:
    """Return the seconds of the quickest run; what comes before each is not counted."""
    found = []
    for _ in range(times):
        before()
        began = time.perf_counter()
        work()
        found.append(time.perf_counter() - began)
    return min(found)


def measure(folder: Path, times: int) -> None:
    """Print the figures for a copy of the facts in a folder."""
    shutil.copy(ROOT / "policykg.yaml", folder)
    for name in ("facts", "queries"):
        shutil.copytree(ROOT / name, folder / name)
    sources = tuple(
        map(Path, filter(None, os.environ.get("POLICYKG_SOURCES", "").split(os.pathsep)))
    )
    workspace = open_workspace(folder, sources)
    edited = workspace.facts_files()[0]

    def command(*words: str) -> None:
        subprocess.run([*COMMAND, *words], check=True, capture_output=True)

    def check() -> None:
        command("-w", str(folder), "check")

    def nothing() -> None:
        pass

    def edit() -> None:
        with edited.open("a", encoding="utf-8") as file:
            file.write("# one more line\n")

    check()
    rows = {
        "policykg --help": least(lambda: command("--help"), times, nothing),
        "policykg check, nothing changed": least(check, times, nothing),
        "policykg check, one file changed": least(check, times, edit),
        "the same in a running process": least(
            lambda: check_workspace(workspace, [edited]), times, edit
        ),
    }
    for what, seconds in rows.items():
        print(f"{what:34} {seconds:6.3f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--times", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), options.times)


if __name__ == "__main__":
    main()
