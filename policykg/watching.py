"""Build again whenever a facts file is saved: the companion of ``policykg serve --watch``.

It runs in a process of its own, so that pages are answered while it compiles, and ends when
the server that started it does.  What is wrong with the facts is written beside the builds,
where the server finds it; the last good graph stays in place.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from graph.errors import GraphError
from loaders.errors import LoadersError
from ontology.files import write_whole
from policykg.building import FactsUnsound, build_workspace

if TYPE_CHECKING:
    from loaders.problems import Problem

PROBLEMS: Final = "problems.json"
"""File in the build folder that holds what was wrong with the facts at the last try."""
EVERY: Final = 0.15
MOST: Final = 20

Stamp = tuple[tuple[str, int, int], ...]


def start(root: Path, sources: Sequence[Path]) -> subprocess.Popen[bytes]:
    """Start watching a workspace in a process of its own; it ends when its input closes."""
    code = "from policykg.watching import main; main()"
    return subprocess.Popen(
        [sys.executable, "-c", code, str(root), *map(str, sources)], stdin=subprocess.PIPE
    )


def main() -> None:
    """Watch until the parent is gone."""
    root, *sources = map(Path, sys.argv[1:])
    threading.Thread(target=_end_with_parent, daemon=True).start()
    watch(root, sources)


def _end_with_parent() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


def watch(root: Path, sources: Sequence[Path]) -> None:
    """Build again after every change, for ever."""
    import loaders.compile  # loaded beforehand: the first saved file shall not wait for it

    assert loaders.compile
    facts = _folder(root, "facts")
    seen = stamp(facts)
    while True:
        time.sleep(EVERY)
        now = stamp(facts)
        if now != seen:
            seen = now
            rebuild(root, sources)


def _folder(root: Path, kind: str) -> Path:
    """Return a folder of the workspace, under its usual name while the settings cannot be read."""
    from loaders.workspace import open_workspace

    try:
        return root / str(getattr(open_workspace(root).settings, kind))
    except LoadersError:
        return root / kind


def stamp(facts: Path) -> Stamp:
    """Return what changes when facts, signatures or the lock are saved, added or removed."""
    found = []
    for path in (
        *facts.rglob("*.yaml"),
        *(facts / "signatures").glob("*.txt"),
        *facts.glob("*.lock"),
    ):
        try:
            state = path.stat()
        except OSError:  # an editor is putting a new file in its place
            continue
        found.append((str(path), state.st_mtime_ns, state.st_size))
    return tuple(sorted(found))


def rebuild(root: Path, sources: Sequence[Path]) -> list[dict[str, Any]]:
    """Compile and publish a workspace, or write down what is wrong with it.

    Returns:
        The problems, none of them where there is a new build.
    """
    folder = _folder(root, "build")
    try:
        from loaders.workspace import open_workspace

        workspace = open_workspace(root, tuple(sources))
        folder = workspace.build_folder
        build_workspace(workspace)
        problems = []
    except FactsUnsound as error:
        problems = [_as_json(problem) for problem in error.errors[:MOST]]
    except LoadersError as error:
        problems = [_as_json(p) for p in error.problems] or [_plain(error.en, error.zh)]
    except (GraphError, OSError) as error:
        problems = [_plain(str(error), getattr(error, "zh", str(error)))]
    _write(folder / PROBLEMS, problems)
    return problems


def _as_json(problem: Problem) -> dict[str, Any]:
    return {
        "file": problem.at.file,
        "line": problem.at.line,
        "column": problem.at.column,
        "rule": problem.rule,
        "en": problem.en,
        "zh": problem.zh,
    }


def _plain(en: str, zh: str) -> dict[str, Any]:
    return {"file": "", "line": None, "column": None, "rule": "", "en": en, "zh": zh}


def _write(path: Path, problems: list[dict[str, Any]]) -> None:
    if not problems:
        path.unlink(missing_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, json.dumps(problems, ensure_ascii=False))
