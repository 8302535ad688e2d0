"""Saved questions in graphs they were not written for: they run, and say what they found."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import rdflib

import policykg
from graph.errors import BadParameter, BadQuestion, UnknownQuestion
from graph.questions.saved import Questions
from graph.rdf.store import GraphStore
from policykg.kg import KG
from tests.support.command import ROOT, run_cli
from tests.support.questions_example import HEADER, of_engine, of_rdflib

NAMES = list(Questions(ROOT / "queries"))


def built(folder: Path, *, empty: bool) -> KG:
    assert run_cli("init", str(folder)).exit_code == 0
    if empty:
        for path in (folder / "facts").glob("qingxi*"):
            path.unlink()
        (folder / "facts" / "locks" / "qingxi-plan.lock").unlink()
    outcome = run_cli("-w", str(folder), "build")
    assert outcome.exit_code == 0, outcome.output
    return policykg.open(folder)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> KG:
    """The workspace that `policykg init` makes, about an invented town."""
    return built(tmp_path_factory.mktemp("town") / "plans", empty=False)


@pytest.fixture(scope="module")
def nothing(tmp_path_factory: pytest.TempPathFactory) -> KG:
    """A workspace without a single document."""
    return built(tmp_path_factory.mktemp("nothing") / "plans", empty=True)


@pytest.fixture(scope="module")
def copies(town: KG, nothing: KG) -> dict[str, rdflib.Graph]:
    """Both graphs, held by rdflib itself."""
    found = {}
    for kg in (town, nothing):
        copy = rdflib.Graph()
        for quad in kg.store.raw:
            copy.parse(data=f"{quad.triple} .", format="nt")
        for prefix, namespace in kg.store.prefixes.items():
            copy.bind(prefix, namespace, override=True)
        found[str(kg.workspace)] = copy
    return found


def test_a_new_workspace_has_all_questions(town: KG) -> None:
    assert list(town.questions) == NAMES


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("where", ["town", "nothing"])
def test_a_question_runs_anywhere_and_alike_on_both_engines(
    request: pytest.FixtureRequest, copies: dict[str, rdflib.Graph], where: str, name: str
) -> None:
    kg: KG = request.getfixturevalue(where)
    question = kg.questions[name].suited(kg.store)
    fast = kg.ask(name)
    slow = copies[str(kg.workspace)].query(question.bound({}, kg.store.prefixes))
    rows = [tuple(row) for row in slow if isinstance(row, rdflib.query.ResultRow)]
    if "LIMIT" in question.sparql:
        assert len(rows) == len(fast)
    else:
        assert Counter(tuple(map(of_rdflib, row)) for row in rows) == Counter(
            tuple(map(of_engine, row)) for row in fast.terms
        )


@pytest.mark.parametrize(
    "name", [n for n in NAMES if n.startswith(("q01", "q02", "q03", "q04", "tasks-by", "pairs"))]
)
def test_defaults_give_way_to_things_of_the_graph(town: KG, name: str) -> None:
    answer = town.ask(name)
    assert (len(answer) > 0, answer.warnings) == (True, [])


def test_a_pair_is_a_pair_elsewhere_too(town: KG) -> None:
    found = town.questions["tasks-shared-by-two"].suited(town.store).parameters
    assert found["one"].default != found["other"].default


def test_defaults_of_the_graph_itself_stay(kg: KG) -> None:
    for question in kg.questions.values():
        assert question.suited(kg.store).parameters == question.parameters


def test_a_value_that_names_nothing_is_told_with_the_nearest(town: KG) -> None:
    (said,) = town.ask("q01", body="镇经济").warnings
    assert said == "body=镇经济 names nothing in this graph; try 镇经济办, 青溪镇经济发展办公室"
    assert (
        getattr(said, "zh", "")
        == "body=镇经济 在本图中没有对应的事物;可试 镇经济办、青溪镇经济发展办公室"
    )


def test_an_empty_graph_is_told_as_such(nothing: KG) -> None:
    assert any("id:shaoxing-plan" in said for said in nothing.ask("q02").warnings)


def test_the_command_line_lists_and_warns_in_the_readers_language(town: KG) -> None:
    where = ("-w", str(town.workspace))
    assert "document=id:qingxi-plan" in run_cli(*where, "ask").output
    assert "谁牵头什么" in run_cli(*where, "--lang", "zh", "ask").output
    assert "提醒:body=镇经济" in run_cli(*where, "--lang", "zh", "ask", "q01", "body=镇经济").output
    assert "id:qingxi-plan" in run_cli(*where, "ask", "q02", "--sparql").output.replace(
        f"<{town.base}id/", "id:"
    )


def put(folder: Path, name: str, body: bytes) -> Questions:
    folder.mkdir(exist_ok=True)
    (folder / "good.rq").write_text(HEADER + "ASK {}", encoding="utf-8")
    (folder / name).write_bytes(HEADER.encode() + body)
    return Questions(folder)


BAD: dict[str, tuple[bytes, str]] = {
    "not UTF-8": (b"ASK { ?s ?p '\xe9' }", "bad.rq:7: this is not UTF-8"),
    "parameter twice": (
        b"#+ parameter: a | name | x | A | A\n#+ parameter: a | year | 1 | A | A\nASK { ?s ?p $a }",
        "bad.rq:8: the parameter a is given twice",
    ),
    "name of two words": (
        b"#+ parameter: a b | name | x | A | A\nASK { ?s ?p $a }",
        "bad.rq:7: 'a b' is no name",
    ),
    "iri without default": (
        b"#+ parameter: a | iri | | A | A\nASK { ?s ?p $a }",
        "a = '' is no iri",
    ),
}


@pytest.mark.parametrize(("body", "words"), BAD.values(), ids=BAD)
def test_a_file_that_is_wrong_stands_in_the_way_of_no_other(
    tmp_path: Path, town: KG, body: bytes, words: str
) -> None:
    questions = put(tmp_path, "bad.rq", body)
    assert bool(questions.find("good").ask(town.store))
    with pytest.raises(BadQuestion) as caught:
        questions.find("bad")
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"\nSELECT * {\n  ?s nonsense ?o }", "broken.rq:9: not understood at"),
        (b"INSERT DATA { <a:a> <a:b> <a:c> }", "broken.rq:7: INSERT changes data"),
        (b"# said\nASK { SERVICE <http://x/> { ?s ?p ?o } }", "broken.rq:8: SERVICE is not run"),
        (b"", "broken.rq:"),
    ],
)
def test_a_query_that_cannot_be_run_is_told_by_file_and_line(
    tmp_path: Path, town: KG, body: bytes, words: str
) -> None:
    with pytest.raises(BadQuestion) as caught:
        put(tmp_path, "broken.rq", body).find("broken").ask(town.store)
    assert words in str(caught.value)


def test_files_of_other_systems_are_read(tmp_path: Path, town: KG) -> None:
    text = (HEADER + "ASK {}\n").replace("\n", "\r\n")
    (tmp_path / "other.rq").write_bytes(text.encode("utf-8-sig"))
    assert bool(Questions(tmp_path).find("other").ask(town.store))


def test_the_list_tells_what_is_wrong_with_a_file(example: Path) -> None:
    put(example / "queries", "bad.rq", b"#+ nonsense: x\nASK {}")
    outcome = run_cli("-w", str(example), "ask")
    assert (outcome.exit_code, "bad.rq:7" in outcome.output, "q01" in outcome.output) == (
        1,
        True,
        True,
    )


def test_a_workspace_without_questions_is_told_where_to_get_some(tmp_path: Path) -> None:
    with pytest.raises(UnknownQuestion, match="policykg init"):
        Questions(tmp_path).find("q01")


HOSTILE: list[Any] = [
    'a"b',
    "}} UNION { ?s ?p ?o",
    "\\",
    "line\nbreak\r\n",
    "\x00\x07\u2028",
    "字" * 100_000,
    "<http://example.org/>",
    "$body",
    "😀",
]


@pytest.mark.parametrize("value", HOSTILE, ids=ascii)
def test_hostile_values_are_values(town: KG, value: str) -> None:
    assert len(town.ask("q01", body=value)) == 0
    assert len(town.ask("what-a-passage-says", words=value)) == 0


@pytest.mark.parametrize("value", ["a b", "http://example.org/a b", "<x>", "", "id:a\nb", "\ud800"])
def test_what_is_no_iri_is_refused(town: KG, value: str) -> None:
    with pytest.raises(BadParameter):
        town.ask("q02", document=value)


def test_half_a_character_is_refused(town: KG) -> None:
    with pytest.raises(BadParameter):
        town.ask("q01", body="\ud800")
    with pytest.raises(BadParameter):
        town.query("ASK { ?s ?p $x }", x="\ud800")


def test_a_store_without_anything_can_be_asked() -> None:
    for question in Questions(ROOT / "queries").values():
        question.ask(GraphStore.in_memory(b""))
