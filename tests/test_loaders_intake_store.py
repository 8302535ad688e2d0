# ruff: noqa: E501 - files as they are
"""`policykg add`: what lands in the workspace, what stays, and what is said."""

from __future__ import annotations

import hashlib
import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytest.importorskip("lxml")
pytest.importorskip("charset_normalizer")

from loaders.intake.header import propose
from loaders.intake.ids import free_id, id_of, is_id, version_id
from loaders.intake.records import read_record, read_records, written
from loaders.languages.zh.offices import place_of
from tests.intake_files import OFFICE, SENTENCES, TITLE, docx, paragraph
from tests.support.command import ROOT, run_cli

NUMBER = "溪政办发〔2021〕9号"
TEXT = "\n".join((TITLE, NUMBER, *SENTENCES, OFFICE, "2021年3月5日", ""))


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.txt"
    path.write_bytes(TEXT.encode("gb18030"))
    return path


def add(workspace: Path, *words: str, code: int = 0) -> str:
    outcome = run_cli("-w", str(workspace), "add", *words)
    assert outcome.exit_code == code, outcome.output
    return outcome.output


def state(folder: Path) -> dict[str, bytes]:
    return {
        str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()
    }


def only(workspace: Path) -> str:
    (identity,) = read_records(workspace / "sources")
    return identity


def test_a_file_becomes_text_original_record_and_draft(example: Path, plan: Path) -> None:
    said = add(example, str(plan))
    identity = only(example)
    record = read_record(example / "sources" / f"{identity}.json")
    assert record is not None
    assert (example / "sources" / f"{identity}.txt").read_text(encoding="utf-8") == TEXT
    original = (example / "sources" / record.original).read_bytes()
    assert (original, record.sha256) == (plan.read_bytes(), hashlib.sha256(original).hexdigest())
    assert record.encoding == "gb18030"
    assert all(word in said for word in (identity, TITLE, NUMBER, OFFICE, "2021-03-05", "溪口市"))
    assert f"drafts/{identity}.yaml" in said
    assert not (example / "facts" / f"{identity}.yaml").exists()


def test_the_draft_is_a_header_that_the_facts_reader_knows(example: Path, plan: Path) -> None:
    add(example, str(plan), "--id", "bamboo")
    text = (example / "drafts" / "bamboo.yaml").read_text(encoding="utf-8")
    assert f"number: {NUMBER}  # {NUMBER}" in text
    (example / "facts" / "bamboo.yaml").write_text(text, encoding="utf-8")
    outcome = run_cli("-w", str(example), "check", str(example / "facts" / "bamboo.yaml"))
    assert "article-bounds" not in outcome.output
    assert "source" not in outcome.output.split("checks by")[0].replace("sources", "")


def test_drafts_are_not_built(example: Path, plan: Path) -> None:
    run_cli("-w", str(example), "build")
    before = run_cli("-w", str(example), "stats").output
    add(example, str(plan))
    assert run_cli("-w", str(example), "check").exit_code == 0
    run_cli("-w", str(example), "build")
    assert run_cli("-w", str(example), "stats").output == before


def test_the_same_file_again_changes_nothing(example: Path, plan: Path) -> None:
    add(example, str(plan))
    before = state(example)
    assert "nothing changed" in add(example, str(plan))
    assert state(example) == before


def test_another_file_of_the_same_text_changes_nothing(
    example: Path, plan: Path, tmp_path: Path
) -> None:
    add(example, str(plan))
    before = state(example)
    other = tmp_path / "other.txt"
    other.write_text(TEXT, encoding="utf-8")
    assert "nothing changed" in add(example, str(other))
    assert state(example) == before


def test_a_new_version_stands_beside_the_old_one_and_tells_which_quotes_moved(
    example: Path, tmp_path: Path
) -> None:
    assert run_cli("-w", str(example), "check").exit_code == 0
    text = (example / "sources" / "qingxi-plan.txt").read_text(encoding="utf-8")
    first, second = tmp_path / "v1.txt", tmp_path / "v2.txt"
    first.write_text(text, encoding="utf-8")
    # The text is there already, by hand: its file is taken up under its own id.
    (example / "sources" / "qingxi-plan.txt").unlink()
    add(example, str(first), "--id", "qingxi-plan-added")
    facts = example / "facts" / "qingxi-plan.yaml"
    facts.write_text(
        facts.read_text(encoding="utf-8").replace("qingxi-plan.txt", "qingxi-plan-added.txt"),
        encoding="utf-8",
    )
    # Dismissals name places of the text as it was; a text that is read anew has others.
    (example / "facts" / "omissions.yaml").write_text("omissions: {}\n", encoding="utf-8")
    assert run_cli("-w", str(example), "lock").exit_code == 0
    lines = text.splitlines()
    second.write_text(
        "\n".join([lines[0], "新增的一段。", *lines[1:]]).replace("8000万元", "9000万元"),
        encoding="utf-8",
    )
    said = add(example, str(second))
    assert "a new version of qingxi-plan-added" in said
    assert "moved" in said
    assert "8000万元" in said.split("vanished")[1]
    notes = run_cli("-w", str(example), "check").output
    assert "qingxi-plan-added-2 is a newer version of qingxi-plan-added" in notes


def test_a_text_changed_by_hand_is_noticed_by_check(example: Path, plan: Path) -> None:
    add(example, str(plan), "--id", "bamboo")
    path = example / "sources" / "bamboo.txt"
    path.write_text(path.read_text(encoding="utf-8") + "另", encoding="utf-8")
    assert (
        "bamboo.txt is not as it was read out of plan.txt"
        in run_cli("-w", str(example), "check").output
    )


def test_all_problems_of_a_run_come_at_once_and_the_rest_is_added(
    example: Path, plan: Path, tmp_path: Path
) -> None:
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    (shelf / "a.docx").write_bytes(docx(paragraph(TITLE) + paragraph(SENTENCES[0])))
    (shelf / "b.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    (shelf / "c.pdf").write_bytes(b"%PDF-1.7 cut")
    (shelf / ".hidden.pdf").write_bytes(b"x")
    (shelf / "picture.png").write_bytes(b"x")
    said = add(example, str(shelf), code=1)
    assert "file-doc" in said
    assert ".docx" in said
    assert "1 added, 0 unchanged, 2 not read" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--id", "Bad Id", "{plan}"], "is no id"),
        (["--id", "a", "{plan}", "{plan}"], "one document"),
        ([], "Missing argument"),
    ],
)
def test_wrong_use_ends_with_two(example: Path, plan: Path, words: list[str], said: str) -> None:
    assert said in add(example, *(word.format(plan=plan) for word in words), code=2)


def test_an_id_that_is_taken_is_refused(example: Path, plan: Path) -> None:
    assert "document-id" in add(example, str(plan), "--id", "qingxi-plan", code=1)


def test_the_report_is_json_if_asked_for_and_chinese_if_asked_for(
    example: Path, plan: Path
) -> None:
    data = json.loads(add(example, str(plan), "--json", "--no-header"))
    assert data["files"][0]["header"]["number"]["words"] == NUMBER
    assert not (example / "drafts").exists()
    outcome = run_cli("--lang", "zh", "-w", str(example), "add", str(plan))
    assert "未作改动" in outcome.output


def test_a_record_is_written_as_it_was_read(example: Path, plan: Path) -> None:
    add(example, str(plan))
    path = example / "sources" / f"{only(example)}.json"
    record = read_record(path)
    assert record is not None
    assert written(record) == path.read_text(encoding="utf-8")


def test_a_killed_run_leaves_nothing_half_written(example: Path, tmp_path: Path) -> None:
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    for number in range(6):
        text = "".join(f"{n}.第{number}件第{n}项任务由市林业局牵头办理。\n" for n in range(1, 3000))
        (shelf / f"{number}.txt").write_text(
            f"关于第{number}件工作的通知\n{text}", encoding="utf-8"
        )
    command = [sys.executable, "-m", "policykg", "-w", str(example), "add", str(shelf)]
    running = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    until = time.monotonic() + 30
    while not list((example / "sources").glob("*.json")) and time.monotonic() < until:
        time.sleep(0.005)
    running.send_signal(signal.SIGKILL)
    running.wait()
    for record in read_records(example / "sources").values():
        kept = (example / "sources" / f"{record.id}.txt").read_bytes()
        assert hashlib.sha256(kept).hexdigest() == record.text_sha256
    add(example, str(shelf))
    assert len(read_records(example / "sources")) == 6
    assert len(list((example / "sources").glob("*.txt"))) == 7


def test_a_link_in_the_place_of_a_text_is_not_written_through(
    example: Path, plan: Path, tmp_path: Path
) -> None:
    victim = tmp_path / "victim.txt"
    victim.write_text("untouched", encoding="utf-8")
    (example / "sources" / "bamboo.txt").symlink_to(victim)
    add(example, str(plan), "--id", "bamboo", code=1)
    assert victim.read_text(encoding="utf-8") == "untouched"


HEADERS = [
    ("溪口市人民政府文件\n溪政发〔2021〕9号\n溪口市人民政府\n关于加快竹产业发展的意见\n各县区：\n现提出意见。\n溪口市人民政府\n2021年3月5日\n",
     {"title": "溪口市人民政府关于加快竹产业发展的意见", "number": "溪政发〔2021〕9号", "issuer": "溪口市人民政府",
      "written": "2021-03-05", "jurisdiction": "溪口市", "genre": "opinion"}),
    ("竹县2022年政府工作报告\n——2022年1月8日在县第九届人民代表大会上\n各位代表：\n",
     {"title": "竹县2022年政府工作报告", "genre": "work-report", "jurisdiction": "竹县"}),
    ("关于印发《溪口市数字经济三年行动计划（2021—2023年）》的通知\n为落实《关于数字经济的意见》（浙政发〔2020〕8号），制定本计划。\n",
     {"title": "关于印发《溪口市数字经济三年行动计划（2021—2023年）》的通知", "genre": "action-plan", "jurisdiction": "溪口市", "number": None}),
    ("省人民政府关于优化营商环境的若干措施\n鄂政发〔2018〕26号\n各市州：\n二〇一八年六月一日\n",
     {"number": "鄂政发〔2018〕26号", "jurisdiction": "湖北省", "written": "2018-06-01", "genre": "policy-measures"}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), HEADERS)
def test_a_header_is_proposed_with_the_words_it_was_read_from(
    text: str, wanted: dict[str, str | None]
) -> None:
    fields = propose(text, {}).fields
    assert {name: fields[name].value if name in fields else None for name in wanted} == wanted
    assert all(text[p.start : p.end] == p.words for p in fields.values() if p.start >= 0)


@pytest.mark.parametrize(
    ("office", "place"),
    [("杭州市人民政府", "杭州市"), ("泰州市海陵区人民政府", "海陵区"), ("新乡市委办公室", "新乡市"), ("各市人民政府", ""),
     ("延边朝鲜族自治州人民政府", "延边朝鲜族自治州"), ("浙江省人民政府办公厅", "浙江省"), ("镇江市水利局", "镇江市")],
)  # fmt: skip
def test_the_place_of_an_office_is_read(office: str, place: str) -> None:
    assert place_of(office) == place


def test_ids_can_be_read_and_are_free() -> None:
    identity = id_of(TITLE, "2021", "溪口市")
    assert identity == "xi-kou-jia-kuai-zhu-chan-ye-fa-zhan-shi-2021"
    assert is_id(identity)
    assert is_id(id_of("!!!"))
    assert free_id("a", {"a", "a-b"}) == "a-c"
    assert version_id("a", {"a", "a-2"}) == "a-3"


def test_proposing_takes_time_in_proportion_to_the_text() -> None:
    def seconds(times: int) -> float:
        begun = time.perf_counter()
        propose("市人民政府关于（" * times, {})
        return time.perf_counter() - begun

    seconds(500)
    assert seconds(8_000) < 12 * max(seconds(2_000), 0.005)
