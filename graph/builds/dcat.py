"""What DCAT 3 and its profile DCAT-AP 3 ask of a dataset: who, what, which licence, which files.

What only the server knows (its own addresses, the size and checksum of files, which places and
years the documents are of) :mod:`explorer.endpoint.void` adds.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from ontology.formats import Format, holding
from ontology.namespaces import DEFAULT_BASE, PK_NS, prefixes_for
from ontology.rdf import Literal, NamedNode

AUTHORITY: Final = "http://publications.europa.eu/resource/authority/"
"""Lists of the EU's Publications Office, whose codes DCAT-AP asks for."""
THEMES: Final = ("GOVE", "REGI")
"""Government and public sector; regions and cities: what every such graph is about."""
KEYWORDS: Final[tuple[Mapping[str, str], ...]] = (
    {"zh": "发展政策", "en": "development policy"},
    {"zh": "责任分工", "en": "division of responsibilities"},
    {"zh": "知识图谱", "en": "knowledge graph"},
)
DESCRIPTION: Final[Mapping[str, str]] = {
    "zh": "政策文献中的事实:谁与谁一道负责哪项工作,要达到什么数值,在什么地方;每条附其所据原文。",
    "en": "Facts of policy documents: who answers for which action with whom, towards which value, "
    "in which place, each with the words it rests on.",
}
_LANGUAGES: Final = {"zh-hans": "ZHO", "zh-hant": "ZHO", "en": "ENG"}
_IANA: Final = "https://www.iana.org/assignments/media-types/"
_SERVICE: Final = {"zh": "SPARQL 端点", "en": "SPARQL endpoint"}
_CATALOGUE: Final = {"zh": "数据目录", "en": "Catalogue"}


@dataclass(frozen=True, slots=True)
class DatasetInfo:
    """What a workspace says about its graph."""

    base: str = DEFAULT_BASE
    title: Mapping[str, str] = field(default_factory=dict)
    description: Mapping[str, str] = field(default_factory=dict)
    licence: str = ""
    version: str = "0"
    creator: str = ""
    software: str = "policykg"
    publisher: str = ""
    contact: tuple[str, str] = ("", "")
    """Name and address (an IRI) of whom to ask."""
    keywords: tuple[Mapping[str, str], ...] = ()
    languages: tuple[str, ...] = ("zh-hans", "en")


class Writer:
    """Collects lines of N-Quads in the dataset's graph."""

    def __init__(self, base: str) -> None:
        self.base, self.prefixes = base, prefixes_for(base)
        self.graph = f"<{base}graph/dataset>"
        self.lines: set[str] = set()
        self._known: dict[str, str] = {}

    def empty(self) -> Writer:
        """Return a writer that has said nothing yet, and knows the same names."""
        found = Writer(self.base)
        found._known = self._known
        return found

    def iri(self, name: str) -> str:
        """Return a prefixed name as N-Quads write its IRI."""
        found = self._known.get(name)
        if found is None:
            prefix, _, local = name.partition(":")
            found = self._known[name] = str(NamedNode(self.prefixes[prefix] + local))
        return found

    def add(self, subject: str, predicate: str, term: str) -> None:
        """Say something: subject and value as N-Quads write them, the property prefixed."""
        self.lines.add(f"{subject} {self.iri(predicate)} {term} {self.graph} .\n")

    def texts(self, subject: str, predicate: str, texts: Mapping[str, str]) -> None:
        """Say a text in each of its languages."""
        for language, text in texts.items():
            tag = "zh-hans" if language == "zh" else language
            self.add(subject, predicate, str(Literal(text, language=tag)))

    def number(self, subject: str, predicate: str, value: int) -> None:
        """Say a whole number."""
        self.add(subject, predicate, str(Literal(value)))

    def link(self, subject: str, predicate: str, iri: str) -> None:
        """Point at an IRI that is written out."""
        self.add(subject, predicate, str(NamedNode(iri)))

    def named(self, subject: str, kind: str, words: Mapping[str, str]) -> None:
        """Say the class of a node and how it is called, as its title and its label."""
        self.add(subject, "rdf:type", self.iri(kind))
        for predicate in ("dcterms:title", "rdfs:label"):
            self.texts(subject, predicate, words)


def describe(out: Writer, info: DatasetInfo) -> None:
    """Write the dataset, its present version, its endpoint and the catalogue they stand in."""
    whole = out.iri("id:dataset")
    version = out.iri(f"id:dataset_version_{_slug(info.version)}")
    files = [_file(out, info, name, row) for name, row in holding("whole").items()]
    number = {"zh": f" {info.version} 版", "en": f", version {info.version}"}
    titled = {language: text + number.get(language, "") for language, text in info.title.items()}
    for node, title in ((whole, info.title), (version, titled)):
        out.named(node, "dcat:Dataset", title)
        _described(out, node, info)
        out.add(node, "dcat:version", str(Literal(info.version)))
        out.link(node, "dcterms:conformsTo", PK_NS.removesuffix("#"))
        for file in files:
            out.add(node, "dcat:distribution", file)
    for predicate in ("dcat:hasVersion", "dcat:hasCurrentVersion"):
        out.add(whole, predicate, version)
    out.add(version, "dcat:isVersionOf", whole)
    out.add(whole, "dcterms:identifier", str(Literal(f"{info.base}id/dataset")))
    _service(out, info, whole)
    _people(out, info)


def _described(out: Writer, node: str, info: DatasetInfo) -> None:
    """Write what datasets, services and catalogues have in common."""
    out.texts(node, "dcterms:description", info.description or DESCRIPTION)
    for words in (*KEYWORDS, *info.keywords):
        out.texts(node, "dcat:keyword", words)
    for theme in THEMES:
        out.link(node, "dcat:theme", f"{AUTHORITY}data-theme/{theme}")
    for language in info.languages:
        out.link(node, "dcterms:language", f"{AUTHORITY}language/{_LANGUAGES[language]}")
    out.link(node, "dcat:landingPage", info.base)
    if info.licence:
        out.link(node, "dcterms:license", info.licence)
    for role, name in (("creator", info.creator), ("publisher", info.publisher)):
        if name:
            out.add(node, f"dcterms:{role}", out.iri(f"id:dataset_{role}"))
    if info.contact[1]:
        out.add(node, "dcat:contactPoint", out.iri("id:dataset_contact"))


def _people(out: Writer, info: DatasetInfo) -> None:
    for role, name in (("creator", info.creator), ("publisher", info.publisher)):
        if name:
            node = out.iri(f"id:dataset_{role}")
            out.add(node, "rdf:type", out.iri("foaf:Agent"))
            out.add(node, "foaf:name", str(Literal(name)))
            out.texts(node, "rdfs:label", {"zh": name, "en": name})
    name, address = info.contact
    if address:
        node = out.iri("id:dataset_contact")
        out.add(node, "rdf:type", out.iri("vcard:Kind"))
        out.add(node, "vcard:fn", str(Literal(name)))
        out.texts(node, "rdfs:label", {"zh": name, "en": name})
        by = "vcard:hasEmail" if address.startswith("mailto:") else "vcard:hasURL"
        out.link(node, by, address)


def _service(out: Writer, info: DatasetInfo, whole: str) -> None:
    endpoint, catalogue = out.iri("id:dataset_endpoint"), out.iri("id:dataset_catalogue")
    out.named(endpoint, "dcat:DataService", _about(info, _SERVICE))
    _described(out, endpoint, info)
    for predicate in ("dcat:endpointURL", "dcat:endpointDescription"):
        out.link(endpoint, predicate, f"{info.base}sparql")
    out.link(endpoint, "dcterms:conformsTo", "https://www.w3.org/TR/sparql11-protocol/")
    out.add(endpoint, "dcat:servesDataset", whole)
    out.named(catalogue, "dcat:Catalog", _about(info, _CATALOGUE))
    _described(out, catalogue, info)
    out.link(catalogue, "foaf:homepage", info.base)
    out.add(catalogue, "dcat:dataset", whole)
    out.add(catalogue, "dcat:service", endpoint)


def _about(info: DatasetInfo, words: Mapping[str, str]) -> Mapping[str, str]:
    between = {"zh": ":", "en": ": "}
    return {
        language: f"{info.title[language]}{between[language]}{text}"
        if language in info.title
        else text
        for language, text in words.items()
    }


def _file(out: Writer, info: DatasetInfo, name: str, row: Format) -> str:
    node = out.iri(f"id:dataset_file_{name}")
    out.named(node, "dcat:Distribution", {"zh": f"{row.title} 文件", "en": f"{row.title} file"})
    use = {"zh": row.use_zh, "en": row.use_en}
    out.texts(node, "dcterms:description", {key: text for key, text in use.items() if text})
    out.link(node, "dcat:mediaType", _IANA + row.media_type)
    out.link(node, "dcterms:format", f"{AUTHORITY}file-type/{row.eu}")
    if row.archive:
        out.link(node, "dcat:packageFormat", _IANA + row.file_type)
    for predicate in ("dcat:accessURL", "dcat:downloadURL"):
        out.link(node, predicate, f"{info.base}data/graph{row.file_suffix}")
    if info.licence:
        out.link(node, "dcterms:license", info.licence)
    return node


def _slug(version: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", version.lower()).strip("-") or "0"
