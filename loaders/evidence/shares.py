"""How much of a source text stands in other files: the measure that keeps quotation quotation.

A text and the files are compared after folding: ruby, script, width, blanks and the document's
readings.  A character of the text counts when it lies in a run of :data:`RUN` characters or
more that some file has word for word.  Runs of several files add up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from loaders.evidence.sources import SourceText
from loaders.languages.folding import Folder
from loaders.languages.language import Language

__all__ = [
    "ARTICLE_LIMIT",
    "LIMIT",
    "RUN",
    "SENTENCES",
    "Share",
    "folded_files",
    "grams",
    "share_of",
]

RUN: Final = 12
"""Characters: a shorter run is a name or a number, which anyone who writes of it repeats."""
LIMIT: Final = 0.55
"""Greatest share of a text."""
ARTICLE_LIMIT: Final = 0.45
"""Greatest share of a press article, whose author lives by its words."""
SENTENCES: Final = 5
"""Greatest number of whole sentences."""
_LONG: Final = 25
"""Characters from which on a sentence counts as one."""
_BLANKS: Final = re.compile(r"\s+")
_LETTERS: Final = re.compile("[A-Za-z]")
_RUNS: Final = re.compile(b"\x01+")


@dataclass(frozen=True, slots=True)
class Share:
    """How much of one text stands in files."""

    characters: int
    """Characters of the folded article."""
    repeated: int
    """Those of them in runs of :data:`RUN` and more."""
    sentences: tuple[str, ...]
    """Sentences of 25 characters and more that stand in files whole."""
    runs: tuple[str, ...]
    """The runs themselves, the longest first."""

    @property
    def share(self) -> float:
        """Return the repeated characters by all."""
        return self.repeated / self.characters if self.characters else 0.0


def _folder(source: SourceText) -> Folder:
    """Return a folder by every rule, also those that the document needs not declare."""
    return source.language.folder(source.folder.readings.items(), ruby=True, script=True)


def folded_files(texts: Iterable[str], language: Language) -> list[str]:
    """Return what files hold of a language other than English, folded once for all sources.

    Lines of letters only are left out: what stands before and behind them is no run.
    """
    folder = language.folder(ruby=True, script=True)
    return [_BLANKS.sub("", folder.clean(_other(text))) for text in texts if not text.isascii()]


def _other(text: str) -> str:
    lines = (
        "\0" if line.isascii() and _LETTERS.search(line) else line for line in text.split("\n")
    )
    return "\n".join(lines)


def grams(source: SourceText, files: Iterable[str]) -> set[str]:
    """Return every run of :data:`RUN` characters of some files, folded as the source is.

    Args:
        source: The text, for its readings.
        files: What :func:`folded_files` made of them.
    """
    found: set[str] = set()
    readings = source.folder.readings.items()
    for text in files:
        read = text
        for raw, reading in readings:
            read = read.replace(raw, reading)
        for plain in {text, read}:
            found.update(plain[at : at + RUN] for at in range(len(plain) - RUN + 1))
    return found


def share_of(source: SourceText, known: set[str]) -> Share:
    """Return how much of the article of a source stands in files.

    Args:
        source: The text, bounded to its article.
        known: What :func:`grams` made of the files.
    """
    raw = source.text[source.start : source.end]
    text = _BLANKS.sub("", _folder(source).clean(raw))
    told = bytearray(len(text))
    for at in range(len(text) - RUN + 1):
        if text[at : at + RUN] in known:
            told[at : at + RUN] = b"\x01" * RUN
    sentences = tuple(
        match[0]
        for match in source.language.punctuation.spoken.finditer(text)
        if len(match[0]) >= _LONG and 0 not in told[match.start() : match.end()]
    )
    runs = sorted((text[m.start() : m.end()] for m in _RUNS.finditer(told)), key=len, reverse=True)
    return Share(len(text), told.count(1), sentences, tuple(runs))
