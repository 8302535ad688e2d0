# ruff: noqa: E501 - pages as they are
"""Make of the shelf's texts the files that they would be: page, Word file or PDF.

    python -m examples.shelf.typeset --corpus FOLDER [--to FOLDER] [--only ID]

The facts of this workspace rest on six official documents.  Their texts are not in the repository;
who has them as plain text, as a corpus holds them, makes with this script the files that a reader
would get from an office: a Word file with a table, a page of a government's site with menus and an
index card, a PDF with a red head and numbers of pages.  ``policykg add`` then takes them in.

What the corpus did to a text is undone first: paragraphs that stand behind a blank stand alone
again, 後 and 馀 (a converter's) are 后 and 余, blanks inside words and the frame of a page go.
"""

from __future__ import annotations

import argparse
import html
import io
import re
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from benchmarks.intake_files import chromium

HERE: Final = Path(__file__).resolve().parent
_OLD_FORMS: Final = str.maketrans("後馀", "后余")
_NARROW: Final = re.compile(r"(?<=[一-龥“”]) (?=[一-龥“”])")
"""A blank that the end of a line left inside a word."""

Row = list[str]


@dataclass(frozen=True, slots=True)
class Document:
    """A text with its paragraphs and tables, and who issued it when, as the text says."""

    title: str
    blocks: list[str | list[Row]]
    signature: tuple[str, ...] = ()
    """Office and day below the text, as printed there; empty where the text has none."""
    number: str = ""
    head: str = ""
    """The office in the red head of a print."""


@dataclass(frozen=True, slots=True)
class Item:
    """One document of the shelf: its text in the corpus, and what file it becomes."""

    source: str
    suffix: str
    read: Callable[[str], Document]
    make: Callable[[Document, Path], bytes]
    needs: tuple[str, ...] = field(default=())
    """Programs without which the file cannot be made."""


# Reading the corpus


def paragraphs(text: str) -> list[str]:
    """Return a text's paragraphs, which a blank or a line's end parts."""
    return text.translate(_OLD_FORMS).split()


def between(text: str, first: str, last: str) -> str:
    """Return what stands from the first such words to the next such words, both included.

    Raises:
        ValueError: Where the words are not in the text; it is then another text.
    """
    start = text.index(first)
    return text[start : text.index(last, start) + len(last)]


def read_table(text: str, columns: int) -> Document:
    """Read a table of one cell a line, each closed by a bar, below its title."""
    title, *cells = text.splitlines()
    words = [_NARROW.sub("", cell.strip().removesuffix("|").strip()) for cell in cells if cell]
    rows = [words[at : at + columns] for at in range(0, len(words), columns)]
    return Document(title.strip(), [rows])


def read_measures(text: str, last: str) -> Document:
    """Read a text whose paragraphs a blank parts; what follows its last words is a page's foot."""
    title, *rest = paragraphs(text[: text.rindex(last) + len(last)])
    return Document(title, list(rest))


def read_notice(text: str) -> Document:
    """Read a notice out of a stored page: its number above the title, its parts a line each."""
    article = between(text, "穗府办函〔2024〕47号\n", "有效期至2026年12月31日止。")
    number, title, *rest = article.splitlines()
    return Document(title, list(rest), number=number)


def read_indented(text: str) -> Document:
    """Read a text whose paragraphs begin with blanks, a line each."""
    title, *rest = (line.strip() for line in text.splitlines())
    return Document(title, [line for line in rest if line])


# Setting


def _body(document: Document) -> str:
    parts = []
    for block in document.blocks:
        if isinstance(block, str):
            parts.append(f"<p>{html.escape(block)}</p>")
        else:
            cells = ("".join(f"<td>{html.escape(cell)}</td>" for cell in row) for row in block)
            parts.append(
                "<table border=1>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"
            )
    return "\n".join(parts)


def page(document: Document, menu: tuple[str, ...], charset: str) -> bytes:
    """Set a page of a government's site: menu, breadcrumbs, share bar and foot around the text."""
    links = "".join(f'<li><a href="/{at}.html">{word}</a></li>' for at, word in enumerate(menu))
    title = html.escape(document.title)
    number = f"<p>{document.number}</p>" if document.number else ""
    signed = "".join(f'<p style="text-align:right">{line}</p>' for line in document.signature)
    return f"""<!DOCTYPE html><html lang="zh"><head><meta charset="{charset}"><title>{title}</title></head><body>
<div class="header"><ul>{links}</ul></div>
<div class="position">当前位置：<a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a> &gt; 政策文件</div>
<div class="article"><h1>{title}</h1><div class="info"><span>浏览次数：<i>0</i></span><span>【字体：<a>大</a> <a>中</a> <a>小</a>】</span></div>
<div class="content">{number}{_body(document)}{signed}</div>
<div class="share">分享到：<a>微信</a> <a>微博</a></div></div>
<div class="footer"><ul>{links}</ul><p>版权所有　网站地图　隐私声明</p></div></body></html>
""".encode(charset)


def print_red(document: Document, folder: Path, columns: int = 1) -> bytes:
    """Print an official document: a red head, `— 3 —` at the foot, one column or two."""
    style = (
        '@page{size:A4;margin:3cm 2.6cm;@bottom-center{content:"— " counter(page) " —";font-size:11pt}}'
        "body{font-family:'Noto Serif CJK SC',serif;font-size:14pt;line-height:1.7}"
        "h1{text-align:center;font-size:20pt;font-weight:normal}p{text-indent:2em;margin:0}"
        ".red{color:#c00;font-size:28pt;text-align:center;text-indent:0;border-bottom:2pt solid #c00}"
        ".right{text-align:right}.body{text-align:justify}"
    )
    if columns > 1:
        style += f".body{{column-count:{columns};column-gap:2em;font-size:10.5pt}}"
    head = f'<p class="red">{document.head}</p>' if document.head else ""
    signed = "".join(f'<p class="right">{line}</p>' for line in document.signature)
    text = (
        f'<!doctype html><html lang="zh"><head><meta charset="utf-8"><style>{style}</style></head>'
        f'<body>{head}<h1>{html.escape(document.title)}</h1><div class="body">{_body(document)}'
        f"{signed}</div></body></html>"
    )
    return chromium(text, folder, "print")


def word(document: Document) -> bytes:
    """Set a Word file: a centred title, indented paragraphs, tables with rules, page numbers."""
    from docx import Document as Word  # of the extra `add`
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    made = Word()
    foot = made.sections[0].footer.paragraphs[0]
    field_code = OxmlElement("w:fldSimple")
    field_code.set(qn("w:instr"), "PAGE")
    foot._p.append(field_code)
    title = made.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.add_run(document.title).font.size = Pt(20)
    for block in document.blocks:
        if isinstance(block, str):
            made.add_paragraph(block).paragraph_format.first_line_indent = Pt(22)
            continue
        table = made.add_table(len(block), len(block[0]))
        table.style = "Table Grid"
        for row, cells in zip(table.rows, block, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
    for line in document.signature:
        made.add_paragraph(line).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


_MENU: Final = ("首页", "政务公开", "政务服务", "互动交流", "营商环境")

SHELF: Final[dict[str, Item]] = {
    "huoshan-zone-2025": Item(
        "huoshan_2025_table",
        ".docx",
        lambda text: read_table(text, 5),
        lambda document, _: word(document),
    ),
    "taizhou-2020": Item(
        "taizhou_2020",
        ".html",
        lambda text: read_measures(text, "（此件公开发布）"),
        lambda document, _: page(document, _MENU, "gb18030"),
    ),
    "guangzhou-talent-2012": Item(
        "gz_talent_2012",
        ".pdf",
        read_indented,
        print_red,
        ("chromium",),
    ),
    "xiangtan-2020": Item(
        "xiangtan_2020",
        ".pdf",
        lambda text: read_measures(text, "湘潭市遵照执行。 湘潭市人民政府"),
        lambda document, folder: print_red(document, folder, columns=2),
        ("chromium",),
    ),
    "guangzhou-lowalt-2024": Item(
        "gz_lowalt_2024",
        ".html",
        read_notice,
        lambda document, _: page(document, _MENU, "utf-8"),
    ),
    "jiangxi-2020": Item(
        "jiangxi_2020",
        ".docx",
        lambda text: read_measures(text.rpartition(" 来源：")[0], "管委会配合）"),
        lambda document, _: word(document),
    ),
}


def typeset(name: str, corpus: Path, folder: Path) -> Path:
    """Make one document's file.

    Args:
        name: The document's id in this workspace.
        corpus: The folder with its text.
        folder: Where the file goes.

    Returns:
        The file.

    Raises:
        FileNotFoundError: The text is not at hand.
        ValueError: The text is another than this script knows.
    """
    item = SHELF[name]
    text = (corpus / f"{item.source}.txt").read_text(encoding="utf-8")
    target = folder / f"{name}{item.suffix}"
    with tempfile.TemporaryDirectory() as scratch:
        target.write_bytes(item.make(item.read(text), Path(scratch)))
    return target


def main(arguments: list[str] | None = None) -> int:
    """Make the files that can be made; say which cannot, and why."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--corpus", type=Path, default=HERE.parents[2] / "shared/corpus/dev")
    parser.add_argument("--to", type=Path, default=HERE / "typeset")
    parser.add_argument("--only", choices=SHELF, action="append")
    options = parser.parse_args(arguments)
    if not options.corpus.is_dir():
        print(
            f"{options.corpus}: no such folder. The texts are not in this repository; name the "
            "folder that holds them with --corpus. The facts can be checked without them.",
            file=sys.stderr,
        )
        return 2
    options.to.mkdir(parents=True, exist_ok=True)
    missed = 0
    for name in options.only or SHELF:
        absent = [program for program in SHELF[name].needs if not shutil.which(program)]
        if absent:
            print(f"{name}: not made, for {', '.join(absent)} is not installed", file=sys.stderr)
        else:
            try:
                print(typeset(name, options.corpus, options.to))
                continue
            except FileNotFoundError as error:
                print(f"{name}: not made, for {error.filename} is not at hand", file=sys.stderr)
            except ValueError:
                print(f"{name}: not made, for its text is another one", file=sys.stderr)
        missed += 1
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
