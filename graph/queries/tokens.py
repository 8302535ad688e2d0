"""SPARQL as a row of tokens: enough to guard a query, name its terms and bind its parameters.

This is the lexical grammar of SPARQL 1.1 (section 19.8), not its syntax; what the tokens
mean together is the engine's business.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

_NAME_START: Final = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_NAME_CHAR: Final = _NAME_START + r"0-9_\-\u00b7\u0300-\u036f\u203f\u2040"
_PLX: Final = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_LOCAL: Final = (
    rf"(?:(?:[{_NAME_START}_:0-9]|{_PLX})"
    rf"(?:(?:[{_NAME_CHAR}.:]|{_PLX})*(?:[{_NAME_CHAR}:]|{_PLX}))?)?"
)
_VAR: Final = rf"[?$][{_NAME_START}_0-9][{_NAME_START}_0-9\u00b7\u0300-\u036f\u203f\u2040]*"

# A string or a prefix that does not end is looked for once only: see _Scan.
_STRINGS: Final = {
    quote: re.compile(
        rf"{quote}(?:[^{quote[0]}\\]|\\.|{quote[0]}{{1,2}}(?!{quote[0]}))*+{quote}", re.DOTALL
    )
    for quote in ('"""', "'''")
} | {
    quote: re.compile(rf"{quote}(?P<body>(?:[^{quote}\\\n\r]|\\.)*+)(?P<end>{quote})?", re.DOTALL)
    for quote in ('"', "'")
}
_RUN: Final = re.compile(rf"[{_NAME_CHAR}.]*+")
_STARTS_NAME: Final = re.compile(rf"[{_NAME_START}:]")
_NAME: Final = re.compile(f":{_LOCAL}")

_TOKEN: Final = re.compile(
    "|".join(
        (
            r"(?P<space>\s+)",
            r"(?P<comment>#[^\n\r]*)",
            r"(?P<iri><(?:[^<>\"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*+>)",
            rf"(?P<variable>{_VAR})",
            r"(?P<blank>_:[^\s<>\"'{}|^`\\()\[\],;]+)",
            r"(?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)",
            r"(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)",
            r"(?P<word>[A-Za-z_][A-Za-z0-9_]*)",
            r"(?P<sign>\^\^|&&|\|\||!=|<=|>=|<<|>>|\{\||\|\}|.)",
        )
    ),
    re.DOTALL,
)


class Token(NamedTuple):
    """A token with its kind, words and place; ``start`` is an offset in code points."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """Offset behind the token."""
        return self.start + len(self.text)


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of a query without blanks and comments, in linear time.

    Never fails: what is no token of SPARQL comes as a ``sign`` of one character, and the
    engine reports it.
    """
    scan, at = _Scan(text), 0
    match_at = _TOKEN.match
    while at < len(text):
        sign = text[at]
        if sign in "\"'" and (end := scan.string(at)):
            kind = "string"
        elif _STARTS_NAME.match(sign) and (end := scan.name(at)):
            kind = "name"
        else:
            match = match_at(text, at)
            assert match is not None  # a sign is any character
            kind, end = match.lastgroup or "sign", match.end()
        if kind not in ("space", "comment"):
            yield Token(kind, text[at:end], at)
        at = end


class _Scan:
    """Finds the ends of strings and prefixed names, and remembers where there is none.

    Whoever looks for the end of a string at each of many quotes, or for the colon behind each
    of many letters, goes over the same text again and again.  If a string that starts here has
    no end, then neither has one that starts later before the same stop.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._endless: set[str] = set()
        self._open_until = {'"': 0, "'": 0}
        self._no_colon_until = 0

    def string(self, at: int) -> int:
        """Return the end of a string that starts here, 0 where none does."""
        quote = self.text[at]
        long = quote * 3
        if long not in self._endless and self.text.startswith(long, at):
            if match := _STRINGS[long].match(self.text, at):
                return match.end()
            self._endless.add(long)
        if at < self._open_until[quote]:
            return 0
        match = _STRINGS[quote].match(self.text, at)
        assert match is not None  # its end is optional
        if match["end"]:
            return match.end()
        self._open_until[quote] = match.end()
        return 0

    def name(self, at: int) -> int:
        """Return the end of a prefixed name that starts here, 0 where none does."""
        if at < self._no_colon_until:
            return 0
        run = _RUN.match(self.text, at)
        colon = run.end() if run else at
        if match := _NAME.match(self.text, colon):
            return match.end()
        self._no_colon_until = colon
        return 0


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """Return the place of an offset, both counted from 1."""
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1
