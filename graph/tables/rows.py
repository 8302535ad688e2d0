"""Rows of narrow tables, a document at a time, in the order of the text.

Memory holds one document and the authority files, however many documents there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from graph.errors import UnknownColumn, UnknownDocument
from graph.tables.columns import CHOICES, Column, Table, labelled, short
from graph.tables.computed import COMPUTED, NAMED, STATE_PROPERTIES, fields_in
from graph.tables.declared import table as named_table
from graph.tables.reader import SHARED, Node, Reader, Statements
from graph.tables.scope import Scope
from ontology import declarations
from ontology.namespaces import PK_NS
from ontology.rdf import NamedNode
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
            there = ", ".join(known)
            raise UnknownDocument(
                f"no document {name}; there are: {there}", f"没有文献 {name};现有:{there}"
            )
    shared: Statements = {}
    for graph in SHARED:
        for iri, properties in reader.statements(graph).items():
            kept = shared.setdefault(iri, {})
            for predicate, nodes in properties.items():
                kept.setdefault(predicate, []).extend(nodes)
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


def _closed(iris: set[str], shared: Statements) -> set[str]:
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
    for iri in scope.of_classes(table.classes, table.without):
        yield tuple(_cells(table.columns, scope, iri))


def _cells(columns: Iterable[Column], scope: Scope, iri: str) -> list[Any]:
    """Return the values of columns for a row's node; labels share what their ids point at."""
    reached: dict[str, list[Any]] = {}
    return [_cell(column, scope, iri, reached) for column in columns]


def _cell(column: Column, scope: Scope, iri: str, reached: dict[str, list[Any]]) -> Any:
    if column.language and not column.of:
        if column.source.startswith("="):
            return NAMED[column.source[1:]](scope, iri, column.language)
        return scope.words(iri, short(column.source)[0], column.language)
    values = reached.get(column.source)
    if values is None:
        values = reached[column.source] = _reached(column.source, scope, iri)
    if not values:
        return None
    if column.type == "label":
        shown = [_label(column, scope, value) for value in values]
    else:
        shown = [_value(column, scope, value) for value in values]
    known = [value for value in shown if value is not None]
    if not column.many:
        return known[0] if known else None
    return SEPARATOR.join(str(value) for value in known) or None


def _reached(source: str, scope: Scope, iri: str) -> list[Any]:
    if not source.startswith("="):
        return scope.follow(iri, short(source))
    found = COMPUTED[source[1:]](scope, iri)
    return found if isinstance(found, list) else [] if found is None else [found]


def _value(column: Column, scope: Scope, value: Any) -> Any:  # noqa: PLR0911  (a table of types)
    text = value if isinstance(value, str) else getattr(value, "value", None)
    if text is None:
        return value
    if column.type in ("id", "code"):
        return scope.short(text)
    if column.type == "integer":
        return int(text)
    if column.type == "decimal":
        return Decimal(text)
    if column.type == "boolean":
        return text in ("true", "1")
    if column.type == "date":
        return date.fromisoformat(text)
    return scope.short(text) if isinstance(value, NamedNode) and column.type == "text" else text


def _label(column: Column, scope: Scope, value: Node | str) -> str | None:
    text = value if isinstance(value, str) else value.value
    if not column.choices:
        return scope.label(text, column.language)
    if column.choices == "class":
        term = declarations.term(PK_NS + text)
        return term.label(column.language) if term else None
    words = CHOICES[column.choices].get(text)
    return words[column.language == "zh"] if words else None


# -- tables of which a row is no node -------------------------------------------------------


def _names(table: Table, scope: Scope) -> Iterator[Row]:
    at = table.names.index("name")
    for iri in scope.things:
        shared = _cells(table.columns, scope, iri)
        for name in sorted({node.value for node in scope.own[iri].get(PK.name, ())}):
            yield (*shared[:at], name, *shared[at + 1 :])


def _things(table: Table, scope: Scope) -> Iterator[Row]:
    for iri in scope.things:
        yield tuple(_cells(table.columns, scope, iri))


def _evidence(table: Table, scope: Scope) -> Iterator[Row]:
    graph = _cells(table.columns[4:], scope, "")
    for iri in scope.things:
        quotes = scope.own[iri].get(PK.evidence, ())
        if quotes:
            fact = _cells(table.columns[:3], scope, iri)
            for quote in sorted({scope.short(node.value) for node in quotes}):
                yield (*fact, quote, *graph)


def _field_states(table: Table, scope: Scope) -> Iterator[Row]:
    same = [column for column in table.columns if _is_fixed(column)]
    for iri in scope.things:
        proofs = _proofs(scope.text(iri, PK.proofs) or "")
        fixed: dict[str, Any] = {}
        for state in reversed(STATE_PROPERTIES):
            for field in fields_in(scope, iri, state):
                if not fixed:
                    cells = _cells(same, scope, iri)
                    fixed = dict(zip((column.name for column in same), cells, strict=True))
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
    if column.type == "label":
        return _label(column, scope, value)
    return scope.short(value) if column.type == "code" else value


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
