"""What a terminal shows, a pipe gets and a note says: in one language, and what fits."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from graph.questions.defaults import strangers
from graph.questions.parameters import Parameter
from graph.rdf.store import GraphStore
from graph.tables.declared import TABLES
from graph.tables.rows import chosen
from graph.textgrid import width
from ontology.terms import PK, RDF
from policykg.cli.table import chief
from policykg.kg import KG
from tests.support.command import ROOT, run_cli
from tests.support.small_graph import BASE, quad, small_parts


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("terminal") / "ws"
    assert run_cli("init", str(root)).exit_code == 0
    assert run_cli("-w", str(root), "build").exit_code == 0
    return root


def on_terminal(root: Path, *words: str, columns: int = 100) -> str:
    """Run a command on a pseudo-terminal, as a person would see it."""
    pty = pytest.importorskip("pty")
    main, side = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": str(columns)}
    process = subprocess.Popen(
        [sys.executable, "-m", "policykg", "-w", str(root), *words],
        stdout=side, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, env=environment,
    )  # fmt: skip
    os.close(side)
    pieces = []
    while True:
        try:
            piece = os.read(main, 65536)
        except OSError:  # the other side has closed
            break
        if not piece:
            break
        pieces.append(piece)
    os.close(main)
    assert process.wait() == 0
    return b"".join(pieces).decode("utf-8").replace("\r\n", "\n")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_terminal_shows_the_chief_columns_within_its_width(demo: Path, lang: str) -> None:
    text = on_terminal(demo, "--lang", lang, "table", "assignments")
    head, rule, *rows = text.splitlines()
    assert ("role" in head) if lang == "en" else ("责任角色" in head)
    assert len(rule.split()) == 6 and rows
    assert max(width(line) for line in text.splitlines()) <= 100
    assert all(set(line) != {"…"} for line in rows)


def test_a_terminal_shows_all_columns_where_they_are_asked_for(demo: Path) -> None:
    every = on_terminal(demo, "--lang", "en", "table", "names", "--all", columns=400)
    assert len(every.splitlines()[1].split()) == len(chosen(TABLES["names"], None, "en"))
    two = on_terminal(demo, "--lang", "en", "table", "names", "-c", "name,class")
    assert len(two.splitlines()[1].split()) == 2


@pytest.mark.parametrize("name", ["assignments", "tasks", "places"])
def test_a_pipe_gets_the_whole_table_as_csv(demo: Path, name: str, tmp_path: Path) -> None:
    piped = run_cli("-w", str(demo), "table", name).stdout
    head, *rows = csv.reader(io.StringIO(piped))
    assert head == [column.en for column in chosen(TABLES[name], None, "en")]
    assert rows and all(len(row) == len(head) for row in rows)
    path = tmp_path / "out.csv"
    assert run_cli("-w", str(demo), "table", name, "-o", str(path)).exit_code == 0
    assert path.read_text("utf-8").splitlines() == piped.splitlines()
    few = run_cli("-w", str(demo), "table", name, "--rows", "2", "-c", "id").stdout
    assert len(list(csv.reader(io.StringIO(few)))) == 3


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("language", ["en", "zh", None])
def test_every_table_has_few_chief_columns_of_names_and_values(
    kg: KG, name: str, language: str | None
) -> None:
    table = TABLES[name]
    columns = chosen(table, None, language)
    rows = [tuple(row.values()) for row in kg.table(name).head(20).to_dict("records")]
    shown = chief(table, columns, [])
    assert 1 <= len(shown) <= 12 and set(shown) <= set(columns)
    full = chief(table, columns, rows) if rows else shown
    named = {column.of for column in columns}
    assert full and not [column.name for column in full if column.name in named]


NOT_HERE = ("could not be looked up", "原文不在本机")


def test_a_note_is_told_in_the_language_of_the_reader_alone(demo: Path, tmp_path: Path) -> None:
    text = next((demo / "sources").glob("*.txt"))
    moved = text.rename(tmp_path / text.name)
    try:
        en = run_cli("-w", str(demo), "check").output
        zh = run_cli("-w", str(demo), "--lang", "zh", "check").output
        data = json.loads(run_cli("-w", str(demo), "check", "--json").stdout)
    finally:
        moved.rename(text)
    assert NOT_HERE[0] in en and NOT_HERE[1] not in en
    assert NOT_HERE[1] in zh and NOT_HERE[0] not in zh
    (note,) = data["notes"]
    assert NOT_HERE[0] in note["en"] and NOT_HERE[1] in note["zh"]


STOPPING = {
    "a fault in the file": ("document:\n  id: x\n", "mend facts/other.yaml first"),
    "no YAML": ("document: [\n", "mend facts/other.yaml first"),
    "a place that nothing knows": (None, "facts/other.yaml: `jurisdiction: 无此县`"),
}


@pytest.mark.parametrize("case", STOPPING)
def test_the_document_that_stops_a_draft_of_bodies_is_named(tmp_path: Path, case: str) -> None:
    root = tmp_path / "ws"
    assert run_cli("init", str(root)).exit_code == 0
    given, told = STOPPING[case]
    text = (root / "facts" / "qingxi-plan.yaml").read_text("utf-8")
    other = text.replace("id: qingxi-plan\n", "id: other\n")
    other = other.replace("jurisdiction: qingxi\n", "jurisdiction: 无此县\n")
    (root / "facts" / "other.yaml").write_text(given or other, "utf-8")
    for lang in ("en", "zh"):
        outcome = run_cli("--lang", lang, "-w", str(root), "draft", "--authority")
        assert outcome.exit_code == 1 and not outcome.stdout
        assert "facts/other.yaml" in outcome.stderr.splitlines()[-1]
        assert lang == "zh" or told in outcome.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("q01", "--body", "市建设局"), "written body=市建设局"),
        (("q01", "--body=市建设局"), "written body=市建设局"),
        (("q01", "--body"), "written body=VALUE"),
        (("q01", "--body", "--sparql"), "written body=VALUE"),
        (("q04", "--document", "x"), "written document=x"),
        (("q01", "--sparqle"), "--sparql"),  # click names the option that was meant
    ],
)
def test_a_parameter_that_is_written_like_an_option_is_explained(
    demo: Path, words: tuple[str, ...], told: str
) -> None:
    outcome = run_cli("-w", str(demo), "ask", *words)
    assert outcome.exit_code == 2 and told in outcome.stderr


BODY = Parameter("body", "name", "", {"en": "body", "zh": "单位"}, "pk:Organization")


@pytest.mark.parametrize("name", ["发展改革", "财政", "建设", "科学技术", "经贸"])
def test_an_unknown_name_is_answered_with_the_names_that_hold_it(kg: KG, name: str) -> None:
    (hint,) = strangers({"body": BODY}, {"body": name}, kg.store, {"body"})
    assert f"body={name} names nothing" in hint
    first = hint.partition("try ")[2].split(", ")[0]
    assert name in first and first in hint.zh


def test_a_name_of_several_bodies_is_told_with_all_of_them() -> None:
    pairs = {"market": ["one", "two"], "water": ["one", "two", "three"], "tax": ["one"]}
    lines = [
        quad(f"{place}-{name}", PK.name, f'"{name}"', "authority")
        + quad(f"{place}-{name}", RDF.type, f"<{PK.Organization}>", "authority")
        for name, places in pairs.items()
        for place in places
    ]
    lines.append(quad("tax-plan", PK.name, '"tax"', "authority"))  # no body
    store = GraphStore.in_memory([*small_parts().values(), b"".join(lines)], BASE)
    for name, places in pairs.items():
        told = strangers({"body": BODY}, {"body": name}, store, {"body"})
        if len(places) == 1:
            assert told == []
            continue
        (hint,) = told
        assert "name of several things" in hint and "若干事物" in hint.zh
        assert all(f"id:{place}-{name}" in hint and f"id:{place}-{name}" in hint.zh
                   for place in places)  # fmt: skip
        assert strangers({"body": BODY}, {"body": name}, store) == []
