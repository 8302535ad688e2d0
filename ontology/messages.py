"""Text from outside within messages: as much of it as people read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

LONGEST: Final = 2_000
"""Characters of a message; a literal of a source may have hundreds of thousands."""
_END: Final = 200
MOST_NAMES: Final = 20
"""So many of very many names are listed; a workspace may have ten thousand documents."""

_UNSEEN: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
"""Characters that end a line, steer a terminal, turn the direction of what follows, or stand for
bytes of a file's name that are no UTF-8."""


def is_plain(name: str) -> bool:
    """Tell whether a file's name can be shown in one line, and be written as UTF-8."""
    return _UNSEEN.search(name) is None


def escaped(text: str) -> str:
    """Return a text with what :func:`is_plain` refuses written as Python writes it in strings."""
    return _UNSEEN.sub(lambda found: found.group().encode("unicode_escape").decode("ascii"), text)


def shortened(text: str, most: int = LONGEST) -> str:
    """Return a text with its middle left out where it is longer than a message should be."""
    if len(text) <= most:
        return text
    left_out = len(text) - most
    return f"{text[: most - _END]} … ({left_out:,}) … {text[-_END:]}"


def some_of(names: Iterable[str]) -> tuple[str, str]:
    """Return names for a message in English and Chinese: of very many the first, and their number.

    Args:
        names: Names of documents, say; in the order in which they are listed.
    """
    every = list(names)
    first, more = every[:MOST_NAMES], len(every) - MOST_NAMES
    if more <= 0:
        return ", ".join(first), "、".join(first)
    return f"{', '.join(first)} … and {more:,} more", f"{'、'.join(first)}……另有 {more:,} 个"


def counted(count: int, one: str, many: str = "") -> str:
    """Return a number with its noun in English: ``1 error``, ``1,200 errors``.

    Args:
        count: How many there are.
        one: The noun of one.
        many: The noun of several; by default with an *s*.
    """
    return f"{count:,} {one if count == 1 else many or one + 's'}"
