"""Tells a file of SQLite that is damaged from a machine that cannot serve it just now.

What is kept in such files is a cache, and a damaged one is made anew.  A disk that is full, a file
that another process holds or a folder that is read-only is no damage: whoever removed the file
for that would lose hours of work, or take it from whoever reads it.
"""

from __future__ import annotations

import sqlite3
from typing import Final

__all__ = ["is_damage", "is_held"]

_ELSEWHERE: Final = frozenset((
    sqlite3.SQLITE_PERM, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_READONLY, sqlite3.SQLITE_INTERRUPT, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PROTOCOL, sqlite3.SQLITE_AUTH,
))  # fmt: skip
"""Codes of errors whose reason is not what stands in the file."""
_HELD: Final = frozenset((sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED))


def is_damage(error: Exception) -> bool:
    """Tell whether a file holds what was not written there.

    Args:
        error: Of SQLite, whose own messages may be damaged too; or ours, which has no code.
    """
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF not in _ELSEWHERE


def is_held(error: Exception) -> bool:
    """Tell whether another process held a file for longer than one waits."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _HELD
