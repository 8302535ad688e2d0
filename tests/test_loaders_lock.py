"""The lock: deterministic, merge-friendly, and proof against change without the text."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from loaders.evidence.identities import Identities
from loaders.evidence.locate import locate_document
from loaders.evidence.lock import (
    DocumentLock,
    compare_lock,
    located_from_lock,
    lock_document,
)
from loaders.evidence.lock_paths import HEADER
from loaders.evidence.lock_text import lock_text, parse_heads, parse_lock
from loaders.facts.model import DocumentEvidence, DocumentFacts, Fact
from loaders.identity.authority import Authority
from loaders.problems import Position
from tests.support.command import run_cli
from tests.support.evidence_example import TEXT, authority, document, source

BODY = """
  - quote: 2020年,全镇预计实现生产总值超70亿元,同比增长18.8%
    period: 2020
    values:
      - {name: 生产总值, value: 超70亿元, growth: 同比增长18.8%, status: expected}
  - task: 实施“清水”工程
    number: 1
    en: Clear water
    quote: 1.实施“清水”工程
    lead: (牵头单位:县水利局、县住建局、*开发区管委会)
    body:
      - quote: 力争到2025年,建成污水管网300公里以上
        also: 特制定本方案
        targets:
          - {name: 污水管网, en: Sewers, value: 300公里以上, by: 2025}
"""


def evidence_of(facts: DocumentFacts, text: str = TEXT) -> DocumentEvidence:
    return locate_document(facts, source(text, facts.header)).as_data()


def lock_of(body: str = BODY, text: str = TEXT) -> DocumentLock:
    facts = document(body)
    return lock_document(facts, evidence_of(facts, text), len(text), resolved(facts), VERDICT)


def resolved(facts: DocumentFacts) -> Callable[[Fact], str]:
    return Identities(facts, authority()).digest


VERDICT = ("2", "name-in-quote:1 value-in-quote:3")


def reread(lock: DocumentLock) -> DocumentLock:
    again, problems = parse_lock(lock_text(lock), lock.document, "qinghe.lock")
    assert problems == []
    assert again is not None
    return again


def stale(body: str, lock: DocumentLock, *, sees: bool, text: str = TEXT) -> list[str]:
    facts = document(body)
    evidence = evidence_of(facts, text)
    names = resolved(facts)
    fresh = lock_document(facts, evidence, len(text), names, VERDICT) if sees else None
    problems, _ = compare_lock(facts, lock, fresh, names, VERDICT[0])
    return [problem.rule for problem in problems]


def test_a_lock_survives_writing_and_reading() -> None:
    lock = lock_of()
    again = reread(lock)
    assert again.lines == lock.lines
    assert again.text() == lock.text()


def test_one_line_stands_for_one_use_of_a_quote() -> None:
    lines = [line for line in lock_text(lock_of()).splitlines() if "\t@" not in line]
    facts = document(BODY)
    assert len(lines) == 1 + sum(len(fact.quotes) for fact in facts.facts)
    assert any("7000000000 CCY_CNY more-than" in line for line in lines)
    assert any("\tlead 2/3\t" in line for line in lines)


def test_the_lock_holds_no_word_of_the_text() -> None:
    assert re.findall(r"[\u3400-\u9fff]+", lock_text(lock_of())) == []


def test_a_verdict_of_other_rules_or_of_other_lines_is_seen() -> None:
    facts, lock = document(BODY), reread(lock_of())
    problems, _ = compare_lock(facts, lock, None, resolved(facts), "3")
    assert [(p.rule, p.severity) for p in problems] == [("lock-rules", "warning")]
    lock.verdicts = lock.verdicts.replace(":3", ":4")
    problems, _ = compare_lock(facts, lock, None, resolved(facts), "2")
    assert [(p.rule, p.severity) for p in problems] == [("lock-verdict", "error")]


def test_a_name_that_means_another_body_now_is_seen_without_the_text() -> None:
    facts, lock = document(BODY), reread(lock_of())
    other = Authority()
    for kind, identity in (("place", "yunxian"), ("place", "qinghe-town")):
        other.add(kind, identity, authority().record(identity), Position("x"))
    bureau = authority().record("water-bureau")
    other.add("organisation", "river-bureau", bureau, Position("x"))
    problems, _ = compare_lock(facts, lock, None, Identities(facts, other).digest, "2")
    assert "task_1_lead_1" in {problem.record for problem in problems}


def test_a_lock_that_repeats_words_asks_for_migration() -> None:
    text = lock_text(lock_of()) + 'qinghe\t@span\t1-5\t"甲"\t"乙"\t"丙"\tabc\n'
    lock, _ = parse_lock(text, "qinghe", "qinghe.lock")
    facts = document(BODY)
    problems, _ = compare_lock(facts, lock, None, resolved(facts), "2")
    assert [problem.rule for problem in problems] == ["lock-old"]


def test_the_head_of_a_lock_is_read_without_its_lines() -> None:
    lock = lock_of()
    head = parse_heads(lock_text(lock), "qinghe")
    told = (head.source_file, head.source_sha256, head.length, head.rules, head.header)
    assert told == (lock.source_file, lock.source_sha256, lock.length, lock.rules, lock.header)
    assert head.lines == {} and parse_heads(lock_text(lock), "other").source_sha256 == ""


def test_line_ends_of_another_system_change_nothing_in_a_lock() -> None:
    lock = lock_of()
    text = lock_text(lock).replace("\n", "\r\n")
    again, problems = parse_lock(text, "qinghe", "qinghe.lock")
    assert problems == [] and again is not None
    assert again.text() == lock.text()


def test_an_unchanged_document_agrees_with_its_lock() -> None:
    assert stale(BODY, reread(lock_of()), sees=True) == []
    assert stale(BODY, reread(lock_of()), sees=False) == []


CHANGES = {
    "value": BODY.replace("value: 300公里以上", "value: 300公里以内"),
    "year": BODY.replace("by: 2025", "by: 2026"),
    "status": BODY.replace("status: expected", "status: actual"),
    "quote": BODY.replace("力争到2025年,建成污水管网300公里以上", "建成污水管网300公里以上"),
    "bracket": BODY.replace("县住建局、", ""),
    "inherited period": BODY.replace("period: 2020", "period: 2019"),
    "added 不": BODY.replace("力争到2025年,建成", "力争到2025年,不建成"),
}


def test_a_changed_record_is_seen_with_and_without_the_text() -> None:
    lock = reread(lock_of())
    for what, body in CHANGES.items():
        for sees in (True, False):
            rules = set(stale(body, lock, sees=sees))
            assert rules & {"lock-stale", "lock-vanished"} or (sees and what == "added 不"), what


def test_a_reason_changed_in_one_language_is_seen() -> None:
    given = "inferred: {period: {zh: 前句, en: the sentence before}}"
    body = BODY.replace("period: 2020", f"period: 2020\n    {given}")
    lock = reread(lock_of(body))
    assert stale(body, lock, sees=False) == []
    for before, after in (("前句", "后句"), ("before", "after")):
        assert "lock-stale" in stale(body.replace(before, after), lock, sees=False)


def test_a_changed_offset_is_seen_with_and_without_the_text() -> None:
    lock = lock_of()
    line = next(line for line in lock.lines.values() if line.use == "lead")
    text = lock.text().replace(f"{line.start}-{line.end}", f"{line.start + 1}-{line.end}")
    forged, _ = parse_lock(HEADER + text, "qinghe", "qinghe.lock")
    assert forged is not None
    assert "lock-stale" in stale(BODY, forged, sees=True)
    assert "lock-stale" in stale(BODY, forged, sees=False)


def test_a_forged_checksum_is_seen_without_the_text() -> None:
    lock = lock_of()
    lock.source_sha256 = "0" * 64
    assert "lock-stale" in stale(BODY, lock, sees=False)


def test_a_changed_text_is_seen() -> None:
    rules = stale(BODY, reread(lock_of()), sees=True, text=TEXT.replace("常住人口", "户籍人口"))
    assert "lock-source" in rules


def test_a_deleted_record_is_missed() -> None:
    body = BODY.replace(", growth: 同比增长18.8%", "")
    assert "lock-vanished" in stale(body, reread(lock_of()), sees=False)


def test_a_new_record_asks_to_be_locked() -> None:
    lock = lock_of()
    del lock.lines[next(iter(lock.lines))]
    assert "lock-stale" in stale(BODY, lock, sees=True)


def test_a_document_without_lines_asks_to_be_locked() -> None:
    facts = document(BODY)
    problems, _ = compare_lock(facts, None, None, resolved(facts))
    assert [problem.rule for problem in problems] == ["lock-missing"]


def test_quotes_that_cannot_be_seen_are_counted() -> None:
    facts = document(BODY)
    _, unseen = compare_lock(facts, reread(lock_of()), None, resolved(facts))
    assert unseen == len(facts.quotes)


def test_places_come_from_the_lock_where_the_text_is_not_at_hand() -> None:
    facts = document(BODY)
    seen, told = evidence_of(facts), located_from_lock(facts, reread(lock_of()))
    assert told.source_sha256 == seen.source_sha256
    for one, other in zip(seen.located, told.located, strict=True):
        assert one is not None and other is not None
        assert (one.start, one.end, one.rules) == (other.start, other.end, other.rules)


def test_lines_that_are_none_are_told_with_their_number() -> None:
    text = lock_text(lock_of()) + "<<<<<<< HEAD\nqinghe\tx\ty\tno-span\t-\t-\tz\n"
    lock, problems = parse_lock(text, "qinghe", "qinghe.lock")
    assert len(problems) == 2
    assert problems[0].at.line == len(text.splitlines()) - 1
    assert lock is not None and lock.lines == lock_of().lines


OF_LOCK = lock_text(DocumentLock("qinghe", "qinghe.txt", "0" * 64, 9))
LINE = "\tqinghe\tpassage\t3-9\t-\t-\t0123456789abcdef\n"


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("", 1, "begins with the line"),
        ("\n\n", 1, "begins with the line"),
        ("{}\n", 1, "begins with the line"),
        (OF_LOCK.partition("\n")[2], 1, "begins with the line"),
        (OF_LOCK.replace("evidence.lock 3", "evidence.lock 2"), 1, "begins with the line"),
        (OF_LOCK.replace("evidence.lock 3", "evidence.lock 12"), 1, "of form 12"),
        (HEADER, 1, "from which source text"),
        (HEADER + "qinghe" + LINE, 1, "from which source text"),
        (OF_LOCK + "baihe" + LINE, 3, "of the document baihe"),
        (OF_LOCK + LINE, 3, "of the document "),
        (OF_LOCK + "qinghe\t@source\tqinghe.txt\tx\tlong\n", 3, "no line of a lock"),
        (OF_LOCK + "=======\n", 3, "no line of a lock"),
        (OF_LOCK + "qinghe" + LINE[:-20], 3, "no line of a lock"),
    ],
)
def test_a_damaged_or_foreign_lock_is_told_with_its_line(text: str, line: int, said: str) -> None:
    _, problems = parse_lock(text, "qinghe", "facts/locks/qinghe.lock")
    assert [(p.rule, p.at.file, p.at.line) for p in problems if said in p.en] == [
        ("lock-line", "facts/locks/qinghe.lock", line)
    ], problems
    assert all(problem.zh for problem in problems)


@pytest.mark.parametrize("with_text", [True, False], ids=["text", "no text"])
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("zh: 青溪镇三年行动方案", "zh: 青溪镇五年行动方案"),
        ("en: Three-year action plan", "en: Five-year action plan"),
        ("written: 2024~", "written: 2031"),
        ("genre: action-plan", "genre: news-feature"),
        ("from: 青溪镇三年行动方案", "from: 为落实县政府"),
        ("to: 办公室设在镇经济办。", "to: 设在镇经济办。"),
    ],
)
def test_a_header_changed_since_it_was_locked_is_stale(
    example: Path, old: str, new: str, with_text: bool
) -> None:
    facts = example / "facts" / "qingxi-plan.yaml"
    text = facts.read_text(encoding="utf-8")
    assert old in text
    facts.write_text(text.replace(old, new, 1), encoding="utf-8")
    if not with_text:
        (example / "sources" / "qingxi-plan.txt").unlink()
    outcome = run_cli("-w", str(example), "check")
    assert outcome.exit_code == 1
    assert "lock-stale" in outcome.output and "the header `document:`" in outcome.output
    lock = example / "facts" / "locks" / "qingxi-plan.lock"
    lock.write_text(
        "".join(line for line in lock.read_text(encoding="utf-8").splitlines(keepends=True)
                if "@header" not in line),
        encoding="utf-8",
    )  # fmt: skip
    assert "lock-verdict" in run_cli("-w", str(example), "check").output
