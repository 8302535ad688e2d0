"""Which characters of a text the facts carry, and as what: the other side of what it demands."""

from __future__ import annotations

from bisect import bisect_left
from typing import Final

from loaders.evidence.carried import Carried, Layer

__all__ = ["Layers"]

_NEAR: Final = 60
"""No name is longer; what carries the end of one starts no farther before it."""


class Layers:
    """Which characters of a folded text are carried, and as what."""

    def __init__(self, length: int, carried: list[Carried]) -> None:
        self.length = length
        self.carried = sorted(carried, key=lambda item: (item.start, item.end))
        self.starts = [item.start for item in self.carried]
        self.longest = max((item.end - item.start for item in carried), default=0)
        self.of: dict[Layer, bytearray] = {}
        self.every = bytearray(length)
        self.duties = bytearray(length)
        for item in carried:
            size = b"\1" * (item.end - item.start)
            layer = self.of.setdefault(item.layer, bytearray(length))
            layer[item.start : item.end] = size
            self.every[item.start : item.end] = size
            if item.kind.startswith("responsibility:"):
                self.duties[item.start : item.end] = size

    def has(self, start: int, end: int, *layers: Layer) -> bool:
        """Tell whether one of some layers carries all of a span."""
        return any(
            layer in self.of and 0 not in self.of[layer][start:end] for layer in layers
        )  # fmt: skip

    def near(self, start: int, end: int, back: int = _NEAR) -> list[Carried]:
        """Return what touches a span and starts at most so far before it, in order."""
        low = bisect_left(self.starts, start - back)
        return [item for item in self.carried[low : bisect_left(self.starts, end)]
                if item.end > start]  # fmt: skip
