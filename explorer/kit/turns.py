"""Whose turn it is: what is made beforehand waits while a page is made for somebody.

Threads of a process share one core, so that a page takes twice as long beside another one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

__all__ = ["QUIET", "TURNS", "Turns"]

QUIET: Final = 0.3
"""Seconds without a page after which something is made beforehand: a reader asks for several."""
LONGEST: Final = 20.0
"""Seconds for which one step of that waits at most."""
_LOOK: Final = 0.05


class Turns:
    """Pages that are being made for those who ask; they are counted by the loop's thread alone."""

    def __init__(self) -> None:
        self._now = 0
        self._last = float("-inf")

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Make a page for somebody."""
        self._now += 1
        try:
            yield
        finally:
            self._last = time.monotonic()
            self._now -= 1

    def wait(self, wanted: Callable[[], bool] = lambda: True) -> bool:
        """Wait in another thread until nobody has asked for a page for a moment.

        Args:
            wanted: Whether what waits is still wanted.

        Returns:
            The same at the end.
        """
        until = time.monotonic() + LONGEST
        while wanted():
            now = time.monotonic()
            if now > until or (not self._now and now - self._last >= QUIET):
                return True
            time.sleep(_LOOK)
        return False


TURNS: Final = Turns()
