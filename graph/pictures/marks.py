"""The marks of nodes: one shape a class, for the legend and the still picture.

The page's script draws the same shapes; corners are given for radius 1 around 0,0.
"""

from __future__ import annotations

import math
from typing import Final

Corners = tuple[tuple[float, float], ...]


def _round(count: int, r: float, turn: float) -> Corners:
    angles = [turn + i * 2 * math.pi / count for i in range(count)]
    return tuple((r * math.cos(a), r * math.sin(a)) for a in angles)


def _star() -> Corners:
    spikes = _round(10, 1.25, -math.pi / 2)
    return tuple((x * 0.5, y * 0.5) if i % 2 else (x, y) for i, (x, y) in enumerate(spikes))


# fmt: off
CORNERS: Final[dict[str, Corners]] = {
    "square": ((-0.88, -0.88), (0.88, -0.88), (0.88, 0.88), (-0.88, 0.88)),
    "diamond": _round(4, 1.25, 0),
    "triangle": _round(3, 1.2, -math.pi / 2),
    "triangle-down": _round(3, 1.2, math.pi / 2),
    "hexagon": _round(6, 1.1, 0),
    "sheet": ((-0.75, -1), (0.3, -1), (0.8, -0.5), (0.8, 1), (-0.75, 1)),
    "bar": ((-1, -0.55), (1, -0.55), (1, 0.55), (-1, 0.55)),
    "star": _star(),
    "diamond-wide": ((-1.5, 0), (0, -0.8), (1.5, 0), (0, 0.8)),
    "octagon": _round(8, 1.1, math.pi / 8),
    "pentagon": _round(5, 1.15, -math.pi / 2),
    "needle": ((-0.6, 0), (0, -1.2), (0.6, 0), (0, 1.2)),
    "flag": ((-0.9, -0.9), (0.9, -0.9), (0.45, 0), (0.9, 0.9), (-0.9, 0.9)),
    "shield": ((-0.85, -0.9), (0.85, -0.9), (0.85, 0.25), (0, 1.1), (-0.85, 0.25)),
    "arrow": ((-1, -0.6), (0.3, -0.6), (1.1, 0), (0.3, 0.6), (-1, 0.6)),
    "slant": ((-1.1, 0.55), (-0.5, -0.55), (1.1, -0.55), (0.5, 0.55)),
    "plus": (
        (-0.4, -1.1), (0.4, -1.1), (0.4, -0.4), (1.1, -0.4), (1.1, 0.4), (0.4, 0.4),
        (0.4, 1.1), (-0.4, 1.1), (-0.4, 0.4), (-1.1, 0.4), (-1.1, -0.4), (-0.4, -0.4),
    ),
}
# fmt: on


def mark_svg(shape: str, r: float = 6.5) -> str:
    """Return a mark as an SVG element in the current colour; an unknown shape is a dot."""
    if shape == "ring":
        return f'<circle r="{r - 1}" fill="none" stroke="currentColor" stroke-width="2"/>'
    if shape not in CORNERS:
        return f'<circle r="{r}" fill="currentColor"/>'
    points = " ".join(f"{x * r:.2f},{y * r:.2f}" for x, y in CORNERS[shape])
    return f'<polygon points="{points}" fill="currentColor"/>'
