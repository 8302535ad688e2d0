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


@pytest.mark.parametrize("by", ["", "function", "level", "place", "document", "class", "strongest"])
def test_large_networks_are_drawn_in_part_or_by_groups_and_say_so(client: Client, by: str) -> None:
    url = f"/en/network/everything?by={by}"
    data, page = picture(client, url), client.get(url).text
    assert 3 <= len(data["nodes"]) <= 150
    words = re.sub(r"<[^>]+>|\s+", " ", page.partition('class="net-grouped">')[2])
    said = "are drawn together by class" if by == "strongest" else "drawn by " + (by or "function")
    assert said in words[:300]
    assert f"{len(client.get('/en/network/everything.csv').text.splitlines()) > 1000}" == "True"


def test_groups_lose_no_edge(client: Client) -> None:
    page = client.get("/en/network/co-leads?by=function").text
    whole = client.get("/en/network/co-leads.json").json()
    inside = re.search(r"(\d+) edges inside groups", page)
    assert inside is not None
    rows = client.get("/en/network/co-leads.csv?by=function").text.splitlines()[1:]
    assert rows
    total = sum(edge["w"] for edge in whole["edges"])
    drawn = sum(
        edge["w"] for edge in client.get("/en/network/co-leads.json?by=function").json()["edges"]
    )
    assert drawn <= total
    assert (drawn == total) == (inside[1] == "0")


def test_an_edge_between_groups_has_the_words_of_its_members(client: Client) -> None:
    data = client.get("/zh/network/co-leads.json?by=function").json()
    edge = max(data["edges"], key=lambda e: e["w"])
    ends = {"source": data["nodes"][edge["f"]]["iri"], "target": data["nodes"][edge["t"]]["iri"]}
    given = {"network": "co-leads", "by": "function", **ends}
    assert client.get("/zh/network/evidence.json", params=given).json()["quotes"]


def test_the_first_page_shows_every_network_with_a_small_picture(client: Client) -> None:
    page = client.get("/en/network").text
    for name in NETWORKS:
        assert f'href="/en/network/{name}"' in page
        for theme in ("light", "dark"):
            answer = client.get(f"/en/network-thumb/{name}-{theme}.svg")
            assert answer.headers["content-type"].startswith("image/svg+xml")
            assert "nodes" in "".join(ElementTree.fromstring(answer.content).itertext())
    assert client.get("/en/network-thumb/leads-pink.svg").status_code == 404
    assert client.get("/en/network-thumb/nothing-light.svg").status_code == 404


def test_paths_are_looked_for_inside_the_network_that_is_open(client: Client) -> None:
    url = "/en/network/co-leads?from=shaoxing-drc&to=shaoxing-construction-bureau"
    whole = picture(client, "/en/network/co-leads")
    far = next(
        node["iri"] for node in whole["nodes"]
        if not any({node["iri"], drc(whole)} == {whole["nodes"][e["f"]]["iri"],
                   whole["nodes"][e["t"]]["iri"]} for e in whole["edges"])
        and node["iri"] != drc(whole)
        and "shortest path" in client.get("/en/network/co-leads", params={
            "from": "shaoxing-drc", "to": node["iri"].rpartition("/id/")[2]}).text
    )  # fmt: skip
    url = f"/en/network/co-leads?from=shaoxing-drc&to={far.rpartition('/id/')[2]}"
    data = picture(client, url)
    assert {edge["k"] for edge in data["edges"]} == {edge["k"] for edge in whole["edges"]}
    assert {n["iri"] for n in data["nodes"]} < {n["iri"] for n in whole["nodes"]}
    page = client.get(url).text
    assert page.count('class="net-edge"') >= 2
    assert "lead together" in page.partition('class="net-ways"')[2][:3000]


def drc(data: dict[str, Any]) -> str:
    return next(str(n["iri"]) for n in data["nodes"] if n["iri"].endswith("/shaoxing-drc"))


def test_a_name_that_several_bear_is_asked_back(client: Client) -> None:
    for path in ("/zh/network/leads", "/zh/network"):
        page = client.get(path, params={"from": "局", "to": "shaoxing-drc"}).text
        which = page.partition('class="net-which"')[2].partition("</ul>")[0]
        links = re.findall(r'href="([^"]+)"', which)
        assert len(links) > 2
        assert all("from=" in link and "to=shaoxing-drc" in link for link in links)
        assert client.get(links[0].replace("&amp;", "&")).status_code == 200


def test_a_body_outside_of_the_open_network_is_said_to_be_outside(client: Client) -> None:
    page = client.get("/en/network/co-leads?from=shaoxing-drc&to=jiashan-county-government").text
    assert "Not in this network" in page or "Not found" in page


def test_measures_are_of_what_is_shown_and_say_their_rule(client: Client) -> None:
    page = client.get("/en/network/co-leads?weight=2").text
    data = client.get("/en/network/co-leads.json?weight=2").json()
    part = page.partition('class="net-measures"')[2].partition("</details>")[0]
    counts = dict(re.findall(r"<dt>([^<]+)</dt><dd>([^<]+)</dd>", part))
    assert int(counts["nodes"]) == len(data["nodes"])
    assert int(counts["joined pairs"]) == len(data["edges"])
    assert "Freeman 1977" in part


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
    page = page.partition('class="net-active"')[2].partition("</ul>")[0]
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
