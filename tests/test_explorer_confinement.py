"""What a worker may still do once it is confined: read the files of a store on disk, no more."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from explorer.endpoint.service import Service
from explorer.workers.confinement import ALL
from explorer.workers.engine import Engine
from ontology.rdf import NamedNode, Quad, Store

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="these limits are Linux's")

TRIED = """
import json, os, socket, sys
from explorer.workers.confinement import confine
from explorer.workers.engine import Engine

engine = Engine.load([], {"disk": sys.argv[1], "union": True})
engine.open()
files = int(sys.argv[2])
kept = open("/dev/null")
done = {"holding": confine(1 << 30, files)}


def tried(name, do):
    try:
        do()
        done[name] = "done"
    except OSError as error:
        done[name] = type(error).__name__


def written():
    with open(sys.argv[3], "w") as out:
        out.write("a")


held = []
for family in ("AF_INET", "AF_INET6", "AF_UNIX"):
    tried(family, lambda f=family: socket.socket(getattr(socket, f)))
tried("many", lambda: held.extend(open("/dev/null") for _ in range(files + 64)))
done["opened"] = len(held)
held.clear()
tried("written", written)
done["found"] = bool(engine.store.query("ASK { GRAPH ?g { ?s ?p ?o } }")) or bool(
    engine.store.query("ASK { ?s ?p ?o }"))
print(json.dumps(done))
"""


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    folder = tmp_path / "store"
    store = Store(str(folder))
    node = NamedNode("http://example.org/a")
    store.add(Quad(node, node, node))
    store.flush()
    return folder


@pytest.mark.parametrize("files", [0, 1, 7, 200])
def test_a_confined_worker_opens_so_many_files_and_no_socket(
    disk: Path, tmp_path: Path, files: int
) -> None:
    words = [sys.executable, "-c", TRIED, str(disk), str(files), str(tmp_path / "out")]
    told = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    done = json.loads(told)
    assert tuple(done.pop("holding")) == ALL
    assert done.pop("found") is True
    opened = done.pop("opened")
    assert files <= opened < files + 64 if files else opened == 0
    assert {name for name, what in done.items() if what == "done"} == set()
    if files:
        assert done["AF_INET"] == done["AF_INET6"] == done["AF_UNIX"] == "PermissionError"


def test_a_store_on_disk_counts_its_files_and_one_in_memory_has_none(disk: Path) -> None:
    assert Engine.load([], {"disk": str(disk)}).files() >= len(list(disk.glob("*.sst"))) > 0
    assert Engine.load([], {}).files() == 0


def test_a_store_that_cannot_be_read_is_no_fault_of_the_query_and_names_no_file() -> None:
    head = {"error": "store", "detail": "IO error: /srv/plans/build/gen-3/store/000007.sst: gone"}
    fault = Service._failure(Service.__new__(Service), "store", head, "ASK {}")
    assert fault.status == 500
    assert "/srv" not in f"{fault.message} {fault.details}"
