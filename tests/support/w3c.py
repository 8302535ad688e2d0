"""The W3C's tests of SPARQL, which the source distribution of rdflib holds, asked over HTTP.

Set ``POLICYKG_W3C`` to the folder ``test/data/suites/w3c`` of that distribution
(``pip download --no-deps --no-binary rdflib rdflib``, then unpack it).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rdflib import RDF, Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
SYNTAX: dict[Node | None, bool] = {
    MF.PositiveSyntaxTest: True,
    MF.PositiveSyntaxTest11: True,
    MF.NegativeSyntaxTest: False,
    MF.NegativeSyntaxTest11: False,
}


def suites() -> Path | None:
    """Return the folder of the suites, if this machine holds it."""
    folder = os.environ.get("POLICYKG_W3C", "")
    return Path(folder) if folder and Path(folder).is_dir() else None


@dataclass(frozen=True)
class Case:
    """A test of a manifest."""

    name: str
    query: Path
    data: tuple[Path, ...] = ()
    named: tuple[Path, ...] = ()
    result: Path | None = None
    accepted: bool | None = None
    """For tests of syntax: whether the query is one."""


def cases(folder: Path) -> Iterator[Case]:
    """Yield the query tests of a manifest and of those that it includes."""
    manifest = folder / "manifest.ttl"
    graph = Graph().parse(manifest, format="turtle", publicID=manifest.as_uri())
    for entries in graph.objects(None, MF.entries):
        for test in Collection(graph, entries):
            found = _case(graph, test, folder)
            if found is not None:
                yield found


def _case(graph: Graph, test: Node, folder: Path) -> Case | None:
    kind, action = graph.value(test, RDF.type), graph.value(test, MF.action)
    name = f"{folder.name}/{str(test).rpartition('#')[2]}"
    if kind in SYNTAX and isinstance(action, URIRef):
        return Case(name, _path(action), accepted=SYNTAX[kind])
    if kind not in (MF.QueryEvaluationTest, MF.CSVResultFormatTest) or action is None:
        return None
    query, result = graph.value(action, QT.query), graph.value(test, MF.result)
    if query is None or result is None or not _path(result).is_file():
        return None
    return Case(
        name,
        _path(query),
        tuple(map(_path, graph.objects(action, QT.data))),
        tuple(map(_path, graph.objects(action, QT.graphData))),
        _path(result),
    )


def _path(iri: Node) -> Path:
    from urllib.parse import unquote, urlsplit

    return Path(unquote(urlsplit(str(iri)).path))
