"""The library as a notebook uses it: open, ask, look, draw, export; and its import is light."""

from __future__ import annotations

import doctest
import subprocess
import sys
from pathlib import Path

import pytest

import policykg
from graph.builds.build import publish
from graph.errors import (
    BadParameter,
    NoBuild,
    NoWorkspace,
    QueryError,
    UnknownQuestion,
    UnknownThing,
)
from graph.rdf.terms import IRI
from loaders.compile import compile_workspace
from loaders.workspace import open_workspace
from tests.support.command import run_cli
from tests.support.small_graph import INFO, small_parts

QUESTION = """#+ title-en: Leads
#+ title-zh: 牵头
#+ description-en: Tasks a body leads.
#+ description-zh: 某单位牵头的任务。
#+ theme: leads
#+ keywords: lead, 牵头
#+ parameter: body | name | 市发展改革委 | Body | 单位
SELECT ?task { ?task pk:ledBy/pk:name $body } ORDER BY ?task
"""


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("workspace")
    (folder / "policykg.yaml").write_text("title: {zh: 小, en: Small}\n", encoding="utf-8")
    (folder / "queries").mkdir()
    (folder / "queries" / "tasks-of.rq").write_text(QUESTION, encoding="utf-8")
    (folder / "facts").mkdir()
    publish(folder / "build", small_parts(), info=INFO)
    return folder


@pytest.fixture(scope="module")
def kg(workspace: Path) -> policykg.KG:
    return policykg.open(workspace)


def test_a_workspace_is_found_from_any_folder_within(workspace: Path) -> None:
    assert policykg.open(workspace / "facts").documents == ["hill-plan", "lake-report"]


def test_a_folder_without_workspace_is_told(tmp_path: Path) -> None:
    with pytest.raises(NoWorkspace, match="policykg init"):
        policykg.open(tmp_path)
    (tmp_path / "policykg.yaml").write_text("title: {zh: 小, en: Small}\n", encoding="utf-8")
    with pytest.raises(NoBuild, match="policykg build"):
        policykg.open(tmp_path)


def test_a_graph_says_what_it_is(kg: policykg.KG) -> None:
    assert repr(kg).startswith("<policykg graph: 2 documents")
    assert kg.data_version in repr(kg)


def test_a_query_takes_values_for_its_variables(kg: policykg.KG) -> None:
    result = kg.query("SELECT ?task { ?task pk:ledBy/pk:name ?n }", n="市经贸委")
    assert [str(row.task).rpartition("/")[2] for row in result] == ["hill-plan_task_1"]


def test_a_misspelt_term_is_warned_about(kg: policykg.KG) -> None:
    result = kg.query("SELECT ?t { ?t pk:leadBy ?o }")
    assert len(result) == 0
    assert "pk:ledBy" in repr(result)


def test_a_fault_is_told_with_its_place(kg: policykg.KG) -> None:
    with pytest.raises(QueryError, match="line 1, column"):
        kg.query("SELECT ?t { ?t pk:ledBy ?o")


def test_a_saved_question_is_asked_by_the_beginning_of_its_name(kg: policykg.KG) -> None:
    assert len(kg.ask("tasks")) == 2
    assert len(kg.ask("tasks-of", body="市经贸委")) == 1
    with pytest.raises(UnknownQuestion, match="tasks-of"):
        kg.ask("tasks-off")
    with pytest.raises(BadParameter, match="body"):
        kg.ask("tasks-of", bodi="x")


def test_rdflib_sees_the_same_graph(kg: policykg.KG) -> None:
    rows = list(kg.rdflib().query("SELECT ?t { ?t a pk:Task }"))
    assert len(rows) == 2


def test_networks_come_as_networkx(kg: policykg.KG) -> None:
    network = kg.network("leads")
    assert kg.iri("hill-drc") in network
    assert network.number_of_edges() >= 3
    assert kg.iri("hill-etc") in kg.around("hill-plan_task_1")


def test_the_graph_can_be_exported(kg: policykg.KG, tmp_path: Path) -> None:
    path = kg.export("ttl", tmp_path / "one.ttl", documents=["lake-report"])
    assert "id:lake-report_obs_gdp_2017" in path.read_text(encoding="utf-8")
    assert "hill-plan" not in path.read_text(encoding="utf-8")


def test_stats_count_the_classes(kg: policykg.KG) -> None:
    counts = {str(row["class"]).rpartition("#")[2]: row.things for row in kg.stats()}
    assert counts["Task"] == 2
    assert counts["Responsibility"] == 4


@pytest.mark.parametrize(
    ("thing", "iri"),
    [
        ("hill", "https://w3id.org/policykg/id/hill"),
        ("pk:Task", "https://w3id.org/policykg/ns#Task"),
        ("https://example.org/x", "https://example.org/x"),
    ],
)
def test_a_thing_is_named_by_id_or_iri(kg: policykg.KG, thing: str, iri: str) -> None:
    assert kg.iri(thing) == iri


def test_the_surface_is_what_it_says() -> None:
    assert dir(policykg) == sorted(policykg.__all__)
    assert all(getattr(policykg, name) is not None for name in policykg.__all__)
    with pytest.raises(AttributeError, match="nonsense"):
        _ = policykg.nonsense


@pytest.mark.parametrize(
    "module", ["rdflib", "networkx", "pandas", "pydantic", "pyoxigraph", "numpy", "click"]
)
def test_importing_the_library_imports_nothing_heavy(module: str) -> None:
    code = f"import sys, policykg; sys.exit({module!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("module", ["rdflib", "networkx", "pandas", "pydantic", "numpy"])
def test_asking_and_printing_imports_nothing_heavy(workspace: Path, module: str) -> None:
    code = (
        f"import sys, policykg; kg = policykg.open({str(workspace)!r});"
        "print(kg.ask('tasks').with_labels('zh')); "
        f"sys.exit({module!r} in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert "培育企业" in ran.stdout.decode()


def test_the_examples_of_the_page_run(
    root: Path, sources: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled = compile_workspace(open_workspace(root, [sources]))
    publish(tmp_path / "build", compiled.parts, info=INFO)
    (tmp_path / "policykg.yaml").write_text("title: {zh: 小, en: Small}\n", encoding="utf-8")
    (tmp_path / "queries").symlink_to(root / "queries")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    page = root / "docs" / "python-api.md"
    failed, tried = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert (failed, tried > 10) == (0, True)


@pytest.mark.parametrize("name", ["query", "ask", "documents", "export", "network", "around"])
def test_every_part_of_the_surface_is_told_on_the_page(root: Path, name: str) -> None:
    assert f"kg.{name}" in (root / "docs" / "python-api.md").read_text(encoding="utf-8")


def test_a_folder_of_another_name_is_found(tmp_path: Path) -> None:
    folder = tmp_path / "plans"
    run_cli("init", str(folder))
    for name in ("facts", "sources", "queries"):
        (folder / name).rename(folder / f"my {name}")
    settings = (folder / "policykg.yaml").read_text(encoding="utf-8")
    named = "facts: my facts\nsources: my sources\nqueries: my queries\nbuild: my build\n"
    (folder / "policykg.yaml").write_text(settings + named, encoding="utf-8")
    where = ("-w", str(folder))
    for words in (("check",), ("build",), ("stats",), ("ask", "q03"), ("network", "leads")):
        outcome = run_cli(*where, *words)
        assert outcome.exit_code == 0, outcome.output
    assert (folder / "my build" / "leads.html").is_file()
    kg = policykg.open(folder)
    assert len(kg.ask("q03")) == 1
    bundle = tmp_path / "bundle"
    assert run_cli(*where, "bundle", str(bundle), "--draft").exit_code == 0
    again = run_cli(*where, "reproduce", str(bundle))
    assert again.exit_code == 0, again.output
    assert run_cli(*where, "diff", str(bundle)).exit_code == 0
    assert not (folder / "build").exists()


def test_filters_take_ids_and_name_the_nearest(kg: policykg.KG) -> None:
    whole = kg.network("leads", document=kg.iri("hill-plan"))
    assert kg.network("leads", document="hill-plan").number_of_edges() == whole.number_of_edges()
    assert kg.network("leads", document=["id:hill-plan"]).number_of_edges() > 0
    with pytest.raises(UnknownThing, match="did you mean id:hill-plan"):
        kg.network("leads", document="hill-plans")
    with pytest.raises(UnknownThing, match="nowhere is not in this graph"):
        kg.around("nowhere")
    with pytest.raises(BadParameter, match="there is no filter documents; there are: campaign"):
        kg.network("leads", documents="hill-plan")


def test_a_column_that_is_not_there_is_told_with_those_there(kg: policykg.KG) -> None:
    answer = kg.query("SELECT ?task ?body { ?task pk:ledBy ?body }")
    for read in (lambda: answer.column("actor"), lambda: answer[0]["actor"]):
        with pytest.raises(KeyError, match="task, body"):
            read()


def test_what_no_value_can_be_is_refused(kg: policykg.KG) -> None:
    with pytest.raises(BadParameter, match="cannot stand in a query"):
        kg.query("ASK { ?s ?p $x }", x=IRI("http://example.org/a b"))


@pytest.mark.parametrize(
    "thing", [None, 5, b"x", [], "", "a b", "<x>", "\x00", "\ud800", 'a"b', "a\nb", "x" * 9 + "{"]
)
def test_what_no_iri_can_be_is_refused_by_iri_and_label(workspace: Path, thing: object) -> None:
    kg = policykg.open(workspace)
    for ask in (kg.iri, kg.label):
        with pytest.raises(BadParameter, match="neither an IRI"):
            ask(thing)  # type: ignore[arg-type]
