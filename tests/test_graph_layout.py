"""Positions: the same from run to run, and labels that don't cover each other."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import Any

import pytest

from graph.networks.build import build_network
from graph.networks.nx import Net, networkx
from graph.pictures.data import picture_data
from graph.pictures.layout import LINE_HEIGHT, force, label_box, layered, positions
from graph.pictures.text import WIDER, WRAP_EMS, text_ems, wrap
from tests.support.networks_example import example_store


def random_net(size: int) -> Net:
    plain: Any = networkx.barabasi_albert_graph(size, 2, seed=3)
    names: Any = {i: f"n{i:05}" for i in range(size)}
    net: Net = networkx.relabel_nodes(plain, names)
    for i, node in enumerate(net):
        net.nodes[node].update(
            label_zh="绍兴市发展和改革委员会"[: 3 + i % 8],
            label_en="Development and Reform Commission"[: 6 + i % 27],
        )
    return net


def overlaps(net: Net, placed: dict[str, tuple[float, float]]) -> int:
    boxes = [(placed[n], label_box(net.nodes[n])) for n in net]
    found = 0
    for i, ((x, y), (w, h)) in enumerate(boxes):
        for (u, v), (s, t) in boxes[i + 1 :]:
            found += abs(x - u) + 1 < (w + s) / 2 and abs(y - v) + 1 < (h + t) / 2
    return found


@pytest.mark.parametrize("sfdp", [None, False])
@pytest.mark.parametrize("size", [1, 2, 3, 40, 200])
def test_labels_never_cover_each_other(size: int, sfdp: bool | None) -> None:
    net = random_net(max(size, 3)).subgraph([f"n{i:05}" for i in range(size)])
    assert overlaps(net, force(net, sfdp=sfdp)) == 0


@pytest.mark.parametrize("sfdp", [None, False])
def test_positions_are_the_same_from_run_to_run_and_in_any_order(sfdp: bool | None) -> None:
    net = random_net(60)
    turned: Net = net.__class__()
    turned.add_nodes_from(reversed(list(net.nodes(data=True))))
    turned.add_edges_from((b, a) for a, b in reversed(list(net.edges)))
    assert force(net, sfdp=sfdp) == force(net, sfdp=sfdp) == force(turned, sfdp=sfdp)


def test_a_thousand_nodes_find_their_own_places() -> None:
    places = force(random_net(1000))
    assert len(set(places.values())) == len(places) == 1000


def test_parts_that_do_not_hang_together_stand_apart() -> None:
    net = random_net(20)
    net.add_edge("x1", "x2")
    placed = force(net)
    below = max(y for n, (_, y) in placed.items() if n.startswith("n"))
    assert placed["x1"][1] > below and placed["x2"][1] > below


def test_an_empty_network_has_no_positions() -> None:
    assert force(networkx.Graph()) == {}
    assert layered(networkx.Graph(), [("Task",)]) == {}


def test_columns_keep_the_order_of_the_text() -> None:
    net = build_network(example_store(), "campaign-task-department")
    placed = positions(net)
    columns = sorted({x for x, _ in placed.values()})
    assert len(columns) == 3
    middle = sorted((n for n in placed if placed[n][0] == columns[1]), key=lambda n: placed[n][1])
    names = [n.rsplit("/", 1)[1] for n in middle]
    assert names == [*(f"plan-a_task_{i}" for i in (1, 2, 3, 4)), "plan-b_task_1", "plan-b_task_2"]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("财政局", ["财政局"]),
        ("绍兴市发展和改革委员会", ["绍兴市发展和", "改革委员会"]),
        ("实施“培大育强”工程", ["实施“培大", "育强”工程"]),
        ("Development and Reform Commission", ["Development", "and Reform", "Commission"]),
        ("", []),
    ],
)
def test_labels_break_where_they_may_into_lines_of_like_length(text: str, rows: list[str]) -> None:
    assert wrap(text).split("\n") == (rows or [""])


LONG = [
    "规划、建设、管理、运营、维护一体化工程实施方案" * 3,
    "word " * 40,
    "Administrative Committee of Shaoxing Economic Development Zone",
    "（一）" + "推进" * 30,
    "GDP年均增长10%以上，" * 5,
    "“" + "引号" * 25 + "”",
]


@pytest.mark.parametrize("text", LONG)
def test_long_labels_are_wrapped_whole_and_grow_wider_before_they_grow_longer(text: str) -> None:
    rows = wrap(text).split("\n")
    assert "".join(rows).replace(" ", "") == text.replace(" ", "")
    assert all(text_ems(row) <= WRAP_EMS * WIDER + 1 for row in rows)
    assert not any(row[0] in "、。，”)" for row in rows)
    assert len(rows) >= text_ems(text.strip()) // (WRAP_EMS * WIDER)


@pytest.mark.parametrize("text", LONG)
@pytest.mark.parametrize("layers", [[("Campaign",), ("Task",)], [("Campaign",), ("Task",), ("X",)]])
def test_long_labels_in_columns_have_room_and_are_whole(text: str, layers: Any) -> None:
    net: Net = networkx.DiGraph()
    for i in range(9):
        kind = ("Campaign", "Task", "X")[i % 3]
        net.add_node(f"n{i}", kind=kind, label_zh=text, label_en=text, number=i + 1)
    net.add_edges_from((f"n{i}", f"n{i + 1}") for i in range(8))
    net.graph.update(layout="layered", layers=layers)
    data = picture_data(net)
    for at, node in enumerate(data["nodes"]):
        assert "".join(node["zh"].split()) == f"{at + 1}." + "".join(text.split())
    columns: dict[float, list[tuple[float, float]]] = defaultdict(list)
    for node in data["nodes"]:
        columns[node["x"]].append((node["y"], (node["zh"].count("\n") + 1) * LINE_HEIGHT))
    for column in columns.values():
        for (y, high), (z, tall) in pairwise(sorted(column)):
            assert z - y >= (high + tall) / 2
