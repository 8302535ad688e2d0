"""Positions computed beforehand, the same from run to run.

A picture opens at once because nothing is simulated in the browser: every node has its
place.  Two ways: *layered* (columns by class, rows in the order of the text, the others by
the mean place of their neighbours) and *force* (Graphviz ``sfdp`` when it is installed,
else springs with a fixed seed), after which labels that overlap are moved
apart.  Sizes are pixels at zoom 1; y grows downwards.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from graph.pictures.springs import near_pairs, springs
from graph.pictures.text import text_ems, wrap

if TYPE_CHECKING:
    from graph.networks.nx import Net

Point: TypeAlias = tuple[float, float]
Positions: TypeAlias = dict[str, Point]

FONT_SIZE: Final = 14
LINE_HEIGHT: Final = 18
ROW: Final = 30
COLUMN_GAP: Final = 300
ROW_EMS: Final = 29.0
"""Width of a label beside an outer column, in Chinese characters."""
CARD_EMS: Final = 20.0
"""Width of a label in a card of an inner column."""
DOT: Final = 26
"""Room for the mark above its label."""
SEED: Final = 7
_MANY: Final = 500
"""Nodes from which networkx' springs ask for SciPy, and ours are used."""
_SFDP_SECONDS: Final = 60


def positions(net: Net, layout: str | None = None) -> Positions:
    """Return the place of every node.

    Args:
        net: A network of :func:`graph.networks.build.build_network`; ``net.graph`` says its layout.
        layout: ``layered`` or ``force``, to overrule it.
    """
    chosen = layout or net.graph.get("layout", "force")
    if chosen == "layered" and net.graph.get("layers"):
        return layered(net, net.graph["layers"])
    return force(net)


# ---- layered ---------------------------------------------------------------------------


def layered(net: Net, layers: Sequence[Iterable[str]]) -> Positions:
    """Columns by class of node, from the left; see the module's text.

    Labels of the outer columns stand outside; those between stand in cards, which need room.
    """
    ranks = _ordered(net, _columns(net, layers))
    last = len(ranks) - 1
    rooms = [
        [row_height(net.nodes[n], CARD_EMS if 0 < i < last else ROW_EMS) for n in column]
        for i, column in enumerate(ranks)
    ]
    height = max(map(sum, rooms), default=ROW)
    placed: Positions = {}
    x = 0.0
    for index, column in enumerate(ranks):
        inner = 0 < index < last
        half = max((card_width(net.nodes[n]) for n in column), default=0) / 2 if inner else 0
        x += (COLUMN_GAP if index else 0) + half
        stretched, y = height / max(sum(rooms[index]), 1), 0.0
        for node, room in zip(column, rooms[index], strict=True):
            placed[node] = (round(x, 1), round(y + room * stretched / 2, 1))
            y += room * stretched
        x += half
    return placed


def row_label(data: Mapping[str, Any], key: str, ems: float = ROW_EMS) -> str:
    """Return the label of a node in a column: its number in the text, in few lines, whole."""
    number = f"{data['number']}. " if "number" in data else ""
    return wrap(number + short_label(data, key), ems)


def row_height(data: Mapping[str, Any], ems: float) -> float:
    """Return the room of a node in a column, for its label in either language."""
    lines = max(row_label(data, key, ems).count("\n") for key in ("label_zh", "label_en"))
    return ROW + lines * LINE_HEIGHT


def short_label(data: Mapping[str, Any], key: str) -> str:
    """Return the label for pictures: without the place that all begin with, where there is one."""
    return str(data.get(key.replace("label", "short"), data.get(key, "")))


def card_width(data: Mapping[str, Any]) -> float:
    """Return the width of a card that holds the label in either language."""
    rows = [
        r for key in ("label_zh", "label_en") for r in row_label(data, key, CARD_EMS).split("\n")
    ]
    widest = max(map(text_ems, rows))
    return round(widest * FONT_SIZE + 20, 1)


def _columns(net: Net, layers: Sequence[Iterable[str]]) -> list[list[str]]:
    where = {kind: i for i, kinds in enumerate(layers) for kind in kinds}
    last = len(where) and max(where.values())
    column = {n: where.get(data.get("kind", ""), last) for n, data in net.nodes(data=True)}
    if last == 1:
        # A body that is itself the work of another, such as an office: it stands with the work.
        for source, target in sorted(net.edges):
            if column[source] == column[target]:
                column[source] = 1 - column[target]
    columns = [[n for n in net.nodes if column[n] == i] for i in range(last + 1)]
    return [sorted(c, key=lambda n: reading_order(net.nodes[n], n)) for c in columns if c]


def reading_order(data: Mapping[str, Any], node: str) -> tuple[str, int, int, str, str]:
    """Sort key of a node: its document, its place in the text, its label, its IRI."""
    documents = data.get("documents") or [""]
    number = data.get("number")
    return (
        documents[0],
        data.get("offset", 1 << 30),
        number if isinstance(number, int) else 1 << 30,
        data.get("label_zh", ""),
        node,
    )


def _ordered(net: Net, columns: list[list[str]], sweeps: int = 6) -> list[list[str]]:
    """Order the columns that have no order of their own by their neighbours' mean row."""
    free = [i for i, c in enumerate(columns) if not any("number" in net.nodes[n] for n in c)]
    if len(free) == len(columns):
        free = free[1:] or free
    row = {n: r / max(len(c), 1) for c in columns for r, n in enumerate(c)}
    around = _neighbours(net)
    for _ in range(sweeps):
        for i in free:
            mean = {n: _mean([row[m] for m in around[n]], row[n]) for n in columns[i]}
            columns[i].sort(key=lambda n: (mean[n], n))
            row.update({n: r / len(columns[i]) for r, n in enumerate(columns[i])})
    return columns


def _neighbours(net: Net) -> dict[str, list[str]]:
    around: dict[str, list[str]] = {n: [] for n in net.nodes}
    for a, b in net.edges:
        around[a].append(b)
        around[b].append(a)
    return around


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


# ---- force -----------------------------------------------------------------------------


def label_box(data: Mapping[str, Any]) -> Point:
    """Return width and height of a mark with its label below, in the wider language."""
    width, lines = 24.0, 1
    for key in ("label_zh", "label_en"):
        rows = wrap(short_label(data, key)).split("\n")
        width = max(width, *(text_ems(r) * FONT_SIZE for r in rows))
        lines = max(lines, len(rows))
    return width + 12, DOT + lines * LINE_HEIGHT + 8


def force(net: Net, *, sfdp: bool | None = None) -> Positions:
    """Place nodes by springs, turned to lie wide, without overlapping labels.

    Parts that do not hang together are placed each for itself and packed in rows.

    Args:
        net: The network.
        sfdp: Whether to use Graphviz; by default where it is installed.
    """
    import numpy as np

    nodes = sorted(net.nodes)
    if not nodes:
        return {}
    boxes = np.array([label_box(net.nodes[n]) for n in nodes])
    use_sfdp = shutil.which("sfdp") is not None if sfdp is None else sfdp
    places = _by_sfdp(net, nodes) if use_sfdp else None
    if places is None:
        places = _by_springs(net, nodes)
    cloud = np.array(places)
    parts = []
    for part in _components(net, nodes):
        spread = _spread(_turned(cloud[part]), boxes[part])
        parts.append((part, _apart(spread, boxes[part])))
    packed = _packed(parts, boxes)
    return {
        n: (round(float(x), 1), round(float(y), 1)) for n, (x, y) in zip(nodes, packed, strict=True)
    }


def _components(net: Net, nodes: Sequence[str]) -> list[list[int]]:
    """Return the parts that hang together as rows of numbers, the largest first."""
    around = _neighbours(net)
    number = {n: i for i, n in enumerate(nodes)}
    parts, seen = [], set()
    for start in nodes:
        if start in seen:
            continue
        part, queue = [start], [start]
        seen.add(start)
        while queue:
            for other in around[queue.pop()]:
                if other not in seen:
                    seen.add(other)
                    part.append(other)
                    queue.append(other)
        parts.append(sorted(number[n] for n in part))
    return sorted(parts, key=lambda p: (-len(p), p))


def _packed(parts: Sequence[tuple[list[int], Any]], boxes: Any) -> Any:
    """Put the largest part on top and the others below it, in rows as wide as it."""
    import numpy as np

    placed = np.zeros_like(boxes)
    gap = 24.0
    sizes = []
    for part, points in parts:
        low = (points - boxes[part] / 2).min(axis=0)
        high = (points + boxes[part] / 2).max(axis=0)
        placed[part] = points - low
        sizes.append(high - low)
    area = float(sum(w * h for w, h in sizes))
    width = max(float(sizes[0][0]), (area * 1.5) ** 0.5)
    x = y = tall = 0.0
    for (part, _), (w, h) in zip(parts, sizes, strict=True):
        # A small part beside a tall one would leave a hole below it.
        if x and (x + w > width or tall > 2.5 * h):
            x, y, tall = 0.0, y + tall + gap, 0.0
        placed[part] += (x, y)
        x, tall = x + w + gap, max(tall, float(h))
    return placed - (placed.max(axis=0) + placed.min(axis=0)) / 2


def _sorted_edges(net: Net, nodes: Sequence[str]) -> list[tuple[int, int]]:
    index = {n: i for i, n in enumerate(nodes)}
    pairs = {(min(index[a], index[b]), max(index[a], index[b])) for a, b in net.edges if a != b}
    return sorted(pairs)


def _by_sfdp(net: Net, nodes: Sequence[str]) -> list[Point] | None:
    """Return places by Graphviz, or nothing where it fails."""
    lines = [
        "graph g {",
        "graph [overlap=true, start=7, K=1.0, repulsiveforce=1.6, outputorder=nodesfirst];",
    ]
    lines += [f"n{i};" for i in range(len(nodes))]
    lines += [f"n{a} -- n{b};" for a, b in _sorted_edges(net, nodes)]
    lines.append("}")
    try:
        done = subprocess.run(
            ["sfdp", "-Tplain"],
            input="\n".join(lines),
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=_SFDP_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    places = [(0.0, 0.0)] * len(nodes)
    for line in done.stdout.splitlines():
        if line.startswith("node n"):
            _, name, x, y, *_ = line.split()
            places[int(name[1:])] = (float(x), float(y))
    return places


def _by_springs(net: Net, nodes: Sequence[str]) -> list[Point]:
    from graph.networks.nx import networkx

    edges = _sorted_edges(net, nodes)
    # Above 300 nodes fewer rounds do: labels are moved apart afterwards in any case.
    rounds = 120 if len(nodes) <= 300 else 50
    if len(nodes) >= _MANY:
        return [(float(x), float(y)) for x, y in springs(len(nodes), edges, rounds)]
    plain: Any = networkx.Graph()
    plain.add_nodes_from(range(len(nodes)))
    plain.add_edges_from(edges)
    found = networkx.spring_layout(plain, seed=SEED, iterations=rounds, method="force")
    return [(float(found[i][0]), float(found[i][1])) for i in range(len(nodes))]


def _turned(points: Any) -> Any:
    """Turn the cloud so that it lies wide, and always the same way up."""
    import numpy as np

    points = points - points.mean(axis=0)
    if len(points) < 3:
        return points
    _, axes = np.linalg.eigh(points.T @ points)
    turned = points @ axes[:, ::-1]
    signs = np.sign((turned**3).sum(axis=0))
    signs[signs == 0] = 1
    return turned * signs


def _spread(points: Any, boxes: Any, room: float = 2.4) -> Any:
    """Scale the cloud to the area that its labels need, at a landscape shape."""
    import numpy as np

    size = np.ptp(points, axis=0)
    size[size == 0] = 1.0
    area = float((boxes[:, 0] * boxes[:, 1]).sum()) * room
    ratio = float(np.clip(size[0] / size[1], 1.1, 1.7))
    height = (area / ratio) ** 0.5
    return points / size * np.array([height * ratio, height])


def _apart(points: Any, boxes: Any, rounds: int = 300) -> Any:
    """Push overlapping boxes apart, each pair along its cheaper direction."""
    import numpy as np

    points = points.astype(float).copy()
    # A tiny deterministic offset separates nodes that lie on one point.
    steps = np.arange(len(points))
    points += np.stack([np.cos(steps), np.sin(steps)], axis=1) * 0.01
    widest = boxes.max(axis=0)
    for turn in range(rounds):
        pairs = near_pairs(points / widest)
        if not len(pairs):
            break
        a, b = pairs[:, 0], pairs[:, 1]
        gap = points[b] - points[a]
        over = (boxes[a] + boxes[b]) / 2 - np.abs(gap)
        hit = (over > 0.5).all(axis=1)
        if not hit.any():
            break
        a, b, gap, over = a[hit], b[hit], gap[hit], over[hit]
        sideways = over[:, 0] < over[:, 1]
        push = np.zeros_like(gap)
        push[sideways, 0] = over[sideways, 0]
        push[~sideways, 1] = over[~sideways, 1]
        push *= np.where(gap < 0, -1.0, 1.0) * 0.55
        np.add.at(points, a, -push / 2)
        np.add.at(points, b, push / 2)
        if turn % 40 == 39:
            points *= 1.06
    return points
