"""The graph as pages read it: subject by subject, from a file.

Pages never run SPARQL: they ask for what stands at a thing, and for what points at it.  An IRI
is a plain string, a literal is a :class:`Lit`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from sys import intern
from typing import Any, Final, NamedTuple, TypeVar
from urllib.parse import quote as url_quote

from explorer.i18n import GRAPH_TAGS
from graph.builds.pages import PageFile, literal_of
from graph.builds.whole_graph import WholeGraph
from graph.rdf.nquads import STRING, Lit, Term, read_nquads
from ontology.namespaces import CODE_NS, PK_NS
from ontology.terms import CODE, DCAT, DCTERMS, FOAF, OA, PK, PROV, RDF, RDFS, SKOS

__all__ = ["STRING", "GraphView", "Lit", "Quote", "Term", "Words", "local_name", "read_nquads"]

V = TypeVar("V")


class Words(NamedTuple):
    """An editor's words, and what stands in their ``lang`` attribute."""

    text: str
    lang: str


_ATTRIBUTES: Final = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant"}
_QUOTATION_MARKS: Final = {ord(mark): None for mark in "“”"}
_HAN: Final = re.compile("[\u3400-\u9fff]")
_UNRESERVED: Final = re.compile(r"[A-Za-z0-9_.~/-]*").fullmatch
"""Tells whether a text stands in an address as it is: nearly all ids do."""


class _Loaded(dict[str, dict[str, list[V]]]):
    """One side of a graph that is held whole; nothing is known of what is not in it."""

    def __missing__(self, iri: str) -> dict[str, list[V]]:
        return {}


@dataclass(frozen=True, slots=True)
class Quote:
    """The exact words that a fact rests on."""

    iri: str
    document: str
    """IRI of the document."""
    exact: str
    prefix: str
    suffix: str
    start: int
    end: int
    read_as: str = ""
    """How the words read once masks, misprints and other spellings are resolved."""
    rules: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    """Fields that the words carry: name, value, object, …"""
    passage: str = ""
    """IRI of the passage that the words stand in, where they are not the whole quote."""

    gloss: str = ""
    """English of the editors' own: for these words, or for the passage that they stand in."""
    gloss_state: str = ""

    @property
    def anchor(self) -> str:
        """Fragment of the reader page."""
        return f"q_{self.start}-{self.end}"


@dataclass(eq=False)
class GraphView:
    """Read-only access to one state of the graph."""

    version: str
    base: str
    folder: Path | None = None
    """Folder of the generation, where downloads and networks lie."""
    spo: dict[str, dict[str, list[Term]]] = field(default_factory=_Loaded, repr=False)
    """For every subject: the objects by predicate.  Asked by ``[]`` alone."""
    pos: dict[str, dict[str, list[str]]] = field(default_factory=_Loaded, repr=False)
    """For every IRI that is an object: the subjects by predicate.  Asked by ``[]`` alone."""
    triples: int = 0
    """How many statements there are."""
    file: PageFile | None = field(default=None, repr=False)
    """What it reads; a small graph is held in memory."""
    made: dict[Any, Any] = field(default_factory=dict, repr=False)
    """What was worked out from this state of the data; it goes when the state goes."""

    @classmethod
    def of(cls, file: PageFile, version: str, base: str, folder: Path | None = None) -> GraphView:
        """Return a view that reads a file as it is asked."""
        return cls(version, base, folder, file.out, file.into, file.statements, file)

    def add(self, triples: Iterable[tuple[str, str, Term]]) -> None:
        """Put triples into a small graph that is held in memory."""
        spo, pos = self.spo, self.pos
        for read_subject, read_predicate, read_object in triples:
            predicate, subject, obj = intern(read_predicate), intern(read_subject), read_object
            if type(obj) is str:
                obj = intern(obj)
                pos.setdefault(obj, {}).setdefault(predicate, []).append(subject)
            known = spo.setdefault(subject, {}).setdefault(predicate, [])
            if obj not in known[-8:]:
                known.append(obj)
                self.triples += 1

    @property
    def whole(self) -> WholeGraph:
        """Tables over the whole graph, as they were written with it."""
        if self.file is not None:
            return self.file.whole
        held: tuple[int, WholeGraph] | None = self.made.get(WholeGraph)
        if held is None or held[0] != self.triples:  # more was added
            held = (self.triples, WholeGraph.in_memory(self.spo, self.pos))
            self.made[WholeGraph] = held
        return held[1]

    # ---- terms -------------------------------------------------------------------------

    def __contains__(self, iri: object) -> bool:
        return isinstance(iri, str) and bool(self.spo[iri])

    def out(self, iri: str) -> dict[str, list[Term]]:
        """Return everything that is said of a thing: objects by predicate."""
        return self.spo[iri]

    def into(self, iri: str) -> dict[str, list[str]]:
        """Return everything that points at a thing: subjects by predicate."""
        return self.pos[iri]

    def said_of(
        self, iris: Collection[str], predicates: Sequence[str]
    ) -> dict[str, dict[str, list[Term]]]:
        """Return what some predicates say of each of many things, read at once."""
        if self.file is None:
            return {iri: {p: self.spo[iri].get(p, []) for p in predicates} for iri in iris}
        return {
            iri: {
                p: [o if type(o) is str else literal_of(o) for o in objects]
                for p, objects in said.items()
            }
            for iri, said in self.file.said_of(iris, predicates)
        }

    def objects(self, iri: str, predicate: str) -> list[str]:
        """Return the things that a thing points at."""
        return [o for o in self.spo[iri].get(predicate, ()) if type(o) is str]

    def object(self, iri: str, predicate: str) -> str:
        """Return one thing that a thing points at, or an empty text."""
        for o in self.spo[iri].get(predicate, ()):
            if type(o) is str:
                return o
        return ""

    def subjects(self, predicate: str, iri: str) -> list[str]:
        """Return the things that point at a thing."""
        return self.pos[iri].get(predicate, [])

    def texts(self, iri: str, predicate: str) -> list[str]:
        """Return the literals of a property as texts."""
        return _texts(self.spo[iri], predicate)

    def text(self, iri: str, predicate: str) -> str:
        """Return the first literal of a property, or an empty text."""
        return _text(self.spo[iri], predicate)

    def number(self, iri: str, predicate: str) -> int:
        """Return a whole number, 0 where there is none."""
        return _number(self.spo[iri], predicate)

    def of_type(self, cls: str) -> list[str]:
        """Return all instances of a class, in the order of the build."""
        return self.subjects(RDF.type, cls)

    def types(self, iri: str) -> list[str]:
        """Return the classes of a thing."""
        return self.objects(iri, RDF.type)

    def is_a(self, iri: str, cls: str) -> bool:
        """Tell whether a thing is of a class."""
        return cls in self.spo[iri].get(RDF.type, ())

    # ---- names -------------------------------------------------------------------------

    def text_in(self, iri: str, predicate: str, lang: str) -> str:
        """Return a text in a language; in another one where there is none."""
        wanted = GRAPH_TAGS.get(lang, lang)
        fallback = ""
        for o in self.spo[iri].get(predicate, ()):
            if isinstance(o, Lit):
                if o.lang == wanted:
                    return o.text
                fallback = fallback or o.text
        return fallback

    def label(self, iri: str, lang: str) -> str:
        """Return the label of a thing in a language, or the end of its IRI."""
        return (
            self.text_in(iri, RDFS.label, lang)
            or self.text_in(iri, SKOS.prefLabel, lang)
            or self.text_in(iri, DCTERMS.title, lang)
            or local_name(iri)
        )

    def names(self, iri: str) -> list[str]:
        """Return every name that a text or an authority file writes."""
        return self.texts(iri, PK.name)

    def shown_names(self, iri: str) -> list[str]:
        """Return the names to show: none that only lacks the quotation marks of another."""
        names = self.names(iri)
        bare = {name.translate(_QUOTATION_MARKS) for name in names if "“" in name or "”" in name}
        return [name for name in names if name not in bare]

    def local(self, iri: str) -> str:
        """Return what follows ``id/`` in the IRI of one of our things, or an empty text."""
        return iri[len(self._id) :] if iri.startswith(self._id) else ""

    def iri(self, local: str) -> str:
        """Return the IRI of a thing by what follows ``id/``."""
        return self._id + local

    @cached_property
    def _id(self) -> str:
        return self.base + "id/"

    # ---- addresses ---------------------------------------------------------------------

    def href(self, iri: str, lang: str) -> str:
        """Return the address of a thing's page; empty where there is none."""
        local = self.local(iri)
        if local:
            if self.is_a(iri, PK.Quotation) or self.is_a(iri, PK.Passage):
                quote = self.quote(iri)
                return f"/{lang}/reader/{self.local(quote.document)}#{quote.anchor}"
            return f"/{lang}/page/{local if _UNRESERVED(local) else url_quote(local)}"
        if iri.startswith((PK_NS, CODE_NS)) and iri in self:
            prefix = "code-" if iri.startswith(CODE_NS) else ""
            return f"/{lang}/about/ontology#{prefix}{url_quote(local_name(iri))}"
        return ""

    # ---- evidence ----------------------------------------------------------------------

    def quote(self, iri: str) -> Quote:
        """Return a quotation, with its own gloss or that of the passage that it stands in."""
        row = self.spo[iri]  # a page of a hundred facts reads three hundred quotations
        passages = sorted(o for o in row.get(PK.inPassage, ()) if type(o) is str)
        passage = passages[0] if passages else ""
        # Of several passages that share the words, one may have no English.
        glossed = next((each for each in (iri, *passages) if self.text(each, PK.gloss)), "")
        return Quote(
            iri,
            self.object(iri, PROV.wasQuotedFrom),
            _text(row, OA.exact),
            _text(row, OA.prefix),
            _text(row, OA.suffix),
            _number(row, OA.start),
            _number(row, OA.end),
            _text(row, PK.readAs),
            tuple(sorted(_texts(row, PK.rule))),
            tuple(sorted(_texts(row, PK.anchorRole))),
            passage,
            self.text(glossed, PK.gloss) if glossed else "",
            self.text(glossed, PK.glossState) if glossed else "",
        )

    def quotes(self, *facts: str) -> list[Quote]:
        """Return the quotations that facts rest on, in the order of their texts."""
        found = {q for fact in facts for q in self.objects(fact, PK.evidence)}
        return sorted((self.quote(q) for q in found), key=lambda q: (q.document, q.start, q.end))

    def inferred(self, iri: str) -> bool:
        """Tell whether a fact as a whole is inferred, not stated."""
        return CODE.inferred in self.spo[iri].get(PK.basis, ())

    def reasons(self, iri: str, lang: str) -> list[tuple[str, Words]]:
        """Return the inferred fields of a fact, each with its reason in a language."""
        row = self.spo[iri]
        if PK.reason not in row and PK.inferredField not in row:
            return []  # of most facts
        wanted = GRAPH_TAGS.get(lang, lang)
        reasons: dict[str, Words] = {}
        for o in row.get(PK.reason, ()):
            if not isinstance(o, Lit):
                continue
            name, colon, reason = o.text.partition(": ")
            name, reason = (name, reason) if colon else ("", o.text)
            if o.lang == wanted or name not in reasons:
                reasons[name] = _words(o._replace(text=reason))
        names = sorted({*self.texts(iri, PK.inferredField), *reasons})
        return [(name, reasons.get(name, Words("", ""))) for name in names]

    def notes(self, iri: str, lang: str) -> list[Words]:
        """Return the editor's notes in a language, and the others too where more are in those."""
        return self._words(iri, SKOS.note, lang)

    def definition(self, iri: str, lang: str) -> list[Words]:
        """Return what a value counts, in a language; in another where there is none."""
        return self._words(iri, SKOS.definition, lang)

    def _words(self, iri: str, predicate: str, lang: str) -> list[Words]:
        wanted = GRAPH_TAGS.get(lang, lang)
        found = [o for o in self.spo[iri].get(predicate, ()) if isinstance(o, Lit)]
        mine = [o for o in found if o.lang == wanted]
        return [_words(o) for o in (mine if len(mine) * 2 >= len(found) else found)]

    @cached_property
    def release(self) -> str:
        """The release that the data belong to, as the graph says; cited beside the version."""
        return min(self.texts(f"{self.base}id/dataset", DCAT.version), default="")

    @cached_property
    def author(self) -> str:
        """Who made the data, else who publishes them, as the graph says, or empty."""
        told = (
            name
            for role in ("creator", "publisher")
            for name in sorted(self.texts(f"{self.base}id/dataset_{role}", FOAF.name))
        )
        return next(told, "")

    @cached_property
    def licence(self) -> str:
        """The address of the licence of the data, as the graph says, or empty."""
        told = self.spo[f"{self.base}id/dataset"].get(DCTERMS.license, ())
        return min((one for one in told if isinstance(one, str)), default="")

    @cached_property
    def documents(self) -> list[str]:
        """IRIs of the documents, sorted."""
        return sorted(self.of_type(PK.Document) if self.file is None else self.whole.documents())


def _text(row: Mapping[str, list[Term]], predicate: str) -> str:
    for o in row.get(predicate, ()):
        if isinstance(o, Lit):
            return o.text
    return ""


def _texts(row: Mapping[str, list[Term]], predicate: str) -> list[str]:
    return [o.text for o in row.get(predicate, ()) if isinstance(o, Lit)]


def _number(row: Mapping[str, list[Term]], predicate: str) -> int:
    text = _text(row, predicate)
    return int(text) if text.lstrip("-").isdigit() else 0


def _words(found: Lit) -> Words:
    """Say which language a text is in; without a tag, its characters tell."""
    if found.lang:
        return Words(found.text, _ATTRIBUTES.get(found.lang, found.lang))
    return Words(found.text, "zh-Hans" if _HAN.search(found.text) else "en")


def local_name(iri: str) -> str:
    """Return the last piece of an IRI."""
    whole = iri.rstrip("/#")
    return whole[max(whole.rfind("/"), whole.rfind("#")) + 1 :]
