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
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from itertools import combinations
from typing import Any

from graph.builds.shards import DIGEST, Shard, subject_digest
from graph.errors import BuildError

__all__ = ["refuse_duplicates"]

Read = Callable[[Shard], bytes]


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
        What was proved, to be handed to the next call: a digest of each graph that others speak
        of, by its name, or of a shard of a large one, by the name and the first subject, and of
        what these say; one of which the same was proved is not read again.

    Raises:
        BuildError: it names the triple and both graphs.
    """
    comparing = _Comparing(shards, read, base, proved or {})
    comparing.told()
    comparing.speaking()
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
        self._speaking = self._files_by_subject()
        """Files of large graphs by the subjects of strays of the others."""
        self._ids = f"<{base}id/"
        self._owner_of, self._heads = _owner_pattern(base), _heads(shards, base)
        self.found: dict[str, str] = {}

    def _files_by_subject(self) -> dict[str, list[tuple[str, Shard]]]:
        """A large graph may have a hundred thousand subjects: those of strays are held alone."""
        wanted = {_subject_of(triple) for _, triple in self._strays()}
        found: dict[str, list[tuple[str, Shard]]] = {}
        for name, shard in self._large.items() if wanted else ():
            for file in shard.files:
                for digest in wanted.intersection(_digests(file)):
                    found.setdefault(digest, []).append((name, file))
        return found

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
        """Yield what is told of strays, each with its graph."""
        for name, shard in self._shards.items():
            yield from ((name, triple) for triple in shard.strays or ())

    def _holders(self, name: str, triple: str) -> Iterator[tuple[str, Shard, str]]:
        """Yield what other graphs may hold a triple: a name for it, the shard, and the graph."""
        for owner in _owners(triple, self._owner_of) if self._ids in triple else ():
            if owner in self._shards and owner != name:
                yield owner, self._shards[owner], owner
        predicate = triple.split(" ", 2)[1]
        for large, file in self._speaking.get(_subject_of(triple), ()):
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

    # -- large graphs with those of which they speak ---------------------------------------

    def speaking(self) -> None:
        """Compare the strays of large graphs with the graphs whose ids they bear.

        A file is read where it, or one of those graphs, is another one; and of these only those
        are read that are another one, or of which the file says something else.
        """
        for name, shard in self._large.items():
            for file in shard.files:
                owners = _owners_of(file, name, self._shards, self._heads)
                if owners:
                    self._prove_spoken(name, file, owners)

    def _prove_spoken(self, name: str, file: Shard, owners: set[str]) -> None:
        place = f"{name} {file.first} *"
        checksums = [file.sha256, *(self._shards[owner].sha256 for owner in sorted(owners))]
        whole = hashlib.sha256("\n".join(checksums).encode()).hexdigest()
        state, *proved = self._proved.get(place, "").split(" ")
        if state == whole:
            self.found[place] = self._proved[place]
            return
        before = dict(zip(proved[::2], proved[1::2], strict=False))
        claims: dict[str, list[str]] = {}
        for triple in _lines(name, self._read(file), self._base):
            for owner in {*_owners(triple, self._owner_of)} & owners:
                claims.setdefault(owner, []).append(triple)
        told = [whole]
        for owner, triples in sorted(claims.items()):
            said = "\n".join((self._shards[owner].sha256, *triples))
            claim = hashlib.blake2b(said.encode(), digest_size=16).hexdigest()
            if before.get(owner) != claim:
                self._refuse_in(owner, name, triples)
            told += owner, claim
        self.found[place] = " ".join(told)

    def _refuse_in(self, owner: str, name: str, triples: list[str]) -> None:
        """Refuse triples of a graph that stand in the one whose ids they bear too."""
        shard = self._shards[owner]
        wanted = [triple for triple in triples if _may_hold(owner, shard, triple, self._base)]
        data = self._read(shard) if wanted else b""
        for triple in wanted:
            line = f"{triple} <{self._base}graph/{owner}> .\n".encode()
            if data.startswith(line) or b"\n" + line in data:
                raise _duplicate(triple, owner, name)

    # -- large graphs with each other ------------------------------------------------------

    def large(self) -> None:
        """Compare large graphs in the files that may have a statement in common."""
        for one, other in combinations(self._large, 2):
            place = f"{one} {other} *"
            checksums = f"{self._large[one].sha256} {self._large[other].sha256}"
            self.found[place] = hashlib.sha256(checksums.encode()).hexdigest()
            if self._proved.get(place) == self.found[place]:
                self.found |= {
                    key: told
                    for key, told in self._proved.items()
                    if key.startswith(f"{one} <") and f" {other} <" in key
                }
            else:
                self._compare(one, other)

    def _compare(self, one: str, other: str) -> None:
        theirs: dict[str, list[Shard]] = {}
        for file in self._large[other].files:
            for digest in _digests(file):
                theirs.setdefault(digest, []).append(file)
        compared: set[tuple[str, str]] = set()
        for mine in self._large[one].files:
            for digest in theirs.keys() & set(_digests(mine)):
                for file in theirs[digest]:
                    if (mine.sha256, file.sha256) in compared:
                        continue
                    compared.add((mine.sha256, file.sha256))
                    common = mine.properties.keys() & file.properties.keys()
                    if common:
                        self._refuse_common((one, mine), (other, file), common)

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
                for owner in sorted(_others(_speakers(file, self._heads), name, self._shards)):
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
    return _others((*_speakers(file, heads), *file.owners), name, shards)


def _others(names: Iterable[str], name: str, shards: Container[str]) -> set[str]:
    """Return those names that are of other graphs; all graphs are not gone through for that."""
    return {owner for owner in names if owner in shards and owner != name}


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
    return _subject_of(triple) in shard.others


def _subject_of(triple: str) -> str:
    """Return the digest of a triple's subject."""
    return subject_digest(triple.partition(" ")[0].encode()).hex()


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
