"""Problems for people (and machines): what is wrong, where, why, and how to mend it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from loaders.problems import Findings
from ontology.messages import counted
from policykg.cli.checking import run_check

if TYPE_CHECKING:
    from loaders.problems import Position, Problem, Report
    from loaders.workspace import Workspace
    from ontology.processes import Workers
    from policykg.cli.context import Settings


_AT_ONCE = 1 << 16
"""Characters of JSON that are written at once."""
FEW = 3
"""How many stale lines of the lock, and names without English, are shown for each file."""
UNTRANSLATED = frozenset({"english", "label-missing"})
"""Rules that find names without English."""
_SUMMED = (
    (
        frozenset({"lock-stale"}),
        "… and {more} more stale lines of the lock: `policykg lock` renews them",
        "……另有 {more} 行锁定已过时:请运行 policykg lock",
    ),
    (
        UNTRANSLATED,
        "… and {more} more without English: `policykg check --untranslated` lists them",
        "……另有 {more} 处没有英文:请运行 policykg check --untranslated",
    ),
)
"""Findings that one command lists or mends, and the words for those that are not shown."""


def print_problems(problems: Sequence[Problem], settings: Settings, *, err: bool = False) -> None:
    """Print problems, worst file first; ``err``: where the output is the making of a file."""
    findings = problems if isinstance(problems, Findings) else Findings(problems)
    for file, found in findings.by_file():
        click.echo(click.style(f"\n{file}", bold=True), err=err)
        hidden: set[int] = set()
        for rules, _, _ in _SUMMED:
            hidden.update([id(problem) for problem in found if problem.rule in rules][FEW:])
        for problem in found:
            if id(problem) not in hidden:
                click.echo(_one(problem, settings), err=err)
        for rules, more_en, more_zh in _SUMMED:
            more = sum(problem.rule in rules for problem in found) - FEW
            if more > 0:
                words = settings.say(more_en.format(more=more), more_zh.format(more=more))
                click.echo(f"  {words}", err=err)


def print_untranslated(problems: Sequence[Problem]) -> None:
    """List what has no English, a line each: place, record, words, between tabs."""
    listed: dict[tuple[str, str, str], Position] = {}
    wanted = [problem for problem in problems if problem.rule in UNTRANSLATED]
    for problem in sorted(wanted, key=lambda p: (p.at.file, p.at.line, p.at.column)):
        listed.setdefault((problem.at.file, problem.record, problem.recorded), problem.at)
    for (_, record, words), at in listed.items():
        click.echo(f"{at}\t{record}\t{words}")


def _one(problem: Problem, settings: Settings) -> str:
    colour = "red" if problem.severity == "error" else "yellow"
    word = settings.say(problem.severity, "错误" if problem.severity == "error" else "提醒")
    lines = [
        f"  {problem.at}  {click.style(word, fg=colour)}  {problem.rule}"
        + (f"  {problem.record}" if problem.record else "")
    ]
    lines.append(f"      {settings.say(problem.en, problem.zh)}")
    for label_en, label_zh, text in (
        ("quote", "引文", problem.quote),
        ("in the text", "原文", problem.context),
        ("read", "读作", problem.read),
        ("recorded", "记录", problem.recorded),
    ):
        if text:
            lines.append(f"      {settings.say(label_en, label_zh)}: {' '.join(text.split())}")
    if problem.fix is not None:
        lines.append(
            f"      {settings.say('fix', '修正')}: {problem.fix.old} → {problem.fix.new}"
            f"  (policykg check --fix)"
        )
    return "\n".join(lines)


def print_json(report: Report, open_fields: Iterable[dict[str, Any]] | None = None) -> None:
    """Print a report as JSON: ``problems``, ``checked``, ``notes``, ``states``.

    Problems are read and written some at a time: none is held.

    Args:
        report: The report.
        open_fields: What is open, as ``open``; none where nobody asked.
    """
    waiting: list[str] = []
    size = 0
    for piece in _json_of(report, open_fields):
        waiting.append(piece)
        size += len(piece)
        if size > _AT_ONCE:
            click.echo("".join(waiting), nl=False)
            waiting, size = [], 0
    click.echo("".join(waiting))


def _json_of(report: Report, open_fields: Iterable[dict[str, Any]] | None) -> Iterator[str]:
    yield '{\n  "problems": '
    yield from _listed(asdict(problem) for problem in report.problems)
    rest = {
        "checked": dict(sorted(report.checked.items())),
        "notes": [note._asdict() for note in report.notes],
        "states": dict(sorted(report.states.items())),
    }
    for key, value in rest.items():
        yield f',\n  "{key}": {_indented(value, 2)}'
    if open_fields is not None:
        yield ',\n  "open": '
        yield from _listed(open_fields)
    yield "\n}"


def _listed(items: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Yield a list as JSON, two blanks from the margin, an item at a time."""
    before = "[\n    "
    for item in items:
        yield before + _indented(item, 4)
        before = ",\n    "
    yield "[]" if before[0] == "[" else "\n  ]"


def _indented(value: object, blanks: int) -> str:
    text = json.dumps(value, ensure_ascii=False, indent=2)
    return text.replace("\n", "\n" + " " * blanks)  # a text has none of its own: it is escaped


def check_or_stop(
    workspace: Workspace, settings: Settings, *, full: bool = False, processes: Workers = None
) -> None:
    """Check all facts; with errors, print them and end with exit code 1.

    Args:
        workspace: The workspace.
        settings: Language of messages.
        full: Trust nothing that earlier runs have left.
        processes: How many processes check, or which.
    """
    report = run_check(workspace, settings, cache=not full, warnings=False, processes=processes)
    if errors := report.problems.error_count:
        print_problems(report.problems, settings)
        click.echo(
            settings.say(
                f"\n{counted(errors, 'error')}; nothing was built, the last good graph stays.",
                f"\n{errors} 个错误;未构建,上一次的图保持不变。",
            ),
            err=True,
        )
        raise SystemExit(1)
