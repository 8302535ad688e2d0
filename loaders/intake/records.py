"""What is kept of each file beside its text: `sources/<id>.json`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from loaders.intake.blocks import Text
from loaders.intake.header import Header
from loaders.intake.proposals import Proposal

FORM: Final = 1
MAX_RECORD: Final = 64 << 20
ORIGINALS: Final = "originals"


@dataclass(frozen=True, slots=True)
class Record:
    """One file that was added."""

    id: str
    original: str
    """File below the folder of the sources."""
    name: str
    """As the file was called."""
    kind: str
    sha256: str
    size: int
    """Bytes."""
    text_sha256: str
    characters: int
    encoding: str = ""
    earlier: str = ""
    """Id of the version before this one."""
    header: dict[str, dict[str, Any]] = field(default_factory=dict)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    pages: list[tuple[int, int, int]] = field(default_factory=list)
    cells: list[tuple[int, int, int, int, int, int]] = field(default_factory=list)
    kinds: list[tuple[int, int, str]] = field(default_factory=list)

    @property
    def title(self) -> str:
        """The proposed title."""
        return str(self.header.get("title", {}).get("value", ""))

    @property
    def number(self) -> str:
        """The proposed document number."""
        return str(self.header.get("number", {}).get("value", ""))

    def page_at(self, offset: int) -> int:
        """Return the page that a character of the text stands on; 0 if it has none."""
        return next((page for start, end, page in self.pages if start <= offset < end), 0)

    def cell_at(self, offset: int) -> tuple[int, int, int] | None:
        """Return table, row and column of a character of the text."""
        return next(
            ((t, r, c) for start, end, _, t, r, c in self.cells if start <= offset < end), None
        )


def header_as_data(header: Header) -> dict[str, dict[str, Any]]:
    """Return a proposed header as plain data, fields in their order."""
    rows = {**header.fields, **{f"counts.{name}": found for name, found in header.counts.items()}}
    return {
        "language": {
            "value": header.language,
            "words": "",
            "start": -1,
            "end": -1,
            "source": "text",
        },
        **{name: _row(found) for name, found in rows.items()},
    }


def _row(found: Proposal) -> dict[str, Any]:
    return {
        "value": found.value,
        "words": found.words[:200],
        "start": found.start,
        "end": found.end,
        "source": found.source,
    }


def written(record: Record) -> str:
    """Write a record: keys in a fixed order, a run a line, so that changes show in a diff."""
    head = {
        "form": FORM,
        "id": record.id,
        "original": {
            "file": record.original,
            "name": record.name,
            "kind": record.kind,
            "sha256": record.sha256,
            "bytes": record.size,
            "encoding": record.encoding,
        },
        "text": {
            "file": f"{record.id}.txt",
            "sha256": record.text_sha256,
            "characters": record.characters,
        },
        "earlier": record.earlier,
    }
    parts = [f"{_one(key)}: {_one(value)}" for key, value in head.items()]
    parts.append(f'"header": {_lines(record.header)}')
    for name, rows in (
        ("left-out", record.left_out),
        ("pages", record.pages),
        ("cells", record.cells),
        ("kinds", record.kinds),
    ):
        parts.append(f"{_one(name)}: {_lines(rows)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _one(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _lines(rows: Any) -> str:
    if isinstance(rows, Mapping):
        inner = [f"{_one(key)}: {_one(value)}" for key, value in rows.items()]
        return "{\n" + ",\n".join(inner) + "\n}" if inner else "{}"
    inner = [_one(list(found)) for found in rows]
    return "[\n" + ",\n".join(inner) + "\n]" if inner else "[]"


def read_record(path: Path) -> Record | None:
    """Read a record; none if the file is none of ours, or damaged."""
    try:
        if path.is_symlink() or not path.is_file() or path.stat().st_size > MAX_RECORD:
            return None
        data = json.loads(path.read_bytes())
        if not isinstance(data, dict) or data.get("form") != FORM:
            return None
        original, text = data["original"], data["text"]
        return Record(
            str(data["id"]),
            str(original["file"]),
            str(original["name"]),
            str(original["kind"]),
            str(original["sha256"]),
            int(original["bytes"]),
            str(text["sha256"]),
            int(text["characters"]),
            str(original["encoding"]),
            str(data["earlier"]),
            dict(data["header"]),
            [(str(why), str(words)) for why, words in data["left-out"]],
            [(int(a), int(b), int(c)) for a, b, c in data["pages"]],
            [
                (int(a), int(b), int(p), int(t), int(r), int(c))
                for a, b, p, t, r, c in data["cells"]
            ],
            [(int(a), int(b), str(kind)) for a, b, kind in data["kinds"]],
        )
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def read_records(folder: Path) -> dict[str, Record]:
    """Return the records of a folder of sources by id, sorted."""
    if not folder.is_dir():
        return {}
    found = (read_record(path) for path in sorted(folder.glob("*.json")))
    return {record.id: record for record in found if record is not None}


def provenance(text: Text) -> dict[str, Any]:
    """Return where the characters of a text come from, for a record."""
    return {"pages": text.pages, "cells": text.cells, "kinds": text.kinds}
