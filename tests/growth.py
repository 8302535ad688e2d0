"""How the time of something grows with the length of what it reads."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Final

STEPS: Final = (1, 2, 4, 8)
FLOOR: Final = 0.004
"""Seconds below which a time says nothing about growth."""
SUPERLINEAR: Final = 3.2
"""Times longer for twice as much text: linear is 2, quadratic 4, with room for a busy machine."""
ROUNDS: Final = 3


def seconds(call: Callable[[str], object], text: str, rounds: int = ROUNDS) -> float:
    """Return the best time of a few calls; what the call raises is an answer too."""
    best = float("inf")
    gc.disable()
    try:
        for _ in range(rounds):
            started = time.process_time()
            with suppress(Exception):
                call(text)
            best = min(best, time.process_time() - started)
    finally:
        gc.enable()
    return best


def growth(call: Callable[[str], object], make: Callable[[int], str], size: int) -> list[float]:
    """Return the seconds for ``size``, twice, four and eight times as much text."""
    return [seconds(call, make(size * step)) for step in STEPS]


def is_superlinear(times: list[float]) -> bool:
    """Tell whether two doublings in a row took clearly more than twice as long.

    The sum of both is judged, so that one hiccup does not count; times too short to measure are
    linear as far as anybody can notice.
    """
    first, last = times[1], times[-1]
    if last < 4 * FLOOR:
        return False
    return last / max(first, FLOOR / 2) > SUPERLINEAR**2
