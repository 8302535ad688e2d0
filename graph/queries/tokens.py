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
# Bounded and without going back: a row of names without a colon takes linear time.
_PREFIX: Final = rf"(?:[{_NAME_START}][{_NAME_CHAR}.]{{0,255}}+)?"
_PLX: Final = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_LOCAL: Final = (
    rf"(?:(?:[{_NAME_START}_:0-9]|{_PLX})"
    rf"(?:(?:[{_NAME_CHAR}.:]|{_PLX})*(?:[{_NAME_CHAR}:]|{_PLX}))?)?"
)
_VAR: Final = rf"[?$][{_NAME_START}_0-9][{_NAME_START}_0-9\u00b7\u0300-\u036f\u203f\u2040]*"

_TOKEN: Final = re.compile(
    "|".join(
        (
            r"(?P<space>\s+)",
            r"(?P<comment>#[^\n\r]*)",
            r"(?P<iri><(?:[^<>\"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>)",
            r'(?P<string>"""(?:(?:""|")?(?:[^"\\]|\\.))*"""',
            r"'''(?:(?:''|')?(?:[^'\\]|\\.))*'''",
            r'"(?:[^"\\\n\r]|\\.)*"' + r"|'(?:[^'\\\n\r]|\\.)*')",
            rf"(?P<variable>{_VAR})",
            r"(?P<blank>_:[^\s<>\"'{}|^`\\()\[\],;]+)",
            rf"(?P<name>{_PREFIX}:{_LOCAL})",
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
    """Yield the tokens of a query without blanks and comments.

    Never fails: what is no token of SPARQL comes as a ``sign`` of one character, and the
    engine reports it.
    """
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "sign"
        if kind not in ("space", "comment"):
            yield Token(kind, match.group(), match.start())


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """Return the place of an offset, both counted from 1."""
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1
