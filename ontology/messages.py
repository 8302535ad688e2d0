"""Text from outside within messages: as much of it as people read."""

from __future__ import annotations

from typing import Final

LONGEST: Final = 2_000
"""Characters of a message; a literal of a source may have hundreds of thousands."""
_END: Final = 200


def shortened(text: str, most: int = LONGEST) -> str:
    """Return a text with its middle left out where it is longer than a message should be."""
    if len(text) <= most:
        return text
    left_out = len(text) - most
    return f"{text[: most - _END]} … ({left_out:,}) … {text[-_END:]}"


def counted(count: int, one: str, many: str = "") -> str:
    """Return a number with its noun in English: ``1 error``, ``1,200 errors``.

    Args:
        count: How many there are.
        one: The noun of one.
        many: The noun of several; by default with an *s*.
    """
    return f"{count:,} {one if count == 1 else many or one + 's'}"
