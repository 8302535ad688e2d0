"""Rows of JSON under a key in an SQLite file, each with its own checksum.

A cache: a file that is damaged or of another layout is begun anew, a row that is damaged is not
there, and where nothing can be written, nothing is kept.  Nor is a row whose key is no text: a
path may hold bytes that are no UTF-8.  A process that is killed leaves the rows as they were or
as they should be.
"""

from __future__ import annotations

import hashlib
import sqlite3
import zlib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from ontology.damage import is_damage

__all__ = ["Rows"]

_LAYOUT: Final = 1
LONG: Final = 4000
"""Bytes from which on a text is packed."""
_PACKED: Final = b"\xff"
"""First byte of a packed text; no text in UTF-8 begins so."""


class Rows:
    """Texts by table and key.

    Args:
        path: The file; made with its folder when something is written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._base: sqlite3.Connection | None = None

    def read(self, table: str) -> dict[str, str]:
        """Return all sound rows of a table: nothing where there is none."""
        try:
            found = self._open().execute(
                "SELECT key, text, checksum FROM row WHERE name = ?", (table,)
            )
            rows = ((key, _sound(table, key, packed, seal)) for key, packed, seal in found)
            return {key: text for key, text in rows if text is not None}
        except sqlite3.Error as error:
            self._leave(error)
            return {}

    def keys(self, table: str) -> set[str]:
        """Return the keys of all rows of a table, sound or not."""
        try:
            found = self._open().execute("SELECT key FROM row WHERE name = ?", (table,))
            return {key for (key,) in found}
        except sqlite3.Error as error:
            self._leave(error)
            return set()

    def get(self, table: str, key: str) -> str | None:
        """Return one row, or none where it is missing or damaged."""
        if not _is_text(key):
            return None
        try:
            found = (
                self._open()
                .execute("SELECT text, checksum FROM row WHERE name = ? AND key = ?", (table, key))
                .fetchone()
            )
        except sqlite3.Error as error:
            self._leave(error)
            return None
        return None if found is None else _sound(table, key, *found)

    def some(self, table: str, keys: Sequence[str]) -> dict[str, str | None]:
        """Return some rows, as :meth:`get` returns each; those that are not there are left out.

        Args:
            table: Their table.
            keys: At most some hundreds.
        """
        keys = [*filter(_is_text, keys)]
        query = (
            "SELECT key, text, checksum FROM row WHERE name = ? AND key IN"
            f" ({','.join('?' * len(keys))})"
        )
        try:
            found = self._open().execute(query, (table, *keys)).fetchall()
        except sqlite3.Error as error:
            self._leave(error)
            return {}
        return {key: _sound(table, key, packed, seal) for key, packed, seal in found}

    def write(self, changed: Mapping[str, Mapping[str, str | None]]) -> bool:
        """Put rows in place, all or none of them; none as a text removes the row.

        Returns:
            Whether that could be done.
        """
        if not any(changed.values()):
            return True
        try:
            base = self._open()
            with base:
                base.execute("BEGIN")
                for table, rows in changed.items():
                    _put(base, table, rows.items())
        except sqlite3.Error as error:
            self._leave(error)
            return False
        return True

    def close(self) -> None:
        """Let go of the file."""
        if self._base is not None:
            self._base.close()
            self._base = None

    def _open(self) -> sqlite3.Connection:
        if self._base is None:
            with suppress(OSError):
                self._path.parent.mkdir(parents=True, exist_ok=True)
            self._base = sqlite3.connect(self._path, isolation_level=None, timeout=30)
            self._base.execute("PRAGMA journal_mode=DELETE")
            self._base.execute("PRAGMA synchronous=OFF")  # a cache; a kill does it no harm
            if self._base.execute("PRAGMA user_version").fetchone()[0] != _LAYOUT:
                self._base.executescript(
                    "DROP TABLE IF EXISTS row;"
                    "CREATE TABLE row (name TEXT, key TEXT, text BLOB, checksum BLOB,"
                    " PRIMARY KEY (name, key)) WITHOUT ROWID;"
                    f"PRAGMA user_version={_LAYOUT};"
                )
        return self._base

    def _leave(self, error: sqlite3.Error) -> None:
        """Let go of the file; remove it where it is damaged, so that it is begun anew."""
        with suppress(sqlite3.Error):
            self.close()
        if not is_damage(error):
            return
        for ending in ("", "-wal", "-shm"):
            with suppress(OSError):
                self._path.with_name(self._path.name + ending).unlink()


def _is_text(key: str) -> bool:
    try:
        key.encode()
    except UnicodeEncodeError:
        return False
    return True


def _put(base: sqlite3.Connection, table: str, rows: Iterable[tuple[str, str | None]]) -> None:
    rows = [row for row in rows if _is_text(row[0])]
    gone = [(table, key) for key, text in rows if text is None]
    base.executemany("DELETE FROM row WHERE name = ? AND key = ?", gone)
    base.executemany(
        "INSERT OR REPLACE INTO row VALUES (?, ?, ?, ?)",
        [_row(table, key, text) for key, text in rows if text is not None],
    )


def _row(table: str, key: str, text: str) -> tuple[str, str, bytes, bytes]:
    packed = text.encode("utf-8", "surrogatepass")
    if len(packed) > LONG:
        packed = _PACKED + zlib.compress(packed, 1)
    return table, key, packed, _seal(table, key, packed)


def _sound(table: str, key: str, packed: bytes, seal: bytes) -> str | None:
    """Return the text of a row, or none where it is damaged."""
    if not isinstance(packed, bytes) or seal != _seal(table, key, packed):
        return None
    if packed.startswith(_PACKED):
        packed = zlib.decompress(packed[len(_PACKED) :])
    return packed.decode("utf-8", "surrogatepass")


def _seal(table: str, key: str, packed: bytes) -> bytes:
    head = f"{table}\0{key}\0".encode("utf-8", "surrogatepass")
    return hashlib.blake2b(head + packed, digest_size=8).digest()
