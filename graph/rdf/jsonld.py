"""Compact JSON-LD with a context made for the data, which reads back to the same quads.

A property whose objects are all IRIs, or all of one datatype, is said so in the context; then
its values are bare.  Labels become maps by language.  Whole numbers and truth values are
JSON's own where their text is canonical; decimals stay strings, since JSON would rewrite them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from graph.rdf.terms import XSD, shorten
from ontology.namespaces import PK_NS
from ontology.rdf import Literal, NamedNode, Quad, Triple

__all__ = ["LANGUAGE", "STRING", "Compactor", "reference", "to_jsonld"]

_TYPE: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
STRING: Final = f"{XSD}string"
LANGUAGE: Final = "@language"
_INTEGER: Final = re.compile(r"(0|-?[1-9][0-9]{0,14})\Z")
_WORD: Final = re.compile(r"[A-Za-z][A-Za-z0-9]*\Z")

Node = dict[str, dict[str, list[Any]]]
"""Objects by property, by subject."""


def to_jsonld(quads: Iterable[Quad | Triple], prefixes: Mapping[str, str]) -> bytes:
    """Return quads as compact JSON-LD; named graphs become ``@graph`` within ``@graph``."""
    graphs = _gathered(quads)
    writer = Compactor(prefixes, _kinds(graphs))
    tops: list[dict[str, Any]] = []
    for name in sorted(graphs):
        nodes = [writer.node(iri, graphs[name][iri]) for iri in sorted(graphs[name])]
        if name:
            tops.append({"@id": writer.short(name), "@graph": nodes})
        else:
            tops.extend(nodes)
    document = {"@context": writer.context(), "@graph": tops}
    text = json.dumps(document, ensure_ascii=False, indent=1)
    return f"{text}\n".encode()


def _gathered(quads: Iterable[Quad | Triple]) -> dict[str, Node]:
    graphs: dict[str, Node] = {}
    for quad in quads:
        name = quad.graph_name if isinstance(quad, Quad) else None
        graph = graphs.setdefault(name.value if isinstance(name, NamedNode) else "", {})
        node = graph.setdefault(reference(quad.subject), {})
        node.setdefault(quad.predicate.value, []).append(quad.object)
    return graphs


def reference(term: Any) -> str:
    """Return the IRI of a term, or the name of a blank node."""
    return term.value if isinstance(term, NamedNode) else str(term)


def _kinds(graphs: Mapping[str, Node]) -> dict[str, set[str]]:
    """Return which kinds of object each property has: ``@id``, ``@language``, datatypes."""
    kinds: dict[str, set[str]] = {}
    for graph in graphs.values():
        for node in graph.values():
            for predicate, objects in node.items():
                kinds.setdefault(predicate, set()).update(_kind(term) for term in objects)
    return kinds


def _kind(term: Any) -> str:
    if isinstance(term, Literal):
        return LANGUAGE if term.language else term.datatype.value
    return "@id"


class Compactor:
    """Writes nodes under one context.

    Args:
        prefixes: Those that may be used.
        kinds: Which kinds of object each property has: ``@id``, ``@language``, datatypes.
    """

    def __init__(self, prefixes: Mapping[str, str], kinds: Mapping[str, set[str]]) -> None:
        self.prefixes = dict(sorted(prefixes.items()))
        self.used: set[str] = set()
        self.coercion = {iri: min(found) for iri, found in kinds.items() if len(found) == 1}
        self.names = self._named(kinds)
        self._shorts: dict[str, str] = {}
        self._orders: dict[tuple[str, ...], list[tuple[str, str]]] = {}

    def forget(self) -> None:
        """Forget what was written; the context will tell of what follows alone."""
        self.used.clear()
        self._shorts.clear()

    def _named(self, kinds: Mapping[str, set[str]]) -> dict[str, str]:
        """Give every property a bare word; a clash keeps its prefix."""
        names: dict[str, str] = {}
        taken: set[str] = set(self.prefixes)
        for iri in sorted(kinds, key=lambda iri: (not iri.startswith(PK_NS), iri)):
            short = shorten(iri, self.prefixes)
            word = short.partition(":")[2]
            if iri in (_TYPE, short):
                continue
            names[iri] = word if _WORD.match(word) and word not in taken else short
            taken.add(names[iri])
        return names

    def short(self, iri: str) -> str:
        """Return an IRI as a prefixed name, and remember the prefix for the context."""
        if iri in self._shorts:
            return self._shorts[iri]
        short = shorten(iri, self.prefixes)
        if short != iri:
            self.used.add(short.partition(":")[0])
        self._shorts[iri] = short
        return short

    def context(self) -> dict[str, Any]:
        """Return the context of everything written so far."""
        terms: dict[str, Any] = {}
        for iri, name in sorted(self.names.items(), key=lambda item: item[1]):
            kind = self.coercion.get(iri)
            if name == shorten(iri, self.prefixes):
                if kind not in (None, STRING):
                    terms[name] = self._definition(iri, kind or "")
                continue
            terms[name] = (
                self._definition(iri, kind) if kind not in (None, STRING) else self.short(iri)
            )
        used = {prefix: self.prefixes[prefix] for prefix in sorted(self.used)}
        return {"@version": 1.1, **used, **terms}

    def _definition(self, iri: str, kind: str | None) -> dict[str, str]:
        if kind == LANGUAGE:
            return {"@id": self.short(iri), "@container": "@language"}
        return {"@id": self.short(iri), "@type": kind if kind == "@id" else self.short(kind or "")}

    def node(self, iri: str, properties: Mapping[str, list[Any]]) -> dict[str, Any]:
        """Return a subject with its properties."""
        made: dict[str, Any] = {"@id": self.short(iri)}
        types = [t for t in properties.get(_TYPE, ()) if not isinstance(t, Literal)]
        if types:
            made["@type"] = _one_or_all(sorted(self.short(reference(t)) for t in types))
        if odd := [t for t in properties.get(_TYPE, ()) if isinstance(t, Literal)]:
            made[_TYPE] = _one_or_all([self._value(term, None) for term in sorted(odd, key=str)])
        for predicate, name in self._ordered(tuple(properties)):
            if ":" in name:  # it may be a prefixed one
                self.short(predicate)
            made[name] = self._values(predicate, properties[predicate])
        return made

    def _ordered(self, predicates: tuple[str, ...]) -> list[tuple[str, str]]:
        """Return properties with their names, by name; many subjects have the same."""
        found = self._orders.get(predicates)
        if found is None:
            pairs = [(p, self.names.get(p, p)) for p in predicates if p != _TYPE]
            found = self._orders[predicates] = sorted(pairs, key=lambda pair: (pair[1], pair[0]))
        return found

    def _values(self, predicate: str, objects: list[Any]) -> Any:
        kind = self.coercion.get(predicate) if predicate in self.names else None
        ordered = sorted(objects, key=str) if len(objects) > 1 else objects
        if kind == LANGUAGE:
            by_language: dict[str, list[str]] = {}
            for term in ordered:
                by_language.setdefault(term.language, []).append(term.value)
            return {tag: _one_or_all(texts) for tag, texts in sorted(by_language.items())}
        return _one_or_all([self._value(term, kind) for term in ordered])

    def _value(self, term: Any, kind: str | None) -> Any:
        if not isinstance(term, Literal):
            short = self.short(reference(term))
            return short if kind == "@id" else {"@id": short}
        datatype = term.datatype.value
        if term.language:
            return {"@value": term.value, "@language": term.language}
        if kind == datatype:
            return _native(term.value, datatype)
        if datatype == STRING:
            return term.value
        return {"@value": _native(term.value, datatype), "@type": self.short(datatype)}


def _native(text: str, datatype: str) -> Any:
    if datatype == f"{XSD}integer" and _INTEGER.match(text):
        return int(text)
    if datatype == f"{XSD}boolean" and text in ("true", "false"):
        return text == "true"
    return text


def _one_or_all(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values
