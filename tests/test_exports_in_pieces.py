"""Exports of graphs that are not held: the same bytes, and memory that does not grow."""

from __future__ import annotations

import gzip
import json
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.builds import generation as generations
from graph.builds import shards
from graph.builds.build import Generation, publish
from graph.builds.shards import by_subject
from graph.errors import DamagedBuild, Inexpressible
from graph.exports import parts as export_parts
from graph.exports import spool, subjects, tables, xlsx
from graph.exports.export import export, render
from graph.exports.jsonld import as_text
from graph.exports.parts import Compiled, lines_about
from graph.exports.spool import InOrder, Spool, sorted_lines
from graph.exports.writers import WRITERS
from graph.rdf import delimited
from ontology.formats import FORMATS, holding
from ontology.namespaces import prefixes_for
from tests.support.small_graph import BASE, INFO, quad, small_parts

PK = "https://w3id.org/policykg/ns#"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
EXACT = "http://www.w3.org/ns/oa#exact"
STREAMED = ["nquads", "turtle", "trig", "ntriples", "rdfxml", "jsonld", "csv"]


@pytest.fixture
def in_small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Graphs of any size are large, and hardly anything fits into memory."""
    for module in (shards, generations, export_parts):
        monkeypatch.setattr(module, "READ", 300)
    monkeypatch.setattr(export_parts, "LARGE", 0)
    monkeypatch.setattr(export_parts, "HELD", 0)
    monkeypatch.setattr(subjects, "IN_MEMORY", 0)
    monkeypatch.setattr(spool, "RUN", 2_000)
    monkeypatch.setattr(spool, "_BLOCK", 200)
    monkeypatch.setattr(spool, "_READ", 2)
    monkeypatch.setattr(subjects, "_AT_ONCE", 2)


def awkward_parts() -> dict[str, bytes]:
    """Things told in several graphs, ids that begin alike, an empty graph, odd texts."""
    parts = dict(small_parts())
    parts["hill-plan"] += b"".join(
        (
            quad("odd", f"{PK}mixed", '"a \\"b\\" \\\\ \\n </script> =1 \\r"'),
            quad("odd", f"{PK}mixed", '"只"@zh-hant'),
            quad("odd", f"{PK}mixed", f"<{BASE}id/hill>"),
            quad("odd", TYPE, f"<{PK}Task>"),
            quad("odd-b", TYPE, f"<{PK}Task>"),
            quad("odd.b", TYPE, f"<{PK}Task>"),
            quad("odd1", TYPE, f"<{PK}Task>"),
            quad("odd", LABEL, '"甲"@zh-hans'),
        )
    )
    elsewhere = f" <{BASE}graph/other-plan> .\n"
    parts["other-plan"] = "".join(
        f"<{BASE}id/{thing}> <{predicate}> {value}{elsewhere}"
        for thing, predicate, value in (
            ("odd", LABEL, '"Odd"@en'),
            ("odd", f"{PK}partOf", f"<{BASE}id/odd1>"),
            ("odd1", LABEL, '"丙"@zh-hans'),
            ("other-plan", TYPE, f"<{PK}Document>"),
            ("other-plan", f"{PK}issuedBy", f"<{BASE}id/odd>"),
        )
    ).encode()
    parts["links"] = b""
    return parts


@pytest.fixture(scope="module")
def awkward(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    generation = publish(tmp_path_factory.mktemp("awkward"), awkward_parts(), info=INFO)
    return {name: render(generation, name) for name in holding("whole")}


@pytest.mark.usefixtures("in_small_pieces")
@pytest.mark.parametrize("whole", [True, False], ids=["one file", "shards"])
@pytest.mark.parametrize("name", holding("whole"))
def test_a_graph_written_piece_by_piece_has_the_same_bytes(
    awkward: dict[str, bytes], tmp_path: Path, name: str, whole: bool
) -> None:
    size = 1 << 30 if whole else 0
    generation = publish(tmp_path, awkward_parts(), info=INFO, whole=size)
    assert render(generation, name) == awkward[name]


NAMES = st.text("ab-1", min_size=1, max_size=3)
LINES = st.lists(st.tuples(NAMES, NAMES), min_size=1, max_size=30)


def triples(pairs: list[tuple[str, str]]) -> list[bytes]:
    return [f'<{subject}> <p> "{text}" .\n'.encode() for subject, text in pairs]


@given(LINES, st.integers(1, 40))
def test_pieces_hold_whole_subjects_and_lose_nothing(
    pairs: list[tuple[str, str]], size: int
) -> None:
    data = b"".join(sorted(set(triples(pairs))))
    pieces = list(by_subject(data[at : at + size] for at in range(0, len(data), size)))
    assert b"".join(pieces) == data
    seen = [{line.split(b" ")[0] for line in piece.splitlines()} for piece in pieces]
    assert sum(map(len, seen)) == len(set().union(*seen))


@given(LINES, st.sets(NAMES), st.sampled_from([0, 1 << 20]))
def test_lines_about_some_subjects_are_found_by_halves_and_one_by_one(
    pairs: list[tuple[str, str]], names: set[str], a_search: int
) -> None:
    piece = b"".join(sorted(set(triples(pairs))))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(export_parts, "_A_SEARCH", a_search)
        found = list(lines_about(piece, sorted(f"<{name}> ".encode() for name in names)))
    lines = piece.splitlines(keepends=True)
    assert found == [line for line in lines if line.split(b">")[0].decode()[1:] in names]


@pytest.mark.parametrize("name", ["csv", "xlsx", "parquet"])
def test_tables_of_a_graph_that_is_held_are_those_of_one_that_is_stored(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = subjects.subjects_of
    made: list[type] = []

    def noted(*given: Any) -> Any:
        made.append(type(found := held(*given)))
        return found

    monkeypatch.setattr(tables, "subjects_of", noted)
    generation = publish(tmp_path, awkward_parts(), info=INFO)
    first = render(generation, name)
    monkeypatch.setattr(subjects, "IN_MEMORY", 0)
    assert render(generation, name) == first
    assert made == [subjects.HeldSubjects, subjects.StoredSubjects]


@given(st.lists(LINES, max_size=6), st.integers(1, 200), st.integers(1, 60))
def test_lines_sorted_in_runs_are_sorted(
    texts: list[list[tuple[str, str]]], run: int, block: int
) -> None:
    given_lines = [b"".join(triples(pairs)) for pairs in texts]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spool, "RUN", run)
        patch.setattr(spool, "_BLOCK", block)
        found = b"".join(sorted_lines(given_lines))
    assert found.splitlines() == sorted(b"".join(given_lines).splitlines())


@given(st.lists(st.tuples(NAMES, st.binary(max_size=9)), unique_by=lambda pair: pair[0]))
def test_texts_come_back_in_the_order_of_their_keys(pairs: list[tuple[str, bytes]]) -> None:
    with pytest.MonkeyPatch.context() as patch, Spool() as kept:
        patch.setattr(spool, "RUN", 10)
        patch.setattr(spool, "_BLOCK", 4)
        patch.setattr(spool, "_READ", 1)
        texts = InOrder(kept)
        for key, text in pairs:
            texts.add(key, text)
        assert list(texts) == [text for _, text in sorted(pairs)]


JSON = st.recursive(
    st.text() | st.integers() | st.booleans(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(JSON)
def test_json_is_written_as_the_standard_library_does(value: Any) -> None:
    assert as_text(value) == json.dumps(value, ensure_ascii=False, indent=1)


@pytest.mark.usefixtures("in_small_pieces")
@pytest.mark.parametrize("name", STREAMED)
def test_a_damaged_shard_leaves_no_file(tmp_path: Path, name: str) -> None:
    generation = publish(tmp_path / "build", awkward_parts(), info=INFO, whole=0)
    shard = generation.files[list(generation.manifest.parts).index("hill-plan")]
    data = gzip.decompress(shard.read_bytes())
    shard.write_bytes(gzip.compress(data.replace("培育".encode(), "赔育".encode(), 1), mtime=0))
    target = tmp_path / f"graph{FORMATS[name].file_suffix}"
    with pytest.raises(DamagedBuild, match="has changed"):
        export(generation, name, target)
    assert not target.exists()


def plan(number: int) -> bytes:
    """A document of 40 tasks that rest on quotations."""
    name = f"plan-{number:04d}"
    lines = []
    for task in range(40):
        iri, quote = f"{BASE}id/{name}_task_{task}", f"{BASE}id/{name}_quote_{task}"
        for subject, predicate, value in (
            (iri, TYPE, f"<{PK}Task>"),
            (iri, LABEL, f'"任务{task}"@zh-hans'),
            (iri, f"{PK}evidence", f"<{quote}>"),
            (iri, f"{PK}number", f'"{task}"^^<http://www.w3.org/2001/XMLSchema#integer>'),
            (quote, TYPE, f"<{PK}Quotation>"),
            (quote, EXACT, f'"{name}的第{task}项任务,须按时完成。"'),
        ):
            lines.append(f"<{subject}> <{predicate}> {value} <{BASE}graph/{name}> .\n")
    return "".join(sorted(lines)).encode()


def peak(name: str, documents: int) -> int:
    """Return the most bytes that a writer holds, of which many plans are never held."""
    parts = {f"plan-{number:04d}": number for number in range(documents)}
    size = len(plan(0))
    compiled = Compiled(dict.fromkeys(parts, size), lambda one: plan(parts[one]))
    tracemalloc.start()
    try:
        for _ in WRITERS[name](compiled, prefixes_for(BASE)):
            pass
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("name", [*STREAMED, "csl"])
def test_memory_does_not_grow_with_the_documents(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spool, "RUN", 60_000)
    monkeypatch.setattr(spool, "_BLOCK", 8_000)
    monkeypatch.setattr(export_parts, "HELD", 0)
    monkeypatch.setattr(subjects, "IN_MEMORY", 0)
    monkeypatch.setattr(subjects, "_HELD", 100)
    monkeypatch.setattr(subjects, "_AT_ONCE", 50)
    monkeypatch.setattr(delimited, "PIECE", 10_000)
    peak(name, 2)
    assert peak(name, 64) < 1.6 * peak(name, 8)


def test_a_sheet_of_too_many_rows_is_refused_before_it_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx, "_MOST_ROWS", 3)
    generation = publish(tmp_path / "build", awkward_parts(), info=INFO)

    def written(*_: Any, **__: Any) -> Iterator[None]:
        raise AssertionError("a sheet was begun")

    monkeypatch.setattr(xlsx, "write_sheet", written)
    with pytest.raises(Inexpressible, match="a sheet holds 2: choose csv or parquet"):
        export(generation, "xlsx", tmp_path / "tables.xlsx")


def test_pieces_of_a_generation_are_its_parts(tmp_path: Path) -> None:
    generation: Generation = publish(tmp_path, awkward_parts(), info=INFO, whole=0)
    for name in generation.manifest.parts:
        assert b"".join(generation.pieces(name)) == generation.part(name)
