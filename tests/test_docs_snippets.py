"""Every fenced snippet of the docs is run as printed; what cannot run says why, and is counted."""

from __future__ import annotations

import doctest
import json
import re
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from graph.questions.saved import read_question
from loaders.evidence.ledgers import read_ledgers
from loaders.glosses.files import parse_glosses
from loaders.workspace import open_workspace
from loaders.yaml.reader import read_yaml
from policykg.kg import KG
from tests.intake_files import pages as pages_of
from tests.intake_files import pdf, typeset
from tests.support.command import ROOT
from tests.support.serving import serving
from tests.support.sizes import FULL
from tests.support.snippets import SHELL, Shell, Snippet, matches, snippets

PAGES = [
    "README.md",
    "CONTRIBUTING.md",
    *sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").glob("*.md")),
]
ALL = {page: snippets(page) for page in PAGES}
ELSEWHERE = {
    "docs/forty-questions.md": "tests/test_questions_forty.py",
    "docs/from-a-pdf.md": "tests/test_docs_tutorial.py",
    "docs/from-a-pdf.zh.md": "tests/test_docs_tutorial.py",
}
"""Pages whose snippets another test runs, on documents of its own."""
READ_ONLY = {"", "text", "mermaid", "ini", "nginx", "r"}
"""What is shown and no program of ours runs: output, diagrams, settings of other programs."""
REASONS = {
    "sets up an environment": 7,
    "fetches packages": 3,
    "servers that stay": 2,
    "a folder of the server's own": 1,
    "asks a language model": 1,
    "asks other servers": 1,
    "needs R": 1,
    "needs a container engine": 1,
    "makes a release": 1,
}
"""Why snippets are not run, and how many."""
ADDRESSES = re.compile(r"http://127\.0\.0\.1:(?:8040|8765)")
PLAN = (
    "绍兴市人民政府关于印发绿道建设若干措施的通知",
    "一、主要任务",
    "（一）新建绿道。力争到2033年新建绿道30公里以上。（牵头单位：市建设局，配合单位：市财政局、各区政府）",
    "（二）养护绿道。每年检查绿道。（牵头单位：市水利局、市财政局）",
    "绍兴市人民政府",
    "2031年5月6日",
)


def test_every_snippet_that_is_not_run_says_why() -> None:
    found = Counter(reason for page in PAGES for s in ALL[page] for reason in s.not_run.values())
    assert found == REASONS


def test_a_mark_stands_right_before_a_snippet() -> None:
    for page in PAGES:
        text = (ROOT / page).read_text(encoding="utf-8")
        marks = len(re.findall(r"<!-- (?:not run|first|ends with)\b", text))
        taken = sum(len(s.not_run) + bool(s.first) + len(s.ends) for s in ALL[page])
        assert marks == taken, page


def test_every_language_of_the_snippets_is_known_here() -> None:
    known = {*SHELL, *READ_ONLY, "python", "pycon", "yaml", "json", "sparql", "sql"}
    assert {s.language for page in PAGES for s in ALL[page]} <= known


def test_pages_whose_snippets_run_elsewhere_are_run_there() -> None:
    for page, test in ELSEWHERE.items():
        assert Path(page).name in (ROOT / test).read_text(encoding="utf-8")


# Declarations and queries, without a shell ------------------------------------------------------


def of(*languages: str) -> list[Any]:
    return [
        pytest.param(s, id=f"{s.page}:{s.line}")
        for page in PAGES
        if page not in ELSEWHERE
        for s in ALL[page]
        if s.language in languages and s.runs
    ]


@pytest.mark.parametrize("snippet", of("sparql"))
def test_a_query_runs(kg: KG, tmp_path: Path, snippet: Snippet) -> None:
    if snippet.text.startswith("#+"):
        path = tmp_path / "question.rq"
        path.write_text(snippet.text, encoding="utf-8")
        assert len(read_question(path).ask(kg.store, {})) > 0
    else:
        whole = snippet.text if "{" in snippet.text else f"{snippet.text}ASK {{}}"
        assert kg.query(whole).answer in (True, bool(kg.query("ASK {}").answer))


@pytest.mark.parametrize("snippet", of("json"))
def test_what_is_shown_of_json_is_json(snippet: Snippet) -> None:
    json.loads(snippet.text)


@pytest.mark.parametrize("snippet", of("yaml"))
def test_yaml_is_what_the_schemas_ask_for(tmp_path: Path, snippet: Snippet) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    if all(line.startswith("#") for line in snippet.text.splitlines()):
        assert (ROOT / "facts" / snippet.text.partition("schema=")[2].strip()).is_file()
        return
    node, problems = read_yaml(snippet.text.encode(), "snippet")
    assert problems == []
    if isinstance(node, dict) and "omissions" in node:
        (tmp_path / "facts").mkdir()
        (tmp_path / "facts" / "omissions.yaml").write_text(snippet.text, encoding="utf-8")
        (tmp_path / "policykg.yaml").write_text("title: {zh: 小, en: Small}\n", encoding="utf-8")
        ledgers = read_ledgers(open_workspace(tmp_path))
        assert list(ledgers.omissions) == list(node["omissions"])
        assert ledgers.problems == []
        return
    if isinstance(node, dict) and "glosses" in node:
        glosses, problems = parse_glosses(snippet.text.encode(), "snippet", node["document"])
        assert problems == []
        assert len(glosses.by_key) == len(node["glosses"])
        return
    name, whole = as_file(node)
    schema = json.loads((ROOT / "facts" / name).read_text(encoding="utf-8"))
    jsonschema.validate(json.loads(json.dumps(whole)), schema)


def as_file(node: Any) -> tuple[str, dict[str, Any]]:
    """Return the schema of a part of a file, and the smallest whole file around the part."""
    header = next(
        read_yaml(s.text.encode(), "header")[0]
        for s in ALL["docs/curating.md"]
        if s.language == "yaml" and s.text.startswith("document:")
    )
    assert isinstance(header, dict)
    if isinstance(node, list):
        inside = {"quote": "原文", "values": node} if "value" in node[0] else None
        return "facts.schema.json", {**header, "body": [inside] if inside else node}
    if {"places", "organisations"} & set(node):
        return "authority.schema.json", node
    if "document" in node or "body" in node:
        return "facts.schema.json", {**header, "body": [], **node}
    return "facts.schema.json", {**header, "body": [{"task": "任务", "quote": "任务", **node}]}


# Commands and programs, in the order of the page ------------------------------------------------


@contextmanager
def served(page: str, workspace: Path) -> Iterator[str]:
    """Yield the address of a server, for pages that ask one."""
    if any(ADDRESSES.search(s.text) for s in ALL[page] if s.runs):
        with serving(workspace=workspace) as server:
            yield server.url
    else:
        yield ""


@pytest.fixture
def shell(tmp_path: Path, workspace: Path) -> Iterator[Shell]:
    """A shell in a copy of the repository's workspace, with a plan of one's own in files."""
    folder = tmp_path / "workspace"
    shutil.copytree(workspace, folder, symlinks=True)
    home = tmp_path / "home"
    (home / "shelf").mkdir(parents=True)
    (home / "shelf" / "绿道.txt").write_text("\n".join(PLAN), encoding="utf-8")
    made = pdf(pages_of(typeset(PLAN), 30))
    for name in ("plan.pdf", "实施意见.pdf"):
        (folder / name).write_bytes(made)
    (folder / "plan.txt").write_text("\n".join(PLAN) + "\n", encoding="utf-8")
    shell = Shell(folder, home)
    yield shell
    for found in tmp_path.rglob("policykg.yaml"):
        if (found.parent / ".policykg").is_dir():
            shell.folder = found.parent
            shell.run("policykg explore --stop")


def run_commands(shell: Shell, snippet: Snippet) -> None:
    """Run the commands of a snippet; what it shows of their output must be printed in order."""
    if snippet.first:
        code, printed = shell.run(f"set -e; {snippet.first}")
        assert code == 0, f"{snippet.page}:{snippet.line}: {snippet.first}\n{printed}"
    for command, shown in snippet.commands():
        if any(command.startswith(start) for start in snippet.not_run):
            continue
        code, printed = shell.run(command)
        wanted = next((n for start, n in snippet.ends.items() if command.startswith(start)), 0)
        assert code == wanted, f"{snippet.page}:{snippet.line}: {command}\n{printed}"
        lines = iter(printed.splitlines())
        for line in shown:
            assert any(matches(line, one) for one in lines), f"{command}: {line}\n{printed}"


def run_sql(folder: Path, text: str) -> None:
    [database] = folder.glob("*.sqlite")
    with sqlite3.connect(database) as opened:
        for query in filter(str.strip, text.split(";")):
            assert opened.execute(query).fetchone() is not None, query
    opened.close()


def run_session(text: str, names: dict[str, Any], where: str) -> None:
    test = doctest.DocTestParser().get_doctest(text, names, where, where, 0)
    runner = doctest.DocTestRunner()
    told: list[str] = []
    runner.run(test, out=told.append, clear_globs=False)
    names.update(test.globs)
    assert runner.failures == 0, "".join(told)


@pytest.mark.sweep
@pytest.mark.parametrize(
    "page",
    [
        page
        for page in PAGES
        if page not in ELSEWHERE
        and any(s.runs and s.language in (*SHELL, "python", "pycon", "sql") for s in ALL[page])
        # Chinese pages have the commands of the English ones; the small sweep runs two of them.
        and (FULL or not page.endswith(".zh.md") or page.endswith(("README.zh.md", "tour.zh.md")))
    ],
)
def test_the_snippets_of_a_page_run_as_printed_in_their_order(
    page: str,
    shell: Shell,
    workspace: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    start = shell.folder
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.chdir(start)
    names: dict[str, Any] = {"__name__": "__main__"}
    with served(page, workspace) as address:
        for snippet in ALL[page]:
            if not snippet.runs:
                continue
            if snippet.needs_texts:
                shell.environment["POLICYKG_SOURCES"] = str(request.getfixturevalue("sources"))
            text = ADDRESSES.sub(address, snippet.text) if address else snippet.text
            where = f"{page}:{snippet.line}"
            if snippet.language in SHELL:
                run_commands(shell, Snippet(**{**vars(snippet), "text": text}))
            elif snippet.language == "python":
                exec(compile(text, where, "exec"), names)
            elif snippet.language == "pycon":
                run_session(text, names, where)
            elif snippet.language == "sql":
                run_sql(start, text)
