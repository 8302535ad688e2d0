"""Takes a word apart that nothing fits as a whole: 绍兴市2020年GDP as 绍兴市, 2020年, gdp.

Chinese is typed without blanks.  From the left, each piece is the longest that something fits;
characters that nothing fits are left out.
"""

from __future__ import annotations

import re
from typing import Final

from explorer.view.model import GraphView
from explorer.view.quotes_index import quotes_of
from explorer.view.search_index import WORDS, index_of
from explorer.view.word_fits import years_of

__all__ = ["pieces_of"]

LONGEST: Final = 40
"""Characters of a word that is taken apart."""
_PARTICLES: Final = "的"
"""What stands between words and never begins one that is looked for."""
_NUMBER: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?(?:年|%)?")
_LETTERS: Final = re.compile(r"[a-z]+")


def pieces_of(view: GraphView, word: str) -> tuple[list[str], list[str]]:
    """Return the pieces of a folded word that something fits, and what is left out.

    There are none where it cannot be divided.
    """
    if len(word) > LONGEST or years_of(word) is not None:
        return [], []
    found: list[str] = []
    left: list[str] = []
    at = 0
    while at < len(word) and len(found) < WORDS:
        match = _NUMBER.match(word, at) or _LETTERS.match(word, at)
        end = match.end() if match else _longest(view, word, at)
        if end > at:
            found.append(word[at:end])
        else:
            left.append(word[at])
        at = max(end, at + 1)
    if at < len(word):
        left.append(word[at:])
    return (found, left) if len(found) > 1 else ([], [])


def _longest(view: GraphView, word: str, start: int) -> int:
    """Return where the longest piece ends that something fits: what begins like it fits too."""
    end = start + 1
    if word[start] in _PARTICLES:
        return start
    while (
        end < len(word)
        and word[end] not in _PARTICLES
        and _is_somewhere(view, word[start : end + 1])
    ):
        end += 1
    return end if end > start + 1 else start


def _is_somewhere(view: GraphView, piece: str) -> bool:
    if index_of(view).holds(piece):
        return True
    quotes = quotes_of(view)
    return quotes.holds(piece) or bool(quotes.of_kind(view, [piece]))
