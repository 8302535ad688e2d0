"""Every number that the docs say of the five documents, and every session they show, anew."""

from __future__ import annotations

import fnmatch
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from policykg.kg import KG
from tests.support.command import ROOT, run_cli

ONES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
KINDS = ("Task", "Organization", "GroupReference")


@pytest.fixture(scope="module")
def numbers(kg: KG) -> dict[str, Any]:
    """Count in the graph what the docs tell; ``…_word`` is the number in letters."""
    plan, drc, etc = (kg.iri(x) for x in ("shaoxing-plan", "shaoxing-drc", "shaoxing-etc"))
    leads = kg.network("leads", document=plan, kind=KINDS)
    rows = list(kg.measure("leadership", document=plan, kind=KINDS))
    named, groups = ([r for r in rows if r["group"] is group] for group in (False, True))
    own = next(row for row in rows if row["iri"] == drc)
    campaigns = kg.query("SELECT ?c { ?c a pk:Campaign ; pk:statedIn id:shaoxing-plan }")
    found = {
        "documents": len(kg.documents),
        "campaigns": len(campaigns),
        "tasks": sum(data["kind"] == "Task" for _, data in leads.nodes(data=True)),
        "assignments": leads.number_of_edges(),
        "named": sum(row["whole"] for row in named),
        "bodies": len(named),
        "grouped": sum(row["whole"] for row in groups),
        "groups": len(groups),
        "drc": own["whole"],
        "drc_first": own["first"],
        "drc_sole": own["sole"],
        "drc_joint": own["joint"],
        "drc_etc": len(kg.network("co-leads", document=plan).edges[drc, etc]["tasks"]),
    }
    words = {f"{k}_word": ONES[n] for k, n in found.items() if n < len(ONES)}
    return {**found, **words}


SENTENCES = [
    (
        "README.md",
        "action plan: {campaigns} campaigns, {tasks} tasks, {assignments} lead assignments",
    ),
    ("README.md", "## The {documents_word} documents"),
    (
        "README.md",
        "Of the {assignments} in `shaoxing-plan`, {named} are to {bodies} named bodies, which "
        "`stats` tells, and {grouped} to {groups_word} groups",
    ),
    (
        "docs/analyses.md",
        "(tasks only) {tasks} tasks have {assignments} lead assignments, {named} to {bodies} named "
        "bodies and {grouped} to {groups_word} groups; the Development and Reform Commission leads "
        "{drc} tasks, {drc_first} of them as first-named, {drc_sole} alone, and {drc_etc} together "
        "with the Economic and Trade Commission.",
    ),
    (
        "docs/tour.md",
        "It leads {drc} tasks: {drc_sole_word} alone, {drc_joint} jointly, {drc_first_word} as the "
        "first named.",
    ),
    (
        "docs/tour.zh.md",
        "它牵头 {drc} 项任务：{drc_sole} 项独家牵头，{drc_joint} 项联合牵头，"
        "{drc_first} 项列首位。",
    ),
    (
        "docs/tour.zh.md",
        "共 {tasks} 项任务、{bodies} 个点名单位、{groups} 个泛指单位、{assignments} 次牵头关系。",
    ),
    (
        "docs/tour.md",
        "{tasks} tasks, {bodies} named bodies and {groups} groups, {assignments} assignments.",
    ),
]


@pytest.mark.parametrize(("file", "sentence"), SENTENCES)
def test_a_number_in_the_docs_is_the_one_in_the_graph(
    numbers: dict[str, Any], file: str, sentence: str
) -> None:
    text = " ".join((ROOT / file).read_text(encoding="utf-8").split())
    assert sentence.format(**numbers) in text


def sessions(file: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each command that a file shows with what it prints, and the lines it shows."""
    text = (ROOT / file).read_text(encoding="utf-8")
    for block in re.findall(r"^```console\n(.*?)^```", text, re.DOTALL | re.MULTILINE):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            lines = part.split("\n")
            size = next(n for n in range(1, len(lines) + 1) if whole("\n".join(lines[:n])))
            shown = [line.rstrip() for line in lines[size:] if line.strip()]
            if shown:
                yield "\n".join(lines[:size]), shown


def whole(command: str) -> bool:
    try:
        return bool(shlex.split(command, comments=True))
    except ValueError:
        return False


SHOWN = [
    (path.relative_to(ROOT).as_posix(), command, lines)
    for path in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
    if not path.name.startswith(
        "from-a-pdf"
    )  # another workspace: test_docs_tutorial.py goes through it
    for command, lines in sessions(path.relative_to(ROOT).as_posix())
    if command.startswith("policykg ") and lines[0] != "…"
]


def test_the_first_page_shows_sessions() -> None:
    assert [file for file, *_ in SHOWN].count("README.md") == 3


@pytest.mark.parametrize(
    ("file", "command", "lines"), SHOWN, ids=[f"{f}: {c[:40]}" for f, c, _ in SHOWN]
)
def test_a_session_in_the_docs_prints_what_it_shows(
    workspace: Path, file: str, command: str, lines: list[str]
) -> None:
    """Every line shown is printed, in that order; … stands for anything."""
    words = shlex.split(command, comments=True)[1:]
    printed = iter(run_cli("-w", str(workspace), *words).output.splitlines())
    for line in lines:
        pattern = fnmatch_of(line)
        assert any(fnmatch.fnmatchcase(one.rstrip(), pattern) for one in printed), line


def fnmatch_of(line: str) -> str:
    """Return a pattern that matches a line of the docs, and whatever may follow it after ;."""
    literal = re.sub(r"([\[*?])", r"[\1]", line)
    return literal.replace("…", "*") + ("*" if "…" in line else "")
