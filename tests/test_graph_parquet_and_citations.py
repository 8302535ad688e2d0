"""Parquet and citations, opened by what reads them."""

from __future__ import annotations

import io
import json
import re
import zipfile

import pytest

from graph.exports.export import render
from policykg.kg import KG


def test_parquet_keeps_types_and_chinese(kg: KG) -> None:
    pandas = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    archive = zipfile.ZipFile(io.BytesIO(render(kg.generation, "parquet")))
    actions = pandas.read_parquet(io.BytesIO(archive.read("actions.parquet")))
    tasks = actions[actions["class"].str.endswith("Task")]
    assert len(tasks) == 36
    assert int(tasks["number"].sum()) == sum(range(1, 37))
    assert tasks["label_zh"].str.contains("实施").any()
    quotes = pandas.read_parquet(io.BytesIO(archive.read("quotations.parquet")))
    assert str(quotes["start"].dtype) == "int64"


def test_the_same_graph_gives_the_same_parquet(kg: KG) -> None:
    pytest.importorskip("pyarrow")
    assert render(kg.generation, "parquet") == render(kg.generation, "parquet")


def test_sources_are_cited_with_year_and_doubt(kg: KG) -> None:
    items = {item["id"]: item for item in json.loads(render(kg.generation, "csl"))}
    assert sorted(items) == sorted(kg.documents)
    plan = items["shaoxing-plan"]
    assert plan["title"] == "市区发展行动方案"
    assert plan["issued"] == {"date-parts": [[2007]], "circa": True}


def test_bibtex_has_an_entry_a_document_with_balanced_braces(kg: KG) -> None:
    text = render(kg.generation, "bibtex").decode()
    assert re.findall(r"@techreport\{([\w-]+),", text) == sorted(kg.documents)
    bare = re.sub(r"\\[{}]", "", text)
    assert bare.count("{") == bare.count("}")
