"""By what the lists can be narrowed, for each thing that has a page, as its graph says it.

What another graph says of the same thing is not known here.  Kinds, places and functions of a
thing that are said apart from its class are a *part*, which the reader joins to the rest.  Work
whose parts or assignments stand in another graph is *marked*, and the reader asks the whole
graph about it and about all that its document states.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from graph.builds.deadlines import WORK, Deadline, targets_of
from graph.builds.one_graph import OneGraph
from ontology.kinds import KINDS
from ontology.namespaces import CODE_NS
from ontology.terms import CODE, PK

__all__ = [
    "CODED",
    "MARKED",
    "NOTHING",
    "PART",
    "PLACED",
    "STATES",
    "STATUSES",
    "Facts",
    "facet_rows",
    "facts_of_row",
    "weakest_state",
]

CODED: Final = (PK.kind, PK.genre)
PLACED: Final = (PK.locatedIn, PK.place, PK.jurisdiction, PK.partOfPlace)
STATUSES: Final = (PK.status, PK.recognitionStatus)
STATES: Final = (
    ("open", PK.open), ("inferred", PK.inferred), ("signed", PK.signed), ("proved", PK.proved),
)  # fmt: skip
"""States of fields, the weakest first."""
MARKED: Final = "marked"
"""In place of the class of a row: several graphs must be asked about the thing."""
PART: Final = "part"
"""In place of the class of a row that holds further facts of a thing described elsewhere."""
_ENGLISH: Final = CODE_NS + "field-english"
_CLASSES: Final = frozenset(kind.iri for kind in KINDS)
_JOINED: Final = (
    *CODED, *PLACED, PK.function, *STATUSES, *(predicate for _, predicate in STATES),
)  # fmt: skip
"""Properties that a facet reads of a thing alone, of as many graphs as there are."""
_ASKED: Final = (
    PK.year, PK.end, PK.deadline, PK.period, PK.partOf, PK.task, PK.actor, PK.role, PK.statedIn,
)  # fmt: skip
"""Properties that facets of other things read too."""
_POINTING: Final = frozenset((PK.partOf, PK.task))
"""Properties by which a facet of a thing reads what points at it."""


class Facts(NamedTuple):
    """What the facets of a thing read: IRIs, or texts."""

    codes: Sequence[str]
    places: Sequence[str]
    functions: Sequence[str]
    statuses: Sequence[str]
    year: str
    state: str
    series: str
    due: str
    """Last day of the deadline of work; ``-`` where only words say it, empty where nothing does."""
    target: bool
    leads: Sequence[str]
    """Bodies that lead the work."""
    roles: Sequence[str]


def facet_rows(
    graph: OneGraph,
    shown_as: Callable[[str], str],
    series: Callable[[str], str],
    deadline: Callable[[str], Deadline | None],
    things: Mapping[str, object],
    pointed: Mapping[str, Mapping[str, object]],
) -> Iterator[tuple[str, str, str, str]]:
    """Yield thing, class, document and facts, and those that are marked.

    Args:
        graph: The graph.
        shown_as: Returns the class that a thing is listed as, or an empty text.
        series: Returns the campaign or strategy that holds a piece of work.
        deadline: Returns when work is to be done.
        things: What the graph says something of.
        pointed: What is pointed at, by key of the property.
    """
    assignments = _assignments(graph)
    joined = {graph.key(predicate) for predicate in _JOINED}
    asked = {graph.key(predicate) for predicate in _ASKED}
    for iri in things:
        cls = shown_as(iri)
        if not cls:
            row: Mapping[str, object] = graph.row(iri)
            if not (asked.isdisjoint(row) and joined.isdisjoint(row)) and not _described(
                graph, iri
            ):
                if asked.isdisjoint(row):
                    yield iri, PART, "", _text(_of_thing(graph, iri))
                else:
                    yield iri, MARKED, "", ""
            continue
        documents = graph.objects(iri, PK.statedIn)
        if len(documents) > 1 or (cls in WORK and _leaves(graph, iri)):
            yield (iri, MARKED, "", "")
        document = documents[0] if documents else ""
        yield iri, cls, document, _text(_facts(graph, iri, cls, series, deadline, assignments))
    ends = {graph.key(predicate) for predicate in _POINTING}
    for iri, pointing in pointed.items():
        if not ends.isdisjoint(pointing) and not graph.types(iri):
            yield (iri, MARKED, "", "")


def _facts(
    graph: OneGraph,
    iri: str,
    cls: str,
    series: Callable[[str], str],
    deadline: Callable[[str], Deadline | None],
    assignments: Mapping[str, tuple[list[str], list[str]]],
) -> Facts:
    if cls not in WORK:
        return _of_thing(graph, iri)
    found, (leads, roles) = deadline(iri), assignments.get(iri, ((), ()))
    holding = series(iri)
    return Facts(
        (), (), (), (),
        graph.text(iri, PK.year),
        weakest_state(graph, iri),
        holding if holding != iri else "",
        (found.day or "-") if found is not None else "",
        bool(targets_of(graph, iri)),
        list(dict.fromkeys(leads)),
        list(dict.fromkeys(roles)),
    )  # fmt: skip


def _of_thing(graph: OneGraph, iri: str) -> Facts:
    return Facts(
        [o for p in CODED for o in graph.objects(iri, p)],
        [o for p in PLACED for o in graph.objects(iri, p)],
        graph.objects(iri, PK.function),
        [o for p in STATUSES for o in graph.objects(iri, p)],
        graph.text(iri, PK.year),
        weakest_state(graph, iri),
        "", "", False, (), (),
    )  # fmt: skip


def _described(graph: OneGraph, iri: str) -> bool:
    """Tell whether a thing has a class of ours here."""
    return not _CLASSES.isdisjoint(cls for cls in graph.types(iri) if type(cls) is str)


def _text(facts: Facts) -> str:
    """Write facts in a line: many things have the same one, which is then read once."""
    return "\t".join(
        field if type(field) is str else ("+" if field is True else " ".join(field or ()))
        for field in facts
    )


def facts_of_row(text: str) -> Facts:
    """Return the facts that a row holds.

    Raises:
        ValueError: It is not as it was written.
    """
    codes, places, functions, statuses, year, state, series, due, target, leads, roles = text.split(
        "\t"
    )
    return Facts(
        codes.split(), places.split(), functions.split(), statuses.split(), year, state, series,
        due, bool(target), leads.split(), roles.split(),
    )  # fmt: skip


NOTHING: Final = facts_of_row("\t" * (len(Facts._fields) - 1))
"""Of what nothing is said."""


def _assignments(graph: OneGraph) -> dict[str, tuple[list[str], list[str]]]:
    """Return who leads each piece of work, and the roles that bodies have in it."""
    found: dict[str, tuple[list[str], list[str]]] = {}
    for iri in graph.of_type(PK.Responsibility):
        leads, roles = found.setdefault(graph.object(iri, PK.task), ([], []))
        role = graph.object(iri, PK.role)
        roles.append(role)
        if role == CODE.lead:
            leads.append(graph.object(iri, PK.actor))
    return found


def weakest_state(graph: OneGraph, iri: str) -> str:
    """Return the weakest state of a thing's fields, the English wording apart."""
    row = graph.row(iri)
    for name, predicate in STATES:
        fields = row.get(graph.key(predicate))
        if fields and any(type(field) is str and field != _ENGLISH for field in fields):
            return name
    return ""


def _leaves(graph: OneGraph, iri: str) -> bool:
    """Tell whether work is part of what this graph says nothing of."""
    seen = {iri}
    while (iri := graph.object(iri, PK.partOf)) and iri not in seen:
        if not graph.types(iri):
            return True
        seen.add(iri)
    return False
