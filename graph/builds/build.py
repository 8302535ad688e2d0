"""Generations: each build is written beside the one before, proved, and swapped in at once.

```
build/
├── .lock           held while a process builds; the kernel frees it however that ends
├── current         symbolic link to the generation that is served
├── gen-7/          graph.nq, manifest.json, store/ where the graph is too large for memory
└── gen-8.part/     a build under way, or the leftover of a killed one
```

``graph.nq`` holds the named graphs one after the other, each sorted; the manifest says where
each begins, so that one document's quads are read without the others.  A process killed at
any moment leaves ``current`` on a whole generation: only renaming the link changes it.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

from graph.builds.description import DatasetInfo, dataset_part
from graph.builds.generation import CURRENT, Generation, generation_number, open_current
from graph.builds.loading import Loading
from graph.builds.manifest import GRAPH, MANIFEST, STORE, Manifest, Part, read_manifest
from graph.errors import BuildBusy, BuildError, DamagedBuild, NoBuild
from graph.rdf.store import MEMORY_QUADS, GraphStore, write_on_disk
from ontology.rdf import ENGINE_VERSION, RdfFormat

LOCK: Final = ".lock"

__all__ = ["CURRENT", "Generation", "open_current", "publish"]


def publish(
    folder: Path,
    parts: Mapping[str, bytes],
    inputs: Mapping[str, str] | None = None,
    *,
    info: DatasetInfo | None = None,
    memory_quads: int = MEMORY_QUADS,
    loading: Loading | None = None,
) -> Generation:
    """Write a new generation and make it the one that is served.

    Args:
        folder: the workspace's ``build`` folder; made if missing.
        parts: N-Quads by name of graph (a document's id, ``authority``, ``links``,
            ``ontology``); each line's graph is ``{base}graph/<name>``.
        inputs: SHA-256 of the files it was made from, by path within the workspace.
        info: what the workspace says about the graph.
        memory_quads: from more quads than this a store on disk is built too.
        loading: a store that has taken some of the parts already.

    Returns:
        The new generation, or the one in place if nothing has changed.

    Raises:
        BuildBusy: another process is building.
        BuildError: the quads cannot be read, or a triple stands in two graphs.
        OSError: the disk is full or not writable; what was served is still served.
    """
    info = info or DatasetInfo()
    folder.mkdir(parents=True, exist_ok=True)
    loading = loading or Loading(info.base, memory_quads=memory_quads)
    with _lock(folder), loading:
        served = _served(folder)
        _clear(folder, keep=served)
        loading.complete(parts)
        chunks = _canonical(parts, info)
        manifest = _manifest(chunks, inputs or {}, info, memory_quads)
        if served is not None and (same := _unchanged(folder, manifest)) is not None:
            return same if manifest.on_disk else replace(same, _loaded=[_loaded(loading, chunks)])
        return _write(folder, manifest, chunks, served, loading)


def _canonical(parts: Mapping[str, bytes], info: DatasetInfo) -> dict[str, bytes]:
    """Sort every part, add the description of the whole, and refuse what is counted twice."""
    chunks = {name: _sorted(name, data, info.base) for name, data in sorted(parts.items())}
    chunks["dataset"] = _sorted("dataset", dataset_part(info, chunks), info.base)
    _refuse_duplicates(chunks, info.base)
    return dict(sorted(chunks.items()))


def _refuse_duplicates(chunks: Mapping[str, bytes], base: str) -> None:
    """Refuse a triple that stands in two graphs.

    Most subjects bear their document's id and can stand elsewhere only by mistake; so the
    other ones are compared with each other, and those few that bear another graph's id with
    that graph.
    """
    seen: dict[bytes, str] = {}
    for name, data in chunks.items():
        own = (f"<{base}id/{name}_".encode(), f"<{base}id/{name}>".encode())
        ending = len(f" <{base}graph/{name}> .")
        for line in [line for line in data.splitlines() if not line.startswith(own)]:
            triple = line[:-ending]
            other = seen.setdefault(triple, name)
            if other == name:
                other = _owner(triple, base)
                same = triple + f" <{base}graph/{other}> .\n".encode()
                if same not in chunks.get(other, b""):
                    continue
            raise _duplicate_triple(triple, other, name)


def _owner(triple: bytes, base: str) -> str:
    """Return the name of the graph whose id a triple's subject bears."""
    subject = triple.partition(b">")[0].decode(errors="replace")
    return subject.removeprefix(f"<{base}id/").partition("_")[0]


def _duplicate_triple(triple: bytes, one: str, other: str) -> BuildError:
    shown = triple.decode(errors="replace")
    return BuildError(
        f"a triple stands in two graphs, {one} and {other}, and would count twice: {shown}",
        f"同一三元组出现在 {one} 和 {other} 两个图中,会被重复计数:{shown}",
    )


def _sorted(name: str, data: bytes, base: str) -> bytes:
    """Return the lines of a graph sorted, each once."""
    if data and not data.endswith(b"\n"):
        data += b"\n"
    ending = f" <{base}graph/{name}> .\n".encode()
    lines = data.splitlines(keepends=True)
    if data.count(ending) != len(lines):
        wrong = next(line for line in lines if not line.endswith(ending))
        raise BuildError(
            f"a line of the graph {name} is not in that graph: {wrong[:200]!r}",
            f"图 {name} 中有一行不属于该图:{wrong[:200]!r}",
        )
    unique = sorted(set(lines))
    return data if unique == lines else b"".join(unique)


def _manifest(
    chunks: Mapping[str, bytes], inputs: Mapping[str, str], info: DatasetInfo, memory_quads: int
) -> Manifest:
    whole = hashlib.sha256()
    parts: dict[str, Part] = {}
    offset = quads = 0
    for name, data in chunks.items():
        whole.update(data)
        lines = data.count(b"\n")
        iri = f"{info.base}graph/{name}"
        parts[name] = Part(iri, offset, len(data), lines, hashlib.sha256(data).hexdigest())
        offset += len(data)
        quads += lines
    return Manifest(
        base=info.base,
        title=dict(info.title),
        licence=info.licence,
        version=info.version,
        software=info.software,
        engine=ENGINE_VERSION,
        quads=quads,
        size=offset,
        sha256=whole.hexdigest(),
        on_disk=quads > memory_quads,
        parts=parts,
        inputs=dict(sorted(inputs.items())),
    )


def _unchanged(folder: Path, manifest: Manifest) -> Generation | None:
    """Return the generation in place if it says the same and is whole."""
    try:
        current = open_current(folder)
    except (NoBuild, DamagedBuild):
        return None
    return current if current.manifest == manifest else None


def _write(
    folder: Path,
    manifest: Manifest,
    chunks: Mapping[str, bytes],
    served: str | None,
    loading: Loading,
) -> Generation:
    number = 1 + max((generation_number(path.name) for path in folder.glob("gen-*")), default=0)
    part = folder / f"gen-{number}.part"
    part.mkdir()
    try:
        _write_file(part / GRAPH, chunks.values())
        _write_file(part / MANIFEST, [manifest.to_json()])
        store = _prove(part, manifest, loading, chunks)
        _sync(part)
        final = part.rename(folder / f"gen-{number}")
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    _swap(folder, final.name)
    _clear(folder, keep=final.name, before=served)
    return Generation(final, manifest, [store] if store is not None else [])


def _prove(
    part: Path, manifest: Manifest, loading: Loading, chunks: Mapping[str, bytes]
) -> GraphStore | None:
    """Read back whole what was written, and return it loaded as it will be served.

    What was loaded is what was sorted and written: the checksums of both are compared, and the
    number of statements.
    """
    written = Generation(part, read_manifest(part))
    if written.manifest != manifest:
        raise BuildError("the manifest was not written as it should be", "清单写入有误")
    written.nquads()
    store: GraphStore | None = None
    try:
        if manifest.on_disk:
            quads = write_on_disk(part / GRAPH, part / STORE)
        else:
            store = _loaded(loading, chunks)
            quads = len(store)
    except SyntaxError as error:
        raise BuildError(f"the quads cannot be read: {error}", f"四元组无法读取:{error}") from None
    if quads != manifest.quads:
        raise BuildError(
            f"{manifest.quads} quads were written and {quads} read back: two of them say the same "
            "in other words, such as 1.0 and 1.00",
            f"写入 {manifest.quads} 条四元组,读回 {quads} 条:有两条仅写法不同,如 1.0 与 1.00",
        )
    return store


def _loaded(loading: Loading, chunks: Mapping[str, bytes]) -> GraphStore:
    """Return the store with the description of the whole, which was not there as loading began."""
    store = loading.result()
    store.raw.load(chunks["dataset"], RdfFormat.N_QUADS)
    return store


def _write_file(path: Path, chunks: Iterable[bytes]) -> None:
    with path.open("wb") as file:
        for chunk in chunks:
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _swap(folder: Path, name: str) -> None:
    """Point ``current`` at a generation; readers see the old one or the new one, never none."""
    _sync(folder)
    link = folder / f".{CURRENT}.new"
    link.unlink(missing_ok=True)
    link.symlink_to(name)
    _make_way(folder / CURRENT)
    link.replace(folder / CURRENT)
    _sync(folder)


def _make_way(current: Path) -> None:
    """Remove what a copy without symbolic links has put in the place of ours."""
    if current.is_dir() and not current.is_symlink():
        shutil.rmtree(current)


def _served(folder: Path) -> str | None:
    """Return the name of the generation that is served."""
    try:
        return (folder / CURRENT).readlink().name
    except OSError:
        return None


def _clear(folder: Path, *, keep: str | None, before: str | None = None) -> None:
    """Remove what killed builds have left, and generations older than the one before."""
    (folder / f".{CURRENT}.new").unlink(missing_ok=True)
    found = [path for path in folder.glob("gen-*") if generation_number(path.name)]
    kept = {keep, before}
    if before is None and keep is not None:
        number = generation_number(keep)
        whole = [path.name for path in found if not path.name.endswith(".part")]
        older = [name for name in whole if generation_number(name) < number]
        kept.add(max(older, key=generation_number, default=None))
    for path in found:
        if path.name not in kept:
            shutil.rmtree(path, ignore_errors=True)


@contextmanager
def _lock(folder: Path) -> Iterator[None]:
    """Hold the builder's lock; a killed holder's is free at once, as the kernel keeps it."""
    import fcntl

    descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            holder = os.read(descriptor, 32).strip()
            raise BuildBusy(int(holder) if holder.isdigit() else None) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        yield
        os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)
