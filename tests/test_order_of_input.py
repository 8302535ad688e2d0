"""The order in which things come in changes nothing: neither the graph nor any number of it."""

from __future__ import annotations

import random
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from benchmarks.network_by_hand import same
from graph.measures.registry import ANALYSES
from graph.networks.build import NETWORKS, build_network
from graph.rdf.store import GraphStore
from policykg.kg import KG
from tests.support.command import run_cli

pytestmark = pytest.mark.sweep


@pytest.fixture(scope="module", params=[1, 2])
def stirred(request: pytest.FixtureRequest, kg: KG) -> GraphStore:
    """The same statements, loaded one document after the other in another order."""
    chance = random.Random(request.param)
    lines = kg.generation.nquads().splitlines(keepends=True)
    chance.shuffle(lines)
    return GraphStore.in_memory(b"".join(lines), kg.base)


@pytest.mark.parametrize("name", sorted(NETWORKS))
def test_networks_do_not_depend_on_the_order_of_statements(
    kg: KG, stirred: GraphStore, name: str
) -> None:
    assert same(build_network(kg.store, name), build_network(stirred, name))


@pytest.mark.parametrize("name", [n for n in ANALYSES if n != "compare"])
def test_measures_do_not_depend_on_the_order_of_statements(
    kg: KG, stirred: GraphStore, name: str
) -> None:
    item = ANALYSES[name]
    ours = item.measure(build_network(kg.store, item.network))
    theirs = item.measure(build_network(stirred, item.network))
    assert repr(ours.rows) == repr(theirs.rows)


def shuffled(value: Any, chance: random.Random) -> Any:
    """Return records by id whose ids, and whose keys, come in another order."""
    if isinstance(value, dict):
        items = [(key, shuffled(inner, chance)) for key, inner in value.items()]
        chance.shuffle(items)
        return dict(items)
    return value


@pytest.mark.parametrize("seed", [1, 2])
def test_the_order_of_authority_records_does_not_change_the_graph(
    workspace: Path, tmp_path: Path, seed: int
) -> None:
    folder = tmp_path / "stirred"
    shutil.copytree(workspace, folder, ignore=shutil.ignore_patterns("build"))
    chance = random.Random(seed)
    for path in folder.glob("facts/authority/*.yaml"):
        told = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)
        text = yaml.dump(shuffled(told, chance), allow_unicode=True, sort_keys=False, width=2000)
        path.write_text(text, encoding="utf-8")
    outcome = run_cli("-w", str(folder), "build")
    assert outcome.exit_code == 0, outcome.output
    graph = Path("build", "current", "graph.nq")
    assert (folder / graph).read_bytes() == (workspace / graph).read_bytes()
