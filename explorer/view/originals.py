"""The page of the original file that words stand on, where ``policykg add`` noted it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from explorer.view.model import GraphView
from loaders.evidence.limits import MAX_BYTES
from ontology.terms import PK

__all__ = ["Noted", "OriginalPlace", "noted_of"]


@dataclass(frozen=True, slots=True)
class OriginalPlace:
    """Where words stand in the file that their text was read from."""

    file: str
    """As the file was called when it was added."""
    page: int
    """From 1; 0 where the file has no pages."""
    cell: tuple[int, int, int] | None
    """Table, row and column, each from 1."""


def noted_of(view: GraphView, document: str, folders: Sequence[Path]) -> Noted | None:
    """Return what was noted of a source text when it was read from its original.

    Args:
        view: The graph.
        document: IRI of the document.
        folders: Where texts lie, and what was noted of them beside each.

    Returns:
        The notes; none where the text was not added from a file, or is another than was quoted.
    """
    name = view.text(document, PK.sourceFile) or ""
    stem, _, suffix = name.rpartition(".")
    if suffix != "txt" or not stem or name != Path(name).name:
        return None
    for folder in folders:
        path = folder / f"{stem}.json"
        try:
            state = path.stat()
        except OSError:
            continue
        record = _read(path, state.st_mtime_ns, state.st_size)
        if record is not None and record.text_sha256 == view.text(document, PK.sourceSha256):
            return record
    return None


@dataclass(frozen=True, slots=True)
class Noted:
    """What ``policykg add`` noted of a text, as far as pages of facts tell it."""

    name: str
    text_sha256: str
    pages: tuple[tuple[int, ...], ...]
    """Start, end, page."""
    cells: tuple[tuple[int, ...], ...]
    """Start, end, page, table, row, column."""

    def place(self, start: int) -> OriginalPlace:
        """Return where a character of the text stands in the original.

        Args:
            start: Code points of the raw text before the character.
        """
        page, cell = _at(self.pages, start), _at(self.cells, start)
        return OriginalPlace(
            self.name,
            page[2] if page is not None else 0,
            (cell[3], cell[4], cell[5]) if cell is not None else None,
        )


def _at(runs: tuple[tuple[int, ...], ...], start: int) -> tuple[int, ...] | None:
    return next((run for run in runs if run[0] <= start < run[1]), None)


@lru_cache(maxsize=32)
def _read(path: Path, changed: int, size: int) -> Noted | None:
    """Read what was noted of a text once, and again when it has changed."""
    if path.is_symlink() or size > 16 * MAX_BYTES:
        return None
    try:
        data = json.loads(path.read_bytes())
        return Noted(
            str(data["original"]["name"]),
            str(data["text"]["sha256"]),
            tuple((int(a), int(b), int(page)) for a, b, page in data["pages"]),
            tuple(tuple(map(int, run)) for run in data["cells"] if len(run) == 6),
        )
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
