"""What the ontology declares, read from its Turtle: edges, shortcuts, networks, labels.

Builders, equality tests, network derivation and legends all read these declarations, so that
a new kind of edge needs a few lines of Turtle and no code.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType

from ontology.namespaces import CODE_NS, PK_NS
from ontology.rdf import Literal, NamedNode, RdfFormat, parse
from ontology.terms import OWL, PK, RDF, RDFS, SCHEMA, SKOS

VOCABULARY_FILES = ("policykg.ttl", "codes.ttl", "external.ttl")
"""The files that describe terms; shapes and alignment stand apart."""

_Values = Mapping[str, tuple[str | Literal, ...]]


@dataclass(frozen=True, slots=True)
class Term:
    """A term with its words in both languages; a word it lacks is an empty string."""

    iri: str
    label_en: str
    label_zh: str
    definition_en: str = ""
    definition_zh: str = ""

    def label(self, language: str = "en") -> str:
        """Return the label in ``zh`` (any script) or else in English."""
        return self.label_zh if language.startswith("zh") else self.label_en

    def definition(self, language: str = "en") -> str:
        """Return the definition in ``zh`` (any script) or else in English."""
        return self.definition_zh if language.startswith("zh") else self.definition_en


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A property generated from fact nodes.

    For every node of ``node_class`` that is stated, not inferred, and meets the conditions,
    the values of ``source`` and ``target`` are joined by ``property``.
    """

    property: str
    node_class: str
    source: str
    target: str
    role: str | None
    """The value of ``pk:role`` that the node must have."""
    source_class: str | None
    target_class: str | None
    position: int | None
    """The value of ``pk:position`` that the node must have."""
    out_of: int | None
    """The value of ``pk:outOf`` that the node must have."""


@dataclass(frozen=True, slots=True)
class Edge:
    """A property that networks may draw."""

    property: str
    term: Term
    domain: tuple[str, ...]
    """Classes of the source; empty: any."""
    range: tuple[str, ...]
    """Classes of the target; empty: any."""
    shortcut: bool
    """Whether the property is generated from fact nodes."""


@dataclass(frozen=True, slots=True)
class Property:
    """A property of ours, as forms and documentation need it."""

    term: Term
    domain: tuple[str, ...]
    """Classes that may have it; empty: any."""
    range: tuple[str, ...]
    """Classes or datatypes of its values; empty: any."""
    edge: bool
    """Whether networks may draw it."""
    above: tuple[str, ...] = ()
    """Properties that hold wherever it does."""
    inverse: tuple[str, ...] = ()
    """Properties that say the same from the other end."""
    symmetric: bool = False
    transitive: bool = False


@dataclass(frozen=True, slots=True)
class Network:
    """A declared view of part of the graph as a network."""

    id: str
    iri: str
    term: Term
    edges: tuple[str, ...]
    nodes: tuple[str, ...]
    """Classes that the view shows; empty: any."""
    projected_on: str | None
    """Class whose members are joined when they share a node; none: no projection."""
    projected_via: str | None
    """Class of the shared nodes."""
    projected_to: str | None
    """In a directed projection, the property that leads to the target."""
    counting: str | None
    """Code of the counting rule that holds unless another is chosen."""


def turtle(name: str) -> bytes:
    """Return one of the ontology's Turtle files, also from an installed wheel."""
    return resources.files(__package__).joinpath(name).read_bytes()


@cache
def _descriptions() -> Mapping[str, _Values]:
    """Return subject → predicate → values, in the order of the files."""
    found: dict[str, dict[str, list[str | Literal]]] = defaultdict(lambda: defaultdict(list))
    for name in VOCABULARY_FILES:
        for quad in parse(turtle(name), format=RdfFormat.TURTLE):
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
                value = quad.object if isinstance(quad.object, Literal) else quad.object.value
                found[quad.subject.value][quad.predicate.value].append(value)
    return {
        subject: {predicate: tuple(values) for predicate, values in sorted(properties.items())}
        for subject, properties in sorted(found.items())
    }


def _iris(description: _Values, *predicates: str) -> tuple[str, ...]:
    """Return the sorted IRIs that a description has under any of some predicates."""
    values = (value for predicate in predicates for value in description.get(predicate, ()))
    return tuple(sorted(value for value in values if isinstance(value, str)))


def _iri(description: _Values, predicate: str) -> str | None:
    return next(iter(_iris(description, predicate)), None)


def _integer(description: _Values, predicate: str) -> int | None:
    values = description.get(predicate, ())
    return next((int(value.value) for value in values if isinstance(value, Literal)), None)


def _words(description: _Values, predicates: Iterable[str], language: str) -> str:
    for predicate in predicates:
        for value in description.get(predicate, ()):
            if isinstance(value, Literal) and value.language == language:
                return value.value
    return ""


def _term(iri: str, description: _Values) -> Term:
    labels, definitions = (RDFS.label, SKOS.prefLabel), (SKOS.definition,)
    return Term(
        iri,
        _words(description, labels, "en"),
        _words(description, labels, "zh-hans"),
        _words(description, definitions, "en"),
        _words(description, definitions, "zh-hans"),
    )


def _of_type(kind: str) -> list[tuple[str, _Values]]:
    return [
        (iri, description)
        for iri, description in _descriptions().items()
        if kind in description.get(RDF.type, ())
    ]


@cache
def terms() -> Mapping[str, Term]:
    """Return every described term by its IRI: ours, the codes, the units, and borrowed ones."""
    described = ((iri, _term(iri, description)) for iri, description in _descriptions().items())
    return MappingProxyType({iri: term for iri, term in described if term.label_en})


def term(iri: str) -> Term | None:
    """Return the words of a term, or nothing where the ontology does not describe it."""
    return terms().get(iri)


@cache
def verb(role: str) -> tuple[str, str]:
    """Return the words of a role in a sentence, in Chinese and in English: 牵头, leads.

    Args:
        role: IRI of its code.
    """
    description = _descriptions()[role]
    return _words(description, (PK.verb,), "zh-hans"), _words(description, (PK.verb,), "en")


@cache
def shortcuts() -> tuple[Shortcut, ...]:
    """Return the properties that are generated from fact nodes, sorted by IRI."""
    return tuple(
        Shortcut(
            property=iri,
            node_class=node_class,
            source=_iri(description, PK.edgeSource) or "",
            target=_iri(description, PK.edgeTarget) or "",
            role=_iri(description, PK.edgeIf),
            source_class=_iri(description, PK.edgeSourceClass),
            target_class=_iri(description, PK.edgeTargetClass),
            position=_integer(description, PK.edgePosition),
            out_of=_integer(description, PK.edgeOutOf),
        )
        for iri, description in _descriptions().items()
        if (node_class := _iri(description, PK.shortcutOf)) is not None
    )


@cache
def edges() -> tuple[Edge, ...]:
    """Return the properties that networks may draw, sorted by IRI."""
    return tuple(
        Edge(
            property=iri,
            term=_term(iri, description),
            domain=_iris(description, RDFS.domain, SCHEMA.domainIncludes),
            range=_iris(description, RDFS.range, SCHEMA.rangeIncludes),
            shortcut=PK.shortcutOf in description,
        )
        for iri, description in _of_type(PK.EdgeProperty)
    )


@cache
def networks() -> tuple[Network, ...]:
    """Return the declared networks, sorted by id."""
    return tuple(
        Network(
            id=iri.removeprefix(CODE_NS),
            iri=iri,
            term=_term(iri, description),
            edges=_iris(description, PK.networkEdge),
            nodes=_iris(description, PK.networkNode),
            projected_on=_iri(description, PK.projectedOn),
            projected_via=_iri(description, PK.projectedVia),
            projected_to=_iri(description, PK.projectedTo),
            counting=_iri(description, PK.counting),
        )
        for iri, description in _of_type(PK.Network)
    )


@cache
def properties() -> tuple[Property, ...]:
    """Return our properties, sorted by IRI."""
    kinds = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
    return tuple(
        Property(
            term=_term(iri, description),
            domain=_iris(description, RDFS.domain, SCHEMA.domainIncludes),
            range=_iris(description, RDFS.range, SCHEMA.rangeIncludes),
            edge=PK.EdgeProperty in description.get(RDF.type, ()),
            above=_iris(description, RDFS.subPropertyOf),
            inverse=tuple(sorted({*_iris(description, OWL.inverseOf), *_inverses().get(iri, ())})),
            symmetric=OWL.SymmetricProperty in description.get(RDF.type, ()),
            transitive=OWL.TransitiveProperty in description.get(RDF.type, ()),
        )
        for iri, description in _descriptions().items()
        if any(kind in description.get(RDF.type, ()) for kind in kinds)
    )


@cache
def _inverses() -> Mapping[str, tuple[str, ...]]:
    """Return the properties that name another as their inverse, by that other."""
    found: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for iri, description in _descriptions().items():
        for other in _iris(description, OWL.inverseOf):
            found[other] += (iri,)
    return found


@cache
def ontology() -> Mapping[str, tuple[str, ...]]:
    """Return what the ontology says of itself: property to values, words in both languages."""
    description = _descriptions()[PK_NS.removesuffix("#")]
    return {
        predicate: tuple(value if isinstance(value, str) else value.value for value in values)
        for predicate, values in description.items()
    }


@cache
def version() -> str:
    """Return the version of the ontology, as ``owl:versionInfo`` has it."""
    return ontology()[OWL.versionInfo][0]


@cache
def superclasses(iri: str) -> tuple[str, ...]:
    """Return all our classes above one of ours, nearest first."""
    above: list[str] = []
    for parent in _iris(_descriptions().get(iri, {}), RDFS.subClassOf):
        above += [parent, *superclasses(parent)]
    return tuple(dict.fromkeys(above))


@cache
def classes() -> tuple[Term, ...]:
    """Return our classes, sorted by IRI."""
    return tuple(_term(iri, description) for iri, description in _of_type(OWL.Class))


@cache
def concepts(scheme: str) -> tuple[Term, ...]:
    """Return the codes (or units) of a list, such as ``SCHEME.bound``, sorted by IRI."""
    return tuple(
        _term(iri, description)
        for iri, description in _descriptions().items()
        if scheme in description.get(SKOS.inScheme, ())
    )
