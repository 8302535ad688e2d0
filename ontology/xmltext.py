"""RDF/XML and SPARQL XML that every XML reader reads as it was meant, or not at all.

The engine writes a carriage return as it stands, which XML readers turn into a line feed
(XML 1.0, section 2.11), characters that XML cannot hold (section 2.2), and element names without
a local part, which its own reader alone takes.
"""

from __future__ import annotations

import re
from typing import Final

_CONTROL: Final = bytes(code for code in range(32) if code not in b"\t\n\r")
_UNFIT: Final = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
_NAMELESS: Final = re.compile(rb"<[^<>\s:/?!]+:(?=[\s/>])")
"""An element whose name ends with its prefix: in what the engine writes, no text holds ``<``."""
UNFIT_TEXT: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
"""The same characters in text."""


class NotXml(ValueError):
    """What is to be written cannot be said in XML; ``en`` and ``zh`` say why."""

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en)
        self.en = en
        self.zh = zh

    def __reduce__(self) -> tuple[type[NotXml], tuple[str, str]]:
        return type(self), (self.en, self.zh)


def exact_xml(data: bytes | bytearray) -> bytes | bytearray:
    """Return XML of the engine with carriage returns that survive reading.

    Raises:
        NotXml: it holds characters that XML cannot, or a property that has no name in it.
    """
    if _holds_unfit(data) and (found := _UNFIT.search(data)):
        raise unfit(found.group().decode("utf-8"))
    if b"<rdf:RDF" in data[:200] and (nameless := _NAMELESS.search(data)):
        raise _no_name(_namespace(data, nameless))
    return data.replace(b"\r", b"&#xD;") if b"\r" in data else data


def _holds_unfit(data: bytes | bytearray) -> bool:
    """Tell it ten times as fast as a pattern does, which nearly never finds anything."""
    return (
        len(data.translate(None, _CONTROL)) < len(data)
        or b"\xef\xbf\xbe" in data
        or b"\xef\xbf\xbf" in data
    )


def unfit(character: str) -> NotXml:
    """Return the error of a character that XML cannot hold."""
    code = f"U+{ord(character):04X}"
    return NotXml(
        f"a text holds the character {code}, which XML cannot carry; choose a format that is no "
        "XML, such as json or turtle",
        f"文本中有 XML 无法表示的字符 {code};请选用非 XML 的格式,如 json 或 turtle",
    )


def reserved(detail: str) -> NotXml:
    """Return the error of a property that RDF/XML keeps for itself."""
    return NotXml(
        f"{detail}; choose Turtle, N-Triples or JSON-LD",
        f"RDF/XML 无法表示({detail});请选用 Turtle、N-Triples 或 JSON-LD",
    )


def _namespace(data: bytes | bytearray, found: re.Match[bytes]) -> str:
    rest = bytes(data[found.end() : found.end() + 500])
    given = re.match(rb'\s+xmlns:[^=]*="([^"]*)"', rest)
    return given[1].decode("utf-8", "replace") if given else found.group().decode()[1:]


def _no_name(iri: str) -> NotXml:
    return NotXml(
        f"the property {iri} has no name that RDF/XML can write; choose Turtle, N-Triples or "
        "JSON-LD",
        f"属性 {iri} 在 RDF/XML 中没有可用的名称;请选用 Turtle、N-Triples 或 JSON-LD",
    )
