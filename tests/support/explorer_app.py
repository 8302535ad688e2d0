"""The explorer as it runs, over a workspace's build, and a client that asks it for pages."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import httpx

from tests.support.command import ROOT, run_cli
from tests.support.serving import serving


@cache
def built() -> Path:
    """Return a copy of the repository's workspace, built without the claim checks.

    What pages show does not depend on the evidence lock, which other tests hold to the facts.
    """
    folder = Path(tempfile.mkdtemp(prefix="policykg-explorer-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    shutil.copy(ROOT / "policykg.yaml", folder)
    for name in ("facts", "queries"):
        shutil.copytree(ROOT / name, folder / name)
    outcome = run_cli("-w", str(folder), "build", "--no-check")
    assert outcome.exit_code == 0, outcome.output
    return folder


@contextmanager
def explorer(workspace: Path, *sources: Path, watch: bool = False) -> Iterator[httpx.Client]:
    """Serve a built workspace with some folders of source texts; yield a client."""
    words = ("--workers", "2", *(("--watch",) if watch else ()))
    before = os.environ.get("POLICYKG_SOURCES")
    os.environ["POLICYKG_SOURCES"] = os.pathsep.join(map(str, sources))
    try:
        with (
            serving(*words, workspace=workspace) as server,
            httpx.Client(base_url=server.url, timeout=60) as client,
        ):
            yield client
    finally:
        os.environ.pop("POLICYKG_SOURCES")
        if before is not None:
            os.environ["POLICYKG_SOURCES"] = before
