"""Springs and neighbours of many points, by NumPy alone.

networkx lays out 500 nodes and more only with SciPy, which would double what an installation
holds; the two things needed here are short.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

SEED: Final = 7
_BLOCK: Final = 256
"""Rows of distances at once: 2 MB for a thousand nodes, whatever their number squared."""
_NEAREST: Final = 0.01
"""Two nodes push each other as if they were at least so far apart."""
_STILL: Final = 1e-4
"""Mean way of a node in a round below which nothing moves any more."""


def springs(count: int, edges: Sequence[tuple[int, int]], rounds: int) -> Any:
    """Place nodes by the forces of Fruchterman and Reingold (1991), the same from run to run.

    Edges pull with the square of their length over k, all pairs push with k squared over their
    distance, k being the side of a node's share of the unit square; a node goes at most a
    temperature that falls evenly to nothing.  The forces, start and end are those of networkx'
    ``spring_layout`` with its ``force`` method.

    Args:
        count: Number of nodes, at least two.
        edges: Pairs of their numbers, each once.
        rounds: How often they move.

    Returns:
        An array of ``count`` points within -1 and 1, the mean at 0.
    """
    import numpy as np

    pairs = np.array(edges, dtype=int).reshape(-1, 2)
    places = np.random.RandomState(SEED).rand(count, 2)
    side = (1.0 / count) ** 0.5
    temperature = float(np.ptp(places, axis=0).max()) * 0.1
    step = temperature / (rounds + 1)
    for _ in range(rounds):
        push = _pushes(places, side) + _pulls(places, pairs, side)
        length = np.maximum(np.linalg.norm(push, axis=1), _NEAREST)
        way = push * (temperature / length)[:, None]
        places += way
        temperature -= step
        if float(np.linalg.norm(way)) / count < _STILL:
            break
    places -= places.mean(axis=0)
    return places / max(float(np.abs(places).max()), 1e-12)


def _pushes(places: Any, side: float) -> Any:
    """Return what all others push each node, in blocks of rows."""
    import numpy as np

    found = np.empty_like(places)
    across, down = places[:, 0], places[:, 1]
    for start in range(0, len(places), _BLOCK):
        rows = slice(start, start + _BLOCK)
        right = across[rows, None] - across
        below = down[rows, None] - down
        squared = np.maximum(right * right + below * below, _NEAREST**2)
        found[rows, 0] = (right / squared).sum(axis=1)
        found[rows, 1] = (below / squared).sum(axis=1)
    return found * side**2


def _pulls(places: Any, pairs: Any, side: float) -> Any:
    """Return what its edges pull each node."""
    import numpy as np

    found = np.zeros_like(places)
    gap = places[pairs[:, 1]] - places[pairs[:, 0]]
    pull = gap * np.maximum(np.linalg.norm(gap, axis=1), _NEAREST)[:, None] / side
    np.add.at(found, pairs[:, 0], pull)
    np.add.at(found, pairs[:, 1], -pull)
    return found


def near_pairs(points: Any) -> Any:
    """Return the pairs of points that are at most 1 apart in both directions.

    Points lie in cells of side 1, so that partners are in the same cell or one beside it.

    Args:
        points: An array of n points in the plane.

    Returns:
        An array of pairs of their numbers, the smaller first, sorted.
    """
    import numpy as np

    cells = np.floor(points).astype(np.int64)
    cells -= cells.min(axis=0)
    rows = int(cells[:, 1].max()) + 3
    keys = cells[:, 0] * rows + cells[:, 1] + 1
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    firsts, seconds = [], []
    # Points behind this one in its cell and the cell above; then the three cells to the right.
    for low, high in ((0, 1), (rows - 1, rows + 1)):
        start = np.searchsorted(keys, keys + low) if low else np.arange(1, len(keys) + 1)
        counts = np.searchsorted(keys, keys + high, side="right") - start
        first = np.repeat(np.arange(len(keys)), counts)
        offset = np.arange(len(first)) - np.repeat(np.cumsum(counts) - counts, counts)
        firsts.append(order[first])
        seconds.append(order[start[first] + offset])
    one, other = np.concatenate(firsts), np.concatenate(seconds)
    close = (np.abs(points[one] - points[other]) <= 1.0).all(axis=1)
    one, other = one[close], other[close]
    pairs = np.stack([np.minimum(one, other), np.maximum(one, other)], axis=1)
    return pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
