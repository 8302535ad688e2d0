"""The whole graph as JSON-LD, written a subject at a time.

The context stands first and depends on all that follows: which kinds of object a property has is
looked up before anything is written, and what is written waits in a file until the prefixes in it
are known.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from functools import partial
from itertools import groupby
from json.encoder import encode_basestring
from typing import Any, Final

from graph.exports.parts import Compiled, Parts, Prefixes, held, is_large, pieces_of
from graph.exports.spool import InOrder, Spool, Texts
from graph.rdf.jsonld import LANGUAGE, STRING, Compactor, reference
from ontology.processes import shared
from ontology.rdf import RdfFormat, parse

__all__ = ["jsonld_pieces"]

_FORK_ABOVE: Final = 8_000_000
"""From so many bytes of N-Quads further processes pay."""
_NODE: Final = "    "
"""Before each line of a node: it stands in a list within a graph within a list."""
_PIECE: Final = 1 << 18


def jsonld_pieces(parts: Parts, prefixes: Prefixes) -> Iterator[bytes]:
    """Yield the graph as compact JSON-LD: what :func:`graph.rdf.jsonld.to_jsonld` returns.

    Args:
        parts: the graphs, sorted N-Quads.
        prefixes: those that may be used.
    """
    parts = held(parts)
    writer = Compactor(prefixes, _kinds(parts))
    used: set[str] = set()
    with Spool() as spool:
        members = Texts(spool)
        for texts, prefixed in _written(writer, parts):
            for text in texts:
                members.add(text)
            used |= prefixed
        writer.forget()
        writer.used |= used
        head = json.dumps({"@context": writer.context()}, ensure_ascii=False, indent=1)
        yield f'{head[:-2]},\n "@graph": ['.encode()
        for number, text in enumerate(members):
            yield text[1:] if not number else text  # no comma before the first
        yield b"\n ]\n}\n" if members else b"]\n}\n"


Written = tuple[Iterator[bytes] | list[bytes], set[str]]


def _written(writer: Compactor, parts: Parts) -> Iterator[Written]:
    """Yield each graph as a member of a list, a comma before it, and the prefixes in it."""
    alone = threading.active_count() == 1  # a lock of another thread would stay locked in a fork
    pays = isinstance(parts, Compiled) and parts.size > _FORK_ABOVE
    for large, group in groupby(sorted(parts), key=partial(is_large, parts)):
        processes = 1 if large or not (alone and pays) else None
        work = partial(_graph, writer, parts)
        yield from shared(work, list(group), processes=processes, chunk=2)


def _graph(writer: Compactor, parts: Parts, name: str) -> Written:
    writer.forget()
    pieces = pieces_of(parts, name)
    if is_large(parts, name):
        return _members(writer, pieces), writer.used
    return list(_members(writer, pieces)), set(writer.used)


def _members(writer: Compactor, pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield a graph as a member of a list, a comma before it; nothing if it is empty."""
    graph = ""
    with Spool() as spool:
        nodes = InOrder(spool)
        for piece in pieces:
            found: dict[str, dict[str, list[Any]]] = {}
            for quad in parse(piece, RdfFormat.N_QUADS, lenient=True):
                node = found.setdefault(reference(quad.subject), {})
                node.setdefault(quad.predicate.value, []).append(quad.object)
                graph = graph or reference(quad.graph_name)
            for iri, properties in found.items():
                text = f"\n{_NODE}{as_text(writer.node(iri, properties), _NODE)}"
                nodes.add(iri, text.encode())
        if not graph:
            return
        name = encode_basestring(writer.short(graph))
        held = [f',\n  {{\n   "@id": {name},\n   "@graph": ['.encode()]
        size = 0
        for number, text_ in enumerate(nodes):
            held.append(b"," + text_ if number else text_)
            size += len(text_)
            if size > _PIECE:
                yield b"".join(held)
                held, size = [], 0
        yield b"".join([*held, b"\n   ]\n  }"])


def as_text(value: Any, pad: str = "") -> str:
    """Return what ``json.dumps(value, indent=1)`` does below a margin, in a third of its time.

    Args:
        value: texts, whole numbers, truth values, and lists and dictionaries of such.
        pad: the margin.
    """
    if type(value) is str:
        return encode_basestring(value)
    inner = pad + " "
    if type(value) is dict:
        members = [f"{inner}{encode_basestring(k)}: {as_text(v, inner)}" for k, v in value.items()]
        opened, closed = "{", "}"
    elif type(value) is list:
        members = [inner + as_text(one, inner) for one in value]
        opened, closed = "[", "]"
    else:
        return json.dumps(value)
    lines = ",\n".join(members)
    return f"{opened}\n{lines}\n{pad}{closed}" if members else opened + closed


def _kinds(parts: Parts) -> Mapping[str, set[str]]:
    """Return which kinds of object each property has: ``@id``, ``@language``, datatypes."""
    seen: set[tuple[bytes, bytes]] = set()
    for name in parts:
        for piece in pieces_of(parts, name):
            for line in piece.splitlines():
                _, predicate, rest = line.split(b" ", 2)
                literal = rest.startswith(b'"')
                seen.add((predicate, rest[rest.rindex(b'"') + 1 :] if literal else b""))
    kinds: dict[str, set[str]] = {}
    for predicate, tail in seen:
        kinds.setdefault(predicate[1:-1].decode(), set()).add(_kind(tail))
    return kinds


def _kind(tail: bytes) -> str:
    """Return the kind of an object from what follows its text, such as ``@zh <graph> .``."""
    if not tail:
        return "@id"
    if tail.startswith(b"@"):
        return LANGUAGE
    return tail[3 : tail.index(b">")].decode() if tail.startswith(b"^^") else STRING
