"""A generation that somebody reads is not cleared, whoever builds; when nobody does, it is."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import pickle
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest

from benchmarks.build_kill import QUERY, parts
from explorer.view.opening import view_of_build
from graph.builds.build import make_room, publish
from graph.builds.generation import Generation, open_current
from graph.builds.pages import PAGES, PageFile
from graph.builds.shards import ShardFolder
from graph.errors import DamagedBuild
from ontology import holds
from ontology.holds import hold, is_held, set_aside
from policykg.building import build_changed
from tests.support.edits import made, replace
from tests.support.serving import Server, serving
from tests.support.sizes import sized

ROOT = Path(__file__).parent.parent
TRIPLES = 400
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and flock")


def build(folder: Path, number: int, triples: int = TRIPLES) -> Generation:
    return publish(folder, parts(number, triples), memory_quads=10)


def kept(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("gen-*"))


@contextmanager
def reader(script: str, *words: str) -> Iterator[subprocess.Popen[str]]:
    """Run a program that says ``ready`` once it reads, and goes on when it is told to."""
    command = [sys.executable, "-c", script, *words]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, stdin=pipe, stdout=pipe, text=True, env=environment, cwd=ROOT
    ) as process:
        assert process.stdout is not None
        try:
            assert process.stdout.readline() == "ready\n"
            yield process
        finally:
            process.kill()


STORE = """
import sys
from pathlib import Path
from graph.builds.generation import open_current
store = open_current(Path(sys.argv[1])).store  # nobody has the generation itself any more
print("ready", flush=True)
sys.stdin.readline()
print(sum(1 for _ in store.raw))
"""
DATASET = """
import sys
from pathlib import Path
from graph.builds.generation import open_current
dataset = open_current(Path(sys.argv[1])).store.rdflib()
print("ready", flush=True)
sys.stdin.readline()
print(len(list(dataset.quads((None, None, None, None)))))
"""
EXPORT = """
import sys
from pathlib import Path
from graph.builds.generation import open_current
chunks = open_current(Path(sys.argv[1]), verify=False).chunks()
lines = next(chunks).count(b"\\n")
print("ready", flush=True)
sys.stdin.readline()
print(lines + sum(chunk.count(b"\\n") for chunk in chunks))
"""


@pytest.mark.parametrize("script", [STORE, DATASET, EXPORT], ids=["store", "rdflib", "export"])
@pytest.mark.parametrize("whole", [0, 1 << 30], ids=["shards", "one-file"])
def test_what_is_read_outlives_many_builds_and_is_cleared_then(
    tmp_path: Path, script: str, whole: int
) -> None:
    first = publish(tmp_path, parts(0, TRIPLES), memory_quads=10, whole=whole)
    quads, number = first.manifest.quads, first.folder.name
    del first
    with reader(script, str(tmp_path)) as process:
        for step in range(1, 4):
            publish(tmp_path, parts(step, TRIPLES), memory_quads=10, whole=whole)
            ShardFolder(tmp_path / "shards").clear(_named(tmp_path), 0)
        assert kept(tmp_path) == [number, "gen-3", "gen-4"]
        told, _ = process.communicate("go\n", timeout=60)
        assert int(told) == quads
    build(tmp_path, 4)
    assert kept(tmp_path) == ["gen-4", "gen-5"]


def _named(folder: Path) -> set[str]:
    found = (Generation.held(path) for path in folder.glob("gen-*"))
    return {shard.sha256 for one in found for shard in one.manifest.shards}


def test_a_reader_that_was_killed_leaves_nothing_behind(tmp_path: Path) -> None:
    build(tmp_path, 0)
    with reader(STORE, str(tmp_path)) as process:
        for step in range(1, 4):
            build(tmp_path, step)
        assert kept(tmp_path) == ["gen-1", "gen-3", "gen-4"]
        process.send_signal(signal.SIGKILL)
        process.wait()
    build(tmp_path, 4)
    assert kept(tmp_path) == ["gen-4", "gen-5"]


def test_a_forked_process_keeps_what_its_parent_read(tmp_path: Path) -> None:
    generation = build(tmp_path, 0)
    begin, end = multiprocessing.get_context("fork").Pipe()

    def child() -> None:
        end.recv()
        os._exit(0)

    process = multiprocessing.get_context("fork").Process(target=child)
    process.start()
    assert generation.hold is not None
    generation.hold.close()
    for step in range(1, 4):
        build(tmp_path, step)
    assert kept(tmp_path) == ["gen-1", "gen-3", "gen-4"]
    begin.send("go")
    process.join(30)
    build(tmp_path, 4)
    assert kept(tmp_path) == ["gen-4", "gen-5"]


def test_a_build_that_was_handed_to_another_process_is_held_there(tmp_path: Path) -> None:
    generation = build(tmp_path, 0)
    copy = pickle.loads(pickle.dumps(generation))
    assert copy == generation
    assert generation.hold is not None
    generation.hold.close()
    for step in range(1, 4):
        build(tmp_path, step)
    assert len(copy.store) == copy.manifest.quads
    copy.hold.close()
    build(tmp_path, 4)
    with pytest.raises(DamagedBuild):
        pickle.loads(pickle.dumps(copy))


READER = """
import sys, time
from pathlib import Path
from graph.builds.generation import open_current
print("ready", flush=True)
read = 0
until = time.monotonic() + float(sys.argv[2])
while time.monotonic() < until:
    generation = open_current(Path(sys.argv[1]), verify=bool(read % 2))
    time.sleep(0.01 * (read % 5))
    found = sum(1 for _ in generation.store.raw)
    assert found == generation.manifest.quads, (found, generation.folder)
    assert generation.folder.is_dir()
    read += 1
print(read)
"""
BUILDER = """
import sys, time
from itertools import count
from pathlib import Path
from benchmarks.build_kill import parts
from graph.builds.build import publish
from graph.errors import BuildBusy
print("ready", flush=True)
until, made = time.monotonic() + float(sys.argv[2]), 0
for number in count(int(sys.argv[3])):
    if time.monotonic() > until:
        break
    try:
        publish(Path(sys.argv[1]), parts(number, 60), memory_quads=10)
        made += 1
    except BuildBusy:
        time.sleep(0.01)
print(made)
"""


@pytest.mark.sweep
def test_readers_that_begin_while_builders_clear_read_a_whole_build(tmp_path: Path) -> None:
    build(tmp_path, 0, 60)
    seconds = str(sized(6, 30))
    with (
        reader(READER, str(tmp_path), seconds) as one,
        reader(READER, str(tmp_path), seconds) as two,
        reader(BUILDER, str(tmp_path), seconds, "1000") as three,
        reader(BUILDER, str(tmp_path), seconds, "2000") as four,
    ):
        told = [process.communicate(timeout=120)[0] for process in (one, two, three, four)]
        assert [process.returncode for process in (one, two, three, four)] == [0, 0, 0, 0]
    assert min(int(count) for count in told[:2]) > 5
    assert sum(int(count) for count in told[2:]) > 5
    build(tmp_path, 1)
    build(tmp_path, 2)
    assert len(kept(tmp_path)) == 2


def test_who_finds_a_folder_that_is_being_cleared_waits_and_finds_none(tmp_path: Path) -> None:
    (tmp_path / "gen-1").mkdir()
    file = tmp_path / "gen-1" / "manifest.json"
    file.write_text("{}")
    whole = os.open(file, os.O_RDONLY)
    import fcntl

    fcntl.flock(whole, fcntl.LOCK_EX)
    found: list[str] = []

    def read() -> None:
        try:
            hold(file)
        except FileNotFoundError:
            found.append("none")

    thread = threading.Thread(target=read)
    thread.start()
    time.sleep(0.1)
    assert found == []
    (tmp_path / "gen-1").rename(tmp_path / "gen-1.part")
    os.close(whole)
    thread.join(20)
    assert found == ["none"]


def test_a_reader_that_opened_the_file_just_before_it_was_cleared_finds_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "gen-1").mkdir()
    file = tmp_path / "gen-1" / "manifest.json"
    file.write_text("{}")
    lock = holds._lock

    def late(descriptor: int, path: Path) -> None:
        assert set_aside(path, tmp_path / "gen-1.part")
        shutil.rmtree(tmp_path / "gen-1.part")
        lock(descriptor, path)

    monkeypatch.setattr(holds, "_lock", late)
    with pytest.raises(FileNotFoundError):
        hold(file)


def test_a_hold_ends_with_what_has_it(tmp_path: Path) -> None:
    file = tmp_path / "gen-1" / "manifest.json"
    file.parent.mkdir()
    file.write_text("{}")
    one, two = hold(file), hold(file)
    assert is_held(file)
    assert not set_aside(file, tmp_path / "gen-1.part")
    one.close()
    one.close()
    assert is_held(file)
    del two
    assert not is_held(file)
    assert set_aside(file, tmp_path / "gen-1.part")
    assert not is_held(file)


@pytest.mark.parametrize("mode", [0o444, 0o000])
def test_a_file_that_cannot_be_written_is_held_all_the_same(tmp_path: Path, mode: int) -> None:
    file = tmp_path / "gen-1" / "manifest.json"
    file.parent.mkdir()
    file.write_text("{}")
    file.chmod(mode)
    with suppress(PermissionError):  # of those who are not root
        one = hold(file)
        assert is_held(file)
        one.close()


def test_a_file_for_pages_that_is_opened_late_still_has_what_is_held(tmp_path: Path) -> None:
    first = build(tmp_path, 0)
    checksums = [one.sha256 for one in first.manifest.shards]
    for step in range(1, 4):
        build(tmp_path, step)
    file = PageFile(tmp_path / PAGES, checksums)
    assert file.statements == first.manifest.quads
    assert view_of_build(first).version == first.data_version
    assert first.hold is not None
    first.hold.close()
    build(tmp_path, 4)
    with pytest.raises(KeyError):
        PageFile(tmp_path / PAGES, checksums)


# ---- servers -----------------------------------------------------------------------------------

PATIENT = ("--timeout", "280")
SLOW = (
    "SELECT (MIN(?v) AS ?a) (MAX(?w) AS ?b) (SUM(RAND()) AS ?x) "
    "{ ?s <x:version> ?v . ?t <x:version> ?w . ?u <x:version> ?y FILTER(RAND() < 2) "
    "FILTER(REGEX(STR(?u), '_1?[0-9]?[0-9]$')) }"
)


def served(folder: Path) -> Path:
    (folder / "policykg.yaml").write_text(
        "base: https://w3id.org/policykg/\ntitle: {zh: 试, en: Trial}\n", encoding="utf-8"
    )
    build(folder / "build", 0)
    return folder


def await_version(server: Server, wanted: str) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        found = httpx.get(server.sparql, params={"query": QUERY, "format": "csv"}, timeout=30)
        if found.status_code == 200 and found.text.split()[1].split(",")[1] == wanted:
            return
        time.sleep(0.05)
    raise AssertionError(f"version {wanted} was not served within 30 seconds")


@pytest.mark.sweep
def test_a_slow_query_outlives_three_builds_under_two_servers(tmp_path: Path) -> None:
    folder = served(tmp_path)
    found: list[httpx.Response] = []
    with serving(*PATIENT, workspace=folder) as server, serving(workspace=folder) as other:
        await_version(server, "000000")

        def ask() -> None:
            params = {"query": SLOW, "format": "csv"}
            found.append(httpx.get(server.sparql, params=params, timeout=290))

        thread = threading.Thread(target=ask)
        thread.start()
        time.sleep(0.5)
        for number in range(1, 4):
            build(folder / "build", number)
            await_version(server, f"{number:06}")
            await_version(other, f"{number:06}")
        assert thread.is_alive(), "the query must take longer"
        assert "gen-1" in kept(folder / "build")
        thread.join()
        assert found[0].status_code == 200, found[0].text
        assert found[0].text.split()[1].startswith("000000,000000,")
        until = time.monotonic() + 20  # the worker that answered goes
        while is_held(folder / "build" / "gen-1" / "manifest.json"):
            assert time.monotonic() < until
            time.sleep(0.05)
        build(folder / "build", 4)
        await_version(server, "000004")
        assert "gen-1" not in kept(folder / "build")
        assert httpx.get(f"{server.url}/readyz").status_code == 200


# ---- a disk that is full -----------------------------------------------------------------------


@contextmanager
def small_disk(folder: Path, size: int) -> Iterator[Path]:
    folder.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if shutil.which("mount") is None or _refused(words):
        pytest.skip("no file system can be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def _refused(words: list[str]) -> bool:
    return subprocess.run(words, check=False, capture_output=True).returncode != 0


def fill(folder: Path) -> None:
    """Lay shards of earlier builds on a disk until nothing more goes there."""
    for number in range(10_000):
        name = hashlib.sha256(str(number).encode()).hexdigest()
        path = folder / "shards" / name[:2] / f"{name}.nq.gz"
        path.parent.mkdir(exist_ok=True)
        try:
            path.write_bytes(os.urandom(1 << 14))
        except OSError:
            return
    raise AssertionError("the disk is too large")


@pytest.mark.sweep
@pytest.mark.parametrize("quads", [10, 10**6])
def test_a_full_disk_is_cleared_of_what_nobody_needs(tmp_path: Path, quads: int) -> None:
    workspace = made(tmp_path / "w")
    with small_disk(tmp_path / "disk", 24 << 20) as disk:
        folder = disk / "build"
        first = build_changed(workspace, folder, memory_quads=quads).generation
        fill(folder)
        replace(workspace.facts_folder / "plan-00000.yaml", "Action plan", "Plan of action")
        built = build_changed(workspace, folder, memory_quads=quads).generation
        assert built.number == first.number + 1
        assert open_current(folder) == built
        assert first.nquads() != built.nquads()  # which is still read, so it is there
        assert len(first.store) == first.manifest.quads


def test_room_is_made_by_what_nobody_needs_alone(tmp_path: Path) -> None:
    held = build(tmp_path, 0)
    for step in range(1, 4):
        build(tmp_path, step)
    stray = ShardFolder(tmp_path / "shards").path("0" * 64)
    stray.parent.mkdir(exist_ok=True)
    stray.write_bytes(b"a shard of long ago")
    began = stray.stat().st_mtime_ns + 1
    fresh = ShardFolder(tmp_path / "shards").path("1" * 64)
    fresh.parent.mkdir(exist_ok=True)
    fresh.write_bytes(b"a shard of the build that finds no room")
    os.utime(fresh, ns=(began, began))
    assert kept(tmp_path) == ["gen-1", "gen-3", "gen-4"]
    assert make_room(tmp_path, began)
    assert kept(tmp_path) == ["gen-1", "gen-4"]
    assert not stray.exists()
    assert fresh.exists()
    assert not make_room(tmp_path, began)  # nothing is gained by trying again
    assert len(held.store) == held.manifest.quads
    assert open_current(tmp_path).number == 4
