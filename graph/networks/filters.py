"""What a network is narrowed to, and how its query says so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

from graph.networks.specs import NetworkSpec
from ontology import codes, declarations
from ontology.namespaces import CODE_NS, PK_NS, PREFIXES
from ontology.rdf import NamedNode


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


def listed(values: Iterable[str], glue: str = " ") -> str:
    """Write IRIs as a list of a query."""
    return glue.join(map(iri, values))


def filter_lines(spec: NetworkSpec, filters: Filters) -> list[str]:
    """Return the lines that narrow all patterns of a network; documents narrow each from within."""
    ends = ["?via"] if spec.view in ("projection", "pairs", "lifted") else ["?source", "?target"]
    lines = [] if _only_facts(spec) else _class_lines(spec.nodes, ["?source", "?target"])
    if filters.campaign:
        lines.append(_either(ends, "pk:partOf*", filters.campaign))
    if filters.place:
        path = "(pk:locatedIn|pk:partOfPlace|pk:place|pk:jurisdiction|pk:governs)*"
        lines.append(_either(["?source", "?target", "?document"], path, filters.place))
    if not filters.inferred:
        lines.append("FILTER(!BOUND(?basis) || ?basis != code:inferred)")
        if spec.view in ("projection", "pairs"):
            lines.append("FILTER(?basis2 != code:inferred)")
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
        f"EXISTS {{ VALUES ?in{e[1:]} {{ {listed(things)} }} {e} {path} ?in{e[1:]} }})"
        for e in ends
    ]
    return f"FILTER({' || '.join(tests)})"


def _class_lines(classes: Sequence[str], ends: Sequence[str]) -> list[str]:
    if not classes:
        return []
    return [
        f"FILTER EXISTS {{ VALUES ?is{e[1:]} {{ {listed(classes)} }} {e} a ?is{e[1:]} }}"
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
        unwanted = listed((CODE_NS + c for c in others), ", ")
        lines += [
            f"FILTER NOT EXISTS {{ {e} pk:kind ?kind{e[1:]} FILTER(?kind{e[1:]} IN ({unwanted})) }}"
            for e in ("?source", "?target")
        ]
    return lines
