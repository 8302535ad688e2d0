"""What commands write: never half, never in place of a device, with the mode and link it had."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from loaders.problems import Fix, Position, Problem
from loaders.workspace import open_workspace
from policykg.cli.context import Settings
from policykg.cli.facts import repair
from tests.support.command import run_cli

FACTS = "facts/qingxi-plan.yaml"


def _untidy(example: Path) -> Path:
    path = example / FACTS
    path.write_text(path.read_text("utf-8") + "\n\n\n# at the end\n\n", encoding="utf-8")
    return path


def test_fmt_keeps_mode_and_link(example: Path) -> None:
    path = _untidy(example)
    real = path.rename(example / "facts" / "real.txt")
    path.symlink_to("real.txt")
    real.chmod(0o640)
    outcome = run_cli("-w", str(example), "fmt", str(path))
    assert outcome.exit_code == 0, outcome.output
    assert path.is_symlink()
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    assert real.read_text("utf-8").endswith("# at the end\n")


def test_fmt_refuses_a_file_with_two_names(example: Path) -> None:
    path = _untidy(example)
    before = path.read_bytes()
    os.link(path, example / "facts" / "twin.txt")
    outcome = run_cli("-w", str(example), "fmt", str(path))
    assert (outcome.exit_code, "second name" in outcome.output) == (1, True)
    assert path.read_bytes() == before


def test_fmt_refuses_pipes_devices_and_what_is_too_large(example: Path) -> None:
    os.mkfifo(example / "facts" / "pipe.yaml")
    (example / "facts" / "zero.yaml").symlink_to("/dev/zero")
    with (example / "facts" / "large.yaml").open("wb") as file:
        file.truncate(5 * 1024**3)
    for name, words in (
        ("pipe", "not a regular file"),
        ("zero", "leaves the workspace"),
        ("large", "at most"),
    ):
        outcome = run_cli("-w", str(example), "fmt", str(example / "facts" / f"{name}.yaml"))
        assert (outcome.exit_code, words in outcome.output) == (1, True), outcome.output


@pytest.mark.parametrize("name", ["pipe", "/dev/null", "/dev/full"])
@pytest.mark.parametrize(
    "words",
    [
        ("export", "turtle"),
        ("query", "ASK {}", "-o"),
        ("measure", "leadership", "-o"),
        ("network", "leads", "--format", "svg"),
    ],
)
def test_nothing_is_written_in_place_of_a_pipe_or_device(
    example: Path, words: tuple[str, ...], name: str
) -> None:
    assert run_cli("-w", str(example), "build").exit_code == 0
    os.mkfifo(example / "pipe")
    outcome = run_cli("-w", str(example), *words, str(example / name))
    assert outcome.exit_code == 1, outcome.output
    assert "a device or a pipe" in outcome.output
    assert "Traceback" not in outcome.output


def test_an_export_replaces_a_file_and_leaves_nothing_beside_it(example: Path) -> None:
    assert run_cli("-w", str(example), "build").exit_code == 0
    folder = example / "out"
    folder.mkdir()
    for _ in range(2):
        outcome = run_cli("-w", str(example), "export", "turtle", str(folder / "g.ttl"))
        assert outcome.exit_code == 0, outcome.output
    assert [path.name for path in folder.iterdir()] == ["g.ttl"]


def test_drafts_go_to_standard_output_and_errors_never(example: Path) -> None:
    path = example / FACTS
    path.write_text(path.read_text("utf-8").replace("document:", "document: ["), encoding="utf-8")
    outcome = run_cli("-w", str(example), "draft", "--authority")
    assert (outcome.exit_code, outcome.stdout) == (1, "")
    assert FACTS in outcome.stderr


def test_an_authority_file_at_fault_leaves_the_draft_empty(example: Path) -> None:
    path = next((example / "facts" / "authority").glob("*.yaml"))
    path.write_text(path.read_text("utf-8") + "\n- nonsense\n", encoding="utf-8")
    outcome = run_cli("-w", str(example), "draft", "--authority")
    assert (outcome.exit_code, outcome.stdout) == (1, "")


def test_a_long_value_is_shortened_in_an_error(example: Path) -> None:
    path = example / FACTS
    text = path.read_text("utf-8")
    path.write_text(text.replace("jurisdiction:", f"jurisdiction: {'字' * 300_000} #", 1), "utf-8")
    outcome = run_cli("-w", str(example), "check")
    assert outcome.exit_code == 1
    assert len(outcome.output) < 20_000


def test_repairs_keep_line_ends_mode_and_link_and_reach_every_place_of_a_line(
    tmp_path: Path,
) -> None:
    real = tmp_path / "real.yaml"
    real.write_bytes("a: x 一 x 二\r\nb: x\r\n".encode())
    real.chmod(0o640)
    (tmp_path / "f.yaml").symlink_to(real)
    (tmp_path / "policykg.yaml").write_text("title: {zh: 一, en: a}\n", encoding="utf-8")
    problems = [
        Problem("r", Position("f.yaml", line, column), "", "", fix=Fix("x", "long"))
        for line, column in ((1, 4), (1, 8), (2, 4))
    ]
    repair(open_workspace(tmp_path), problems, Settings(None, "en", ()), ask=False)
    assert real.read_bytes() == "a: long 一 long 二\r\nb: long\r\n".encode()
    assert (tmp_path / "f.yaml").is_symlink()
    assert stat.S_IMODE(real.stat().st_mode) == 0o640


@pytest.mark.parametrize("place", ["pipe", "zero", "large"])
def test_queries_and_saved_questions_are_read_from_files_of_a_sane_size_only(
    example: Path, place: str
) -> None:
    assert run_cli("-w", str(example), "build").exit_code == 0
    path = example / "queries" / "odd.rq"
    if place == "pipe":
        os.mkfifo(path)
    elif place == "zero":
        path.symlink_to("/dev/zero")
    else:
        with path.open("wb") as file:
            file.truncate(5 * 1024**3)
    asked = run_cli("-w", str(example), "query", str(path))
    assert asked.exit_code == 2, asked.output
    assert "not a regular file" in asked.output or "larger than" in asked.output
    listed = run_cli("-w", str(example), "ask")
    assert (listed.exit_code, "odd.rq" in listed.output) == (1, True)
