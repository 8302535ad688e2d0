"""Work shared among forked processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ontology.processes import beside, cores, runs, shared
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


@pytest.mark.parametrize("processes", [1, 2])
def test_work_beside_gives_its_result_when_it_is_asked_for(processes: int) -> None:
    with beside(lambda: sum(range(10)), processes) as added:
        other = sum(range(5))

        assert (other, added()) == (10, 45)


@pytest.mark.parametrize("processes", [1, 2])
def test_an_error_of_work_beside_is_raised_by_who_asks(processes: int) -> None:
    def fails() -> int:
        raise OSError(28, "No space left on device", "/somewhere")

    with (
        beside(fails, processes) as failed,
        pytest.raises(OSError, match="No space left on device: '/somewhere'"),
    ):
        failed()


def test_work_beside_is_done_in_another_process() -> None:
    with beside(os.getpid, 2) as other:
        assert other() != os.getpid()


def test_work_beside_whose_process_is_killed_is_told() -> None:
    def dies() -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    with beside(dies, 2) as dead, pytest.raises(ChildProcessError, match="ended with -9"):
        dead()


def test_work_beside_ends_where_the_caller_leaves_without_asking(tmp_path: Path) -> None:
    told = tmp_path / "pid"

    def lasts() -> None:
        told.write_text(str(os.getpid()))
        time.sleep(600)

    with pytest.raises(ZeroDivisionError), beside(lasts, 2):
        while not (told.exists() and told.read_text()):
            time.sleep(0.01)
        raise ZeroDivisionError

    assert not runs(int(told.read_text()))


SHARING = """
import os, sys, time
from ontology.processes import beside, shared
def work(item):
    print(os.getpid(), flush=True)
    time.sleep(600)
if sys.argv[1] == "shared":
    list(shared(work, [1, 2], processes=2, chunk=1))
else:
    with beside(lambda: work(1), 2) as result:
        result()
"""


@pytest.mark.parametrize(("how", "forked"), [("shared", 2), ("beside", 1)])
def test_forked_processes_end_after_a_killed_one_that_forked_them(how: str, forked: int) -> None:
    command = [sys.executable, "-c", SHARING, how]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdout is not None
        workers = [int(process.stdout.readline()) for _ in range(forked)]
        assert all(map(runs, workers))
        process.send_signal(signal.SIGKILL)
        assert process.stdout.read() == b""  # until the last of them has let go of it
    until = time.monotonic() + 10
    while any(map(runs, workers)) and time.monotonic() < until:
        time.sleep(0.05)  # whoever has adopted them reaps them
    assert not any(map(runs, workers))
