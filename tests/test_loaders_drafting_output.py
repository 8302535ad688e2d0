"""Drafts as JSON and YAML, several drafters merged, and the command; growth with the text."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.drafting.as_json import as_json
from loaders.drafting.as_yaml import Frame, as_yaml
from loaders.drafting.drafters import DRAFTERS, draft_text
from loaders.drafting.files import CannotDraft, check_free, language_of, read_source, write_new
from loaders.drafting.merge import merge
from loaders.drafting.model import Draft, Fact, Field
from loaders.drafting.reasons import REASONS, told
from loaders.drafting.records import spelled_id
from loaders.drafting.text import read_text
from loaders.yaml.parse import parse_document
from tests.support.command import run_cli

PLAN = """\
甲河县造林行动方案
一、总体目标
到2035年，全县森林覆盖率达到60%以上。
二、主要任务
（一）加快造林。落实《甲河县林业规划》（甲政发〔2030〕5号），2031年底前新造林2万亩。（牵头单位：县林业局；责任单位：县财政局、各乡镇）
（二）修建林道。修建林道30公里以上。（牵头单位：县交通局）
"""


def test_json_has_the_promised_form() -> None:
    made = as_json("plan", draft_text(PLAN))

    first = made["tasks"][0]
    assert made["doc"] == "plan"
    assert {
        key: first[key] for key in ("number", "section", "title_quote", "leads", "supports")
    } == {
        "number": "（一）",
        "section": "二、主要任务",
        "title_quote": "加快造林",
        "leads": ["县林业局"],
        "supports": ["县财政局"],
    }
    assert (first["groups"], first["deadline"]) == (["各乡镇"], "2031年底前")
    assert first["targets"] == [
        {
            "quote": "2031年底前新造林2万亩",
            "value": "2万",
            "bound": "=",
            "unit": "亩",
            "year": "2031",
        }
    ]
    assert [one["value"] for one in made["doc_targets"]] == ["60"]
    assert {fact["kind"] for fact in made["facts"]} >= {"task", "target", "policy", "organisation"}
    assert json.loads(json.dumps(made)) == made


def test_every_quote_of_the_json_stands_at_its_place() -> None:
    made = as_json("plan", draft_text(PLAN))

    for fact in made["facts"]:
        words = fact.get("quote") or fact.get("title_quote") or fact.get("name")
        assert words in PLAN[fact["span"][0] : fact["span"][1] + len(words)]


SERIES = {
    "aims before the tasks": ("一、总体目标\n{0}\n二、任务\n{1}", ["一", "二"]),
    "two general parts": ("一、形势\n{0}\n二、目标\n{0}\n三、任务\n{1}", ["一", "二", "三"]),
    "a part without tasks between": (
        "一、任务\n{1}\n二、范围\n{0}\n三、措施\n{1}",
        ["一", "二", "三"],
    ),
    "a part without tasks at the end": ("一、任务\n{1}\n二、附则\n{0}", ["一"]),
    "chapters": ("第一章 总则\n{0}\n第二章 任务\n{1}", ["第一章", "第二章"]),
    "a task beside the sections": (
        "一、种竹。种好竹。（牵头单位：县林业局）\n二、任务\n{1}",
        ["二"],
    ),
    "a table whose rows make the section": (
        "一、修路\n任务|牵头单位\n修桥|县交通局\n铺路|县交通局\n二、任务\n{1}",
        ["二", ""],
    ),
    "a gap that the text has": ("一、目标\n{0}\n三、任务\n{1}", ["三"]),
}


@pytest.mark.parametrize(("words", "numbers"), SERIES.values(), ids=SERIES)
def test_sections_are_drafted_from_the_first_of_their_series_to_the_last_with_tasks(
    words: str, numbers: list[str]
) -> None:
    aims = "到2035年，全县森林覆盖率达到60%以上。"
    tasks = "（一）修桥。修好桥。（牵头单位：县交通局）\n（二）铺路。铺好路。（牵头单位：县交通局）"
    found = draft_text("甲河县行动方案\n" + words.format(aims, tasks) + "\n")

    assert [section.number for section in found.sections] == numbers


def test_yaml_reads_as_a_facts_file_and_marks_what_is_open(tmp_path: Path) -> None:
    written = as_yaml(draft_text(PLAN), PLAN, Frame("plan", "plan.txt", jurisdiction="jiahe"))
    path = tmp_path / "plan.yaml"
    path.write_text(written, encoding="utf-8")

    parsed = parse_document(path, "plan.yaml")

    assert parsed.problems == []
    assert "lead: （牵头单位：县林业局；责任单位：县财政局、各乡镇）\n" in written
    assert "genre: action-plan  # open: guessed from the title\n" in written
    assert "name: 新造林" in written


def test_every_reason_has_its_chinese() -> None:
    raw = (
        PLAN
        + "（三）补贴。对引进企业给予30万元补贴。历时3天。荣获“园林县”称号。（牵头单位：县财政局"
    )
    draft = draft_text(raw)

    given = {one.reason for fact in draft.facts for one in fact.fields.values() if one.reason}
    given |= {one.reason for one in draft.left_out}

    assert given <= set(REASONS)
    assert all(told(reason, "zh") != reason for reason in given)


def test_comments_stand_in_the_readers_language() -> None:
    written = as_yaml(draft_text(PLAN), PLAN, Frame("plan", "plan.txt"), "zh")

    comments = [line.partition("# ")[2] for line in written.split("\n") if "# " in line]
    assert all(re.search("[\u4e00-\u9fff]", one) for one in comments)


def test_the_same_text_gives_the_same_draft() -> None:
    frame = Frame("plan", "plan.txt")

    first, second = (as_yaml(draft_text(PLAN), PLAN, frame) for _ in range(2))

    assert first == second


@given(
    st.text(alphabet="一二、（）()。，1.23年《》“”市县局牵头单位：\n\t |责任建设家", max_size=120)
)
def test_any_text_can_be_drafted_and_written(raw: str) -> None:
    draft = draft_text(raw)

    assert as_json("x", draft)["doc"] == "x"
    assert as_yaml(draft, raw, Frame("x", "x.txt")).startswith("# A draft")


@given(st.text(alphabet="中文發 \u3000\n\t(gē)（）a1，。", max_size=80))
def test_dense_characters_know_their_raw_place(raw: str) -> None:
    text = read_text(raw)

    assert len(text.starts) == len(text.dense) + 1
    for at, char in enumerate(text.dense):
        start, end = text.span(at, at + 1)
        assert start < end <= len(raw)
        assert char in "\n\t " or len(raw[start]) == 1


# -- merging ---------------------------------------------------------------------------------------


def _draft(*facts: tuple[str, tuple[int, int], dict[str, Field]]) -> Draft:
    return Draft([Fact(kind, span, dict(fields)) for kind, span, fields in facts])  # type: ignore[arg-type]


def test_what_two_drafters_say_alike_is_ready() -> None:
    one = _draft(("place", (0, 3), {"name": Field("甲河县", False, "by its form")}))
    other = _draft(("place", (0, 3), {"name": Field("甲河县", False)}))

    name = merge([("rules", one), ("tagger", other)]).facts[0].fields["name"]

    assert (name.ready, name.reason, name.said_by) == (True, "", ("rules", "tagger"))


def test_what_two_drafters_say_differently_is_open_with_both() -> None:
    one = _draft(("value", (0, 5), {"value": Field("60%", True), "bound": Field("≥", True)}))
    other = _draft(("value", (0, 5), {"value": Field("60%"), "bound": Field("=")}))

    bound = merge([("rules", one), ("model", other)]).facts[0].fields["bound"]

    assert (bound.ready, bound.reason) == (False, "drafters differ: ≥ / = (model)")


def test_what_only_one_drafter_says_stays_open() -> None:
    other = _draft(("place", (9, 12), {"name": Field("乙河镇", True)}))

    merged = merge([("rules", _draft()), ("model", other)])

    assert merged.facts[0].open == {"name": "only model said it"}


def test_drafters_are_named_once_and_rules_lead() -> None:
    names = [one.name for one in DRAFTERS]

    assert names[0] == "rules"
    assert len(set(names)) == len(names)


# -- files -----------------------------------------------------------------------------------------


def test_a_file_that_holds_something_is_never_written(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("mine", encoding="utf-8")

    with pytest.raises(CannotDraft, match="holds something"):
        write_new(path, "draft")

    assert path.read_text(encoding="utf-8") == "mine"


def test_an_empty_file_is_written(tmp_path: Path) -> None:
    path = tmp_path / "empty.yaml"
    path.touch()

    assert write_new(path, "draft")
    assert path.read_text(encoding="utf-8") == "draft"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", ["no-folder/x.yaml", "."])
def test_a_draft_goes_into_no_missing_folder_and_no_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(CannotDraft):
        check_free(tmp_path / name)


FILES = {
    b"%PDF-1.7": "is a PDF",
    b"PK\x03\x04": "zipped",
    "甲".encode("gb18030"): "not UTF-8",
    b"\xe7\x94\xb2\x00": "NUL",
}


@pytest.mark.parametrize(("data", "message"), FILES.items(), ids=FILES.values())
def test_what_is_no_text_is_refused_plainly(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "plan.bin"
    path.write_bytes(data)

    with pytest.raises(CannotDraft, match=message):
        read_source(path)


def test_a_language_without_a_package_is_refused() -> None:
    with pytest.raises(CannotDraft, match="only Chinese"):
        language_of("The ministry will lead.", "plan.txt")


@pytest.mark.parametrize(("raw", "language"), [("县林业局", "zh-hans"), ("縣財政局", "zh-hant")])
def test_the_script_of_a_text_is_told(raw: str, language: str) -> None:
    assert language_of(raw, "plan.txt") == language


# -- the command -----------------------------------------------------------------------------------


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.txt"
    path.write_text(PLAN, encoding="utf-8")
    return path


def test_json_of_a_file_needs_no_workspace(plan: Path) -> None:
    outcome = run_cli("draft", "--json", str(plan))

    assert outcome.exit_code == 0
    assert json.loads(outcome.stdout)["doc"] == "plan"


def test_a_draft_goes_into_the_folder_of_drafts(example: Path, plan: Path) -> None:
    outcome = run_cli("-w", str(example), "draft", str(plan))

    assert outcome.exit_code == 0, outcome.output
    assert (example / "drafts" / "plan.yaml").read_text(encoding="utf-8").startswith("# A draft")
    assert "fields are ready" in outcome.stderr


def test_drafting_twice_changes_nothing(example: Path, plan: Path) -> None:
    run_cli("-w", str(example), "draft", str(plan))

    outcome = run_cli("-w", str(example), "draft", str(plan))

    assert (outcome.exit_code, "(unchanged)" in outcome.stderr) == (0, True)


def test_the_header_of_a_draft_stays_and_its_body_is_filled(example: Path, plan: Path) -> None:
    folder = example / "drafts"
    folder.mkdir()
    header = "# mine\ndocument:\n  id: plan\n  issuer: 甲河县  # corrected\nbody:"
    (folder / "plan.yaml").write_text(f"{header} []\n", encoding="utf-8")

    first = run_cli("-w", str(example), "draft", str(plan))
    filled = (folder / "plan.yaml").read_text(encoding="utf-8")
    second = run_cli("-w", str(example), "draft", str(plan))

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert filled.startswith(f"{header}\n")
    assert "- task: 修建林道" in filled
    assert "(unchanged)" in second.stderr


def test_a_header_gets_the_rule_of_who_leads(example: Path, tmp_path: Path) -> None:
    path = tmp_path / "rule.txt"
    path.write_text(
        "甲方案\n1.清淤。（责任单位：县水利局、县财政局；列首位的为牵头单位，下同）\n2.绿化。（责任单位：县林业局）",
        encoding="utf-8",
    )
    (example / "drafts").mkdir()
    drafted = example / "drafts" / "rule.yaml"
    drafted.write_text("document:\n  id: rule\nbody: []\n", encoding="utf-8")

    codes = [run_cli("-w", str(example), "draft", str(path)).exit_code for _ in range(2)]

    assert codes == [0, 0]
    written = drafted.read_text(encoding="utf-8")
    assert written.startswith("document:\n  id: rule\n  lead-rule: 列首位的为牵头单位\nbody:\n")


def test_an_edited_draft_is_not_written_over(example: Path, plan: Path) -> None:
    run_cli("-w", str(example), "draft", str(plan))
    drafted = example / "drafts" / "plan.yaml"
    drafted.write_text("mine", encoding="utf-8")

    outcome = run_cli("-w", str(example), "draft", str(plan))

    assert (outcome.exit_code, drafted.read_text(encoding="utf-8")) == (2, "mine")


def test_into_names_another_file_and_spares_a_full_one(tmp_path: Path, plan: Path) -> None:
    into = tmp_path / "mine.yaml"

    first = run_cli("draft", str(plan), "--into", str(into))
    second = run_cli("draft", str(plan), "--into", str(into))

    assert (first.exit_code, second.exit_code) == (0, 2)
    assert into.read_text(encoding="utf-8").startswith("# A draft")


def test_drafts_are_never_built(example: Path, plan: Path) -> None:
    run_cli("-w", str(example), "draft", str(plan))

    outcome = run_cli("-w", str(example), "build")

    assert outcome.exit_code == 0, outcome.output


WRONG = {
    "nothing to draft from": (),
    "no such file": ("--json", "nowhere.txt"),
    "a text with --authority": ("--authority", "plan.txt"),
    "no such drafter": ("--json", "--drafter", "oracle", "plan.txt"),
}


@pytest.mark.parametrize("words", WRONG.values(), ids=WRONG)
def test_wrong_use_ends_with_two_and_prints_nothing_into_the_draft(words: tuple[str, ...]) -> None:
    outcome = run_cli("draft", *words)

    assert (outcome.exit_code, outcome.stdout) == (2, "")
    assert outcome.stderr


def test_authority_records_are_drafted_under_an_option_of_their_own(example: Path) -> None:
    outcome = run_cli("-w", str(example), "draft", "--authority")

    assert outcome.exit_code == 0
    assert outcome.stdout == ""


@pytest.mark.parametrize("issuer", ["[yun-county-office]", "[x2, y-z]", "nobody-yet"])
def test_an_id_that_nothing_has_is_no_name_of_a_body(example: Path, issuer: str) -> None:
    facts = example / "facts" / "qingxi-plan.yaml"
    text = facts.read_text(encoding="utf-8")
    told = text.replace("  genre: action-plan\n", f"  genre: action-plan\n  issuer: {issuer}\n", 1)
    facts.write_text(told, encoding="utf-8")
    outcome = run_cli("-w", str(example), "draft", "--authority")
    assert issuer.strip("[]").split(",")[0] not in outcome.output
    assert "reference-unknown" in run_cli("-w", str(example), "check").output


def test_errors_of_the_facts_never_go_into_the_authority_draft(example: Path) -> None:
    (example / "facts" / "broken.yaml").write_text("body: [", encoding="utf-8")

    outcome = run_cli("-w", str(example), "draft", "--authority")

    assert (outcome.exit_code, outcome.stdout) == (1, "")
    assert "broken.yaml" in outcome.stderr


# -- growth ----------------------------------------------------------------------------------------

SHAPES: dict[str, Callable[[int], str]] = {
    "plan": lambda n: PLAN * (n // 40),
    "commas": lambda n: "确保增长5%，" * n,
    "no mark": lambda n: "建设市县区局委办" * n,
    "figures": lambda n: "100家200个300亿元" * (n // 4),
    "open brackets": lambda n: "（责任单位：市财政局" * (n // 2),
    "marks": lambda n: "一、二、三、" * n,
    "items": lambda n: "".join(f"{i % 999}.建设学校。" for i in range(n)),
    "heads": lambda n: "序号 任务 责任单位 完成时限 " * n,
    "rows": lambda n: "序号\t任务\t责任单位\n" + "1\t建设学校\t县教育局\n" * n,
    "towns": lambda n: "".join(
        f"{chr(0x4E00 + i % 3000)}{chr(0x5000 + i % 999)}镇，" for i in range(n)
    ),
    "companies": lambda n: "科技有限" * n,
    "quotation marks": lambda n: "“计划" * n,
    "blanks": lambda n: " " * (8 * n),
    "labels": lambda n: "牵头单位：\n" * n,
    "by whom": lambda n: "由市财政局、" * n,
    "zones": lambda n: "推进开发区" * n,
    "rows of names": lambda n: "甲和乙、" * n,
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_work_grows_with_the_text_and_no_faster(shape: Callable[[int], str]) -> None:
    def seconds(size: int) -> float:
        raw = shape(size)
        least = 60.0
        for _ in range(3):
            read_text.cache_clear()
            began = time.process_time()
            as_json("x", draft_text(raw))
            least = min(least, time.process_time() - began)
        return least

    short, long = seconds(200), seconds(800)

    assert long < 10 * short + 0.3


def test_a_text_with_line_separators_is_drafted_into_a_file(example: Path) -> None:
    text = "一、总体要求\u2028到2025年,建成3家园区。\u2029(一)建设园区。\u0085牵头单位:市财政局。"
    (example / "sources" / "ls.txt").write_text(text, encoding="utf-8", newline="")
    outcome = run_cli("-w", str(example), "draft", str(example / "sources" / "ls.txt"))
    assert outcome.exit_code == 0, outcome.output
    assert "建设园区" in (example / "drafts" / "ls.yaml").read_text(encoding="utf-8")


RUN_ON = """\
甲河县造林行动方案
（一）加快造林。（牵头单位：县林业局，落实《甲河县林业规划》）（二）修建林道。（牵头单位：县交通局）（三）护林。（牵头单位：县公安局）
"""


def test_a_passage_does_not_cross_into_the_part_behind_it() -> None:
    written = as_yaml(draft_text(RUN_ON, ("rules",)), RUN_ON, Frame("plan", "plan.txt"))

    quotes = re.findall('quote: "?([^"\n]+)', written)
    assert [quote for quote in quotes if "《甲河县林业规划》" in quote]
    assert not [quote for quote in quotes if "（二）" in quote[1:]]


SPELLED = {
    "造林计划": "zaolinjihua",
    "广州市推动低空经济高质量发展若干措施管理办法": (
        "guangzhoushituidongdikongjingjigaozhiliangfazhanruogancuoshi"
    ),
    "plan 2024——(试行)": "plan-2024-shixing",
    "2024年计划": "d-2024nianjihua",
    "，，，": "d",
    "a" * 80: "a" * 60,
}


@pytest.mark.parametrize(("name", "identity"), SPELLED.items())
def test_an_id_in_pinyin_ends_with_a_whole_syllable(name: str, identity: str) -> None:
    assert spelled_id(name) == identity


@pytest.mark.parametrize(
    "text",
    [
        "Plan for Growth\n1. The bureau of trade leads; 30 firms by 2027.",
        "Plan de croissance\n1. La mairie dirige 30 projets avant 2027.",
        "План развития\n1. Управление торговли, 30 предприятий к 2027 году.",
        "成長計画です。\nThe rest of this page is about something that is written in English only.",
    ],
)
def test_a_text_in_a_language_without_a_drafter_is_not_drafted(text: str) -> None:
    draft = draft_text(text)
    assert (draft.raw, draft.facts, draft.sections, draft.left_out) == (text, [], [], [])
