"""The one door to networkx.

Every other module takes these names from here.  Importing networkx costs 0.3 s, so this
module is itself imported where a network is built, not when ``graph`` is.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias

import networkx
from networkx import DiGraph, Graph

Net: TypeAlias = "Graph[str]"
"""A network as we build it: directed or not, node ids are IRIs."""

Attributes: TypeAlias = dict[str, Any]

__all__ = ["Attributes", "DiGraph", "Graph", "Net", "networkx", "uncollected"]


@contextmanager
def uncollected() -> Iterator[None]:
    """Make many dictionaries that stay: searching them for rubbish would take half of the time."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()
