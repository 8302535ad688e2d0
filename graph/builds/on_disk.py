"""The store of a graph too large for memory: changed where it can be, else made anew."""

from __future__ import annotations

import shutil
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Final

from graph.builds.manifest import STORE, Manifest, Part, Piece
from graph.builds.shards import ShardFolder
from graph.errors import DamagedBuild
from ontology.rdf import ENGINE_VERSION, NamedNode, RdfFormat, Store, parse

if TYPE_CHECKING:
    from graph.builds.generation import Generation

__all__ = ["edits_of", "is_made_anew", "write_store"]

_ORDER: Final = "order"
_EDITS: Final = "edits"
"""File of a build that tells how many graphs of its store were changed since it was made whole."""
BATCH: Final = 300_000
"""Statements that are loaded at once; two batches of 250,000 took 630 MB, of 500,000 1.2 GB."""
THREADS: Final = 2
"""Batches that are loaded side by side."""
MOST_CHANGED: Final = 0.3
"""Beyond this share of changed statements, a store made anew is faster."""


def write_store(
    folder: Path, manifest: Manifest, shards: ShardFolder, before: Generation | None
) -> int:
    """Make the store of a build in its folder.

    Args:
        folder: of the build.
        manifest: what must stand in the store.
        shards: where its N-Quads are.
        before: the build that is served; its store is copied by hard links and never written.

    Returns:
        The number of quads in it.

    Raises:
        OSError: the disk is full or not writable.
    """
    changed = _changed(manifest, before)
    if before is not None and changed is not None:
        try:
            return _copied(folder / STORE, manifest, shards, before, changed)
        except (OSError, SyntaxError, DamagedBuild):
            shutil.rmtree(folder / STORE, ignore_errors=True)
    return _anew(folder / STORE, manifest, shards)


def is_made_anew(manifest: Manifest, before: Generation | None) -> bool:
    """Tell whether the store of a build is made anew, and not a changed copy of the last one."""
    return manifest.on_disk and _changed(manifest, before) is None


def edits_of(folder: Path) -> int:
    """Return how many graphs of a build's store were changed since it was made or compacted."""
    try:
        return int((folder / _EDITS).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return 0


def _changed(manifest: Manifest, before: Generation | None) -> list[str] | None:
    """Return the graphs that differ, or none where a store had better be made anew."""
    if before is None or not before.manifest.on_disk:
        return None
    old, new = before.manifest, manifest
    if old.engine != ENGINE_VERSION or old.base != new.base:
        return None
    names = [
        name
        for name in {**old.parts, **new.parts}
        if name not in old.parts
        or name not in new.parts
        or old.parts[name].sha256 != new.parts[name].sha256
    ]
    pairs = [_differing(old.parts.get(name), new.parts.get(name)) for name in names]
    quads = sum(piece.quads for gone, made in pairs for piece in (*gone, *made))
    return names if quads <= MOST_CHANGED * new.quads else None


def _differing(old: Part | None, new: Part | None) -> tuple[list[Piece], list[Piece]]:
    """Return the shards that only the one, and only the other state of a graph has."""
    before, now = (part.shards if part is not None else () for part in (old, new))
    common = {piece.sha256 for piece in before} & {piece.sha256 for piece in now}
    return (
        [piece for piece in before if piece.sha256 not in common],
        [piece for piece in now if piece.sha256 not in common],
    )


def _copied(
    folder: Path, manifest: Manifest, shards: ShardFolder, before: Generation, changed: list[str]
) -> int:
    """Copy the store by hard links, and put the changed graphs in place of the old ones."""
    Store.read_only(str(before.folder / STORE)).backup(str(folder))
    store = Store(str(folder))
    quads = before.manifest.quads
    for name in changed:
        old = before.manifest.parts.get(name)
        new = manifest.parts.get(name)
        if old is not None and new is not None and old.pieces and new.pieces:
            quads += _replaced(store, shards, *_differing(old, new))
            continue
        iri = NamedNode((new or old).iri)  # type: ignore[union-attr]
        if old is not None:
            store.remove_graph(iri)
            quads -= old.quads
        for piece in new.shards if new is not None else ():
            store.load(shards.read(piece.sha256), RdfFormat.N_QUADS, lenient=True)
        if new is not None:
            quads += sum(1 for _ in store.quads_for_pattern(None, None, None, iri))
    store.flush()
    edits = edits_of(before.folder) + len(changed)
    (folder.parent / _EDITS).write_text(str(edits), encoding="ascii")
    return quads


def _replaced(
    store: Store, shards: ShardFolder, gone: Iterable[Piece], made: Iterable[Piece]
) -> int:
    """Put statements of a graph in place of others; return how many more there are."""
    before, now = (
        {line for piece in pieces for line in shards.read(piece.sha256).splitlines(keepends=True)}
        for pieces in (gone, made)
    )
    more = 0
    for quad in parse(b"".join(before - now), RdfFormat.N_QUADS, lenient=True):
        more -= quad in store
        store.remove(quad)
    for quad in parse(b"".join(now - before), RdfFormat.N_QUADS, lenient=True):
        store.add(quad)
        more += quad in store
    return more


def _anew(folder: Path, manifest: Manifest, shards: ShardFolder) -> int:
    """Load all graphs in batches: the engine holds a batch in memory, sorted in six ways."""
    parts = _in_order_of_keys(folder.with_name(_ORDER), manifest)
    store = Store(str(folder))
    with ThreadPoolExecutor(THREADS) as pool:  # the engine lets go of the interpreter
        loading: deque[Future[None]] = deque()
        for batch in _batches(parts, shards):
            loading.append(pool.submit(_load, store, batch))
            if len(loading) >= THREADS:
                loading.popleft().result()
        for future in loading:
            future.result()
    store.optimize()
    store.flush()
    return len(store)


def _load(store: Store, batch: bytes) -> None:
    store.bulk_load(batch, RdfFormat.N_QUADS, lenient=True)


def _batches(parts: list[Part], shards: ShardFolder) -> Iterator[bytes]:
    """Yield N-Quads of so many graphs as are loaded at once."""
    batch: list[bytes] = []
    quads = 0
    for piece in (piece for part in parts for piece in part.shards):
        if batch and quads + piece.quads > BATCH:
            yield b"".join(batch)
            batch, quads = [], 0
        batch.append(shards.read(piece.sha256))
        quads += piece.quads
    yield b"".join(batch)


def _in_order_of_keys(folder: Path, manifest: Manifest) -> list[Part]:
    """Return the graphs in the order of the engine's keys, which are digests of names.

    Three of its six indexes begin with the graph.  Loaded in this order, no two batches overlap
    there, and their files are put in place as they are; else they are merged again and again.
    """
    parts = {part.iri: part for part in manifest.parts.values()}
    store = Store(str(folder))  # one in memory has another order
    for iri in parts:
        store.add_graph(NamedNode(iri))
    found = [parts[graph.value] for graph in store.named_graphs()]
    del store  # it holds its folder
    shutil.rmtree(folder)
    return found
