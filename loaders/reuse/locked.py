"""What the lock says of each document, as digests; a file is read only where it has changed."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

from loaders.evidence.lock_paths import ENDING, earlier_lock, earlier_texts, locks_folder

if TYPE_CHECKING:
    from loaders.reuse.digests import Digests
    from loaders.workspace import Workspace

__all__ = ["LockDigests", "text_digest"]


class LockDigests:
    """Digest of the lock of each document: that of its file, also as it would be written."""

    def __init__(self, workspace: Workspace, digests: Digests) -> None:
        self._folder = os.fspath(locks_folder(workspace))
        self._workspace, self._digests = workspace, digests
        self._earlier: dict[str, str] | None = None

    def of(self, document: str) -> str | None:
        """Return a digest of a document's lock; empty: it has none, none: it cannot be told."""
        path = self._file(document)
        found = self._digests.of(path)
        if found is not None:
            return found
        return None if os.path.lexists(path) else self._of_earlier(document)

    def is_unchanged(self, document: str) -> bool:
        """Tell whether the lock is as it was when its digest was asked for."""
        own, earlier = self._file(document), earlier_lock(self._workspace)
        return self._digests.is_unchanged(own) and self._digests.is_unchanged(earlier)

    def _file(self, document: str) -> str:
        return os.path.join(self._folder, document + ENDING)  # noqa: PTH118 - ten thousand of them

    def _of_earlier(self, document: str) -> str:
        """Return the digest of what the one file of release 1.0.0 has of a document."""
        if self._earlier is None:
            there = self._digests.of(earlier_lock(self._workspace)) is not None
            texts = earlier_texts(self._workspace) if there else {}
            self._earlier = {name: text_digest(text) for name, text in texts.items()}
        return self._earlier.get(document, "")


def text_digest(text: str) -> str:
    """Return the digest of the file that holds a text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
