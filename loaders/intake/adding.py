"""Add files and folders to a workspace: all of them, and all that is wrong with any at once."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from loaders.intake.confined import Outcome, read_file
from loaders.intake.files import Original, listed, read_original
from loaders.intake.limits import MEMORY, SECONDS
from loaders.intake.refusals import Refused, problem
from loaders.intake.store import Added, Shelf
from loaders.problems import Position, Problem
from loaders.workspace import Workspace

_TOGETHER = max(1, min(4, os.cpu_count() or 1))


def add_files(
    workspace: Workspace,
    paths: Sequence[Path],
    *,
    id_: str | None = None,
    header: bool = True,
    memory: int = MEMORY,
    seconds: int = SECONDS,
) -> Iterator[Added | Problem]:
    """Add files; yield what became of each, in order.

    Args:
        workspace: Where to.
        paths: Files, and folders of files.
        id_: The id for the one file that is added.
        header: Whether to write a draft with the proposed header.
        memory: Bytes that reading one file may take.
        seconds: Of processor time that reading one file may take.
    """
    shelf = Shelf(workspace)
    try:
        files = list(dict.fromkeys(listed(paths)))
    except Refused as refused:
        yield problem(str(paths[0]), refused)
        return
    if not files:
        yield _nothing(paths)
        return
    with ThreadPoolExecutor(_TOGETHER) as pool:
        for at in range(0, len(files), _TOGETHER):
            some = files[at : at + _TOGETHER]
            for path, read in zip(
                some,
                pool.map(lambda path: _read(shelf, path, memory, seconds), some),
                strict=True,
            ):
                yield _added(shelf, path, read, id_, header)


def _read(
    shelf: Shelf, path: Path, memory: int, seconds: int
) -> tuple[Original, Outcome | None] | Refused:
    """Read one file; without an outcome if it was added before."""
    try:
        original = read_original(path)
        if shelf.known(original.sha256) is not None:
            return original, None
        return original, read_file(original, memory=memory, seconds=seconds)
    except Refused as refused:
        return refused


def _added(
    shelf: Shelf,
    path: Path,
    read: tuple[Original, Outcome | None] | Refused,
    id_: str | None,
    header: bool,
) -> Added | Problem:
    if isinstance(read, Refused):
        return problem(str(path), read)
    original, outcome = read
    known = shelf.known(original.sha256)
    if known is not None or outcome is None:
        assert known is not None
        return Added(path.name, known.id, "same-file", known.characters, known.kind)
    if id_ is not None and id_ in shelf.taken():
        return _taken(path, id_)
    return shelf.add(original, outcome, id_=id_, header=header)


def _taken(path: Path, identity: str) -> Problem:
    return Problem(
        "document-id",
        Position(str(path)),
        f"the id `{identity}` is already that of another document: give another by --id",
        f"标识“{identity}”已属于另一文献:请用 --id 另取一个",
    )


def _nothing(paths: Sequence[Path]) -> Problem:
    name = str(paths[0]) if paths else "."
    return Problem(
        "file-none",
        Position(name),
        "there is no PDF, DOCX, HTML or TXT file in this folder",
        "此文件夹中没有 PDF、DOCX、HTML 或 TXT 文件",
    )
