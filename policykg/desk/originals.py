"""The file that a document was read from: the page of each place, drawn, and the file itself."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from pathlib import Path
from typing import Any, Final

from loaders.desk.desk import NotAtDesk
from loaders.intake.confined import draw_page
from loaders.intake.limits import MAX_FILE
from loaders.intake.records import Record, read_record
from loaders.intake.refusals import Refused, problem
from loaders.workspace import Workspace

__all__ = ["MEDIA", "Originals", "original_of", "words_on_page"]

MEDIA: Final = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
"""Kinds of files → their media types; of every other the browser learns nothing."""
_KEPT: Final = 12
"""Pages that are kept drawn."""
_LONGEST: Final = 2000


class Originals:
    """The original files of a workspace, as ``add`` keeps them; may be called from any thread."""

    def __init__(self, workspace: Workspace) -> None:
        self.folder = workspace.root / workspace.settings.sources
        self._drawn: OrderedDict[tuple[str, int, int], bytes] = OrderedDict()
        self._lock = threading.Lock()
        self._drawing = threading.Lock()

    def record(self, file: str, sha256: str | None) -> Record | None:
        """Return what ``add`` noted of a text; none where it was not added, or was changed since.

        Args:
            file: The text's file.
            sha256: Of the text as it is now; none: not compared.
        """
        stem, dot, suffix = file.rpartition(".")
        if not dot or suffix != "txt" or Path(file).name != file:
            return None
        record = read_record(self.folder / f"{stem}.json")
        if record is None or (sha256 is not None and record.text_sha256 != sha256):
            return None
        return record

    def file(self, record: Record) -> Path:
        """Return the path of an original.

        Raises:
            NotAtDesk: it is not there, or lies elsewhere.
        """
        path = self.folder / record.original
        inside = path.resolve().is_relative_to(self.folder.resolve())
        if not inside or path.is_symlink() or not path.is_file():
            raise NotAtDesk(
                f"the original {record.name} is not in sources/originals: add it again",
                f"sources/originals 中没有原件 {record.name}:请重新添加",
            )
        return path

    def image(self, record: Record, text: str, start: int, end: int) -> bytes:
        """Return the page of some words as PNG, the words marked.

        Raises:
            NotAtDesk: it cannot be drawn; the message says why.
        """
        key = record.sha256, start, end
        with self._lock:
            if key in self._drawn:
                self._drawn.move_to_end(key)
                return self._drawn[key]
        number = record.page_at(start)
        if record.kind != "pdf" or not number:
            raise NotAtDesk("the original has no pages", "原件不分页")
        path = self.file(record)
        data = path.read_bytes() if path.stat().st_size <= MAX_FILE else b""
        if hashlib.sha256(data).hexdigest() != record.sha256:
            raise NotAtDesk(
                f"the original {record.name} is not the file that was added: add it again",
                f"原件 {record.name} 已非当初添加的文件:请重新添加",
            )
        words, before = words_on_page(record, text, number, start, end)
        try:
            with self._drawing:  # one child at a time
                png, _ = draw_page(data, number, words, before)
        except Refused as refused:
            told = problem(record.name, refused)
            raise NotAtDesk(told.en, told.zh) from None
        with self._lock:
            self._drawn[key] = png
            while len(self._drawn) > _KEPT:
                self._drawn.popitem(last=False)
        return png


def words_on_page(record: Record, text: str, number: int, start: int, end: int) -> tuple[str, int]:
    """Return the words of a span that stand on a page, and how many equal ones stand before them.

    A sentence that goes over to the next page is marked as far as the page has it.
    """
    runs = [(a, b) for a, b, page in record.pages if page == number]
    on_page = [(max(a, start), min(b, end)) for a, b in runs if a < end and start < b]
    words = "".join("".join(text[a:b].split()) for a, b in on_page)[:_LONGEST]
    if not words:
        return "", 0
    before = "".join("".join(text[a : min(b, start)].split()) for a, b in runs if a < start)
    return words, before.count(words)


def original_of(record: Record | None) -> dict[str, Any]:
    """Return what a page tells of the original: its name, and the page and cell of each place."""
    if record is None:
        return {"original": None, "pages": [], "cells": []}
    return {
        "original": {"name": record.name, "kind": record.kind},
        "pages": [list(run) for run in record.pages],
        "cells": [list(run) for run in record.cells],
    }
