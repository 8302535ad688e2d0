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

__all__ = ["PROVERS", "pair_of"]

_RATES: Final = frozenset({"PERCENT", "PERMILLE", "fold", "percentage-point"})
_MARGIN: Final = 4
"""By how much farther every other value must stand from a measure, and measure from a value."""
_FAR: Final = 10_000


def pair_of(reader: Reader, fact: Fact) -> tuple[Span, Span] | None:
    """Return where an observation's measure and value stand together, and nothing competes.

    The value is read whole in the text, in the sentence of the measure; no other value of its
    sort stands as near to the measure, and no other measure of the passage as near to the value.
    """
    text, name = value_text(fact), _measure(fact)
    if text is None or not name:
        return None
    values = [span for span in reader.places(fact, text) if _whole(reader, span)]
    pairs = sorted(
        (_cost(reader, place, value), place, value)
        for place in reader.places(fact, name)
        for value in values
    )
    if not pairs or pairs[0][0] >= 100:
        return None
    cost, place, value = pairs[0]
    if len(pairs) > 1 and pairs[1][0] < cost + _MARGIN:
        return None
    rate = fact.kind == "growth"
    sentence = reader.sentence((min(place[0], value[0]), max(place[1], value[1])))
    if reader.language.proofs.respectively.search(reader.text, *sentence):
        return None
    rivals = (one for one in reader.values(sentence) if not _touch((one.start, one.end), value))
    near = (
        _cost(reader, place, (one.start, one.end)) for one in rivals
        if (one.reading.unit in _RATES) == (rate or _is_rate(reader, value))
    )  # fmt: skip
    if min(near, default=_FAR) < cost + _MARGIN or _beaten(reader, fact, name, value, cost):
        return None
    return place, value


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
        near = (_cost(reader, place, value) for place in reader.find(words, around))
        if min(near, default=_FAR) < cost + _MARGIN:
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
    return len(gap) + stops + 8 * gap.count(marks.enumeration) + (0 if before else 3)


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
    fact = claim.source
    if fact is None:
        return None
    if fact.key not in reader.pairs:
        reader.pairs[fact.key] = pair_of(reader, fact)
    return reader.pairs[fact.key]


PROVERS: Final[Mapping[str, Prover]] = {
    "value": _value,
    "number": _amount,
    "unit": _amount,
    "bound": _amount,
}
