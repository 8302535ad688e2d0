"""The graph about the graph: counts that are right, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.builds.build import Generation, publish
from graph.builds.description import local_id
from graph.queries.query import run
from tests.support.small_graph import INFO, small_parts


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    folder: Path = tmp_path_factory.mktemp("build")
    return publish(folder, small_parts(), info=INFO)


COUNTED = (
    ("triples", "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"),
    ("distinctSubjects", "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }"),
    ("classes", "SELECT (COUNT(DISTINCT ?c) AS ?n) { ?s a ?c }"),
    ("properties", "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?s ?p ?o }"),
)


@pytest.mark.parametrize(("said", "query"), COUNTED, ids=[name for name, _ in COUNTED])
def test_a_count_is_what_a_query_counts(built: Generation, said: str, query: str) -> None:
    told = run(built.store, f"SELECT ?n {{ id:dataset void:{said} ?n }}")
    assert told.column("n") == run(built.store, query).column("n")


def test_its_classes_are_counted_as_a_query_counts_them(built: Generation) -> None:
    said = run(
        built.store,
        "SELECT ?class ?n { GRAPH graph:dataset "
        "{ id:dataset void:classPartition [ void:class ?class ; void:entities ?n ] } }",
    )
    found = run(built.store, "SELECT ?class (COUNT(*) AS ?n) { ?x a ?class } GROUP BY ?class")
    assert sorted(said.rows) == sorted(found.rows)
    assert len(said.rows) > 10


def test_its_properties_are_counted_as_a_query_counts_them(built: Generation) -> None:
    said = run(
        built.store,
        "SELECT ?p ?n { id:dataset void:propertyPartition [ void:property ?p ; void:triples ?n ] }",
    )
    found = run(built.store, "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p")
    assert sorted(said.rows) == sorted(found.rows)


def test_every_graph_is_told_with_its_size(built: Generation) -> None:
    said = run(
        built.store, "SELECT ?g ?n { id:dataset void:subset ?g . ?g void:triples ?n } ORDER BY ?g"
    )
    found = run(
        built.store,
        "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g",
    )
    assert list(said.rows) == list(found.rows)
    assert [str(g) for g, _ in said] == sorted(part.iri for part in built.manifest.parts.values())


def test_title_licence_and_version_are_told(built: Generation) -> None:
    said = run(
        built.store,
        "SELECT ?t { id:dataset dcterms:title ?t ; dcterms:license ?l ; dcat:version ?v } "
        "ORDER BY ?t",
    )
    assert [str(row.t) for row in said] == ["Small graph", "小图"]


def test_what_is_described_has_labels_in_both_languages(built: Generation) -> None:
    bare = run(
        built.store,
        "SELECT ?x { GRAPH graph:dataset { ?x a ?class } "
        'FILTER NOT EXISTS { ?x rdfs:label ?zh, ?en FILTER(LANGMATCHES(LANG(?zh), "zh") '
        '&& LANGMATCHES(LANG(?en), "en")) } }',
    )
    assert list(bare) == []


@pytest.mark.parametrize(
    ("iri", "name"),
    [
        ("https://w3id.org/policykg/ns#ledByGroup", "led-by-group"),
        ("https://w3id.org/policykg/ns#Task", "task"),
        ("http://www.w3.org/ns/oa#exact", "oa-exact"),
        ("http://www.w3.org/2000/01/rdf-schema#label", "rdfs-label"),
        ("http://example.org/a/B#c", "example-org-a-b-c"),
    ],
)
def test_a_partition_is_named_by_its_term(iri: str, name: str) -> None:
    assert local_id(iri) == name
