"""Fenced snippets of the docs, what HTML comments before them say, and how each is run.

A comment right before a snippet may say::

    <!-- not run: fetches packages -->                        none of it
    <!-- not run "pip install": fetches packages -->           no command that begins so
    <!-- first: cp facts/a.yaml second.yaml -->                what the shell does before
    <!-- ends with 1 "policykg diff": they differ -->          another exit code than 0
    <!-- needs the source texts -->                            not run where they are not
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.support.command import ROOT

_FENCE: Final = re.compile(
    r"^(?P<marks>(?:<!-- .*? -->\n)*) *```(?P<language>\w*)\n(?P<text>.*?)^ *```$",
    re.DOTALL | re.MULTILINE,
)
_NOT_RUN: Final = re.compile(r'<!-- not run(?: "(?P<start>[^"]+)")?: (?P<reason>.+?) -->')
_FIRST: Final = re.compile(r"<!-- first: (.+?) -->")
_ENDS: Final = re.compile(r'<!-- ends with (?P<code>\d) "(?P<start>[^"]+)": .+? -->')
SHELL: Final = ("console", "bash", "sh")


@dataclass(frozen=True)
class Snippet:
    """One fenced snippet with its marks."""

    page: str
    line: int
    language: str
    text: str
    not_run: dict[str, str] = field(default_factory=dict)
    """Reasons by the beginning of the commands; an empty beginning means all of it."""
    first: str = ""
    ends: dict[str, int] = field(default_factory=dict)
    needs_texts: bool = False

    @property
    def runs(self) -> bool:
        """Whether any of it is run."""
        return "" not in self.not_run

    def commands(self) -> Iterator[tuple[str, list[str]]]:
        """Yield each command of the shell with the lines that it is shown to print."""
        if self.language != "console":
            yield from ((command, []) for command in _whole_commands(self.text.splitlines()))
            return
        for part in re.split(r"^\$ ", self.text, flags=re.MULTILINE)[1:]:
            lines = part.splitlines()
            size = next(n for n in range(1, len(lines) + 1) if _whole("\n".join(lines[:n])))
            shown = [line.rstrip() for line in lines[size:] if line.strip()]
            yield "\n".join(lines[:size]), shown


def snippets(page: str) -> list[Snippet]:
    """Return the fenced snippets of a page, in order."""
    text = (ROOT / page).read_text(encoding="utf-8")
    return [
        Snippet(
            page,
            text.count("\n", 0, found.end("marks")) + 1,
            found["language"],
            _dedented(found["text"]),
            {mark["start"] or "": mark["reason"] for mark in _NOT_RUN.finditer(found["marks"])},
            "; ".join(_FIRST.findall(found["marks"])),
            {mark["start"]: int(mark["code"]) for mark in _ENDS.finditer(found["marks"])},
            "<!-- needs the source texts -->" in found["marks"],
        )
        for found in _FENCE.finditer(text)
    ]


def matches(shown: str, printed: str) -> bool:
    """Tell whether a line is the one that is shown, where … stands for anything."""
    pattern = ".*".join(re.escape(part) for part in shown.split("…"))
    return re.fullmatch(pattern + (".*" if "…" in shown else ""), printed.rstrip()) is not None


class Shell:
    """A shell in a folder of its own, which a reader's commands lead from folder to folder."""

    def __init__(self, folder: Path, home: Path) -> None:
        self.folder = folder
        program = home / "bin" / "policykg"
        program.parent.mkdir(parents=True)
        program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m policykg "$@"\n')
        program.chmod(0o755)
        self.environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith("POLICYKG_")},
            "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, sys.path)]),
            "HOME": str(home),
            "POLICYKG_LANG": "en",
            "LC_ALL": "C.UTF-8",
            "BROWSER": "true",
            "COLUMNS": "200",
        }

    def run(self, command: str, seconds: float = 300) -> tuple[int, str]:
        """Run a command; what it prints, errors too, comes back, and `cd` holds."""
        where = self.folder.parent / "where"
        done = subprocess.run(
            ["bash", "-c", f'{command}\ncode=$?; pwd > "{where}"; exit $code'],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=seconds,
            check=False,
        )
        if where.exists():
            self.folder = Path(where.read_text(encoding="utf-8").strip())
        return done.returncode, done.stdout.decode("utf-8", "replace")


def _dedented(text: str) -> str:
    lines = text.splitlines(keepends=True)
    margin = min((len(x) - len(x.lstrip()) for x in lines if x.strip()), default=0)
    return "".join(line[margin:] if line.strip() else line for line in lines)


def _whole(command: str) -> bool:
    try:
        return bool(shlex.split(command, comments=True)) and not command.rstrip().endswith("\\")
    except ValueError:
        return False


def _whole_commands(lines: list[str]) -> Iterator[str]:
    command = ""
    for line in lines:
        command = f"{command}\n{line}" if command else line
        if _whole(command):
            yield command
            command = ""
