"""Words of a figure in both languages, broken into lines by the widths of its font."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

from graph.figures.fonts import Font, clean
from graph.pictures.text import pieces_of

Languages = Literal["zh", "en", "both"]
LANGUAGES: Final[tuple[Languages, ...]] = ("zh", "en", "both")


class Words(NamedTuple):
    """The same in Chinese and in English."""

    zh: str
    en: str

    def said(self, languages: Languages) -> tuple[str, ...]:
        """Return the texts to show: one, or both where they differ."""
        zh, en = clean(self.zh), clean(self.en)
        chosen = {"zh": (zh,), "en": (en,), "both": (zh, en)}[languages]
        return tuple(dict.fromkeys(text for text in chosen if text))

    def __bool__(self) -> bool:
        return bool(self.zh or self.en)


def same(text: str) -> Words:
    """Return a text that is the same in both languages."""
    return Words(text, text)


NOTHING: Final = Words("", "")


def broken(text: str, width: float, size: float, font: Font) -> list[str]:
    """Break a text into lines no wider than ``width`` points, whole and without ellipsis.

    Words stay whole where they fit; what is wider than a line is broken within.
    """
    rows, row, used = list[str](), "", 0.0
    for found in _fitting(text, width, size, font):
        piece, wide = found, font.width(found, size)
        bare = font.width(piece.rstrip(), size)
        if row and used + bare > width:
            rows.append(row.rstrip())
            row, used = "", 0.0
            piece = piece.lstrip()
            wide = font.width(piece, size)
        row += piece
        used += wide
    return [r for r in (*rows, row.rstrip()) if r]


def _fitting(text: str, width: float, size: float, font: Font) -> Iterator[str]:
    for piece in pieces_of(text):
        if font.width(piece.rstrip(), size) <= width:
            yield piece
            continue
        part, used = "", 0.0
        for char in piece:
            wide = font.width(char, size)
            if part and used + wide > width:
                yield part
                part, used = "", 0.0
            part += char
            used += wide
        if part:
            yield part


def breaks_words(text: str, width: float, size: float, font: Font) -> bool:
    """Tell whether a line of this width would break a word within."""
    return any(font.width(p.rstrip(), size) > width for p in pieces_of(text))
