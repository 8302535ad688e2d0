"""What changed between two states of the graph: facts added, removed and changed.

Two canonical N-Quads texts are compared subject by subject within each named graph.  Quotations
are no facts of their own and are told as changes of the facts that rest on them; the description
of the dataset, whose counts change with everything, is left out.
:mod:`graph.builds.diff_words` says it in words.
"""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

from graph.builds.generation import read_graph
from graph.builds.pointer import current_folder, pointed
from graph.errors import GraphError
from graph.rdf.terms import expand, shorten
from ontology import declarations
from ontology.archives import BadArchive, member
from ontology.namespaces import PK_NS, prefixes_for
from ontology.terms import PK, RDF, RDFS

Kind = Literal["added", "removed", "changed"]
Statements = dict[str, set[str]]
"""Predicate → objects, as written in N-Quads."""

_APART: Final = ("dataset", "ontology")


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


def read_state(path: Path) -> tuple[str, str]:
    """Return a name and the N-Quads text of a state.

    Args:
        path: an N-Quads file, a bundle's zip, or a folder that holds ``graph.nq`` (a bundle, a
            release, a generation) or a build (a workspace).

    Raises:
        GraphError: there is no graph at that place, or it is no N-Quads text.
    """
    data = _bytes(path)
    if data is None:
        raise GraphError(
            f"{path}: no graph here; name an N-Quads file, a bundle, a release, or a workspace "
            "that was built",
            f"{path}:此处没有图;请给出 N-Quads 文件、复现包、发布版,或已构建的工作区",
        )
    try:
        return str(path), data.decode()
    except UnicodeDecodeError as error:
        raise GraphError(
            f"{path}: not UTF-8 at byte {error.start}; is the file cut off?",
            f"{path}:第 {error.start} 字节处不是 UTF-8;文件是否不完整?",
        ) from None


def _bytes(path: Path) -> bytes | None:
    if path.is_file() and zipfile.is_zipfile(path):
        try:
            return member(path, "graph.nq")
        except BadArchive as error:
            raise GraphError(error.en, error.zh) from None
    path = pointed(path)
    built = current_folder(path / "build")
    for candidate in (path, path / "graph.nq", built / "graph.nq"):
        if candidate.is_file():
            return candidate.read_bytes()
    return read_graph(path) or read_graph(built)


def compare(before: str, after: str, base: str, names: tuple[str, str] = ("", "")) -> Diff:
    """Compare two N-Quads texts.

    Raises:
        GraphError: a line is no quad of IRIs and literals.
    """
    old, new = _things(before, base), _things(after, base)
    prefixes = prefixes_for(base)
    known = _Known(old, new)
    changes = [
        change
        for key in sorted(old.keys() | new.keys())
        if (change := _change(key, old.get(key, {}), new.get(key, {}), prefixes, known)) is not None
    ]
    return Diff(*names, changes, known.labels(changes, prefixes), prefixes)


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


def _quad(line: str, number: int) -> tuple[str, str, str, str]:
    """Cut a line of N-Quads at the blanks that stand outside its object.

    Raises:
        GraphError: it is none of our kind.
    """
    head, _, tail = line.rpartition(" <")
    subject, _, rest = head.partition(" ")
    predicate, _, obj = rest.partition(" ")
    iris = subject.startswith("<") and predicate.startswith("<")
    if not (iris and obj and tail.endswith("> .") and tail.count(">") == 1):
        raise GraphError(
            f"line {number} is no quad of a policykg graph", f"第 {number} 行不是四元组"
        )
    return subject, predicate, obj, f"<{tail[:-2]}"


def _things(text: str, base: str) -> dict[tuple[str, str], Statements]:
    found: dict[tuple[str, str], Statements] = {}
    start = f"<{base}graph/"
    # Not splitlines: a text may hold U+2028, which N-Quads need not escape.
    for number, line in enumerate(text.split("\n"), 1):
        if not line:
            continue
        subject, predicate, obj, graph = _quad(line, number)
        name = graph.removeprefix(start).rstrip(">") if graph.startswith(start) else graph[1:-1]
        if name not in _APART:
            statements = found.setdefault((name, subject[1:-1]), {})
            statements.setdefault(predicate[1:-1], set()).add(obj)
    return found


def _change(
    key: tuple[str, str],
    old: Statements,
    new: Statements,
    prefixes: Mapping[str, str],
    known: _Known,
) -> Change | None:
    if old == new:
        return None
    classes = known.classes.get(key[1], set())
    if f"<{PK.Quotation}>" in classes:
        return None
    kind: Kind = "changed" if old and new else "added" if new else "removed"
    return Change(
        key[0],
        key[1],
        kind,
        _narrowest(classes),
        known.name(key[1], "zh") or shorten(key[1], prefixes),
        known.name(key[1], "en") or shorten(key[1], prefixes),
        tuple(_only(old, new, prefixes)) if kind == "changed" else (),
        tuple(_only(new, old, prefixes)) if kind == "changed" else (),
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


def _only(one: Statements, other: Statements, prefixes: Mapping[str, str]) -> Iterator[str]:
    for predicate in sorted(one):
        for obj in sorted(one[predicate] - other.get(predicate, set())):
            short = shorten(obj[1:-1], prefixes) if obj.startswith("<") else obj
            yield f"{shorten(predicate, prefixes)} {short}"
