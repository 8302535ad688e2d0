"""Exports: every format says the same as the compiled graph, and opens in its readers."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pytest
import rdflib

from graph.builds.build import Generation, publish
from graph.errors import GraphError
from graph.exports.export import export, format_named, render
from graph.exports.parts import Compiled
from graph.exports.writers import WRITERS
from loaders.compile import compile_workspace
from loaders.workspace import open_workspace
from ontology.formats import FORMATS, holding
from ontology.namespaces import prefixes_for
from ontology.rdf import Quad, RdfFormat, Triple, parse
from tests.support.small_graph import BASE, INFO, quad, small_parts

ROOT = Path(__file__).resolve().parent.parent
XSD = "http://www.w3.org/2001/XMLSchema#"
P = "https://w3id.org/policykg/ns#"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    parts = dict(small_parts())
    parts["hill-plan"] += b"".join(
        (
            quad("odd", f"{P}value", f'"1.50"^^<{XSD}decimal>'),
            quad("odd", f"{P}value", f'"7000000000.0"^^<{XSD}decimal>'),
            quad("odd", f"{P}count", f'"123456789012345678901234567890"^^<{XSD}integer>'),
            quad("odd", f"{P}count", f'"-5"^^<{XSD}integer>'),
            quad("odd", f"{P}recurring", f'"true"^^<{XSD}boolean>'),
            quad("odd", f"{P}mixed", '"a \\"b\\" \\\\ \\n </script> =1"'),
            quad("odd", f"{P}mixed", '"只"@zh-hant'),
            quad("odd", f"{P}mixed", f"<{BASE}id/hill>"),
            quad("odd", "http://elsewhere.example/a/b%20c", '"x"'),
        )
    )
    return publish(tmp_path_factory.mktemp("small"), parts, info=INFO)


@pytest.fixture(scope="module")
def real(sources: Path, tmp_path_factory: pytest.TempPathFactory) -> Generation:
    compiled = compile_workspace(open_workspace(ROOT, [sources]))
    return publish(tmp_path_factory.mktemp("real"), compiled.parts, info=INFO)


def triples_in(generation: Generation) -> set[Triple]:
    return {quad.triple for quad in parse(generation.nquads(), RdfFormat.N_QUADS)}


ENGINE = {
    "turtle": RdfFormat.TURTLE,
    "trig": RdfFormat.TRIG,
    "nquads": RdfFormat.N_QUADS,
    "ntriples": RdfFormat.N_TRIPLES,
    "jsonld": RdfFormat.JSON_LD,
    "rdfxml": RdfFormat.RDF_XML,
}
RDFLIB = {"ntriples": "nt", "jsonld": "json-ld", "rdfxml": "xml"}
WITH_GRAPHS = ("trig", "nquads", "jsonld")


@pytest.mark.parametrize("which", ["small", "real"])
@pytest.mark.parametrize("name", ENGINE)
def test_the_engine_reads_back_what_was_compiled(
    name: str, which: str, request: pytest.FixtureRequest
) -> None:
    generation: Generation = request.getfixturevalue(which)
    read = set(parse(render(generation, name), ENGINE[name]))
    assert {quad.triple for quad in read} == triples_in(generation)
    if name in WITH_GRAPHS:
        assert read == set(parse(generation.nquads(), RdfFormat.N_QUADS))


@pytest.mark.sweep
@pytest.mark.parametrize("which", ["small", "real"])
@pytest.mark.parametrize("name", ["turtle", "ntriples", "rdfxml", "jsonld"])
@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
def test_rdflib_reads_back_what_was_compiled(
    name: str, which: str, request: pytest.FixtureRequest
) -> None:
    generation: Generation = request.getfixturevalue(which)
    data = render(generation, name)
    graph = rdflib.Dataset() if name == "jsonld" else rdflib.Graph()
    graph.parse(data=data, format=RDFLIB.get(name, name))
    compiled = rdflib.Graph()
    compiled.parse(data=render(generation, "ntriples"), format="nt")
    triples = graph.quads() if isinstance(graph, rdflib.Dataset) else graph
    assert {tuple(item)[:3] for item in triples} == set(compiled)


@pytest.mark.parametrize("name", ["turtle", "rdfxml", "ntriples"])
def test_rapper_reads_every_triple(real: Generation, name: str, tmp_path: Path) -> None:
    rapper = shutil.which("rapper")
    if rapper is None:
        pytest.skip("raptor's rapper is not installed: apt install raptor2-utils")
    path = export(real, name, tmp_path / f"graph{FORMATS[name].file_suffix}")
    ran = subprocess.run(
        [rapper, "-q", "-i", name, "-o", "ntriples", str(path)], capture_output=True, check=True
    )
    assert len(set(ran.stdout.splitlines())) == len(triples_in(real))
    assert ran.stderr == b""


@pytest.mark.parametrize("name", holding("whole"))
def test_the_same_graph_gives_the_same_bytes(small: Generation, name: str) -> None:
    assert render(small, name) == render(small, name)


def test_turtle_made_by_several_processes_is_the_same_text(
    small: Generation, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = render(small, "turtle")

    monkeypatch.setattr("graph.exports.writers._FORK_ABOVE", 0)

    assert render(small, "turtle") == alone


def test_turtle_is_for_people(real: Generation) -> None:
    text = render(real, "turtle").decode()
    assert "id:shaoxing-plan_task_7 a pk:" in text
    assert "pk:number 7" in text
    assert '"实施“培大育强”工程"@zh-hans' in text
    assert text.count("<https://w3id.org/policykg/id/") == 1


def test_jsonld_is_compact(small: Generation) -> None:
    import json

    document = json.loads(render(small, "jsonld"))
    graphs = {graph["@id"]: graph["@graph"] for graph in document["@graph"]}
    task = next(n for n in graphs["graph:hill-plan"] if n["@id"] == "id:hill-plan_task_1")
    assert task["ledBy"] == ["id:hill-drc", "id:hill-etc"]
    assert task["number"] == 1
    assert task["label"] == {"en": "Grow firms", "zh-hans": "培育企业"}
    assert document["@context"]["ledBy"] == {"@id": "pk:ledBy", "@type": "@id"}


def test_documents_can_be_chosen(real: Generation) -> None:
    data = render(real, "nquads", documents=["diankou-town"])
    graphs = {line.rsplit(b" ", 2)[1].rpartition(b"/")[2] for line in data.splitlines()}
    assert graphs == {b"diankou-town>", b"authority>", b"links>"}
    assert b"id/diankou> " in data
    assert b"id/shaoxing-etc> " not in data


def test_an_unknown_document_or_format_is_told_with_those_there(small: Generation) -> None:
    with pytest.raises(GraphError, match="hill-plan, lake-report"):
        render(small, "turtle", documents=["hil-plan"])
    with pytest.raises(GraphError, match="turtle, ntriples"):
        render(small, "pdf")


@pytest.mark.parametrize(
    ("alias", "name"),
    [("ttl", "turtle"), (".nq", "nquads"), ("JSON-LD", "jsonld"), ("xlsx", "xlsx")],
)
def test_a_format_is_known_by_its_suffix_too(alias: str, name: str) -> None:
    assert format_named(alias).name == name


def read_csv(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8"), newline="")))


def test_csv_has_a_table_a_kind(real: Generation, tmp_path: Path) -> None:
    folder = export(real, "csv", tmp_path / "tables")
    actions = read_csv((folder / "actions.csv").read_bytes())
    task = next(row for row in actions if row["id"] == "shaoxing-plan_task_8")
    assert task["ledBy"] == "shaoxing-drc | shaoxing-etc"
    assert task["ledBy_label"] == "绍兴市发展和改革委员会 | 绍兴市经济贸易委员会"
    assert task["quotes"].startswith("8.")
    leads = read_csv((folder / "responsibilities.csv").read_bytes())
    assert sum(row["role"] == "lead" and "_task_" in row["task"] for row in leads) == 97
    glossed = [row for row in leads if row["quotes_gloss"]]
    assert len(glossed) > 90
    for row in leads:
        states = set(filter(None, row["quotes_gloss_state"].split(" | ")))
        assert bool(states) == bool(row["quotes_gloss"])
        assert states <= {"machine-translation", "signed", "void"}


def test_a_zip_of_tables_holds_the_same_files(small: Generation, tmp_path: Path) -> None:
    folder = export(small, "csv", tmp_path / "tables")
    with zipfile.ZipFile(export(small, "csv", tmp_path / "tables.zip")) as archive:
        assert sorted(archive.namelist()) == sorted(path.name for path in folder.iterdir())
        assert archive.read("actions.csv") == (folder / "actions.csv").read_bytes()


def test_csv_for_excel_begins_with_a_mark(small: Generation, tmp_path: Path) -> None:
    folder = export(small, "csv", tmp_path / "tables", excel=True)
    assert (folder / "actions.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_the_dictionary_explains_every_column(real: Generation, tmp_path: Path) -> None:
    folder = export(real, "csv", tmp_path / "tables")
    rows = read_csv((folder / "dictionary.csv").read_bytes())
    bare = {row["column"] for row in rows if row["property"].startswith(P) and not row["label_zh"]}
    assert {column for column in bare if not column.endswith("_label")} == set()


def test_a_spreadsheet_has_native_numbers_and_chinese(real: Generation) -> None:
    book = openpyxl.load_workbook(io.BytesIO(render(real, "xlsx")))
    assert book.sheetnames[-1] == "dictionary"
    sheet = book["observations"]
    header = [cell.value for cell in next(sheet.iter_rows())]
    at = header.index("value")
    values = [row[at].value for row in sheet.iter_rows(min_row=2)]
    assert 5658000000 in values
    texts = {row[header.index("label_zh")].value for row in sheet.iter_rows(min_row=2)}
    assert all(isinstance(text, str) for text in texts)


def test_no_text_of_a_spreadsheet_is_a_formula(tmp_path: Path) -> None:
    parts = {
        "hill-plan": quad("a", "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", f"<{P}Task>")
        + quad("a", f"{P}name", '"=HYPERLINK(1)"')
    }
    made = publish(tmp_path, parts, info=INFO)
    sheet = openpyxl.load_workbook(io.BytesIO(render(made, "xlsx")))["actions"]
    cells = {cell.value: cell.data_type for row in sheet.iter_rows() for cell in row}
    assert cells["=HYPERLINK(1)"] == "s"


def test_quads_of_any_kind_can_be_written(small: Generation) -> None:
    from graph.rdf.jsonld import to_jsonld

    quads: list[Quad] = list(parse(small.nquads(), RdfFormat.N_QUADS))
    assert set(parse(to_jsonld(quads, {}), RdfFormat.JSON_LD)) == set(quads)


@pytest.mark.parametrize("name", ["nquads", "turtle", "trig"])
def test_a_graph_is_written_without_all_of_it_in_memory(small: Generation, name: str) -> None:
    parts = {part: small.part(part) for part in small.manifest.parts}
    read: list[str] = []

    def one(part: str) -> bytes:
        read.append(part)
        return parts[part]

    made = Compiled({part: len(data) for part, data in parts.items()}, one)
    prefixes = prefixes_for(small.manifest.base)
    pieces = WRITERS[name](made, prefixes)
    first = next(pieces)
    assert len(read) < len(parts) or name == "trig"
    assert first + b"".join(pieces) == b"".join(WRITERS[name](parts, prefixes))
