"""A text's characters apart from its blanks: to know a copy whose white space differs.

What lies between words differs from copy to copy: a web page saved twice, a line broken by an
editor, another line end.  The lock keeps where the blanks of the checked text stand, and a
checksum of all other characters; so a reader's own copy with the same characters is made the
checked text again, byte by byte.
"""

from __future__ import annotations

import hashlib
import re
from typing import Final

__all__ = ["characters", "checksum", "layout_of", "restored"]

_BLANKS: Final = re.compile(r"[\s\u200b\u200c\u200d\u2060\ufeff]+")


def characters(text: str) -> str:
    """Return a text without its blanks and invisible characters."""
    return _BLANKS.sub("", text)


def checksum(text: str) -> str:
    """Return the SHA-256 of a text's characters."""
    return hashlib.sha256(characters(text).encode("utf-8", "surrogatepass")).hexdigest()


def layout_of(text: str) -> str:
    """Return where the blanks of a text stand, and which: ``12:a*2,30:20`` is two line ends
    behind twelve characters, and a blank behind thirty more.
    """
    runs, at = [], 0
    for match in _BLANKS.finditer(text):
        runs.append(f"{match.start() - at}:{_codes(match[0])}")
        at = match.end()
    return ",".join(runs)


def _codes(blanks: str) -> str:
    pieces = re.findall(r"(.)(\1*)", blanks, re.DOTALL)
    return ".".join(
        f"{ord(first):x}" + (f"*{len(more) + 1}" if more else "") for first, more in pieces
    )


def restored(text: str, layout: str) -> str | None:
    """Return the characters of a text with the blanks of a layout; none where they don't fit.

    The caller compares the checksum: a damaged layout gives another text.
    """
    bare = characters(text)
    out, at = [], 0
    try:
        for run in filter(None, layout.split(",")):
            distance, _, codes = run.partition(":")
            until = at + int(distance)
            if not at <= until <= len(bare):
                return None
            out.append(bare[at:until])
            out += [_blank(code) for code in codes.split(".")]
            at = until
    except (ValueError, OverflowError):
        return None
    return "".join(out) + bare[at:]


def _blank(code: str) -> str:
    point, _, times = code.partition("*")
    count = int(times or 1)
    if not 0 < count < 10_000:
        raise ValueError(code)
    return chr(int(point, 16)) * count
