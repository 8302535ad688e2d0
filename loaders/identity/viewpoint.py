"""Where and when a document speaks: what names and periods mean from there."""

from __future__ import annotations

from loaders.identity.authority import Authority, Resolution
from loaders.languages.edtf import Period, read_edtf
from loaders.languages.registry import required_language
from loaders.yaml.records import DocumentHeader

_PLACES = ("place",)


class Viewpoint:
    """A document's own place and time.

    市建设局 is the bureau of the city from which the document speaks, at the time it speaks of;
    去年 is the year before its own.
    """

    def __init__(self, header: DocumentHeader, authority: Authority) -> None:
        self.language = required_language(header.source.language)
        self.authority = authority
        self.written = header.written
        written = read_edtf(header.written)
        self.year = written.year if written else None
        self.place = authority.resolve(_PLACES, header.jurisdiction, None, self.year).id
        """Id of the jurisdiction, or none where no authority file knows it."""
        self._periods: dict[tuple[str, bool], Period | None] = {}

    def resolve(self, kinds: tuple[str, ...], ref: str, period: str | None = None) -> Resolution:
        """Ask the authority files, at a fact's own time and then at the document's.

        Args:
            kinds: What it may be, in the order of preference.
            ref: A name as written, or an id.
            period: The fact's period as written.
        """
        year = self.year
        own = self.period(period) if period is not None else None
        if own is not None and own.year is not None:
            year = min(own.year, year or own.year)
        found = self.authority.resolve(kinds, ref, self.place, year, self.language.deictic)
        if found.id is None and not found.candidates and year != self.year:
            found = self.authority.resolve(kinds, ref, self.place, self.year, self.language.deictic)
        return found

    def period(self, text: str, by: bool = False) -> Period | None:
        """Read a period as this document means it; the same text is read once.

        Args:
            text: As written.
            by: Whether it is the end of an open period (``by: 2010``).
        """
        asked = (text, by)
        if asked not in self._periods:
            read = self.language.read_by if by else self.language.read_period
            self._periods[asked] = read(text, self.written, self.authority.named_periods)
        return self._periods[asked]
