"""The pictures of the docs: all made by the script, all shown, none heavy."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

from tests.support.command import ROOT

PICTURES = ROOT / "docs" / "pictures"
MEASURED = PICTURES / "size.svg"
"""Drawn by ``python -m benchmarks.size --write``."""
SHOWN = re.compile(r"!\[[^\]]+\]\(([^)]+)\)")


def shown() -> set[Path]:
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    return {
        (page.parent / target).resolve()
        for page in pages
        for target in SHOWN.findall(page.read_text(encoding="utf-8"))
    }


def made() -> set[Path]:
    found = importlib.util.spec_from_file_location("screenshots", ROOT / "tools/screenshots.py")
    assert found is not None and found.loader is not None
    script = importlib.util.module_from_spec(found)
    found.loader.exec_module(script)
    return {PICTURES / f"{name}.png" for name in script.SHOTS}


def test_the_docs_show_what_the_script_makes_and_nothing_else() -> None:
    stored = {path for path in PICTURES.rglob("*") if path.is_file()}
    assert stored == made() | {MEASURED} == shown()


@pytest.mark.parametrize("path", sorted(PICTURES.rglob("*.png")), ids=lambda path: path.stem)
def test_no_picture_is_heavy(path: Path) -> None:
    assert path.stat().st_size < 150_000
