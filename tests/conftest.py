"""Fixtures that all tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


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
