"""The graph in files, each made from the compiled N-Quads and not from the store.

Oxigraph rewrites literals (01, 1.50, 1e6) and lowers language tags as it stores them; the
compiled text is what the facts say.  Every writer gives the same bytes for the same graph.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from graph.builds.build import Generation
from graph.errors import UnknownDocument, UnknownFormat
from graph.exports.citations import to_bibtex, to_csl
from graph.exports.delimited import csv_zip, write_csv_tables
from graph.exports.parquet import to_parquet
from graph.exports.xlsx import to_xlsx
from graph.rdf.jsonld import to_jsonld
from graph.rdf.serialise import used_prefixes
from ontology.namespaces import prefixes_for
from ontology.processes import shared
from ontology.rdf import RdfFormat, parse, serialize


@dataclass(frozen=True, slots=True)
class Format:
    """A format of the whole graph."""

    name: str
    suffix: str
    media_type: str
    title: str
    note_en: str
    note_zh: str


FORMATS: Final = {
    item.name: item
    for item in (
        Format("turtle", ".ttl", "text/turtle", "Turtle", "for people", "便于阅读"),
        Format("trig", ".trig", "application/trig", "TriG", "Turtle by document", "按文献分图"),
        Format("nquads", ".nq", "application/n-quads", "N-Quads", "as compiled", "编译原样"),
        Format(
            "ntriples", ".nt", "application/n-triples", "N-Triples", "a fact a line", "一行一条"
        ),
        Format("jsonld", ".jsonld", "application/ld+json", "JSON-LD", "for programs", "供程序使用"),
        Format("rdfxml", ".rdf", "application/rdf+xml", "RDF/XML", "for older tools", "供旧工具"),
        Format("csv", ".zip", "application/zip", "CSV", "a table a kind", "每类一表"),
        Format(
            "xlsx",
            ".xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "XLSX",
            "a sheet a kind, with a data dictionary",
            "每类一页,附数据字典",
        ),
        Format(
            "parquet", ".parquet.zip", "application/zip", "Parquet", "typed columns", "带类型的列"
        ),
        Format(
            "csl",
            ".csl.json",
            "application/vnd.citationstyles.csl+json",
            "CSL-JSON",
            "the sources, for Zotero",
            "文献条目,供 Zotero",
        ),
        Format("bibtex", ".bib", "application/x-bibtex", "BibTeX", "the sources", "文献条目"),
    )
}
"""Every format this module writes; networks have their own (GraphML, GEXF)."""

_ALIASES: Final = {
    "ttl": "turtle",
    "nq": "nquads",
    "n-quads": "nquads",
    "nt": "ntriples",
    "n-triples": "ntriples",
    "json-ld": "jsonld",
    "rdf": "rdfxml",
    "xml": "rdfxml",
    "rdf/xml": "rdfxml",
    "bib": "bibtex",
}


def format_named(name: str) -> Format:
    """Return a format by name, alias or suffix.

    Raises:
        UnknownFormat: there is none; the message lists them.
    """
    key = name.lower().lstrip(".")
    key = _ALIASES.get(key, key)
    if key not in FORMATS:
        names = ", ".join(FORMATS)
        raise UnknownFormat(
            f"no format {name}; choose one of {names}", f"没有 {name} 格式,可选:{names}"
        )
    return FORMATS[key]


def selected(generation: Generation, documents: Iterable[str] | None) -> dict[str, bytes]:
    """Return the compiled parts to be exported, by name of graph.

    Without documents: all.  With: their graphs, and what the authority files say of the things
    these mention.

    Raises:
        UnknownDocument: the message lists those there.
    """
    if documents is None:
        return {name: generation.part(name) for name in generation.manifest.parts}
    wanted = sorted(set(documents))
    for name in wanted:
        if name not in generation.documents:
            there = ", ".join(generation.documents)
            raise UnknownDocument(
                f"no document {name}; there are: {there}", f"没有文献 {name};现有:{there}"
            )
    parts = {name: generation.part(name) for name in wanted}
    mentioned = _mentioned(parts.values())
    for name in ("authority", "links"):
        if name in generation.manifest.parts:
            lines = generation.part(name).splitlines(keepends=True)
            parts[name] = b"".join(x for x in lines if x.split(b" ", 1)[0] in mentioned)
    return {name: data for name, data in sorted(parts.items()) if data}


def _mentioned(parts: Iterable[bytes]) -> set[bytes]:
    found: set[bytes] = set()
    for data in parts:
        for line in data.splitlines():
            term = line.split(b" ", 3)[2]
            if term.startswith(b"<"):
                found.add(term)
    return found


def render(generation: Generation, format: str, *, documents: Iterable[str] | None = None) -> bytes:
    """Return the graph, or some documents of it, in a format.

    Raises:
        GraphError: there is no such format or document.
        MissingPackage: the format needs a package that is not installed.
    """
    name = format_named(format).name
    parts = selected(generation, documents)
    return _WRITERS[name](parts, prefixes_for(generation.manifest.base))


def export(
    generation: Generation,
    format: str,
    path: Path,
    *,
    documents: Iterable[str] | None = None,
    excel: bool = False,
) -> Path:
    """Write the graph, or some documents of it, to a file.

    Args:
        generation: the build.
        format: a name of :data:`FORMATS` or a suffix.
        path: the file; a folder for ``csv`` unless it ends in ``.zip``.
        documents: ids; none: all.
        excel: for ``csv``: a byte order mark, and texts that no spreadsheet takes for formulas.

    Returns:
        The file written.
    """
    name = format_named(format).name
    if name == "csv":
        return write_csv_tables(
            selected(generation, documents), prefixes_for(generation.manifest.base), path, excel
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(render(generation, name, documents=documents))
    return path


_FORK_ABOVE: Final = 8_000_000
"""From so many bytes of N-Quads further processes pay."""
_HEADER: Final = 16_384
"""Bytes within which all prefixes of a Turtle text stand."""

Parts = Mapping[str, bytes]
Prefixes = Mapping[str, str]


def triples_of(parts: Parts, graphs: str) -> bytes:
    """Return the union of all parts as sorted N-Triples; ``graphs`` is the graphs' namespace."""
    stripped = [
        data.replace(f" <{graphs}{name}> .\n".encode(), b" .\n") for name, data in parts.items()
    ]
    lines = b"".join(stripped).splitlines(keepends=True)
    lines.sort()
    return b"".join(lines)


def _nquads(parts: Parts, _: Prefixes) -> bytes:
    return b"".join(parts[name] for name in sorted(parts))


def _ntriples(parts: Parts, prefixes: Prefixes) -> bytes:
    return triples_of(parts, prefixes["graph"])


def _turtle(parts: Parts, prefixes: Prefixes) -> bytes:
    """Write graph after graph, each under a comment; a thing told in two stands in both."""
    table = dict(sorted(prefixes.items()))
    named = sorted(parts.items())
    # A thread may hold a lock that its copy in a forked process would wait for for ever.
    alone = threading.active_count() == 1
    large = sum(map(len, parts.values())) > _FORK_ABOVE
    texts = shared(
        partial(_turtle_of, table), named, processes=None if alone and large else 1, chunk=8
    )
    sections: list[bytes] = []
    for (name, _), text in zip(named, texts, strict=True):
        end = text.rfind(b"\n@prefix ", 0, _HEADER) + 1
        end = text.index(b"\n", end) + 1
        sections.append(b"" if sections else text[:end])
        sections.append(f"\n# graph:{name}\n\n".encode() + text[end:])
    return b"".join(sections)


def _turtle_of(prefixes: dict[str, str], named: tuple[str, bytes]) -> bytes:
    name, data = named
    ending = f" <{prefixes['graph']}{name}> .\n".encode()
    triples = parse(data.replace(ending, b" .\n"), RdfFormat.N_TRIPLES, lenient=True)
    return serialize(triples, format=RdfFormat.TURTLE, prefixes=prefixes) or b""


def _rdfxml(parts: Parts, prefixes: Prefixes) -> bytes:
    data = triples_of(parts, prefixes["graph"])
    triples = parse(data, RdfFormat.N_TRIPLES, lenient=True)
    used = used_prefixes(data, prefixes)
    return serialize(triples, format=RdfFormat.RDF_XML, prefixes=used) or b""


def _trig(parts: Parts, prefixes: Prefixes) -> bytes:
    data = _nquads(parts, prefixes)
    quads = parse(data, RdfFormat.N_QUADS, lenient=True)
    used = used_prefixes(data, prefixes)
    return serialize(quads, format=RdfFormat.TRIG, prefixes=used) or b""


def _jsonld(parts: Parts, prefixes: Prefixes) -> bytes:
    return to_jsonld(parse(_nquads(parts, prefixes), RdfFormat.N_QUADS, lenient=True), prefixes)


def _csv(parts: Parts, prefixes: Prefixes) -> bytes:
    return csv_zip(parts, prefixes)


def _xlsx(parts: Parts, prefixes: Prefixes) -> bytes:
    return to_xlsx(parts, prefixes)


def _parquet(parts: Parts, prefixes: Prefixes) -> bytes:
    return to_parquet(parts, prefixes)


def _csl(parts: Parts, prefixes: Prefixes) -> bytes:
    return to_csl(parts, prefixes)


def _bibtex(parts: Parts, prefixes: Prefixes) -> bytes:
    return to_bibtex(parts, prefixes)


_WRITERS: Final[dict[str, Callable[[Parts, Prefixes], bytes]]] = {
    "turtle": _turtle,
    "trig": _trig,
    "nquads": _nquads,
    "ntriples": _ntriples,
    "jsonld": _jsonld,
    "rdfxml": _rdfxml,
    "csv": _csv,
    "xlsx": _xlsx,
    "parquet": _parquet,
    "csl": _csl,
    "bibtex": _bibtex,
}
