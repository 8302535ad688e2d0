"""The page of the documentation that describes the narrow tables, written from what is declared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from graph.tables.columns import CHOICES, TYPES, Column, Table
from graph.tables.declared import TABLES

__all__ = ["chinese_types", "document", "listed_in_chinese"]

_HEAD: Final = """\
# Narrow tables 窄表

[中文](tables.zh.md)

This page is generated from `graph/tables` by `make docs`; edit the declarations, not this page.
本页由 `graph/tables` 中的声明生成,请勿直接修改。

A narrow table has one row for one thing or fact and a fixed list of typed columns, whatever the
texts hold. The same tables are a data frame, a command, and files:
窄表的一行对应一个事物或事实,列及其类型固定不变。同一批表可作数据框、命令行输出和文件:

```pycon
>>> import policykg
>>> kg = policykg.open()
>>> frame = kg.table("assignments", lang="en")
>>> int(frame[frame["role"] == "lead"]["body_en"].value_counts().iloc[0])
15
>>> kg.table("tasks", columns=["number", "name_zh", "has_deadline"]).shape
(36, 3)

```

```console
$ policykg table                                    # the tables 列出各表
$ policykg table assignments                        # chief columns; all as CSV in a pipe 主要列
$ policykg table assignments -c task,body,role      # columns that you name 指定的列
$ policykg table assignments --about                # what the columns mean 各列含义
$ policykg table assignments -o who.xlsx --lang zh  # or .csv, .parquet
$ policykg export sqlite policies.sqlite            # all tables in one file 全部表,单个文件
$ policykg export parquet tables                    # a folder, a file a table 文件夹,每表一个文件
```

## Conventions 约定

- Rows come a document at a time in the order of the text, the authority files last; with
  `--document`, or `documents=`, of the authority files only what these documents name.
  各行按文献、依原文次序排列,权威文件在后;限定文献时,权威文件只取这些文献所提到的。
- Beside a column of ids, codes or choices stand two more with the names, `…_zh` and `…_en`; with a
  language there is one of them. They are not listed below.
  标识、代码和用词各列之旁另有名称两列,即 `…_zh` 与 `…_en`;指定语言时只有其中之一。下表不另列出。
- The IRI of an id is the base IRI of the data, `id/` and the id. An empty cell: the text does not
  say. Columns marked ∗ may hold several values, separated by ` | `.
  标识的IRI为数据的基础IRI加 `id/` 再加标识。空格表示原文未说明。标∗的列可有多值,以 ` | ` 分隔。
- Days are the last day of a period; how exactly it is known stands in the column of precision.
  日期为时期的最后一天;精确程度见精度列。
- Offsets count code points of the source text from 0. `page` is filled where the pages of a source
  are known. 位置按原文字符计,从0起。已知来源文件页码时才有 `page`。
- Whole source texts are in no table, only quotations. 各表均不含原文全文,仅含引文。

Types 类型:

"""
_SQLITE: Final = """
Choices 用词:

"""
_FILES: Final = """
## In SQLite 在SQLite中

`policykg export sqlite` writes all tables into one file for SQL, R, Datasette or DuckDB. Primary
and foreign keys are declared. The tables leave the names of things to the table `things`; the view
`assignments_named` has all columns that are listed here, `assignments_en` and `assignments_zh` have
names and headings in one language, and so for every table. `about` has the version of the data and
the licence, `about_tables` and `about_columns` explain the rest. Dates are texts, truth values 0
and 1, decimals 64-bit floats. `values` and `end` are words of SQL: quote them.
该命令把全部表写入一个文件,可用SQL、R、Datasette、DuckDB打开。主键和外键均已声明。各表不存名称,
名称在 `things` 表;视图 `…_named` 含此处所列全部列,`…_en`、`…_zh` 为一种语言的名称和标题。`about`
载数据版本和许可,`about_tables`、`about_columns` 说明其余。日期为文字,真假为0和1,小数为64位浮点数。
`values` 与 `end` 是SQL关键字,使用时须加引号。

```sql
SELECT body_en, COUNT(*) AS tasks FROM assignments_named
WHERE role = 'lead' GROUP BY body ORDER BY tasks DESC;
SELECT quote, start, "end" FROM quotations WHERE document = 'shaoxing-plan';
```

Parquet files keep the types, and have headings, meanings and the version of the data in their
metadata. A spreadsheet has the rows under frozen headings, a sheet that explains the columns in
both languages, and one that names version and licence; no text in it becomes a formula. CSV has
headings in a language with `--lang`, and the columns' own names with `--lang both`.
Parquet保留类型,元数据中有标题、含义和数据版本。电子表格冻结标题行,另有双语的列说明页和版本、许可页;
其中文字不会成为公式。CSV的标题随 `--lang` 而定,`--lang both` 则为列名本身。
"""


def document() -> str:
    """Return the page."""
    return "".join(_lines())


def chinese_types() -> str:
    """Return the types of columns as the Markdown table of ``docs/tables.zh.md``."""
    rows = (f"| {name} | {zh} |" for name, (_, zh) in TYPES.items())
    return "\n".join(["| 类型 | 含义 |", "|---|---|", *rows, ""])


def listed_in_chinese(page: str) -> str:
    """Return the tables as a Markdown table that links to their columns on another page."""
    rows = (
        f"| [`{table.name}`]({page}#{_anchor(table)}) | {table.zh} | {table.row_zh} |"
        for table in TABLES.values()
    )
    return "\n".join(["| 表 | 名称 | 一行是 |", "|---|---|---|", *rows, ""])


def _lines() -> Iterator[str]:
    yield _HEAD
    yield "| type | meaning | 含义 |\n|---|---|---|\n"
    for name, (en, zh) in TYPES.items():
        yield f"| {name} | {en} | {zh} |\n"
    yield _SQLITE
    yield "| column | values |\n|---|---|\n"
    for name, words in CHOICES.items():
        shown = ", ".join(f"`{code}` {en} {zh}" for code, (en, zh) in words.items())
        yield f"| {name} | {shown or 'classes of the [ontology](ontology.md#classes-类)'} |\n"
    yield _FILES
    yield "\n## The tables 各表\n\n| table | a row is | 一行是 |\n|---|---|---|\n"
    for table in TABLES.values():
        link = f"[`{table.name}`](#{_anchor(table)})"
        yield f"| {link} | {table.row_en} | {table.row_zh} |\n"
    for table in TABLES.values():
        yield from _table(table)


def _anchor(table: Table) -> str:
    return f"{table.name}-{table.zh}"


def _table(table: Table) -> Iterator[str]:
    yield f"\n### {table.name} {table.zh}\n\n{table.row_en} {table.row_zh}\n\n"
    keys = ", ".join(f"`{key}`" for key in table.key)
    yield f"Primary key 主键: {keys}. Rows 行: `{table.source}`."
    if table.question:
        yield f" Saved question 问题: `policykg ask {table.question}`."
    yield "\n\n| column | type | English | 中文 | meaning 含义 | from 来源 |\n"
    yield "|---|---|---|---|---|---|\n"
    for column in table.columns:
        if not column.of:
            yield _column(column)


def _column(column: Column) -> str:
    kind = f"{column.type} → {column.refers}" if column.refers else column.type
    unit = f" [{column.unit}]" if column.unit not in ("", "1") else ""
    several = "∗" if column.many else ""
    source = "computed 计算所得" if column.source.startswith("=") else f"`{column.source}`"
    cells = (
        f"`{column.name}`{several}", f"{kind}{unit}", column.en, column.zh,
        f"{column.note_en} {column.note_zh}", source,
    )  # fmt: skip
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |\n"
