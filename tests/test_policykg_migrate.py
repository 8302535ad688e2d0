"""A workspace of the earlier form becomes one of the present form, and stays the same facts."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from loaders.compile import compile_workspace
from loaders.evidence.sources import SourceText
from loaders.languages.zh.normalise import Folder
from loaders.languages.zh.package import CHINESE
from loaders.migration.ends import choose_ends
from loaders.migration.lists import bracket_items
from loaders.migration.titles import short_title
from loaders.workspace import open_workspace
from tests.support.command import run_cli
from tests.support.evidence_example import AUTHORITY, HEADER, TEXT

SHORT = TEXT.replace("(牵头单位:县交通局、各有关单位)", "").replace(
    "〈牵头单位:县审改办、各开发区(工业区、新区)管委会〉", ""
)
OLD = (
    HEADER.replace("管委会〉", "派出所配合。")
    + """\
body:
  - quote: 2020年,全镇预计实现生产总值超70亿元,同比增长18.8%;财政收入完成10亿元
    period: 2020
    status: expected
    values:
      - {name: 生产总值, value: 超70亿元, growth: 同比增长18.8%}
      - {name: 财政收入, value: 10亿元}
  # a comment that stays
  - task: 实施“清水”工程
    number: 1
    en: Clear water
    quote: 1.实施“清水”工程
    lead: (牵头单位:县水利局、县住建局、*开发区管委会)
    body:
      - quote: 力争到2025年,建成污水管网300公里以上,其中主管网达100公里以上
        targets:
          - {name: 污水管网, en: Sewers, value: 300公里以上, by: 2025}
"""
)
SETTINGS = """\
base: https://example.org/
title: {zh: 例, en: Example}
licence: https://creativecommons.org/licenses/by/4.0/
"""
AUTHORITY_MORE = """\
  housing-bureau:
    {name: {zh: 云县住建局, en: Housing}, kind: department, scope: yunxian, aliases: [县住建局]}
  zone: {name: {zh: 青河开发区管委会, en: Zone}, kind: department, aliases: ["*开发区管委会"]}
"""


@pytest.fixture
def old(tmp_path: Path) -> Path:
    folder = tmp_path / "old"
    (folder / "facts" / "authority").mkdir(parents=True)
    (folder / "sources").mkdir()
    (folder / "policykg.yaml").write_text(SETTINGS, encoding="utf-8")
    known = AUTHORITY.replace("indicators:\n", AUTHORITY_MORE + "indicators:\n")
    (folder / "facts" / "authority" / "shared.yaml").write_text(known, encoding="utf-8")
    (folder / "facts" / "qinghe.yaml").write_text(OLD, encoding="utf-8")
    (folder / "sources" / "qinghe.txt").write_text(SHORT, encoding="utf-8")
    return folder


def facts_of(folder: Path) -> set[str]:
    """What the graph says, but for quotations, what points at them, and what was proved in them."""
    quads = compile_workspace(open_workspace(folder)).documents["qinghe"].decode().splitlines()
    states = ("proved>", "proofs>", "open>", "Count>", "signed>", "signature>")
    skipped = ("_q_", "_passage_", "ns#words>", *states)
    return {quad for quad in quads if not any(part in quad for part in skipped)}


def test_a_dry_run_changes_nothing_and_says_what_it_would(old: Path) -> None:
    outcome = run_cli("-w", str(old), "migrate", "--ids")
    assert outcome.exit_code == 0, outcome.output
    assert "2 quotes become passages" in outcome.output and "--write" in outcome.output
    assert "  - qinghe_q_" in outcome.output and "  + qinghe_passage_" in outcome.output
    assert (old / "facts" / "qinghe.yaml").read_text(encoding="utf-8") == OLD
    assert not (old / "facts" / "locks").exists()


def test_migration_keeps_the_facts_and_a_backup(old: Path) -> None:
    before = facts_of(old)
    outcome = run_cli("-w", str(old), "migrate", "--write")
    assert outcome.exit_code == 0, outcome.output
    text = (old / "facts" / "qinghe.yaml").read_text(encoding="utf-8")
    assert "# a comment that stays" in text and "10亿元\n    period" in text
    assert "      - 牵头单位:县水利局\n      - 县住建局\n" in text
    assert facts_of(old) == before
    backup = old / ".policykg" / "before-migration-1"
    assert (backup / "facts" / "qinghe.yaml").read_text(encoding="utf-8") == OLD
    assert "-\tqinghe_q_" in (backup / "identifiers.tsv").read_text(encoding="utf-8")
    check = run_cli("-w", str(old), "check")
    assert check.exit_code == 0, check.output
    again = run_cli("-w", str(old), "migrate", "--write")
    assert " 0 quotes become passages" in again.output
    assert (old / "facts" / "qinghe.yaml").read_text(encoding="utf-8") == text


def test_a_build_with_and_without_the_text_is_the_same_bytes(old: Path) -> None:
    assert run_cli("-w", str(old), "migrate", "--write").exit_code == 0
    seen = compile_workspace(open_workspace(old)).documents
    shutil.rmtree(old / "sources")
    assert compile_workspace(open_workspace(old)).documents == seen


def test_without_the_text_quotes_stay_and_the_user_is_told(old: Path) -> None:
    shutil.rmtree(old / "sources")
    outcome = run_cli("-w", str(old), "migrate")
    assert outcome.exit_code == 0
    assert "policykg texts add" in outcome.output


def test_an_unsound_file_stops_migration_before_anything_is_written(old: Path) -> None:
    bad = OLD.replace("number: 1", "nmber: 1")
    (old / "facts" / "qinghe.yaml").write_text(bad, encoding="utf-8")
    outcome = run_cli("-w", str(old), "migrate", "--write")
    assert (outcome.exit_code, "nmber" in outcome.output) == (1, True)
    assert not (old / ".policykg" / "before-migration-1").exists()


@pytest.mark.parametrize(
    ("title", "short"),
    [
        ("加强组织领导", "加强组织领导"),
        ("完善道路、桥梁、供水、供电、燃气和通讯等配套设施的规划建设", "完善道路、桥梁"),
        ("推进老旧小区改造,改善居住条件和社区环境", "推进老旧小区改造"),
        ("对道路、桥梁、供水、供电、燃气和通讯设施进行全面改造", ""),
        ("实施“一园、两带、三区”战略和“四大工程、五项行动”计划项目", ""),
    ],
)  # fmt: skip
def test_a_title_is_cut_where_verb_and_object_are_whole(title: str, short: str) -> None:
    assert short_title(title, CHINESE) == (short or title)


@pytest.mark.parametrize(
    ("bracket", "items"),
    [
        ("(牵头单位:县水利局)", []),
        ("(牵头单位:县水利局、县住建局、县交通局)", ["牵头单位:县水利局", "县住建局", "县交通局"]),
        (
            "〈牵头单位:县审改办、各开发区(工业区、新区)管委会〉",
            ["牵头单位:县审改办", "各开发区(工业区、新区)管委会"],
        ),
        ("(牵头单位:县水利局;配合单位:县住建局、县交通局)", []),
    ],
)  # fmt: skip
def test_a_long_bracket_of_one_duty_is_a_list(bracket: str, items: list[str]) -> None:
    assert bracket_items(bracket, CHINESE) == items


def test_a_passage_that_its_ends_do_not_tell_says_which_is_meant() -> None:
    text = "建成管网三百公里以上供水保障。另外建成管网三百公里以上供水保障。"
    source = SourceText("t.txt", text, "", Folder(), language=CHINESE)
    quote = "建成管网三百公里以上供水保障"
    first, second = text.index(quote), text.rindex(quote)
    ends = choose_ends(source, quote, (second, second + len(quote)), None)
    assert ends is not None and ends.occurrence == 2
    one = choose_ends(source, quote, (first, first + len(quote)), (0, 15))
    assert one is not None and one.occurrence is None
