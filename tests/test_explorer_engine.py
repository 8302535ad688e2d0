"""What a worker does with a query, without a server around it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.workers.engine import Engine, count_rows
from ontology.rdf import Literal, NamedNode, Quad, Store

RESULTS = ("json", "xml", "csv", "tsv")
TEXTS = st.lists(
    st.one_of(st.none(), st.text(alphabet="a{}[],:\"\\'\n\t\r<&牵", max_size=12)), max_size=8
)


def engine(texts: list[str | None]) -> Engine:
    store = Store()
    for number, text in enumerate(texts):
        subject = NamedNode(f"x:{number}")
        store.add(Quad(subject, NamedNode("x:p"), NamedNode("x:o")))
        if text is not None:
            store.add(Quad(subject, NamedNode("x:q"), Literal(text)))
    return Engine(store, {"union": False})


def ask(found: Engine, query: str, **options: Any) -> tuple[dict[str, Any], bytes]:
    request: dict[str, Any] = {
        "query": query,
        "formats": {"solutions": "json", "graph": "turtle"},
        "max_rows": 100,
        "max_bytes": 1 << 20,
    }
    head, body = found.answer({**request, **options})
    return head, bytes(body)


@pytest.mark.parametrize("kind", RESULTS)
@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?s ?t { ?s <x:p> ?o OPTIONAL { ?s <x:q> ?t } }",
        "SELECT ?t { ?s <x:p> ?o OPTIONAL { ?s <x:q> ?t } }",
        "SELECT ?t ?s { ?s <x:q> ?t }",
    ],
)
@given(texts=TEXTS)
def test_rows_are_counted_right_whatever_texts_hold(
    kind: str, query: str, texts: list[str | None]
) -> None:
    found = engine(texts)
    expected = len(list(found.store.query(query)))  # type: ignore[arg-type]
    _, body = ask(found, query, formats={"solutions": kind, "graph": "turtle"})
    assert count_rows(body, kind) == expected


def test_a_limit_that_is_reached_leaves_no_body() -> None:
    found = engine(["a"] * 20)
    head, body = ask(found, "SELECT * { ?s ?p ?o }", max_rows=39)
    assert (head["error"], head["limit"], head["allowed"], body) == ("limit", "rows", 39, b"")
    head, body = ask(found, "SELECT * { ?s ?p ?o }", max_bytes=100)
    assert (head["error"], head["limit"], body) == ("limit", "bytes", b"")
    head, body = ask(found, "CONSTRUCT WHERE { ?s ?p ?o }", max_rows=39)
    assert (head["error"], body) == ("limit", b"")
    head, body = ask(found, "SELECT * { ?s ?p ?o }", max_rows=40)
    assert head["rows"] == len(json.loads(body)["results"]["bindings"]) == 40


def test_answers_are_the_same_bytes_every_time() -> None:
    query = "CONSTRUCT { ?s <x:r> ?t } { ?s <x:q> ?t }"
    first = ask(engine(["b", "a", "c"]), query)
    assert ask(engine(["b", "a", "c"]), query) == first
