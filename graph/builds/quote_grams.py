"""By which a word is found in quotations, wherever it stands: pairs of signs, and whole numbers.

Chinese has no blanks between words, so each sign is indexed with the one behind it, and a word is
the pairs of its signs in a row.  What stands in the index are ciphers of letters and digits, since
SQLite's own tokenizers would part and fold the signs themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import Final

__all__ = ["grams", "matching"]

_DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"
_RUN: Final = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
_NUMBER: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?")


class _Ciphers(dict[str, str]):
    """Four letters or digits for each sign."""

    def __missing__(self, sign: str) -> str:
        left, found = ord(sign), ""
        for _ in range(4):
            left, digit = divmod(left, 36)
            found = _DIGITS[digit] + found
        self[sign] = found
        return found


_CIPHERS: Final = _Ciphers()


def grams(words: str) -> str:
    """Return what is indexed of folded words: each pair of signs, the last sign, the numbers."""
    ciphers = [_CIPHERS[sign] for sign in words]
    pairs = [a + b for a, b in pairwise([*ciphers, ""])]
    return " ".join([*pairs, *(_number(run) for run in _RUN.findall(words))])


def _number(run: str) -> str:
    return "n" + run.replace(".", "p").replace(",", "c")


def matching(word: str, forms: Iterable[str] = ()) -> str:
    """Return the query for a folded word, or for any of its other forms.

    What it finds holds the word.  But a word that begins or ends with a digit may stand there in a
    longer number; only a word that is a number and nothing else is found as a whole one.
    """
    plain = f'"{_number(word)}"' if _NUMBER.fullmatch(word) else _phrase(word)
    return " OR ".join([plain, *map(_phrase, forms)])


def _phrase(word: str) -> str:
    ciphers = [_CIPHERS[sign] for sign in word]
    if len(ciphers) == 1:
        return f'"{ciphers[0]}"*'
    return '"' + " ".join(a + b for a, b in pairwise(ciphers)) + '"'
