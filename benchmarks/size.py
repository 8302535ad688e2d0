"""What a workspace of a size costs: to build, check, lock, open, ask and read.

    python -m benchmarks.size --documents 10 100 1000 10000 --minutes 5 15 60 240 --write

Each step is a command as a user gives it, in a process of its own: CPU seconds of it and its
children, seconds by the clock, and the largest share of memory (PSS) of all its processes.
What was measured is kept, a file for each size, in ``--results``; a run that was broken off goes
on there, and ``--anew`` forgets all of it.  A size has a budget in minutes; steps that found no
time are named.  ``--write`` puts the tables and a picture into ``docs/benchmarks.md``.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import platform
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from benchmarks.synthetic import write_workspace

ROOT: Final = Path(__file__).resolve().parents[1]
TICK: Final = 0.05
"""Seconds between two looks at the memory; where a look takes long, they are rarer."""


Step = tuple[str, Callable[[], None], tuple[str, ...]]
"""Name, what is done before, and the command."""
LATE: Final = frozenset({"bundle", "check of all anew"})
"""Steps that come last, for they take long and say least of daily work."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command took."""

    cpu: float
    """Seconds, of the process and its children."""
    wall: float
    """Seconds."""
    memory: float
    """Megabytes at the most, of all processes together, by their share."""


class OutOfTimeError(RuntimeError):
    """A command was ended because its time was over."""


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


def run(workspace: Path, *command: str, seconds: float | None = None) -> Cost:
    """Run a command of policykg in a workspace.

    Args:
        workspace: Its folder.
        command: The words behind ``policykg -w FOLDER``.
        seconds: After which it is ended.

    Raises:
        RuntimeError: it failed.
        OutOfTimeError: its time was over.
    """
    environment = {key: value for key, value in os.environ.items() if key != "POLICYKG_SOURCES"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # else all of ours is compiled each time
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "policykg", "-w", str(workspace), *command],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
        start_new_session=True,
    )
    most = [0]
    ended, late = threading.Event(), threading.Event()

    def watch() -> None:
        pause = TICK
        while not ended.wait(pause):
            looked = time.perf_counter()
            with contextlib.suppress(OSError):
                most[0] = max(most[0], memory_of(process.pid))
            pause = max(TICK, 20 * (time.perf_counter() - looked))
            if seconds is not None and time.perf_counter() - began > seconds:
                late.set()
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        _, status, used = os.wait4(process.pid, 0)
    except BaseException:
        os.killpg(process.pid, signal.SIGKILL)
        raise
    finally:
        ended.set()
        thread.join()
    wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if late.is_set():
        raise OutOfTimeError(f"policykg {' '.join(command)}: ended after {wall:.0f} s")
    if process.returncode:
        raise RuntimeError(f"policykg {' '.join(command)} failed: {process.returncode}")
    return Cost(used.ru_utime + used.ru_stime, wall, most[0] / 1024)


def bytes_of(folder: Path) -> int:
    """Return how much a folder takes on the disk; generations share files by hard links."""
    states = [path.lstat() for path in folder.rglob("*") if path.is_file()]
    return sum({state.st_ino: state.st_size for state in states}.values())


# -- one size --------------------------------------------------------------------------------


@dataclass
class Measured:
    """What was measured of one size."""

    documents: int
    day: str = ""
    machine: str = ""
    steps: dict[str, Cost] = field(default_factory=dict)
    megabytes: dict[str, float] = field(default_factory=dict)
    """Folder or file → what it takes on the disk."""
    served: dict[str, float] = field(default_factory=dict)
    """What was measured of the explorer's server."""
    pages: dict[str, list[float]] = field(default_factory=dict)
    """Kind of page → p50, p95, milliseconds by the clock, and p50 of the processor."""
    unfinished: dict[str, str] = field(default_factory=dict)
    """Step → why it was not finished."""


def read_measured(path: Path, documents: int) -> Measured:
    """Return what was kept of a size; nothing measured where there is no file."""
    if not path.is_file():
        return Measured(documents)
    told = json.loads(path.read_text("utf-8"))
    told["steps"] = {name: Cost(**cost) for name, cost in told["steps"].items()}
    return Measured(**told)


def keep_measured(path: Path, measured: Measured) -> None:
    """Keep what was measured, whole or not at all."""
    part = path.with_suffix(".part")
    part.write_text(json.dumps(asdict(measured), ensure_ascii=False, indent=1), "utf-8")
    part.replace(path)


class Size:
    """One size under measure: its workspace, and what is still to be done there.

    Args:
        folder: Of the results.
        documents: How many.
        minutes: Budget.
    """

    def __init__(self, folder: Path, documents: int, minutes: float) -> None:
        self.results = folder / f"{documents}.json"
        self.workspace = folder / f"workspace-{documents}"
        self.found = read_measured(self.results, documents)
        self.until = time.monotonic() + 60 * minutes
        self.fresh = True
        """Whether nothing is known of the state in which the workspace is."""

    @property
    def left(self) -> float:
        """Seconds that are left."""
        return self.until - time.monotonic()

    def measure(self) -> Measured:
        """Do what is not done yet, as far as the time goes."""
        found = self.found
        found.unfinished = {}
        found.day = time.strftime("%Y-%m-%d")
        found.machine = f"{os.cpu_count()} cores, Python {platform.python_version()}"
        steps = list(self._steps())
        late = [step for step in steps if step[0] in LATE]
        self._all([step for step in steps if step not in late])
        if not found.megabytes and (self.workspace / "build" / "pages.sqlite").is_file():
            found.megabytes = self._megabytes()
        if not found.served:
            self._try("the server", self._serve)
        if not found.pages:
            self._try("pages", self._pages)
        self._all(late)
        keep_measured(self.results, found)
        return found

    def _all(self, steps: Iterable[Step]) -> None:
        for name, prepare, command in steps:
            if name not in self.found.steps:
                self._try(name, lambda p=prepare, c=command, n=name: self._step(n, p, c))  # type: ignore[misc]

    def _try(self, name: str, do: Callable[[], None]) -> None:
        if self.left <= 0:
            self.found.unfinished[name] = "not begun: the time of this size was over"
            return
        try:
            if self.fresh:
                self._begin(name)
            do()
        except (OutOfTimeError, subprocess.TimeoutExpired):
            self.found.unfinished[name] = "ended when the time of this size was over"
            self.fresh = True
        except (RuntimeError, OSError) as error:
            self.found.unfinished[name] = f"failed: {error}"
            self.fresh = True
        keep_measured(self.results, self.found)
        told = self.found.steps.get(name)
        what = f"{told.cpu:.2f} CPU s, {told.wall:.1f} s, {told.memory:,.0f} MB" if told else ""
        print(f"{self.found.documents:>7,}  {name}: {self.found.unfinished.get(name) or what}",
              flush=True)  # fmt: skip

    def _begin(self, name: str) -> None:
        """Bring the workspace into a known state after a run that was broken off."""
        if name == "cold build" or not (self.workspace / "policykg.yaml").is_file():
            shutil.rmtree(self.workspace, ignore_errors=True)
            write_workspace(self.workspace, self.found.documents)
        if name != "cold build":
            run(self.workspace, "build", seconds=self.left)
        if name == "first lock":
            shutil.rmtree(self.workspace / "facts" / "locks", ignore_errors=True)
        self.fresh = False

    def _step(self, name: str, prepare: Callable[[], None], command: tuple[str, ...]) -> None:
        prepare()
        cost = run(self.workspace, *command, seconds=self.left)
        self.found.steps[name] = cost

    def _steps(self) -> Iterator[Step]:
        """Yield name, what is done before, and command of each step, in their order."""
        documents = self.found.documents
        facts = self.workspace / "facts"
        plan = facts / f"plan-{documents // 2:05d}.yaml"
        places = facts / "authority" / "places.yaml"
        county = f"county-{documents // 3:05d}"

        def plan_edited() -> None:
            edit(plan, r"en: (Edit \d+ )?Action plan", "en: Edit {} Action plan")

        def place_edited() -> None:
            edit(places, rf"({county}: .*?en: )[^}}]*}}", r"\1The county {}}")

        def nothing() -> None:
            pass

        def all_forgotten() -> None:
            shutil.rmtree(self.workspace / ".policykg", ignore_errors=True)

        bundle = self.workspace / "bundle.zip"
        bundle.unlink(missing_ok=True)

        yield "cold build", lambda: time.sleep(3), ("build",)  # files must not be new
        yield "nothing changed", lambda: time.sleep(3), ("build",)
        yield "one edit", plan_edited, ("build",)
        yield "one authority edit", place_edited, ("build",)
        yield "check, nothing changed", nothing, ("check",)
        yield "check after an edit", plan_edited, ("check",)
        yield "first lock", nothing, ("lock",)
        yield "check after the lock", nothing, ("check",)
        yield "lock after an edit", plan_edited, ("lock",)
        yield "build after the lock", nothing, ("build",)
        yield "co-lead pairs", nothing, ("network", "co-leads", str(self.workspace / "pairs.csv"))
        yield "export to Turtle", nothing, ("export", "turtle", str(self.workspace / "graph.ttl"))
        yield "bundle", nothing, ("bundle", "--draft", str(bundle))
        yield "check of all anew", all_forgotten, ("check",)

    def _megabytes(self) -> dict[str, float]:
        folders = {name: self.workspace / name for name in ("facts", "build", ".policykg")}
        found = {f"{name}/": bytes_of(path) / 1e6 for name, path in folders.items()}
        found["pages.sqlite"] = (self.workspace / "build" / "pages.sqlite").stat().st_size / 1e6
        return found

    def _serve(self) -> None:
        from benchmarks.start_speed import measured  # it takes its tools from here

        seconds, first, rest, memory, row = measured(self.workspace)
        self.found.served = {
            "first page after the start, s": seconds,
            "CPU s until then": first,
            "CPU s at rest": rest,
            "all processes at rest, MB": memory,
            "SPARQL, one row, p50, ms": row,
        }

    def _pages(self) -> None:
        command = [sys.executable, "-m", "benchmarks.page_speed", "--json"]
        command += ["--workspace", str(self.workspace)]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        timer = threading.Timer(max(1, self.left), process.kill)
        timer.start()
        try:
            assert process.stdout is not None
            for line in process.stdout:  # what is measured is kept, though the time ends
                if not line.endswith("\n"):
                    break
                row = json.loads(line)
                self.found.pages[row["page"]] = [row["p50"], row["p95"], row["cpu"]]
        finally:
            timer.cancel()
        if process.wait():
            raise RuntimeError(f"after {len(self.found.pages)} kinds of page")


def edit(path: Path, pattern: str, words: str) -> str:
    """Put other words in the place of the first that fit, each time others; return them."""
    text = path.read_text(encoding="utf-8")
    words = words.replace("{}", str(time.time_ns()), 1)
    edited, times = re.subn(pattern, words, text, count=1)
    assert times, (path, pattern)
    path.write_text(edited, encoding="utf-8")
    return words.partition(": ")[2]


# -- all sizes -------------------------------------------------------------------------------


def main() -> None:
    """Measure, tell, and write what was asked for."""
    from benchmarks.size_report import report, write_report

    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--documents", type=int, nargs="*", default=[10, 100, 1000, 10_000])
    parser.add_argument("--minutes", type=float, nargs="+", default=[240.0],
                        help="budget of each size, or of all of them")  # fmt: skip
    parser.add_argument("--results", type=Path, default=ROOT / "build" / "sizes")
    parser.add_argument("--anew", action="store_true", help="forget what was measured before")
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md")
    options = parser.parse_args()
    sizes = sorted(options.documents)
    budgets = options.minutes * len(sizes) if len(options.minutes) == 1 else options.minutes
    if len(budgets) != len(sizes):
        parser.error("--minutes takes one number, or one for each size")
    options.results.mkdir(parents=True, exist_ok=True)
    for documents, minutes in zip(sizes, budgets, strict=True):
        if options.anew:
            (options.results / f"{documents}.json").unlink(missing_ok=True)
            shutil.rmtree(options.results / f"workspace-{documents}", ignore_errors=True)
        Size(options.results, documents, minutes).measure()
    kept = [read_measured(path, int(path.stem)) for path in options.results.glob("[0-9]*.json")]
    found: list[Any] = sorted(kept, key=lambda one: one.documents)
    print("\n".join(report(found)))
    if options.write:
        write_report(found)


if __name__ == "__main__":
    main()
