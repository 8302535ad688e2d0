"""No statement stands in two named graphs, since it would be counted twice.

Most statements bear their document's id, as subject or as object, and can stand in another graph
only by mistake: there they are *strays*, statements of which neither subject nor object bears
the graph's own id.  So strays are compared with each other, and those that bear another graph's
id with that graph.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from typing import Any

from graph.builds.shards import Shard, subject_digest
from graph.errors import BuildError

__all__ = ["refuse_duplicates", "strays_digest"]


def strays_digest(shards: Mapping[str, Shard], base: str) -> str:
    """Return a digest of all that the comparison depends on."""
    digest = hashlib.sha256(base.encode())
    owner_of = _owner_pattern(base)
    for name, shard in shards.items():
        if shard.strays is None:
            digest.update(f"\n{name} {shard.sha256}".encode())
        for triple in shard.strays or ():
            digest.update(f"\n{name} {triple}".encode())
            for owner in _owners(triple, owner_of):
                if owner in shards and owner != name:
                    digest.update(f"\n{owner} {shards[owner].sha256}".encode())
        if shard.strays is None:  # its owners are not told here, so whoever there is may be one
            digest.update(f"\n{name} {_heads(shard, shards)}".encode())
    return digest.hexdigest()


def _heads(shard: Shard, shards: Mapping[str, Shard]) -> str:
    """Return the checksums of the graphs whose id's subjects a large graph speaks of."""
    owners = {subject.partition("/id/")[2].partition("_")[0] for subject in shard.borrowed}
    return " ".join(f"{name} {shards[name].sha256}" for name in sorted(owners & shards.keys()))


def refuse_duplicates(
    shards: Mapping[str, Shard],
    read: Callable[[str], bytes],
    base: str,
    proved: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """Refuse a triple that stands in two graphs.

    Args:
        shards: by name of graph.
        read: gives the N-Quads of a graph.
        base: base IRI of the workspace.
        proved: what an earlier call has returned.

    Returns:
        By name of graph, a digest of it and of what others say with its ids; a graph of which
        the same was proved is not read again.

    Raises:
        BuildError: it names the triple and both graphs.
    """
    seen: dict[bytes, str] = {}
    claims: dict[str, Any] = {}
    owner_of = _owner_pattern(base)
    for name, shard in shards.items():
        for triple in _strays(name, shard, read, base):
            digest = _digest(triple)
            other = seen.setdefault(digest, name)
            if other != name:
                raise _duplicate(triple, other, name)
            for owner in _owners(triple, owner_of):
                if owner in shards and owner != name:
                    if owner not in claims:
                        claims[owner] = hashlib.sha256(shards[owner].sha256.encode())
                    claims[owner].update(digest)
    found = {owner: claim.hexdigest() for owner, claim in claims.items()}
    anew = {owner for owner, digest in found.items() if (proved or {}).get(owner) != digest}
    if anew:
        _refuse_in_owners(shards, read, base, anew)
    return found


def _refuse_in_owners(
    shards: Mapping[str, Shard], read: Callable[[str], bytes], base: str, anew: Container[str]
) -> None:
    """Refuse a triple that stands in the graph whose id it bears, and in another."""
    owners: dict[str, bytes] = {}
    owner_of = _owner_pattern(base)
    for name, shard in shards.items():
        for triple in _strays(name, shard, read, base):
            for owner in _owners(triple, owner_of):
                foreign = owner in anew and owner != name
                if foreign and _may_hold(owner, shards[owner], triple, base):
                    data = owners[owner] if owner in owners else read(owner)
                    owners = {owner: data}
                    line = f"{triple} <{base}graph/{owner}> .\n".encode()
                    if data.startswith(line) or b"\n" + line in data:
                        raise _duplicate(triple, owner, name)


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


def _digest(triple: str) -> bytes:
    return hashlib.blake2b(triple.encode(), digest_size=16).digest()


def _strays(name: str, shard: Shard, read: Callable[[str], bytes], base: str) -> Iterable[str]:
    if shard.strays is not None:
        return shard.strays
    return _all_strays(name, read(name), base)


def _all_strays(name: str, data: bytes, base: str) -> Iterator[str]:
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
