"""The graph as networks ask it, from the file that pages read: no store is loaded.

A store in memory takes 16 seconds and 1.6 GB of a thousand documents, of which a network of
responsibilities needs a tenth.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from sys import intern
from typing import TYPE_CHECKING, Any, Final

from graph.builds.pages import PAGES, PageFile
from graph.networks.duties import Duty
from graph.networks.rows import PROPERTIES, Brackets, Quote
from ontology import declarations
from ontology.namespaces import PREFIXES
from ontology.terms import DCAT, OA, PK, PROV, RDF

if TYPE_CHECKING:
    from graph.builds.generation import Generation

__all__ = ["HELD", "ByPages", "pages_of"]

HELD: Final = 60_000
"""Facts, and quotes, that are held; those of more are looked up again."""
_QUOTED: Final = (OA.exact, OA.start, OA.end, PROV.wasQuotedFrom)


class ByPages:
    """Reads the file of the pages; assignments, and what a network asks beside them.

    Args:
        file: The graphs of a generation.
        version: The hash of the data.
        held: Of how many facts it is held what they rest on; none: of all.  Nought: quotes are
            not asked for.

    Raises:
        sqlite3.Error: by every method: the file is damaged.
    """

    def __init__(self, file: PageFile, version: str, held: int | None = None) -> None:
        self._file, self._version, self._held = file, version, held
        self._evidence: dict[str, list[str]] = {}
        self._quotes: dict[str, Quote] = {}

    def holds(self, iri: str) -> bool:
        """Tell whether anything is said of a thing."""
        return any(True for _ in self._file.said_of([iri], ()))

    # ---- what rows are made of -----------------------------------------------------------

    def duties(self, documents: Sequence[str], /) -> Iterator[Duty]:
        """Yield the assignments of documents; those of all where none is named."""
        whole = self._file.whole
        found: Iterable[tuple[Any, ...]] = whole.duties()
        if documents:
            found = (row for one in documents for row in whole.duties_where("document", one))
        for fact, work, actor, role, _, position, _, document, _, inferred, year, _ in found:
            yield Duty(
                fact, intern(work), intern(actor), intern(role), position, intern(document),
                inferred, year,
            )  # fmt: skip

    def number_of_duties(self) -> int:
        """Return how many assignments there are."""
        return self._file.whole.number_of_duties()

    def bases(self, facts: Iterable[str], /) -> dict[str, str]:
        """Return the basis of facts; what they rest on is held, for it is asked for next."""
        found: dict[str, str] = {}
        asked = (PK.basis,) if self._held == 0 else (PK.basis, PK.evidence)
        for iri, said in self._file.said_of(facts, asked):
            found[iri] = intern(said[PK.basis][0]) if PK.basis in said else ""
            if PK.evidence in asked:
                self._put_evidence(iri, said)
        return found

    def things(self, iris: Iterable[str], predicate: str, /) -> dict[str, list[str]]:
        """Return what things point at by a property."""
        return {
            iri: [intern(o) for o in said[predicate] if type(o) is str]
            for iri, said in self._file.said_of(iris, (predicate,))
            if predicate in said
        }

    # ---- what a network asks of a graph --------------------------------------------------

    def describe(
        self, iris: Iterable[str], properties: Sequence[str] = PROPERTIES, /
    ) -> dict[str, dict[str, list[tuple[str, str]]]]:
        """Return what is known of things."""
        found: dict[str, dict[str, list[tuple[str, str]]]] = {}
        if self._held == 0:
            properties = [name for name in properties if name != PK.evidence]
        for iri, said in self._file.said_of(iris, properties):
            known = {name: sorted(set(map(_worded, objects))) for name, objects in said.items()}
            if known:
                found[iri] = known
            if PK.evidence in properties:
                self._put_evidence(iri, said)
        return found

    def quotes_of(self, facts: Iterable[str], /) -> dict[str, list[Quote]]:
        """Return the quotes of facts."""
        wanted = set(facts)
        links = {fact: self._evidence[fact] for fact in wanted if fact in self._evidence}
        for iri, said in self._file.said_of(wanted - links.keys(), (PK.evidence,)):
            links[iri] = self._put_evidence(iri, said)
        words = self._words({quote for quotes in links.values() for quote in quotes})
        return {
            fact: sorted(
                (words[q] for q in quotes if q in words),
                key=lambda q: (q["document"], q["start"], q["end"], q["iri"]),
            )
            for fact, quotes in links.items()
            if quotes
        }

    def _put_evidence(self, iri: str, said: Mapping[str, list[Any]]) -> list[str]:
        listed = sorted({intern(o) for o in said.get(PK.evidence, ()) if type(o) is str})
        if self._held is not None and len(self._evidence) >= self._held:
            self._evidence.clear()
        self._evidence[iri] = listed
        return listed

    def _words(self, quotes: set[str]) -> dict[str, Quote]:
        found = {iri: self._quotes[iri] for iri in quotes if iri in self._quotes}
        read: dict[str, Quote] = {}
        for iri, said in self._file.said_of(quotes - found.keys(), _QUOTED):
            known = {name: _worded(objects[0])[0] for name, objects in said.items()}
            if OA.exact in known and PROV.wasQuotedFrom in known:
                read[iri] = Quote(
                    iri=iri,
                    text=known[OA.exact],
                    document=intern(known[PROV.wasQuotedFrom]),
                    start=int(known.get(OA.start) or 0),
                    end=int(known.get(OA.end) or 0),
                    via="",
                    basis="",
                )
        if len(self._quotes) > HELD:
            self._quotes.clear()
        self._quotes.update(read)
        return {**found, **read}

    def leads_of(self, work: Iterable[str], /) -> Brackets:
        """Return who bears each role for pieces of work."""
        edges: dict[tuple[str, str], list[str]] = {}
        for s in declarations.shortcuts():
            if s.role and s.target_class and s.position is None and s.out_of is None:
                edges.setdefault((s.role, s.target_class), []).append(s.property)
        duties = {row[:4] for row in self._file.whole.duties_for(sorted(work))}
        kinds = self.things({actor for _, _, actor, _ in duties}, RDF.type)
        found: Brackets = {}
        for _, piece, actor, role in duties:
            for kind in kinds.get(actor, ()):
                for edge in edges.get((role, kind), ()):
                    found.setdefault((piece, edge), set()).add(actor)
        return found

    def data_version(self) -> str:
        """Return the hash of the data."""
        return self._version or self.release()

    def release(self) -> str:
        """Return the release of the dataset."""
        datasets = self._file.into[f"{PREFIXES['void']}Dataset"].get(RDF.type, [])
        said = self._texts(datasets, DCAT.version)
        return min((text for texts in said.values() for text in texts), default="")

    def _texts(self, iris: Iterable[str], predicate: str) -> Mapping[str, list[str]]:
        return {
            iri: [_worded(o)[0] for o in said.get(predicate, ())]
            for iri, said in self._file.said_of(iris, (predicate,))
        }


def _worded(written: Any) -> tuple[str, str]:
    """Return the text of a term as the file writes it, and its language."""
    if type(written) is str:
        return written, ""
    return written[0], written[1] if len(written) > 1 else ""


def pages_of(generation: Generation, held: int | None = None) -> ByPages | None:
    """Return what reads a build's pages; nothing where it has none that can be read.

    Args:
        generation: The build.
        held: Of how many facts it is held what they rest on; none: of all.
    """
    checksums = [one.sha256 for one in generation.manifest.shards]
    try:
        file = PageFile(generation.folder.parent / PAGES, checksums)
    except (OSError, sqlite3.Error, KeyError):
        return None
    return ByPages(file, generation.data_version, held)
