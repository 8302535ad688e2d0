"""Two readings compared: matching, fields, tolerance, kept readings, the command."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.agreement import comparisons, page_section
from loaders.agreement.compare import Comparison, FieldAgreement, compare_readings, field_rows
from loaders.agreement.kept import kept_text, read_kept
from loaders.agreement.matching import match_units
from loaders.agreement.model import FAMILIES, FieldValue, Span, Unit
from loaders.agreement.reading import CannotCompare, Opened, Shelf, read_facts
from loaders.agreement.signing import case_of
from loaders.problems import Position
from loaders.states.model import FieldState
from loaders.states.signature_file import read_signatures
from loaders.states.states import states_of
from loaders.workspace import open_workspace
from policykg.cli.agreement_report import KINDS
from tests.growth import superlinear
from tests.support.command import ROOT, run_cli
from tools.generate import section

HEAD = """document:
  id: qingxi-plan
  title: {zh: 青溪镇三年行动方案, en: Plan of a town}
  genre: action-plan
  jurisdiction: 青溪镇
  written: 2024~
  source: {file: qingxi-plan.txt}
body:
"""
# Another reader: other ids, other English, other cuts of the passages, places by name.
SECOND = (
    HEAD
    + """\
  - quote: 2024年,全镇预计实现生产总值超12亿元
    period: 2024
    status: expected
    values:
      - {id: output, name: 生产总值, value: 超12亿元}
  - campaign: 产业振兴活动
    number: 一
    en: Reviving business
    quote: (一)开展产业振兴活动
    body:
      - task: 建设竹产业园
        number: 1
        en: The bamboo park
        quote: 1.建设竹产业园。在溪口村规划建设竹产业园
        lead: (牵头单位:镇经济办、县发展改革局)
        body:
          - quote: 到2027年,规模以上竹制品企业达到20家以上
            targets:
              - {id: firms, name: 竹制品企业, en: Firms, value: 20家以上, by: 2027}
          - quote: 总投资8000万元
            projects:
              - {name: 竹产业园, id: park, en: The park, kind: park, investment: 8000万元}
      - task: 培育竹编工坊
        number: 2
        en: Weavers
        quote: 培育竹编工坊
        lead: (牵头单位:镇文化站、镇经济办)
        body:
          - quote: 到2026年培训竹编工匠300人
            targets:
              - {name: 培训竹编工匠, en: Weavers, value: 300人, by: 2027}
  - campaign: 清水活动
    number: 二
    en: Water
    quote: 开展清水活动
"""
)


@pytest.fixture
def shelf(example: Path) -> Shelf:
    return Shelf(open_workspace(example))


@pytest.fixture
def reading(example: Path, shelf: Shelf) -> Callable[[str], Opened]:
    def read(text: str) -> Opened:
        path = example / "second.yaml"
        path.write_text(text, encoding="utf-8")
        return read_facts(path, shelf, "second", "machine-rereading")

    return read


@pytest.fixture
def facts(shelf: Shelf) -> Opened:
    path = shelf.workspace.facts_folder / "qingxi-plan.yaml"
    return read_facts(path, shelf, "facts", "machine-rereading")


def row(comparison: Comparison, kind: str, field: str) -> FieldAgreement:
    return next(one for one in comparison.fields if (one.kind, one.field) == (kind, field))


def of(comparison: Comparison, kind: str) -> tuple[int, int, int, int]:
    one = next(one for one in comparison.units if one.kind == kind)
    return one.first, one.second, one.first_paired, one.second_paired


def test_a_reading_agrees_with_itself(facts: Opened) -> None:
    comparison = compare_readings(facts.reading, facts.reading)
    assert comparison.differences == []
    assert comparison.alone == ([], [])
    assert all(one is other for one, other in comparison.pairs)
    assert {one.percent for one in comparison.fields} == {1.0}
    assert {one.alpha for one in comparison.fields} <= {1.0, None}


def test_other_ids_english_and_cuts_keep_no_records_apart(
    facts: Opened, reading: Callable[[str], Opened]
) -> None:
    comparison = compare_readings(facts.reading, reading(SECOND).reading)
    assert of(comparison, "campaign") == (2, 2, 2, 2)
    assert of(comparison, "task") == (5, 2, 2, 2)
    assert of(comparison, "responsibility") == (10, 4, 4, 4)
    assert of(comparison, "target") == (6, 2, 2, 2)
    assert of(comparison, "project") == of(comparison, "investment") == (1, 1, 1, 1)
    assert row(comparison, "responsibility", "name").percent == 1
    assert row(comparison, "responsibility", "for").percent == 1
    assert row(comparison, "task", "part").percent == 1


def test_differences_are_of_their_fields(facts: Opened, reading: Callable[[str], Opened]) -> None:
    comparison = compare_readings(facts.reading, reading(SECOND).reading)
    told = {
        (item.kind, item.field): tuple(value.text if value else None for value in item.values)
        for item in comparison.differences
    }
    assert told.pop(("target", "period")) == ("../2026", "../2027")
    assert told.pop(("target", "name")) == ("规模以上竹制品企业", "竹制品企业")
    # Places and counts that the second reader left out.
    assert {values[1] for values in told.values()} == {None}
    name = next(item for item in comparison.differences if item.field == "name")
    assert name.cut


def test_names_that_resolve_are_one_name_however_written(
    facts: Opened, reading: Callable[[str], Opened]
) -> None:
    comparison = compare_readings(facts.reading, reading(SECOND).reading)
    assert row(comparison, "document", "jurisdiction").percent == 1
    first = row(comparison, "value", "of")
    assert (first.n, first.agreeing) == (1, 1)


TWICE = (
    HEAD
    + """\
  - quote: 2024年,全镇预计实现生产总值超12亿元,同比增长6.5%
    values:
      - {name: 生产总值, value: 超12亿元}
      - {name: 生产总值, value: 超12亿元}
"""
)


def test_a_record_has_one_partner_at_most(facts: Opened, reading: Callable[[str], Opened]) -> None:
    comparison = compare_readings(facts.reading, reading(TWICE).reading)
    assert of(comparison, "value") == (1, 2, 1, 1)
    assert len(comparison.alone[1]) == 1


WRONG = {
    "an unknown key": ("period: 2024\n", "period: 2024\n    colour: red\n"),
    "a code that is none": ("kind: park", "kind: spaceship"),
    "a passage without a quote": ("- quote: 总投资8000万元\n            projects", "- projects"),
    "a record without its name": ("{id: output, name: 生产总值, ", "{id: output, "),
    "a header that lacks fields": ("  genre: action-plan\n  jurisdiction: 青溪镇\n", ""),
    "the same key twice": ("    number: 二\n", "    number: 二\n    number: 三\n"),
    "a place that nobody knows": ("jurisdiction: 青溪镇", "jurisdiction: 无此地"),
    "an id that is none": ("id: park", "id: 竹园"),
    "a list where a map is due": (
        "title: {zh: 青溪镇三年行动方案, en: Plan of a town}",
        "title: []",
    ),
    "a map that is not closed": ("超12亿元}", "超12亿元"),
    "a value cut at a colon": ("    en: Reviving business", "    en: Reviving: business"),
    "a line that is no key": ("    period: 2024\n", "    period 2024\n"),
    "a reference to nothing": ("kind: park,", "kind: park, investor: nobody-at-all,"),
    "a quote that does not stand there": ("quote: 开展清水活动", "quote: 开展淸渾活動嗎"),
}


@pytest.mark.parametrize("case", WRONG)
def test_errors_of_form_cost_the_record_and_not_the_reading(
    case: str, facts: Opened, reading: Callable[[str], Opened]
) -> None:
    old, new = WRONG[case]
    assert old in SECOND
    opened = reading(SECOND.replace(old, new))
    silent = {"a reference to nothing", "a place that nobody knows"}
    assert bool(opened.reading.problems) == (case not in silent)
    comparison = compare_readings(facts.reading, opened.reading)
    assert of(comparison, "responsibility") == (10, 4, 4, 4)


def test_what_is_cut_out_takes_its_own_records_along_and_gives_none_to_others(
    reading: Callable[[str], Opened],
) -> None:
    broken = SECOND.replace("- quote: 总投资8000万元", "- quote: [总投资8000万元")
    opened = reading(broken)
    assert [
        unit.kind for unit in opened.reading.units if unit.kind in ("project", "investment")
    ] == []
    whole = reading(SECOND)
    there = {(unit.kind, unit.at.line): unit.values for unit in whole.reading.units}
    for unit in opened.reading.units:
        assert there[unit.kind, unit.at.line].keys() == unit.values.keys()


@pytest.mark.parametrize("text", ["", "- a\n", "document: [", "body: []\n", "\x00", "a: b\n"])
def test_what_is_no_reading_at_all_is_refused(text: str, reading: Callable[[str], Opened]) -> None:
    with pytest.raises(CannotCompare):
        reading(text)


def test_two_records_of_one_key_both_count(reading: Callable[[str], Opened]) -> None:
    kinds = [unit.kind for unit in reading(TWICE).reading.units]
    assert kinds == ["document", "value", "value"]


def test_without_the_text_no_reading_is_compared(shelf: Shelf, example: Path) -> None:
    (example / "sources" / "qingxi-plan.txt").unlink()
    with pytest.raises(CannotCompare, match="not at hand"):
        read_facts(shelf.workspace.facts_folder / "qingxi-plan.yaml", shelf, "a", "person")


LINES = SECOND.splitlines()
PIECES = ("quote", "[", "}", ": ", "- ", "  ", "2027", "name", "~", "*", '"', "绍兴")


@given(
    st.lists(
        st.tuples(
            st.integers(0, len(LINES) - 1), st.integers(0, 30), st.sampled_from(PIECES),
            st.booleans(),
        ),
        max_size=6,
    )
)  # fmt: skip
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_damaged_reading_is_told_and_never_a_traceback(
    example_text: tuple[Shelf, str, Path], damage: list[tuple[int, int, str, bool]]
) -> None:
    shelf, _, path = example_text
    lines = list(LINES)
    for at, column, piece, drop in damage:
        lines[at] = "" if drop else lines[at][:column] + piece + lines[at][column:]
    path.write_text("\n".join(lines), encoding="utf-8")
    try:
        opened = read_facts(path, shelf, "a", "person")
    except CannotCompare as error:
        assert error.problems
        return
    comparison = compare_readings(opened.reading, opened.reading)
    assert comparison.differences == []


# -- matching ----------------------------------------------------------------------------------


def unit(key: str, kind: str, core: tuple[int, int] | None, span: tuple[int, int]) -> Unit:
    words: dict[str, tuple[Span, ...]] = {"name": (core,)} if core else {}
    return Unit(key, kind, words, (span,), {"kind": FieldValue("x")}, Position("a"))


def paired(first: list[Unit], second: list[Unit]) -> set[tuple[str, str]]:
    return {(first[p.first].key, second[p.second].key) for p in match_units(first, second)}


def test_the_best_sum_counts_and_not_the_first_best_pair() -> None:
    first = [unit("a", "place", (0, 10), (0, 40)), unit("b", "place", (8, 12), (0, 40))]
    second = [unit("x", "place", (5, 12), (0, 40)), unit("y", "place", (0, 4), (0, 40))]
    assert paired(first, second) == {("a", "y"), ("b", "x")}


def test_a_name_inside_a_name_of_another_kind_is_no_partner() -> None:
    assert (
        paired(
            [unit("body", "organisation", (0, 8), (0, 20))],
            [unit("place", "place", (0, 3), (0, 20))],
        )
        == set()
    )


def test_the_same_words_of_another_kind_are_a_partner_unless_one_of_its_own_is_there() -> None:
    body = [unit("body", "organisation", (0, 8), (0, 20))]
    firm, other = (unit(kind, kind, (0, 8), (0, 20)) for kind in ("enterprise", "organisation"))
    assert paired(body, [firm]) == {("body", "enterprise")}
    assert paired(body, [firm, other]) == {("body", "organisation")}


def test_kinds_of_different_families_never_meet() -> None:
    assert (
        paired([unit("v", "value", (0, 8), (0, 20))], [unit("p", "place", (0, 8), (0, 20))])
        == set()
    )


def test_units_without_words_of_their_own_meet_in_their_passages() -> None:
    event = unit("a", "event", None, (0, 20))
    assert paired([event], [unit("b", "event", None, (5, 30))]) == {("a", "b")}
    assert paired([event], [unit("b", "event", None, (18, 90))]) == set()


SPANS = st.tuples(st.integers(0, 60), st.integers(1, 9)).map(lambda at: (at[0], at[0] + at[1]))
UNITS = st.lists(
    st.tuples(st.sampled_from(["value", "growth", "place", "policy"]), SPANS), max_size=12
).map(lambda given: [unit(str(n), kind, at, at) for n, (kind, at) in enumerate(given)])


@given(UNITS, UNITS)
def test_matching_is_one_to_one_and_the_same_from_both_sides(
    first: list[Unit], second: list[Unit]
) -> None:
    there, back = match_units(first, second), match_units(second, first)
    assert len({pair.first for pair in there}) == len({pair.second for pair in there}) == len(there)
    assert sum(pair.weight for pair in there) == sum(pair.weight for pair in back)
    assert len(there) == len(back)


def test_many_units_over_the_same_words_take_no_square_of_time() -> None:
    def match(text: str) -> object:
        many = [unit(str(n), "place", (0, 9), (0, 9)) for n in range(len(text))]
        return match_units(many, many)

    assert superlinear(match, lambda size: "x" * size, 40) == []


# -- kept readings -----------------------------------------------------------------------------


def kept(opened: Opened, shelf: Shelf, folder: Path) -> Opened:
    path = folder / "kept.txt"
    path.write_text(kept_text(opened), encoding="utf-8")
    return read_kept(path, shelf)


def test_a_kept_reading_has_no_words_and_says_the_same(
    facts: Opened, reading: Callable[[str], Opened], shelf: Shelf, tmp_path: Path
) -> None:
    second = reading(SECOND)
    text = kept_text(second)
    assert not re.search("[\u3400-\u9fff]", text)
    assert "Firms" not in text and "bamboo" not in text
    again = kept(second, shelf, tmp_path)
    assert again.reading.problems == []
    whole = compare_readings(facts.reading, second.reading)
    from_kept = compare_readings(facts.reading, again.reading)
    assert from_kept.fields == whole.fields
    assert from_kept.units == whole.units


def test_a_kept_reading_agrees_with_what_it_was_made_from(
    facts: Opened, shelf: Shelf, tmp_path: Path
) -> None:
    comparison = compare_readings(facts.reading, kept(facts, shelf, tmp_path).reading)
    assert comparison.differences == []
    assert comparison.alone == ([], [])


def test_a_kept_reading_names_its_reader(
    reading: Callable[[str], Opened], shelf: Shelf, tmp_path: Path
) -> None:
    again = kept(reading(SECOND), shelf, tmp_path).reading
    assert (again.reader, again.kind, again.document) == (
        "second", "machine-rereading", "qingxi-plan",
    )  # fmt: skip


def test_a_kept_reading_of_another_text_is_refused(
    facts: Opened, shelf: Shelf, tmp_path: Path, example: Path
) -> None:
    text = kept_text(facts)
    source = example / "sources" / "qingxi-plan.txt"
    source.write_text(source.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    path = tmp_path / "kept.txt"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CannotCompare, match="another text"):
        read_kept(path, shelf)


@pytest.fixture(scope="module")
def example_text(tmp_path_factory: pytest.TempPathFactory) -> tuple[Shelf, str, Path]:
    folder = tmp_path_factory.mktemp("kept") / "qingxi"
    run_cli("init", str(folder))
    shelf = Shelf(open_workspace(folder))
    facts = shelf.workspace.facts_folder / "qingxi-plan.yaml"
    return shelf, kept_text(read_facts(facts, shelf, "a", "person")), folder / "k.txt"


@given(
    cut=st.tuples(st.integers(0, 4000), st.integers(0, 40)),
    put=st.text(alphabet="0123456789-@#;:,=()\t\nabc统\x00", max_size=12),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_damaged_kept_reading_is_told_and_never_a_traceback(
    example_text: tuple[Shelf, str, Path], cut: tuple[int, int], put: str
) -> None:
    shelf, text, path = example_text
    at, length = cut
    path.write_text(text[:at] + put + text[at + length :], encoding="utf-8")
    try:
        read_kept(path, shelf)
    except CannotCompare as error:
        assert error.zh and error.en


# -- the command -------------------------------------------------------------------------------


@pytest.fixture
def second(example: Path) -> Path:
    path = example / "second.yaml"
    path.write_text(SECOND, encoding="utf-8")
    return path


def ran(example: Path, *words: str, code: int = 0) -> Any:
    outcome = run_cli("-w", str(example), "agree", *words)
    assert outcome.exit_code == code, outcome.output
    return outcome


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


# -- signing -----------------------------------------------------------------------------------


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
    assert states(example)["task_1", "part-number"].signatures
    facts = example / "facts" / "qingxi-plan.yaml"
    text = facts.read_text(encoding="utf-8")
    facts.write_text(text.replace("县发展改革局", "县水利局", 1), encoding="utf-8")
    with pytest.raises(CannotCompare):  # the name is no longer in the text
        states(example)


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


# -- the five documents ------------------------------------------------------------------------


@pytest.mark.parametrize("path", sorted((ROOT / "readings").glob("*/*.txt")), ids=str)
def test_no_kept_reading_has_a_word_of_its_text(path: Path) -> None:
    assert not re.search("[\u3400-\u9fff]", path.read_text(encoding="utf-8"))


@pytest.mark.skipif(not (ROOT / "readings").is_dir(), reason="no readings are kept here")
def test_the_tables_of_the_page_are_those_of_the_kept_readings(sources: Path) -> None:
    found = comparisons(ROOT, [sources])
    assert {one.readings[0].document for one in found} == {
        path.stem for path in open_workspace(ROOT).facts_files()
    }
    page = (ROOT / "docs" / "agreement.md").read_text(encoding="utf-8")
    assert section(page, "agreement", page_section(found)) == page


def test_the_page_pools_no_person_with_a_machine(
    facts: Opened, reading: Callable[[str], Opened]
) -> None:
    second = reading(SECOND).reading
    machine = compare_readings(facts.reading, second)
    persons = compare_readings(
        replace(facts.reading, kind="person"), replace(second, kind="person")
    )
    text = page_section([machine, persons])
    assert text.index("### Readings by persons") < text.index("### Machine re-readings")
    assert text.count("| all |") == 4


def test_a_row_of_a_field_is_pooled_over_documents(
    facts: Opened, reading: Callable[[str], Opened]
) -> None:
    one = compare_readings(facts.reading, reading(SECOND).reading)
    pooled = field_rows([*one.items, *one.items])
    for single, double in zip(one.fields, pooled, strict=True):
        assert (double.n, double.percent) == (2 * single.n, single.percent)
