"""Every rule of the evidence contract by examples that keep to it and examples that break it."""

from __future__ import annotations

from pathlib import Path

import pytest

from loaders.problems import Position, Problem
from loaders.rules.registry import BY_NAME, RULES, explain
from tests.support.rule_examples import EXAMPLES, check_example, rule_examples

VALID = rule_examples("valid")
INVALID = rule_examples("invalid")


def shown(case: Path) -> str:
    """Return the rule that a case shows, and what of it."""
    return f"{case.parent.name}: {case.stem}"


def rules_of(problems: list[Problem]) -> set[str]:
    return {problem.rule for problem in problems}


@pytest.mark.parametrize("case", VALID, ids=shown)
def test_a_valid_example_keeps_to_its_rule_and_to_all_others(case: Path, tmp_path: Path) -> None:
    report = check_example(case, tmp_path)
    assert rules_of(report.errors) == set()
    assert case.parent.name not in rules_of(report.problems)


@pytest.mark.parametrize("case", INVALID, ids=shown)
def test_an_invalid_example_breaks_its_rule(case: Path, tmp_path: Path) -> None:
    assert case.parent.name in rules_of(check_example(case, tmp_path).problems)


@pytest.mark.parametrize("kind", ["valid", "invalid"])
def test_every_rule_has_examples_and_every_example_a_rule(kind: str) -> None:
    folders = {folder.name for folder in (EXAMPLES / kind / "rules").iterdir()}
    assert folders == {case.parent.name for case in rule_examples(kind)}
    assert folders == set(BY_NAME)


def test_every_text_belongs_to_an_example() -> None:
    texts = set(EXAMPLES.glob("*/rules/*/*.txt"))
    assert texts == {case.with_suffix(".txt") for case in VALID + INVALID if case.is_file()}


def test_every_rule_explains_itself_in_both_languages() -> None:
    for rule in RULES:
        assert rule.en and rule.zh and rule.accepts and rule.rejects
        assert explain(rule.name) is rule
    assert len(BY_NAME) == len(RULES)
    assert explain("no-such-rule") is None


WITHOUT_TEXT = ["value-in-quote/another-number", "period-in-quote/another-year"]


@pytest.mark.parametrize("name", WITHOUT_TEXT)
def test_claims_are_checked_where_the_text_is_not_at_hand(name: str, tmp_path: Path) -> None:
    case = EXAMPLES / "invalid" / "rules" / f"{name}.yaml"
    report = check_example(case, tmp_path, with_text=False)
    assert case.parent.name in rules_of(report.errors)


def test_a_finding_knows_its_place_and_its_repair(tmp_path: Path) -> None:
    case = EXAMPLES / "invalid" / "rules" / "value-whole" / "comparison-dropped.yaml"
    [problem] = check_example(case, tmp_path).errors
    assert problem.fix is not None
    assert (problem.fix.old, problem.fix.new) == ("70亿元", "超70亿元")
    assert problem.at == Position("facts/comparison-dropped.yaml", 12, 29)
    assert problem.record.startswith("obs_gdp")


def test_each_bracket_that_no_part_uses_is_reported_by_its_words(tmp_path: Path) -> None:
    case = EXAMPLES / "invalid" / "rules" / "bracket-unused" / "bracket-of-no-task.yaml"
    unused = [p for p in check_example(case, tmp_path).problems if p.rule == "bracket-unused"]
    assert [problem.read for problem in unused] == ["(牵头单位:县水利局)"]
