"""Builds that are killed, and disks that are full, while a server serves what is built.

    python -m benchmarks.build_kill
    python -m benchmarks.build_kill --kills 200 --full 20 --triples 40000

A server watches a workspace; clients ask it without pause.  Builds are killed at random moments
(kill -9), others run out of disk at random sizes; now and then one may finish.  Every answer must
be whole and of one generation, every build that may finish must, and nothing may be left over.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from graph.builds.build import publish
from graph.builds.generation import open_current
from graph.errors import GraphError

BASE = "https://w3id.org/policykg/"
QUERY = (
    "SELECT (COUNT(DISTINCT ?v) AS ?versions) (MAX(?v) AS ?version) (COUNT(*) AS ?triples) "
    "{ ?s <x:version> ?v }"
)


def parts(version: int, triples: int) -> dict[str, bytes]:
    """Return a graph in which every triple bears its version."""
    lines = (
        f'<{BASE}id/plan_{n}> <x:version> "{version:06}" <{BASE}graph/plan> .\n'
        for n in range(triples)
    )
    return {"plan": "".join(sorted(lines)).encode()}


def build(folder: Path, version: int, triples: int, limit: int | None = None) -> int:
    """Build in a process of its own; return its id."""
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        if limit is not None:  # as a full disk does it: a write fails in the middle of a file
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        publish(folder, parts(version, triples))
        code = 0
    except (OSError, GraphError):
        code = 3
    finally:
        os._exit(code)


@dataclass
class Watch:
    """What clients have seen."""

    url: str
    triples: int
    asked: int = 0
    versions: set[int] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    stopped: bool = False

    def ask(self) -> None:
        while not self.stopped:
            try:
                self._once()
            except OSError as error:
                self.faults.append(str(error))
            self.asked += 1
            time.sleep(0.005)

    def _once(self) -> None:
        url = f"{self.url}/sparql?{urlencode({'query': QUERY, 'format': 'csv'})}"
        with urllib.request.urlopen(url, timeout=60) as response:
            lines = response.read().decode().split()
        versions, version, triples = lines[1].split(",")
        if versions != "1" or int(triples) != self.triples:
            self.faults.append(f"{versions} versions, {triples} triples in one answer")
        self.versions.add(int(version))


@contextlib.contextmanager
def served(workspace: Path) -> Iterator[str]:
    code = "from policykg.cli import main; main()"
    command = [sys.executable, "-c", code, "-w", str(workspace), "serve", "--port", "0"]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    try:
        url = process.stdout.readline().strip().rstrip("/")
        until = time.monotonic() + 60
        while time.monotonic() < until:
            with contextlib.suppress(OSError), urllib.request.urlopen(url + "/readyz"):
                break
            time.sleep(0.05)
        yield url
    finally:
        process.terminate()
        process.wait(60)
        process.stdout.close()


def trial(kills: int, full: int, triples: int, seed: int, clients: int = 2) -> Watch:
    """Run it all and return what the clients have seen; faults are listed, not raised."""
    dice = random.Random(seed)
    workspace = Path(tempfile.mkdtemp(prefix="policykg-kill-"))
    (workspace / "policykg.yaml").write_text(
        f"base: {BASE}\ntitle: {{zh: 试, en: Trial}}\n", encoding="utf-8"
    )
    folder = workspace / "build"
    started = time.monotonic()
    publish(folder, parts(0, triples))
    duration = time.monotonic() - started
    size = sum(file.stat().st_size for file in open_current(folder).files)
    work = ["kill"] * kills + ["full"] * full + ["finish"] * max(3, (kills + full) // 10)
    dice.shuffle(work)
    try:
        with served(workspace) as url:
            watch = Watch(url, triples)
            threads = [threading.Thread(target=watch.ask) for _ in range(clients)]
            for thread in threads:
                thread.start()
            for version, kind in enumerate(work, 1):
                _one(folder, version, kind, watch, dice, (duration, size))
            last = len(work) + 1
            os.waitpid(build(folder, last, triples), 0)
            until = time.monotonic() + 20
            while last not in watch.versions and time.monotonic() < until:
                time.sleep(0.05)
            watch.stopped = True
            for thread in threads:
                thread.join()
        if last not in watch.versions:
            watch.faults.append("the last build is not served")
        left = [path.name for path in folder.iterdir() if path.name.endswith((".part", ".new"))]
        if left:
            watch.faults.append(f"left over: {left}")
        return watch
    finally:
        shutil.rmtree(workspace)


def _one(
    folder: Path,
    version: int,
    kind: str,
    watch: Watch,
    dice: random.Random,
    scale: tuple[float, int],
) -> None:
    duration, size = scale
    limit = dice.randrange(1, size) if kind == "full" else None
    pid = build(folder, version, watch.triples, limit)
    if kind == "kill":
        time.sleep(dice.uniform(0, duration * 1.2))
        os.kill(pid, signal.SIGKILL)
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if kind == "finish" and status != 0:
        watch.faults.append(f"build {version} failed with {status}")
    if kind == "full" and status != 3:
        watch.faults.append(f"build {version} did not notice the full disk: {status}")
    try:
        open_current(folder)
    except GraphError as error:
        watch.faults.append(f"after {kind}: {error}")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--full", type=int, default=20)
    parser.add_argument("--triples", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=4)
    options = parser.parse_args()
    watch = trial(options.kills, options.full, options.triples, options.seed)
    print(f"{options.kills} builds killed, {options.full} full disks: {watch.asked} answers, "
          f"{len(watch.versions)} generations served, {len(watch.faults)} faults")  # fmt: skip
    for fault in watch.faults[:20]:
        print(fault)
    sys.exit(1 if watch.faults else 0)


if __name__ == "__main__":
    main()
