"""The graph as plain tables, one a kind of thing, for spreadsheets and statistics.

A row is a thing, a column a property; a column that names things has a second one with their
labels.  Several values of a property stand in one cell, separated by `` | ``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from graph.rdf.terms import Text, to_python
from ontology import kinds
from ontology.codes import FIELD_PREFIX
from ontology.namespaces import CODE_NS, PK_NS, PREFIXES
from ontology.rdf import Literal, NamedNode, Quad, RdfFormat, parse

SEPARATOR: Final = " | "
_TYPE: Final = f"{PREFIXES['rdf']}type"
_LABEL: Final = f"{PREFIXES['rdfs']}label"
_DEFINITION: Final = f"{PREFIXES['skos']}definition"
_EVIDENCE: Final = f"{PK_NS}evidence"
_EXACT: Final = f"{PREFIXES['oa']}exact"
_PASSAGE: Final = f"{PK_NS}inPassage"
_GLOSS: Final = f"{PK_NS}gloss"
_GLOSS_STATE: Final = f"{PK_NS}glossState"

_STATES: Final = tuple(f"{PK_NS}{state}" for state in ("proved", "signed", "inferred", "open"))
"""Columns that stand together, also where one of them is empty: no field is in two of them."""
_UNLABELLED: Final = frozenset((_EVIDENCE, *_STATES))

_FIRST: Final = ("label_zh", "label_en", "class")
_LAST: Final = (
    "statedIn", "basis", "inferredField", "reason", "proved", "signed", "inferred", "open",
    "proofs", "signature", "evidence", "quotes",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """A column with what the ontology says of it."""

    name: str
    iri: str = ""
    label: Mapping[str, str] = field(default_factory=dict)
    definition: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of one kind, sorted by id."""

    name: str
    columns: tuple[Column, ...]
    rows: list[list[Any]]

    @property
    def header(self) -> list[str]:
        """Names of the columns."""
        return [column.name for column in self.columns]


class _Things:
    """All subjects of the compiled quads with their properties."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        self.of: dict[str, dict[str, list[Any]]] = {}
        for quad in quads:
            if isinstance(quad.subject, NamedNode):
                properties = self.of.setdefault(quad.subject.value, {})
                properties.setdefault(quad.predicate.value, []).append(quad.object)

    def texts(self, iri: str, predicate: str) -> dict[str, str]:
        """Return texts by language, Chinese of any script as ``zh``."""
        return {
            (term.language or "").partition("-")[0]: term.value
            for term in sorted(self.of.get(iri, {}).get(predicate, []), key=str, reverse=True)
            if isinstance(term, Literal)
        }

    def classes(self, iri: str) -> list[str]:
        """Return the classes of pk: a thing has, as bare names."""
        types = self.of[iri].get(_TYPE, [])
        return sorted(
            t.value[len(PK_NS) :]
            for t in types
            if isinstance(t, NamedNode) and t.value.startswith(PK_NS)
        )


def tables(parts: Mapping[str, bytes], prefixes: Mapping[str, str]) -> list[Table]:
    """Return a table for every kind that occurs, in the order of :mod:`ontology.kinds`."""
    data = b"".join(parts[name] for name in sorted(parts))
    things = _Things(parse(data, RdfFormat.N_QUADS, lenient=True))
    namespace = prefixes["id"]
    members: dict[str, list[str]] = {name: [] for name in kinds.tables()}
    for iri in sorted(things.of):
        if iri.startswith(namespace):
            known = (kinds.BY_NAME.get(name) for name in things.classes(iri))
            for name in sorted({kind.table for kind in known if kind is not None}):
                members[name].append(iri)
    made = (_table(name, iris, things, namespace) for name, iris in members.items() if iris)
    return list(made)


def _table(name: str, iris: list[str], things: _Things, namespace: str) -> Table:
    predicates = {p for iri in iris for p in things.of[iri] if p not in (_TYPE, _LABEL)}
    if not predicates.isdisjoint(_STATES):
        predicates.update(_STATES)
    linked = {
        p
        for p in predicates
        if p not in _UNLABELLED
        and any(isinstance(o, NamedNode) for iri in iris for o in things.of[iri].get(p, ()))
    }
    ordered = sorted(predicates, key=_order)
    columns = [Column("id"), *(Column(first) for first in _FIRST)]
    for predicate in ordered:
        columns.append(_column(predicate, things))
        if predicate in linked:
            columns.append(Column(f"{_short(predicate)}_label", predicate))
    if _EVIDENCE in predicates:
        columns.append(Column("quotes", _EXACT))
        columns += [
            Column(f"quotes_{name}", iri, *_words(iri, things))
            for name, iri in (("gloss", _GLOSS), ("gloss_state", _GLOSS_STATE))
        ]
    rows = [_row(iri, ordered, linked, things, namespace) for iri in iris]
    return Table(name, tuple(columns), rows)


def _order(predicate: str) -> tuple[int, int, str]:
    short = _short(predicate)
    last = _LAST.index(short) if short in _LAST else -1
    return (int(last >= 0), last, short)


def _short(predicate: str) -> str:
    return predicate.rpartition("#")[2].rpartition("/")[2]


def _column(predicate: str, things: _Things) -> Column:
    return Column(_short(predicate), predicate, *_words(predicate, things))


def _words(predicate: str, things: _Things) -> tuple[dict[str, str], dict[str, str]]:
    """Return the labels and the definitions that the ontology has for a property."""
    return things.texts(predicate, _LABEL), things.texts(predicate, _DEFINITION)


def _row(
    iri: str, predicates: list[str], linked: set[str], things: _Things, namespace: str
) -> list[Any]:
    labels = things.texts(iri, _LABEL)
    most = SEPARATOR.join(things.classes(iri))
    row: list[Any] = [iri.removeprefix(namespace), labels.get("zh"), labels.get("en"), most]
    quotes: list[tuple[str, str, str]] = []
    for predicate in predicates:
        objects = sorted(things.of[iri].get(predicate, ()), key=str)
        row.append(_cell([_value(term, namespace) for term in objects]))
        if predicate in linked:
            row.append(_cell([_label(term, things) for term in objects]))
        if predicate == _EVIDENCE:
            quotes = [_quote(term, things) for term in objects]
    if _EVIDENCE in predicates:
        # An English that several quotes share stands once, its state with it.
        glosses = {gloss: state for _, gloss, state in quotes if gloss}
        row.append(_cell([words for words, _, _ in quotes if words]))
        row += [_cell(list(glosses)), _cell(list(glosses.values()))]
    return row


def _value(term: Any, namespace: str) -> Any:
    if isinstance(term, NamedNode):
        iri: str = term.value
        return iri.removeprefix(namespace) if iri.startswith(namespace) else _code(iri)
    value = to_python(term)
    return str(value) if isinstance(value, Text) else value


def _code(iri: str) -> str:
    for namespace in (CODE_NS, PK_NS):
        if iri.startswith(namespace):
            return iri[len(namespace) :].removeprefix(FIELD_PREFIX)
    return iri


def _label(term: Any, things: _Things) -> str:
    if not isinstance(term, NamedNode):
        return ""
    labels = things.texts(term.value, _LABEL)
    return labels.get("zh") or labels.get("en") or ""


def _quote(term: Any, things: _Things) -> tuple[str, str, str]:
    """Return the words of a quotation, their English or that of their passage, and its state."""
    quote = getattr(term, "value", "")
    passages = sorted(passage.value for passage in things.of.get(quote, {}).get(_PASSAGE, []))
    glossed = next((i for i in (quote, *passages) if _text(things, i, _GLOSS)), "")
    gloss, state = _text(things, glossed, _GLOSS), _text(things, glossed, _GLOSS_STATE)
    return _text(things, quote, _EXACT), gloss, state


def _text(things: _Things, iri: str, predicate: str) -> str:
    found = things.of.get(iri, {}).get(predicate, [])
    return str(found[0].value) if found else ""


def _cell(values: list[Any]) -> Any:
    if not values:
        return None
    if len(values) == 1:
        return values[0]
    return SEPARATOR.join(
        format(v, "f") if isinstance(v, Decimal) else str(v) for v in values if v is not None
    )
