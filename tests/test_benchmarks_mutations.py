"""The mutation benchmark, small: falsified facts are noticed, true ones are not."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from benchmarks.falsify_authority import AUTHORITY_KINDS
from benchmarks.falsify_kinds import GROUPS
from tests.support.sizes import sized

LEAST = {
    "numbers, units, brackets, names": 0.97,
    "status and time": 0.8,
    "who, of what, where": 0.6,
    "ends of relations": 0.7,
    "duplicates and second entities": 0.98,
    "parts moved": 0.9,
}
"""Of each group, the least share that is an error by rules alone; small samples swing."""


def test_there_are_more_than_sixty_kinds_with_names_of_their_own() -> None:
    kinds = [kind.__name__ for group in GROUPS.values() for kind in group]
    kinds += [f"authority {kind.__name__}" for kind in AUTHORITY_KINDS]
    assert len(set(kinds)) == len(kinds) >= 60


ENOUGH: Final = 20
"""So many falsifications of a group say something of its share; fewer swing too much."""


@pytest.mark.sweep
def test_falsified_facts_are_noticed(root: Path, sources: Path, tmp_path: Path) -> None:
    rows = tmp_path / "rows.json"
    command = [sys.executable, "-m", "benchmarks.mutations", "--sources", str(sources)]
    command += ["--each", str(sized(1, 12)), "--states", "1", "--json", str(rows)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=root)
    assert "true facts: 0 findings" in done.stdout
    kinds = json.loads(rows.read_text(encoding="utf-8"))
    locked, tried = (sum(kind[name] for kind in kinds) for name in ("locked", "tried"))
    assert locked >= 0.98 * tried
    for group, least in LEAST.items():
        told = [kind for kind in kinds if kind["group"] == group]
        of_group = sum(kind["tried"] for kind in told)
        if of_group >= ENOUGH:
            assert sum(kind["errors"] for kind in told) >= least * of_group
    proved, fields = (sum(kind[name] for kind in kinds) for name in ("proved", "fields"))
    assert proved <= max(2, 0.02 * fields)
