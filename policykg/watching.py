"""Build again whenever something is saved that a build depends on: ``policykg serve --watch``.

It runs in a process of its own, so that pages are answered while it compiles, and ends when
the server that started it does.  It checks and builds as ``policykg build`` does, but for the
lock, which is renewed by whoever is done with a document.  What is wrong with the facts is
written beside the builds, where the server finds it; the last good graph stays in place.

No edit is lost: the first look is compared with nothing, so what was saved before the watch
began is built too; files are looked at before each build, so what is saved during a build
differs at the next look; and a build that another builder keeps from running is tried again.
"""

from __future__ import annotations

import errno
import json
import os
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from loaders.errors import LoadersError
from loaders.evidence.ledger_paths import ledger_files
from loaders.evidence.lock_paths import ENDING as LOCK_ENDING
from loaders.evidence.lock_paths import lock_file, locks_folder
from loaders.glosses.paths import gloss_inputs
from loaders.states.signature_file import signatures_file
from ontology.files import write_whole
from policykg.building import FactsUnsound, build_changed, looked_at
from policykg.waking import Waking

if TYPE_CHECKING:
    from loaders.problems import Problem
    from loaders.reuse.digests import Digests
    from loaders.workspace import Workspace
    from policykg.memory import Memory

PROBLEMS: Final = "problems.json"
"""File in the build folder that holds what was wrong with the facts at the last try."""
EVERY: Final = 0.15
"""Seconds between two looks."""
SHARE: Final = 20
"""So many times as long as a look takes, nothing is looked at: a twentieth of a core at most."""
MOST_SECONDS: Final = 1.0
MOST: Final = 20

_STDIN: Final = 0

Stamp = tuple[tuple[str, int, int, int], ...]


def start(root: Path, sources: Sequence[Path]) -> subprocess.Popen[bytes]:
    """Start watching a workspace in a process of its own; it ends when its input closes."""
    code = "from policykg.watching import main; main()"
    return subprocess.Popen(
        [sys.executable, "-P", "-c", code, str(root), *map(str, sources)], stdin=subprocess.PIPE
    )


def main() -> None:
    """Watch until the parent is gone."""
    root, *sources = map(Path, sys.argv[1:])
    threading.Thread(target=_end_with_parent, daemon=True).start()
    watch(root, sources)


def _end_with_parent() -> None:
    # Not by `sys.stdin`: a thread that waits there holds its lock, and a process that is forked to
    # share the work of a build closes `sys.stdin` first; it would wait for that lock for ever.
    while os.read(_STDIN, 4096):
        pass
    os._exit(0)


def watch(root: Path, sources: Sequence[Path]) -> None:
    """Build again after every change, for ever."""
    from policykg.memory import Memory

    seen: Stamp | None = None
    loaded = False
    built = False
    compacting: threading.Thread | None = None
    memory, waking = Memory(), Waking()
    while True:
        places = _places(root, sources)
        if seen is None:
            waking.follow(_folders(places))
        began = time.thread_time()  # what others do on this machine is no reason to wait
        now = stamp(*places)
        took = time.thread_time() - began
        if now != seen:
            waking.follow(_folders(places))  # there may be new ones
            seen = now if rebuild(root, sources, memory) is not None else None
            built = True
        elif built and (compacting is None or not compacting.is_alive()):
            compacting, built = _compacting(_folder(root, "build")), False
        if not loaded:
            _load_checks()  # the first file saved shall not wait for it
            loaded = True
        waking.wait(min(max(EVERY, SHARE * took), MOST_SECONDS), took)


def _compacting(folder: Path) -> threading.Thread | None:
    """Begin to compact the store of a large graph, if it has been changed often."""
    from graph.builds.compacting import wants_compacting

    if not wants_compacting(folder):
        return None
    thread = threading.Thread(target=_compact, args=(folder,), daemon=True)
    thread.start()
    return thread


def _compact(folder: Path) -> None:
    from graph.builds.compacting import compact
    from graph.errors import GraphError

    try:
        compact(folder)
    except (GraphError, OSError) as error:  # the store stays as it is; it is tried again later
        print(f"the store was not compacted: {error}", file=sys.stderr, flush=True)


def _load_checks() -> None:
    import loaders.checking.workspace
    import loaders.compile
    import loaders.rules.registry
    import loaders.states.states

    assert loaders.compile
    assert loaders.checking.workspace
    assert loaders.rules.registry
    assert loaders.states.states


def _places(root: Path, sources: Sequence[Path]) -> tuple[Path, ...]:
    """Return all files and folders of which a build is made."""
    from loaders.workspace import SETTINGS_FILE

    return root / SETTINGS_FILE, _folder(root, "facts"), _folder(root, "sources"), *sources


def _folder(root: Path, kind: str) -> Path:
    """Return a folder of the workspace, under its usual name while the settings cannot be read."""
    from loaders.workspace import open_workspace

    try:
        return root / str(getattr(open_workspace(root).settings, kind))
    except LoadersError:
        return root / kind


def _folders(places: Sequence[Path]) -> Iterator[str]:
    """Yield the folders in which something may be saved."""
    for place in places:
        if place.is_dir():
            yield from (folder for folder, _, _ in os.walk(place))
        else:
            yield os.fspath(place.parent)


def stamp(*places: Path) -> Stamp:
    """Return what changes when a file is saved, added, renamed or removed.

    Args:
        places: Files, and folders with all that is below them.
    """
    return tuple(sorted(entry for place in places for entry in _entries(place)))


def _entries(place: Path) -> Iterator[tuple[str, int, int, int]]:
    try:
        state = place.stat()
        if not stat.S_ISDIR(state.st_mode):
            yield str(place), state.st_mtime_ns, state.st_size, state.st_ino
            return
        todo = [os.scandir(place)]
    except OSError:
        return
    while todo:
        with todo.pop() as entries:
            for entry in entries:
                try:
                    if entry.is_dir(follow_symlinks=False):
                        todo.append(os.scandir(entry.path))
                        continue
                    state = entry.stat()
                except OSError:  # an editor is putting a new file in its place
                    continue
                yield entry.path, state.st_mtime_ns, state.st_size, state.st_ino


def rebuild(
    root: Path, sources: Sequence[Path], memory: Memory | None = None
) -> list[dict[str, Any]] | None:
    """Check and publish a workspace, or write down what is wrong with it.

    Args:
        root: Of the workspace.
        sources: Further folders of source texts.
        memory: What earlier builds of this process have read.

    Returns:
        The problems, none of them where there is a new build; nothing where another process is
        building or has come between, so that this has to be tried again.
    """
    from graph.errors import BuildBusy, GraphError
    from loaders.checking.workspace import check_workspace
    from loaders.workspace import open_workspace

    folder = _folder(root, "build")
    try:
        workspace = open_workspace(root, tuple(sources))
        folder = workspace.build_folder
        digests = looked_at(workspace) if memory is None else memory.digests(workspace)
        files = _unbuilt(workspace, digests)
        ledgers = tuple(map(digests.of, ledger_files(workspace)))
        if memory is not None and memory.ledgers not in (None, ledgers):
            files = None  # they may have made sound what is as it was
        report = check_workspace(workspace, files, lock=False, warnings=False, digests=digests)
        if report.errors:
            raise FactsUnsound(report.problems)
        if memory is not None:
            memory.ledgers = ledgers
        build_changed(workspace, digests=digests, memory=memory)
        problems = []
    except BuildBusy:
        return None
    except FactsUnsound as error:
        problems = [_as_json(problem) for problem in error.errors[:MOST]]
    except LoadersError as error:
        problems = [_as_json(p) for p in error.problems] or [_plain(error.en, error.zh)]
    except (GraphError, OSError) as error:
        if getattr(error, "errno", None) == errno.ESTALE:  # another run has read the files anew
            return None
        problems = [_plain(str(error), getattr(error, "zh", str(error)))]
    _write(folder / PROBLEMS, problems)
    return problems


def _unbuilt(workspace: Workspace, digests: Digests) -> list[Path] | None:
    """Return the facts files that the graph served was not made from; none stands for all.

    What it was made from was checked then; so the first save after the start need not wait until
    everything has been checked again.
    """
    from graph.builds.build import open_current
    from graph.errors import GraphError
    from loaders.workspace import SETTINGS_FILE

    try:
        inputs = open_current(workspace.build_folder, verify=False).manifest.inputs
    except GraphError:
        return None
    files = {workspace.name_of(path): path for path in workspace.facts_files()}
    locked: set[str] = set()  # of which the lock is another one
    root, locks = f"{workspace.root}{os.sep}", f"{workspace.name_of(locks_folder(workspace))}/"
    folders = [f"{folder}{os.sep}" for folder in workspace.source_folders]
    for name, digest in inputs.items():
        if name in files:
            continue
        head, _, last = name.rpartition("/")
        if f"{head}/" == locks:
            if digests.of(root + name) != digest:
                locked.add(last.removesuffix(LOCK_ENDING))
        elif name.startswith("sources/"):
            found = (there for folder in folders if (there := digests.of(folder + last)))
            if next(found, None) != digest:  # of several folders the first one has the text
                return None
        elif digests.of(root + name) != digest:
            return None
    shared = [workspace.root / SETTINGS_FILE, *workspace.authority_files()]
    if any(workspace.name_of(path) not in inputs for path in shared):
        return None
    other = locked | _beside(workspace, inputs.keys())
    return [
        path
        for name, path in files.items()
        if path.stem in other or digests.of(path) != inputs.get(name)
    ]


def _beside(workspace: Workspace, inputs: Collection[str]) -> set[str]:
    """Return the documents beside which something stands that the graph was not made from.

    That is a lock, signatures or glosses; without a text or a lock there is no graph.

    Args:
        workspace: The workspace.
        inputs: The files that the graph was made from.
    """
    beside = (
        *gloss_inputs(workspace, ""),
        signatures_file(workspace, ""),
        lock_file(workspace, ""),
    )
    found: set[str] = set()
    for folder in {file.parent for file in beside}:
        name = workspace.name_of(folder)
        with suppress(OSError):  # most workspaces do not have all of them
            new = (one for one in os.listdir(folder) if f"{name}/{one}" not in inputs)  # noqa: PTH208
            found.update(one.rpartition(".")[0] for one in new)
    return found


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
