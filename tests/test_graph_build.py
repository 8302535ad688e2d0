"""Builds: written beside, proved, swapped in at once; whatever happens, a good one is served."""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from graph.builds import build as build_module
from graph.builds import on_disk, store_process
from graph.builds import shards as shards_module
from graph.builds.build import open_current, publish
from graph.errors import BuildBusy, BuildError, DamagedBuild, NoBuild
from graph.queries.query import run
from ontology.locks import locked
from ontology.rdf import ENGINE_VERSION
from tests.support.sizes import sized
from tests.support.small_graph import BASE, INFO, quad, small_parts

INTEGER = "http://www.w3.org/2001/XMLSchema#integer"
ROOT = Path(__file__).parent.parent


def smaller() -> dict[str, bytes]:
    return {name: data for name, data in small_parts().items() if name != "lake-report"}


def test_a_build_can_be_opened_and_asked(tmp_path: Path) -> None:
    made = publish(tmp_path / "build", small_parts(), {"facts/a.yaml": "0" * 64}, info=INFO)
    opened = open_current(tmp_path / "build")
    assert opened == made
    assert opened.documents == ["hill-plan", "lake-report"]
    assert opened.manifest.inputs == {"facts/a.yaml": "0" * 64}
    assert run(opened.store, "ASK { id:hill-plan_task_1 pk:ledBy id:hill-drc }").answer
    assert len(opened.store) == opened.manifest.quads


def test_a_document_can_be_read_alone(tmp_path: Path) -> None:
    made = publish(tmp_path, small_parts(), info=INFO)
    lines = sorted(set(small_parts()["lake-report"].splitlines(keepends=True)))
    assert made.part("lake-report") == b"".join(lines)


def test_the_same_facts_give_the_same_bytes(tmp_path: Path) -> None:
    shuffled = {
        name: b"".join(random.Random(7).sample(lines, len(lines)))
        for name, data in reversed(small_parts().items())
        if (lines := data.splitlines(keepends=True))
    }
    one = publish(tmp_path / "one", small_parts(), info=INFO)
    publish(tmp_path / "two", smaller(), info=INFO)
    two = publish(tmp_path / "two", shuffled, info=INFO)
    assert one.nquads() == two.nquads()
    assert one.manifest.to_json() == two.manifest.to_json()
    assert two.number == 2


def test_nothing_is_written_where_nothing_has_changed(tmp_path: Path) -> None:
    first = publish(tmp_path, small_parts(), info=INFO)
    assert publish(tmp_path, small_parts(), info=INFO).folder == first.folder
    assert publish(tmp_path, small_parts(), info=replace(INFO, version="2")).number == 2


def test_a_large_graph_is_served_from_disk(tmp_path: Path) -> None:
    publish(tmp_path, small_parts(), info=INFO, memory_quads=10)
    opened = open_current(tmp_path)
    assert opened.manifest.on_disk
    assert (opened.folder / "store").is_dir()
    assert len(run(opened.store, "SELECT ?t { ?t a pk:Task }")) == 2


def test_only_the_build_served_and_the_one_before_are_kept(tmp_path: Path) -> None:
    for parts in (small_parts(), smaller(), small_parts(), smaller()):
        publish(tmp_path, parts, info=INFO)
    (tmp_path / "gen-9.part").mkdir()
    (tmp_path / "gen-8").mkdir()
    last = publish(tmp_path, small_parts(), info=INFO)
    assert sorted(p.name for p in tmp_path.glob("gen-*")) == ["gen-4", last.folder.name]


def test_a_second_builder_is_refused_and_told_who_builds(tmp_path: Path) -> None:
    publish(tmp_path, small_parts(), info=INFO)
    with locked(tmp_path / ".lock"):
        (tmp_path / ".lock.holder").write_text("4711", encoding="ascii")
        with pytest.raises(BuildBusy, match="4711"):
            publish(tmp_path, smaller(), info=INFO)


def test_the_lock_of_a_dead_builder_is_no_hindrance(tmp_path: Path) -> None:
    (tmp_path / ".lock").write_text("999999")
    assert publish(tmp_path, small_parts(), info=INFO).number == 1


BAD_PARTS = {
    "a triple in two graphs": (
        {
            "hill-plan": quad("a", "http://e/p", '"x"'),
            "links": quad("a", "http://e/p", '"x"', "links"),
        },
        "two graphs",
    ),
    "a document's triple in the links": (
        {
            "hill-plan": quad("hill-plan_task_1", "http://e/p", '"x"'),
            "links": quad("hill-plan_task_1", "http://e/p", '"x"', "links"),
        },
        "hill-plan and links",
    ),
    "a document's triple in another's": (
        {
            "lake-report": quad("lake-report", "http://e/p", '"x"', "lake-report"),
            "hill-plan": quad("lake-report", "http://e/p", '"x"'),
        },
        "lake-report and hill-plan",
    ),
    "a line of another graph": ({"links": quad("a", "http://e/p", '"x"')}, "not in that graph"),
    "no quads at all": ({"links": f"nonsense <{BASE}graph/links> .\n".encode()}, "cannot be read"),
    "one value in two spellings": (
        {
            "links": b"".join(
                quad("a", "http://e/p", f'"{text}"^^<{INTEGER}>', "links") for text in ("1", "01")
            )
        },
        "read back",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("parts", "words"), BAD_PARTS.values(), ids=BAD_PARTS)
def test_bad_quads_are_refused_and_the_last_build_stays(
    tmp_path: Path, parts: dict[str, bytes], words: str
) -> None:
    before = publish(tmp_path, small_parts(), info=INFO)
    with pytest.raises(BuildError, match=words):
        publish(tmp_path, parts, info=INFO)
    assert open_current(tmp_path) == before
    assert not list(tmp_path.glob("*.part"))


def cut(folder: Path) -> None:
    with (folder / "graph.nq").open("r+b") as file:
        file.truncate(100)


def flip(folder: Path) -> None:
    data = bytearray((folder / "graph.nq").read_bytes())
    data[50] ^= 1
    (folder / "graph.nq").write_bytes(data)


def change_manifest(key: str, value: object) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        manifest[key] = value
        (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")

    return change


DAMAGES: dict[str, Callable[[Path], object]] = {
    "graph cut off": cut,
    "a bit flipped": flip,
    "graph missing": lambda folder: (folder / "graph.nq").unlink(),
    "manifest missing": lambda folder: (folder / "manifest.json").unlink(),
    "manifest no JSON": lambda folder: (folder / "manifest.json").write_text("{"),
    "manifest too deep": lambda folder: (folder / "manifest.json").write_text("[" * 100_000),
    "manifest a list": lambda folder: (folder / "manifest.json").write_text("[]"),
    "other layout": change_manifest("format", 99),
    "other engine": change_manifest("engine", "0.1.0"),
    "folder missing": lambda folder: folder.rename(folder.with_name("elsewhere")),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_build_is_never_served_and_the_next_one_is_good(
    tmp_path: Path, damage: Callable[[Path], object]
) -> None:
    made = publish(tmp_path, small_parts(), info=INFO)
    damage(made.folder)
    with pytest.raises(DamagedBuild, match="run `policykg build`"):
        open_current(tmp_path)
    again = publish(tmp_path, small_parts(), info=INFO)
    assert open_current(tmp_path) == again


def _without_link(folder: Path) -> None:
    (folder / "current").unlink()


def _with_a_folder(folder: Path) -> None:
    target = (folder / "current").resolve()
    (folder / "current").unlink()
    shutil.copytree(target, folder / "current")


def _with_a_text(folder: Path) -> None:
    target = (folder / "current").readlink()
    (folder / "current").unlink()
    (folder / "current").write_text(str(target), encoding="utf-8")


@pytest.mark.parametrize("copied", [_without_link, _with_a_folder, _with_a_text])
@pytest.mark.parametrize("changed", [False, True])
def test_a_folder_copied_without_its_links_builds_again(
    tmp_path: Path, copied: Callable[[Path], None], changed: bool
) -> None:
    publish(tmp_path, small_parts(), info=INFO)
    copied(tmp_path)
    info = replace(INFO, version="9.9.9") if changed else INFO
    made = publish(tmp_path, small_parts(), info=info)
    assert open_current(tmp_path) == made
    publish(tmp_path, small_parts(), info=replace(INFO, version="9.9.10"))
    assert (tmp_path / "current").is_symlink()


def test_a_store_on_disk_that_is_gone_is_told(tmp_path: Path) -> None:
    made = publish(tmp_path, small_parts(), info=INFO, memory_quads=10)
    for file in (made.folder / "store").iterdir():
        file.unlink()
    with pytest.raises(DamagedBuild, match="its store"):
        _ = open_current(tmp_path).store


def test_without_a_build_the_message_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NoBuild, match="policykg build"):
        open_current(tmp_path)


def test_the_engine_of_a_build_is_noted(tmp_path: Path) -> None:
    assert publish(tmp_path, small_parts(), info=INFO).manifest.engine == ENGINE_VERSION


BUILDER = """
import sys
from pathlib import Path
from typing import Any
sys.path.insert(0, sys.argv[2])
from tests.support.sizes import sized
from tests.support.small_graph import INFO, small_parts
from graph.builds.build import publish
whole = small_parts()
part = {name: data for name, data in whole.items() if name != "lake-report"}
print("ready", flush=True)
while True:
    for parts in (part, whole):
        publish(Path(sys.argv[1]), parts, info=INFO, memory_quads=int(sys.argv[3]))
"""


@pytest.mark.sweep
@pytest.mark.parametrize(("memory_quads", "kills"), [(10**6, sized(8, 25)), (10, sized(4, 10))])
def test_a_builder_killed_at_any_moment_leaves_a_whole_build(
    tmp_path: Path, memory_quads: int, kills: int
) -> None:
    chance = random.Random(11)
    good = {
        publish(tmp_path, parts, info=INFO).data_version for parts in (smaller(), small_parts())
    }
    arguments = [sys.executable, "-c", BUILDER, str(tmp_path), str(ROOT), str(memory_quads)]
    for _ in range(kills):
        with subprocess.Popen(arguments, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(chance.uniform(0, 0.05))
            process.send_signal(signal.SIGKILL)
        opened = open_current(tmp_path)
        assert opened.data_version in good
        assert len(opened.store) == opened.manifest.quads
    assert publish(tmp_path, small_parts(), info=INFO).data_version in good
    assert not list(tmp_path.glob("*.part"))


@pytest.mark.parametrize(
    ("limit", "memory_quads"), [(0, 10**6), (100, 10**6), (5_000, 10**6), (40_000, 10)]
)
def test_a_full_disk_leaves_the_last_build_in_place(
    tmp_path: Path, limit: int, memory_quads: int
) -> None:
    before = publish(tmp_path, smaller(), info=INFO)
    process = subprocess.run(
        [sys.executable, "-c", BUILDER, str(tmp_path), str(ROOT), str(memory_quads)],
        capture_output=True,
        check=False,
        preexec_fn=lambda: _full_after(limit),
    )
    assert b"OSError" in process.stderr
    assert open_current(tmp_path) == before
    assert publish(tmp_path, small_parts(), info=INFO).number > before.number


def _full_after(limit: int) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"


@pytest.mark.parametrize("piece", [1, 60, 200, 1 << 20])
def test_a_large_graph_is_proved_in_pieces_that_part_no_subject(
    monkeypatch: pytest.MonkeyPatch, piece: int
) -> None:
    monkeypatch.setattr(shards_module, "PIECE", piece)
    lines = [f'<urn:s{n // 3}> <urn:p> "{n}{"x" * (n % 50)}" <urn:g> .\n' for n in range(60)]
    data = "".join(sorted(lines)).encode()
    pieces = list(shards_module._pieces(data))
    assert b"".join(pieces) == data
    subjects = [{line.split(b" ")[0] for line in one.splitlines()} for one in pieces]
    assert sum(map(len, subjects)) == 20
    shards_module.proved(data, 60)
    with pytest.raises(BuildError, match="61 quads were written and 60 read back"):
        shards_module.proved(data, 61)


def test_a_store_loaded_in_batches_holds_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = publish(tmp_path / "one", small_parts(), info=INFO, memory_quads=1)
    monkeypatch.setattr(on_disk, "BATCH", 20)
    many = publish(tmp_path / "many", small_parts(), info=INFO, memory_quads=1)
    assert many.manifest == whole.manifest
    assert set(many.store.raw) == set(whole.store.raw)


def test_a_store_made_in_a_process_of_its_own_is_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = publish(tmp_path / "here", small_parts(), info=INFO, memory_quads=1)
    monkeypatch.setattr(store_process, "FROM", 1)
    monkeypatch.setattr(build_module, "write_store", None)  # it must not be made here
    elsewhere = publish(tmp_path / "elsewhere", small_parts(), info=INFO, memory_quads=1)
    assert elsewhere.manifest == here.manifest
    assert set(elsewhere.store.raw) == set(here.store.raw)


def test_a_store_that_another_process_cannot_make_is_made_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_process, "FROM", 1)
    monkeypatch.setattr(sys, "executable", shutil.which("false"))
    built = publish(tmp_path, small_parts(), info=INFO, memory_quads=1)
    assert len(built.store) == built.manifest.quads


def test_the_process_that_makes_a_store_ends_where_pages_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[subprocess.Popen[bytes]] = []
    popen = subprocess.Popen

    def noted(*command: Any, **options: Any) -> subprocess.Popen[bytes]:
        started.append(popen([sys.executable, "-c", "import time; time.sleep(600)"], **options))
        return started[-1]

    monkeypatch.setattr(store_process, "FROM", 1)
    monkeypatch.setattr(subprocess, "Popen", noted)
    (tmp_path / "pages.sqlite").mkdir()
    with pytest.raises(OSError, match=r"pages\.sqlite"):
        publish(tmp_path, small_parts(), info=INFO, memory_quads=1)
    assert [process.returncode for process in started] == [-signal.SIGKILL]
    assert not list(tmp_path.glob("gen-*"))


def test_a_graph_without_statements_is_none_of_a_store(tmp_path: Path) -> None:
    built = publish(tmp_path, {**small_parts(), "links": b""}, info=INFO, memory_quads=1)
    listed = {graph.value for graph in built.store.raw.named_graphs()}
    parts = built.manifest.parts
    assert listed == {part.iri for part in parts.values()} - {parts["links"].iri}
