"""The authority files, and the ontology, into their graphs."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, cast

from loaders.identity.authority import MODELS, Authority
from loaders.languages.edtf import read_edtf
from loaders.rdf import terms as t
from loaders.rdf.literals import in_languages, names_to_find
from loaders.rdf.nquads import edtf, en, sorted_lines, string, zh
from loaders.yaml.records import (
    AuthorityRecord,
    IndicatorAuthority,
    OrganisationAuthority,
    PlaceAuthority,
    PolicyAuthority,
)
from ontology.codes import UNITS
from ontology.pieces import cut

_FIRMS: Final = frozenset({"enterprise", "state-enterprise"})
"""Kinds of organisation that are firms, and so Enterprises."""


class _Writer:
    """The lines of ``graph:authority``, and triples for ``graph:links``."""

    def __init__(self, authority: Authority, base: str) -> None:
        self.authority = authority
        self.prefix = f"<{base}id/"
        self.tail = f" <{base}graph/authority> .\n"
        self.lines: list[str] = []
        self.links: list[str] = []

    def put(self, s: str, predicate: str, o: str) -> None:
        self.lines.append(f"{s}{predicate}{o}{self.tail}")

    def link(self, s: str, predicate: str, identity: str | None) -> None:
        if identity is not None and identity in self.authority.kinds:
            self.links.append(f"{s}{predicate}{self.prefix}{identity}>")

    def types(self, s: str, cls: str) -> None:
        for one in t.types_of(cls):
            self.put(s, t.TYPE, one)

    def common(self, s: str, record: AuthorityRecord) -> None:
        self.put(s, t.LABEL, zh(record.name.zh))
        self.put(s, t.LABEL, en(record.name.en))
        for name in names_to_find((record.name.zh, *record.aliases)):
            self.put(s, t.NAME, string(name))
        for predicate, period in ((t.SINCE, record.since), (t.UNTIL, record.until)):
            if period is not None and read_edtf(period) is not None:
                self.put(s, predicate, edtf(period))
        for note in (record.note, record.source):
            for one in in_languages(note) if note is not None else ():
                self.put(s, t.NOTE, one)
        if record.certainty is not None:
            self.put(s, t.CERTAINTY, f"{t.CODES}{record.certainty}>")


def compile_authority(authority: Authority, base: str) -> tuple[bytes, list[str]]:
    """Write what is known of every identity.

    Returns:
        The N-Quads of ``graph:authority``, and the triples between identities, which belong
        to ``graph:links``.
    """
    return _written(authority, base, authority.records())


def _written(
    authority: Authority, base: str, records: Iterable[tuple[str, str, AuthorityRecord]]
) -> tuple[bytes, list[str]]:
    writer = _Writer(authority, base)
    for identity, kind, record in records:
        s = f"{writer.prefix}{identity}>"
        writer.common(s, record)
        _KINDS[kind](writer, s, record)
    return sorted_lines(writer.lines), writer.links


@dataclass(frozen=True, slots=True)
class AuthorityPiece:
    """Records that stand in one piece of ``graph:authority``; :mod:`ontology.pieces` cuts it."""

    authority: Authority
    base: str
    records: list[tuple[str, str, str]]
    """Id, kind, and the text of the record."""

    @property
    def digest(self) -> str:
        """A digest of all that :meth:`compiled` returns, while every id that is named is known."""
        text = "\n".join("\0".join(record) for record in self.records)
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]

    def compiled(self) -> tuple[bytes, list[str]]:
        """Return the quads and the links of these records; see :func:`compile_authority`."""
        records = (
            (identity, kind, MODELS[kind].model_validate_json(text))
            for identity, kind, text in self.records
        )
        return _written(self.authority, self.base, records)


def authority_pieces(authority: Authority, base: str) -> Iterator[AuthorityPiece]:
    """Yield the pieces of ``graph:authority``; only the records of one are held at a time."""

    def subject(record: tuple[str, str, str]) -> bytes:
        return f"<{base}id/{record[0]}>".encode()

    for records in cut(authority.told(), subject, len(authority.kinds)):
        yield AuthorityPiece(authority, base, records)


def _place(w: _Writer, s: str, record: AuthorityRecord) -> None:
    place = cast(PlaceAuthority, record)
    w.types(s, "Place")
    w.put(s, t.KIND, f"{t.CODES}{place.kind}>")
    w.link(s, t.PART_OF_PLACE, place.in_)


def _organisation(w: _Writer, s: str, record: AuthorityRecord) -> None:
    body = cast(OrganisationAuthority, record)
    if body.group:
        w.types(s, "GroupReference")
    else:
        w.types(s, "Enterprise" if body.kind in _FIRMS else "Organization")
    w.put(s, t.KIND, f"{t.CODES}{body.kind}>")
    for function in body.function:
        w.put(s, t.FUNCTION, f"{t.CODES}{function}>")
    w.link(s, t.JURISDICTION, body.scope)
    w.link(s, t.PARENT, body.parent)
    w.link(s, t.GOVERNS, body.governs)
    for member in body.may_include:
        w.link(s, t.MAY_INCLUDE, member)


def _policy(w: _Writer, s: str, record: AuthorityRecord) -> None:
    policy = cast(PolicyAuthority, record)
    w.types(s, "NormativeDocument" if policy.number else "Policy")
    w.put(s, t.KIND, f"{t.CODES}{policy.kind}>")
    if policy.number:
        w.put(s, t.DOCUMENT_NUMBER, string(policy.number))
    w.link(s, t.ISSUED_BY, policy.issuer)


def _indicator(w: _Writer, s: str, record: AuthorityRecord) -> None:
    indicator = cast(IndicatorAuthority, record)
    w.types(s, "Indicator")
    if indicator.unit in UNITS:
        w.put(s, t.UNIT, t.UNIT_IRIS[indicator.unit])
    if indicator.definition is not None:
        w.put(s, t.DEFINITION, zh(indicator.definition.zh))
        w.put(s, t.DEFINITION, en(indicator.definition.en))
    w.link(s, t.BROADER, indicator.broader)
    w.link(s, t.GROWTH_OF, indicator.growth_of)


_KINDS: Final[dict[str, Callable[[_Writer, str, AuthorityRecord], None]]] = {
    "place": _place,
    "organisation": _organisation,
    "policy": _policy,
    "indicator": _indicator,
}


def compile_links(links: Iterable[str], base: str) -> bytes:
    """Write ``graph:links``: triples between authority things, each once."""
    tail = f" <{base}graph/links> .\n"
    return sorted_lines([f"{link}{tail}" for link in links])


def compile_ontology(base: str) -> bytes:
    """Write ``graph:ontology``: the vocabulary, code lists and borrowed terms."""
    from ontology.declarations import VOCABULARY_FILES, turtle
    from ontology.rdf import BlankNode, RdfFormat, parse

    tail = f" <{base}graph/ontology> .\n"
    lines = []
    for name in VOCABULARY_FILES:
        for quad in parse(turtle(name), format=RdfFormat.TURTLE):
            if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode):
                continue
            lines.append(f"{quad.subject} {quad.predicate} {quad.object}{tail}")
    return sorted_lines(lines)
