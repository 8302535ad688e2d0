"""The companion of the server that builds again: it shares its work, and ends with the server."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from benchmarks.synthetic import write_workspace
from loaders.compile import FORK_ABOVE
from loaders.workspace import open_workspace
from policykg.building import build_workspace
from policykg.watching import start
from tests.support.command import ROOT
from tests.support.edits import replace

FORKING = """
import sys, time
import policykg.watching
from ontology.processes import shared

def look(root, sources):
    time.sleep(0.5)  # until the thread waits for the end of the input
    for _ in range(3):
        print(*shared(str, range(8), processes=2, chunk=1), flush=True)

policykg.watching.watch = look
policykg.watching.main()
"""

pytestmark = pytest.mark.skipif(os.name == "nt", reason="there nothing is forked")


def test_processes_forked_beside_the_thread_that_waits_for_the_server_do_their_work(
    tmp_path: Path,
) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", FORKING, str(tmp_path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
        start_new_session=True,
    )  # fmt: skip
    try:
        assert process.wait(60) == 0
        assert process.stdout and process.stdout.read() == "0 1 2 3 4 5 6 7\n" * 3
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


@pytest.mark.sweep
def test_many_documents_that_change_at_once_are_built(tmp_path: Path) -> None:
    count = FORK_ABOVE + 4
    write_workspace(tmp_path / "w", count)
    workspace = open_workspace(tmp_path / "w")
    build_workspace(workspace)
    current = workspace.build_folder / "current"
    first = current.readlink()
    process = start(workspace.root, ())
    try:
        assert process.stdin
        time.sleep(3)
        shutil.copytree(workspace.facts_folder, tmp_path / "facts")
        for path in (tmp_path / "facts").glob("plan-*.yaml"):
            replace(path, "en: Action plan", "en: Another plan")
            shutil.copy(path, workspace.facts_folder)  # as a checkout of another branch writes
        until = time.monotonic() + 180
        while time.monotonic() < until:
            if current.readlink() != first and not _unbuilt(workspace.root, count):
                break
            time.sleep(0.2)
        assert not _unbuilt(workspace.root, count)
        process.stdin.close()
        assert process.wait(30) == 0
    finally:
        process.kill()
        process.wait()


def _unbuilt(root: Path, count: int) -> int:
    """Return how many of the documents the graph has not with their new titles."""
    graph = (root / "build" / "current" / "graph.nq").read_text(encoding="utf-8")
    return count - len({n for n in range(count) if f'Another plan of county {n}"@en' in graph})
