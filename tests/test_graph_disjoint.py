"""No statement in two graphs: to look for what is new finds what comparing everything finds."""

from __future__ import annotations

import tempfile
from collections import Counter
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.builds import disjoint, shards
from graph.builds.disjoint import refuse_duplicates, refuse_new_duplicates
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
def test_what_is_new_stands_in_one_graph(
    strays: int, before: dict[str, set[str]], after: dict[str, set[str]]
) -> None:
    before = {name: triples - twice(before) for name, triples in before.items()}
    with tempfile.TemporaryDirectory() as place, pytest.MonkeyPatch.context() as patch:
        patch.setattr(shards, "_MANY_STRAYS", strays)  # of more, they are read from the shard
        folder = ShardFolder(Path(place))
        first = kept(folder, before)
        refuse_duplicates(first, folder.read, BASE)
        proved = {name: shard.sha256 for name, shard in first.items()}
        second = kept(folder, after)
        for refuse in (
            partial(refuse_duplicates, second, folder.read, BASE),
            partial(refuse_new_duplicates, second, folder.read, BASE, proved),
            partial(refuse_new_duplicates, second, folder.read, BASE, {}),
        ):
            if not twice(after):
                refuse()
                continue
            with pytest.raises(BuildError) as refused:
                refuse()
            assert any(triple in refused.value.en for triple in twice(after))


def test_only_graphs_that_a_new_line_may_stand_in_are_read(tmp_path: Path) -> None:
    folder = ShardFolder(tmp_path)
    state = {name: {f"<{BASE}id/{name}_{n}> <x:p> {n}" for n in range(9)} for name in NAMES}
    state = {name: {t.replace(f" {n}", f' "{n}"') for n, t in enumerate(sorted(ts))}
             for name, ts in state.items()}  # fmt: skip
    proved = {name: shard.sha256 for name, shard in kept(folder, state).items()}
    state["hill"].add(f'<{BASE}id/hill_9> <x:p> "9"')
    after = kept(folder, state)
    asked: list[str] = []

    def read(sha256: str) -> bytes:
        asked.append(sha256)
        return folder.read(sha256)

    refuse_new_duplicates(after, read, BASE, proved)
    assert asked == [after["hill"].sha256, proved["hill"]]


@pytest.mark.parametrize("lost", [True, False])
def test_all_is_compared_where_too_much_is_new_or_the_state_before_is_gone(
    tmp_path: Path, lost: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = ShardFolder(tmp_path)
    first = kept(folder, {"hill": {f'{TERMS[0]} <x:p> "x"'}, "lake": set()})
    proved = {name: shard.sha256 for name, shard in first.items()}
    new = f"{TERMS[5]} <x:p> {TERMS[2]}"
    second = kept(folder, {"hill": {new}, "lake": {f'{TERMS[2]} <x:p> "x"'}})
    if lost:
        folder.path(proved["hill"]).unlink()
    else:
        monkeypatch.setattr(disjoint, "MOST_NEW", 0)
    refuse_new_duplicates(second, folder.read, BASE, proved)
    third = kept(folder, {"hill": {new}, "lake": {new}})
    with pytest.raises(BuildError, match="stands in two graphs"):
        refuse_new_duplicates(third, folder.read, BASE, proved)
