"""Plain questions are answered without a task: as the application does, under the same rules."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from pathlib import Path
from urllib.parse import quote

import pytest
from uvicorn.config import Config
from uvicorn.server import ServerState

from explorer.access import Access, Gate
from explorer.connection.heads import check_head
from explorer.connection.protocol import Guarded
from explorer.connection.shortcut import Shortcut as Short
from explorer.connection.shortcut import Write
from explorer.endpoint.service import Service
from explorer.endpoint.shortcut import MAX_SHORT, Shortcut
from explorer.workers.line import PoolError
from explorer.workers.quick import Errand, Outcome
from explorer.workers.scheduler import Budget, Busy
from tests.support.serving import DATA, Server, serving

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
ENDLESS = "SELECT (SUM(RAND()) AS ?x) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"
LONGER = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c != ?i) }"
"""Some tenths of a second on sixty triples."""
CLIENT = ("127.0.0.1", 4_000)
HOST = b"Host: localhost\r\n"


def head(query: str = COUNT, headers: bytes = b"", host: bytes = HOST, more: str = "") -> bytes:
    return b"GET /sparql?query=%b%b HTTP/1.1\r\n%b%b\r\n" % (
        quote(query, safe="").encode(), more.encode(), host, headers
    )  # fmt: skip


# ---- the same answers ---------------------------------------------------------------------------

ALIKE = {
    "rows": head(),
    "ask": head("ASK {}"),
    "no rows": head("SELECT * { ?s <x:none> ?o }"),
    "rows as csv": head(headers=b"Accept: text/csv\r\n"),
    "two lines of Accept": head(headers=b"Accept: text/csv;q=0.1\r\nAccept: application/json\r\n"),
    "a graph": head("CONSTRUCT WHERE { ?s ?p ?o }", b"Accept: text/turtle\r\n"),
    "a named format": head(more="&format=xml"),
    "a graph by its name": head(more="&default-graph-uri=http://example.org/g1"),
    "the base of the query": head("SELECT (<here> AS ?x) {}"),
    "bad syntax": head("SELECT { ?s ?p }"),
    "no XML": head("SELECT ?o { ?s <http://example.org/p2> ?o }", more="&format=xml"),
    "bad syntax in plain text": head("SELECT {", b"Accept: text/plain\r\n"),
    "not acceptable when it is known": head(headers=b"Accept: text/turtle\r\n"),
    "not acceptable": head(headers=b"Accept: image/png\r\n"),
    "an unknown graph": head(more="&default-graph-uri=http://example.org/g9"),
    "an update": head("DELETE WHERE { ?s ?p ?o }"),
    "two queries": head(more="&query=ASK%7B%7D"),
    "too many rows": head("SELECT * { ?s ?p ?o . ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"),
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    file = tmp_path_factory.mktemp("data") / "some.trig"
    file.write_text(DATA, encoding="utf-8")
    with serving("--data", file, "--union", "--max-rows", "50") as found:
        yield found


def answer(server: Server, asked: bytes) -> tuple[bytes, list[bytes], bytes]:
    """Return status line, headers and body of the only answer.

    The date is left out, and whether the end of what was sent came before the answer.
    """
    lines, _, body = server.raw(asked, half_close=True).partition(b"\r\n\r\n")
    status, *headers = lines.split(b"\r\n")
    timed = (b"date:", b"connection:")
    return status, sorted(line for line in headers if not line.startswith(timed)), body


@pytest.mark.parametrize("asked", ALIKE.values(), ids=ALIKE)
def test_the_short_way_and_the_long_one_give_the_same_answer(server: Server, asked: bytes) -> None:
    long_way = asked.replace(HOST, HOST + b"X-Unknown: 1\r\n")
    assert answer(server, asked) == answer(server, long_way)


def test_requests_in_one_packet_are_answered_in_order_by_either_way(server: Server) -> None:
    queries = [f"SELECT ({n} AS ?n) {{}}" for n in range(20)]
    asked = [head(q, b"X-Unknown: 1\r\n" if n % 3 else b"") for n, q in enumerate(queries)]
    said = server.raw(b"".join(asked), half_close=True)
    found = [said.index(b'"value":"%d"' % n) for n in range(20)]
    assert found == sorted(found)


def test_a_client_that_stops_sending_between_two_answers_gets_the_second() -> None:
    """The end of what it sends is read before the request that waits behind the answered one."""

    async def work() -> bytes:
        loop = asyncio.get_running_loop()
        ours, workers = socket.socketpair()
        asked: list[Write] = []

        def short(head: bytes, client: object, write: Write) -> Callable[[], object]:
            asked.append(write)
            if len(asked) == 2:
                write(200, b"content-length: 6\r\n", b"second")
            return lambda: None

        def reply() -> None:
            loop.remove_reader(ours)
            asked[0](200, b"content-length: 5\r\n", b"first")

        loop.add_reader(ours, reply)
        config = Config(ALIKE.get, lifespan="off", log_config=None)
        made = partial(Guarded, config, ServerState(), {}, loop, shortcut=short)
        listening = await loop.create_server(made, "127.0.0.1")
        with socket.create_connection(listening.sockets[0].getsockname()) as client:
            client.sendall(head() * 2)
            while not asked:
                await asyncio.sleep(0.01)
            workers.send(b"x")  # both are there when the loop looks again, in this order
            client.shutdown(socket.SHUT_WR)
            client.setblocking(False)
            said = b""
            while chunk := await asyncio.wait_for(loop.sock_recv(client, 1 << 16), 5):
                said += chunk
        listening.close()
        ours.close()
        workers.close()
        return said

    said = asyncio.run(work())
    assert 0 < said.find(b"first") < said.find(b"second")


def test_both_ways_write_the_same_line_into_the_log(server: Server) -> None:
    before = len(server.log.read_text().splitlines())
    answer(server, head())
    answer(server, head(headers=b"X-Unknown: 1\r\n"))
    short, long = (line.split() for line in server.log.read_text().splitlines()[before:])
    assert short[:-1] == long[:-1]
    assert short[1:4] == ["GET", "'/sparql'", "200"]


# ---- what is taken ------------------------------------------------------------------------------

Work = Callable[[Service], Awaitable[None]]


def with_service(data: Path, work: Work, budget: Budget | None = None, workers: int = 2) -> None:
    """Do some work with a service over real workers; nothing may be left of it."""

    async def all_of_it() -> None:
        service = Service.create(workers, {}, budget, union=False)
        await service.pool.load([data], "1")
        group = service.pool.ready
        assert group is not None
        while len(group._idle) < workers:
            await asyncio.sleep(0.01)
        try:
            await work(service)
            await settled(service)
        finally:
            await service.pool.close()

    asyncio.run(all_of_it())


async def settled(service: Service) -> None:
    """See that turns and workers come back, and that the next question is answered."""
    group = service.pool.ready
    assert group is not None
    for _ in range(100):
        scheduler = service.scheduler
        if not (group.busy or scheduler.running or scheduler.waiting or scheduler.heavy_lanes):
            break
        await asyncio.sleep(0.05)
    assert (group.busy, scheduler.running, scheduler.waiting) == (0, {}, 0)
    assert scheduler.free == scheduler.slots
    assert not service.quick._under_way
    _, outcome = begin(service, COUNT, "afterwards")
    assert value(await outcome) == 60


def shortcut(service: Service, access: Access | None = None) -> Short:
    async def nobody(*_: object) -> None:
        raise AssertionError("the long way is not gone here")

    return Shortcut(service, Gate(nobody, access), ((b"x-always", b"1"),))


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("data") / "some.nt"
    lines = [f"<x:s{n}> <x:p> <x:o{n % 9}> .\n" for n in range(60)]
    file.write_text("".join(lines), encoding="utf-8")
    return file


LONG = {
    "a body's method": head().replace(b"GET", b"POST"),
    "only a head": head().replace(b"GET", b"HEAD"),
    "another page": head().replace(b"/sparql", b"/query"),
    "an absolute address": head().replace(b"/sparql", b"http://localhost/sparql"),
    "HTTP/1.0": head().replace(b"HTTP/1.1", b"HTTP/1.0"),
    "no host": head(host=b""),
    "a foreign host": head(host=b"Host: example.org\r\n"),
    "a script of another site": head(headers=b"Origin: https://example.org\r\n"),
    "a page of another site": head(headers=b"Sec-Fetch-Site: cross-site\r\n"),
    "a browser that navigates": head(headers=b"Sec-Fetch-Mode: navigate\r\n"),
    "a last request": head(headers=b"Connection: close\r\n"),
    "another protocol": head(headers=b"Connection: Upgrade\r\nUpgrade: h2c\r\n"),
    "a connection in two ways": head(headers=b"Connection: close\r\nConnection: keep-alive\r\n"),
    "a wish to go on": head(headers=b"Expect: 100-continue\r\n"),
    "a proxy's word": head(headers=b"X-Forwarded-For: 192.0.2.1\r\n"),
    "many bytes": head(headers=b"User-Agent: " + b"x" * MAX_SHORT + b"\r\n"),
    "many fields": head(more="&a" * 1000),
    "many lines": head(headers=b"Accept: text/csv\r\n" * 101),
    "no query": head().replace(b"query=", b"ask="),
    "another server": head("SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }"),
    "no UTF-8": head().replace(b"query=", b"query=%ff"),
    "too deep": head("SELECT * { " + "{" * 200 + "}" * 200 + "}"),
}


def test_what_is_not_plain_goes_the_long_way(data: Path) -> None:
    async def work(service: Service) -> None:
        short = shortcut(service)
        for name, asked in LONG.items():
            check_head(asked)  # as the connection has done
            assert short(asked, CLIENT, lambda *_: None) is None, name
        assert short(head(), None, lambda *_: None) is None, "nobody known"

    with_service(data, work)


PLAIN = {
    "nothing more": head(),
    "names in capitals": head().replace(b"Host", b"HOST"),
    "a port": head(host=b"Host: localhost:8000\r\n"),
    "what programs send": head(
        headers=b"User-Agent: some/1.0\r\nAccept: */*\r\nAccept-Encoding: gzip, deflate\r\n"
        b"Connection: keep-alive\r\nAccept-Language: en\r\n"
    ),
}


def test_what_is_plain_is_answered_with_the_headers_of_every_answer(data: Path) -> None:
    async def work(service: Service) -> None:
        short = shortcut(service)
        for name, asked in PLAIN.items():
            said: asyncio.Future[tuple[int, bytes]] = asyncio.get_running_loop().create_future()
            gone = short(asked, CLIENT, lambda *what, said=said: said.set_result(what[:2]))
            assert gone is not None, name
            status, headers = await said
            assert (status, b"x-always: 1\r\n" in headers) == (200, True), name
            assert b"cross-origin-resource-policy: same-origin\r\n" in headers, name
        assert service.metrics.answers == {200: len(PLAIN)}
        assert service.metrics.rows == len(PLAIN)

    with_service(data, work)


def test_a_server_for_everybody_takes_any_name_and_one_of_its_own_takes_only_those(
    data: Path,
) -> None:
    foreign = head(host=b"Host: example.org\r\n")

    async def work(service: Service) -> None:
        for access, taken in (
            (Access(public=True), True),
            (Access(hosts=frozenset({"example.org"})), True),
            (Access(public=True, hosts=frozenset({"example.net"})), False),
            (Access(), False),
        ):
            found = shortcut(service, access)(foreign, CLIENT, lambda *_: None)
            assert (found is not None) is taken, access

    with_service(data, work, workers=4)


# ---- what becomes of it -------------------------------------------------------------------------


def begin(
    service: Service, query: str, client: str = "one"
) -> tuple[Errand, asyncio.Future[Outcome]]:
    from explorer.workers import framing

    request = {
        "query": query,
        "formats": {"solutions": "csv", "graph": None},
        "max_rows": 100,
        "max_bytes": 1 << 20,
    }
    found: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
    question = (framing.pack_json(request), request)
    return service.quick.begin(client, question, found.set_result), found


def value(outcome: Outcome) -> int:
    assert isinstance(outcome, tuple), outcome
    return int(bytes(outcome[0].body).split()[-1])


def test_a_query_that_takes_longer_than_a_moment_is_answered_too(data: Path) -> None:
    async def work(service: Service) -> None:
        errand, outcome = begin(service, LONGER)
        assert value(await outcome) > 0
        assert errand.task is not None, "it was answered within a moment"

    with_service(data, work, Budget(quick=0.01))


def test_a_query_past_its_deadline_is_stopped(data: Path) -> None:
    async def work(service: Service) -> None:
        found = await begin(service, ENDLESS)[1]
        assert isinstance(found, PoolError)
        assert found.code == "timeout"

    with_service(data, work, Budget(timeout=0.4))


STATES = ("waiting", "asked", "going on", "watched")


@pytest.mark.parametrize("state", STATES)
def test_who_leaves_gives_back_turn_and_worker(data: Path, state: str) -> None:
    async def work(service: Service) -> None:
        errand, outcome = begin(service, ENDLESS)
        if state == "waiting":
            first, (errand, outcome) = errand, begin(service, COUNT)
            assert errand.lane is None
            first_left = asyncio.get_running_loop().call_later(0.05, first.cancel)
            assert first_left is not None
        if state in ("going on", "watched"):
            errand.watch()
        if state == "watched":
            await asyncio.sleep(0.05)
            assert errand.entered
        errand.cancel()
        await asyncio.sleep(0.1)
        assert not outcome.done()

    with_service(data, work)


@pytest.mark.parametrize("state", ["asked", "watched"])
def test_a_worker_that_ends_under_a_query_is_replaced_and_the_client_told(
    data: Path, state: str
) -> None:
    async def work(service: Service) -> None:
        errand, outcome = begin(service, ENDLESS)
        await asyncio.sleep(0.07)
        if state == "watched":
            errand.watch()
            await asyncio.sleep(0.05)
        assert errand.worker is not None
        os.kill(errand.worker.pid, signal.SIGKILL)
        found = await outcome
        assert isinstance(found, PoolError)
        assert found.code == "died"

    with_service(data, work, Budget(quick=1.0))


def test_a_worker_that_ended_while_idle_costs_no_question(data: Path) -> None:
    async def work(service: Service) -> None:
        group = service.pool.ready
        assert group is not None
        for worker in group._idle:
            os.kill(worker.pid, signal.SIGKILL)
        assert value(await begin(service, COUNT)[1]) == 60  # before the loop has seen their end

    with_service(data, work)


def test_many_clients_are_answered_in_turn_and_full_queues_refuse(data: Path) -> None:
    async def work(service: Service) -> None:
        asked = [begin(service, COUNT, f"client {n % 10}")[1] for n in range(60)]
        assert {value(outcome) for outcome in await asyncio.gather(*asked)} == {60}
        first = [begin(service, COUNT, "one")[1] for _ in range(8)]
        with pytest.raises(Busy):
            for _ in range(3):
                begin(service, COUNT, "one")
        await asyncio.gather(*first)

    with_service(data, work, Budget(queue=8))


def test_who_waits_too_long_for_a_turn_is_sent_away(data: Path) -> None:
    async def work(service: Service) -> None:
        hogs = [begin(service, ENDLESS)[0] for _ in range(2)]
        found = await begin(service, COUNT)[1]
        assert isinstance(found, Busy)
        for errand in hogs:
            errand.cancel()

    with_service(data, work, Budget(patience=0.5, quick=5.0, heavy=1))
