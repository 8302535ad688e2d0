"""Which lines the lock has of each document, as digests; read only where the lock has changed."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from loaders.reuse.digests import Digests
    from loaders.workspace import Workspace
    from ontology.rows import Rows

__all__ = ["LockDigests", "lines_digest"]

_TABLE: Final = "lock"
_WHOLE: Final = ""
"""Key of the row that holds the digest of the whole lock."""


class LockDigests:
    """Digest of the lock's lines by document."""

    def __init__(
        self, workspace: Workspace, digests: Digests, rows: Rows, *, trusted: bool = True
    ) -> None:
        self._path = workspace.lock_file
        self._digests, self._rows, self._trusted = digests, rows, trusted
        self._known: dict[str, str] | None = None

    def of(self, document: str) -> str:
        """Return a digest of a document's lines; empty where it has none."""
        if self._known is None:
            self._known = self._read()
        return self._known.get(document, "")

    def documents(self) -> set[str]:
        """Return the documents that have lines."""
        self.of(_WHOLE)
        return set(self._known or ()) - {_WHOLE}

    def _read(self) -> dict[str, str]:
        from loaders.evidence.lock import lines_by_document

        whole = self._digests.of(self._path) or ""
        if not whole:
            return {}
        known = self._rows.read(_TABLE) if self._trusted else {}
        if known.get(_WHOLE) == whole:
            return known
        found = {name: lines_digest(lines) for name, lines in lines_by_document(self._path).items()}
        if self._digests.is_unchanged(self._path):
            gone = dict.fromkeys(known)
            self._rows.write({_TABLE: {**gone, **found, _WHOLE: whole}})
        return found


def lines_digest(lines: list[str]) -> str:
    """Return the digest of some lines of the lock."""
    return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest()[:32]
