"""One document's facts into the N-Quads of its graph."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, get_args

from loaders.facts.model import DocumentEvidence, DocumentFacts, Fact
from loaders.identity.authority import Authority
from loaders.problems import Problem
from loaders.rdf import events as ce
from loaders.rdf import observations as co
from loaders.rdf import parts as cp
from loaders.rdf import things as ct
from loaders.rdf.header import header
from loaders.rdf.nquads import sorted_quads
from loaders.rdf.writer import Writer
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
    problems: list[Problem] = field(default_factory=list)


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
    facts: DocumentFacts,
    authority: Authority,
    base: str,
    evidence: DocumentEvidence | None = None,
) -> CompiledDocument:
    """Write a document's graph.

    Args:
        facts: Its facts, flattened.
        authority: The authority files.
        base: The workspace's base IRI.
        evidence: Where its quotes were found; without it they have no place in the text.

    Returns:
        Canonical N-Quads, sorted, each once; links between authority things; the trace from
        IRIs to lines; and the problems that only resolving shows.
    """
    writer = Writer(facts, authority, base, evidence)
    header(writer)
    for fact in facts.facts:
        KINDS[fact.kind](writer, fact)
    quads = sorted_quads(writer.rows, writer.graph)
    return CompiledDocument(
        facts.header.id, quads, writer.links, writer.trace, writer.names.problems
    )
