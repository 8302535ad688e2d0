"""All narrow tables in one SQLite file, which explains itself.

Tables have primary and foreign keys, and leave the names of things to ``things``.  For each there
are three views: ``…_named`` has all declared columns, the names among them; ``…_zh`` and ``…_en``
have names and headings in one language.  ``about``, ``about_tables`` and ``about_columns`` say what
everything is.  Whole source texts are not in it, only quotations.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from graph.tables.columns import TYPES, Column, Table, labelled
from graph.tables.declared import TABLES
from graph.tables.reader import Reader
from graph.tables.rows import scopes, table_rows
from ontology.files import file_pieces, write_whole

__all__ = ["ABOUT_HEADER", "about_columns", "quoted", "stored", "write_sqlite"]

_SQL_TYPES: Final = {"integer": "INTEGER", "boolean": "INTEGER", "decimal": "REAL"}
_APPLICATION: Final = 0x706B6731
"""``pkg1``: of the layout of the file."""
ABOUT_HEADER: Final = (
    "table", "column", "heading_en", "heading_zh", "meaning_en", "meaning_zh", "type",
    "type_en", "type_zh", "unit", "several_values", "refers_to", "source",
)  # fmt: skip
"""Columns of the description of columns, in every format."""


def write_sqlite(
    reader: Reader,
    path: Path,
    about: Mapping[str, str],
    *,
    documents: Iterable[str] | None = None,
) -> Path:
    """Write all narrow tables into a SQLite file, a document at a time.

    Args:
        reader: where rows come from.
        path: the file; it takes the place of what was there once it is whole.
        about: what to say of the data, such as its version and licence.
        documents: ids; none: all.

    Raises:
        UnknownDocument: there is no document of that id.
        OSError: the file cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.parent / f".policykg-{os.getpid()}.sqlite.part"
    part.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(part, isolation_level=None)) as base:
            _prepare(base)
            counts = _fill(base, reader, documents)
            _explain(base, about, counts)
            base.execute("COMMIT")
            broken = base.execute("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise ValueError(f"rows that point at nothing: {broken[:5]}")
        with part.open("rb") as file:
            return write_whole(path, file_pieces(file))
    finally:
        part.unlink(missing_ok=True)


def _prepare(base: sqlite3.Connection) -> None:
    for pragma in ("journal_mode = OFF", "synchronous = OFF", "foreign_keys = OFF"):
        base.execute(f"PRAGMA {pragma}")
    base.execute(f"PRAGMA application_id = {_APPLICATION}")
    base.execute("PRAGMA user_version = 1")
    base.execute("BEGIN")
    for table in TABLES.values():
        base.execute(_table(table))
        base.execute(_named(table))
        for language in ("zh", "en"):
            base.execute(_view(table, language))


def quoted(name: str) -> str:
    """Return a name as SQL quotes it."""
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


def _joined(table: Table, column: Column) -> bool:
    """Tell whether a column is the name of a thing, which the table ``things`` has."""
    if not column.of:
        return False
    of = table.column(column.of)
    return bool(of.refers) and not of.many


def stored(table: Table) -> tuple[Column, ...]:
    """Return the columns that the table itself has in SQLite; its views have the others too."""
    return tuple(column for column in table.columns if not _joined(table, column))


def _table(table: Table) -> str:
    lines = []
    for column in stored(table):
        kind = _SQL_TYPES.get(column.type, "TEXT")
        needed = " NOT NULL" if column.name in table.key and column.name != "document" else ""
        lines.append(f"{quoted(column.name)} {kind}{needed}")
    lines.append(f"PRIMARY KEY ({', '.join(map(quoted, table.key))})")
    lines += [
        f'FOREIGN KEY ({quoted(column.name)}) REFERENCES {quoted(column.refers)} ("id")'
        for column in table.columns
        if column.refers and not column.many
    ]
    inside = ",\n  ".join(lines)
    # One tree instead of a table and an index over all of its columns.
    compact = " WITHOUT ROWID" if len(table.key) > 1 and "document" not in table.key else ""
    return f"CREATE TABLE {quoted(table.name)} (\n  {inside}\n){compact}"


def _named(table: Table) -> str:
    """Return the view with all declared columns."""
    shown, joins = [], []
    for column in table.columns:
        if not _joined(table, column):
            shown.append(f"row.{quoted(column.name)}")
            continue
        other = quoted(f"of_{column.of}")
        shown.append(f'{other}."name_{column.language}" AS {quoted(column.name)}')
        join = f'LEFT JOIN "things" AS {other} ON {other}."id" = row.{quoted(column.of)}'
        if join not in joins:
            joins.append(join)
    columns, others = ",\n  ".join(shown), "\n".join(joins)
    name = quoted(f"{table.name}_named")
    return f"CREATE VIEW {name} AS SELECT\n  {columns}\nFROM {quoted(table.name)} AS row\n{others}"


def _view(table: Table, language: str) -> str:
    shown = ",\n  ".join(
        f"{quoted(column.name)} AS {quoted(column.heading(language))}"
        for column in labelled(table.columns, language)
    )
    name = quoted(f"{table.name}_{language}")
    return f"CREATE VIEW {name} AS SELECT\n  {shown}\nFROM {quoted(f'{table.name}_named')}"


def _value(column: Column) -> Callable[[Any], Any]:
    """Return what makes of a column's values what SQLite takes."""
    if column.type == "decimal":
        return lambda value: None if value is None else float(value)
    if column.type == "date":
        return lambda value: None if value is None else value.isoformat()
    return lambda value: value


def _fill(
    base: sqlite3.Connection, reader: Reader, documents: Iterable[str] | None
) -> dict[str, int]:
    counts = dict.fromkeys(TABLES, 0)
    plans = {
        table.name: [(table.names.index(c.name), _value(c)) for c in stored(table)]
        for table in TABLES.values()
    }
    for scope in scopes(reader, documents):
        for name, table in TABLES.items():
            plan = plans[name]
            insert = f"INSERT INTO {quoted(name)} VALUES ({', '.join('?' * len(plan))})"
            rows = ([make(row[at]) for at, make in plan] for row in table_rows(table, scope))
            counts[name] += max(0, base.executemany(insert, rows).rowcount)
    _index(base)
    return counts


def _index(base: sqlite3.Connection) -> None:
    for table in TABLES.values():
        for column in table.columns:
            if column.refers and not column.many and column.name != table.key[0]:
                index = quoted(f"{table.name}_by_{column.name}")
                on = f"{quoted(table.name)} ({quoted(column.name)})"
                base.execute(f"CREATE INDEX {index} ON {on}")


_ABOUT: Final = {
    "about": 'CREATE TABLE about ("key" TEXT PRIMARY KEY NOT NULL, "value" TEXT)',
    "about_tables": 'CREATE TABLE about_tables ("table" TEXT PRIMARY KEY NOT NULL, '
    "heading_en TEXT, heading_zh TEXT, row_en TEXT, row_zh TEXT, primary_key TEXT, source TEXT, "
    "question TEXT, rows INTEGER)",
    "about_columns": "CREATE TABLE about_columns ("
    + ", ".join(f'"{name}" TEXT' for name in ABOUT_HEADER)
    + ', PRIMARY KEY ("table", "column"))',
}


def _explain(base: sqlite3.Connection, about: Mapping[str, str], counts: Mapping[str, int]) -> None:
    tables = [
        (t.name, t.en, t.zh, t.row_en, t.row_zh, ", ".join(t.key), t.source, t.question,
         counts[t.name])
        for t in TABLES.values()
    ]  # fmt: skip
    columns = [row for table in TABLES.values() for row in about_columns(table)]
    rows: dict[str, list[tuple[Any, ...]]] = {
        "about": list(about.items()),
        "about_tables": tables,
        "about_columns": columns,
    }
    for name, made in rows.items():
        base.execute(_ABOUT[name])
        marks = ", ".join("?" * len(made[0])) if made else ""
        base.executemany(f"INSERT INTO {name} VALUES ({marks})", made)


def about_columns(table: Table) -> Iterator[tuple[str, ...]]:
    """Yield what is known of each column of a table, under :data:`ABOUT_HEADER`."""
    for column in table.columns:
        en, zh = TYPES[column.type]
        yield (
            table.name, column.name, column.en, column.zh, column.note_en, column.note_zh,
            column.type, en, zh, column.unit, "yes" if column.many else "", column.refers,
            column.source,
        )  # fmt: skip
