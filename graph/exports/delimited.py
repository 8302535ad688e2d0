"""Tables as CSV: a folder of files, or one zip of the same bytes from run to run."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, Final

from graph.exports.parts import Parts, Prefixes
from graph.exports.spool import put_into
from graph.exports.tables import Table, tables
from graph.rdf.delimited import csv_pieces
from ontology.files import file_pieces, write_whole

DICTIONARY: Final = "dictionary"
"""The table that explains the columns of the others."""

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


def csv_files(
    parts: Parts, prefixes: Prefixes, *, excel: bool = False
) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Yield the tables as CSV, in pieces, by file name; the data dictionary is among them."""
    with tables(parts, prefixes) as made:
        files: dict[str, tuple[Sequence[str], Iterable[list[Any]]]] = {
            table.name: (table.header, table.rows) for table in made
        }
        files[DICTIONARY] = dictionary(made)
        for name, (header, rows) in sorted(files.items()):
            pieces = csv_pieces(header, rows, excel=excel)
            yield f"{name}.csv", (piece.encode() for piece in pieces)


def dictionary(made: Sequence[Table]) -> tuple[list[str], list[list[Any]]]:
    """Return the data dictionary: what each column of each table means."""
    header = [
        "table", "column", "property", "label_zh", "label_en", "definition_zh", "definition_en"
    ]  # fmt: skip
    rows: list[list[Any]] = [
        [
            table.name,
            column.name,
            column.iri,
            column.label.get("zh", ""),
            column.label.get("en", ""),
            column.definition.get("zh", ""),
            column.definition.get("en", ""),
        ]
        for table in made
        for column in table.columns
    ]
    return header, rows


def csv_zip(parts: Parts, prefixes: Prefixes, *, excel: bool = False) -> Iterator[bytes]:
    """Yield the tables as one zip without the time of day."""
    with TemporaryFile() as beside:
        with zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, pieces in csv_files(parts, prefixes, excel=excel):
                info = zipfile.ZipInfo(name, _EPOCH)
                info.external_attr = 0o644 << 16
                info.compress_type = zipfile.ZIP_DEFLATED
                with TemporaryFile() as file:
                    file.writelines(pieces)
                    put_into(archive, info, file)
        yield from file_pieces(beside)


def write_csv_tables(parts: Parts, prefixes: Prefixes, path: Path, excel: bool = False) -> Path:
    """Write the tables into a folder, or into a zip if the path ends so."""
    if path.suffix == ".zip":
        path.parent.mkdir(parents=True, exist_ok=True)
        return write_whole(path, csv_zip(parts, prefixes, excel=excel))
    path.mkdir(parents=True, exist_ok=True)
    for name, pieces in csv_files(parts, prefixes, excel=excel):
        write_whole(path / name, pieces)
    return path
