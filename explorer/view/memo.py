"""What is worked out once for each state of the data, and then kept."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import wraps
from typing import Any, Final, TypeVar

from explorer.view.model import GraphView

R = TypeVar("R")

MOST: Final = 128
"""Results of one function that are kept; arguments may come from whoever asks."""
KEPT: Final = 2
"""States of the data whose results are kept: the one served, and the one before."""


def per_view(function: Callable[..., R]) -> Callable[..., R]:
    """Keep what a function of a view, and of further hashable arguments, has returned."""
    kept: dict[str, dict[tuple[Any, ...], R]] = {}
    lock = threading.Lock()

    @wraps(function)
    def remembered(view: GraphView, *arguments: Any) -> R:
        state = f"{view.version} {view.base} {id(view.spo)}"
        with lock:
            results = kept.setdefault(state, {})
            while len(kept) > KEPT:
                kept.pop(next(iter(kept)))
        if arguments not in results:
            found = function(view, *arguments)
            with lock:
                while len(results) >= MOST:
                    results.pop(next(iter(results)))
                results[arguments] = found
            return found
        return results[arguments]

    return remembered
