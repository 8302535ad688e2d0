"""The answers given last, by address and data version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ontology.caches import BUDGET, Budget, Cache

PAGES: Final = 24 << 20
"""Bytes of finished pages."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A finished answer."""

    body: bytes
    status: int
    media_type: str
    etag: str


class PageCache(Cache[tuple[str, ...], Kept]):
    """The answers given last, up to a number of bytes, keys and overhead counted."""

    def __init__(self, limit: int = PAGES, budget: Budget = BUDGET) -> None:
        super().__init__("pages", most=limit, budget=budget)
