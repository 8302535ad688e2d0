"""What the store says about facts and things: rows of edges, descriptions, quotes.

All reading goes through one small protocol, so that a network can be built from any object
that answers SPARQL: an embedded store, a worker of the explorer, a remote endpoint.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final, NamedTuple, Protocol, TypedDict

from ontology import declarations
from ontology.namespaces import CODE_NS, PK_NS, PREFIXES
from ontology.rdf import NamedNode
from ontology.terms import DCAT, OA, PK, PROV, RDF, RDFS

_BATCH: Final = 20_000
_CLASSES: Final = frozenset(term.iri for term in declarations.classes())


PROPERTIES: Final = (
    RDF.type,
    RDFS.label,
    PK.kind,
    PK.number,
    PK.statedIn,
    PK.basis,
    PK.evidence,
    PK.year,
    PK.period,
    PK.since,
    PK.until,
)
"""What a network shows of its nodes."""


class Queryable(Protocol):
    """Whatever answers a SELECT over the union of all named graphs."""

    def query(self, text: str, /) -> Any:
        """Return pyoxigraph's solutions of a query."""


class Reader(Protocol):
    """What a network asks of a graph once its rows are known; SPARQL is one way to answer."""

    def describe(
        self, iris: Iterable[str], properties: Sequence[str] = PROPERTIES, /
    ) -> dict[str, dict[str, list[tuple[str, str]]]]:
        """Return what is known of things: property to (value, language), sorted."""

    def quotes_of(self, facts: Iterable[str], /) -> dict[str, list[Quote]]:
        """Return the quotes of facts, each in the order of the text."""

    def data_version(self) -> str:
        """Return the hash of the data, or the release where the hash is not known."""

    def release(self) -> str:
        """Return the release of the dataset, as the graph itself says it."""

    def leads_of(self, work: Iterable[str], /) -> Brackets:
        """Return who bears each role for pieces of work, whatever a network is narrowed to."""


class EdgeRow(NamedTuple):
    """One fact as an edge; what is unbound is an empty string."""

    source: str
    target: str
    edge: str
    fact: str
    document: str
    basis: str
    via: str
    fact2: str
    basis2: str
    position: str
    year: str


class Quote(TypedDict):
    """The exact words that a fact rests on, and where they stand."""

    iri: str
    text: str
    document: str
    start: int
    end: int
    via: str
    """The thing through which the words concern an edge, such as the shared task."""
    basis: str


def quote_text(quote: Mapping[str, Any]) -> str:
    """Return a quote as one text: its words, its document's id, its place."""
    document = str(quote["document"]).rsplit("/", 1)[-1]
    return f"{quote['text']} [{document} {quote['start']}-{quote['end']}]"


def select(store: Queryable, text: str) -> Iterator[tuple[str, ...]]:
    """Yield the values of a query's rows, unbound ones as empty strings."""
    for solution in store.query(text):
        yield tuple(["" if term is None else term.value for term in solution])


def edge_rows(store: Queryable, text: str) -> list[EdgeRow]:
    """Return the rows of a network's query, sorted, each once."""
    return sorted({EdgeRow(*values) for values in select(store, text)})


def _batches(iris: Iterable[str]) -> Iterator[str]:
    ordered = sorted(iris)
    for start in range(0, len(ordered), _BATCH):
        yield " ".join(str(NamedNode(iri)) for iri in ordered[start : start + _BATCH])


def describe(
    store: Queryable, iris: Iterable[str], properties: Sequence[str] = PROPERTIES
) -> dict[str, dict[str, list[tuple[str, str]]]]:
    """Return what is known of things: property to (value, language), sorted."""
    found: dict[str, dict[str, list[tuple[str, str]]]] = {}
    listed = ", ".join(f"<{p}>" for p in properties)
    for batch in _batches(iris):
        text = (
            f"SELECT ?n ?p ?o (LANG(?o) AS ?l) WHERE {{ VALUES ?n {{ {batch} }} "
            # A filter, for the engine multiplies out two lists of VALUES: 37 times slower.
            f"?n ?p ?o FILTER(?p IN ({listed})) }}"
        )
        for node, prop, value, language in select(store, text):
            found.setdefault(node, {}).setdefault(prop, []).append((value, language))
    for values in found.values():
        for pairs in values.values():
            pairs.sort()
    return found


def node_attributes(iri: str, known: dict[str, list[tuple[str, str]]]) -> dict[str, Any]:
    """Return the attributes of a node: plain strings, numbers and lists, as networkx keeps them."""
    kind = most_specific(frozenset(value for value, _ in known.get(RDF.type, ())))
    zh, en = labels_of(known, iri)
    data: dict[str, Any] = {
        "label_zh": zh,
        "label_en": en,
        "kind": kind,
        "subkind": _first(known, PK.kind).removeprefix(CODE_NS),
        "group": kind == "GroupReference",
        "documents": sorted({v for v, _ in known.get(PK.statedIn, ())}),
        "basis": _first(known, PK.basis).removeprefix(CODE_NS),
    }
    if number := _first(known, PK.number):
        data["number"] = int(number)
    data.update(_years(known))
    return data


def _first(known: dict[str, list[tuple[str, str]]], prop: str) -> str:
    values = known.get(prop)
    return values[0][0] if values else ""


def labels_of(known: dict[str, list[tuple[str, str]]], iri: str) -> tuple[str, str]:
    """Return the labels of a thing in Chinese and English, one for the other where it lacks."""
    labels = known.get(RDFS.label, [])
    zh = next((v for v, language in labels if language.startswith("zh")), "")
    en = next((v for v, language in labels if language.startswith("en")), "")
    any_label = zh or en or re.split(r"[/#]", iri)[-1]
    return zh or any_label, en or any_label


@cache
def most_specific(types: frozenset[str]) -> str:
    """Return the local name of the class furthest down among a thing's types."""
    ours = sorted(types & _CLASSES, key=lambda c: (-len(declarations.superclasses(c)), c))
    return ours[0].removeprefix(PK_NS) if ours else ""


def _years(known: dict[str, list[tuple[str, str]]]) -> dict[str, int]:
    """Return first and last year of a thing, from its period or its time of existence.

    Without a first or a last year it is open on that side.
    """
    found: dict[str, int] = {}
    first, _, last = _first(known, PK.period).partition("/")
    start = year_of(first) or year_of(_first(known, PK.since))
    end = year_of(last or first) or year_of(_first(known, PK.until))
    if year := _first(known, PK.year):
        start, end = start or int(year), end or int(year)
    if start:
        found["start"] = start
    if end:
        found["end"] = end
    return found


@lru_cache(maxsize=4096)
def year_of(edtf: str) -> int | None:
    """Return the year of a point in EDTF, or nothing where it names none."""
    match = re.match(r"(\d{4})(?![0-9X])", edtf)
    return int(match[1]) if match else None


# ---- quotes ----------------------------------------------------------------------------


def quotes_of(store: Queryable, facts: Iterable[str]) -> dict[str, list[Quote]]:
    """Return the quotes of facts, each in the order of the text."""
    links: dict[str, set[str]] = {}
    for batch in _batches(facts):
        text = f"SELECT ?f ?q WHERE {{ VALUES ?f {{ {batch} }} ?f <{PK.evidence}> ?q }}"
        for fact, quote in select(store, text):
            links.setdefault(fact, set()).add(quote)
    words = _words(store, {quote for quotes in links.values() for quote in quotes})
    return {
        fact: sorted(
            (words[q] for q in quotes if q in words),
            key=lambda q: (q["document"], q["start"], q["end"], q["iri"]),
        )
        for fact, quotes in links.items()
    }


def _words(store: Queryable, quotes: Iterable[str]) -> dict[str, Quote]:
    found: dict[str, Quote] = {}
    for batch in _batches(quotes):
        text = (
            f"SELECT ?q ?exact ?start ?end ?document WHERE {{ VALUES ?q {{ {batch} }} "
            f"?q <{OA.exact}> ?exact ; <{PROV.wasQuotedFrom}> ?document . "
            # One by one, for two patterns in one OPTIONAL are joined for all quotes of the graph.
            f"OPTIONAL {{ ?q <{OA.start}> ?start }} OPTIONAL {{ ?q <{OA.end}> ?end }} }}"
        )
        for iri, exact, start, end, document in select(store, text):
            found[iri] = Quote(
                iri=iri,
                text=exact,
                document=document,
                start=int(start or 0),
                end=int(end or 0),
                via="",
                basis="",
            )
    return found


def labels(reader: Reader, iris: Sequence[str]) -> dict[str, dict[str, str]]:
    """Return the labels of things in both languages."""
    known = reader.describe(iris, (RDFS.label,))
    return {
        iri: dict(zip(("zh", "en"), labels_of(known.get(iri, {}), iri), strict=True))
        for iri in sorted(iris)
    }


Brackets = dict[tuple[str, str], set[str]]
"""Who bears a role, by the piece of work and the property that says the role."""


def brackets(store: Queryable, work: Iterable[str]) -> Brackets:
    """Return who bears each role for pieces of work."""
    shapes: dict[tuple[str, str, str], list[str]] = {}
    for s in declarations.shortcuts():
        if s.role and s.target_class and s.position is None and s.out_of is None:
            row = f"(<{s.role}> <{s.target_class}> <{s.property}>)"
            shapes.setdefault((s.node_class, s.source, s.target), []).append(row)
    found: Brackets = {}
    for batch in _batches(work):
        for (node, source, target), rows in sorted(shapes.items()):
            text = (
                f"SELECT ?work ?edge ?actor WHERE {{ VALUES ?work {{ {batch} }} "
                f"VALUES (?role ?class ?edge) {{ {' '.join(sorted(rows))} }} "
                f"?fact <{source}> ?work ; <{PK.role}> ?role ; <{target}> ?actor ; a <{node}> . "
                "?actor a ?class }"
            )
            for piece, edge, actor in select(store, text):
                found.setdefault((piece, edge), set()).add(actor)
    return found


def release(store: Queryable) -> str:
    """Return the release of the dataset, as the graph itself says it."""
    text = (
        f"SELECT ?v WHERE {{ ?d a <{PREFIXES['void']}Dataset> ; <{DCAT.version}> ?v }} "
        "ORDER BY ?v LIMIT 1"
    )
    return next((values[0] for values in select(store, text)), "")


def cited(about: Mapping[str, Any], language: str) -> str:
    """Return what is cited with a number: the hash of the data, and the release it belongs to."""
    version, name = str(about.get("version", "")), str(about.get("release", ""))
    if not version or not name:
        return version or "–"
    return (
        f"{version}（发布版 {name}）"
        if language.startswith("zh")
        else f"{version} (release {name})"
    )


@dataclass(frozen=True, slots=True)
class BySparql:
    """Reads whatever answers SPARQL."""

    store: Queryable

    def describe(
        self, iris: Iterable[str], properties: Sequence[str] = PROPERTIES, /
    ) -> dict[str, dict[str, list[tuple[str, str]]]]:
        """Return what is known of things."""
        return describe(self.store, iris, properties)

    def quotes_of(self, facts: Iterable[str], /) -> dict[str, list[Quote]]:
        """Return the quotes of facts."""
        return quotes_of(self.store, facts)

    def data_version(self) -> str:
        """Return the hash of the data, or the release where the hash is not known."""
        known = getattr(self.store, "data_version", "") or getattr(self.store, "version", "")
        return str(known) or self.release()

    def release(self) -> str:
        """Return the release of the dataset."""
        return release(self.store)

    def leads_of(self, work: Iterable[str], /) -> Brackets:
        """Return who bears each role for pieces of work."""
        return brackets(self.store, work)
