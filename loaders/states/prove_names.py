"""Proofs of names and other words copied from the text: they stand in the fact's words, whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from loaders.facts.model import Fact
from loaders.states.model import Claim, Proof
from loaders.states.prove_amounts import pair_of_fact
from loaders.states.reader import Prover, Reader, Span
from loaders.yaml import records as R  # noqa: N812 - short, because every record kind is named

__all__ = ["PROVERS", "disordered", "standing"]

_TWO: Final = 2
_BACK: Final = 16
"""Characters before a name in which its edge is sought."""


def standing(reader: Reader, fact: Fact, words: str) -> tuple[str, Span] | None:
    """Return the rule by which words stand whole in the quotes of a fact, and where.

    Whole are words in quotation marks or marks of a title; a name of the authority files that is
    no piece of a longer one; and words between two edges (marks, headings' numbers, function
    words, or the verb behind such an edge).
    """
    known, asked = reader.standing, (fact.key, words)
    if asked not in known:  # several fields of a fact rest on the same words
        known[asked] = _standing(reader, fact, words)
    return known[asked]


def _standing(reader: Reader, fact: Fact, words: str) -> tuple[str, Span] | None:
    if not _sound(reader, words):
        return None
    # A part is named by a clause with its own verb, a campaign by a noun behind another's.
    noun = reader.language.proofs.campaign.search(words.rstrip(reader.marks.marks))
    part = isinstance(fact.record, R.Part | R.PartMention) and noun is None
    for span in reader.places(fact, reader.language.bare(words)):
        if _marked(reader, span):
            return "marked-name", span
        if fact.kind in _MENTIONS and _known(reader, span):
            return "known-name", span
        if _whole(reader, span, part=part):
            return "whole-words", span
    return None


_MENTIONS: Final = frozenset({"mention", "responsibility", "relation"})
"""Kinds of facts that name what the authority files know."""


def _sound(reader: Reader, words: str) -> bool:
    """Tell whether words may be a name: marks in pairs, no function word at an end."""
    pairs = [*reader.language.proofs.marks.items(), ("(", ")"), ("(", ")")]
    paired = all(words.count(opening) == words.count(closing) for opening, closing in pairs)
    return paired and reader.language.proofs.no_name.search(reader.case.clean(words)) is None


def _marked(reader: Reader, span: Span) -> bool:
    before, after = reader.text[span[0] - 1 : span[0]], reader.text[span[1] : span[1] + 1]
    if after == "" or reader.language.proofs.marks.get(before) != after:
        return False
    return after in reader.language.proofs.title_end or _ended(reader, span[1] + 1)


def _known(reader: Reader, span: Span) -> bool:
    words = reader.text[slice(*span)]
    return words in reader.names.official and not reader.names.inside_longer(*span)


def _whole(reader: Reader, span: Span, *, part: bool = False) -> bool:
    """Tell whether words stand between two edges; a part's name begins with its own verb."""
    if span[1] - span[0] < 2 or reader.names.inside_longer(*span):
        return False
    marks = tuple(reader.language.proofs.list_marks)
    words = reader.text[slice(*span)]
    beside = reader.text[max(0, span[0] - 1) : span[0]], reader.text[span[1] : span[1] + 1]
    if any(mark in words for mark in marks) and any(mark in marks for mark in beside):
        return False
    if reader.language.proofs.no_start.match(words):
        return False  # a word that leads up to a name, or begins it: who can tell
    if reader.language.proofs.marks.get(beside[0]) == beside[1]:
        return False  # what stands in marks may go on behind them: 实施“北进”战略
    return _begun(reader, span[0], part=part) and _ended(reader, span[1])


def _begun(reader: Reader, at: int, *, part: bool = False) -> bool:
    cues = reader.language.proofs
    if cues.inseparable.match(reader.text, max(0, at - 1), at + 1):
        return False
    if part and reader.text[at - 1 : at] in tuple(cues.governs):
        return False  # 将…植入: the clause begins with the word that governs its object
    edge = cues.before_part if part else cues.before_name
    return edge.search(reader.text[max(0, at - _BACK) : at]) is not None


def _ended(reader: Reader, at: int) -> bool:
    cues = reader.language.proofs
    if cues.inseparable.match(reader.text, at - 1, at + 1):
        return False
    return cues.after_name.match(reader.text[at : at + 4]) is not None


def _name(reader: Reader, claim: Claim) -> Proof | None:
    fact = claim.source
    if fact is None:
        return None
    if isinstance(fact.record, R.Value) and fact.kind != "responsibility":
        pair = pair_of_fact(reader, fact)  # which of its places is meant, the value says
        if pair is not None and (_whole(reader, pair[0]) or _beside(reader, *pair)):
            return reader.proof("measure-beside-value", *pair)
        return None
    found = standing(reader, fact, claim.words)
    if found is None or _doubled(reader, fact, claim.words, found[1]) or disordered(reader, fact):
        return None
    return reader.proof(found[0], found[1])


def disordered(reader: Reader, fact: Fact) -> bool:
    """Tell whether a duty lists its names in another order than the text."""
    record = fact.record
    if not isinstance(record, R.ResponsibilityRecord) or len(record.names) < _TWO:
        return False
    names = [one if isinstance(one, str) else one.name for one in record.names]
    return not any(_in_order(reader, names, quote) for quote in reader.quotes(fact))


def _in_order(reader: Reader, names: list[str], within: Span) -> bool:
    at = within[0]
    for name in names:
        place = next(iter(reader.find(name, (at, within[1]))), None)
        if place is None:
            return False
        at = place[1]
    return True


def _beside(reader: Reader, name: Span, value: Span) -> bool:
    """Tell whether a measure begins at an edge and its value follows at once, or the reverse."""
    cues = reader.language.proofs
    if name[1] <= value[0] and cues.reaches.fullmatch(reader.text, name[1], value[0]):
        return _begun(reader, name[0])
    if value[1] == name[0]:
        return _ended(reader, name[1])
    return False


def _doubled(reader: Reader, fact: Fact, name: str, place: Span) -> bool:
    """Tell whether another record of the kind bears the name in the same words."""
    if fact.kind == "responsibility":
        return False
    return any(
        other is not fact
        and other.kind == fact.kind
        and any(start <= place[0] and place[1] <= end for start, end in reader.quotes(other))
        for other in reader.by_name.get(reader.case.clean(name), ())
    )


def _copied(reader: Reader, claim: Claim) -> Proof | None:
    fact = claim.source
    found = standing(reader, fact, claim.words) if fact is not None else None
    return reader.proof(found[0], found[1]) if found is not None else None


PROVERS: Final[Mapping[str, Prover]] = {
    "name": _name,
    **dict.fromkeys(
        ("claim", "statement", "industry", "rank", "count", "stage", "baseline", "covers",
         "person", "post", "deadline"), _copied,
    ),
}  # fmt: skip
NUMBERS: Final[Mapping[str, Prover]] = {"number": _copied}
