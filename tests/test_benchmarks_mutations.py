"""The mutation benchmark, small: falsified facts are noticed, true ones are not."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.sizes import sized


@pytest.mark.sweep
def test_falsified_facts_are_noticed(root: Path, sources: Path, tmp_path: Path) -> None:
    table = tmp_path / "table.json"
    command = [sys.executable, "-m", "benchmarks.mutations", "--sources", str(sources)]
    command += ["--each", str(sized(3, 20))]
    done = subprocess.run(
        [*command, "--json", str(table)], capture_output=True, text=True, check=True, cwd=root
    )
    assert "true facts: 0 findings" in done.stdout
    kinds = json.loads(table.read_text(encoding="utf-8"))
    assert len(kinds) == 36
    of_words = {name: kind for name, kind in kinds.items() if ": " not in name}
    assert len(of_words) == 18
    assert all(kind["with lock"] == kind["tried"] for kind in kinds.values())
    told = {name: kind for name, kind in of_words.items() if name != "record deleted"}
    tried = sum(kind["tried"] for kind in told.values())
    assert sum(kind["by rules"] for kind in told.values()) >= 0.95 * tried
    for group in ("duplicates", "moves", "times", "English"):
        seen = [kind for name, kind in kinds.items() if name.startswith(group)]
        assert seen and all(kind["by rules"] == kind["tried"] for kind in seen), group
