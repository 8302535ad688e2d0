"""How wide a label is and where it may break, in Chinese and in English."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

WRAP_EMS: Final = 9.0
"""Width of a label below its mark, in Chinese characters."""
WIDER: Final = 1.75
"""How much wider a long label may be."""


@lru_cache(maxsize=8192)
def _ems(char: str) -> float:
    # Ambiguous characters, such as the quotation marks, are wide in Chinese fonts.
    return 1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.54


def text_ems(text: str) -> float:
    """Return the width of a text in ems: a Chinese character is 1, a Latin letter 0.54."""
    return sum(map(_ems, text))


def wrap(text: str, ems: float = WRAP_EMS, lines: int = 0) -> str:
    """Break a label into lines of like length, between words or characters; nothing is cut.

    A label of more than ``lines`` lines, by default three, and four where no character is
    Chinese, gets wider ones, up to :data:`WIDER` times as wide, before it gets more of them.
    """
    lines = lines or (3 if any(map(_is_wide, text)) else 4)
    pieces = pieces_of(text)
    rows, wide = _broken(pieces, ems), ems
    while len(rows) > lines and wide < ems * WIDER:
        wide = min(wide * 1.2, ems * WIDER)
        rows = _broken(pieces, wide)
    narrow = text_ems(text) / max(len(rows), 1)
    while narrow < wide and len(balanced := _broken(pieces, narrow)) > len(rows):
        narrow += 0.5
    return "\n".join(balanced if narrow < wide else rows)


def _broken(pieces: Sequence[str], ems: float) -> list[str]:
    rows: list[str] = []
    row, width = "", 0.0
    for piece in pieces:
        bare = piece.rstrip()
        if row and (_wider(width, bare) if bare else text_ems((row + piece).rstrip())) > ems:
            rows.append(row.rstrip())
            row = piece.lstrip()
            width = text_ems(row)
        else:
            row += piece
            width = _wider(width, piece)
    return [r for r in (*rows, row.rstrip()) if r]


def _wider(width: float, text: str) -> float:
    """Return a width with that of more text: added sign by sign, as :func:`text_ems` does."""
    return sum(map(_ems, text), width)


_NO_START: Final = frozenset("，。、；：？！）〉》”’】,.;:?!)")
_NO_END: Final = frozenset("（〈《“‘【(")


def pieces_of(text: str) -> list[str]:
    """Split a text where a line may break: after spaces, around Chinese, never before 、."""
    pieces: list[str] = []
    for char in text:
        wide = _is_wide(char)
        glued = pieces and (
            char in _NO_START
            or pieces[-1][-1] in _NO_END
            or (not wide and not _is_wide(pieces[-1][-1]) and not pieces[-1].endswith(" "))
            or char == " "
        )
        if glued:
            pieces[-1] += char
        else:
            pieces.append(char)
    return pieces


@lru_cache(maxsize=8192)
def _is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WF"
