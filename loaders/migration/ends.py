"""Choose the first and last words that name a passage: short, whole, and of one place only."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from loaders.evidence.quotes import Span, extents
from loaders.evidence.sources import SourceText
from loaders.languages.language import Language
from loaders.languages.model import ValueSpan

__all__ = ["SHORT", "Ends", "choose_ends"]

SHORT: Final = 14
"""Characters: a shorter quote stays whole."""
_LEAST: Final = 4
_MOST: Final = 11
_OPENING: Final = "“《‘(（〈【〔"
_CLOSING: Final = "”》’)）〉】〕"
_WORD: Final = re.compile(r"[0-9A-Za-z\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


@dataclass(frozen=True, slots=True)
class Ends:
    """First and last words of a passage."""

    first: str
    last: str
    occurrence: int | None = None
    """Which of several such passages is meant, where the words alone do not tell."""


def choose_ends(source: SourceText, quote: str, span: Span, scope: Span | None) -> Ends | None:
    """Return the words that name a quote's span as a passage; none where it is short already.

    Args:
        source: The text.
        quote: The whole quote, as the facts write it.
        span: Where it stands, raw.
        scope: Raw span of the part within which it is sought; none: the article.
    """
    quote = quote.strip()
    if len(source.folder.clean(quote)) < SHORT:
        return None
    firsts = [quote[:size] for size in _heads(quote, source.language)]
    lasts = [quote[len(quote) - size :] for size in _tails(quote, source.language)]
    second: Ends | None = None
    for first in firsts:
        for last in lasts:
            if len(first) + len(last) > len(quote) - 2:
                continue
            found = [at for at in extents(source, first, last) if _inside(at, scope)]
            if found == [span]:
                return Ends(first, last)
            if second is None and span in found:
                second = Ends(first, last, found.index(span) + 1)
    return second


def _inside(span: Span, scope: Span | None) -> bool:
    return scope is None or (scope[0] <= span[0] and span[1] <= scope[1])


def _heads(quote: str, language: Language) -> list[int]:
    """Return the lengths of first words, the best first: a whole clause, then a few words."""
    joints = language.edges.joints
    sizes = [
        size
        for size in range(_LEAST, min(_MOST, len(quote) - 1) + 1)
        if _may_cut(quote, size, language)
        and (_WORD.match(quote[size - 1]) or quote[size - 1] in _CLOSING)
    ]
    return sorted(
        sizes, key=lambda size: (_open(quote[:size]), _seam(quote, size, joints), abs(size - 6))
    )


def _tails(quote: str, language: Language) -> list[int]:
    """Return the lengths of last words, the best first."""
    length = len(quote)
    joints = language.edges.joints
    sizes = [
        size
        for size in range(_LEAST, min(_MOST, length - 1) + 1)
        if _may_cut(quote, length - size, language)
        and (_WORD.match(quote[length - size]) or quote[length - size] in _OPENING)
    ]
    return sorted(
        sizes,
        key=lambda size: (
            _open(quote[length - size :]),
            _seam(quote, length - size, joints),
            abs(size - 6),
        ),
    )


def _open(words: str) -> bool:
    """Tell whether words have one half only of a pair of brackets or quotation marks."""
    pairs = zip(_OPENING, _CLOSING, strict=True)
    return any(words.count(left) != words.count(right) for left, right in pairs)


def _seam(quote: str, at: int, joints: str) -> int:
    """Return how rough a cut is: at a punctuation mark, beside a function word, elsewhere."""
    before, after = quote[at - 1], quote[at]
    if not _WORD.match(before) or not _WORD.match(after):
        return 0
    return 1 if after in joints or before in joints else 2


def _may_cut(quote: str, at: int, language: Language) -> bool:
    """Tell whether words may end, or begin, at a place: in no word of letters, in no number."""
    before, after = quote[at - 1], quote[at]
    if before.isascii() and before.isalnum() and after.isascii() and after.isalnum():
        return False
    return not any(value.start < at < value.end for value in _values(quote, language))


@lru_cache(maxsize=256)
def _values(quote: str, language: Language) -> list[ValueSpan]:
    return language.find_values(quote)
