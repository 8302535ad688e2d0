"""How fast pages are made and served: p50, p95, pages a second, bytes.

    python -m benchmarks.page_speed                       the workspace here, as it is built
    python -m benchmarks.page_speed --documents 1000      a synthetic workspace of that size

Pages are made in this process, without the cache (what a first visitor waits for); then a real
server is asked by two clients for pages it has kept (what a lecture hall of visitors gets).
"""

from __future__ import annotations

import argparse
import itertools
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import QueryParams
from starlette.requests import Request

from explorer.data import BuildFolder
from explorer.pages import (
    contents,
    indicators,
    leads,
    leads_pairs,
    network,
    overview,
    reader,
    sankey,
    search,
    things,
)
from explorer.pages.search_index import index_of
from explorer.pages.shell import Ask, answer, view_of
from explorer.pages.tables import tables_of
from ontology.terms import PK

RUNS = 40


def _ask(app: Any, path: str, params: dict[str, str], query: str) -> Ask:
    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "query_string": query.encode(),
        "headers": [(b"host", b"localhost")],
        "server": ("localhost", 80),
        "scheme": "http",
        "app": app,
        "path_params": params,
    }
    return Ask(Request(scope), view_of(app), "zh", path, params, QueryParams(query))


def made(app: Any) -> Iterator[tuple[str, list[float], int]]:
    """Make every kind of page, many of each; yield name, milliseconds, bytes."""
    view = view_of(app)
    tables = tables_of(view)

    def some(cls: str) -> Any:
        found = tables.listed[cls][:: max(1, len(tables.listed[cls]) // RUNS)]
        return itertools.cycle([view.local(i) for i in found])

    cases: list[tuple[str, Any, Any]] = [
        ("overview", overview.overview, itertools.repeat(("/", {}, ""))),
        ("leads", leads.leads, itertools.repeat(("/leads", {}, ""))),
        ("pairs", leads_pairs.pairs, itertools.repeat(("/leads/pairs", {}, ""))),
        ("search", search.search, itertools.repeat(("/search", {}, "q=发展"))),
        (
            "list of bodies",
            contents.listing,
            itertools.repeat(("/things/organisations", {"kind": "organisations"}, "")),
        ),
    ]
    documents = itertools.cycle([view.local(d) for d in view.documents])
    first = view.local(view.documents[0])
    leading = view.objects(view.of_type(PK.Responsibility)[0], PK.actor)[0]
    cases += [
        ("reader", reader.reader, ((f"/reader/{d}", {"local": d}, "") for d in documents)),
        ("indicators", indicators.index, itertools.repeat(("/indicators", {}, ""))),
        (
            "Sankey",
            sankey.sankey,
            itertools.repeat(("/leads/sankey", {}, f"document={first}")),
        ),
        (
            "network of a plan",
            network.network,
            itertools.repeat(("/network", {}, f"document={first}")),
        ),
        (
            "neighbourhood",
            network.network,
            itertools.repeat(("/network", {}, f"around={view.local(leading)}")),
        ),
    ]
    for name, cls in (
        ("body", PK.Organization),
        ("task", PK.Task),
        ("campaign", PK.Campaign),
        ("document", PK.Document),
        ("place", PK.Place),
        ("indicator", PK.Indicator),
    ):
        if tables.listed[cls]:
            locals_ = some(cls)
            asked = ((f"/page/{n}", {"local": n}, "") for n in locals_)
            cases.append((name, things.thing, asked))
    for name, handler, asked in cases:
        times, size = [], 0
        for path, params, query in itertools.islice(asked, RUNS):
            ask = _ask(app, path, params, query)
            start = time.perf_counter()
            kept = answer(ask, handler)
            times.append((time.perf_counter() - start) * 1000)
            size = max(size, len(kept.body))
        yield name, times, size


def served(url: str, paths: list[str], seconds: float = 5.0) -> float:
    """Ask for pages over two kept connections; return pages a second."""
    parts = urlsplit(url)
    counts = [0, 0]

    def client(number: int) -> None:
        connection = socket.create_connection((parts.hostname, parts.port))
        until = time.perf_counter() + seconds
        for path in itertools.cycle(paths):
            if time.perf_counter() > until:
                return
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: {parts.hostname}\r\n\r\n".encode())
            head = b""
            while b"\r\n\r\n" not in head:
                head += connection.recv(1 << 16)
            top, _, body = head.partition(b"\r\n\r\n")
            assert top.startswith(b"HTTP/1.1 200"), top[:80]
            lengths = [x for x in top.lower().split(b"\r\n") if x.startswith(b"content-length")]
            left = int(lengths[0].split(b":")[1]) - len(body)
            while left > 0:
                left -= len(connection.recv(1 << 18))
            counts[number] += 1

    threads = [threading.Thread(target=client, args=(n,)) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / seconds


def _run(*words: str) -> None:
    code = "from policykg.cli import main; main()"
    subprocess.run([sys.executable, "-c", code, *words], check=True)


def measure(root: Path) -> None:
    """Print the table for one workspace that is built."""
    started = time.perf_counter()
    snapshot = BuildFolder(root / "build").open()
    app = SimpleNamespace(
        state=SimpleNamespace(
            snapshot=snapshot, settings=SimpleNamespace(workspace=root, sources=(root / "sources",))
        )
    )
    view = view_of(app)
    tables_of(view)
    index_of(view)
    loaded = time.perf_counter() - started
    print(f"{len(view.documents):,} documents, loaded and indexed in {loaded:.2f} s")
    print(f"{'page':<18}{'p50 ms':>9}{'p95 ms':>9}{'max ms':>9}{'bytes':>11}")
    for name, times, size in made(app):
        p95 = statistics.quantiles(times, n=20)[-1]
        print(
            f"{name:<16}{statistics.median(times):>9.1f}{p95:>9.1f}{max(times):>9.1f}{size:>11,}",
            flush=True,
        )
    code = "from policykg.cli import main; main()"
    server = subprocess.Popen(
        [sys.executable, "-c", code, "-w", str(root), "serve", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert server.stdout is not None
        url = server.stdout.readline().strip()
        bodies = [view.local(i) for i in tables_of(view).listed[PK.Organization][:40]]
        paths = ["/zh/", "/en/leads", *(f"/zh/page/{b}" for b in bodies)]
        served(url, paths, 3.0)  # the first round fills the cache
        print(f"served from two connections: {served(url, paths):,.0f} pages a second")
    finally:
        server.terminate()
        server.wait()


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=0)
    options = parser.parse_args()
    if not options.documents:
        measure(Path.cwd())
        return
    from benchmarks.synthetic import write_workspace

    with tempfile.TemporaryDirectory() as folder:
        write_workspace(Path(folder), options.documents)
        _run("-w", folder, "build", "--no-check")
        measure(Path(folder))


if __name__ == "__main__":
    main()
