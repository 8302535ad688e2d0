"""Numbers, units, months, bounds and negations of an English gloss."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from loaders.languages.glossed import BOUNDS, Amount, Bound

__all__ = ["amounts_of_english", "bounds_of_english", "negates_in_english"]

_TO_NINETEEN: Final = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
)  # fmt: skip
_WORDS: Final = {
    **{word: n for n, word in enumerate(_TO_NINETEEN)},
    **{word: 10 * n for n, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)},
    **{word: n for n, word in enumerate(
        ["second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"], 2)},
    "first": 1, "both": 2, "double": 2, "dozen": 12,
}  # fmt: skip
_SCALES: Final = {
    "hundred": 10**2, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12,
}  # fmt: skip
_ROMAN: Final = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9,
                 "X": 10, "XI": 11, "XII": 12}  # fmt: skip
_TOKEN: Final = re.compile(
    r"(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?:st|nd|rd|th)?(?![\d])"
    r"|(?P<word>[A-Za-z]+)"
)
_ENUMERATOR: Final = re.compile(r"\A\(?([IVX]+)[.)]\s")
_UNIT_PATTERNS: Final = tuple(
    (unit, re.compile(rf"[\s-]*(?:{pattern})", re.IGNORECASE))
    for unit, pattern in (
        ("%", r"%|per\s?cent\b|percent\b"),
        ("yuan", r"(?:rmb\b|yuan\b)"),
        ("km2", r"(?:square[\s-]kilomet|sq\.? km|km²)"),
        ("m2", r"(?:square[\s-]met|sq\.? m\b|m²)"),
        ("km", r"(?:kilomet|km\b)"),
        ("mu", r"(?-i:mu)\b"),
        ("workday", r"(?:working|business)[\s-]days?\b"),
        ("day", r"days?\b"),
        ("hour", r"hours?\b"),
        ("month", r"months?\b"),
        ("tonne", r"(?:metric\s)?tonn?e?s?\b"),
    )
)
_MONTHS: Final = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_NEGATION: Final = re.compile(
    r"\b(?:not|no|never|none|nor|neither|without|cannot|nothing|nobody|non|unable|"
    r"fewer than|less than|under|below|within|refuse|avoid|lacks?|lacking|"
    r"un(?:changed|clear|finished|used|treated|interrupted|swerving(?:ly)?|licensed|authori[sz]ed|"
    r"planned|remitting|solved|known|able|even|safe|fit|qualified))\b|n[’']t\b",
    re.IGNORECASE,
)
_BOUND_WORDS: Final[tuple[tuple[Bound, str], ...]] = (
    ("above", r"more than|over|above|exceed\w*|at least|(?:no|not) (?:less|fewer) than|or more|"
              r"or above|upwards of|passe[ds]|surpass\w*|topped|beyond|greater than"),
    ("below", r"(?<!no )(?<!not )(?:less|fewer) than|under|below|within|at most|"
              r"(?:no|not) more than|up to"),
    ("near", r"nearly|almost|close to|approaching|near"),
    ("about", r"about|around|approximately|some|roughly|circa|or so"),
)  # fmt: skip
_BOUNDS: Final = tuple(
    (bound, re.compile(rf"\b(?:{words})\b", re.IGNORECASE)) for bound, words in _BOUND_WORDS
)


def amounts_of_english(text: str) -> list[Amount]:
    """Return every number of a text, with its unit; months by name are numbers of months."""
    found = list(_amounts(text))
    if enumerator := _ENUMERATOR.match(text):
        found += [Amount(Decimal(n), "") for word, n in _ROMAN.items() if word == enumerator[1]]
    return found


def _amounts(text: str) -> Iterator[Amount]:
    tokens = list(_TOKEN.finditer(text))
    index = 0
    while index < len(tokens):
        number = _number(tokens[index])
        word = tokens[index]["word"] or ""
        month = word.lower() in _MONTHS and word[0].isupper() and _is_date(tokens, index)
        if month:
            yield Amount(Decimal(_MONTHS.index(word.lower()) + 1), "month of the year")
        if number is None:
            index += 1
            continue
        end = tokens[index].end()
        index += 1
        while index < len(tokens) and _joined(text, end, tokens[index]):
            more = (tokens[index]["word"] or "").lower()
            if more in _SCALES:
                number *= _SCALES[more]
            elif more in _WORDS and number >= 20 and number % 10 == 0 and _WORDS[more] < 10:
                number += _WORDS[more]
            else:
                break
            end = tokens[index].end()
            index += 1
        yield Amount(number, _unit(text, end))


def _is_date(tokens: list[re.Match[str]], index: int) -> bool:
    """Tell whether a month's name is one: not the verb at the beginning of a sentence."""
    if (tokens[index]["word"] or "").lower() not in ("may", "march"):
        return True
    before = tokens[index - 1][0].lower() if index else ""
    after = tokens[index + 1][0] if index + 1 < len(tokens) else ""
    return before in ("in", "of", "by", "since", "until", "from", "to", "and") or (
        before.isdigit() or after[:1].isdigit()
    )


def _number(token: re.Match[str]) -> Decimal | None:
    if token["digits"]:
        return Decimal(token["digits"].replace(",", ""))
    word = token["word"].lower()
    if word in _WORDS:
        return Decimal(_WORDS[word])
    return Decimal(_SCALES[word]) if word in _SCALES else None


def _joined(text: str, end: int, token: re.Match[str]) -> bool:
    return token["word"] is not None and text[end : token.start()].strip() in ("", "-")


def _unit(text: str, end: int) -> str:
    return next((unit for unit, pattern in _UNIT_PATTERNS if pattern.match(text, end)), "")


def negates_in_english(text: str) -> bool:
    """Tell whether a text has a word that negates."""
    return _NEGATION.search(text) is not None


def bounds_of_english(text: str) -> frozenset[Bound]:
    """Return the bounds of amounts that a text has words for."""
    found = {bound for bound, pattern in _BOUNDS if pattern.search(text)}
    return frozenset(found) & BOUNDS
