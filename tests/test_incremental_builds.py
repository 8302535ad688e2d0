"""Builds of only what has changed: the same bytes as made anew, whatever went before."""

from __future__ import annotations

import hashlib
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from graph.builds import on_disk
from graph.builds import shards as shards_module
from graph.builds.build import Generation, builder, open_current
from graph.builds.compacting import compact, wants_compacting
from graph.builds.on_disk import edits_of
from graph.builds.shards import Verified
from graph.errors import BuildBusy, DamagedBuild
from loaders.checking.cache import ResultCache
from loaders.checking.locking import lock_workspace
from loaders.checking.workspace import check_workspace
from loaders.evidence.lock_paths import lock_files, locks_folder
from loaders.identity import loading, renewing
from loaders.workspace import Workspace, open_workspace
from ontology import pieces
from ontology.rdf import RdfFormat, Store, serialize
from policykg.building import FactsUnsound, build_changed, build_workspace
from tests.support.edits import DOCUMENTS, Edits, made, replace
from tests.support.sizes import sized

ROOT = Path(__file__).parent.parent
STEPS = sized(9, 200)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return made(tmp_path / "w")


def cold(workspace: Workspace, scratch: Path) -> Generation:
    shutil.rmtree(scratch, ignore_errors=True)
    return build_workspace(open_workspace(workspace.root), scratch, full=True)


def plan(workspace: Workspace, number: int = 0) -> Path:
    return workspace.facts_folder / f"plan-{number:05d}.yaml"


def shards(workspace: Workspace) -> list[Path]:
    return sorted((workspace.build_folder / "shards").rglob("*.nq.gz"))


def flip(path: Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at % len(data)] ^= 1
    path.write_bytes(data)


@pytest.mark.sweep
@pytest.mark.parametrize("seed", [0, 1])
def test_after_any_edits_graph_and_findings_are_those_of_a_cold_run(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    if seed:  # shared graphs stand in pieces
        monkeypatch.setattr(pieces, "MANY", 8)
        monkeypatch.setattr(pieces, "AVERAGE", 4)
    edit = Edits(workspace.root, seed)
    for _ in range(STEPS):
        done = edit()
        here = open_workspace(workspace.root)
        built = build_changed(here).generation
        expected = cold(workspace, tmp_path / "cold")
        assert built.nquads() == expected.nquads(), done
        assert built.manifest == expected.manifest, done
        warm, anew = check_workspace(here), check_workspace(here, cache=False)
        assert warm.problems == anew.problems, done
        assert (warm.checked, warm.states) == (anew.checked, anew.states), done


def test_where_nothing_has_changed_nothing_is_made(workspace: Workspace) -> None:
    first, second = build_changed(workspace), build_changed(workspace)
    assert (first.made, first.reused) == (DOCUMENTS, 0)
    assert (second.made, second.reused) == (0, DOCUMENTS)
    assert second.generation.folder == first.generation.folder


def test_one_edit_makes_one_document(workspace: Workspace) -> None:
    build_changed(workspace)
    replace(plan(workspace), "Action plan", "Plan of action")
    again = build_changed(workspace)
    assert (again.made, again.reused) == (1, DOCUMENTS - 1)
    assert again.generation.number == 2


@pytest.mark.parametrize(
    ("file", "old", "new", "checked", "made"),
    [
        ("places.yaml", "en: County 1}", "en: Other}", 1, 1),
        ("places.yaml", "zh: 盛世省", "zh: 盛世二省", DOCUMENTS, 0),  # rules read it, no graph does
        ("bodies-0000.yaml", "en: Bureau 1 of county 2}", "en: Other}", 1, 1),
        ("indicators.yaml", "en: Gdp}", "en: Product}", DOCUMENTS, DOCUMENTS),
    ],
)
def test_an_edit_of_an_authority_record_makes_the_documents_that_use_it(
    workspace: Workspace, file: str, old: str, new: str, checked: int, made: int
) -> None:
    build_changed(workspace)
    check_workspace(workspace)
    replace(workspace.facts_folder / "authority" / file, old, new)
    assert check_workspace(workspace).made == checked
    assert build_changed(workspace).made == made


AUTHORITY_EDITS = [
    ("a name added", "bodies-0000.yaml", "aliases: [县交通局]", "aliases: [县交通局, 交通局]"),
    ("a name removed", "bodies-0000.yaml", "aliases: [县交通局, 交通局]", "aliases: [县交通局]"),
    ("another kind", "places.yaml", "kind: county", "kind: district"),
    (
        "another parent",
        "places.yaml",
        "kind: district, in: shengshi}",
        "kind: district, in: far}\n  far: {name: {zh: 远方省, en: Far}, kind: province}",
    ),
    ("another place", "bodies-0000.yaml", "scope: county-00001,", "scope: county-00002,"),
    ("other English", "places.yaml", "en: County 1}", "en: The county 1}"),
]


def test_after_each_kind_of_authority_edit_the_graph_is_that_of_a_cold_build(
    workspace: Workspace, tmp_path: Path
) -> None:
    build_changed(workspace)
    for kind, file, old, new in AUTHORITY_EDITS:
        replace(workspace.facts_folder / "authority" / file, old, new)
        here = open_workspace(workspace.root)
        built = outcome(lambda: build_changed(here).generation)  # noqa: B023 - called at once
        assert built == outcome(lambda: cold(workspace, tmp_path / "cold")), kind


def outcome(build: Callable[[], Generation]) -> bytes | list[str]:
    """Return the graph, or what kept it from being built."""
    try:
        return build().nquads()
    except FactsUnsound as error:
        return [str(problem) for problem in error.errors]


NEW_FILES = {
    "a body that none names": ("organisations:\n  office: {name: {zh: 某某办公室, en: Office}, "
                               "kind: department}\n", 0),
    "a place that none names": (
        "places:\n  far: {name: {zh: 远方省, en: Far}, kind: province}\n", 0),
    "a place within one that some name": (
        "places:\n  near: {name: {zh: 近处乡, en: Near}, kind: town, in: county-00001}\n", 0),
    "a body of a county that one document is of": (
        "organisations:\n  office-1: {name: {zh: 县直某某局, en: Office}, aliases: [某某局], "
        "scope: county-00001, kind: department}\n", 1),
    "an indicator": ("indicators:\n  beds: {name: {zh: 床位某某数, en: Beds}, unit: 张}\n", 0),
}  # fmt: skip


@pytest.mark.parametrize(("said", "named"), NEW_FILES.values(), ids=NEW_FILES)
def test_a_file_that_comes_or_goes_concerns_only_documents_that_name_what_is_in_it(
    workspace: Workspace, tmp_path: Path, said: str, named: int
) -> None:
    build_changed(workspace)
    check_workspace(workspace)
    read: list[str] = []
    asked: list[str] = []
    load, uses = loading.load_alone, ResultCache.uses

    def load_noting(files: list[tuple[Path | bytes, str]]) -> Any:
        read.extend(name for _, name in files)
        return load(files)

    def uses_noting(cache: ResultCache, name: str) -> str | None:
        asked.append(name)
        return uses(cache, name)

    path = workspace.facts_folder / "authority" / "b-new.yaml"
    for there in (True, False):
        read.clear()
        asked.clear()
        if there:
            path.write_text(said, encoding="utf-8")
        else:
            path.unlink()
        here = open_workspace(workspace.root)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(renewing, "load_alone", load_noting)
            patch.setattr(loading, "load_authority", None)  # all files would be read
            patch.setattr(ResultCache, "uses", uses_noting)
            warm, built = check_workspace(here), build_changed(here).generation
        assert read == [here.name_of(path)] * there
        assert len(asked) <= named
        assert warm.made <= named
        assert built.nquads() == cold(workspace, tmp_path / "cold").nquads()
        assert warm.problems == check_workspace(here, cache=False).problems


def test_a_new_name_that_stands_in_one_text_checks_that_document_again(
    workspace: Workspace,
) -> None:
    words = "丙丁戊己庚"
    with (workspace.root / "sources" / "plan-00002.txt").open("a", encoding="utf-8") as text:
        text.write(f"另见{words}。\n")
    check_workspace(workspace)
    (workspace.facts_folder / "authority" / "more.yaml").write_text(
        f"places:\n  other: {{name: {{zh: {words}, en: Other}}, kind: county}}\n",
        encoding="utf-8",
    )
    report = check_workspace(workspace)
    assert (report.made, report.reused) == (1, DOCUMENTS - 1)


def test_the_lock_is_renewed_for_what_has_changed_only(workspace: Workspace) -> None:
    edit = Edits(workspace.root, 1)
    check_workspace(workspace)
    edit.lock()
    after = check_workspace(workspace)
    assert (after.made, after.reused) == (0, DOCUMENTS)
    assert [p for p in after.problems if p.rule.startswith("lock-")] == []
    assert after.problems == check_workspace(workspace, cache=False).problems


def test_documents_made_by_four_processes_are_the_same(
    workspace: Workspace, tmp_path: Path
) -> None:
    one = build_workspace(workspace, tmp_path / "one", processes=1)
    four = build_workspace(workspace, tmp_path / "four", processes=4)
    assert one.nquads() == four.nquads()
    assert one.manifest == four.manifest


@pytest.mark.parametrize("whole", [0, 1 << 30])
def test_a_damaged_shard_is_made_again(workspace: Workspace, whole: int) -> None:
    first = build_changed(workspace, whole=whole).generation
    expected = first.nquads()
    for path in random.Random(3).sample(shards(workspace), 3):
        flip(path, 100)
    again = build_changed(workspace, whole=whole).generation
    assert again.nquads() == expected
    assert open_current(workspace.build_folder) == again


def test_a_process_that_builds_often_reads_a_shard_again_only_where_its_file_was_touched(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    verified = Verified()
    build_changed(workspace, whole=0, verified=verified)
    open_current(workspace.build_folder, verified=verified)
    read: list[Path] = []
    real = shards_module.packed_checksum

    def packed_checksum(path: Path) -> str:
        read.append(path)
        return real(path)

    monkeypatch.setattr(shards_module, "packed_checksum", packed_checksum)
    open_current(workspace.build_folder, verified=verified)
    assert read == []
    damaged = shards(workspace)[1]
    flip(damaged, 60)
    with pytest.raises(DamagedBuild):
        open_current(workspace.build_folder, verified=verified)
    assert damaged in read
    again = build_changed(workspace, whole=0, verified=verified).generation
    assert open_current(workspace.build_folder).nquads() == again.nquads()


def test_a_graph_in_damaged_shards_is_never_served(workspace: Workspace) -> None:
    build_changed(workspace, whole=0)
    flip(shards(workspace)[1], 60)
    with pytest.raises(DamagedBuild, match="run `policykg build`"):
        open_current(workspace.build_folder)


@pytest.mark.sweep
def test_a_damaged_state_is_no_state(workspace: Workspace) -> None:
    expected = build_changed(workspace).generation.nquads()
    chance = random.Random(5)
    files = [
        workspace.build_folder / "shards" / "state.sqlite",
        *(workspace.root / ".policykg").iterdir(),
    ]
    for _ in range(sized(10, 200)):
        flip(chance.choice(files), chance.randrange(1 << 30))
        replace(plan(workspace), "en: ", "en:  ")
        replace(plan(workspace), "en:  ", "en: ")
        assert build_changed(workspace).generation.nquads() == expected


def test_full_trusts_nothing(workspace: Workspace) -> None:
    build_changed(workspace)
    again = build_changed(workspace, full=True)
    assert (again.made, again.reused) == (DOCUMENTS, 0)
    assert again.generation.number == 1


def test_shards_that_no_build_names_are_cleared(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    from graph.builds import shards as module

    monkeypatch.setattr(module.ShardFolder.clear, "__defaults__", (0, None))
    for number in range(6):
        replace(plan(workspace), "en: Action plan", f"en: Action plan {number}")
        build_changed(workspace)
    named = {one.sha256 for one in open_current(workspace.build_folder).manifest.shards}
    assert named <= {path.name.partition(".")[0] for path in shards(workspace)}
    assert len(shards(workspace)) <= len(named) + 2  # one edit and its counts in the build before


# -- large graphs ----------------------------------------------------------------------------


def statements(generation: Generation) -> list[bytes]:
    data = serialize(generation.store.raw, format=RdfFormat.N_QUADS)
    assert data is not None
    return sorted(data.splitlines())


def test_a_graph_without_one_file_is_the_same_graph(workspace: Workspace, tmp_path: Path) -> None:
    whole = build_changed(workspace, tmp_path / "whole").generation
    listed = build_changed(workspace, tmp_path / "listed", whole=0).generation
    assert not (listed.folder / "graph.nq").exists()
    assert listed.nquads() == whole.nquads()
    assert listed.data_version == whole.data_version
    assert statements(listed) == sorted(whole.nquads().splitlines())


def test_a_listed_graph_is_what_workers_load(workspace: Workspace) -> None:
    from explorer.workers.engine import load_file

    built = build_changed(workspace, whole=0).generation
    store = Store()
    load_file(store, built.file)
    assert len(store) == built.manifest.quads


def digest_of(folder: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.iterdir())
        if path.suffix == ".sst"
    }


def test_a_store_on_disk_is_changed_and_the_one_served_is_not(workspace: Workspace) -> None:
    def build() -> Generation:
        return build_changed(workspace, whole=0, memory_quads=10).generation

    edit = Edits(workspace.root, 8)
    first = build()
    before = digest_of(first.folder / "store")
    for act in (edit.facts, edit.remove, edit.authority, edit.add):
        act()
        again = build()
        assert statements(again) == sorted(again.nquads().splitlines())
    assert again.number == 5
    assert digest_of(first.folder / "store") == before  # as long as somebody has it, it is there


def test_a_served_store_stays_as_it_is_while_the_next_is_made(workspace: Workspace) -> None:
    first = build_changed(workspace, whole=0, memory_quads=10).generation
    before, asked = digest_of(first.folder / "store"), statements(first)
    replace(plan(workspace), "Action plan", "Plan of action")
    build_changed(workspace, whole=0, memory_quads=10)
    assert digest_of(first.folder / "store") == before
    assert statements(first) == asked


def test_a_store_changed_often_is_compacted_beside_the_one_that_is_served(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(on_disk, "MOST_CHANGED", 1.0)  # one of a few documents is much of them
    folder = workspace.build_folder
    first = build_changed(workspace, whole=0, memory_quads=10).generation
    assert edits_of(first.folder) == 0
    for number in range(3):
        replace(plan(workspace), "Action plan", f"Plan {number} of action plan Action plan")
        build_changed(workspace, whole=0, memory_quads=10)
    assert wants_compacting(folder, 3)
    assert not wants_compacting(folder, 30)
    before = open_current(folder)
    served, asked = digest_of(before.folder / "store"), statements(before)
    after = compact(folder)
    assert after is not None
    assert open_current(folder).folder == after.folder != before.folder
    assert after.data_version == before.data_version
    assert statements(open_current(folder)) == asked
    assert digest_of(before.folder / "store") == served
    assert not wants_compacting(folder, 1)
    assert build_changed(workspace, whole=0, memory_quads=10).generation.folder == after.folder
    replace(plan(workspace), "Action plan", "Plan of action")
    later = build_changed(workspace, whole=0, memory_quads=10).generation
    assert statements(later) == sorted(later.nquads().splitlines())


def test_a_compacted_store_gives_way_to_a_build(workspace: Workspace) -> None:
    folder = workspace.build_folder
    build_changed(workspace, whole=0, memory_quads=10)
    with builder(folder):  # somebody is building
        assert compact(folder) is None
    assert open_current(folder).number == 1
    assert sorted(path.name for path in folder.glob("*.part")) == []


# -- whatever happens ------------------------------------------------------------------------

BUILDER = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from ontology import pieces
pieces.MANY, pieces.AVERAGE = int(sys.argv[6]), int(sys.argv[7])
from loaders.workspace import open_workspace
from policykg.building import build_changed
from tests.support.edits import Edits
root = Path(sys.argv[1])
whole, quads = int(sys.argv[4]), int(sys.argv[5])
edit = Edits(root, int(sys.argv[3]))
print("ready", flush=True)
while True:
    edit.facts()
    edit.authority()
    build_changed(open_workspace(root), whole=whole, memory_quads=quads)
"""


@pytest.mark.sweep
@pytest.mark.parametrize(
    ("whole", "quads", "many", "average"),
    [(1 << 30, 1 << 30, 1024, 256), (0, 10, 1024, 256), (0, 10, 8, 4)],
)
def test_a_builder_killed_at_any_moment_leaves_a_whole_build(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    whole: int, quads: int, many: int, average: int,
) -> None:  # fmt: skip
    monkeypatch.setattr(pieces, "MANY", many)
    monkeypatch.setattr(pieces, "AVERAGE", average)
    build_changed(workspace, whole=whole, memory_quads=quads)
    chance = random.Random(4)
    for number in range(sized(10, 50)):
        arguments = [str(workspace.root), str(ROOT)]
        arguments += map(str, (number, whole, quads, many, average))
        command = [sys.executable, "-c", BUILDER, *arguments]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(chance.uniform(0, 1.0))
            process.send_signal(signal.SIGKILL)
        opened = open_current(workspace.build_folder)
        assert len(opened.store) == opened.manifest.quads
    Edits(workspace.root, 99).facts()  # a kill between truncating and writing leaves an empty file
    if not all(path.stat().st_size for path in workspace.facts_folder.rglob("*.yaml")):
        pytest.skip("the edit itself was killed")
    last = build_changed(open_workspace(workspace.root), whole=whole, memory_quads=quads)
    assert last.generation.nquads() == cold(workspace, tmp_path / "cold").nquads()
    assert not list(workspace.build_folder.glob("*.part"))


def test_a_second_builder_is_refused_before_it_compiles(workspace: Workspace) -> None:
    with builder(workspace.build_folder), pytest.raises(BuildBusy, match=str(os.getpid())):
        build_changed(workspace)


@pytest.mark.parametrize("limit", [0, 2_000, 20_000])
def test_a_full_disk_leaves_the_last_build_and_the_next_is_right(
    workspace: Workspace, tmp_path: Path, limit: int
) -> None:
    before = build_changed(workspace).generation
    arguments = [str(workspace.root), str(ROOT), "1", str(1 << 30), str(1 << 30), "1024", "256"]
    replace(plan(workspace), "Action plan", "Plan of action")
    code = BUILDER.replace("    edit.facts()\n    edit.authority()\n", "")
    ran = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        check=False,
        preexec_fn=lambda: _full_after(limit),
        timeout=60,
    )
    assert b"OSError" in ran.stderr
    assert open_current(workspace.build_folder) == before
    last = build_changed(workspace).generation
    assert last.nquads() == cold(workspace, tmp_path / "cold").nquads()


def _full_after(limit: int) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"


def test_results_written_in_batches_and_records_read_from_their_file_change_nothing(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = cold(workspace, tmp_path / "cold")
    findings = check_workspace(workspace, cache=False)
    assert len(lock_workspace(workspace).written) == DOCUMENTS
    locks = {path.name: path.read_bytes() for path in lock_files(workspace)}
    shutil.rmtree(locks_folder(workspace))
    shutil.rmtree(workspace.root / ".policykg")
    monkeypatch.setattr("loaders.checking.results.BATCH", 1)
    monkeypatch.setattr("loaders.reuse.authority.LARGE", 0)
    monkeypatch.setattr("loaders.identity.authority.REMEMBERED", 3)
    again = check_workspace(workspace, processes=2)
    assert (again.problems, again.checked, again.states) == (
        findings.problems, findings.checked, findings.states,
    )  # fmt: skip
    assert len(lock_workspace(workspace).written) == DOCUMENTS
    assert {path.name: path.read_bytes() for path in lock_files(workspace)} == locks
    assert check_workspace(workspace).reused == DOCUMENTS
    shutil.rmtree(locks_folder(workspace))  # the first build was made without them
    assert build_workspace(workspace, full=True).nquads() == whole.nquads()
