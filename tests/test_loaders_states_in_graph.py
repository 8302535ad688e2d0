"""Field states in the graph: what `check` counts is what a build publishes."""

from __future__ import annotations

import shutil
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

import pytest

from loaders.checking.listing import states_of_workspace
from loaders.checking.states import DocumentStates
from loaders.compile import CompiledGraph, compile_workspace
from loaders.evidence.proof_lines import read_proved
from loaders.states.model import FieldState
from loaders.states.words import STATES, TRANSLATION
from loaders.workspace import Workspace, open_workspace
from ontology.namespaces import CODE_NS, PK_NS
from ontology.rdf import RdfFormat, parse

Properties = dict[str, list[str]]


def things_of(graph: CompiledGraph, document: str) -> dict[str, Properties]:
    """Return what the graph of a document says: local name → property of ours → values."""
    found: dict[str, Properties] = defaultdict(lambda: defaultdict(list))
    for quad in parse(graph.documents[document], RdfFormat.N_QUADS):
        if quad.predicate.value.startswith(PK_NS):
            name = str(quad.subject.value).rpartition("/")[2]
            value = str(quad.object.value).removeprefix(CODE_NS)
            found[name][quad.predicate.value.removeprefix(PK_NS)].append(value)
    return found


def stem(field: str) -> str:
    head, _, number = field.rpartition("-")
    return head if head and number.isdigit() else field


def pairs(states: Iterable[FieldState], document: str) -> Counter[tuple[str, str, str]]:
    names = {
        (document if s.kind == "document" else f"{document}_{s.fact}", s.state, stem(s.field))
        for s in states
    }
    return Counter(names)


def pairs_in(things: dict[str, Properties]) -> Counter[tuple[str, str, str]]:
    return Counter(
        (name, state, field.removeprefix("field-"))
        for name, found in things.items()
        for state in STATES
        for field in found.get(state, ())
    )


@pytest.fixture
def example(tmp_path: Path, root: Path) -> Path:
    """The worked example that `policykg init` makes, with its text and its lock."""
    folder = tmp_path / "example"
    shutil.copytree(root / "policykg" / "example", folder)
    return folder


def judged(space: Workspace) -> DocumentStates:
    return next(iter(states_of_workspace(space)))


def test_the_graphs_of_the_five_documents_have_the_states_that_check_counts(
    root: Path, sources: Path
) -> None:
    space = open_workspace(root, [sources])
    graph = compile_workspace(space, processes=1)
    for found in states_of_workspace(space):
        things = things_of(graph, found.document)
        assert pairs_in(things) == pairs(found.states, found.document)
        claimed = Counter(state.state for state in found.states if state.row != TRANSLATION)
        counts = {name: int(things[found.document][f"{name}Count"][0]) for name in STATES}
        assert counts == {name: claimed[name] for name in STATES}


def test_the_same_graph_comes_out_without_the_texts(root: Path, sources: Path) -> None:
    with_texts = compile_workspace(open_workspace(root, [sources]), processes=1)
    without = compile_workspace(open_workspace(root), processes=1)
    assert b"/ns#proofs>" in with_texts.documents["diankou-town"]
    assert with_texts.documents == without.documents


def test_a_proof_names_its_rule_and_characters_as_the_lock_does(example: Path) -> None:
    space = open_workspace(example)
    found = judged(space)
    things = things_of(compile_workspace(space), found.document)
    proved = {
        (name, field): proof
        for name, properties in things.items()
        for text in properties.get("proofs", ())
        for field, proof in (read_proved(text) or {}).items()
    }
    assert proved == {
        (f"{found.document}_{s.fact}" if s.kind != "document" else s.fact, s.field): (
            s.rule,
            s.spans,
        )
        for s in found.states
        if s.state == "proved"
    }
    assert proved


def test_a_changed_record_has_no_proofs_before_it_is_locked_again(example: Path) -> None:
    facts = example / "facts" / "qingxi-plan.yaml"
    text = facts.read_text(encoding="utf-8")
    assert text.count("name: 竹产业园") == 1
    facts.write_text(text.replace("en: Bamboo industry park\n", "en: A park\n"), "utf-8")
    space, project = open_workspace(example), "qingxi-plan_project_bamboo-park"
    graph = compile_workspace(space)
    things = things_of(graph, "qingxi-plan")
    assert "proofs" not in things[project]
    assert things["qingxi-plan_task_1"]["proofs"], "what did not change is as it was"
    for path in (example / "sources").glob("*.txt"):
        path.unlink()
    assert compile_workspace(space).documents == graph.documents
    assert pairs_in(things) == pairs(judged(space).states, "qingxi-plan")


def test_nothing_is_published_of_the_fields_of_a_draft_that_was_never_locked(example: Path) -> None:
    (example / "facts" / "locks" / "qingxi-plan.lock").unlink()
    space = open_workspace(example)
    sign(space, {"Reader 1": ("of",)})
    things = things_of(compile_workspace(space), "qingxi-plan")
    assert pairs_in(things) == Counter()
    assert "openCount" not in things["qingxi-plan"]


def sign(space: Workspace, fields: dict[str, tuple[str, ...]], **how: str) -> DocumentStates:
    """Sign the open fields of these names, each reader theirs."""
    found = judged(space)
    for reader, names in fields.items():
        chosen = [s for s in found.states if s.state == "open" and stem(s.field) in names]
        found.signatures.sign(
            chosen, found.signatures.reader(reader), "read", how.get("date", "2026-11-30")
        )
    path = space.facts_folder / "signatures" / f"{found.document}.txt"
    found.signatures.write(path)
    return judged(space)


def test_signed_fields_point_to_one_signature_with_reader_kind_way_and_day(example: Path) -> None:
    space = open_workspace(example)
    names = tuple({stem(s.field) for s in judged(space).states})
    found = sign(space, {"Reader 1": names})
    graph = compile_workspace(space)
    things = things_of(graph, found.document)
    acts = {name: p for name, p in things.items() if "_signature_" in name}
    assert [sorted(p) for p in acts.values()] == [
        ["reader", "readerKind", "signedOn", "wayOfSigning"]
    ]
    (act,) = acts.values()
    assert (act["reader"], act["readerKind"]) == (["Reader 1"], ["person"])
    assert (act["wayOfSigning"], act["signedOn"]) == (["read"], ["2026-11-30"])
    signed = {name for name, p in things.items() if p.get("signed")}
    assert signed == {name for name, p in things.items() if p.get("signature")}
    assert things[found.document]["openCount"] == ["0"]
    assert f"facts/signatures/{found.document}.txt" in graph.inputs


def test_a_signature_of_some_of_the_signed_fields_lists_them(example: Path) -> None:
    space = open_workspace(example)
    found = sign(space, {"Reader 1": ("of", "kind"), "Reader 2": ("english", "name", "period")})
    things = things_of(compile_workspace(space), found.document)
    for name, properties in things.items():
        signed = set(properties.get("signed", ()))
        covered = [
            set(things[act.rpartition("/")[2]].get("field", ())) or signed
            for act in properties.get("signature", ())
        ]
        assert set().union(*covered) == signed, name
        assert len(covered) < 2 or all(part < signed for part in covered)


def test_a_withdrawn_name_is_in_no_graph_and_its_signatures_stay(example: Path) -> None:
    space = open_workspace(example)
    names = tuple({stem(s.field) for s in judged(space).states})
    found = sign(space, {"Wang Xiaoming": names})
    before = things_of(compile_workspace(space), found.document)
    found.signatures.withdraw("Wang Xiaoming")
    found.signatures.write(space.facts_folder / "signatures" / f"{found.document}.txt")
    graph = compile_workspace(space)
    after = things_of(graph, found.document)
    assert all(b"Wang Xiaoming" not in part for part in graph.parts.values())
    assert pairs_in(after) == pairs_in(before)
    assert sum(bool(p.get("signature")) for p in after.values()) > 0


def test_a_signature_on_no_day_of_the_calendar_has_no_day_in_the_graph(example: Path) -> None:
    space = open_workspace(example)
    found = sign(space, {"R": ("of",)}, date="2026-02-31")
    things = things_of(compile_workspace(space), found.document)
    assert all("signedOn" not in p for name, p in things.items() if "_signature_" in name)
