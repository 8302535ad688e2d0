"""Which pages the site has, in which order, and where each of them stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal, cast

from loaders.yaml.reader import read_yaml

Language = Literal["en", "zh"]
LANGUAGES: Final[tuple[Language, ...]] = ("en", "zh")
CONTENTS: Final = "docs/site.yaml"
_ADDRESSES: Final = {
    "README.md": "index.html",
    "docs/README.zh.md": "zh/index.html",
    "docs/decisions/README.md": "decisions.html",
    "examples/shelf/README.md": "shelf.html",
}
_CHINESE: Final = {"README.md": "docs/README.zh.md"}


@dataclass(slots=True)
class Page:
    """One page: what it is made of, and where it stands below the site's folder."""

    source: str
    """Its file in the repository, or the words that name what it is made from."""
    address: str
    language: Language
    text: str
    group: str = ""
    counterpart: str = ""
    """Address of the same page in the other language; empty where there is none."""
    title: str = ""
    anchors: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a page: where, and what."""

    source: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.source}:{self.line}: {self.text}"


def address_of(source: str) -> str:
    """Return where the page of a Markdown file stands below the site's folder."""
    if source in _ADDRESSES:
        return _ADDRESSES[source]
    name = source.removeprefix("docs/").removesuffix(".md").lower()
    if name.endswith(".zh"):
        return f"zh/{name.removesuffix('.zh')}.html"
    return f"{name}.html"


def read_plan(root: Path) -> tuple[list[Page], list[Problem]]:
    """Return the pages that ``docs/site.yaml`` lists, each before its Chinese.

    Every Markdown file of the root and of ``docs`` must be listed, and every listed one be there.
    """
    node, wrong = read_yaml((root / CONTENTS).read_bytes(), CONTENTS)
    problems = [Problem(CONTENTS, found.at.line or 1, found.en) for found in wrong]
    groups = cast("dict[str, list[dict[str, object]]]", node or {"groups": []})["groups"]
    pages: list[Page] = []
    for group in groups:
        title = cast("dict[str, str]", group["title"])
        for source in cast("list[str]", group["pages"]):
            if not (root / source).is_file():
                problems.append(Problem(CONTENTS, 1, f"there is no page {source}"))
                continue
            pages += _in_both_languages(root, source, title)
    listed = {page.source for page in pages}
    for path in sorted([*root.glob("*.md"), *(root / "docs").rglob("*.md")]):
        if (name := path.relative_to(root).as_posix()) not in listed:
            problems.append(Problem(name, 1, f"no group of {CONTENTS} has this page"))
    return pages, problems


def _in_both_languages(root: Path, source: str, title: dict[str, str]) -> list[Page]:
    chinese = _CHINESE.get(source, f"{source.removesuffix('.md')}.zh.md")
    made = [_page(root, source, "en", title["en"])]
    if (root / chinese).is_file():
        made.append(_page(root, chinese, "zh", title["zh"]))
        made[0].counterpart, made[1].counterpart = made[1].address, made[0].address
    return made


def _page(root: Path, source: str, language: Language, group: str) -> Page:
    text = (root / source).read_text(encoding="utf-8")
    return Page(source, address_of(source), language, text, group)
