"""Locks between processes and threads, and what becomes of them when a holder is killed."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from ontology.locks import Locked, locked
from tests.support.platforms import TAKEN, platform_environment

HOLD = (
    "import sys; from pathlib import Path; from ontology.locks import locked\n"
    "with locked(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
)
TRY = (
    "import sys; from pathlib import Path; from ontology.locks import Locked, locked\n"
    "try:\n"
    "    with locked(Path(sys.argv[1]), wait=False): print('got')\n"
    "except Locked as error: print(error.pid)"
)


def started(code: str, path: Path, environment: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment,
        text=True,
    )


def tried(path: Path, environment: dict[str, str]) -> str:
    return started(TRY, path, environment).communicate(timeout=60)[0].strip()


@pytest.mark.parametrize("name", ["as is", "Windows"])
def test_a_second_process_is_told_who_holds_it_and_gets_it_once_the_holder_is_killed(
    name: str, tmp_path: Path
) -> None:
    assert name in TAKEN
    environment = platform_environment(name, tmp_path / "site")
    path = tmp_path / "a.lock"
    with started(HOLD, path, environment) as holder:
        assert holder.stdout is not None and holder.stdout.readline() == "held\n"
        assert tried(path, environment) == str(holder.pid)
        holder.kill()
        holder.wait()
        until = time.monotonic() + 30  # where the system has no locks, it may take a moment
        while (got := tried(path, environment)) != "got" and time.monotonic() < until:
            assert name != "as is"
            time.sleep(0.5)
        assert got == "got"
    assert tried(path, environment) == "got"


def test_threads_wait_for_each_other(tmp_path: Path) -> None:
    inside, most = 0, 0
    guard = threading.Lock()

    def work() -> None:
        nonlocal inside, most
        for _ in range(20):
            with locked(tmp_path / "a.lock"):
                with guard:
                    inside += 1
                    most = max(most, inside)
                with guard:
                    inside -= 1

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert most == 1
    assert not any(thread.is_alive() for thread in threads)


def test_an_error_inside_lets_go(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), locked(tmp_path / "a.lock"):
        raise ZeroDivisionError
    with locked(tmp_path / "a.lock", wait=False):
        pass


def test_the_same_thread_is_refused_too(tmp_path: Path) -> None:
    with (
        locked(tmp_path / "a.lock"),
        pytest.raises(Locked),
        locked(tmp_path / "a.lock", wait=False),
    ):
        raise AssertionError
