"""The graph as plain tables, one a kind of thing, for spreadsheets and statistics.

A row is a thing, a column a property; a column that names things has a second one with their
labels.  Several values of a property stand in one cell, separated by `` | ``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import Any, Final

from graph.exports.parts import Parts, Prefixes
from graph.exports.subjects import Properties, Subjects
from graph.rdf.terms import Text, to_python
from ontology import kinds
from ontology.codes import FIELD_PREFIX
from ontology.namespaces import CODE_NS, PK_NS, PREFIXES
from ontology.rdf import Literal, NamedNode

SEPARATOR: Final = " | "
_TYPE: Final = f"{PREFIXES['rdf']}type"
_LABEL: Final = f"{PREFIXES['rdfs']}label"
_DEFINITION: Final = f"{PREFIXES['skos']}definition"
_EVIDENCE: Final = f"{PK_NS}evidence"
_EXACT: Final = f"{PREFIXES['oa']}exact"
_PASSAGE: Final = f"{PK_NS}inPassage"
_GLOSS: Final = f"{PK_NS}gloss"
_GLOSS_STATE: Final = f"{PK_NS}glossState"
_TOLD: Final = (_LABEL, _EXACT, _PASSAGE, _GLOSS, _GLOSS_STATE)
"""What a row shows of the things that it names."""
_HELD: Final = 50_000
"""Things that rows name, of which that is held; beyond, it is looked up again."""

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
    """Rows of one kind, sorted by id; they are made when they are asked for, each time anew."""

    name: str
    columns: tuple[Column, ...]
    count: int
    make: Callable[[], Iterator[list[Any]]] = field(repr=False)

    @property
    def header(self) -> list[str]:
        """Names of the columns."""
        return [column.name for column in self.columns]

    @property
    def rows(self) -> Iterator[list[Any]]:
        """The rows."""
        return self.make()


class _Things:
    """Things with their properties: those of some rows, and what these name."""

    def __init__(self, of: dict[str, Properties]) -> None:
        self.of = of

    def texts(self, iri: str, predicate: str) -> dict[str, str]:
        """Return texts by language, Chinese of any script as ``zh``."""
        found = self.of.get(iri, {}).get(predicate)
        if not found:
            return {}
        return {
            (term.language or "").partition("-")[0]: term.value
            for term in sorted(found, key=str, reverse=True)
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


@contextmanager
def tables(parts: Parts, prefixes: Prefixes) -> Iterator[list[Table]]:
    """Give a table for every kind that occurs, in the order of :mod:`ontology.kinds`.

    All that is said waits in a file until rows are asked for; it is gone afterwards.
    """
    namespace = prefixes["id"]
    kind_of = {PK_NS + name: kind.table for name, kind in kinds.BY_NAME.items()}
    with closing(Subjects(parts, prefixes["graph"], kind_of, namespace)) as subjects:
        counts = {name: subjects.count(name) for name in kinds.tables()}
        yield [_table(name, n, subjects, namespace) for name, n in counts.items() if n]


def _table(name: str, count: int, subjects: Subjects, namespace: str) -> Table:
    predicates, iris = subjects.properties(name)
    predicates -= {_TYPE, _LABEL}
    if not predicates.isdisjoint(_STATES):
        predicates.update(_STATES)
    linked = (predicates & iris) - _UNLABELLED
    ordered = sorted(predicates, key=_order)
    words = _Things(subjects.told([*predicates, _GLOSS, _GLOSS_STATE], (_LABEL, _DEFINITION)))
    columns = [Column("id"), *(Column(first) for first in _FIRST)]
    for predicate in ordered:
        columns.append(_column(predicate, words))
        if predicate in linked:
            columns.append(Column(f"{_short(predicate)}_label", predicate))
    if _EVIDENCE in predicates:
        columns.append(Column("quotes", _EXACT))
        columns += [
            Column(f"quotes_{name}", iri, *_words(iri, words))
            for name, iri in (("gloss", _GLOSS), ("gloss_state", _GLOSS_STATE))
        ]
    return Table(
        name, tuple(columns), count, partial(_rows, name, ordered, linked, subjects, namespace)
    )


def _rows(
    table: str, predicates: list[str], linked: set[str], subjects: Subjects, namespace: str
) -> Iterator[list[Any]]:
    pointing = {*linked, _EVIDENCE}
    held: dict[str, Properties] = {}
    for some in subjects.of_table(table):
        if len(held) > _HELD:
            held.clear()
        named = {
            term.value
            for properties in some.values()
            for predicate in pointing & properties.keys()
            for term in properties[predicate]
            if isinstance(term, NamedNode)
        }
        _hold(held, named, subjects)
        _hold(held, {p.value for i in named for p in held[i].get(_PASSAGE, ())}, subjects)
        things = _Things({**held, **some})
        for iri in some:
            yield _row(iri, predicates, linked, things, namespace)


def _hold(held: dict[str, Properties], iris: set[str], subjects: Subjects) -> None:
    """Hold what rows show of things that they name."""
    missing = iris - held.keys()
    told = subjects.told(missing, _TOLD)
    held.update((iri, told.get(iri, {})) for iri in missing)


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
    own = things.of[iri]
    for predicate in predicates:
        objects = own.get(predicate, [])
        if len(objects) > 1:
            objects = sorted(objects, key=str)
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
