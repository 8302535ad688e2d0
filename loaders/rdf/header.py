"""The document itself: its header and its readings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loaders.rdf import terms as t
from loaders.rdf.common import note
from loaders.rdf.literals import reasons
from loaders.rdf.nquads import edtf, integer, string
from loaders.slugs import digest
from loaders.yaml import records as R  # noqa: N812 - short, because every record kind is named

if TYPE_CHECKING:
    from loaders.rdf.writer import Writer


def header(w: Writer) -> None:
    """Write what is known of the document, and its readings."""
    header, s = w.facts.header, w.document
    w.trace[s[1:-1]] = f"{w.facts.path}:{w.facts.positions['id'].line}"
    for cls in t.types_of("Document"):
        w.put(s, t.TYPE, cls)
    w.label(s, header.title.zh, header.title.en)
    w.text(s, t.NAME, header.title.zh)
    w.code(s, t.GENRE, header.genre)
    if w.names.home is not None:
        w.put(s, t.JURISDICTION, w.names.home.iri)
    _written(w, s)
    w.text(s, t.SOURCE_FILE, header.source.file)
    if w.evidence:
        w.put(s, t.SOURCE_SHA256, w.sha)
    w.put(s, t.LANGUAGE, string(header.source.language))
    w.text(s, t.DC_PUBLISHER, header.source.publisher)
    w.text(s, t.DOCUMENT_NUMBER, header.number)
    for issuer in w.names.issuers.values():
        if issuer is not None:
            w.put(s, t.ISSUED_BY, issuer.iri)
    note(w, s, header.note)
    for reading in header.readings:
        _reading(w, reading)


def _written(w: Writer, s: str) -> None:
    header = w.facts.header
    period = w.names.period(header.written)
    if period is None or period.reason is not None:
        return
    w.put(s, t.WRITTEN, edtf(period.edtf))
    w.put(s, t.ISSUED, edtf(period.edtf))
    if period.year is not None:
        w.put(s, t.YEAR, integer(period.year))
    if header.written_reason is not None:
        w.put(s, t.INFERRED_FIELD, '"written"')
        for one in reasons("written", header.written_reason):
            w.put(s, t.REASON, one)


def _reading(w: Writer, record: R.Reading) -> None:
    """Write an editor's reading of a damaged or masked passage."""
    s = f"{w.prefix}reading_{digest(record.raw)}>"
    for cls in t.types_of("Reading"):
        w.put(s, t.TYPE, cls)
    w.rows[s].append(w.stated_in)
    w.text(s, t.RAW, record.raw)
    w.text(s, t.READING, record.reading)
    w.put(s, t.OCCURS, integer(record.occurs))
    w.code(s, t.CERTAINTY, record.certainty)
    w.label(
        s,
        f"校读:{record.raw} 作 {record.reading}",
        f"Reading of “{record.raw}” as “{record.reading}”",
    )
    note(w, s, record.note)
    w.trace[s[1:-1]] = f"{w.facts.path}:{w.facts.positions['readings'].line}"
