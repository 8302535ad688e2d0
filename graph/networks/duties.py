"""Rows of networks of responsibilities, from the table of who has a part in which work.

They are the rows that the network's query finds, without a store: assignments are read from the
file of the pages and joined by their work, and what the table does not say is looked up.
Networks of other edges, and filters that follow paths through the graph, are asked by query.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, product
from operator import attrgetter
from typing import Final, NamedTuple, Protocol

from graph.networks.filters import Filters
from graph.networks.queries import shortcuts_of, wants_groups
from graph.networks.rows import EdgeRow
from graph.networks.specs import NetworkSpec
from ontology import declarations
from ontology.terms import PK, RDF

__all__ = ["Duties", "Duty", "based", "duty_rows", "duty_rows_in_parts", "rests_on_duties"]

_AT_ONCE: Final = 5_000
"""Assignments whose rows are made at once, where not all are held; and those of a document."""

_VIEWS: Final = frozenset(("projection", "pairs", "lifted", "direct"))


class Duty(NamedTuple):
    """A body's part in a piece of work; what is not known is an empty text or nought."""

    fact: str
    work: str
    actor: str
    role: str
    position: int
    document: str
    inferred: int
    year: int


class Duties(Protocol):
    """What is asked of the file."""

    def duties(self, documents: Sequence[str], /) -> Iterable[Duty]:
        """Return the assignments of documents; those of all where none is named."""

    def bases(self, facts: Iterable[str], /) -> Mapping[str, str]:
        """Return the basis of facts."""

    def things(self, iris: Iterable[str], predicate: str, /) -> Mapping[str, list[str]]:
        """Return what things point at by a property."""


def rests_on_duties(spec: NetworkSpec, filters: Filters) -> bool:
    """Tell whether a network's rows can be found without its query."""
    roles = {s.property for s in declarations.shortcuts() if s.role and s.target_class}
    follows_paths = filters.campaign or filters.place or filters.kind
    edges = (*spec.edges, *spec.other_edges)
    return spec.view in _VIEWS and roles.issuperset(edges) and not follows_paths


def duty_rows(source: Duties, spec: NetworkSpec, filters: Filters) -> list[EdgeRow]:
    """Return the rows of a network, sorted, each once."""
    made = _made(source, source.duties(filters.document), spec, filters)
    return sorted(set(based(made, source)))


def duty_rows_in_parts(
    source: Duties, spec: NetworkSpec, filters: Filters
) -> Iterator[Sequence[EdgeRow]]:
    """Yield the rows of a network some documents at a time, in no order.

    What a fact rests on is left open: :func:`based` says it of some rows.
    """
    some: list[Duty] = []
    for _, duties in groupby(source.duties(filters.document), key=attrgetter("document")):
        some += duties
        if len(some) >= _AT_ONCE:
            yield _made(source, some, spec, filters)
            some = []
    yield _made(source, some, spec, filters)


def based(rows: Sequence[EdgeRow], source: Duties) -> list[EdgeRow]:
    """Return rows that say whether their facts are stated or inferred."""
    bases = source.bases({fact for row in rows for fact in (row.fact, row.fact2) if fact})
    bases = {**bases, "": ""}
    return [  # faster than _replace
        EdgeRow(a, b, edge, fact, document, bases[fact], via, other, bases[other], place, year)
        for a, b, edge, fact, document, _, via, other, _, place, year in rows
    ]


def _made(
    source: Duties, duties: Iterable[Duty], spec: NetworkSpec, filters: Filters
) -> Sequence[EdgeRow]:
    """Return the rows of some assignments; those of a document are all among them, or none."""
    groups = wants_groups(spec, filters)
    first = shortcuts_of(spec.edges, filters, groups)
    second = shortcuts_of(spec.other_edges, filters, groups) if spec.view == "pairs" else first
    if not first or not second:
        return []
    ends = _ends(source, duties, filters, {*first, *second})
    edges = [{s.property for s in side} for side in (first, second)]
    if spec.view in ("projection", "pairs"):
        met = _met(ends, edges[0], edges[1], ordered=spec.view == "projection")
        return [_row_of_two(one, other) for one, other in met]
    alone = [end for end in ends if end.edge in edges[0]]
    if spec.view == "direct":
        return [_row(end.duty.work, end) for end in alone]
    above = _series_above(source, {end.duty.work for end in alone}, frozenset(spec.series))
    return [_row(series, end, end.duty.work) for end in alone for series in above[end.duty.work]]


class _End(NamedTuple):
    """An assignment under the property that says its role."""

    duty: Duty
    edge: str


def _ends(
    source: Duties,
    given: Iterable[Duty],
    filters: Filters,
    chosen: Iterable[declarations.Shortcut],
) -> list[_End]:
    """Return the assignments that filters leave, under each property that holds of them."""
    edges: dict[tuple[str, str], list[str]] = {}
    for shortcut in chosen:
        edges.setdefault((shortcut.role or "", shortcut.target_class or ""), []).append(
            shortcut.property
        )
    roles = {role for role, _ in edges}
    duties = [duty for duty in given if duty.role in roles and _is_within(duty, filters)]
    kinds = source.things({duty.actor for duty in duties}, RDF.type)
    return [
        _End(duty, edge)
        for duty in duties
        for kind in kinds.get(duty.actor, ())
        for edge in edges.get((duty.role, kind), ())
    ]


def _is_within(duty: Duty, filters: Filters) -> bool:
    if duty.inferred and not filters.inferred:
        return False
    if filters.since is None and filters.until is None:
        return True
    since = filters.since is None or duty.year >= filters.since
    until = filters.until is None or duty.year <= filters.until
    return bool(duty.year) and since and until


def _met(
    ends: Sequence[_End], first: set[str], second: set[str], *, ordered: bool
) -> Iterator[tuple[_End, _End]]:
    """Yield the ends that meet over the same work of the same document."""
    sides: dict[tuple[str, str], tuple[list[_End], list[_End]]] = {}
    for end in ends:
        ones, others = sides.setdefault((end.duty.work, end.duty.document), ([], []))
        if end.edge in first:
            ones.append(end)
        if end.edge in second:
            others.append(end)
    for ones, others in sides.values():
        for one, other in product(ones, others):
            a, b = one.duty.actor, other.duty.actor
            if a < b or (a > b and not ordered):
                yield one, other


def _row_of_two(one: _End, other: _End) -> EdgeRow:
    duty, second = one.duty, other.duty
    return EdgeRow(
        duty.actor, second.actor, one.edge, duty.fact, duty.document, "", duty.work,
        second.fact, "", "", str(duty.year or ""),
    )  # fmt: skip


def _row(start: str, end: _End, via: str = "") -> EdgeRow:
    duty = end.duty
    return EdgeRow(
        start, duty.actor, end.edge, duty.fact, duty.document, "", via, "", "",
        str(duty.position or ""), str(duty.year or ""),
    )  # fmt: skip


def _series_above(
    source: Duties, work: Iterable[str], classes: frozenset[str]
) -> dict[str, list[str]]:
    """Return the series that hold each piece of work, itself among them."""
    parents: dict[str, list[str]] = {}
    wanted = set(work)
    todo = set(wanted)
    while todo:
        parents.update({one: [] for one in todo})
        parents.update(source.things(todo, PK.partOf))
        todo = {above for one in todo for above in parents[one]} - parents.keys()
    kinds = source.things(parents, RDF.type)
    return {
        one: [above for above in _all_above(one, parents) if classes & set(kinds.get(above, ()))]
        for one in wanted
    }


def _all_above(one: str, parents: Mapping[str, list[str]]) -> list[str]:
    found, todo = {one: None}, [one]
    while todo:
        for above in parents[todo.pop()]:
            if above not in found:
                found[above] = None
                todo.append(above)
    return list(found)
