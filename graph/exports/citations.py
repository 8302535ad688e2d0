"""The source documents for reference managers: CSL-JSON and BibTeX.

CSL-JSON follows the Citation Style Language's schema for input data, version 1.0.2.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from graph.errors import Inexpressible
from graph.exports.parts import Parts, Prefixes, held, lines_about, pieces_of
from ontology.rdf import Literal, NamedNode, RdfFormat, parse
from ontology.terms import DCTERMS, PK, RDF, RDFS

_IS_DOCUMENT: Final = f" <{RDF.type}> <{PK.Document}> ".encode()


def sources(parts: Parts, prefixes: Prefixes) -> list[dict[str, Any]]:
    """Return the documents as CSL-JSON items, sorted by id."""
    parts = held(parts)
    documents = {
        subject for name in parts for piece in pieces_of(parts, name)
        for subject in _documents(piece)
    }  # fmt: skip
    things = _said_of(documents, parts)
    found = list(things)
    issuers = {
        f"<{issuer.value}> ".encode()
        for properties in things.values()
        for issuer in properties.get(PK.issuedBy, ())
    }
    things.update(_said_of(issuers - documents, parts))
    return [_item(iri.removeprefix(prefixes["id"]), things[iri], things) for iri in sorted(found)]


def _documents(piece: bytes) -> Iterator[bytes]:
    """Yield the subjects of N-Quads that are documents, each with the blank behind it."""
    at = piece.find(_IS_DOCUMENT)
    while at >= 0:
        start = piece.rfind(b"\n", 0, at) + 1
        if piece.startswith(b"<", start) and piece.find(b" ", start) == at:  # not within a text
            yield piece[start : at + 1]
        at = piece.find(_IS_DOCUMENT, at + 1)


def _said_of(subjects: set[bytes], parts: Parts) -> dict[str, dict[str, list[Any]]]:
    """Return what is said of some subjects, given as N-Quads write them before a predicate."""
    ordered = sorted(subjects)
    lines = [
        line
        for name in parts
        for piece in pieces_of(parts, name)
        for line in lines_about(piece, ordered)
    ]
    things: dict[str, dict[str, list[Any]]] = {}
    for quad in parse(b"".join(lines), RdfFormat.N_QUADS, lenient=True):
        if isinstance(quad.subject, NamedNode):
            found = things.setdefault(quad.subject.value, {})
            found.setdefault(quad.predicate.value, []).append(quad.object)
    return things


def _item(
    name: str, properties: Mapping[str, list[Any]], things: Mapping[str, Mapping[str, list[Any]]]
) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": name,
        "type": "report",
        "title": _text(properties, RDFS.label, "zh"),
        "title-short": _text(properties, RDFS.label, "en"),
        "language": "zh",
    }
    written = _text(properties, PK.written)
    year = re.match(r"\d{4}", written)
    if year:
        numbers = [int(part) for part in re.findall(r"\d+", written)[:3]]
        item["issued"] = {"date-parts": [numbers]}
        if "~" in written or "?" in written:
            item["issued"]["circa"] = True
    issuer = next((t.value for t in properties.get(PK.issuedBy, [])), None)
    if issuer is not None:
        item["author"] = [{"literal": _text(things.get(issuer, {}), RDFS.label, "zh")}]
    publisher = _text(properties, DCTERMS.publisher)
    if publisher:
        item["publisher"] = publisher
    checksum = _text(properties, PK.sourceSha256)
    told = [f"sha256: {checksum}"] if checksum else []
    if states := in_words(_counts(properties)):
        told.append(states)
    if told:
        item["note"] = "; ".join(told)
    return item


def _counts(properties: Mapping[str, list[Any]]) -> dict[str, int]:
    """Return how many fields of a document are in each state; nothing where no build says so."""
    found = {name: properties.get(iri, []) for name, iri in COUNTS.items()}
    return {name: int(terms[0].value) for name, terms in found.items() if terms}


COUNTS: Final[dict[str, str]] = {
    "proved": PK.provedCount,
    "signed": PK.signedCount,
    "inferred": PK.inferredCount,
    "open": PK.openCount,
}
"""State of a field → the property by which a document says how many are in it."""


def in_words(counts: Mapping[str, int]) -> str:
    """Say how many fields are in each state, as citations do.

    >>> in_words({"proved": 739, "signed": 0, "inferred": 38, "open": 386})
    'fields: 739 proved, 0 signed, 38 inferred, 386 open'
    """
    told = ", ".join(f"{count} {state}" for state, count in counts.items())
    return f"fields: {told}" if told else ""


def _text(properties: Mapping[str, list[Any]], predicate: str, language: str = "") -> str:
    found = [
        term.value
        for term in properties.get(predicate, [])
        if isinstance(term, Literal) and (term.language or "").startswith(language)
    ]
    return min(found, default="")


def to_csl(parts: Parts, prefixes: Prefixes) -> bytes:
    """Return the documents as CSL-JSON, for Zotero, Pandoc and citeproc."""
    return (json.dumps(sources(parts, prefixes), ensure_ascii=False, indent=1) + "\n").encode()


def to_bibtex(parts: Parts, prefixes: Prefixes) -> bytes:
    """Return the documents as BibTeX.

    Raises:
        Inexpressible: a title or name holds what readers of BibTeX do not keep; CSL-JSON does.
    """
    return "\n".join(_entry(item) for item in sources(parts, prefixes)).encode()


def _entry(item: Mapping[str, Any]) -> str:
    place = str(item["id"])
    fields = {"title": f"{{{to_tex(item['title'], place)}}}", "language": "chinese"}
    if "author" in item:
        fields["author"] = f"{{{to_tex(item['author'][0]['literal'], place)}}}"
    if "issued" in item:
        fields["year"] = str(item["issued"]["date-parts"][0][0])
    if "publisher" in item:
        fields["institution"] = to_tex(item["publisher"], place)
    fields["note"] = to_tex("; ".join(filter(None, (item["title-short"], _told(item)))), place)
    lines = "".join(f"  {key} = {{{value}}},\n" for key, value in sorted(fields.items()))
    return f"@techreport{{{item['id']},\n{lines}}}\n"


def _told(item: Mapping[str, Any]) -> str:
    """Return what the note says of the states of fields."""
    return next((x for x in item.get("note", "").split("; ") if x.startswith("fields: ")), "")


_TEX: Final = {
    "\0": "{}",
    **{sign: f"\\{sign}" for sign in "&%$#_"},
    "\\": "\\textbackslash{}",
    "~": "\\textasciitilde{}",
    "^": "\\textasciicircum{}",
    "{": "\\lbrace{}",
    "}": "\\rbrace{}",
}
"""What TeX takes for its own, and how it is said; BibTeX counts braces even behind a backslash."""
_TO_TEX: Final = str.maketrans(_TEX)
_LIGATURE: Final = re.compile(r"(?<=[-`'])(?=[-`'])|(?<=[?!])(?=`)")
"""Between signs that TeX would join, such as two hyphens into a dash."""
_LOST: Final = re.compile(r"[^\S ]|[\x00-\x1f\x7f-\x9f\ufeff\ufffe\uffff]|  |\A | \Z")
"""What readers of BibTeX fold or drop: every blank but one plain one, control characters."""


def to_tex(text: str, place: str = "") -> str:
    """Say a text in TeX.

    Raises:
        Inexpressible: a reader of BibTeX would change it.
    """
    if found := _LOST.search(text):
        shown = found.group().encode("unicode_escape").decode()
        raise Inexpressible(
            f"{place}: BibTeX would not keep “{shown}” as it stands; choose csl",
            f"{place}:BibTeX 无法原样保留“{shown}”;请改用 csl",
        )
    return _LIGATURE.sub("\0", text).translate(_TO_TEX)
