"""A state of the data as pages read it: from the file beside the build, or from one of our own."""

from __future__ import annotations

import logging
import sqlite3
import tempfile
import weakref
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from explorer.view.model import GraphView
from graph.builds.generation import Generation
from graph.builds.pages import PAGES, PageFile, Source, remove_pages, write_pages
from graph.builds.shards import lines_of
from graph.rdf.nquads import nquads_of

__all__ = ["forget_pages", "view_of_build", "view_of_files"]

log = logging.getLogger("policykg.pages")


def view_of_build(generation: Generation) -> GraphView:
    """Return the view of a build; its file is made where a build has left none.

    Raises:
        DamagedBuild: The graphs are not those that were written.
    """
    sources = [_source(generation, *place) for place in generation.places]
    path = generation.folder.parent / PAGES
    manifest = generation.manifest
    try:
        file = _opened(path, sources)
    except (OSError, sqlite3.Error, KeyError) as error:
        log.warning("%s cannot be used, pages read a copy of their own: %r", PAGES, error)
        file = _own(sources)
    return GraphView.of(file, generation.data_version, manifest.base, generation.folder)


def forget_pages(generation: Generation) -> None:
    """Remove a file that has been found damaged: whoever opens the build next makes it anew."""
    remove_pages(generation.folder.parent / PAGES)


def view_of_files(files: Iterable[Path], version: str, base: str) -> GraphView:
    """Return the view of RDF files, which are read into a file that goes with the view.

    Raises:
        OSError: A file cannot be read, or there is no room for ours.
    """
    paths = list(files)
    # As one graph: a fact of one file may have its quotes in another.
    file = _own([_reading(list(dict.fromkeys(paths)))])
    return GraphView.of(file, version, base, paths[0].parent if paths else None)


def _source(generation: Generation, name: str, number: int) -> Source:
    def lines() -> Iterable[str]:
        return lines_of(generation.piece(name, number))

    return generation.manifest.parts[name].shards[number].sha256, lines


def _reading(paths: Sequence[Path]) -> Source:
    def lines() -> Iterator[str]:
        for path in paths:
            if path.suffix != ".nq":
                yield from nquads_of(path)
                continue
            with path.open(encoding="utf-8", newline="\n") as file:
                yield from file

    return "\n".join(map(str, paths)), lines


def _opened(path: Path, sources: Sequence[Source]) -> PageFile:
    checksums = [checksum for checksum, _ in sources]
    try:
        return PageFile(path, checksums)
    except KeyError:
        write_pages(path, sources)
    except sqlite3.Error as error:
        if "locked" in str(error):
            raise
        remove_pages(path)
        write_pages(path, sources)
    return PageFile(path, checksums)


def _own(sources: Sequence[Source]) -> PageFile:
    """Return a file that nobody else reads; it is removed when the view goes."""
    folder = tempfile.TemporaryDirectory(prefix="policykg-pages-")
    path = Path(folder.name) / PAGES
    write_pages(path, sources)
    file = PageFile(path, [checksum for checksum, _ in sources])
    weakref.finalize(file, folder.cleanup)
    return file
