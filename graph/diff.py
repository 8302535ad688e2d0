"""What changed between two states of the graph: facts added, removed and changed.

Two canonical N-Quads texts are compared subject by subject within each named graph.  Quotations
are no facts of their own and are told as changes of the facts that rest on them; the description
of the dataset, whose counts change with everything, is left out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

from graph.errors import GraphError
from graph.terms import shorten
from ontology import declarations
from ontology.namespaces import PK_NS, prefixes_for
from ontology.terms import PK, RDF, RDFS

Kind = Literal["added", "removed", "changed"]
Statements = dict[str, set[str]]
"""Predicate → objects, as written in N-Quads."""

_LINE: Final = re.compile(r"(<[^>]*>) (<[^>]*>) (.*) (<[^>]*>) \.\Z")
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

    def in_words(self, lang: Literal["zh", "en"] = "en") -> str:
        """Return it as Markdown, as a changelog has it."""
        words = {
            "added": ("Added", "新增"),
            "removed": ("Removed", "删除"),
            "changed": ("Changed", "改动"),
        }
        column = 1 if lang == "zh" else 0
        lines: list[str] = []
        for kind, names in words.items():
            chosen = [change for change in self.changes if change.change == kind]
            if not chosen:
                continue
            lines.append(f"### {names[column]}\n")
            for change in chosen:
                label = change.zh if lang == "zh" else change.en
                lines.append(f"- {change.graph}: {_class_word(change.cls, lang)} {label}")
                if kind == "changed":
                    lines += [f"  - − {text}" for text in change.lost]
                    lines += [f"  - + {text}" for text in change.gained]
            lines.append("")
        return "\n".join(lines) or ("没有差异。\n" if column else "No difference.\n")


def _class_word(cls: str, lang: str) -> str:
    term = declarations.term(f"{PK_NS}{cls}") if cls else None
    return term.label(lang) if term else cls


def read_state(path: Path) -> tuple[str, str]:
    """Return a name and the N-Quads text of a state.

    Args:
        path: an N-Quads file, or a folder that holds ``graph.nq`` (a release, a generation, a
            workspace with a build).

    Raises:
        GraphError: there is no graph at that place, or it is no N-Quads text.
    """
    for candidate in (path, path / "graph.nq", path / "build" / "current" / "graph.nq"):
        if candidate.is_file():
            try:
                return str(path), candidate.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                break
    raise GraphError(
        f"{path}: no graph here; name an N-Quads file, a release, or a workspace that was built",
        f"{path}:此处没有图;请给出 N-Quads 文件、发布版,或已构建的工作区",
    )


def compare(before: str, after: str, base: str, names: tuple[str, str] = ("", "")) -> Diff:
    """Compare two N-Quads texts.

    Raises:
        GraphError: a line is no quad of IRIs and literals.
    """
    old, new = _things(before, base), _things(after, base)
    prefixes = prefixes_for(base)
    changes = [
        change
        for key in sorted(old.keys() | new.keys())
        if (change := _change(key, old.get(key, {}), new.get(key, {}), prefixes)) is not None
    ]
    return Diff(*names, changes)


def _things(text: str, base: str) -> dict[tuple[str, str], Statements]:
    found: dict[tuple[str, str], Statements] = {}
    start = f"<{base}graph/"
    for number, line in enumerate(text.splitlines(), 1):
        if not line:
            continue
        match = _LINE.match(line)
        if match is None:
            raise GraphError(
                f"line {number} is no quad of a policykg graph", f"第 {number} 行不是四元组"
            )
        subject, predicate, obj, graph = match.groups()
        name = graph.removeprefix(start).rstrip(">") if graph.startswith(start) else graph[1:-1]
        if name not in _APART:
            statements = found.setdefault((name, subject[1:-1]), {})
            statements.setdefault(predicate[1:-1], set()).add(obj)
    return found


def _change(
    key: tuple[str, str], old: Statements, new: Statements, prefixes: Mapping[str, str]
) -> Change | None:
    if old == new:
        return None
    classes = old.get(RDF.type, set()) | new.get(RDF.type, set())
    if f"<{PK.Quotation}>" in classes:
        return None
    kind: Kind = "changed" if old and new else "added" if new else "removed"
    return Change(
        key[0],
        key[1],
        kind,
        _narrowest(classes),
        _label(new or old, "zh") or shorten(key[1], prefixes),
        _label(new or old, "en") or shorten(key[1], prefixes),
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
