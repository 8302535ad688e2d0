"""Facts files into records: all errors at once, each with its place and its repair."""

from __future__ import annotations

from pathlib import Path

import pytest

from loaders.workspace import open_workspace
from loaders.yaml.parse import Parsed, parse_document
from loaders.yaml.records import Part, Passage

HEAD = """document:
  id: plan
  title: {zh: 方案, en: Plan}
  genre: action-plan
  jurisdiction: shaoxing
  written: 2007~
  source: {file: plan.txt}
body:
"""


def parse(body: str, head: str = HEAD) -> Parsed:
    return parse_document((head + body).encode(), "plan.yaml")


def test_the_first_key_of_a_part_is_its_kind() -> None:
    parsed = parse("  - task: 实施工程\n    number: 7\n    en: Works\n    quote: 7.实施工程\n")

    assert parsed.problems == []
    assert parsed.document is not None
    part = parsed.document.body[0]
    assert isinstance(part, Part)
    assert (part.kind, part.name, part.number) == ("task", "实施工程", "7")


def test_parts_and_passages_nest_in_the_order_of_the_text() -> None:
    parsed = parse(
        "  - campaign: 甲\n    en: A\n    body:\n      - quote: 乙\n      - measure: 丙\n   "
        "     en: C\n"
    )

    assert parsed.document is not None
    campaign = parsed.document.body[0]
    assert isinstance(campaign, Part)
    assert [type(item) for item in campaign.body] == [Passage, Part]


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        ("told before", []),
        ("{zh: 前句所说, en: told before}", []),
        ("{zh: 前句所说}", ["`en` is missing here: add it"]),
        ("{zh: 前句所说, en: told before, fr: dit}", ["`fr` is no key here"]),
        ("[told, before]", ["`note` must be text, and is: "]),
    ],
)
def test_an_editor_writes_in_one_language_or_in_both(words: str, lines: list[str]) -> None:
    parsed = parse(f"  - quote: 甲\n    note: {words}\n")

    assert [problem.at.line for problem in parsed.problems] == [10] * len(lines)
    assert [p.en for p, line in zip(parsed.problems, lines, strict=True) if line not in p.en] == []


@pytest.mark.parametrize("flag", ["[]", "[a, b]", "{a: b}", "maybe"])
def test_a_flag_that_is_none_is_refused(flag: str) -> None:
    parsed = parse(f"  - quote: 甲\n    organisations: [{{name: 丙, group: {flag}}}]\n")
    assert [problem.at.line for problem in parsed.problems] == [10]


@pytest.mark.parametrize("flag", ["yes", "true"])
def test_flags_and_single_texts_get_their_types(flag: str) -> None:
    parsed = parse(
        f"  - quote: 甲\n    also: 乙\n    organisations: [{{name: 丙, group: {flag}}}]\n"
    )

    assert parsed.document is not None
    passage = parsed.document.body[0]
    assert isinstance(passage, Passage)
    assert (passage.also, passage.organisations[0].group) == (["乙"], True)


WRONG = [
    ("  - quote: 甲\n    valeus: []\n", "schema-extra-forbidden", 10, 5, "did you mean `values`"),
    ("  - quote: 甲\n    zzz: x\n", "schema-extra-forbidden", 10, 5, "known are: id, quote"),
    ("  - quote: 甲\n    values: [{value: 1}]\n", "schema-missing", 10, 14, "`name` is missing"),
    ("  - quote: 甲\n    status: targt\n", "schema-literal-error", 10, 13, "did you mean `target`"),
    ("  - quote: 甲\n    id: Ab\n", "schema-string-pattern-mismatch", 10, 9, "no id"),
    ("  - quote: 甲\n    counts: {tasks: many}\n", "schema-int-parsing", 10, 21, "whole number"),
    ("  - quote: 甲\n    counts: {tasks: -1}\n", "schema-greater-than-equal", 10, 21, "bound"),
    ("  - quote: [甲]\n", "schema-string-type", 9, 12, "must be text"),
    ("  - quote: 甲\n    values: 乙\n", "schema-list-type", 10, 13, "must be a list"),
    ("  - 甲\n", "schema-model-type", 9, 5, "a map of keys"),
    ("  - quote: 甲\n    also: [{quote: 乙, nth: 2}]\n", "schema-extra-forbidden", 10, 23, "`nth`"),
    ("  - number: 7\n    task: 甲\n    en: A\n", "part-first-key", 10, 5, "first key"),
    ("  - task: 甲\n    name: 乙\n    en: A\n", "part-key", 10, 5, "first key"),
    ("  - quote: 甲\n    posts: [{post: 书记}]\n", "schema-missing", 10, 13, "`person` is missing"),
    ("  - quote: 甲\n    posts: [{person: 丁, post: 书记, boss: "
    "戊}]\n", "schema-extra-forbidden", 10, 35, "`boss`"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "rule", "line", "column", "words"), WRONG)
def test_says_where_a_record_is_wrong_and_how_to_mend_it(
    body: str, rule: str, line: int, column: int, words: str
) -> None:
    parsed = parse(body)

    first = parsed.problems[0]
    assert parsed.document is None
    assert (first.rule, first.at.line, first.at.column) == (rule, line, column)
    assert words in first.en
    assert first.zh


def test_reports_all_errors_of_a_file_at_once() -> None:
    parsed = parse(
        "  - quote: 甲\n    valeus: []\n  - quote: 乙\n    values: [{value: 1}, {nmae: x}]\n",
        HEAD.replace("genre: action-plan", "genre: plan"),
    )

    assert {problem.at.line for problem in parsed.problems} == {4, 10, 12}


def test_names_the_record_that_an_error_belongs_to() -> None:
    parsed = parse("  - task: 甲\n    number: 7\n    en: A\n    lead: []\n    lede: 乙\n")

    assert parsed.problems[0].record == "body/task 7/lede"


@pytest.mark.parametrize("data", [b"- a\n", b"text\n", b"document: x\n", b"body: []\n", b"{}\n"])
def test_a_file_of_another_shape_is_refused(data: bytes) -> None:
    parsed = parse_document(data, "f.yaml")

    assert parsed.document is None
    assert parsed.problems


def test_the_committed_facts_are_sound(root: Path) -> None:
    files = open_workspace(root).facts_files()

    assert [parse_document(path).problems for path in files] == [[]] * len(files)
