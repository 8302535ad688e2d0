"""A figure as marks on paper, in points from its upper left corner; SVG and PDF write the same."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

MM: Final = 72 / 25.4
"""Points of a millimetre."""
INK: Final = "#1d2530"
SOFT: Final = "#4a5563"
HAIR: Final = "#b9c0c9"
PAPER: Final = "#ffffff"


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text; ``y`` is its baseline."""

    x: float
    y: float
    words: str
    size: float
    anchor: str = "start"
    colour: str = INK
    turned: bool = False
    """Read from below, its baseline upright at ``x``."""


@dataclass(frozen=True, slots=True)
class Path:
    """Moves, lines and curves (``M``, ``L``, ``C``, ``Z`` with their numbers), filled or drawn."""

    steps: tuple[tuple[str, tuple[float, ...]], ...]
    fill: str = ""
    stroke: str = ""
    width: float = 0.5
    dashes: tuple[float, ...] = ()
    opacity: float = 1.0


Item = Text | Path


@dataclass(slots=True)
class Drawing:
    """A whole figure."""

    width: float
    height: float
    title: str
    about: str
    """Its caption, for those who do not see it."""
    language: str
    items: list[Item] = field(default_factory=list)

    @property
    def texts(self) -> list[Text]:
        """Every line of text."""
        return [item for item in self.items if isinstance(item, Text)]


def rectangle(x: float, y: float, width: float, height: float, **look: object) -> Path:
    """Return a rectangle by its upper left corner."""
    right, below = x + width, y + height
    steps = (
        ("M", (x, y)), ("L", (right, y)), ("L", (right, below)), ("L", (x, below)), ("Z", ()),
    )  # fmt: skip
    return Path(steps, **look)  # type: ignore[arg-type]


def line(x1: float, y1: float, x2: float, y2: float, **look: object) -> Path:
    """Return a straight line."""
    return Path((("M", (x1, y1)), ("L", (x2, y2))), **look)  # type: ignore[arg-type]


def circle(x: float, y: float, r: float, **look: object) -> Path:
    """Return a circle, of four curves."""
    k = r * 0.5523
    steps = (
        ("M", (x + r, y)),
        ("C", (x + r, y + k, x + k, y + r, x, y + r)),
        ("C", (x - k, y + r, x - r, y + k, x - r, y)),
        ("C", (x - r, y - k, x - k, y - r, x, y - r)),
        ("C", (x + k, y - r, x + r, y - k, x + r, y)),
        ("Z", ()),
    )
    return Path(steps, **look)  # type: ignore[arg-type]


def polygon(corners: list[tuple[float, float]], **look: object) -> Path:
    """Return a closed shape."""
    steps = [("L" if i else "M", corner) for i, corner in enumerate(corners)]
    return Path((*steps, ("Z", ())), **look)  # type: ignore[arg-type]
