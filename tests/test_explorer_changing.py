"""A graph in memory that is changed to the next state holds what one that is loaded anew holds."""

from __future__ import annotations

import asyncio
import os
import signal
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.snapshots import BuildFolder, Snapshot
from explorer.workers import changing
from explorer.workers.changing import Change, prepared
from explorer.workers.confinement import can_fork
from explorer.workers.engine import Engine, EngineError
from explorer.workers.group import WorkerGroup
from explorer.workers.pool import Pool
from graph.builds.build import publish
from ontology.rdf import Literal, NamedNode, Quad, RdfFormat, serialize
from tests.support.sizes import sized

BASE = "https://w3id.org/policykg/"
OPTIONS: dict[str, Any] = {"memory": 1 << 30, "prefixes": {}, "union": True, "seconds": 30.0}
INTEGER = NamedNode("http://www.w3.org/2001/XMLSchema#integer")
LITERALS = st.one_of(
    st.text(alphabet='a"\\\n牵 .<>_', max_size=6).map(Literal),
    st.integers(0, 3).map(lambda n: Literal(str(n), datatype=INTEGER)),
    st.sampled_from([Literal("单位", language="zh-hans"), Literal("unit", language="en")]),
)
GRAPHS = st.dictionaries(
    st.sampled_from(["plan", "report", "measures"]),
    st.dictionaries(st.integers(0, 5), LITERALS, max_size=6),
)


def part(name: str, said: dict[int, Literal]) -> bytes:
    """Return a named graph in which things say one thing each."""
    graph = NamedNode(f"{BASE}graph/{name}")
    quads = [
        Quad(NamedNode(f"{BASE}id/{name}_{n}"), NamedNode("x:says"), words, graph)
        for n, words in said.items()
    ]
    return serialize(quads, format=RdfFormat.N_QUADS) or b""


def published(
    folder: Path, graphs: dict[str, dict[int, Literal]], memory_quads: int = 10**6
) -> Snapshot:
    parts = {name: part(name, said) for name, said in graphs.items()}
    publish(folder, parts, memory_quads=memory_quads)
    return BuildFolder(folder).open()


def texts(count: int, changed: int = -1) -> dict[str, dict[int, Literal]]:
    """Return a graph of so many statements, of which one says something else."""
    said = {n: Literal("other" if n == changed else f"text {n}") for n in range(count)}
    return {"plan": said, "report": {0: Literal("as before")}}


def held(engine: Engine) -> list[str]:
    return sorted(map(str, engine.store))


@settings(max_examples=sized(8, 40))  # each is published some times
@given(states=st.lists(GRAPHS, min_size=2, max_size=4))
def test_it_holds_what_is_held_when_it_is_loaded_anew(
    states: list[dict[str, dict[int, Literal]]],
) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(changing, "MOST_MOVED", 1000.0)
        before = published(Path(folder), states[0])
        engine = Engine.load(before.files, {"union": True})
        for state in states[1:]:
            after = published(Path(folder), state)
            change = after.change_from(before, True)
            assert change is not None
            prepared(engine, change.told).apply(engine)
            anew = Engine.load(after.files, {"union": True})
            assert held(engine) == held(anew)
            told = {**change.about, "graphs": sorted(change.about["graphs"])}
            assert engine.describe() == anew.describe() == told
            before = after


def edited(folder: Path) -> tuple[Engine, Change]:
    """Return a graph that is held, and what makes it the next one."""
    before = published(folder, texts(60))
    engine = Engine.load(before.files, {"union": True})
    change = published(folder, texts(60, 7)).change_from(before, True)
    assert change is not None
    return engine, change


def damage(change: Change) -> None:
    Path(change.graphs[0][3]).write_bytes(b"no shard")


def forget_old(change: Change) -> None:
    Path(change.graphs[0][1]).unlink()


def swap(change: Change) -> None:
    old, new = map(Path, (change.graphs[0][1], change.graphs[0][3]))
    new.write_bytes(old.read_bytes())


@pytest.mark.parametrize("harm", [damage, forget_old, swap])
def test_a_damaged_shard_leaves_the_graph_as_it_was(
    tmp_path: Path, harm: Callable[[Change], None]
) -> None:
    engine, change = edited(tmp_path)
    before = held(engine)
    harm(change)
    with pytest.raises(EngineError):
        prepared(engine, change.told)
    assert held(engine) == before


def test_many_edits_are_loaded_anew_in_the_end(tmp_path: Path) -> None:
    before = published(tmp_path, texts(60))
    engine = Engine.load(before.files, {"union": True})
    for number in range(60):
        after = published(tmp_path, texts(60, number))
        change = after.change_from(before, True)
        assert change is not None
        try:
            prepared(engine, change.told).apply(engine)
        except EngineError as error:
            assert "statements differ" in str(error)
            assert 10 < number < 50
            return
        before = after
    raise AssertionError("all was changed, nothing was loaded")


def test_a_number_of_statements_that_does_not_fit_is_refused(tmp_path: Path) -> None:
    engine, change = edited(tmp_path)
    with pytest.raises(EngineError, match="instead of"):
        prepared(engine, {**change.told, "quads": 3})


def test_blank_nodes_are_loaded_anew(tmp_path: Path) -> None:
    line = f'_:b <x:says> "{{}}" <{BASE}graph/plan> .\n'
    publish(tmp_path, {"plan": line.format(1).encode()})
    before = BuildFolder(tmp_path).open()
    engine = Engine.load(before.files, {"union": True})
    publish(tmp_path, {"plan": line.format(2).encode()})
    change = BuildFolder(tmp_path).open().change_from(before, True)
    assert change is not None
    with pytest.raises(EngineError, match="blank nodes"):
        prepared(engine, {**change.told, "graphs": change.graphs})


@pytest.mark.parametrize("where", ["before", "after"])
def test_a_graph_that_grows_too_large_for_memory_is_loaded_anew(tmp_path: Path, where: str) -> None:
    before = published(tmp_path, texts(60), 1 if where == "before" else 10**6)
    after = published(tmp_path, texts(60, 1), 1 if where == "after" else 10**6)
    assert after.change_from(before, True) is None


def test_a_store_on_disk_that_cannot_be_opened_is_refused(tmp_path: Path) -> None:
    before = published(tmp_path, texts(60), 1)
    engine = Engine.load(before.files, {"union": True, **before.options})
    change = published(tmp_path, texts(60, 1), 1).change_from(before, True)
    assert change is not None
    with pytest.raises(EngineError):
        prepared(engine, {**change.told, "disk": str(tmp_path / "nowhere")})
    with pytest.raises(EngineError, match="on disk"):
        prepared(engine, {**change.told, "disk": ""})


# -- with processes --------------------------------------------------------------------------

COUNT = "SELECT (COUNT(*) AS ?n) { ?s <x:says> 'other' }"
SLOW = (
    "SELECT (SUM(RAND()) AS ?x) (MAX(?n) AS ?m) { { SELECT (COUNT(*) AS ?n) "
    "{ ?s <x:says> 'other' } } ?a <x:says> ?b . ?c <x:says> ?d . ?e <x:says> ?f . "
    "VALUES ?g { 1 2 3 4 5 6 7 8 } FILTER(RAND() < 2) }"
)


def request(query: str) -> dict[str, Any]:
    formats = {"solutions": "tsv", "graph": "ntriples"}
    return {"query": query, "formats": formats, "max_rows": 10**6, "max_bytes": 1 << 26}


async def asked(
    group: WorkerGroup, query: str = COUNT, by: asyncio.Future[int] | None = None
) -> bytes:
    """Return an answer; ``by`` gets to know the process that works for it."""
    async with group.lend() as worker:
        if by is not None:
            by.set_result(worker.pid)
        return (await worker.ask(request(query))).body


def with_pool(work: Callable[[Pool], Awaitable[None]]) -> None:
    async def both() -> None:
        pool = Pool(2, OPTIONS)
        try:
            await work(pool)
        finally:
            await pool.close()

    asyncio.run(both())


async def load(pool: Pool, snapshot: Snapshot) -> WorkerGroup:
    await pool.load(
        snapshot.files,
        snapshot.version,
        snapshot,
        lambda before: snapshot.change_from(before, True),
        **snapshot.options,
    )
    assert pool.current is not None
    assert pool.version == snapshot.version
    assert pool.about == snapshot.expected(True)
    return pool.current


State = Callable[[int], Snapshot]


@pytest.fixture(params=["in memory", "on disk"])
def state(tmp_path: Path, request: pytest.FixtureRequest) -> State:
    """Publishes states that differ in a statement or two; in -1, nobody says 'other'."""
    most = 1 if request.param == "on disk" else 10**6
    return lambda number: published(tmp_path, texts(60, number), most)


forking = pytest.mark.skipif(not can_fork(), reason="workers are processes of their own here")


@forking
def test_the_same_process_holds_the_next_state(state: State) -> None:
    async def work(pool: Pool) -> None:
        first = await load(pool, state(-1))
        for number, expected in ((1, b"1"), (2, b"1"), (-1, b"0"), (1, b"1")):
            group = await load(pool, state(number))
            assert group is first
            for _ in range(4):
                assert (await asked(group)).split()[1] == expected

    with_pool(work)


@forking
def test_a_query_under_way_is_answered_from_the_state_it_began_with(
    state: State,
) -> None:
    async def work(pool: Pool) -> None:
        group = await load(pool, state(-1))
        by = asyncio.get_running_loop().create_future()
        slow = asyncio.create_task(asked(group, SLOW, by))
        worker = await by
        await asyncio.sleep(0.1)
        os.kill(worker, signal.SIGSTOP)  # however fast it is, and however slow what follows
        await load(pool, state(1))
        assert (await asked(group)).split()[1] == b"1"
        assert not slow.done()
        os.kill(worker, signal.SIGCONT)
        assert (await slow).split()[-1] == b"0"
        for _ in range(4):  # that worker is replaced
            assert (await asked(group)).split()[1] == b"1"

    with_pool(work)


@forking
def test_a_shard_that_is_damaged_leads_to_another_process(tmp_path: Path) -> None:
    async def work(pool: Pool) -> None:
        before = published(tmp_path, texts(60))
        first = await load(pool, before)
        after = published(tmp_path, texts(60, 1))
        change = after.change_from(before, True)
        assert change is not None
        damage(change)  # graph.nq is whole
        group = await load(pool, after)
        assert group is not first
        assert (await asked(group)).split()[1] == b"1"

    with_pool(work)


@forking
def test_a_process_that_ends_after_a_change_is_replaced_by_one_of_that_state(
    state: State,
) -> None:
    async def work(pool: Pool) -> None:
        await load(pool, state(-1))
        group: Any = await load(pool, state(1))
        os.kill(group.process.pid, signal.SIGKILL)
        await group.ended.wait()
        again = await pool.group()
        assert again is not group
        assert (await asked(again)).split()[1] == b"1"

    with_pool(work)
