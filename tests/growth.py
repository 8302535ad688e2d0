"""How the time of something grows with the length of what it reads."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Final

STEPS: Final = (2, 4, 8)
"""The text is measured n, 2n and 4n long, n being twice the size that is given."""
FLOOR: Final = 0.05
"""Seconds below which nobody minds how the longest text grows, and a clock tells little."""
ROOM: Final = 9.0
"""Times longer for four times as much text: linear is 4, quadratic 16; between them, a busy
machine has room."""
ROUNDS: Final = 3


def seconds(call: Callable[[str], object], text: str, rounds: int = 1) -> float:
    """Return the best time of a few calls; what a call raises is an answer too."""
    best = float("inf")
    gc.disable()
    try:
        for _ in range(rounds):
            started = time.process_time()
            with suppress(Exception, SystemExit):
                call(text)
            best = min(best, time.process_time() - started)
    finally:
        gc.enable()
    return best


def superlinear(
    call: Callable[[str], object], make: Callable[[int], str], size: int
) -> list[float]:
    """Return the times for n, 2n and 4n characters where they grow clearly faster than n.

    Processor time is measured, the best of several calls, less what a text of one sign costs;
    and a suspicion is looked at twice, so that a busy machine is no fault.
    """
    longest = make(size * STEPS[-1])
    idle = seconds(call, longest[:1])
    if seconds(call, longest) - idle < FLOOR:
        return []
    for _ in range(2):
        times = [seconds(call, make(size * step), ROUNDS) - idle for step in STEPS]
        if times[-1] < FLOOR or times[-1] < ROOM * max(times[0], FLOOR / 16):
            return []
    return times
