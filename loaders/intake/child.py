"""The process that reads one file: imports, gives up its means, reads, answers, ends.

Its words are the kind of file, the memory and the seconds it may take; the file's bytes come on
standard input, the answer goes to standard output as JSON.
"""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Callable
from typing import Any

from loaders.intake import encodings, markup, page_image, pdf_pages, pdf_tables
from loaders.intake.blocks import Reading, assemble
from loaders.intake.docx import read_docx
from loaders.intake.html import read_html
from loaders.intake.limits import confine
from loaders.intake.pdf import read_pdf
from loaders.intake.plain import read_plain
from loaders.intake.refusals import Refused

PAGE = "page"
"""In the place of a kind of file: draw one page of a PDF, as the fourth word says."""
_LIBRARY = {
    "pypdfium2": "pypdfium2",
    "pypdfium2_raw": "pypdfium2",
    "pdfplumber": "pdfplumber",
    "lxml": "lxml",
    "charset_normalizer": "charset-normalizer",
}


def reader_of(kind: str) -> Callable[[bytes], Reading]:
    """Return the reader of a kind of file, with all that it needs loaded.

    Raises:
        Refused: a library that it needs is not installed.
    """
    try:
        encodings.preload()
        if kind == "pdf":
            pdf_pages.preload()
            pdf_tables.preload()
            return read_pdf
        if kind in ("docx", "html"):
            markup.preload()
            return read_docx if kind == "docx" else read_html
    except ImportError as error:
        name = (error.name or "").partition(".")[0]
        raise Refused("library", _LIBRARY.get(name, name or "policykg[add]")) from None
    return read_plain


def answer(read: Callable[[bytes], Reading], data: bytes) -> dict[str, Any]:
    """Read a file, or say why not."""
    try:
        reading = read(data)
        text = assemble(reading.blocks)
    except Refused as refused:
        return {"refused": refused.reason, "detail": refused.detail}
    except MemoryError:
        return {"refused": "memory"}
    except RecursionError:
        return {"refused": "damaged", "detail": "nested too deeply"}
    return {
        "text": text.as_json(),
        "meta": reading.meta,
        "left_out": reading.left_out,
        "encoding": reading.encoding,
    }


def drawn(data: bytes, asked: str) -> dict[str, Any]:
    """Draw a page of a PDF, or say why not."""
    try:
        return page_image.answer_of(data, json.loads(asked))
    except Refused as refused:
        return {"refused": refused.reason, "detail": refused.detail}
    except MemoryError:
        return {"refused": "memory"}


def main(words: list[str]) -> None:
    """Run as the child."""
    kind, memory, seconds = words[0], int(words[1]), int(words[2])
    asked = words[3] if kind == PAGE else ""
    try:
        read = reader_of("pdf" if asked else kind)
    except Refused as refused:
        _say({"refused": refused.reason, "detail": refused.detail})
        return
    gc.freeze()
    data = sys.stdin.buffer.read()
    limits = confine(memory, seconds)
    answered = drawn(data, asked) if asked else answer(read, data)
    _say({**answered, "limits": limits})


def _say(what: dict[str, Any]) -> None:
    text = json.dumps(what, ensure_ascii=False).encode("utf-8", "replace")
    sys.stdout.buffer.write(text)
    sys.stdout.buffer.flush()
