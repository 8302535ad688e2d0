"""The graph as plain tables, one a kind of thing, for spreadsheets and statistics.

A row is a thing, a column a property; a column that names things has a second one with their
labels.  Several values of a property stand in one cell, separated by `` | ``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any, Final

from graph.exports.parts import Parts, Prefixes
from graph.exports.subjects import Plan, Properties, Subjects, subjects_of
from graph.rdf.terms import Text, to_python
from ontology import kinds
from ontology.codes import FIELD_PREFIX
from ontology.namespaces import CODE_NS, PK_NS, PREFIXES
from ontology.rdf import RdfFormat, parse

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
    """Things with their properties: those of some rows, and what these name.

    Args:
        of: What is said of each.
        namespace: Of their ids.
    """

    def __init__(self, of: Mapping[str, Properties], namespace: str) -> None:
        self.of, self.namespace = of, namespace
        self._labels: dict[str, str] = {}
        self._values: dict[str, str] = {}
        self._classes: dict[tuple[str, ...], str] = {}

    def texts(self, iri: str, predicate: str) -> dict[str, str]:
        """Return texts by language, Chinese of any script as ``zh``."""
        found = self.of.get(iri, _NOTHING).get(predicate)
        if not found:
            return {}
        texts = {}
        for term in sorted(found, reverse=True):
            if term[0] == '"':
                language = term.rpartition('"')[2].partition("@")[2]
                texts[language.partition("-")[0]] = _text_of(term)
        return texts

    def text(self, iri: str, predicate: str) -> str:
        """Return the first text of a property; an empty one where there is none."""
        found = self.of.get(iri, _NOTHING).get(predicate)
        return _text_of(found[0]) if found else ""

    def classes(self, iri: str) -> str:
        """Return the classes of pk: a thing has, as bare names."""
        types = tuple(self.of[iri].get(_TYPE, ()))
        if types not in self._classes:
            own = sorted(t[1 + len(PK_NS) : -1] for t in types if t.startswith(f"<{PK_NS}"))
            self._classes[types] = SEPARATOR.join(own)
        return self._classes[types]

    def label(self, term: str) -> str:
        """Return the label of what a term names."""
        if term[0] != "<":
            return ""
        label = self._labels.get(term)
        if label is None:
            labels = self.texts(term[1:-1], _LABEL)
            label = self._labels[term] = labels.get("zh") or labels.get("en") or ""
        return label

    def value(self, term: str) -> Any:
        """Return what a cell shows of a term."""
        if term[0] == '"':
            return _literal(term)
        value = self._values.get(term)
        if value is None:
            value = self._values[term] = _short_name(_text_of(term), self.namespace)
        return value


_NOTHING: Final = Properties()


@contextmanager
def tables(parts: Parts, prefixes: Prefixes) -> Iterator[list[Table]]:
    """Give a table for every kind that occurs, in the order of :mod:`ontology.kinds`.

    All that is said waits in a file until rows are asked for; it is gone afterwards.
    """
    namespace = prefixes["id"]
    kind_of = {PK_NS + name: kind.table for name, kind in kinds.BY_NAME.items()}
    plan = Plan(prefixes["graph"], kind_of, namespace, _TOLD, _PASSAGE)
    with closing(subjects_of(parts, plan)) as subjects:
        counts = {name: subjects.count(name) for name in kinds.tables()}
        yield [_table(name, n, subjects, namespace) for name, n in counts.items() if n]


def _table(name: str, count: int, subjects: Subjects, namespace: str) -> Table:
    predicates, iris = subjects.properties(name)
    predicates -= {_TYPE, _LABEL}
    if not predicates.isdisjoint(_STATES):
        predicates.update(_STATES)
    linked = (predicates & iris) - _UNLABELLED
    ordered = sorted(predicates, key=_order)
    words = _Things(subjects.told([*predicates, _GLOSS, _GLOSS_STATE]), namespace)
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
    shown = [(predicate, predicate in linked) for predicate in predicates]
    for some, of in subjects.batches(table, {*linked, _EVIDENCE}):
        things = _Things(of, namespace)
        for iri in some:
            yield _row(iri, shown, things)


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


def _row(iri: str, shown: Sequence[tuple[str, bool]], things: _Things) -> list[Any]:
    """Return the cells of a thing.

    Args:
        iri: Which.
        shown: Properties, and whether their values have a column of labels.
        things: What is said of it, and of what it names.
    """
    labels = things.texts(iri, _LABEL)
    most = things.classes(iri)
    row: list[Any] = [iri.removeprefix(things.namespace), labels.get("zh"), labels.get("en"), most]
    own = things.of[iri]
    for predicate, linked in shown:
        terms = own.get(predicate)
        if terms is None:
            row.append(None)
            if linked:
                row.append(None)
        elif len(terms) == 1:
            row.append(things.value(terms[0]))
            if linked:
                row.append(things.label(terms[0]))
        else:
            terms = sorted(terms)
            row.append(_cell([things.value(term) for term in terms]))
            if linked:
                row.append(_cell([things.label(term) for term in terms]))
    if any(predicate == _EVIDENCE for predicate, _ in shown):
        # An English that several quotes share stands once, its state with it.
        quotes = [_quote(term, things) for term in sorted(own.get(_EVIDENCE, ()))]
        glosses = {gloss: state for _, gloss, state in quotes if gloss}
        row.append(_cell([words for words, _, _ in quotes if words]))
        row += [_cell(list(glosses)), _cell(list(glosses.values()))]
    return row


def _text_of(term: str) -> str:
    """Return the text of a literal, or an IRI."""
    if "\\" in term:
        return str(_parsed(term).value)
    return term[1 : term.rindex('"')] if term[0] == '"' else term[1:-1]


def _parsed(term: str) -> Any:
    """Return a term as the engine reads it; slow."""
    line = f"<a:a> <a:a> {term} .".encode()
    return next(iter(parse(line, RdfFormat.N_TRIPLES, lenient=True))).object


def _literal(term: str) -> Any:
    if term[-1] == ">":
        return _typed(term)
    return _text_of(term)


@lru_cache(maxsize=1 << 14)
def _typed(term: str) -> Any:
    """Return the value of a literal with a datatype; there are few numbers and days."""
    value = to_python(_parsed(term))
    return str(value) if isinstance(value, Text) else value


def _short_name(iri: str, namespace: str) -> str:
    return iri.removeprefix(namespace) if iri.startswith(namespace) else _code(iri)


def _code(iri: str) -> str:
    for namespace in (CODE_NS, PK_NS):
        if iri.startswith(namespace):
            return iri[len(namespace) :].removeprefix(FIELD_PREFIX)
    return iri


def _quote(term: str, things: _Things) -> tuple[str, str, str]:
    """Return the words of a quotation, their English or that of their passage, and its state."""
    quote = _text_of(term)
    passages = sorted(map(_text_of, things.of.get(quote, _NOTHING).get(_PASSAGE, ())))
    for iri in (quote, *passages):
        if gloss := things.text(iri, _GLOSS):
            return things.text(quote, _EXACT), gloss, things.text(iri, _GLOSS_STATE)
    return things.text(quote, _EXACT), "", ""


def _cell(values: list[Any]) -> Any:
    if not values:
        return None
    if len(values) == 1:
        return values[0]
    return SEPARATOR.join(
        format(v, "f") if isinstance(v, Decimal) else str(v) for v in values if v is not None
    )
