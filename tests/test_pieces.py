"""A large graph of what documents share is kept in pieces, and an edit makes one of them again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace as replaced
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.view.opening import view_of_build
from explorer.view.tables import tables_of
from graph.builds import on_disk
from graph.builds import shards as shards_module
from graph.builds.build import Generation, open_current, publish
from graph.builds.description import DatasetInfo
from graph.builds.disjoint import refuse_duplicates
from graph.builds.manifest import Part
from graph.builds.pages import PAGES, PageFile
from graph.builds.shards import Shard, described, joined, sorted_part
from graph.errors import BuildError, DamagedBuild
from graph.exports.export import render
from loaders.compile import compile_workspace
from loaders.workspace import Workspace, open_workspace
from ontology import pieces
from ontology.kinds import LISTED
from ontology.rdf import NamedNode, RdfFormat, serialize
from policykg.building import build_changed, build_workspace
from tests.support.edits import made, replace

BASE = "https://example.org/synthetic/"


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut graphs of a few subjects."""
    monkeypatch.setattr(pieces, "MANY", 8)
    monkeypatch.setattr(pieces, "AVERAGE", 4)


@pytest.fixture
def workspace(tmp_path: Path, small: None) -> Workspace:
    return made(tmp_path / "w")


def places(workspace: Workspace) -> Path:
    return workspace.facts_folder / "authority" / "places.yaml"


def shards_of(part: Part) -> set[str]:
    return {piece.sha256 for piece in part.shards}


# -- where a graph is cut ------------------------------------------------------------------------


def lines(subjects: list[int]) -> bytes:
    text = [f'<{BASE}id/a-{n:06d}> <http://e/p> "{n}" .\n' for n in sorted(subjects)]
    return "".join(text).encode()


def test_a_graph_of_few_subjects_is_one_piece() -> None:
    data = lines(list(range(pieces.MANY)))
    assert list(pieces.pieces_of(data)) == [data]
    assert list(pieces.pieces_of(b"")) == [b""]


def test_a_large_graph_is_cut_into_pieces_of_some_hundred_subjects() -> None:
    data = lines(list(range(40_000)))
    found = list(pieces.pieces_of(data))
    assert b"".join(found) == data
    assert 40_000 / 300 < len(found) < 40_000 / 200
    assert max(piece.count(b"\n") for piece in found) < 12 * pieces.AVERAGE


@settings(max_examples=60, deadline=None)
@given(st.sets(st.integers(0, 30_000), min_size=1, max_size=20))
def test_what_comes_or_goes_changes_the_pieces_around_it_alone(changed: set[int]) -> None:
    before = set(range(0, 30_000, 7))
    one, other = (
        set(pieces.pieces_of(lines(list(numbers)))) for numbers in (before, before ^ changed)
    )
    assert len(one - other) <= 2 * len(changed)
    assert len(other - one) <= 2 * len(changed)


def test_a_subject_stands_in_one_piece(small: None) -> None:
    data = b"".join(
        f'<{BASE}id/a-{n:03d}> <http://e/p> "{k}" .\n'.encode() for n in range(90) for k in "abc"
    )
    found = [{line.split()[0] for line in piece.splitlines()} for piece in pieces.pieces_of(data)]
    assert len(found) > 5
    assert sum(map(len, found)) == len(set().union(*found)) == 90


# -- builds --------------------------------------------------------------------------------------


def test_the_graph_is_the_same_in_pieces_and_whole(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut = build_workspace(workspace, tmp_path / "cut")
    compiled = compile_workspace(workspace, trace=False).parts
    assert {name: cut.part(name) for name in compiled} == compiled
    assert len(cut.manifest.parts["authority"].shards) > 5
    assert len(cut.manifest.parts["links"].shards) > 5
    published = publish(
        tmp_path / "published", {n: cut.part(n) for n in compiled}, info=DatasetInfo(base=BASE)
    )
    assert published.manifest.parts["authority"] == cut.manifest.parts["authority"]
    monkeypatch.setattr(pieces, "MANY", 1 << 20)
    whole = build_workspace(workspace, tmp_path / "whole", full=True)
    assert whole.nquads() == cut.nquads()
    assert [len(part.shards) for part in whole.manifest.parts.values()] == [1] * len(compiled) + [1]
    for name in ("turtle", "nquads", "csv"):
        assert render(cut, name) == render(whole, name)


EDITS = [
    ("en: County 1}", "en: The county 1}", 1, 0),
    ("kind: county", "kind: district", 1, 0),
    ("kind: county, in: shengshi}\n", "kind: county}\n", 0, 1),
    (
        "  county-00003:",
        "  county-00002x: {name: {zh: 清流县, en: Clear}, kind: county, in: shengshi}\n"
        "  county-00003:",
        2,
        2,
    ),
]


@pytest.mark.parametrize(("whole", "quads"), [(1 << 30, 1 << 30), (0, 10)])
@pytest.mark.parametrize(("old", "new", "authority", "links"), EDITS)
def test_an_edit_of_a_record_makes_its_piece_again_and_no_other(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    old: str, new: str, authority: int, links: int, whole: int, quads: int,
) -> None:  # fmt: skip
    monkeypatch.setattr(on_disk, "MOST_CHANGED", 1.0)
    before = build_changed(workspace, whole=whole, memory_quads=quads).generation
    replace(places(workspace), old, new)
    again = build_changed(
        open_workspace(workspace.root), whole=whole, memory_quads=quads
    ).generation
    expected = build_workspace(
        open_workspace(workspace.root), tmp_path / "cold", full=True, processes=2
    )
    assert again.nquads() == expected.nquads()
    assert again.data_version == expected.data_version
    for name, most in (("authority", authority), ("links", links)):
        one, other = before.manifest.parts[name], again.manifest.parts[name]
        assert len(shards_of(other) - shards_of(one)) <= most
        assert bool(most) == (one.sha256 != other.sha256), name
    assert statements(again) == sorted(again.nquads().splitlines())
    assert (on_disk.edits_of(again.folder) > 0) == (whole == 0)


def statements(generation: Generation) -> list[bytes]:
    data = serialize(generation.store.raw, format=RdfFormat.N_QUADS)
    assert data is not None
    return sorted(data.splitlines())


def test_a_damaged_piece_is_never_served_and_is_made_again(workspace: Workspace) -> None:
    first = build_changed(workspace, whole=0).generation
    expected = first.nquads()
    piece = first.manifest.parts["authority"].shards[2].sha256
    path = workspace.build_folder / "shards" / piece[:2] / f"{piece}.nq.gz"
    path.write_bytes(path.read_bytes()[:-9] + b"123456789")
    with pytest.raises(DamagedBuild, match="run `policykg build`"):
        open_current(workspace.build_folder)
    again = build_changed(workspace, whole=0).generation
    assert again.nquads() == expected
    assert open_current(workspace.build_folder) == again


def test_a_store_of_which_an_old_piece_is_lost_is_made_anew(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(on_disk, "MOST_CHANGED", 1.0)
    first = build_changed(workspace, whole=0, memory_quads=10).generation
    replace(places(workspace), "en: County 1}", "en: The county 1}")
    for piece in first.manifest.parts["authority"].shards:
        path = workspace.build_folder / "shards" / piece.sha256[:2] / f"{piece.sha256}.nq.gz"
        path.unlink()
    again = build_changed(open_workspace(workspace.root), whole=0, memory_quads=10).generation
    assert statements(again) == sorted(again.nquads().splitlines())
    assert on_disk.edits_of(again.folder) == 0


def test_an_edit_leaves_the_rows_of_other_pieces_for_pages_where_they_are(
    workspace: Workspace,
) -> None:
    first = build_changed(workspace).generation
    before = {piece.sha256 for piece in first.manifest.shards}
    replace(places(workspace), "en: County 1}", "en: The county 1}")
    again = build_changed(open_workspace(workspace.root)).generation
    new = {piece.sha256 for piece in again.manifest.shards} - before
    assert len(new) <= 3  # the piece, the document that names its place, the description
    file = PageFile(workspace.build_folder / PAGES, [p.sha256 for p in again.manifest.shards])
    assert file.statements == again.manifest.quads


def test_pages_read_the_same_of_pieces_as_of_a_whole_graph(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut = view_of_build(build_workspace(workspace, tmp_path / "cut"))
    monkeypatch.setattr(pieces, "MANY", 1 << 20)
    whole = view_of_build(build_workspace(workspace, tmp_path / "whole", full=True))
    apart = "the description counts no pieces"
    for iri in sorted({quad.split()[0][1:-1] for quad in cut_lines(tmp_path)}):
        assert cut.out(iri) == whole.out(iri), apart
        assert cut.into(iri) == whole.into(iri), apart
    one, other = cut.whole, whole.whole
    assert one.totals() == other.totals()
    assert one.shared() == other.shared()
    lists, others = tables_of(cut), tables_of(whole)
    for kind in LISTED:
        mine, theirs = lists.listed.of(kind.iri), others.listed.of(kind.iri)
        assert sorted(mine.iris) == sorted(theirs.iris)
        assert dict(zip(mine.iris, mine.often, strict=True)) == dict(
            zip(theirs.iris, theirs.often, strict=True)
        )
    assert one.led() == other.led()
    assert sorted(one.described_again()) == sorted(other.described_again())
    assert one.marked() == other.marked()
    assert [*one.titles()] == [*other.titles()]


def cut_lines(folder: Path) -> Iterator[str]:
    yield from open_current(folder / "cut").nquads().decode().split("\n")[:-1]


def test_quads_are_found_by_pattern_in_every_piece(workspace: Workspace) -> None:
    from explorer.endpoint.patterns import PageGraph

    built = build_workspace(workspace)
    view = view_of_build(built)
    assert view.file is not None
    graph = PageGraph(built, view.file)
    graphs = {part.iri: part for part in built.manifest.parts.values()}
    assert graph.graphs() == sorted(graphs)
    counts = Counter(quad.graph_name for quad in graph.quads_for_pattern(None, None, None))
    assert {node.value: n for node, n in counts.items()} == {  # type: ignore[union-attr]
        iri: part.quads for iri, part in graphs.items()
    }
    label = NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
    found = [str(quad) for quad in graph.quads_for_pattern(None, label, None)]
    wanted = [str(q) for q in built.store.raw.quads_for_pattern(None, label, None, None)]
    assert sorted(found) == sorted(wanted)


# -- no statement twice --------------------------------------------------------------------------


def triples(count: int) -> st.SearchStrategy[frozenset[str]]:
    subject = st.sampled_from([f"a-{n}" for n in range(12)] + ["doc", "doc_x", "other", "other_y"])
    thing = st.sampled_from(['"x"', f"<{BASE}id/doc_x>", f"<{BASE}id/a-3>", f"<{BASE}id/other>"])
    triple = st.builds(
        lambda s, p, o: f"<{BASE}id/{s}> <http://e/{p}> {o}", subject, st.sampled_from("pq"), thing
    )
    return st.frozensets(triple, max_size=count)


def shard_of(name: str, said: frozenset[str]) -> tuple[Shard, dict[str, bytes]]:
    data = "".join(f"{triple} <{BASE}graph/{name}> .\n" for triple in said).encode()
    data = sorted_part(name, data, BASE)
    cut = list(pieces.pieces_of(data)) if name in pieces.CUT else [data]
    found = [described(name, piece, "", BASE) for piece in cut]
    return joined(found), {shard.sha256: piece for shard, piece in zip(found, cut, strict=True)}


@settings(max_examples=400, deadline=None)
@given(triples(40), triples(40), triples(5), triples(3), st.sampled_from([0, 4, 1000]))
def test_a_statement_in_two_graphs_is_refused_however_they_are_kept(
    authority: frozenset[str], links: frozenset[str], doc: frozenset[str], other: frozenset[str],
    told: int,
) -> None:  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pieces, "MANY", 3)
        patch.setattr(pieces, "AVERAGE", 3)
        patch.setattr(shards_module, "_MANY_STRAYS", told)
        graphs = {"authority": authority, "doc": doc, "links": links, "other": other}
        shards: dict[str, Shard] = {}
        files: dict[str, bytes] = {}
        for name, said in graphs.items():
            shards[name], more = shard_of(name, said)
            files |= more

        def read(shard: Shard) -> bytes:
            return b"".join(files[one.sha256] for one in shard.files)

        counts = Counter(triple for said in graphs.values() for triple in said)
        twice = any(times > 1 for times in counts.values())
        assert refused(shards, read, {}) == twice
        if not twice:
            proved = refuse_duplicates(shards, read, BASE, {})
            assert refuse_duplicates(shards, read, BASE, proved) == proved


def refused(shards: Mapping[str, Shard], read: object, proved: Mapping[str, str]) -> bool:
    try:
        refuse_duplicates(shards, read, BASE, proved)  # type: ignore[arg-type]
    except BuildError:
        return True
    return False


def test_what_was_proved_of_other_pieces_is_not_read_again(workspace: Workspace) -> None:
    built = build_workspace(workspace)
    found = {name: shard_of(name, said_in(built, name))[0] for name in built.manifest.parts}
    asked: list[str] = []

    def read(shard: Shard) -> bytes:
        asked.append(shard.first)
        names = {shard.sha256: name for name, one in found.items() for shard in one.files}
        place = names[shard.sha256]
        at = [one.sha256 for one in found[place].files].index(shard.sha256)
        return built.piece(place, at)

    proved = refuse_duplicates(found, read, BASE)
    asked.clear()
    assert refuse_duplicates(found, read, BASE, proved) == proved
    assert asked == []


def said_in(built: Generation, name: str) -> frozenset[str]:
    ending = len(f" <{BASE}graph/{name}> .")
    return frozenset(line[:-ending] for line in built.part(name).decode().split("\n")[:-1])


def test_a_shard_in_pieces_is_read_as_it_was_written(workspace: Workspace) -> None:
    built = build_workspace(workspace)
    shard, _ = shard_of("authority", said_in(built, "authority"))
    assert len(shard.pieces) > 3
    assert Shard.from_json(shard.to_json()) == shard
    alone = replaced(shard.pieces[0])
    assert Shard.from_json(alone.to_json()) == alone
    for text in ("{}", "[]", "1", '{"pieces": [1]}', '{"pieces": [{}]}', "{"):
        with pytest.raises(ValueError, match=r".*"):
            Shard.from_json(text)
