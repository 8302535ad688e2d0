"""``check --json`` writes problems as it reads them, in the form of one JSON object."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import click
import pytest

from loaders.problems import Fix, Note, Position, Problem, Report, tallies_of
from policykg.cli.report import print_json


def problem(number: int) -> Problem:
    words = f'第{number}行 “q\n\tuote” \\ "{number}"'
    at = Position(f"facts/{number % 7}.yaml", number + 1, 2)
    return Problem(
        "rule", at, words, words, quote=words, fix=Fix("a\n", "b") if number % 2 else None
    )


def reported(count: int, states: bool = True) -> Report:
    report = Report()
    report.problems += [problem(number) for number in range(count)]
    report.checked = {"b": 2, "a": 1}
    if states:
        report.notes.append(Note("said\n", "说"))
        report.states = {"plan": {"title": {"open": 1}}, "a-plan": {}}
    return report


@pytest.mark.parametrize("count", [0, 1, 2, 300])
@pytest.mark.parametrize("states", [False, True])
@pytest.mark.parametrize("open_fields", [None, [], [{"fact": "一", "words": ["x\ny"]}, {}]])
def test_it_is_as_written_whole(
    count: int, states: bool, open_fields: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    report = reported(count, states)
    print_json(report, open_fields)
    value: dict[str, Any] = {
        "problems": [asdict(one) for one in report.problems],
        "checked": dict(sorted(report.checked.items())),
        "notes": [note._asdict() for note in report.notes],
        "states": dict(sorted(report.states.items())),
    }
    if open_fields is not None:
        value["open"] = open_fields
    expected = json.dumps(value, ensure_ascii=False, indent=2) + "\n"
    assert capsys.readouterr().out == expected


def test_problems_are_written_before_all_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[int] = []
    read: list[int] = []

    def echo(text: str, nl: bool = True) -> None:
        written.append(len(read))

    monkeypatch.setattr(click, "echo", echo)
    report = Report()
    for number in range(2_000):
        one = problem(number)
        one = Problem("rule", Position(f"facts/{number}.yaml"), one.en, one.zh)

        def kept(one: Problem = one, number: int = number) -> list[Problem]:
            read.append(number)
            return [one]

        report.problems.add_kept(tallies_of([one]), kept)
    print_json(report)
    assert written[0] < 1_000
    assert len(written) > 4
