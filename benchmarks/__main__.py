"""Run every benchmark in one go; what they print goes to ``build/benchmarks.md``, too.

    python -m benchmarks            a few minutes, small sizes
    python -m benchmarks --large    the sizes of the budgets; about an hour on two cores

Every figure of ``docs/benchmarks.md``, which also explains them, comes from these scripts; each can
be run alone, see its own docstring.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUNS: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("pipeline_speed", ("--documents", "100"), ("--documents", "1000")),
    ("graph_speed", ("--documents", "100"), ("--documents", "1000", "--seconds", "60")),
    ("network_speed", ("--documents", "50"), ("--documents", "1000")),
    ("mutations", ("--each", "2"), ("--each", "12", "--states", "4")),
    ("page_speed", ("--documents", "20"), ("--documents", "1000")),
    ("start_speed", ("--workspace", str(ROOT)), ("--workspace", str(ROOT), "--documents", "300")),
    ("endpoint_speed", (), ()),
    ("command_speed", (), ()),
    ("picture_speed", (), ()),
    ("intake", ("--each", "1"), ("--each", "4")),
)
"""Script, its words for a quick run, its words for a large one."""


def run(name: str, words: tuple[str, ...]) -> str:
    """Run one script; return what it prints, or why it did not."""
    if name == "mutations":
        folders = os.environ.get("POLICYKG_SOURCES")
        if not folders:
            return "skipped: the source texts are not here (POLICYKG_SOURCES)"
        words = (*words, "--sources", folders)
    command = [sys.executable, "-m", f"benchmarks.{name}", *words]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    text = done.stdout.strip()
    return text if done.returncode == 0 else f"{text}\nended with {done.returncode}:\n{done.stderr}"


def main() -> None:
    """Run all, and keep what they print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--only", nargs="*", help="names of scripts")
    arguments = parser.parse_args()
    machine = f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
    blocks = [
        "# Benchmarks\n\nMeasured by `python -m benchmarks"
        + (" --large" if arguments.large else "")
        + f"` in one go on one machine: {machine}.\n"
    ]
    for name, small, large in RUNS:
        if arguments.only and name not in arguments.only:
            continue
        words = large if arguments.large else small
        print(f"== {name} {' '.join(words)}", flush=True)
        said = run(name, words)
        print(said, flush=True)
        blocks.append(
            f"## {name}\n\n`python -m benchmarks.{name} {' '.join(words)}`\n\n```\n{said}\n```\n"
        )
    kept = ROOT / "build" / "benchmarks.md"
    kept.parent.mkdir(exist_ok=True)
    kept.write_text("\n".join(blocks), encoding="utf-8")


if __name__ == "__main__":
    main()
