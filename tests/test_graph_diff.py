"""Comparing two states of the graph."""

from __future__ import annotations

import zipfile
from itertools import product
from pathlib import Path

import pytest

from graph.builds import diff
from graph.builds.build import publish
from graph.builds.description import DatasetInfo
from graph.builds.diff import compare, read_state
from graph.builds.diff_words import in_words
from graph.builds.pointer import current_folder
from graph.errors import DamagedBuild, GraphError

BASE = "https://example.org/"
ID, G = f"{BASE}id/", f"{BASE}graph/"
PK = "https://w3id.org/policykg/ns#"
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"


def quads(**things: tuple[str, str, str]) -> str:
    """name=(class, Chinese label, value) as N-Quads of one document."""
    lines = []
    for name, (cls, label, value) in sorted(things.items()):
        for predicate, obj in (
            (TYPE, f"<{PK}{cls}>"),
            (LABEL, f'"{label}"@zh-hans'),
            (f"<{PK}value>", f'"{value}"'),
        ):
            lines.append(f"<{ID}{name}> {predicate} {obj} <{G}plan> .")
    return "\n".join(lines) + "\n"


def test_the_same_state_has_no_difference() -> None:
    state = quads(a=("Task", "甲", "1"))
    assert compare(state, state, BASE).changes == []
    assert in_words(compare(state, state, BASE), "zh") == "没有差异。\n"


def test_things_are_added_removed_and_changed() -> None:
    before = quads(a=("Task", "甲", "1"), b=("Task", "乙", "1"))
    after = quads(b=("Task", "乙", "2"), c=("Target", "丙", "1"))
    found = compare(before, after, BASE)
    assert [(c.thing.removeprefix(ID), c.change, c.cls) for c in found.changes] == [
        ("a", "removed", "Task"),
        ("b", "changed", "Task"),
        ("c", "added", "Target"),
    ]
    assert (found.changes[1].lost, found.changes[1].gained) == (
        ('pk:value "1"',),
        ('pk:value "2"',),
    )
    assert found.counts()["plan", "Target", "added"] == 1


@pytest.mark.parametrize("at_once", [1, 300, 1_000])
def test_a_large_graph_is_compared_in_shares_with_the_same_result(
    at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    things = {f"t{n}": ("Task", f"第{n}项", str(n)) for n in range(30)}
    before = quads(**things)
    del things["t7"]
    things |= {"t8": ("Task", "第8项", "变"), "new": ("Target", "新", "1")}
    after = quads(**things)
    whole = compare(before, after, BASE)
    assert {(c.thing.removeprefix(ID), c.change) for c in whole.changes} == {
        ("t7", "removed"), ("t8", "changed"), ("new", "added")
    }  # fmt: skip
    monkeypatch.setattr(diff, "_AT_ONCE", at_once)
    assert compare(before, after, BASE) == whole


def test_the_order_of_lines_is_no_difference() -> None:
    state = quads(a=("Task", "甲", "1"), b=("Task", "乙", "1"))
    turned = "\n".join(reversed(state.splitlines())) + "\n"
    assert compare(state, turned, BASE).changes == []


def test_a_moved_quotation_is_told_by_the_facts_that_rest_on_it() -> None:
    before, after = quads(q=("Quotation", "引", "1")), quads(q2=("Quotation", "引", "1"))
    assert compare(before, after, BASE).changes == []


def test_a_target_is_told_by_its_narrowest_class() -> None:
    state = quads(a=("Target", "甲", "1"))
    both = state + f"<{ID}a> {TYPE} <{PK}Observation> <{G}plan> .\n"
    assert [c.cls for c in compare("", both, BASE).changes] == ["Target"]


def test_what_only_another_graph_names_is_told_by_that_name() -> None:
    state = quads(a=("Place", "甲镇", "1"))
    link = f"<{ID}a> <{PK}area> <{ID}b> <{G}links> .\n"
    found = compare(state, state + link, BASE)
    assert [(c.graph, c.cls, c.zh) for c in found.changes] == [("links", "Place", "甲镇")]


def test_a_changed_statement_is_told_before_and_after_in_both_languages() -> None:
    value = f"<{PK}statedValue>"
    before = quads(a=("Task", "甲", "1"), b=("Task", "乙", "1"))
    lines = {
        "old": f"<{ID}a> <{PK}partOf> <{ID}a> <{G}plan> .\n",
        "new": f"<{ID}a> <{PK}partOf> <{ID}b> <{G}plan> .\n"
        f'<{ID}a> {value} "“\u2028\\n引\\"号"@zh-hans <{G}plan> .\n'
        f"<{ID}a> {value} <http://elsewhere.example/x> <{G}plan> .\n",
    }
    found = compare(before + lines["old"], before + lines["new"], BASE)
    words = in_words(found, "zh")
    assert "改动 1。" in words and "### 改动：plan" in words
    assert "  - 隶属于：甲 → 乙\n" in words
    assert '+ ““ 引"号” (zh-hans)、http://elsewhere.example/x\n' in words
    assert "1 changed." in in_words(found, "en")


def test_a_file_that_is_cut_off_is_told_so(tmp_path: Path) -> None:
    path = tmp_path / "cut.nq"
    path.write_bytes(
        quads(a=("Task", "甲", "1")).encode()[:-3].rpartition("甲".encode())[0] + b"\xe7"
    )
    with pytest.raises(GraphError, match="cut off"):
        read_state(path)
    (tmp_path / "none.zip").write_bytes(b"PK\x05\x06" + bytes(18))
    with pytest.raises(GraphError, match="no graph here"):
        read_state(tmp_path / "none.zip")


def other(**things: tuple[str, str, str]) -> str:
    """The same things as :func:`quads`, of another document."""
    return quads(**things).replace(f"{G}plan>", f"{G}other>")


STATES = [
    quads(a=("Task", "甲", "1")) + other(b=("Task", "乙", "1")),
    other(b=("Task", "乙", "1")) + quads(a=("Task", "甲", "1")),
    quads(a=("Task", "甲", "2")) + other(b=("Task", "乙", "1"), c=("Target", "丙", "1")),
    other(b=("Task", "乙", "1")) + quads(a=("Task", "甲", "1")) + other(d=("Place", "丁", "1")),
    quads(a=("Task", "甲", "1")),
    "",
    "\n\n" + quads(a=("Task", "甲", "1")) + "\n",
]


@pytest.mark.parametrize("after", STATES)
@pytest.mark.parametrize("before", STATES)
def test_wherever_a_state_stands_it_differs_the_same(
    before: str, after: str, tmp_path: Path
) -> None:
    texts = compare(before, after, BASE)
    states = []
    for name, text in (("before", before), ("after", after)):
        (tmp_path / f"{name}.nq").write_text(text, encoding="utf-8")
        with zipfile.ZipFile(tmp_path / f"{name}.zip", "w") as archive:
            archive.writestr("graph.nq", text)
        states.append([read_state(tmp_path / f"{name}{kind}")[1] for kind in (".nq", ".zip")])
    for old, new in product(*states):
        assert compare(old, new, BASE) == texts
    if sorted(before.split()) == sorted(after.split()):
        assert texts.changes == []


def test_what_two_builds_have_in_common_is_not_read(tmp_path: Path) -> None:
    parts = {"plan": quads(a=("Task", "甲", "1")), "other": other(b=("Task", "乙", "1"))}
    whole = compare("".join(parts.values()), parts["plan"] + other(b=("Task", "乙", "2")), BASE)
    for at, value in enumerate("12"):
        parts["other"] = other(b=("Task", "乙", value))
        data = {name: text.encode() for name, text in parts.items()}
        publish(tmp_path / str(at), data, info=DatasetInfo(base=BASE), whole=0)
    states = [read_state(current_folder(tmp_path / str(at)))[1] for at in (0, 1)]
    found = compare(states[0], states[1], BASE)
    assert (found.changes, found.labels) == (whole.changes, whole.labels)
    assert [c.thing for c in found.changes] == [f"{ID}b"]
    shard = next(one for one in states[0].segments if one.graph == f"{G}other").sha256
    (tmp_path / "0" / "shards" / shard[:2] / f"{shard}.nq.gz").unlink()
    with pytest.raises(DamagedBuild, match="missing or has changed"):
        compare(states[0], states[1], BASE)
    assert compare(states[0], states[0], BASE).changes == []


@pytest.mark.parametrize(
    "line", ["no quad", "<a> <b> .", '<a> b "c" <g> .', "<a> <b> <c> <d> <e> . x"]
)
def test_a_line_that_is_no_quad_is_told_with_its_number(line: str, tmp_path: Path) -> None:
    text = quads(a=("Task", "甲", "1")) + line + "\n"
    (tmp_path / "graph.nq").write_text(text, encoding="utf-8")
    with pytest.raises(GraphError, match="line 4 is no quad"):
        read_state(tmp_path / "graph.nq")
    with pytest.raises(GraphError, match="line 4 is no quad"):
        compare(text, text, BASE)
