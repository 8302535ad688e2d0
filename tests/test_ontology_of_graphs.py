"""The compiled graphs say only what the ontology declares, and shortcuts equal their nodes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from loaders.compile import compile_workspace
from loaders.workspace import open_workspace
from ontology.declarations import Shortcut, properties, shortcuts, terms
from ontology.namespaces import PK_NS, PREFIXES
from ontology.rdf import NamedNode, QuerySolutions, RdfFormat, Store, parse
from ontology.terms import CODE, PK, RDF
from ontology.validation import check_shapes

Parts = dict[str, bytes]


@pytest.fixture(scope="module", params=["policykg/example", "."], ids=["example", "five documents"])
def parts(request: pytest.FixtureRequest, root: Path) -> Parts:
    """The named graphs of a workspace; the example brings its own source text."""
    sources = [request.getfixturevalue("sources")] if request.param == "." else []
    return compile_workspace(open_workspace(root / request.param, sources=sources)).parts


@pytest.fixture(scope="module")
def store(parts: Parts) -> Store:
    store = Store()
    for part in parts.values():
        store.bulk_load(part, format=RdfFormat.N_QUADS)
    return store


def pairs(store: Store, pattern: str) -> set[tuple[str, str]]:
    found = store.query(f"SELECT ?s ?o {{ {pattern} }}", use_default_graph_as_union=True)
    assert isinstance(found, QuerySolutions)
    return {(str(row["s"]), str(row["o"])) for row in found}


NOT_INFERRED = f"FILTER(?basis != <{CODE.inferred}>)"
"""Shortcuts stand for what the text states, if with an inferred field beside it."""


def pattern_of(shortcut: Shortcut) -> str:
    """The basic graph pattern that a shortcut's declaration stands for."""
    conditions: list[tuple[str, str, object]] = [
        ("?n", RDF.type, f"<{shortcut.node_class}>"),
        ("?n", PK.basis, "?basis"),
        ("?n", shortcut.source, "?s"),
        ("?n", shortcut.target, "?o"),
    ]
    if shortcut.role:
        conditions.append(("?n", PK.role, f"<{shortcut.role}>"))
    if shortcut.position is not None:
        conditions.append(("?n", PK.position, shortcut.position))
    if shortcut.out_of is not None:
        conditions.append(("?n", PK.outOf, shortcut.out_of))
    for end, iri in (("?s", shortcut.source_class), ("?o", shortcut.target_class)):
        if iri:
            conditions.append((end, RDF.type, f"<{iri}>"))
    graph = " ".join(f"{s} <{p}> {o} ." for s, p, o in conditions)
    return f"{graph} {NOT_INFERRED}"


@pytest.mark.parametrize("shortcut", shortcuts(), ids=lambda s: s.property.removeprefix(PK_NS))
def test_a_shortcut_says_what_its_nodes_say(shortcut: Shortcut, store: Store) -> None:
    relation = (
        f"?n <{RDF.predicate}> <{shortcut.property}> ; <{PK.basis}> ?basis ; "
        f"<{RDF.subject}> ?s ; <{RDF.object}> ?o . {NOT_INFERRED}"
    )
    from_nodes = pairs(store, pattern_of(shortcut)) | pairs(store, relation)
    assert pairs(store, f"?s <{shortcut.property}> ?o") == from_nodes


def test_every_class_and_property_of_the_graph_has_words(parts: Parts) -> None:
    used = set()
    for quad in quads(parts):
        used.add(quad[1])
        if quad[1] == RDF.type:
            used.add(quad[2])
    assert used - set(terms()) == set()


def test_every_code_and_unit_of_the_graph_is_declared(parts: Parts) -> None:
    namespaces = (PREFIXES["code"], PREFIXES["unit"])
    used = {quad[2] for quad in quads(parts) if quad[2].startswith(namespaces)}
    assert used - set(terms()) == set()


def test_properties_join_the_classes_that_the_ontology_says(parts: Parts) -> None:
    classes: dict[str, set[str]] = {}
    for subject, predicate, value in quads(parts):
        if predicate == RDF.type:
            classes.setdefault(subject, set()).add(value)
    wrong = set()
    allowed = {found.term.iri: found for found in properties()}
    for subject, predicate, value in quads(parts):
        if (found := allowed.get(predicate)) is not None:
            for node, expected in ((subject, found.domain), (value, ours(found.range))):
                if expected and classes.get(node, set()).isdisjoint(expected):
                    wrong.add((node, predicate))
    assert wrong == set()


def ours(classes: tuple[str, ...]) -> tuple[str, ...]:
    """Our own classes among some: codes, units and datatypes are not typed in these graphs."""
    return tuple(iri for iri in classes if iri.startswith(PK_NS))


def quads(parts: Parts) -> Iterator[tuple[str, str, str]]:
    """The triples of all graphs but the ontology's own, as plain text."""
    for name, part in parts.items():
        if name != "ontology":
            for quad in parse(part, format=RdfFormat.N_QUADS):
                assert isinstance(quad.subject, NamedNode)
                value = quad.object.value if isinstance(quad.object, NamedNode) else ""
                yield quad.subject.value, quad.predicate.value, value


def test_no_triple_stands_in_two_graphs(parts: Parts) -> None:
    heads = Counter(
        line.rpartition(b" <")[0] for part in parts.values() for line in part.splitlines()
    )
    assert [head for head, times in heads.items() if times > 1] == []


@pytest.mark.sweep
def test_the_graph_has_the_shape_that_it_should_have(parts: Parts) -> None:
    pytest.importorskip("pyshacl")
    facts = [part for name, part in parts.items() if name != "ontology"]
    assert check_shapes(facts) == ()
