"""Hatches along a band, which tell bands apart without their colours."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from graph.figures.drawing import Path

HATCHES: Final = ("plain", "rising", "falling", "upright", "along", "dotted", "crossed")
"""Every way, in the order in which bands take them; none needs a colour to be told apart."""
_EVERY: Final = 5.0
"""Points from one line of a hatch to the next."""
_ALONG: Final = 3.2
_THIN: Final = 2.0
"""Points of a band below which one line in its middle stands for the hatch."""
_DASHES: Final = {
    "rising": (5.0, 1.5), "falling": (2.5, 1.5), "upright": (0.8, 3.0), "along": (),
    "dotted": (0.8, 1.6), "crossed": (5.0, 1.2, 0.8, 1.2),
}  # fmt: skip
_STEPS: Final = 48
Points = list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Band:
    """A band that leaves and arrives level: its ends, and how thick it is."""

    x1: float
    y1: float
    x2: float
    y2: float
    thick: float

    def top(self) -> tuple[list[float], list[float]]:
        """Return points on its upper edge, from left to right."""
        xs, ys = [], []
        middle = (self.x1 + self.x2) / 2
        for step in range(_STEPS + 1):
            t = step / _STEPS
            a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
            xs.append(a * self.x1 + (b + c) * middle + d * self.x2)
            ys.append((a + b) * self.y1 + (c + d) * self.y2)
        return xs, ys


def hatch(band: Band, number: int, colour: str) -> list[Path]:
    """Return the lines of the hatch of a number; the first is none."""
    way = HATCHES[number % len(HATCHES)]
    if way == "plain" or band.x2 <= band.x1:
        return []
    xs, ys = band.top()

    def at(x: float, down: float) -> tuple[float, float]:
        i = min(max(bisect_left(xs, x), 1), _STEPS)
        share = (x - xs[i - 1]) / ((xs[i] - xs[i - 1]) or 1.0)
        return x, ys[i - 1] + share * (ys[i] - ys[i - 1]) + down

    thin = band.thick < _THIN
    if thin or way in ("along", "dotted"):
        count = 1 if thin else max(1, int(band.thick / _ALONG))
        offsets = [band.thick * (n + 0.5) / count for n in range(count)]
        lines = [[at(x, down) for x in xs] for down in offsets]
        dashes = _DASHES[way] if thin or way == "dotted" else ()
        return [_path(lines, colour, dashes)]
    lines = []
    for rise in {"rising": (1,), "falling": (-1,), "upright": (0,), "crossed": (1, -1)}[way]:
        for x, down, end, below in _across(band, rise):
            steps = max(1, math.ceil(abs(end - x) / 6))
            lines.append([
                at(x + (end - x) * n / steps, down + (below - down) * n / steps)
                for n in range(steps + 1)
            ])  # fmt: skip
    return [_path(lines, colour, ())]


def _across(band: Band, rise: int) -> Iterator[tuple[float, float, float, float]]:
    """Yield lines from the lower to the upper edge, cut where the band ends."""
    run = band.thick * rise
    start = band.x1 - max(run, 0) + _EVERY / 2
    x = start
    while x < band.x2 - min(run, 0):
        end, down, below = x + run, band.thick, 0.0
        a, b = max(min(x, end), band.x1), min(max(x, end), band.x2)
        if rise == 0:
            yield x, down, end, below
        elif b - a > 0.3:
            yield a, band.thick - (a - x) * rise, b, band.thick - (b - x) * rise
        x += _EVERY


def _path(lines: list[Points], colour: str, dashes: tuple[float, ...]) -> Path:
    steps: list[tuple[str, tuple[float, ...]]] = []
    for points in lines:
        steps += [("L" if i else "M", point) for i, point in enumerate(points)]
    return Path(tuple(steps), stroke=colour, width=0.45, dashes=dashes, opacity=0.85)
