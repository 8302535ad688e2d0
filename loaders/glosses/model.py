"""What a gloss is: English of our own for the words of one quote, with a state of its own."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from loaders.facts.model import DocumentFacts, QuoteUse
from loaders.problems import Position
from loaders.states.signatures import Signatures

__all__ = [
    "FIELD",
    "GLOSSED",
    "Gloss",
    "GlossState",
    "Glosses",
    "key_of",
    "missing",
    "uses_to_gloss",
]

GLOSSED: Final = frozenset({"responsibility", "value", "target", "growth", "investment"})
"""Kinds of facts whose quotes are glossed: who is to do what, and what is measured."""

FIELD: Final = "gloss"
"""Name of the field in signatures of glosses."""

GlossState = Literal["machine-translation", "signed", "void"]

Key = tuple[str, str]
"""A quote and its last words; these are empty where the quote is the whole passage."""


def key_of(use: QuoteUse) -> Key:
    """Return by what the gloss of a quote is found."""
    return use.text.strip(), (use.to or "").strip()


@dataclass(frozen=True, slots=True)
class Gloss:
    """The English of one quote."""

    quote: str
    to: str
    en: str
    at: Position
    """Of the quote in the file of glosses."""
    en_at: Position

    @property
    def key(self) -> Key:
        """By what it is found."""
        return self.quote, self.to

    @property
    def fact(self) -> str:
        """The name of its quote in a file of signatures."""
        return f"quote_{_digest(self.quote, self.to)[:12]}"

    @property
    def field(self) -> str:
        """The name of what is signed."""
        return FIELD

    @property
    def digest(self) -> str:
        """What a signature of it is made over: the quote and its English."""
        return _digest(self.quote, self.to, self.en)


def _digest(*texts: str) -> str:
    joined = "\x1f".join(texts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(slots=True)
class Glosses:
    """The glosses of one document, by quote, and who has signed them."""

    document: str
    by_key: Mapping[Key, Gloss] = field(default_factory=dict)
    signatures: Signatures = field(default_factory=lambda: Signatures(""))

    def state(self, gloss: Gloss) -> GlossState:
        """Return whether a gloss is signed as it is now, was signed as it was, or was never."""
        if self.signatures.holding(gloss):
            return "signed"
        return "void" if self.signatures.of(gloss.fact, gloss.field) else "machine-translation"

    def of(self, use: QuoteUse) -> Gloss | None:
        """Return the gloss of a quote, or none."""
        return self.by_key.get(key_of(use))

    def __iter__(self) -> Iterator[Gloss]:
        return iter(self.by_key.values())


def uses_to_gloss(document: DocumentFacts) -> dict[Key, list[QuoteUse]]:
    """Return the quotes that are to have a gloss, in the order of the facts, with their uses."""
    found: dict[Key, list[QuoteUse]] = {}
    for fact in document.facts:
        if fact.kind in GLOSSED:
            for use in fact.quotes:
                uses = found.setdefault(key_of(use), [])
                if use not in uses:
                    uses.append(use)
    return found


def missing(document: DocumentFacts, glosses: Iterable[Gloss]) -> list[QuoteUse]:
    """Return one use of each quote that is to have a gloss and has none."""
    known = {gloss.key for gloss in glosses}
    return [uses[0] for key, uses in uses_to_gloss(document).items() if key not in known]
