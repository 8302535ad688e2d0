"""Pictures in one file: what stands in them, and that nothing in them can run."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from graph.networks.build import NETWORKS, build_network
from graph.networks.labels import common_place, shorten_labels
from graph.networks.nx import DiGraph, Net
from graph.pictures.data import aggregate, picture_data
from graph.pictures.html import SafeNetwork, _trusted, inert_json, library, picture, write_picture
from graph.pictures.svg import svg
from graph.rdf.store import GraphStore
from tests.support.networks_example import example_store, iri
from tests.support.pictures_example import HOSTILE, big_net, hostile_net


@pytest.fixture(scope="module")
def store() -> GraphStore:
    return example_store()


class Page(HTMLParser):
    """Collects what a browser would take for elements."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def payload(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.S)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


@pytest.mark.parametrize("name", sorted(NETWORKS))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_network_becomes_one_whole_page(store: GraphStore, name: str, language: Any) -> None:
    net = build_network(store, name)
    page = picture(net, language=language).generate_html()
    assert page.startswith("<!DOCTYPE html>")
    assert f'data-language="{language}"' in page
    assert len(payload(page)["nodes"]) == len(net)
    for data in (net.graph, *(d for _, d in net.nodes(data=True))):
        assert data["label_zh"].replace("&", "") in page.replace("&#39;", "'")


def test_a_page_asks_for_nothing_and_its_policy_forbids_it(store: GraphStore) -> None:
    page = picture(build_network(store, "leads")).generate_html()
    for tag, attributes in Page(page).tags:
        assert tag not in {"link", "iframe", "object", "embed", "base", "img"}
        assert not {"src", "href", "style", "onclick", "onload"} & attributes.keys(), tag
    assert "default-src 'none'" in page and "unsafe" not in page.split("</head>")[0][:1200]


def test_the_table_below_says_the_same_as_the_picture(store: GraphStore) -> None:
    net = build_network(store, "co-leads")
    page = picture(net).generate_html()
    rows = [a["id"] for tag, a in Page(page).tags if tag == "tr" and "id" in a]
    assert rows == [
        *(f"e{i}" for i in range(net.number_of_edges())),
        *(f"n{i}" for i in range(len(net))),
    ]
    for *_, data in net.edges(data=True):
        for quote in data["evidence"]:
            assert f'<q lang="zh">{quote["text"]}</q>' in page
            assert f"{quote['start']}–{quote['end']}" in page


def test_rule_filter_version_and_query_stand_in_the_page(store: GraphStore) -> None:
    net = build_network(store, "leads", document=iri("plan-a"))
    page = picture(net).generate_html()
    for words in (net.graph["rule_zh"], net.graph["rule_en"], "1.2.3", iri("plan-a"), "SELECT"):
        assert words in page


def test_hostile_words_are_words(store: GraphStore) -> None:
    page = picture(hostile_net()).generate_html()
    tags = Page(page).tags
    assert sum(tag == "script" for tag, _ in tags) == 3
    assert not any(tag == "img" for tag, _ in tags)
    assert not any(name.startswith("on") for _, a in tags for name in a)
    assert HOSTILE in {node["iri"] for node in payload(page)["nodes"]}
    assert "\u2028" not in re.findall(r'id="data">(.*?)</script>', page, re.S)[0]


def test_json_in_a_page_cannot_end_its_element() -> None:
    data = {"a": "</script><!--", "b": "\u2028\u2029&"}
    text = inert_json(data)
    assert not set("<>&\u2028\u2029") & set(text)
    assert json.loads(text) == data


def test_a_frame_for_notebooks_holds_the_page_as_one_attribute(store: GraphStore) -> None:
    frame = picture(hostile_net())._repr_html_()
    tags = Page(frame).tags
    assert [tag for tag, _ in tags] == ["iframe"]
    assert tags[0][1]["sandbox"] == "allow-scripts allow-downloads allow-modals"
    assert (tags[0][1]["srcdoc"] or "").startswith("<!DOCTYPE html>")


def test_writing_leaves_one_file_in_utf_8(store: GraphStore, tmp_path: Path) -> None:
    write_picture(build_network(store, "leads"), tmp_path / "网络.html")
    assert [f.name for f in tmp_path.iterdir()] == ["网络.html"]
    assert "发展改革委" in (tmp_path / "网络.html").read_text(encoding="utf-8")


def test_two_pages_of_one_network_are_the_same_bytes(store: GraphStore) -> None:
    first, second = (
        picture(build_network(s, "co-leads")).generate_html() for s in (store, example_store())
    )
    assert first == second


def test_the_subclass_is_filled_as_pyvis_is() -> None:
    net = SafeNetwork("标题 <b>", directed=True)
    net.add_node(1, label="甲", title="<script>alert(1)</script>")
    net.add_node("b", label="乙", color="red")
    net.add_node(1, label="again")
    net.add_edge(1, "b", value=3)
    net.add_edge(1, "b", value=9)
    assert (net.num_nodes(), net.num_edges()) == (2, 1)
    page = net.generate_html()
    assert "标题 &lt;b&gt;" in page and "alert(1)" not in page
    assert payload(page)["edges"][0]["w"] == 3


def test_an_edge_to_an_unknown_node_is_refused() -> None:
    net = SafeNetwork()
    net.add_node("a")
    with pytest.raises(ValueError, match="'b'"):
        net.add_edge("a", "b")


def test_undirected_edges_are_kept_once_whichever_way_they_come() -> None:
    net = SafeNetwork()
    for node in "ab":
        net.add_node(node)
    net.add_edge("a", "b")
    net.add_edge("b", "a")
    assert net.num_edges() == 1


def test_given_positions_are_kept() -> None:
    net = SafeNetwork()
    net.add_node("a", x=10, y=20)
    net.add_node("b", x=30, y=40)
    nodes = payload(net.generate_html())["nodes"]
    assert [(n["x"], n["y"]) for n in nodes] == [(10.0, 20.0), (30.0, 40.0)]


def test_adding_is_done_in_constant_time() -> None:
    net = SafeNetwork()
    for i in range(20_000):
        net.add_node(i)
    for i in range(1, 20_000):
        net.add_edge(i - 1, i)
    assert net.num_edges() == 19_999


def test_large_networks_are_aggregated_and_lose_no_weight() -> None:
    net = big_net(500)
    small = aggregate(net, 100)
    assert len(small) <= 100
    stands_for = sum(data.get("stands_for", 1) for _, data in small.nodes(data=True))
    assert stands_for == small.graph["whole"] == 500
    assert small.graph["aggregated"] == 500 - (len(small) - 2)
    inner = sum(1 for *_, d in small.edges(data=True) if "stands_for" not in d)
    assert inner == small.number_of_edges()


def test_small_networks_are_drawn_as_they_are() -> None:
    net = big_net(50)
    assert aggregate(net, 100) is net
    assert aggregate(net, None) is net


def test_labels_leave_out_the_place_that_all_bodies_share() -> None:
    names = [f"绍兴市{x}局" for x in ["水利", "交通", "规划", "财政", "公安", "建设"]]
    assert common_place(names, "zh") == "绍兴市"
    assert common_place(names[:3], "zh") == ""
    assert common_place([f"Shaoxing Municipal {x} Bureau" for x in "ABCDEF"], "en") == (
        "Shaoxing Municipal"
    )


def test_a_place_is_never_cut_in_the_middle_of_a_longer_one() -> None:
    net: Net = DiGraph()
    bodies = ["水利局", "交通局", "规划局", "财政局", "公安局", "区发展领导小组"]
    for body in bodies:
        words = {"label_zh": f"绍兴市{body}", "label_en": body, "kind": "Organization"}
        net.add_node(body, **words)
    shorten_labels(net)
    assert net.graph["omitted_zh"] == "绍兴市"
    assert [net.nodes[b].get("short_zh") for b in bodies] == [*bodies[:-1], None]


def test_svg_is_well_formed_and_names_chinese_fonts(store: GraphStore) -> None:
    for name in ("leads", "co-leads", "campaign-task-department"):
        for language in ("zh", "en"):
            text = svg(build_network(store, name), language=language)
            root = ElementTree.fromstring(text)
            assert "Noto Sans CJK SC" in (root.get("font-family") or "")
    assert ElementTree.fromstring(svg(hostile_net())) is not None


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh", ["整计数", "筛选：文献：发展行动方案；不含推断的事实。", "数据版本：1.2.3"]),
        (
            "en",
            ["Whole counting", "Filter: document Action plan; without inferred", "version 1.2.3"],
        ),
    ],
)
def test_a_still_picture_says_its_rule_filter_version_and_query(
    store: GraphStore, language: Any, said: list[str]
) -> None:
    net = build_network(store, "leads", document=iri("plan-a"), inferred=False)
    root = ElementTree.fromstring(svg(net, language=language))
    texts = {child.tag.rpartition("}")[2]: child.text or "" for child in root}
    assert all(words in texts["desc"] for words in said), texts["desc"]
    assert texts["metadata"] == net.graph["sparql"]
    rows = [child.text or "" for child in root if child.get("font-size") == "12"]
    glue = "" if language == "zh" else " "
    assert glue.join(rows).endswith(texts["desc"])


def test_svg_of_nothing_is_still_a_picture() -> None:
    assert ElementTree.fromstring(svg(DiGraph())) is not None


def test_sides_follow_the_columns(store: GraphStore) -> None:
    data = picture_data(build_network(store, "campaign-task-department"))
    sides = {node["k"]: node["side"] for node in data["nodes"]}
    assert sides["Campaign"] == "left"
    assert sides["Task"] == "card"
    assert sides["Organization"] == "right"


def test_the_library_comes_from_the_installed_wheel() -> None:
    assert "vis-network" in library()[:200]


def test_the_script_of_a_picture_is_whole_and_loads_nothing() -> None:
    script = str(_trusted()["script"])
    assert "function createView" in script and "createView(picture" in script
    assert re.search(r"(?m)^\s*(import|export)\b", script) is None


def test_kinds_that_are_drawn_together_differ_in_shape_not_in_colour_alone() -> None:
    from graph.networks.specs import NETWORKS
    from graph.pictures.data import look
    from ontology.kinds import BY_NAME

    names = ["Strategy", "Campaign", "Task", "Measure", "Safeguard", "Organization", "Enterprise",
             "Person", "Place", "Policy", "Project", "Indicator", "Observation", "Target", "Event",
             "Recognition", "Document", "GroupReference", "Thing"]  # fmt: skip
    assert set(names) <= set(BY_NAME)
    assert NETWORKS
    shapes = [look(name).shape for name in names]
    assert len(set(shapes)) == len(names)


def test_the_script_and_the_still_picture_know_the_same_marks() -> None:
    from pathlib import Path

    from graph.pictures import marks

    script = Path(marks.__file__).parent / "templates" / "networkview.js"
    part = script.read_text("utf-8").partition("const SHAPES = {")[2].partition("\n};")[0]
    found = set(re.findall(r'^  "?([a-z-]+)"?:', part, re.MULTILINE))
    assert found == {*marks.CORNERS, "dot", "ring"}


@pytest.mark.parametrize("name", ["leads", "lead-support", "campaign-task-department", "relations"])
def test_directed_networks_have_an_arrowhead_an_edge_in_svg(store: GraphStore, name: str) -> None:
    net = build_network(store, name)
    text = svg(net)
    assert text.count('class="arrow"') == net.number_of_edges()
    assert 'class="arrow"' not in svg(build_network(store, "co-leads"))
