"""Bounds on source texts, apart from what reads them: pages need these, and no language."""

from __future__ import annotations

from typing import Final

__all__ = ["MAX_BYTES"]

MAX_BYTES: Final = 4 * 1024 * 1024
"""A longer text is refused unread."""
