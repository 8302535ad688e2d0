"""Labels, names and quotes that try to become markup, script or formulas stay what they are."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from explorer.kit.table import Table
from tests.support.pages_example import PAGES, Markup, leading

WORDS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    "</title></textarea></script><script>alert(1)</script>",
    "{{191*7}}{% raw %}${191*7}",
    "javascript:alert(1)",
    "<!--<![CDATA[",
    "\u202eevil\u2028\u2029",
    "&lt;b&gt;&amp;",
    "=cmd|' /C calc'!A0",
)


@pytest.mark.parametrize("word", WORDS)
def test_a_hostile_text_is_inert_on_every_page(word: str, tmp_path: Path) -> None:
    site = leading(word).site(tmp_path, f"hostile-{WORDS.index(word)}")
    for path in PAGES:
        answer = site.get(f"/en{path}")
        found = Markup(answer.text)
        assert answer.status_code == 200
        assert found.forbidden == []
        assert all(s.get("src", "").startswith("/static/") for s in found.scripts)  # type: ignore[union-attr]
        assert not [u for u in found.links if u.lower().startswith("javascript:")]
        assert "1337" not in answer.text.replace("&#34;", "") or "191*7" not in word


@pytest.mark.parametrize("query", WORDS)
def test_a_hostile_question_is_inert(query: str, tmp_path: Path) -> None:
    from urllib.parse import quote

    site = leading().site(tmp_path, "plain-search")
    answer = site.get(f"/zh/search?q={quote(query)}")
    found = Markup(answer.text)
    assert found.forbidden == []
    assert all(s.get("src", "").startswith("/static/") for s in found.scripts)  # type: ignore[union-attr]


def test_no_cell_of_a_table_starts_a_formula(tmp_path: Path) -> None:
    graph = leading()
    graph.thing("d_evil", "Organization", "=1+1")
    site = graph.site(tmp_path, "formula")
    rows = site.get("/things/organisations.csv").text.splitlines()
    assert any("'=1+1" in row for row in rows)
    assert not any(cell.startswith("=") for row in rows for cell in row.split(","))


UNFIT = (
    "\x00",
    "plan\x00",
    "\x1b[2J",
    "\x0c",
    "\uffff",
    "\ufffe",
    "'" * 40,
    "[x]:*?/\\",
    "\U00020000" * 40,
)


@pytest.mark.parametrize("query", UNFIT)
@pytest.mark.parametrize("form", ["", ".json", ".csv", ".xlsx"])
def test_what_was_looked_for_does_not_break_a_file(query: str, form: str, tmp_path: Path) -> None:
    from urllib.parse import quote

    site = leading().site(tmp_path, "plain-files")
    for lang in ("zh", "en"):
        answer = site.get(f"/{lang}/search{form}?q={quote(query)}")
        assert answer.status_code == 200
        if form == ".xlsx":
            name = load_workbook(BytesIO(answer.content)).sheetnames[0]
            assert 0 < len(name.encode("utf-16-le")) <= 62
            assert not name.startswith("'") and not name.endswith("'")


@pytest.mark.parametrize("sign", "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
def test_no_cell_and_no_heading_starts_a_formula(sign: str) -> None:
    heading, cell = csv.reader(StringIO(Table([f"{sign}1"], [[f"{sign}1"]]).csv()[1:], newline=""))
    assert heading == cell == [f"'{sign}1"]


def test_cells_hold_what_xml_cannot_as_a_replacement() -> None:
    table = Table(["a\x00"], [["b\x1f"], [3], [None], ["=1"]])
    book = load_workbook(BytesIO(table.xlsx("t", {"address": "\uffff"})))
    assert [row[0].value for row in book["t"].rows] == ["a\ufffd", "b\ufffd", 3, None, "=1"]
    assert book["t"]["A5"].data_type == "s"
    assert book["about"]["B2"].value == "\ufffd"
