"""What pages show of the lists of things, for the graphs of a block: a topic for each list.

```
a list    things in the order of the graphs: labels, document, place in the text, what points
          at each, and a column for each of the facts by which the list is narrowed
PARTS     further facts of things that another graph describes
MARKS     things about which several graphs must be asked
SPOKEN    documents and what they speak of that is no fact of theirs
POINTED   how many statements point at things that have no list in their graph
```
"""

from __future__ import annotations

import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from typing import Any, Final

from graph.builds.packing import Column, coded
from graph.builds.page_facets import MARKED, PART, Facts
from ontology.kinds import LISTED
from ontology.terms import PK

__all__ = [
    "LANGUAGES",
    "LISTS",
    "MARKS",
    "PARTS",
    "POINTED",
    "SPOKEN",
    "list_columns",
    "natural",
]

PARTS: Final = 8
MARKS: Final = 9
SPOKEN: Final = 10
POINTED: Final = 11
LISTS: Final = {kind.iri: 16 + place for place, kind in enumerate(LISTED)}
"""The topic of each list, by class."""
LANGUAGES: Final = ("zh", "en")
"""Columns of labels, folded for their order."""
_NEVER_LISTED: Final = frozenset((PK.Quotation, PK.Passage, PK.Signature))
_COLUMNS: Final = 'iri, class, document, facts, pointing, start, "offset", zh, en'
Read = Callable[..., Iterator[tuple[Any, ...]]]
"""Yields columns of the rows of a table: the names of the columns, the table, a condition."""


def natural(iri: str) -> tuple[tuple[int, int | str], ...]:
    """Return a key that puts ``task_10`` after ``task_9``."""
    pieces = re.findall(r"\d+|\D+", iri)
    return tuple((0, int(p)) if p.isdigit() else (1, p) for p in pieces)


def list_columns(read: Read) -> dict[int, dict[str, Column]]:
    """Return the columns of each topic."""
    rows: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for row in read(_COLUMNS, "faceted"):
        rows[row[1]].append(row)
    parts = rows.pop(PART, [])
    marks = rows.pop(MARKED, [])
    spoken = list(read("document, iri", "spoken", "AND own = 0"))
    found: dict[int, dict[str, Column]] = {
        PARTS: {"iri": [row[0] for row in parts], **_coded("facts", [row[3] for row in parts])},
        MARKS: {"iri": list(dict.fromkeys(row[0] for row in marks))},
        SPOKEN: {
            **_coded("document", [document for document, _ in spoken]),
            "iri": [iri for _, iri in spoken],
        },
        POINTED: _pointed(read),
    }
    for cls, topic in LISTS.items():
        found[topic] = _list(rows.get(cls, []))
    return found


def _coded(name: str, texts: list[str]) -> dict[str, Column]:
    different, codes = coded(texts)
    return {name: different, f"{name} #": codes}


def _list(rows: list[tuple[Any, ...]]) -> dict[str, Column]:
    found: dict[str, Column] = {
        "iri": [row[0] for row in rows],
        **_coded("document", [row[2] for row in rows]),
    }
    for place, name in enumerate(("pointing", "start", "offset"), 4):
        found[name] = array("i", [row[place] for row in rows])
    keys = [(row[2], row[5], row[6], natural(row[0])) for row in rows]
    ranks = array("i", bytes(4 * len(rows)))
    for rank, at in enumerate(sorted(range(len(rows)), key=keys.__getitem__)):
        ranks[at] = rank
    found["rank"] = ranks
    for place, name in enumerate(LANGUAGES, 7):
        found.update(_coded(name, [row[place] for row in rows]))
    different, codes = coded(row[3] for row in rows)
    fields = list(zip(*(text.split("\t") for text in different), strict=True))
    for place, name in enumerate(Facts._fields):
        texts, of_text = coded(fields[place]) if different else ([], array("i"))
        found[name], found[f"{name} #"] = texts, array("i", map(of_text.__getitem__, codes))
    return found


def _pointed(read: Read) -> dict[str, Column]:
    found: Counter[str] = Counter()
    for iri, pointing in read("iri, pointing", "pointed", "AND pointing > 0"):
        found[iri] += pointing
    for iri, cls, pointing in read("iri, class, pointing", "kind", "AND own = 0 AND pointing > 0"):
        if cls not in LISTS and cls not in _NEVER_LISTED:
            found[iri] += pointing
    return {"iri": list(found), "pointing": array("i", found.values())}
