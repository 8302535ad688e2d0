"""Tables as a spreadsheet: a sheet a kind, numbers as numbers, and a data dictionary."""

from __future__ import annotations

import math
import re
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from tempfile import TemporaryFile
from typing import IO, Any, Final

from graph.errors import Inexpressible, MissingPackage
from graph.exports.delimited import DICTIONARY, dictionary
from graph.exports.parts import Parts, Prefixes
from graph.exports.tables import tables
from graph.rdf.delimited import plain
from graph.rdf.terms import Typed
from graph.textgrid import width
from ontology.files import file_pieces
from ontology.xmltext import UNFIT_TEXT, unfit

_LONGEST: Final = 32_767
"""UTF-16 units a cell can hold, as spreadsheets count them."""
_MOST_ROWS: Final = 1_048_576
_ODD: Final = re.compile(f"{UNFIT_TEXT.pattern}|_x[0-9A-Fa-f]{{4}}_")
"""What XML cannot hold; and what Excel, LibreOffice and R read as a character and pandas not."""
_MEASURED: Final = 200
"""Rows by which the width of a column is chosen."""
_PIECE: Final = 1 << 20
_CLOCK: Final = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")
_LONG: Final = "long"
"""The sheet of texts that no cell can hold."""
_LONG_HEADER: Final = ("table", "id", "column", "part", "text")
_DIGITS: Final = 15
"""Digits of a number that a spreadsheet keeps."""

_LARGEST: Final = Decimal(10) ** 300
_FIRST_YEAR: Final = 1901
"""Spreadsheets count days from 1900, and take that for a leap year."""

_EPOCH: Final = datetime(2000, 1, 1)
"""In place of the time of day, so that the same graph gives the same bytes."""


def xlsx_pieces(parts: Parts, prefixes: Prefixes) -> Iterator[bytes]:
    """Yield the tables as XLSX.

    Texts stay texts even where they begin like a formula.  A text that no cell can hold stands in
    parts on the sheet ``long``, to which its cell points.  Numbers of more than 15 digits, and
    times of day with a zone, are text.

    Raises:
        MissingPackage: openpyxl is not installed.
        Inexpressible: a text holds what a spreadsheet would read as something else, or a table
            has more rows than a sheet.
    """
    try:
        from openpyxl import Workbook
    except ImportError:
        raise MissingPackage("openpyxl", "xlsx", "a spreadsheet", "电子表格") from None
    with tables(parts, prefixes) as made:
        for table in made:
            refuse_rows(table.name, table.count)
        with sheets_of(Workbook(write_only=True)) as book:
            long: list[list[Any]] = []
            for table in made:
                write_sheet(book, table.name, table.header, table.rows, long)
            if long:
                write_sheet(book, _LONG, list(_LONG_HEADER), long, [])
            write_sheet(book, DICTIONARY, *dictionary(made), [])
        yield from saved(book)


@contextmanager
def sheets_of(book: Any) -> Iterator[Any]:
    """Give a workbook; its sheets are ended where something is refused halfway."""
    try:
        yield book
    except BaseException:
        for sheet in book.worksheets:
            sheet.close()
        raise


def saved(book: Any) -> Iterator[bytes]:
    """Yield a workbook's bytes, the same for the same cells."""
    book.properties.created = book.properties.modified = _EPOCH
    with TemporaryFile() as written, TemporaryFile() as beside:
        book.save(written)
        _without_clock(written, beside)
        yield from file_pieces(beside)


def write_sheet(
    book: Any,
    name: str,
    header: list[str],
    rows: Iterable[list[Any]],
    long: list[list[Any]],
    *,
    filtered: bool = False,
) -> None:
    """Write a sheet, and put the parts of texts that are too long for a cell on another one.

    Args:
        book: the workbook.
        name: of the sheet.
        header: its first row.
        rows: the others; they are held some at a time.
        long: gets the parts of texts that no cell can hold.
        filtered: whether the header gets buttons to filter by.

    Raises:
        Inexpressible: a text holds what no reader, or not every reader, would read again, or
            there are too many rows.
    """
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    sheet = book.create_sheet(name)
    sheet.freeze_panes = "B2"
    rows = iter(rows)
    first = list(islice(rows, _MEASURED))
    for index, title in enumerate(header):
        letter = _letters(index)
        sheet.column_dimensions[letter].width = _width(title, first, index)
    titles = []
    for title in header:
        cell = WriteOnlyCell(sheet, title)
        cell.font = Font(bold=True)
        titles.append(cell)
    sheet.append(titles)
    count = 0
    for row in chain(first, rows):
        count += 1
        refuse_rows(name, count)
        cells = [None if value is None else _cell(sheet, value) for value in row]
        for at, value in enumerate(row):
            if not isinstance(value, str):
                continue
            if found := _ODD.search(value):
                raise _odd(f"{name}, {row[0]}, {header[at]}", found.group())
            if 2 * len(value) > _LONGEST and len(parts := _parts(value)) > 1:
                place = [name, row[0], header[at]]
                long += [[*place, number, part] for number, part in enumerate(parts, 1)]
                cells[at] = f"({len(value):,} characters: sheet {_LONG})"
        sheet.append(cells)
    if filtered and header:
        sheet.auto_filter.ref = f"A1:{_letters(len(header) - 1)}{count + 1}"


def _parts(text: str) -> list[str]:
    """Cut a text into parts that a cell can hold; joined they are the text."""
    parts, at, size = [], 0, 0
    for index, character in enumerate(text):
        units = 2 if character > "\uffff" else 1
        if size + units > _LONGEST:
            parts.append(text[at:index])
            at, size = index, 0
        size += units
    return [*parts, text[at:]]


def refuse_rows(name: str, count: int) -> None:
    """Refuse more rows than a sheet holds.

    Raises:
        Inexpressible: there are too many.
    """
    if count >= _MOST_ROWS:
        raise Inexpressible(
            f"{name} has {count:,} rows or more, and a sheet holds {_MOST_ROWS - 1:,}: choose csv "
            "or parquet, or fewer documents",
            f"{name} 有 {count:,} 行或更多,超过工作表上限:请改用 csv 或 parquet,或减少文献",
        )


def _odd(place: str, found: str) -> Inexpressible:
    if UNFIT_TEXT.match(found):
        problem = unfit(found)
        return Inexpressible(f"{place}: {problem.en}", f"{place}:{problem.zh}")
    return Inexpressible(
        f"{place}: a spreadsheet would read {found} as a character: choose csv",
        f"{place}:电子表格会把 {found} 当作一个字符:请改用 csv",
    )


def _cell(sheet: Any, value: Any) -> Any:
    """Return what openpyxl writes as the value itself."""
    if not isinstance(value, str):
        value = _number(value)
        if not isinstance(value, str):
            return value
    text = str(value)
    if isinstance(value, Typed) or text[:1] in ("=", "#"):
        from openpyxl.cell import WriteOnlyCell

        cell = WriteOnlyCell(sheet, text)
        cell.data_type = "s"
        return cell
    return text


def _number(value: Any) -> Any:  # noqa: PLR0911  (a table, one type a line)
    """Return a number or a time as a spreadsheet keeps it, and as text what it would round."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return value if len(str(abs(value))) <= _DIGITS else str(value)
    if isinstance(value, Decimal):
        exact = len(value.normalize().as_tuple().digits) <= _DIGITS and abs(value) < _LARGEST
        return value if exact else plain(value)
    if isinstance(value, float):
        return value if math.isfinite(value) and float(f"{value:.15g}") == value else repr(value)
    if isinstance(value, datetime):
        odd = value.tzinfo is not None or value.year < _FIRST_YEAR or value.microsecond
        return value.isoformat() if odd else value
    if isinstance(value, date):
        return value.isoformat() if value.year < _FIRST_YEAR else value
    return value


def _width(title: str, rows: list[list[Any]], index: int) -> int:
    """Return the width of a column in digits; a Chinese character takes two."""
    longest = max((width(str(row[index] or "")) for row in rows), default=0)
    return min(60, max(width(title), longest) + 2)


def _letters(index: int) -> str:
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _without_clock(written: IO[bytes], beside: IO[bytes]) -> None:
    """Rewrite the archive with one fixed time, which openpyxl leaves to the clock."""
    with (
        zipfile.ZipFile(written) as old,
        zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            if name == "docProps/core.xml":
                content = _CLOCK.sub(rb"\g<1>2000-01-01T00:00:00Z", old.read(name))
                new.writestr(info, content)
                continue
            info.file_size = old.getinfo(name).file_size  # tells whether the long form is needed
            sheet = name.startswith("xl/worksheets/")
            with old.open(name) as source, new.open(info, "w") as target:
                while piece := source.read(_PIECE):
                    target.write(piece.replace(b"\r", b"&#13;") if sheet else piece)
