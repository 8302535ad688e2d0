"""What is worked out once for each state of the data, and then kept."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import wraps
from typing import Any, Final, TypeVar

from explorer.pages.view import GraphView

R = TypeVar("R")

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
            results[arguments] = function(view, *arguments)
        return results[arguments]

    return remembered
