"""Read a web page as government sites have it: the article, without what stands around it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from loaders.intake.blocks import Block, Kind, Piece, Reading, row
from loaders.intake.encodings import decode
from loaders.intake.html_article import Part, article_parts, is_list_of_links
from loaders.intake.markup import MAX_DEPTH, children, parse_html, tag_of
from loaders.intake.page_facts import facts_around, flattened, meta_of
from loaders.intake.refusals import Refused

SKIPPED: Final = frozenset(
    [
        "script",
        "style",
        "noscript",
        "iframe",
        "object",
        "embed",
        "select",
        "option",
        "button",
        "input",
        "textarea",
        "template",
        "svg",
        "canvas",
        "audio",
        "video",
        "head",
        "nav",
        "footer",
        "aside",
        "datalist",
        "map",
    ]
)
_BLOCKS: Final = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "caption",
    ]
)
_HEADINGS: Final = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_HIDDEN: Final = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?!\.)", re.I
)


def read_html(data: bytes) -> Reading:
    """Read a web page.

    Raises:
        Refused: no encoding fits, or there is no article.
    """
    text, encoding = decode(data, declared=True)
    root = parse_html(text)
    reading = Reading(encoding=encoding)
    reading.meta.update(meta_of(root))
    walker = _Walker()
    walker.walk(root, Part.outer())
    if is_list_of_links(walker.parts):
        raise Refused("no-article")
    kept, dropped = article_parts(walker.parts, reading.meta.get("title", ""))
    for part, why in dropped:
        reading.omit(why, part.text)
    reading.meta.update(facts_around(walker.parts))
    tables: dict[int, int] = {}
    for part in kept:
        reading.blocks += _blocks_of(part, tables)
    return reading


@dataclass(slots=True)
class _Open:
    """A block that is being read."""

    holder: Part
    words: list[str] = field(default_factory=list)
    linked: int = 0
    link: bool = False


@dataclass(slots=True)
class _Walker:
    """Turns a tree into parts: the shortest blocks of text, each knowing what it lies in."""

    parts: list[Part] = field(default_factory=list)
    number: int = 0

    def walk(self, element: Any, holder: Part, depth: int = 0) -> None:
        """Read an element's blocks, in order."""
        self._walk(element, _Open(holder), depth)

    def _walk(self, element: Any, at: _Open, depth: int) -> None:
        if depth > MAX_DEPTH:
            return
        self.number += 1
        inner = at.holder.inside(self.number, element)
        open_ = _Open(inner)
        self._text(open_, element.text)
        items = 0
        for one in children(element):
            tag = tag_of(one)
            if tag in SKIPPED or is_hidden(one):
                pass
            elif tag == "table" and is_data_table(one):
                self._close(open_)
                self.parts.append(_table(one, inner))
            elif tag in _BLOCKS or _has_blocks(one):
                self._close(open_)
                items += tag == "li"
                mark = f"{items}. " if tag_of(element) == "ol" and tag == "li" else ""
                before = len(self.parts)
                self._walk(one, open_, depth + 1)
                if (
                    mark
                    and len(self.parts) > before
                    and not _NUMBERED.match(self.parts[before].text)
                ):
                    self.parts[before].text = mark + self.parts[before].text
            elif tag == "br":
                self._close(open_)
            else:
                self._inline(one, open_, depth + 1)
            self._text(open_, one.tail)
        self._close(open_)

    def _inline(self, element: Any, at: _Open, depth: int) -> None:
        if depth > MAX_DEPTH:
            return
        tag = tag_of(element)
        linked, at.link = at.link, at.link or tag == "a"
        self._text(at, element.text)
        for one in children(element):
            inner = tag_of(one)
            if inner == "br":
                self._close(at)
            elif inner not in SKIPPED and not is_hidden(one):
                self._inline(one, at, depth + 1)
            self._text(at, one.tail)
        at.link = linked

    def _text(self, at: _Open, text: str | None) -> None:
        if not text:
            return
        at.words.append(text)
        if at.link:
            at.linked += len("".join(text.split()))

    def _close(self, at: _Open) -> None:
        """End a block: what stands in it becomes a part."""
        text = flattened("".join(at.words))
        if text:
            part = at.holder.copy()
            part.text, part.linked = text, min(at.linked, len(text))
            self.parts.append(part)
        at.words, at.linked = [], 0


_NUMBERED: Final = re.compile(r"[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．]")


def is_hidden(element: Any) -> bool:
    """Whether an element is not shown."""
    return element.get("hidden") is not None or bool(_HIDDEN.search(element.get("style") or ""))


def _has_blocks(element: Any) -> bool:
    """Whether an inline element holds blocks, as `<font><p>…</p></font>` of old pages does."""
    for number, one in enumerate(element.iter()):
        if number > 400:
            return True
        if number and tag_of(one) in _BLOCKS:
            return True
    return False


def is_data_table(table: Any) -> bool:
    """Whether a table holds rows of short cells, and does not lay out the page."""
    rows = wide = 0
    for one in table.iter():
        tag = tag_of(one)
        if tag == "table" and one is not table:
            return False
        if tag == "tr":
            cells = sum(tag_of(cell) in ("td", "th") for cell in one)
            rows += 1
            wide += cells > 1
        if tag in ("td", "th") and sum(tag_of(p) in ("p", "div", "h1", "ul") for p in one) > 12:
            return False
    return rows > 1 and wide * 2 >= rows


def _table(table: Any, holder: Part) -> Part:
    """Read a table's rows; a cell that spans rows or columns stands in the first of them."""
    part = holder.copy()
    taken: dict[tuple[int, int], bool] = {}
    number = 0
    for one in table.iter():
        if tag_of(one) == "caption":
            part.caption = flattened("".join(one.itertext()))
        if tag_of(one) != "tr":
            continue
        cells: list[str] = []
        for cell in children(one, "td", "th"):
            while taken.get((number, len(cells))):
                cells.append("")
            wide, high = _span(cell.get("colspan")), _span(cell.get("rowspan"))
            for below in range(1, high):
                for aside in range(wide):
                    taken[number + below, len(cells) + aside] = True
            words = _cell_text(cell)
            part.linked += _linked(cell)
            cells += [words, *([""] * (wide - 1))]
        number += 1
        if any(cells):
            part.rows.append(cells)
    part.text = "\n".join("\t".join(cells) for cells in part.rows)
    return part


def _cell_text(cell: Any) -> str:
    """Return a cell's words, its paragraphs parted by a blank."""
    walker = _Walker()
    walker.walk(cell, Part.outer())
    return " ".join(part.text.replace("\t", " ").replace("\n", " ") for part in walker.parts)


def _linked(cell: Any) -> int:
    return sum(len("".join("".join(link.itertext()).split())) for link in cell.iter("a"))


def _span(value: str | None) -> int:
    value = (value or "1").strip()
    return max(1, min(int(value), 64)) if value.isascii() and value.isdigit() else 1


def _blocks_of(part: Part, tables: dict[int, int]) -> Iterator[Block]:
    if not part.rows:
        kind: Kind = "heading" if part.tag in _HEADINGS else "paragraph"
        yield Block(kind, [Piece(part.text)])
        return
    if part.caption:
        yield Block("paragraph", [Piece(part.caption)])
    table = tables.setdefault(len(tables), len(tables) + 1)
    for number, cells in enumerate(part.rows, start=1):
        yield row(
            [
                [Piece(words, 0, (table, number, column))] if words else []
                for column, words in enumerate(cells, start=1)
            ]
        )
