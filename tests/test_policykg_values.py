"""Values of results, data frames and other libraries find again what they came from."""

from __future__ import annotations

import copy
import io
import json
import pickle
from collections import Counter
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import networkx
import numpy
import pandas
import pytest
import rdflib

from graph.errors import (
    BadParameter,
    GraphError,
    ReadOnlyGraph,
    UnknownAnalysis,
    UnknownEnding,
    UnknownNetwork,
    UnknownThing,
)
from graph.networks.nx import Attributes
from graph.queries.query import run
from graph.queries.results import Row
from graph.rdf.store import GraphStore
from graph.rdf.terms import IRI, to_term
from ontology.rdf import Literal, NamedNode
from policykg.kg import KG
from tests.support.small_graph import BASE, quad

XSD = "http://www.w3.org/2001/XMLSchema#"


def _store(*terms: str) -> GraphStore:
    lines = [quad(f"t{at}", "http://e/p", term) for at, term in enumerate(terms)]
    return GraphStore.in_memory(b"".join(lines), BASE)


def _typed(text: str, kind: str) -> str:
    return f'"{text}"^^<{XSD}{kind}>'


# ---- rows ------------------------------------------------------------------------------------


def test_columns_may_have_the_names_of_tuple_methods() -> None:
    result = run(_store('"x"'), 'SELECT (COUNT(*) AS ?count) ("a" AS ?index) { ?s ?p ?o }')
    row = result.rows[0]
    assert (row.count, row.index, row["count"], row[0]) == (1, "a", 1, 1)


def test_without_such_columns_rows_are_tuples_as_ever() -> None:
    row = Row([1, 2, 2], ("a", "b", "c"))
    assert (row.count(2), row.index(2), row == (1, 2, 2)) == (2, 1, True)


# ---- data frames -----------------------------------------------------------------------------

CELLS = [
    (_typed("5", "integer"), "Int64"),
    (_typed("9223372036854775808", "integer"), "object"),
    (_typed("1.5", "decimal"), "Float64"),
    (_typed("0.1", "decimal"), "Float64"),
    (_typed("-17.0", "decimal"), "Float64"),
    (_typed("1234567890.12345678", "decimal"), "object"),
    (_typed("true", "boolean"), "boolean"),
    (_typed("2007-01-01", "date"), "datetime64[s]"),
    (_typed("0950-12-31", "date"), "datetime64[s]"),
    (_typed("2007-01-01T00:00:00", "dateTime"), "datetime64[us]"),
    (_typed("2007-01-01T10:30:00.123456", "dateTime"), "datetime64[us]"),
    (_typed("2007-01-01T00:00:00+08:00", "dateTime"), "datetime64[us, UTC+08:00]"),
    (_typed("2007-01-01T10:00:00Z", "dateTime"), "datetime64[us, UTC]"),
    ('"text"', "string"),
    ('"市建设局"', "string"),
    (f"<{BASE}id/x>", "object"),
]


@pytest.mark.parametrize(("term", "dtype"), CELLS)
def test_what_a_data_frame_holds_finds_what_it_came_from(term: str, dtype: str) -> None:
    store = _store(term)
    frame = run(store, "SELECT ?o { ?s <http://e/p> ?o }").to_dataframe()
    assert str(frame["o"].dtype) == dtype
    for value in (frame["o"][0], frame["o"].iloc[-1], next(iter(frame["o"]))):
        assert len(run(store, "SELECT ?s { ?s <http://e/p> ?v }", {"v": value})) == 1, repr(value)


@pytest.mark.parametrize(
    "kinds",
    [
        ("2007-01-01T00:00:00", "2007-01-01T00:00:00Z"),
        ("2007-01-01T00:00:00+08:00", "2007-01-01T00:00:00Z"),
    ],
)
def test_times_of_several_zones_stay_as_they_are(kinds: tuple[str, ...]) -> None:
    store = _store(*(_typed(text, "dateTime") for text in kinds))
    frame = run(store, "SELECT ?o { ?s ?p ?o } ORDER BY ?s").to_dataframe()
    assert [value.utcoffset() for value in frame["o"]] == [
        datetime.fromisoformat(text).utcoffset() for text in kinds
    ]


@pytest.mark.parametrize(
    "kind",
    ["gYear", "gYearMonth", "time", "duration", "dayTimeDuration", "base64Binary", "anyURI",
     "date", "dateTime", "integer", "decimal", "double", "float", "boolean", "string", "byte"],
)  # fmt: skip
@pytest.mark.parametrize(
    "text", ["2010", "2007-01-01Z", "24:00:00", "P1Y", "99999-01-01", "INF", "x"]
)
def test_every_datatype_becomes_a_column(kind: str, text: str) -> None:
    frame = run(_store(_typed(text, kind)), "SELECT ?o { ?s ?p ?o }").to_dataframe()
    assert len(frame) == 1


def test_unbound_cells_stay_empty_and_are_no_values() -> None:
    store = _store(_typed("5", "integer"))
    frame = run(store, "SELECT ?o ?n { ?s ?p ?o OPTIONAL { ?s <http://e/q> ?n } }").to_dataframe()
    assert frame["n"].isna().all()
    with pytest.raises(BadParameter, match="no value"):
        run(store, "SELECT ?s { ?s ?p ?v }", {"v": frame["n"][0]})


# ---- foreign values --------------------------------------------------------------------------

EIGHT = timezone(timedelta(hours=8))
FOREIGN = [
    (numpy.int64(5), Literal(5)),
    (numpy.uint8(5), Literal(5)),
    (numpy.bool_(True), Literal(True)),
    (numpy.str_("x"), Literal("x")),
    (numpy.float64(1.5), Literal("1.5", datatype=NamedNode(f"{XSD}decimal"))),
    (numpy.float64(2010), Literal("2010.0", datatype=NamedNode(f"{XSD}decimal"))),
    (numpy.datetime64("2007-01-01"), Literal("2007-01-01", datatype=NamedNode(f"{XSD}date"))),
    (numpy.datetime64("2007-01-01T10:00"),
     Literal("2007-01-01T10:00:00", datatype=NamedNode(f"{XSD}dateTime"))),
    (pandas.Timestamp("2007-01-01").as_unit("s"),
     Literal("2007-01-01", datatype=NamedNode(f"{XSD}date"))),
    (pandas.Timestamp("2007-01-01T10:00", tz=EIGHT),
     Literal("2007-01-01T10:00:00+08:00", datatype=NamedNode(f"{XSD}dateTime"))),
    (rdflib.URIRef("http://e/x"), NamedNode("http://e/x")),
    (rdflib.Literal("x", lang="zh"), Literal("x", language="zh")),
    (rdflib.Literal("x"), Literal("x")),
    (rdflib.Literal(5), Literal("5", datatype=NamedNode(f"{XSD}integer"))),
    (date(2007, 1, 1), Literal("2007-01-01", datatype=NamedNode(f"{XSD}date"))),
    (datetime(2007, 1, 1), Literal("2007-01-01T00:00:00", datatype=NamedNode(f"{XSD}dateTime"))),
    (Decimal("1.50"), Literal("1.50", datatype=NamedNode(f"{XSD}decimal"))),
    (1.5, Literal(1.5)),
    (IRI("http://e/x"), NamedNode("http://e/x")),
]  # fmt: skip


@pytest.mark.parametrize(("value", "expected"), FOREIGN)
def test_values_of_other_libraries_are_taken_for_what_they_stand_for(
    value: Any, expected: Any
) -> None:
    assert to_term(value) == expected


STRANGE = [
    None, float("nan"), Decimal("NaN"), Decimal("Infinity"), numpy.float64("nan"),
    numpy.datetime64("NaT"), pandas.NaT, pandas.NA, [1], (1,), {"a": 1}, {1}, b"x", object(),
    numpy.array([1, 2]), pandas.Series([1]), 1j, timedelta(1), IRI("no iri"), IRI(""), range(2),
    rdflib.Graph(),
]  # fmt: skip


@pytest.mark.parametrize(
    "value", STRANGE, ids=lambda value: f"{type(value).__module__}.{type(value).__name__}"
)
def test_what_stands_for_no_term_is_refused_in_our_own_words(value: Any) -> None:
    with pytest.raises(BadParameter, match=r"v = .*cannot stand in a query"):
        run(_store('"x"'), "SELECT ?s { ?s ?p ?v }", {"v": value})


# ---- the facade ------------------------------------------------------------------------------


def test_an_iri_is_one_wherever_kg_iri_made_it(kg: KG) -> None:
    document = kg.iri("shaoxing-plan")
    text = "SELECT ?t { ?t a pk:Task ; pk:statedIn ?d }"
    assert len(kg.query(text, d=document)) == 36
    assert len(kg.ask("bodies-by-tasks-led", document=document)) == 36
    assert kg.network("leads", document=document).number_of_edges() > 0
    assert document == kg.iri("id:shaoxing-plan") == kg.iri(str(document))


def test_a_frame_of_real_answers_can_be_asked_about(kg: KG) -> None:
    frame = kg.ask("bodies-by-tasks-led").to_dataframe()
    rows = kg.query("SELECT ?t { ?t pk:ledBy ?body ; a pk:Task }", body=frame["body"][0])
    assert len(rows) == frame["whole"][0]


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
def test_the_graph_cannot_be_changed_through_rdflib(kg: KG) -> None:
    before = kg.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").rows[0].n
    dataset = kg.rdflib()
    x = rdflib.URIRef("http://e/x")
    for change in (
        lambda: dataset.add((x, x, x)),
        lambda: dataset.graph(x).add((x, x, x)),
        lambda: dataset.remove((x, x, x)),
        lambda: dataset.remove_graph(rdflib.URIRef(kg.store.graphs()[0])),
        lambda: dataset.parse(data="<http://a> <http://b> <http://c> .", format="turtle"),
        lambda: dataset.update("DELETE WHERE { ?s ?p ?o }"),
        lambda: dataset.update("INSERT DATA { <http://a> <http://b> <http://c> }"),
        lambda: dataset.addN([(x, x, x, dataset.graph(x))]),
    ):
        with pytest.raises(ReadOnlyGraph, match="read-only"):
            change()
    assert kg.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").rows[0].n == before == len(dataset)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("name", ["leads", "co-leads", "campaign-task-department", "containment"])
@pytest.mark.parametrize("kind", ["gexf", "graphml", "gml"])
def test_networkx_writes_a_network_by_itself(kg: KG, name: str, kind: str) -> None:
    net = kg.network(name, document="shaoxing-plan")
    file = io.BytesIO()
    getattr(networkx, f"write_{kind}")(net, file)
    file.seek(0)
    options = {"label": "id"} if kind == "gml" else {}
    again = getattr(networkx, f"read_{kind}")(file, **options)
    assert again.number_of_nodes() == net.number_of_nodes()
    assert again.number_of_edges() == net.number_of_edges()


def test_attributes_are_themselves_by_key_and_plain_for_writers() -> None:
    quote = {"text": "a\nb", "document": "https://x/id/plan", "start": 1, "end": 4}
    data = Attributes(kinds=["a", "b"], evidence=[quote], n=1, none=None, filter={"a": [1]})
    assert data["evidence"][0]["text"] == "a\nb"
    assert dict(data.items()) == {
        "kinds": "a | b",
        "evidence": "a\nb [plan 1-4]",
        "n": 1,
        "none": "",
        "filter": '{"a": [1]}',
    }
    for other in (data.copy(), copy.deepcopy(data), pickle.loads(pickle.dumps(data)), dict(data)):
        assert other["evidence"] == [quote]


def test_copies_of_a_network_keep_their_quotes(kg: KG) -> None:
    net = kg.network("co-leads", document="shaoxing-plan")
    a, b = next(iter(net.edges))
    for other in (net.copy(), net.subgraph([a, b]).copy(), copy.deepcopy(net)):
        assert other.edges[a, b]["evidence"][0]["text"] == net.edges[a, b]["evidence"][0]["text"]
    assert json.dumps(networkx.node_link_data(net.subgraph([a]).copy(), edges="edges"))


@pytest.mark.parametrize("name", ["foo", "lead", "", "co_leads", "LEADS"])
def test_an_unknown_network_is_told_in_our_own_words(kg: KG, name: str) -> None:
    with pytest.raises(UnknownNetwork) as raised:
        kg.network(name)
    assert isinstance(raised.value, GraphError) and isinstance(raised.value, KeyError)
    assert "co-leads" in str(raised.value) and "co-leads" in raised.value.zh


def test_the_nearest_name_is_named(kg: KG) -> None:
    with pytest.raises(UnknownNetwork, match="did you mean leads"):
        kg.network("leeds")
    with pytest.raises(UnknownAnalysis, match="did you mean leadership"):
        kg.measure("leadershp")


@pytest.mark.parametrize(
    "options",
    [{"since": "soon"}, {"until": 2010.5}, {"counting": "half"}, {"year": 2010}, {"since": [1]}],
)
def test_filters_that_make_no_sense_are_refused_in_our_own_words(
    kg: KG, options: dict[str, Any]
) -> None:
    with pytest.raises(BadParameter):
        kg.network("leads", **options)


def test_a_year_of_a_data_frame_is_a_year(kg: KG) -> None:
    assert kg.network("leads", until=numpy.int64(2010)).number_of_edges() == (
        kg.network("leads", until=2010).number_of_edges()
    )


def test_people_find_what_they_type(kg: KG, tmp_path: Any) -> None:
    assert kg.label("shaoxing-drc") == "绍兴市发展和改革委员会"
    assert kg.label("shaoxing-drc", "en").startswith("Shaoxing")
    with pytest.raises(UnknownThing):
        kg.label("nobody")
    assert "co-leads" in kg.networks
    assert kg.search("发展改革").rows[0].thing == kg.iri("shaoxing-drc")
    found = kg.search("development reform", most=3)
    assert max(Counter(row.kind for row in found).values()) == 3 < max(found.totals.values())
    assert len(kg.search('"} OFFSET * {')) == 0
    with pytest.raises(BadParameter):
        kg.search("  ")
    written = kg.draw("co-leads", tmp_path / "net.svg", document="shaoxing-plan", language="en")
    assert "<svg" in written.read_text("utf-8")
    picture = kg.draw(kg.network("co-leads", document="shaoxing-plan"))
    assert "<iframe" in picture._repr_html_()  # type: ignore[union-attr]
    with pytest.raises(UnknownEnding):
        kg.draw("co-leads", tmp_path / "net.docx")
