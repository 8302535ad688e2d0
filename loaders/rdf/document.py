"""One document's facts into the N-Quads of its graph."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, get_args

from loaders.facts.model import DocumentEvidence, Fact
from loaders.rdf import events as ce
from loaders.rdf import observations as co
from loaders.rdf import parts as cp
from loaders.rdf import things as ct
from loaders.rdf.header import header
from loaders.rdf.nquads import sorted_quads
from loaders.rdf.writer import Writer
from loaders.resolving.resolver import Resolver
from ontology.codes import PartKind


@dataclass(slots=True)
class CompiledDocument:
    """A document's graph as text, and what goes elsewhere."""

    id: str
    quads: bytes
    links: list[str]
    """Triples between two authority things, without their graph."""
    trace: dict[str, str]
    """IRI of each fact → ``file:line``."""


KINDS: Final[dict[str, Callable[[Writer, Fact], None]]] = {
    **dict.fromkeys(get_args(PartKind), cp.part),
    "responsibility": cp.responsibility,
    "project": ct.project,
    "enterprise": ct.enterprise,
    "organisation": ct.organisation,
    "place": ct.place,
    "policy": ct.policy,
    "mention": ct.mention,
    "recognition": ce.recognition,
    "event": ce.event,
    "post": ce.post,
    "relation": ce.relation,
    "value": co.observation,
    "target": co.observation,
    "growth": co.growth,
    "investment": co.investment,
}
"""One function a kind of fact."""


def compile_document(
    names: Resolver, base: str, evidence: DocumentEvidence | None = None
) -> CompiledDocument:
    """Write a document's graph.

    Args:
        names: Its facts, with all their references answered.
        base: The workspace's base IRI.
        evidence: Where its quotes were found; without it they have no place in the text.

    Returns:
        Canonical N-Quads, sorted, each once; links between authority things; and the trace from
        IRIs to lines.
    """
    writer = Writer(names, base, evidence)
    header(writer)
    for fact in names.facts.facts:
        KINDS[fact.kind](writer, fact)
    quads = sorted_quads(writer.rows, writer.graph)
    return CompiledDocument(names.header.id, quads, writer.links, writer.trace)
