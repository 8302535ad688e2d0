"""Assignments as pages read them: one body's part in one piece of work."""

from __future__ import annotations

from sys import intern
from typing import Any, NamedTuple

from explorer.view.coded import column_of, joined, ranks_of
from graph.builds.summaries import ASSIGNMENTS
from graph.builds.whole_graph import WholeGraph
from ontology.processes import without_collector

__all__ = ["Duty", "all_duties", "duty_of", "states_of_duties"]


class Duty(NamedTuple):
    """One body's part in one piece of work, as one place of a text states it."""

    iri: str
    task: str
    actor: str
    role: str
    """IRI of the code."""
    name: str
    """The body's name as written."""
    position: int
    out_of: int
    document: str
    series: str
    """The campaign, or else the strategy, that holds the work; empty where none does."""
    group: bool
    inferred: bool
    year: int
    start: int
    """Where its words begin in the text."""

    @property
    def at(self) -> str:
        """The series that holds the work, or else the document."""
        return self.series or self.document

    @property
    def order(self) -> tuple[str, int, int, str]:
        """The order of the text."""
        return (self.document, self.start, self.position, self.iri)


def duty_of(row: tuple[Any, ...], groups: frozenset[str]) -> Duty:
    """Return an assignment from its row."""
    iri, task, actor, role, name, position, out_of, document, series, inferred, year, start = row
    return Duty(
        iri,
        intern(task),
        intern(actor),
        intern(role),
        intern(name),
        position,
        out_of,
        intern(document),
        intern(series),
        actor in groups,
        bool(inferred),
        year,
        start,
    )


def all_duties(whole: WholeGraph, groups: frozenset[str]) -> list[Duty]:
    """Return the assignments of all graphs, in the order of the texts.

    Args:
        whole: The graph.
        groups: Actors that are groups, not named one by one.
    """
    import numpy as np

    blocks = [block for _, block in whole.summaries.of(ASSIGNMENTS)]
    iris = [iri for block in blocks for iri in block.texts("iri")]
    document = joined(blocks, "document")
    start = column_of(blocks, "start", np.int64)
    order = np.lexsort((start, ranks_of(document.texts)[document.codes]))

    def texts(name: str) -> list[str]:
        found = document if name == "document" else joined(blocks, name)
        return [found.texts[code] for code in found.codes[order].tolist()]

    def numbers(name: str) -> list[int]:
        return list(column_of(blocks, name, np.int64)[order].tolist())

    with without_collector():
        actors = texts("actor")
        return list(
            map(
                Duty,
                [iris[at] for at in order.tolist()],
                texts("task"),
                actors,
                texts("role"),
                texts("name"),
                numbers("position"),
                numbers("out_of"),
                texts("document"),
                texts("series"),
                [actor in groups for actor in actors],
                [number != 0 for number in numbers("inferred")],
                numbers("year"),
                numbers("start"),
            )
        )


def states_of_duties(whole: WholeGraph) -> dict[str, str]:
    """Return the weakest state of the fields of each assignment."""
    found: dict[str, str] = {}
    for _, block in whole.summaries.of(ASSIGNMENTS):
        states = block.texts("state")
        codes = block.numbers("state #")
        found.update(zip(block.texts("iri"), map(states.__getitem__, codes), strict=True))
    return found
