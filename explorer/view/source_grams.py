"""A text in the grams by which its words are found, and a word in the phrases that find it.

Chinese has no blanks between words, so a run of its characters is written as all pairs of
neighbours and, at its end, the last character alone: 特色小镇 as ``特色 色小 小镇 镇``.  Every
character so has one place, and a phrase of grams finds exactly the characters side by side.
Numbers, Chinese numerals and words of letters are grams of their own: 500 is not found in 1500.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from explorer.view.quotes_index import written_numbers
from graph.builds.search_lines import fold, without_commas

__all__ = ["grams_of", "paragraphs_of", "phrases_of"]

LONG: Final = 2_000
"""Characters of a paragraph; a longer one is cut, at the end of a sentence if there is one."""
_NUMERALS: Final = "零一二三四五六七八九十百千万亿"
_NUMBER: Final = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,6})?")
_HAN: Final = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WRAPPED: Final = re.compile(rf"(?<=[{_HAN}])\s+(?=[{_HAN}])")
_RUN: Final = re.compile(
    rf"(?P<number>[0-9]+(?:\.[0-9]+)?)|(?P<numeral>[{_NUMERALS}]+)"
    rf"|(?P<han>(?:(?![{_NUMERALS}])[{_HAN}])+)|(?P<word>(?:(?![0-9_{_HAN}])\w)+)"
)
_ENDS: Final = tuple('。！？!?；;：:…」』”"）)】.')


def paragraphs_of(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and length of the paragraphs of a text.

    A line that ends without a stop runs on in the next one, as where a page has wrapped it.
    """
    start = at = 0
    for line in text.splitlines(keepends=True):
        at += len(line)
        bare = line.rstrip()
        if not bare or bare.endswith(_ENDS) or at - start > LONG:
            yield from _cut(text, start, at)
            start = at
    if start < len(text):
        yield from _cut(text, start, len(text))


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > LONG:
        stop = text.rfind("。", start, start + LONG) + 1 or start + LONG
        yield start, stop - start
        start = stop
    if end > start:
        yield start, end - start


def grams_of(text: str) -> str:
    """Return the grams of a text, with blanks between them."""
    folded = without_commas(fold(_WRAPPED.sub("", text)))
    return " ".join(gram for _, grams in _runs(folded) for gram in grams)


def phrases_of(word: str) -> list[str]:
    """Return the FTS5 phrases that find a folded word; none where it holds nothing to find.

    A word that ends in letters, or in a single character, finds what begins with these.
    """
    forms = [word, *(sorted(written_numbers(word)) if _NUMBER.fullmatch(word) else ())]
    return [phrase for form in forms if (phrase := _phrase(form))]


def _phrase(word: str) -> str:
    runs = list(_runs(without_commas(word)))
    if not runs:
        return ""
    kind, last = runs[-1]
    open_end = kind == "word" or (kind == "han" and len(last) == 1)
    if kind == "han" and len(last) > 1:
        last.pop()  # what stands behind it in the text is the beginning of another pair
    grams = [gram for _, grams in runs for gram in grams]
    return f'"{" ".join(grams)}"' + (" *" if open_end else "")


def _runs(folded: str) -> Iterator[tuple[str, list[str]]]:
    for match in _RUN.finditer(folded):
        kind, run = str(match.lastgroup), match[0]
        if kind == "han":
            yield kind, [*(run[at : at + 2] for at in range(len(run) - 1)), run[-1]]
        else:
            yield kind, [run]
