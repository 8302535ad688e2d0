"""Forty questions of a researcher: each query in the page is run and must give its answer.

After a change of the facts, ``python -m tests.test_questions_forty`` writes the tables anew;
then read what changed, and mend the words above them.
"""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest

from graph.queries.query import run
from graph.queries.results import Result, plain_decimal
from graph.rdf.store import GraphStore
from graph.rdf.terms import IRI, shorten
from loaders.compile import compile_workspace
from loaders.workspace import open_workspace

ROOT: Final = Path(__file__).resolve().parent.parent
PAGE: Final = ROOT / "docs" / "forty-questions.md"
QUESTION: Final = re.compile(
    r"^### (?P<number>\d+)\. (?P<zh>[^\n]+)\n\n(?P<en>[^\n]+)\n\n"
    r"(?P<summary>[^\n]+)\n\n```sparql\n(?P<query>.*?)```\n\n(?P<table>(?:\|[^\n]*\n)+)",
    re.DOTALL | re.MULTILINE,
)


class Question(NamedTuple):
    """One section of the page."""

    number: int
    zh: str
    en: str
    summary: str
    query: str
    table: list[list[str]]


def read_page(text: str) -> list[Question]:
    """Return the questions of the page, in its order."""
    found = []
    for match in QUESTION.finditer(text):
        lines = match["table"].splitlines()
        table = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
        del table[1]  # the line of dashes
        number = int(match["number"])
        found.append(
            Question(number, match["zh"], match["en"], match["summary"], match["query"], table)
        )
    return found


def cell(value: Any, store: GraphStore, labels: dict[str, str]) -> str:
    """Return a value as the page writes it: a thing by its Chinese label."""
    if value is None:
        return ""
    if isinstance(value, IRI):
        return (labels.get(value) or shorten(value, store.prefixes)).replace("|", "¦")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return plain_decimal(round(value, 2))
    return str(value).replace("|", "¦").replace("\n", " ")


def rows_of(result: Result, store: GraphStore) -> list[list[str]]:
    labelled = result.with_labels("zh")
    return [[cell(value, store, dict(labelled.labels)) for value in row] for row in result]


def graph_of(sources: list[Path]) -> GraphStore:
    """Compile the committed facts."""
    workspace = open_workspace(ROOT, sources)
    return GraphStore.in_memory(
        compile_workspace(workspace).parts.values(), workspace.settings.base
    )


def rewrite(text: str, store: GraphStore) -> str:
    """Return the page with the tables that its queries give now."""

    def answered(match: re.Match[str]) -> str:
        result = run(store, match["query"])
        header = list(result.variables)
        lines = [header, ["---"] * len(header), *rows_of(result, store)]
        table = "".join(f"| {' | '.join(line)} |\n" for line in lines)
        return match[0].removesuffix(match["table"]) + table

    return QUESTION.sub(answered, text)


QUESTIONS: Final = read_page(PAGE.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def store(sources: Path) -> GraphStore:
    return graph_of([sources])


def test_the_page_holds_forty_numbered_questions() -> None:
    assert [question.number for question in QUESTIONS] == list(range(1, 41))


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: f"{question.number:02}")
def test_the_graph_gives_the_answer_on_the_page(question: Question, store: GraphStore) -> None:
    result = run(store, question.query)
    header, *rows = question.table
    assert list(result.variables) == header
    assert sorted(rows_of(result, store)) == sorted(rows)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: f"{question.number:02}")
def test_every_question_has_an_answer_in_rows_and_in_words(question: Question) -> None:
    assert len(question.table) > 1
    assert len(question.summary) > 20


if __name__ == "__main__":
    PAGE.write_text(rewrite(PAGE.read_text(encoding="utf-8"), graph_of([])), encoding="utf-8")
