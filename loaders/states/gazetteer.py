"""Every name by which something is known to a document or the authority files, in the text."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from loaders.facts.model import Fact
from loaders.resolving.nodes import Node
from loaders.rules.base import Case
from loaders.yaml import records as R  # noqa: N812 - short, because every record kind is named

__all__ = ["Gazetteer", "Mention"]

_KINDS = ("place", "organisation", "policy")
_LOCAL = frozenset({"place", "organisation", "enterprise", "policy", "project"})


@dataclass(frozen=True, slots=True)
class Mention:
    """A name where it stands in the text."""

    start: int
    end: int
    name: str


class Gazetteer:
    """The names known, and their places in a folded text; of overlapping ones, the longest."""

    def __init__(self, case: Case, text: str) -> None:
        self.case = case
        self.text = text
        self.by_head: dict[str, list[str]] = {}
        self.known = case.authority.names_in(text)
        self.official = frozenset(self._official())
        """Names of the authority files that may stand in the text, clean."""
        self.places = frozenset(self._places())
        for name in sorted({*self.official, *self._local()}, key=lambda name: (-len(name), name)):
            self.by_head.setdefault(name[:2], []).append(name)
        self.mentions = list(self._mentions())
        self._starts = [mention.start for mention in self.mentions]

    def _official(self) -> Iterator[str]:
        for name in self.known:
            if len(clean := self.case.clean(name)) > 1:
                yield clean

    def _places(self) -> Iterator[str]:
        """Yield the names of places, those that the document defines included."""
        yield from (self.case.clean(name) for name, place in self.known.items() if place)
        for fact in self.case.document.facts:
            if fact.kind == "place" and isinstance(fact.record, R.Thing) and fact.record.name:
                yield self.case.clean(self.case.language.bare(fact.record.name))

    def _local(self) -> Iterator[str]:
        for fact in self.case.document.facts:
            if fact.kind in _LOCAL and isinstance(fact.record, R.Thing):
                for words in (fact.record.name, *fact.record.also_named):
                    clean = self.case.clean(self.case.language.bare(words or ""))
                    if len(clean) > 1:
                        yield clean

    def _mentions(self) -> Iterator[Mention]:
        at, text = 0, self.text
        while at < len(text) - 1:
            for name in self.by_head.get(text[at : at + 2], ()):
                if text.startswith(name, at):
                    yield Mention(at, at + len(name), name)
                    at += len(name) - 1
                    break
            at += 1

    def within(self, start: int, end: int) -> list[Mention]:
        """Return the names that stand in or reach into a span."""
        low = bisect_left(self._starts, start)
        while low > 0 and self.mentions[low - 1].end > start:
            low -= 1
        found = []
        for mention in self.mentions[low:]:
            if mention.start >= end:
                break
            found.append(mention)
        return found

    def inside_longer(self, start: int, end: int) -> bool:
        """Tell whether a span is only a piece of a longer known name."""
        return any(
            m.start <= start and end <= m.end and (m.start, m.end) != (start, end)
            for m in self.within(start, end)
        )

    def means(self, name: str, fact: Fact) -> str | None:
        """Return the IRI of what a name means from this document, at a fact's time; or none."""
        names = self.case.resolved
        assert names is not None
        node: Node | None = names.find(name, _KINDS, fact.period)
        return node.iri[1:-1] if node is not None else None
