"""Where a chart puts its marks and labels, and what it has to say below them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from graph.figures.drawing import INK, SOFT, Item, Path, Text, circle, polygon
from graph.figures.fonts import Font
from graph.figures.words import Languages, Words, broken
from graph.pictures.marks import CORNERS

SIZE: Final = 7.0
"""Points of every label: what journals hold to be the least."""
LEADING: Final = 8.8
"""From one line of a label to the next."""
ASCENT: Final = 0.9
"""What stands above the baseline, in ems; 0.25 hangs below it."""


@dataclass(slots=True)
class Canvas:
    """A figure in the making.

    Attributes:
        width: points from edge to edge.
        room: points that the body and its keys may take.
        top: where the next thing begins.
        notes: what was aggregated or shortened, for the caption.
        keys: what numbers or letters in the body stand for.
    """

    width: float
    languages: Languages
    font: Font
    room: float = 0.0
    top: float = 0.0
    items: list[Item] = field(default_factory=list)
    notes: list[Words] = field(default_factory=list)
    keys: list[tuple[str, Words]] = field(default_factory=list)

    def measure(self, text: str, size: float = SIZE) -> float:
        """Return the width of a text."""
        return self.font.width(text, size)

    def natural(self, words: Words, size: float = SIZE) -> float:
        """Return the width of a label that is not broken."""
        return max((self.measure(t, size) for t in words.said(self.languages)), default=0.0)

    def lines(self, words: Words, width: float, size: float = SIZE) -> list[str]:
        """Return the lines of a label in a column."""
        said = words.said(self.languages)
        return [row for text in said for row in broken(text, width, size, self.font)]

    def add(self, *items: Item) -> None:
        """Put marks on the paper."""
        self.items += items

    def text(
        self, x: float, y: float, words: str, anchor: str = "start", colour: str = INK,
        size: float = SIZE,
    ) -> None:  # fmt: skip
        """Write one line whose middle is at a height."""
        self.add(Text(x, y + size * 0.36, words, size, anchor, colour))

    def block(
        self, x: float, y: float, lines: Sequence[str], anchor: str = "start", colour: str = INK
    ) -> None:
        """Write lines whose middle, taken together, is at a height."""
        first = y - (len(lines) - 1) * LEADING / 2
        for i, row in enumerate(lines):
            self.text(x, first + i * LEADING, row, anchor, colour)

    def paragraph(
        self, lines: Iterable[str], size: float, leading: float, colour: str = INK
    ) -> None:
        """Write lines below what is there."""
        for row in lines:
            self.add(Text(0.0, self.top + size * ASCENT, row, size, "start", colour))
            self.top += leading

    def note(self, zh: str, en: str) -> None:
        """Say below the figure what it does not show one by one."""
        self.notes.append(Words(zh, en))


def height_of(lines: int) -> float:
    """Return the height of so many lines of a label."""
    return lines * LEADING


def mark(shape: str, x: float, y: float, r: float, colour: str, *, hollow: bool = False) -> Path:
    """Return a mark: one of :data:`graph.pictures.marks.CORNERS`, a ring, or a dot."""
    look = (
        {"fill": "#ffffff", "stroke": colour, "width": 1.0}
        if hollow or shape == "ring"
        else {"fill": colour, "stroke": "#ffffff", "width": 0.4}
    )
    if shape in CORNERS:
        return polygon([(x + cx * r, y + cy * r) for cx, cy in CORNERS[shape]], **look)
    return circle(x, y, r, **look)


def legend(canvas: Canvas, entries: Sequence[tuple[Sequence[Item], float, Words]]) -> None:
    """Write marks with their words, in as many rows as they need.

    Args:
        canvas: the figure.
        entries: marks drawn around 0,0, their width, what they mean.
    """
    x = 0.0
    for marks, wide, words in entries:
        text = " ".join(words.said(canvas.languages))
        rows = broken(text, canvas.width - wide - 4, SIZE, canvas.font)
        room = wide + 4 + max(map(canvas.measure, rows), default=0.0)
        if x and x + room > canvas.width:
            x, canvas.top = 0.0, canvas.top + LEADING + 1.5
        middle = canvas.top + LEADING / 2
        canvas.add(*(moved(m, x + wide / 2, middle) for m in marks))
        for i, row in enumerate(rows):
            canvas.text(x + wide + 4, middle + i * LEADING, row, colour=SOFT)
        canvas.top += (len(rows) - 1) * LEADING
        x += room + 10
    canvas.top += LEADING + 4 if entries else 0.0


def moved(item: Item, dx: float, dy: float) -> Item:
    """Return a mark shifted."""
    if isinstance(item, Text):
        return Text(item.x + dx, item.y + dy, item.words, item.size, item.anchor, item.colour)
    steps = tuple(
        (step, tuple(n + (dy if i % 2 else dx) for i, n in enumerate(at)))
        for step, at in item.steps
    )
    return Path(steps, item.fill, item.stroke, item.width, item.dashes, item.opacity)
