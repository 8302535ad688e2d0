"""Read a Word document as it reads when all tracked changes are accepted.

The XML is read itself (ECMA-376 Part 1, 17): python-docx passes over tracked insertions, text
boxes and the numbers that Word makes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from loaders.intake.blocks import Block, Kind, Piece, Reading, row
from loaders.intake.docx_numbers import Numbering
from loaders.intake.files import open_package, unpack
from loaders.intake.markup import attribute, child, children, parse_xml, tag_of
from loaders.intake.refusals import Refused

_SKIPPED: Final = frozenset(
    ("del", "moveFrom", "instrText", "delText", "pPr", "rPr", "rt", "Fallback", "annotationRef")
)
_HEADING: Final = re.compile(r"(?:heading|标题|title|subtitle)\s*\d?", re.I)
_CONTENTS: Final = re.compile(r"(?:toc|目录)\s*\d?", re.I)
_BREAKS: Final = {"tab": " ", "br": " ", "cr": " ", "noBreakHyphen": "-", "ptab": " "}


def read_docx(data: bytes) -> Reading:
    """Read a Word document.

    Raises:
        Refused: damaged, locked, or not what it says it is.
    """
    archive = open_package(data)
    body = unpack(archive, "word/document.xml")
    if body is None:
        raise Refused("damaged", "word/document.xml")

    def part(name: str) -> Any | None:
        found = unpack(archive, f"word/{name}.xml")
        return parse_xml(found, name) if found else None

    root = child(parse_xml(body, "document"), "body")
    if root is None:
        raise Refused("damaged", "word/document.xml has no body")
    reader = _Reader(
        Numbering.read(part("numbering")),
        _styles(part("styles")),
        _notes(part("footnotes")),
        _notes(part("endnotes")),
    )
    reader.blocks(root)
    reader.finish()
    reader.reading.meta.update(_properties(unpack(archive, "docProps/core.xml")))
    return reader.reading


def _properties(data: bytes | None) -> dict[str, str]:
    """Read what the file says of itself; titles of templates are left to the header's rules."""
    if not data:
        return {}
    root = parse_xml(data, "core")
    return {
        f"docx:{tag_of(one)}": one.text.strip()
        for one in children(root, "title", "created")
        if one.text and one.text.strip()
    }


class _Style:
    """What of a paragraph's style counts here."""

    def __init__(self, name: str, number: tuple[str, int] | None, based: str) -> None:
        self.name, self.number, self.based = name, number, based


def _styles(root: Any | None) -> dict[str, _Style]:
    found: dict[str, _Style] = {}
    for style in children(root, "style") if root is not None else ():
        name, based, own = child(style, "name"), child(style, "basedOn"), child(style, "pPr")
        found[attribute(style, "styleId") or ""] = _Style(
            (attribute(name, "val") if name is not None else None) or "",
            _number(own),
            (attribute(based, "val") if based is not None else None) or "",
        )
    return found


def _number(properties: Any | None) -> tuple[str, int] | None:
    """Return the list and the level that a paragraph's properties put it in."""
    own = child(properties, "numPr") if properties is not None else None
    if own is None:
        return None
    number, level = child(own, "numId"), child(own, "ilvl")
    deep = (attribute(level, "val") if level is not None else None) or "0"
    return (
        (attribute(number, "val") if number is not None else None) or "",
        int(deep) if deep.isascii() and deep.isdigit() and len(deep) < 3 else 0,
    )


def _notes(root: Any | None) -> dict[str, Any]:
    if root is None:
        return {}
    return {
        attribute(note, "id") or "": note
        for note in children(root, "footnote", "endnote")
        if attribute(note, "type") in (None, "normal")
    }


class _Reader:
    """Walks the body once; notes and boxes follow the paragraph that they hang on."""

    def __init__(
        self,
        numbering: Numbering,
        styles: dict[str, _Style],
        footnotes: dict[str, Any],
        endnotes: dict[str, Any],
    ) -> None:
        self.numbering, self.styles = numbering, styles
        self.notes = {"footnoteReference": footnotes, "endnoteReference": endnotes}
        self.reading = Reading()
        self.tables = 0
        self.noted = 0
        self.pending: list[Any] = []
        self.at_end: list[Block] = []
        self.of_cells: list[Block] = []
        """Footnotes of a table's cells, which follow the table."""
        self.carried = ""
        """Text of a paragraph whose end was deleted: it goes on in the next one."""

    def blocks(self, holder: Any, depth: int = 0) -> None:
        """Read paragraphs and tables in order."""
        if depth > 40:
            return
        for one in children(holder):
            tag = tag_of(one)
            if tag == "p":
                self._paragraph(one, depth)
            elif tag == "tbl":
                self._table(one, depth)
            elif tag == "sdt":
                if self._is_contents(one):
                    self.reading.omit("contents", "".join(_words(one)))
                else:
                    content = child(one, "sdtContent")
                    if content is not None:
                        self.blocks(content, depth + 1)
            elif tag in ("ins", "moveTo", "customXml", "smartTag", "AlternateContent", "Choice"):
                self.blocks(one, depth + 1)

    def finish(self) -> None:
        """Write what is left to the end: a carried paragraph, endnotes."""
        if self.carried.strip():
            self._add("paragraph", self.carried)
        self.reading.blocks += self.at_end

    def _add(self, kind: Kind, text: str) -> None:
        self.reading.blocks.append(Block(kind, [Piece(text)]))

    def _paragraph(self, paragraph: Any, depth: int) -> None:
        properties = child(paragraph, "pPr")
        style = self._style(properties)
        text = "".join(self._text(paragraph, 0))
        if _CONTENTS.fullmatch(style.name):
            self.reading.omit("contents", text)
            self.pending = []
            return
        text = self._mark(properties, style, text) + text
        if _is_deleted(properties):
            self.carried += text
        else:
            text, self.carried = self.carried + text, ""
            self._add("heading" if _HEADING.fullmatch(style.name) else "paragraph", text)
        self._hanging(depth)

    def _style(self, properties: Any | None) -> _Style:
        own = child(properties, "pStyle") if properties is not None else None
        name = (attribute(own, "val") if own is not None else None) or ""
        return self.styles.get(name, _Style("", None, ""))

    def _mark(self, properties: Any | None, style: _Style, text: str) -> str:
        """Return the number that Word shows before a paragraph."""
        number, seen = _number(properties), 0
        while number is None and style.number is None and style.based and seen < 10:
            style, seen = self.styles.get(style.based, _Style("", None, "")), seen + 1
        number = number or style.number
        if number is None or number[0] in ("", "0") or not text.strip():
            return ""
        return self.numbering.next(*number)

    def _is_contents(self, sdt: Any) -> bool:
        gallery = child(sdt, "sdtPr", "docPartObj", "docPartGallery")
        return gallery is not None and "Contents" in (attribute(gallery, "val") or "")

    def _text(self, holder: Any, depth: int) -> Iterator[str]:
        """Yield the words of a paragraph; boxes and notes in it are put aside."""
        if depth > 40:
            return
        for one in children(holder):
            tag = tag_of(one)
            if tag in ("t", "rubyBase") and tag == "t":
                yield one.text or ""
            elif tag in _BREAKS:
                yield _BREAKS[tag]
            elif tag == "sym":
                yield _symbol(one)
            elif tag in ("txbxContent", "footnoteReference", "endnoteReference"):
                self.pending.append(one)
            elif tag == "r" and _is_hidden(one):
                continue
            elif tag not in _SKIPPED:
                yield from self._text(one, depth + 1)

    def _hanging(self, depth: int) -> None:
        """Write the boxes and notes of the paragraph that was just written."""
        waiting, self.pending = self.pending, []
        for one in waiting:
            tag = tag_of(one)
            if tag == "txbxContent":
                self.blocks(one, depth + 1)
                continue
            note = self.notes[tag].get(attribute(one, "id") or "")
            if note is None:
                continue
            words = " ".join("".join(self._text(p, 0)).strip() for p in children(note, "p"))
            self.pending = []
            if tag == "footnoteReference":
                self._add("note", words)
            else:
                self.at_end.append(Block("note", [Piece(words)]))

    def _table(self, table: Any, depth: int) -> None:
        """Write a table row by row; a cell that spans rows stands in the first of them."""
        if depth > 8:
            return
        self.tables += 1
        number, count = self.tables, 0
        for line in _rows(table):
            cells: list[list[Piece]] = [[] for _ in range(_skipped(line, "gridBefore"))]
            for cell in _cells(line):
                cells += self._cell(cell, (number, count + 1, len(cells) + 1), depth)
            if any(piece.text.strip() for cell in cells for piece in cell):
                count += 1
                self.reading.blocks.append(row(cells))
        self._hanging(depth)
        self.reading.blocks += self.of_cells
        self.of_cells = []

    def _cell(self, cell: Any, mark: tuple[int, int, int], depth: int) -> list[list[Piece]]:
        """Return a cell's words, followed by an empty cell for each further column it spans."""
        inner = _Reader(self.numbering, self.styles, {}, {})
        inner.notes, inner.tables = self.notes, self.tables
        inner.blocks(cell, depth + 1)
        inner.finish()
        self.tables = inner.tables
        self.of_cells += [block for block in inner.reading.blocks if block.kind == "note"]
        words = " ".join(
            block.text.replace("\t", " ").strip()
            for block in inner.reading.blocks
            if block.text.strip() and block.kind != "note"
        )
        properties = child(cell, "tcPr")
        merged = child(properties, "vMerge") if properties is not None else None
        if merged is not None and attribute(merged, "val") in (None, "continue"):
            words = ""
        span = child(properties, "gridSpan") if properties is not None else None
        wide = (attribute(span, "val") if span is not None else None) or "1"
        further = min(int(wide), 64) - 1 if wide.isascii() and wide.isdigit() else 0
        return [[Piece(words, 0, mark)] if words else [], *([] for _ in range(max(further, 0)))]


def _rows(table: Any) -> Iterator[Any]:
    for one in children(table):
        tag = tag_of(one)
        if tag == "tr":
            properties = child(one, "trPr")
            if properties is None or child(properties, "del") is None:
                yield one
        elif tag in ("sdt", "customXml", "ins"):
            content = child(one, "sdtContent") if tag == "sdt" else one
            if content is not None:
                yield from _rows(content)


def _cells(line: Any) -> Iterator[Any]:
    for one in children(line):
        tag = tag_of(one)
        if tag == "tc":
            yield one
        elif tag in ("sdt", "customXml"):
            content = child(one, "sdtContent") if tag == "sdt" else one
            if content is not None:
                yield from _cells(content)


def _skipped(line: Any, name: str) -> int:
    found = child(line, "trPr", name)
    value = (attribute(found, "val") if found is not None else None) or "0"
    return min(int(value), 64) if value.isascii() and value.isdigit() else 0


def _is_deleted(properties: Any | None) -> bool:
    """Whether the end of a paragraph is deleted, so that the next one goes on in it."""
    return properties is not None and (
        child(properties, "rPr", "del") is not None
        or child(properties, "rPr", "moveFrom") is not None
    )


def _is_hidden(run: Any) -> bool:
    mark = child(run, "rPr", "vanish")
    return mark is not None and attribute(mark, "val") not in ("0", "false", "off")


def _symbol(one: Any) -> str:
    code = attribute(one, "char") or ""
    try:
        value = int(code, 16)
    except ValueError:
        return ""
    return "" if 0xE000 <= value <= 0xF8FF or value > 0x10FFFF else chr(value)


def _words(holder: Any) -> Iterator[str]:
    for one in holder.iter():
        if tag_of(one) == "t" and one.text:
            yield one.text
