"""How wide a label is and where it may break, in Chinese and in English."""

from __future__ import annotations

import unicodedata
from typing import Final

WRAP_EMS: Final = 9.0
"""Width of a label below its mark, in Chinese characters."""
WIDER: Final = 1.75
"""How much wider a long label may be."""


def text_ems(text: str) -> float:
    """Return the width of a text in ems: a Chinese character is 1, a Latin letter 0.54."""
    # Ambiguous characters, such as the quotation marks, are wide in Chinese fonts.
    return sum(1.0 if unicodedata.east_asian_width(c) in "WFA" else 0.54 for c in text)


def wrap(text: str, ems: float = WRAP_EMS, lines: int = 0) -> str:
    """Break a label into lines of like length, between words or characters; nothing is cut.

    A label of more than ``lines`` lines, by default three, and four where no character is
    Chinese, gets wider ones, up to :data:`WIDER` times as wide, before it gets more of them.
    """
    lines = lines or (3 if any(map(_is_wide, text)) else 4)
    rows, wide = _broken(text, ems), ems
    while len(rows) > lines and wide < ems * WIDER:
        wide = min(wide * 1.2, ems * WIDER)
        rows = _broken(text, wide)
    narrow = text_ems(text) / max(len(rows), 1)
    while narrow < wide and len(balanced := _broken(text, narrow)) > len(rows):
        narrow += 0.5
    return "\n".join(balanced if narrow < wide else rows)


def _broken(text: str, ems: float) -> list[str]:
    rows: list[str] = []
    row = ""
    for piece in pieces_of(text):
        if row and text_ems((row + piece).rstrip()) > ems:
            rows.append(row.rstrip())
            row = piece.lstrip()
        else:
            row += piece
    return [r for r in (*rows, row.rstrip()) if r]


_NO_START: Final = frozenset("，。、；：？！）〉》”’】,.;:?!)")
_NO_END: Final = frozenset("（〈《“‘【(")


def pieces_of(text: str) -> list[str]:
    """Split a text where a line may break: after spaces, around Chinese, never before 、."""
    pieces: list[str] = []
    for char in text:
        wide = unicodedata.east_asian_width(char) in "WF"
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


def _is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WF"
