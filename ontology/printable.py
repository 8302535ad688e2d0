"""Text from outside as a terminal or a log may show it: without what would steer them."""

from __future__ import annotations

from typing import Final

STEERING: Final = {
    **dict.fromkeys(range(0x20), "\ufffd"),
    **dict.fromkeys(range(0x7F, 0xA0), "\ufffd"),
    **dict.fromkeys((0x061C, 0x200E, 0x200F), "\ufffd"),
    **dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)), "\ufffd"),
}
"""Control characters, and those that turn the direction of what follows (Unicode, UAX 9)."""
_KEEPS_LINES: Final = {code: mark for code, mark in STEERING.items() if code not in (9, 10)}


def printable(text: str) -> str:
    """Return a text with its lines and tabs, and a mark in place of what would steer a terminal."""
    return text.translate(_KEEPS_LINES)


def one_line(text: str, most: int) -> str:
    """Return a text on one line, of ``most`` characters and an ellipsis at most."""
    line = " ".join(text[: 2 * most + 2].split()).translate(STEERING)
    whole = len(line) <= most and len(text) <= 2 * most + 2
    return line if whole else line[:most] + "…"
