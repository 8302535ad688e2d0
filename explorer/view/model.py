"""The graph as pages read it: two indexes in memory, built once for each state of the data.

Pages never run SPARQL: they ask for what stands at a thing, and for what points at it.  An IRI
is a plain string, a literal is a :class:`Lit`.
"""

from __future__ import annotations

import gc
import gzip
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from itertools import chain
from pathlib import Path
from sys import intern
from typing import Any, Final, NamedTuple
from urllib.parse import quote as url_quote

from explorer.i18n import GRAPH_TAGS
from ontology.namespaces import CODE_NS, PK_NS
from ontology.terms import CODE, DCAT, DCTERMS, OA, PK, PROV, RDF, RDFS, SKOS

STRING: Final = "http://www.w3.org/2001/XMLSchema#string"


class Lit(NamedTuple):
    """A literal: its text, its language or nothing, its datatype."""

    text: str
    lang: str = ""
    type: str = STRING


class Words(NamedTuple):
    """An editor's words, and what stands in their ``lang`` attribute."""

    text: str
    lang: str


Term = str | Lit
_ATTRIBUTES: Final = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant"}
_QUOTATION_MARKS: Final = {ord(mark): None for mark in "“”"}
_HAN: Final = re.compile("[\u3400-\u9fff]")
_ESCAPE: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_UNRESERVED: Final = re.compile(r"[A-Za-z0-9_.~/-]*").fullmatch
"""Tells whether a text stands in an address as it is: nearly all ids do."""
_SIMPLE: Final = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}


_QUAD: Final = re.compile(
    r"<([^>]*)> <([^>]*)> "
    r"""(?:<([^>]*)>|"([^"\\]*(?:\\.[^"\\]*)*)"(?:@([A-Za-z0-9-]+)|\^\^<([^>]*)>)?)"""
)
"""A line as our build writes it, as far as its object."""


@cache
def _tag(lang: str | None, kind: str | None) -> tuple[str, str]:
    """Return language and datatype of a literal, each text once for all literals."""
    if lang:
        return intern(lang.lower()), STRING
    return "", intern(kind) if kind else STRING


def _unescape(text: str) -> str:
    def one(match: re.Match[str]) -> str:
        code = match[1] or match[2]
        return chr(int(code, 16)) if code else _SIMPLE.get(match[3], match[3])

    return _ESCAPE.sub(one, text) if "\\" in text else text


def read_nquads(lines: Iterable[str]) -> Iterator[tuple[str, str, Term]]:
    """Yield subject, predicate, object of canonical N-Quads, as our build writes them."""
    quick = _QUAD.match
    for line in lines:
        found = quick(line)
        if found is not None:
            subject, predicate, thing, text, lang, kind = found.groups()
            if thing is not None:
                yield subject, predicate, thing
            else:
                if "\\" in text:
                    text = _unescape(text)
                yield subject, predicate, Lit(text, *_tag(lang, kind))
        elif line.startswith("<"):
            subject, predicate, rest = line.split(" ", 2)
            yield subject[1:-1], predicate[1:-1], _term(_object(rest.rstrip()))


def _object(rest: str) -> str:
    """Return the object of what follows the predicate: with a graph, or without."""
    if rest.startswith("<"):
        return rest[: rest.index(">") + 1]
    body = rest.removesuffix(".").rstrip()
    at = body.rfind(" ")
    graph = body[at + 1 :]
    has_graph = at > 0 and graph.startswith("<") and '"' not in graph
    return body[:at] if has_graph else body


def _term(text: str) -> Term:
    if text.startswith("<"):
        return text[1:-1]
    if not text.startswith('"'):  # a blank node: our graphs have none, and pages show none
        return Lit(text)
    body, _, tail = text[1:].rpartition('"')
    if tail.startswith("@"):
        return Lit(_unescape(body), intern(tail[1:].lower()))
    if tail.startswith("^^"):
        return Lit(_unescape(body), "", intern(tail[3:-1]))
    return Lit(_unescape(body))


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
    spo: dict[str, dict[str, list[Term]]] = field(default_factory=dict, repr=False)
    pos: dict[str, dict[str, list[str]]] = field(default_factory=dict, repr=False)
    """For every IRI that is an object: the subjects by predicate."""
    made: dict[Any, Any] = field(default_factory=dict, repr=False)
    """What was worked out from this state of the data; it goes when the state goes."""

    @classmethod
    def load(cls, files: Iterable[Path], version: str, base: str) -> GraphView:
        """Index compiled graphs; other RDF files are read by the engine first."""
        paths = list(files)
        collecting = gc.isenabled()
        gc.disable()  # nothing that is read is garbage; looking for it takes a third of the time
        try:
            read = cls._read(paths, version, base)
            gc.freeze()  # nor shall a later search for garbage walk the whole graph
            # What is frozen goes only when nothing points at it, so it may not be in a circle.
            return replace(read, made={})
        finally:
            if collecting:
                gc.enable()

    @classmethod
    def _read(cls, paths: list[Path], version: str, base: str) -> GraphView:
        view = cls(version, base, paths[0].parent if paths else None)
        for path in chain.from_iterable(map(_listed, paths)):
            if path.suffix == ".gz":
                with gzip.open(path, "rt", encoding="utf-8", newline="\n") as packed:
                    view.add(read_nquads(packed))
            elif path.suffix == ".nq":
                with path.open(encoding="utf-8", newline="\n") as lines:
                    view.add(read_nquads(lines))
            else:
                view.add(read_nquads(_as_nquads(path)))
        return view

    def add(self, triples: Iterable[tuple[str, str, Term]]) -> None:
        """Index more triples."""
        spo, pos = self.spo, self.pos
        incoming: dict[str, dict[str, list[str]]] = defaultdict(dict, pos)
        for read_subject, read_predicate, read_object in triples:
            predicate, subject, obj = intern(read_predicate), intern(read_subject), read_object
            at = spo.get(subject)
            if at is None:
                at = spo[subject] = {}
            if type(obj) is str:
                obj = intern(obj)
                incoming[obj].setdefault(predicate, []).append(subject)
            known = at.get(predicate)
            if known is None:
                at[predicate] = [obj]
            elif obj not in known[-8:]:
                known.append(obj)
        self.pos = dict(incoming)

    # ---- terms -------------------------------------------------------------------------

    def __contains__(self, iri: object) -> bool:
        return iri in self.spo

    def out(self, iri: str) -> dict[str, list[Term]]:
        """Return everything that is said of a thing: objects by predicate."""
        return self.spo.get(iri, {})

    def into(self, iri: str) -> dict[str, list[str]]:
        """Return everything that points at a thing: subjects by predicate."""
        return self.pos.get(iri, {})

    def objects(self, iri: str, predicate: str) -> list[str]:
        """Return the things that a thing points at."""
        return [o for o in self.spo.get(iri, {}).get(predicate, ()) if type(o) is str]

    def object(self, iri: str, predicate: str) -> str:
        """Return one thing that a thing points at, or an empty text."""
        for o in self.spo.get(iri, {}).get(predicate, ()):
            if type(o) is str:
                return o
        return ""

    def subjects(self, predicate: str, iri: str) -> list[str]:
        """Return the things that point at a thing."""
        return self.pos.get(iri, {}).get(predicate, [])

    def texts(self, iri: str, predicate: str) -> list[str]:
        """Return the literals of a property as texts."""
        return [o.text for o in self.spo.get(iri, {}).get(predicate, ()) if isinstance(o, Lit)]

    def text(self, iri: str, predicate: str) -> str:
        """Return the first literal of a property, or an empty text."""
        for o in self.spo.get(iri, {}).get(predicate, ()):
            if isinstance(o, Lit):
                return o.text
        return ""

    def number(self, iri: str, predicate: str) -> int:
        """Return a whole number, 0 where there is none."""
        text = self.text(iri, predicate)
        return int(text) if text.lstrip("-").isdigit() else 0

    def of_type(self, cls: str) -> list[str]:
        """Return all instances of a class, in the order of the build."""
        return self.subjects(RDF.type, cls)

    def types(self, iri: str) -> list[str]:
        """Return the classes of a thing."""
        return self.objects(iri, RDF.type)

    def is_a(self, iri: str, cls: str) -> bool:
        """Tell whether a thing is of a class."""
        return cls in self.spo.get(iri, {}).get(RDF.type, ())

    # ---- names -------------------------------------------------------------------------

    def text_in(self, iri: str, predicate: str, lang: str) -> str:
        """Return a text in a language; in another one where there is none."""
        wanted = GRAPH_TAGS.get(lang, lang)
        fallback = ""
        for o in self.spo.get(iri, {}).get(predicate, ()):
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
        if iri.startswith((PK_NS, CODE_NS)) and iri in self.spo:
            prefix = "code-" if iri.startswith(CODE_NS) else ""
            return f"/{lang}/about/ontology#{prefix}{url_quote(local_name(iri))}"
        return ""

    # ---- evidence ----------------------------------------------------------------------

    def quote(self, iri: str) -> Quote:
        """Return a quotation, with its own gloss or that of the passage that it stands in."""
        passage = min(self.objects(iri, PK.inPassage), default="")
        glossed = iri if self.text(iri, PK.gloss) else passage
        return Quote(
            iri,
            self.object(iri, PROV.wasQuotedFrom),
            self.text(iri, OA.exact),
            self.text(iri, OA.prefix),
            self.text(iri, OA.suffix),
            self.number(iri, OA.start),
            self.number(iri, OA.end),
            self.text(iri, PK.readAs),
            tuple(sorted(self.texts(iri, PK.rule))),
            tuple(sorted(self.texts(iri, PK.anchorRole))),
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
        return CODE.inferred in self.spo.get(iri, {}).get(PK.basis, ())

    def reasons(self, iri: str, lang: str) -> list[tuple[str, Words]]:
        """Return the inferred fields of a fact, each with its reason in a language."""
        wanted = GRAPH_TAGS.get(lang, lang)
        reasons: dict[str, Words] = {}
        for o in self.spo.get(iri, {}).get(PK.reason, ()):
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
        found = [o for o in self.spo.get(iri, {}).get(predicate, ()) if isinstance(o, Lit)]
        mine = [o for o in found if o.lang == wanted]
        return [_words(o) for o in (mine if len(mine) * 2 >= len(found) else found)]

    @cached_property
    def release(self) -> str:
        """The release that the data belong to, as the graph says; cited beside the version."""
        return min(self.texts(f"{self.base}id/dataset", DCAT.version), default="")

    @cached_property
    def documents(self) -> list[str]:
        """IRIs of the documents, sorted."""
        return sorted(self.of_type(PK.Document))


def _words(found: Lit) -> Words:
    """Say which language a text is in; without a tag, its characters tell."""
    if found.lang:
        return Words(found.text, _ATTRIBUTES.get(found.lang, found.lang))
    return Words(found.text, "zh-Hans" if _HAN.search(found.text) else "en")


def local_name(iri: str) -> str:
    """Return the last piece of an IRI."""
    whole = iri.rstrip("/#")
    return whole[max(whole.rfind("/"), whole.rfind("#")) + 1 :]


def _listed(path: Path) -> list[Path]:
    """Return a file, or the packed N-Quads that a large build has in its place and lists there."""
    if path.suffix != ".files":
        return [path]
    return [path.parent / name for name in path.read_text(encoding="utf-8").splitlines()]


def _as_nquads(path: Path) -> list[str]:
    from ontology.rdf import RdfFormat, parse, serialize

    kind = RdfFormat.from_extension(path.suffix.lstrip("."))
    if kind is None:
        return []
    data = serialize(parse(path=str(path), format=kind), format=RdfFormat.N_QUADS)
    return (data or b"").decode().split("\n")
