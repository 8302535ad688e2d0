"""What can be asked while the rows of one named graph are computed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from graph.tables.reader import Node, Reader, Said
from ontology import declarations
from ontology.codes import FIELD_PREFIX
from ontology.namespaces import CODE_NS, PK_NS, PREFIXES
from ontology.rdf import Literal, NamedNode
from ontology.terms import OA, PK, RDF, RDFS

__all__ = ["Scope"]

_WORDS: Final = (PK.Quotation, PK.Passage, PK.Signature)
_UNIT_NS: Final = PREFIXES["unit"]
_FIELD: Final = f"{CODE_NS}{FIELD_PREFIX}"
_CLASSES: Final = frozenset(each.iri for each in declarations.classes())
_NOTHING: Final[dict[str, list[Node]]] = {}
_NONE: Final[list[Node]] = []
Span = tuple[int, int]


@dataclass(slots=True, eq=False)
class _Caches:
    spans: dict[str, Span | None] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    labels: dict[tuple[str, str], str | None] = field(default_factory=dict)
    works: dict[tuple[str, str], Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Scope:
    """One named graph, with what the authority files say of the things in it."""

    graph: str
    """Id of the document, or empty for the authority files."""
    own: Said
    shared: Said
    reader: Reader
    wanted: frozenset[str] | None = None
    """Of the authority files: which subjects become rows; none: all."""
    _caches: _Caches = field(default_factory=_Caches, compare=False)

    @cached_property
    def namespace(self) -> str:
        """Namespace of ids."""
        return f"{self.reader.base}id/"

    def objects(self, iri: str, predicate: str) -> list[Node]:
        """Return the values of a property, those of the document's graph first, each once."""
        own = self.own.get(iri, _NOTHING).get(predicate, _NONE)
        if not self.graph or iri not in self.shared:
            return own
        shared = self.shared[iri].get(predicate, _NONE)
        if not own or not shared:
            return own or shared
        return own + [node for node in shared if node not in own]

    def first(self, iri: str, predicate: str) -> Node | None:
        """Return the first value of a property."""
        values = self.objects(iri, predicate)
        return values[0] if values else None

    def iris(self, iri: str, predicate: str) -> list[str]:
        """Return the values of a property that are IRIs."""
        return [node.value for node in self.objects(iri, predicate) if isinstance(node, NamedNode)]

    def text(self, iri: str, predicate: str) -> str | None:
        """Return the first value of a property as text."""
        node = self.first(iri, predicate)
        return node.value if node is not None else None

    def words(self, iri: str, predicate: str, language: str) -> str | None:
        """Return a text in a language, Chinese of any script as ``zh``."""
        texts = sorted(
            node.value
            for node in self.objects(iri, predicate)
            if isinstance(node, Literal) and (node.language or "").partition("-")[0] == language
        )
        return texts[0] if texts else None

    def label(self, iri: str, language: str) -> str | None:
        """Return the name of a thing or a code in a language."""
        key = (iri, language)
        if key not in self._caches.labels:
            term = declarations.term(iri)
            found = term.label(language) if term else self.words(iri, RDFS.label, language)
            self._caches.labels[key] = found
        return self._caches.labels[key]

    def follow(self, iri: str, path: tuple[str, ...]) -> list[Node]:
        """Return what a path of properties leads to, each once, in order."""
        nodes: list[Node] = [NamedNode(iri)]
        for step in path:
            reached = [
                value
                for node in nodes
                if isinstance(node, NamedNode)
                for value in self.objects(node.value, step)
            ]
            nodes = list(dict.fromkeys(reached))
        return nodes

    def once(self, what: str, iri: str, work: Callable[[Scope, str], Any]) -> Any:
        """Return what is worked out for a thing, worked out once."""
        key = (what, iri)
        if key not in self._caches.works:
            self._caches.works[key] = work(self, iri)
        return self._caches.works[key]

    def short(self, iri: str) -> str:
        """Return the id of a thing, or the bare name of a code, unit, class or property."""
        for namespace in (self.namespace, _FIELD, CODE_NS, PK_NS, _UNIT_NS):
            if iri.startswith(namespace):
                return iri[len(namespace) :]
        return iri

    def kind(self, iri: str) -> str:
        """Return the IRI of a thing's most specific class, empty where it has none."""
        known = self._caches.kinds.get(iri)
        if known is None:
            classes = sorted(_CLASSES.intersection(self.iris(iri, RDF.type)))
            classes.sort(key=lambda each: -len(declarations.superclasses(each)))
            known = self._caches.kinds[iri] = classes[0] if classes else ""
        return known

    def is_a(self, iri: str, kind: str) -> bool:
        """Tell whether a thing is of a class, as the graph says it."""
        return kind in self.iris(iri, RDF.type)

    def span(self, iri: str) -> Span | None:
        """Return where the quotations of a fact begin and end, in code points."""
        if iri not in self._caches.spans:
            quotes = self.iris(iri, PK.evidence)
            places = [
                (int(start), int(end))
                for quote in quotes
                if (start := self.text(quote, OA.start)) and (end := self.text(quote, OA.end))
            ]
            self._caches.spans[iri] = (
                (min(place[0] for place in places), max(place[1] for place in places))
                if places
                else None
            )
        return self._caches.spans[iri]

    def of_classes(self, classes: tuple[str, ...], without: tuple[str, ...] = ()) -> list[str]:
        """Return the subjects of some classes in the order of the text, then by IRI."""
        found = {
            iri
            for each in classes
            for iri in self.by_class.get(PK_NS + each, ())
            if not any(self.is_a(iri, PK_NS + other) for other in without)
        }
        return self.ordered(found)

    def ordered(self, iris: set[str]) -> list[str]:
        """Return subjects in the order of the text, those without a place last, then by IRI."""
        far = 1 << 62
        return sorted(iris, key=lambda iri: ((self.span(iri) or (far, far)), iri))

    @cached_property
    def by_class(self) -> dict[str, list[str]]:
        """Subjects of this graph by class."""
        found: dict[str, list[str]] = {}
        for iri in self.own:
            if self.wanted is not None and iri not in self.wanted:
                continue
            for kind in self.own[iri].get(RDF.type, ()):
                found.setdefault(kind.value, []).append(iri)
        return found

    @cached_property
    def things(self) -> list[str]:
        """Subjects of this graph that have a name, quotations and signatures apart."""
        words = {iri for kind in _WORDS for iri in self.by_class.get(kind, ())}
        return self.ordered({
            iri
            for iri, properties in self.own.items()
            if RDFS.label in properties
            and iri not in words
            and iri.startswith(self.namespace)
            and (self.wanted is None or iri in self.wanted)
        })  # fmt: skip

    @cached_property
    def parts_below(self) -> dict[str, list[str]]:
        """Actions by the action of which they are a part."""
        found: dict[str, list[str]] = {}
        for iri, properties in self.own.items():
            for above in properties.get(PK.partOf, ()):
                found.setdefault(above.value, []).append(iri)
        return found

    @cached_property
    def targets_of(self) -> dict[str, list[str]]:
        """Targets by the action to which they belong."""
        found: dict[str, list[str]] = {}
        for iri in self.by_class.get(PK.Target, ()):
            for action in self.iris(iri, PK.task):
                found.setdefault(action, []).append(iri)
        return found

    @cached_property
    def duties_of(self) -> dict[str, list[str]]:
        """Responsibilities by the action, in the order of the text."""
        found: dict[str, list[str]] = {}
        for iri in self.of_classes(("Responsibility",)):
            for action in self.iris(iri, PK.task):
                found.setdefault(action, []).append(iri)
        return found

    def above(self, iri: str) -> Iterator[str]:
        """Yield the parts above an action, from the nearest outwards, each once."""
        seen = {iri}
        while True:
            upper = next((each for each in self.iris(iri, PK.partOf) if each not in seen), None)
            if upper is None:
                return
            seen.add(upper)
            yield upper
            iri = upper

    def below(self, iri: str) -> list[str]:
        """Return an action with all parts below it, each once."""
        found, todo = dict.fromkeys([iri]), [iri]
        while todo:
            for part in self.parts_below.get(todo.pop(), ()):
                if part not in found:
                    found[part] = None
                    todo.append(part)
        return list(found)
