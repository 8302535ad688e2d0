"""Terms and lines of canonical N-Quads, written as text.

Source: RDF 1.1 N-Quads and the canonical form of RDF 1.2 N-Quads (W3C): only what must be
escaped is, language tags are lower-case, ``xsd:string`` is not written.  Numbers are in the
canonical form of XSD 1.1, which is also how Oxigraph keeps them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Final

from ontology.terms import EDTF, XSD

_SPECIAL: Final = re.compile(r'["\\\x00-\x1f\x7f]')
_ESCAPES: Final = {
    '"': '\\"',
    "\\": "\\\\",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "\b": "\\b",
    "\f": "\\f",
}
_HAN: Final = re.compile("[\u3400-\u9fff]")


def _replace(match: re.Match[str]) -> str:
    character = match.group()
    return _ESCAPES.get(character) or f"\\u{ord(character):04X}"


def escape(text: str) -> str:
    """Escape a text for the inside of a literal."""
    return _SPECIAL.sub(_replace, text) if _SPECIAL.search(text) else text


def iri(value: str) -> str:
    """Write an IRI; only for IRIs that are known to be sound."""
    return f"<{value}>"


def string(text: str) -> str:
    """Write a plain string."""
    return f'"{escape(text)}"'


def zh(text: str) -> str:
    """Write a text in simplified Chinese."""
    return f'"{escape(text)}"@zh-hans'


def en(text: str) -> str:
    """Write a text in English."""
    return f'"{escape(text)}"@en'


def spoken(text: str) -> str:
    """Write an editor's text in the language it is in: Chinese where Han characters prevail."""
    return zh(text) if len(_HAN.findall(text)) * 3 > len(text) else en(text)


@lru_cache(maxsize=65536)
def integer(value: int) -> str:
    """Write a whole number."""
    return f'"{value}"^^<{XSD.integer}>'


@lru_cache(maxsize=65536)
def decimal(value: Decimal) -> str:
    """Write a decimal: no exponent, no trailing zeros, no lonely point, no minus zero."""
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return f'"{"0" if text in {"-0", ""} else text}"^^<{XSD.decimal}>'


def date(value: str) -> str:
    """Write a date."""
    return f'"{value}"^^<{XSD.date}>'


def edtf(value: str) -> str:
    """Write an EDTF period."""
    return f'"{value}"^^<{EDTF.EDTF}>'


TRUE: Final = f'"true"^^<{XSD.boolean}>'


def sorted_lines(lines: list[str]) -> bytes:
    """Return lines sorted by code point, each once, as UTF-8."""
    return "".join(sorted(set(lines))).encode("utf-8")


def sorted_quads(rows: Mapping[str, list[str]], graph: str) -> bytes:
    """Write the rows of each subject as lines of one graph, sorted by code point.

    Sorting by subject and then by the rest is the same as sorting whole lines, because no
    subject is the beginning of another: each ends with its closing bracket.

    Args:
        rows: Subject → predicate and object, each row once or more.
        graph: IRI in angle brackets.
    """
    end = f" {graph} .\n"
    pieces: list[str] = []
    for subject in sorted(rows):
        pieces += (subject, f"{end}{subject}".join(sorted(set(rows[subject]))), end)
    return "".join(pieces).encode()
