"""Proofs of names and other words copied from the text: they stand in the fact's words, whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from loaders.facts.model import Fact
from loaders.states.model import Claim, Proof
from loaders.states.prove_amounts import pair_of_fact
from loaders.states.reader import Prover, Reader, Span
from loaders.yaml import records as R  # noqa: N812 - short, because every record kind is named

__all__ = ["PROVERS", "standing"]

_BACK: Final = 16
"""Characters before a name in which its edge is sought."""


def standing(reader: Reader, fact: Fact, words: str) -> tuple[str, Span] | None:
    """Return the rule by which words stand whole in the quotes of a fact, and where.

    Whole are words in quotation marks or marks of a title; a name of the authority files that is
    no piece of a longer one; and words between two edges (marks, headings' numbers, function
    words, or the verb behind such an edge).
    """
    places = reader.places(fact, reader.language.bare(words))
    for rule, test in (("marked-name", _marked), ("known-name", _known), ("whole-words", _whole)):
        for span in places:
            if test(reader, span):
                return rule, span
    return None


def _marked(reader: Reader, span: Span) -> bool:
    before, after = reader.text[span[0] - 1 : span[0]], reader.text[span[1] : span[1] + 1]
    return after != "" and reader.language.proofs.marks.get(before) == after


def _known(reader: Reader, span: Span) -> bool:
    words = reader.text[slice(*span)]
    return words in reader.names.official and not reader.names.inside_longer(*span)


def _whole(reader: Reader, span: Span) -> bool:
    if span[1] - span[0] < 2 or reader.names.inside_longer(*span):
        return False
    cues = reader.language.proofs
    words = reader.text[slice(*span)]
    before = reader.text[max(0, span[0] - _BACK) : span[0]]
    after = reader.text[span[1] : span[1] + 4]
    listed = any(mark in words for mark in cues.list_marks)
    if listed and (before[-1:] in tuple(cues.list_marks) or after[:1] in tuple(cues.list_marks)):
        return False
    return bool(cues.before_name.search(before)) and bool(cues.after_name.match(after))


def _name(reader: Reader, claim: Claim) -> Proof | None:
    fact = claim.source
    if fact is None or _doubled(reader, fact, claim):
        return None
    if isinstance(fact.record, R.Value) and fact.kind != "responsibility":
        pair = pair_of_fact(reader, fact)  # which of its places is meant, the value says
        if pair is not None and (_whole(reader, pair[0]) or _beside(reader, *pair)):
            return reader.proof("measure-beside-value", *pair)
        return None
    found = standing(reader, fact, claim.words)
    return reader.proof(found[0], found[1]) if found is not None else None


def _beside(reader: Reader, name: Span, value: Span) -> bool:
    """Tell whether a measure begins at an edge and its value follows at once, or the reverse."""
    cues = reader.language.proofs
    if name[1] == value[0]:
        return bool(cues.before_name.search(reader.text[max(0, name[0] - _BACK) : name[0]]))
    if value[1] == name[0]:
        return bool(cues.after_name.match(reader.text[name[1] : name[1] + 4]))
    return False


def _doubled(reader: Reader, fact: Fact, claim: Claim) -> bool:
    """Tell whether another record of the kind bears the name in the same passage."""
    if isinstance(fact.record, R.Value) or fact.kind == "responsibility":
        return False
    words = reader.case.clean(claim.words)
    uses = {(use.inside or use).n for use in fact.quotes}
    return any(
        other is not fact
        and other.kind == fact.kind
        and uses & {(use.inside or use).n for use in other.quotes}
        for other in reader.by_name.get(words, ())
    )


def _copied(reader: Reader, claim: Claim) -> Proof | None:
    fact = claim.source
    found = standing(reader, fact, claim.words) if fact is not None else None
    return reader.proof(found[0], found[1]) if found is not None else None


PROVERS: Final[Mapping[str, Prover]] = {
    "name": _name,
    **dict.fromkeys(
        ("claim", "statement", "industry", "rank", "count", "stage", "baseline", "covers",
         "person", "post", "deadline", "number"), _copied,
    ),
}  # fmt: skip
