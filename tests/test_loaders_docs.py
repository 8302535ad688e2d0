"""What the documentation says of the evidence contract is what the code does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from benchmarks.reading import Form, read
from loaders.evidence.readings import reading_text
from loaders.identity.loading import load_authority
from loaders.languages.zh.normalise import RULES
from loaders.languages.zh.values import read_value
from loaders.yaml.parse import parse_document


@pytest.fixture(scope="module")
def page(root: Path) -> str:
    return (root / "docs" / "evidence.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("rule", RULES)
def test_every_normalisation_is_described(page: str, rule: str) -> None:
    assert f"| `{rule}` |" in page


def test_the_readings_shown_are_those_of_the_machine(page: str) -> None:
    rows = re.findall(r"^\| (\S+) \| ([\d. to]+) \| (\S+) \| (\S+) \|$", page, re.MULTILINE)
    assert len(rows) == 6
    for written, number, unit, bound in rows:
        assert reading_text(read_value(written)) == f"{number.replace(' to ', '~')} {unit} {bound}"


@pytest.fixture(scope="module")
def curating(root: Path) -> list[str]:
    """The YAML of the page for curators, block by block."""
    text = (root / "docs" / "curating.md").read_text(encoding="utf-8")
    return re.findall(r"^```yaml\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def test_the_header_that_curators_are_shown_is_sound(curating: list[str]) -> None:
    header = next(block for block in curating if block.startswith("document:\n"))
    assert parse_document((header + "body: []\n").encode(), "page.yaml").problems == []


def test_the_body_that_curators_are_shown_is_sound(curating: list[str]) -> None:
    header = next(block for block in curating if block.startswith("document:\n"))
    (body,) = [block for block in curating if block.startswith("body:")]
    assert parse_document((header + body).encode(), "page.yaml").problems == []


def test_the_authority_that_curators_are_shown_is_sound(
    curating: list[str], tmp_path: Path
) -> None:
    blocks = [block for block in curating if block.startswith("places:")]
    assert len(blocks) == 2
    for block in blocks:
        (tmp_path / "page.yaml").write_text(block, encoding="utf-8")
        assert load_authority([(tmp_path / "page.yaml", "page.yaml")])[1] == []


OLD, NEW = "sanming-environmental-protection", "sanming-ecology-environment"


@pytest.mark.parametrize(
    ("name", "year", "meant"),
    [
        ("市环境局", 2015, OLD),
        ("市环境局", 2019, NEW),
        ("市环境局", 2021, NEW),
        ("市环境局", None, NEW),
        ("市环保局", 2015, OLD),
        ("市环保局", 2019, OLD),
        ("市环保局", 2021, None),
        ("三明市生态环境局", 2021, NEW),
        ("三明市生态环境局", 2015, None),
    ],
)
def test_names_that_hold_for_some_years_are_read_as_curators_are_told(
    curating: list[str], tmp_path: Path, name: str, year: int | None, meant: str | None
) -> None:
    (block,) = [block for block in curating if "since:" in block and block.startswith("places:")]
    (tmp_path / "page.yaml").write_text(block, encoding="utf-8")
    authority, _ = load_authority([(tmp_path / "page.yaml", "page.yaml")])
    assert authority.resolve(("organisation",), name, "sanming", year).id == meant


def test_two_records_of_one_name_and_time_clash_as_curators_are_told(
    curating: list[str], tmp_path: Path
) -> None:
    (block,) = [block for block in curating if "since:" in block and block.startswith("places:")]
    (tmp_path / "page.yaml").write_text(block.replace("    since: 2019\n", ""), encoding="utf-8")
    problems = load_authority([(tmp_path / "page.yaml", "page.yaml")])[1]
    assert {problem.rule for problem in problems} == {"authority-clash"}


@pytest.fixture(scope="module")
def values_page(root: Path) -> str:
    return (root / "docs" / "values.md").read_text(encoding="utf-8")


def test_the_forms_shown_are_read_as_shown(values_page: str) -> None:
    rows = re.findall(r"^\| (\S+) \| `([^`]*)` \|$", values_page, re.MULTILINE)
    assert len(rows) > 60
    assert [(written, read(Form("value", written, ""))) for written, _ in rows] == rows


def test_the_dates_shown_are_read_as_shown(values_page: str) -> None:
    rows = re.findall(r"^\| (\S+) \| (`\S+`|–) \| (`\S+`|–) \|$", values_page, re.MULTILINE)
    assert len(rows) > 20
    for written, deadline, period in rows:
        for field, shown in (("deadline", deadline), ("period", period)):
            assert read(Form(field, written, "")) == (shown.strip("`") if shown != "–" else "none")
