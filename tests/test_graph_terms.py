"""Terms: Python's values there and back, short names, tokens."""

from __future__ import annotations

import pickle
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import QueryError
from graph.queries.tokens import line_and_column, tokens
from graph.rdf.terms import IRI, Text, Typed, Value, expand, shorten, to_python, to_term
from ontology.namespaces import prefixes_for
from ontology.rdf import BlankNode, Literal, NamedNode

XSD = "http://www.w3.org/2001/XMLSchema#"
PREFIXES = prefixes_for("https://w3id.org/policykg/")

VALUES: list[Value] = [
    "市", "", 7, -5, 10**30, True, False, 1.5, Decimal("1.50"), Decimal("7E+9"), date(2010, 12, 31),
    datetime(2010, 1, 2, 3, 4, 5), IRI("http://e/x"), Text("市", "zh-hans"), Typed("../2010", "http://e/E"),
]  # fmt: skip


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_a_value_comes_back_as_it_went(value: Value) -> None:
    back = to_python(to_term(value))
    assert (back, type(back)) == (value, type(value))
    if isinstance(value, Text):
        assert isinstance(back, Text)
        assert back.language == value.language


@given(
    st.one_of(
        st.text(), st.integers(), st.booleans(), st.decimals(allow_nan=False, allow_infinity=False)
    )
)
def test_any_value_comes_back(value: str | int | bool | Decimal) -> None:
    assert to_python(to_term(value)) == value


@pytest.mark.parametrize(
    ("text", "kind"), [("ten", "integer"), ("x", "date"), ("x", "decimal"), ("1x", "double")]
)
def test_a_literal_that_its_type_does_not_allow_stays_text(text: str, kind: str) -> None:
    value = to_python(Literal(text, datatype=NamedNode(XSD + kind)))
    assert isinstance(value, Typed)
    assert (str(value), value.datatype) == (text, XSD + kind)


def test_unbound_is_none_and_a_blank_node_has_a_name() -> None:
    assert to_python(None) is None
    assert to_python(BlankNode("b")) == "_:b"


def test_what_is_no_value_is_told() -> None:
    with pytest.raises(TypeError, match="list"):
        to_term([])


@pytest.mark.parametrize("value", [Text("市", "zh"), Typed("x", "http://e/E"), IRI("http://e/")])
def test_values_survive_pickling(value: str) -> None:
    back = pickle.loads(pickle.dumps(value))
    assert (back, vars_of(back)) == (value, vars_of(value))


def vars_of(value: str) -> tuple[str, object, object]:
    return type(value).__name__, getattr(value, "language", None), getattr(value, "datatype", None)


def test_errors_survive_the_way_between_processes() -> None:
    error = QueryError("wrong", "错", line=2, column=3, text="a\nb c")
    back = pickle.loads(pickle.dumps(error))
    assert (str(back), back.zh, back.line, back.column) == (str(error), "错", 2, 3)


@pytest.mark.parametrize(
    ("iri", "short"),
    [
        ("https://w3id.org/policykg/id/hill_task_1", "id:hill_task_1"),
        ("https://w3id.org/policykg/ns#ledBy", "pk:ledBy"),
        ("https://w3id.org/policykg/id/a.b", "https://w3id.org/policykg/id/a.b"),
        ("https://w3id.org/policykg/id/", "https://w3id.org/policykg/id/"),
        ("http://elsewhere.example/x", "http://elsewhere.example/x"),
    ],
)
def test_an_iri_is_shortened_where_the_short_form_can_be_read(iri: str, short: str) -> None:
    assert shorten(iri, PREFIXES) == short
    assert expand(short, PREFIXES) == iri


KINDS = [
    ("?x", "variable"), ("$市", "variable"), ("<http://e/x>", "iri"), ("<http://e/\\u4E00>", "iri"),
    ("pk:ledBy", "name"), (":x", "name"), ("pk:", "name"), ("pk:a%20b", "name"), ("_:b1", "blank"),
    ("'a\\'b'", "string"), ('"""a"b"""', "string"), ("''", "string"), ("@zh-Hans", "tag"),
    ("1.5e3", "number"), ("SELECT", "word"), ("^^", "sign"), ("&&", "sign"), ("<", "sign"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind"), KINDS)
def test_a_token_is_known_by_its_kind(text: str, kind: str) -> None:
    assert [(token.kind, token.text) for token in tokens(text)] == [(kind, text)]


def test_a_name_ends_before_the_full_stop() -> None:
    assert [token.text for token in tokens("?s a pk:Task.")] == ["?s", "a", "pk:Task", "."]


def test_lines_and_columns_count_from_one() -> None:
    assert [line_and_column("ab\ncd", at) for at in (0, 1, 3, 4)] == [
        (1, 1),
        (1, 2),
        (2, 1),
        (2, 2),
    ]
