"""Narrow tables as files: CSV and XLSX of one, Parquet of one or of all."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

from graph.builds.manifest import Manifest
from graph.errors import MissingPackage, UnknownEnding
from graph.exports.narrow_xlsx import table_xlsx
from graph.exports.sqlite import ABOUT_HEADER, about_columns
from graph.rdf.delimited import write_csv
from graph.tables.columns import Column, Table
from graph.tables.declared import TABLES
from graph.tables.reader import Reader
from graph.tables.rows import Row, rows, scopes, table_rows
from ontology.files import write_whole
from ontology.namespaces import prefixes_for

__all__ = ["ENDINGS", "about_data", "table_csv", "write_parquet_folder", "write_table"]

ENDINGS: Final = (".csv", ".xlsx", ".parquet")
"""Endings of files that hold one narrow table."""
_GROUP: Final = 10_000
"""Rows of a group in a Parquet file; so many are held at a time."""


def about_data(manifest: Manifest, documents: Iterable[str] | None = None) -> dict[str, str]:
    """Return what every file of tables says of its data, by key."""
    others = ("authority", "links", "ontology", "dataset")
    every = [name for name in manifest.parts if name not in others]
    return {
        "title_en": manifest.title.get("en", ""),
        "title_zh": manifest.title.get("zh", ""),
        "data_version": manifest.data_version,
        "release": manifest.version,
        "licence": manifest.licence,
        "base": manifest.base,
        "ids": prefixes_for(manifest.base)["id"],
        "documents": " | ".join(sorted(every if documents is None else set(documents))),
        "software": manifest.software,
        "texts_en": "Quotations only; the source texts themselves are not in this file.",
        "texts_zh": "仅含引文;本文件不含原文全文。",
    }


def _places(table: Table, columns: Sequence[Column]) -> list[int]:
    return [table.names.index(column.name) for column in columns]


def _picked(given: Iterable[Row], places: list[int]) -> Iterator[list[Any]]:
    return ([row[place] for place in places] for row in given)


def table_csv(
    table: Table,
    columns: Sequence[Column],
    given: Iterable[Row],
    *,
    language: str | None = None,
    excel: bool = False,
) -> Iterator[bytes]:
    """Yield a table as CSV (RFC 4180, UTF-8), in pieces.

    Args:
        table: the table.
        columns: which of its columns.
        given: whole rows of the table.
        language: of the headings; none: the columns' own names.
        excel: with a byte order mark, and no text that a spreadsheet takes for a formula.
    """
    header = [column.heading(language) if language else column.name for column in columns]
    yield write_csv(header, (), excel=excel).encode()
    batch: list[list[Any]] = []
    for row in _picked(given, _places(table, columns)):
        batch.append(row)
        if len(batch) == _GROUP:
            yield _lines(batch, excel)
            batch = []
    yield _lines(batch, excel)


def _lines(batch: list[list[Any]], excel: bool) -> bytes:
    text = write_csv((), batch, excel=excel)
    return text.removeprefix("\ufeff").removeprefix("\r\n").encode()


def write_table(
    table: Table,
    columns: Sequence[Column],
    reader: Reader,
    path: Path,
    about: Mapping[str, str],
    *,
    language: str | None = None,
    documents: Iterable[str] | None = None,
    excel: bool = False,
) -> Path:
    """Write one narrow table to a file, by its ending: ``.csv``, ``.xlsx`` or ``.parquet``.

    Raises:
        UnknownEnding: the file has another ending.
        MissingPackage: the format needs a package that is not installed.
        UnknownDocument: there is no document of that id.
        Inexpressible: a spreadsheet cannot hold it.
    """
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        known = ", ".join(ENDINGS)
        raise UnknownEnding(
            f"{path.name}: a table is written to a file that ends in {known}",
            f"{path.name}:表格文件的扩展名应为 {known} 之一",
        )
    given = rows(table, reader, documents)
    path.parent.mkdir(parents=True, exist_ok=True)
    if ending == ".csv":
        return write_whole(path, table_csv(table, columns, given, language=language, excel=excel))
    if ending == ".xlsx":
        return write_whole(path, table_xlsx(table, columns, given, language or "en", about))
    with _Parquet(path, table, columns, about) as file:
        file.add(given)
    return path


def write_parquet_folder(
    reader: Reader,
    folder: Path,
    about: Mapping[str, str],
    *,
    documents: Iterable[str] | None = None,
) -> Path:
    """Write every narrow table into a folder, a Parquet file a table, a document at a time.

    Raises:
        MissingPackage: pyarrow is not installed.
        UnknownDocument: there is no document of that id.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        files = {
            name: stack.enter_context(
                _Parquet(folder / f"{name}.parquet", table, table.columns, about)
            )
            for name, table in TABLES.items()
        }
        for scope in scopes(reader, documents):
            for name, file in files.items():
                file.add(table_rows(TABLES[name], scope))
    described = [row for table in TABLES.values() for row in about_columns(table)]
    write_whole(folder / "about_columns.csv", write_csv(ABOUT_HEADER, described))
    write_whole(folder / "about.csv", write_csv(("key", "value"), about.items()))
    return folder


class _Parquet:
    """A Parquet file that is written in groups of rows, and in place only when it is whole."""

    def __init__(
        self, path: Path, table: Table, columns: Sequence[Column], about: Mapping[str, str]
    ) -> None:
        try:
            from pyarrow import parquet
        except ImportError:
            raise MissingPackage("pyarrow", "parquet", "Parquet", "Parquet 格式") from None
        self._path, self._columns = path, columns
        self._part = path.with_name(f".policykg-{path.name}.part")
        self._places = _places(table, columns)
        self._rows: list[list[Any]] = []
        self._schema = _schema(table, columns, about)
        self._writer = parquet.ParquetWriter(self._part, self._schema, compression="zstd")

    def add(self, given: Iterable[Row]) -> None:
        """Take further rows."""
        for row in _picked(given, self._places):
            self._rows.append(row)
            if len(self._rows) == _GROUP:
                self._flush()

    def _flush(self) -> None:
        from pyarrow import array, table

        arrays = [
            array(
                [_CONVERT[field.type](row[at]) for row in self._rows], self._schema.field(at).type
            )
            for at, field in enumerate(self._columns)
        ]
        self._writer.write_table(table(arrays, schema=self._schema))
        self._rows = []

    def __enter__(self) -> _Parquet:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._flush()
        self._writer.close()
        if kind is None:
            self._part.replace(self._path)
        else:
            self._part.unlink(missing_ok=True)


def _same(value: Any) -> Any:
    return value


_CONVERT: Final[dict[str, Callable[[Any], Any]]] = {
    **dict.fromkeys(
        ("id", "code", "choice", "label", "text", "iri", "integer", "boolean", "date"), _same
    ),
    "decimal": lambda value: None if value is None else float(value),
}


def _schema(table: Table, columns: Sequence[Column], about: Mapping[str, str]) -> Any:
    from pyarrow import bool_, date32, field, float64, int64, schema, string

    types = {
        "integer": int64(), "boolean": bool_(), "decimal": float64(), "date": date32()
    }  # fmt: skip
    fields = [
        field(
            column.name,
            types.get(column.type, string()),
            metadata={
                "heading_en": column.en, "heading_zh": column.zh,
                "meaning_en": column.note_en, "meaning_zh": column.note_zh, "unit": column.unit,
            },
        )
        for column in columns
    ]  # fmt: skip
    told = {**about, "table": table.name, "row_en": table.row_en, "row_zh": table.row_zh}
    return schema(fields, metadata={"policykg": json.dumps(told, ensure_ascii=False)})
