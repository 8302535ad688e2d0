"""Proofs of amounts: the value that stands nearest to its measure, read with unit and bound."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from loaders.evidence.readings import value_text
from loaders.facts.model import Fact
from loaders.states.fields import amount_of
from loaders.states.model import Claim, Proof
from loaders.states.reader import Prover, Reader, Span
from loaders.yaml import records as R  # noqa: N812 - short, because every record kind is named

__all__ = ["PROVERS", "pair_of", "pair_of_fact"]

_RATES: Final = frozenset({"PERCENT", "PERMILLE", "fold", "percentage-point"})
_MARGIN: Final = 4
"""By how much farther every other value must stand from a measure, and measure from a value."""
_FAR: Final = 10_000
_APART: Final = 100
"""From this cost on a measure and a value stand in two sentences."""


def pair_of(reader: Reader, fact: Fact) -> tuple[Span, Span] | None:
    """Return where an observation's measure and value stand together, and nothing competes.

    The value is read whole in the text, in the sentence of the measure; no other value of its
    sort stands as near to the measure, and no other measure of the passage as near to the value.
    """
    text, name = value_text(fact), _measure(fact)
    if text is None or not name:
        return None
    if fact.kind == "growth" and fact.ref is not None:
        return _growth(reader, fact, text)
    found = _nearest(reader, fact, name, text)
    if found is None or _rivalled(reader, fact, name, found):
        return None
    return found[1], found[2]


_Pair = tuple[int, Span, Span]
"""How far a measure stands from its value, and where both stand."""


def _nearest(reader: Reader, fact: Fact, name: str, text: str) -> _Pair | None:
    """Return the places of a measure and its value that stand nearest, if no others are as near."""
    values = [span for span in reader.places(fact, text) if _whole(reader, span)]
    pairs = sorted(
        (_cost(reader, place, value), place, value)
        for place in reader.places(fact, name)
        for value in values
    )
    if not pairs or pairs[0][0] >= _APART:
        return None
    cost, place, value = pairs[0]
    # Another place of both words is no rival; another place of one of them is.
    rival = (c for c, n, v in pairs[1:] if (n == place) != (v == value))
    return pairs[0] if min(rival, default=_FAR) >= cost + _MARGIN else None


def _rivalled(reader: Reader, fact: Fact, name: str, pair: _Pair) -> bool:
    """Tell whether another value of its sort, or another measure, stands as near."""
    cost, place, value = pair
    sentence = reader.sentence((min(place[0], value[0]), max(place[1], value[1])))
    if reader.language.proofs.respectively.search(reader.text, *sentence):
        return True
    rate = fact.kind == "growth" or _is_rate(reader, value)
    if cost > _MARGIN and reader.values(place):
        return True  # a measure with a value in its own name: only what stands beside it is its
    if fact.kind != "growth" and _parted(reader, place, value):
        return True
    near = (
        _cost(reader, place, (one.start, one.end)) for one in reader.values(sentence)
        if not _touch((one.start, one.end), value) and not _touch((one.start, one.end), place)
        and (one.reading.unit in _RATES) == rate
        and not reader.language.proofs.article.fullmatch(reader.text, one.start, one.end)
    )  # fmt: skip
    return min(near, default=_FAR) < cost + _MARGIN or _beaten(reader, fact, name, value, cost)


def _parted(reader: Reader, place: Span, value: Span) -> bool:
    """Tell whether another value stands between a measure and what is said to be its value."""
    between = (place[1], value[0]) if place[1] <= value[0] else (value[1], place[0])
    article = reader.language.proofs.article
    return any(
        not article.fullmatch(reader.text, one.start, one.end) for one in reader.values(between)
    )


def _growth(reader: Reader, fact: Fact, text: str) -> tuple[Span, Span] | None:
    """Return the growth that stands right behind the value of its measure."""
    level = reader.case.by_key.get(fact.ref or "")
    pair = pair_of_fact(reader, level) if level is not None else None
    if pair is None:
        return None
    sentence = reader.sentence(pair[1])
    behind = [one for one in reader.values(sentence) if one.start >= pair[1][1]]
    for value in reader.places(fact, text):
        first = bool(behind) and value[0] <= behind[0].start and behind[0].end <= value[1]
        gap = reader.text[pair[1][1] : value[0]]
        if first and _whole(reader, value) and reader.language.proofs.then_.fullmatch(gap):
            return pair[0], value
    return None


def _measure(fact: Fact) -> str | None:
    record = fact.record
    return record.name if isinstance(record, R.Value | R.Project) else None


def _whole(reader: Reader, value: Span) -> bool:
    """Tell whether a place of a value's words holds one value of the text, and all of it."""
    touched = [one for one in reader.source.values_at(*value) if one.start < value[1]]
    touched = [one for one in touched if one.end > value[0]]
    return len(touched) == 1 and value[0] <= touched[0].start and touched[0].end <= value[1]


def _is_rate(reader: Reader, value: Span) -> bool:
    return any(one.reading.unit in _RATES for one in reader.values(value))


def _beaten(reader: Reader, fact: Fact, name: str, value: Span, cost: int) -> bool:
    """Tell whether another measure that the passage records stands as near to the value."""
    own = reader.case.clean(name)
    for other in _beside(reader, fact):
        words = reader.case.clean(_measure(other) or "")
        if not words or words in own or own in words:
            continue
        around = reader.sentence(value)
        places = list(reader.find(words, around))
        near = min((_cost(reader, place, value) for place in places), default=_FAR)
        own_values = list(reader.find(value_text(other) or "", around))
        theirs = (_cost(reader, place, one) for place in places for one in own_values)
        if near < cost + _MARGIN and min(theirs, default=_FAR) + _MARGIN > near:
            return True
    return False


def _beside(reader: Reader, fact: Fact) -> Iterator[Fact]:
    """Yield the other observations of a fact's passages."""
    uses = {(use.inside or use).n for use in fact.quotes}
    for other, _ in reader.case.observations:
        apart = other is not fact and other.record is not fact.record
        if apart and uses & {(use.inside or use).n for use in other.quotes}:
            yield other


def _touch(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _cost(reader: Reader, name: Span, value: Span) -> int:
    """Return how far a name stands from a value; a clause between is far, a sentence too far."""
    if _touch(name, value):
        return 0
    before = name[1] <= value[0]
    gap = reader.text[name[1] : value[0]] if before else reader.text[value[1] : name[0]]
    marks = reader.marks
    stops = 100 * len(marks.sentence_end.findall(gap)) + 20 * len(marks.comma.findall(gap))
    joined = gap.count(marks.enumeration) + len(reader.language.proofs.and_.findall(gap))
    return len(gap) + stops + 8 * joined + (0 if before else 3)


# -- fields ----------------------------------------------------------------------------------


def _value(reader: Reader, claim: Claim) -> Proof | None:
    pair = _pair(reader, claim)
    return reader.proof("nearest-value", *pair) if pair else None


def _amount(reader: Reader, claim: Claim) -> Proof | None:
    """Number, unit or bound: what the machine reads of the value where it stands."""
    fact = claim.source
    pair = _pair(reader, claim)
    if fact is None or pair is None:
        return None
    start, end = pair[1]
    reading = reader.language.read_value(reader.text[start:end])
    read = dict(zip(("number", "unit", "bound"), amount_of(reading), strict=True))
    if claim.field == "bound":
        sentence = reader.sentence(pair[1])
        far = reader.language.far_bound(reader.text[sentence[0] : start])
        if far is not None and read["bound"] == "exact":
            read["bound"] = str(far)
    if not read["number"] or read[claim.field] != claim.value:
        return None
    return reader.proof("value-read", (start, end))


def _pair(reader: Reader, claim: Claim) -> tuple[Span, Span] | None:
    return pair_of_fact(reader, claim.source) if claim.source is not None else None


def pair_of_fact(reader: Reader, fact: Fact) -> tuple[Span, Span] | None:
    """Return what :func:`pair_of` finds, found once for all fields of a fact."""
    if fact.key not in reader.pairs:
        reader.pairs[fact.key] = pair_of(reader, fact)
    return reader.pairs[fact.key]


PROVERS: Final[Mapping[str, Prover]] = {
    "value": _value,
    "number": _amount,
    "unit": _amount,
    "bound": _amount,
}
