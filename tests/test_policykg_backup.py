"""A workspace saved in one file and brought back, and backups that are not restored."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.command import run_cli


def files_below(folder: Path) -> dict[str, bytes]:
    """Return what people made in a workspace: name → bytes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "build" not in path.relative_to(folder).parts
    }


@pytest.fixture
def lived_in(example: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with drafts, a desk's journal, a build and caches."""
    monkeypatch.delenv("POLICYKG_SOURCES", raising=False)
    (example / "drafts").mkdir()
    (example / "drafts" / "plan.yaml").write_text("# 草稿\n", encoding="utf-8")
    journal = example / ".policykg" / "desk" / "plan.jsonl"
    journal.parent.mkdir(parents=True)
    journal.write_text("{}\n", encoding="utf-8")
    assert run_cli("-w", str(example), "build").exit_code == 0
    return example


@pytest.fixture
def saved(lived_in: Path, tmp_path: Path) -> Path:
    archive = tmp_path / "saved.zip"
    outcome = run_cli("-w", str(lived_in), "backup", str(archive), "--texts")
    assert outcome.exit_code == 0, outcome.output
    return archive


def test_what_people_made_comes_back_byte_for_byte_and_builds_the_same_graph(
    lived_in: Path, saved: Path, tmp_path: Path
) -> None:
    before = files_below(lived_in)
    back = tmp_path / "back"
    outcome = run_cli("restore", str(saved), str(back))
    assert outcome.exit_code == 0, outcome.output
    after = files_below(back)
    caches = {name for name in before if name.startswith(".policykg/") and "/desk/" not in name}
    assert after == {name: data for name, data in before.items() if name not in caches}
    assert ".policykg/desk/plan.jsonl" in after
    assert not (back / "build").exists()
    assert run_cli("-w", str(back), "check").exit_code == 0
    assert run_cli("-w", str(back), "build").exit_code == 0
    graphs = [folder / "build" / "current" / "graph.nq" for folder in (lived_in, back)]
    assert graphs[0].read_bytes() == graphs[1].read_bytes()


# What a workspace can hold, and a file of each; texts only where they are asked for.
HELD: tuple[tuple[str, str, bytes], ...] = (
    ("settings", "policykg.yaml", b""),
    ("facts", "facts/qingxi-plan.yaml", b""),
    ("authority files", "facts/authority/qingxi.yaml", b""),
    ("dismissals", "facts/omissions.yaml", b""),
    ("exceptions", "facts/exceptions.yaml", b"exceptions: []\n"),
    ("lock", "facts/locks/qingxi-plan.lock", b""),
    ("signatures of facts", "facts/signatures/qingxi-plan.txt", b""),
    ("signatures of glosses", "facts/glosses/signatures/qingxi-plan.txt", b"# signatures 1\n"),
    ("glosses", "facts/glosses/qingxi-plan.yaml", "# 译文\n".encode()),
    ("saved questions", "queries/my-own.rq", b"SELECT * { ?s ?p ?o }\r\n"),
    ("drafts", "drafts/plan.yaml", "# 草稿\n".encode()),
    ("drafts in a spreadsheet", "drafts/plan.xlsx", bytes(range(256)) * 40),
    ("drafts of another reader", "drafts/plan/second.yaml", "# 另一份\n".encode()),
    ("readings", "readings/plan/first.yaml", "# 第一次阅读\n".encode()),
    ("readings' notes", "readings/plan/说明.txt", b"\xef\xbb\xbfnotes\r\n"),
    ("the desk's journal", ".policykg/desk/plan.jsonl", b"{}\n{}\n"),
    ("what was settled of readings", ".policykg/desk/readings/plan/a-b.jsonl", b"{}\n"),
    ("facts before a migration", ".policykg/before-migration-1/facts/plan.yaml", b"old: 1\n"),
    ("its identifiers", ".policykg/before-migration-1/identifiers.tsv", b"-\tplan_q_1-2\n"),
    ("what to keep out of git", ".gitignore", b""),
    ("a citation", "CITATION.cff", b"cff-version: 1.2.0\n"),
)
TEXTS: tuple[tuple[str, str, bytes], ...] = (
    ("a text", "sources/qingxi-plan.txt", b""),
    ("an original", "sources/originals/qingxi-plan.pdf", b"%PDF-1.7\n" + bytes(200_000)),
    ("the map to its original", "sources/qingxi-plan.map.json", b'{"pages": []}\n'),
    ("a text in GB 18030", "sources/gb.txt", "青溪镇".encode("gb18030")),
)
NOT_HELD: tuple[tuple[str, str], ...] = (
    ("the build", "build/current"),
    ("caches", ".policykg/check.sqlite"),
    ("half a file", "drafts/plan.yaml.part"),
)


@pytest.fixture
def full(example: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace that holds one of everything, signed for real."""
    monkeypatch.delenv("POLICYKG_SOURCES", raising=False)
    signed = ("sign", "qingxi-plan", "--as", "Reader 1", "--group", "--yes")
    assert run_cli("-w", str(example), *signed).exit_code == 0
    for _, name, data in (*HELD, *TEXTS):
        path = example / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if data:
            path.write_bytes(data)
        assert path.is_file(), f"the example has no {name}"
    for name in ("build/current", ".policykg/check.sqlite", "drafts/plan.yaml.part"):
        path = example / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"made again")
    return example


@pytest.mark.parametrize("texts", [False, True], ids=["without texts", "with texts"])
def test_all_that_a_workspace_can_hold_comes_back_byte_for_byte(
    full: Path, tmp_path: Path, texts: bool
) -> None:
    archive, back = tmp_path / "all.zip", tmp_path / "back"
    words = ("--texts",) if texts else ()
    before = {name: (full / name).read_bytes() for _, name, _ in (*HELD, *TEXTS)}
    outcome = run_cli("-w", str(full), "backup", str(archive), *words)
    assert outcome.exit_code == 0, outcome.output
    assert run_cli("restore", str(archive), str(back)).exit_code == 0
    for what, name, _ in HELD:
        assert (back / name).read_bytes() == before[name], what
    for what, name, _ in TEXTS:
        assert (back / name).is_file() is texts, what
        assert not texts or (back / name).read_bytes() == before[name], what
    for what, name in NOT_HELD:
        assert not (back / name).exists(), what


def test_what_was_signed_is_signed_after_it_comes_back(full: Path, tmp_path: Path) -> None:
    (full / "facts" / "glosses" / "qingxi-plan.yaml").unlink()  # is none but in its bytes
    (full / "facts" / "glosses" / "signatures" / "qingxi-plan.txt").unlink()
    (full / ".policykg" / "check.sqlite").unlink()
    archive, back = tmp_path / "all.zip", tmp_path / "back"
    assert run_cli("-w", str(full), "backup", str(archive)).exit_code == 0
    assert run_cli("restore", str(archive), str(back)).exit_code == 0

    def fields(folder: Path) -> list[str]:
        output = run_cli("-w", str(folder), "check").output
        return [line for line in output.splitlines() if "fields:" in line]

    assert fields(back) == fields(full)
    assert " 0 signed" not in fields(back)[0]


def test_texts_are_left_out_unless_asked_for(lived_in: Path, tmp_path: Path) -> None:
    archive = tmp_path / "facts-only.zip"
    assert run_cli("-w", str(lived_in), "backup", str(archive)).exit_code == 0
    assert not [n for n in zipfile.ZipFile(archive).namelist() if n.startswith("sources/")]
    outcome = run_cli("restore", str(archive), str(tmp_path / "back"))
    assert "no source texts" in outcome.output


def test_texts_that_lie_elsewhere_are_taken_along(
    lived_in: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "texts"
    (lived_in / "sources").rename(elsewhere)
    expected = files_below(elsewhere)
    (elsewhere / "of-nobody.txt").write_text("不属于任何文献", encoding="utf-8")
    monkeypatch.setenv("POLICYKG_SOURCES", str(elsewhere))
    archive = tmp_path / "all.zip"
    assert run_cli("-w", str(lived_in), "backup", str(archive), "--texts").exit_code == 0
    assert run_cli("restore", str(archive), str(tmp_path / "back")).exit_code == 0
    assert files_below(tmp_path / "back" / "sources") == expected


def test_the_same_files_give_the_same_bytes(lived_in: Path, saved: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.zip"
    assert run_cli("-w", str(lived_in), "backup", str(again), "--texts").exit_code == 0
    assert again.read_bytes() == saved.read_bytes()


def test_an_unsound_workspace_is_saved_all_the_same(lived_in: Path, tmp_path: Path) -> None:
    broken = next((lived_in / "facts").glob("*.yaml"))
    broken.write_text("document: [", encoding="utf-8")
    assert run_cli("-w", str(lived_in), "backup", str(tmp_path / "b.zip")).exit_code == 0
    assert run_cli("restore", str(tmp_path / "b.zip"), str(tmp_path / "back")).exit_code == 0
    assert (tmp_path / "back" / "facts" / broken.name).read_text("utf-8") == "document: ["


@pytest.mark.parametrize(
    ("target", "words"), [("there.zip", "is there already"), ("backup.tar", "does not end in .zip")]
)
def test_a_target_that_will_not_do_is_refused(
    lived_in: Path, tmp_path: Path, target: str, words: str
) -> None:
    (tmp_path / "there.zip").write_bytes(b"mine")
    outcome = run_cli("-w", str(lived_in), "backup", str(tmp_path / target))
    assert (outcome.exit_code, words in outcome.output) == (1, True)
    assert (tmp_path / "there.zip").read_bytes() == b"mine"


def test_a_link_out_of_the_workspace_is_not_followed(lived_in: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    (lived_in / "drafts" / "x.yaml").symlink_to(tmp_path / "secret.txt")
    outcome = run_cli("-w", str(lived_in), "backup", str(tmp_path / "b.zip"))
    assert (outcome.exit_code, "link that leaves" in outcome.output) == (1, True)
    assert not (tmp_path / "b.zip").exists()


def test_a_folder_with_files_is_not_restored_into(saved: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine", encoding="utf-8")
    outcome = run_cli("restore", str(saved), str(tmp_path / "mine"))
    assert (outcome.exit_code, "not empty" in outcome.output) == (1, True)
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["notes.txt"]


Falsify = Callable[[dict[str, bytes]], None]


def _changed(files: dict[str, bytes]) -> None:
    files["policykg.yaml"] += b"\n"


def _missing(files: dict[str, bytes]) -> None:
    del files["facts/locks/qingxi-plan.lock"]


def _added(files: dict[str, bytes]) -> None:
    files["facts/more.yaml"] = b"x: 1\n"


def _leaving(files: dict[str, bytes]) -> None:
    files["../outside.yaml"] = b"x: 1\n"


def _without_list(files: dict[str, bytes]) -> None:
    del files["backup.json"]


def _no_json(files: dict[str, bytes]) -> None:
    files["backup.json"] = b"{"


def _list_of_lists(files: dict[str, bytes]) -> None:
    files["backup.json"] = b'{"form": 1, "files": [["policykg.yaml", 1]]}'


def _later_form(files: dict[str, bytes]) -> None:
    about = json.loads(files["backup.json"])
    files["backup.json"] = json.dumps({**about, "form": 99}).encode()


def _without_settings(files: dict[str, bytes]) -> None:
    del files["policykg.yaml"]
    about = json.loads(files["backup.json"])
    del about["files"]["policykg.yaml"]
    files["backup.json"] = json.dumps(about).encode()


@pytest.mark.parametrize(
    ("falsify", "words"),
    [
        (_changed, "policykg.yaml is not as it was saved"),
        (_missing, "facts/locks/qingxi-plan.lock is missing"),
        (_added, "facts/more.yaml has no checksum"),
        (_leaving, "leaves the folder"),
        (_without_list, "no backup.json"),
        (_no_json, "no backup that can be restored"),
        (_list_of_lists, "no backup that can be restored"),
        (_later_form, "later program"),
        (_without_settings, "policykg.yaml is missing"),
    ],
)
def test_a_falsified_backup_leaves_nothing_behind(
    saved: Path, tmp_path: Path, falsify: Falsify, words: str
) -> None:
    with zipfile.ZipFile(saved) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    falsify(files)
    false = tmp_path / "false.zip"
    with zipfile.ZipFile(false, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    home = tmp_path / "home"
    home.mkdir()
    outcome = run_cli("restore", str(false), str(home / "back"))
    assert (outcome.exit_code, words in outcome.output) == (1, True), outcome.output
    assert list(home.iterdir()) == []


@pytest.mark.parametrize(
    "name",
    [
        ".git/hooks/post-checkout",
        ".git/config",
        ".GIT/config",
        "facts/.git/config",
        "git~1/config",
        "queries/__pycache__/x.cpython-311.pyc",
    ],
)
def test_a_backup_brings_nothing_that_programs_run_by_themselves(
    saved: Path, tmp_path: Path, name: str
) -> None:
    with zipfile.ZipFile(saved) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    about = json.loads(files.pop("backup.json"))
    about["files"][name] = hashlib.sha256(b"x").hexdigest()
    false = tmp_path / "false.zip"
    with zipfile.ZipFile(false, "w") as archive:
        for each, data in {**files, name: b"x", "backup.json": json.dumps(about).encode()}.items():
            archive.writestr(each, data)
    outcome = run_cli("restore", str(false), str(tmp_path / "back"))
    assert (outcome.exit_code, "is in no backup" in outcome.output) == (1, True), outcome.output
    assert not (tmp_path / "back").exists()


@pytest.mark.parametrize("cut", [0, 1, 100, -1, -30])
def test_a_torn_backup_is_refused(saved: Path, tmp_path: Path, cut: int) -> None:
    torn = tmp_path / "torn.zip"
    torn.write_bytes(saved.read_bytes()[:cut])
    outcome = run_cli("restore", str(torn), str(tmp_path / "back"))
    assert (outcome.exit_code, "no backup" in outcome.output) == (1, True)
    assert not (tmp_path / "back").exists()
