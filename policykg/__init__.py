"""policykg: development policies as a graph whose every fact opens its words.

Names are imported on first use, so that the command line starts at once.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from policykg.shadowing import shadowing

if TYPE_CHECKING:
    from graph.errors import GraphError as GraphError
    from graph.errors import QueryError as QueryError
    from graph.queries.results import Result as Result
    from policykg.kg import KG as KG
    from policykg.opening import open_graph as open

__version__ = "1.0.0"

_WHERE = {
    "KG": ("policykg.kg", "KG"),
    "GraphError": ("graph.errors", "GraphError"),
    "QueryError": ("graph.errors", "QueryError"),
    "Result": ("graph.queries.results", "Result"),
    "open": ("policykg.opening", "open_graph"),
}

__all__ = ["KG", "GraphError", "QueryError", "Result", "__version__", "open"]


def __getattr__(name: str) -> object:
    try:
        module, attribute = _WHERE[name]
    except KeyError:
        raise AttributeError(f"module 'policykg' has no attribute {name!r}") from None
    if message := shadowing():
        raise ImportError(message)
    value = getattr(import_module(module), attribute)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
