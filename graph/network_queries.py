"""The SPARQL behind every network, written from its record and the ontology's declarations.

One query yields rows of facts: ``?source ?target ?edge ?fact ?document ?basis ?via ?fact2
?basis2 ?position ?year``.  It is the query that is run, and the one that pictures, tables and
papers show, so it carries the filters too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Final

from graph.network_rows import Row
from graph.network_specs import NetworkSpec
from ontology import codes, declarations
from ontology.namespaces import CODE_NS, PK_NS, PREFIXES
from ontology.rdf import NamedNode
from ontology.terms import PK

_FACT_CLASSES: Final = (PK.Responsibility, PK.Mention, PK.Relation)
"""Nodes that networks show as edges, never as nodes."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What a network is narrowed to; IRIs of things, codes and classes by their local names."""

    document: tuple[str, ...] = ()
    campaign: tuple[str, ...] = ()
    """Actions: only what lies in one of them."""
    place: tuple[str, ...] = ()
    """Places: only what lies in one of them, or what is said by documents about it."""
    role: tuple[str, ...] = ()
    """Roles of responsibilities, such as ``lead``."""
    kind: tuple[str, ...] = ()
    """Kinds (``department``) or classes (``Enterprise``) of the ends."""
    since: int | None = None
    until: int | None = None
    """First and last year: of the fact, or else of its document."""
    groups: bool | None = None
    """Groups not named one by one; by default as the network is declared."""
    inferred: bool = True
    """Whether inferred facts are shown (they are marked in any case)."""

    def as_dict(self) -> dict[str, str | int | bool]:
        """Return what is set, flat, for tables and file headers."""
        found: dict[str, str | int | bool] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, tuple):
                if value:
                    found[field.name] = " ".join(value)
            elif value is not None and not (field.name == "inferred" and value):
                found[field.name] = value
        return found


def iri(value: str) -> str:
    """Write an IRI for a query; the engine's own writer refuses what is none.

    Raises:
        ValueError: the text is no IRI.
    """
    for prefix in ("pk", "code"):
        namespace = PREFIXES[prefix]
        local = value.removeprefix(namespace)
        if local != value and local.replace("-", "").isalnum():
            return f"{prefix}:{local}"
    return str(NamedNode(value))


def _list(values: Iterable[str], glue: str = " ") -> str:
    return glue.join(map(iri, values))


def network_query(spec: NetworkSpec, filters: Filters, around: Sequence[str] = ()) -> str:
    """Return the query of a network.

    Args:
        spec: The network's record.
        filters: What it is narrowed to.
        around: Things of which one must be an end (for ego networks and paths).
    """
    match spec.view:
        case "projection":
            blocks = [_shared(spec, filters, spec.edges, spec.edges, ordered=True)]
        case "pairs":
            blocks = [_shared(spec, filters, spec.edges, spec.other_edges, ordered=False)]
        case "lifted":
            blocks = [_lifted(spec, filters)]
        case "stated":
            blocks = [_stated(spec.edges)]
        case _:
            blocks = _direct(spec, filters)
    blocks = _around(blocks, around)
    body = "\n  UNION\n".join(f"  {{{_indent(b)}\n  }}" for b in blocks)
    lines = _filter_lines(spec, filters)
    used = body + "\n".join(lines)
    heads = [f"PREFIX {p}: <{PREFIXES[p]}>" for p in ("code", "pk", "rdf") if f"{p}:" in used]
    columns = " ".join(f"?{c}" for c in Row._fields)
    where = "\n".join([body, *(f"  {line}" for line in lines)])
    return "\n".join([*heads, f"SELECT {columns} WHERE {{", where, "}"])


def _indent(block: str) -> str:
    return "\n" + "\n".join(f"    {line}" for line in block.split("\n"))


def _around(blocks: Sequence[str], things: Sequence[str]) -> list[str]:
    """Ask each pattern twice, from either end, so that the engine starts at the things."""
    if not things:
        return list(blocks)
    chosen = _list(things)
    return [f"VALUES ?{end} {{ {chosen} }}\n{b}" for b in blocks for end in ("source", "target")]


# ---- patterns --------------------------------------------------------------------------


def _shortcuts(edges: Sequence[str], filters: Filters, groups: bool) -> list[declarations.Shortcut]:
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


def _wants_groups(spec: NetworkSpec, filters: Filters) -> bool:
    return spec.groups if filters.groups is None else filters.groups


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
    groups = _wants_groups(spec, filters)
    first, second = _shortcuts(edges, filters, groups), _shortcuts(others, filters, groups)
    if not first or not second:
        return _NOTHING
    order = "FILTER(STR(?source) < STR(?target))" if ordered else "FILTER(?source != ?target)"
    ends = [_facts(first, "?via", "?source"), _facts(second, "?via", "?target", "2")]
    return "\n".join([*ends, order, _YEAR])


def _lifted(spec: NetworkSpec, filters: Filters) -> str:
    chosen = _shortcuts(spec.edges, filters, _wants_groups(spec, filters))
    if not chosen:
        return _NOTHING
    return "\n".join(
        [
            _facts(chosen, "?via", "?target"),
            "OPTIONAL { ?fact pk:position ?position }",
            "?via pk:partOf* ?source .",
            f"FILTER EXISTS {{ VALUES ?series {{ {_list(spec.series)} }} ?source a ?series }}",
            _YEAR,
        ]
    )


def _stated(edges: Sequence[str]) -> str:
    """Return the pattern of relations that a text states, inferred ones included."""
    return "\n".join(
        [
            f"VALUES ?edge {{ {_list(edges)} }}",
            "?fact rdf:predicate ?edge ; rdf:subject ?source ; rdf:object ?target ;",
            "  pk:statedIn ?document ; pk:basis ?basis .",
            _YEAR,
        ]
    )


_PLAIN: Final = f"""?source ?edge ?target .
FILTER NOT EXISTS {{ ?r rdf:subject ?source ; rdf:predicate ?edge ; rdf:object ?target }}
FILTER NOT EXISTS {{ VALUES ?f {{ {_list(_FACT_CLASSES)} }} ?source a ?f }}
OPTIONAL {{
  ?source pk:statedIn ?document ; pk:basis ?basis .
  OPTIONAL {{ ?source pk:year ?own }} OPTIONAL {{ ?document pk:year ?told }}
}}
BIND(COALESCE(?own, ?told) AS ?year)"""
"""An edge that no fact node states: its source's own record does, or the authority file."""

_MENTIONED: Final = """?source a pk:Document ; ?edge ?target .
{ ?fact pk:mentions ?target ; pk:statedIn ?source ; pk:basis ?basis }
UNION
{ ?target pk:statedIn ?source ; pk:basis ?basis . BIND(?target AS ?fact) }
BIND(?source AS ?document)"""
"""Where a document names what it refers to, implements or follows."""


def _held(chosen: Sequence[declarations.Shortcut]) -> str:
    """Bind sources for which somebody bears one of the roles, or that hold such work."""
    roles = _list(sorted({s.role for s in chosen if s.role}))
    return (
        f"{{ SELECT DISTINCT ?source WHERE {{ VALUES ?held {{ {roles} }} "
        f"?duty pk:role ?held ; {iri(chosen[0].source)} ?part . ?part pk:partOf* ?source }} }}"
    )


def _direct(spec: NetworkSpec, filters: Filters) -> list[str]:
    shortcut = {s.property for s in declarations.shortcuts()}
    plain = [e for e in spec.edges if e not in shortcut]
    blocks = []
    if chosen := _shortcuts(spec.edges, filters, _wants_groups(spec, filters)):
        facts = _facts(chosen, "?source", "?target")
        blocks.append(f"{facts}\nOPTIONAL {{ ?fact pk:position ?position }}\n{_YEAR}")
    if plain and not filters.role:
        values = f"VALUES ?edge {{ {_list(plain)} }}"
        if spec.view == "chain" and chosen:
            return [*blocks, f"{values}\n{_held(chosen)}\n{_PLAIN}"]
        blocks.append(_stated(plain))
        blocks.append(f"{values}\n{_PLAIN}")
        if any(_from_documents(e) for e in plain):
            blocks.append(f"{values}\n{_MENTIONED}\n{_YEAR}")
    return blocks or [_NOTHING]


def _from_documents(edge: str) -> bool:
    return any(e.property == edge and PK.Document in e.domain for e in declarations.edges())


# ---- filters ---------------------------------------------------------------------------


def _filter_lines(spec: NetworkSpec, filters: Filters) -> list[str]:
    ends = ["?via"] if spec.view in ("projection", "pairs", "lifted") else ["?source", "?target"]
    lines = [] if _only_facts(spec) else _class_lines(spec.nodes, ["?source", "?target"])
    if filters.document:
        lines.append(f"FILTER(?document IN ({_list(filters.document, ', ')}))")
    if filters.campaign:
        lines.append(_either(ends, "pk:partOf*", filters.campaign))
    if filters.place:
        path = "(pk:locatedIn|pk:partOfPlace|pk:place|pk:jurisdiction|pk:governs)*"
        lines.append(_either(["?source", "?target", "?document"], path, filters.place))
    if not filters.inferred:
        lines.append("FILTER(!BOUND(?basis) || ?basis = code:stated)")
        if spec.view in ("projection", "pairs"):
            lines.append("FILTER(?basis2 = code:stated)")
    lines += _kind_lines(filters.kind)
    if filters.since is not None:
        lines.append(f"FILTER(?year >= {int(filters.since)})")
    if filters.until is not None:
        lines.append(f"FILTER(?year <= {int(filters.until)})")
    return lines


def _only_facts(spec: NetworkSpec) -> bool:
    """Tell whether the declarations of the edges already fix the classes of the ends."""
    shortcut = {s.property for s in declarations.shortcuts()}
    return spec.view != "stated" and all(e in shortcut for e in spec.edges)


def _either(ends: Sequence[str], path: str, things: Sequence[str]) -> str:
    tests = [
        # An unbound end would match anything.
        f"(BOUND({e}) && "
        f"EXISTS {{ VALUES ?in{e[1:]} {{ {_list(things)} }} {e} {path} ?in{e[1:]} }})"
        for e in ends
    ]
    return f"FILTER({' || '.join(tests)})"


def _class_lines(classes: Sequence[str], ends: Sequence[str]) -> list[str]:
    if not classes:
        return []
    return [
        f"FILTER EXISTS {{ VALUES ?is{e[1:]} {{ {_list(classes)} }} {e} a ?is{e[1:]} }}"
        for e in ends
    ]


def _kind_lines(kinds: Sequence[str]) -> list[str]:
    """Keep ends of the chosen kinds; a thing whose kind comes from another list may stay."""
    local = [k.removeprefix(CODE_NS).removeprefix(PK_NS) for k in kinds]
    classes = [PK_NS + k for k in local if k[:1].isupper()]
    chosen = {k for k in local if not k[:1].isupper()}
    lines = _class_lines(classes, ["?source", "?target"])
    others = sorted(
        {c for scheme in codes.SCHEMES.values() if chosen & set(scheme) for c in scheme} - chosen
    )
    if others:
        listed = _list((CODE_NS + c for c in others), ", ")
        lines += [
            f"FILTER NOT EXISTS {{ {e} pk:kind ?kind{e[1:]} FILTER(?kind{e[1:]} IN ({listed})) }}"
            for e in ("?source", "?target")
        ]
    return lines
