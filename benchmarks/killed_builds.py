"""Builds killed at random moments, and full disks, while a reader opens what is served.

    python -m benchmarks.killed_builds --kills 200 --full-disks 20

A builder writes two states of a graph in turn until it is killed; a reader opens the served
generation again and again, compares its checksum, loads it and asks it.  At the end: whether
every opening gave one of the two states, whole, and whether the next build succeeds.

Then builders that edit a document and build only what has changed are killed, once with the
graph in memory and once with a store on disk; the last build must have the bytes of a cold one.
"""

from __future__ import annotations

import argparse
import random
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from benchmarks.synthetic import write_workspace
from graph.builds.build import open_current, publish
from graph.errors import GraphError
from graph.queries.query import run
from loaders.compile import compile_workspace
from loaders.workspace import open_workspace
from policykg.building import build_changed

BUILDER = """
import pickle, sys
from pathlib import Path
from graph.builds.build import publish
from graph.builds.description import DatasetInfo
states = pickle.loads(Path(sys.argv[2]).read_bytes())
print("ready", flush=True)
while True:
    for parts in states:
        publish(Path(sys.argv[1]), parts, info=DatasetInfo(base=sys.argv[3]))
"""


INCREMENTAL = """
import re, sys
from itertools import count
from pathlib import Path
from loaders.workspace import open_workspace
from ontology.files import write_whole
from policykg.building import build_changed
root, whole, quads = Path(sys.argv[1]), int(sys.argv[3]), int(sys.argv[4])
plans = sorted((root / "facts").glob("plan-*.yaml"))
print("ready", flush=True)
for number in count(int(sys.argv[2])):
    plan = plans[number % len(plans)]
    text = plan.read_text(encoding="utf-8")
    write_whole(plan, re.sub("en: Action plan.*", f"en: Action plan {number}", text))
    build_changed(open_workspace(root), whole=whole, memory_quads=quads)
"""


class Reader(threading.Thread):
    """Opens the served generation again and again."""

    def __init__(self, build: Path, good: set[str]) -> None:
        super().__init__(daemon=True)
        self.build, self.good = build, good
        self.opened = 0
        self.faults: list[str] = []
        self.stopped = threading.Event()

    def run(self) -> None:
        while not self.stopped.is_set():
            try:
                generation = open_current(self.build)
                if generation.data_version not in self.good:
                    self.faults.append(f"unknown state {generation.data_version}")
                said = run(generation.store, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")[0].n
                if said != generation.manifest.quads:
                    self.faults.append(f"{said} of {generation.manifest.quads} triples")
                self.opened += 1
            except GraphError as error:
                if "newer one" not in error.en:
                    self.faults.append(error.en)


def states(folder: Path, documents: int) -> tuple[list[dict[str, bytes]], str]:
    """Return two states of a graph: all documents, and all but one."""
    write_workspace(folder, documents)
    workspace = open_workspace(folder)
    whole = compile_workspace(workspace, trace=False).parts
    less = {name: data for name, data in whole.items() if name != min(whole)}
    return [less, whole], workspace.base


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--full-disks", type=int, default=20)
    parser.add_argument("--documents", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        trial(Path(name), options)
        kills, chance = options.kills // 4, random.Random(options.seed)
        incremental(Path(name) / "incremental", kills, options.documents, chance)


def trial(folder: Path, options: argparse.Namespace) -> None:
    import pickle

    from graph.builds.description import DatasetInfo

    both, base = states(folder / "workspace", options.documents)
    build, chance = folder / "build", random.Random(options.seed)
    began = time.perf_counter()
    good = {publish(build, parts, info=DatasetInfo(base=base)).data_version for parts in both}
    longest = 4 * (time.perf_counter() - began)
    (folder / "states").write_bytes(pickle.dumps(both))
    command = [sys.executable, "-c", BUILDER, str(build), str(folder / "states"), base]
    reader = Reader(build, good)
    reader.start()
    for _ in range(options.kills):
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(chance.uniform(0, longest))
            process.send_signal(signal.SIGKILL)
    refused = sum(_on_full_disk(command, chance) for _ in range(options.full_disks))
    reader.stopped.set()
    reader.join()
    last = publish(build, both[0], info=DatasetInfo(base=base))
    leftovers = [path.name for path in build.glob("*.part")]
    print(f"{options.kills} kills, {refused} of {options.full_disks} full disks refused a build")
    print(f"{reader.opened} openings, {len(reader.faults)} faults: {reader.faults[:3]}")
    print(f"{last.number - 3} builds of killed builders were finished before the kill")
    print(f"generation {last.number} built afterwards; leftovers: {leftovers or 'none'}")
    if reader.faults or leftovers or refused != options.full_disks:
        sys.exit(1)


def incremental(folder: Path, kills: int, documents: int, chance: random.Random) -> None:
    """Kill builders that build only what has changed, and compare the last build with a cold one.

    Raises:
        SystemExit: a build that was opened was not whole, or the last one has other bytes.
    """
    for name, whole, quads in (("in memory", 1 << 30, 1 << 30), ("on disk", 0, 10)):
        root = folder / name.replace(" ", "-")
        write_workspace(root, documents)
        workspace = open_workspace(root)
        began = time.perf_counter()
        build_changed(workspace, whole=whole, memory_quads=quads)
        longest = time.perf_counter() - began
        opened = 0
        for number in range(kills):
            arguments = [str(root), str(number * 1000), str(whole), str(quads)]
            command = [sys.executable, "-c", INCREMENTAL, *arguments]
            with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
                assert process.stdout is not None
                process.stdout.readline()
                time.sleep(chance.uniform(0, longest))
                process.send_signal(signal.SIGKILL)
            generation = open_current(workspace.build_folder)
            opened += len(generation.store) == generation.manifest.quads
        last = build_changed(workspace, whole=whole, memory_quads=quads).generation
        cold = build_changed(workspace, folder / f"cold-{quads}", full=True).generation
        same = last.nquads() == cold.nquads()
        words = "the" if same else "NOT the"
        print(f"{name}: {kills} incremental builders killed, {opened} whole builds opened, "
              f"generation {last.number}, {words} bytes of a cold build")  # fmt: skip
        if opened != kills or not same:
            sys.exit(1)


def _on_full_disk(command: list[str], chance: random.Random) -> bool:
    """Run the builder where no file may grow beyond a size; tell whether it gave up."""
    limit = chance.randrange(0, 200_000)

    def limited() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    ran = subprocess.run(command, capture_output=True, check=False, preexec_fn=limited, timeout=60)
    return b"OSError" in ran.stderr


if __name__ == "__main__":
    main()
