"""A network for print: marks by kind, arrowheads where direction means something, and names beside
their marks; where a name would touch anything it gives way to a number with a key below."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from graph.figures.canvas import LEADING, Canvas, legend, mark
from graph.figures.drawing import Item, line, polygon, rectangle
from graph.figures.frame import keys_height
from graph.figures.words import Words
from graph.pictures.data import aggregate, picture_data
from graph.pictures.layout import positions

if TYPE_CHECKING:
    from graph.networks.nx import Net

_DASHES: Final = ((), (4.0, 1.5), (1.2, 1.4), (5.0, 1.4, 1.2, 1.4), (7.0, 2.0), (2.4, 1.2))
_NARROW: Final = 300.0
"""Points of width below which a figure is of one column."""
_NODES: Final = (100, 80, 64, 50, 36, 24, 12)
"""Nodes that are drawn one by one; what is beyond is drawn together by kind."""
_MOST_NARROW: Final = 36
_LEAST: Final = {True: 190.0, False: 260.0}
"""Points of height that the drawing itself needs at either width."""
_R: Final = 3.0
_LABEL: Final = 74.0
"""Points a name beside its mark may be wide."""
_ALL_NAMED: Final = 60
_STRONGEST: Final = 20
"""Up to how many nodes every name may stand beside its mark; of more, how many do."""
_APART: Final = 13.0
"""From one mark to the next at least."""


class _Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    def touches(self, other: _Box) -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


@dataclass(slots=True)
class _Node:
    x: float
    y: float
    r: float
    kind: str
    name: Words
    rank: int

    @property
    def box(self) -> _Box:
        r = self.r + 0.8
        return _Box(self.x - r, self.y - r, self.x + r, self.y + r)


def network(canvas: Canvas, net: Net) -> None:
    """Draw a network; one of many nodes is drawn with its weaker ones together."""
    narrow = canvas.width < _NARROW
    small, keys = _fitting(canvas, net)
    if small.graph.get("aggregated"):
        count, whole = small.graph["aggregated"], small.graph["whole"]
        canvas.note(
            f"共{whole}个节点，连线较弱的{count}个按类合画。",
            f"Of {whole} nodes the {count} with the weakest edges are drawn together by kind.",
        )
    data = picture_data(small, positions(small, "force"))
    before = canvas.top
    _legend(canvas, data)
    room = min(canvas.room - (canvas.top - before) - keys, canvas.width * (1.2 if narrow else 0.75))
    nodes = _nodes(canvas, data, [small.nodes[n] for n in small], room)
    heaviest = max((e["w"] for e in data["edges"]), default=1)
    for edge in data["edges"]:
        _edge(canvas, nodes[edge["f"]], nodes[edge["t"]], edge, data, heaviest)
    for node in nodes:
        look = data["kinds"][node.kind]
        canvas.add(mark(look["shape"], node.x, node.y, node.r, look["light"]))
    lowest = _names(canvas, nodes)
    canvas.top = max(lowest, *(n.box.bottom for n in nodes)) + 2


def _fitting(canvas: Canvas, net: Net) -> tuple[Net, float]:
    """Return the network as far as its names fit below it, and the height that they may take."""
    narrow = canvas.width < _NARROW
    least = _LEAST[narrow]
    for most in (n for n in _NODES if not narrow or n <= _MOST_NARROW):
        small = aggregate(net, most)
        names = [(f"{n}", Words(str(d.get("label_zh", "")), str(d.get("label_en", ""))))
                 for n, d in enumerate((small.nodes[i] for i in small), 100)]  # fmt: skip
        keys = keys_height(canvas, names) + 3 * LEADING
        if keys + least <= canvas.room:
            break
    return small, keys


def _legend(canvas: Canvas, data: dict[str, Any]) -> None:
    entries: list[tuple[Sequence[Item], float, Words]] = []
    for kind in data["kinds"].values():
        words = Words(f"{kind['zh']} {kind['n']}", f"{kind['en']} {kind['n']}")
        entries.append(([mark(kind["shape"], 0, 0, _R, kind["light"])], 2 * _R + 1, words))
    if len(data["edgeKinds"]) > 1:
        for i, kind in enumerate(data["edgeKinds"].values()):
            words = Words(f"{kind['zh']} {kind['n']}", f"{kind['en']} {kind['n']}")
            stroke = line(-9, 0, 9, 0, stroke=kind["light"], width=1.1, dashes=_dashes(i))
            entries.append(([stroke], 18.0, words))
    legend(canvas, entries)


def _dashes(number: int) -> tuple[float, ...]:
    return _DASHES[number % len(_DASHES)]


# ---- places ------------------------------------------------------------------------------


def _nodes(
    canvas: Canvas, data: dict[str, Any], attributes: Sequence[Mapping[str, Any]], room: float
) -> list[_Node]:
    """Return the marks at their places in the figure, apart from each other."""
    xs, ys = [n["x"] for n in data["nodes"]], [n["y"] for n in data["nodes"]]
    pad = 8.0
    wide = canvas.width - 2 * pad
    span = (max(xs) - min(xs) or 1.0, max(ys) - min(ys) or 1.0)
    high = min(room, max(wide * span[1] / span[0], math.sqrt(len(xs)) * 36))
    high = max(high, 40.0 if len(xs) > 1 else 16.0)
    places = [
        [pad + (x - min(xs)) / span[0] * wide, pad + (y - min(ys)) / span[1] * (high - 2 * pad)]
        for x, y in zip(xs, ys, strict=True)
    ]
    _push(places, (pad, canvas.width - pad), (pad, high - pad))
    return [
        _Node(
            x, y + canvas.top, _R, node["k"],
            Words(str(about.get("label_zh", "")), str(about.get("label_en", ""))), node["rank"],
        )
        for (x, y), node, about in zip(places, data["nodes"], attributes, strict=True)
    ]  # fmt: skip


def _push(places: list[list[float]], wide: tuple[float, float], high: tuple[float, float]) -> None:
    """Move marks that touch apart, within the frame; the same input gives the same places."""
    for _ in range(200):
        moved = False
        for i, a in enumerate(places):
            for j in range(i + 1, len(places)):
                b = places[j]
                dx, dy = b[0] - a[0], b[1] - a[1]
                gap = math.hypot(dx, dy)
                if gap >= _APART:
                    continue
                if gap < 1e-6:
                    angle = 2.4 * j
                    dx, dy, gap = math.cos(angle), math.sin(angle), 1.0
                    push = _APART / 2
                else:
                    push = (_APART - gap) / 2 + 0.01
                for point, sign in ((a, -1), (b, 1)):
                    point[0] = min(max(point[0] + sign * dx / gap * push, wide[0]), wide[1])
                    point[1] = min(max(point[1] + sign * dy / gap * push, high[0]), high[1])
                moved = True
        if not moved:
            return


# ---- edges -------------------------------------------------------------------------------


def _edge(
    canvas: Canvas, a: _Node, b: _Node, edge: dict[str, Any], data: dict[str, Any], most: float
) -> None:
    dx, dy = b.x - a.x, b.y - a.y
    length = math.hypot(dx, dy)
    if length < a.r + b.r:
        return
    kind = data["edgeKinds"][edge["k"]]
    dashes = _dashes(list(data["edgeKinds"]).index(edge["k"]))
    ux, uy = dx / length, dy / length
    width = 0.5 + 1.7 * math.sqrt(edge["w"] / most) if most > 1 else 0.6
    start, end = a.r + 0.6, b.r + (4.2 if data["directed"] else 0.6)
    canvas.add(
        line(a.x + ux * start, a.y + uy * start, b.x - ux * end, b.y - uy * end,
             stroke=kind["light"], width=width, dashes=dashes, opacity=0.55)
    )  # fmt: skip
    if data["directed"]:
        tip = (b.x - ux * (b.r + 0.6), b.y - uy * (b.r + 0.6))
        back = (b.x - ux * (b.r + 4.6), b.y - uy * (b.r + 4.6))
        half = 1.5 + width / 3
        corners = [tip, (back[0] - uy * half, back[1] + ux * half),
                   (back[0] + uy * half, back[1] - ux * half)]  # fmt: skip
        canvas.add(polygon(corners, fill=kind["light"]))


# ---- names -------------------------------------------------------------------------------


def _names(canvas: Canvas, nodes: list[_Node]) -> float:
    """Write each name beside its mark where nothing is touched, else a number and a key.

    Returns:
        How far down the names reach.
    """
    taken = [n.box for n in nodes]
    frame = _Box(0, min(n.y for n in nodes) - 14, canvas.width, max(n.y for n in nodes) + 24)
    direct = len(nodes) if len(nodes) <= _ALL_NAMED else _STRONGEST
    later: list[_Node] = []
    for node in sorted(nodes, key=lambda n: n.rank):
        rows = canvas.lines(node.name, _LABEL)
        if node.rank >= direct or len(rows) > 3 or not _put(canvas, node, rows, taken, frame):
            later.append(node)
    later.sort(key=lambda n: (round(n.y / 12), n.x))
    for number, node in enumerate(later, 1):
        if not _put(canvas, node, [str(number)], taken, frame, near=True):
            canvas.text(node.x, node.y, str(number), "middle")
        canvas.keys.append((str(number), node.name))
    return max(box.bottom for box in taken)


def _put(
    canvas: Canvas, node: _Node, rows: list[str], taken: list[_Box], frame: _Box, *,
    near: bool = False,
) -> bool:  # fmt: skip
    wide = max(map(canvas.measure, rows))
    high = len(rows) * LEADING
    gap = node.r + 1.6
    for reach in (gap, gap + 3, gap + 7) if near else (gap,):
        for anchor, cx, cy in _spots(node, reach, wide, high):
            box = _Box(cx - wide / 2, cy - high / 2, cx + wide / 2, cy + high / 2)
            inside = frame.left <= box.left and box.right <= frame.right and frame.top <= box.top
            if not inside or box.bottom > frame.bottom or any(box.touches(t) for t in taken):
                continue
            canvas.add(rectangle(box.left - 0.6, box.top + 0.8, wide + 1.2, high - 1.6,
                                 fill="#ffffff", opacity=0.78))  # fmt: skip
            x = {"start": box.left, "middle": cx, "end": box.right}[anchor]
            canvas.block(x, cy, rows, anchor)
            taken.append(box)
            return True
    return False


def _spots(node: _Node, reach: float, wide: float, high: float) -> list[tuple[str, float, float]]:
    """Return places of a label around a mark: beside it, below, above, at the corners."""
    beside, over = reach + wide / 2, reach + high / 2
    slant = reach * 0.75
    return [
        ("start", node.x + beside, node.y),
        ("end", node.x - beside, node.y),
        ("middle", node.x, node.y + over),
        ("middle", node.x, node.y - over),
        ("start", node.x + slant + wide / 2, node.y + slant + high / 2),
        ("start", node.x + slant + wide / 2, node.y - slant - high / 2),
        ("end", node.x - slant - wide / 2, node.y + slant + high / 2),
        ("end", node.x - slant - wide / 2, node.y - slant - high / 2),
    ]
