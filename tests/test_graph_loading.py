"""A store filled while the rest is still compiled is the store filled at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.synthetic import write_workspace
from graph.builds.build import publish
from graph.builds.loading import Loading
from graph.rdf.store import GraphStore
from loaders.compile import compile_workspace
from loaders.workspace import open_workspace
from tests.support.small_graph import BASE, INFO, small_parts


def quads(store: GraphStore) -> set[str]:
    return {str(quad) for quad in store.raw}


def test_what_is_taken_part_by_part_is_what_is_loaded_at_once() -> None:
    parts = small_parts()
    with Loading(BASE) as loading:
        loading.add("hill-plan", parts["hill-plan"])
        loading.complete(parts)
        found = loading.result()
    assert quads(found) == quads(GraphStore.in_memory(parts.values(), BASE))


def test_it_begins_anew_where_other_parts_were_taken() -> None:
    parts = small_parts()
    with Loading(BASE) as loading:
        loading.add("hill-plan", parts["lake-report"])
        loading.add("withdrawn", parts["lake-report"])
        loading.complete(parts)
        found = loading.result()
    assert quads(found) == quads(GraphStore.in_memory(parts.values(), BASE))


def test_nothing_is_held_of_a_graph_too_large_for_memory() -> None:
    with Loading(BASE, memory_quads=3) as loading:
        loading.complete(small_parts())
        assert len(loading.result()) == 0


def test_text_that_is_no_quads_is_told_when_the_store_is_asked_for() -> None:
    with Loading(BASE) as loading:
        loading.add("hill-plan", b"no quads\n")
        with pytest.raises(SyntaxError):
            loading.result()


def test_a_build_that_was_loaded_early_is_the_build_that_was_not(tmp_path: Path) -> None:
    parts = small_parts()
    with Loading(BASE) as loading:
        loading.add("lake-report", parts["lake-report"])
        early = publish(tmp_path / "early", parts, info=INFO, loading=loading)
    late = publish(tmp_path / "late", parts, info=INFO)
    assert early.manifest == late.manifest
    assert quads(early.store) == quads(late.store)


@pytest.mark.parametrize("processes", [1, 2])
def test_each_document_is_handed_on_as_soon_as_it_is_compiled(
    tmp_path: Path, processes: int
) -> None:
    write_workspace(tmp_path, 3)
    given: dict[str, bytes] = {}
    compiled = compile_workspace(
        open_workspace(tmp_path), processes=processes, on_document=given.__setitem__
    )
    assert list(given.items()) == list(compiled.documents.items())
    assert len(given) == 3
