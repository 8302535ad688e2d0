"""Bundles and releases, from writing to recomputing."""

from __future__ import annotations

import json
import os
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from policykg import bundle as bundles
from policykg.bundle_numbers import agree
from tests.support.command import run_cli


@pytest.fixture
def built(example: Path) -> Path:
    assert run_cli("-w", str(example), "build").exit_code == 0
    return example


def test_a_bundle_reproduces_its_own_numbers_in_an_empty_folder(
    built: Path, tmp_path: Path
) -> None:
    archive = tmp_path / "plan.zip"
    assert run_cli("-w", str(built), "bundle", str(archive), "--draft").exit_code == 0
    folder = tmp_path / "unpacked"
    zipfile.ZipFile(archive).extractall(folder)
    outcome = run_cli("reproduce", str(folder))
    assert outcome.exit_code == 0, outcome.output
    assert "came out the same" in outcome.output


def test_a_bundle_reproduces_its_numbers_without_unpacking_too(built: Path, tmp_path: Path) -> None:
    archive = tmp_path / "plan.zip"
    run_cli("-w", str(built), "bundle", str(archive), "--draft")
    assert run_cli("reproduce", str(archive)).exit_code == 0
    outcome = run_cli("reproduce", str(built / "policykg.yaml"))
    assert (outcome.exit_code, "no replication bundle" in outcome.output) == (1, True)


@pytest.mark.parametrize("name", ["plan.zip", "plan"])
def test_what_is_there_already_is_not_overwritten(built: Path, tmp_path: Path, name: str) -> None:
    target = tmp_path / name
    assert run_cli("-w", str(built), "bundle", str(target), "--draft").exit_code == 0
    before = sorted(p.read_bytes() for p in [target, *target.rglob("*")] if p.is_file())
    outcome = run_cli("-w", str(built), "bundle", str(target), "--draft")
    assert (outcome.exit_code, "is there already" in outcome.output) == (1, True)
    assert before == sorted(p.read_bytes() for p in [target, *target.rglob("*")] if p.is_file())


@pytest.mark.parametrize("name", ["out", "out.zip"])
def test_a_bundle_for_which_the_disk_has_no_room_is_refused_before_it_is_begun(
    built: Path, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundles, "free_disk", lambda _: 1_000)
    folder = tmp_path / "full"
    folder.mkdir()
    outcome = run_cli("-w", str(built), "bundle", str(folder / name), "--draft")
    assert (outcome.exit_code, "the bundle takes about" in outcome.output) == (1, True)
    assert list(folder.iterdir()) == []


def test_a_zip_does_not_touch_a_folder_of_its_name(built: Path, tmp_path: Path) -> None:
    (tmp_path / "plan").mkdir()
    (tmp_path / "plan" / "notes.txt").write_text("mine", encoding="utf-8")
    assert run_cli("-w", str(built), "bundle", str(tmp_path / "plan.zip"), "--draft").exit_code == 0
    assert sorted(p.name for p in tmp_path.iterdir() if p.name.startswith((".", "plan"))) == [
        "plan",
        "plan.zip",
    ]
    assert (tmp_path / "plan" / "notes.txt").read_text(encoding="utf-8") == "mine"


def test_the_bundle_of_the_five_documents_holds_the_measures_of_its_networks(
    workspace: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "bundle"
    assert run_cli("-w", str(workspace), "bundle", str(folder), "--draft").exit_code == 0
    told = json.loads((folder / "results/measures/leadership.json").read_text(encoding="utf-8"))
    row = next(r for r in told["rows"] if r[0].endswith("/shaoxing-drc"))
    assert row[told["columns"].index("whole")] == 15
    assert "Data version" in told["method"] and "SELECT" in told["sparql"]
    outcome = run_cli("reproduce", str(folder))
    assert outcome.exit_code == 0, outcome.output


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("[1.0, 2]", "[1.0000000001, 2]", True),
        ("[1.0, 2]", "[1.001, 2]", False),
        ("[1, 2]", "[1, 3]", False),
        ('{"a": null}', '{"a": 0.0}', False),
        ('{"a": true}', '{"a": false}', False),
        ("[1.0]", "[1.0, 1.0]", False),
        ('["甲"]', '["乙"]', False),
        ("[1.0", "[1.0]", False),
    ],
)
def test_numbers_may_differ_in_their_last_digit_only(one: str, other: str, same: bool) -> None:
    assert agree(one, other) is same


def test_diff_reads_a_bundle_in_its_zip(built: Path, tmp_path: Path) -> None:
    archive = tmp_path / "plan.zip"
    run_cli("-w", str(built), "bundle", str(archive), "--draft")
    outcome = run_cli("-w", str(built), "diff", str(archive))
    assert (outcome.exit_code, outcome.output) == (0, "No difference.\n")


def test_diff_compares_with_the_build_even_within_a_bundle(built: Path, tmp_path: Path) -> None:
    folder = tmp_path / "bundle"
    run_cli("-w", str(built), "bundle", str(folder), "--draft")
    settings = folder / "policykg.yaml"
    assert run_cli("-w", str(folder), "build").exit_code == 0
    graph = folder / "graph.nq"
    graph.write_text(graph.read_text("utf-8").replace("Clear water", "Pure water"), "utf-8")
    outcome = run_cli("-w", str(settings.parent), "diff", str(folder / "graph.nq"))
    assert outcome.exit_code == 1
    assert "label: “Pure water” (en) → “Clear water” (en)" in outcome.output


def test_the_same_state_gives_the_same_bundle(built: Path, tmp_path: Path) -> None:
    for name in ("a.zip", "b.zip"):
        run_cli("-w", str(built), "bundle", str(tmp_path / name), "--draft")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("graph.nq", b"8000", b"9000"),
        ("results/measures/leadership.json", b'"rows": [', b'"rows": [ [1],'),
        ("facts/qingxi-plan.yaml", b"Restore", b"Renew"),
        ("bundle.json", b'"triples": ', b'"triples": 1'),
    ],
)
def test_a_changed_bundle_is_noticed(
    built: Path, tmp_path: Path, name: str, old: bytes, new: bytes
) -> None:
    folder = tmp_path / "bundle"
    run_cli("-w", str(built), "bundle", str(folder), "--draft")
    path = folder / name
    path.write_bytes(path.read_bytes().replace(old, new))
    outcome = run_cli("reproduce", str(folder))
    assert (outcome.exit_code, "Traceback" in outcome.output) == (1, False), outcome.output


def test_a_build_older_than_its_facts_is_not_bundled(built: Path, tmp_path: Path) -> None:
    facts = built / "facts" / "qingxi-plan.yaml"
    facts.write_text(facts.read_text(encoding="utf-8") + "# later\n", encoding="utf-8")
    outcome = run_cli("-w", str(built), "bundle", str(tmp_path / "late"), "--draft")
    assert (outcome.exit_code, "run `policykg build`" in outcome.output) == (1, True)


def test_a_release_tells_what_changed_since_the_last(built: Path) -> None:
    assert (
        run_cli("-w", str(built), "release", "0.1.0", "-o", str(built / "r"), "--draft").exit_code
        == 0
    )
    facts, settings = built / "facts" / "qingxi-plan.yaml", built / "policykg.yaml"
    facts.write_text(
        facts.read_text(encoding="utf-8").replace("en: Clear water", "en: Clean water"),
        encoding="utf-8",
    )
    settings.write_text(
        settings.read_text(encoding="utf-8").replace("0.1.0", "0.2.0"), encoding="utf-8"
    )
    for words in (("lock",), ("build",), ("release", "0.2.0", "-o", str(built / "r"), "--draft")):
        outcome = run_cli("-w", str(built), *words)
        assert outcome.exit_code == 0, outcome.output
    changes = (built / "r" / "0.2.0" / "CHANGES.md").read_text(encoding="utf-8")
    assert "Since 0.1.0" in changes
    assert "label: “Clear water” (en) → “Clean water” (en)" in changes


@pytest.mark.parametrize("name", ["graph.ttl", "CHANGES.md"])
def test_every_file_of_a_release_is_held_to_its_checksum(built: Path, name: str) -> None:
    assert (
        run_cli("-w", str(built), "release", "0.1.0", "-o", str(built / "r"), "--draft").exit_code
        == 0
    )
    folder = built / "r" / "0.1.0"
    assert run_cli("reproduce", str(folder)).exit_code == 0
    (folder / name).write_text("other words", encoding="utf-8")
    outcome = run_cli("reproduce", str(folder))
    assert (outcome.exit_code, f"differs: {name}" in outcome.output) == (1, True)


def test_diff_speaks_json(built: Path, tmp_path: Path) -> None:
    old = tmp_path / "old.nq"
    text = (built / "build" / "current" / "graph.nq").read_text(encoding="utf-8")
    old.write_text(text.replace("Clear water", "Pure water"), encoding="utf-8")
    outcome = run_cli("-w", str(built), "diff", str(old), "--format", "json")
    assert outcome.exit_code == 1
    assert "changed" in {change["change"] for change in json.loads(outcome.output)["changes"]}


# ---- bundles from elsewhere ------------------------------------------------------------------


def _listed(name: str) -> Callable[[Path], object]:
    def change(folder: Path) -> None:
        about = json.loads((folder / "bundle.json").read_text("utf-8"))
        about["files"][name] = "0" * 64
        (folder / "bundle.json").write_text(json.dumps(about), encoding="utf-8")

    return change


def _manifest(text: str) -> Callable[[Path], object]:
    return lambda folder: (folder / "bundle.json").write_text(text, encoding="utf-8")


def _linked(folder: Path) -> None:
    (folder / "graph.nq").rename(folder.parent / "graph.nq")
    (folder / "graph.nq").symlink_to(folder.parent / "graph.nq")


def _pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


HOSTILE: dict[str, Callable[[Path], object]] = {
    "a file more": lambda f: (f / "facts" / "more.yaml").write_text("a: b", encoding="utf-8"),
    "a question more": lambda f: (f / "queries" / "x.rq").write_text("ASK {}", encoding="utf-8"),
    "a file more, at the top": lambda f: (f / "x").write_text("x", encoding="utf-8"),
    "a link in place of a file": _linked,
    "a link more": lambda f: (f / "facts" / "x").symlink_to("/etc"),
    "a pipe in place of a file": lambda f: _pipe(f / "graph.nq"),
    "a pipe in place of the list": lambda f: _pipe(f / "bundle.json"),
    "a name that leaves": _listed("../../etc/passwd"),
    "an absolute name": _listed("/etc/passwd"),
    "an empty name": _listed(""),
    "no list": lambda f: (f / "bundle.json").unlink(),
    "a list of nothing": _manifest("[]"),
    "files no map": _manifest('{"files": 3}'),
    "checksums no text": _manifest('{"files": {"a": {}}}'),
    "nested without end": _manifest("[" * 100_000),
    "no JSON": _manifest("{"),
}


@pytest.mark.parametrize("change", HOSTILE.values(), ids=HOSTILE)
def test_a_bundle_of_more_or_less_than_it_lists_is_refused_in_a_line(
    built: Path, tmp_path: Path, change: Callable[[Path], object]
) -> None:
    folder = tmp_path / "bundle"
    run_cli("-w", str(built), "bundle", str(folder), "--draft")
    change(folder)
    outcome = run_cli("reproduce", str(folder))
    assert outcome.exit_code == 1, outcome.output
    assert "is no replication bundle" in outcome.output
    assert len(outcome.output.splitlines()) == 1


def test_a_bundle_in_which_somebody_built_is_still_a_bundle(built: Path, tmp_path: Path) -> None:
    folder = tmp_path / "bundle"
    run_cli("-w", str(built), "bundle", str(folder), "--draft")
    assert run_cli("-w", str(folder), "build").exit_code == 0
    outcome = run_cli("reproduce", str(folder))
    assert outcome.exit_code == 0, outcome.output


@pytest.mark.parametrize("name", ["../x", "/x", "a\\b"])
def test_a_zip_that_would_leave_its_folder_is_refused_in_a_line(tmp_path: Path, name: str) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        info = zipfile.ZipInfo("x")
        info.filename = name
        archive.writestr(info, "x")
    outcome = run_cli("reproduce", str(tmp_path / "a.zip"))
    assert (outcome.exit_code, len(outcome.output.splitlines())) == (1, 1)
    assert "leaves the folder" in outcome.output


@pytest.mark.parametrize("name", ["graph.nq", "policykg.yaml", "bundle.json", "facts"])
def test_a_zip_that_lacks_a_file_is_named_itself_and_not_where_it_was_unpacked(
    built: Path, tmp_path: Path, name: str
) -> None:
    whole, less = tmp_path / "whole.zip", tmp_path / "less.zip"
    run_cli("-w", str(built), "bundle", str(whole), "--draft")
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(less, "w") as target:
        for item in source.namelist():
            if item != name and not item.startswith(f"{name}/"):
                target.writestr(item, source.read(item))
    outcome = run_cli("reproduce", str(less))
    assert outcome.exit_code == 1
    assert "Traceback" not in outcome.output
    assert not re.search(r"/tmp\w{6,}", outcome.output.replace(str(tmp_path), ""))
    assert name in outcome.output or "less.zip" in outcome.output
