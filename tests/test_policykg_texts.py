"""A reader's own copy of a text is recognised by its hash or by its characters, and kept."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.evidence.blanks import characters, checksum, layout_of, restored
from tests.support.command import run_cli

BLANKS = " \t\n\r\u00a0\u3000\u2028\ufeff\u200b"


@given(st.text(alphabet="青溪镇12,。a" + BLANKS, max_size=80))
def test_a_text_is_restored_from_its_characters_and_its_layout(text: str) -> None:
    assert restored(characters(text), layout_of(text)) == text
    assert checksum(characters(text)) == checksum(text)


@pytest.mark.parametrize("layout", ["x", "5:zz", "99:20", "1:20*99999999", "-3:20", "1:110000"])
def test_a_damaged_layout_restores_nothing(layout: str) -> None:
    assert restored("青溪镇", layout) is None


@pytest.fixture
def clone(tmp_path: Path) -> tuple[Path, bytes]:
    """A locked workspace without its text, and the text."""
    folder = tmp_path / "qingxi"
    assert run_cli("init", str(folder)).exit_code == 0
    assert run_cli("-w", str(folder), "lock").exit_code == 0
    text = (folder / "sources" / "qingxi-plan.txt").read_bytes()
    shutil.rmtree(folder / "sources")
    return folder, text


COPIES = {
    "the same bytes": lambda data: data,
    "other line ends": lambda data: data.replace(b"\n", b"\r\n"),
    "one line": lambda data: data.replace(b"\n", b""),
    "indented": lambda data: data.replace(b"\n", "\n\u3000\u3000".encode()),
    "a mark in front": lambda data: b"\xef\xbb\xbf" + data,
    "GB 18030": lambda data: data.decode().encode("gb18030"),
    "UTF-16": lambda data: data.decode().encode("utf-16"),
}


@pytest.mark.parametrize("kind", COPIES)
def test_a_copy_becomes_the_text_that_was_checked(
    clone: tuple[Path, bytes], tmp_path: Path, kind: str
) -> None:
    folder, text = clone
    copy = tmp_path / "download.txt"
    copy.write_bytes(COPIES[kind](text))
    missing = run_cli("-w", str(folder), "check")
    assert missing.exit_code == 0 and "policykg texts add FILE" in missing.output
    outcome = run_cli("-w", str(folder), "texts", "add", str(copy))
    assert outcome.exit_code == 0, outcome.output
    assert (folder / "sources" / "qingxi-plan.txt").read_bytes() == text
    assert "at hand" in run_cli("-w", str(folder), "texts", "list").output
    assert "texts add" not in run_cli("-w", str(folder), "check").output


def test_another_text_is_refused_and_nothing_is_written(
    clone: tuple[Path, bytes], tmp_path: Path
) -> None:
    folder, text = clone
    copy = tmp_path / "other.txt"
    copy.write_bytes(text.replace("青溪".encode(), "清溪".encode(), 1))
    outcome = run_cli("-w", str(folder), "texts", "add", str(copy))
    assert outcome.exit_code == 1 and "qingxi-plan" in outcome.output
    assert not (folder / "sources").exists()


def test_a_text_that_is_there_already_is_not_overwritten(
    clone: tuple[Path, bytes], tmp_path: Path
) -> None:
    folder, text = clone
    (folder / "sources").mkdir()
    (folder / "sources" / "qingxi-plan.txt").write_bytes(b"mine")
    copy = tmp_path / "copy.txt"
    copy.write_bytes(text)
    outcome = run_cli("-w", str(folder), "texts", "add", str(copy))
    assert outcome.exit_code != 0 and "qingxi-plan.txt" in outcome.output
    assert (folder / "sources" / "qingxi-plan.txt").read_bytes() == b"mine"


def test_one_document_is_locked_by_its_id(tmp_path: Path) -> None:
    folder = tmp_path / "qingxi"
    assert run_cli("init", str(folder)).exit_code == 0
    lock = folder / "facts" / "locks" / "qingxi-plan.lock"
    lock.unlink()
    check = run_cli("-w", str(folder), "check")
    assert check.exit_code == 0 and "lock-missing" in check.output
    assert not lock.exists()
    assert run_cli("-w", str(folder), "lock", "qingxi-plan").exit_code == 0
    assert "lock-missing" not in run_cli("-w", str(folder), "check").output
    wrong = run_cli("-w", str(folder), "lock", "no-such-plan")
    assert wrong.exit_code == 2 and "qingxi-plan" in wrong.output


def test_what_is_not_locked_is_not_published(tmp_path: Path) -> None:
    folder = tmp_path / "qingxi"
    assert run_cli("init", str(folder)).exit_code == 0
    (folder / "facts" / "locks" / "qingxi-plan.lock").unlink()
    assert run_cli("-w", str(folder), "build").exit_code == 0
    outcome = run_cli("-w", str(folder), "bundle", str(tmp_path / "bundle"), "--draft")
    assert outcome.exit_code == 1 and "policykg lock qingxi-plan" in outcome.output


def test_what_a_check_could_not_see_is_not_called_quotations(example: Path) -> None:
    """Quotations are counted alike everywhere; the passages of a facts file are others."""
    (example / "sources" / "qingxi-plan.txt").unlink()
    output = run_cli("-w", str(example), "check").output
    assert "quoted passages of 1 document could not be looked up" in output
    assert "quotes of" not in output
