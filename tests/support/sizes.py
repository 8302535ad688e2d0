"""How much the long tests do: `POLICYKG_SWEEP=full` for all of it, anything else for a small run.

`make sweep` sets `full`; `.ci/run` sets `small`; whoever names a single test file gets `small`.
"""

from __future__ import annotations

import os
from typing import Final, TypeVar

FULL: Final = os.environ.get("POLICYKG_SWEEP") == "full"
EXAMPLES_EACH: Final = 2_000 if FULL else 100
"""How many inputs Hypothesis makes up for each property."""

T = TypeVar("T")


def sized(small: T, full: T) -> T:
    """Return the size that this run asks for."""
    return full if FULL else small
