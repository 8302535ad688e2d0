"""Fixtures that all tests share."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

import policykg
from graph.textgrid import DISPLAY
from policykg.kg import KG
from tests.support.browser import start_browser
from tests.support.command import ROOT, run_cli
from tests.support.sizes import EXAMPLES_EACH

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# A busy machine is no fault of what is tested.
settings.register_profile("house", deadline=None, max_examples=EXAMPLES_EACH)
settings.load_profile("house")


@pytest.fixture(autouse=True)
def _notebooks_in_chinese() -> None:
    """Let no test see the language in which another one opened a graph."""
    DISPLAY.language = "zh"


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository, which is itself a workspace."""
    return ROOT


@pytest.fixture(scope="session")
def sources() -> Path:
    """The folder of the source texts; skips where the machine does not hold them."""
    for folder in filter(None, os.environ.get("POLICYKG_SOURCES", "").split(os.pathsep)):
        path = Path(folder).resolve()
        if path.is_dir():
            return path
    pytest.skip("the source texts are not here: set POLICYKG_SOURCES to their folder")


@pytest.fixture(scope="session")
def workspace(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the repository's facts and questions, built; verified against the lock."""
    folder = tmp_path_factory.mktemp("workspace")
    shutil.copy(root / "policykg.yaml", folder)
    for name in ("facts", "queries"):
        shutil.copytree(root / name, folder / name)
    outcome = run_cli("-w", str(folder), "build")
    assert outcome.exit_code == 0, outcome.output
    return folder


@pytest.fixture(scope="session")
def kg(workspace: Path) -> KG:
    """The graph of the five documents."""
    return policykg.open(workspace)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real browser; skips where there is none."""
    yield from start_browser()


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """A fresh workspace of `policykg init`."""
    folder = tmp_path / "qingxi"
    outcome = run_cli("init", str(folder))
    assert outcome.exit_code == 0, outcome.output
    return folder
