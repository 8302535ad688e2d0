"""What changed between two states of the graph: facts added, removed and changed.

Two canonical N-Quads texts are compared subject by subject within each named graph.  Quotations
are no facts of their own and are told as changes of the facts that rest on them; the description
of the dataset, whose counts change with everything, is left out.
:mod:`graph.builds.diff_words` says it in words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final, Literal, NamedTuple
from zlib import crc32

from graph.builds.diff_states import Segment, State, read_state, split_quad
from graph.rdf.terms import expand, shorten
from ontology import declarations
from ontology.namespaces import PK_NS, prefixes_for
from ontology.terms import PK, RDF, RDFS

__all__ = ["Change", "Diff", "State", "compare", "read_state"]

Kind = Literal["added", "removed", "changed"]
Statements = dict[str, set[str]]
"""Predicate → objects, as written in N-Quads."""

_APART: Final = ("dataset", "ontology")
_NAMES: Final = tuple(f" <{iri}> ".encode() for iri in (RDF.type, RDFS.label))


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs."""

    graph: str
    """A document's id, ``authority`` or ``links``."""
    thing: str
    """IRI."""
    change: Kind
    cls: str
    """Local name of its class; empty for links."""
    zh: str
    en: str
    lost: tuple[str, ...] = ()
    """Statements that only the first state has: ``pk:value 70.0``."""
    gained: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Diff:
    """Everything that differs between two states, in the order of graph and IRI."""

    before: str
    after: str
    changes: list[Change] = field(default_factory=list)
    labels: Mapping[str, tuple[str, str]] = field(default_factory=dict, repr=False)
    """Chinese and English names of the things that changed statements point to."""
    prefixes: Mapping[str, str] = field(default_factory=dict, repr=False)

    def counts(self) -> dict[tuple[str, str, str], int]:
        """Return how many things: (graph, class, change) → number."""
        counted = Counter((c.graph, c.cls, c.change) for c in self.changes)
        return dict(sorted(counted.items()))

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain data, for JSON."""
        return {
            "before": self.before,
            "after": self.after,
            "changes": [asdict(change) for change in self.changes],
        }

    def expand(self, name: str) -> str:
        """Return the IRI behind a name of its statements."""
        return expand(name, self.prefixes) if ":" in name else name


def compare(
    before: State | str, after: State | str, base: str, names: tuple[str, str] = ("", "")
) -> Diff:
    """Compare two states, or two N-Quads texts.

    Graphs of which both have the same bytes are not read again; of the others a share is in memory
    at a time, and of what differs the names of things and the statements that changed.

    Raises:
        GraphError: a line is no quad of IRIs and literals.
    """
    states = [State.of_text(one) if isinstance(one, str) else one for one in (before, after)]
    found = _differing(states[0], states[1], base)
    prefixes = prefixes_for(base)
    wanted = _named(found)
    known = _Known(*(_told(state, base, wanted) for state in states))
    changes = [
        change
        for key in sorted(found)
        if (change := _change(key, found[key], prefixes, known)) is not None
    ]
    return Diff(*names, changes, known.labels(changes, prefixes), prefixes)


Things = dict[tuple[str, str], Statements]
"""Statements by graph and subject."""


class _Difference(NamedTuple):
    """How a thing differs; of one that only one state has the statements are not held."""

    kind: Kind
    lost: Statements
    gained: Statements


_AT_ONCE: Final = 64 << 20
"""Bytes of a graph, as both states have it, that are compared at once."""


def _differing(before: State, after: State, base: str) -> dict[tuple[str, str], _Difference]:
    """Return the things that are not the same in both states, by graph and IRI."""
    segments: dict[str, tuple[list[Segment], list[Segment]]] = {}
    for at, state in enumerate((before, after)):
        for segment in state.segments:
            segments.setdefault(segment.graph, ([], []))[at].append(segment)
    found: dict[tuple[str, str], _Difference] = {}
    for graph, (ones, others) in segments.items():
        name = _name_of(graph, base)
        if name in _APART or ones == others:
            continue
        share = 1 + sum(one.size for one in (*ones, *others)) // _AT_ONCE
        for number in range(share):  # a large graph is read several times, and never held
            lines, more = (_lines(side, number, share) for side in (ones, others))
            for thing, difference in _of_lines(lines, more, base):
                found[name, thing] = difference
    return found


def _of_lines(lines: set[bytes], more: set[bytes], base: str) -> Iterator[tuple[str, _Difference]]:
    """Yield the things of which two sets of lines of a graph say different things."""
    subjects = [{line.partition(b" ")[0] for line in side} for side in (lines, more)]
    both = subjects[0] & subjects[1]
    kinds: tuple[Kind, Kind] = "removed", "added"
    for kind, side in zip(kinds, subjects, strict=True):
        for subject in side - both:
            yield subject[1:-1].decode(), _Difference(kind, {}, {})
    lost, gained = (
        _things(b"\n".join(x for x in side if x.partition(b" ")[0] in both).decode(), base)
        for side in (lines - more, more - lines)
    )
    for key in lost.keys() | gained.keys():
        yield key[1], _Difference("changed", lost.get(key, {}), gained.get(key, {}))


def _lines(segments: Sequence[Segment], number: int, share: int) -> set[bytes]:
    """Return the lines about one of so many shares of the subjects."""
    return {
        line
        for segment in segments
        for piece in segment.read()
        for line in piece.split(b"\n")
        if line and (share == 1 or crc32(line[: line.find(b" ")]) % share == number)
    }


def _named(found: Mapping[tuple[str, str], _Difference]) -> set[bytes]:
    """Return what is to be named: things that differ, and what changed statements point at."""
    things = {f"<{thing}>".encode() for _, thing in found}
    return things | {
        one.encode()
        for difference in found.values()
        for side in (difference.lost, difference.gained)
        for objects in side.values()
        for one in objects
        if one.startswith("<")
    }


def _told(state: State, base: str, wanted: set[bytes]) -> Things:
    """Return classes and names of things, in the order of the graphs."""
    found: Things = {}
    if not wanted:
        return found
    for segment in state.segments:
        if _name_of(segment.graph, base) in _APART:
            continue
        lines = [
            line
            for piece in segment.read()
            for line in piece.split(b"\n")
            if line[: line.find(b" ")] in wanted and line.startswith(_NAMES, line.find(b" "))
        ]
        for key, statements in _things(b"\n".join(lines).decode(), base).items():
            for predicate, objects in statements.items():
                found.setdefault(key, {}).setdefault(predicate, set()).update(objects)
    return found


def _name_of(graph: str, base: str) -> str:
    return graph.removeprefix(f"{base}graph/")


class _Known:
    """Class and names of things, whichever graph tells them: the later state counts."""

    def __init__(self, *states: Mapping[tuple[str, str], Statements]) -> None:
        self.classes: dict[str, set[str]] = {}
        self.names: dict[str, Statements] = {}
        for state in states:
            for (_, thing), statements in state.items():
                if RDF.type in statements:
                    self.classes.setdefault(thing, set()).update(statements[RDF.type])
                if RDFS.label in statements:
                    self.names[thing] = statements

    def name(self, thing: str, language: str) -> str:
        return _label(self.names.get(thing, {}), language)

    def labels(
        self, changes: Sequence[Change], prefixes: Mapping[str, str]
    ) -> dict[str, tuple[str, str]]:
        said = {text.partition(" ")[2] for c in changes for text in (*c.lost, *c.gained)}
        iris = {expand(name, prefixes) for name in said if ":" in name and name[:1] != '"'}
        return {
            iri: (self.name(iri, "zh"), self.name(iri, "en"))
            for iri in sorted(iris & self.names.keys())
        }


def _things(text: str, base: str) -> Things:
    found: Things = {}
    # Not splitlines: a text may hold U+2028, which N-Quads need not escape.
    for number, line in enumerate(text.encode().split(b"\n"), 1):
        if not line:
            continue
        subject, predicate, obj, graph = map(bytes.decode, split_quad(line, number))
        name = _name_of(graph[1:-1], base)
        if name not in _APART:
            statements = found.setdefault((name, subject[1:-1]), {})
            statements.setdefault(predicate[1:-1], set()).add(obj)
    return found


def _change(
    key: tuple[str, str], found: _Difference, prefixes: Mapping[str, str], known: _Known
) -> Change | None:
    classes = known.classes.get(key[1], set())
    if f"<{PK.Quotation}>" in classes:
        return None
    return Change(
        key[0],
        key[1],
        found.kind,
        _narrowest(classes),
        known.name(key[1], "zh") or shorten(key[1], prefixes),
        known.name(key[1], "en") or shorten(key[1], prefixes),
        tuple(_said(found.lost, prefixes)),
        tuple(_said(found.gained, prefixes)),
    )


def _narrowest(classes: set[str]) -> str:
    own = {iri[1:-1] for iri in classes if iri.startswith(f"<{PK_NS}")}
    above = {wide for iri in own for wide in declarations.superclasses(iri) if wide != iri}
    return next(iter(sorted(own - above)), "").removeprefix(PK_NS)


def _label(statements: Statements, language: str) -> str:
    for literal in sorted(statements.get(RDFS.label, ())):
        words, _, tag = literal.rpartition("@")
        if tag.startswith(language):
            return words[1:-1].replace('\\"', '"')
    return ""


def _said(statements: Statements, prefixes: Mapping[str, str]) -> Iterator[str]:
    for predicate in sorted(statements):
        for obj in sorted(statements[predicate]):
            short = shorten(obj[1:-1], prefixes) if obj.startswith("<") else obj
            yield f"{shorten(predicate, prefixes)} {short}"
