"""Two readings compared: records, fields, errors of form."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loaders.agreement.compare import compare_readings
from loaders.agreement.reading import CannotCompare, Opened, Shelf, read_facts
from tests.support.readings import HEAD, SECOND, example_text, facts, of, reading, row, shelf

__all__ = ["example_text", "facts", "reading", "shelf"]


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
