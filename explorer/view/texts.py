"""The source texts at hand: the very bytes that were quoted, or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

from explorer.view.model import GraphView
from loaders.evidence.limits import MAX_BYTES
from ontology.terms import PK

__all__ = ["sentence_around", "source_of"]

AROUND: Final = 60
"""Characters shown on each side of a quotation, where its sentence is longer."""
_STOPS: Final = "。!?！？\n"


def source_of(view: GraphView, document: str, folders: Sequence[Path]) -> str | None:
    """Return the source text of a document, if a folder holds the very bytes that were quoted."""
    name = view.text(document, PK.sourceFile)
    wanted = view.text(document, PK.sourceSha256)
    if not name or name != Path(name).name or name in (".", ".."):
        return None
    for folder in folders:
        path = folder / name
        try:
            state = path.stat()
            if not path.is_file() or state.st_size > MAX_BYTES:
                continue
            text, found = _read(path, state.st_mtime_ns, state.st_size)
        except OSError:
            continue
        if found == wanted:
            return text
    return None


@lru_cache(maxsize=32)
def _read(path: Path, changed: int, size: int) -> tuple[str, str]:
    """Read a text and its checksum once, and again when it has changed."""
    data = path.read_bytes()
    return data.decode("utf-8", "replace"), hashlib.sha256(data).hexdigest()


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span of the sentence that a span lies in, at most :data:`AROUND` beyond it."""
    low = max(0, start - AROUND)
    high = min(len(text), end + AROUND)
    before = max(text.rfind(stop, low, start) for stop in _STOPS) + 1
    behind = [at + 1 for stop in _STOPS if (at := text.find(stop, end, high)) >= 0]
    since = max(before, low)
    since += len(text[since:start]) - len(text[since:start].lstrip())
    return since, min(behind, default=high)
