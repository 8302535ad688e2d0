"""XML and HTML into trees, with everything switched off that reaches out; the only door to lxml."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from loaders.intake.refusals import Refused

_DOCTYPE: Final = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.I)
_NO_MEMORY: Final = 2
"""libxml2's number of that error."""
MAX_DEPTH: Final = 200
"""Of nested elements; libxml2's own limit is 256."""


def preload() -> None:
    """Load the library, for a process that can open no file afterwards."""
    import lxml.etree

    assert lxml.etree


def parse_xml(data: bytes, name: str) -> Any:
    """Parse one part of a package.

    Raises:
        Refused: it is no XML, or declares a document type, as no such part does.
    """
    from lxml import etree

    if _DOCTYPE.search(data[:4096].replace(b"\x00", b"")):
        raise Refused("entities")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        _check_memory(error)
        raise Refused("damaged", f"{name}: {str(error)[:80]}") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise Refused("entities")
    return root


def _check_memory(error: Exception) -> None:
    """Tell the end of memory, which lxml reports as a fault of the file, from a fault."""
    if getattr(error, "code", None) == _NO_MEMORY or "memory" in str(error).lower():
        raise MemoryError from error


def parse_html(text: str) -> Any:
    """Parse a web page, whatever its faults.

    Raises:
        Refused: there is no element in it.
    """
    from lxml import etree

    # The text has been decoded already: the parser is not to believe what the page declares.
    parser = etree.HTMLParser(
        no_network=True, remove_comments=True, remove_pis=True, encoding="utf-8"
    )
    try:
        root = etree.fromstring(text.replace("\x00", "").encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        _check_memory(error)
        raise Refused("damaged", str(error)[:80]) from None
    if root is None:
        raise Refused("blank")
    return root


def tag_of(element: Any) -> str:
    """Return an element's name without its namespace; empty for comments and the like."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Any, name: str) -> str | None:
    """Return an attribute by its name without a namespace."""
    value = element.get(name)
    if value is not None:
        return str(value)
    for key, found in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return str(found)
    return None


def children(element: Any, *names: str) -> Iterator[Any]:
    """Yield the child elements, of these names only where some are given."""
    for child in element:
        tag = tag_of(child)
        if tag and (not names or tag in names):
            yield child


def child(element: Any, *path: str) -> Any | None:
    """Return the first child element along a path of names."""
    for name in path:
        element = next(children(element, name), None)
        if element is None:
            return None
    return element
