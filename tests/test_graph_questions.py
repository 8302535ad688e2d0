"""Saved questions: right answers, the same on both engines, headers whole, parameters typed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pytest
import rdflib

from explorer.i18n import typeset
from graph.errors import BadParameter, BadQuestion, UnknownQuestion
from graph.exports.parts import triples_of
from graph.queries.check_terms import check_terms
from graph.queries.results import Result
from graph.questions.page import with_listing
from graph.questions.saved import THEMES, Questions, read_question
from graph.rdf.store import GraphStore
from graph.rdf.terms import IRI, shorten
from loaders.compile import compile_workspace
from loaders.workspace import open_workspace
from ontology.namespaces import PREFIXES, prefixes_for
from tests.support.questions_example import HEADER, of_engine, of_rdflib
from tests.support.small_graph import BASE, small_store

ROOT = Path(__file__).resolve().parent.parent
QUERIES = ROOT / "queries"
QUESTIONS = Questions(QUERIES)
EXPECTED = sorted((QUERIES / "expected").glob("*.json"))
CASES = [
    pytest.param(path.stem, case, id=f"{path.stem}-{number}")
    for path in EXPECTED
    for number, case in enumerate(json.loads(path.read_text(encoding="utf-8"))["cases"], 1)
]


@pytest.fixture(scope="module")
def parts(sources: Path) -> dict[str, bytes]:
    """The five documents, compiled from the facts of the repository."""
    return compile_workspace(open_workspace(ROOT, [sources])).parts


@pytest.fixture(scope="module")
def store(parts: dict[str, bytes]) -> GraphStore:
    return GraphStore.in_memory(parts.values(), BASE)


@pytest.fixture(scope="module")
def in_rdflib(parts: dict[str, bytes]) -> rdflib.Graph:
    loaded = rdflib.Graph()
    loaded.parse(data=triples_of(parts, f"{BASE}graph/"), format="nt")
    for prefix, namespace in prefixes_for(BASE).items():
        loaded.bind(prefix, namespace, override=True)
    return loaded


def plain(value: Any) -> Any:
    """Return a cell as the files of expected answers write it."""
    if isinstance(value, IRI):
        return shorten(value, prefixes_for(BASE))
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else format(value.normalize(), "f")
    return str(value) if isinstance(value, str) else value


def rows_of(result: Result, columns: list[str]) -> Counter[tuple[Any, ...]]:
    return Counter(tuple(plain(row[name]) for name in columns) for row in result)


@pytest.mark.parametrize(("name", "case"), CASES)
def test_a_question_is_answered_as_expected(
    store: GraphStore, name: str, case: Mapping[str, Any]
) -> None:
    result = QUESTIONS[name].ask(store, case.get("parameters", {}))
    found = rows_of(result, case["columns"])
    expected = Counter(tuple(row) for row in case["rows"])
    match case["match"]:
        case "all":
            assert found == expected
        case "some":
            assert not expected - found
        case "none":
            assert not expected & found
        case other:
            pytest.fail(f"match is {other}")
    assert len(result) == case.get("count", len(result))


NOTHING_LEFT: Final = frozenset({"fields-that-are-open"})
"""What a finished document has none of."""


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_has_an_answer_in_the_five_documents(store: GraphStore, name: str) -> None:
    rows = len(QUESTIONS[name].ask(store))
    assert rows == 0 if name in NOTHING_LEFT else rows > 0


@pytest.mark.parametrize("name", QUESTIONS)
def test_both_engines_give_the_same_rows(
    store: GraphStore, in_rdflib: rdflib.Graph, name: str
) -> None:
    question = QUESTIONS[name]
    fast = question.ask(store)
    slow = in_rdflib.query(question.bound({}, store.prefixes))
    assert [str(variable) for variable in slow.vars or ()] == list(fast.variables)
    rows = [tuple(row) for row in slow if isinstance(row, rdflib.query.ResultRow)]
    if "LIMIT" in question.sparql:
        assert len(rows) == len(fast)
        return
    assert Counter(tuple(of_rdflib(term) for term in row) for row in rows) == Counter(
        tuple(of_engine(term) for term in row) for row in fast.terms
    )


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_term_of_a_question_is_declared(store: GraphStore, name: str) -> None:
    warnings = check_terms(QUESTIONS[name].sparql, store)
    assert [warning.en for warning in warnings if warning.why == "undeclared"] == []


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_is_told_in_both_languages(name: str) -> None:
    question = QUESTIONS[name]
    texts = [question.title, question.description, *(p.label for p in question.parameters.values())]
    assert all(any(ord(char) > 0x2E7F for char in text["zh"]) for text in texts)
    assert all(any("a" <= char <= "z" for char in text["en"]) for text in texts)


def test_every_expected_answer_belongs_to_a_question() -> None:
    assert [path.stem for path in EXPECTED if path.stem not in QUESTIONS] == []


def test_the_twelve_questions_are_saved() -> None:
    assert {name[:3] for name in QUESTIONS if name.startswith("q")} == {
        f"q{number:02}" for number in range(1, 13)
    }


def test_questions_use_the_prefixes_of_the_one_table() -> None:
    assert all("PREFIX" not in question.sparql for question in QUESTIONS.values())
    assert set(PREFIXES) <= set(prefixes_for(BASE))


def test_the_page_lists_every_question() -> None:
    page = (ROOT / "docs" / "queries.md").read_text(encoding="utf-8")
    assert with_listing(page, QUESTIONS) == page


def test_the_chinese_page_lists_every_question_in_chinese_alone() -> None:
    page = (ROOT / "docs" / "queries.zh.md").read_text(encoding="utf-8")
    assert with_listing(page, QUESTIONS, "zh", typeset) == page
    for name, question in QUESTIONS.items():
        assert f"| `{name}` | {typeset(question.title['zh'])} |" in page
        assert question.title["en"] not in page


def test_every_theme_has_questions() -> None:
    assert list(QUESTIONS.by_theme()) == list(THEMES)


def test_a_unique_beginning_of_a_name_will_do() -> None:
    assert QUESTIONS.find("q03").name == "q03-tasks-with-one-lead"
    assert QUESTIONS.find("q01").name == "q01-lead-profile"
    assert QUESTIONS.find("q01b").name == "q01b-tasks-of-a-body"


@pytest.mark.parametrize(
    ("name", "near"), [("q1", "q10-an-indicator"), ("neighbors", "neighbours")]
)
def test_an_unknown_question_is_told_the_nearest(name: str, near: str) -> None:
    with pytest.raises(UnknownQuestion, match=near):
        QUESTIONS.find(name)


def test_questions_are_found_by_words_of_either_language() -> None:
    assert "growth-rates" in {q.name for q in QUESTIONS.search("增长率")}
    assert "growth-rates" in {q.name for q in QUESTIONS.search("growth rates")}


def write(folder: Path, text: str) -> Path:
    path = folder / "x.rq"
    path.write_text(text, encoding="utf-8")
    return path


BAD = {
    "no title": (HEADER.replace("#+ title-zh: 题\n", "") + "ASK {}", "title-zh"),
    "unknown key": (HEADER + "#+ author: me\nASK {}", "author"),
    "twice": (HEADER + "#+ theme: leads\nASK {}", "theme"),
    "unknown theme": (HEADER.replace("theme: leads", "theme: x") + "ASK {}", "theme x"),
    "no colon": (HEADER + "#+ parameter\nASK {}", "key: value"),
    "short parameter": (HEADER + "#+ parameter: a | name\nASK {}", "default"),
    "wrong type": (HEADER + "#+ parameter: a | date | x | A | 甲\nASK { ?s ?p $a }", "type one of"),
    "unused": (HEADER + "#+ parameter: a | name | x | A | 甲\nASK {}", r"\$a"),
    "same as a variable": (
        HEADER + "#+ parameter: a | name | x | A | 甲\nASK { ?a ?p $a }",
        r"\?a",
    ),
    "bad default": (HEADER + "#+ parameter: a | year | x | A | 甲\nASK { ?s ?p $a }", "year"),
}


@pytest.mark.parametrize(("text", "words"), BAD.values(), ids=BAD)
def test_a_faulty_header_is_told_with_file_and_repair(
    tmp_path: Path, text: str, words: str
) -> None:
    with pytest.raises(BadQuestion, match=words) as caught:
        read_question(write(tmp_path, text))
    assert caught.value.path == "x.rq"


TYPES = [
    ("name", 'a"b', '"a\\"b"'),
    ("text", "x } SERVICE", '"x } SERVICE"'),
    ("iri", "hill", f"<{BASE}id/hill>"),
    ("iri", "id:hill", f"<{BASE}id/hill>"),
    ("iri", "http://example.org/x", "<http://example.org/x>"),
    ("iri", "x> } #", None),
    ("iri", "javascript:alert(1) x", None),
    ("year", "2010", '"2010"^^<http://www.w3.org/2001/XMLSchema#integer>'),
    ("year", 2010, '"2010"^^<http://www.w3.org/2001/XMLSchema#integer>'),
    ("year", "ten", None),
    ("integer", "1.5", None),
    ("decimal", "1.50", '"1.50"^^<http://www.w3.org/2001/XMLSchema#decimal>'),
    ("decimal", "NaN", None),
    ("decimal", "1e999999999", None),
    ("lang", "ZH-Hans", '"zh-hans"'),
    ("lang", "zh hans", None),
]


@pytest.mark.parametrize(("kind", "given", "term"), TYPES)
def test_a_parameter_is_bound_by_its_type_or_refused(
    tmp_path: Path, kind: str, given: object, term: str | None
) -> None:
    default = {"year": "1", "integer": "1", "decimal": "1"}.get(kind, "x")
    header = f"#+ parameter: a | {kind} | {default} | A | 甲\n"
    question = read_question(write(tmp_path, HEADER + header + "ASK { ?s ?p $a }"))
    if term is None:
        with pytest.raises(BadParameter, match="a = "):
            question.bound({"a": given}, prefixes_for(BASE))
    else:
        assert question.bound({"a": given}, prefixes_for(BASE)).strip() == f"ASK {{ ?s ?p {term} }}"


def test_an_unknown_parameter_is_told_the_nearest() -> None:
    with pytest.raises(BadParameter, match="did you mean body"):
        QUESTIONS["q01-lead-profile"].ask(small_store(), {"bodi": "x"})


def test_a_question_can_be_asked_of_another_graph() -> None:
    answer = QUESTIONS["q01-lead-profile"].ask(small_store(), {"document": "hill-plan"})
    assert [tuple(row)[1:] for row in answer] == [(2, 0, 2, 2)]
