"""The canonical form: same records, same comments, and nothing left to do the second time."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.yaml_comments import through_fmt
from loaders.errors import Unreadable
from loaders.workspace import open_workspace
from loaders.yaml.canonical import MAX_WIDTH, _Writer, format_text
from loaders.yaml.reader import read_yaml

CASES = [
    ("indents lists", "a:\n- b\n-   c\n", "a:\n  - b\n  - c\n"),
    ("unquotes", "a: 'b'\nc: \"d\"\n", "a: b\nc: d\n"),
    ("quotes what must be", "a: '# b'\nc: 'd: e'\nf: '*'\n", 'a: "# b"\nc: "d: e"\nf: "*"\n'),
    ("keeps inner quotation marks", "a: 'say \"x\": y'\n", "a: 'say \"x\": y'\n"),
    ("joins folded lines", "a: b\n  c\n", "a: b c\n"),
    ("keeps line breaks by escapes", "a: |\n  b\n  c\n", 'a: "b\\nc\\n"\n'),
    ("keeps short flow maps", "- {a: b,   c: [d,e]}\n", "- {a: b, c: [d, e]}\n"),
    ("keeps block maps", "- a: b\n  c: d\n", "- a: b\n  c: d\n"),
    ("opens flow maps with quotes", "- {quote: b, c: d}\n", "- quote: b\n  c: d\n"),
    ("opens flow maps with commas", "- {a: 'b, c'}\n", "- a: b, c\n"),
    ("opens long flow maps", f"- {{a: {'x' * 61}}}\n", f"- a: {'x' * 61}\n"),
    ("opens nested flow", "a: {b: {quote: c}}\n", "a:\n  b:\n    quote: c\n"),
    ("keeps empty ones", "a: {}\nb: []\n", "a: {}\nb: []\n"),
    ("keeps comments", "# x\na: b   # y\n# z\nc: d\n# end\n", "# x\na: b  # y\n# z\nc: d\n# end\n"),
    ("keeps comments inside", "a:\n    # x\n    - b # y\n", "a:\n  # x\n  - b  # y\n"),
    ("keeps comments of keys", "a:  # x\n  - b\n", "a:  # x\n  - b\n"),
    ("keeps comments in flow", "a: [b, # x\n  c]\n", "a:\n  - b  # x\n  - c\n"),
    ("keeps one blank line", "a: b\n\n\nc: d\n\n", "a: b\n\nc: d\n"),
    ("knows # in texts", "a: b#c\nd: 'e # f' # g\n", 'a: b#c\nd: "e # f"  # g\n'),
    ("ends lines with LF", "a: b\r\nc: d\r\n", "a: b\nc: d\n"),
    ("nests lists", "- - a\n  - b\n- [c]\n", "- - a\n  - b\n- [c]\n"),
    ("nests maps in lists", "-\n  a: b\n  c:\n    - d\n", "- a: b\n  c:\n    - d\n"),
    ("writes plain texts", "a\n", "a\n"),
    ("keeps a literal's comment", "a: | # why\n  b\n", 'a: "b\\n"  # why\n'),
    ("keeps a folded one's comment", "a: >-   # why\n  b\n  c\n", "a: b c  # why\n"),
    ("keeps it behind signs", "a: |2- # why\n    b\n", 'a: "  b"  # why\n'),
    ("keeps a comment after a block", "a: |\n  b\n# x\nc: d\n", 'a: "b\\n"\n# x\nc: d\n'),
    ("keeps one after the last block", "a: |\n  b\n# x\n", 'a: "b\\n"\n# x\n'),
    ("keeps both", "a: |+ # x\n  b\n\n# y\n", 'a: "b\\n\\n"  # x\n# y\n'),
    ("keeps them in lists", "- | # x\n  b\n # y\n- c\n", '- "b\\n"  # x\n# y\n- c\n'),
    ("keeps one without a blank", "a: [b]#x\nc: 'd'#y\n", "a: [b]  #x\nc: d  #y\n"),
    ("keeps those in empty lists", "a: [ # x\n  # y\n]\n", "a: []  # x\n# y\n"),
    ("keeps those in empty maps", "a: { # x\n}\nb: c\n", "a: {}  # x\nb: c\n"),
    ("keeps one before a value", "a: # x\n  # y\n  b\n", "# x\n# y\na: b\n"),
    ("keeps one before a bracket", "a: # x\n  [b]\n", "# x\na: [b]\n"),
    ("keeps those around ?", "? a # x\n: b # y\n", "# x\na: b  # y\n"),
    ("keeps one after ---", "--- # x\na: b\n... # y\n", "# x\na: b\n# y\n"),
    ("keeps one without end of line", "a: b\n# x", "a: b\n# x\n"),
    ("keeps signs in comments", "a: b # 'c' \"d\" # - {e: |\n", "a: b  # 'c' \"d\" # - {e: |\n"),
    ("keeps comments after CR LF", "a: | # x\r\n  b\r\n# y\r\n", 'a: "b\\n"  # x\n# y\n'),
]


@pytest.mark.parametrize(("given_", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_writes_the_canonical_form(given_: str, expected: str) -> None:
    assert format_text(given_.encode()) == expected


@pytest.mark.parametrize("expected", [case[2] for case in CASES], ids=[case[0] for case in CASES])
def test_leaves_the_canonical_form_alone(expected: str) -> None:
    assert format_text(expected.encode()) == expected


TEXTS = st.text(
    st.one_of(
        st.sampled_from(" #:,-?[]{}&*!|>'\"%@`\\/~=.中文，、“”（）〈〉\u3000\u00a0\n\tab012"),
        st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]),
    ),
    max_size=24,
).filter(lambda text: not re.search("[\ufeff\ufffe\uffff\u0085]", text))
TREES = st.recursive(
    TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=24,
)


@given(TREES)
def test_any_tree_survives_and_the_second_time_changes_nothing(tree: Any) -> None:
    data = json.dumps(tree, ensure_ascii=False).encode()
    before, problems = read_yaml(data, "f")
    if problems or before is None:  # what the reader refuses, such as a lonely ""
        return

    once = format_text(data)

    after, _ = read_yaml(once.encode(), "f")
    assert after == before == tree
    assert format_text(once.encode()) == once


@given(
    st.lists(
        st.sampled_from(["# x", "a: b", "b: c  # y", "", "c:", "  - d", "  # z", "  - {e: f}"])
    )
)
def test_no_comment_is_lost(lines: list[str]) -> None:
    data = "\n".join(lines).encode()
    tree, problems = read_yaml(data, "f")
    if problems or tree is None:
        return

    written = format_text(data)

    assert sorted(re.findall("# .", written)) == sorted(re.findall("# .", data.decode()))
    assert format_text(written.encode()) == written


def test_generated_files_keep_every_comment_and_tree_and_are_done_after_one_run() -> None:
    outcome = through_fmt(range(2_000))

    assert (outcome.lost, outcome.changed, outcome.unstable) == ([], [], [])
    assert (outcome.files, outcome.refused) == (2_000, 0)
    assert outcome.comments > 10_000


def test_what_cannot_be_kept_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_Writer, "_before", lambda *_: None)

    with pytest.raises(Unreadable, match="without a loss"):
        format_text(b"a: b\n# x\nc: d\n", "f.yaml")


@pytest.mark.parametrize("data", [b"", b"a: *b\n", b"a: b: c\n", b"\xff", b"a:\n"])
def test_refuses_to_rewrite_what_it_cannot_read(data: bytes) -> None:
    with pytest.raises(Unreadable) as raised:
        format_text(data, "f.yaml")

    assert raised.value.problems
    assert "f.yaml:1" in raised.value.en


def test_the_committed_files_keep_their_records(root: Path) -> None:
    workspace = open_workspace(root)
    for path in [*workspace.facts_files(), *workspace.authority_files()]:
        data = path.read_bytes()
        once = format_text(data)
        assert read_yaml(once.encode(), "f")[0] == read_yaml(data, "f")[0]
        assert format_text(once.encode()) == once
        flow = [line for line in once.splitlines() if line.endswith(("}", "]"))]
        assert max(map(len, flow), default=0) <= MAX_WIDTH
