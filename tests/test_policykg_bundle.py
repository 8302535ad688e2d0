"""Bundles and releases, from writing to recomputing."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from tests.conftest import run_cli


@pytest.fixture
def built(example: Path) -> Path:
    assert run_cli("-w", str(example), "build").exit_code == 0
    return example


def test_a_bundle_reproduces_its_own_numbers_in_an_empty_folder(
    built: Path, tmp_path: Path
) -> None:
    archive = tmp_path / "plan.zip"
    assert run_cli("-w", str(built), "bundle", str(archive)).exit_code == 0
    folder = tmp_path / "unpacked"
    zipfile.ZipFile(archive).extractall(folder)
    outcome = run_cli("reproduce", str(folder))
    assert outcome.exit_code == 0, outcome.output
    assert "came out the same" in outcome.output


def test_the_same_state_gives_the_same_bundle(built: Path, tmp_path: Path) -> None:
    for name in ("a.zip", "b.zip"):
        run_cli("-w", str(built), "bundle", str(tmp_path / name))
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("graph.nq", b"8000", b"9000"),
        ("facts/qingxi-plan.yaml", b"Restore", b"Renew"),
        ("bundle.json", b'"triples": ', b'"triples": 1'),
    ],
)
def test_a_changed_bundle_is_noticed(
    built: Path, tmp_path: Path, name: str, old: bytes, new: bytes
) -> None:
    folder = tmp_path / "bundle"
    run_cli("-w", str(built), "bundle", str(folder))
    path = folder / name
    path.write_bytes(path.read_bytes().replace(old, new))
    outcome = run_cli("reproduce", str(folder))
    assert (outcome.exit_code, "Traceback" in outcome.output) == (1, False), outcome.output


def test_a_build_older_than_its_facts_is_not_bundled(built: Path, tmp_path: Path) -> None:
    facts = built / "facts" / "qingxi-plan.yaml"
    facts.write_text(facts.read_text(encoding="utf-8") + "# later\n", encoding="utf-8")
    outcome = run_cli("-w", str(built), "bundle", str(tmp_path / "late"))
    assert (outcome.exit_code, "run `policykg build`" in outcome.output) == (1, True)


def test_a_release_tells_what_changed_since_the_last(built: Path) -> None:
    assert run_cli("-w", str(built), "release", "0.1.0", "-o", str(built / "r")).exit_code == 0
    facts, settings = built / "facts" / "qingxi-plan.yaml", built / "policykg.yaml"
    facts.write_text(
        facts.read_text(encoding="utf-8").replace("en: Clear water", "en: Clean water"),
        encoding="utf-8",
    )
    settings.write_text(
        settings.read_text(encoding="utf-8").replace("0.1.0", "0.2.0"), encoding="utf-8"
    )
    for words in (("lock",), ("build",), ("release", "0.2.0", "-o", str(built / "r"))):
        outcome = run_cli("-w", str(built), *words)
        assert outcome.exit_code == 0, outcome.output
    changes = (built / "r" / "0.2.0" / "CHANGES.md").read_text(encoding="utf-8")
    assert "Since 0.1.0" in changes
    assert 'rdfs:label "Clean water"@en' in changes


def test_diff_speaks_json(built: Path, tmp_path: Path) -> None:
    old = tmp_path / "old.nq"
    text = (built / "build" / "current" / "graph.nq").read_text(encoding="utf-8")
    old.write_text(text.replace("Clear water", "Pure water"), encoding="utf-8")
    outcome = run_cli("-w", str(built), "diff", str(old), "--format", "json")
    assert outcome.exit_code == 1
    assert "changed" in {change["change"] for change in json.loads(outcome.output)["changes"]}
