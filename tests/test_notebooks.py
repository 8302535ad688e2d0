"""Every notebook runs from top to bottom on a fresh build; its own assertions are the test."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

jupytext = pytest.importorskip("jupytext", reason="notebooks need the `notebooks` extra")
nbclient = pytest.importorskip("nbclient", reason="notebooks need the `notebooks` extra")

NOTEBOOKS = sorted((Path(__file__).resolve().parent.parent / "notebooks").glob("*.py"))


@pytest.mark.sweep
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs(path: Path, workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IPYTHONDIR", str(workspace / ".ipython"))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, sys.path)))
    monkeypatch.delenv("POLICYKG_SOURCES", raising=False)
    notebook = jupytext.read(path)
    client = nbclient.NotebookClient(
        notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": workspace}}
    )
    client.execute()


def test_no_outputs_are_committed(root: Path) -> None:
    assert list((root / "notebooks").glob("*.ipynb")) == []
