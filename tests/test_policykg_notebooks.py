"""`policykg notebooks`: copies of the notebooks that Jupyter opens."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from policykg.cli import cli

NOTEBOOKS = sorted((Path(__file__).resolve().parent.parent / "notebooks").glob("*.py"))


def test_every_notebook_is_copied_as_one_that_jupyter_opens(tmp_path: Path) -> None:
    pytest.importorskip("jupytext")
    run = CliRunner().invoke(cli, ["notebooks", str(tmp_path / "mine")])
    assert run.exit_code == 0, run.output
    copies = sorted((tmp_path / "mine").iterdir())
    assert [path.stem for path in copies] == [path.stem for path in NOTEBOOKS]
    for path in copies:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        assert {"code", "markdown"} <= {cell["cell_type"] for cell in cells}


def test_a_notebook_that_stands_there_is_left_alone(tmp_path: Path) -> None:
    pytest.importorskip("jupytext")
    mine = tmp_path / f"{NOTEBOOKS[0].stem}.ipynb"
    mine.write_text("mine", encoding="utf-8")
    run = CliRunner().invoke(cli, ["notebooks", str(tmp_path)])
    assert run.exit_code == 0, run.output
    assert mine.read_text(encoding="utf-8") == "mine"
    assert len(list(tmp_path.iterdir())) == len(NOTEBOOKS)


def test_without_jupytext_the_copies_are_python_and_the_way_to_more_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "jupytext", None)
    run = CliRunner().invoke(cli, ["notebooks", str(tmp_path)])
    assert run.exit_code == 0, run.output
    assert [path.name for path in sorted(tmp_path.iterdir())] == [p.name for p in NOTEBOOKS]
    assert "policykg[notebooks]" in run.output
