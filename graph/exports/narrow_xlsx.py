"""One narrow table as a spreadsheet: its rows, what its columns mean, where it comes from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from graph.errors import MissingPackage
from graph.exports.xlsx import saved, sheets_of, write_sheet
from graph.tables.columns import TYPES, Column, Table
from graph.tables.rows import Row

__all__ = ["table_xlsx"]

_NOTES: Final = {
    "en": ("columns", ("column", "English heading", "Chinese heading", "meaning", "meaning in "
                       "Chinese", "type", "unit", "several values")),
    "zh": ("列说明", ("列", "英文标题", "中文标题", "英文含义", "中文含义", "类型", "单位",
                    "可有多值")),
}  # fmt: skip
_ABOUT: Final = {"en": ("about", ("key", "value")), "zh": ("关于", ("项目", "内容"))}
_YES: Final = {"en": "yes", "zh": "是"}
_LONGEST_NAME: Final = 31
"""Signs of a sheet's name."""


def table_xlsx(
    table: Table,
    columns: Sequence[Column],
    rows: Iterable[Row],
    language: str,
    about: Mapping[str, str],
) -> Iterator[bytes]:
    """Yield a table as XLSX; texts stay texts even where they begin like a formula.

    Three sheets: the rows under headings in one language, with the first row and column frozen;
    the columns with headings and meanings in both languages; what is known of the data.

    Args:
        table: the table.
        columns: which of its columns, in order.
        rows: whole rows of the table.
        language: of headings: ``zh``, or else English.
        about: what to say of the data, by key.

    Raises:
        MissingPackage: openpyxl is not installed.
        Inexpressible: a text holds what a spreadsheet would read as something else, or there are
            too many rows.
    """
    try:
        from openpyxl import Workbook
    except ImportError:
        raise MissingPackage("openpyxl", "xlsx", "a spreadsheet", "电子表格") from None
    code = "zh" if language.startswith("zh") else "en"
    places = [table.names.index(column.name) for column in columns]
    kept = ([row[place] for place in places] for row in rows)
    header = [column.heading(code) for column in columns]
    with sheets_of(Workbook(write_only=True)) as book:
        long: list[list[Any]] = []
        write_sheet(book, table.title(code)[:_LONGEST_NAME], header, kept, long, filtered=True)
        if long:
            write_sheet(book, "long", ["table", "id", "column", "part", "text"], long, [])
        name, titles = _NOTES[code]
        write_sheet(book, name, list(titles), [_note(column, code) for column in columns], [])
        name, pair = _ABOUT[code]
        told = {f"row_{code}": table.row_zh if code == "zh" else table.row_en, **about}
        write_sheet(book, name, list(pair), [[key, value] for key, value in told.items()], [])
    yield from saved(book)


def _note(column: Column, code: str) -> list[Any]:
    return [
        column.name, column.en, column.zh, column.note_en, column.note_zh,
        TYPES[column.type][code == "zh"], column.unit, _YES[code] if column.many else "",
    ]  # fmt: skip
