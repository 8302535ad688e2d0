"""How soon the explorer answers after its start, and what its processes hold.

    python -m benchmarks.start_speed [--workspace FOLDER] [--documents 100 300]

A workspace is built (``FOLDER`` is given built), ``policykg serve`` is started, and the overview is
asked for until it is there: seconds by the clock, and CPU seconds of all processes of the server.
Then it is waited until they rest: all that is made beforehand is made, and their memory is told,
each page of it counted by its share (PSS).
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.endpoint_speed import free_port, spent
from benchmarks.size import children, memory_of, run
from benchmarks.synthetic import write_workspace

PATIENCE = 300.0
REST = 2.0
"""Seconds without work after which a server is thought to rest."""


def cpu_of(pid: int) -> float:
    """Return the CPU seconds of a process and its children."""
    return sum(used for one in list(children(pid)) if (used := spent(one)) == used) / 1000


@contextmanager
def serving(workspace: Path, port: int, *options: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server."""
    process = subprocess.Popen(
        [
            *[sys.executable, "-m", "policykg", "-w", str(workspace)],
            *["serve", "--port", str(port), *options],
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(30)


def measured(workspace: Path) -> tuple[float, float, float, float, float]:
    """Return what a server costs.

    Returns:
        Seconds and CPU seconds until its first page; CPU seconds and megabytes once it rests;
        milliseconds of a query with one row then, by the median.
    """
    port = free_port()
    began = time.perf_counter()
    with serving(workspace, port) as process:
        opened(port)
        seconds, first = time.perf_counter() - began, cpu_of(process.pid)
        rest = rested(process.pid, port)
        return seconds, first, rest, memory_of(process.pid) / 1024, row_of(port)


def opened(port: int) -> None:
    """Ask for the overview until it is there."""
    began = time.perf_counter()
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/zh/") as answer:
                assert answer.status == 200
            return
        except OSError:
            if time.perf_counter() - began > PATIENCE:
                raise
            time.sleep(0.02)


def rested(pid: int, port: int, idle: float = 0.05) -> float:
    """Wait until a server that has shown its first page rests; return its CPU seconds so far.

    Args:
        pid: of the server.
        port: of the server.
        idle: CPU seconds within `REST` that are thought to be no work.
    """
    opened(port)
    before, since = cpu_of(pid), time.perf_counter()
    while time.perf_counter() - since < REST:
        time.sleep(0.2)
        if (now := cpu_of(pid)) > before + idle:
            before, since = now, time.perf_counter()
    return before


def row_of(port: int) -> float:
    """Return the median of the milliseconds that a query with one row takes, each one new."""
    connection = HTTPConnection("127.0.0.1", port)
    times = []
    for number in range(200):
        query = f"SELECT ?s WHERE {{ ?s ?p ?o }} OFFSET {number} LIMIT 1"
        began = time.perf_counter()
        connection.request("GET", f"/sparql?{urlencode({'query': query})}",
                           headers={"Accept": "application/sparql-results+json"})  # fmt: skip
        answer = connection.getresponse()
        answer.read()
        times.append(1000 * (time.perf_counter() - began))
        assert answer.status == 200, answer.status
    connection.close()
    return statistics.median(times)


def told(name: str, workspace: Path) -> None:
    """Print a row for a workspace that is built."""
    seconds, first, rest, memory, row = measured(workspace)
    pages = sum(path.stat().st_size for path in (workspace / "build").glob("pages.sqlite*")) / 1e6
    print(
        f"| {name} | {seconds:.1f} | {first:.1f} | {rest:.1f} | {memory:,.0f} | {pages:.0f} | "
        f"{row:.2f} |",
        flush=True,
    )


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workspace", type=Path)
    parser.add_argument("--documents", type=int, nargs="*", default=[])
    arguments = parser.parse_args()
    print(
        "| documents | first page, s | CPU s | CPU s at rest | MB (PSS) | pages.sqlite, MB | "
        "SPARQL, one row, ms |\n|---|---:|---:|---:|---:|---:|---:|"
    )
    if arguments.workspace:
        told(str(len(list((arguments.workspace / "facts").glob("*.yaml"))) - 1),
             arguments.workspace)  # fmt: skip
    for size in arguments.documents:
        with tempfile.TemporaryDirectory() as scratch:
            write_workspace(Path(scratch), size)
            run(Path(scratch), "build")
            told(f"{size:,}", Path(scratch))


if __name__ == "__main__":
    main()
