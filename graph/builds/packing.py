"""Columns of a summary as bytes: texts and numbers, each column whole.

Numbers are little-endian, texts UTF-8; all of it is compressed, with a checksum.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import zlib
from array import array
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, TypeAlias

__all__ = ["Column", "Columns", "coded", "packed"]

Column: TypeAlias = "Sequence[str] | array[Any]"
"""Texts, or numbers of the types ``i`` and ``d``."""
_LEVEL: Final = 1
_BETWEEN: Final = "\n"
_HEAD: Final = 4
"""Bytes that say how long the list of the columns is."""


def coded(values: Iterable[str]) -> tuple[list[str], array[int]]:
    """Return the different values, and the place of each value among them."""
    known: dict[str, int] = {}
    codes = array("i", [known.setdefault(value, len(known)) for value in values])
    return list(known), codes


def packed(columns: Mapping[str, Column]) -> bytes:
    """Return columns as bytes."""
    heads, parts = [], []
    for name, column in columns.items():
        kind, part = _numbers(column) if isinstance(column, array) else _texts(column)
        heads.append((name, kind, len(part), len(column)))
        parts.append(part)
    head = json.dumps(heads).encode()
    return zlib.compress(b"".join((len(head).to_bytes(_HEAD, "little"), head, *parts)), _LEVEL)


def _numbers(column: array[Any]) -> tuple[str, bytes]:
    if sys.byteorder == "big":
        column = array(column.typecode, column)
        column.byteswap()
    return column.typecode, column.tobytes()


def _texts(column: Sequence[str]) -> tuple[str, bytes]:
    text = _BETWEEN.join(column)
    kind = "t"
    if text.count(_BETWEEN) != max(0, len(column) - 1):  # a text has a line break of its own
        kind, text = "j", json.dumps(list(column), ensure_ascii=False)
    return kind, text.encode("utf-8", "surrogatepass")


class Columns:
    """The columns of one summary, each read when it is asked for.

    Args:
        body: What :func:`packed` returned.

    Raises:
        sqlite3.DatabaseError: It is not as it was written.
    """

    def __init__(self, body: bytes) -> None:
        try:
            self._body = zlib.decompress(body)
            at = _HEAD + int.from_bytes(self._body[:_HEAD], "little")
            self._places: dict[str, tuple[str, int, int, int]] = {}
            for name, kind, size, length in json.loads(self._body[_HEAD:at]):
                self._places[name] = (kind, at, at + size, length)
                at += size
        except (ValueError, TypeError, zlib.error) as error:
            raise sqlite3.DatabaseError(f"a summary is damaged: {error!r}") from error

    def _place(self, name: str) -> tuple[str, int, int, int]:
        try:
            return self._places[name]
        except KeyError:
            raise sqlite3.DatabaseError(f"a summary is damaged: no column {name}") from None

    def texts(self, name: str) -> list[str]:
        """Return a column of texts."""
        kind, start, end, length = self._place(name)
        text = self._body[start:end].decode("utf-8", "surrogatepass")
        if kind == "j":
            found: list[str] = json.loads(text)
            return found
        return text.split(_BETWEEN) if length else []

    def numbers(self, name: str) -> array[Any]:
        """Return a column of numbers."""
        kind, start, end, _ = self._place(name)
        found: array[Any] = array(kind)
        found.frombytes(self._body[start:end])
        if sys.byteorder == "big":
            found.byteswap()
        return found
