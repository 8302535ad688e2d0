"""One network, whichever way it is made: by query, kept with a build, through rdflib."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.network_by_hand import NAMES, network_by_hand, same
from benchmarks.network_speed import ThroughRdflib, as_rdflib, build
from graph.builds.generation import Generation
from graph.networks import cache as network_kept
from graph.networks.build import NETWORKS, build_network, cached_network, make_filters
from graph.networks.nx import Net
from graph.networks.queries import network_query
from graph.networks.rows import BySparql, EdgeRow, edge_rows
from policykg.kg import KG


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    return build(3, tmp_path_factory.mktemp("synthetic"))


def without_store(generation: Generation) -> Generation:
    """Return the same build as another process opens it, its store not loaded."""
    return Generation(generation.folder, generation.manifest)


@pytest.fixture
def keep_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network_kept, "FEWEST_EDGES", 0)


@pytest.mark.parametrize("name", NAMES)
def test_look_ups_in_rdflib_give_the_same_network(built: Generation, name: str) -> None:
    graph = as_rdflib(built.nquads())
    assert same(build_network(built.store, name), network_by_hand(graph, name))


def test_the_same_query_on_rdflib_gives_the_same_network(kg: KG) -> None:
    through: Any = ThroughRdflib(as_rdflib(kg.generation.nquads()))
    ours = build_network(kg.store, "relations", evidence=False)
    assert ours.number_of_edges() > 100
    theirs = build_network(through, "relations", evidence=False)
    assert list(theirs.edges) == list(ours.edges)
    assert BySparql(through).release() == BySparql(kg.store).release()


@pytest.mark.parametrize("name", sorted(NETWORKS))
@pytest.mark.parametrize("options", [{}, {"groups": True}, {"inferred": False}, {"until": 2010}])
def test_a_query_that_begins_at_its_documents_finds_what_a_scan_would(
    kg: KG, name: str, options: dict[str, Any]
) -> None:
    def rows(**filters: Any) -> list[EdgeRow]:
        return edge_rows(kg.store, network_query(NETWORKS[name], make_filters(**filters)))

    chosen = [kg.iri("shaoxing-plan"), kg.iri("xiaolan-2022")]
    narrowed = rows(document=chosen, **options)
    assert narrowed == [row for row in rows(**options) if row.document in chosen]


@pytest.mark.usefixtures("keep_all")
@pytest.mark.parametrize("name", sorted(NETWORKS))
@pytest.mark.parametrize("counting", ["whole", "fractional"])
def test_a_kept_network_is_the_one_that_was_built(kg: KG, name: str, counting: Any) -> None:
    first = cached_network(kg.generation, name, counting=counting)
    again = without_store(kg.generation)
    second = cached_network(again, name, counting=counting)
    assert same(first, second)
    assert same(first, build_network(kg.store, name, counting=counting))
    assert "store" not in vars(again), "read from the file, not built anew"


@pytest.mark.usefixtures("keep_all")
def test_filters_and_rules_are_kept_apart(built: Generation) -> None:
    document = f"{built.manifest.base}id/plan-00001"
    whole: list[Net] = [
        cached_network(built, "leads"),
        cached_network(built, "leads", document=document),
        cached_network(built, "leads", groups=False, evidence=False),
        cached_network(built, "leads", counting="fractional"),
    ]
    again = [
        cached_network(without_store(built), "leads"),
        cached_network(without_store(built), "leads", document=document),
        cached_network(without_store(built), "leads", groups=False, evidence=False),
        cached_network(without_store(built), "leads", counting="fractional"),
    ]
    assert all(same(a, b) for a, b in zip(whole, again, strict=True))
    assert not any(same(whole[0], other) for other in whole[1:])


@pytest.mark.usefixtures("keep_all")
@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data[: len(data) // 2],
        lambda data: data.replace(b"inferred", b"stated__", 1) + b" ",
        lambda data: b"",
        lambda data: b"\xff\xfe" + data,
        lambda data: data.partition(b"\n")[0] + b"\n{}",
    ],
)
def test_a_damaged_file_is_built_anew(built: Generation, spoil: Any) -> None:
    right = cached_network(built, "co-leads")
    (path,) = (built.folder / network_kept.FOLDER).glob("co-leads-*.json")
    path.write_bytes(spoil(path.read_bytes()))
    assert same(cached_network(built, "co-leads"), right)
    assert same(cached_network(without_store(built), "co-leads"), right)


@pytest.mark.usefixtures("keep_all")
def test_nothing_is_kept_where_nothing_can_be_written(
    built: Generation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise PermissionError

    monkeypatch.setattr("tempfile.mkstemp", refuse)
    net = cached_network(built, "leads", since=1)
    assert same(net, build_network(built.store, "leads", since=1))


@pytest.mark.usefixtures("keep_all")
def test_the_oldest_files_go(built: Generation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network_kept, "MOST_FILES", 2)
    for year in (1, 2, 3):
        cached_network(built, "leads", until=3000 + year)
    files = sorted((built.folder / network_kept.FOLDER).iterdir())
    assert len(files) == 2
    filters = {
        json.loads(f.read_bytes().partition(b"\n")[2])["graph"]["filter"]["until"] for f in files
    }
    assert filters == {3002, 3003}


def test_small_networks_are_not_kept(tmp_path: Path, kg: KG) -> None:
    copy = Generation(tmp_path, kg.generation.manifest, [kg.store])
    assert cached_network(copy, "co-leads").number_of_edges() < network_kept.FEWEST_EDGES
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("keep_all")
def test_what_a_person_asks_for_is_kept_and_read_again(built: Generation, tmp_path: Path) -> None:
    first = KG(without_store(built), tmp_path).network("lead-support", counting="fractional")
    again = KG(without_store(built), tmp_path)
    assert same(again.network("lead-support", counting="fractional"), first)
    assert "store" not in vars(again.generation), "read from the file, not built anew"
