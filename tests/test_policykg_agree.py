"""The command `policykg agree`: tables, differences, JSON, keeping, signing."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from loaders.agreement.model import FAMILIES
from loaders.agreement.reading import Shelf
from loaders.agreement.signing import case_of
from loaders.states.model import FieldState
from loaders.states.signature_file import read_signatures
from loaders.states.states import states_of
from loaders.workspace import open_workspace
from policykg.cli.agreement_report import KINDS
from tests.support.command import run_cli
from tests.support.readings import ran, second

__all__ = ["second"]


def test_the_table_says_who_read_and_what_a_machine_rereading_is(
    example: Path, second: Path
) -> None:
    output = ran(example, "qingxi-plan", str(second)).output
    assert "Agreement with a machine re-reading: qingxi-plan" in output
    assert "not the agreement of two people" in output
    persons = ran(
        example, "qingxi-plan", str(second), "--first", "person:Li", "--second", "person:Wang"
    ).output
    assert "Agreement of persons" in persons and "Li (person)" in persons
    assert "re-reading" not in persons


def test_one_person_and_one_program_are_no_agreement_of_persons(
    example: Path, second: Path
) -> None:
    output = ran(example, "qingxi-plan", str(second), "--first", "person:Li").output
    assert "machine re-reading" in output and "Agreement of persons" not in output


def test_json_and_table_have_the_same_numbers(example: Path, second: Path) -> None:
    data = json.loads(ran(example, "qingxi-plan", str(second), "--json").stdout)
    table = ran(example, "qingxi-plan", str(second)).stdout
    assert data["heading"] == "machine-rereading"
    for one in data["fields"]:
        if one["kind"] == "target" and "(" not in one["field"]:
            pattern = rf"^target +{one['field']} +{one['n']} +{one['agreeing']} "
            assert re.search(pattern, table, re.MULTILINE), one


def test_differences_open_their_words_on_both_sides(example: Path, second: Path) -> None:
    output = ran(example, "qingxi-plan", str(second), "--differences").output
    assert re.search(r"target · period\n +“.*300人”\n +A facts/qingxi-plan.yaml:\d+:\d+", output)
    assert "second.yaml:" in output and "../2027" in output
    assert "task · only in A" in output


def test_all_is_said_in_chinese(example: Path, second: Path) -> None:
    words = ("--lang", "zh", "-w", str(example), "agree", "qingxi-plan", str(second))
    output = run_cli(*words).output
    assert "与机器重读的一致性" in output and "责任关系" in output
    assert "仅见于 A" in run_cli(*words, "--differences").output


def test_a_reading_is_kept_and_compared_by_its_name(example: Path, second: Path) -> None:
    ran(example, "--keep", "again-1", "--reader-kind", "machine-rereading", str(second))
    path = example / "readings" / "qingxi-plan" / "again-1.txt"
    assert path.read_text(encoding="utf-8").startswith("# reading 1 ·")
    by_name = json.loads(ran(example, "qingxi-plan", "again-1", "--json").stdout)
    by_file = json.loads(ran(example, "qingxi-plan", str(second), "--json").stdout)
    assert by_name["fields"] == by_file["fields"]


@pytest.mark.parametrize(
    ("words", "said", "code"),
    [
        (("qingxi-plan",), "two readings", 2),
        (("qingxi-plan", "nobody"), "no such reading", 2),
        (("qingxi-plan", "second.yaml", "--only", "colour"), "kinds are", 2),
        (("qingxi-plan", "second.yaml", "--second", "robot:x"), "no kind of reader", 2),
        (("--keep", "x", "second.yaml"), "--reader-kind", 2),
        (("--keep", "Not A Name", "--reader-kind", "person", "second.yaml"), "no name", 1),
        (("qingxi-plan", "policykg.yaml"), "cannot be read as facts", 1),
    ],
)
def test_wrong_use_is_told(
    words: tuple[str, ...], said: str, code: int, example: Path, second: Path
) -> None:
    given = [str(example / word) if word.endswith(".yaml") else word for word in words]
    assert said in ran(example, *given, code=code).output


def test_every_kind_has_its_word_in_both_languages() -> None:
    assert KINDS.keys() == {*FAMILIES, *FAMILIES.values(), "all"}
    assert all(en and zh for en, zh in KINDS.values())


def states(example: Path) -> dict[tuple[str, str], FieldState]:
    shelf = Shelf(open_workspace(example))
    case = case_of(shelf.workspace.facts_folder / "qingxi-plan.yaml", shelf)
    marks = read_signatures(shelf.workspace, "qingxi-plan")
    return {(state.fact, state.field): state for state in states_of(case, marks)}


def signed(example: Path) -> set[tuple[str, str]]:
    return {place for place, state in states(example).items() if state.signatures}


def test_what_both_say_is_signed_and_nothing_else(example: Path, second: Path) -> None:
    words = ("qingxi-plan", str(second), "--sign", "again-1", "--date", "2026-11-30")
    assert "machine re-reading" in ran(example, *words).output
    marked = signed(example)
    assert ("task_1", "name") in marked
    assert ("task_1_lead_1", "is") in marked
    assert ("task_1_lead_2", "position") in marked
    assert ("document", "title") not in marked and ("qingxi-plan", "title") in marked
    by_2027, by_2026 = (
        "obs_bamboo-firms-above-designated-size_by-2027",
        "obs_bamboo-weavers-trained_by-2026",
    )
    assert {(by_2027, "number"), (by_2027, "by"), (by_2026, "value")} <= marked
    # Another year, a name cut otherwise, tasks that nobody read twice, English.
    assert (by_2026, "by") not in marked
    assert (by_2027, "name") not in marked
    assert not any(fact == "task_3" for fact, _ in marked)
    assert not any(field.startswith("english") for _, field in marked)


def test_a_signature_names_its_reader_and_how_it_came_about(example: Path, second: Path) -> None:
    ran(example, "qingxi-plan", str(second), "--sign", "again-1", "--date", "2026-11-30")
    (mark,) = states(example)["task_1", "name"].signatures
    assert (mark.reader.name, mark.reader.kind) == ("again-1", "machine-rereading")
    assert (mark.how, mark.date) == ("agreed", "2026-11-30")


def test_a_kept_reading_signs_as_its_file_does(example: Path, second: Path) -> None:
    ran(example, "qingxi-plan", str(second), "--sign", "a", "--date", "2026-11-30")
    by_file = signed(example)
    (example / "facts" / "signatures" / "qingxi-plan.txt").unlink()
    ran(example, "--keep", "again-1", "--reader-kind", "machine-rereading", str(second))
    ran(example, "qingxi-plan", "again-1", "--sign", "a", "--date", "2026-11-30")
    assert signed(example) == by_file


def test_what_a_change_touches_is_no_longer_signed(example: Path, second: Path) -> None:
    ran(example, "qingxi-plan", str(second), "--sign", "again-1", "--date", "2026-11-30")
    weavers = "obs_bamboo-weavers-trained_by-2026"
    assert states(example)[weavers, "name"].signatures
    facts = example / "facts" / "qingxi-plan.yaml"
    text = facts.read_text(encoding="utf-8")
    facts.write_text(text.replace("name: 培训竹编工匠", "name: 竹编工匠"), encoding="utf-8")
    after = states(example)
    assert not after[weavers, "name"].signatures
    assert after[weavers, "name"].void
    assert after[weavers, "number"].signatures


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("second.yaml", "qingxi-plan", "--sign", "a"), "A must be the facts"),
        (("qingxi-plan", "qingxi-plan", "--sign", "a"), "B is A"),
        (("qingxi-plan", "second.yaml", "--sign", "a", "--date", "yesterday"), "no date"),
        (("qingxi-plan", "second.yaml", "--date", "2026-11-30"), "--sign"),
    ],
)
def test_what_cannot_be_signed_is_told(
    words: tuple[str, ...], said: str, example: Path, second: Path
) -> None:
    given = [str(second) if word == "second.yaml" else word for word in words]
    outcome = run_cli("-w", str(example), "agree", *given)
    assert outcome.exit_code in (1, 2) and said in outcome.output
    assert not (example / "facts" / "signatures").exists()
