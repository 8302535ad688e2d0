"""One document's facts into the N-Quads of its graph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from loaders.facts.model import DocumentEvidence
from loaders.glosses.model import Glosses
from loaders.rdf import events as ce
from loaders.rdf import observations as co
from loaders.rdf import parts as cp
from loaders.rdf import things as ct
from loaders.rdf.common import Write
from loaders.rdf.header import header
from loaders.rdf.nquads import sorted_quads
from loaders.rdf.states import write_states
from loaders.rdf.writer import Writer
from loaders.resolving.resolver import Resolver
from loaders.states.model import FieldState


@dataclass(slots=True)
class CompiledDocument:
    """A document's graph as text, and what goes elsewhere."""

    id: str
    quads: bytes
    links: list[str]
    """Triples between two authority things, without their graph."""
    trace: dict[str, str]
    """IRI of each fact → ``file:line``."""


WRITERS: Final[dict[str, Write]] = {**cp.WRITERS, **ct.WRITERS, **ce.WRITERS, **co.WRITERS}
"""The writer of every kind of record, as the files that write them say."""


def compile_document(
    names: Resolver,
    base: str,
    evidence: DocumentEvidence | None = None,
    states: Sequence[FieldState] = (),
    glosses: Glosses | None = None,
) -> CompiledDocument:
    """Write a document's graph.

    Args:
        names: Its facts, with all their references answered.
        base: The workspace's base IRI.
        evidence: Where its quotes were found; without it they have no place in the text.
        states: In which state each of its fields is.
        glosses: English under its quotes, with their states.

    Returns:
        Canonical N-Quads, sorted, each once; links between authority things; and the trace from
        IRIs to lines.
    """
    writer = Writer(names, base, evidence, glosses)
    header(writer)
    for fact in names.facts.facts:
        WRITERS[fact.kind](writer, fact)
    write_states(writer, states)
    quads = sorted_quads(writer.rows, writer.graph)
    return CompiledDocument(names.header.id, quads, writer.links, writer.trace)
