"""Nodes and edges of a network with all that is known of them, made of the rows of its query.

They come in the order of their ids and are made when they are asked for, some at a time: who
puts them into a file needs no room for the network.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby, islice
from operator import itemgetter
from typing import Any, Final, Literal, TypeVar

from graph.networks.counting import TWINS, Counts, weights
from graph.networks.filters import Filters
from graph.networks.rows import EdgeRow, Quote, Reader, labels, node_attributes
from graph.networks.specs import NetworkSpec
from graph.networks.stored import HeldRows, StoredRows
from ontology import declarations
from ontology.namespaces import CODE_NS, PK_NS

Counting = Literal["whole", "fractional"]
V = TypeVar("V")
Rows = HeldRows | StoredRows
SOME: Final = 2_000
"""Nodes or edges for which is asked at once, where not all are wanted together."""

__all__ = ["SOME", "Assembly", "Counting"]


class Assembly:
    """Nodes and edges of a network.

    Args:
        reader: Knows what the rows do not say.
        spec: The network's record.
        rows: Of its query, see :mod:`graph.networks.stored`.
        filters: What it is narrowed to.
        counting: Whether ``weight`` counts whole or fractional.
        evidence: Whether nodes and edges carry their quotes.
        at_once: For how many nodes or edges the reader is asked at once; none: for all.
    """

    def __init__(
        self,
        reader: Reader,
        spec: NetworkSpec,
        rows: Rows,
        filters: Filters,
        counting: Counting = "whole",
        evidence: bool = True,
        at_once: int | None = None,
    ) -> None:
        self._reader, self._spec, self._rows = reader, spec, rows
        self._counting, self._evidence = counting, evidence
        self._at_once = at_once
        self._counts = Counts(spec, filters)
        self.ends = rows.ends
        """Ids of the nodes."""
        self._groups: set[str] = set()
        self._labels = _Labels(reader, set())

    def nodes(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield ids and attributes of the nodes; they are asked for before the edges."""
        for some in _parts(self.ends, self._at_once):
            known = self._reader.describe(some)
            quotes = self._reader.quotes_of(known) if self._evidence else {}
            for iri in some:
                data = node_attributes(iri, known.get(iri, {}))
                if self._evidence:
                    _put_quotes(data, quotes.get(iri, []))
                if data["group"]:
                    self._groups.add(iri)
                yield iri, data

    def edges(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """Yield ends and attributes of the edges."""
        pairs = groupby(self._rows.in_order(), key=itemgetter(0, 1))
        for some in _parts((list(rows) for _, rows in pairs), self._at_once):
            given = self._rows.completed([row for rows in some for row in rows])
            self._counts.own = self._rows.brackets(given)
            quotes: Mapping[str, list[Quote]] = {}
            rows = list(map(_with_fact, given))
            if self._evidence:
                facts = {f for row in rows for f in (row.fact, row.fact2) if f}
                quotes = self._reader.quotes_of(facts)
            self._labels = _Labels(self._reader, {row.via for row in rows if row.via})
            for (source, target), found in groupby(rows, key=itemgetter(0, 1)):
                yield source, target, self._edge(source, target, list(found), quotes)

    def label(self, iri: str, /) -> str:
        """Return the Chinese label of what an edge speaks of."""
        return self._labels[iri]

    def _edge(
        self, source: str, target: str, rows: list[EdgeRow], quotes: Mapping[str, list[Quote]]
    ) -> dict[str, Any]:
        spec, counts = self._spec, self._counts
        vias = sorted({r.via for r in rows if r.via})
        data = _edge_data(rows, vias, weights(spec, rows, vias, counts), self._counting)
        if spec.view in ("direct", "chain"):
            roles = [row for row in rows if row.edge in TWINS]
            data.update(counts.bracket(source, roles[0].edge) if roles else {})
        if spec.edge_label:
            data["label_zh"], data["label_en"] = spec.edge_label
        data["group"] = source in self._groups or target in self._groups
        if self._evidence:
            data["evidence"] = _edge_quotes(rows, quotes)
        return data


class _Labels(dict[str, str]):
    """Chinese labels of things; those of all are asked for when one is."""

    def __init__(self, reader: Reader, things: set[str]) -> None:
        super().__init__()
        self._reader, self._things = reader, things

    def __missing__(self, iri: str) -> str:
        known = labels(self._reader, sorted({*self._things, iri}))
        self.update((thing, words["zh"]) for thing, words in known.items())
        return self[iri]


def _parts(values: Iterable[V], size: int | None) -> Iterator[list[V]]:
    """Yield values so many at a time; all at once where no number is given."""
    values = iter(values)
    while some := list(islice(values, size)):
        yield some


def _with_fact(row: EdgeRow) -> EdgeRow:
    """A plain edge rests on the record of its source, where a document states that."""
    return row if row.fact or not row.document else row._replace(fact=row.source)


def _put_quotes(data: dict[str, Any], quotes: list[Quote]) -> None:
    data["evidence"] = [dict(q, basis=data["basis"]) for q in quotes]
    if quotes:
        data["offset"] = min(q["start"] for q in quotes)


def _edge_data(
    rows: Sequence[EdgeRow], vias: list[str], weights: tuple[float, float], counting: Counting
) -> dict[str, Any]:
    kinds, label_zh, label_en = _edge_words(tuple(sorted({r.edge for r in rows})))
    bases = {_basis(r) for r in rows}
    positions = [int(r.position) for r in rows if r.position]
    whole, fractional = weights
    data: dict[str, Any] = {
        "kind": kinds[0],
        "kinds": list(kinds),
        "label_zh": label_zh,
        "label_en": label_en,
        "weight": whole if counting == "whole" else fractional,
        "weight_whole": whole,
        "weight_fractional": fractional,
        "facts": sorted({f for r in rows for f in (r.fact, r.fact2) if f}),
        "documents": sorted({r.document for r in rows if r.document}),
        "tasks": vias,
        "basis": next(b for b in ("stated", "inferred", "authority") if b in bases),
        "years": sorted({int(r.year) for r in rows if r.year}),
    }
    if positions:
        data["position"] = min(positions)
    return data


@cache
def _edge_words(edges: tuple[str, ...]) -> tuple[tuple[str, ...], str, str]:
    """Return the local names of declared edges, and their labels in both languages."""
    kinds = tuple(edge.removeprefix(PK_NS) for edge in edges)
    terms = [term for kind in kinds if (term := declarations.term(PK_NS + kind))]
    zh = "、".join(t.label_zh for t in terms) or kinds[0]
    return kinds, zh, ", ".join(t.label_en for t in terms) or kinds[0]


def _basis(row: EdgeRow) -> str:
    """Return the weaker basis of the facts a row joins; the authority file gives none."""
    if not row.basis:
        return "authority"
    inferred = CODE_NS + "inferred"
    return "inferred" if inferred in (row.basis, row.basis2) else "stated"


def _edge_quotes(
    rows: Sequence[EdgeRow], quotes: Mapping[str, list[Quote]]
) -> list[dict[str, Any]]:
    """Return an edge's quotes, each once for every task through which it concerns the edge."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        for fact, basis in ((row.fact, row.basis), (row.fact2, row.basis2)):
            for quote in quotes.get(fact, []) if fact else []:
                entry = dict(quote, via=row.via, basis=basis.removeprefix(CODE_NS))
                found.setdefault((quote["iri"], row.via), entry)
    return sorted(
        found.values(), key=lambda q: (q["document"], q["start"], q["end"], q["via"], q["iri"])
    )
