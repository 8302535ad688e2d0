"""Labels for IRIs, added by the view so that no question needs a label pattern."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from graph.rdf.store import Readable
from graph.rdf.terms import shorten
from ontology.rdf import Literal, NamedNode

_LABEL: Final = NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
_PREFERRED: Final = NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel")


def labels_of(store: Readable, iri: str) -> dict[str, str]:
    """Return the labels of a thing by language tag."""
    try:
        node = NamedNode(iri)
    except ValueError:
        return {}
    found: dict[str, str] = {}
    for predicate in (_LABEL, _PREFERRED):
        for quad in store.raw.quads_for_pattern(node, predicate, None, None):
            if isinstance(quad.object, Literal):
                tag = quad.object.language or ""
                if tag not in found or quad.object.value < found[tag]:
                    found[tag] = quad.object.value
        if found:
            break
    return found


def choose(labels: dict[str, str], language: str) -> str | None:
    """Return the label in a language (``zh`` means any Chinese), else in another one."""
    for tag in sorted(labels):
        if tag == language or tag.startswith(f"{language}-"):
            return labels[tag]
    return labels[min(labels)] if labels else None


def labels_for(store: Readable, iris: Iterable[str], language: str = "zh") -> dict[str, str]:
    """Return one label an IRI; an IRI without a label gets its short form."""
    wanted = sorted(set(iris))
    store.prefetch(wanted)
    return {
        iri: choose(labels_of(store, iri), language) or shorten(iri, store.prefixes)
        for iri in wanted
    }
