"""Signing on the command line, and what check and bundle make of open fields."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import policykg
from loaders.checking.listing import states_of_workspace
from loaders.states.words import TRANSLATION
from loaders.workspace import open_workspace
from tests.support.command import run_cli


@pytest.fixture
def locked(tmp_path: Path, root: Path) -> Path:
    """A workspace of one locked document with its text."""
    folder = tmp_path / "w"
    shutil.copytree(root / "tests" / "examples" / "locked", folder)
    return folder


def name_of(folder: Path) -> str:
    return next(iter(states_of_workspace(open_workspace(folder)))).document


def open_fields(folder: Path) -> int:
    found = next(iter(states_of_workspace(open_workspace(folder))))
    return sum(s.state == "open" and s.row != TRANSLATION for s in found.states)


def test_check_counts_states_in_one_line_a_document(locked: Path) -> None:
    outcome = run_cli("-w", str(locked), "check")
    assert outcome.exit_code == 0, outcome.output
    lines = [line for line in outcome.output.splitlines() if " fields: " in line]
    assert len(lines) == 1
    assert f"{open_fields(locked)} open" in lines[0]
    warm = run_cli("-w", str(locked), "check")
    assert lines[0] in warm.output


def test_check_open_lists_each_open_field_at_its_place_with_its_words(locked: Path) -> None:
    found = next(iter(states_of_workspace(open_workspace(locked))))
    outcome = run_cli("-w", str(locked), "check", "--open")
    for state in found.states:
        if state.state == "open" and state.row != TRANSLATION:
            assert f"{state.at}  {state.fact}  {state.field}: " in outcome.output
            assert found.words(state) in outcome.output


def test_strict_makes_open_fields_errors(locked: Path) -> None:
    outcome = run_cli("-w", str(locked), "check", "--strict")
    assert outcome.exit_code == 1
    assert "field-open" in outcome.output


def test_json_has_the_states_and_what_is_open_where_asked(locked: Path) -> None:
    plain = json.loads(run_cli("-w", str(locked), "check", "--json").output)
    assert set(plain["states"]) == {name_of(locked)}
    assert "open" not in plain
    full = json.loads(run_cli("-w", str(locked), "check", "--json", "--open").output)
    claimed = [one for one in full["open"] if one["kind"] != TRANSLATION]
    assert len(claimed) == open_fields(locked)
    assert all(one["at"].startswith("facts/") for one in claimed)


def test_a_group_is_shown_with_its_words_signed_and_a_twentieth_read_again(locked: Path) -> None:
    name, before = name_of(locked), open_fields(locked)
    shown = run_cli("-w", str(locked), "sign", name, "--as", "Reader 1", "--group", "--yes")
    assert shown.exit_code == 0, shown.output
    assert f"{before} fields signed" in shown.output
    assert open_fields(locked) == 0
    assert run_cli("-w", str(locked), "check", "--strict").exit_code == 0
    path = locked / "facts" / "signatures" / f"{name}.txt"
    drawn = path.read_text("utf-8").count("pending")
    assert drawn == -(-before // 20)
    looks = run_cli("-w", str(locked), "sign", name, "--looks", input="n\n" + "y\n" * (drawn - 1))
    assert f"{drawn} read again, 1 wrong" in looks.output, looks.output
    assert open_fields(locked) == 1, "what was found wrong is open again"


def test_single_fields_are_asked_for_one_by_one(locked: Path) -> None:
    name, before = name_of(locked), open_fields(locked)
    outcome = run_cli("-w", str(locked), "sign", name, "--as", "R", input="y\nn\nq\n")
    assert "1 field signed" in outcome.output, outcome.output
    assert open_fields(locked) == before - 1


def test_a_name_is_withdrawn_and_what_it_signed_stays(locked: Path) -> None:
    name = name_of(locked)
    run_cli("-w", str(locked), "sign", name, "--as", "Reader 1", "--group", "--yes")
    outcome = run_cli("-w", str(locked), "sign", "--withdraw", "Reader 1")
    assert outcome.exit_code == 0, outcome.output
    text = (locked / "facts" / "signatures" / f"{name}.txt").read_text("utf-8")
    assert "Reader 1" not in text
    assert "withdrawn" in text
    assert open_fields(locked) == 0


@pytest.mark.parametrize(
    ("option", "more", "how"),
    [
        ("--from-agreement", (), "agreed"),
        ("--from-agreement", ("--settled",), "settled"),
        ("--from-list", (), "read"),
        ("--from-list", ("--settled",), "settled"),
    ],
)
def test_what_a_file_names_is_signed_as_agreed_read_or_settled(
    locked: Path, tmp_path: Path, option: str, more: tuple[str, ...], how: str
) -> None:
    found = next(iter(states_of_workspace(open_workspace(locked))))
    chosen = [state for state in found.states if state.state == "open"][:2]
    listed = tmp_path / "agreed.tsv"
    listed.write_text("".join(f"{s.fact}\t{s.field}\n" for s in chosen), "utf-8")
    words = ("sign", found.document, "--as", "Second", "--kind", "machine-rereading")
    outcome = run_cli("-w", str(locked), *words, *more, option, str(listed))
    assert "2 fields signed" in outcome.output, outcome.output
    again = next(iter(states_of_workspace(open_workspace(locked))))
    marks = [mark for state in again.states for mark in state.signatures]
    assert {(mark.how, mark.reader.kind) for mark in marks} == {(how, "machine-rereading")}
    listed.write_text("nothing\tname\n", "utf-8")
    outcome = run_cli("-w", str(locked), *words, option, str(listed))
    assert outcome.exit_code == 2
    assert "agreed.tsv:1" in outcome.output
    outcome = run_cli("-w", str(locked), *words, "--group", option, str(listed))
    assert outcome.exit_code == 2
    assert "exclude each other" in outcome.output


@pytest.mark.parametrize("options", [("--group", "--yes"), ("--from-list", "read.tsv")])
def test_what_is_not_seen_is_not_signed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...]
) -> None:
    monkeypatch.delenv("POLICYKG_SOURCES", raising=False)
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "w"
    shutil.copytree(Path(policykg.__file__).parent / "example", folder)
    found = next(iter(states_of_workspace(open_workspace(folder))))
    listed = [f"{one.fact}\t{one.field}\n" for one in found.states if one.state == "open"]
    (tmp_path / "read.tsv").write_text("".join(listed), "utf-8")
    shutil.rmtree(folder / "sources")
    outcome = run_cli("-w", str(folder), "sign", found.document, "--as", "R", *options)
    assert outcome.exit_code == 2, outcome.output
    assert "not at hand" in outcome.output
    assert not (folder / "facts" / "signatures").exists()


def test_a_damaged_file_of_signatures_is_an_error_and_is_not_written_over(locked: Path) -> None:
    name = name_of(locked)
    path = locked / "facts" / "signatures" / f"{name}.txt"
    path.parent.mkdir()
    path.write_text("<<<<<<< HEAD\n", "utf-8")
    checked = run_cli("-w", str(locked), "check")
    assert checked.exit_code == 1
    assert "signature-line" in checked.output
    outcome = run_cli("-w", str(locked), "sign", name, "--as", "R", "--group", "--yes")
    assert outcome.exit_code == 1
    assert path.read_text("utf-8") == "<<<<<<< HEAD\n"


def test_void_signatures_are_taken_out_on_request(locked: Path) -> None:
    name = name_of(locked)
    run_cli("-w", str(locked), "sign", name, "--as", "R", "--group", "--yes")
    path = locked / "facts" / "signatures" / f"{name}.txt"
    lines = path.read_text("utf-8").splitlines()
    changed = [line[:-16] + "f" * 16 if index == len(lines) - 1 else line
               for index, line in enumerate(lines)]  # fmt: skip
    path.write_text("\n".join(changed) + "\n", "utf-8")
    assert "signature-void" in run_cli("-w", str(locked), "check").output
    assert "1 void" in run_cli("-w", str(locked), "sign", name, "--tidy").output
    assert "signature-void" not in run_cli("-w", str(locked), "check").output


def test_a_bundle_with_open_fields_is_refused_and_a_draft_is_not(
    locked: Path, tmp_path: Path
) -> None:
    assert run_cli("-w", str(locked), "build").exit_code == 0
    refused = run_cli("-w", str(locked), "bundle", str(tmp_path / "b"))
    assert refused.exit_code != 0
    assert "open" in refused.output
    assert run_cli("-w", str(locked), "bundle", str(tmp_path / "b"), "--draft").exit_code == 0
    told = json.loads((tmp_path / "b" / "bundle.json").read_text("utf-8"))["states"]
    assert set(told) == {name_of(locked)}
