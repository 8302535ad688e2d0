"""Builds killed at random moments, and full disks, while a reader opens what is served.

    python -m benchmarks.killed_builds --kills 200 --full-disks 20

A builder writes two states of a graph in turn until it is killed; a reader opens the served
generation again and again, compares its checksum, loads it and asks it.  At the end: whether
every opening gave one of the two states, whole, and whether the next build succeeds.
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
    sys.exit(bool(reader.faults or leftovers or refused != options.full_disks))


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
