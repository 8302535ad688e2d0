"""No statement in two graphs, whatever ids it bears, also where most was compared."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.builds import shards
from graph.builds.disjoint import refuse_duplicates
from graph.builds.shards import Shard, ShardFolder
from graph.errors import BuildError

BASE = "https://w3id.org/policykg/"
NAMES = ("authority", "hill", "lake", "links")
TERMS = [f"<{BASE}id/{n}>" for n in ("hill", "hill_a", "lake", "lake_a", "body", "body_b")]
TRIPLES = st.builds(
    lambda s, o: f"{s} <x:p> {o}", st.sampled_from(TERMS), st.sampled_from([*TERMS, '"x"'])
)
STATES = st.dictionaries(st.sampled_from(NAMES), st.sets(TRIPLES, max_size=6))


def kept(folder: ShardFolder, state: dict[str, set[str]]) -> dict[str, Shard]:
    found = {}
    for name, triples in sorted(state.items()):
        data = "".join(f"{t} <{BASE}graph/{name}> .\n" for t in sorted(triples)).encode()
        found[name] = folder.add(name, data, BASE)
    return found


def twice(state: dict[str, set[str]]) -> set[str]:
    times = Counter(triple for triples in state.values() for triple in triples)
    return {triple for triple, count in times.items() if count > 1}


@pytest.mark.parametrize("strays", [0, 1, 1000])
@given(before=STATES, after=STATES)
def test_a_statement_stands_in_one_graph(
    strays: int, before: dict[str, set[str]], after: dict[str, set[str]]
) -> None:
    before = {name: triples - twice(before) for name, triples in before.items()}
    with tempfile.TemporaryDirectory() as place, pytest.MonkeyPatch.context() as patch:
        patch.setattr(shards, "_MANY_STRAYS", strays)  # of more, they are read from the shard
        folder = ShardFolder(Path(place))
        proved = refuse_duplicates(kept(folder, before), folder.read_graph, BASE)
        second = kept(folder, after)
        for known in (proved, {}):
            if not twice(after):
                refuse_duplicates(second, folder.read_graph, BASE, known)
                continue
            with pytest.raises(BuildError) as refused:
                refuse_duplicates(second, folder.read_graph, BASE, known)
            assert any(triple in refused.value.en for triple in twice(after))
