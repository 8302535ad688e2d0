"""The rows of quotations, titles and values of a named graph, for the file that pages read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from graph.builds.one_graph import OneGraph
from graph.builds.search_lines import GAP, fold_all, without_commas
from ontology.terms import OA, PK, PROV, RDFS, SKOS

__all__ = ["quote_rows", "reported_rows", "title_rows"]

_YEAR: Final = re.compile(r"\d{4}")
_NAMES: Final = (RDFS.label, SKOS.prefLabel, PK.name)


def quote_rows(graph: OneGraph) -> Iterator[tuple[str, str, int, str]]:
    """Yield quotation, document, offset and folded words, in the order of the texts."""
    rows = []
    for iri in graph.of_type(PK.Quotation):
        written, read = graph.text(iri, OA.exact), graph.text(iri, PK.readAs)
        words = " ".join(f"{written} {read if read != written else ''}".split())
        document, start = graph.object(iri, PROV.wasQuotedFrom), graph.number(iri, OA.start)
        rows.append((document, start, iri, words))
    rows.sort()
    folded = fold_all([words for *_, words in rows])
    for (document, start, iri, _), words in zip(rows, folded, strict=True):
        yield iri, document, start, without_commas(words)


def title_rows(graph: OneGraph) -> Iterator[tuple[str, str, str]]:
    """Yield documents and places with their folded names, and each document with its titles.

    These are its own names and those of its places.
    """
    documents = list(dict.fromkeys(graph.of_type(PK.Document)))
    things = list(dict.fromkeys([*documents, *graph.of_type(PK.Place)]))
    names = fold_all([GAP.join(t for p in _NAMES for t in graph.texts(i, p)) for i in things])
    for iri, words in zip(things, names, strict=True):
        yield iri, "", words
    for document in documents:
        for place in (document, *graph.objects(document, PK.jurisdiction)):
            yield document, place, ""


def reported_rows(graph: OneGraph) -> Iterator[tuple[Any, ...]]:
    """Yield the values and targets of a graph."""
    for iri in graph.of_type(PK.Observation):
        evidence = graph.objects(iri, PK.evidence)
        yield (
            iri,
            graph.object(iri, PK.indicator),
            graph.object(iri, PK.subject),
            graph.object(iri, PK.statedIn),
            graph.object(iri, PK.status),
            graph.object(iri, PK.bound),
            graph.text(iri, PK.valueAsWritten),
            graph.text(iri, PK.value),
            graph.text(iri, PK.minValue),
            graph.text(iri, PK.maxValue),
            graph.object(iri, PK.unit),
            graph.text(iri, PK.period),
            graph.number(iri, PK.year) or _year(graph, iri),
            graph.text(iri, PK.stage),
            graph.text_in(iri, SKOS.definition, "en"),
            int(bool(graph.object(iri, PK.subsetOf))),
            min((graph.number(quote, OA.start) for quote in evidence), default=0),
        )


def _year(graph: OneGraph, iri: str) -> int | None:
    match = _YEAR.search(graph.text(iri, PK.period) or graph.text(iri, PK.end))
    return int(match[0]) if match else None
