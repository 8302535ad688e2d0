"""Whether the authority files agree with themselves: references and circles."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Final

from loaders.nearest import nearest
from loaders.problems import Problem

if TYPE_CHECKING:
    from loaders.identity.authority import Authority
    from loaders.yaml.records import AuthorityRecord

_REFERENCES: Final[tuple[tuple[str, str, str], ...]] = (
    ("place", "in", "place"),
    ("organisation", "parent", "organisation"),
    ("organisation", "governs", "place"),
    ("organisation", "may-include", "organisation"),
    ("policy", "issuer", "organisation"),
    ("indicator", "broader", "indicator"),
    ("indicator", "growth-of", "indicator"),
)


def check_references(authority: Authority, ids: Collection[str] | None = None) -> list[Problem]:
    """Return every id that is referred to and not defined, and every circle.

    Args:
        authority: The identities.
        ids: Those that refer, and stand in a circle; default: all.
    """
    problems: list[Problem] = []
    for identity in authority.kinds if ids is None else ids:
        for key, ref, to in references_of(authority.kinds[identity], authority.record(identity)):
            if authority.kinds.get(ref) != to:
                problems.append(_dangling(authority, identity, key, ref, to))
    problems.extend(_check_cycles(authority, ids))
    return problems


def references_of(kind: str, record: AuthorityRecord) -> Iterator[tuple[str, str, str]]:
    """Yield what a record refers to: the key, the id, and the kind that it must be of."""
    wanted = [("scope", "place"), *((key, to) for of, key, to in _REFERENCES if of == kind)]
    for key, to in wanted:
        given = getattr(record, _field(key))
        for ref in given if isinstance(given, list) else [given]:
            if ref is not None:
                yield key, ref, to


def _field(key: str) -> str:
    return "in_" if key == "in" else key.replace("-", "_")


def _dangling(authority: Authority, identity: str, key: str, ref: str, to: str) -> Problem:
    near = nearest(ref, [known for known, kind in authority.kinds.items() if kind == to])
    hint_en = f"; nearest: {', '.join(near)}" if near else ""
    hint_zh = f";相近的有:{'、'.join(near)}" if near else ""
    return Problem(
        "authority-dangling",
        authority.positions[identity],
        f"`{key}: {ref}` of `{identity}` is no known {to}{hint_en}",
        f"“{identity}”的“{key}: {ref}”未定义{hint_zh}",
        record=identity,
    )


def _check_cycles(authority: Authority, ids: Collection[str] | None) -> list[Problem]:
    problems: list[Problem] = []
    for kind, key in (("place", "in"), ("organisation", "parent"), ("indicator", "broader")):
        table = authority.table(kind)
        for identity in table if ids is None else [one for one in ids if one in table]:
            seen = [identity]
            current = getattr(table[identity], _field(key))
            while current in table and current not in seen:
                seen.append(current)
                current = getattr(table[current], _field(key))
            if current == identity:
                ring = " → ".join([*seen, identity])
                at = authority.positions[identity]
                en = f"`{key}` goes in a circle: {ring}"
                problems.append(
                    Problem("authority-cycle", at, en, f"“{key}”成环:{ring}", record=identity)
                )
    return problems
