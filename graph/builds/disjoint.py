"""No statement stands in two named graphs, since it would be counted twice.

Most statements bear their document's id, as subject or as object, and can stand in another graph
only by mistake: there they are *strays*, statements of which neither subject nor object bears
the graph's own id.  So strays are compared with each other, and those that bear another graph's
id with that graph.

A *large* graph has more strays than are told of it.  It is not compared statement by statement:
strays of others are looked for in those of its files that speak of the same subject and have the
predicate, and two large graphs are compared in the files that have both in common.
"""

from __future__ import annotations

import hashlib
import re
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
        for file in shard.files:
            for owner in sorted(_speakers(file, heads) & shards.keys() - {name}):
                digest.update(f"\n{file.sha256} {shards[owner].sha256}".encode())
        if shard.strays is None:
            digest.update(f"\n{name} {shard.sha256}".encode())
            owners = {
                owner for file in shard.files for owner in _owners_of(file, name, shards, heads)
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
    comparing.borrowed()
    return comparing.found


class _Comparing:
    """One comparison under way."""

    def __init__(
        self, shards: Mapping[str, Shard], read: Read, base: str, proved: Mapping[str, str]
    ) -> None:
        self._shards, self._read, self._base, self._proved = shards, read, base, proved
        self._large = {name: shard for name, shard in shards.items() if shard.strays is None}
        self._speaking: dict[str, list[tuple[str, Shard]]] = {}
        for name, shard in self._large.items():
            for file in shard.files:
                for digest in _digests(file):
                    self._speaking.setdefault(digest, []).append((name, file))
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
            if shard.strays is not None:
                yield from ((name, triple) for triple in shard.strays)
                continue
            for file in shard.files:
                yield from ((name, triple) for triple in self._borrowing(name, file))

    def _borrowing(self, name: str, file: Shard) -> Iterator[str]:
        owners = _owners_of(file, name, self._shards, self._heads)
        for triple in _lines(name, self._read(file), self._base) if owners else ():
            if not owners.isdisjoint(_owners(triple, self._owner_of)):
                yield triple

    def _holders(self, name: str, triple: str) -> Iterator[tuple[str, Shard, str]]:
        """Yield what other graphs may hold a triple: a name for it, the shard, and the graph."""
        for owner in _owners(triple, self._owner_of) if self._ids in triple else ():
            if owner in self._shards and owner != name:
                yield owner, self._shards[owner], owner
        subject, predicate, _ = triple.split(" ", 2)
        for large, file in self._speaking.get(subject_digest(subject.encode()).hex(), ()):
            if large != name and predicate in file.properties:
                yield f"{large} {file.first}", file, large

    def _refuse_held(self, anew: set[str]) -> None:
        """Refuse a triple that stands in a graph, or a shard of it, that may hold it."""
        last: tuple[str, bytes] = "", b""
        for name, triple in self._strays():
            for place, shard, graph in self._holders(name, triple):
                if place not in anew or not _may_hold(graph, shard, triple, self._base):
                    continue
                if last[0] != shard.sha256:
                    last = shard.sha256, self._read(shard)
                line = f"{triple} <{self._base}graph/{graph}> .\n".encode()
                if last[1].startswith(line) or b"\n" + line in last[1]:
                    raise _duplicate(triple, graph, name)

    # -- large graphs with each other ------------------------------------------------------

    def large(self) -> None:
        """Compare large graphs in the files that may have a statement in common."""
        compared: set[tuple[str, str]] = set()
        for places in self._speaking.values():
            for (one, mine), (other, theirs) in combinations(places, 2):
                if one == other or (mine.sha256, theirs.sha256) in compared:
                    continue
                compared.add((mine.sha256, theirs.sha256))
                common = mine.properties.keys() & theirs.properties.keys()
                if common:
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

    # -- what is a stray in neither --------------------------------------------------------

    def borrowed(self) -> None:
        """Compare what graphs say of each other's subjects and things of their own.

        Such a triple bears the ids of both, and is a stray in neither of them.
        """
        for name, shard in self._shards.items():
            for file in shard.files:
                for owner in sorted(_speakers(file, self._heads) & self._shards.keys() - {name}):
                    self._refuse_spoken(name, file, owner)

    def _refuse_spoken(self, name: str, file: Shard, owner: str) -> None:
        holder = self._shards[owner]
        place = f"{name} {file.first} {owner}"
        checksums = f"{file.sha256} {holder.sha256}"
        self.found[place] = hashlib.sha256(checksums.encode()).hexdigest()
        if self._proved.get(place) == self.found[place]:
            return
        ids = (f"<{self._base}id/{owner}_".encode(), f"<{self._base}id/{owner}>".encode())
        mine, theirs = f" <{self._base}graph/{name}> .", f" <{self._base}graph/{owner}> ."
        said = [line for line in self._read(file).split(b"\n") if line.startswith(ids)]
        wanted = {line[: -len(mine)] + theirs.encode() for line in said}
        if twice := wanted & set(self._read(holder).split(b"\n")):
            raise _duplicate(min(twice)[: -len(theirs)].decode(), owner, name)


def _heads(shards: Mapping[str, Shard], base: str) -> dict[str, str]:
    """Return the names of graphs by the digests of what they are about: ``<…/id/name>``."""
    return {subject_digest(f"<{base}id/{name}>".encode()).hex(): name for name in shards}


def _owners_of(
    file: Shard, name: str, shards: Container[str], heads: Mapping[str, str]
) -> set[str]:
    """Return the other graphs whose ids the strays of a large graph's file bear."""
    found = (*_speakers(file, heads), *file.owners)
    return {owner for owner in found if owner in shards and owner != name}


def _speakers(file: Shard, heads: Mapping[str, str]) -> set[str]:
    """Return the names of graphs whose subjects a file speaks of, as their ids have them."""
    found = {subject.partition("/id/")[2].partition("_")[0] for subject in file.borrowed}
    return found | {heads[digest] for digest in {*_digests(file)} & heads.keys()}


def _digests(file: Shard) -> list[str]:
    """Return the digests of the subjects that do not bear the graph's own id."""
    size = 2 * DIGEST
    return [file.others[at : at + size] for at in range(0, len(file.others), size)]


def _may_hold(name: str, shard: Shard, triple: str, base: str) -> bool:
    """Tell whether a graph says anything of a triple's subject; never no where it does.

    The description of the dataset speaks of every graph, and no graph of itself: they need not be
    read for that.
    """
    if triple.startswith((f"<{base}id/{name}_", f"<{base}id/{name}>")):
        return True
    return subject_digest(triple.partition(" ")[0].encode()).hex() in shard.others


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
