"""What an installation holds, and that it works: packages, megabytes, a working day's commands.

    python -m benchmarks.install_size [--python PATH …] [--write]

The wheel is built and installed by pip, each time into an empty environment: once as it was
before (with SciPy), plain, and with extras; then plain on each Python that is given
(default: the running one, and those of the names python3.11 to python3.13 that run).  Size is all
that pip wrote, bytecode and all, without pip itself.  There, far from the checkout, seven commands
are run: init, check, build, query, network, bundle, explore.  Needs a package index, and seconds
of pip are mostly its.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from benchmarks.written import DOCS, put_into

ROOT = Path(__file__).resolve().parents[1]
BEFORE = ("scipy>=1.12",)
"""What every installation brought before it became a peer of the tests."""
KINDS = (
    ("`policykg` as before, with SciPy", "", BEFORE),
    ("`policykg`", "", ()),
    ("`policykg[all]`", "[all]", ()),
)
_NEW_ENVIRONMENT = ("pip", "setuptools", "_distutils_hack", "distutils-", "pkg_resources")
_PATIENCE = 300


@dataclass(slots=True)
class Installed:
    """An environment, and a folder in which somebody works with it."""

    python: Path
    seconds: dict[str, float] = field(default_factory=dict)

    @classmethod
    def into(cls, folder: Path, python: str) -> Installed:
        """Make an empty environment of a Python; it has pip of its own."""
        subprocess.run([python, "-m", "venv", str(folder)], check=True, env=_environment())
        return cls(folder / ("Scripts" if os.name == "nt" else "bin") / "python")

    def packages(self) -> Path:
        """Return the folder that packages are put in."""
        return Path(self.asked("import sysconfig; print(sysconfig.get_path('purelib'))"))

    def asked(self, code: str) -> str:
        """Run a line of Python there, and return what it prints."""
        done = subprocess.run(
            [self.python, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env=_environment(),
        )
        return done.stdout.strip()

    def pip(self, *words: str) -> None:
        """Run pip there."""
        command = [str(self.python), "-m", "pip", "--disable-pip-version-check", "-q", *words]
        subprocess.run(command, check=True, env=_environment())

    def size(self) -> tuple[int, float]:
        """Return how many packages there are, and their megabytes, without pip and setuptools."""
        there = self.packages().iterdir()
        kept = [path for path in there if not path.name.startswith(_NEW_ENVIRONMENT)]
        total = sum(
            file.stat().st_size
            for path in kept
            for file in ([path] if path.is_file() else path.rglob("*"))
            if file.is_file()
        )
        return sum(path.suffix == ".dist-info" for path in kept), total / 1e6

    def run(self, folder: Path, *words: str) -> str:
        """Run a command of policykg, far from the checkout; return what it prints.

        Raises:
            AssertionError: it failed; with what it said.
        """
        done = subprocess.run(
            [self.python, "-m", "policykg", "--lang", "en", *words],
            cwd=folder, env=_environment(), timeout=_PATIENCE,
            capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip
        assert done.returncode == 0, (done.stdout + done.stderr)[-1000:]
        return done.stdout

    def walk(self, folder: Path) -> dict[str, str]:
        """Go through the commands; return each with nothing, or with what went wrong."""
        folder.mkdir()
        outcome = {}
        for step in STEPS:
            began = time.perf_counter()
            try:
                step(self, folder)
                outcome[step.__name__] = ""
            except (AssertionError, OSError, subprocess.SubprocessError) as error:
                outcome[step.__name__] = str(error) or repr(error)
            self.seconds[step.__name__] = time.perf_counter() - began
        return outcome


def _environment() -> dict[str, str]:
    """Return the environment without what leads to the checkout."""
    return {name: text for name, text in os.environ.items() if not name.startswith("PYTHON")}


def init(place: Installed, folder: Path) -> None:
    """Write the example."""
    place.run(folder, "init", "plans")
    assert (folder / "plans" / "policykg.yaml").is_file()


def check(place: Installed, folder: Path) -> None:
    """Check its facts against its text."""
    assert "0 errors" in place.run(folder, "-w", "plans", "check")


def build(place: Installed, folder: Path) -> None:
    """Build its graph."""
    place.run(folder, "-w", "plans", "build")


def query(place: Installed, folder: Path) -> None:
    """Ask it for what stands in its text."""
    said = place.run(folder, "-w", "plans", "query", "SELECT ?n { ?t a pk:Task ; pk:name ?n }")
    assert "竹产业园" in said, said


def network(place: Installed, folder: Path) -> None:
    """Draw a network into a page."""
    place.run(folder, "-w", "plans", "network", "leads", "leads.html")
    page = (folder / "leads.html").read_text("utf-8")
    assert "竹产业园" in page and "vis-network" in page


def bundle(place: Installed, folder: Path) -> None:
    """Write a bundle, and compute it again."""
    place.run(folder, "-w", "plans", "bundle", "--draft", "plans.zip")
    place.run(folder, "reproduce", "plans.zip")


def explore(place: Installed, folder: Path) -> None:
    """Open the explorer, read a page with its script, and stop it."""
    url = place.run(folder, "-w", "plans", "explore").split()[0]
    try:
        for path, words in (
            ("zh/things/tasks", "竹产业园"),
            ("static/js/page.entry.js", "document"),
        ):
            with urllib.request.urlopen(f"{url}{path}", timeout=_PATIENCE) as answer:
                assert words in answer.read().decode(), path
    finally:
        place.run(folder, "-w", "plans", "explore", "--stop")


STEPS: tuple[Callable[[Installed, Path], None], ...] = (
    init, check, build, query, network, bundle, explore,
)  # fmt: skip


def wheel_in(folder: Path) -> Path:
    """Build the wheel of this checkout."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    (wheel,) = folder.glob("*.whl")
    return wheel


def sizes(wheel: Path, python: str) -> Iterator[str]:
    """Measure what is installed by what is asked for, as rows of a table."""
    yield "| installed | packages | MB |"
    yield "|---|---:|---:|"
    for name, extra, more in KINDS:
        with tempfile.TemporaryDirectory() as scratch:
            place = Installed.into(Path(scratch) / "env", python)
            place.pip("install", f"{wheel}{extra}", *more)
            count, megabytes = place.size()
            yield f"| {name} | {count} | {megabytes:.0f} |"


def days(wheel: Path, pythons: list[str]) -> Iterator[str]:
    """Install and work on each Python, as rows of a table."""
    yield "| Python | pip install, s | packages | MB | commands that work | all seven, s |"
    yield "|---|---:|---:|---:|---:|---:|"
    for python in pythons:
        with tempfile.TemporaryDirectory() as scratch:
            place = Installed.into(Path(scratch) / "env", python)
            began = time.perf_counter()
            place.pip("install", str(wheel))
            seconds = time.perf_counter() - began
            count, megabytes = place.size()
            outcome = place.walk(Path(scratch) / "work")
            for name, why in outcome.items():
                if why:
                    print(f"{python}: {name}: {why}", file=sys.stderr)
            version = place.asked("import platform; print(platform.python_version())")
            good = sum(not why for why in outcome.values())
            yield (
                f"| {version} | {seconds:.0f} | {count} | {megabytes:.0f} "
                f"| {good} of {len(STEPS)} | {sum(place.seconds.values()):.1f} |"
            )


def pythons_here() -> list[str]:
    """Return the running Python, and others of 3.11 to 3.13 that are on the path and run."""
    others = (shutil.which(f"python3.{minor}") for minor in (11, 12, 13))
    found = {sys.version_info[:2]: sys.executable}
    for path in filter(None, others):
        code = "import sys; print(*sys.version_info[:2])"
        done = subprocess.run([path, "-c", code], capture_output=True, text=True, check=False)
        if done.returncode == 0:
            major, minor = map(int, done.stdout.split())
            found.setdefault((major, minor), path)
    return [found[version] for version in sorted(found)]


def main() -> None:
    """Measure, print, and put the tables into the docs if asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", action="append", help="a Python to install into; repeat")
    parser.add_argument("--write", action="store_true", help="into docs/benchmarks.md")
    arguments = parser.parse_args()
    pythons = arguments.python or pythons_here()
    with tempfile.TemporaryDirectory() as scratch:
        wheel = wheel_in(Path(scratch))
        lines = [f"The wheel itself has {wheel.stat().st_size / 1e6:.1f} MB.", ""]
        for line in chain(sizes(wheel, pythons[0]), [""], days(wheel, pythons)):
            lines.append(line)
            print(line, flush=True)
    if arguments.write:
        put_into(DOCS / "benchmarks.md", "benchmarks.install_size --write", lines)


if __name__ == "__main__":
    main()
