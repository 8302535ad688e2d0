"""How much memory is left."""

from __future__ import annotations

import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest

from graph.networks.room import ROW
from ontology import memory
from policykg.kg import KG

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="no other system is asked")


def test_what_is_free_is_at_most_what_the_machine_has() -> None:
    found = memory.free_memory()
    lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    total = 1024 * int(lines[0].split()[1])
    assert found is not None
    assert 0 < found <= total


def test_the_limit_of_the_process_counts() -> None:
    code = (
        "import resource; from ontology.memory import free_memory; "
        "resource.setrlimit(resource.RLIMIT_AS, (400 << 20, 400 << 20)); print(free_memory())"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert 0 < int(ran.stdout) < 400 << 20


def test_the_limit_of_a_container_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = Path("/proc/self/cgroup").read_text(encoding="utf-8").splitlines()[0]
    group = tmp_path / own.rpartition(":")[2].lstrip("/")
    group.mkdir(parents=True, exist_ok=True)
    (group / "memory.max").write_text("5000000\n")
    (group / "memory.current").write_text("3000000\n")
    (group / "memory.stat").write_text("anon 1\ninactive_file 400000\n")
    monkeypatch.setattr(memory, "_CGROUP", tmp_path)
    assert memory.free_memory() == 2_400_000
    (group / "memory.max").write_text("max\n")
    assert memory.free_memory() != 2_400_000


@pytest.mark.parametrize("evidence", [True, False])
def test_a_network_takes_no_more_than_is_reckoned_and_not_far_less(evidence: bool, kg: KG) -> None:
    kg.network("leads", evidence=evidence)  # what is made once and held is there
    tracemalloc.start()
    try:
        found = kg.network("leads", evidence=evidence)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    reckoned = found.number_of_edges() * ROW[evidence]
    assert reckoned / 20 < most < reckoned
