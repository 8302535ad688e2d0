"""Tables as CSV: a folder of files, or one zip of the same bytes from run to run."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from graph.exports.tables import Table, tables
from graph.rdf.delimited import write_csv
from ontology.files import write_whole

DICTIONARY: Final = "dictionary"
"""The table that explains the columns of the others."""

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


def csv_files(
    parts: Mapping[str, bytes], prefixes: Mapping[str, str], *, excel: bool = False
) -> dict[str, bytes]:
    """Return the tables as CSV by file name, the data dictionary among them."""
    made = tables(parts, prefixes)
    files = {
        f"{table.name}.csv": write_csv(table.header, table.rows, excel=excel).encode()
        for table in made
    }
    header, rows = dictionary(made)
    files[f"{DICTIONARY}.csv"] = write_csv(header, rows, excel=excel).encode()
    return dict(sorted(files.items()))


def dictionary(made: list[Table]) -> tuple[list[str], list[list[str]]]:
    """Return the data dictionary: what each column of each table means."""
    header = [
        "table", "column", "property", "label_zh", "label_en", "definition_zh", "definition_en"
    ]  # fmt: skip
    rows = [
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


def csv_zip(
    parts: Mapping[str, bytes], prefixes: Mapping[str, str], *, excel: bool = False
) -> bytes:
    """Return the tables as one zip without the time of day."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in csv_files(parts, prefixes, excel=excel).items():
            info = zipfile.ZipInfo(name, _EPOCH)
            info.external_attr = 0o644 << 16
            archive.writestr(info, data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def write_csv_tables(
    parts: Mapping[str, bytes], prefixes: Mapping[str, str], path: Path, excel: bool = False
) -> Path:
    """Write the tables into a folder, or into a zip if the path ends so."""
    if path.suffix == ".zip":
        path.parent.mkdir(parents=True, exist_ok=True)
        return write_whole(path, csv_zip(parts, prefixes, excel=excel))
    path.mkdir(parents=True, exist_ok=True)
    for name, data in csv_files(parts, prefixes, excel=excel).items():
        write_whole(path / name, data)
    return path
