"""Generations: each build is written beside the one before, proved, and swapped in at once.

```
build/
├── .lock           held while a process builds; the system frees it however that ends
├── current         link to the generation that is served, or a file with its name
├── shards/         each named graph in a file of its own, shared by generations
├── pages.sqlite    what the explorer's pages read, of the last two generations, or that are read
├── gen-7/          manifest.json, graph.nq of up to 64 MB; store/ beyond what fits into memory
└── gen-8.part/     a build under way, or the leftover of a killed one
```

``graph.nq`` holds the named graphs one after the other, each sorted; the manifest says where
each begins, so that one document's quads are read without the others.  A process killed at
any moment leaves ``current`` on a whole generation: only a renaming changes it.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Final

from graph.builds.about import described_again
from graph.builds.description import DatasetInfo
from graph.builds.disjoint import refuse_duplicates
from graph.builds.generation import Generation, generation_number, open_current
from graph.builds.manifest import (
    GRAPH,
    LISTING,
    MANIFEST,
    STORE,
    Manifest,
    Part,
    Piece,
    manifest_checksum,
    read_manifest,
    root_of,
)
from graph.builds.on_disk import is_made_anew, write_store
from graph.builds.pages import PAGES, Source, write_pages
from graph.builds.pointer import CURRENT, clear_unfinished, read_current, write_current
from graph.builds.shards import FOLDER, Shard, ShardFolder, Verified, lines_of, sorted_part
from graph.builds.store_process import store_beside
from graph.errors import BuildBusy, BuildError, DamagedBuild, NoBuild
from graph.rdf.store import MEMORY_QUADS
from ontology.files import sync_folder
from ontology.holds import is_held, set_aside
from ontology.locks import Locked, locked
from ontology.processes import Workers
from ontology.rdf import ENGINE_VERSION
from ontology.rows import Rows

LOCK: Final = ".lock"
WHOLE: Final = 64 * 1024 * 1024
"""Up to so many bytes the graph is also written as one file, ``graph.nq``."""
STATE: Final = "state.sqlite"
_ABOUT: Final = "about"
_DISJOINT: Final = "disjoint"

__all__ = [
    "CURRENT",
    "STATE",
    "Generation",
    "as_it_was",
    "builder",
    "make_room",
    "open_current",
    "publish",
    "serve_next",
]


def publish(
    folder: Path,
    parts: Mapping[str, bytes | Shard],
    inputs: Mapping[str, str] | None = None,
    *,
    info: DatasetInfo | None = None,
    memory_quads: int = MEMORY_QUADS,
    whole: int = WHOLE,
    state: Rows | None = None,
    trusted: bool = True,
    verified: Verified | None = None,
    held: bool = False,
    processes: Workers = None,
) -> Generation:
    """Write a new generation and make it the one that is served.

    Args:
        folder: the workspace's ``build`` folder; made if missing.
        parts: N-Quads by name of graph (a document's id, ``authority``, ``links``,
            ``ontology``), or the shard that holds them; each line's graph is
            ``{base}graph/<name>``.
        inputs: SHA-256 of the files it was made from, by path within the workspace.
        info: what the workspace says about the graph.
        memory_quads: from more quads than this a store on disk is built too.
        whole: up to so many bytes the graph is written as one file too.
        state: where it is remembered what was proved.
        trusted: whether what is remembered there is used.
        verified: shards that need not be read again.
        held: the caller holds the lock of :func:`builder`.
        processes: how many share the work on what pages read; default: one a core for many graphs.

    Returns:
        The new generation, or the one in place if nothing has changed.

    Raises:
        BuildBusy: another process is building.
        BuildError: the quads cannot be read, or a triple stands in two graphs.
        OSError: the disk is full or not writable; what was served is still served.
    """
    info = info or DatasetInfo()
    with nullcontext() if held else builder(folder):
        served = _served(folder)
        _clear(folder, keep=served)
        verified = Verified() if verified is None else verified
        shards = _shards(folder, parts, info, state, trusted, verified)
        manifest = _manifest(shards, inputs or {}, info, memory_quads, whole)
        before = _before(folder, served)
        if before is not None and before.manifest == manifest:
            same = _unchanged(folder, manifest, verified)
            if same is not None:
                write_pages(folder / PAGES, _sources(folder, manifest), processes=processes)
                return same
        return _write(folder, manifest, before, served, processes)


def _shards(
    folder: Path,
    parts: Mapping[str, bytes | Shard],
    info: DatasetInfo,
    state: Rows | None,
    trusted: bool,
    verified: Verified,
) -> dict[str, Shard]:
    """Keep every part, add the description of the whole, and refuse what is counted twice."""
    kept = ShardFolder(folder / FOLDER, verified)
    shards = {
        name: part
        if isinstance(part, Shard)
        else kept.add_graph(name, sorted_part(name, part, info.base), info.base)
        for name, part in sorted(parts.items())
    }

    shards["dataset"] = described_again(info, shards, kept, state, trusted=trusted)
    shards = dict(sorted(shards.items()))
    checksums = {name: shard.sha256 for name, shard in shards.items()}
    digest = root_of(checksums | {"": hashlib.sha256(info.base.encode()).hexdigest()})
    if state is None or not trusted or state.get(_ABOUT, "disjoint") != digest:
        proved = state.read(_DISJOINT) if state is not None and trusted else {}
        found = refuse_duplicates(shards, kept.read_graph, info.base, proved)
        if state is not None:
            gone: dict[str, str | None] = dict.fromkeys(proved.keys() - found.keys())
            state.write({_ABOUT: {"disjoint": digest}, _DISJOINT: {**found, **gone}})
    return shards


def _manifest(
    shards: Mapping[str, Shard],
    inputs: Mapping[str, str],
    info: DatasetInfo,
    memory_quads: int,
    whole: int,
) -> Manifest:
    parts: dict[str, Part] = {}
    offset = quads = 0
    size = sum(shard.size for shard in shards.values())
    for name, shard in shards.items():
        iri = f"{info.base}graph/{name}"
        listed = size > whole
        pieces = tuple(
            Piece(one.size, one.quads, one.sha256, one.packed if listed else "")
            for one in shard.pieces
        )
        packed = shard.packed if listed else ""
        parts[name] = Part(iri, offset, shard.size, shard.quads, shard.sha256, packed, pieces)
        offset += shard.size
        quads += shard.quads
    return Manifest(
        base=info.base,
        title=dict(info.title),
        licence=info.licence,
        version=info.version,
        software=info.software,
        engine=ENGINE_VERSION,
        quads=quads,
        size=size,
        sha256=root_of({name: shard.sha256 for name, shard in shards.items()}),
        on_disk=quads > memory_quads,
        whole=size <= whole,
        parts=parts,
        inputs=dict(sorted(inputs.items())),
    )


def as_it_was(
    folder: Path, name: str, sha256: str, *, verified: Verified, processes: Workers = None
) -> Generation | None:
    """Return the generation that is served, if it is a certain one, and whole.

    Args:
        folder: the workspace's ``build`` folder; the caller holds its lock.
        name: of the generation.
        sha256: of the file of its manifest.
        verified: shards that need not be read again.
        processes: see :func:`publish`.
    """
    if _served(folder) != name or manifest_checksum(folder / name) != sha256:
        return None
    _clear(folder, keep=name)
    try:
        same = open_current(folder, verified=verified)
    except (NoBuild, DamagedBuild):
        return None
    write_pages(folder / PAGES, _sources(folder, same.manifest), processes=processes)
    return same


def _unchanged(folder: Path, manifest: Manifest, verified: Verified) -> Generation | None:
    """Return the generation in place if it says the same and is whole."""
    try:
        same = open_current(folder, verified=verified)  # every byte is compared
    except (NoBuild, DamagedBuild):
        return None
    return same if same.manifest == manifest else None


def _write(
    folder: Path, manifest: Manifest, before: Generation | None, served: str | None,
    processes: Workers,
) -> Generation:  # fmt: skip
    number = 1 + max((generation_number(path.name) for path in folder.glob("gen-*")), default=0)
    part = folder / f"gen-{number}.part"
    part.mkdir()
    try:
        shards = ShardFolder(folder / FOLDER)
        if manifest.whole:
            checksums = [one.sha256 for one in manifest.shards]
            _write_file(part / GRAPH, map(shards.read, checksums))
        else:
            _write_file(part / LISTING, _listing(shards, manifest))
        told = manifest.to_json()
        _write_file(part / MANIFEST, [told])
        kept = [[one.sha256 for one in each.shards] for each in _read_still(folder, before)]
        anew = manifest.quads if is_made_anew(manifest, before) else 0
        with store_beside(part, anew if processes != 1 else 0) as made:
            _prove(part, manifest, told, shards, before)
            write_pages(folder / PAGES, _sources(folder, manifest), kept, processes=processes)
            if manifest.on_disk:
                _prove_store(part, manifest, shards, before, made())
        sync_folder(part)
        final = part.rename(folder / f"gen-{number}")
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    generation = Generation.held(final, manifest)
    _swap(folder, final.name)
    _clear(folder, keep=final.name, before=served)
    return generation


def serve_next(folder: Path, part: Path, before: Generation) -> Generation:
    """Serve the same graph as before from another folder; the caller holds the builder's lock.

    Args:
        folder: the workspace's ``build`` folder.
        part: a folder in it with all that a generation has, whose place is taken by the new one.
        before: the generation that is served.
    """
    number = 1 + max((generation_number(path.name) for path in folder.glob("gen-*")), default=0)
    sync_folder(part)
    final = part.rename(folder / f"gen-{number}")
    made = Generation.held(final, before.manifest)
    _swap(folder, final.name)
    _clear(folder, keep=final.name, before=before.folder.name)
    return made


def _sources(folder: Path, manifest: Manifest) -> list[Source]:
    """Return the graphs of a build for the file that pages read."""
    shards = ShardFolder(folder / FOLDER)

    def source(sha256: str) -> Source:
        return sha256, lambda: lines_of(shards.read(sha256))

    return [source(one.sha256) for one in manifest.shards]


def _listing(shards: ShardFolder, manifest: Manifest) -> Iterator[bytes]:
    relative = ShardFolder(Path("..") / shards.folder.name)
    for one in manifest.shards:
        yield f"{relative.name(one.sha256)}\n".replace(os.sep, "/").encode()


def _before(folder: Path, served: str | None) -> Generation | None:
    """Return the generation that is served, if its manifest can be read."""
    try:
        return Generation(folder / served, read_manifest(folder / served)) if served else None
    except DamagedBuild:
        return None


def _read_still(folder: Path, before: Generation | None) -> list[Manifest]:
    """Return the manifests of the build that is served, and of older ones that are held."""
    found = [before.manifest] if before else []
    for path in folder.glob("gen-*"):
        served = before is not None and path.name == before.folder.name
        if path.suffix or served or not is_held(path / MANIFEST):
            continue
        with suppress(DamagedBuild):
            found.append(read_manifest(path))
    return found


def _prove(
    part: Path, manifest: Manifest, told: bytes, shards: ShardFolder, before: Generation | None
) -> None:
    """Read back whole what was written; large builds rest on shards that are on the disk.

    Every shard was loaded when it was made, and its statements were counted.
    """
    if (part / MANIFEST).read_bytes() != told:
        raise BuildError("the manifest was not written as it should be", "清单写入有误")
    if manifest.whole:
        for _ in Generation(part, manifest).chunks():
            pass
    else:
        known = {one.sha256 for one in before.manifest.shards} if before else set()
        shards.sync(one.sha256 for one in manifest.shards if one.sha256 not in known)


def _prove_store(
    part: Path, manifest: Manifest, shards: ShardFolder, before: Generation | None, made: int | None
) -> None:
    """Compare how many quads a store has; one that was not made in another process is made here."""
    if made is None:
        shutil.rmtree(part / STORE, ignore_errors=True)
        made = write_store(part, manifest, shards, before)
    if made != manifest.quads:
        raise BuildError(
            f"{manifest.quads} quads were written and {made} read back",
            f"写入 {manifest.quads} 条四元组,读回 {made} 条",
        )


def _write_file(path: Path, chunks: Iterable[bytes]) -> None:
    with path.open("wb") as file:
        for chunk in chunks:
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())


def _swap(folder: Path, name: str) -> None:
    """Serve a generation from now on."""
    sync_folder(folder)
    write_current(folder, name)
    sync_folder(folder)


def _served(folder: Path) -> str | None:
    """Return the name of the generation that is served."""
    name = read_current(folder)
    return Path(name).name if name else None


def _clear(folder: Path, *, keep: str | None, before: str | None = None) -> None:
    """Remove what killed builds have left, and generations older than the one before.

    One that somebody reads is left to a later build.
    """
    clear_unfinished(folder)
    found = [path for path in folder.glob("gen-*") if generation_number(path.name)]
    kept = {keep, before}
    if before is None and keep is not None:
        number = generation_number(keep)
        whole = [path.name for path in found if not path.name.endswith(".part")]
        older = [name for name in whole if generation_number(name) < number]
        kept.add(max(older, key=generation_number, default=None))
    for path in found:
        if path.name not in kept:
            _remove(path)


def _remove(path: Path) -> None:
    """Remove a generation, unless somebody holds it, or what is left of one."""
    aside = path.with_suffix(".part")
    with suppress(OSError):
        if path != aside and not set_aside(path / MANIFEST, aside):
            return
        path = aside
    shutil.rmtree(path, ignore_errors=True)


def make_room(folder: Path, since: int) -> bool:
    """Remove what no generation needs that is served or read; the caller holds the builder's lock.

    Args:
        folder: the workspace's ``build`` folder.
        since: nanoseconds of the clock when the build began that found no room: what it has made
            since then stays, for it is what the next try needs.

    Returns:
        Whether anything was removed.
    """
    served = _served(folder)
    before = set(folder.glob("gen-*"))
    _clear(folder, keep=served, before=served)
    named: set[str] = set()
    for path in folder.glob("gen-*"):
        with suppress(DamagedBuild):
            named |= {one.sha256 for one in read_manifest(path).shards}
    removed = ShardFolder(folder / FOLDER).clear(named, 0, since)
    return bool(removed) or before != set(folder.glob("gen-*"))


@contextmanager
def builder(folder: Path) -> Iterator[None]:
    """Hold the builder's lock; a killed holder's is free at once, as the system keeps it.

    Args:
        folder: the workspace's ``build`` folder; made if missing.

    Raises:
        BuildBusy: another process is building.
    """
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with locked(folder / LOCK, wait=False):
            yield
    except Locked as error:
        raise BuildBusy(error.pid) from None
