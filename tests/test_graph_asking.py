"""Queries in threads: read anywhere, interrupted at once, kept within bounds."""

from __future__ import annotations

import gc
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from graph.errors import QueryError
from graph.queries.asking import Asking, Ended
from graph.queries.query import run
from graph.queries.results import Result
from graph.rdf.store import GraphStore
from tests.support.small_graph import small_store

ALL = "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o"


@pytest.fixture(scope="module")
def store() -> GraphStore:
    return small_store()


def waiting() -> int:
    return sum(thread.name == "policykg query" for thread in threading.enumerate())


def test_a_result_can_be_read_in_another_thread(store: GraphStore) -> None:
    here = run(store, ALL).terms
    with ThreadPoolExecutor(4) as pool:
        asked = list(pool.map(lambda _: run(store, ALL), range(20)))
        assert all(result.terms == here for result in asked)
        written = list(pool.map(lambda result: result.serialize("csv"), [run(store, ALL)] * 8))
    assert len(set(written)) == 1


@pytest.mark.parametrize("text", ["ASK { ?s ?p ?o }", "CONSTRUCT WHERE { ?s ?p ?o }"])
def test_every_kind_of_answer_crosses_threads(store: GraphStore, text: str) -> None:
    with ThreadPoolExecutor(1) as pool:
        result = pool.submit(run, store, text).result()
    assert bool(result)


def test_an_error_crosses_threads_with_its_place(store: GraphStore) -> None:
    with pytest.raises(QueryError) as caught:
        run(store, "SELECT * {\n ?s ?p }")
    assert (caught.value.line, caught.value.__cause__) == (2, None)


def test_answers_that_nobody_reads_hold_few_threads(store: GraphStore) -> None:
    held = [run(store, ALL) for _ in range(100)]
    assert waiting() <= 20
    assert {len(result) for result in held} == {len(run(store, ALL))}
    del held
    gc.collect()
    until = time.monotonic() + 30
    while waiting() and time.monotonic() < until:
        time.sleep(0.01)
    assert waiting() == 0


def test_an_answer_can_be_read_once(store: GraphStore) -> None:
    asking = Asking(lambda: store.query("ASK {}"))
    assert [asking.read(bool), asking.read(bool)] == [True, True]
    with pytest.raises(Ended):
        while True:
            asking.read(bool)


def test_a_notebook_can_interrupt_a_query_and_go_on(workspace: Path) -> None:
    code = f"""
import _thread, signal, threading, policykg
kg = policykg.open({str(workspace)!r})
# Whoever was started in the background ignores the signal from birth.
signal.signal(signal.SIGINT, signal.default_int_handler)
threading.Timer(1.0, _thread.interrupt_main).start()
try:
    kg.query("SELECT (COUNT(*) AS ?n) {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }}")
except KeyboardInterrupt:
    print(len(kg.ask("q03")), flush=True)
    __import__("os")._exit(0)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=False, timeout=60
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"3\n", b"")


def test_a_result_in_hand_keeps_its_graph(store: GraphStore) -> None:
    result: Result = run(small_store(), ALL)
    gc.collect()
    assert result.terms == run(store, ALL).terms
