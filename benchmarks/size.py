"""What a workspace of a size costs: cold, with nothing changed, after one edit.

    python -m benchmarks.size --documents 10 100 300 1000

Each step is a command as a user gives it, in a process of its own: CPU seconds of it and its
children, seconds by the clock, and the largest share of memory (PSS) of all its processes.  The
exponent says how a figure grows from the size before: 1 is with the number of documents, 0 not
at all.
"""

from __future__ import annotations

import argparse
import math
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.synthetic import write_workspace

TICK = 0.05


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command took."""

    cpu: float
    """Seconds, of the process and its children."""
    wall: float
    """Seconds."""
    memory: float
    """Megabytes at the most, of all processes together, by their share."""


def children(pid: int) -> Iterator[int]:
    """Yield a process and all that it has started."""
    yield pid
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            yield from children(int(child))


def memory_of(pid: int) -> int:
    """Return the kilobytes of memory that a process and its children hold."""
    total = 0
    for one in children(pid):
        for line in Path(f"/proc/{one}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1])
    return total


def run(workspace: Path, *command: str) -> Cost:
    """Run a command of policykg in a workspace.

    Raises:
        RuntimeError: it failed.
    """
    environment = {key: value for key, value in os.environ.items() if key != "POLICYKG_SOURCES"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # else all of ours is compiled each time
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "policykg", "-w", str(workspace), *command],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
    )
    most = [0]
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(TICK):
            try:
                most[0] = max(most[0], memory_of(process.pid))
            except OSError:
                continue

    thread = threading.Thread(target=watch)
    thread.start()
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    ended.set()
    thread.join()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"policykg {' '.join(command)} failed: {process.returncode}")
    return Cost(used.ru_utime + used.ru_stime, wall, most[0] / 1024)


def edit(path: Path, old: str, new: str) -> None:
    """Put words in the place of others."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def bytes_of(folder: Path) -> int:
    """Return how much a folder takes on the disk."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file())


def measured(folder: Path, documents: int) -> Iterator[tuple[str, Cost]]:
    """Yield what each step costs on a workspace of so many documents."""
    write_workspace(folder, documents)
    plan = folder / "facts" / f"plan-{documents // 2:05d}.yaml"
    places = folder / "facts" / "authority" / "places.yaml"
    number = documents // 3

    def facts(words: str) -> None:
        edit(plan, "Action plan", words)

    def authority() -> None:
        edit(places, f"en: County {number}}}", f"en: The county {number}}}")

    steps: list[tuple[str, Callable[[], None], tuple[str, ...]]] = [
        ("cold build", lambda: None, ("build",)),
        ("nothing changed", lambda: time.sleep(3), ("build",)),
        ("one edit", lambda: facts("Revised Action plan"), ("build",)),
        ("one authority edit", authority, ("build",)),
        ("check, nothing changed", lambda: None, ("check",)),
        ("first lock", lambda: None, ("lock",)),
        ("check after the lock", lambda: None, ("check",)),
        ("lock after an edit", lambda: facts("Second Action plan"), ("lock",)),
    ]
    for name, prepare, command in steps:
        prepare()
        yield name, run(folder, *command)


def exponent(before: float, now: float, growth: float) -> str:
    """Return by which power of the size a figure grows."""
    return f"{math.log(now / before) / math.log(growth):.2f}" if before > 0 < now else ""


def main() -> None:
    """Measure, and print a table for each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, nargs="+", default=[10, 100, 300, 1000])
    arguments = parser.parse_args()
    before: dict[str, Cost] = {}
    sizes: list[int] = sorted(arguments.documents)
    for index, size in enumerate(sizes):
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch)
            print(f"\n{size:,} documents\n")
            print("| step | CPU s | cold by it | seconds | peak MB | exponent CPU | exponent MB |")
            print("|---|---:|---:|---:|---:|---:|---:|")
            costs: dict[str, Cost] = {}
            for name, cost in measured(folder, size):
                costs[name] = cost
                growth = size / sizes[index - 1] if index else 0
                old = before.get(name)
                cells = [name, f"{cost.cpu:.2f}", f"1/{costs['cold build'].cpu / cost.cpu:.0f}"]
                cells += [f"{cost.wall:.2f}", f"{cost.memory:.0f}"]
                cells += (
                    [
                        exponent(old.cpu, cost.cpu, growth),
                        exponent(old.memory, cost.memory, growth),
                    ]
                    if old
                    else ["", ""]
                )
                print(f"| {' | '.join(cells)} |", flush=True)
            before = costs
            for name in ("facts", "build", ".policykg"):
                print(f"{name}: {bytes_of(folder / name) / 1e6:.1f} MB", flush=True)


if __name__ == "__main__":
    main()
