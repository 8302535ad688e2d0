"""No statement stands in two named graphs, since it would be counted twice.

Most statements bear their document's id, as subject or as object, and can stand in another graph
only by mistake: there they are *strays*, statements of which neither subject nor object bears
the graph's own id.  So strays are compared with each other, and those that bear another graph's
id with that graph.

A *large* graph, which stands in several files, is not compared statement by statement: strays of
others that have its predicates are looked for in the file that may hold them.  Two large graphs
are compared only in the files that have subjects and predicates in common.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections.abc import Callable, Container, Iterator, Mapping
from itertools import combinations
from typing import Any

from graph.builds.shards import DIGEST, Shard, subject_digest
from graph.errors import BuildError

__all__ = ["refuse_duplicates", "strays_digest"]

Read = Callable[[Shard], bytes]


def strays_digest(shards: Mapping[str, Shard], base: str) -> str:
    """Return a digest of all that the comparison depends on."""
    digest = hashlib.sha256(base.encode())
    owner_of = _owner_pattern(base)
    heads = _heads(shards, base)
    for name, shard in shards.items():
        if shard.strays is None:
            digest.update(f"\n{name} {shard.sha256}".encode())
            owners = {
                owner
                for file in shard.files
                for owner in _owners_of(file, name, shards, heads, owner_of)
            }
            for owner in sorted(owners):
                digest.update(f"\n{owner} {shards[owner].sha256}".encode())
        for triple in shard.strays or ():
            digest.update(f"\n{name} {triple}".encode())
            for owner in _owners(triple, owner_of):
                if owner in shards and owner != name:
                    digest.update(f"\n{owner} {shards[owner].sha256}".encode())
    return digest.hexdigest()


def refuse_duplicates(
    shards: Mapping[str, Shard],
    read: Read,
    base: str,
    proved: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """Refuse a triple that stands in two graphs.

    Args:
        shards: by name of graph.
        read: gives the N-Quads of a graph, or of one of its shards.
        base: base IRI of the workspace.
        proved: what an earlier call has returned.

    Returns:
        A digest of each graph that others speak of, by its name, or of a shard of a large one,
        by the name and the first subject, and of what these say; one of which the same was
        proved is not read again.

    Raises:
        BuildError: it names the triple and both graphs.
    """
    comparing = _Comparing(shards, read, base, proved or {})
    comparing.told()
    comparing.large()
    return comparing.found


class _Comparing:
    """One comparison under way."""

    def __init__(
        self, shards: Mapping[str, Shard], read: Read, base: str, proved: Mapping[str, str]
    ) -> None:
        self._shards, self._read, self._base, self._proved = shards, read, base, proved
        self._large = {
            name: shard for name, shard in shards.items() if shard.pieces and shard.strays is None
        }
        self._firsts = {
            name: [file.first.encode() for file in shard.files]
            for name, shard in self._large.items()
        }
        self._ids = f"<{base}id/"
        self._owner_of, self._heads = _owner_pattern(base), _heads(shards, base)
        self.found: dict[str, str] = {}

    # -- what is told of strays ------------------------------------------------------------

    def told(self) -> None:
        """Compare strays with each other, and with the graphs that may hold them."""
        seen: dict[bytes, str] = {}
        claims: dict[str, Any] = {}
        for name, triple in self._strays():
            digest = hashlib.blake2b(triple.encode(), digest_size=16).digest()
            other = seen.setdefault(digest, name)
            if other != name:
                raise _duplicate(triple, other, name)
            for place, shard, _ in self._holders(name, triple):
                if place not in claims:
                    claims[place] = hashlib.sha256(shard.sha256.encode())
                claims[place].update(digest)
        self.found |= {place: claim.hexdigest() for place, claim in claims.items()}
        anew = {place for place in claims if self._proved.get(place) != self.found[place]}
        if anew:
            self._refuse_held(anew)

    def _strays(self) -> Iterator[tuple[str, str]]:
        """Yield strays, each with its graph: of a large graph those that bear another one's id."""
        for name, shard in self._shards.items():
            if name in self._large:
                for file in shard.files:
                    yield from ((name, triple) for triple in self._borrowing(name, file))
            elif shard.strays is None:
                yield from (
                    (name, triple) for triple in _lines(name, self._read(shard), self._base)
                )
            else:
                yield from ((name, triple) for triple in shard.strays)

    def _borrowing(self, name: str, file: Shard) -> Iterator[str]:
        owners = _owners_of(file, name, self._shards, self._heads, self._owner_of)
        for triple in _lines(name, self._read(file), self._base) if owners else ():
            if not owners.isdisjoint(_owners(triple, self._owner_of)):
                yield triple

    def _holders(self, name: str, triple: str) -> Iterator[tuple[str, Shard, str]]:
        """Yield what other graphs may hold a triple: a name for it, the shard, and the graph."""
        for owner in _owners(triple, self._owner_of) if self._ids in triple else ():
            if owner in self._shards and owner != name:
                yield owner, self._shards[owner], owner
        subject, predicate, _ = triple.split(" ", 2)
        for large, whole in self._large.items():
            if large != name and predicate in whole.properties:
                at = bisect_right(self._firsts[large], subject.encode())
                if at and predicate in (shard := whole.files[at - 1]).properties:
                    yield f"{large} {shard.first}", shard, large

    def _refuse_held(self, anew: set[str]) -> None:
        """Refuse a triple that stands in a graph, or a shard of it, that may hold it."""
        last: tuple[str, bytes] = "", b""
        for name, triple in self._strays():
            for place, shard, graph in self._holders(name, triple):
                if place not in anew:
                    continue
                if last[0] != shard.sha256:
                    last = shard.sha256, self._read(shard)
                line = f"{triple} <{self._base}graph/{graph}> .\n".encode()
                if last[1].startswith(line) or b"\n" + line in last[1]:
                    raise _duplicate(triple, graph, name)

    # -- large graphs with each other ------------------------------------------------------

    def large(self) -> None:
        """Compare large graphs in what both may hold."""
        for one, other in combinations(self._large, 2):
            for mine in self._large[one].files:
                for theirs in self._large[other].files:
                    common = mine.properties.keys() & theirs.properties.keys()
                    if common and _may_share(mine, theirs, self._large[one], self._large[other]):
                        self._refuse_common((one, mine), (other, theirs), common)

    def _refuse_common(
        self, one: tuple[str, Shard], other: tuple[str, Shard], common: set[str]
    ) -> None:
        place = f"{one[0]} {one[1].first} {other[0]} {other[1].first}"
        checksums = f"{one[1].sha256} {other[1].sha256}"
        self.found[place] = hashlib.sha256(checksums.encode()).hexdigest()
        if self._proved.get(place) == self.found[place]:
            return
        mine, theirs = (
            {
                triple
                for triple in _lines(name, self._read(shard), self._base)
                if triple.split(" ", 2)[1] in common
            }
            for name, shard in (one, other)
        )
        if mine & theirs:
            raise _duplicate(min(mine & theirs), one[0], other[0])


def _heads(shards: Mapping[str, Shard], base: str) -> dict[str, str]:
    """Return the names of graphs by the digests of what they are about: ``<…/id/name>``."""
    return {subject_digest(f"<{base}id/{name}>".encode()).hex(): name for name in shards}


def _owners_of(
    file: Shard,
    name: str,
    shards: Container[str],
    heads: Mapping[str, str],
    owner_of: re.Pattern[str],
) -> set[str]:
    """Return the other graphs whose ids the strays of a large graph's file bear."""
    if file.strays is not None:
        told = (owner for triple in file.strays for owner in _owners(triple, owner_of))
        return {owner for owner in told if owner in shards and owner != name}
    found = {subject.partition("/id/")[2].partition("_")[0] for subject in file.borrowed}
    size = 2 * DIGEST
    digests = {file.others[at : at + size] for at in range(0, len(file.others), size)}
    found.update(heads[digest] for digest in digests & heads.keys())
    return {owner for owner in (*found, *file.owners) if owner in shards and owner != name}


def _may_share(mine: Shard, theirs: Shard, one: Shard, other: Shard) -> bool:
    """Tell whether two shards may speak of the same subject, each of a graph."""
    return _begins_before_end(mine, theirs, other) and _begins_before_end(theirs, mine, one)


def _begins_before_end(one: Shard, other: Shard, whole: Shard) -> bool:
    """Tell whether a shard begins before what follows another in its graph."""
    at = whole.files.index(other) + 1
    return at == len(whole.files) or one.first.encode() < whole.files[at].first.encode()


def _owner_pattern(base: str) -> re.Pattern[str]:
    """Return what matches a triple, and the ids' beginnings of its subject and its object."""
    term = rf"(?:<{re.escape(base)}id/([^>_]*))?"
    return re.compile(rf"{term}\S* \S* {term}")


def _lines(name: str, data: bytes, base: str) -> Iterator[str]:
    """Yield the strays of N-Quads."""
    own = (f"<{base}id/{name}_", f"<{base}id/{name}>")
    ending = len(f" <{base}graph/{name}> .")
    for line in data.decode().split("\n"):
        if line and not line.startswith(own) and not line.split(" ", 2)[2].startswith(own):
            yield line[:-ending]


def _owners(triple: str, owner_of: re.Pattern[str]) -> list[str]:
    """Return the names of the graphs whose ids a triple's subject and object bear."""
    found = owner_of.match(triple)
    return [owner for owner in found.groups() if owner is not None] if found else []


def _duplicate(triple: str, one: str, other: str) -> BuildError:
    return BuildError(
        f"a triple stands in two graphs, {one} and {other}, and would count twice: {triple}",
        f"同一三元组出现在 {one} 和 {other} 两个图中,会被重复计数:{triple}",
    )
