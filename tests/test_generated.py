"""What is generated and committed is fresh: constants, tables of the docs, schemas, the palette."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tools import generate


@pytest.mark.parametrize("name", generate.PAGES)
def test_a_generated_file_is_fresh(name: str, root: Path) -> None:
    text, wanted = generate.fresh(name, root)
    assert text == wanted, f"{name} is stale: run `make docs`"


def test_the_chinese_page_about_tables_links_to_the_columns_of_each(root: Path) -> None:
    listed = (root / "docs/tables.zh.md").read_text(encoding="utf-8")
    headings = re.findall(r"(?m)^### (\w+) (\S+)$", (root / "docs/tables.md").read_text("utf-8"))
    assert headings
    for name, zh in headings:
        assert f"| [`{name}`](tables.md#{name}-{zh}) | {zh} |" in listed


def test_a_section_that_a_page_lacks_is_an_error() -> None:
    with pytest.raises(ValueError, match="<!-- rules -->"):
        generate.section("# No markers\n", "rules", "| a |\n")
