"""The YAML reader: what it accepts, what it refuses, and where it says so."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.yaml.reader import MAX_BYTES, Map, Seq, read_bytes, read_yaml

REFUSED = [
    (b"", "file-empty", 1, 1),
    (b"# only a comment\n", "file-empty", 1, 1),
    (b"a: 1\nb: 2\na: 3\n", "yaml-duplicate-key", 3, 1),
    (b"a: !!int 3\n", "yaml-tag", 1, 4),
    (b"a: &x b\n", "yaml-anchor", 1, 4),
    (b"a: b\nc: *a\n", "yaml-alias", 2, 4),
    (b"<<: {a: b}\n", "yaml-merge", 1, 1),
    (b"%YAML 1.1\n---\na: b\n", "yaml-directive", 1, 1),
    (b"a: b\n---\nc: d\n", "yaml-documents", 2, 1),
    (b"? [a]\n: b\n", "yaml-key", 1, 3),
    (b"a:\n", "yaml-empty-value", 1, 1),
    (b"a: null\n", "yaml-empty-value", 1, 1),
    (b"a: ~\n", "yaml-empty-value", 1, 1),
    (b"a:\n  - b\n  -\n", "yaml-empty-value", 3, 4),
    (b"a: {quote: in 2010, more than 500}\n", "yaml-cut-value", 1, 21),
    (b"[" * 300_000, "yaml-too-deep", 1, 41),
    (b"- " * 50 + b"a\n", "yaml-too-deep", 1, 81),
    (b"- a\n" * 200_001, "yaml-too-many", 200_000, 3),
    (b"\xef\xbb\xbfa: b\n", "file-encoding", 1, 1),
    ("a: b\n".encode("utf-16"), "file-encoding", 1, 1),
    ("a: 中\n".encode("gbk"), "file-encoding", 1, 4),
    (b"a: b\nc: \xe4\xb8\n", "file-encoding", 2, 4),
    (b"a: \xed\xa0\x80\n", "file-encoding", 1, 4),
    (b"a: x\x00y\n", "file-character", 1, 5),
    (b"a: x\x07y\n", "file-character", 1, 5),
    ("a: x\u2028y\n".encode(), "file-character", 1, 5),
    ("a: x\u202ey\n".encode(), "file-character", 1, 5),
    (b'a: "x\\0y"\n', "file-character", 1, 4),
    (b'a: "b\n', "yaml-syntax", 1, 4),
    (b"a: [b\n", "yaml-syntax", 1, 4),
    (b"a: {b: c\n", "yaml-syntax", 1, 4),
    (b"a: b: c\n", "yaml-syntax", 1, 5),
    (b"a: b\n c: d\n", "yaml-syntax", 2, 3),
    (b"a:\n\t- b\n", "yaml-syntax", 2, 1),
    (b"a: @b\n", "yaml-syntax", 1, 4),
    (b"a: x\nb\n", "yaml-syntax", 3, 1),
    (b'"\\q": b\n', "yaml-syntax", 1, 2),
]


@pytest.mark.parametrize(
    ("data", "rule", "line", "column"), REFUSED, ids=lambda case: str(case)[:24]
)
def test_refuses_what_is_not_a_plain_tree_and_says_where(
    data: bytes, rule: str, line: int, column: int
) -> None:
    _, problems = read_yaml(data, "f.yaml")

    first = problems[0]
    assert (first.rule, first.at.line, first.at.column) == (rule, line, column)
    assert first.en and first.zh


def test_names_both_lines_of_a_key_given_twice() -> None:
    _, problems = read_yaml(b"a: 1\nb: 2\na: 3\n", "f.yaml")

    assert "line 1" in problems[0].en
    assert "line 3" in problems[0].en


def test_reports_all_that_is_wrong_with_one_file() -> None:
    _, problems = read_yaml(b"a: !x 1\nb:\na: &y 2\n", "f.yaml")

    assert [problem.at.line for problem in problems] == [1, 2, 3, 3]


@pytest.mark.parametrize(
    "scalar", ["no", "yes", "010", "12:30", "2010-13-45", "1e3", "0x1f", "1_0"]
)
def test_keeps_scalars_as_text(scalar: str) -> None:
    tree, problems = read_yaml(f"a: {scalar}\n".encode(), "f.yaml")

    assert (tree, problems) == ({"a": scalar}, [])


def test_knows_where_each_key_and_value_stands() -> None:
    tree, _ = read_yaml("甲: 乙\nb:\n  - c\n  - {d: e}\n".encode(), "f.yaml")

    assert isinstance(tree, Map)
    key, value = tree.marks["甲"]
    assert (key.line, key.column, value.line, value.column) == (0, 0, 0, 3)
    items = tree["b"]
    assert isinstance(items, Seq)
    assert [(mark.line, mark.column) for mark in items.marks] == [(2, 4), (3, 4)]
    assert items[1].marks["d"][1].column == 8


def test_counts_columns_in_characters_also_beyond_the_basic_plane() -> None:
    tree, _ = read_yaml("- {𠮷: 𠮷, b: c}\n".encode(), "f.yaml")

    assert isinstance(tree, Seq)
    assert tree[0].marks["b"][0].column == 9


@given(st.binary(max_size=400))
def test_never_raises_on_any_bytes(data: bytes) -> None:
    tree, problems = read_yaml(data, "f.yaml")

    assert tree is not None or problems


@given(st.text("abc:-{}[],'\"\\#&*!|>%@` \n\t\u3000中", max_size=80))
def test_never_raises_on_yaml_like_text(text: str) -> None:
    tree, problems = read_yaml(text.encode(), "f.yaml")

    assert tree is not None or problems


def test_reads_regular_files_only(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "zero").symlink_to("/dev/zero")
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "large").write_bytes(b"")
    os.truncate(tmp_path / "large", MAX_BYTES + 1)

    rules = {
        name: read_bytes(tmp_path / name, name)[1][0].rule
        for name in ("pipe", "zero", "loop", "large", "absent", ".")
    }

    assert rules == {
        "pipe": "file-irregular",
        "zero": "file-irregular",
        "loop": "file-unreadable",
        "large": "file-too-large",
        "absent": "file-unreadable",
        ".": "file-irregular",
    }
