"""The door through which a spreadsheet comes in: its cells as text, whoever saved the file.

An .xlsx file is a ZIP archive of XML.  It is measured before it is opened, no entity is ever
resolved, and what programs write differently (dates as serials, numbers as floats, texts in runs
or in place, names with backslashes, the strict form of ISO 29500) is the same behind this door.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from graph.errors import MissingPackage
from loaders.errors import LoadersError
from ontology.files import read_whole

if TYPE_CHECKING:
    from openpyxl import Workbook

__all__ = ["Book", "Cell", "NotReadable", "Sheet", "letters", "read_book", "units"]

MAX_FILE: Final = 32 * 1024 * 1024
MAX_UNPACKED: Final = 128 * 1024 * 1024
MAX_MEMBERS: Final = 2_000
MAX_SHEETS: Final = 100
MAX_ROWS: Final = 50_000
"""Rows of one sheet that hold something."""
MAX_COLUMNS: Final = 256
MAX_MERGED: Final = 2_000
MAX_CELL: Final = 32_767
"""UTF-16 units that a cell holds, as spreadsheets count them."""
LAST_ROW: Final = 1_048_576

Kind = Literal["text", "number", "date", "flag", "formula", "error"]
_STRICT: Final = (
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main",
     b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships",
     b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
    (b"http://purl.oclc.org/ooxml/drawingml/main",
     b"http://schemas.openxmlformats.org/drawingml/2006/main"),
)  # fmt: skip
"""Namespaces of ISO 29500 Strict, and those of the form that every reader knows."""
_NEEDED: Final = re.compile(
    r"\[content_types\]\.xml|_rels/\.rels|xl/(_rels/)?[^/]+\.(xml|rels)|xl/worksheets/[^/]+\.xml"
    r"|xl/theme/[^/]+\.xml|docprops/[^/]+\.xml",
    re.IGNORECASE,
)
"""Members that cells are read from; pictures, comments, pivots and macros are none of them."""
_MERGED: Final = re.compile(rb"<(?:\w{1,20}:)?mergeCell\s[^<>]{0,200}")
_REF: Final = re.compile(r"\bref=[\"']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})[\"']")
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_QUOTED: Final = re.compile(r'"[^"]{0,100}"|\[[^\]]{0,100}\]|\\.')
_ODD: Final = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, KeyError, IndexError,
    TypeError, AttributeError, OverflowError, RuntimeError, SyntaxError, RecursionError,
    ArithmeticError, LookupError,
)  # fmt: skip
"""What zipfile, the XML readers and openpyxl raise over a damaged file."""


class NotReadable(LoadersError):
    """A file that is no spreadsheet, or none that is safe to open."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one cell."""

    row: int
    column: int
    """Both from 1."""
    text: str
    """As a person would write it: ``2025``, ``12%``, ``2025-06-30``, ``true``."""
    kind: Kind = "text"


@dataclass(slots=True)
class Sheet:
    """The cells of one sheet that hold something."""

    name: str
    hidden: bool
    rows: dict[int, dict[int, Cell]] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    """First row, first column, last row, last column of each merged area."""


@dataclass(slots=True)
class Book:
    """A file of sheets."""

    sheets: list[Sheet]
    since_1904: bool = False
    """Whether its days are counted from 1904, as old Macs did."""


def read_book(path: Path) -> Book:
    """Read the cells of an .xlsx file.

    Args:
        path: The file.

    Raises:
        MissingPackage: openpyxl is not installed.
        NotReadable: it is no .xlsx file, is damaged, or is too large; nothing of it was resolved.
        OSError: it cannot be read.
    """
    try:
        import openpyxl
    except ImportError:
        raise MissingPackage("openpyxl", "xlsx", "a spreadsheet", "电子表格") from None
    members = _members(read_whole(path, MAX_FILE), path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return _cells(openpyxl.load_workbook(_packed(members), read_only=True), members, path)
        except _ODD as error:
            first = error
        if "xl/styles.xml" in members:  # some programs write styles that openpyxl refuses
            plain = {name: data for name, data in members.items() if name != "xl/styles.xml"}
            try:
                return _cells(openpyxl.load_workbook(_packed(plain), read_only=True), plain, path)
            except _ODD:
                pass
    raise _damaged(path, first)


# -- the archive ---------------------------------------------------------------------------


def _members(data: bytes, path: Path) -> dict[str, bytes]:
    """Return the members of the archive that cells are read from, measured while unpacked."""
    _refuse_other_kinds(data, path)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            if len(infos) > MAX_MEMBERS:
                raise _too_large(path)
            found: dict[str, bytes] = {}
            left = MAX_UNPACKED
            for info in infos:
                name = info.filename.replace("\\", "/").lstrip("/")
                if not _NEEDED.fullmatch(name):
                    continue
                with archive.open(info) as member:
                    content = member.read(left + 1)
                left -= len(content)
                if left < 0:
                    raise _too_large(path)
                _refuse_entities(content, name, path)
                found[name] = _transitional(content)
    except _ODD as error:
        raise _damaged(path, error) from None
    if "xl/workbook.xml" not in found and not any(n.startswith("xl/") for n in found):
        raise _no_spreadsheet(path)
    return found


def _refuse_other_kinds(data: bytes, path: Path) -> None:
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise NotReadable(
            f"{path} is an old .xls file, or one with a password: save it as .xlsx without one",
            f"{path} 是旧式 .xls 文件或带有密码:请去掉密码并另存为 .xlsx",
        )
    if b"application/vnd.oasis.opendocument" in data[:200]:
        raise NotReadable(
            f"{path} is an OpenDocument file: save it as .xlsx (Excel 2007-365)",
            f"{path} 是 OpenDocument 文件:请另存为 .xlsx(Excel 2007-365)",
        )
    if b"PK\x03\x04" not in data[:4096]:
        raise _no_spreadsheet(path)


def _refuse_entities(content: bytes, name: str, path: Path) -> None:
    """Refuse a document type, which is where entities are declared, in any encoding."""
    plain = content.replace(b"\x00", b"")  # UTF-16 and UTF-32
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise NotReadable(
            f"{path}: {name} declares entities, which no spreadsheet program does: it was not "
            "opened; save it anew in Excel, WPS or LibreOffice",
            f"{path}:{name} 声明了实体,电子表格软件不会如此:未打开;请用 Excel、WPS 或 "
            "LibreOffice 重新保存",
        )


def _transitional(content: bytes) -> bytes:
    for strict, usual in _STRICT:
        content = content.replace(strict, usual)
    return content


def _packed(members: dict[str, bytes]) -> io.BytesIO:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    buffer.seek(0)
    return buffer


# -- the cells -----------------------------------------------------------------------------


def _cells(book: Workbook, members: dict[str, bytes], path: Path) -> Book:
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    sheets = []
    for sheet in book.worksheets[:MAX_SHEETS]:
        made = Sheet(sheet.title, sheet.sheet_state != "visible")
        sheet.reset_dimensions()  # some programs write wrong ones
        for row in _rows(sheet):
            cells = {cell.column: cell for cell in row}
            if cells:
                made.rows[row[0].row] = cells
            if len(made.rows) > MAX_ROWS:
                raise _too_large(path)
        part = str(getattr(sheet, "_worksheet_path", "")).lstrip("/")
        made.merged = list(islice(_merged(members.get(part, b"")), MAX_MERGED))
        sheets.append(made)
    return Book(sheets, book.epoch == CALENDAR_MAC_1904)


def _rows(sheet: Any) -> Iterator[list[Cell]]:
    for number, row in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS), 1):
        if number > LAST_ROW:
            return
        found = []
        for cell in row:
            if cell.value is not None:
                made = _cell(cell)
                if made.text.strip() or made.kind == "formula":
                    found.append(made)
        yield found


def _cell(cell: Any) -> Cell:
    value, row, column = cell.value, cell.row, cell.column
    if cell.data_type == "f":
        return Cell(row, column, str(value)[:200], "formula")
    if cell.data_type == "e":
        return Cell(row, column, str(value), "error")
    if isinstance(value, bool):
        return Cell(row, column, "true" if value else "false", "flag")
    if isinstance(value, int | float):
        return Cell(row, column, _number(value, _shape(cell)), "number")
    if isinstance(value, datetime | date | time | timedelta):
        return Cell(row, column, _date(value, _shape(cell)), "date")
    return Cell(row, column, _unescaped(str(value)))


def _shape(cell: Any) -> str:
    """Return how a cell shows its number; none where the file says nothing of its styles."""
    try:
        return str(cell.number_format or "")
    except (IndexError, KeyError):
        return ""


def _number(value: float, shape: str) -> str:
    """Return a number as a person writes it; 0.12 shown as a percentage is 12%."""
    exact = Decimal(repr(value))
    if not exact.is_finite():
        return str(value)
    if _QUOTED.sub("", shape).rstrip().endswith("%"):
        return f"{_plain(exact * 100)}%"
    return _plain(exact)


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _date(value: datetime | date | time | timedelta, shape: str) -> str:
    """Return a date to the day, the month or the year, as its cell shows it."""
    if isinstance(value, time | timedelta):
        return str(value)
    codes = _QUOTED.sub("", shape.partition(";")[0]).lower()
    day = value.isoformat()[:10]
    if "d" in codes or "y" not in codes:
        return day
    return day[:7] if "m" in codes else day[:4]


def _unescaped(text: str) -> str:
    """Read ``_x000D_`` as the character that it stands for, as Excel does."""
    if "_x" not in text:
        return text
    out = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return out.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _merged(content: bytes) -> Iterator[tuple[int, int, int, int]]:
    for found in _MERGED.finditer(content):
        ref = _REF.search(found.group().decode("ascii", "replace"))
        if ref is not None:
            yield int(ref[2]), _column(ref[1]), int(ref[4]), _column(ref[3])


def _column(name: str) -> int:
    number = 0
    for letter in name:
        number = 26 * number + ord(letter) - 64
    return number


def letters(column: int) -> str:
    """Return the name of a column, A for 1."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def units(text: str) -> int:
    """Return how long a text is as spreadsheets count: in UTF-16 units."""
    return len(text) + sum(character > "\uffff" for character in text)


# -- refusals ------------------------------------------------------------------------------


def _no_spreadsheet(path: Path) -> NotReadable:
    return NotReadable(
        f"{path} is no .xlsx file: open it in Excel, WPS or LibreOffice and save it as .xlsx",
        f"{path} 不是 .xlsx 文件:请用 Excel、WPS 或 LibreOffice 打开并另存为 .xlsx",
    )


def _too_large(path: Path) -> NotReadable:
    megabytes = MAX_UNPACKED // (1024 * 1024)
    return NotReadable(
        f"{path} is too large to be a review: it unpacks to more than {megabytes} MB, or has more "
        f"than {MAX_ROWS:,} rows; delete what is not of the review and save it again",
        f"{path} 过大,不似审读表:解压后超过 {megabytes} MB,或超过 {MAX_ROWS:,} 行;"
        "请删去与审读无关的内容后再保存",
    )


def _damaged(path: Path, error: Exception) -> NotReadable:
    why = " ".join(str(error).split())[:120] or type(error).__name__
    return NotReadable(
        f"{path} is damaged and cannot be read ({why}): open it in Excel, WPS or LibreOffice, "
        "let it be repaired, and save it as .xlsx",
        f"{path} 已损坏,无法读取({why}):请用 Excel、WPS 或 LibreOffice 打开修复后另存为 .xlsx",
    )
