"""Proofs of a document's header: what its own first words and its title say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from loaders.states.model import Claim, Proof
from loaders.states.prove_amounts import pair_of_fact
from loaders.states.reader import Prover, Reader, Span

__all__ = ["GROWTH", "PROVERS"]

_HEAD: Final = 400
"""Characters at the start of an article in which its title stands."""


def _title(reader: Reader, claim: Claim) -> Proof | None:
    span = _title_place(reader)
    return reader.proof("title", span) if span is not None else None


def _title_place(reader: Reader) -> Span | None:
    """Return where the document's title stands as a line or between marks at the article's head."""
    title = reader.case.clean(reader.case.document.header.title.zh)
    at = reader.text.find(title, 0, _HEAD)
    return (at, at + len(title)) if title and at >= 0 else None


def _genre(reader: Reader, claim: Claim) -> Proof | None:
    """Prove a genre by the words of a title that tell one, and one only."""
    span = _title_place(reader)
    if span is None:
        return None
    title = reader.text[slice(*span)]
    told = [genre for genre, words in reader.language.heads.genres if words.search(title)]
    return reader.proof("title", span) if told[:1] == [claim.value] else None


def _jurisdiction(reader: Reader, claim: Claim) -> Proof | None:
    """Prove whence a document speaks by the only place that its title or first sentence names."""
    names = reader.case.resolved
    assert names is not None
    span = _title_place(reader) or reader.sentence((0, 1))
    places = [one for one in reader.names.within(*span) if one.name in reader.names.places]
    means = {
        found.id
        for one in places
        if (found := names.viewpoint.resolve(("place",), one.name)).id is not None
    }
    identity = claim.value[len(names.prefix) - 1 :]
    spans = [(one.start, one.end) for one in places]
    return reader.proof("only-place", *spans) if spans and means == {identity} else None


def _number(reader: Reader, claim: Claim) -> Proof | None:
    at = reader.text.find(reader.case.clean(claim.value))
    return reader.proof("whole-words", (at, at + len(reader.case.clean(claim.value)))) if (
        at >= 0 and reader.language.heads.number.fullmatch(claim.value)
    ) else None  # fmt: skip


def _change_of(reader: Reader, claim: Claim) -> Proof | None:
    """A growth is that of the value right before it."""
    fact = claim.source
    pair = pair_of_fact(reader, fact) if fact is not None else None
    if fact is None or pair is None or fact.ref != claim.value:
        return None
    return reader.proof("nearest-value", *pair)


PROVERS: Final[Mapping[str, Prover]] = {
    "title": _title,
    "genre": _genre,
    "jurisdiction": _jurisdiction,
    "number": _number,
}
GROWTH: Final[Mapping[str, Prover]] = {"change-of": _change_of}
