"""Coverage: what of a text is spoken for, and what is not."""

from __future__ import annotations

from dataclasses import replace

from loaders.evidence.dismissals import Dismissal
from loaders.problems import Problem
from loaders.rules.base import Case
from loaders.rules.coverage import coverage_of
from loaders.rules.registry import check_case
from tests.support.evidence_example import case_of

BODY = """
  - quote: 2020年,全镇预计实现生产总值超70亿元,同比增长18.8%;财政收入完成10亿元
    period: 2020
    values:
      - {name: 生产总值, value: 超70亿元, growth: 同比增长18.8%, status: expected}
  - task: 实施“清水”工程
    number: 1
    en: Clear water
    quote: 1.实施“清水”工程
    lead: (牵头单位:县水利局、县住建局、*开发区管委会)
"""


def unused(kind: str) -> list[str]:
    case, _ = case_of(BODY)
    return [item.text for item in coverage_of(case).unused if item.kind == kind]


def uncovered(case: Case) -> list[Problem]:
    return [problem for problem in check_case(case)[0] if problem.rule.startswith("uncovered")]


def test_numbers_with_units_that_no_record_uses_are_listed() -> None:
    values = unused("value")
    assert "10亿元" in values and "300公里以上" in values
    assert "超70亿元" not in values


def test_bodies_that_no_record_names_are_listed() -> None:
    bodies = unused("body")
    assert any("县交通局" in body for body in bodies)
    assert not any("县水利局" in body for body in bodies)


def test_titles_and_phrases_that_no_record_names_are_listed() -> None:
    assert unused("title") == ["关于振兴青河的意见"]
    assert "县级示范窗口" in unused("phrase")
    assert "清水" not in unused("phrase")


def test_clauses_of_which_no_fact_carries_the_words_are_listed() -> None:
    assert "财政收入完成10亿元" in unused("clause"), "the passage's quote holds it, no fact has it"
    assert not any("清水" in clause for clause in unused("clause"))


def test_sentences_know_their_facts() -> None:
    case, _ = case_of(BODY)
    coverage = coverage_of(case)
    told = next(s for s in coverage.sentences if s.text.startswith("2020年"))
    assert told.facts == 2
    assert told.share > 0.9
    assert 0 < coverage.share < 1


def test_kinds_rules_and_spans_are_counted() -> None:
    case, _ = case_of(BODY)
    coverage = coverage_of(case)
    assert coverage.kinds == {"value": 1, "growth": 1, "task": 1, "responsibility": 3}
    assert coverage.rules == {"none": 3}
    assert [len(facts) for _, _, facts in coverage.spans] == [2, 1, 3]
    assert coverage.as_dict()["records"]["responsibility"] == 3


def test_a_young_document_is_told_once() -> None:
    case, _ = case_of(BODY)
    assert [problem.rule for problem in uncovered(case)] == ["uncovered-text"]


def test_words_left_out_on_purpose_are_no_finding() -> None:
    case, _ = case_of(BODY)
    found = coverage_of(case).unused
    every = tuple(Dismissal("why", at=((item.start, item.end),)) for item in found)
    told = replace(case, omissions=every)
    assert coverage_of(told).unaccounted == []
    assert sum(item.items for item in coverage_of(told).dismissed) == len(found)
