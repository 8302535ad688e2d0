"""Which authority records a fact uses, as one digest: so the lock covers what names resolve to."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from loaders.facts.model import DocumentFacts, Fact
from loaders.identity.authority import Authority
from loaders.languages.edtf import read_edtf
from loaders.yaml.records import Model, Part

__all__ = ["Identities"]

_KINDS = ("place", "organisation", "policy", "indicator")
_SILENT = frozenset({"quote", "to", "also", "note", "en", "label"})


class Identities:
    """Resolves every name of a document's facts, each name once."""

    def __init__(self, document: DocumentFacts, authority: Authority) -> None:
        self.document = document
        self.authority = authority
        self.language = document.viewpoint.language
        self.written = read_edtf(document.header.written)
        place = authority.resolve(("place",), document.header.jurisdiction, None, self._year())
        self.jurisdiction = place.id
        self.records: dict[str, str] = {}
        self.known: dict[tuple[str, int | None], str] = {}
        self.jurisdiction_used = self._of(document.header.jurisdiction, self._year())

    def _year(self) -> int | None:
        return self.written.year if self.written else None

    def digest(self, fact: Fact) -> str:
        """Return a digest of the identities that a fact's names mean, and of their records."""
        year = self._year()
        own = self.document.viewpoint.period(fact.period) if fact.period else None
        if own is not None and own.year is not None:
            year = min(own.year, year or own.year)
        used = {self._of(name, year) for name in _names(fact)}
        used |= {self._of(fact.indicator, year), self.jurisdiction_used}
        text = "\x1f".join(sorted(used - {""}))
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]

    def _of(self, name: str | None, year: int | None) -> str:
        """Return the identity that a name means and what the authority files say of it."""
        if not name or name in self.document.refs:
            return ""
        asked = (name, year)
        if asked not in self.known:
            found = self._resolved(name, year)
            if found is None and year != self._year():
                found = self._resolved(name, self._year())
            self.known[asked] = f"{name}={found}:{self._record(found)}" if found else ""
        return self.known[asked]

    def _resolved(self, name: str, year: int | None) -> str | None:
        deictic = self.language.deictic
        return self.authority.resolve(_KINDS, name, self.jurisdiction, year, deictic).id

    def _record(self, identity: str) -> str:
        if identity not in self.records:
            record = self.authority.record(identity)
            self.records[identity] = record.model_dump_json(by_alias=True, exclude_defaults=True)
        return self.records[identity]


def _names(fact: Fact) -> Iterator[str]:
    yield from (
        text for text in (fact.subject, fact.place, fact.name, fact.identity, fact.ref) if text
    )
    if not (isinstance(fact.record, Part) and fact.kind == "responsibility"):
        for field, value in fact.record.__dict__.items():
            below = field == "body" and isinstance(value, list)  # a part's own, not a post's body
            if value and field not in _SILENT and not below:
                yield from _strings(value)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Model):
        for inner in value.__dict__.values():
            yield from _strings(inner)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _strings(item)
