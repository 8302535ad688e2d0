"""What a server answers while its graph is still being loaded for queries."""

from __future__ import annotations

import asyncio
import errno
import random
import subprocess
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from jinja2 import DictLoader, Environment
from starlette.applications import Starlette

from explorer import app, pages
from explorer.app import ServeSettings, create_app
from explorer.endpoint import linked
from explorer.endpoint.patterns import readable
from explorer.kit.request import Ask, Page, view_at
from explorer.kit.routing import page
from explorer.kit.templates import CompiledTemplates
from explorer.kit.turns import QUIET, Turns
from explorer.snapshots import BuildFolder, Snapshot
from explorer.view.source_index import SourceIndex
from explorer.view.tables import Tables
from explorer.workers import pool
from explorer.workers.confinement import can_fork
from explorer.workers.line import PoolError
from graph.builds.build import publish
from graph.queries.check_terms import check_terms
from graph.rdf.labels import labels_of
from ontology.rdf import NamedNode
from policykg import KG
from tests.support.command import run_cli
from tests.support.serving import serving
from tests.support.small_graph import INFO, small_parts

ASK = {"query": "ASK { ?s ?p ?o }"}
Work = Callable[[httpx.AsyncClient, asyncio.Event], Awaitable[None]]


@pytest.fixture
def build(tmp_path: Path) -> Path:
    publish(tmp_path / "build", small_parts(), info=INFO)
    return tmp_path / "build"


def loading_slowly(build: Path, monkeypatch: pytest.MonkeyPatch, work: Work) -> None:
    """Serve a build whose workers have loaded it only when they are let."""
    real = pool.start_group

    async def run() -> None:
        loaded = asyncio.Event()

        async def slowly(*words: Any) -> Any:
            await loaded.wait()
            return await real(*words)

        monkeypatch.setattr(pool, "start_group", slowly)
        served = create_app(BuildFolder(build), ServeSettings(workers=2, watch_seconds=0.05))
        async with served.router.lifespan_context(served):
            transport = httpx.ASGITransport(served)
            async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as site:
                await work(site, loaded)
            loaded.set()

    asyncio.run(run())


def test_pages_and_linked_data_are_answered_before_the_graph_is_loaded(
    build: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def work(site: httpx.AsyncClient, loaded: asyncio.Event) -> None:
        for path in ("/zh/", "/en/things", "/data/lake-report.ttl", "/.well-known/void"):
            assert (await site.get(path)).status_code == 200, path
        thing = await site.get("/id/lake-report", headers={"accept": "text/turtle"})
        assert thing.status_code == 303
        assert (await site.get("/healthz")).text == "ok\n"
        ready = await site.get("/readyz")
        assert ready.status_code == 503
        assert int(ready.headers["retry-after"]) > 0
        assert ready.text.startswith("pages are served; queries are not: ")
        described = await site.get("/sparql", headers={"accept": "text/turtle"})
        assert described.status_code == 200
        assert "graph/lake-report" in described.text
        loaded.set()
        assert (await site.get("/sparql", params=ASK)).json()["boolean"] is True
        assert (await site.get("/readyz")).text.startswith("ready ")

    loading_slowly(build, monkeypatch, work)


def test_a_query_waits_until_the_graph_is_loaded(
    build: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def work(site: httpx.AsyncClient, loaded: asyncio.Event) -> None:
        asked = asyncio.create_task(site.get("/sparql", params=ASK))
        await asyncio.sleep(0.3)
        assert not asked.done()
        loaded.set()
        assert (await asked).json()["boolean"] is True

    loading_slowly(build, monkeypatch, work)


def test_a_query_that_waited_too_long_is_told_when_to_ask_again(
    build: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "RESTART_WAIT", 0.1)

    async def work(site: httpx.AsyncClient, loaded: asyncio.Event) -> None:
        refused = await site.get("/sparql", params=ASK)
        assert refused.status_code == 503
        assert int(refused.headers["retry-after"]) > 0
        said = refused.json()
        assert said["error"] == "loading"
        assert "still being loaded" in said["message"]
        assert "图谱仍在载入" in said["message_zh"]
        page = await site.get("/zh/query", params=ASK)
        assert page.status_code == 503
        assert (await site.get("/zh/")).status_code == 200

    loading_slowly(build, monkeypatch, work)


def test_what_cannot_be_loaded_for_queries_is_told_and_pages_stay(
    build: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def work(site: httpx.AsyncClient, loaded: asyncio.Event) -> None:
        loaded.set()
        for _ in range(100):
            ready = await site.get("/readyz")
            if "no room" in ready.text:
                break
            await asyncio.sleep(0.02)
        assert ready.status_code == 503
        assert "no room" in ready.text
        assert (await site.get("/zh/")).status_code == 200
        assert (await site.get("/sparql", params=ASK)).status_code == 503

    async def failing(*_: Any) -> Any:
        raise PoolError("load", "no room")

    monkeypatch.setattr(pool, "start_group", failing)
    loading_slowly(build, monkeypatch, work)


def test_pages_show_a_new_build_before_queries_do_and_queries_of_pages_wait_for_it(
    build: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Snapshot, "change_from", lambda *_, **__: None)  # it is loaded anew

    async def work(site: httpx.AsyncClient, loaded: asyncio.Event) -> None:
        loaded.set()
        first = (await site.get("/sparql", params=ASK)).headers["x-policykg-version"]
        loaded.clear()
        parts = small_parts()
        del parts["lake-report"]
        later = publish(build, parts, info=INFO).data_version
        for _ in range(200):
            if (await site.get("/version")).json()["version"] == later:
                break
            await asyncio.sleep(0.05)
        assert (await site.get("/zh/page/lake-report")).status_code == 404
        assert (await site.get("/sparql", params=ASK)).headers["x-policykg-version"] == first
        gone = {"query": "ASK { GRAPH graph:lake-report { ?s ?p ?o } }"}
        page = asyncio.create_task(site.get("/zh/query.json", params=gone))
        shown = asyncio.create_task(site.get("/zh/query", params=gone))
        await asyncio.sleep(0.3)
        assert not shown.done()
        loaded.set()
        assert (await shown).status_code == 200
        await page
        said = await site.get("/sparql", params=gone)
        assert said.headers["x-policykg-version"] == later
        assert said.json()["boolean"] is False

    loading_slowly(build, monkeypatch, work)


def _killed(*words: Any, **named: Any) -> subprocess.Popen[bytes]:
    process = POPEN(*words, **named)
    process.kill()
    return process


def _killed_a_little_later(*words: Any, **named: Any) -> subprocess.Popen[bytes]:
    process = POPEN(*words, **named)
    threading.Timer(0.02, process.kill).start()
    return process


def _ends_at_once(_: Any, **named: Any) -> subprocess.Popen[bytes]:
    return POPEN([sys.executable, "-c", ""], **named)


def _says_nothing_and_ends(_: Any, **named: Any) -> subprocess.Popen[bytes]:
    return POPEN([sys.executable, "-c", "import os; os.read(0, 100_000)"], **named)


def _no_memory(*_: Any, **__: Any) -> subprocess.Popen[bytes]:
    raise OSError(errno.ENOMEM, "Cannot allocate memory")


def _no_process(*_: Any, **__: Any) -> subprocess.Popen[bytes]:
    raise BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")


POPEN = subprocess.Popen
FAILING = (
    _killed, _killed_a_little_later, _ends_at_once, _says_nothing_and_ends, _no_memory, _no_process,
)  # fmt: skip


@pytest.mark.skipif(not can_fork(), reason="here each worker loads the graph itself")
@pytest.mark.parametrize("failing", FAILING)
@pytest.mark.parametrize("again", [False, True], ids=["the first time", "loaded again"])
def test_a_process_that_fails_while_it_loads_is_soon_replaced(
    build: Path, monkeypatch: pytest.MonkeyPatch, failing: Any, again: bool
) -> None:
    monkeypatch.setattr(app, "FIRST_RETRY_SECONDS", 0.1)
    left = [failing, failing]

    def begin(*words: Any, **named: Any) -> Any:
        return (left.pop() if left else POPEN)(*words, **named)

    async def work(site: httpx.AsyncClient, loaded: asyncio.Event) -> None:
        loaded.set()
        assert (await site.get("/sparql", params=ASK)).status_code == 200
        if again:
            service = site._transport.app.state.service  # type: ignore[attr-defined]
            monkeypatch.setattr(subprocess, "Popen", begin)
            service.pool.current.process.kill()
            await service.pool.current.ended.wait()
            assert (await site.get("/sparql", params=ASK)).json()["boolean"] is True
            assert not left

    async def first(site: httpx.AsyncClient, loaded: asyncio.Event) -> None:
        loaded.set()
        for _ in range(400):
            assert (await site.get("/zh/")).status_code == 200
            ready = await site.get("/readyz")
            if ready.status_code == 200:
                break
            await asyncio.sleep(0.05)
        assert ready.status_code == 200, ready.text
        assert not left
        assert (await site.get("/sparql", params=ASK)).json()["boolean"] is True

    if not again:
        monkeypatch.setattr(subprocess, "Popen", begin)
    loading_slowly(build, monkeypatch, work if again else first)


# ---- linked data without a store -----------------------------------------------------------


@pytest.fixture(scope="module")
def snapshot(kg: KG) -> Snapshot:
    generation = kg.generation
    return Snapshot((generation.file,), generation.data_version, kg.base, generation)


def test_a_thing_is_described_as_the_store_would(snapshot: Snapshot) -> None:
    pages, store = readable(snapshot), snapshot.store
    subjects = sorted({q.subject.value for q in store.raw if isinstance(q.subject, NamedNode)})
    for iri in random.Random(4).sample(subjects, 300):
        assert linked.description(pages, iri) == linked.description(store, iri), iri
        assert linked.known(pages, iri)
        assert labels_of(pages, iri) == labels_of(store, iri)
    assert not linked.known(pages, f"{snapshot.base}id/nothing")


def test_graphs_and_patterns_are_those_of_the_store(snapshot: Snapshot) -> None:
    pages, store = readable(snapshot), snapshot.store
    assert pages.graphs() == store.graphs()
    for graph in ("authority", "dataset", "links"):
        iri = f"{snapshot.base}graph/{graph}"
        assert linked.quads_of(pages, iri) == linked.quads_of(store, iri)
    some = linked.quads_of(store, None)[::4_000]
    for quad in some:
        s, p, o, g = quad.subject, quad.predicate, quad.object, quad.graph_name
        for pattern in ((s, p, None, None), (s, None, o, g), (None, p, o, None), (None, p, None, g),
                        (None, None, o, None), (s, p, o, g)):  # fmt: skip
            found = sorted(map(str, pages.raw.quads_for_pattern(*pattern)))
            assert found == sorted(map(str, store.raw.quads_for_pattern(*pattern))), pattern


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s pk:ledBi ?o }",
        "SELECT * { ?s pk:ledBy ?o }",
        "SELECT * { ?s pk:task ?o ; a pk:Taks }",
        "SELECT * { id:diankou-town ?p ?o }",
        "SELECT * { id:diankou-twn ?p ?o }",
        "SELECT * { GRAPH graph:diankou-town { ?s ?p ?o } }",
        "SELECT * { GRAPH graph:diankou { ?s ?p ?o } }",
        "SELECT * { ?s pk:role code:led }",
        "SELECT * { ?s pk:readAs ?o ; pk:misprintOf ?x ; skos:broader code:lead }",
    ],
)
def test_misspelt_terms_are_found_without_a_store(snapshot: Snapshot, text: str) -> None:
    assert check_terms(text, readable(snapshot)) == check_terms(text, snapshot.store)


# ---- edits right after the start -------------------------------------------------------------


@pytest.mark.sweep
def test_no_edit_is_lost_from_the_first_moment_of_watching_on(example: Path) -> None:
    """What is saved before, at and right behind the start of the server is all on the page."""
    assert run_cli("-w", str(example), "build", "--no-check").exit_code == 0
    path = next(
        p for p in sorted((example / "facts").glob("*.yaml")) if "document:" in p.read_text()
    )
    text = path.read_text(encoding="utf-8")
    local = path.stem
    title = next(line for line in text.splitlines() if line.strip().startswith("en: "))

    def save(times: int) -> None:
        new = title.rstrip() + " again" * times
        path.write_text(text.replace(title, new, 1), encoding="utf-8")

    save(1)
    with serving("--watch", "--workers", "2", workspace=example) as server:
        for times in (2, 3, 4):
            save(times)
            time.sleep(0.2)
        until = time.monotonic() + 120
        page = ""
        while time.monotonic() < until and " again" * 4 not in page:
            page = httpx.get(f"{server.url}/en/page/{local}", timeout=60).text
            time.sleep(0.2)
        assert " again" * 4 in page
        assert " again" * 5 not in page


@pytest.fixture
def keeping(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compiled templates are kept, also where the tests run without compiled modules."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)


@pytest.mark.usefixtures("keeping")
def test_compiled_templates_are_kept_and_a_damaged_one_is_made_anew(tmp_path: Path) -> None:
    folder = tmp_path / "compiled"
    loader = DictLoader({"page": "{% for n in range(3) %}{{ n }}{% endfor %}"})

    def shown() -> str:
        kept = CompiledTemplates(folder)
        return Environment(loader=loader, bytecode_cache=kept).get_template("page").render()

    assert shown() == "012"
    (file,) = folder.iterdir()
    whole = file.read_bytes()
    changed = [
        bytes([*whole[:at], whole[at] ^ bit, *whole[at + 1 :]])
        for at in range(0, len(whole), 31)
        for bit in (1, 128)
    ]
    short = [whole[:size] for size in (0, 1, 30, 31, 32, 33, 60, len(whole) - 9)]
    for damaged in (*short, whole + b"x", b"x" * 400, *changed):
        file.write_bytes(damaged)
        assert shown() == "012"
        assert file.read_bytes() == whole
    assert list(folder.iterdir()) == [file]


@pytest.mark.usefixtures("keeping")
def test_a_template_compiled_in_another_way_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loader = DictLoader({"page": "{% if true %}\n{{ text }}{% endif %}"})

    def shown(**options: bool) -> str:
        kept = CompiledTemplates(tmp_path)
        env = Environment(loader=loader, bytecode_cache=kept, **options)  # type: ignore[arg-type]
        return env.get_template("page").render(text="<b>")

    assert shown() == "\n<b>"
    assert shown(autoescape=True) == "\n&lt;b&gt;"
    assert shown(autoescape=True, trim_blocks=True) == "&lt;b&gt;"
    (file,) = tmp_path.iterdir()
    before = file.read_bytes()
    monkeypatch.setattr("explorer.kit.templates._jinja", lambda: "another")
    assert shown(autoescape=True, trim_blocks=True) == "&lt;b&gt;"
    assert file.read_bytes()[:32] != before[:32]


def test_templates_are_shown_where_nothing_can_be_kept(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    loader = DictLoader({"page": "{{ 1 + 1 }}"})
    kept = CompiledTemplates(tmp_path / "file")
    assert Environment(loader=loader, bytecode_cache=kept).get_template("page").render() == "2"


def test_what_judges_facts_is_not_loaded_with_the_server() -> None:
    said = (
        "import sys, policykg.cli.serve, policykg.accounts, explorer.app, explorer.server;"
        "explorer.app.routes(); print(*sorted(sys.modules))"
    )
    found = subprocess.run([sys.executable, "-c", said], capture_output=True, check=True, text=True)
    loaded = set(found.stdout.split())
    assert "explorer.pages.overview" in loaded
    assert loaded.isdisjoint({"numpy", "networkx", "loaders.languages.registry"})


def test_what_two_ask_for_at_once_is_made_once(build: Path) -> None:
    tables = Tables.of(view_at(BuildFolder(build).open()))
    made, start = list[object](), threading.Barrier(4)

    def make() -> object:
        time.sleep(0.05)
        made.append(object())
        return made[-1]

    def ask() -> object:
        start.wait()
        return tables.once("name", make)

    with ThreadPoolExecutor(4) as pool:
        found = {id(one.result()) for one in [pool.submit(ask) for _ in range(4)]}
    assert len(found) == len(made) == 1
    assert tables.once("outer", lambda: tables.once("inner", lambda: 1) + 1) == 2


# ---- what is made beforehand -------------------------------------------------------------------


def test_what_is_made_beforehand_waits_until_nobody_asks_for_a_page() -> None:
    turns, went_on = Turns(), threading.Event()

    def beforehand() -> None:
        assert turns.wait()
        went_on.set()

    with turns.taken():
        waiting = threading.Thread(target=beforehand)
        waiting.start()
        assert not went_on.wait(QUIET + 0.2)
    ended = time.monotonic()
    assert went_on.wait(5)
    assert time.monotonic() - ended >= QUIET - 0.1, "a reader asks for several pages"
    waiting.join()
    with turns.taken():
        assert not turns.wait(lambda: False), "what nobody wants any more waits for nobody"


def test_what_is_made_beforehand_does_not_wait_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("explorer.kit.turns.LONGEST", 0.2)
    turns = Turns()
    with turns.taken():
        assert turns.wait()


def test_nothing_more_is_made_of_a_state_that_another_one_follows(
    build: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, state = BuildFolder(build).open(), SimpleNamespace()
    state.snapshot = state.newest = first
    done = []

    def steps(*_: object) -> Iterator[Callable[[], object]]:
        yield lambda: done.append("overview")
        yield lambda: setattr(state, "newest", object())  # it is being read, and not yet served
        yield lambda: done.append("who leads")

    monkeypatch.setattr(pages, "_warming", steps)
    pages.warm(SimpleNamespace(state=state))
    assert done == ["overview"]


def test_all_pages_of_the_first_state_are_made_beforehand(
    build: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "START_SECONDS", 0)

    async def work(site: httpx.AsyncClient, loaded: asyncio.Event) -> None:
        loaded.set()
        state = site._transport.app.state  # type: ignore[attr-defined]
        made = view_at(state.snapshot).made
        for _ in range(200):
            if any(type(key) is tuple and key[0] is SourceIndex for key in made):
                break
            await asyncio.sleep(0.05)
        else:
            raise AssertionError("the index of texts, which comes last, was not made")

    loading_slowly(build, monkeypatch, work)


def test_a_page_made_while_another_state_follows_is_not_held_for_the_one_before(
    build: Path,
) -> None:
    before = BuildFolder(build).open()
    parts = small_parts()
    del parts["lake-report"]
    publish(build, parts, info=INFO)
    after = BuildFolder(build).open()
    assert before.version != after.version
    edits = [after]

    def shown(ask: Ask) -> Page:
        if edits:
            ask.request.app.state.snapshot = edits.pop()
        view = view_at(ask.request.app.state.snapshot)
        return Page("", "", {}, body=view.version.encode())

    async def run() -> None:
        served = Starlette(routes=page("/state-of-the-data", shown))
        served.state.snapshot = before
        transport = httpx.ASGITransport(served)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as site:
            assert (await site.get("/en/state-of-the-data.csv")).text == after.version
            served.state.snapshot = before  # the edit is undone
            assert (await site.get("/en/state-of-the-data.csv")).text == before.version

    asyncio.run(run())
