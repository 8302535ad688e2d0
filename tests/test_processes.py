"""Work shared among forked processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable

import pytest

from ontology.processes import cores, runs, shared
from tests.support.command import ROOT


@pytest.mark.parametrize("processes", [1, 2, 3])
@pytest.mark.parametrize("items", [0, 1, 2, 7, 50])
def test_results_come_in_the_order_of_the_items(items: int, processes: int) -> None:
    def slower_at_first(item: int) -> int:
        time.sleep(0.003 if item % 5 == 0 else 0)
        return item * item

    found = list(shared(slower_at_first, range(items), processes=processes, chunk=2))

    assert found == [item * item for item in range(items)]


def test_what_cannot_be_pickled_is_found_in_the_memory_of_the_forked() -> None:
    parent = os.getpid()

    items: list[Callable[[], int]] = [lambda: 1, lambda: 2]

    found = list(shared(lambda item: (item(), os.getpid()), items, processes=2))

    assert [value for value, _ in found] == [1, 2]
    assert all(process != parent for _, process in found)


def test_an_error_in_another_process_is_raised_here_and_the_next_call_works() -> None:
    with pytest.raises(ZeroDivisionError):
        list(shared(lambda item: 1 // item, [2, 1, 0], processes=2, chunk=1))

    assert list(shared(abs, [-1, 2], processes=2)) == [1, 2]


def test_one_call_within_another_keeps_to_its_own_work() -> None:
    outer = shared(lambda item: item + 1, range(6), processes=2, chunk=1)

    assert next(outer) == 1
    assert list(shared(lambda item: item * 10, range(4), processes=2, chunk=1)) == [0, 10, 20, 30]
    assert list(outer) == [2, 3, 4, 5, 6]


def test_the_cores_are_those_that_this_process_may_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 3}, raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 7)
    assert cores() == 2
    monkeypatch.delattr(os, "sched_getaffinity")
    assert cores() == 7


SHARING = """
import os, time
from ontology.processes import shared
def work(item):
    print(os.getpid(), flush=True)
    time.sleep(600)
list(shared(work, [1, 2], processes=2, chunk=1))
"""


def test_forked_processes_end_with_a_killed_one_that_forked_them() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", SHARING], stdout=subprocess.PIPE, cwd=ROOT
    ) as process:
        assert process.stdout is not None
        workers = [int(process.stdout.readline()) for _ in range(2)]
        assert all(map(runs, workers))
        process.send_signal(signal.SIGKILL)
        assert process.stdout.read() == b""  # until the last of them has let go of it
    until = time.monotonic() + 10
    while any(map(runs, workers)) and time.monotonic() < until:
        time.sleep(0.05)  # whoever has adopted them reaps them
    assert not any(map(runs, workers))
