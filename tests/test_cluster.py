"""Work shared among processes and a Dask cluster, tested in a process of its own.

The cases stand in ``tests/support/cluster_cases.py``. Dask's client starts threads, which were seen
never to start in a process that had run thousands of other tests before.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

CASES = Path(__file__).with_name("support") / "cluster_cases.py"


@pytest.mark.parametrize(
    "which", ["not sweep", pytest.param("sweep", marks=pytest.mark.sweep)], ids=["few", "others"]
)
def test_work_is_shared_among_processes_and_machines(which: str, root: Path) -> None:
    outcome = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(CASES), "-m", which],
        cwd=root,
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    assert " passed" in outcome.stdout
