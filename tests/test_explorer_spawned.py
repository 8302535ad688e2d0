"""Workers on pipes: they answer, are killed at their deadline, and none outlives the server."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from explorer.workers.line import PoolError
from explorer.workers.scheduler import Budget, Scheduler, run
from explorer.workers.spawned import SpawnedGroup

OPTIONS = {"memory": 1 << 30, "prefixes": {}, "union": True, "seconds": 30.0}
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n2 ?o }"


def request(query: str, **more: Any) -> dict[str, Any]:
    formats = {"solutions": "tsv", "graph": "ntriples"}
    return {"query": query, "formats": formats, "max_rows": 10**6, "max_bytes": 1 << 26, **more}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "a.nt"
    lines = (f'<http://example.org/{n}> <http://example.org/p> "\u5b57{n}" .\n' for n in range(400))
    path.write_text("".join(lines), encoding="utf-8")
    return path


def with_group(data: Path, work: Callable[[SpawnedGroup], Awaitable[None]]) -> None:
    async def both() -> None:
        group = await SpawnedGroup.start([data], 2, OPTIONS)
        try:
            await work(group)
        finally:
            await group.close()
        assert not group._lines

    asyncio.run(both())


def test_it_says_what_it_has_loaded_and_answers_one_question_after_the_other(data: Path) -> None:
    async def work(group: SpawnedGroup) -> None:
        assert (group.about["quads"], group.about["graphs"]) == (400, frozenset())
        for _ in range(3):
            async with group.lend() as worker:
                answer = await worker.ask(request(COUNT))
            assert answer.body.split() == [b"?n", b"400"]

    with_group(data, work)


def test_a_large_answer_comes_whole(data: Path) -> None:
    async def work(group: SpawnedGroup) -> None:
        query = "SELECT ?a ?b { ?a ?p ?x . ?b ?q ?y }"
        async with group.lend() as worker:
            answer = await worker.ask(request(query))
        assert (answer.head["rows"], answer.body.count(b"\n")) == (160_000, 160_001)

    with_group(data, work)


@pytest.mark.parametrize(
    ("query", "more", "error"),
    [
        ("SELECT {", {}, "syntax"),
        ("SELECT * { ?s ?p ?o }", {"max_rows": 3}, "limit"),
        ("SELECT * { ?s ?p ?o }", {"max_bytes": 30}, "limit"),
    ],
)
def test_errors_are_answers_and_cost_no_worker(
    data: Path, query: str, more: dict[str, Any], error: str
) -> None:
    async def work(group: SpawnedGroup) -> None:
        async with group.lend() as worker:
            assert (await worker.ask(request(query, **more))).head["error"] == error
            assert (await worker.ask(request(COUNT))).head["rows"] == 1

    with_group(data, work)


def test_a_query_past_its_deadline_is_killed_and_the_next_is_answered(data: Path) -> None:
    async def work(group: SpawnedGroup) -> None:
        async def current() -> SpawnedGroup:
            return group

        scheduler = Scheduler(2, Budget(timeout=0.5))
        with pytest.raises(PoolError, match="stopped after"):
            await run(scheduler, current, "one", request(ENDLESS))
        answer, _ = await run(scheduler, current, "two", request(COUNT))
        assert answer.body.split()[-1] == b"400"

    with_group(data, work)


def test_a_worker_that_is_killed_is_told_and_replaced(data: Path) -> None:
    async def work(group: SpawnedGroup) -> None:
        with pytest.raises(PoolError) as caught:
            async with group.lend() as worker:
                asking = worker.ask(request(ENDLESS))
                os.kill(worker.pid, signal.SIGKILL)
                await asking
        assert caught.value.code == "died"
        async with group.lend() as worker:
            assert (await worker.ask(request(COUNT))).head["rows"] == 1

    with_group(data, work)


def test_data_that_cannot_be_loaded_are_told_with_the_reason(tmp_path: Path) -> None:
    path = tmp_path / "bad.nt"
    path.write_text("no triples here\n", encoding="utf-8")
    with pytest.raises(PoolError, match=r"bad\.nt"):
        asyncio.run(SpawnedGroup.start([path], 2, OPTIONS))


def test_workers_end_when_the_server_is_killed(data: Path) -> None:
    code = (
        "import asyncio, sys\n"
        "from pathlib import Path\n"
        "from explorer.workers.spawned import SpawnedGroup\n"
        "async def main():\n"
        f"    group = await SpawnedGroup.start([Path(sys.argv[1])], 1, {OPTIONS!r})\n"
        "    async with group.lend() as worker:\n"
        f"        asking = worker.ask({request(ENDLESS)!r})\n"
        "        await asyncio.sleep(0.2)\n"
        "        print(worker.pid, flush=True)\n"
        "        await asking\n"
        "asyncio.run(main())\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(data)], stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        pid = int(server.stdout.readline())
        server.kill()
    state = Path(f"/proc/{pid}/stat")
    until = 400
    while until and state.exists() and state.read_text("utf-8").split()[2] != "Z":
        until -= 1
        asyncio.run(asyncio.sleep(0.02))
    assert until, "the worker still runs"
