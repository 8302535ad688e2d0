"""N-Quads as our build writes them, read line by line without an engine.

An IRI is a plain string, a literal is a :class:`Lit`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from sys import intern
from typing import Any, Final, NamedTuple

__all__ = ["STRING", "Lit", "Term", "nquads_of", "read_nquads"]

STRING: Final = "http://www.w3.org/2001/XMLSchema#string"


class Lit(NamedTuple):
    """A literal: its text, its language or nothing, its datatype."""

    text: str
    lang: str = ""
    type: str = STRING


Term = str | Lit

_ESCAPE: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_SIMPLE: Final = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}


_QUAD: Final = re.compile(
    r"<([^>]*)> <([^>]*)> "
    r"""(?:<([^>]*)>|"([^"\\]*(?:\\.[^"\\]*)*)"(?:@([A-Za-z0-9-]+)|\^\^<([^>]*)>)?)"""
)
"""A line as our build writes it, as far as its object."""


@cache
def _tag(lang: str | None, kind: str | None) -> tuple[str, str]:
    """Return language and datatype of a literal, each text once for all literals."""
    if lang:
        return intern(lang.lower()), STRING
    return "", intern(kind) if kind else STRING


def _unescape(text: str) -> str:
    def one(match: re.Match[str]) -> str:
        code = match[1] or match[2]
        return chr(int(code, 16)) if code else _SIMPLE.get(match[3], match[3])

    return _ESCAPE.sub(one, text) if "\\" in text else text


def read_nquads(
    lines: Iterable[str], literal: Callable[[str, str, str], Any] = Lit
) -> Iterator[tuple[str, str, Any]]:
    """Yield subject, predicate, object of canonical N-Quads, as our build writes them.

    Args:
        lines: Of N-Quads.
        literal: Makes an object of text, language and datatype; by default a :class:`Lit`.
    """
    quick = _QUAD.match
    for line in lines:
        found = quick(line)
        if found is not None:
            subject, predicate, thing, text, lang, kind = found.groups()
            if thing is not None:
                yield subject, predicate, thing
            else:
                if "\\" in text:
                    text = _unescape(text)
                yield subject, predicate, literal(text, *_tag(lang, kind))
        elif line.startswith("<"):
            subject, predicate, rest = line.split(" ", 2)
            term = _term(_object(rest.rstrip()))
            yield subject[1:-1], predicate[1:-1], term if type(term) is str else literal(*term)


def _object(rest: str) -> str:
    """Return the object of what follows the predicate: with a graph, or without."""
    if rest.startswith("<"):
        return rest[: rest.index(">") + 1]
    body = rest.removesuffix(".").rstrip()
    at = body.rfind(" ")
    graph = body[at + 1 :]
    has_graph = at > 0 and graph.startswith("<") and '"' not in graph
    return body[:at] if has_graph else body


def _term(text: str) -> Term:
    if text.startswith("<"):
        return text[1:-1]
    if not text.startswith('"'):  # a blank node: our graphs have none, and pages show none
        return Lit(text)
    body, _, tail = text[1:].rpartition('"')
    if tail.startswith("@"):
        return Lit(_unescape(body), intern(tail[1:].lower()))
    if tail.startswith("^^"):
        return Lit(_unescape(body), "", intern(tail[3:-1]))
    return Lit(_unescape(body))


def nquads_of(path: Path) -> list[str]:
    """Return the lines of an RDF file of any format; none where its ending is unknown."""
    from ontology.rdf import RdfFormat, parse, serialize

    kind = RdfFormat.from_extension(path.suffix.lstrip("."))
    if kind is None:
        return []
    data = serialize(parse(path=str(path), format=kind), format=RdfFormat.N_QUADS)
    return (data or b"").decode().split("\n")
