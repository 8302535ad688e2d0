"""The drafter by a language model: what it says counts only as far as the text holds its words.

The text is sent in pieces.  Each string of an answer must stand in the piece, character by
character, or the fact is left out with the reason; numbers are read from the copied words by our
own reader, never taken from the model.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from loaders.drafting.answers import FORM, BadAnswer, Claim, read_answer
from loaders.drafting.measures import SIGNS, number_of, parts_of
from loaders.drafting.model import Ask, Content, Draft, Fact, Field, LeftOut
from loaders.drafting.readers import fold_width, read_value, simplified
from loaders.drafting.text import Text
from ontology.printable import one_line

__all__ = ["draft_by_model", "pieces"]

Span = tuple[int, int]
PIECE: Final = 2_000
"""Characters that are sent at once: an answer to more is cut off by many servers."""
_STOP: Final = re.compile(r"\n|(?<=[。;\uff1b])")
SHOWN: Final = 60
ABSENT: Final = "the model's words are not in the text"
NO_NAME: Final = "the model gives no name"
NO_NUMBER: Final = "the model's value is no number that can be read"
ONE_WRONG: Final = "a fact of the model is not of the form asked for"
_UNSURE: Final = "a language model says so"
_KEYS: Final = {"recognition": "title", "post": "person"}


def draft_by_model(text: Text, ask: Ask) -> Draft:
    """Draft the facts of a text by a language model.

    Args:
        text: The text; its raw words are sent, in pieces.
        ask: Sends the words of one piece with the question, and returns the answer; whatever it
            raises ends the draft.
    """
    draft = Draft(raw=text.raw)
    used: set[tuple[str, str, int]] = set()
    for low, high in pieces(text.raw):
        try:
            claims, wrong = read_answer(ask(text.raw[low:high]))
        except BadAnswer as error:
            draft.left_out.append(_left((low, high), text.raw[low:high], str(error)))
            continue
        if wrong:
            reason = FORM if not claims else ONE_WRONG
            draft.left_out.append(_left((low, high), text.raw[low:high], reason))
        for claim in claims:
            _add(draft, claim, (low, high), used)
    draft.facts.sort(key=lambda fact: (fact.span, fact.kind))
    return draft


def pieces(raw: str) -> Iterator[Span]:
    """Cut a text into pieces at the ends of lines or sentences, where there are any."""
    at = 0
    while at < len(raw):
        end = min(len(raw), at + PIECE)
        if end < len(raw):
            stops = [match.end() for match in _STOP.finditer(raw, at + PIECE // 2, end)]
            end = stops[-1] if stops else end
        if raw[at:end].strip():
            yield at, end
        at = end


def _add(draft: Draft, claim: Claim, piece: Span, used: set[tuple[str, str, int]]) -> None:
    """Add what a claim says, or the reason why it is left out."""
    quote = _find(draft.raw, claim, piece, used)
    if quote is None:
        draft.left_out.append(_left(piece, claim.quote, ABSENT))
        return
    made = (
        _task(draft, claim, quote, piece) if claim.kind == "task"
        else _amount(draft, claim, quote) if claim.kind in ("value", "target")
        else _named(draft, claim, quote)
    )  # fmt: skip
    if isinstance(made, str):
        draft.left_out.append(_left(quote, claim.quote, made))
        return
    known = _same_name(draft, made)
    if known is None:
        draft.facts.append(made)
    else:
        known.mentions += made.mentions


def _find(raw: str, claim: Claim, piece: Span, used: set[tuple[str, str, int]]) -> Span | None:
    """Return the first place of a quote that no fact like this one has taken yet."""
    words = claim.quote
    if not words.strip():
        return None
    places = [found.start() for found in re.finditer(re.escape(words), raw[slice(*piece)])]
    places = [piece[0] + at for at in places[:MOST_PLACES]]
    if claim.kind == "task":  # a title stands behind its number, or opens a line
        places.sort(key=lambda at: not _OPENS.match(raw[max(0, at - 1) : at]))
    label = f"{claim.kind} {claim.name} {claim.value}"
    at = next((at for at in places if (label, words, at) not in used), places[0] if places else -1)
    if at < 0:
        return None
    used.add((label, words, at))
    return at, at + len(words)


MOST_PLACES: Final = 100
_OPENS: Final = re.compile(r"(?:[\n\t|、.\uff0e)\uff09\u3000 ]|^)$")


def _same_name(draft: Draft, fact: Fact) -> Fact | None:
    """Return the fact of the same name, for a name is one fact with many places."""
    if not fact.mentions:
        return None
    named = (one for one in draft.facts if one.kind == fact.kind and one.mentions)
    return next((one for one in named if one.get("name") == fact.get("name")), None)


def _field(value: Content) -> Field:
    return Field(value, False, _UNSURE, ("model",))


def _named(draft: Draft, claim: Claim, quote: Span) -> Fact | str:
    """Make a name, a recognition, an event or a person in a post."""
    if not claim.name or not claim.name.strip():
        return NO_NAME
    at = draft.raw.find(claim.name, *quote)
    if at < 0:
        return ABSENT
    span = at, at + len(claim.name)
    fact = Fact(claim.kind, span)
    fact.fields[_KEYS.get(claim.kind, "name")] = _field(claim.name)
    if claim.kind == "post":
        if not claim.post or claim.post not in draft.raw[slice(*quote)]:
            return ABSENT if claim.post else NO_NAME
        fact.fields["post"] = _field(claim.post)
    elif claim.kind not in ("event", "recognition"):
        fact.mentions.append(span)
    return fact


def _amount(draft: Draft, claim: Claim, quote: Span) -> Fact | str:
    """Make a value or a target; number, unit and bound are read from its words."""
    words = draft.raw[slice(*quote)]
    at = words.find(claim.value) if claim.value else -1
    if claim.value is None or at < 0:
        return ABSENT if claim.value else NO_NUMBER
    usual = fold_width(simplified(claim.value))
    reading = read_value(usual)
    number = number_of(reading)
    if reading.unread or number is None:
        return NO_NUMBER
    name = claim.name if claim.name and claim.name in words else None
    percent = {"PERCENT": "%", "PERMILLE": "‰"}.get(reading.unit or "")
    unit = percent if percent and not reading.measure.startswith("个") else reading.measure
    target = claim.kind == "target"
    status = "target" if target else claim.status if claim.status != "target" else "planned"
    year = claim.year if claim.year and re.fullmatch(r"(?:19|20)\d\d", claim.year) else None
    start = quote[0] + at
    fact = Fact(claim.kind, quote)
    fact.fields = {
        "quote": _field(words),
        "name": _field(name),
        "value": _field(claim.value),
        "number": _field(number),
        "unit": _field(unit),
        "bound": _field(SIGNS[reading.bound]),
        "status": _field(status or "actual"),
        "year": _field(year if year and year in fold_width(draft.raw) else None),
        "value_span": _field([start, start + len(claim.value)]),
        "written": _field(list(parts_of(usual, reading))),
    }
    return fact


def _task(draft: Draft, claim: Claim, quote: Span, piece: Span) -> Fact | str:
    """Make a task of its title, with the bodies and the limit that stand in the piece."""
    words = draft.raw[slice(*piece)]
    fact = Fact("task", quote)
    fact.fields = {"title_quote": _field(claim.quote), "number": _field(None)}
    for code, key, names in (
        ("lead", "leads", claim.leads),
        ("support", "supports", claim.supports),
        ("groups", "groups", claim.groups),
    ):
        there = [name for name in dict.fromkeys(names) if name.strip() and name in words]
        for name in names:
            if name not in words:
                draft.left_out.append(_left(quote, name, ABSENT))
        fact.fields[key] = _field(there)
        if there and code != "groups":
            fact.lists[code] = there
    limit = claim.deadline
    if limit and limit not in words:
        draft.left_out.append(_left(quote, limit, ABSENT))
        limit = None
    fact.fields["deadline"] = _field(limit or None)
    return fact


def _left(span: Span, words: str, reason: str) -> LeftOut:
    return LeftOut(span, one_line(words, SHOWN), reason)
