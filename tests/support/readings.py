"""Two readings of the example document, and what tests ask of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from loaders.agreement.compare import Comparison, FieldAgreement
from loaders.agreement.kept import kept_text
from loaders.agreement.reading import Opened, Shelf, read_facts
from loaders.workspace import open_workspace
from tests.support.command import run_cli

HEAD = """document:
  id: qingxi-plan
  title: {zh: 青溪镇三年行动方案, en: Plan of a town}
  genre: action-plan
  jurisdiction: 青溪镇
  written: 2024~
  source: {file: qingxi-plan.txt}
body:
"""
# Another reader: other ids, other English, other cuts of the passages, places by name.
SECOND = (
    HEAD
    + """\
  - quote: 2024年,全镇预计实现生产总值超12亿元
    period: 2024
    status: expected
    values:
      - {id: output, name: 生产总值, value: 超12亿元}
  - campaign: 产业振兴活动
    number: 一
    en: Reviving business
    quote: (一)开展产业振兴活动
    body:
      - task: 建设竹产业园
        number: 1
        en: The bamboo park
        quote: 1.建设竹产业园。在溪口村规划建设竹产业园
        lead: (牵头单位:镇经济办、县发展改革局)
        body:
          - quote: 到2027年,规模以上竹制品企业达到20家以上
            targets:
              - {id: firms, name: 竹制品企业, en: Firms, value: 20家以上, by: 2027}
          - quote: 总投资8000万元
            projects:
              - {name: 竹产业园, id: park, en: The park, kind: park, investment: 8000万元}
      - task: 培育竹编工坊
        number: 2
        en: Weavers
        quote: 培育竹编工坊
        lead: (牵头单位:镇文化站、镇经济办)
        body:
          - quote: 到2026年培训竹编工匠300人
            targets:
              - {name: 培训竹编工匠, en: Weavers, value: 300人, by: 2027}
  - campaign: 清水活动
    number: 二
    en: Water
    quote: 开展清水活动
"""
)


@pytest.fixture
def shelf(example: Path) -> Shelf:
    return Shelf(open_workspace(example))


@pytest.fixture
def reading(example: Path, shelf: Shelf) -> Callable[[str], Opened]:
    def read(text: str) -> Opened:
        path = example / "second.yaml"
        path.write_text(text, encoding="utf-8")
        return read_facts(path, shelf, "second", "machine-rereading")

    return read


@pytest.fixture
def facts(shelf: Shelf) -> Opened:
    path = shelf.workspace.facts_folder / "qingxi-plan.yaml"
    return read_facts(path, shelf, "facts", "machine-rereading")


def row(comparison: Comparison, kind: str, field: str) -> FieldAgreement:
    return next(one for one in comparison.fields if (one.kind, one.field) == (kind, field))


def of(comparison: Comparison, kind: str) -> tuple[int, int, int, int]:
    one = next(one for one in comparison.units if one.kind == kind)
    return one.first, one.second, one.first_paired, one.second_paired


@pytest.fixture(scope="module")
def example_text(tmp_path_factory: pytest.TempPathFactory) -> tuple[Shelf, str, Path]:
    folder = tmp_path_factory.mktemp("kept") / "qingxi"
    run_cli("init", str(folder))
    shelf = Shelf(open_workspace(folder))
    facts = shelf.workspace.facts_folder / "qingxi-plan.yaml"
    return shelf, kept_text(read_facts(facts, shelf, "a", "person")), folder / "k.txt"


@pytest.fixture
def second(example: Path) -> Path:
    path = example / "second.yaml"
    path.write_text(SECOND, encoding="utf-8")
    return path


def ran(example: Path, *words: str, code: int = 0) -> Any:
    outcome = run_cli("-w", str(example), "agree", *words)
    assert outcome.exit_code == code, outcome.output
    return outcome
