"""Blocks of graphs: what is summed once is what all rows say, whatever was built before."""

from __future__ import annotations

import random
import sqlite3
from array import array
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.kit.facts_facets import facets_of, index_of_kind
from explorer.view.model import GraphView, read_nquads
from explorer.view.tables import tables_of
from explorer.view.values import values_of
from graph.builds import blocks as blocks_module
from graph.builds.blocks import BlockShard, blocks_of
from graph.builds.packing import Columns, coded, packed
from graph.builds.pages import PageFile, write_pages
from ontology.kinds import KINDS, LISTED
from ontology.namespaces import CODE_NS, PK_NS
from ontology.terms import PK, RDF, RDFS
from tests.test_facet_rows import ask_about

ID = "https://example.org/id/"
CODE_LEAD = f"<{CODE_NS}lead>"


def graph(number: int, edit: int = 0) -> list[str]:
    """Return a document with a task, a lead, a value and a body that other documents share."""
    name, body = f"d{number:04d}", f"bureau{number % 7}"
    triples = [
        (name, "a", "Document"), (f"{name}t", "a", "Task"), (f"{name}t", "statedIn", name),
        (f"{name}r", "a", "Responsibility"), (f"{name}r", "statedIn", name),
        (f"{name}r", "task", f"{name}t"), (f"{name}r", "actor", body),
        (f"{name}r", "role", CODE_LEAD), (f"{name}v", "a", "Observation"),
        (f"{name}v", "statedIn", name), (f"{name}v", "indicator", f"i{number % 3}"),
        (f"{name}v", "subject", body), (f"{name}v", "value", f'"{number + edit}.5"'),
        (f"{name}v", "period", f'"{2000 + number % 9}"'),
        (f"{name}t", "label", f'"Task {(number * 7 + edit) % 11}"@en'),
        (f"{name}q", "a", "Quotation"), (f"{name}q", "wasQuotedFrom", name),
    ]  # fmt: skip
    if number < 7:  # described once, and spoken of by others
        triples += [(body, "a", "Organization"), (body, "kind", f"<{CODE_NS}department>")]
    if number == 8:
        triples += [(f"i{place}", "a", "Indicator") for place in range(3)]
    known = {
        "a": RDF.type, "label": RDFS.label,
        "wasQuotedFrom": "http://www.w3.org/ns/prov#wasQuotedFrom",
    }  # fmt: skip
    lines = []
    for subject, predicate, thing in triples:
        end = f"<{ID}{thing}>" if thing[0] not in '<"' else thing
        end = f"<{PK_NS}{thing}>" if predicate == "a" else end
        lines.append(f"<{ID}{subject}> <{known.get(predicate, PK_NS + predicate)}> {end} <{ID}g> .")
    return lines


ORDERS = [("", "text"), ("", "often"), ("zh", "name"), ("en", "name")]
State = dict[int, int]
"""Number of a document → which edit of it."""


def names(state: State) -> list[str]:
    return [f"{number:04d}/{edit}" for number, edit in sorted(state.items())]


def write(path: Path, state: State, before: State | None = None) -> None:
    sources = [
        (name, graph(number, edit).copy)
        for name, (number, edit) in zip(names(state), sorted(state.items()), strict=True)
    ]
    write_pages(path, sources, [names(before or {})], processes=1)


def view_of(path: Path, state: State) -> GraphView:
    return GraphView.of(PageFile(path, names(state)), "v", ID.removesuffix("id/"))


def in_memory(state: State) -> GraphView:
    view = GraphView("v", ID.removesuffix("id/"))
    for number, edit in sorted(state.items()):
        view.add(read_nquads(graph(number, edit)))
    return view


def bodies(path: Path) -> dict[str, list[tuple[int, bytes]]]:
    """Return the summaries of each block by its checksum."""
    found: dict[str, list[tuple[int, bytes]]] = {}
    with closing(sqlite3.connect(path)) as base:
        for name, number in base.execute("SELECT sha256, id FROM block").fetchall():
            ends = (number << 8, (number + 1) << 8)
            query = "SELECT id & 255, body FROM summary WHERE id >= ? AND id < ? ORDER BY id"
            found[name] = base.execute(query, ends).fetchall()
        assert base.execute("SELECT count(*) FROM summary").fetchone()[0] == sum(
            map(len, found.values())
        )
    return found


def told(view: GraphView) -> list[object]:
    """Return what pages show of the whole graph."""
    tables, values = tables_of(view), values_of(view)
    places = values.passing("", "", "", ())
    groups = values.groups(places)
    return [
        view.documents, tables.totals, tables.bases, tables.quoted, tables.leading,
        {kind.iri: tables.uses[kind.iri] for kind in KINDS}, values.of_each("subject"),
        sorted(row[0] for row in view.whole.reported_at(values.numbers(places)).values()),
        groups.total, groups.indicators, [len(groups.members(one)) for one in groups.best(9)],
    ]  # fmt: skip


def lists_of(view: GraphView) -> list[object]:
    """Return what pages show of lists: their things, their orders, and their facets."""
    tables, found = tables_of(view), list[object]()
    ask = ask_about(view)
    for kind in LISTED:
        items = tables.listed[kind.iri]
        orders = [tables.listed_in(kind.iri, *how) for how in ORDERS]
        index, years = index_of_kind(ask, kind)
        counts = {facet.name: index.counted(facet.name, items) for facet in facets_of(kind)}
        times = [tables.often[iri] for iri in items]
        found.append((kind.slug, items, orders, counts, times, [list(years(i)) for i in items]))
    return [*found, list(tables.duties), tables.duties.states()]


# ---- what they say ---------------------------------------------------------------------------


def test_sums_of_blocks_are_those_of_the_graph_held_whole(tmp_path: Path) -> None:
    state = dict.fromkeys(range(90), 0)
    write(tmp_path / "pages.sqlite", state)
    assert len(bodies(tmp_path / "pages.sqlite")) > 2
    assert told(view_of(tmp_path / "pages.sqlite", state)) == told(in_memory(state))


def test_lists_of_blocks_are_those_of_the_graph_held_whole(tmp_path: Path) -> None:
    state = dict.fromkeys(range(90), 0)
    write(tmp_path / "pages.sqlite", state)
    mine, theirs = view_of(tmp_path / "pages.sqlite", state), in_memory(state)
    assert lists_of(mine) == lists_of(theirs)
    assert [len(tables_of(mine).listed[cls]) for cls in (PK.Task, PK.Organization)] == [90, 7]


def test_a_generation_without_blocks_of_its_own_is_summed_as_it_is_read(tmp_path: Path) -> None:
    write(tmp_path / "pages.sqlite", dict.fromkeys(range(60), 0))
    some = dict.fromkeys(range(5, 50, 3), 0)
    assert told(view_of(tmp_path / "pages.sqlite", some)) == told(in_memory(some))


def test_random_edits_leave_the_blocks_that_a_build_from_nothing_makes(tmp_path: Path) -> None:
    chance, state = random.Random(7), dict.fromkeys(range(70), 0)
    write(tmp_path / "edited.sqlite", state)
    for _ in range(25):
        before = dict(state)
        for _ in range(chance.randint(1, 3)):
            number = chance.randrange(90)
            if number in state and chance.random() < 0.3:
                del state[number]
            else:
                state[number] = state.get(number, 0) + 1
        write(tmp_path / "edited.sqlite", state, before)
    view, memory = view_of(tmp_path / "edited.sqlite", state), in_memory(state)
    assert told(view) == told(memory)
    assert lists_of(view) == lists_of(memory)
    write(tmp_path / "edited.sqlite", state, state)  # nothing of the one before stays
    write(tmp_path / "cold.sqlite", state)
    after, cold = bodies(tmp_path / "edited.sqlite"), bodies(tmp_path / "cold.sqlite")
    assert after.keys() == cold.keys()
    assert after == cold


def test_one_edit_makes_few_blocks_anew_and_keeps_those_of_the_one_before(tmp_path: Path) -> None:
    path, state = tmp_path / "pages.sqlite", dict.fromkeys(range(200), 0)
    write(path, state)
    first = bodies(path)
    write(path, {**state, 100: 1}, state)
    second = bodies(path)
    assert first.items() <= second.items()  # who reads the one before goes on
    assert 1 <= len(second) - len(first) <= 3
    write(path, {**state, 100: 2}, {**state, 100: 1})
    assert len(bodies(path)) <= len(second)  # those of the first state are gone


def shards(sizes: Sequence[int]) -> list[BlockShard]:
    return [BlockShard(f"c{place}", place, size) for place, size in enumerate(sizes)]


@given(st.lists(st.sampled_from([10, 49_999, 50_000, 900_000]), max_size=200))
def test_blocks_hold_every_graph_once_in_order_and_large_ones_alone(sizes: list[int]) -> None:
    found = blocks_of(shards(sizes), 32)
    assert [ends for block in found for ends in block.ranges] == [
        (place << 32, (place + 1) << 32) for place in range(len(sizes))
    ]
    for block in found:
        assert 1 <= len(block.ranges) <= blocks_module.MOST
        large = [1 for first, _ in block.ranges if sizes[first >> 32] >= blocks_module.ALONE]
        assert not large or len(block.ranges) == 1


# ---- damage ----------------------------------------------------------------------------------


@pytest.fixture
def damaged(tmp_path: Path) -> Iterator[tuple[Path, State]]:
    state = dict.fromkeys(range(30), 0)
    write(tmp_path / "pages.sqlite", state)
    yield tmp_path / "pages.sqlite", state


@pytest.mark.parametrize(
    "body", [b"", b"\0" * 40, packed({"facts": ["x"]})[:-3], b"no columns at all"]
)
def test_a_damaged_summary_is_a_damaged_file(damaged: tuple[Path, State], body: bytes) -> None:
    path, state = damaged
    with closing(sqlite3.connect(path)) as base, base:
        base.execute("UPDATE summary SET body = ?", (body,))
    with pytest.raises(sqlite3.DatabaseError, match="a summary is damaged"):
        _ = tables_of(view_of(path, state)).totals


# ---- columns ---------------------------------------------------------------------------------


@given(
    st.lists(st.text()),
    st.lists(st.integers(-(1 << 31), (1 << 31) - 1)),
    st.lists(st.floats(allow_nan=False)),
)
def test_columns_are_read_as_they_were_written(
    texts: list[str], numbers: list[int], sizes: list[float]
) -> None:
    body = packed({"a": texts, "b": array("i", numbers), "c": array("d", sizes)})
    found = Columns(body)
    assert found.texts("a") == texts
    assert found.numbers("b").tolist() == numbers
    assert found.numbers("c").tolist() == sizes


@given(st.lists(st.sampled_from("abcde")))
def test_codes_stand_for_the_texts_they_were_made_of(texts: list[str]) -> None:
    different, codes = coded(texts)
    assert [different[code] for code in codes] == texts
    assert len(set(different)) == len(different)
