"""Functions of government: each is mapped to COFOG, and COFOG's codes hang together."""

from __future__ import annotations

import re

import pytest

from ontology import codes
from ontology.declarations import turtle
from ontology.namespaces import CODE_NS
from ontology.rdf import NamedNode, RdfFormat, parse
from ontology.terms import SKOS

MATCHES = (SKOS.closeMatch, SKOS.broadMatch)


def pairs(*predicates: str) -> list[tuple[str, str]]:
    return [
        (quad.subject.value.removeprefix(CODE_NS), quad.object.value.removeprefix(CODE_NS))
        for quad in parse(turtle("codes.ttl"), format=RdfFormat.TURTLE)
        if quad.predicate.value in predicates and isinstance(quad.subject, NamedNode)
    ]


@pytest.mark.parametrize("function", codes.SCHEMES["function"])
def test_a_function_is_mapped_to_cofog_and_nowhere_else(function: str) -> None:
    found = {other for one, other in pairs(*MATCHES) if one == function}
    assert found and found <= set(codes.SCHEMES["cofog"])


def test_nothing_but_functions_is_mapped_to_cofog() -> None:
    assert {one for one, _ in pairs(*MATCHES)} == set(codes.SCHEMES["function"])


def test_a_group_of_cofog_lies_in_its_division() -> None:
    groups = {code for code in codes.SCHEMES["cofog"] if re.fullmatch(r"cofog-\d\d-\d", code)}
    assert dict(pairs(SKOS.broader)) == {code: code[:8] for code in groups}


def test_cofog_is_notated_as_the_united_nations_do() -> None:
    notations = dict(pairs(SKOS.notation))
    for code in codes.SCHEMES["cofog"]:
        assert notations[code] == code.removeprefix("cofog-").replace("-", ".")


def test_every_division_of_cofog_has_a_place() -> None:
    divisions = {code for code in codes.SCHEMES["cofog"] if len(code) == 8}
    assert divisions == {f"cofog-{number:02}" for number in range(1, 11)}
