"""New builds appear under a running server: no request fails, no answer mixes two of them."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import httpx
import pytest

from benchmarks.build_kill import QUERY, parts, trial
from graph.builds.build import publish
from graph.builds.generation import open_current
from tests.support.serving import Server, family, serving, zombies

pytestmark = pytest.mark.sweep

TRIPLES = 500


def workspace(folder: Path) -> Path:
    (folder / "policykg.yaml").write_text(
        "base: https://w3id.org/policykg/\ntitle: {zh: 试, en: Trial}\n", encoding="utf-8"
    )
    publish(folder / "build", parts(0, TRIPLES))
    return folder


def version(server: Server) -> str:
    params = {"query": QUERY, "format": "csv"}
    response = httpx.get(server.sparql, params=params, timeout=30)
    assert response.status_code == 200, response.text
    versions, found, triples = response.text.split()[1].split(",")
    assert (versions, triples) == ("1", str(TRIPLES))
    return found


def await_version(server: Server, wanted: str) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        if version(server) == wanted:
            return
        time.sleep(0.05)
    raise AssertionError(f"version {wanted} was not served within 20 seconds")


def test_no_request_fails_while_builds_are_published(tmp_path: Path) -> None:
    folder = workspace(tmp_path)
    seen: set[str] = set()
    faults: list[str] = []
    done = threading.Event()

    with serving(workspace=folder) as server:

        def ask() -> None:
            while not done.is_set():
                try:
                    seen.add(version(server))
                except (AssertionError, httpx.HTTPError) as error:
                    faults.append(str(error))

        threads = [threading.Thread(target=ask) for _ in range(3)]
        for thread in threads:
            thread.start()
        for number in range(1, 6):
            publish(folder / "build", parts(number, TRIPLES))
            await_version(server, f"{number:06}")
        done.set()
        for thread in threads:
            thread.join()
        assert faults == []
        assert "000005" in seen
        time.sleep(1)
        assert zombies(family(server.process.pid)) == []
        assert len(family(server.process.pid)) <= 1 + 6  # one zygote, its workers


def test_a_long_query_is_answered_from_the_graph_it_began_with(tmp_path: Path) -> None:
    folder = workspace(tmp_path)
    slow = (
        "SELECT (MIN(?v) AS ?a) (MAX(?w) AS ?b) (SUM(RAND()) AS ?x) "
        "{ ?s <x:version> ?v . ?t <x:version> ?w . ?u <x:version> ?y FILTER(RAND() < 2) "
        "FILTER(STRENDS(STR(?u), '_11')) }"
    )
    found: list[str] = []
    with serving(workspace=folder) as server:
        params = {"query": slow, "format": "csv"}
        thread = threading.Thread(
            target=lambda: found.append(httpx.get(server.sparql, params=params, timeout=60).text)
        )
        thread.start()
        time.sleep(0.3)
        publish(folder / "build", parts(1, TRIPLES))
        await_version(server, "000001")
        thread.join()
    assert found[0].split()[1].startswith("000000,000000,")


def test_a_damaged_build_is_not_served(tmp_path: Path) -> None:
    folder = workspace(tmp_path)
    with serving(workspace=folder) as server:
        generation = publish(folder / "build", parts(1, TRIPLES))
        await_version(server, "000001")
        current = folder / "build" / "current"
        copy = folder / "build" / "gen-99"
        copy.mkdir()
        for path in generation.folder.iterdir():
            data = path.read_bytes().replace(b'"000001"', b'"999999"')
            (copy / path.name).write_bytes(data)
        link = folder / "build" / "link"
        link.symlink_to("gen-99")
        link.replace(current)
        time.sleep(1.5)
        assert version(server) == "000001"
        assert httpx.get(server.url + "/readyz").status_code == 200
        assert "run `policykg build`" in server.log.read_text(encoding="utf-8")


def test_a_workspace_without_a_build_says_what_to_do(tmp_path: Path) -> None:
    from tests.support.command import run_cli

    (tmp_path / "policykg.yaml").write_text("title: {zh: 试, en: Trial}\n", encoding="utf-8")
    outcome = run_cli("-w", str(tmp_path), "serve", "--port", "0")
    assert outcome.exit_code == 1
    assert "policykg build" in outcome.output


def test_killed_builds_and_full_disks_do_no_harm() -> None:
    watch = trial(kills=12, full=4, triples=5000, seed=4)
    assert watch.faults == []
    assert watch.asked > 50


def test_the_manifest_names_the_version_that_is_served(tmp_path: Path) -> None:
    folder = workspace(tmp_path)
    with serving(workspace=folder) as server:
        said = httpx.get(server.sparql, params={"query": "ASK {}"}).headers["x-policykg-version"]
    assert said == open_current(folder / "build").data_version
