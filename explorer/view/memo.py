"""What is worked out once for each state of the data, and then held."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final, TypeVar

from explorer.view.model import GraphView
from ontology.caches import Cache

R = TypeVar("R")

MOST: Final = 32 << 20
"""Bytes that the results of all functions may take; arguments may come from whoever asks."""
_RESULTS: Final[Cache[tuple[Any, ...], tuple[Any]]] = Cache("results of pages", most=MOST)


def per_view(function: Callable[..., R]) -> Callable[..., R]:
    """Hold what a function of a view, and of further hashable arguments, has returned."""
    name = f"{function.__module__}.{function.__qualname__}"

    @wraps(function)
    def remembered(view: GraphView, *arguments: Any) -> R:
        key = (name, view.version, view.base, id(view.spo), *arguments)
        # In a tuple, so that a result that is None is held too.
        found: R = _RESULTS.get_or_make(key, lambda: (function(view, *arguments),))[0]
        return found

    return remembered
