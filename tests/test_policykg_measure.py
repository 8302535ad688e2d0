"""Measures at the command line and from the facade."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from graph.measures.registry import ANALYSES
from policykg.kg import KG
from tests.support.command import run_cli

PLAN = ("--document", "shaoxing-plan")


@pytest.mark.parametrize("name", [n for n in ANALYSES if n != "compare"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_analysis_prints_its_table_with_its_method(
    workspace: Path, name: str, lang: str
) -> None:
    outcome = run_cli("--lang", lang, "-w", str(workspace), "measure", name, *PLAN)
    assert outcome.exit_code == 0, outcome.output
    assert ("数据版本" if lang == "zh" else "Data version") in outcome.output
    assert ("定义" if lang == "zh" else "Defined by") in outcome.output or name == "leadership"
    assert " nan" not in outcome.output and "id/shaoxing-drc" not in outcome.output


def test_the_table_says_what_the_facade_says(workspace: Path, kg: KG, tmp_path: Path) -> None:
    path = tmp_path / "pairs.csv"
    words = ("centralities", "co-leads", "--counting", "fractional", *PLAN, "-o", str(path))
    outcome = run_cli("-w", str(workspace), "measure", *words)
    assert outcome.exit_code == 0, outcome.output
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
    table = kg.measure("centralities", document=kg.iri("shaoxing-plan"), counting="fractional")
    assert [row["iri"] for row in rows] == [row["iri"] for row in table]
    assert [float(row["strength"]) for row in rows] == [row["strength"] for row in table]


def test_json_holds_the_query_and_no_nan(workspace: Path) -> None:
    outcome = run_cli("-w", str(workspace), "measure", "concentration", "leads", "-f", "json")
    told = json.loads(outcome.output)
    assert "SELECT" in told["sparql"] and "Filter: none" in told["method"]
    assert None in [value for row in told["rows"] for value in row]


def test_two_campaigns_are_compared(workspace: Path, kg: KG) -> None:
    first, second = (f"shaoxing-plan_campaign_{n}" for n in (1, 2))
    words = ("compare", "leads", "--campaign", first, "--against", f"campaign={second}")
    outcome = run_cli("-w", str(workspace), "measure", *words, "-f", "json")
    assert outcome.exit_code == 0, outcome.output
    columns, rows = (json.loads(outcome.output)[key] for key in ("columns", "rows"))
    drc = dict(zip(columns, next(r for r in rows if r[0].endswith("/shaoxing-drc")), strict=True))
    lists = [kg.network("leads", campaign=kg.iri(name)) for name in (first, second)]
    expected = [len(net.in_edges(kg.iri("shaoxing-drc"))) for net in lists]  # type: ignore[attr-defined]
    assert [drc["first"], drc["second"]] == expected == [3, 1]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("centrality",), 2, "centralities"),
        (("leads",), 2, "the analysis comes first"),
        (("leadership", "leeds"), 2, "see leads"),
        (("compare",), 2, "--against"),
        (("leadership", "--against", "document=x"), 2, "--against"),
        (("compare", "--against", "document"), 2, "FILTER=VALUE"),
        (("compare", "--against", "colour=red"), 2, "filters are document"),
        (("compare", "--against", "since=early"), 2, "a year is a number"),
        (("compare", "--against", "document=nothing-like-it"), 2, "not in this graph"),
        (("leadership", "--until", "1900"), 1, "empty"),
        (("leadership", "--document", "nothing-like-it"), 2, "not in this graph"),
    ],
)
def test_what_makes_no_sense_is_told(
    workspace: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    outcome = run_cli("-w", str(workspace), "measure", *words)
    assert (outcome.exit_code, said in outcome.output) == (code, True), outcome.output
    assert "Traceback" not in outcome.output


def test_without_a_name_the_analyses_are_listed(workspace: Path) -> None:
    outcome = run_cli("--lang", "zh", "-w", str(workspace), "measure")
    assert all(name in outcome.output for name in ANALYSES)


def test_networks_take_years_groups_and_inferred_facts_at_the_command_line(
    workspace: Path, kg: KG, tmp_path: Path
) -> None:
    words = ("--no-groups", "--no-inferred", "--until", "2010")
    path = tmp_path / "leads.edges.csv"
    outcome = run_cli("-w", str(workspace), "network", "leads", str(path), *words)
    assert outcome.exit_code == 0, outcome.output
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
    net = kg.network("leads", groups=False, inferred=False, until=2010)
    assert [(r["source"], r["target"]) for r in rows] == list(net.edges)
    assert 0 < len(rows) < kg.network("leads").number_of_edges()
