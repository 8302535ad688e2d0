"""What networks count: 1/n and the numbers of a bracket, from a task's own bearers of a role.

Whatever a network is narrowed to, who is left out of it still leads: n is counted before filters.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from graph.networks.queries import Filters, role_properties
from graph.networks.rows import Brackets, EdgeRow
from graph.networks.specs import NETWORKS, NetworkSpec
from ontology import declarations
from ontology.terms import PK


def bearers_in(spec: NetworkSpec, row: EdgeRow) -> list[tuple[str, str, str]]:
    """Return who bears which role for which work, as a row says it: work, role's edge, body."""
    match spec.view:
        case "projection":
            edge = spec.edges[0]
            return [(row.via, edge, row.source), (row.via, edge, row.target)]
        case "pairs":
            sides = (spec.edges[0], row.source), (spec.other_edges[0], row.target)
            return [(row.via, edge, end) for edge, end in sides]
        case _ if row.edge in FACT_EDGES:
            return [(row.via or row.source, row.edge, row.target)]
    return []


def rows_say_all(spec: NetworkSpec, filters: Filters) -> bool:
    """Tell whether rows name all who bear a role: those of a whole network, or whole documents."""
    shows_all = spec.groups or spec.view in ("projection", "pairs")
    whole = Filters(document=filters.document, role=filters.role)
    return filters == whole and spec.name in NETWORKS and bool(shows_all)


class Counts:
    """What is counted of a piece of work: from its own bearers, whatever is shown of them.

    Attributes:
        own: Who bears each role; of the work that is being counted.
        first: Properties of the ends that meet, or of the source's end.
        second: For pairs: properties of the other end.
    """

    def __init__(self, spec: NetworkSpec, filters: Filters) -> None:
        self.spec = spec
        self.own: Brackets = {}
        everyone = replace(filters, role=())
        self.first = role_properties(spec, everyone, spec.edges)
        self.second = role_properties(spec, everyone, spec.other_edges)

    def n(self, work: str, edge: str = "") -> int:
        """Return n: the bearers of a role; the ends that meet; the pairs of ends.

        Groups stand under a property of their own, so they never enlarge the n of named bodies.
        """
        match self.spec.view:
            case "projection":
                return len(self._bearers(work, self.first))
            case "pairs":
                first = self._bearers(work, self.first)
                second = self._bearers(work, self.second)
                return len(first) * len(second) - len(first & second)
            case _:
                return len(self.own.get((work, edge), ()))

    def bracket(self, work: str, edge: str) -> dict[str, int]:
        """Return how many bear the role that an edge says, and how many of them are named."""
        twins = TWINS[edge]
        everyone = self._bearers(work, twins)
        groups = self._bearers(work, [t for t in twins if t in _OF_GROUPS])
        return {"out_of": len(everyone), "named": len(everyone - groups)}

    def _bearers(self, work: str, edges: Iterable[str]) -> set[str]:
        return set().union(*(self.own.get((work, edge), ()) for edge in edges))


def weights(
    spec: NetworkSpec, rows: Sequence[EdgeRow], vias: Sequence[str], counts: Counts
) -> tuple[float, float]:
    """Return the weight by whole and by fractional counting."""
    match spec.view:
        case "projection":
            whole, parts = len(vias), [1 / (counts.n(v) - 1) for v in vias]
        case "pairs":
            whole, parts = len(vias), [1 / counts.n(v) for v in vias]
        case "lifted":
            pairs = sorted({(r.via, r.edge) for r in rows})
            whole, parts = len(vias), [1 / counts.n(*p) for p in pairs]
        case _:
            # A role counts once, however often the bracket repeats the name.
            roles = sorted({(r.source, r.edge) for r in rows if r.edge in FACT_EDGES})
            others = {r.fact for r in rows if r.edge not in FACT_EDGES} - {""}
            whole = len(roles) + len(others) or 1
            parts = [*(1 / counts.n(*role) for role in roles), float(whole - len(roles))]
    return float(whole), round(sum(parts), 12)


_SHORTCUTS = [s for s in declarations.shortcuts() if s.role]
FACT_EDGES = frozenset(s.property for s in declarations.shortcuts())
_OF_GROUPS = frozenset(s.property for s in _SHORTCUTS if s.target_class == PK.GroupReference)
TWINS = {
    s.property: tuple(
        t.property for t in _SHORTCUTS if (t.role, t.node_class) == (s.role, s.node_class)
    )
    for s in _SHORTCUTS
}
"""The properties that say one role, of named bodies and of groups."""
