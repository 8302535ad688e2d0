"""The note on asterisks: sources mask names, and pages show them as the sources have them."""

from __future__ import annotations

import re
from typing import Final

_MASKED: Final = re.compile(r"[\u3400-\u9fff“‘、]\*|\*[\u3400-\u9fff]")
"""An asterisk within Chinese words; one of a query or of Markdown stands beside no such sign."""


def is_masked(text: str) -> bool:
    """Tell whether Chinese words of a text are masked by asterisks."""
    return "*" in text and _MASKED.search(text) is not None


__all__ = ["is_masked"]
