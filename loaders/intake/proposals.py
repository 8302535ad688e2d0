"""Values that are proposed for a header, and the words that all of its fields are read by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

HEAD: Final = 2_500
"""Characters at the beginning of a text in which a title and a number are looked for."""
FIRST_LINES: Final = 14


@dataclass(frozen=True, slots=True)
class Proposal:
    """A value, and the words it was read from."""

    value: str
    words: str
    start: int = -1
    """Where the words stand in the text; -1 where they stand around it."""
    end: int = -1
    source: str = "text"
    """``text``, or the name of the field of the page or file."""


def at(text: str, start: int, end: int, value: str | None = None) -> Proposal:
    """Propose words of a text, or a value read from them."""
    words = text[start:end]
    return Proposal(value if value is not None else words, words, start, end)


def lines_of(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of the lines that hold words."""
    at = 0
    for line in text.split("\n"):
        words = line.strip()
        if words:
            start = at + line.index(words)
            yield start, start + len(words)
        at += len(line) + 1
