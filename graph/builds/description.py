"""The graph about the graph: what DCAT says of it, and VoID's counts of the compiled quads.

Titles, licence, version, counts by class and property, the named graphs and the files to be
had stand in ``graph:dataset``.  Counts are those of all graphs, this one too, so that they equal
what a query counts.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from graph.builds.dcat import DatasetInfo, Writer, describe
from graph.builds.shards import DIGEST, Shard, described, subject_digest
from graph.rdf.terms import shorten
from ontology.namespaces import PREFIXES
from ontology.rdf import Literal, NamedNode

__all__ = [
    "ONTOLOGY",
    "SELF",
    "Counts",
    "DatasetInfo",
    "count",
    "dataset_part",
    "labels_in",
    "local_id",
    "subject_digests",
]

SELF: Final = "dataset"
"""The name of the graph that describes the others."""
ONTOLOGY: Final = "ontology"

_LABEL: Final = b"<http://www.w3.org/2000/01/rdf-schema#label>"


@dataclass(slots=True)
class Counts:
    """How many of what; triples, subjects, and uses by class and property."""

    triples: int = 0
    subjects: int = 0
    classes: Counter[str] = field(default_factory=Counter)
    properties: Counter[str] = field(default_factory=Counter)
    others: set[bytes] = field(default_factory=set)
    """Digests of subjects that bear the id of no graph in which they stand."""

    def with_own(self, own: Shard) -> Counts:
        """Return the counts with those of the description itself."""
        new = subject_digests(own.others) - self.others
        return Counts(
            self.triples + own.quads,
            self.subjects + own.subjects + len(new),
            self.classes + Counter(own.classes),
            self.properties + Counter(own.properties),
        )


def subject_digests(others: str) -> set[bytes]:
    """Return the digests of subjects that a shard tells of in one text."""
    digests = bytes.fromhex(others)
    return {digests[at : at + DIGEST] for at in range(0, len(digests), DIGEST)}


def count(shards: Mapping[str, Shard], read: Callable[[str], bytes], base: str) -> Counts:
    """Add up what was counted in each graph.

    Args:
        shards: by name of graph.
        read: gives the N-Quads of a graph, for the few subjects that may stand in two.
        base: base IRI of the workspace.
    """
    counts = Counts()
    others: set[bytes] = set()
    borrowed: set[bytes] = set()
    for shard in shards.values():
        counts.triples += shard.quads
        counts.subjects += shard.subjects
        counts.classes.update(shard.classes)
        counts.properties.update(shard.properties)
        others |= subject_digests(shard.others)
        borrowed.update(subject.encode() for subject in shard.borrowed)
    heads = (f"<{base}id/{name}>".encode() for name in shards)
    borrowed.update(head for head in heads if subject_digest(head) in others)
    twice = sum(_is_its_owners(subject, shards, read, base) for subject in borrowed)
    counts.subjects += len(others) - twice
    counts.others = others
    return counts


def _is_its_owners(
    subject: bytes, shards: Mapping[str, Shard], read: Callable[[str], bytes], base: str
) -> bool:
    """Tell whether a subject stands in the graph whose id it bears too."""
    owner = subject.decode()[len(f"<{base}id/") : -1].partition("_")[0]
    if owner not in shards:
        return False
    data = read(owner)
    return data.startswith(subject + b" ") or b"\n" + subject + b" " in data


def labels_in(lines: Iterable[bytes]) -> dict[bytes, list[bytes]]:
    """Return the labels of the ontology's own terms, by IRI, as literals of N-Quads."""
    found: dict[bytes, list[bytes]] = {}
    for line in lines:
        if _LABEL not in line:
            continue
        subject, predicate, rest = line.split(b" ", 2)
        if predicate == _LABEL:
            found.setdefault(subject, []).append(rest.rsplit(b" <", 1)[0].strip())
    return found


_CAMEL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def local_id(iri: str) -> str:
    """Return the part of an id that names a class or property: ``pk:ledBy`` gives ``led-by``."""
    for prefix, namespace in sorted(PREFIXES.items(), key=lambda item: -len(item[1])):
        if iri.startswith(namespace):
            name = _CAMEL.sub("-", iri[len(namespace) :]).lower()
            name = re.sub(r"[^a-z0-9]+", "-", name).strip("-")
            return name if prefix == "pk" else f"{prefix}-{name}"
    return re.sub(r"[^a-z0-9]+", "-", iri.rpartition("://")[2].lower()).strip("-")


def dataset_part(
    info: DatasetInfo,
    parts: Mapping[str, Shard],
    read: Callable[[str], bytes],
    counts: Counts | None = None,
) -> bytes:
    """Return the N-Quads of ``graph:dataset``, sorted, each once.

    Args:
        info: what the workspace says about the graph.
        parts: what was counted in the other graphs, by name.
        read: gives the N-Quads of a graph.
        counts: the sum of it, if it is known.
    """
    others = {name: shard for name, shard in parts.items() if name != SELF}
    labels = labels_in(read(ONTOLOGY).splitlines() if ONTOLOGY in others else [])
    if counts is None:
        counts = count(others, read, info.base)
    lasting = _lasting(info, others)
    lines = sorted(lasting.lines)
    always = _Said.by(lines, info.base)
    own: Shard | None = None
    while True:  # what it says of itself settles: its lines change no more once its terms are there
        out = lasting.empty()
        _count(out, counts if own is None else counts.with_own(own), labels)
        _graph(out, out.iri("id:dataset"), SELF, own.quads if own else 0, False)
        more = sorted(out.lines - lasting.lines)
        said = always.and_by(more)
        if said == own:
            return "".join(sorted(lines + more)).encode()
        own = said


@dataclass(frozen=True, slots=True)
class _Said:
    """What the lines of the description count that do not depend on these counts."""

    base: str
    shard: Shard
    subjects: frozenset[str]
    """Those that bear the graph's own id."""

    @classmethod
    def by(cls, lines: Sequence[str], base: str) -> _Said:
        """Count sorted lines."""
        shard = described(SELF, "".join(lines).encode(), "", base)
        own = (f"<{base}id/{SELF}_", f"<{base}id/{SELF}>")
        found = {line[: line.index(" ")] for line in lines if line.startswith(own)}
        return cls(base, shard, frozenset(found))

    def and_by(self, more: Sequence[str]) -> Shard:
        """Return the counts of these lines and of others, all of them different."""
        one, other = self.shard, _Said.by(more, self.base)
        size = 2 * DIGEST
        digests = {
            text[at : at + size]
            for text in (one.others, other.shard.others)
            for at in range(0, len(text), size)
        }
        return Shard(
            "",
            "",
            0,
            one.quads + other.shard.quads,
            len(self.subjects | other.subjects),
            dict(Counter(one.classes) + Counter(other.shard.classes)),
            dict(Counter(one.properties) + Counter(other.shard.properties)),
            "".join(sorted(digests)),
        )


def _lasting(info: DatasetInfo, parts: Mapping[str, Shard]) -> Writer:
    """Write what does not depend on what the description says of itself."""
    out = Writer(info.base)
    whole = out.iri("id:dataset")
    _describe(out, whole, info)
    documents = frozenset(_documents(parts))
    for name, shard in parts.items():
        _graph(out, whole, name, shard.quads, name in documents)
    describe(out, info)
    return out


def _count(out: Writer, counts: Counts, labels: Mapping[bytes, list[bytes]]) -> None:
    whole = out.iri("id:dataset")
    out.number(whole, "void:triples", counts.triples)
    out.number(whole, "void:distinctSubjects", counts.subjects)
    out.number(whole, "void:classes", len(counts.classes))
    out.number(whole, "void:properties", len(counts.properties))
    for key, amounts in (("class", counts.classes), ("property", counts.properties)):
        for term, amount in sorted(amounts.items()):
            _partition(out, whole, key, term, amount, labels)


def _documents(parts: Iterable[str]) -> Iterator[str]:
    return (name for name in sorted(parts) if name not in ("authority", "links", "ontology"))


def _describe(out: Writer, whole: str, info: DatasetInfo) -> None:
    out.add(whole, "rdf:type", out.iri("void:Dataset"))
    out.add(whole, "owl:versionInfo", str(Literal(info.version)))
    out.add(whole, "void:uriSpace", str(Literal(f"{info.base}id/")))
    out.add(whole, "void:sparqlEndpoint", str(NamedNode(f"{info.base}sparql")))
    for prefix in ("pk", "oa", "prov", "skos", "dcterms", "org"):
        out.add(whole, "void:vocabulary", str(NamedNode(PREFIXES[prefix])))


def _partition(
    out: Writer,
    whole: str,
    key: str,
    iri: str,
    amount: int,
    labels: Mapping[bytes, list[bytes]],
) -> None:
    term = iri.encode()
    name = local_id(iri[1:-1])
    node = out.iri(f"id:dataset_{key}_{name}")
    out.add(whole, f"void:{key}Partition", node)
    out.add(node, "rdf:type", out.iri("void:Dataset"))
    out.add(node, f"void:{key}", iri)
    out.number(node, "void:entities" if key == "class" else "void:triples", amount)
    for label in labels.get(term, []):
        out.add(node, "rdfs:label", label.decode())
    if term not in labels:
        short = shorten(iri[1:-1], out.prefixes)
        out.texts(node, "rdfs:label", {"zh": short, "en": short})


def _graph(out: Writer, whole: str, name: str, quads: int, document: bool) -> None:
    node = str(NamedNode(f"{out.base}graph/{name}"))  # ten thousand of them are not remembered
    out.texts(node, "rdfs:label", {"zh": f"命名图 {name}", "en": f"Named graph {name}"})
    out.add(whole, "void:subset", node)
    out.add(node, "rdf:type", out.iri("void:Dataset"))
    out.number(node, "void:triples", quads)
    if document:
        out.add(node, "dcterms:source", str(NamedNode(f"{out.base}id/{name}")))
