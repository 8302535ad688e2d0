"""The places of drafted authority records: known ones, and those that the gazetteer gives."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from loaders.identity.authority import Authority
from loaders.identity.gazetteer import (
    Division,
    GazetteerMissing,
    find,
    spelled_so,
)
from loaders.languages.edtf import read_edtf
from loaders.languages.zh.deictic import DEICTIC
from loaders.languages.zh.departments import attribute
from loaders.languages.zh.placenames import english_stem
from loaders.yaml.records import DocumentHeader

__all__ = ["Home", "HomeFinder"]

_LEVEL_END: Final = re.compile("[省市县区州盟旗镇乡]$|自治区$|街道$")
_LEVEL_WORDS: Final = re.compile(
    " (?:City|County|Province|District|Town|Township|Municipality|Subdistrict|Banner|League|"
    "(?:Autonomous )?(?:Region|Prefecture|County|Banner))$"
)


@dataclass(frozen=True, slots=True)
class Home:
    """A place whose bodies a document names."""

    id: str
    zh: str
    en: str
    kind: str
    above: tuple[Home, ...] = ()
    """What it lies in, nearest first."""

    @property
    def stem(self) -> str:
        """Its name without its level."""
        return _LEVEL_END.sub("", self.zh) if len(self.zh) > 2 else self.zh

    @property
    def attribute(self) -> str:
        """Its English before the names of its bodies: Sanming Municipal."""
        stem = _LEVEL_WORDS.sub("", self.en)
        if self.zh.endswith("自治区"):
            return f"{stem} Regional"
        return attribute(stem, self.zh[-1])

    def of_level(self, level: str) -> Home:
        """Return the nearest of this place and those above that a bare level means: 省."""
        for place in (self, *self.above):
            if place.kind in DEICTIC.get(level, ()) or place.zh.endswith(level):
                return place
        return self

    def named(self, words: str) -> Home | None:
        """Return the place above, or this one, that words name."""
        return next((one for one in (self, *self.above) if one.zh.startswith(words)), None)


class HomeFinder:
    """The places of documents; those that no authority file knows are drafted.

    Attributes:
        taken: Ids that are in use.
    """

    def __init__(self, authority: Authority) -> None:
        self.taken = set(authority.kinds)
        self._authority = authority
        self._drafted: dict[str, Home] = {}
        """By name."""

    def of_document(self, header: DocumentHeader, known: str | None) -> Home | None:
        """Return a document's place, by what is known of its jurisdiction."""
        if known is not None:
            return self._known(known)
        written = read_edtf(header.written)
        year = written.year if written is not None else None
        words = "".join((header.title.zh, *header.issuer))
        return self.of_place(header.jurisdiction, words, year)

    def of_place(self, ref: str, words: str, year: int | None) -> Home | None:
        """Return the place that the gazetteer has under a name or id, as words around it say."""
        try:
            chain = spelled_so(ref, words, year) if ref.isascii() else find(ref, year, words)
        except GazetteerMissing:
            return None
        return self._draft(chain, ref if ref.isascii() else "") if chain else None

    def _known(self, identity: str) -> Home:
        places = self._authority.places
        chain = [
            Home(one, places[one].name.zh, places[one].name.en, places[one].kind)
            for one in self._authority.chain(identity)
        ]
        first = chain[0]
        return Home(first.id, first.zh, first.en, first.kind, tuple(chain[1:]))

    def _draft(self, chain: tuple[Division, ...], identity: str) -> Home:
        nearest, *rest = chain
        known = self._authority.resolve(("place",), nearest.name, None, None).id
        if known is not None:
            return self._known(known)
        if nearest.name in self._drafted:
            return self._drafted[nearest.name]
        above: tuple[Home, ...] = ()
        if rest:
            parent = self._draft(tuple(rest), "")
            above = (parent, *parent.above)
        identity = identity or self._free_id(nearest)
        self.taken.add(identity)
        home = Home(identity, nearest.name, nearest.english, nearest.kind, above)
        self._drafted[nearest.name] = home
        return home

    def _free_id(self, division: Division) -> str:
        plain = re.sub("[^a-z]", "", english_stem(division.name).lower())
        longer = re.sub("[^a-z-]", "", division.english.lower().replace(" ", "-"))
        ids = (plain, longer, f"{longer}-{division.code}")
        return next(one for one in ids if one not in self.taken)

    def as_yaml(self) -> Iterator[str]:
        """Yield the lines of the places that are drafted."""
        if self._drafted:
            yield "places:"
        for home in self._drafted.values():
            within = [f"in: {home.above[0].id}"] if home.above else self._country()
            alias = [f"aliases: [{home.stem}]"] if home.stem != home.zh else []
            fields = [f"name: {{zh: {home.zh}, en: {home.en}}}", f"kind: {home.kind}"]
            yield f"  {home.id}: {{{', '.join([*fields, *within, *alias])}}}"

    def _country(self) -> list[str]:
        known = self._authority.resolve(("place",), "中国", None, None).id
        return [f"in: {known}"] if known else []
