"""Whoever sends what: the endpoint answers the next client, whole or not at all."""

from __future__ import annotations

import os
import signal
import socket
import statistics
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.support.hostile import QUERIES
from tests.support.serving import Server, family, serving, zombies
from tests.support.sizes import sized

pytestmark = pytest.mark.sweep

DIRECT = {"content-type": "application/sparql-query"}
HEAVY = "SELECT (SUM(RAND()) AS ?x) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
ASK = b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: localhost\r\n"
SECONDS = sized(5.0, 60.0)
"""How long hostile queries are sent while others ask."""


def triples(count: int) -> str:
    return "".join(f"<x:s{n % 50}> <x:p{n % 7}> <x:o{n}> .\n" for n in range(count))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    file = tmp_path_factory.mktemp("data") / "many.nt"
    file.write_text(triples(20_000), encoding="utf-8")
    patience = "head=1.0, half_closed=1.0, idle=2.0"
    options = ("--timeout", "2", "--memory", "512", "--max-bytes", str(8 << 20))
    with serving("--data", file, *options, patience=patience) as found:
        yield found


@pytest.fixture
def client(server: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, timeout=60) as found:
        yield found


def answers(client: httpx.Client) -> bool:
    response = client.get("/sparql", params={"query": "ASK {}"})
    return response.status_code == 200 and response.json()["boolean"] is True


def memory(pids: list[int]) -> int:
    """Return the bytes that processes hold, shared pages counted once in parts (PSS)."""
    total = 0
    for pid in pids:
        try:
            text = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except OSError:
            continue
        total += next(int(x.split()[1]) for x in text.splitlines() if x.startswith("Pss:")) << 10
    return total


@pytest.mark.parametrize("name", QUERIES)
def test_a_hostile_query_is_answered_whole_or_refused(
    client: httpx.Client, server: Server, name: str
) -> None:
    started = time.monotonic()
    response = client.post("/sparql", content=QUERIES[name].encode(), headers=DIRECT)
    assert time.monotonic() - started < 10
    assert response.status_code in (200, 400, 413, 503, 504)
    body = response.json()
    if response.status_code != 200:
        assert len(body["message"]) > 20
        assert "bindings" not in response.text
    assert answers(client)
    assert server.process.poll() is None


def test_a_timeout_says_the_limit_and_what_to_change(client: httpx.Client) -> None:
    response = client.post("/sparql", content=HEAVY, headers=DIRECT)
    assert response.status_code == 504
    assert response.json()["limit_seconds"] == 2
    assert "LIMIT" in response.json()["message"]


def test_too_many_rows_say_the_limit(tmp_path: Path) -> None:
    file = tmp_path / "many.nt"
    file.write_text(triples(101), encoding="utf-8")
    with serving("--data", file, "--max-rows", "100") as server:
        every = {"query": "SELECT * { ?s ?p ?o }"}
        for accept in ("json", "xml", "csv", "tsv"):
            response = httpx.get(server.sparql, params={**every, "format": accept})
            assert response.status_code == 413
            assert response.json()["limit"] == 100
        response = httpx.get(server.sparql, params={"query": "CONSTRUCT WHERE { ?s ?p ?o }"})
        assert response.status_code == 413
        fitting = {"query": "SELECT * { ?s ?p ?o } LIMIT 100"}
        assert httpx.get(server.sparql, params=fitting).status_code == 200


def test_workers_can_neither_read_files_nor_open_sockets(server: Server) -> None:
    limits = {}
    zygote = next(p for p in family(server.process.pid) if parent(p) == server.process.pid)
    worker = next(p for p in family(zygote))
    for line in Path(f"/proc/{worker}/limits").read_text().splitlines()[1:]:
        limits[line[:25].strip()] = line[26:].split()[0]
    assert limits["Max open files"] == "3"
    assert limits["Max file size"] == "0"
    assert limits["Max core file size"] == "0"
    assert limits["Max address space"].isdigit()
    assert "NoNewPrivs:\t1" in Path(f"/proc/{worker}/status").read_text()


def parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


# ---- connections ----------------------------------------------------------------------------


def test_slow_heads_are_cut_off(server: Server, client: httpx.Client) -> None:
    with server.connect() as connection:
        connection.sendall(b"GET /sparql?query=ASK")
        started = time.monotonic()
        said = connection.recv(1000)
        assert time.monotonic() - started < 5
    assert b" 408 " in said
    assert answers(client)


def test_drops_of_a_head_do_not_prolong_it(server: Server) -> None:
    with server.connect() as connection:
        started = time.monotonic()
        with pytest.raises(OSError):
            while time.monotonic() - started < 10:
                connection.sendall(b"X")
                time.sleep(0.1)
        assert time.monotonic() - started < 5


def test_many_idle_connections_do_not_shut_others_out(server: Server, client: httpx.Client) -> None:
    idle = [server.connect() for _ in range(200)]
    assert answers(client)
    for connection in idle:
        connection.close()


def test_pipelined_requests_are_answered_in_order(server: Server) -> None:
    requests = [
        f"GET /sparql?query=SELECT({n}+AS+?x)%7B%7D&format=csv HTTP/1.1\r\nHost: localhost\r\n"
        for n in range(5)
    ]
    data = "\r\n".join(requests) + "Connection: close\r\n\r\n"
    said = server.raw(data.encode())
    assert said.count(b"HTTP/1.1 200") == 5
    places = [said.index(f"x\r\n{n}\r\n".encode()) for n in range(5)]
    assert places == sorted(places)


def test_a_half_closed_connection_gets_its_answer(server: Server) -> None:
    said = server.raw(ASK + b"\r\n", half_close=True)
    assert b" 200 " in said and said.endswith(b"true}")


def test_half_a_request_leaves_nothing_behind(server: Server, client: httpx.Client) -> None:
    head = b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n"
    said = server.raw(head + b"Content-Length: 100\r\n\r\nASK {", half_close=True)
    assert b" 200 " not in said
    assert answers(client)


@pytest.mark.parametrize(
    "data",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET\r\n\r\n",
        b"GET /sparql HTTP/9.9\r\n\r\n",
        ASK + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        ASK + b"Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\nxyz",
        b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
        b"GET /" + b"x" * 500_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
        ASK + b"X: " + b"y" * 500_000 + b"\r\n\r\n",
        ASK + b"Host: y\r\n\r\n",
        b"GET /sparql?query=ASK {} HTTP/1.1\r\nHost: localhost\r\n\r\n",
    ],
)
def test_what_is_no_http_is_refused(server: Server, client: httpx.Client, data: bytes) -> None:
    try:
        said = server.raw(data)
    except ConnectionError:  # the server has hung up while we were still sending
        said = b""
    assert b" 200 " not in said and b" 500 " not in said
    assert answers(client)


def test_a_client_that_leaves_takes_its_query_along(server: Server, client: httpx.Client) -> None:
    request = (
        f"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: {DIRECT['content-type']}\r\n"
    )
    head = request + f"Content-Length: {len(HEAVY)}\r\n\r\n{HEAVY}"
    for _ in range(20):
        with server.connect() as connection:
            connection.sendall(head.encode())
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    started = time.monotonic()
    assert answers(client)
    assert time.monotonic() - started < 1.5
    until = time.monotonic() + 5
    while gauge(client, "queries_heavy") and time.monotonic() < until:
        time.sleep(0.1)
    assert gauge(client, "queries_heavy") == 0


def gauge(client: httpx.Client, name: str) -> float:
    lines = client.get("/metrics").text.splitlines()
    return float(next(x.split()[1] for x in lines if x.startswith(f"policykg_{name} ")))


# ---- processes that die -----------------------------------------------------------------------


def test_a_worker_that_is_killed_is_replaced(server: Server, client: httpx.Client) -> None:
    zygote = next(p for p in family(server.process.pid) if parent(p) == server.process.pid)
    for pid in family(zygote):
        os.kill(pid, signal.SIGKILL)
    assert all(answers(client) for _ in range(20))
    assert zombies(family(server.process.pid)) == []


def test_a_graph_process_that_is_killed_is_replaced(server: Server, client: httpx.Client) -> None:
    zygote = next(p for p in family(server.process.pid) if parent(p) == server.process.pid)
    workers = family(zygote)
    os.kill(zygote, signal.SIGKILL)
    assert all(answers(client) for _ in range(20))
    time.sleep(0.5)
    assert zombies([zygote, *workers]) == []
    assert not any(Path(f"/proc/{pid}").exists() for pid in workers)


def test_a_server_that_is_killed_leaves_no_process(tmp_path: Path) -> None:
    file = tmp_path / "a.nt"
    file.write_text(triples(10), encoding="utf-8")
    with serving("--data", file) as server:
        below = family(server.process.pid)
        assert below
        server.process.kill()
        server.process.wait()
        until = time.monotonic() + 5
        while time.monotonic() < until and any(map(running, below)):
            time.sleep(0.05)
        assert [pid for pid in below if running(pid)] == []


def running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_requests_under_way_are_answered_before_the_server_ends(tmp_path: Path) -> None:
    file = tmp_path / "many.nt"
    file.write_text(triples(1500), encoding="utf-8")
    slow = "SELECT (SUM(RAND()) AS ?x) { ?a ?b ?c . ?d ?e ?f }"
    codes: list[int] = []
    with serving("--data", file, "--timeout", "110") as server:
        params = {"query": slow}
        thread = threading.Thread(
            target=lambda: codes.append(
                httpx.get(server.sparql, params=params, timeout=120).status_code
            )
        )
        with httpx.Client(base_url=server.url, timeout=60) as client:
            thread.start()
            while thread.is_alive() and not gauge(client, "queries_heavy"):
                time.sleep(0.01)
        server.process.terminate()
        thread.join()
        assert server.process.wait(120) == 0
    assert codes == [200]


# ---- the soak -----------------------------------------------------------------------------------


def test_ask_stays_quick_while_hogs_run(server: Server) -> None:
    until = time.monotonic() + SECONDS
    errors: list[str] = []
    times: list[float] = []

    def hog(offset: int) -> None:
        names = list(QUERIES)[offset:] + list(QUERIES)[:offset]
        with httpx.Client(base_url=server.url, timeout=60) as client:
            while True:
                for name in names:
                    if time.monotonic() > until:
                        return
                    client.post("/sparql", content=QUERIES[name].encode(), headers=DIRECT)

    def user() -> None:
        with httpx.Client(base_url=server.url, timeout=60) as client:
            while time.monotonic() < until:
                started = time.monotonic()
                if not answers(client):
                    errors.append("an ASK failed")
                times.append(time.monotonic() - started)
                time.sleep(0.02)

    before = memory([server.process.pid, *family(server.process.pid)])
    threads = [threading.Thread(target=hog, args=(0,)), threading.Thread(target=hog, args=(14,))]
    threads += [threading.Thread(target=user) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    time.sleep(0.5)
    assert errors == []
    assert statistics.quantiles(times, n=20)[-1] < 1.0
    pids = [server.process.pid, *family(server.process.pid)]
    assert zombies(pids) == []
    assert memory(pids) < before * 1.2 + (8 << 20)
    assert len(pids) <= 2 + 5 + 2


# ---- large answers and slow readers -------------------------------------------------------------


def test_a_hundred_megabytes_arrive_whole(tmp_path: Path) -> None:
    file = tmp_path / "many.nt"
    file.write_text(triples(1200), encoding="utf-8")
    large = ("--max-rows", "2000000", "--max-bytes", str(200 << 20), "--timeout", "110")
    query = {"query": "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 500000", "format": "json"}
    with serving("--data", file, *large) as server:
        response = httpx.get(server.sparql, params=query, timeout=120)
        assert response.status_code == 200
        assert len(response.content) > 100_000_000
        assert len(response.json()["results"]["bindings"]) == 500_000
        assert response.headers["x-policykg-rows"] == "500000"


def test_a_client_that_does_not_read_is_let_go(tmp_path: Path) -> None:
    file = tmp_path / "many.nt"
    file.write_text(triples(1200), encoding="utf-8")
    query = "GET /sparql?query=SELECT%20*%20%7B%3Fa%20%3Fb%20%3Fc.%20%3Fd%20%3Fe%20%3Ff%7D"
    head = f"{query}LIMIT%2090000 HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with serving("--data", file, patience="reading=1.0") as server:
        with server.connect() as connection:
            connection.sendall(head.encode())
            time.sleep(4)
            received = 0
            with pytest.raises(ConnectionError):
                while chunk := connection.recv(1 << 20):
                    received += len(chunk)
                raise ConnectionError("the end came before the whole")
            assert received < 20_000_000
        assert httpx.get(server.sparql, params={"query": "ASK {}"}).status_code == 200
