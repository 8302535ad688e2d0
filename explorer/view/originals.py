"""The page of the original file that words stand on, where ``policykg add`` noted it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from explorer.view.model import GraphView
from loaders.intake.records import Record, read_record
from ontology.terms import PK

__all__ = ["OriginalPlace", "original_place"]


@dataclass(frozen=True, slots=True)
class OriginalPlace:
    """Where words stand in the file that their text was read from."""

    file: str
    """As the file was called when it was added."""
    page: int
    """From 1; 0 where the file has no pages."""
    cell: tuple[int, int, int] | None
    """Table, row and column, each from 1."""


def original_place(
    view: GraphView, document: str, folders: Sequence[Path], start: int
) -> OriginalPlace | None:
    """Return where a character of a source text stands in the original.

    Args:
        view: The graph.
        document: IRI of the document.
        folders: Where texts lie, and what was noted of them beside each.
        start: Code points of the raw text before the character.

    Returns:
        The place; none where the text was not added from a file, or is another than was quoted.
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
            return OriginalPlace(record.name, record.page_at(start), record.cell_at(start))
    return None


@lru_cache(maxsize=32)
def _read(path: Path, changed: int, size: int) -> Record | None:
    """Read what was noted of a text once, and again when it has changed."""
    return read_record(path)
