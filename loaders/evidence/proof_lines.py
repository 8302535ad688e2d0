"""The lock's lines of proofs: which fields of a fact were read where, and no word of the text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

__all__ = ["MARK", "ProofLine", "Proved", "proved_text", "read_proved"]

MARK: Final = "@proofs"

Proved = Mapping[str, tuple[str, tuple[tuple[int, int], ...]]]
"""Field → rule, and the characters that it read."""

_FIELD: Final = re.compile(
    r"([a-z][a-z0-9-]*)=([a-z][a-z0-9-]*):((?:\d{1,9}-\d{1,9})(?:,\d{1,9}-\d{1,9})*)", re.ASCII
)


@dataclass(frozen=True, slots=True)
class ProofLine:
    """What is proved of one fact."""

    document: str
    key: str
    words: str
    """Digest of all the words that the fact rests on, passages whole."""
    proved: str
    """As :func:`proved_text` writes it."""
    digest: str
    """Over the source, the words, the proofs, and every field of the fact."""

    def text(self) -> str:
        """Return the line as it stands in the file."""
        proved = self.proved or "-"
        return f"{self.document}\t{self.key}\t{MARK}\t{self.words}\t{proved}\t{self.digest}\n"


def proved_text(proved: Proved) -> str:
    """Write the proofs of a fact as one word: ``name=marked-name:12-15;number=value-read:20-23``.

    >>> proved_text({"name": ("marked-name", ((12, 15),))})
    'name=marked-name:12-15'
    """
    return ";".join(
        f"{field}={rule}:{','.join(f'{start}-{end}' for start, end in spans)}"
        for field, (rule, spans) in sorted(proved.items())
    )


def read_proved(text: str) -> Proved | None:
    """Read what :func:`proved_text` wrote; none where it is anything else."""
    found: dict[str, tuple[str, tuple[tuple[int, int], ...]]] = {}
    for piece in text.split(";") if text else ():
        match = _FIELD.fullmatch(piece)
        if match is None:
            return None
        spans = [span.split("-") for span in match[3].split(",")]
        found[match[1]] = match[2], tuple((int(start), int(end)) for start, end in spans)
    return found
