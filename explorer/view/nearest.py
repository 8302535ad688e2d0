"""The things nearest to a misspelt name."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import Final

from explorer.view.model import GraphView
from explorer.view.search_index import index_of
from explorer.view.tables import tables_of
from ontology.similar import LONGEST, closest

COMPARED: Final = 3_000
"""Ids that are compared with a misspelt one, letter by letter."""


def nearest(view: GraphView, name: str, most: int = 8) -> list[str]:
    """Return the things nearest to a misspelt name: what its pieces find, then like ids."""
    name = name[:LONGEST]
    found = [hit.iri for hit in index_of(view).best(re.sub(r"[_\-/.]+", " ", name), most)]
    if len(found) < most and name.isascii():  # as ids are, of which the list is long
        locals_ = {view.local(iri): iri for iri in _alike(view, name)}
        like = closest(name, locals_, most)
        found += [locals_[n] for n in like if locals_[n] not in found]
    return found[:most]


def _alike(view: GraphView, name: str) -> list[str]:
    """Return things whose ids may be like a name: all of them, or those that begin like it."""
    iris = tables_of(view).by_id
    first, last = 0, len(iris)
    for length in range(1, len(name) + 1):
        if last - first <= COMPARED:
            break
        start = view.iri(name[:length])
        low = bisect_left(iris, start, first, last)
        high = bisect_left(iris, start[:-1] + chr(ord(start[-1]) + 1), low, last)
        if low == high:
            break
        first, last = low, high
    return iris[first : min(last, first + COMPARED)]
