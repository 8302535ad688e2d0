"""Folding a text for comparison: what every language's folder is, and the width of characters."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

__all__ = ["Folded", "Folder", "MakesFolder", "fold_width"]

_WIDTH: Final = str.maketrans(
    {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xFFE5: 0xA5}
)
_WIDE: Final = re.compile("[\uff01-\uff5e\u3000\uffe5]")


def fold_width(text: str) -> str:
    """Return the text with half-width forms; character by character, so offsets stay."""
    return text.translate(_WIDTH) if _WIDE.search(text) else text


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text and where each of its characters stands in the raw one."""

    text: str
    starts: array[int]
    ends: array[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the raw span of a folded one (which must not be empty)."""
        return self.starts[start], self.ends[end - 1]


class Folder(Protocol):
    """Folds texts by the named rules that a document allows."""

    @property
    def readings(self) -> Mapping[str, str]:
        """The document's declared readings of masks, misprints and broken bytes."""
        ...

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that are allowed, in the order of application."""
        ...

    def clean(self, text: str) -> str:
        """Return the text folded by all allowed rules, without its offsets."""
        ...

    def fold(self, text: str, rules: Iterable[str] | None = None) -> Folded:
        """Fold a text by some of the allowed rules, or by all."""
        ...

    def needed(self, raw: str, quote: str) -> tuple[str, ...] | None:
        """Return the fewest rules under which a raw span equals a quote, or none."""
        ...


class MakesFolder(Protocol):
    """Makes a folder by what a document's header allows."""

    def __call__(
        self,
        readings: Iterable[tuple[str, str]] = (),
        *,
        ruby: bool = False,
        script: bool = False,
    ) -> Folder:
        """Return a folder with readings, ruby brackets and scripts as allowed."""
        ...
