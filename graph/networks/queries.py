"""The SPARQL behind every network, written from its record and the ontology's declarations.

One query yields rows of facts: ``?source ?target ?edge ?fact ?document ?basis ?via ?fact2
?basis2 ?position ?year``.  It is the query that is run, and the one that pictures, tables and
papers show, so it carries the filters too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from graph.networks.filters import Filters, filter_lines, iri, listed
from graph.networks.rows import EdgeRow
from graph.networks.specs import NetworkSpec
from ontology import declarations
from ontology.namespaces import CODE_NS, PREFIXES
from ontology.terms import PK

__all__ = ["Filters", "network_query", "role_properties", "shortcuts_of", "wants_groups"]

_FACT_CLASSES: Final = (PK.Responsibility, PK.Mention, PK.Relation)
"""Nodes that networks show as edges, never as nodes."""


def network_query(spec: NetworkSpec, filters: Filters, around: Sequence[str] = ()) -> str:
    """Return the query of a network.

    Args:
        spec: The network's record.
        filters: What it is narrowed to.
        around: Things of which one must be an end (for ego networks and paths).
    """
    # Where things are given the engine starts at them, and documents only narrow what it finds.
    inner = replace(filters, document=()) if around else filters
    match spec.view:
        case "projection":
            blocks = [_shared(spec, inner, spec.edges, spec.edges, ordered=True)]
        case "pairs":
            blocks = [_shared(spec, inner, spec.edges, spec.other_edges, ordered=False)]
        case "lifted":
            blocks = [_lifted(spec, inner)]
        case "stated":
            blocks = [_stated(spec.edges, inner)]
        case _:
            blocks = _direct(spec, inner)
    blocks = _around(blocks, around)
    body = "\n  UNION\n".join(f"  {{{_indent(b)}\n  }}" for b in blocks)
    lines = filter_lines(spec, filters)
    if around and filters.document:
        lines.append(f"FILTER(?document IN ({listed(filters.document, ', ')}))")
    used = body + "\n".join(lines)
    heads = [f"PREFIX {p}: <{PREFIXES[p]}>" for p in ("code", "pk", "rdf") if f"{p}:" in used]
    columns = " ".join(f"?{c}" for c in EdgeRow._fields)
    where = "\n".join([body, *(f"  {line}" for line in lines)])
    return "\n".join([*heads, f"SELECT {columns} WHERE {{", where, "}"])


def _indent(block: str) -> str:
    return "\n" + "\n".join(f"    {line}" for line in block.split("\n"))


def _around(blocks: Sequence[str], things: Sequence[str]) -> list[str]:
    """Ask each pattern twice, from either end, so that the engine starts at the things."""
    if not things:
        return list(blocks)
    chosen = listed(things)
    return [f"VALUES ?{end} {{ {chosen} }}\n{b}" for b in blocks for end in ("source", "target")]


# ---- patterns --------------------------------------------------------------------------


def shortcuts_of(
    edges: Sequence[str], filters: Filters, groups: bool
) -> list[declarations.Shortcut]:
    """Return the shortcuts among some edges, with or without their twins for groups."""
    known = {s.property: s for s in declarations.shortcuts()}
    chosen = [known[e] for e in edges if e in known]
    bodies = [s for s in chosen if s.target_class != PK.GroupReference]
    twins = [
        s
        for s in known.values()
        if s.target_class == PK.GroupReference
        and any(s.role == b.role and s.node_class == b.node_class for b in chosen)
    ]
    roles = {f"{CODE_NS}{r.removeprefix(CODE_NS)}" for r in filters.role}
    found = {s.property: s for s in (*bodies, *(twins if groups else ()))}
    return [s for s in found.values() if not roles or s.role in roles]


def role_properties(spec: NetworkSpec, filters: Filters, edges: Sequence[str]) -> list[str]:
    """Return the properties of roles that some edges stand for, groups as they are shown."""
    return [s.property for s in shortcuts_of(edges, filters, wants_groups(spec, filters))]


def wants_groups(spec: NetworkSpec, filters: Filters) -> bool:
    """Tell whether groups not named one by one are shown."""
    return spec.groups if filters.groups is None else filters.groups


def _within(filters: Filters, variable: str = "?document") -> list[str]:
    """Begin a pattern at the chosen documents, so that the engine never scans all others."""
    if not filters.document:
        return []
    return [f"VALUES {variable} {{ {listed(filters.document)} }}"]


def _facts(
    chosen: Sequence[declarations.Shortcut], source: str, target: str, number: str = ""
) -> str:
    """Return the pattern of fact nodes that join two ends, for shortcuts of one shape."""
    first, edge = chosen[0], f"?edge{number}"
    rows = sorted(
        f"({iri(s.role or '')} {iri(s.target_class or '')} {iri(s.property)})" for s in chosen
    )
    # VALUES even for one shortcut, and the work first: with constants alone the engine
    # multiplies all leads by all leads before it joins them by their work.
    lines = [
        f"VALUES (?role{number} ?class{number} {edge}) {{ {' '.join(rows)} }}",
        f"?fact{number} {iri(first.source)} {source} ; pk:role ?role{number} ;",
        f"  {iri(first.target)} {target} ; a {iri(first.node_class)} ;",
        f"  pk:statedIn ?document ; pk:basis ?basis{number} .",
        f"{target} a ?class{number} .",
    ]
    return "\n".join(lines)


_NOTHING: Final = "FILTER(false)"
_YEAR: Final = (
    "OPTIONAL { ?fact pk:year ?own } OPTIONAL { ?document pk:year ?told }\n"
    "BIND(COALESCE(?own, ?told) AS ?year)"
)
"""The year of the fact, or else of its document; only where both are bound."""


def _shared(
    spec: NetworkSpec,
    filters: Filters,
    edges: Sequence[str],
    others: Sequence[str],
    *,
    ordered: bool,
) -> str:
    groups = wants_groups(spec, filters)
    first, second = shortcuts_of(edges, filters, groups), shortcuts_of(others, filters, groups)
    if not first or not second:
        return _NOTHING
    order = "FILTER(STR(?source) < STR(?target))" if ordered else "FILTER(?source != ?target)"
    ends = [_facts(first, "?via", "?source"), _facts(second, "?via", "?target", "2")]
    return "\n".join([*_within(filters), *ends, order, _YEAR])


def _lifted(spec: NetworkSpec, filters: Filters) -> str:
    chosen = shortcuts_of(spec.edges, filters, wants_groups(spec, filters))
    if not chosen:
        return _NOTHING
    return "\n".join(
        [
            *_within(filters),
            _facts(chosen, "?via", "?target"),
            "OPTIONAL { ?fact pk:position ?position }",
            "?via pk:partOf* ?source .",
            f"FILTER EXISTS {{ VALUES ?series {{ {listed(spec.series)} }} ?source a ?series }}",
            _YEAR,
        ]
    )


def _stated(edges: Sequence[str], filters: Filters) -> str:
    """Return the pattern of relations that a text states, inferred ones included."""
    return "\n".join(
        [
            *_within(filters),
            f"VALUES ?edge {{ {listed(edges)} }}",
            "?fact rdf:predicate ?edge ; rdf:subject ?source ; rdf:object ?target ;",
            "  pk:statedIn ?document ; pk:basis ?basis .",
            _YEAR,
        ]
    )


_RECORD: Final = """?source pk:statedIn ?document ; pk:basis ?basis .
OPTIONAL { ?source pk:year ?own } OPTIONAL { ?document pk:year ?told }"""
_RECORD_IF_ANY: Final = """OPTIONAL { ?source pk:statedIn ?document }
OPTIONAL { ?source pk:basis ?said } OPTIONAL { ?source pk:year ?own }
BIND(COALESCE(?document, rdf:nil) AS ?told_in) OPTIONAL { ?told_in pk:year ?told }
BIND(IF(BOUND(?document), ?said, ?none) AS ?basis)
BIND(IF(BOUND(?document), COALESCE(?own, ?told), ?none) AS ?year)"""
"""The same where there may be none: one pattern an OPTIONAL, for two are joined for all things."""
_UNSTATED: Final = f"""?source ?edge ?target .
FILTER NOT EXISTS {{ ?r rdf:subject ?source ; rdf:predicate ?edge ; rdf:object ?target }}
FILTER NOT EXISTS {{ VALUES ?f {{ {listed(_FACT_CLASSES)} }} ?source a ?f }}"""


def _plain(edges: str, filters: Filters) -> str:
    """Return the pattern of edges that no fact node states.

    The record of the edge's source states it, or else the authority file, which is no document.
    """
    if not filters.document:
        return "\n".join([edges, _UNSTATED, _RECORD_IF_ANY])
    year = "BIND(COALESCE(?own, ?told) AS ?year)"
    return "\n".join([*_within(filters), _RECORD, edges, _UNSTATED, year])


_MENTIONED: Final = """?source a pk:Document ; ?edge ?target .
{ ?fact pk:mentions ?target ; pk:statedIn ?source ; pk:basis ?basis }
UNION
{ ?target pk:statedIn ?source ; pk:basis ?basis . BIND(?target AS ?fact) }
BIND(?source AS ?document)"""
"""Where a document names what it refers to, implements or follows."""


def _held(chosen: Sequence[declarations.Shortcut]) -> str:
    """Bind sources for which somebody bears one of the roles, or that hold such work."""
    roles = listed(sorted({s.role for s in chosen if s.role}))
    return (
        f"{{ SELECT DISTINCT ?source WHERE {{ VALUES ?held {{ {roles} }} "
        f"?duty pk:role ?held ; {iri(chosen[0].source)} ?part . ?part pk:partOf* ?source }} }}"
    )


def _direct(spec: NetworkSpec, filters: Filters) -> list[str]:
    shortcut = {s.property for s in declarations.shortcuts()}
    plain = [e for e in spec.edges if e not in shortcut]
    blocks = []
    if chosen := shortcuts_of(spec.edges, filters, wants_groups(spec, filters)):
        facts = [*_within(filters), _facts(chosen, "?source", "?target")]
        blocks.append("\n".join([*facts, "OPTIONAL { ?fact pk:position ?position }", _YEAR]))
    if plain and not filters.role:
        values = f"VALUES ?edge {{ {listed(plain)} }}"
        if spec.view == "chain" and chosen:
            return [*blocks, _plain(f"{values}\n{_held(chosen)}", filters)]
        blocks += [_stated(plain, filters), _plain(values, filters)]
        if any(_from_documents(e) for e in plain):
            blocks.append("\n".join([*_within(filters, "?source"), values, _MENTIONED, _YEAR]))
    return blocks or [_NOTHING]


def _from_documents(edge: str) -> bool:
    return any(e.property == edge and PK.Document in e.domain for e in declarations.edges())
