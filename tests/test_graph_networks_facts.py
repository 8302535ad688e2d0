"""Networks and measures of the real documents: the numbers that the docs name."""

from __future__ import annotations

import pytest

from graph.measures import measure as analyses
from graph.networks.build import NETWORKS, build_network
from graph.networks.nx import Net
from policykg.kg import KG

ID = "https://w3id.org/policykg/id/"
PLAN = f"{ID}shaoxing-plan"


@pytest.fixture(scope="module")
def leads(kg: KG) -> Net:
    kinds = ["Task", "Organization", "GroupReference"]
    return build_network(kg.store, "leads", document=PLAN, kind=kinds)


def test_the_plan_has_97_leads_of_36_bodies_and_two_groups(leads: Net) -> None:
    assert leads.number_of_edges() == 97
    found = analyses.leadership(leads)
    named = [r for r in found if not r["group"]]
    groups = [r for r in found if r["group"]]
    assert (len(named), sum(r["whole"] for r in named)) == (36, 92)
    assert (len(groups), sum(r["whole"] for r in groups)) == (2, 5)
    assert len([n for n, d in leads.nodes(data=True) if d["kind"] == "Task"]) == 36


@pytest.mark.parametrize(
    ("body", "whole", "first", "sole"),
    [
        ("shaoxing-drc", 15, 9, 1),
        ("shaoxing-etc", 9, 4, 1),
        ("shaoxing-construction-bureau", 7, 3, 0),
        ("yuecheng-government", 5, 1, 0),
        ("shaoxing-transport-bureau", 5, 2, 0),
    ],
)
def test_the_bodies_that_lead_most(
    leads: Net, body: str, whole: int, first: int, sole: int
) -> None:
    row = analyses.leadership(leads).find(iri=ID + body)
    assert (row["whole"], row["first"], row["sole"]) == (whole, first, sole)


def test_two_commissions_lead_six_tasks_together(kg: KG) -> None:
    net = build_network(kg.store, "co-leads", document=PLAN)
    pair = net.edges[ID + "shaoxing-drc", ID + "shaoxing-etc"]
    assert len(pair["tasks"]) == pair["weight"] == 6
    assert {q["via"] for q in pair["evidence"]} == set(pair["tasks"])
    for body in ("市经贸委", "市发展改革委"):
        assert {q["via"] for q in pair["evidence"] if body in q["text"]} == set(pair["tasks"])


def test_bodies_in_each_campaign(kg: KG) -> None:
    found = analyses.concentration(
        build_network(kg.store, "campaign-department", document=PLAN, kind=["Campaign", *ENDS])
    )
    bodies = {r["iri"][-1]: (r["bodies"], r["bodies"] + r["groups"]) for r in found}
    assert [bodies[str(i)] for i in range(1, 8)] == [
        (14, 14),
        (7, 7),
        (10, 10),
        (7, 9),
        (12, 13),
        (12, 13),
        (11, 11),
    ]


ENDS = ("Organization", "GroupReference")


@pytest.mark.parametrize("name", sorted(NETWORKS))
def test_every_network_has_labels_and_words(kg: KG, name: str) -> None:
    net = build_network(kg.store, name)
    assert len(net) > 0
    for node, data in net.nodes(data=True):
        assert data["label_zh"] and data["label_en"], node
    for a, b, data in net.edges(data=True):
        assert data["basis"] == "authority" or data["evidence"], (a, b, data["kind"])
