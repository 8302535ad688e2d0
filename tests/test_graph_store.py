"""The store: in memory, on disk, through rdflib."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.rdf.store import GraphStore, write_on_disk
from ontology.rdf import QuerySolutions
from tests.support.small_graph import BASE, quad, small_parts, small_store

COUNT = "SELECT (COUNT(*) AS ?n) { ?t pk:ledBy ?o }"


def first(store: GraphStore, text: str) -> str:
    answer = store.query(text)
    assert isinstance(answer, QuerySolutions)
    return str(next(answer)[0].value)


def test_a_query_sees_the_union_of_all_named_graphs() -> None:
    assert (
        first(small_store(), "SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?s ?p ?o } }") == "4"
    )
    assert first(small_store(), COUNT) == "3"


def test_a_store_on_disk_answers_like_the_one_in_memory(tmp_path: Path) -> None:
    file = tmp_path / "graph.nq"
    file.write_bytes(b"".join(small_parts().values()))
    assert write_on_disk(file, tmp_path / "store") == len(small_store())
    opened = GraphStore.on_disk(tmp_path / "store", BASE)
    assert first(opened, COUNT) == first(small_store(), COUNT)


def test_a_store_on_disk_is_opened_read_only(tmp_path: Path) -> None:
    file = tmp_path / "graph.nq"
    file.write_bytes(quad("a", "http://e/p", '"x"'))
    write_on_disk(file, tmp_path / "store")
    opened = GraphStore.on_disk(tmp_path / "store", BASE)
    with pytest.raises(RuntimeError, match="read-write"):
        opened.replace_graph(f"{BASE}graph/hill-plan", b"")


def test_one_graph_is_replaced_and_the_others_stay() -> None:
    store = small_store()
    store.replace_graph(f"{BASE}graph/lake-report", quad("x", "http://e/p", '"y"', "lake-report"))
    assert first(store, "SELECT (COUNT(*) AS ?n) { GRAPH graph:lake-report { ?s ?p ?o } }") == "1"
    assert first(store, COUNT) == "3"


def test_rdflib_sees_the_same_triples_and_prefixes() -> None:
    dataset = small_store().rdflib()
    rows = list(dataset.query("SELECT ?t ?o { ?t pk:ledBy ?o }"))
    assert len(rows) == 3
    assert dataset.namespace_manager.expand_curie("id:hill").endswith("id/hill")
    assert len(dataset) == len(small_store())
