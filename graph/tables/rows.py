"""Rows of narrow tables, a document at a time, in the order of the text.

Memory holds one document and the authority files, however many documents there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Final

from graph.errors import UnknownColumn, UnknownDocument
from graph.tables.columns import CHOICES, Column, Table, labelled, short
from graph.tables.computed import COMPUTED, NAMED, STATE_PROPERTIES, fields_in
from graph.tables.declared import table as named_table
from graph.tables.reader import Reader, Said, Statements
from graph.tables.scope import Scope
from ontology.messages import some_of
from ontology.namespaces import PK_NS
from ontology.rdf import Literal, NamedNode
from ontology.terms import PK

__all__ = ["SEPARATOR", "Row", "chosen", "records", "rows", "scopes", "table_rows"]

Row = tuple[Any, ...]
"""Values in the order of a table's columns: str, int, Decimal, bool, date or None."""
SEPARATOR: Final = " | "
"""Between several values in a cell."""


def rows(
    table: str | Table, reader: Reader, documents: Iterable[str] | None = None
) -> Iterator[Row]:
    """Yield the rows of a table: those of each document, then those of the authority files.

    Args:
        table: a table, or the name of one.
        reader: of a build or a store, see :mod:`graph.tables.reader`.
        documents: ids; with them, of the authority files only what these documents name.

    Raises:
        UnknownTable: there is no table of that name; the message names the nearest.
        UnknownDocument: there is no document of that id.
    """
    declared = named_table(table) if isinstance(table, str) else table
    for scope in scopes(reader, documents):
        yield from table_rows(declared, scope)


def records(
    table: str | Table, reader: Reader, documents: Iterable[str] | None = None
) -> Iterator[dict[str, Any]]:
    """Yield the rows of a table as dictionaries by the names of the columns; see :func:`rows`."""
    declared = named_table(table) if isinstance(table, str) else table
    for row in rows(declared, reader, documents):
        yield dict(zip(declared.names, row, strict=True))


def scopes(reader: Reader, documents: Iterable[str] | None = None) -> Iterator[Scope]:
    """Yield what rows are computed from: each document, then the authority files.

    Raises:
        UnknownDocument: there is no document of that id.
    """
    known = reader.documents
    wanted = known if documents is None else sorted(set(documents))
    for name in wanted:
        if name not in known:
            there_en, there_zh = some_of(known)
            raise UnknownDocument(
                f"no document {name}; there are: {there_en}",
                f"没有文献 {name};现有:{there_zh}",
            )
    shared = reader.shared()
    mentioned: set[str] = set()
    for name in wanted:
        own = reader.statements(name)
        if documents is not None:
            mentioned |= _mentioned(own) & shared.keys()
        yield Scope(name, own, shared, reader)
    chosen = None if documents is None else frozenset(_closed(mentioned, shared))
    yield Scope("", shared, shared, reader, chosen)


def _mentioned(statements: Statements) -> set[str]:
    return {
        node.value
        for properties in statements.values()
        for nodes in properties.values()
        for node in nodes
        if isinstance(node, NamedNode)
    }


def _closed(iris: set[str], shared: Said) -> set[str]:
    """Return things of the authority files with all that these in turn point at."""
    found, todo = set(iris), list(iris)
    while todo:
        for nodes in shared[todo.pop()].values():
            for node in nodes:
                if isinstance(node, NamedNode) and node.value in shared and node.value not in found:
                    found.add(node.value)
                    todo.append(node.value)
    return found


def table_rows(table: Table, scope: Scope) -> Iterator[Row]:
    """Yield the rows that one named graph gives to a table."""
    if table.name in _MADE:
        yield from _MADE[table.name](table, scope)
        return
    cells = _cells(table.columns)
    for iri in scope.of_classes(table.classes, table.without):
        yield tuple(cells(scope, iri))


Reach = Callable[[Scope, str], list[Any]]
Show = Callable[[Scope, list[Any]], Any]


@cache
def _cells(columns: tuple[Column, ...]) -> Callable[[Scope, str], list[Any]]:
    """Return what gives the values of columns for a row's node.

    Labels share what their ids point at.
    """
    reaches, shows = _plan(columns)

    def values(scope: Scope, iri: str) -> list[Any]:
        reached = [reach(scope, iri) for reach in reaches]
        return [show(scope, reached[at]) if reached[at] else None for at, show in shows]

    return values


def _plan(columns: tuple[Column, ...]) -> tuple[list[Reach], list[tuple[int, Show]]]:
    """Return what is to be reached for a row, each once, and how each column shows it."""
    places: dict[tuple[str, str], int] = {}
    reaches: list[Reach] = []
    shows: list[tuple[int, Show]] = []
    for column in columns:
        language = "" if column.of else column.language
        key = (column.source, language)
        if key not in places:
            places[key] = len(reaches)
            reaches.append(_reach(column.source, language))
        shows.append((places[key], _show(column)))
    return reaches, shows


def _reach(source: str, language: str) -> Reach:
    """Return what leads from a row's node to the values of a source, in a language if in one."""
    name = source[1:] if source.startswith("=") else ""
    path = () if name else short(source)
    if language and name:
        named = NAMED[name]
        return lambda scope, iri: _listed(named(scope, iri, language))
    if language:
        return lambda scope, iri: _listed(scope.words(iri, path[0], language))
    if name:
        compute = COMPUTED[name]
        return lambda scope, iri: _listed(compute(scope, iri))
    if len(path) == 1:
        return lambda scope, iri: scope.objects(iri, path[0])
    return lambda scope, iri: scope.follow(iri, path)


def _listed(found: Any) -> list[Any]:
    return found if isinstance(found, list) else [] if found is None else [found]


def _show(column: Column) -> Show:
    """Return what makes a cell of the values that were reached, of which there is one at least."""
    one = _label(column) if column.of else _value(column)
    if not column.many:
        return lambda scope, values: one(scope, _text(values[0]))

    def joined(scope: Scope, values: list[Any]) -> str | None:
        shown = [one(scope, _text(value)) for value in values]
        return SEPARATOR.join(str(value) for value in shown if value is not None) or None

    return joined


def _text(value: Any) -> Any:
    """Return the text of a term; what was computed stays as it is."""
    return value.value if isinstance(value, NamedNode | Literal) else value


One = Callable[[Scope, Any], Any]
_MAKERS: Final[dict[str, One]] = {
    "id": lambda scope, value: scope.short(value),
    "code": lambda scope, value: scope.short(value),
    "integer": lambda _, value: int(value),
    "decimal": lambda _, value: Decimal(value),
    "boolean": lambda _, value: value if isinstance(value, bool) else value in ("true", "1"),
    "date": lambda _, value: value if isinstance(value, date) else date.fromisoformat(value),
}


def _value(column: Column) -> One:
    return _MAKERS.get(column.type, lambda _, value: value)


def _label(column: Column) -> One:
    language = column.language
    if not column.choices:
        return lambda scope, value: scope.label(value, language)
    if column.choices == "class":
        return lambda scope, value: scope.label(PK_NS + value, language)
    words = CHOICES[column.choices]
    place = int(language == "zh")
    return lambda _, value: words[value][place] if value in words else None


# -- tables of which a row is no node -------------------------------------------------------


def _names(table: Table, scope: Scope) -> Iterator[Row]:
    at, cells = table.names.index("name"), _cells(table.columns)
    for iri in scope.things:
        shared = cells(scope, iri)
        for name in sorted({node.value for node in scope.own[iri].get(PK.name, ())}):
            yield (*shared[:at], name, *shared[at + 1 :])


def _things(table: Table, scope: Scope) -> Iterator[Row]:
    cells = _cells(table.columns)
    for iri in scope.things:
        yield tuple(cells(scope, iri))


def _evidence(table: Table, scope: Scope) -> Iterator[Row]:
    graph = _cells(table.columns[4:])(scope, "")
    cells = _cells(table.columns[:3])
    for iri in scope.things:
        quotes = scope.own[iri].get(PK.evidence, ())
        if quotes:
            fact = cells(scope, iri)
            for quote in sorted({scope.short(node.value) for node in quotes}):
                yield (*fact, quote, *graph)


def _field_states(table: Table, scope: Scope) -> Iterator[Row]:
    same = tuple(column for column in table.columns if _is_fixed(column))
    cells = _cells(same)
    for iri in scope.things:
        proofs = _proofs(scope.text(iri, PK.proofs) or "")
        fixed: dict[str, Any] = {}
        for state in reversed(STATE_PROPERTIES):
            for field in fields_in(scope, iri, state):
                if not fixed:
                    values = cells(scope, iri)
                    fixed = dict(zip((column.name for column in same), values, strict=True))
                rule = proofs.get(scope.short(field)) or (None, None, None)
                given = {
                    "field": field,
                    "state": state,
                    **dict(zip(("rule", "start", "end"), rule, strict=True)),
                }
                yield tuple([_given(column, scope, given, fixed) for column in table.columns])


_GIVEN: Final = ("field", "state", "rule", "start", "end")


def _is_fixed(column: Column) -> bool:
    return (column.of or column.name) not in _GIVEN


def _given(column: Column, scope: Scope, given: dict[str, Any], fixed: dict[str, Any]) -> Any:
    if column.name in fixed:
        return fixed[column.name]
    value = given[column.of or column.name]
    if value is None:
        return None
    return (_label(column) if column.of else _value(column))(scope, value)


def _proofs(text: str) -> dict[str, tuple[str, int | None, int | None]]:
    """Read ``field=rule:start-end,start-end;…`` into the rule and the outermost places."""
    found: dict[str, tuple[str, int | None, int | None]] = {}
    for proof in filter(None, text.split(";")):
        field, _, rest = proof.partition("=")
        rule, _, listed = rest.partition(":")
        places = [place.partition("-") for place in filter(None, listed.split(","))]
        ends = [(int(start), int(end)) for start, _, end in places]
        start = min((place[0] for place in ends), default=None)
        found[field] = (rule, start, max((place[1] for place in ends), default=None))
    return found


_MADE: Final[dict[str, Callable[[Table, Scope], Iterator[Row]]]] = {
    "names": _names,
    "things": _things,
    "evidence": _evidence,
    "field_states": _field_states,
}
"""Makers of rows for tables that list no nodes of a class."""


def chosen(
    table: Table, names: Sequence[str] | None = None, language: str | None = None
) -> tuple[Column, ...]:
    """Return columns of a table for readers of one language.

    Args:
        table: the table.
        names: which columns, in order; none: all.
        language: ``zh`` or ``en``: names of things in that language alone; none: in both.

    Raises:
        UnknownColumn: the table has no such column; the message names the nearest.
    """
    if names is None:
        return labelled(table.columns, language)
    for name in names:
        if name not in table.names:
            raise UnknownColumn(name, table.names)
    worded = {column.name: column for column in labelled(table.columns, language)}
    return tuple(worded.get(name) or table.column(name) for name in names)
