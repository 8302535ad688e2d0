"""An edit of authority records that leaves names, kinds and places as they were.

Most edits are of that kind: a translation, a source, a number.  Only the documents that use such
a record can get another answer, and the ids of these records tell which.
"""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Final

from loaders.identity.authority import Altered

__all__ = ["edited_records", "scope_token", "spares"]

MOST_RECORDS: Final = 64
"""Edited records up to which they are sought one by one in what a document has asked."""
_SAME_ROWS: Final = """
SELECT (SELECT count(*) FROM {0}) = (SELECT count(*) FROM {0} JOIN old.{0} USING (seq))
   AND (SELECT count(*) FROM old.{0}) = (SELECT count(*) FROM {0})"""
_OTHER_NAMES: Final = """
SELECT 1 FROM name AS now JOIN old.name AS old USING (seq)
WHERE (now.kind, now.name, now.scope, now.entry, now.official)
   != (old.kind, old.name, old.scope, old.entry, old.official) LIMIT 1"""
_OTHER_IDS: Final = """
SELECT 1 FROM record AS now JOIN old.record AS old USING (seq)
WHERE (now.id, now.kind) != (old.id, old.kind) LIMIT 1"""
_OTHER_FILES: Final = """
SELECT 1 FROM about AS now JOIN old.about AS old USING (key)
WHERE key IN ('complete', 'periods') AND now.value != old.value LIMIT 1"""
_MOVED: Final = """
SELECT 1 FROM record AS now JOIN old.record AS old USING (seq) WHERE now.at != old.at LIMIT 1"""
_EDITED: Final = f"""
SELECT now.id, now.said, old.said FROM record AS now JOIN old.record AS old USING (seq)
WHERE now.said != old.said LIMIT {MOST_RECORDS + 1}"""
_TIES: Final = ("in", "growth-of")
"""Fields of a record by which it answers questions about another one."""


def edited_records(base: sqlite3.Connection, before: Path) -> Altered | None:
    """Compare what was read of two states of the authority files.

    Args:
        base: The file of what was read of the state there is now.
        before: The file of the state before.

    Returns:
        The records of which something else is said; none where there are many, or where names,
        ids, their order, periods, or the ties between records differ too.
    """
    base.execute("ATTACH ? AS old", (str(before),))
    try:
        same = all(base.execute(_SAME_ROWS.format(t)).fetchone()[0] for t in ("name", "record"))
        others = (_OTHER_NAMES, _OTHER_IDS, _OTHER_FILES)
        if not same or any(base.execute(query).fetchone() for query in others):
            return None
        moved = base.execute(_MOVED).fetchone() is not None
        edited = base.execute(_EDITED).fetchall()
    finally:
        base.execute("DETACH old")
    if len(edited) > MOST_RECORDS or any(_ties(now) != _ties(old) for _, now, old in edited):
        return None
    return Altered(records=frozenset(identity for identity, _, _ in edited), moved=moved)


def _ties(said: str) -> list[str | None]:
    record = json.loads(said)
    return [record.get(field) for field in _TIES]


def spares(altered: Altered, told: str) -> bool:
    """Tell from a text alone whether no question in it can have another answer.

    Args:
        altered: What was edited since the questions were asked.
        told: The questions with their answers, as they are kept: ids stand there in quotation
            marks, and a question begins with its kind.
    """
    if altered.records is None or len(altered.records) > MOST_RECORDS:
        return False
    if '["whole"' in told or (altered.moved and '["position"' in told):
        return False
    return not any(f'"{identity}"' in told for identity in altered.records)


def scope_token(kind: str, scope: str) -> str:
    """Return a mark, among ids and names, of questions for the things of a kind in a place."""
    return f"{kind}\n{scope}"
