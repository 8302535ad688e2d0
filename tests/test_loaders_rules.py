"""Every rule of the evidence contract by examples that keep to it and examples that break it."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
import yaml

from loaders.problems import Position, Problem
from loaders.rules.registry import BY_NAME, RULES, explain
from loaders.yaml.records import FACT_LISTS
from ontology.kinds import records_of
from tests.support.rule_examples import EXAMPLES, check_example, rule_examples

PART_KINDS = {record.kind for record in records_of("part")}
VALID = rule_examples("valid")
INVALID = rule_examples("invalid")


def shown(case: Path) -> str:
    """Return the rule that a case shows, and what of it."""
    return f"{case.parent.name}: {case.stem}"


def rules_of(problems: Iterable[Problem]) -> set[str]:
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
    # Rules of glosses have theirs in tests/test_glosses.py: they read another file.
    assert folders == {name for name in BY_NAME if not name.startswith("gloss-")}


def test_every_text_belongs_to_an_example() -> None:
    texts = set(EXAMPLES.glob("*/rules/*/*.txt"))
    assert texts == {case.with_suffix(".txt") for case in VALID + INVALID if case.is_file()}


def test_every_rule_explains_itself_in_both_languages() -> None:
    for rule in RULES:
        assert rule.en and rule.zh and rule.accepts and rule.rejects
        assert explain(rule.name) is rule
    assert len(BY_NAME) == len(RULES)
    assert explain("no-such-rule") is None


def with_notes(tree: Any) -> Any:
    """Return a facts file in which every part and every fact has a note."""
    if isinstance(tree, dict):
        noted = {key: with_notes(value) for key, value in tree.items()}
        for key in FACT_LISTS:
            records = noted.get(key)
            for record in records if isinstance(records, list) else ():
                record["note"] = "据上下文, status, cue, aim, 状态, 目标"
        if PART_KINDS & noted.keys() and "quote" in noted:
            noted["note"] = "据上下文"
        return noted
    return [with_notes(item) for item in tree] if isinstance(tree, list) else tree


NOTED = [case for case in INVALID if case.is_file()]


@pytest.mark.parametrize("case", NOTED, ids=shown)
def test_a_note_silences_no_rule(case: Path, tmp_path: Path) -> None:
    before = rules_of(check_example(case, tmp_path / "before").problems)
    noted = tmp_path / case.name
    tree = yaml.load(case.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    noted.write_text(yaml.safe_dump(with_notes(tree), allow_unicode=True, sort_keys=False))
    text = case.with_suffix(".txt")
    if text.is_file():
        shutil.copy(text, tmp_path)
    else:
        shutil.copytree(text, tmp_path / text.name)
    assert before <= rules_of(check_example(noted, tmp_path / "after").problems)


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
