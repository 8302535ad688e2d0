"""What is computed with NumPy alone gives what SciPy and networkx give."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment
from scipy.spatial import cKDTree

from graph.measures.computing import pagerank
from graph.networks.nx import networkx
from graph.pictures.springs import near_pairs, springs
from loaders.agreement.assignment import best_assignment

SIDES = st.tuples(st.integers(1, 9), st.integers(1, 9))


@given(st.data(), SIDES, st.sampled_from([1, 3, 2000]))
def test_the_assignment_is_the_one_of_scipy_even_where_several_are_best(
    data: st.DataObject, sides: tuple[int, int], most: int
) -> None:
    rows, columns = sides
    numbers = st.lists(st.integers(0, most), min_size=columns, max_size=columns)
    matrix = np.array(data.draw(st.lists(numbers, min_size=rows, max_size=rows)))
    reference = linear_sum_assignment(matrix, maximize=True)
    assert best_assignment(matrix) == list(zip(*(map(int, r) for r in reference), strict=True))


@pytest.mark.parametrize("most", [1, 3, 100_000])
@pytest.mark.parametrize("sides", [(400, 400), (30, 400), (400, 30)])
def test_large_assignments_have_the_greatest_sum(sides: tuple[int, int], most: int) -> None:
    matrix = np.random.default_rng(most).integers(0, most, sides, endpoint=True)
    chosen = best_assignment(matrix)
    rows, columns = zip(*chosen, strict=True)
    assert len(set(rows)) == len(set(columns)) == min(sides)
    assert (
        sum(matrix[pair] for pair in chosen)
        == matrix[linear_sum_assignment(matrix, maximize=True)].sum()
    )


POINTS = st.lists(
    st.tuples(st.floats(-40, 40, width=32), st.floats(-40, 40, width=32)), min_size=1, max_size=60
)


@given(POINTS, st.booleans())
def test_neighbours_are_those_of_a_tree(points: list[tuple[float, float]], whole: bool) -> None:
    places = np.round(points) if whole else np.array(points)  # whole: many exactly 1 apart
    reference = cKDTree(places).query_pairs(1.0, p=np.inf, output_type="ndarray")
    reference = reference[np.lexsort((reference[:, 1], reference[:, 0]))]
    assert np.array_equal(near_pairs(places), reference)


@pytest.mark.parametrize("size", [500, 777])
def test_springs_begin_as_those_of_networkx_do(size: int) -> None:
    """Rounding grows with the rounds: theirs count with seven digits, ours with sixteen."""
    net: Any = networkx.barabasi_albert_graph(size, 2, seed=3)
    net.remove_edges_from(list(net.edges)[:40])  # so that some parts hang together with nothing
    edges = sorted((min(e), max(e)) for e in net.edges)
    found = networkx.spring_layout(net, seed=7, iterations=5, method="force")
    reference = np.array([found[i] for i in range(size)])
    assert np.abs(springs(size, edges, 5) - reference).max() < 1e-3


def test_springs_end_with_edges_as_short_as_those_of_networkx() -> None:
    net: Any = networkx.barabasi_albert_graph(600, 2, seed=3)
    edges = sorted((min(e), max(e)) for e in net.edges)
    found = networkx.spring_layout(net, seed=7, iterations=50, method="force")
    theirs, ours = np.array([found[i] for i in range(600)]), springs(600, edges, 50)

    def lengths(places: Any) -> list[float]:
        """Return the mean length of an edge, and how far a node is from the middle."""
        ends = places[np.array(edges)]
        return [
            float(np.linalg.norm(ends[:, 0] - ends[:, 1], axis=1).mean()),
            float(np.linalg.norm(places, axis=1).mean()),
        ]

    assert lengths(ours) == pytest.approx(lengths(theirs), rel=0.03)


@pytest.mark.parametrize("seed", range(4))
def test_pagerank_is_that_of_networkx(seed: int) -> None:
    rng = np.random.default_rng(seed)
    net: Any = networkx.gnp_random_graph(60, 0.04, seed=seed)  # with nodes that have no neighbour
    for _, _, data in net.edges(data=True):
        data["weight"] = float(rng.uniform(0.1, 5))
    net = networkx.relabel_nodes(net, {i: f"n{i:02}" for i in net})
    reference = networkx.pagerank(net, tol=1e-12, max_iter=1000)
    assert pagerank(net) == pytest.approx(reference, rel=1e-10)
    assert sum(pagerank(net).values()) == pytest.approx(1)


def test_an_installation_imports_no_scipy(root: Path) -> None:
    """Measures, layouts of any size and agreement run where SciPy cannot be imported."""
    code = """
import sys
sys.modules["scipy"] = None
from graph.measures.computing import MEASURES
from graph.networks.nx import networkx
from graph.pictures.layout import force
from loaders.agreement.assignment import best_assignment
net = networkx.relabel_nodes(networkx.barabasi_albert_graph(600, 2, seed=1), str)
for node in net:
    net.nodes[node].update(label_zh=node, label_en=node)
assert len(force(net, sfdp=False)) == 600
for name, measure in MEASURES.items():
    assert len(measure(net)) == 600, name
assert best_assignment([[1, 2], [2, 1]]) == [(0, 1), (1, 0)]
print("done")
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.stdout == "done\n", done.stderr
