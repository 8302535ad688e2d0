"""Speed of the endpoint over HTTP, beside rdflib-endpoint and the native Oxigraph server.

    python -m benchmarks.endpoint_speed
    python -m benchmarks.endpoint_speed --triples 100000 --seconds 3 --json endpoint.json

In one run on the same triples: milliseconds (p50, p95) by size of the answer (1, 100, 10,000
rows) and by clients at once (1, 8, 64, each on its own kept connection), answers a second, and
what a worker costs over the same query in this process.  CPU is what an answer takes (Linux) of
the process that speaks HTTP, and of those it has started: it tells more than the clock where
other work runs beside.  ``--different`` asks another query each time for one row.
``--beside FOLDER`` measures another checkout in turn with this one.  A peer that is not
installed is left out and named: ``pip install oxigraph rdflib-endpoint uvicorn`` into any
environment and give its ``bin`` folder as ``--peers``.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

ROWS = (1, 100, 10_000)
CLIENTS = (1, 8, 64)
DIFFERENT = 20_000
"""So many queries are more than any server remembers."""


@dataclass(frozen=True)
class Row:
    """One measurement."""

    server: str
    rows: int
    clients: int
    p50: float
    p95: float
    rate: float
    errors: int
    cpu: float
    """Milliseconds of processor time for each answer; NaN where the system does not tell."""
    workers: float
    """Those of the processes that it has started."""


@dataclass(frozen=True)
class Place:
    """Where a server answers, and its process."""

    port: int
    path: str
    pid: int


def spent(pid: int) -> float:
    """Return the milliseconds of processor time that a process has used."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return float("nan")
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def descendants(pid: int) -> list[int]:
    """Return the processes that a process has started, theirs included."""
    found = [pid]
    for one in found:
        for task in Path(f"/proc/{one}/task").glob("*/children"):
            with suppress(OSError):
                found += map(int, task.read_text().split())
    return found[1:]


def spent_by_workers(pid: int) -> float:
    """Return the milliseconds of processor time that the processes below have used."""
    return sum(map(spent, descendants(pid)))


def write_data(path: Path, triples: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        for n in range(triples):
            file.write(
                f"<http://example.org/thing-{n}> <http://example.org/p{n % 10}> "
                f'"牵头单位 {n}"@zh-hans .\n'
            )


def query(rows: int, number: int = 7) -> str:
    if rows == 1:
        return f"SELECT ?o {{ <http://example.org/thing-{number}> ?p ?o }}"
    return f"SELECT ?s ?p ?o {{ ?s ?p ?o }} LIMIT {rows}"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def running(
    command: list[str], port: int, path: str, folder: Path | None = None
) -> Iterator[Place]:
    quiet = subprocess.DEVNULL
    place = {**os.environ, "PYTHONPATH": str(folder)} if folder else None
    process = subprocess.Popen(command, stdout=quiet, stderr=quiet, cwd=folder, env=place)
    try:
        until = time.monotonic() + 120
        while time.monotonic() < until:
            try:
                ask(HTTPConnection("127.0.0.1", port, timeout=10), path, "ASK {}")
                break
            except OSError:
                time.sleep(0.1)
        yield Place(port, path, process.pid)
    finally:
        process.terminate()
        process.wait(30)


def ask(connection: HTTPConnection, path: str, text: str) -> int:
    """Ask a query and return how many bytes came."""
    headers = {"accept": "application/sparql-results+json"}
    connection.request("GET", f"{path}?{urlencode({'query': text})}", headers=headers)
    response = connection.getresponse()
    size = len(response.read())
    if response.status != 200:
        raise OSError(f"status {response.status}")
    return size


def measure(
    server: str, place: Place, rows: int, clients: int, seconds: float, different: int = 1
) -> Row:
    """Let some clients ask without pause, each on one connection, so many different queries."""
    numbers = count()  # one for all clients: taking the next is one step
    times: list[float] = []
    errors: list[str] = []
    begin = threading.Barrier(clients + 1)
    ends: list[float] = []

    def client() -> None:
        connection = HTTPConnection("127.0.0.1", place.port, timeout=60)
        try:
            ask(connection, place.path, query(rows))
        except OSError as error:
            errors.append(str(error))
        begin.wait()
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            text = query(rows, 7 + next(numbers) % different)
            started = time.perf_counter()
            try:
                ask(connection, place.path, text)
                times.append(time.perf_counter() - started)
            except OSError as error:
                errors.append(str(error))
                connection.close()
        ends.append(time.perf_counter())

    threads = [threading.Thread(target=client) for _ in range(clients)]
    for thread in threads:
        thread.start()
    before, below = spent(place.pid), spent_by_workers(place.pid)
    begin.wait()
    started = time.perf_counter()
    for thread in threads:
        thread.join()
    cpu = (spent(place.pid) - before) / max(1, len(times))
    workers = (spent_by_workers(place.pid) - below) / max(1, len(times))
    elapsed = max(ends) - started
    times.sort()
    p50 = statistics.median(times) * 1000 if times else float("nan")
    p95 = times[int(len(times) * 0.95)] * 1000 if times else float("nan")
    return Row(server, rows, clients, p50, p95, len(times) / elapsed, len(errors), cpu, workers)


@contextmanager
def servers(
    data: Path, peers: Path | None, beside: Path | None = None
) -> Iterator[dict[str, Place]]:
    """Start policykg and every peer that is installed, on the same file."""
    found: dict[str, Place] = {}
    with ExitStack() as stack, tempfile.TemporaryDirectory() as folder:
        for name, checkout in (("policykg", None), ("beside", beside)):
            if name == "beside" and checkout is None:
                continue
            port = free_port()
            ours = [sys.executable, "-c", "from policykg.cli import main; main()", "serve"]
            ours += ["--data", str(data), "--port", str(port)]
            found[name] = stack.enter_context(running(ours, port, "/sparql", checkout))
        if program := _find("oxigraph", peers):
            location = ["--location", str(Path(folder) / "store")]
            load = [program, "load", *location, "--file", str(data)]
            subprocess.run(load, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            port = free_port()
            native = [program, "serve-read-only", *location, "--bind", f"127.0.0.1:{port}"]
            found["oxigraph"] = stack.enter_context(running(native, port, "/query"))
        if program := _find("rdflib-endpoint", peers):
            port = free_port()
            words = [program, "serve", "--host", "127.0.0.1", "--port", str(port)]
            # Its root answers; /sparql would lead there first.
            found["rdflib-endpoint"] = stack.enter_context(running([*words, str(data)], port, "/"))
        yield found


def _find(name: str, peers: Path | None) -> str | None:
    for folder in filter(None, (peers, Path(sys.executable).parent)):
        if (folder / name).is_file():
            return str(folder / name)
    return shutil.which(name)


async def overhead(data: Path, times: int) -> tuple[float, float]:
    """Return milliseconds of one row in this process, and through a worker without HTTP."""
    from explorer.workers.engine import Engine
    from explorer.workers.group import converse
    from explorer.workers.pool import start_group

    request = {
        "query": query(1),
        "formats": {"solutions": "json", "graph": "turtle"},
        "max_rows": 10,
        "max_bytes": 1 << 20,
    }
    engine = Engine.load([data], {"union": False})
    here = []
    for _ in range(times):
        started = time.perf_counter()
        engine.answer(request)
        here.append(time.perf_counter() - started)
    options = {"union": False, "memory": 1 << 30, "prefixes": {}}
    generation = await start_group([data], 1, options)
    there = []
    for _ in range(times):
        started = time.perf_counter()
        async with generation.lend() as worker:
            await converse(worker, request)
        there.append(time.perf_counter() - started)
    await generation.close()
    return statistics.median(here) * 1000, statistics.median(there) * 1000


def rounds(
    places: Mapping[str, Place], rows: int, clients: int, options: argparse.Namespace
) -> Iterator[Row]:
    """Measure the servers in turn, some times; yield the median of each."""
    found: dict[str, list[Row]] = {name: [] for name in places}
    for _ in range(options.times):
        for name, place in places.items():
            different = DIFFERENT if options.different and rows == 1 else 1
            found[name].append(measure(name, place, rows, clients, options.seconds, different))
    for name, measured in found.items():
        middle = {
            field: statistics.median(getattr(row, field) for row in measured)
            for field in ("p50", "p95", "rate", "cpu", "workers")
        }
        yield Row(name, rows, clients, errors=sum(row.errors for row in measured), **middle)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--triples", type=int, default=40_000)
    parser.add_argument("--seconds", type=float, default=2.0, help="for each measurement")
    parser.add_argument("--peers", type=Path, help="bin folder with oxigraph, rdflib-endpoint")
    parser.add_argument("--beside", type=Path, help="another checkout, measured in turn")
    parser.add_argument("--different", action="store_true", help="another query each time")
    parser.add_argument("--times", type=int, default=1, help="rounds; each figure is their median")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data.nt"
        write_data(data, options.triples)
        here, there = asyncio.run(overhead(data, 2000))
        print(f"one row in this process {here:.3f} ms, through a worker {there:.3f} ms: "
              f"{there - here:.3f} ms more")  # fmt: skip
        found: list[Row] = []
        with servers(data, options.peers, options.beside) as running_servers:
            for name in ("oxigraph", "rdflib-endpoint"):
                if name not in running_servers:
                    print(f"{name} is not installed and is left out")
            cases = [(rows, 1) for rows in ROWS] + [(1, n) for n in CLIENTS[1:]]
            print(f"{'server':16} {'rows':>6} {'clients':>7} {'p50 ms':>9} {'p95 ms':>9} "
                  f"{'a second':>9} {'cpu ms':>7} {'workers':>7} errors")  # fmt: skip
            for rows, clients in cases:
                for row in rounds(running_servers, rows, clients, options):
                    found.append(row)
                    print(f"{row.server:16} {rows:6} {clients:7} {row.p50:9.2f} {row.p95:9.2f} "
                          f"{row.rate:9.0f} {row.cpu:7.3f} {row.workers:7.3f} {row.errors}",
                          flush=True)  # fmt: skip
    if options.json:
        figures = {"in_process_ms": here, "worker_ms": there, "rows": [asdict(r) for r in found]}
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
