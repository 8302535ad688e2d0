"""Tables as a spreadsheet: a sheet a kind, numbers as numbers, and a data dictionary."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from graph.errors import MissingPackage
from graph.exports.delimited import DICTIONARY, dictionary
from graph.exports.tables import tables
from graph.rdf.terms import Typed

_UNFIT: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LONGEST: Final = 32_767
"""Characters a cell can hold."""

_EPOCH: Final = datetime(2000, 1, 1)
"""In place of the time of day, so that the same graph gives the same bytes."""


def to_xlsx(parts: Mapping[str, bytes], prefixes: Mapping[str, str]) -> bytes:
    """Return the tables as XLSX.

    Texts stay texts even where they begin like a formula.

    Raises:
        MissingPackage: openpyxl is not installed.
    """
    try:
        from openpyxl import Workbook
    except ImportError:
        raise MissingPackage("openpyxl", "xlsx", "a spreadsheet", "电子表格") from None
    book = Workbook(write_only=True)
    made = tables(parts, prefixes)
    for table in made:
        _sheet(book, table.name, table.header, table.rows)
    _sheet(book, DICTIONARY, *dictionary(made))
    book.properties.created = book.properties.modified = _EPOCH
    buffer = io.BytesIO()
    book.save(buffer)
    return _without_clock(buffer.getvalue())


def _sheet(book: Any, name: str, header: list[str], rows: list[list[Any]]) -> None:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    sheet = book.create_sheet(name)
    sheet.freeze_panes = "B2"
    for index, title in enumerate(header):
        letter = _letters(index)
        sheet.column_dimensions[letter].width = _width(title, rows, index)
    titles = []
    for title in header:
        cell = WriteOnlyCell(sheet, title)
        cell.font = Font(bold=True)
        titles.append(cell)
    sheet.append(titles)
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])


def _cell(sheet: Any, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    text = _UNFIT.sub("\ufffd", str(value))[:_LONGEST]
    if isinstance(value, Typed) or text.startswith("="):
        from openpyxl.cell import WriteOnlyCell

        cell = WriteOnlyCell(sheet, text)
        cell.data_type = "s"
        return cell
    return text


def _width(title: str, rows: list[list[Any]], index: int) -> int:
    longest = max((len(str(row[index] or "")) for row in rows[:200]), default=0)
    return min(60, max(len(title), longest) + 2)


def _letters(index: int) -> str:
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _without_clock(data: bytes) -> bytes:
    """Rewrite the archive with one fixed time, which openpyxl leaves to the clock."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            content = old.read(name)
            if name == "docProps/core.xml":
                content = re.sub(
                    rb"(<dcterms:(created|modified)[^>]*>)[^<]*",
                    rb"\g<1>2000-01-01T00:00:00Z",
                    content,
                )
            new.writestr(info, content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
