"""Saved questions: each has a page that answers, in both languages, with its SPARQL and CSV."""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from httpx import Client

from explorer.pages.sparql.questions import with_prefixes
from tests.support.command import ROOT
from tests.support.explorer_app import built, explorer

NAMES = sorted(path.stem for path in (ROOT / "queries").glob("*.rq"))
TASKS = next(name for name in NAMES if name.endswith("tasks-of-a-body"))


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with explorer(built()) as found:
        yield found


def test_all_questions_are_listed_by_theme(client: Client) -> None:
    page = client.get("/zh/questions").text
    assert all(f'href="/zh/questions/{name}"' in page for name in NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_question_has_a_page_that_answers(client: Client, name: str) -> None:
    answer = client.get(f"/en/questions/{name}")
    assert answer.status_code == 200, answer.text[-500:]
    assert 'id="answer"' in answer.text


def test_a_parameter_changes_the_question(client: Client) -> None:
    one = client.get("/zh/questions/q01b-tasks-of-a-body.csv", params={"body": "市建设局"}).text
    two = client.get("/zh/questions/q01b-tasks-of-a-body.csv").text
    assert one != two
    assert len(list(csv.reader(io.StringIO(one)))) > 1


@pytest.mark.parametrize("value", ['"} #', "x\\", "<script>alert(1)</script>", "市建设局'"])
def test_what_is_typed_never_becomes_syntax_or_markup(client: Client, value: str) -> None:
    answer = client.get("/zh/questions/q01b-tasks-of-a-body", params={"body": value})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert "没有符合的内容" in answer.text


def test_an_unknown_question_is_a_404(client: Client) -> None:
    assert client.get("/en/questions/q99").status_code == 404


def test_a_query_is_shown_with_the_prefixes_it_uses() -> None:
    assert with_prefixes("SELECT * { ?s pk:ledBy ?o }").startswith("PREFIX pk: <")
    assert with_prefixes("PREFIX pk: <x:>\nASK { ?s pk:a ?o }").count("PREFIX") == 1


def test_a_thing_is_chosen_by_its_label_and_any_other_stays_possible(client: Client) -> None:
    page = client.get("/en/questions/q01b-tasks-of-a-body").text
    chosen = re.search(r'<option value="shaoxing-plan" selected>([^<]+)</option>', page)
    assert chosen is not None and chosen[1].startswith("Action plan")
    other = client.get("/en/questions/q01b-tasks-of-a-body?document=urn:x:y").text
    assert '<option value="urn:x:y" selected>' in other


def test_a_file_that_is_no_question_is_told_and_stands_in_no_ones_way(tmp_path: Path) -> None:
    folder = tmp_path / "workspace"
    shutil.copytree(built(), folder, symlinks=True)
    with explorer(folder) as client:
        assert "broken.rq" not in client.get("/en/questions").text
        (folder / "queries" / "broken.rq").write_text("SELECT * { ?s ?p ?o }\n", encoding="utf-8")
        for lang in ("en", "zh"):
            page = client.get(f"/{lang}/questions").text
            assert "broken.rq:1" in page
            assert all(f'href="/{lang}/questions/{name}"' in page for name in NAMES)
            assert str(tmp_path) not in page
