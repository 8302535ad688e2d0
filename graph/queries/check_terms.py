"""Misspelt terms in a query: SPARQL answers them with nothing and no error, so we look.

Every name of our own namespaces (``pk:``, ``code:``, ``id:``, ``graph:``), prefixed or as a
full IRI, is compared with the vocabulary and the graph; a warning names the nearest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from graph.queries.tokens import Token, line_and_column, tokens
from graph.rdf.store import GraphStore, Readable
from graph.rdf.terms import shorten
from ontology import terms
from ontology.namespaces import CODE_NS, PK_NS
from ontology.rdf import NamedNode
from ontology.similar import LONGEST, closest

Why = Literal["undeclared", "unused", "absent"]
_TYPE: Final = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_CANDIDATES: Final = 4_000
"""So many ids are compared at most when looking for the nearest."""
TERMS: Final = 200
"""Different terms of a query that are looked up; a query that people write has fewer."""
SUGGESTED: Final = 5
"""Terms of a query for which the nearest are looked for."""


@dataclass(frozen=True, slots=True)
class TermWarning:
    """A term of a query that stands for nothing."""

    term: str
    why: Why
    line: int
    column: int
    nearest: tuple[str, ...] = ()

    @property
    def en(self) -> str:
        """The warning in English."""
        text = {
            "undeclared": f"{self.term} is no term of the vocabulary",
            "unused": f"{self.term} is a term of the vocabulary, but this graph has none",
            "absent": f"{self.term} is not in this graph",
        }[self.why]
        return f"line {self.line}, column {self.column}: {text}{self._hint('did you mean', ', ')}"

    @property
    def zh(self) -> str:
        """The warning in Chinese."""
        text = {
            "undeclared": f"{self.term} 不是词汇表中的术语",
            "unused": f"{self.term} 在词汇表中,但本图中没有",
            "absent": f"本图中没有 {self.term}",
        }[self.why]
        return f"第 {self.line} 行第 {self.column} 列:{text}{self._hint('是否指', '、')}"

    def _hint(self, words: str, joint: str) -> str:
        return f"; {words} {joint.join(self.nearest)}?" if self.nearest else ""


def check_terms(text: str, store: Readable) -> list[TermWarning]:
    """Return a warning for every term of ours in a query that stands for nothing, each once.

    Of a query with very many terms the first ``TERMS`` are looked up, and the nearest names are
    looked for ``SUGGESTED`` times: both cost more than to read the query.
    """
    found = list(tokens(text))
    prefixes = {**store.prefixes, **_declared(found)}
    places: dict[str, Token] = {}
    for token in found:
        if iri := _iri(token, prefixes):
            places.setdefault(iri, token)
            if len(places) >= TERMS:
                break
    warnings: list[TermWarning] = []
    suggested = 0
    for iri, token in places.items():
        if (why := _fault(iri, store)) is None:
            continue
        nearest: tuple[str, ...] = ()
        if why != "unused" and suggested < SUGGESTED:
            suggested += 1
            nearest = _nearest(iri, store, prefixes)
        line, column = line_and_column(text, token.start)
        warnings.append(TermWarning(token.text[:LONGEST], why, line, column, nearest))
    return warnings


def absent(iri: str, store: GraphStore) -> tuple[str, ...] | None:
    """Return the nearest names (perhaps none) where nothing in the graph has an IRI.

    Returns:
        ``None`` where there is such a thing.
    """
    try:
        known = bool(store.query(f"ASK {{ {NamedNode(iri)} ?p ?o }}"))
    except ValueError:
        return ()
    if known or not iri.startswith(store.prefixes["id"]):
        return None if known else ()
    return _nearest(iri, store, store.prefixes)


def _declared(found: list[Token]) -> dict[str, str]:
    """Return the prefixes that a query declares itself."""
    return {
        name.text[:-1]: iri.text[1:-1]
        for word, name, iri in zip(found, found[1:], found[2:], strict=False)
        if word.text.upper() == "PREFIX" and iri.kind == "iri"
    }


def _iri(token: Token, prefixes: Mapping[str, str]) -> str:
    if token.kind == "iri":
        return token.text[1:-1]
    if token.kind == "name":
        prefix, _, local = token.text.partition(":")
        if prefix in prefixes and local:
            return prefixes[prefix] + local
    return ""


@cache
def vocabulary() -> frozenset[str]:
    """Return every term that the vocabulary declares in our own namespaces."""
    classes = (terms.PK, terms.CODE, terms.SCHEME, terms.NETWORK)
    return frozenset(iri for names in classes for iri in terms.constants(names))


def _fault(iri: str, store: Readable) -> Why | None:
    if iri.startswith((PK_NS, CODE_NS)):
        if iri in (PK_NS, CODE_NS):
            return None
        if iri not in vocabulary():
            return "undeclared"
        return None if _occurs(iri, store) else "unused"
    if iri.startswith((store.prefixes["id"], store.prefixes["graph"])):
        return None if _occurs(iri, store) else "absent"
    return None


def _occurs(iri: str, store: Readable) -> bool:
    """Tell whether data speak of a term; that the ontology describes it does not count."""
    node = NamedNode(iri)
    raw = store.raw
    if iri.startswith(store.prefixes["graph"]):
        return raw.contains_named_graph(node)
    ontology = f"{store.prefixes['graph']}ontology"
    patterns: tuple[tuple[NamedNode | None, NamedNode | None, NamedNode | None], ...] = (
        (None, node, None),
        (None, None, node),
        (node, None, None),
    )
    for subject, predicate, term in patterns:
        for quad in raw.quads_for_pattern(subject, predicate, term, None):
            if getattr(quad.graph_name, "value", "") != ontology:
                return True
    return False


def _nearest(iri: str, store: Readable, prefixes: Mapping[str, str]) -> tuple[str, ...]:
    candidates = {shorten(other, prefixes) for other in _alike(iri, store)}
    wanted = shorten(iri, prefixes)
    return closest(wanted, sorted(candidates))


def _alike(iri: str, store: Readable) -> Iterable[str]:
    """Return the terms among which the nearest is looked for."""
    if iri.startswith(PK_NS):
        return (term for term in vocabulary() if term.startswith(PK_NS))
    if iri.startswith(CODE_NS):
        return (term for term in vocabulary() if term.startswith(CODE_NS))
    if iri.startswith(store.prefixes["graph"]):
        return store.graphs()
    return _ids(iri, store)


def _ids(iri: str, store: Readable) -> Iterator[str]:
    """Yield ids of things: those of the same document, or the authority's and the documents'."""
    namespace, graphs = store.prefixes["id"], store.prefixes["graph"]
    document = iri[len(namespace) :].partition("_")[0]
    own = NamedNode(f"{graphs}{document}")
    graph = own if store.raw.contains_named_graph(own) else NamedNode(f"{graphs}authority")
    if graph != own:
        yield from (name.replace(graphs, namespace, 1) for name in store.graphs())
    seen: set[str] = set()
    for quad in store.raw.quads_for_pattern(None, _TYPE, None, graph):
        subject = getattr(quad.subject, "value", "")
        if subject.startswith(namespace) and subject not in seen:
            seen.add(subject)
            yield subject
            if len(seen) >= _CANDIDATES:
                return
