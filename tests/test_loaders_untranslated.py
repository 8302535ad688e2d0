"""Names without English: warnings, listed for translation; the Chinese is shown meanwhile."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from loaders.yaml.records import BilingualName
from tests.support.command import run_cli


def without_english(workspace: Path) -> None:
    """Take every English name out of the facts and the authority files."""
    facts = workspace / "facts" / "qingxi-plan.yaml"
    text = re.sub(r"\n +en: [^\n]+", "", facts.read_text(encoding="utf-8"))
    text = re.sub(r"(title: \{zh: [^,}]+), en: [^}]+\}", r"\1}", text)
    facts.write_text(text, encoding="utf-8")
    authority = workspace / "facts" / "authority" / "qingxi.yaml"
    text = authority.read_text(encoding="utf-8")
    text = text.replace("en: Yunshan County Government", "en: TODO")
    text = re.sub(r"(name: \{zh: [^,}]+), en: (?!TODO)[^}]+\}", r"\1}", text)
    authority.write_text(text, encoding="utf-8")


def test_names_without_english_are_warned_of_in_sum_and_do_not_stop_a_build(example: Path) -> None:
    without_english(example)
    assert run_cli("-w", str(example), "lock").exit_code == 0
    outcome = run_cli("-w", str(example), "check")
    assert outcome.exit_code == 0, outcome.output
    assert "0 errors" in outcome.output and " 0 warnings" not in outcome.output
    assert re.search(
        r"… and \d+ more without English: `policykg check --untranslated`", outcome.output
    )
    assert outcome.output.count("has no English") <= 6
    assert run_cli("-w", str(example), "build").exit_code == 0
    assert "青溪镇三年行动方案" in run_cli("-w", str(example), "stats").output


def test_what_has_no_english_is_listed_once_with_its_place(example: Path) -> None:
    without_english(example)
    run_cli("-w", str(example), "lock")
    outcome = run_cli("-w", str(example), "check", "--untranslated")
    rows = [line.split("\t") for line in outcome.output.splitlines()]
    words = {row[2] for row in rows}
    assert {"青溪镇三年行动方案", "建设竹产业园", "云山县人民政府", "青溪镇"} <= words
    assert len({(row[0].split(":")[0], row[1], row[2]) for row in rows}) == len(rows)
    assert all(re.fullmatch(r"facts/[\w./-]+:\d+:\d+", row[0]) for row in rows)


def test_a_workspace_with_all_its_english_lists_nothing(example: Path) -> None:
    run_cli("-w", str(example), "lock")
    assert run_cli("-w", str(example), "check", "--untranslated").output == ""


@pytest.mark.parametrize("english", [{}, {"en": "TODO"}])
def test_a_name_without_english_shows_its_chinese(english: dict[str, str]) -> None:
    name = BilingualName.model_validate({"zh": "财政局", **english})
    assert (name.en, name.untranslated) == ("财政局", True)


def test_a_name_with_english_is_translated() -> None:
    assert not BilingualName.model_validate({"zh": "财政局", "en": "Finance Bureau"}).untranslated


def test_english_that_a_draft_left_open_is_missing_and_not_a_label(example: Path) -> None:
    facts = example / "facts" / "qingxi-plan.yaml"
    text = facts.read_text(encoding="utf-8")
    facts.write_text(re.sub(r"(\n +en: )[^\n]+", r"\1TODO", text), encoding="utf-8")
    assert run_cli("-w", str(example), "lock").exit_code == 0
    assert "建设竹产业园" in run_cli("-w", str(example), "check", "--untranslated").output
    run_cli("-w", str(example), "build")
    run_cli("-w", str(example), "export", "turtle", str(example / "graph.ttl"))
    assert "TODO" not in (example / "graph.ttl").read_text(encoding="utf-8")
