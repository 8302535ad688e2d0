"""Structures of other documents: labels without brackets, tables, numbering, groups."""

# ruff: noqa: E501 - short texts and records read better unbroken

from __future__ import annotations

import pytest

from loaders.problems import Problem
from tests.evidence_example import broken, findings

HEADER = """\
document:
  id: other
  title: {zh: 乙市若干措施, en: Measures of Yi}
  genre: opinion
  jurisdiction: qinghe
  written: 2020
  source: {file: other.txt, language: zh-hans}
"""


def part(
    words: str, *, number: str = "", more: str = "", kind: str = "task", deeper: int = 0
) -> str:
    """A part whose heading is its number and name."""
    told = f"\n    number: {number}" if number else ""
    heading = words if not number or words.startswith(number) else f"{number}.{words}"
    text = f"  - {kind}: {words}{told}\n    en: {words}\n    quote: {heading}\n{more}"
    return "".join(f"{'    ' * deeper}{line}\n" for line in text.splitlines())


def duty(names: str, role: str = "responsible") -> str:
    """A list of bodies of a part; all are said to be the water bureau, which does not matter here."""
    return f"    {role}: {names}\n"


def found(rule: str, body: str, text: str, header: str = HEADER) -> list[Problem]:
    """The findings of one rule."""
    return [problem for problem in findings(body, header, text) if problem.rule == rule]


RUN_ON = "一、金融支持 1.降低成本。责任单位:甲局、乙局 2.续贷。责任单位:甲局、乙局 二、用工 3.返还。责任单位:丙局"


def test_a_list_without_bracket_belongs_to_the_item_before_the_next_number() -> None:
    body = (
        part("降低成本", number="1", more=duty("责任单位:甲局、乙局"))
        + part("续贷", number="2", more=duty("责任单位:甲局、乙局"))
        + part("返还", number="3", more=duty("责任单位:丙局"))
    )
    assert broken(body, HEADER, RUN_ON) == set()


def test_a_list_without_bracket_that_no_part_uses_is_missed_at_its_part() -> None:
    body = (
        part("降低成本", number="1", more=duty("责任单位:甲局、乙局"))
        + part("续贷", number="2")
        + part("返还", number="3", more=duty("责任单位:丙局"))
    )
    missed = found("bracket-unused", body, RUN_ON)
    assert [(problem.read, problem.at.line) for problem in missed] == [("责任单位:甲局、乙局", 14)]


def test_a_responsibility_told_as_a_record_uses_its_bracket() -> None:
    body = part(
        "降低成本",
        number="1",
        more="    body:\n      - quote: (责任单位:县水利局)\n        responsibilities:\n          - {role: responsible, names: [县水利局]}\n",
    )
    assert found("bracket-unused", body, "1.降低成本。(责任单位:县水利局)") == []


NUMBERS = {
    "begins anew in each part": ([("一", ["1", "2"]), ("二", ["1"])], []),
    "runs on through the parts": ([("一", ["1", "2"]), ("二", ["3", "4"])], []),
    "has a gap": ([("一", ["1", "3"])], [3]),
    "has a gap between parts": ([("一", ["1", "2"]), ("二", ["4"])], [4]),
    "lost a number in a damaged text": ([("一", ["1", "", "3"])], []),
    "lost one number, misses two": ([("一", ["1", "", "4"])], [4]),
}


@pytest.mark.parametrize(("sections", "wrong"), NUMBERS.values(), ids=NUMBERS)
def test_numbering(sections: list[tuple[str, list[str]]], wrong: list[int]) -> None:
    body, text = "", ""
    for section, numbers in sections:
        body += f"  - strategy: 篇{section}\n    number: {section}\n    en: s{section}\n    quote: {section}、篇{section}\n    body:\n"
        text += f"{section}、篇{section}。"
        for index, number in enumerate(numbers):
            words = f"任务{'甲乙丙丁'[index]}{section}"
            body += part(words, number=number, deeper=1)
            text += f"{number}.{words}。" if number else f"{words}。"
    told = [int(problem.recorded) for problem in found("numbering", body, text)]
    assert told == wrong


def test_a_gap_that_the_text_has_is_explained() -> None:
    body = part("完善服务", number="1") + part(
        "推进同城化", number="9", more="    inferred: {number: the page shows two tasks of many}\n"
    )
    assert found("numbering", body, "1.完善服务。9.推进同城化。") == []


def test_a_number_that_the_text_gives_twice_needs_an_id_and_a_note() -> None:
    more = "    id: energy\n    note: the table has two rows 1\n"
    body = part("推进园区", number="1") + part("推进沼气", number="1", more=more)
    assert broken(body, HEADER, "1.推进园区。1.推进沼气。") == set()


HEADINGS = {
    "a cell of its own": ("2 | 建设园区", "", "2"),
    "a tab behind it": ("2\t建设园区", "", "2"),
    "a line of its own": ("建设园区", "任务41", "41"),
}


@pytest.mark.parametrize(("quote", "also", "number"), HEADINGS.values(), ids=HEADINGS)
def test_a_number_apart_from_its_heading_is_seen(quote: str, also: str, number: str) -> None:
    more = f"    also: {also}\n" if also else ""
    record = "  - task: 建设园区\n    number: NUMBER\n    en: Park\n    quote: QUOTE\n" + more
    record = record.replace("QUOTE", f'"{quote}"'.replace("\t", "\\t"))
    text = f"任务清单\n{also}\n{quote}"
    assert found("part-number", record.replace("NUMBER", number), text) == []
    assert len(found("part-number", record.replace("NUMBER", "7"), text)) == 1


def test_a_new_document_is_not_asked_for_its_lock_while_it_has_errors(tmp_path: object) -> None:
    body = part("降低成本", number="1", more=duty("责任单位:甲局"))
    assert "lock-missing" not in broken(body, HEADER, "1.降低成本。责任单位:甲局")
