"""Falsify the authority files: who is who, where, and when."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path as File
from random import Random
from typing import Any, Final, get_args

from benchmarks.falsify import Edit, Falsified, Path, at, both, deleting, setting
from loaders.yaml.parse import read_tree
from ontology import codes

_MAPS: Final = ("places", "organisations", "policies", "indicators")


@dataclass(slots=True)
class Authorities:
    """All authority files as one tree: name of the file → its maps."""

    files: dict[str, File]
    rng: Random
    root: Any = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, path in self.files.items():
            tree, _ = read_tree(path, name)
            self.root[name] = json.loads(json.dumps(tree))

    def records(self, *maps: str) -> Iterator[tuple[Path, str, dict[str, Any]]]:
        """Yield each record with its path and id."""
        for name, tree in self.root.items():
            for kind in maps or _MAPS:
                for identity, record in tree.get(kind, {}).items():
                    yield (name, kind, identity), identity, record

    def render(self, edit: Edit) -> dict[str, bytes]:
        """Return the files that an edit changes, as they are after it."""
        root = json.loads(json.dumps(self.root))
        edit(root)
        return {
            name: json.dumps(tree, ensure_ascii=False, indent=1).encode()
            for name, tree in root.items()
            if tree != self.root[name]
        }

    def ids(self, *maps: str) -> list[str]:
        """Return the ids of some maps."""
        return sorted({identity for _, identity, _ in self.records(*maps)})


def _put(path: Path, kind: str, key: str, new: Any, old: Any = None) -> Falsified:
    what = f"{path[-1]} {key}: {old} → {new}"
    return Falsified(kind, str(path[-1]), what, setting((*path, key), new), "", key, path)


def _list(value: Any) -> list[str]:
    return value if isinstance(value, list) else [] if value is None else [value]


def alias_given(files: Authorities) -> Iterator[Falsified]:
    """Give the alias of one record to another of its kind."""
    rows = list(files.records("places", "organisations"))
    for path, _, record in rows:
        aliases = _list(record.get("aliases"))
        pool = [other for other, _, _ in rows if other[1] == path[1] and other != path]
        for alias in aliases[:1]:
            to = files.rng.choice(pool)
            own = at(files.root, to)
            rest = [one for one in aliases if one != alias]
            edit = both(
                setting((*path, "aliases"), rest),
                setting((*to, "aliases"), [*_list(own.get("aliases")), alias]),
            )
            yield Falsified("alias given to another", str(path[-1]), f"{alias} → {to[-1]}", edit,
                            "", "aliases", path)  # fmt: skip


def alias_deleted(files: Authorities) -> Iterator[Falsified]:
    """Delete an alias."""
    for path, _, record in files.records():
        aliases = _list(record.get("aliases"))
        if aliases:
            yield _put(path, "alias deleted", "aliases", aliases[1:], aliases)


def within(files: Authorities) -> Iterator[Falsified]:
    """Let a place lie in another."""
    places = files.ids("places")
    for path, identity, record in files.records("places"):
        pool = [one for one in places if one not in (identity, record.get("in"))]
        yield _put(path, "lies in another place", "in", files.rng.choice(pool), record.get("in"))


def governs(files: Authorities) -> Iterator[Falsified]:
    """Let a body govern another place."""
    places = files.ids("places")
    for path, _, record in files.records("organisations"):
        if "governs" in record:
            pool = [one for one in places if one != record["governs"]]
            yield _put(path, "governs another place", "governs", files.rng.choice(pool))


def kind(files: Authorities) -> Iterator[Falsified]:
    """Give a record another kind."""
    pools = {"places": codes.PlaceKind, "organisations": codes.OrganisationKind,
             "policies": codes.PolicyKind}  # fmt: skip
    for path, _, record in files.records(*pools):
        pool = [one for one in get_args(pools[str(path[1])]) if one != record["kind"]]
        yield _put(path, "another kind", "kind", files.rng.choice(pool), record["kind"])


def function(files: Authorities) -> Iterator[Falsified]:
    """Give a body another function."""
    for path, _, record in files.records("organisations"):
        own = _list(record.get("function"))
        if own:
            pool = [one for one in get_args(codes.Function) if one not in own]
            yield _put(path, "another function", "function", files.rng.choice(pool), own)


def parent(files: Authorities) -> Iterator[Falsified]:
    """Put a body under another."""
    bodies = files.ids("organisations")
    for path, identity, record in files.records("organisations"):
        if "parent" in record:
            pool = [one for one in bodies if one not in (identity, record["parent"])]
            yield _put(path, "under another body", "parent", files.rng.choice(pool))


def scope(files: Authorities) -> Iterator[Falsified]:
    """Let the names of a body hold in another place."""
    places = files.ids("places")
    for path, _, record in files.records("organisations"):
        if "scope" in record:
            pool = [one for one in places if one != record["scope"]]
            yield _put(path, "names hold elsewhere", "scope", files.rng.choice(pool))


def years(files: Authorities) -> Iterator[Falsified]:
    """Let a record begin or end in another year."""
    for path, _, record in files.records():
        for key in ("since", "until"):
            if key in record:
                new = str(int(record[key][:4]) + files.rng.choice((-3, 3, -12, 9)))
                yield _put(path, "another year of validity", key, new, record[key])
        if "since" not in record and path[1] == "organisations":
            yield _put(path, "another year of validity", "until", "1999")


def english(files: Authorities) -> Iterator[Falsified]:
    """Give a record the English of another of its kind."""
    rows = list(files.records())
    for path, _, record in rows:
        pool = [other["name"]["en"] for to, _, other in rows if to[1] == path[1] and to != path
                and isinstance(other.get("name"), dict) and "en" in other["name"]]  # fmt: skip
        if isinstance(record.get("name"), dict) and pool:
            new = {**record["name"], "en": files.rng.choice(pool)}
            yield _put(path, "English of another record", "name", new, record["name"])


def official_name(files: Authorities) -> Iterator[Falsified]:
    """Give a record another full name."""
    for path, _, record in files.records("places", "organisations"):
        zh = record["name"]["zh"]
        new = {**record["name"], "zh": zh[:-1] + ("院" if zh[-1] != "院" else "所")}
        yield _put(path, "another full name", "name", new, record["name"])


def merged(files: Authorities) -> Iterator[Falsified]:
    """Merge two records of a kind: the names of the one go to the other."""
    rows = list(files.records("places", "organisations"))
    for path, _, record in rows:
        pool = [other for other, _, _ in rows if other[1] == path[1] and other != path]
        to = files.rng.choice(pool)
        own = at(files.root, to)
        names = [*_list(own.get("aliases")), record["name"]["zh"], *_list(record.get("aliases"))]
        edit = both(setting((*to, "aliases"), names), deleting(path))
        yield Falsified("records merged", str(path[-1]), f"into {to[-1]}", edit, "", "", path)


def unit(files: Authorities) -> Iterator[Falsified]:
    """Give a measure another unit, or another broader one."""
    ids = files.ids("indicators")
    for path, identity, record in files.records("indicators"):
        if "unit" in record:
            new = "KiloM2" if record["unit"] != "KiloM2" else "PERCENT"
            yield _put(path, "another unit or broader measure", "unit", new, record["unit"])
        for key in ("broader", "growth-of"):
            if key in record:
                pool = [one for one in ids if one not in (identity, record[key])]
                yield _put(path, "another unit or broader measure", key, files.rng.choice(pool))


def policy_issuer(files: Authorities) -> Iterator[Falsified]:
    """Let another body issue a policy, or give it another number."""
    bodies = files.ids("organisations")
    for path, _, record in files.records("policies"):
        pool = [one for one in bodies if one != record.get("issuer")]
        if "issuer" in record:
            yield _put(path, "policy's issuer or number", "issuer", files.rng.choice(pool))
        if "number" in record:
            new = record["number"].replace("〕", "〕9")
            yield _put(path, "policy's issuer or number", "number", new)


def named_period(files: Authorities) -> Iterator[Falsified]:
    """Let a named period be another."""
    for name, tree in files.root.items():
        for word, told in tree.get("periods", {}).items():
            years = told["is"].replace("200", "201").replace("202", "203")
            if years != told["is"]:
                yield _put((name, "periods", word), "named period", "is", years, told["is"])


AUTHORITY_KINDS: Final[tuple[Callable[[Authorities], Iterator[Falsified]], ...]] = (
    alias_given, alias_deleted, within, governs, kind, function, parent, scope, years, english,
    official_name, merged, unit, policy_issuer, named_period,
)  # fmt: skip
