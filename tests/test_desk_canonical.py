"""Whatever our own tools write is what `policykg fmt` writes: it has nothing to change in it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loaders.desk.identities import with_alias, with_record
from loaders.drafting.authority import draft_bodies
from loaders.facts.flatten import flatten
from loaders.identity.authority import Authority
from loaders.yaml.canonical import format_text
from loaders.yaml.parse import parse_document
from policykg.desk.reviewing import take_review
from policykg.desk.service import DeskService
from tests.support.command import run_cli
from tests.support.desk_example import DOCUMENT, desk_of, drafted_workspace
from tests.support.review_file import Filled, filled

WORDS = st.text(
    st.characters(exclude_categories=["C", "Zl", "Zp"]), min_size=1, max_size=70
).filter(str.strip)
FACTS = """document:
  id: d
  title: {{zh: 文, en: Text}}
  genre: notice
  jurisdiction: {place}
  written: 2020
  source: {{file: text.txt, language: zh-hans}}
body:
  - task: 帮扶
    number: 1
    en: Help
    quote: 1.帮扶
    responsible:
{names}
"""
NAMES = (
    "市发改委", "人行衢州中支", "各县(市、区)政府", "市政府金融办", "县水务局", "甲、乙公司",
    "团市委",
    "市委组织部", "市热线办", "衢州市人力资源和社会保障局", "A.B: C公司", "“双招双引”领导小组",
    "所有有关部门和单位以及各级各类金融机构、融资担保机构、小额贷款公司、典当行、保险公司、信托公司",
)  # fmt: skip


def unchanged(text: str) -> bool:
    return not text or format_text(text.encode("utf-8")) == text


def drafted(place: str, names: list[str]) -> str:
    listed = "\n".join(f"      - '{name}'" for name in names)
    text = FACTS.format(place=place, names=listed)
    facts, problems = flatten(parse_document(text.encode(), "d.yaml"), Authority())
    assert facts is not None, problems
    return draft_bodies([facts], Authority())[0]


@settings(max_examples=30, deadline=None)
@given(
    st.sampled_from(["衢州市", "绍兴市", "嘉善县", "中山市"]),
    st.lists(st.sampled_from(NAMES), min_size=1, max_size=6, unique=True),
)
def test_drafted_records_of_bodies_and_places_are_canonical(place: str, names: list[str]) -> None:
    text = drafted(place, names)
    assert unchanged(text), text


@settings(max_examples=60, deadline=None)
@given(name=WORDS, en=WORDS, alias=st.lists(WORDS, max_size=4), more=WORDS)
def test_records_of_an_authority_file_that_the_desk_writes_are_canonical(
    name: str, en: str, alias: list[str], more: str
) -> None:
    record = {"name": {"zh": name, "en": en}, "kind": "department", "aliases": alias}
    kept = {key: value for key, value in record.items() if value}
    text = with_record("", "organisations", "a-body", kept)
    assert unchanged(text), text
    text = with_record(text, "organisations", "b-body", kept)
    text = with_record(text, "places", "a-place", {**kept, "kind": "county"})
    assert unchanged(text), text
    named = with_alias(text, "a-body", more, {"zh": more, "en": en})
    assert named is not None and unchanged(named), named


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return drafted_workspace(tmp_path_factory.mktemp("canonical"))


def everything(root: Path) -> list[Path]:
    folders = (root / "facts", root / "drafts")
    return [path for folder in folders for path in folder.rglob("*.yaml")]


def check_all(root: Path) -> None:
    for path in everything(root):
        assert unchanged(path.read_text("utf-8")), path
    outcome = run_cli("-w", str(root), "fmt", "--check")
    assert outcome.exit_code == 0, outcome.output


def test_what_draft_add_and_review_write_is_canonical(workspace: Path, tmp_path: Path) -> None:
    root = Path(shutil.copytree(workspace, tmp_path / "ws"))
    plan = tmp_path / "other.txt"
    plan.write_text(
        "衢州市关于绿道的通知\n一、任务\n1.建绿道:10公里。(牵头单位:市水利局)\n", "utf-8"
    )
    again = tmp_path / "again.txt"
    again.write_bytes(plan.read_bytes())
    commands = (("draft", str(plan)), ("add", str(plan)), ("--lang", "zh", "draft", str(again)))
    for words in commands:
        outcome = run_cli("-w", str(root), *words)
        assert outcome.exit_code == 0, outcome.output
    assert len([path for path in everything(root) if "drafts" in path.parts]) >= 2
    check_all(root)

    def accept(cards: Filled) -> None:
        for row in range(2, cards.sheet.max_row + 1):
            cards.sheet.cell(row, cards.column("verdict")).value = "accept"

    path = filled(root, tmp_path / "review.xlsx", accept)
    assert take_review(DeskService(root), path, reader="Li Wei").accepted
    assert (root / "facts" / f"{DOCUMENT}.yaml").is_file()
    check_all(root)


@settings(max_examples=8, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(value=WORDS, name=WORDS, unit=st.booleans())
def test_whatever_a_reader_writes_into_a_card_the_facts_stay_canonical(
    workspace: Path, tmp_path_factory: pytest.TempPathFactory, value: str, name: str, unit: bool
) -> None:
    root = Path(shutil.copytree(workspace, tmp_path_factory.mktemp("card") / "ws"))
    desk = desk_of(root)
    cards = [card for card, _ in desk.cards() if card.list == "targets"][:2]
    for card in cards:
        desk.accept([card.id], {"name": name, "value": value, "note": f"{name} {value}"})
    fact = next(iter(desk.facts().document.facts), None)
    if fact is not None and unit:
        desk.change(fact.key, {"note": {"zh": value, "en": name}})
    check_all(root)


TITLES = (
    "关于印发《衢州市“双招双引”若干措施》的通知", "衢州市: 关于绿道的通知", "# 衢州市绿道建设方案",
    "- 衢州市工作要点",
    "衢州市[2023]行动计划", "'衢州市'绿道行动方案", "衢州市100%覆盖行动方案", "*衢州市* 实施意见",
)  # fmt: skip


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("end", ["(牵头单位:市水利局)", "完成率100%", '"以上"', "见附件#1", "{完}"])
def test_headers_that_add_proposes_are_canonical_whatever_marks_the_text_holds(
    workspace: Path, tmp_path: Path, title: str, end: str
) -> None:
    root = Path(shutil.copytree(workspace, tmp_path / "ws"))
    plan = tmp_path / "other.txt"
    issuer = "衢州市人民政府 衢州市水利局"
    plan.write_text(
        f"{title}\n衢政发〔2023〕1号\n一、任务\n1.建绿道10公里。\n{issuer}\n2023年5月6日\n{end}\n",
        "utf-8",
    )
    assert run_cli("-w", str(root), "add", "--id", "other", str(plan)).exit_code == 0
    check_all(root)
