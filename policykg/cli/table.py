"""The command that shows and writes narrow tables."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from graph.exports.narrow import table_csv
from graph.tables.declared import TABLES
from graph.tables.declared import table as named_table
from graph.tables.reader import of_generation
from graph.tables.rows import chosen, rows
from graph.textgrid import GridCell, as_text
from ontology.printable import printable
from policykg.cli import complete
from policykg.cli.context import Settings, say

if TYPE_CHECKING:
    from graph.tables.columns import Column, Table

_SHOWN: Final = 20
"""Rows in a terminal, unless more are asked for."""
_CHIEF: Final = 7
"""Columns in a terminal, of a table that does not say which."""


@click.command()
@click.argument("name", required=False, shell_complete=complete.tables)
@click.option(
    "-d",
    "--document",
    "documents",
    multiple=True,
    shell_complete=complete.documents,
    help="Only this document; repeat.",
)
@click.option("-c", "--columns", help="Only these columns, with commas between them.")
@click.option("--all", "all_", is_flag=True, help="All columns in a terminal, not the chief ones.")
@click.option(
    "--lang",
    type=click.Choice(["zh", "en", "both"]),
    help="Names and headings in this language; both: the columns as they are declared.",
)
@click.option("--about", is_flag=True, help="Say what each column means instead.")
@click.option("--excel", is_flag=True, help="CSV that Excel opens: BOM, formulas neutralised.")
@click.option(
    "--rows",
    "most",
    type=click.IntRange(0),
    help=f"How many rows; {_SHOWN} in a terminal, else all.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="Write all rows to this .csv, .xlsx or .parquet file; - is CSV to standard output.",
)
@click.pass_obj
def table(
    settings: Settings,
    name: str | None,
    documents: tuple[str, ...],
    columns: str | None,
    all_: bool,
    lang: str | None,
    about: bool,
    excel: bool,
    most: int | None,
    output: Path | None,
) -> None:
    """List the narrow tables, or show or write the one called NAME.

    A terminal shows the first rows and the chief columns; a pipe, or a file by > FILE, gets the
    whole table as CSV.

    \b
    Examples:
      policykg table                                     the tables
      policykg table assignments                         its chief columns, first rows
      policykg table assignments --all > all.csv         as CSV, whole
      policykg table assignments --about                 what its columns mean
      policykg table assignments -o assignments.xlsx --lang zh
      policykg table tasks -d shaoxing-plan -c number,name,deadline -o tasks.csv
    """
    language = lang or settings.lang
    if name is None:
        click.echo(_list(language))
        return
    declared = named_table(name)
    names = [word.strip() for word in columns.split(",")] if columns else None
    picked = chosen(declared, names, None if language == "both" else language)
    if about:
        click.echo(_about(picked, language))
        return
    kg = settings.open_graph()
    wanted = documents or None
    code = None if language == "both" else language
    if output is not None and str(output) != "-":
        written = kg.write_table(
            name, output, lang=code, columns=names, documents=wanted, excel=excel
        )
        click.echo(settings.say(f"Wrote {written}", f"已写入 {written}"), err=True)
        return
    given = rows(declared, of_generation(kg.generation), wanted)
    if output is not None or not _on_screen():
        for piece in table_csv(declared, picked, islice(given, most), language=code, excel=excel):
            click.echo(piece, nl=False)
        return
    shown = list(islice(given, _SHOWN if most is None else most))
    if names is None and not all_:
        picked = chief(declared, picked, shown)
    places = [declared.names.index(column.name) for column in picked]
    header = [column.heading(language) for column in picked]
    cells = [[_cell(row[place]) for place in places] for row in shown]
    click.echo(printable(as_text(header, cells, _width())))
    _tell_more(settings, len(shown), sum(1 for _ in given))
    if names is None and not all_:
        count, total = len(picked), len(chosen(declared, None, code))
        click.echo(
            settings.say(
                f"{count} of {total} columns; others: --columns NAMES, or --all (`policykg table "
                f"{name} --about` lists them)",
                f"{total} 列中的 {count} 列;其他各列:--columns 列名,或 --all"
                f"(policykg table {name} --about 列出各列)",
            ),
            err=True,
        )


def chief(
    table: Table, columns: Sequence[Column], shown: Sequence[Sequence[Any]]
) -> tuple[Column, ...]:
    """Return the columns that a terminal shows where none are asked for.

    Args:
        table: The table.
        columns: Its columns for readers of one language, or of both.
        shown: The rows that are shown, with all columns of the table.
    """
    by_name = {column.name: column for column in columns}
    if table.first:
        return tuple(
            column for name in table.first for column in (_named(name, columns) or [by_name[name]])
        )
    named = {column.of for column in columns if column.of}
    kept = [
        column
        for column in columns
        if column.name not in named
        and column.type != "iri"
        and column.source not in ("=id", "=iri")
        and any(row[table.names.index(column.name)] not in (None, "") for row in shown)
    ]
    return tuple(kept[:_CHIEF]) or tuple(columns[:_CHIEF])


def _named(name: str, columns: Sequence[Column]) -> list[Column]:
    """Return the columns that name what stands in another."""
    return [column for column in columns if column.of == name or column.name in (
        f"{name}_zh", f"{name}_en",
    )]  # fmt: skip


def _tell_more(settings: Settings, count: int, left: int) -> None:
    if left:
        click.echo(
            settings.say(
                f"{count} of {count + left} rows; all of them: -o FILE, or --rows {count + left}",
                f"{count + left} 行中的 {count} 行;全部:-o 文件,或 --rows {count + left}",
            ),
            err=True,
        )


def _cell(value: Any) -> GridCell:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return GridCell("" if value is None else str(value), right=number)


def _on_screen() -> bool:
    return sys.stdout is not None and sys.stdout.isatty()


def _width() -> int:
    return shutil.get_terminal_size().columns if _on_screen() else 0


def _list(language: str) -> str:
    chinese = language.startswith("zh")
    header = ["表", "名称", "一行是什么"] if chinese else ["table", "heading", "what a row is"]
    lines = [
        [
            GridCell(made.name),
            GridCell(made.title(language)),
            GridCell(made.row_zh if chinese else made.row_en),
        ]
        for made in TABLES.values()
    ]
    return as_text(header, lines, _width())


def _about(columns: Any, language: str) -> str:
    header = [say("column", "列"), say("heading", "标题"), say("meaning", "含义"), "source"]
    lines = [
        [
            GridCell(column.name),
            GridCell(column.heading(language)),
            GridCell(column.note(language)),
            GridCell(column.source),
        ]
        for column in columns
    ]
    return as_text(header, lines, _width())
