"""Graphs are checked as N-Quads, and what is wrong is told in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from ontology.rdf import NamedNode, Quad, RdfFormat, parse, serialize
from ontology.terms import PK
from ontology.validation import ShapeResult, check_shapes

pytest.importorskip("pyshacl")

EXAMPLES = Path(__file__).parent / "examples"
ID = "https://example.org/id/"


def nquads(name: str) -> bytes:
    graph = NamedNode("https://example.org/graph/plan")
    triples = parse(path=EXAMPLES / f"{name}.ttl", format=RdfFormat.TURTLE)
    quads = (Quad(t.subject, t.predicate, t.object, graph) for t in triples)
    data = serialize(quads, format=RdfFormat.N_QUADS)
    assert data is not None
    return data


CONTEXT = (nquads("valid/whole-plan"),)


def test_a_graph_as_it_should_be_gives_nothing() -> None:
    assert check_shapes(CONTEXT) == ()


def test_what_is_wrong_is_said_with_node_shape_property_and_words() -> None:
    assert check_shapes([nquads("invalid/fact-without-evidence")], CONTEXT) == (
        ShapeResult(
            focus=f"{ID}bad_fact-without-evidence",
            shape="fact-evidence",
            path=PK.evidence,
            value="",
            severity="error",
            en="Every fact needs at least one quotation; add its quote.",
            zh="每个事实至少要有一条引文;请补上引文。",
        ),
    )


def test_a_doubtful_target_is_a_warning() -> None:
    found = check_shapes([nquads("invalid/target-that-is-actual")], CONTEXT)
    assert [(one.shape, one.severity) for one in found] == [("target-status", "warning")]


def test_the_context_is_not_reported_on() -> None:
    wrong = nquads("invalid/fact-without-evidence")
    assert check_shapes([nquads("valid/second-body")], [*CONTEXT, wrong]) == ()


def test_without_context_the_classes_of_things_are_unknown() -> None:
    found = {one.shape for one in check_shapes([nquads("invalid/fact-without-evidence")])}
    assert "fact-stated-in" in found
