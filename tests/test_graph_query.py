"""Queries: what is run, what is refused, how faults are told, how values are bound."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import QueryError, QueryRefused
from graph.queries.query import Limits, bind, guard, run
from graph.queries.tokens import tokens
from graph.rdf.store import GraphStore
from graph.rdf.terms import IRI, Text, Typed
from tests.support.small_graph import small_store


@pytest.fixture(scope="module")
def store() -> GraphStore:
    return small_store()


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("SELECT * { SERVICE <http://e/> { ?s ?p ?o } }", 1, 12),
        ("SELECT * {\n  service silent ?where { ?s ?p ?o } }", 2, 3),
        ("SELECT * { ?s ?p ?o } # SERVICE\nVALUES ?x { 1 } SERVICE", 2, 17),
        ('SELECT * { ?s ?p "a\\"" SERVICE }', 1, 24),
        ("DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", 1, 1),
        ("PREFIX a: <b>\nINSERT DATA { <a> <b> 1 }", 2, 1),
        ("CLEAR ALL", 1, 1),
    ],
)
def test_what_is_not_run_is_refused_with_its_place(
    store: GraphStore, text: str, line: int, column: int
) -> None:
    with pytest.raises(QueryRefused) as caught:
        run(store, text)
    assert (caught.value.line, caught.value.column) == (line, column)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?service ?p ?o }",
        "SELECT * { ?s ?p 'SERVICE <x>' }",
        'SELECT * { ?s ?p """a "SERVICE" b""" }',
        "SELECT * { ?s <http://e/SERVICE> ?o }",
        "SELECT * { ?s pk:SERVICE ?o }",
        "SELECT * { ?s ?p ?o } # SERVICE",
        "SELECT * { ?s ?p 'x'@service }",
        "SELECT ?delete { ?delete a pk:Task }",
        "PREFIX service: <http://e/> SELECT * { ?s service:service ?o }",
        "SELECT * { ?s ?p '\\u0022 } SERVICE <x> {' }",
    ],
)
def test_the_words_of_a_refusal_are_free_in_names_strings_and_comments(
    store: GraphStore, text: str
) -> None:
    assert run(store, text).kind == "select"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("SELECT * {" + "(" * 100, "deep"),
        ("SELECT (" + "STR(" * 90 + "?x", "deep"),
        ("SELECT * { FILTER(" + "!" * 100 + "true) }", "deep"),
        ("SELECT * { ?s ?p " + "'x', " * 30_000 + "'x' }", "characters|words"),
        ("#" * 300_000, "characters"),
    ],
)
def test_a_query_that_would_end_the_process_is_refused(text: str, words: str) -> None:
    with pytest.raises(QueryRefused, match=words):
        guard(text)


def test_limits_can_be_set_closer() -> None:
    with pytest.raises(QueryRefused):
        guard("ASK { { { } } }", Limits(depth=2))
    assert guard("ASK { { } }", Limits(depth=2))


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("SELECT ?s {\n  ?s foo:p ?o }", 2, "prefix foo:"),
        ("SELECT ?s { ?s ?p ?o", 1, "ends too early"),
        ("SELECT ?s ?x { ?s ?p ?o } GROUP BY ?s", 1, "GROUP BY"),
        ("SELECT ?s WHERE\n{ ?s ?p ?? }", 2, "not understood"),
        ("", 1, "ends too early"),
    ],
)
def test_a_fault_is_told_with_its_line(store: GraphStore, text: str, line: int, words: str) -> None:
    with pytest.raises(QueryError, match=words) as caught:
        run(store, text)
    assert caught.value.line == line
    assert caught.value.zh


STRAYS = [
    ("\ufeffSELECT * WHERE { ?s ?p 1 }", "U+FEFF", "line 1, column 1", "a plain blank"),
    ("SELECT * {\n\u00a0 ?s ?p ?o }", "U+00A0", "line 2, column 1", "a plain blank"),
    ("SELECT * { ?s\u3000?p ?o }", "U+3000", "line 1, column 14", "a plain blank"),
    ("SELECT * { ?s ?p\u200b ?o }", "U+200B", "line 1, column 17", "a plain blank"),
    ("SELECT * { # 说明\n ?s ?p\u2003?o }", "U+2003", "line 2, column 7", "a plain blank"),
    ("SELECT ?s { ?s ?p “县” }", "U+201C", "line 1, column 19", 'write "'),
    ("SELECT ？s { ?s ?p ?o }", "U+FF1F", "line 1, column 8", "write ?"),
    ("SELECT ?s ｛ ?s ?p ?o ｝", "U+FF5B", "line 1, column 11", "write {"),
    ("SELECT ?s { ?s ?p ?o ；?q ?x }", "U+FF1B", "line 1, column 22", "write ;"),
    ("SELECT ?s { ?s ?p ?o 。}", "U+3002", "line 1, column 22", "write ."),
    ("SELECT ?s { ?s ?p ?o FILTER(?o ≥ 3) }", "U+2265", "line 1, column 32", "write >="),
    ("SELECT ?s { ?s ?p ?o FILTER(?o = 县建设局) }", "U+53BF", "line 1, column 34", "quotation"),
]


@pytest.mark.parametrize(("text", "code", "place", "words"), STRAYS, ids=[s[1] for s in STRAYS])
def test_a_sign_that_is_none_of_sparql_is_told_with_its_place_and_the_right_one(
    store: GraphStore, text: str, code: str, place: str, words: str
) -> None:
    with pytest.raises(QueryError) as caught:
        run(store, text)
    assert code in caught.value.en and place in caught.value.en and words in caught.value.en
    assert code in caught.value.zh and "请" in caught.value.zh


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s ?p ?? } # 县，乡。",
        "SELECT * { ?s ?p '县，乡。' ?? }",
        "SELECT * { ?s 县:乡 ?? ; ?q ?o }",
        "SELECT * { ?s ?p ?? } VALUES ?x { “县” }",
    ],
)
def test_a_fault_before_such_signs_or_beside_words_is_told_itself(
    store: GraphStore, text: str
) -> None:
    with pytest.raises(QueryError) as caught:
        run(store, text)
    assert "U+" not in caught.value.en


@pytest.mark.parametrize("size", [40_000])
def test_very_many_such_signs_are_told_in_time(store: GraphStore, size: int) -> None:
    for text in ("SELECT * {" + "\u00a0" * size, "SELECT * {" + "，" * size, "？" * size):
        began = time.process_time()
        with pytest.raises(QueryError):
            run(store, text, limits=Limits(tokens=10 * size))
        assert time.process_time() - began < 2


def test_from_names_the_graphs_that_are_asked(store: GraphStore) -> None:
    whole = run(store, "SELECT ?s { ?s a pk:Observation }")
    one = run(store, "SELECT ?s FROM graph:lake-report { ?s a pk:Observation }")
    assert (len(whole), len(one)) == (2, 1)


@pytest.mark.parametrize(
    ("value", "term"),
    [
        ("市", '"市"'),
        ('a"b\\c\n', '"a\\"b\\\\c\\n"'),
        (7, '"7"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        (True, '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>'),
        (Decimal("1.50"), '"1.50"^^<http://www.w3.org/2001/XMLSchema#decimal>'),
        (IRI("http://e/x"), "<http://e/x>"),
        (Text("市", "zh-hans"), '"市"@zh-hans'),
        (Typed("../2010", "http://e/EDTF"), '"../2010"^^<http://e/EDTF>'),
    ],
)
def test_a_value_is_bound_as_a_typed_term(value: object, term: str) -> None:
    assert bind("ASK { ?s ?p $v }", {"v": value}) == f"ASK {{ ?s ?p {term} }}"  # type: ignore[dict-item]


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("SELECT ?v { ?s ?p ?v }", 'SELECT ("x" AS ?v) { ?s ?p "x" }'),
        ("SELECT ?value { ?s ?p ?v }", 'SELECT ?value { ?s ?p "x" }'),
        ("SELECT (STR(?v) AS ?w) {}", 'SELECT (STR("x") AS ?w) {}'),
        ("SELECT ?s { ?s ?p ?v } GROUP BY ?s ?v", 'SELECT ?s { ?s ?p "x" } GROUP BY ?s ("x")'),
        ("ASK { ?s ?p '?v', \"$v\" } # ?v", "ASK { ?s ?p '?v', \"$v\" } # ?v"),
        ("SELECT ?s { { SELECT ?v { ?s ?p ?v } } }", None),
    ],
)
def test_variables_are_bound_where_they_stand(text: str, bound: str | None) -> None:
    expected = bound or 'SELECT ?s { { SELECT ("x" AS ?v) { ?s ?p "x" } } }'
    assert bind(text, {"v": "x"}) == expected


def test_binding_what_the_query_assigns_is_an_error(store: GraphStore) -> None:
    with pytest.raises(QueryError, match="cannot be assigned"):
        run(store, "SELECT (1 AS ?v) { }", {"v": 2})


def test_an_unknown_parameter_is_an_error(store: GraphStore) -> None:
    with pytest.raises(QueryError, match=r"no variable \$w"):
        run(store, "SELECT ?v { ?s ?p ?v }", {"w": 2})


def test_parameters_reach_filters_and_inner_queries(store: GraphStore) -> None:
    text = "SELECT ?t { { SELECT ?t { ?t pk:ledBy ?o FILTER EXISTS { ?o pk:name $n } } } }"
    assert len(run(store, text, {"n": "市经贸委"})) == 1


@pytest.mark.sweep
@given(st.text())
def test_no_value_can_become_syntax(value: str) -> None:
    text = bind("SELECT * { ?s pk:name $v }", {"v": value})
    assert [t.kind for t in tokens(text)] == [t.kind for t in tokens('SELECT * { ?s pk:name "x" }')]


@given(st.text(alphabet=st.sampled_from("SELECT{}()<>?$\"'\\#:.a1 \n@^!市"), max_size=60))
def test_tokens_and_blanks_make_up_the_whole_text(text: str) -> None:
    covered = "".join(token.text for token in tokens(text))
    rest = text
    for token in tokens(text):
        rest = rest.replace(token.text, "", 1)
    assert len(covered) <= len(text)
    assert all(text[t.start : t.end] == t.text for t in tokens(text))
