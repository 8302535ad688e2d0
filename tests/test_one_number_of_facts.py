"""Facts, quotes and records are as many wherever they are counted, or have different names."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from policykg.kg import KG
from tests.support.command import run_cli
from tests.support.explorer_app import explorer


@pytest.fixture(scope="module")
def reading(workspace: Path, sources: Path) -> Iterator[httpx.Client]:
    with explorer(workspace, sources) as found:
        yield found


def _number_before(words: str, html: str) -> int:
    found = re.search(rf"(\d[\d,]*)\s+{words}", re.sub(r"\s+", " ", html))
    assert found, words
    return int(found[1].replace(",", ""))


@pytest.mark.parametrize("document", ["shaoxing-plan", "xiaolan-2022"])
def test_facts_and_quotes_are_as_many_wherever_they_are_counted(
    reading: httpx.Client, kg: KG, workspace: Path, document: str
) -> None:
    (facts,) = kg.query(
        "SELECT (COUNT(DISTINCT ?f) AS ?n) { ?f pk:basis ?b ; pk:statedIn $d ; pk:evidence ?q }",
        d=kg.iri(document),
    )
    (quotes,) = kg.query(
        "SELECT (COUNT(*) AS ?n) { ?q a pk:Quotation ; prov:wasQuotedFrom $d }", d=kg.iri(document)
    )
    covered = reading.get(f"/en/coverage/{document}").text
    read = reading.get(f"/en/reader/{document}").text
    data = reading.get(f"/en/coverage/{document}.json").json()
    stats = json.loads(run_cli("-w", str(workspace), "stats", "--format", "json").stdout)
    assert _number_before("facts", covered) == _number_before("facts", read) == facts.n
    assert _number_before("quotes", covered) == _number_before("quotes", read) == quotes.n
    assert sum(data["facts"].values()) == facts.n
    assert stats["documents"][document]["Quotation"] == quotes.n
    for kind in ("Campaign", "Task", "Measure", "Responsibility", "Relation", "Event"):
        assert data["facts"].get(kind, 0) == stats["documents"][document].get(kind, 0), kind


def test_the_coverage_command_counts_records_and_passages_under_their_own_names(
    kg: KG, workspace: Path, sources: Path
) -> None:
    words = ("coverage", "shaoxing-plan", "--format", "json")
    outcome = run_cli("-w", str(workspace), *words, env={"POLICYKG_SOURCES": str(sources)})
    (found,) = json.loads(outcome.stdout)
    quotes = kg.query(
        "SELECT ?q { ?q a pk:Quotation ; prov:wasQuotedFrom $d }", d=kg.iri("shaoxing-plan")
    )
    assert "facts" not in found and found["records"]["task"] == 36
    assert sum(found["quotes"].values()) == len(quotes)
