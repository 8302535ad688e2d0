"""Measures: hand-worked cases, agreement with networkx, no dependence on order."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from typing import Any

import pytest

from graph.measures import computing as analyses_measures
from graph.measures import measure as analyses
from graph.measures.table import MeasureTable
from graph.networks.build import build_network
from graph.networks.nx import Net, networkx
from graph.rdf.store import GraphStore
from tests.support.networks_example import example_store, iri

M = analyses_measures


@pytest.fixture(scope="module")
def store() -> GraphStore:
    return example_store()


def net_of(*edges: tuple[str, str, float]) -> Net:
    net: Net = networkx.Graph()
    net.add_weighted_edges_from(edges)
    return net


def shuffled(net: Net, seed: int) -> Net:
    """Return the same network, its nodes and edges entered in another order."""
    rng = random.Random(seed)
    nodes, edges = list(net.nodes(data=True)), list(net.edges(data=True))
    rng.shuffle(nodes)
    rng.shuffle(edges)
    copy: Net = net.__class__()
    copy.add_nodes_from(nodes)
    copy.add_edges_from(edges)
    copy.graph.update(net.graph)
    return copy


STAR = net_of(("hub", "a", 1), ("hub", "b", 1), ("hub", "c", 1))
PATH = net_of(("a", "b", 1), ("b", "c", 1))
TRIANGLE = net_of(("a", "b", 1), ("b", "c", 1), ("a", "c", 1))
TAIL = net_of(("a", "b", 1), ("b", "c", 1), ("a", "c", 1), ("c", "d", 1))


@pytest.mark.parametrize(
    ("measure", "net", "expected"),
    [
        (M.degree, STAR, {"hub": 3, "a": 1, "b": 1, "c": 1}),
        (M.strength, net_of(("a", "b", 2), ("b", "c", 0.5)), {"a": 2.0, "b": 2.5, "c": 0.5}),
        (M.betweenness, STAR, {"hub": 1.0, "a": 0.0, "b": 0.0, "c": 0.0}),
        (M.betweenness, TRIANGLE, {"a": 0.0, "b": 0.0, "c": 0.0}),
        # Eigenvalue √3: the hub weighs √3 times a leaf.
        (M.eigenvector, STAR, {"hub": 1 / math.sqrt(2), **dict.fromkeys("abc", 1 / math.sqrt(6))}),
        (M.pagerank, TRIANGLE, dict.fromkeys("abc", 1 / 3)),
        # Burt: each leaf puts everything into the hub (1); the hub a third each (3 · 1/9).
        (M.constraint, STAR, {"hub": 1 / 3, "a": 1.0, "b": 1.0, "c": 1.0}),
        # In a triangle: two contacts, (1/2 + 1/2 · 1/2)² each.
        (M.constraint, TRIANGLE, dict.fromkeys("abc", 2 * 0.75**2)),
        (M.core, TAIL, {"a": 2, "b": 2, "c": 2, "d": 1}),
        (M.communities, net_of(("a", "b", 1), ("c", "d", 1)), {"a": 1, "b": 1, "c": 2, "d": 2}),
    ],
)
def test_measures_agree_with_hand_worked_cases(
    measure: Callable[[Net], dict[str, float]], net: Net, expected: dict[str, float]
) -> None:
    assert measure(net) == pytest.approx(expected)


def random_net() -> Net:
    plain: Any = networkx.gnm_random_graph(40, 90, seed=5)
    rng = random.Random(5)
    return net_of(*((f"n{a:02}", f"n{b:02}", rng.randint(1, 6)) for a, b in plain.edges))


@pytest.mark.parametrize(
    ("measure", "reference"),
    [
        (M.betweenness, networkx.betweenness_centrality),
        (M.pagerank, lambda g: networkx.pagerank(g, tol=1e-12, max_iter=1000)),
        (M.constraint, lambda g: networkx.constraint(g, weight="weight")),
        (M.core, networkx.core_number),
    ],
)
def test_measures_agree_with_networkx(measure: Any, reference: Any) -> None:
    net = random_net()
    assert measure(net) == pytest.approx(reference(net), abs=1e-9)


def test_eigenvector_agrees_with_networkx_in_the_largest_component() -> None:
    net = random_net()
    largest = net.subgraph(max(networkx.connected_components(net), key=len))
    reference = networkx.eigenvector_centrality_numpy(largest, weight="weight")
    found = M.eigenvector(net)
    assert {n: found[n] for n in largest} == pytest.approx(reference, abs=1e-8)
    assert all(found[n] == 0 for n in set(net) - set(largest))


def test_bipartite_measures_agree_with_networkx_and_by_hand(store: GraphStore) -> None:
    leads = build_network(store, "leads")
    found = M.bipartite(leads)
    assert (found["bodies"], found["work"], found["edges"]) == (7, 6, 12)
    assert found["density"] == pytest.approx(12 / 42)
    plain = M.canonical(leads)
    bodies, _ = M.modes(leads)
    local = networkx.algorithms.bipartite.clustering(plain, bodies)
    assert found["clustering"] == pytest.approx(sum(local.values()) / 7)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("name", sorted(M.MEASURES))
def test_the_order_of_the_input_changes_no_digit(store: GraphStore, name: str, seed: int) -> None:
    for net in (random_net(), build_network(store, "co-leads", groups=True)):
        first, second = M.MEASURES[name](net), M.MEASURES[name](shuffled(net, seed))
        assert sorted(map(repr, first.items())) == sorted(map(repr, second.items()))


@pytest.mark.parametrize("seed", range(3))
def test_tables_do_not_depend_on_the_order_of_the_input(store: GraphStore, seed: int) -> None:
    leads = build_network(store, "leads")
    co_leads = build_network(store, "co-leads")
    series = build_network(store, "campaign-department")
    for analysis, net in (
        (analyses.leadership, leads),
        (analyses.overlaps, leads),
        (analyses.concentration, leads),
        (analyses.concentration, series),
        (analyses.two_mode, leads),
        (analyses.centralities, co_leads),
    ):
        assert repr(analysis(net).rows) == repr(analysis(shuffled(net, seed)).rows)


def test_leadership_is_counted_by_every_rule(store: GraphStore) -> None:
    found = analyses.leadership(build_network(store, "leads"))
    drc = found.find(iri=iri("drc"))
    # task 1 with two others, task 2 with one, plan-b task 1 with one, named second there
    assert (drc["whole"], drc["first"], drc["sole"], drc["joint"]) == (3, 2, 0, 3)
    assert drc["fractional"] == pytest.approx(1 / 3 + 1 / 2 + 1 / 2)
    etc = found.find(iri=iri("etc"))
    assert (etc["whole"], etc["sole"]) == (3, 1)
    group = found.find(iri=iri("group"))
    assert group["group"] and math.isnan(group["fractional"])


def test_fractions_of_all_bodies_add_up_to_the_tasks(store: GraphStore) -> None:
    found = analyses.leadership(build_network(store, "leads"))
    assert sum(r["fractional"] for r in found if not r["group"]) == pytest.approx(6)


def test_concentration_by_campaign_is_worked_by_hand(store: GraphStore) -> None:
    found = analyses.concentration(build_network(store, "campaign-department"))
    first = found.find(iri=iri("plan-a_campaign_1"))
    # drc 2, etc 2, fin 1 of 5 assignments; fractional 5/6, 5/6, 1/3 of 2 tasks
    assert first["herfindahl"] == pytest.approx((4 + 4 + 1) / 25)
    assert first["herfindahl_fractional"] == pytest.approx((25 + 25 + 4) / 36 / 4)
    assert first["effective_number"] == pytest.approx(25 / 9)
    assert first["largest_share"] == pytest.approx(2 / 5)
    second = found.find(iri=iri("plan-a_campaign_2"))
    assert (second["bodies"], second["groups"], second["normalised"]) == (2, 1, 0.0)


def test_concentration_by_document_names_the_documents(store: GraphStore) -> None:
    found = analyses.concentration(build_network(store, "leads"))
    assert [r["label_en"] for r in found] == ["Action plan", "Opinion on a liveable town"]
    assert found.find(iri=iri("plan-a"))["herfindahl"] == pytest.approx((4 + 9 + 4) / 49)


@pytest.mark.parametrize(
    ("amounts", "index", "number", "normalised"),
    [
        ([1, 1, 1, 1], 0.25, 4.0, 0.0),
        ([5], 1.0, 1.0, 1.0),
        ([3, 1], 0.625, 1.6, 0.25),
        ([], math.nan, math.nan, math.nan),
        ([0, 2, 0, 2], 0.5, 2.0, 0.0),
    ],
)
def test_concentration_is_the_sum_of_squared_shares(
    amounts: list[float], index: float, number: float, normalised: float
) -> None:
    found = (M.herfindahl(amounts), M.effective_number(amounts), M.normalised_herfindahl(amounts))
    assert found == pytest.approx((index, number, normalised), nan_ok=True)


def test_overlap_of_two_bodies(store: GraphStore) -> None:
    found = analyses.overlaps(build_network(store, "leads"))
    pair = found.find(iri=iri("drc"), other=iri("etc"))
    assert (pair["shared"], pair["first_total"], pair["other_total"]) == (2, 3, 3)
    assert (pair["jaccard"], pair["overlap"]) == pytest.approx((2 / 4, 2 / 3))
    assert found.rows[0][6] == 2


def test_two_documents_compared(store: GraphStore) -> None:
    first, second = (build_network(store, "leads", document=iri(d)) for d in ("plan-a", "plan-b"))
    found = analyses.compare(first, second)
    drc = found.find(iri=iri("drc"))
    assert (drc["in_first"], drc["in_second"], drc["change"]) == (True, True, -1.0)
    assert found.filter == {"first.document": iri("plan-a"), "second.document": iri("plan-b")}
    assert "Jaccard" in found.rule.en


def test_ranks_that_agree_correlate_and_ties_share_a_rank() -> None:
    a = {"x": 1.0, "y": 2.0, "z": 3.0}
    assert M.spearman(a, a) == pytest.approx(1.0)
    assert M.spearman(a, {"x": 3.0, "y": 2.0, "z": 1.0}) == pytest.approx(-1.0)
    assert M.spearman(a, {"x": 1.0, "y": 1.0, "z": 2.0}) == pytest.approx(math.sqrt(3) / 2)
    assert math.isnan(M.spearman(a, {"x": 1.0}))


def test_communities_of_a_divided_network_have_high_modularity() -> None:
    net = net_of(*((f"{s}{i}", f"{s}{j}", 1.0) for s in "ab" for i in range(4) for j in range(i)))
    net.add_edge("a0", "b0", weight=1.0)
    parts = M.communities(net)
    assert {parts[f"a{i}"] for i in range(4)} == {1}
    assert M.modularity(net, parts) == pytest.approx(
        networkx.community.modularity(net, [{f"{s}{i}" for i in range(4)} for s in "ab"])
    )


@pytest.mark.parametrize("measure", sorted(M.MEASURES))
def test_measures_of_an_empty_network_are_empty(measure: str) -> None:
    assert M.MEASURES[measure](networkx.Graph()) == {}


def every_table(store: GraphStore) -> list[MeasureTable]:
    leads = build_network(store, "leads", document=iri("plan-a"))
    return [
        analyses.leadership(leads),
        analyses.overlaps(leads),
        analyses.concentration(leads),
        analyses.two_mode(leads),
        analyses.centralities(build_network(store, "co-leads", document=iri("plan-a"))),
    ]


def test_every_table_says_its_rule_filter_version_and_query(store: GraphStore) -> None:
    for made in every_table(store):
        for language in ("zh", "en"):
            assert "1.2.3" in made.method(language) and "plan-a" in made.method(language)
        assert made.rule.zh and made.rule.en and "SELECT" in made.sparql
        assert made.to_dataframe().attrs["version"] == "1.2.3"


def test_every_table_prints_shows_and_exports(store: GraphStore) -> None:
    for made in every_table(store):
        assert made.title.zh in str(made) and made.title.en in made.text("en")
        assert made._repr_html_().count("<tr>") == len(made) + 1
        assert made.to_csv().splitlines()[0] == ",".join(made.keys)
        assert len(made.to_dataframe()) == len(made)
        assert all(column.label.zh and column.label.en for column in made.columns)


def test_components_are_taken_each_by_itself_with_the_numbers_of_the_whole() -> None:
    net = networkx.disjoint_union_all(
        [networkx.path_graph(5), networkx.cycle_graph(7), networkx.star_graph(4), networkx.Graph()]
    )
    net = networkx.relabel_nodes(net, str)
    net.add_node("alone")
    assert M.betweenness(net) == pytest.approx(networkx.betweenness_centrality(net), rel=1e-12)
    assert sum(M.betweenness(net).values()) > 0
    theirs = networkx.constraint(net)
    assert M.constraint(net) == pytest.approx(theirs, rel=1e-12, nan_ok=True)


def test_overlaps_are_those_of_all_pairs(store: GraphStore) -> None:
    leads = build_network(store, "leads")
    work: dict[str, set[str]] = {}
    for task, body, data in leads.edges(data=True):
        if not data["group"]:
            work.setdefault(body, set()).add(task)
    pairs = {(a, b) for a in work for b in work if a < b and work[a] & work[b]}
    found = analyses.overlaps(leads)
    assert pairs
    assert {(row[0], row[3]) for row in found.rows} == pairs


def _random_net(nodes: int, edges: int, seed: int) -> Net:
    rng = random.Random(seed)
    path = [(f"n{i:04d}", f"n{i + 1:04d}", 1.0) for i in range(nodes - 1)]  # in one piece
    ends = [sorted(rng.sample(range(nodes), 2)) for _ in range(edges)]
    more = [(f"n{a:04d}", f"n{b:04d}", rng.choice([0.5, 1.0, 3.0])) for a, b in ends]
    return net_of(*path, *more)


@pytest.mark.parametrize(
    "net",
    [
        STAR,
        net_of(("a", "b", 1.0)),
        networkx.path_graph([f"n{i:03d}" for i in range(150)]),
        networkx.relabel_nodes(networkx.complete_bipartite_graph(3, 40), str),
        networkx.relabel_nodes(networkx.barbell_graph(12, 3), str),
        _random_net(300, 600, 1),
        _random_net(120, 40, 2),
        _random_net(600, 3000, 3),
    ],
    ids=["star", "pair", "path", "two modes", "two cliques", "random", "sparse", "dense"],
)
def test_the_leading_vector_without_a_matrix_is_that_of_all_vectors(
    net: Net, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_matrix = M.eigenvector(net)
    monkeypatch.setattr(M, "_DENSE", 1)
    found = M.eigenvector(net)
    assert found.keys() == by_matrix.keys()
    assert max(abs(found[n] - by_matrix[n]) for n in found) < 1e-9
    assert M.eigenvector(shuffled(net, 5)) == found
