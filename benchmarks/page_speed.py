"""How fast pages are made and served: p50, p95, pages a second, bytes.

    python -m benchmarks.page_speed                       the workspace here, as it is built
    python -m benchmarks.page_speed --documents 1000      a synthetic workspace of that size
    python -m benchmarks.page_speed --workspace FOLDER    any workspace that is built

Pages of every kind are made in this process, in both languages, without the cache: what a first
visitor waits for.  Then a real server is asked over two connections: first for pages that
nobody has asked for yet, each once (fresh), then for the same pages again (kept).
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Literal
from urllib.parse import quote, urlsplit

from starlette.datastructures import QueryParams
from starlette.requests import Request

from explorer.app import ServeSettings
from explorer.kit.request import Ask, Handler, view_of
from explorer.kit.routing import answer
from explorer.pages import contents, indicators, overview, search
from explorer.pages import data as data_pages
from explorer.pages.leads import page as leads
from explorer.pages.leads import pairs as leads_pairs
from explorer.pages.leads import sankey
from explorer.pages.reader import coverage
from explorer.pages.reader import page as reader
from explorer.pages.sparql import page as sparql
from explorer.pages.things import page as things
from explorer.snapshots import BuildFolder
from explorer.view.search_index import index_of
from explorer.view.tables import Tables, tables_of
from ontology.terms import PK

RUNS = 24
FRESH = 1_500
WORDS = ("发展", "发改", "fgj", "jiaotong", "county", "重点", "a", "建设局", "task 7", "绍兴")


@dataclass(frozen=True, slots=True)
class Case:
    """One kind of page and where its pages are: path, its parameters, query."""

    name: str
    handler: Handler
    asked: Sequence[tuple[str, dict[str, str], str]]
    format: str = "html"
    settle: Callable[[Ask], None] | None = None
    """What goes on after the first page, and is waited for before the others are timed."""


def read_texts(ask: Ask) -> None:
    """Wait until all source texts are read into the index."""
    search.texts_of(ask).prepare(0)


def cases(tables: Tables) -> Iterator[Case]:
    """Yield every kind of page, with the largest of its kind among those that are asked for."""
    view = tables.view

    def plain(name: str, handler: Handler, path: str, *queries: str) -> Case:
        return Case(name, handler, [(path, {}, q) for q in queries or ("",)])

    def pages(name: str, handler: Handler, path: str, iris: Sequence[str], query: str = "") -> Case:
        locals_ = [view.local(i) for i in iris]
        return Case(name, handler, [(path + n, {"local": n}, query) for n in locals_])

    def some(cls: str) -> list[str]:
        found = tables.listed[cls]
        return found[:: max(1, len(found) // RUNS)][:RUNS]

    def largest(cls: str) -> list[str]:
        return [max(tables.listed[cls], key=lambda i: tables.often[i])]

    documents = some(PK.Document)
    narrowed = [f"document={view.local(d)}" for d in documents]
    found = [f"q={quote(word)}" for word in WORDS]
    yield plain("overview", overview.overview, "/")
    yield plain("contents", contents.contents, "/things")
    yield plain("who leads what", leads.leads, "/leads", "", "sort=name", "counting=fractional")
    yield plain("who leads what, a document", leads.leads, "/leads", *narrowed)
    yield plain("pairs", leads_pairs.pairs, "/leads/pairs", "", "page=2", "sort=newman")
    yield plain("list of tasks", leads.tasks, "/leads/tasks", "", "page=2")
    yield plain("Sankey", sankey.sankey, "/leads/sankey", *narrowed)
    searches: list[tuple[str, dict[str, str], str]] = [("/search", {}, q) for q in found]
    yield Case("search", search.search, searches, settle=read_texts)
    yield Case("search as one types", search.search, searches, "json")
    for kind in ("tasks", "organisations", "values", "documents"):
        yield Case(f"list, {kind}", contents.listing, [(f"/things/{kind}", {"kind": kind}, "")])
    yield plain("indicators", indicators.index, "/indicators", "", "page=2", "status=target")
    most = max(tables.listed[PK.Indicator], key=lambda i: len(view.subjects(PK.indicator, i)))
    yield pages("indicator with most values", indicators.indicator, "/indicators/", [most])
    yield pages("indicator", indicators.indicator, "/indicators/", some(PK.Indicator))
    yield pages("reader", reader.reader, "/reader/", documents)
    yield pages("reader, quotes alone", reader.reader, "/reader/", documents, "view=excerpt")
    yield pages("coverage", coverage.coverage, "/coverage/", documents)
    for name, cls in (
        ("body", PK.Organization), ("task", PK.Task), ("campaign", PK.Campaign),
        ("document", PK.Document), ("place", PK.Place), ("enterprise", PK.Enterprise),
        ("project", PK.Project), ("value", PK.Observation),
    ):  # fmt: skip
        if tables.listed[cls]:
            yield pages(name, things.thing, "/page/", [*some(cls), *largest(cls)])
    yield plain("data", data_pages.data, "/data")
    yield plain("ontology", data_pages.ontology, "/about/ontology")
    yield Case("completions", sparql.terms, [("/query/terms", {}, "")], "json")


def made(app: Any, case: Case, lang: Literal["zh", "en"]) -> tuple[list[tuple[float, float]], int]:
    """Make the pages of one kind; return milliseconds, also of the processor, and most bytes."""
    view, size = view_of(app), 0
    times: list[tuple[float, float]] = []
    runs = max(RUNS // 2, len(case.asked))
    for path, params, query in itertools.islice(itertools.cycle(case.asked), runs):
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
        start, used = time.perf_counter(), time.process_time()
        ask = Ask(Request(scope), view, lang, path, params, QueryParams(query), case.format)
        kept = answer(ask, case.handler)
        used = time.process_time() - used
        times.append(((time.perf_counter() - start) * 1000, used * 1000))
        if len(times) == 1 and case.settle is not None:
            case.settle(ask)
        if kept.status != 200:
            raise SystemExit(f"{path}?{query}: {kept.status}")
        size = max(size, len(kept.body))
    return times, size


class Connection:
    """A kept connection that asks for one page after the other."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.host = str(parts.hostname)
        self.socket = socket.create_connection((self.host, parts.port))

    def get(self, path: str) -> None:
        """Ask for a page and read all of it."""
        self.socket.sendall(f"GET {path} HTTP/1.1\r\nHost: {self.host}\r\n\r\n".encode())
        head = b""
        while b"\r\n\r\n" not in head:
            head += self.socket.recv(1 << 16)
        top, _, body = head.partition(b"\r\n\r\n")
        if not top.startswith(b"HTTP/1.1 200"):
            raise SystemExit(f"{path}: {top[:60]!r}")
        lengths = [x for x in top.lower().split(b"\r\n") if x.startswith(b"content-length")]
        left = int(lengths[0].split(b":")[1]) - len(body)
        while left > 0:
            left -= len(self.socket.recv(min(left, 1 << 18)))


def served(url: str, paths: Sequence[str]) -> float:
    """Ask for pages over two connections, each page once; return pages a second."""
    halves, start = (paths[::2], paths[1::2]), time.perf_counter()

    def client(half: Sequence[str]) -> None:
        connection = Connection(url)
        for path in half:
            connection.get(path)

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(client, halves))
    return len(paths) / (time.perf_counter() - start)


def addresses(tables: Tables) -> list[str]:
    """Return addresses of pages in both languages, of every kind as often as it occurs."""
    view = tables.view
    found = [i for members in tables.listed.values() for i in members]
    found.sort(key=lambda iri: iri[::-1])  # kinds well mixed, the same every time
    chosen = found[:: max(1, 2 * len(found) // FRESH)]
    paths = [
        f"/{lang}/page/{quote(view.local(i))}"
        for i in chosen
        for lang in ("zh", "en")
    ]  # fmt: skip
    for document in view.documents[: FRESH // 20]:
        paths += [f"/{lang}/reader/{view.local(document)}" for lang in ("zh", "en")]
        paths += [f"/{lang}/leads?document={view.local(document)}" for lang in ("zh", "en")]
    return paths


def _run(*words: str) -> None:
    code = "from policykg.cli import main; main()"
    subprocess.run([sys.executable, "-c", code, *words], check=True, stdout=subprocess.DEVNULL)


def _load(root: Path) -> tuple[Any, float]:
    started = time.perf_counter()
    sources = [root / "sources"]
    sources += map(Path, filter(None, os.environ.get("POLICYKG_SOURCES", "").split(os.pathsep)))
    settings = ServeSettings(workspace=root, sources=tuple(sources))
    snapshot = BuildFolder(root / "build").open()
    app = SimpleNamespace(state=SimpleNamespace(snapshot=snapshot, settings=settings))
    tables = tables_of(view_of(app))
    _ = index_of(tables.view), tables.documents_of, tables.counts
    return app, time.perf_counter() - started


def page_times(app: Any, tables: Tables) -> Iterator[dict[str, Any]]:
    """Yield the name of each kind of page, its milliseconds, and its most bytes."""
    for case in cases(tables):
        both = [made(app, case, "zh"), made(app, case, "en")]
        times = [wall for found, _ in both for wall, _ in found]
        used = statistics.median(cpu for found, _ in both for _, cpu in found)
        yield {
            "page": case.name,
            "p50": statistics.median(times),
            "p95": statistics.quantiles(times, n=20)[-1],
            "cpu": used,
            "first": times[0],
            "bytes": max(found for _, found in both),
        }


def measure(root: Path, *, as_json: bool = False) -> None:
    """Print the tables for one workspace that is built; as JSON, its pages alone."""
    app, loaded = _load(root)
    tables = tables_of(view_of(app))
    if as_json:
        for row in page_times(app, tables):
            print(json.dumps(row), flush=True)
        return
    print(f"{len(tables.view.documents):,} documents, loaded and indexed in {loaded:.1f} s\n")
    print("| page | p50 ms | p95 ms | p50 CPU ms | first ms | bytes |")
    print("|---|---:|---:|---:|---:|---:|")
    for row in page_times(app, tables):
        figures = " | ".join(f"{row[key]:.1f}" for key in ("p50", "p95", "cpu", "first"))
        print(f"| {row['page']} | {figures} | {row['bytes']:,} |", flush=True)
    paths = addresses(tables)
    del app, tables  # the server needs the memory
    _serve(root, paths)


def _serve(root: Path, paths: Sequence[str]) -> None:
    code = "from policykg.cli import main; main()"
    started = time.perf_counter()
    server = subprocess.Popen(
        [sys.executable, "-c", code, "-w", str(root), "serve", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert server.stdout is not None
        url = server.stdout.readline().strip()
        Connection(url).get("/zh/")
        print(f"\nfirst page after the start: {time.perf_counter() - started:.1f} s")
        print(f"{len(paths):,} fresh pages, two connections: {served(url, paths):,.0f} a second")
        few = [*itertools.chain.from_iterable(itertools.repeat(paths[:300], 10))]
        served(url, paths[:300])
        print(f"kept pages, two connections: {served(url, few):,.0f} a second")
    finally:
        server.terminate()
        server.wait()


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--documents", type=int, default=0)
    parser.add_argument("--workspace", type=Path)
    parser.add_argument("--json", action="store_true", help="pages alone, a line of JSON each")
    options = parser.parse_args()
    if not options.documents:
        measure(options.workspace or Path.cwd(), as_json=options.json)
        return
    from benchmarks.synthetic import write_workspace

    with tempfile.TemporaryDirectory() as folder:
        write_workspace(Path(folder), options.documents)
        started = time.perf_counter()
        _run("-w", folder, "build", "--no-check")
        print(f"built in {time.perf_counter() - started:.0f} s")
        measure(Path(folder))


if __name__ == "__main__":
    main()
