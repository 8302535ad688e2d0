"""What a text demands of its facts: numbers, titles, bodies, names, responsibilities, lists, words.

Each demand is a place in the folded text that some fact must carry; :mod:`loaders.rules.accounts`
says whether one does.  All of it is linear in the text's length.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from loaders.rules.base import Case
from loaders.rules.layers import Layers
from loaders.rules.told_apart import cue_spans, untied_items

__all__ = ["Demand", "DemandKind", "demands", "home_names"]

DemandKind = Literal[
    "value", "title", "phrase", "body", "name", "duty", "list", "clause", "cue", "deleted"
]

LEAST: Final = 6
"""Characters of content that a clause may leave unsaid: fewer are mostly how a thing is said.

Measured on three of the five documents: see ``benchmarks/completeness.py``.
"""
_SHORTEST_NAME: Final = 3
_NEAR: Final = 60
"""No name is longer; what carries the end of one starts no farther before it."""
_LONG_ENUMERATION: Final = 4
_SOLID_UNITS: Final = frozenset(
    {"CCY_CNY", "CCY_USD", "PERCENT", "PERMILLE", "KiloM2", "M2", "HA", "mu", "TONNE", "KiloM"}
)
_ENTITIES: Final = ("place", "organisation")
"""Kinds of things that have proper names; names of policies are often common words."""


@dataclass(frozen=True, slots=True)
class Demand:
    """Words of the folded text that no fact carries as it should."""

    kind: DemandKind
    start: int
    end: int


def demands(case: Case, layers: Layers) -> list[Demand]:
    """Return the demands that no fact meets, in the order of the text."""
    assert case.evidence is not None
    text = case.language.one_script(case.evidence.source.folded.text)
    found = [
        *_values(case, text, layers),
        *_marked(case, text, layers),
        *_names(case, text, layers),
        *_duties(case, text, layers),
        *_lists(case, text, layers),
        *_clauses(case, text, layers),
        *(Demand("list", *span) for span in untied_items(case, text, layers)),
        *(Demand("cue", *span) for span in cue_spans(case, text, layers)),
    ]
    return sorted(set(found), key=lambda item: (item.start, item.end, item.kind))


def _values(case: Case, text: str, layers: Layers) -> Iterator[Demand]:
    assert case.evidence is not None
    for value in case.evidence.source.values:
        digits = any(ch.isascii() and ch.isdigit() for ch in text[value.start : value.end])
        unit = value.reading.unit in _SOLID_UNITS
        if not ((digits and value.reading.measure) or unit):
            continue
        last = max(value.start, value.end - 2)
        if not layers.has(last, value.end, "number", "name", "time"):
            yield Demand("value", value.start, value.end)


def _marked(case: Case, text: str, layers: Layers) -> Iterator[Demand]:
    """Yield titles, phrases in quotation marks, and bodies that nothing names."""
    marks = case.language.punctuation
    for match in marks.title.finditer(text):
        if not layers.has(*match.span(1), "name", "tie"):
            yield Demand("title", *match.span(1))
    for match in marks.phrase.finditer(text):
        if not layers.has(*match.span(1), "name", "tie", "act", "number", "time"):
            yield Demand("phrase", *match.span(1))
    for match in case.language.body.finditer(text):
        if not layers.has(match.end() - 2, match.end(), "name", "tie", "number", "act"):
            yield Demand("body", *match.span())


def home_names(case: Case) -> frozenset[str]:
    """Return the names of the place from which a document speaks, folded."""
    home = case.document.viewpoint.place
    if home is None:
        return frozenset()
    record = case.authority.record(home)
    return frozenset(case.clean(name) for name in (record.name.zh, *record.aliases))


def _known_names(case: Case, text: str) -> frozenset[str]:
    """Return the names that are known where a document speaks, its own place apart.

    Of the names of the authority files only those that may stand in the text.
    """
    home = case.document.viewpoint.place
    held = case.authority.held_in(text, _ENTITIES, home)
    names = {case.clean(name) for identity, name in held if identity != home}
    for fact in case.document.facts:
        own = getattr(fact.record, "name", None)
        if fact.kind in (*_ENTITIES, "enterprise") and own:
            names.add(case.clean(own))
    bare = {case.language.bare(name) for name in names}
    apart = home_names(case) | set(case.language.deictic)
    return frozenset(n for n in bare if len(n) >= _SHORTEST_NAME and n not in apart)


def _names(case: Case, text: str, layers: Layers) -> Iterator[Demand]:
    """Yield the known names that no fact of their paragraph names."""
    names = _known_names(case, text)
    lengths: dict[str, list[int]] = {}
    for name in names:
        lengths.setdefault(name[:2], []).append(len(name))
    for sizes in lengths.values():
        sizes.sort(reverse=True)
    at = 0
    for line in text.split("\n"):
        places = list(_places(line, names, lengths))
        named = {line[low:high] for low, high in places
                 if layers.has(at + low, at + high, "name", "tie")}  # fmt: skip
        for low, high in places:
            if line[low:high] not in named:
                yield Demand("name", at + low, at + high)
        at += len(line) + 1


def _places(
    line: str, names: frozenset[str], lengths: dict[str, list[int]]
) -> Iterator[tuple[int, int]]:
    """Yield where names stand in a line, the longest at each place."""
    end = 0
    for at in [at for at in range(len(line) - 1) if line[at : at + 2] in lengths]:
        if at < end:
            continue  # inside the name before
        sizes, room = lengths[line[at : at + 2]], min(_NEAR, len(line) - at)
        size = next((n for n in sizes if n <= room and line[at : at + n] in names), 0)
        if size:
            end = at + size
            yield at, end


def _duties(case: Case, text: str, layers: Layers) -> Iterator[Demand]:
    """Yield words that give somebody a duty, and bodies in brackets, without a duty."""
    for match in case.language.content.duty.finditer(text):
        start, end = match.span()
        if 0 in layers.duties[start:end] and not layers.has(start, end, "act", "name", "tie"):
            yield Demand("duty", start, end)
    for start, _, bracket in case.language.find_brackets(text):
        for duty in bracket.duties:
            for name, offset in zip(duty.names, duty.offsets, strict=True):
                at, end = start + offset, start + offset + len(name)
                if duty.role and text[at:end] == name and 0 in layers.duties[at:end]:
                    yield Demand("duty", at, end)


def _lists(case: Case, text: str, layers: Layers) -> Iterator[Demand]:
    """Yield the items of lists that lack a kind of fact that all the others have."""
    content, mark = case.language.content, case.language.punctuation.enumeration
    for match in content.listing.finditer(text):
        if mark not in match[0]:
            continue
        items = [item.span() for item in content.item.finditer(text, *match.span())]
        if len(items) < 2:
            continue
        kinds = [_kinds_at(layers, span, items) for span in items]
        count = Counter(kind for found in kinds for kind in found)
        most = len(items) - 1 - (len(items) > _LONG_ENUMERATION)
        usual = {kind for kind, times in count.items() if times >= max(2, most)}
        for span, found in zip(items, kinds, strict=True):
            if usual - found:
                yield Demand("list", *span)


def _kinds_at(
    layers: Layers, span: tuple[int, int], items: list[tuple[int, int]]
) -> set[tuple[str, str]]:
    start, end = span
    found = set()
    for item in layers.near(start, end):
        if item.layer in ("cue", "time") or min(item.end, end) - max(item.start, start) < 2:
            continue
        alone = (item.start >= start or span == items[0]) and (item.end <= end or span == items[-1])
        if alone:
            found.add((item.kind, item.field))
    return found


def _clauses(case: Case, text: str, layers: Layers) -> Iterator[Demand]:
    """Yield the runs of content in a clause of which nothing is said."""
    marks, header = case.language.punctuation, case.document.header
    said = bytearray(layers.every)
    for match in case.language.content.idle.finditer(text):
        said[match.start() : match.end()] = b"\1" * (match.end() - match.start())
    for name in (*home_names(case), *case.language.deictic):  # who speaks, says nothing by itself
        at = text.find(name) if len(name) > 1 else -1
        while at >= 0:
            said[at : at + len(name)] = b"\1" * len(name)
            at = text.find(name, at + len(name))
    titles = {case.clean(header.title.zh), case.clean(header.source.title or "")}
    for match in marks.clause.finditer(text):
        if match[0] in titles:
            continue
        start, end = match.span()
        free = [at for at in range(start, end) if not said[at] and text[at].isalnum()]
        if len(free) >= LEAST:
            last = next((at for at in range(free[-1], end) if layers.every[at]), end)
            yield Demand("clause", free[0], last)
