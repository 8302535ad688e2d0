"""From YAML to a store that can be asked: ours beside the plain way, in one run.

    python -m benchmarks.pipeline_speed --documents 100

The plain way reads each facts file by PyYAML's CSafeLoader and adds the same triples to an rdflib
graph one by one; its own conversion, resolution and looking-up of quotes is given to it for
nothing (the terms are made beforehand), so the ratio is a lower bound.  Ours does all of that:
positions, typed records, names resolved, quotes found in the text, canonical N-Quads, the store.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path
from typing import Any

import rdflib
import yaml

from benchmarks.synthetic import write_workspace
from graph.store import GraphStore
from loaders.check import check_workspace
from loaders.compile import compile_workspace
from loaders.workspace import open_workspace
from ontology.rdf import Literal, NamedNode, RdfFormat, parse


def ours(folder: Path) -> tuple[float, dict[str, bytes]]:
    """Return seconds from YAML to an answer, and the compiled documents."""
    started = time.perf_counter()
    compiled = compile_workspace(open_workspace(folder), trace=False)
    assert not compiled.problems, compiled.problems[:3]
    store = GraphStore.in_memory(compiled.parts.values())
    assert bool(store.query("ASK { ?task a pk:Task ; pk:ledBy ?body }"))
    return time.perf_counter() - started, compiled.documents


def rdflib_terms(quads: bytes) -> list[tuple[Any, Any, Any]]:
    """Return the triples of some N-Quads as rdflib terms."""

    def term(value: Any) -> Any:
        if isinstance(value, NamedNode):
            return rdflib.URIRef(value.value)
        assert isinstance(value, Literal)
        if value.language:
            return rdflib.Literal(value.value, lang=value.language)
        return rdflib.Literal(value.value, datatype=rdflib.URIRef(value.datatype.value))

    return [
        (term(quad.subject), term(quad.predicate), term(quad.object))
        for quad in parse(quads, RdfFormat.N_QUADS)
    ]


def plain(folder: Path, documents: dict[str, bytes]) -> float:
    """Return seconds of the plain way, its terms given for nothing."""
    terms = [rdflib_terms(quads) for quads in documents.values()]
    graph = rdflib.Graph()
    started = time.perf_counter()
    for path in sorted((folder / "facts").glob("*.yaml")):
        yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    for triples in terms:
        for triple in triples:
            graph.add(triple)
    assert len(graph) > 0
    return time.perf_counter() - started


def checking(folder: Path) -> float:
    """Return seconds of checking all documents anew, without cache and lock."""
    started = time.perf_counter()
    report = check_workspace(open_workspace(folder), lock=False, cache=False)
    assert not report.errors, report.errors[:3]
    return time.perf_counter() - started


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=100)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        write_workspace(folder, arguments.documents, 1)
        ours(folder)  # warm: byte code, dictionaries of characters
        mine, documents = ours(folder)
        other = plain(folder, documents)
        check = checking(folder)
        triples = sum(quads.count(b"\n") for quads in documents.values())
    print(f"{arguments.documents} documents, {triples:,} triples")
    print(f"YAML to store, ours      {mine:8.2f} s")
    print(f"YAML to store, plain     {other:8.2f} s   {other / mine:.1f} times ours")
    print(f"checking all             {check:8.2f} s   {check / mine:.2f} times building")


if __name__ == "__main__":
    main()
