"""`policykg doctor` tells the truth, also where something is broken."""

from __future__ import annotations

import importlib.metadata
import shutil
import sys
from pathlib import Path

import pytest

from policykg.cli import doctor
from tests.support.command import run_cli


def told(folder: Path, *words: str) -> tuple[int, str]:
    outcome = run_cli(*words, "-w", str(folder), "doctor")
    return outcome.exit_code, outcome.output


@pytest.fixture
def built(example: Path) -> Path:
    assert run_cli("-w", str(example), "build").exit_code == 0
    return example


def test_all_is_well_where_all_is_well(built: Path) -> None:
    code, said = told(built)
    assert (code, "MISSING" in said, "older" in said) == (0, False, False)
    assert "source texts of 1 of 1 documents" in said


def test_no_build_and_no_texts_are_no_illness(example: Path) -> None:
    (example / "sources" / "qingxi-plan.txt").unlink()
    code, said = told(example)
    assert (code, "no build" in said) == (0, True)
    assert "source texts of 0 of 1 documents" in said
    assert "quotes of qingxi-plan are verified against" in said


@pytest.mark.parametrize("change", ["edited", "added", "removed"])
def test_a_build_older_than_the_facts_is_told_with_the_file(built: Path, change: str) -> None:
    facts = built / "facts" / "qingxi-plan.yaml"
    match change:
        case "edited":
            facts.write_text(facts.read_text(encoding="utf-8") + "# said\n", encoding="utf-8")
        case "added":
            facts = built / "facts" / "authority" / "other.yaml"
            facts.write_text("places: []\n", encoding="utf-8")
        case _:
            facts.unlink()
    code, said = told(built)
    assert (code, "is older than the facts" in said) == (0, True)
    assert f"changed since: {facts.relative_to(built).as_posix()}" in said


def test_a_damaged_build_is_told_as_such(built: Path) -> None:
    (graph,) = built.glob("build/gen-*/graph.nq")
    data = bytearray(graph.read_bytes())
    data[5000] ^= 1
    graph.write_bytes(data)
    code, said = told(built)
    assert (code, "MISSING  a sound build" in said, "policykg build" in said) == (1, True, True)


def test_a_question_that_cannot_be_read_is_told(built: Path) -> None:
    (built / "queries" / "mine.rq").write_text("ASK {}", encoding="utf-8")
    code, said = told(built, "--lang", "zh")
    assert (code, "现成问题 mine" in said, "mine.rq:1" in said) == (1, True, True)


def test_settings_that_cannot_be_read_are_told(built: Path) -> None:
    (built / "policykg.yaml").write_text("title: [", encoding="utf-8")
    code, said = told(built)
    assert (code, "policykg.yaml:" in said) == (1, True)


def test_an_old_package_is_told_with_the_version_needed(
    built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def version(name: str) -> str:
        if name == "pandas":
            raise importlib.metadata.PackageNotFoundError(name)
        return {"rdflib": "6.3.2", "openpyxl": "2.0"}.get(name, "999.0")

    monkeypatch.setattr(doctor, "version", version)
    code, said = told(built)
    assert code == 1
    assert "MISSING  rdflib 6.3.2 (needs 7.6)" in said
    assert "MISSING  openpyxl 2.0 (needs 3.1.5)" in said
    assert "extra    pandas (needs 2.2)" in said
    assert "pip install 'policykg[dataframe]'" in said


def test_pages_without_their_javascript_are_told(
    built: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import explorer

    monkeypatch.setattr(explorer, "__file__", str(tmp_path / "__init__.py"))
    code, said = told(built)
    assert (code, "MISSING  JavaScript of the pages" in said) == (1, True)


def test_shapes_without_pyshacl_say_what_to_install(
    built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyshacl", None)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    outcome = run_cli("-w", str(built), "check", "--shapes")
    assert (outcome.exit_code, "pip install 'policykg[shapes]'" in outcome.output) == (1, True)


def test_shapes_are_checked_where_nothing_can_be_kept(built: Path) -> None:
    shutil.rmtree(built / ".policykg", ignore_errors=True)
    (built / ".policykg").write_text("no folder", encoding="utf-8")
    outcome = run_cli("-w", str(built), "check", "--shapes")
    assert outcome.exit_code == 0, outcome.output
