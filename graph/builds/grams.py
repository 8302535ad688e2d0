"""By which words are found in quotations and names, wherever they stand: pairs of signs.

Chinese has no blanks between words, so each sign is indexed with the one behind it, and a word is
the pairs of its signs.  Letters come in threes, since a pair of them stands in nearly every text,
and numbers also whole: 500 does not stand in 1500.  The index is SQLite's FTS5 with its tokenizer
``ascii``, to which every sign beyond ASCII, letter and digit is a part of a word; the other signs
are replaced by signs that no text holds.

Quotations are indexed with the places of their pairs, and what is found holds the word.  Names
are indexed by blocks, many names at once and without places: what is found may hold the word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import combinations, pairwise, product
from operator import add
from string import ascii_lowercase
from typing import Final

__all__ = [
    "ANY",
    "beginning",
    "grams",
    "matching",
    "name_grams",
    "name_matching",
    "short_form_matching",
]

_FREE: Final = 0x10FF00
"""Signs from here on are private to a program; the last ones mark grams that are no pairs."""
_SIGNS: Final = {code: chr(_FREE + code) for code in range(128) if not chr(code).isalnum()}
"""What stands for the signs that would part words."""
_MARKS: Final = [(chr(code), sign) for code, sign in _SIGNS.items()]
ANY: Final = chr(0x10FFFB)
"""A gram of every block of names."""
_WHOLE: Final = chr(0x10FFFC)
"""Before a whole number."""
_APART: Final = chr(0x10FFFD)
"""Before two signs of one name that may stand apart."""
_RUN: Final = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
_NUMBER: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_LETTERED: Final = re.compile("[a-z]{2,}.", re.DOTALL)
"""Letters side by side and the sign behind them."""
_BLANK: Final = _SIGNS[32]
_LETTERS: Final = frozenset(map("".join, product(ascii_lowercase, repeat=2)))
_REACH: Final = 25
"""Signs by which two signs of a short form are apart in the name, at most."""


# ---- quotations --------------------------------------------------------------------------------


def grams(words: str) -> str:
    """Return what is indexed of folded words: each pair of signs, the last sign, the numbers."""
    signs = words.translate(_SIGNS)
    return " ".join([*map(add, signs, signs[1:]), signs[-1:], *map(_number, _RUN.findall(words))])


def _number(run: str) -> str:
    return _WHOLE + run.translate(_SIGNS)


def matching(word: str, forms: Iterable[str] = ()) -> str:
    """Return the query for a folded word in quotations, or for any of its other forms.

    What it finds holds the word.  But a word that begins or ends with a digit may stand there in a
    longer number; only a word that is a number and nothing else is found as a whole one.
    """
    plain = f'"{_number(word)}"' if _NUMBER.fullmatch(word) else _phrase(word)
    return " OR ".join([plain, *map(_phrase, forms)])


def _phrase(word: str) -> str:
    signs = word.translate(_SIGNS)
    if len(signs) == 1:
        return f'"{signs}"*'
    return '"' + " ".join(map(add, signs, signs[1:])) + '"'


# ---- names -------------------------------------------------------------------------------------


def name_grams(text: str, short: Iterable[str] = ()) -> str:
    """Return what is indexed of a block of folded names, each gram once.

    Args:
        text: The names, with a sign before and behind each that is no blank.
        short: Names that may be called by a few of their signs.
    """
    # No word that is looked for holds a blank, and names of one kind have most words in common.
    # Each sign has a pair that begins with it: by these a sign alone is found.
    words = " ".join([*dict.fromkeys(text.split(" ")), ""])
    signs = _replaced(words)
    pairs = dict.fromkeys(map(add, signs, signs[1:])).keys() - _LETTERS
    found = [ANY, *(pair for pair in pairs if pair[0] != _BLANK)]
    runs = dict.fromkeys(_LETTERED.findall(signs))
    found += dict.fromkeys(three for run in runs for three in _threes(run))
    found += map(_number, dict.fromkeys(_RUN.findall(words)))
    found += {_APART + a + b: None for name in dict.fromkeys(short) for a, b in _apart(name)}
    return " ".join(found)


def _replaced(words: str) -> str:
    """Return a long text without the signs that would part words: it has few kinds of them."""
    for mark, sign in _MARKS:
        if mark in words:
            words = words.replace(mark, sign)
    return words


def _threes(run: str) -> Iterator[str]:
    return map(add, map(add, run, run[1:]), run[2:])


def _apart(name: str) -> Iterable[tuple[str, str]]:
    """Yield the signs of a name with each that follows, letters with digits left out."""
    signs = [sign for sign in name if sign.isalnum()]
    if len(signs) <= _REACH:
        return combinations(signs, 2)
    return ((a, b) for at, a in enumerate(signs) for b in signs[at + 1 : at + 1 + _REACH])


def name_matching(*words: str) -> str:
    """Return the query for the blocks of names that may hold all of some folded words.

    It is empty where a block cannot be told by them: a single sign or two letters.
    """
    found: dict[str, None] = {}
    for word in words:
        if _NUMBER.fullmatch(word):
            found[_number(word)] = None
            continue
        signs = word.translate(_SIGNS)
        for at in range(len(signs) - 1):
            gram = signs[at : at + 2]
            if gram in _LETTERS:
                gram = signs[at : at + 3]
                if len(gram) < 3:
                    continue
            found[gram] = None
    return _all(found)


def beginning(word: str) -> str:
    """Return the query for a word of one sign or two letters: grams that begin with it."""
    return f'"{word.translate(_SIGNS)}"*'


def short_form_matching(signs: str) -> str:
    """Return the query for the blocks of names that may hold signs in their order, apart.

    It is empty where a block cannot be told by them.
    """
    return _all(dict.fromkeys(_APART + a + b for a, b in pairwise(signs)))


def _all(found: Iterable[str]) -> str:
    return " AND ".join(f'"{gram}"' for gram in found)
