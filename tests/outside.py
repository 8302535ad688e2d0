"""Texts that have made readers slow, by what they are made of; each as long as one likes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

UNITS: Final[dict[str, str]] = {
    "open brackets": "(",
    "closing brackets": ")",
    "square brackets": "[",
    "braces": "{",
    "angle brackets": "<",
    "angle brackets with letters": "<a",
    "double quotes": '"',
    "single quotes": "'",
    "escaped quotes": '\\"',
    "escaped single quotes": "\\'",
    "unclosed long strings": '\\"""\n',
    "unclosed long strings, single": "\\'''\n",
    "long strings": '"""a',
    "backslashes": "\\",
    "blanks": " ",
    "tabs": "\t",
    "lines": "\n",
    "carriage returns": "\r",
    "line separators": "\u2028",
    "hashes": "#",
    "colons": ":",
    "dots": ".",
    "dashes": "-",
    "words": "a ",
    "one word": "a",
    "a word of two letters": "ab",
    "digits": "9",
    "digits and points": "1.",
    "digits and commas": "1,",
    "Chinese": "中",
    "Chinese numerals": "一",
    "ten thousands": "万",
    "Chinese brackets": "（",
    "Chinese bodies": "市委、",
    "book titles": "《",
    "quotations": "“",
    "full-width digits": "１",
    "surrogate-like signs": "\U00020000",
    "combining marks": "e\u0301",
    "percent": "%",
    "percent-encoded": "%25",
    "ampersands": "&",
    "fields": "a=b&",
    "commas": ",",
    "semicolons": ";q=0.1,",
    "slashes": "/",
    "prefixes": "PREFIX ",
    "prefixes and names": "a:b ",
    "SERVICE": "SERVICE",
    "FROM": "FROM <x:y> ",
    "variables": "?a ",
    "carets": "^",
    "exclamation marks": "!",
    "YAML anchors": "&a ",
    "YAML aliases": "*a ",
    "YAML dashes": "- ",
    "YAML keys": "a: ",
    "YAML flow": "[{",
    "ANSI escapes": "\x1b[31m",
    "null bytes": "\x00",
    "bidi overrides": "\u202e",
}


def repeated(unit: str) -> Callable[[int], str]:
    return lambda size: (unit * (size // len(unit) + 1))[:size]


def hidden_service(size: int) -> str:
    """The query that froze the server: cubic in its length."""
    times = size // 8
    return "SELECT * { ?s <" + ")" * times + "SERVICE" * times + "> ?o }"


def open_prefix(size: int) -> str:
    return "SELECT * { ?s ?p " + "PREFIX" + " " * size + "x"


def spaced_header(size: int) -> str:
    return "#+ title-en:" + " " * size + "x" + " " * size + "y\nSELECT * {}"


def unknown_line(size: int) -> str:
    return "SELECT * { ?s nn" + "a" * size + " ?o }"


def unknown_terms(size: int) -> str:
    return "SELECT * { " + " ".join(f"?s pk:led{n:05} ?o ." for n in range(size // 16)) + " }"


def known_graphs(size: int) -> str:
    return "SELECT * " + "FROM <https://w3id.org/policykg/graph/dataset> " * (size // 48) + "{}"


def literals(size: int) -> str:
    return "SELECT * { ?s ?p " + '"^^<' * (size // 4) + " }"


SHAPES: Final[dict[str, Callable[[int], str]]] = {
    "SERVICE behind brackets in an IRI": hidden_service,
    "PREFIX and blanks": open_prefix,
    "a header with blanks": spaced_header,
    "an undeclared name": unknown_line,
    "many unknown terms": unknown_terms,
    "many known graphs": known_graphs,
    "half datatypes": literals,
}

HOSTILE: Final[dict[str, Callable[[int], str]]] = {
    **{name: repeated(unit) for name, unit in UNITS.items()},
    **SHAPES,
}
"""Every hostile text by its name: a function of its length."""
