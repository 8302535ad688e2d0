"""``graph:dataset`` of a build: made again only where something that it counts is another one."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

import graph.builds
import graph.rdf
import ontology
from graph.builds.dcat import DatasetInfo
from graph.builds.description import (
    ONTOLOGY,
    SELF,
    Counts,
    count,
    dataset_part,
    subject_digests,
)
from graph.builds.shards import Shard, ShardFolder, joined
from ontology.pieces import pieces_of
from ontology.rdf import ENGINE_VERSION
from ontology.rows import Rows

__all__ = ["described_again", "program_digest"]

_TABLE: Final = "dataset"
_KEY: Final = "key"
_COUNTS: Final = "counts"
_KEPT: Final = "kept"


def described_again(
    info: DatasetInfo,
    parts: Mapping[str, Shard],
    kept: ShardFolder,
    state: Rows | None,
    *,
    trusted: bool,
) -> Shard:
    """Return the shard, or the shards, of the description of all other graphs.

    Args:
        info: What the workspace says about the graph.
        parts: What was counted in the other graphs, by name.
        kept: Where shards are kept.
        state: Where it is remembered what was made.
        trusted: Whether that is used.
    """
    row: dict[str, str | None] = {_KEY: _key(info, parts)}
    before = _before(state) if state is not None and trusted else None
    told = (
        {} if state is None or before is None or not kept.is_sound(before) else state.read(_TABLE)
    )
    if before is not None and told.get(_KEY) == row[_KEY]:
        return before

    def read(name: str) -> bytes:
        return kept.read_graph(parts[name])

    counts = count(parts, read, info.base)
    row[_COUNTS] = _of_counts(info, parts, counts, before)
    if state is not None and before is not None and told.get(_COUNTS) == row[_COUNTS]:
        state.write({_TABLE: row})  # nothing that is counted has changed
        return before
    known = {} if before is None else {file.sha256: file for file in before.files}
    made = []
    for data in pieces_of(dataset_part(info, parts, read, counts)):
        file = known.get(hashlib.sha256(data).hexdigest())
        if file is None or not kept.is_sound(file):
            file = kept.add(SELF, data, info.base)
        made.append(file)
    whole = joined(made)
    if state is not None:
        row[_COUNTS] = _of_counts(info, parts, counts, whole)
        row[_KEPT] = whole.to_json()
        state.write({_TABLE: row})
    return whole


def _before(state: Rows) -> Shard | None:
    try:
        return Shard.from_json(state.get(_TABLE, _KEPT) or "")
    except ValueError:
        return None


def _key(info: DatasetInfo, parts: Mapping[str, Shard]) -> str:
    """Return a digest of all that the description depends on."""
    digest = hashlib.sha256(f"{program_digest()}\n{info!r}".encode("utf-8", "surrogatepass"))
    for name, shard in parts.items():
        digest.update(f"\n{shard.sha256} {name}".encode())
    return digest.hexdigest()


def _of_counts(
    info: DatasetInfo, parts: Mapping[str, Shard], counts: Counts, said: Shard | None
) -> str:
    """Return a digest of all that is told: names, numbers, and labels of classes.

    Args:
        info: What the workspace says about the graph.
        parts: The other graphs, by name.
        counts: What was counted in them.
        said: The description, whose own subjects are counted too where others do not have them.
    """
    labels = parts[ONTOLOGY].sha256 if ONTOLOGY in parts else ""
    own = subject_digests(said.others) if said is not None else set()
    told = [
        program_digest(),
        repr(info),
        labels,
        repr((counts.triples, counts.subjects, len(own - counts.others))),
        repr(sorted(counts.classes.items())),
        repr(sorted(counts.properties.items())),
        *(f"{shard.quads} {name}" for name, shard in parts.items()),
    ]
    return hashlib.sha256("\n".join(told).encode("utf-8", "surrogatepass")).hexdigest()


@lru_cache(maxsize=1)
def program_digest() -> str:
    """Return a digest of the program, as far as graph and description depend on it."""
    digest = hashlib.sha256(ENGINE_VERSION.encode())
    for package in (graph.builds, graph.rdf, ontology):
        for path in sorted(Path(package.__file__ or "").parent.glob("*.py")):
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
