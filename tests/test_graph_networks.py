"""Networks as declared views: edges, weights, filters, evidence."""

from __future__ import annotations

from typing import Any

import pytest

from graph.networks.build import NETWORKS, build_network
from graph.networks.nx import Net
from graph.networks.paths import ego_network, paths_between
from graph.rdf.store import GraphStore
from ontology import declarations
from policykg.kg import KG
from tests.support.networks_example import BASE, example_store, iri


@pytest.fixture(scope="module")
def store() -> GraphStore:
    return example_store()


def short(net: Net) -> set[tuple[str, str]]:
    cut = len(BASE + "id/")
    return {(a[cut:], b[cut:]) for a, b in net.edges}


def edge(net: Net, a: str, b: str) -> dict[str, Any]:
    data: dict[str, Any] = net.edges[iri(a), iri(b)]
    return data


def test_every_declared_network_is_listed_with_words_in_both_languages() -> None:
    assert {n.id for n in declarations.networks()} <= NETWORKS.keys()
    for spec in NETWORKS.values():
        words = (*spec.label, *spec.description, *spec.counting)
        assert all(words), spec.name


@pytest.mark.parametrize("name", sorted(NETWORKS))
def test_every_network_is_built_with_labels_kinds_rule_and_query(
    store: GraphStore, name: str
) -> None:
    net = build_network(store, name)
    assert net.graph["rule_zh"] and net.graph["rule_en"] and net.graph["version"] == "1.2.3"
    assert "SELECT" in net.graph["sparql"]
    for _, data in net.nodes(data=True):
        assert data["label_zh"] and data["label_en"] and data["kind"]
    for *_, data in net.edges(data=True):
        assert data["label_zh"] and data["label_en"] and data["weight"] > 0


@pytest.mark.parametrize("name", sorted(NETWORKS))
def test_every_edge_that_a_text_states_carries_its_words(store: GraphStore, name: str) -> None:
    for a, b, data in build_network(store, name).edges(data=True):
        if data["basis"] != "authority":
            assert data["evidence"], (a, b)
        for quote in data["evidence"]:
            assert quote["text"] and quote["end"] - quote["start"] == len(quote["text"])


def test_leads_join_each_task_to_the_bodies_of_its_bracket(store: GraphStore) -> None:
    net = build_network(store, "leads")
    assert {b for a, b in short(net) if a == "plan-a_task_1"} == {"drc", "etc", "fin"}
    assert net.number_of_edges() == 12
    assert edge(net, "plan-a_task_1", "etc")["position"] == 2
    assert edge(net, "plan-a_task_1", "etc")["weight_fractional"] == pytest.approx(1 / 3)


def test_groups_are_shown_but_never_enlarge_the_share_of_named_bodies(store: GraphStore) -> None:
    net = build_network(store, "leads")
    assert edge(net, "plan-a_task_3", "group")["group"]
    assert edge(net, "plan-a_task_3", "fin")["weight_fractional"] == 1.0
    assert "group" not in {b for _, b in short(build_network(store, "leads", groups=False))}


def test_bodies_that_lead_together_share_the_tasks_on_their_edge(store: GraphStore) -> None:
    net = build_network(store, "co-leads")
    assert short(net) == {
        ("drc", "etc"),
        ("drc", "fin"),
        ("etc", "fin"),
        ("drc", "hous"),
        ("env", "land"),
    }
    pair = edge(net, "drc", "etc")
    assert pair["tasks"] == [iri("plan-a_task_1"), iri("plan-a_task_2")]
    assert (pair["weight_whole"], pair["weight_fractional"]) == (2.0, 1.5)
    assert [q["via"] for q in pair["evidence"]] == pair["tasks"]


def test_fractional_counting_gives_a_body_one_for_each_joint_task(store: GraphStore) -> None:
    net = build_network(store, "co-leads", counting="fractional")
    strength = dict(net.degree(weight="weight"))
    assert strength[iri("drc")] == pytest.approx(3.0)  # three joint tasks
    assert strength[iri("etc")] == pytest.approx(2.0)


def test_groups_join_the_projection_on_request_only(store: GraphStore) -> None:
    assert ("fin", "group") in short(build_network(store, "co-leads", groups=True))
    assert ("fin", "group") not in short(build_network(store, "co-leads"))


def test_a_lead_points_to_those_who_support_its_task(store: GraphStore) -> None:
    net = build_network(store, "lead-support")
    assert short(net) == {("etc", "drc"), ("etc", "sci")}
    words = [q["text"] for q in edge(net, "etc", "sci")["evidence"]]
    assert words == ["(牵头单位:经贸委)", "(配合单位:发展改革委、科技局)"]


def test_a_campaign_is_joined_to_the_leads_of_its_tasks(store: GraphStore) -> None:
    net = build_network(store, "campaign-department")
    assert edge(net, "plan-a_campaign_1", "drc")["weight_whole"] == 2.0
    assert edge(net, "plan-a_campaign_1", "drc")["weight_fractional"] == pytest.approx(5 / 6)
    assert ("plan-b_strategy_1", "land") in short(net)


def test_inferred_edges_are_marked_and_separable(store: GraphStore) -> None:
    assert edge(build_network(store, "leads"), "plan-b_task_2", "env")["basis"] == "inferred"
    assert edge(build_network(store, "co-leads"), "env", "land")["basis"] == "inferred"
    assert ("env", "land") not in short(build_network(store, "co-leads", inferred=False))


def test_a_document_keeps_its_roles_towards_a_policy_on_one_edge(store: GraphStore) -> None:
    net = build_network(store, "policy-document")
    assert edge(net, "plan-a", "opinion")["kinds"] == ["implements", "refersTo"]
    assert edge(net, "plan-a", "opinion")["weight"] == 1.0
    assert edge(net, "plan-b", "plan-b_policy_liveable")["evidence"][0]["text"] == "制定宜居规划"


def test_places_firms_and_projects_hang_together(store: GraphStore) -> None:
    net = build_network(store, "place-enterprise-project")
    assert ("plan-a_project_lamps", "plan-a_enterprise_yongguang") in short(net)
    assert net.nodes[iri("plan-a_project_lamps")]["start"] == 2008
    assert net.nodes[iri("plan-a_project_lamps")]["end"] == 2009
    assert edge(net, "dongtang", "linhai")["basis"] == "authority"


@pytest.mark.parametrize(
    ("name", "filters", "edges"),
    [
        ("leads", {"document": iri("plan-a")}, 8),
        ("leads", {"document": [iri("plan-a"), iri("plan-b")]}, 12),
        ("leads", {"campaign": iri("plan-a_campaign_1")}, 5),
        ("co-leads", {"campaign": iri("plan-a_campaign_1")}, 3),
        ("leads", {"place": iri("linhai")}, 12),
        ("leads", {"place": iri("dongtang")}, 0),
        ("place-enterprise-project", {"place": iri("dongtang")}, 4),
        ("responsibilities", {"role": "support"}, 2),
        ("leads", {"since": 2010}, 4),
        ("leads", {"until": 2010}, 8),
        ("place-enterprise-project", {"since": 2008, "until": 2009}, 2),
        ("leads", {"kind": "department"}, 12),
        ("leads", {"kind": "government"}, 1),
        ("everything", {"kind": "Place"}, 1),
        ("place-enterprise-project", {"document": iri("plan-b")}, 0),
    ],
)
def test_a_filter_narrows_the_network(
    store: GraphStore, name: str, filters: dict[str, Any], edges: int
) -> None:
    net = build_network(store, name, **filters)
    assert net.number_of_edges() == edges
    assert net.graph["filter"].keys() == filters.keys()


@pytest.mark.parametrize(
    ("name", "filters", "error"),
    [
        ("leeds", {}, KeyError),
        ("leads", {"document": "no iri"}, ValueError),
        ("leads", {"document": "x:y> } INSERT"}, ValueError),
        ("leads", {"colour": "red"}, TypeError),
    ],
)
def test_wrong_names_and_filters_are_refused(
    store: GraphStore, name: str, filters: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        build_network(store, name, **filters)


def test_an_ego_network_grows_step_by_step(store: GraphStore) -> None:
    near, far = (ego_network(store, iri("sci"), depth) for depth in (1, 2))
    assert set(near.nodes) == {iri("sci"), iri("plan-a_task_4"), iri("linhai")}
    assert set(near.nodes) < set(far.nodes)
    assert near.graph["label_en"] == "Around Science"
    assert far.nodes[iri("etc")]["label_en"] == "Economy and Trade"


def test_an_ego_network_stops_at_its_bound_and_says_so(store: GraphStore) -> None:
    assert ego_network(store, iri("drc"), 4, most=3).graph["truncated"]
    assert not ego_network(store, iri("drc"), 1).graph["truncated"]


def test_paths_are_all_shortest_ones(store: GraphStore) -> None:
    net = paths_between(store, iri("hous"), iri("fin"))
    assert short(net) == {
        ("plan-b_task_1", "hous"),
        ("plan-b_task_1", "drc"),
        ("plan-a_task_1", "drc"),
        ("plan-a_task_1", "fin"),
    }


def test_things_without_a_path_give_an_empty_network(store: GraphStore) -> None:
    assert len(paths_between(store, iri("tran"), iri("fin"))) == 0


def test_two_builds_give_the_same_network_in_the_same_order(store: GraphStore) -> None:
    first, second = (build_network(s, "everything") for s in (store, example_store()))
    assert list(first.nodes(data=True)) == list(second.nodes(data=True))
    assert list(first.edges(data=True)) == list(second.edges(data=True))


def test_a_value_is_drawn_without_the_names_it_is_joined_to(kg: KG) -> None:
    net = kg.network("targets")
    found = [
        (data["short_zh"], data["short_en"], data["label_zh"])
        for _, data in net.nodes(data=True)
        if data["kind"] == "Target" and "15平方公里" in data["label_zh"]
    ]
    assert found == [
        ("至2012:15平方公里", "by 2012: 15平方公里", "店口镇 建成区面积 至2012:15平方公里")
    ]
