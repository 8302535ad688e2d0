"""How a word of a search fits the names of one thing: as it stands, by its sound, as a short form.

The names of a thing are one line of folded keys, a GAP before, between and behind them; its
sounds are another, the pinyin of each Chinese name and its initials in turn.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from graph.builds.search_lines import GAP, fold
from ontology.similar import LONGEST

__all__ = [
    "WORDS",
    "fit_of",
    "holds_number",
    "in_initials",
    "is_latin",
    "is_numeric",
    "matcher_of",
    "parts_of",
    "piece_of",
    "with_gaps",
    "words_of",
]

WORDS: Final = 8
"""Words of a search that are looked for."""
FAR: Final = 24
"""Signs of a name between two signs of its short form."""
SHORT: Final = 24
"""Signs of a name from which on it is a long one."""
INITIALS: Final = 6
"""Letters of a word that may be initials."""
_FINAL: Final = (
    "iang|iong|uang|ang|eng|ing|ong|ian|iao|uan|uai|ai|ei|ao|ou|an|en|in|un|vn|ia|ie|iu|ua|uo|ui"
    "|ue|ve|er|a|e|i|o|u|v"
)
_SYLLABLE: Final = f"((?:[zcs]h|[bpmfdtnlgkhjqxzcsryw])(?:{_FINAL}))"
_SYLLABLES: Final = re.compile(f"{_SYLLABLE}{_SYLLABLE}{_SYLLABLE}?")
"""Two or three syllables of pinyin."""


def words_of(query: str) -> list[str]:
    """Return the folded words of a query."""
    return fold(query[:LONGEST]).split()[:WORDS]


def is_latin(word: str) -> bool:
    """Tell whether a word may be the sound of a name."""
    return word.isascii() and not word.isdigit()


def is_numeric(word: str) -> bool:
    """Tell whether a word begins or ends with a number."""
    return word[0].isdigit() or word[-1].isdigit()


_IN_NUMBER: Final = re.compile(r"[\d.]|\d,")
_GOES_ON: Final = re.compile(r"[.,]?\d")


def holds_number(word: str, text: str) -> bool:
    """Tell whether a text holds a word whose numbers are whole: 500 is not in 1500 or 500.5."""
    begins, ends = word[0].isdigit(), word[-1].isdigit()
    at = text.find(word)
    while at >= 0:
        behind = at + len(word)
        cut = begins and (_IN_NUMBER.match(text, at - 1) if at else None)
        cut = cut or (begins and at > 1 and _IN_NUMBER.fullmatch(text, at - 2, at))
        if not cut and not (ends and _GOES_ON.match(text, behind)):
            return True
        at = text.find(word, at + 1)
    return False


def matcher_of(word: str) -> Callable[[str, str], bool]:
    """Return what tells whether the names or the sounds of a thing hold a word."""
    if is_numeric(word):
        return lambda names, sounds: holds_number(word, names)
    if is_latin(word):
        return lambda names, sounds: word in names or word in sounds
    return lambda names, sounds: word in names


def piece_of(word: str, latin: bool, names: str, sounds: str) -> int:
    """Return where in a line a word stands: 0 a whole key, 2 the beginning of one, 4 elsewhere.

    It is one more where it stands so in the sounds alone, if it is Latin.
    """
    first = GAP + word
    if latin and first in sounds:
        if first + GAP in names:
            return 0
        if first + GAP in sounds:
            return 1
        return 2 if first in names else 3
    if first in names:
        return 0 if first + GAP in names else 2
    return 4 if word in names else 5


def fit_of(words: Sequence[str], names: str, sounds: str) -> int:
    """Return how well words fit a line, 0 best."""
    score = 0
    for word in words:
        best = _fit(word, names)
        if best > 2 and is_latin(word):
            best = min(best, _fit(word, sounds) + 1)
        score += best
    return score


def _fit(word: str, line: str) -> int:
    """Return how well a word fits the key of a line that it fits best.

    0 is a whole key, 1 the beginning of one, 2 a place in a short one, 3 in a long one, 4 a place
    behind other letters, 9 none.  No key is cut out: thousands of lines are compared.
    """
    first = GAP + word
    if first in line:
        return 0 if first + GAP in line else 1
    best, at, latin = 9, line.find(word), word.isascii()
    while at >= 0:
        before, end = line[at - 1], line.find(GAP, at)
        if latin and before.isascii() and before.isalnum():
            fit = 4
        else:
            fit = 2 if end - line.rfind(GAP, 0, at) - 1 < SHORT else 3
        if fit == 2:
            return 2
        best = min(best, fit)
        at = line.find(word, end)
    return best


# ---- short forms -------------------------------------------------------------------------------


def parts_of(word: str) -> list[str]:
    """Return the parts of a word that may be a short form: 发, 改; f, g, w; or fa, gai.

    There are none of a word that is too long, or of letters and something else.
    """
    if word.isascii() and (len(word) < 3 or not word.isalpha()):
        return []
    parts = (_syllables(word) if word.isascii() else []) or list(word[:INITIALS])
    return parts if "".join(parts) == word else []


def _syllables(word: str) -> list[str]:
    """Return the syllables of pinyin, if it is two or three: fa, gai of fagai; else none."""
    found = _SYLLABLES.fullmatch(word)
    return [part for part in found.groups() if part] if found else []


def with_gaps(parts: Sequence[str]) -> re.Pattern[str]:
    """Return what finds parts in their order, with a few signs between them."""
    # Each part where it stands first: no gap is tried again, and none is long.
    gap = f"(?>(?:(?!{{0}})[^{GAP}\n]){{{{0,{FAR}}}}})"
    first, *others = map(re.escape, parts)
    return re.compile(first + "".join(gap.format(part) + part for part in others))


def in_initials(line: str, at: int) -> bool:
    """Tell whether a place of a line of sounds lies in initials: they follow the full sound."""
    return line.count(GAP, 0, at + 1) % 2 == 0
