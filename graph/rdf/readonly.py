"""The engine's store as rdflib sees it, where nothing can be changed.

rdflib takes a third of a second to load, so this module is imported where it is asked for.
"""

from __future__ import annotations

from typing import Any

import oxrdflib

from graph.errors import ReadOnlyGraph


class ReadOnlyStore(oxrdflib.OxigraphStore):
    """A store that answers and refuses every change.

    Raises:
        ReadOnlyGraph: by every method that would change the graph.
    """

    hold: object = None
    """What keeps the files of the store."""

    def _refuse(self, *_: Any, **__: Any) -> Any:
        raise ReadOnlyGraph

    add = addN = remove = update = remove_graph = _refuse  # noqa: N815  (rdflib's name)
    create = destroy = rollback = _refuse

    def add_graph(self, graph: Any) -> None:
        """Do nothing: rdflib calls this also to look at a graph, which changes nothing here."""
