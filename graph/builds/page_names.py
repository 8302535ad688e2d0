"""The rows by which things are found by their names, for the file that pages read.

A row is a *block*: the names of up to :data:`BLOCK` things of one graph, of one class, and with
shortest names of one length.  So the index of grams has fewer entries than one of single things
would have by far, and its order is that of the lists of hits: by class, then the shortest name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final, NamedTuple

from graph.builds.grams import name_grams
from graph.builds.search_lines import GAP, Line, search_lines
from ontology.kinds import LISTED
from ontology.terms import PK

__all__ = [
    "BLOCK",
    "BODIES",
    "CLASSES",
    "PART_BITS",
    "SHARD_BITS",
    "Named",
    "Things",
    "block_of",
    "name_rows",
    "named_rows",
    "place_ends",
    "sounds_by_names",
]

BLOCK: Final = 32
"""Things of a block, at most."""
CLASSES: Final = tuple(kind.iri for kind in LISTED)
"""Classes in the order of the index; another order is another layout of the file."""
BODIES: Final = (PK.Organization, PK.GroupReference, PK.Enterprise)
"""Classes of what may be called by a short form."""
_NUMBERS: Final = {iri: number for number, iri in enumerate(CLASSES)}
PART_BITS: Final = 20
"""Bits of a place that number the blocks of a shard; those of the shard are before them."""
SHARD_BITS: Final = 31
"""Bits of a place that number the shard; before them are length and class."""
_LENGTH: Final = PART_BITS + SHARD_BITS
_CLASS: Final = _LENGTH + 7
_LONGEST: Final = (1 << (_CLASS - _LENGTH)) - 1
"""Length from which on lengths are not told apart."""

Things = Sequence[tuple[str, str, bool, set[str]]]
"""Things with their class, whether they are facts of the graph, and their names."""


class Named(NamedTuple):
    """A block of things, with a line for each in all three texts."""

    cls: str
    shortest: int
    """Characters of the shortest name of each."""
    own: int
    """Whether they are facts of the graph, which no other graph describes."""
    iris: str
    names: str
    """Folded names; before, between and behind them a :data:`GAP`."""
    sounds: str
    """Pinyin of the names that are Chinese, and its initials, in turn."""


def name_rows(things: Things, sounds: Mapping[str, str]) -> Iterator[Named]:
    """Yield the blocks of a graph, in their order.

    Args:
        things: What has a page.
        sounds: Sounds by names that are known.
    """
    lines = search_lines((names for *_, names in things), sounds)
    rows = [
        (_NUMBERS[cls], line.shortest, own, iri, line)
        for (iri, cls, own, _), line in zip(things, lines, strict=True)
    ]
    rows.sort()
    for (number, _, own), group in groupby(rows, key=lambda row: row[:3]):
        some = list(group)
        for at in range(0, len(some), BLOCK):
            block = [(iri, line) for *_, iri, line in some[at : at + BLOCK]]
            yield block_of(CLASSES[number], int(own), block)


def block_of(cls: str, own: int, things: Sequence[tuple[str, Line]]) -> Named:
    """Return things of a class, whose shortest names are of one length, as a block."""
    return Named(
        cls,
        things[0][1].shortest,
        own,
        "\n".join(iri for iri, _ in things),
        "\n".join(f"{GAP}{line.names}{GAP}" for _, line in things),
        "\n".join(f"{GAP}{line.sounds}{GAP}" for _, line in things),
    )


def named_rows(blocks: Sequence[tuple[int, Named]]) -> list[tuple[int, str]]:
    """Return the places and the grams of numbered blocks of a graph."""
    return [(_place(block, part), _grams(block)) for part, block in blocks]


def _place(block: Named, part: int) -> int:
    length = min(block.shortest, _LONGEST)
    return _NUMBERS[block.cls] << _CLASS | length << _LENGTH | part


def _grams(block: Named) -> str:
    keys = dict.fromkeys(f"{block.names}{GAP}{block.sounds}".replace("\n", GAP).split(GAP))
    return name_grams(f"{GAP} {GAP}".join(["", *keys, ""]), _short(block))


def _short(block: Named) -> Iterator[str]:
    """Yield the names of bodies that may be called by a few signs, and their initials."""
    if block.cls in BODIES:
        for line in block.names.split("\n"):
            yield from (key for key in line.split(GAP) if not key.isascii())
        for line in block.sounds.split("\n"):
            yield from line.split(GAP)[2::2]


def place_ends(cls: str, longest: int = _LONGEST) -> tuple[int, int]:
    """Return the first place of a class, and the one behind its names up to a length."""
    first = _NUMBERS[cls] << _CLASS
    return first, first + ((min(longest, _LONGEST) + 1) << _LENGTH)


def sounds_by_names(names: str, sounds: str) -> Iterator[tuple[str, str]]:
    """Yield the names of each thing of a block, and their sounds."""
    for line, sound in zip(names.split("\n"), sounds.split("\n"), strict=True):
        yield line[1:-1], sound[1:-1]
