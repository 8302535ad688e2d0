"""The network page: state in the URL, the same as a table, quotes of any edge, files."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import pytest
from httpx import Client

from graph.networks.specs import NETWORKS
from tests.support.explorer_app import built, explorer


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with explorer(built()) as found:
        yield found


def picture(client: Client, url: str) -> dict[str, Any]:
    page = client.get(url)
    assert page.status_code == 200, page.text[:300]
    found = re.search(r'<script type="application/json" id="net-data">(.*?)</script>', page.text)
    assert found is not None
    data = json.loads(found[1])
    assert isinstance(data, dict)
    return data


@pytest.mark.parametrize("name", sorted(NETWORKS))
def test_every_declared_network_opens_with_places_and_a_table(client: Client, name: str) -> None:
    data = picture(client, f"/zh/network/{name}")
    assert data["nodes"]
    assert all({"x", "y"} <= node.keys() for node in data["nodes"])
    assert "<tbody><tr><td>" in client.get(f"/zh/network/{name}").text


def test_large_networks_are_drawn_in_part_and_say_so(client: Client) -> None:
    data = picture(client, "/en/network/everything")
    assert len(data["nodes"]) <= 240
    assert "are drawn together by class" in client.get("/en/network/everything").text


def test_filters_in_the_url_narrow_the_network(client: Client) -> None:
    whole = picture(client, "/en/network/leads")
    some = picture(
        client, "/en/network/leads?document=shaoxing-plan&campaign=shaoxing-plan_campaign_1"
    )
    assert 0 < len(some["nodes"]) < len(whole["nodes"])
    heavy = client.get("/en/network/co-leads.json?weight=3").json()
    assert min(edge["w"] for edge in heavy["edges"]) >= 3


@pytest.mark.parametrize(
    "query", ["since=abc", "kind=%3Cscript%3E", "document=nowhere", "weight=-1", "depth=9&around="]
)
def test_parameters_without_sense_are_left_aside(client: Client, query: str) -> None:
    assert client.get(f"/en/network/co-leads?{query}").status_code == 200


def test_the_quotes_of_an_edge_can_be_had(client: Client) -> None:
    data = client.get("/zh/network/co-leads.json").json()
    edge = data["edges"][0]
    ends = {"source": data["nodes"][edge["f"]]["iri"], "target": data["nodes"][edge["t"]]["iri"]}
    quotes = client.get("/zh/network/evidence.json", params={"network": "co-leads", **ends}).json()
    assert any("牵头" in q["exact"] or "责任" in q["exact"] for q in quotes["quotes"])
    assert quotes["quotes"][0]["href"].startswith("/zh/reader/shaoxing-plan#q_")


def test_an_edge_that_is_not_there_is_a_404(client: Client) -> None:
    answer = client.get("/zh/network/evidence.json?network=leads&source=x:y&target=x:z")
    assert answer.status_code == 404


def test_what_lies_around_a_thing_and_between_two(client: Client) -> None:
    around = picture(client, "/en/network?around=shaoxing-drc")
    assert any(node["iri"].endswith("/shaoxing-drc") for node in around["nodes"])
    between = picture(client, "/zh/network?from=市发展改革委&to=shaoxing-etc")
    ends = {node["iri"].rpartition("/")[2] for node in between["nodes"]}
    assert {"shaoxing-drc", "shaoxing-etc"} <= ends


def test_an_end_of_a_path_that_nobody_bears_is_named(client: Client) -> None:
    page = client.get("/en/network?from=Ministry of Nothing&to=shaoxing-etc")
    assert "Not found" in page.text
    assert "Ministry of Nothing" in page.text


def test_unknown_networks_and_things_are_404(client: Client) -> None:
    assert client.get("/en/network/no-such").status_code == 404
    assert client.get("/en/network?around=no-such").status_code == 404
    assert client.get("/en/network-file/no-such.svg").status_code == 404


@pytest.mark.parametrize("kind", ["svg", "graphml", "gexf"])
def test_files_for_other_tools_are_well_formed(client: Client, kind: str) -> None:
    answer = client.get(f"/zh/network-file/co-leads.{kind}?document=shaoxing-plan")
    assert answer.status_code == 200
    assert "attachment" in answer.headers["content-disposition"]
    ElementTree.fromstring(answer.content)


def test_the_offline_file_asks_nothing_of_the_network(client: Client) -> None:
    page = client.get("/zh/network-file/co-leads.html").text
    assert re.search(r'(?:src|href)="https?://', page) is None
    assert "发展和改革委员会" in page


def test_the_csv_has_both_weights(client: Client) -> None:
    header = client.get("/en/network/co-leads.csv").text.splitlines()[0]
    assert "weight_whole,weight_fractional" in header


def test_the_menu_has_every_network_and_the_files_are_all_there(client: Client) -> None:
    page = client.get("/en/network/co-leads?document=shaoxing-plan").text
    for name in NETWORKS:
        assert f'href="/en/network/{name}"' in page
    for url in ("co-leads.svg", "co-leads.html", "co-leads.graphml", "co-leads.gexf"):
        assert f'href="/en/network-file/{url}?document=shaoxing-plan"' in page
    assert 'href="/en/network/co-leads.csv?document=shaoxing-plan"' in page
    assert "data-net-png" in page


def test_every_filter_that_is_set_is_named_and_can_be_dropped(client: Client) -> None:
    page = client.get("/en/network/co-leads?document=shaoxing-plan&weight=2&inferred=no").text
    found = re.findall(r'<a class="tag" href="([^"]+)"[^>]*>([^<]+)</a>', page)
    words = [said for _, said in found]
    assert words[0].startswith("Document: Action plan")
    assert words[1:] == ["Weight at least: 2 ×", "Inferred facts: hidden ×", "Clear all"]
    assert found[1][0] == "/en/network/co-leads?document=shaoxing-plan&amp;inferred=no"


def test_paths_between_two_bodies_go_by_their_work(client: Client) -> None:
    between = picture(client, "/en/network?from=shaoxing-drc&to=shaoxing-science-bureau")
    kinds = {node["k"] for node in between["nodes"]}
    assert "Task" in kinds
    assert not any(n["iri"].endswith("shaoxing-government") for n in between["nodes"])


def test_a_path_file_is_named_for_what_it_holds(client: Client) -> None:
    for query, name in (("around=shaoxing-drc", "around-shaoxing-drc"),
                        ("from=shaoxing-drc&to=shaoxing-etc", "paths"), ("", "leads")):  # fmt: skip
        answer = client.get(f"/en/network-file/leads.svg?{query}")
        assert f'filename="{name}.svg"' in answer.headers["content-disposition"]


def test_the_picture_knows_full_names_and_its_own_words_for_edges(client: Client) -> None:
    data = picture(client, "/en/network/co-leads")
    names = dict(zip((n["iri"] for n in data["nodes"]), data["names"], strict=True))
    drc = next(iri for iri in names if iri.endswith("/shaoxing-drc"))
    assert names[drc] == "Shaoxing Municipal Development and Reform Commission"
    assert [kind["en"] for kind in data["edgeKinds"].values()] == ["lead together"]
