"""The states of fields on the command line: counts by document, and the list of what is open."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

import click

from graph.textgrid import GridCell, as_text
from loaders.checking.listing import files_of_documents, states_of_workspace
from loaders.problems import Position, Problem
from loaders.states.words import STATES, TRANSLATION
from ontology.messages import counted

if TYPE_CHECKING:
    from loaders.checking.states import DocumentStates
    from loaders.problems import Report
    from loaders.states.model import FieldState
    from loaders.workspace import Workspace
    from policykg.cli.context import Settings

__all__ = ["open_as_data", "open_problems", "print_counts", "print_open", "totals"]

MOST = 20
"""So many documents are counted one by one; of more, the rest in one line."""
WORDS = {
    "proved": ("proved", "机核"),
    "signed": ("signed", "签核"),
    "inferred": ("inferred", "推断"),
    "open": ("open", "未核"),
}

Counts = Mapping[str, Mapping[str, int]]


def totals(counts: Counts) -> dict[str, int]:
    """Return state → fields over all kinds, the English wording apart."""
    rows = [states for kind, states in counts.items() if kind != TRANSLATION]
    return {state: sum(states.get(state, 0) for states in rows) for state in STATES}


def print_counts(report: Report, settings: Settings) -> None:
    """Print a line a document: how many of its fields are in which state."""
    names = sorted(report.states)
    for name in names[:MOST]:
        click.echo(_line(name, report.states[name], settings))
    if len(names) > MOST:
        rest: dict[str, dict[str, int]] = {}
        for name in names[MOST:]:
            for kind, states in report.states[name].items():
                row = rest.setdefault(kind, {})
                for state, count in states.items():
                    row[state] = row.get(state, 0) + count
        more = len(names) - MOST
        click.echo(_line(settings.say(f"{more} more", f"另 {more} 个文件"), rest, settings))


def _line(name: str, counts: Counts, settings: Settings) -> str:
    told = totals(counts)
    english = counts.get(TRANSLATION, {})
    listed = settings.say(", ", ",").join(
        f"{told[state]:,} {WORDS[state][0]}" if settings.lang != "zh"
        else f"{WORDS[state][1]} {told[state]:,}"
        for state in STATES
    )  # fmt: skip
    size = sum(told.values())
    unread = english.get("open", 0)
    return settings.say(
        f"{name}: {counted(size, 'field')}: {listed}; English wording: {unread:,} open",
        f"{name}:{size:,} 个字段:{listed};英译未核 {unread:,}",
    )


def open_problems(workspace: Workspace, report: Report) -> list[Problem]:
    """Return an error for each document that has open fields, the English wording apart."""
    files = files_of_documents(workspace)
    problems = []
    for name, counts in sorted(report.states.items()):
        count = totals(counts)["open"]
        if count:
            problems.append(
                Problem(
                    "field-open",
                    Position(files.get(name, name)),
                    f"{counted(count, 'field')} of {name} open: read by no rule, signed by nobody; "
                    "`policykg check --open` lists, `policykg sign` signs",
                    f"{name} 有 {count:,} 个字段未核:既无规则读出,也无人签核;"
                    "policykg check --open 列出,policykg sign 签核",
                    record=name,
                )
            )
    return problems


def print_open(workspace: Workspace, documents: Collection[str], settings: Settings) -> None:
    """Print the states by kind, and every open field at its place with its words."""
    for found in states_of_workspace(workspace, documents):
        click.echo(click.style(f"\n{found.document}", bold=True))
        click.echo(_table(found, settings))
        for state in found.states:
            if state.state == "open" and state.row != TRANSLATION:
                void = settings.say("  (signature void)", "(签核已失效)") if state.void else ""
                click.echo(f"{state.at}  {state.fact}  {state.field}: {shown(state)}{void}")
                if words := found.words(state):
                    click.echo(f"      {words}")


def shown(state: FieldState) -> str:
    """Return the value of a field for a line of a list: of an IRI, what is its own."""
    value = state.value
    return value.rpartition("/id/")[2] if "/id/" in value else " ".join(value.split())


def _table(found: DocumentStates, settings: Settings) -> str:
    from loaders.states.model import count_states

    counts = count_states(found.states)
    head = [settings.say("kind", "类别"), *(settings.say(*WORDS[state]) for state in STATES)]
    rows = [
        [GridCell(kind), *(GridCell(f"{states.get(state, 0):,}", right=True) for state in STATES)]
        for kind, states in sorted(counts.items(), key=lambda item: item[0] == TRANSLATION)
    ]
    return as_text(head, rows)


def open_as_data(workspace: Workspace, documents: Collection[str]) -> list[dict[str, Any]]:
    """Return the open fields for a report as JSON, the English wording included."""
    return [
        {
            "document": found.document,
            "fact": state.fact,
            "kind": state.row,
            "field": state.field,
            "value": state.value,
            "at": str(state.at),
            "void": state.void,
            "words": found.words(state),
        }
        for found in states_of_workspace(workspace, documents)
        for state in found.states
        if state.state == "open"
    ]
