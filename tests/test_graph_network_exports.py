"""Files that the next tool opens: read again by networkx, igraph, pandas and the csv module."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from graph.networks.build import NETWORKS, build_network
from graph.networks.nx import Net, networkx
from graph.pictures.network_files import (
    EDGE_COLUMNS,
    NODE_COLUMNS,
    WRITERS,
    edge_list,
    gexf,
    graphml,
    node_list,
    write_network,
)
from graph.rdf.store import GraphStore
from tests.support.networks_example import example_store, iri
from tests.support.pictures_example import hostile_net


@pytest.fixture(scope="module")
def store() -> GraphStore:
    return example_store()


def read(text: str, reader: str) -> Net:
    stream = io.BytesIO(text.encode("utf-8"))
    found: Net = getattr(networkx, reader)(stream)
    return found


@pytest.mark.parametrize("name", sorted(NETWORKS))
@pytest.mark.parametrize(
    ("write", "reader"), [(graphml, "read_graphml"), (gexf, "read_gexf")], ids=["graphml", "gexf"]
)
def test_networkx_reads_back_nodes_edges_labels_and_weights(
    store: GraphStore, name: str, write: Any, reader: str
) -> None:
    net = build_network(store, name)
    again = read(write(net), reader)
    assert set(again.nodes) == set(net.nodes)
    assert again.number_of_edges() == net.number_of_edges()
    assert again.is_directed() == net.is_directed() or not len(net)
    for node, data in again.nodes(data=True):
        assert data["label_zh"] == data["label"] == net.nodes[node]["label_zh"]
        assert data["kind"] == net.nodes[node]["kind"]
    for a, b, data in again.edges(data=True):
        assert float(data["weight"]) == net.edges[a, b]["weight"]


def test_values_keep_their_types(store: GraphStore) -> None:
    data = read(graphml(build_network(store, "leads")), "read_graphml").nodes[iri("group")]
    assert data["group"] is True
    task = read(graphml(build_network(store, "leads")), "read_graphml").nodes[iri("plan-a_task_3")]
    assert task["number"] == 3 and isinstance(task["number"], int)


def test_quotes_travel_with_document_and_place(store: GraphStore) -> None:
    net = build_network(store, "co-leads")
    data = read(graphml(net), "read_graphml").edges[iri("drc"), iri("etc")]
    first = net.edges[iri("drc"), iri("etc")]["evidence"][0]
    assert data["quotes"].split(" | ")[0] == (
        f"(牵头单位:发展改革委、经贸委、财政局) [plan-a {first['start']}-{first['end']}]"
    )
    assert data["tasks_zh"] == "培大育强工程 | 腾笼换鸟工程"


def test_gexf_carries_the_years_in_which_things_hold(store: GraphStore) -> None:
    root = ElementTree.fromstring(gexf(build_network(store, "place-enterprise-project")))
    space = {"g": root.tag[1:].split("}")[0]}
    graph = root.find("g:graph", space)
    assert graph is not None and graph.get("mode") == "dynamic"
    node = root.find(f".//g:node[@id='{iri('plan-a_project_lamps')}']", space)
    assert node is not None and (node.get("start"), node.get("end")) == ("2008-01-01", "2009-12-31")
    assert graph.get("timeformat") == "date"
    edges = root.findall(".//g:edge", space)
    assert {e.get("start") for e in edges} == {"2007-01-01", "2009-01-01", None}
    assert {e.get("end") for e in edges} == {"2007-12-31", "2009-12-31", None}


def test_what_has_begun_and_not_ended_is_open_in_gexf() -> None:
    net: Net = networkx.Graph()
    net.add_node("a", label_zh="甲", label_en="A", start=1993)
    net.add_node("b", label_zh="乙", label_en="B", end=2001)
    root = ElementTree.fromstring(gexf(net))
    nodes = {n.get("id"): n for n in root.iter() if n.tag.endswith("}node")}
    assert (nodes["a"].get("start"), nodes["a"].get("end")) == ("1993-01-01", None)
    assert (nodes["b"].get("start"), nodes["b"].get("end")) == (None, "2001-12-31")


def test_igraph_reads_the_graphml(store: GraphStore, tmp_path: Path) -> None:
    igraph = pytest.importorskip("igraph", reason="python-igraph is not installed")
    net = build_network(store, "co-leads")
    (tmp_path / "n.graphml").write_text(graphml(net), encoding="utf-8")
    again = igraph.Graph.Read_GraphML(str(tmp_path / "n.graphml"))
    assert (again.vcount(), again.ecount()) == (len(net), net.number_of_edges())
    assert set(again.vs["label_zh"]) == {d["label_zh"] for _, d in net.nodes(data=True)}
    assert sorted(again.es["weight"]) == sorted(d["weight"] for *_, d in net.edges(data=True))


def test_lists_have_a_row_each_and_fixed_columns(store: GraphStore) -> None:
    net = build_network(store, "leads")
    nodes = list(csv.DictReader(io.StringIO(node_list(net))))
    edges = list(csv.DictReader(io.StringIO(edge_list(net))))
    assert tuple(nodes[0]) == NODE_COLUMNS and tuple(edges[0]) == EDGE_COLUMNS
    assert [r["id"] for r in nodes] == list(net.nodes)
    assert [(r["source"], r["target"]) for r in edges] == list(net.edges)
    assert edges[0]["source_zh"] and edges[0]["target_en"] and edges[0]["quotes"]


def test_pandas_reads_the_lists(store: GraphStore) -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.read_csv(io.StringIO(edge_list(build_network(store, "leads"))))
    assert frame["weight"].sum() == 12.0
    assert frame["position"].max() == 3


def test_excel_gets_a_byte_order_mark_and_no_formulas() -> None:
    net: Net = networkx.Graph()
    net.add_node("=1+1", label_zh="=cmd()", label_en="-2")
    text = node_list(net, excel=True)
    row = next(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert text.startswith("\ufeff")
    assert (row["id"], row["label_zh"], row["label_en"]) == ("'=1+1", "'=cmd()", "'-2")


@pytest.mark.parametrize(
    "ending", ["nodes.csv", "edges.csv", *sorted(set(WRITERS) - {"csv", "png"})]
)
def test_every_format_takes_hostile_words_and_gives_the_same_bytes(
    tmp_path: Path, ending: str
) -> None:
    net = hostile_net()
    for name in ("a", "b"):
        write_network(net, tmp_path / f"{name}.{ending}")
    if ending in ("graphml", "gexf"):
        ElementTree.parse(tmp_path / f"a.{ending}")
    assert (tmp_path / f"a.{ending}").read_bytes() == (tmp_path / f"b.{ending}").read_bytes()


def test_csv_writes_nodes_and_edges_and_other_endings_are_refused(
    store: GraphStore, tmp_path: Path
) -> None:
    net = build_network(store, "leads")
    written = write_network(net, tmp_path / "网.csv")
    assert [p.name for p in written] == ["网.nodes.csv", "网.edges.csv"]
    with pytest.raises(ValueError, match="graphml"):
        write_network(net, tmp_path / "net.docx")
