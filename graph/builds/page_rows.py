"""The rows of one named graph for the file that pages read; worked out in any process.

Rows are numbered from nought on; whoever writes them adds the number of the shard.
"""

from __future__ import annotations

import hashlib
import marshal
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from functools import partial
from typing import Any, Final

from graph.builds.page_tables import made_tables
from graph.rdf.nquads import STRING, read_nquads
from ontology.processes import Elsewhere, Workers, cores, shared, without_collector

__all__ = ["GraphRows", "Source", "graph_rows", "key_of", "rows_of_graphs"]

FORK_ABOVE: Final = 24
"""From this many graphs on, further processes pay."""
MOST_ELSEWHERE: Final = 50_000
"""Statements of a graph up to which its rows are handed from one process to another."""
_CHUNK: Final = 2
"""Graphs that a process takes at once: their rows wait in memory until they are written."""

Source = tuple[str, Callable[[], Iterable[str]]]
"""A named graph: the checksum of its N-Quads, and what yields their lines."""
GraphRows = tuple[int, str, dict[str, list[tuple[Any, ...]]]]
"""How many statements a graph has, the numbers of its predicates, and its rows by table."""
_Grouped = dict[str, dict[str, list[Any]]]


def key_of(iri: str) -> int:
    """Return the number by which a thing's rows are looked up; the rows bear its IRI too."""
    digest = hashlib.blake2b(iri.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def rows_of_graphs(
    sources: Sequence[Source],
    numbers: dict[str, str],
    sounds: Mapping[str, str],
    processes: Workers = None,
) -> Iterator[GraphRows]:
    """Yield the rows of graphs in their order; those of many are made on all cores.

    Args:
        sources: The graphs.
        numbers: The number of each predicate; one that is asked for the first time is given one.
        sounds: Sounds by names that are known.
        processes: How many processes share the work; by default one a core.
    """
    size = cores() if processes is None or isinstance(processes, Elsewhere) else processes
    at = 0
    while at < len(sources):
        with without_collector():
            yield graph_rows(sources[at][1](), numbers, sounds)  # its predicates have numbers now
        at += 1
        rest = sources[at:]
        if size <= 1 or len(rest) < FORK_ABOVE:
            continue
        work = partial(_packed, _Known(numbers), sounds)
        with closing(shared(work, rest, processes=size, chunk=_CHUNK)) as made:  # type: ignore[type-var]
            for packed in made:
                if packed is None:
                    break  # made here; then others go on with what is known by then
                yield marshal.loads(packed)
                at += 1


class _NotHereError(Exception):
    """A graph must be read by the process that writes: it is large, or has a new predicate."""


class _Known(dict[str, str]):
    def __missing__(self, iri: str) -> str:
        raise _NotHereError


def _packed(numbers: _Known, sounds: Mapping[str, str], source: Source) -> bytes | None:
    """Return the rows of a graph for another process of this program; none: make it there."""
    with without_collector():
        try:
            return marshal.dumps(graph_rows(source[1](), numbers, sounds, MOST_ELSEWHERE))
        except _NotHereError:
            return None


def graph_rows(
    lines: Iterable[str], numbers: dict[str, str], sounds: Mapping[str, str], most: int = 1 << 62
) -> GraphRows:
    """Return the rows of a graph."""
    out, into, statements = _grouped(lines, numbers, most)
    tables = made_tables(out, into, lambda iri: numbers.get(iri, ""), sounds)
    tables["out"], tables['"into"'] = list(_rows(out)), list(_rows(into))
    used = " ".join(sorted({number for row in out.values() for number in row}))
    return statements, used, tables


def _grouped(
    lines: Iterable[str], numbers: dict[str, str], most: int
) -> tuple[_Grouped, _Grouped, int]:
    """Return objects by subject, subjects by object, each by predicate, and how many there are."""
    out: _Grouped = {}
    into: _Grouped = {}
    statements = 0
    for subject, predicate, thing in read_nquads(lines, _written):
        number = numbers[predicate]
        row = out.get(subject)
        if row is None:
            row = out[subject] = {}
        known = row.get(number)
        if known is None:
            row[number] = [thing]
            statements += 1
        elif thing not in known[-8:]:
            known.append(thing)
            statements += 1
        if type(thing) is str:
            row = into.get(thing)
            if row is None:
                row = into[thing] = {}
            known = row.get(number)
            if known is None:
                row[number] = [subject]
            else:
                known.append(subject)
        if statements > most:
            raise _NotHereError
    return out, into, statements


def _written(text: str, lang: str, kind: str) -> list[str]:
    """Return a literal as a row holds it."""
    if kind != STRING:
        return [text, lang, kind]
    return [text, lang] if lang else [text]


def _rows(side: _Grouped) -> Iterator[tuple[int, int, bytes]]:
    from pydantic_core import to_json

    for place, (iri, row) in enumerate(side.items()):
        yield place, key_of(iri), to_json([iri, row])
