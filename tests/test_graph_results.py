"""Results: rows, tables, data frames, formats; types and languages kept, Chinese aligned."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from graph.errors import GraphError, UnknownFormat
from graph.queries.query import run
from graph.queries.results import GRAPH_FORMATS, RESULT_FORMATS, Result
from graph.rdf.store import GraphStore
from graph.rdf.terms import IRI, Text, Typed
from graph.textgrid import GridCell, as_text, clip, width
from ontology.rdf import QueryResultsFormat, RdfFormat, parse, parse_query_results
from tests.support.small_graph import BASE, quad, small_parts, small_store

LEADS = "SELECT ?task ?body { ?task pk:ledBy ?body } ORDER BY ?task ?body"
TARGET = (
    "SELECT ?label ?least ?year ?end ?period ?none { ?t a pk:Target ; rdfs:label ?label ; "
    "pk:minValue ?least ; pk:year ?year ; pk:end ?end ; pk:period ?period "
    'FILTER LANGMATCHES(LANG(?label), "zh") }'
)


def ask(text: str) -> Result:
    return run(small_store(), text)


def test_values_come_as_pythons_own() -> None:
    (row,) = ask(TARGET)
    assert tuple(row) == ("大企业数", 500, 2010, date(2010, 12, 31), "../2010", None)
    assert isinstance(row.label, Text)
    assert row.label.language == "zh-hans"
    assert isinstance(row["period"], Typed)
    assert row.period.datatype.endswith("/edtf/EDTF")
    assert row.as_dict()["year"] == 2010


def test_decimals_stay_exact() -> None:
    (row,) = ask("SELECT ?v { id:lake-report_obs_gdp_2017 pk:value ?v }")
    assert row.v == Decimal("5658000000")


def test_an_unknown_column_is_told_with_those_there() -> None:
    with pytest.raises(AttributeError, match="task, body"):
        _ = ask(LEADS)[0].actor


def test_a_result_can_be_read_and_written_again_and_again() -> None:
    result = ask(LEADS)
    assert len(result) == len(list(result)) == 3
    assert result.serialize("json") == result.serialize("json")
    assert len(json.loads(result.serialize("json"))["results"]["bindings"]) == 3


def test_a_table_shows_short_names_or_labels() -> None:
    plain, labelled = ask(LEADS).table(), ask(LEADS).with_labels("zh").table()
    assert "id:hill-plan_task_1" in plain
    assert "山城市经济贸易委员会" in labelled
    assert plain.endswith("3 rows") and labelled.endswith("3 行")
    assert "Grow firms" in ask(LEADS).with_labels("en").table()


def test_columns_line_up_under_chinese() -> None:
    cells = [
        [GridCell("培育"), GridCell("7", right=True)],
        [GridCell("a"), GridCell("10", right=True)],
    ]
    lines = as_text(["任务名称", "n"], cells).splitlines()
    assert [width(line) for line in lines if line] == [11, 12, 12, 12]
    assert clip("培育企业", 5) == "培育…"


def test_a_table_fits_the_terminal() -> None:
    rows = [[GridCell("长" * 100), GridCell("x" * 50), GridCell("3")]]
    assert all(width(line) <= 60 for line in as_text(["a", "b", "c"], rows, 60).splitlines())


def test_control_characters_do_not_reach_the_terminal() -> None:
    assert "\x1b" not in as_text(["a"], [[GridCell("x\x1b[31m\ny")]])


HOSTILE = "<script>alert(1)</script>\" onmouseover='x' =1+1"


@pytest.fixture
def hostile() -> GraphStore:
    text = json.dumps(HOSTILE)
    label = "http://www.w3.org/2000/01/rdf-schema#label"
    return GraphStore.in_memory(quad("a", label, f"{text}@zh-hans"), BASE)


def test_html_of_hostile_texts_is_inert(hostile: GraphStore) -> None:
    html = run(hostile, "SELECT * { ?s ?p ?o }").with_labels("zh")._repr_html_()
    assert "<script" not in html
    assert "' onmouse" not in html
    assert "&lt;script&gt;" in html


def test_only_web_addresses_become_links() -> None:
    store = GraphStore.in_memory(quad("a", "http://e/p", "<javascript:alert(1)>"), BASE)
    html = run(store, "SELECT ?o { ?s ?p ?o }")._repr_html_()
    assert "<a" not in html
    assert f'href="{BASE}id/a"' in run(store, "SELECT ?s { ?s ?p ?o }")._repr_html_()


def test_csv_gets_a_label_column_behind_each_column_of_iris() -> None:
    rows = list(csv.reader(io.StringIO(ask(LEADS).with_labels("zh").to_csv())))
    assert rows[0] == ["task", "task_label", "body", "body_label"]
    assert rows[1][1] == "培育企业"


def test_csv_for_excel_has_a_mark_and_no_formulas(tmp_path: Path) -> None:
    store = GraphStore.in_memory(quad("a", "http://e/p", '"=1+1"'), BASE)
    text = run(store, "SELECT ?o { ?s ?p ?o }").to_csv(tmp_path / "x.csv", excel=True)
    assert text == "\ufeffo\r\n'=1+1\r\n"
    assert (tmp_path / "x.csv").read_bytes() == text.encode()
    assert run(store, "SELECT ?o { ?s ?p ?o }").to_csv() == "o\r\n=1+1\r\n"


def test_a_data_frame_keeps_types_and_languages() -> None:
    frame = ask(TARGET).to_dataframe()
    assert {name: str(kind) for name, kind in frame.dtypes.items()} == {
        "label": "string",
        "least": "Int64",
        "year": "Int64",
        "end": "datetime64[s]",
        "period": "string",
        "none": "string",
    }
    assert frame.attrs["languages"] == {"label": ["zh-hans"]}
    assert list(frame.attrs["datatypes"]) == ["period"]
    assert "SELECT" in frame.attrs["sparql"]


def test_a_data_frame_of_no_rows_has_its_columns() -> None:
    frame = ask("SELECT ?a ?b { ?a pk:hostedBy ?b }").to_dataframe()
    assert list(frame.columns) == ["a", "b"]
    assert frame.empty


@pytest.mark.parametrize("format", ["json", "xml", "tsv", "csv"])
def test_select_is_written_in_every_format_of_sparql(format: str) -> None:
    data = ask(LEADS).serialize(format)
    if format in ("json", "xml", "tsv"):
        kinds = {"json": "JSON", "xml": "XML", "tsv": "TSV"}
        read = parse_query_results(data, getattr(QueryResultsFormat, kinds[format]))
        assert len(list(read)) == 3  # type: ignore[arg-type]
    else:
        assert len(data.splitlines()) == 4


@pytest.mark.parametrize(
    ("format", "text"),
    [("json", b'{"head":{},"boolean":true}'), ("csv", b"true\n"), ("tsv", b"true\n")],
)
def test_ask_is_written_too(format: str, text: bytes) -> None:
    assert ask("ASK { ?t a pk:Task }").serialize(format) == text


def test_ask_is_a_truth_value() -> None:
    assert ask("ASK { ?t a pk:Task }")
    assert not ask("ASK { ?t a pk:Event }")
    assert repr(ask("ASK { ?t a pk:Event }")) == "false"


CONSTRUCT = "CONSTRUCT { ?t rdfs:label ?l } WHERE { ?t a pk:Task ; rdfs:label ?l }"


@pytest.mark.parametrize("format", ["turtle", "ntriples", "nquads", "trig", "jsonld", "rdfxml"])
def test_construct_is_written_in_every_format_of_rdf(format: str) -> None:
    kinds = {"jsonld": "JSON_LD", "rdfxml": "RDF_XML", "ntriples": "N_TRIPLES", "nquads": "N_QUADS"}
    data = ask(CONSTRUCT).serialize(format)
    kind = getattr(RdfFormat, kinds.get(format, format.upper()))
    assert {quad.triple for quad in parse(data, kind)} == set(ask(CONSTRUCT).triples())


def test_turtle_of_a_construct_has_prefixes() -> None:
    text = ask(CONSTRUCT).to_turtle()
    assert "id:hill-plan_task_1 rdfs:label" in text
    assert "@prefix dcat:" not in text


@pytest.mark.parametrize(
    ("text", "format"), [(LEADS, "turtle"), (CONSTRUCT, "csv"), (LEADS, "pdf")]
)
def test_a_format_that_does_not_fit_is_told_with_those_that_do(text: str, format: str) -> None:
    with pytest.raises(GraphError, match="choose one of"):
        ask(text).serialize(format)


def test_triples_are_sorted() -> None:
    triples = ask("CONSTRUCT WHERE { ?s ?p ?o }").triples()
    assert triples == sorted(triples, key=str)
    assert len(triples) == len({line.rsplit(b" <", 1)[0] for line in _lines()})


def _lines() -> list[bytes]:
    return [line for data in small_parts().values() for line in data.splitlines()]


def test_xml_of_a_text_with_nul_is_an_error_and_not_a_broken_file() -> None:
    store = GraphStore.in_memory(quad("a", "http://e/p", '"x\\u0000y"'), BASE)
    with pytest.raises(GraphError, match="json"):
        run(store, "SELECT ?o { ?s ?p ?o }").serialize("xml")


@pytest.mark.parametrize("query", [LEADS, TARGET, "ASK {}", "CONSTRUCT WHERE { ?a pk:ledBy ?b }"])
def test_an_answer_written_row_by_row_has_the_same_bytes(query: str) -> None:
    result = ask(query)
    formats = GRAPH_FORMATS if result.kind == "construct" else RESULT_FORMATS
    for format in formats:
        written = io.BytesIO()
        result.write(written, format)
        assert written.getvalue() == result.serialize(format)
    with pytest.raises(UnknownFormat):
        result.write(io.BytesIO(), "nonsense")


def test_xml_written_in_pieces_is_looked_through_as_a_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("ontology.files._PIECE", 7)  # within tags and characters
    rows = 'SELECT ?a { VALUES ?a { "文\\r本" "\U0001f600" "普通" } }'
    written = io.BytesIO()
    ask(rows).write(written, "xml")
    assert written.getvalue() == ask(rows).serialize("xml")
    assert "文&#xD;本".encode() in written.getvalue()
    with pytest.raises(GraphError, match="FFFE"):
        ask('SELECT ?a { VALUES ?a { "文\ufffe本" } }').write(io.BytesIO(), "xml")


def test_an_iri_is_told_from_text() -> None:
    (row,) = ask("SELECT ?s ?name { ?s pk:name ?name } ORDER BY ?name LIMIT 1")
    assert isinstance(row.s, IRI)
    assert not isinstance(row.name, IRI)


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("6.5333333333", "6.5333"),
        ("0.9166666667", "0.9167"),
        ("-0.0012345678", "-0.001235"),
        ("35.9999999999", "36"),
        ("-1.6666666667", "-1.6667"),
        ("1.5", "1.5"),
        ("30.123456", "30.123456"),
        ("0.0000001", "0.0000001"),
        ("12", "12"),
    ],
)
def test_a_long_fraction_is_rounded_where_it_is_shown_and_kept_in_files(
    number: str, shown: str
) -> None:
    decimal = f'"{number}"^^<http://www.w3.org/2001/XMLSchema#decimal>'
    result = run(
        GraphStore.in_memory(quad("a", "http://e/p", decimal), BASE), "SELECT ?o { ?s ?p ?o }"
    )
    assert result.table(0).splitlines()[2].strip() == shown
    assert result.to_csv() == f"o\r\n{number}\r\n"
