"""English glosses: checked against their quotes, published with a state of their own."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from loaders.checking.cases import open_cases
from loaders.compile import compile_workspace
from loaders.glosses.check import check_glosses, faults
from loaders.glosses.files import load_glosses, parse_glosses
from loaders.glosses.model import Gloss, missing, uses_to_gloss
from loaders.glosses.names import Name
from loaders.glosses.paths import gloss_signatures_file, glosses_file
from loaders.languages.zh.glossing import GLOSSING
from loaders.problems import Position
from loaders.resolving.references import resolve_document
from loaders.workspace import Workspace, open_workspace
from policykg.cli import cli

ROOT = Path(__file__).parents[1]
FINANCE = Name("市财政局", "riverside municipal finance bureau", place=False)
PLANNING = Name("市规划局", "riverside municipal planning bureau", place=False)
TOWN = Name("河口镇", "hekou town", place=True)


def rules_broken(words: str, english: str, *names: Name, others: tuple[Name, ...] = ()) -> set[str]:
    gloss = Gloss(words, "", english, Position("g.yaml"), Position("g.yaml"))
    return {problem.rule for problem in faults(GLOSSING, gloss, words, names, others)}


RIGHT = (
    ("到2025年,投资超5000万元", "By 2025 an investment of more than 50 million yuan"),
    ("新增住房3万套、25万平方米", "30,000 more homes with 250,000 square metres"),
    ("常住人口达到10~12万", "A resident population of 100,000 to 120,000"),
    ("3月5日召开两次会议", "Two meetings were held on 5 March"),
    ("“十二五”期间增长百分之八", "Growth of 8% in the 12th Five-Year Plan period"),
    ("五金产业队伍不断壮大", "The workforce of the hardware industry keeps growing"),
    ("耕地不少于1.2万亩", "No less than 12,000 mu of farmland"),
    ("近20个项目落户", "Nearly 20 projects have settled"),
    (
        "办理时限压缩至0.5个工作日内",
        "The time is cut to within half of a working day, 0.5 working days",
    ),
    ("建设千亿级产业集群", "Build an industrial cluster at the level of a hundred billion"),
)


@pytest.mark.parametrize(("words", "english"), RIGHT)
def test_a_right_gloss_raises_no_alarm(words: str, english: str) -> None:
    assert rules_broken(words, english) == set()


FALSE = (
    # changed number
    ("投资5000万元", "An investment of 60 million yuan", "gloss-number"),
    ("新增3万套", "20,000 more homes", "gloss-number"),
    ("增长8.5%", "Growth of 5.8%", "gloss-number"),
    ("建成七大中心", "Six centres were built", "gloss-number"),
    ("拆迁123户", "132 households were relocated", "gloss-number"),
    # million and billion
    ("投资5000万元", "An investment of 50 billion yuan", "gloss-number"),
    ("产值500亿元", "Output of 50 million yuan", "gloss-number"),
    ("产值3.2亿元", "Output of 3.2 billion yuan", "gloss-number"),
    ("人口6.1万", "6,100 people", "gloss-number"),
    ("总投资130亿元", "A total investment of 130 billion yuan", "gloss-number"),
    # unit
    ("面积15平方公里", "An area of 15 square metres", "gloss-number"),
    ("腾退228.8亩", "228.8 square metres were vacated", "gloss-number"),
    ("增长12%", "Growth of 12", "gloss-number"),
    ("3个月完成", "Done in 3 days", "gloss-number"),
    ("投资20元", "An investment of 20 mu", "gloss-number"),
    # another year or month
    ("到2010年", "By 2012", "gloss-number"),
    ("2017年,全镇", "In 2018 the whole town", "gloss-number"),
    ("4月24日", "On 24 May", "gloss-number"),
    ("“十一五”期间", "In the 12th Five-Year Plan period", "gloss-number"),
    ("今年3月", "In April this year", "gloss-number"),
    # negation dropped
    ("不得占用农田", "Farmland may be taken", "gloss-negation"),
    ("尚未完成", "It has been completed", "gloss-negation"),
    ("无污染企业", "Enterprises that pollute", "gloss-negation"),
    ("没有退路", "A way back", "gloss-negation"),
    ("严禁新建,不予审批", "New building is approved", "gloss-negation"),
    # bound dropped
    ("突破8.5万户", "85,000 households", "gloss-bound"),
    ("500家以上", "500 enterprises", "gloss-bound"),
    ("近4000家", "4,000 enterprises", "gloss-bound"),
    ("约625亩", "625 mu", "gloss-bound"),
    ("30多项", "30 items", "gloss-bound"),
)  # fmt: skip


@pytest.mark.parametrize(("words", "english", "rule"), FALSE)
def test_a_falsified_gloss_is_found(words: str, english: str, rule: str) -> None:
    assert rule in rules_broken(words, english)


@pytest.mark.parametrize(
    ("english", "broken"),
    [
        ("Lead unit: Riverside Municipal Finance Bureau", False),
        ("(Lead unit: Riverside Municipal Finance Bureau)", False),
        ("Lead unit: Riverside Municipal Planning Bureau", True),
        ("Lead unit: Finance Bureau", True),
        ("Riverside Municipal Finance Bureau and Riverside Municipal Planning Bureau", True),
        ("Lead unit: the municipal bureau", True),
    ],
)
def test_a_body_is_called_as_the_authority_files_call_it(english: str, broken: bool) -> None:
    found = rules_broken("牵头单位:市财政局", english, FINANCE, others=(FINANCE, PLANNING))
    assert ("gloss-name" in found) == broken


def test_a_place_may_do_without_its_kind() -> None:
    assert rules_broken("河口镇", "Hekou", TOWN) == set()
    assert rules_broken("河口镇", "Hexi Town", TOWN) == {"gloss-name"}


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    return open_workspace(ROOT)


def test_our_glosses_are_complete_and_raise_no_alarm(workspace: Workspace) -> None:
    count = 0
    for case in open_cases(workspace):
        case.resolved = resolve_document(case.document, case.authority, workspace.base)
        assert check_glosses(workspace, case) == []
        glosses, problems = load_glosses(workspace, case.document.header.id)
        assert problems == []
        assert missing(case.document, glosses) == []
        count += len(uses_to_gloss(case.document))
    assert count == 195


BAD = (
    (b"document: x\nglosses:\n  - quote: \xe4\xb8\x80\xe4\xba\x8c\n", "3", "en"),
    (b"document: x\nglosses:\n  - quote: ab\n    tp: b\n    en: b\n", "4", "tp"),
    (b"document: y\nglosses: []\n", "1", "document"),
    (b"document: x\nglosses:\n  - {quote: ab, en: b}\n  - {quote: ab, en: c}\n", "4", "line 3"),
    (b"- a\n", "", "map"),
    (b"document: x\nglosses: [\n", "", ""),
)


@pytest.mark.parametrize(("data", "line", "said"), BAD)
def test_a_malformed_file_is_refused_with_its_place(data: bytes, line: str, said: str) -> None:
    _, problems = parse_glosses(data, "g.yaml", "x")
    assert problems
    assert str(problems[0].at).startswith("g.yaml")
    assert not line or problems[0].at.line == int(line)
    assert said in problems[0].en


@pytest.fixture
def copy(tmp_path: Path) -> Workspace:
    for name in ("facts", "policykg.yaml"):
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, tmp_path / name)
    return open_workspace(tmp_path)


def published(workspace: Workspace) -> str:
    files = [path for path in workspace.facts_files() if path.stem == "shendang-2018"]
    return compile_workspace(workspace, files=files).documents["shendang-2018"].decode()


def test_glosses_are_published_with_a_state_that_signing_and_changing_move(copy: Workspace) -> None:
    total = len(load_glosses(copy, "shendang-2018")[0].by_key)
    before = published(copy)
    assert before.count('glossState> "machine-translation"') == total
    glosses, _ = load_glosses(copy, "shendang-2018")
    glosses.signatures.sign(list(glosses), "Reader", "read", "2026-11-30")
    glosses.signatures.write(gloss_signatures_file(copy, "shendang-2018"))
    signed = published(copy)
    assert signed.count('glossState> "signed"') == total
    path = glosses_file(copy, "shendang-2018")
    path.write_text(
        path.read_text("utf-8").replace("en: In 2017 the", "en: In the year 2017 the"), "utf-8"
    )
    changed = published(copy)
    assert changed.count('glossState> "void"') >= 1
    others = [
        [row for row in text.splitlines() if "ns#gloss" not in row]
        for text in (before, signed, changed)
    ]
    assert others[0] == others[1] == others[2]


def test_gloss_lists_what_lacks_and_sign_signs_what_was_shown(
    copy: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(copy.root)
    path = glosses_file(copy, "shaoxing-plan")
    text = path.read_text("utf-8")
    path.write_text(
        text.replace("  - quote: 市财政局\n    en: Shaoxing Municipal Finance Bureau\n", ""),
        "utf-8",
    )
    listed = CliRunner().invoke(cli, ["gloss", "shaoxing-plan"])
    assert listed.exit_code == 0, listed.output
    assert "- quote: 市财政局" in listed.stdout
    assert listed.stdout.count("quote:") == 1
    path.write_text(text, "utf-8")
    signed = CliRunner().invoke(
        cli, ["sign", "shaoxing-plan", "--glosses", "--as", "R", "--group", "--yes"]
    )
    assert signed.exit_code == 0, signed.output
    glosses, _ = load_glosses(copy, "shaoxing-plan")
    assert sum(glosses.state(gloss) == "signed" for gloss in glosses) >= 60
