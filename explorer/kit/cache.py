"""The answers given last, kept by address and data version."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kept:
    """A finished answer."""

    body: bytes
    status: int
    media_type: str
    etag: str


class PageCache:
    """The answers given last, up to a number of bytes; safe for threads."""

    def __init__(self, limit: int = 64 << 20) -> None:
        self.limit, self.size = limit, 0
        self._kept: OrderedDict[tuple[str, ...], Kept] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: tuple[str, ...]) -> Kept | None:
        """Return an answer and remember that it was wanted."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def put(self, key: tuple[str, ...], kept: Kept) -> None:
        """Keep an answer; forget the least wanted ones beyond the limit."""
        with self._lock:
            before = self._kept.pop(key, None)
            self._kept[key] = kept
            self.size += len(kept.body) - (len(before.body) if before else 0)
            while self.size > self.limit and len(self._kept) > 1:
                _, old = self._kept.popitem(last=False)
                self.size -= len(old.body)

    def __len__(self) -> int:
        return len(self._kept)
