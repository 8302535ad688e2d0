"""The document itself: its header and its readings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loaders.problems import Problem
from loaders.rdf import terms as t
from loaders.rdf.common import note
from loaders.rdf.literals import reasons
from loaders.rdf.nquads import edtf, integer, string
from loaders.rdf.references import PLACES
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
    where = w.names.find(header.jurisdiction, PLACES)
    if where is not None:
        w.put(s, t.JURISDICTION, where.iri)
    elif w.authority.complete:
        w.names.problems.append(_unknown_jurisdiction(w))
    _written(w, s)
    w.text(s, t.SOURCE_FILE, header.source.file)
    if w.evidence:
        w.put(s, t.SOURCE_SHA256, w.sha)
    w.put(s, t.LANGUAGE, string(header.source.language))
    w.text(s, t.DC_PUBLISHER, header.source.publisher)
    w.text(s, t.DOCUMENT_NUMBER, header.number)
    for name in header.issuer:
        issuer = w.names.find(name, ("organisation",))
        if issuer is not None:
            w.put(s, t.ISSUED_BY, issuer.iri)
        elif w.authority.complete:
            w.names.problems.append(_unknown_issuer(w, name))
    note(w, s, header.note)
    for reading in header.readings:
        _reading(w, reading)


def _written(w: Writer, s: str) -> None:
    header = w.facts.header
    period = w.names.period(header.written)
    if period is None or period.reason is not None:
        w.names.problems.append(_bad_written(w))
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


def _header_problem(w: Writer, rule: str, key: str, en: str, zh: str) -> Problem:
    return Problem(rule, w.facts.positions[key], en, zh, record=w.facts.header.id)


def _unknown_jurisdiction(w: Writer) -> Problem:
    """The document's place is not in the authority files."""
    name = w.facts.header.jurisdiction
    return _header_problem(
        w,
        "reference-unknown",
        "jurisdiction",
        f"`jurisdiction: {name}` is no place of facts/authority: define it there",
        f"“jurisdiction: {name}”不是权威文件中的地方:请先定义",
    )


def _unknown_issuer(w: Writer, name: str) -> Problem:
    """The document's issuer is not in the authority files."""
    return _header_problem(
        w,
        "reference-unknown",
        "issuer",
        f"`issuer: {name}` is no organisation of facts/authority: define it there",
        f"“issuer: {name}”不是权威文件中的单位:请先定义",
    )


def _bad_written(w: Writer) -> Problem:
    """The document's date is none."""
    text = w.facts.header.written
    return _header_problem(
        w,
        "period-unreadable",
        "written",
        f"`written: {text}` is no date: write 2007, 2007-05, 2007~ (about) or 2007? (uncertain)",
        f"“written: {text}”不是日期:请写 2007、2007-05、2007~(约)或 2007?(存疑)",
    )
