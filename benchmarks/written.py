"""Parts of the docs that scripts write, between ``<!-- begin: …`` and ``<!-- end -->``."""

from __future__ import annotations

from pathlib import Path

DOCS = Path(__file__).resolve().parents[1] / "docs"


def put_into(page: Path, command: str, lines: list[str]) -> None:
    """Put lines into a page, where it says that a command writes them.

    Args:
        page: A Markdown file.
        command: As the page names it, such as ``benchmarks.desk_player --write``.
        lines: What stands there from now on.

    Raises:
        ValueError: The page has no such place.
    """
    before, mark, rest = page.read_text("utf-8").partition(
        f"<!-- begin: written by python -m {command} -->\n"
    )
    if not mark:
        raise ValueError(f"{page.name} has no place for {command}")
    _, _, after = rest.partition("<!-- end -->")
    page.write_text(before + mark + "\n".join(lines) + "\n<!-- end -->" + after, "utf-8")
