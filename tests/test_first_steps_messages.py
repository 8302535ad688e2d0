"""What a newcomer meets first: plurals, the nearest questions, a text that is not at hand."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from graph.errors import UnknownQuestion
from graph.questions.saved import Questions
from ontology.messages import counted
from policykg.desk import service as desk_service
from policykg.desk.service import DeskService
from tests.support.command import ROOT, run_cli
from tests.support.desk_example import DOCUMENT, drafted_workspace


@pytest.mark.parametrize(
    ("count", "words", "told"),
    [
        (0, ("error",), "0 errors"),
        (1, ("error",), "1 error"),
        (2, ("error",), "2 errors"),
        (1200, ("field",), "1,200 fields"),
        (1, ("body", "bodies"), "1 body"),
        (3, ("body", "bodies"), "3 bodies"),
    ],
)
def test_a_number_agrees_with_its_noun(count: int, words: tuple[str, ...], told: str) -> None:
    assert counted(count, *words) == told


def test_one_error_is_no_errors(tmp_path: Path) -> None:
    root = tmp_path / "ws"
    assert run_cli("init", str(root)).exit_code == 0
    path = root / "facts" / "qingxi-plan.yaml"
    path.write_text(path.read_text("utf-8").replace("kind: festival", "kind: nothing"), "utf-8")
    outcome = run_cli("-w", str(root), "check")
    assert " 1 error," in outcome.output, outcome.output
    assert " 1 errors" not in outcome.output and " 1 warnings" not in outcome.output


def test_one_document_and_one_result_are_told_in_the_singular(tmp_path: Path) -> None:
    root = tmp_path / "ws"
    assert run_cli("init", str(root)).exit_code == 0
    first, again = (run_cli("-w", str(root), "check").output for _ in range(2))
    assert "as before" not in first and "; 1 document as before" in again, again
    assert run_cli("-w", str(root), "build").exit_code == 0
    found = run_cli("-w", str(root), "search", "青溪镇三年行动方案", "--kind", "documents").output
    assert found.startswith("1 result\n"), found


def test_a_body_that_nothing_knows_is_told_with_the_command_that_begins_its_record(
    tmp_path: Path,
) -> None:
    root = tmp_path / "ws"
    assert run_cli("init", str(root)).exit_code == 0
    path = root / "facts" / "authority" / "qingxi.yaml"
    path.write_text(path.read_text("utf-8").replace("镇经济办", "镇财政所"), "utf-8")
    outcome = run_cli("-w", str(root), "check")
    assert "(`policykg draft --authority` begins its record)" in outcome.output, outcome.output


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("q99", "q12"),
        ("q100", "q12"),
        ("q0", "q01"),
        ("q13", "q12"),
        ("q999999999", "q12"),
        ("documnts", "documents"),
    ],
)
def test_an_unknown_question_is_answered_with_the_nearest(name: str, near: str) -> None:
    with pytest.raises(UnknownQuestion) as error:
        Questions(ROOT / "queries").find(name)
    assert "did you mean" in error.value.en and near in error.value.en
    assert "`policykg ask` lists all" in error.value.en and "`policykg ask`" in error.value.zh
    assert "是否指" in error.value.zh and near in error.value.zh


@pytest.mark.parametrize("name", ["", "zz99", "?", "q", "9", "q" * 500, "q" + "9" * 500])
def test_a_name_like_no_question_is_still_refused_in_words(name: str) -> None:
    with pytest.raises(UnknownQuestion):
        Questions(ROOT / "queries").find(name)


def test_a_draft_of_a_missing_text_says_how_to_get_it(tmp_path: Path) -> None:
    root = tmp_path / "ws"
    assert run_cli("init", str(root)).exit_code == 0
    for lang, words in (("en", "reads one from a PDF"), ("zh", "此处没有这一文本")):
        outcome = run_cli("--lang", lang, "-w", str(root), "draft", "no-such-plan")
        assert outcome.exit_code == 2
        assert words in outcome.output
        assert "policykg add" in outcome.output and "POLICYKG_SOURCES" in outcome.output


def test_who_is_here_is_forgotten_when_they_have_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = DeskService(drafted_workspace(tmp_path))
    clock = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    for number in range(500):
        service.state(DOCUMENT, "x", f"visitor-{number}")
    assert len(service._present) <= desk_service.MOST_PRESENT
    clock[0] += 60
    assert service.state(DOCUMENT, "Li", "one")["others"] == []
    assert len(service._present) == 1
    assert service.state(DOCUMENT, "Li", "one")["others"] == []  # the same page, loaded again
    assert service.state(DOCUMENT, "Wang", "two")["others"] == ["Li"]
