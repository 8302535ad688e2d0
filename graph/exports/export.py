"""The graph in files, each made from the compiled N-Quads and not from the store.

Oxigraph rewrites literals (01, 1.50, 1e6) and lowers language tags as it stores them; the
compiled text is what the facts say.  Every writer gives the same bytes for the same graph.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from graph.builds.build import Generation
from graph.errors import UnknownDocument, UnknownFormat
from graph.exports.delimited import write_csv_tables
from graph.exports.narrow import about_data, write_parquet_folder
from graph.exports.parts import Compiled
from graph.exports.sqlite import write_sqlite
from graph.exports.writers import WRITERS
from graph.tables.reader import of_generation
from ontology import formats
from ontology.files import write_whole
from ontology.formats import Format
from ontology.messages import some_of
from ontology.namespaces import prefixes_for


def format_named(name: str) -> Format:
    """Return a format by name, alias or suffix.

    Raises:
        UnknownFormat: there is none; the message lists them.
    """
    found = formats.named(name, "whole") or formats.named(name, "tables")
    if found is None:
        names = ", ".join(OFFERED)
        raise UnknownFormat(
            f"no format {name}; choose one of {names}", f"没有 {name} 格式,可选:{names}"
        )
    return found


_ONLY_TABLES: Final = tuple(
    name for name in formats.holding("tables") if name not in formats.holding("whole")
)
"""Formats that hold all narrow tables, and nothing else."""
OFFERED: Final = (*formats.holding("whole"), *_ONLY_TABLES)
"""The names of all formats of :func:`export`."""


def selected(generation: Generation, documents: Iterable[str] | None) -> Mapping[str, bytes]:
    """Return the compiled parts to be exported, by name of graph.

    Without documents: all.  With: their graphs, and what the authority files say of the things
    these mention.

    Raises:
        UnknownDocument: the message lists those there.
    """
    if documents is None:
        sizes = {name: part.size for name, part in generation.manifest.parts.items()}
        return Compiled(sizes, generation.part, generation.pieces)
    wanted = sorted(set(documents))
    for name in wanted:
        if name not in generation.documents:
            there_en, there_zh = some_of(generation.documents)
            raise UnknownDocument(
                f"no document {name}; there are: {there_en}",
                f"没有文献 {name};现有:{there_zh}",
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
    return b"".join(rendered(generation, format, documents=documents))


def rendered(
    generation: Generation, format: str, *, documents: Iterable[str] | None = None
) -> Iterator[bytes]:
    """Yield what :func:`render` returns, piece by piece.

    Raises:
        GraphError: there is no such format or document.
        MissingPackage: the format needs a package that is not installed.
    """
    name = format_named(format).name
    if name not in WRITERS:
        raise UnknownFormat(
            f"{name} holds tables and is written to a file: policykg export {name}",
            f"{name} 仅存表格,请写入文件:policykg export {name}",
        )
    parts = selected(generation, documents)
    return WRITERS[name](parts, prefixes_for(generation.manifest.base))


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
        format: a name, alias or suffix of :mod:`ontology.formats`.
        path: the file; a folder for ``csv`` unless it ends in ``.zip``.  For ``parquet`` a folder,
            which is there or whose name has no ending, gets the narrow tables.
        documents: ids; none: all.
        excel: for ``csv``: a byte order mark, and texts that no spreadsheet takes for formulas.

    Returns:
        The file written.
    """
    name = format_named(format).name
    chosen = None if documents is None else list(documents)
    if name == "sqlite" or (name == "parquet" and (path.is_dir() or not path.suffix)):
        write = write_sqlite if name == "sqlite" else write_parquet_folder
        about = about_data(generation.manifest, chosen)
        return write(of_generation(generation), path, about, documents=chosen)
    documents = chosen
    if name == "csv":
        return write_csv_tables(
            selected(generation, documents), prefixes_for(generation.manifest.base), path, excel
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    return write_whole(path, rendered(generation, name, documents=documents))
