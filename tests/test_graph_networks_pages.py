"""Networks from the file that pages read: the same as by query, and no store is loaded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from benchmarks.network_by_hand import same
from benchmarks.network_speed import build
from graph.builds.generation import Generation
from graph.builds.pages import PAGES
from graph.errors import TooLarge
from graph.networks import cache as network_kept
from graph.networks.build import (
    NETWORKS,
    build_network,
    cached_network,
    make_filters,
    network_of_pages,
    streamed_network,
)
from graph.networks.duties import rests_on_duties
from graph.networks.pages import ByPages, pages_of
from graph.networks.rows import BySparql
from graph.pictures.network_files import write_network
from graph.pictures.network_lists import write_lists
from policykg.kg import KG

OPTIONS: list[dict[str, Any]] = [
    {},
    {"groups": True},
    {"groups": False},
    {"inferred": False},
    {"until": 2010},
    {"since": 2006, "until": 2030},
    {"role": "lead"},
    {"role": ("support", "lead"), "groups": False},
    {"document": ("shaoxing-plan", "diankou-town")},
]
OF_DUTIES = [name for name, spec in NETWORKS.items() if rests_on_duties(spec, make_filters())]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    return build(3, tmp_path_factory.mktemp("synthetic"))


def opened(generation: Generation) -> Generation:
    """Return the same build as another process opens it."""
    return Generation(generation.folder, generation.manifest)


def pages(generation: Generation) -> ByPages:
    found = pages_of(generation)
    assert found is not None
    return found


def named(kg: KG, options: dict[str, Any]) -> dict[str, Any]:
    documents = options.get("document")
    return {**options, "document": tuple(map(kg.iri, documents))} if documents else options


def test_networks_of_responsibilities_need_no_query() -> None:
    assert {"leads", "co-leads", "lead-support", "responsibilities"} <= set(OF_DUTIES)
    assert "campaign-department" in OF_DUTIES
    assert not rests_on_duties(NETWORKS["places"], make_filters())
    assert not rests_on_duties(NETWORKS["leads"], make_filters(place="urn:x"))


@pytest.mark.parametrize("options", OPTIONS, ids=str)
@pytest.mark.parametrize("name", OF_DUTIES)
def test_pages_give_the_network_that_a_query_gives(
    kg: KG, name: str, options: dict[str, Any]
) -> None:
    filters = named(kg, options)
    ours = network_of_pages(pages(kg.generation), NETWORKS[name], make_filters(**filters))
    theirs = build_network(kg.store, name, **filters)
    assert same(ours, theirs)
    assert ours.graph == theirs.graph


@pytest.mark.parametrize("counting", ["whole", "fractional"])
@pytest.mark.parametrize("name", OF_DUTIES)
def test_lists_written_while_a_network_is_made_have_the_same_bytes(
    built: Generation, tmp_path: Path, name: str, counting: Any
) -> None:
    generation = opened(built)
    made = streamed_network(generation, name, counting=counting)
    assert made is not None
    files, nodes, edges = write_lists(made, tmp_path / "made.csv")
    assert "store" not in vars(generation), "the store was loaded"
    net = build_network(built.store, name, counting=counting)
    assert (nodes, edges) == (net.number_of_nodes(), net.number_of_edges())
    whole = write_network(net, tmp_path / "whole.csv")
    assert [f.read_bytes() for f in files] == [f.read_bytes() for f in whole]
    assert edges > 0 or name == "lead-support"


@pytest.mark.parametrize("ending", ["nodes.csv", "edges.csv"])
def test_one_of_the_two_lists_may_be_named(built: Generation, tmp_path: Path, ending: str) -> None:
    made = streamed_network(opened(built), "co-leads")
    assert made is not None
    files, _, edges = write_lists(made, tmp_path / f"made.{ending}")
    (whole,) = write_network(build_network(built.store, "co-leads"), tmp_path / f"whole.{ending}")
    assert [f.name for f in files] == [f"made.{ending}"]
    assert files[0].read_bytes() == whole.read_bytes()
    assert edges > 0


def test_what_is_asked_beside_the_rows_is_the_same(kg: KG) -> None:
    ours, theirs = pages(kg.generation), BySparql(kg.store)
    things = [kg.iri(one) for one in ("shaoxing-drc", "shaoxing-plan", "no-such-thing")]
    assert ours.describe(things) == theirs.describe(things)
    facts = [row[0] for row in ours.duties(())]
    assert ours.quotes_of(facts) == theirs.quotes_of(facts)
    work = {duty.work for duty in ours.duties(())}
    assert ours.leads_of(work) == theirs.leads_of(work)
    assert (ours.release(), ours.data_version()) == (theirs.release(), theirs.data_version())


@pytest.mark.parametrize(
    "spoil", [lambda path: path.unlink(), lambda path: path.write_bytes(b"SQLite format 3\0" * 99)]
)
def test_without_readable_pages_the_graph_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoil: Any
) -> None:
    monkeypatch.setattr(network_kept, "FEWEST_EDGES", 0)
    generation = build(2, tmp_path)
    right = cached_network(opened(generation), "leads")
    spoil(generation.folder.parent / PAGES)
    (kept,) = (generation.folder / network_kept.FOLDER).iterdir()
    kept.unlink()
    again = opened(generation)
    assert same(cached_network(again, "leads"), right)
    assert "store" in vars(again)
    assert KG(again, tmp_path).write_lists("leads", tmp_path / "leads.csv") is None


def test_a_filter_is_looked_up_without_a_store(built: Generation, tmp_path: Path) -> None:
    generation = opened(built)
    net = KG(generation, tmp_path).network("leads", document="plan-00001")
    assert net.number_of_edges() > 0
    assert "store" not in vars(generation)


@pytest.mark.parametrize("options", OPTIONS, ids=str)
@pytest.mark.parametrize("name", OF_DUTIES)
def test_rows_that_wait_in_a_file_make_the_same_lists(
    kg: KG, tmp_path: Path, name: str, options: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.networks.duties._AT_ONCE", 10)
    monkeypatch.setattr("graph.networks.build.SOME", 7)
    monkeypatch.setattr("graph.networks.build.HELD", 5)
    filters = named(kg, options)
    made = streamed_network(kg.generation, name, **filters)
    assert made is not None
    files, *_ = write_lists(made, tmp_path / "made.csv")
    net = network_of_pages(pages(kg.generation), NETWORKS[name], make_filters(**filters))
    whole = write_network(net, tmp_path / "whole.csv")
    assert [f.read_bytes() for f in files] == [f.read_bytes() for f in whole]


@pytest.mark.parametrize("evidence", [True, False])
def test_a_network_counted_anew_is_the_one_that_is_built_so(kg: KG, evidence: bool) -> None:
    for name in ("co-leads", "lead-support", "campaign-department"):
        ours = cached_network(kg.generation, name, counting="fractional", evidence=evidence)
        theirs = build_network(kg.store, name, counting="fractional", evidence=evidence)
        assert same(ours, theirs)
        assert ours.graph == theirs.graph


def test_a_network_beyond_the_memory_is_refused_with_what_goes_without(
    kg: KG, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.networks.room.free_memory", lambda: 20_000)
    with pytest.raises(TooLarge, match=r"leads has .* facts .* of which 0\.0 GB are free") as told:
        cached_network(opened(kg.generation), "leads", role="lead")
    assert "policykg network leads leads.csv" in told.value.en
    assert "内存" in told.value.zh
    assert kg.write_lists("leads", tmp_path / "leads.csv") is not None
    monkeypatch.setattr("graph.networks.room.free_memory", lambda: None)
    assert cached_network(opened(kg.generation), "leads", role="lead").number_of_edges()
