"""From YAML to a store that can be asked: ours beside the plain way, in one run.

    python -m benchmarks.pipeline_speed --documents 100

The plain way reads each facts file by PyYAML's CSafeLoader, makes an rdflib term of every name
and text, and adds the same triples to an rdflib graph one by one.  Which triples, i.e. names
resolved and quotes looked up, is given to it for nothing, and in a second measure the terms too,
so both ratios are lower bounds.  Ours does all of that: positions, typed records, names resolved,
quotes found in the text, canonical N-Quads, the store.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import rdflib
import yaml

from benchmarks.synthetic import write_workspace
from graph.rdf.store import GraphStore
from loaders.checking.workspace import check_workspace
from loaders.compile import compile_workspace
from loaders.workspace import open_workspace
from ontology.rdf import Literal, NamedNode, RdfFormat, Store, parse
from ontology.terms import XSD


def ours(folder: Path) -> tuple[float, dict[str, bytes]]:
    """Return seconds from YAML to an answer, and the compiled documents."""
    started = time.perf_counter()
    workspace = open_workspace(folder)
    raw = Store()
    with ThreadPoolExecutor(1) as thread:  # the engine lets go of Python's lock as it loads

        def load(_: str, quads: bytes) -> None:
            thread.submit(raw.load, quads, RdfFormat.N_QUADS, lenient=True)

        compiled = compile_workspace(workspace, trace=False, on_document=load)
        assert not compiled.problems, compiled.problems[:3]
        for name in compiled.parts.keys() - compiled.documents.keys():
            load(name, compiled.parts[name])
    store = GraphStore(raw, workspace.base)
    assert bool(store.query("ASK { ?task a pk:Task ; pk:ledBy ?body }"))
    return time.perf_counter() - started, compiled.documents


class Plain(NamedTuple):
    """A triple as plain words: what a converter has in its hands before it makes terms."""

    subject: str
    predicate: str
    value: str
    datatype: str | None
    language: str | None
    """Of a literal; with neither it is an IRI."""


def words(quads: bytes) -> Iterator[Plain]:
    """Return the triples of some N-Quads as plain words."""
    for quad in parse(quads, RdfFormat.N_QUADS):
        subject, predicate, value = quad.subject, quad.predicate, quad.object
        assert isinstance(subject, NamedNode)
        if isinstance(value, NamedNode):
            yield Plain(subject.value, predicate.value, value.value, None, None)
            continue
        assert isinstance(value, Literal)
        datatype = None if value.language else value.datatype.value
        yield Plain(subject.value, predicate.value, value.value, datatype, value.language)


def terms(triple: Plain) -> tuple[rdflib.URIRef, rdflib.URIRef, rdflib.URIRef | rdflib.Literal]:
    """Make the terms of one triple, as any converter must."""
    value: rdflib.URIRef | rdflib.Literal
    if triple.language:
        value = rdflib.Literal(triple.value, lang=triple.language)
    elif triple.datatype == XSD.string:
        value = rdflib.Literal(triple.value)
    elif triple.datatype:
        value = rdflib.Literal(triple.value, datatype=rdflib.URIRef(triple.datatype))
    else:
        value = rdflib.URIRef(triple.value)
    return rdflib.URIRef(triple.subject), rdflib.URIRef(triple.predicate), value


def plain(folder: Path, documents: dict[str, bytes]) -> tuple[float, float]:
    """Return seconds of the plain way, and how many of them went into making terms."""
    told = [list(words(quads)) for quads in documents.values()]
    graph = rdflib.Graph()
    started = time.perf_counter()
    for path in sorted((folder / "facts").glob("*.yaml")):
        yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    began_terms = time.perf_counter()
    made = [terms(triple) for triples in told for triple in triples]
    making = time.perf_counter() - began_terms
    for triple in made:
        graph.add(triple)
    assert len(graph) > 0
    return time.perf_counter() - started, making


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
    parser.add_argument("--times", type=int, default=3, help="of which the best counts")
    arguments = parser.parse_args()
    mine: list[float] = []
    others: list[tuple[float, float]] = []
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        write_workspace(folder, arguments.documents, 1)
        documents = ours(folder)[1]  # warm: byte code, dictionaries of characters
        for _ in range(arguments.times):  # in turn, so that both meet the same machine
            mine.append(ours(folder)[0])
            others.append(plain(folder, documents))
        check = checking(folder)
        triples = sum(quads.count(b"\n") for quads in documents.values())
    best, other = min(mine), min(seconds for seconds, _ in others)
    given = min(seconds - making for seconds, making in others)
    print(f"{arguments.documents} documents, {triples:,} triples; the best of {arguments.times}")
    print(f"YAML to store, ours      {best:8.2f} s")
    print(f"YAML to store, plain     {other:8.2f} s   {other / best:.1f} times ours")
    print(f"  its terms for nothing  {given:8.2f} s   {given / best:.1f} times ours")
    print(f"checking all             {check:8.2f} s   {check / best:.2f} times building")


if __name__ == "__main__":
    main()
