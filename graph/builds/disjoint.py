"""No statement stands in two named graphs, since it would be counted twice.

Most statements bear their document's id, as subject or as object, and can stand in another graph
only by mistake: there they are *strays*, statements of which neither subject nor object bears
the graph's own id.  So strays are compared with each other, and those that bear another graph's
id with that graph.  After an edit only the lines that are new can stand twice, and only they are
looked for.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Final

from graph.builds.shards import DIGEST, Shard, subject_digest
from graph.errors import BuildError, DamagedBuild

__all__ = ["refuse_duplicates", "refuse_new_duplicates"]

MOST_NEW: Final = 200_000
"""Of more new statements, all graphs are compared, which holds no statement in memory."""


def refuse_duplicates(shards: Mapping[str, Shard], read: Callable[[str], bytes], base: str) -> None:
    """Refuse a triple that stands in two graphs.

    Args:
        shards: by name of graph.
        read: gives the N-Quads of a graph by its checksum.
        base: base IRI of the workspace.

    Raises:
        BuildError: it names the triple and both graphs.
    """
    seen: dict[bytes, str] = {}
    claimed: set[str] = set()
    owner_of = _owner_pattern(base)
    for name, shard in shards.items():
        for triple in _strays(name, shard, read, base):
            other = seen.setdefault(_digest(triple), name)
            if other != name:
                raise _duplicate(triple, other, name)
            claimed.update(o for o in _owners(triple, owner_of) if o in shards and o != name)
    if claimed:
        _refuse_in_owners(shards, read, base)
    _refuse_borrowed(shards, read, base)


def _refuse_borrowed(shards: Mapping[str, Shard], read: Callable[[str], bytes], base: str) -> None:
    """Refuse what a graph says of another one's subject about a thing of its own, if both say it.

    Such a triple is a stray in neither of them.
    """
    heads = {subject_digest(f"<{base}id/{name}>".encode()).hex(): name for name in shards}
    for name, shard in shards.items():
        owners = {heads[digest] for digest in heads.keys() & _digests(shard)}
        owners |= {subject.partition("/id/")[2].partition("_")[0] for subject in shard.borrowed}
        for owner in sorted(owners & shards.keys() - {name}):
            ids = (f"<{base}id/{owner}_".encode(), f"<{base}id/{owner}>".encode())
            ending = len(f" <{base}graph/{name}> .")
            lines = read(shard.sha256).split(b"\n")
            said = {line[:-ending].decode() for line in lines if line.startswith(ids)}
            for triple in _held(said, owner, read(shards[owner].sha256), base):
                raise _duplicate(triple, owner, name)


def _refuse_in_owners(shards: Mapping[str, Shard], read: Callable[[str], bytes], base: str) -> None:
    """Refuse a triple that stands in the graph whose id it bears, and in another."""
    owners: dict[str, bytes] = {}
    owner_of = _owner_pattern(base)
    for name, shard in shards.items():
        for triple in _strays(name, shard, read, base):
            for owner in _owners(triple, owner_of):
                if owner in shards and owner != name:
                    data = owners[owner] if owner in owners else read(shards[owner].sha256)
                    owners = {owner: data}
                    line = f"{triple} <{base}graph/{owner}> .\n".encode()
                    if data.startswith(line) or b"\n" + line in data:
                        raise _duplicate(triple, owner, name)


def refuse_new_duplicates(
    shards: Mapping[str, Shard],
    read: Callable[[str], bytes],
    base: str,
    proved: Mapping[str, str],
) -> None:
    """Refuse a triple that stands in two graphs, where most of them were compared before.

    Args:
        shards: by name of graph.
        read: gives the N-Quads of a graph by its checksum.
        base: base IRI of the workspace.
        proved: the checksums of the graphs, by name, that were compared with each other.

    Raises:
        BuildError: it names the triple and both graphs.
    """
    changed = [name for name, shard in shards.items() if proved.get(name) != shard.sha256]
    try:
        added = _added(changed, shards, read, base, proved)
    except (DamagedBuild, _Many):  # what was compared before may have been cleared away
        refuse_duplicates(shards, read, base)
        return
    _refuse_among_strays(added, shards, read, base)
    owner_of = _owner_pattern(base)
    claims: dict[str, set[str]] = {}
    for triple, name in added.items():
        for owner in _owners(triple, owner_of):
            if owner in shards and owner != name:
                claims.setdefault(owner, set()).add(triple)
    for owner, triples in claims.items():
        for triple in _held(triples, owner, read(shards[owner].sha256), base):
            raise _duplicate(triple, owner, added[triple])


def _added(
    changed: Collection[str],
    shards: Mapping[str, Shard],
    read: Callable[[str], bytes],
    base: str,
    proved: Mapping[str, str],
) -> dict[str, str]:
    """Return the triples that changed graphs did not hold before, each with its graph."""
    if sum(shards[name].quads for name in changed if name not in proved) > MOST_NEW:
        raise _Many
    added: dict[str, str] = {}
    for name in changed:
        if len(added) > MOST_NEW:
            raise _Many
        lines = set(read(shards[name].sha256).split(b"\n"))
        if name in proved:
            lines.difference_update(read(proved[name]).split(b"\n"))
        ending = len(f" <{base}graph/{name}> .")
        for line in sorted(lines - {b""}):
            triple = line[:-ending].decode()
            other = added.setdefault(triple, name)
            if other != name:
                raise _duplicate(triple, other, name)
    return added


class _Many(Exception):
    """Too many statements are new."""


def _refuse_among_strays(
    added: Mapping[str, str], shards: Mapping[str, Shard], read: Callable[[str], bytes], base: str
) -> None:
    subjects: dict[bytes, list[str]] = {}
    for triple in added:
        subjects.setdefault(triple.partition(" ")[0].encode(), []).append(triple)
    digests = {subject_digest(subject).hex(): triples for subject, triples in subjects.items()}
    for name, shard in shards.items():
        if shard.strays is not None:
            twice = [t for t in shard.strays if added.get(t, name) != name]
        else:
            # A graph of many strays is read only where it speaks of the same subjects.
            known = digests.keys() & _digests(shard)
            wanted = {t for digest in known for t in digests[digest] if added[t] != name}
            twice = _held(wanted, name, read(shard.sha256), base) if wanted else []
        for triple in twice:
            raise _duplicate(triple, added[triple], name)


def _digests(shard: Shard) -> set[str]:
    """Return the digests of a graph's subjects that do not bear its id."""
    size = 2 * DIGEST
    return {shard.others[at : at + size] for at in range(0, len(shard.others), size)}


def _held(triples: Iterable[str], name: str, data: bytes, base: str) -> list[str]:
    """Return those of some triples that a graph holds."""
    lines = {f"{triple} <{base}graph/{name}> .".encode(): triple for triple in triples}
    return sorted(lines[line] for line in lines.keys() & set(data.split(b"\n")))


def _owner_pattern(base: str) -> re.Pattern[str]:
    """Return what matches a triple, and the ids' beginnings of its subject and its object."""
    term = rf"(?:<{re.escape(base)}id/([^>_]*))?"
    return re.compile(rf"{term}\S* \S* {term}")


def _digest(triple: str) -> bytes:
    return hashlib.blake2b(triple.encode(), digest_size=16).digest()


def _strays(name: str, shard: Shard, read: Callable[[str], bytes], base: str) -> Iterable[str]:
    if shard.strays is not None:
        return shard.strays
    return _all_strays(name, read(shard.sha256), base)


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


def _duplicate(triple: str, *names: str) -> BuildError:
    def is_no_owner(name: str) -> bool:
        return f"/id/{name}_" not in triple and f"/id/{name}>" not in triple

    one, other = sorted(names, key=lambda name: (is_no_owner(name), name))
    return BuildError(
        f"a triple stands in two graphs, {one} and {other}, and would count twice: {triple}",
        f"同一三元组出现在 {one} 和 {other} 两个图中,会被重复计数:{triple}",
    )
