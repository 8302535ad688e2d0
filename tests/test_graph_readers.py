"""Exports of the five documents opened by the programs that people open them with."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from graph.builds.build import publish
from graph.exports.export import export, render
from graph.measures.computing import strength
from graph.networks.build import NETWORKS
from graph.networks.nx import Net, networkx
from graph.pictures.network_files import node_list, write_network
from ontology.terms import PK, RDF
from policykg.kg import KG
from tests.support.command import ROOT
from tests.support.small_graph import INFO, quad

pytestmark = pytest.mark.sweep

EVERY_SHEET = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
"""LibreOffice's words for: commas, quotes, UTF-8, cells as shown, a file a sheet."""


def run(*command: str | Path) -> str:
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=240,
        # R rewrites what the locale cannot hold.
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def rscript(tmp_path: Path) -> Any:
    """R: runs a script on some files, and returns what it prints as a table without a header."""
    program = shutil.which("Rscript")
    if program is None:
        pytest.skip("R is not installed: apt install r-base-core")

    def ask(code: str, *words: Path) -> list[list[str]]:
        (tmp_path / "script.R").write_text(code, encoding="utf-8")
        said = run(program, "--vanilla", tmp_path / "script.R", *words)
        return [line.split("\t") for line in said.splitlines()]

    return ask


@pytest.fixture(scope="module")
def calc(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """LibreOffice Calc with a profile of its own; converts a file into a folder."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        pytest.skip("LibreOffice is not installed: apt install libreoffice-calc")
    profile = tmp_path_factory.mktemp("profile").as_uri()

    def convert(path: Path, kind: str, folder: Path, *more: str) -> Path:
        settled = f"-env:UserInstallation={profile}"
        run(program, settled, "--headless", *more, "--convert-to", kind, "--outdir", folder, path)
        return folder

    return convert


def rows_of(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def tables(kg: KG) -> dict[str, list[dict[str, str]]]:
    archive = zipfile.ZipFile(io.BytesIO(render(kg.generation, "csv")))
    return {name.removesuffix(".csv"): rows_of(archive.read(name)) for name in archive.namelist()}


# ---- networks ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(NETWORKS))
def test_python_igraph_opens_every_network_with_labels_and_weights(
    kg: KG, tmp_path: Path, name: str
) -> None:
    igraph = pytest.importorskip("igraph", reason="python-igraph is not installed")
    net = kg.network(name)
    (path,) = write_network(net, tmp_path / "net.graphml")
    again = igraph.Graph.Read_GraphML(str(path))
    assert again.is_directed() == net.is_directed()
    assert dict(zip(again.vs["id"], again.vs["label_zh"], strict=True)) == {
        node: data["label_zh"] for node, data in net.nodes(data=True)
    }
    ends = [(again.vs[e.source]["id"], again.vs[e.target]["id"]) for e in again.es]
    found = dict(zip(ends, again.es["weight"], strict=True))
    if not net.is_directed():
        found = {(min(pair), max(pair)): weight for pair, weight in found.items()}
    assert found == {(a, b): data["weight"] for a, b, data in net.edges(data=True)}


def test_igraph_measures_what_we_measure(kg: KG, tmp_path: Path) -> None:
    igraph = pytest.importorskip("igraph", reason="python-igraph is not installed")
    from graph.measures import computing as measures

    net = kg.network("co-leads")
    (path,) = write_network(net, tmp_path / "net.graphml")
    again = igraph.Graph.Read_GraphML(str(path))
    pairs = (len(again.vs) - 1) * (len(again.vs) - 2) / 2
    theirs = {
        "strength": again.strength(weights="weight"),
        "core": again.coreness(),
        "constraint": again.constraint(weights="weight"),
        "betweenness": [b / pairs for b in again.betweenness()],
        "pagerank": again.pagerank(weights="weight", damping=0.85),
    }
    for measure, values in theirs.items():
        ours = measures.MEASURES[measure](net)
        assert dict(zip(again.vs["id"], values, strict=True)) == pytest.approx(ours, abs=1e-6), (
            measure
        )


@pytest.mark.parametrize("name", sorted(NETWORKS))
def test_networkx_opens_every_network_as_gexf_with_its_years(
    kg: KG, tmp_path: Path, name: str
) -> None:
    net = kg.network(name)
    (path,) = write_network(net, tmp_path / "net.gexf")
    again: Net = networkx.read_gexf(path)
    assert {n: d["label_zh"] for n, d in again.nodes(data=True)} == {
        n: d["label_zh"] for n, d in net.nodes(data=True)
    }
    for a, b, data in net.edges(data=True):
        edge = again.edges[a, b]
        assert edge["weight"] == data["weight"]
        if data["years"]:
            years = f"{min(data['years'])}-01-01", f"{max(data['years'])}-12-31"
            assert (edge["start"], edge["end"]) == years


R_STRENGTH = """
    files <- commandArgs(trailingOnly = TRUE)
    nodes <- read.csv(files[1], encoding = "UTF-8")
    edges <- read.csv(files[2], encoding = "UTF-8")
    stopifnot(all(c(edges$source, edges$target) %in% nodes$id), is.numeric(edges$weight))
    ends <- factor(c(edges$source, edges$target), levels = nodes$id)
    strength <- tapply(c(edges$weight, edges$weight), ends, sum)
    strength[is.na(strength)] <- 0
    writeLines(enc2utf8(paste(nodes$id, nodes$label_zh, strength, sep = "\t")), useBytes = TRUE)
"""


def test_r_reads_node_and_edge_lists_and_counts_the_same(
    kg: KG, tmp_path: Path, rscript: Any
) -> None:
    net = kg.network("co-leads", counting="fractional")
    nodes, edges = write_network(net, tmp_path / "pairs.csv")
    expected = strength(net)
    found = rscript(R_STRENGTH, nodes, edges)
    assert {row[0]: row[1] for row in found} == {
        node: data["label_zh"] for node, data in net.nodes(data=True)
    }
    assert {row[0]: float(row[2]) for row in found} == pytest.approx(expected)


R_IGRAPH = """
    if (!suppressPackageStartupMessages(require(igraph, quietly = TRUE))) {
        cat("missing\n"); quit()
    }
    files <- commandArgs(trailingOnly = TRUE)
    drawn <- read_graph(files[1], "graphml")
    listed <- graph_from_data_frame(
        read.csv(files[3], encoding = "UTF-8"),
        directed = FALSE,
        read.csv(files[2], encoding = "UTF-8")
    )
    for (g in list(drawn, listed)) {
        lines <- paste(V(g)$label_zh, strength(g), coreness(g), sep = "\t")
        writeLines(enc2utf8(lines), useBytes = TRUE)
    }
"""


def test_igraph_of_r_opens_graphml_and_lists_alike(kg: KG, tmp_path: Path, rscript: Any) -> None:
    net = kg.network("co-leads")
    (drawn,) = write_network(net, tmp_path / "pairs.graphml")
    found = rscript(R_IGRAPH, drawn, *write_network(net, tmp_path / "pairs.csv"))
    if found == [["missing"]]:
        pytest.skip("R's igraph is not installed: apt install r-cran-igraph")
    cores = networkx.core_number(net)
    expected = sorted(
        [data["label_zh"], f"{strength(net)[node]:g}", f"{cores[node]:g}"]
        for node, data in net.nodes(data=True)
    )
    assert sorted(found[: len(net)]) == sorted(found[len(net) :]) == expected


# ---- tables --------------------------------------------------------------------------------


def test_r_reads_every_table(kg: KG, tmp_path: Path, rscript: Any) -> None:
    folder = export(kg.generation, "csv", tmp_path / "tables")
    code = """
        for (file in list.files(commandArgs(trailingOnly = TRUE)[1], full.names = TRUE)) {
            table <- read.csv(file, encoding = "UTF-8", check.names = FALSE)
            cat(sub("[.]csv$", "", basename(file)), nrow(table), ncol(table), sep = "\t")
            cat("\n")
        }
    """
    found = {name: (int(rows), int(columns)) for name, rows, columns in rscript(code, folder)}
    assert found == {name: (len(rows), len(rows[0])) for name, rows in tables(kg).items()}


def test_pandas_reads_every_table(kg: KG) -> None:
    pandas = pytest.importorskip("pandas")
    archive = zipfile.ZipFile(io.BytesIO(render(kg.generation, "csv")))
    for name, rows in tables(kg).items():
        frame = pandas.read_csv(
            io.BytesIO(archive.read(f"{name}.csv")), dtype=str, keep_default_na=False
        )
        assert frame.to_dict("records") == rows, name


def test_libreoffice_opens_every_sheet_with_the_same_cells(
    kg: KG, tmp_path: Path, calc: Any
) -> None:
    path = tmp_path / "tables.xlsx"
    path.write_bytes(render(kg.generation, "xlsx"))
    calc(path, EVERY_SHEET, tmp_path / "sheets")
    expected = tables(kg)
    found = {
        file.stem.removeprefix("tables-"): rows_of(file.read_bytes())
        for file in (tmp_path / "sheets").iterdir()
    }
    assert found.keys() == expected.keys()
    for name, rows in expected.items():
        assert [list(map(plain, r.values())) for r in found[name]] == [
            list(map(plain, r.values())) for r in rows
        ], name


def plain(cell: str) -> str:
    """Return a cell as text, numbers in one notation and line breaks in one form."""
    try:
        return f"{float(cell):.10g}"
    except ValueError:
        return {"TRUE": "true", "FALSE": "false"}.get(cell, " ".join(cell.split()))


HOSTILE = ["=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "\r=1+1", "\n=1+1", " =1+1", "＝1+1", "%0"]


def test_libreoffice_computes_nothing_that_a_csv_for_excel_says(tmp_path: Path, calc: Any) -> None:
    net: Net = networkx.Graph()
    for number, text in enumerate(HOSTILE):
        net.add_node(f"n{number}", label_zh=text, label_en=f"{text},2")
    path = tmp_path / "nodes.csv"
    path.write_text(node_list(net, excel=True), encoding="utf-8", newline="")
    # The last words: look for numbers, and take for a formula what looks like one.
    calc(path, "xlsx", tmp_path / "made", "--infilter=CSV:44,34,76,1,,0,false,true,false,true")
    cells = cells_of(tmp_path / "made" / "nodes.xlsx")
    assert [cell.value for cell in cells if cell.data_type == "f"] == []
    assert 2 not in {cell.value for cell in cells}
    assert sum("1+1" in str(cell.value) for cell in cells) == 2 * 8


def test_libreoffice_computes_nothing_that_a_spreadsheet_says(tmp_path: Path, calc: Any) -> None:
    lines = [
        quad(f"a{number}", RDF.type, f"<{PK.Task}>") + quad(f"a{number}", PK.name, literal(text))
        for number, text in enumerate(HOSTILE)
    ]
    made = publish(tmp_path / "build", {"hill-plan": b"".join(lines)}, info=INFO)
    (tmp_path / "t.xlsx").write_bytes(render(made, "xlsx"))
    calc(tmp_path / "t.xlsx", EVERY_SHEET, tmp_path / "sheets")
    names = {row["name"] for row in rows_of((tmp_path / "sheets" / "t-actions.csv").read_bytes())}
    assert {" ".join(n.split()) for n in names} == {" ".join(t.split()) for t in HOSTILE}


def literal(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def cells_of(path: Path) -> list[Any]:
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    return [cell for row in sheet.iter_rows() for cell in row]


def test_libreoffice_opens_the_csv_for_excel_with_its_chinese(
    kg: KG, tmp_path: Path, calc: Any
) -> None:
    folder = export(kg.generation, "csv", tmp_path / "tables", excel=True)
    calc(folder / "actions.csv", "xlsx", tmp_path / "made", "--infilter=CSV:44,34,76")
    shown = {str(cell.value) for cell in cells_of(tmp_path / "made" / "actions.xlsx")}
    assert {row["label_zh"] for row in tables(kg)["actions"]} <= shown


# ---- citations -----------------------------------------------------------------------------


def test_bibtex_is_read_by_a_bibtex_parser(kg: KG) -> None:
    pybtex = pytest.importorskip("pybtex.database", reason="pybtex is not installed")
    found = pybtex.parse_string(render(kg.generation, "bibtex").decode(), "bibtex")
    assert sorted(found.entries) == sorted(kg.documents)
    fields = found.entries["shaoxing-plan"].fields
    assert (fields["title"], fields["year"]) == ("{市区发展行动方案}", "2007")


@pytest.mark.filterwarnings("ignore")
def test_a_citation_processor_writes_references_of_the_csl(kg: KG) -> None:
    citeproc = pytest.importorskip("citeproc", reason="citeproc-py is not installed")
    from citeproc.source.json import CiteProcJSON

    items = json.loads(render(kg.generation, "csl"))
    style = citeproc.CitationStylesStyle("harvard-cite-them-right", validate=False)
    shelf = citeproc.CitationStylesBibliography(
        style, CiteProcJSON(items), citeproc.formatter.plain
    )
    for item in items:
        shelf.register(citeproc.Citation([citeproc.CitationItem(item["id"])]))
    written = "\n".join(str(entry) for entry in shelf.bibliography())
    assert len(shelf.bibliography()) == len(kg.documents)
    for item in items:
        assert item["title"] in written
    assert "2007" in written and "南方日报" in written


def test_readers_under_the_gpl_are_no_part_of_the_product() -> None:
    for package in ("ontology", "loaders", "graph", "explorer", "policykg"):
        for path in (ROOT / package).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            assert re.search(r"^\s*(import|from) igraph\b", text, re.MULTILINE) is None, path
