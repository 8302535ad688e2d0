"""Narrow tables in files: what is read back is what was written, whoever reads it."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from pyarrow import parquet

from graph.errors import GraphError, Inexpressible, UnknownColumn, UnknownEnding, UnknownTable
from graph.exports import narrow_xlsx
from graph.exports.export import export
from graph.exports.narrow import about_data, table_csv, write_parquet_folder, write_table
from graph.exports.sqlite import write_sqlite
from graph.tables.columns import Column, Table, labelled
from graph.tables.declared import TABLES
from graph.tables.frame import to_frame
from graph.tables.reader import of_generation
from graph.tables.rows import chosen, rows
from policykg import KG
from policykg.remote import RemoteKG, RemoteStore
from tests.support.command import run_cli


def table_xlsx(*given: Any) -> bytes:
    """Return a spreadsheet whole."""
    return b"".join(narrow_xlsx.table_xlsx(*given))


ABOUT: Final = {"data_version": "0123", "licence": "CC BY 4.0"}
SMALL: Final = Table(
    "small", "Small", "小表", "One row.", "一行。", ("id",),
    (
        Column("id", "text", "=id", "id", "标识", "An id.", "标识。"),
        Column("said", "text", "pk:words", "said", "文字", "Words.", "文字。"),
        Column("count", "integer", "pk:number", "count", "数", "How many.", "多少。"),
        Column("value", "decimal", "pk:value", "value", "值", "A value.", "数值。"),
        Column("good", "boolean", "pk:recurring", "good", "好", "Whether.", "是否。"),
        Column("day", "date", "pk:end", "day", "日", "A day.", "日期。"),
    ),
)  # fmt: skip
_TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Co", "Cn"), max_codepoint=0x2FFFF)
    | st.sampled_from("=+-@'\",;\n牵头"),
    max_size=20,
).filter(lambda text: "_x" not in text)
_FORMULAS: Final = ("=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x")', "\t=1")
_ROWS = st.lists(
    st.tuples(
        _TEXT | st.none(),
        st.integers(-(10**14), 10**14) | st.none(),
        st.decimals(-(10**9), 10**9, places=4) | st.none(),
        st.booleans() | st.none(),
        st.dates(date(1901, 1, 1), date(2199, 12, 31)) | st.none(),
    ),
    max_size=8,
)


def numbered(found: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return [(f"r{at}", *row) for at, row in enumerate(found)]


@given(_ROWS)
@settings(max_examples=60, deadline=None)
def test_csv_reads_back(found: list[tuple[Any, ...]]) -> None:
    given_rows = numbered(found)
    text = b"".join(table_csv(SMALL, SMALL.columns, given_rows)).decode()
    header, *read = csv.reader(io.StringIO(text, newline=""))
    assert header == list(SMALL.names)
    assert [_read(row) for row in read] == [(row[0], row[1] or "", *row[2:]) for row in given_rows]


def _read(row: list[str]) -> tuple[Any, ...]:
    name, said, count, value, good, day = row
    return (
        name,
        said,
        int(count) if count else None,
        Decimal(value) if value else None,
        {"": None, "true": True, "false": False}[good],
        date.fromisoformat(day) if day else None,
    )


@given(_ROWS)
@settings(max_examples=40, deadline=None)
def test_a_spreadsheet_reads_back_and_computes_nothing(found: list[tuple[Any, ...]]) -> None:
    given_rows = numbered(found)
    book = load_workbook(
        io.BytesIO(table_xlsx(SMALL, SMALL.columns, given_rows, "en", ABOUT)), data_only=False
    )
    sheet = book["Small"]
    _, *read = sheet.iter_rows()
    assert all(cell.data_type != "f" for row in read for cell in row)
    row: Any
    for row, wanted in zip(read, given_rows, strict=True):
        assert row[1].value == (wanted[1] or None)
        assert row[2].value == wanted[2]
        assert wanted[3] is None or Decimal(str(row[3].value)) == wanted[3]
        assert row[4].value == wanted[4]
        assert wanted[5] is None or row[5].value.date() == wanted[5]


@given(_ROWS)
@settings(max_examples=40, deadline=None)
def test_a_data_frame_holds_the_same_in_types_that_know_what_is_missing(
    found: list[tuple[Any, ...]],
) -> None:
    given_rows = numbered(found)
    frame = to_frame(SMALL, SMALL.columns, given_rows)
    assert [str(dtype) for dtype in frame.dtypes] == [
        "string", "string", "Int64", "Float64", "boolean", "period[D]"
    ]  # fmt: skip
    for at, (_, said, count, value, good, day) in enumerate(given_rows):
        row = frame.iloc[at]
        assert _none(row["said"]) == said
        assert _none(row["count"]) == count
        assert value is None or Decimal(repr(float(row["value"]))) == value
        assert _none(row["good"]) == good
        assert (None if row["day"] is pd.NaT else row["day"].start_time.date()) == day


def _none(value: Any) -> Any:
    return None if value is pd.NA else value


@pytest.mark.parametrize("text", _FORMULAS)
def test_no_text_becomes_a_formula(text: str) -> None:
    row = ("r0", text, None, None, None, None)
    book = load_workbook(io.BytesIO(table_xlsx(SMALL, SMALL.columns, [row], "zh", ABOUT)))
    assert book["小表"]["B2"].data_type == "s"
    assert book["小表"]["B2"].value == text
    safe = b"".join(table_csv(SMALL, SMALL.columns, [row], excel=True)).decode("utf-8-sig")
    assert next(iter(csv.reader(io.StringIO(safe.split("\r\n", 1)[1]))))[1] == f"'{text}"


def test_a_column_is_wide_enough_for_chinese() -> None:
    rows_of_it = [("r0", "绍兴市发展和改革委员会", None, None, None, None)]
    book = load_workbook(io.BytesIO(table_xlsx(SMALL, SMALL.columns, rows_of_it, "zh", ABOUT)))
    assert book["小表"].column_dimensions["B"].width >= 22


def test_what_a_spreadsheet_would_read_otherwise_is_refused() -> None:
    with pytest.raises(Inexpressible):
        table_xlsx(SMALL, SMALL.columns, [("r0", "a\x01", 1, None, None, None)], "en", ABOUT)


def test_a_spreadsheet_has_frozen_headings_filters_and_explains_itself(kg: KG) -> None:
    declared = TABLES["assignments"]
    for code, sheets in {
        "en": ["Assignments", "columns", "about"],
        "zh": ["责任分工", "列说明", "关于"],
    }.items():
        columns = chosen(declared, None, code)
        given_rows = list(rows(declared, of_generation(kg.generation)))
        data = table_xlsx(declared, columns, given_rows, code, about_data(kg.generation.manifest))
        book = load_workbook(io.BytesIO(data))
        assert book.sheetnames == sheets
        first = book[sheets[0]]
        assert first.freeze_panes == "B2"
        assert first.auto_filter.ref.endswith(str(len(given_rows) + 1))
        assert [cell.value for cell in first[1]] == [column.heading(code) for column in columns]
        assert first.max_row == 1 + len(given_rows)
        notes = {row[0]: row[1:] for row in book[sheets[1]].iter_rows(2, values_only=True)}
        assert notes.keys() == {column.name for column in columns}
        assert kg.data_version in {row[1].value for row in book[sheets[2]].iter_rows(2)}
        again = table_xlsx(declared, columns, given_rows, code, about_data(kg.generation.manifest))
        assert again == data


@pytest.fixture(scope="module")
def file(kg: KG, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "policies.sqlite"
    return export(kg.generation, "sqlite", path)


@pytest.fixture
def base(file: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    yield connection
    connection.close()


def test_sqlite_is_sound_and_every_key_points_at_a_row(base: sqlite3.Connection) -> None:
    assert base.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert base.execute("PRAGMA foreign_key_check").fetchall() == []
    assert len(base.execute("PRAGMA foreign_key_list(assignments)").fetchall()) >= 6


@pytest.mark.parametrize("name", list(TABLES))
def test_a_view_holds_the_rows_of_the_declared_table(
    base: sqlite3.Connection, kg: KG, name: str
) -> None:
    cursor = base.execute(f'SELECT * FROM "{name}_named"')
    assert tuple(column[0] for column in cursor.description) == TABLES[name].names
    wanted = [tuple(map(_stored, row)) for row in rows(name, of_generation(kg.generation))]
    assert sorted(map(repr, cursor)) == sorted(map(repr, wanted))


def _stored(value: Any) -> Any:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat() if isinstance(value, date) else value


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", list(TABLES))
def test_a_view_has_headings_in_its_language_each_once(
    base: sqlite3.Connection, name: str, language: str
) -> None:
    cursor = base.execute(f'SELECT * FROM "{name}_{language}"')
    headings = [column[0] for column in cursor.description]
    columns = labelled(TABLES[name].columns, language)
    assert headings == [column.heading(language) for column in columns]
    assert len(set(headings)) == len(headings)


def test_sqlite_explains_every_column_and_names_version_and_licence(
    base: sqlite3.Connection, kg: KG
) -> None:
    about = dict(base.execute("SELECT * FROM about"))
    assert about["data_version"] == kg.data_version
    assert about["licence"] == kg.generation.manifest.licence
    explained = set(base.execute('SELECT "table", "column" FROM about_columns'))
    assert explained == {(t.name, c) for t in TABLES.values() for c in t.names}
    for name, count in base.execute('SELECT "table", rows FROM about_tables'):
        assert base.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone() == (count,)


def test_glosses_stand_beside_their_words_in_sqlite_with_a_state_of_their_own(
    kg: KG, base: sqlite3.Connection
) -> None:
    stated = kg.query(
        "SELECT (COUNT(DISTINCT ?q) AS ?n) { ?q a pk:Quotation"
        " { ?q pk:gloss ?own } UNION { ?q pk:inPassage/pk:gloss ?whole } }"
    )
    (quotes,) = base.execute("SELECT COUNT(*) FROM quotations WHERE gloss IS NOT NULL").fetchone()
    assert quotes == int(str(stated.rows[0][0])) > 100
    for table in ("quotations", "assignments", "targets", '"values"'):
        (without,) = base.execute(
            f"SELECT COUNT(*) FROM {table} WHERE (gloss IS NULL) != (gloss_state IS NULL)"
        ).fetchone()
        (glossed,) = base.execute(
            f"SELECT COUNT(*) FROM {table} WHERE gloss IS NOT NULL"
        ).fetchone()
        assert without == 0
        assert glossed > 0


def test_the_same_data_gives_the_same_sqlite_bytes(kg: KG, file: Path, tmp_path: Path) -> None:
    again = export(kg.generation, "sqlite", tmp_path / "again.db")
    assert again.read_bytes() == file.read_bytes()


def test_sqlite_holds_no_text_longer_than_what_is_quoted(kg: KG, base: sqlite3.Connection) -> None:
    longest = max(len(quote) for (quote,) in base.execute("SELECT quote FROM quotations"))
    whole = base.execute('SELECT MAX("end") FROM quotations').fetchone()[0]
    assert longest < whole / 4


def test_some_documents_make_a_whole_sqlite_file_of_their_own(kg: KG, tmp_path: Path) -> None:
    path = export(kg.generation, "sqlite", tmp_path / "one.sqlite", documents=["xiaolan-2022"])
    with sqlite3.connect(path) as one:
        assert one.execute("PRAGMA foreign_key_check").fetchall() == []
        assert one.execute("SELECT id FROM documents").fetchall() == [("xiaolan-2022",)]


def test_a_file_that_cannot_be_finished_leaves_the_old_one(kg: KG, tmp_path: Path) -> None:
    path = tmp_path / "kept.sqlite"
    path.write_bytes(b"old")

    class Broken:
        base = kg.base
        documents = ["xiaolan-2022"]

        def statements(self, graph: str, /) -> Any:
            if graph in ("authority", "links"):
                return of_generation(kg.generation).statements(graph)
            raise OSError("the disk is gone")

        def shared(self) -> Any:
            return {}

        def page(self, document: str, position: int, /) -> int | None:
            return None

    with pytest.raises(OSError, match="disk is gone"):
        write_sqlite(Broken(), path, ABOUT)
    assert path.read_bytes() == b"old"
    with pytest.raises(OSError, match="disk is gone"):
        write_parquet_folder(Broken(), tmp_path / "folder", ABOUT)
    assert [p.name for p in tmp_path.rglob("*") if p.is_file()] == ["kept.sqlite"]


def test_a_folder_of_parquet_holds_every_table_typed_and_described(kg: KG, tmp_path: Path) -> None:
    folder = export(kg.generation, "parquet", tmp_path / "tables")
    for name, declared in TABLES.items():
        read = parquet.read_table(folder / f"{name}.parquet")
        given_rows = list(rows(name, of_generation(kg.generation)))
        assert read.column_names == list(declared.names)
        assert read.num_rows == len(given_rows)
        assert json.loads(read.schema.metadata[b"policykg"])["data_version"] == kg.data_version
        for at, column in enumerate(declared.columns):
            kind = str(read.schema.field(at).type)
            wanted = {"integer": "int64", "boolean": "bool", "decimal": "double",
                      "date": "date32[day]"}.get(column.type, "string")  # fmt: skip
            assert kind == wanted
            values = [float(r[at]) if isinstance(r[at], Decimal) else r[at] for r in given_rows]
            assert read.column(at).to_pylist() == values
    assert (folder / "about.csv").is_file()


def test_parquet_in_a_file_is_the_wide_tables_still(kg: KG, tmp_path: Path) -> None:
    path = export(kg.generation, "parquet", tmp_path / "wide.parquet.zip")
    assert "responsibilities.parquet" in zipfile.ZipFile(path).namelist()


def test_a_table_is_written_by_the_ending_of_its_file(kg: KG, tmp_path: Path) -> None:
    for ending in ("csv", "xlsx", "parquet"):
        path = kg.write_table("tasks", tmp_path / f"tasks.{ending}", lang="zh")
        assert path.stat().st_size > 1000
    declared = TABLES["tasks"]
    with pytest.raises(UnknownEnding, match=r"\.csv, \.xlsx, \.parquet"):
        write_table(
            declared, declared.columns, of_generation(kg.generation), tmp_path / "t.doc", ABOUT
        )


def test_a_data_frame_has_types_labels_and_what_to_cite(kg: KG) -> None:
    frame = kg.table("assignments", lang="en")
    assert len(frame) == 165
    assert "body_en" in frame and "body_zh" not in frame
    assert str(frame["position"].dtype) == "Int64"
    assert str(frame["role"].dtype) == "category"
    assert str(frame["deadline"].dtype) == "period[D]"
    assert frame.attrs["headings"]["body_en"] == "body"
    assert frame.attrs["data_version"] == kg.data_version
    leads = frame[frame["role"] == "lead"]["body_en"].value_counts()
    assert leads.iloc[0] == 15


def test_columns_and_documents_narrow_a_data_frame(kg: KG) -> None:
    frame = kg.table("tasks", columns=["number", "name_zh"], documents=["shaoxing-plan"])
    assert list(frame.columns) == ["number", "name_zh"]
    assert frame["number"].tolist() == list(range(1, 37))
    assert kg.table("tasks", documents=["xiaolan-2022"]).empty


def test_unknown_names_of_tables_and_columns_name_the_nearest(kg: KG) -> None:
    with pytest.raises(UnknownTable, match="did you mean assignments"):
        kg.table("assignment")
    with pytest.raises(UnknownColumn, match="did you mean position"):
        kg.table("assignments", columns=["positon"])


def test_the_tables_are_listed_with_what_a_row_is(kg: KG) -> None:
    for language in ("en", "zh"):
        listed = kg.tables(language)
        assert list(listed.index) == list(TABLES)
        assert listed["row"].str.len().min() > 3


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_command_lists_explains_shows_and_writes(
    workspace: Path, tmp_path: Path, language: str
) -> None:
    def run(*words: str) -> str:
        result = run_cli("--lang", language, "-w", str(workspace), "table", *words)
        assert result.exit_code == 0, result.output
        return result.output

    assert "assignments" in run()
    assert TABLES["tasks"].column("has_deadline").note(language) in run("tasks", "--about")
    assert len(run("tasks", "--rows", "5").splitlines()) == 6  # a pipe: CSV with its heading
    target = tmp_path / "t.csv"
    run("tasks", "-d", "shaoxing-plan", "-c", "number,name_zh", "-o", str(target))
    assert len(target.read_text(encoding="utf-8").splitlines()) == 37
    whole = run("tasks", "-c", "number", "-o", "-")
    assert whole.splitlines()[1:] == [str(number) for number in range(1, 37)]


def test_the_command_names_what_is_near(workspace: Path) -> None:
    result = run_cli("--lang", "en", "-w", str(workspace), "table", "asignments")
    assert result.exit_code == 2
    assert "did you mean assignments" in result.output


def test_days_far_apart_keep_their_order_in_a_frame() -> None:
    days = [date(2010, 1, 1) + timedelta(days=400 * at) for at in range(5)]
    made = [(f"r{at}", None, None, None, None, day) for at, day in enumerate(days)]
    frame = to_frame(SMALL, SMALL.columns, made)
    assert frame["day"].is_monotonic_increasing


def test_a_graph_elsewhere_says_that_its_tables_are_made_there(tmp_path: Path) -> None:
    far = RemoteKG(RemoteStore("http://localhost:9/sparql", "https://example.org/"), None)
    with pytest.raises(GraphError, match="where the graph was built"):
        far.table("tasks")
    with pytest.raises(GraphError, match="where the graph was built"):
        far.write_table("tasks", tmp_path / "tasks.csv")
