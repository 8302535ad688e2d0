"""Pages as Turtle: what is said of some subjects, written by the engine with our prefixes."""

from __future__ import annotations

from collections.abc import Iterable

from explorer.view.model import STRING, GraphView, Lit
from ontology.namespaces import prefixes_for
from ontology.rdf import Literal, NamedNode, RdfFormat, Triple, serialize


def turtle(view: GraphView, subjects: Iterable[str]) -> bytes:
    """Write all triples of the subjects."""

    def term(value: str | Lit) -> NamedNode | Literal:
        if isinstance(value, str):
            return NamedNode(value)
        if value.lang:
            return Literal(value.text, language=value.lang)
        if value.type != STRING:
            return Literal(value.text, datatype=NamedNode(value.type))
        return Literal(value.text)

    triples = [
        Triple(NamedNode(subject), NamedNode(predicate), term(o))
        for subject in subjects
        for predicate, objects in view.out(subject).items()
        for o in objects
    ]
    known = {k: v for k, v in prefixes_for(view.base).items() if k != "graph"}
    return serialize(triples, format=RdfFormat.TURTLE, prefixes=known) or b""
