"""Terms of a query that stand for nothing are told, with the nearest."""

from __future__ import annotations

import pytest

from graph.queries.check_terms import check_terms
from tests.support.small_graph import small_store

CASES = [
    ("ASK { ?t pk:leadBy ?o }", "pk:leadBy", "undeclared", "pk:ledBy"),
    ("ASK { ?t a pk:Tasks }", "pk:Tasks", "undeclared", "pk:Task"),
    ("ASK { ?t pk:role code:leed }", "code:leed", "undeclared", "code:lead"),
    ("ASK { ?t pk:ledBy id:hill-dcr }", "id:hill-dcr", "absent", "id:hill-drc"),
    ("ASK { id:hill-plan_task_11 ?p ?o }", "id:hill-plan_task_11", "absent", "id:hill-plan_task_1"),
    ("ASK { GRAPH graph:hill-plans { } }", "graph:hill-plans", "absent", "graph:hill-plan"),
    (
        "ASK { ?t <https://w3id.org/policykg/ns#leadBy> ?o }",
        "<https://w3id.org/policykg/ns#leadBy>",
        "undeclared",
        "pk:ledBy",
    ),
    ("PREFIX p: <https://w3id.org/policykg/ns#> ASK {?t p:leadBy 1}", "p:leadBy", "undeclared", ""),
    ("ASK { ?t pk:overseenBy ?o }", "pk:overseenBy", "unused", ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "term", "why", "nearest"), CASES, ids=[c[1] for c in CASES])
def test_a_term_that_stands_for_nothing_is_told(
    text: str, term: str, why: str, nearest: str
) -> None:
    (warning,) = check_terms(text, small_store())
    assert (warning.term, warning.why) == (term, why)
    assert text[warning.column - 1 :].startswith(term)
    if nearest:
        assert nearest in warning.nearest
        assert nearest in warning.en
        assert nearest in warning.zh


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?t { ?t pk:ledBy/pk:name 'pk:leadBy' } # pk:leadBy",
        "SELECT ?t { ?t a pk:Task ; rdfs:labell ?x ; <http://e/x> ?y }",
        "SELECT ?t { GRAPH graph:hill-plan { ?t pk:ledBy id:hill-drc } }",
        "PREFIX pk: <http://elsewhere/> ASK { ?t pk:leadBy ?o }",
        "not SPARQL at all (((",
    ],
)
def test_what_is_right_or_not_ours_is_not_warned_about(text: str) -> None:
    assert check_terms(text, small_store()) == []


def test_a_term_is_warned_about_once() -> None:
    text = "ASK { ?a pk:leadBy ?b .\n ?c pk:leadBy ?d }"
    assert [w.line for w in check_terms(text, small_store())] == [1]
