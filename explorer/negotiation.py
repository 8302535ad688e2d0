"""Content negotiation (RFC 9110, section 12): q-values, wildcards, mixed lists.

The kind of a query, and with it the family of formats that can answer, is known only after
parsing.  So a choice is made for each family beforehand and the worker takes the one it needs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from ontology.formats import FORMATS, holding, named, of_media_type

SOLUTIONS: Final[Mapping[str, str]] = {
    name: row.content_type for name, row in holding("rows").items()
}
GRAPHS: Final[Mapping[str, str]] = {
    name: row.content_type for name, row in holding("graph").items()
}
LINKED: Final[Mapping[str, str]] = {
    name: row.content_type for name, row in holding("linked").items()
}
"""What can be sent, by name: answers with rows, answers that are graphs, descriptions of things."""
_OWN: Final = frozenset(
    row.media_type for row in FORMATS.values() if {"rows", "graph"} & set(row.holds)
)
_WIDER: Final[Mapping[str, str]] = {
    kind: name for name, row in holding("graph").items() for kind in row.wider_types
}
"""What graphs are sent as where their own types are not accepted."""


MAX_ACCEPT: Final = 4_096
MAX_RANGES: Final = 64
"""Characters and members of an Accept header that are read; browsers send ten."""


@dataclass(frozen=True, slots=True)
class Range:
    """One member of an Accept header."""

    type: str
    quality: float
    position: int

    @property
    def specific(self) -> int:
        """How narrow the range is: 2 for a type, 1 for ``text/*``, 0 for ``*/*``."""
        return 0 if self.type == "*/*" else 1 if self.type.endswith("/*") else 2


def parse_accept(header: str | None) -> tuple[Range, ...]:
    """Read an Accept header; none, or an empty one, accepts everything."""
    if header is None or not header.strip():
        return (Range("*/*", 1.0, 0),)
    ranges = []
    for kind, quality, position in weighted(header):
        if "/" in kind:
            ranges.append(Range(kind, quality, position))
        elif kind == "*":  # sent by old Java clients
            ranges.append(Range("*/*", quality, position))
    return tuple(ranges)


def weighted(header: str) -> Iterator[tuple[str, float, int]]:
    """Yield the members of an Accept header of any sort: value, quality and position.

    Values are in lower case; a quality that is no number counts as 0.  Of an absurdly long
    header only the beginning is read.
    """
    for position, member in enumerate(header[:MAX_ACCEPT].split(",", MAX_RANGES)[:MAX_RANGES]):
        value, *parameters = (piece.strip().lower() for piece in member.split(";"))
        quality = 1.0
        for parameter in parameters:
            key, _, given = parameter.partition("=")
            if key.strip() == "q":
                try:
                    quality = min(max(float(given[:16]), 0.0), 1.0)
                except ValueError:
                    quality = 0.0
        yield value, quality, position


def _names(media_type: str, offered: Mapping[str, str]) -> str:
    bare = {value.split(";")[0]: key for key, value in offered.items()}
    others = (
        name for name in offered if name in FORMATS and media_type in FORMATS[name].other_types
    )
    return bare.get(media_type) or next(others, "")


def quality_of(
    name: str, offered: Mapping[str, str], ranges: Sequence[Range]
) -> tuple[float, int, int]:
    """Return quality, narrowness and −position of the range that decides about a format."""
    own = offered[name].split(";")[0]
    best: tuple[int, int, float] | None = None
    for item in ranges:
        whole = item.type == "*/*"
        family = item.type.endswith("/*") and own.startswith(item.type[:-1])
        if whole or family or _names(item.type, offered) == name:
            rank = (item.specific, -item.position, item.quality)
            if best is None or rank[0] > best[0]:
                best = rank
    return (0.0, 0, 0) if best is None else (best[2], best[0], best[1])


def choose(offered: Mapping[str, str], ranges: Sequence[Range]) -> str | None:
    """Choose the format that a client likes best, or ``None`` if it accepts none.

    Among formats of equal quality the narrower range wins, then the order in the header,
    then our own order.  Who takes plain JSON or XML and nothing else gets JSON-LD or RDF/XML.
    """
    best, chosen = (0.0, -1, 0), None
    for name in offered:
        rank = quality_of(name, offered, ranges)
        if rank[0] > 0 and rank > best:
            best, chosen = rank, name
    if chosen is None:
        liked = sorted(ranges, key=lambda item: (-item.quality, item.position))
        wider = (_WIDER.get(item.type) for item in liked if item.quality > 0)
        chosen = next((name for name in wider if name in offered), None)
    return chosen


SHORT_ACCEPT: Final = 512
"""Characters of an Accept header whose choice is remembered: programs send the same few."""


def families(header: str | None) -> tuple[str | None, str | None]:
    """Return the formats that a client likes best: for solutions, and for graphs."""
    if header is not None and len(header) > SHORT_ACCEPT:
        return _families.__wrapped__(header)
    return _families(header)


@lru_cache(maxsize=256)
def _families(header: str | None) -> tuple[str | None, str | None]:
    ranges = parse_accept(header)
    return choose(SOLUTIONS, ranges), choose(GRAPHS, ranges)


def prefers_html(header: str | None) -> bool:
    """Tell whether a client is a browser: it likes HTML at least as well as any data format."""
    if header is None:
        return False
    ranges = parse_accept(header)
    html = max(
        (r.quality for r in ranges if r.type in ("text/html", "application/xhtml+xml")), default=0.0
    )
    if html <= 0:
        return False
    data = [r.quality for r in ranges if r.type in _OWN]
    return html >= max(data, default=0.0)


def by_name(word: str) -> tuple[str | None, str | None]:
    """Return the formats (for solutions, for graphs) that a ``format=`` names, each if it can.

    A media type is understood too.
    """
    bare = word.strip().lower().split(";")[0].replace(" ", "+")
    rows = named(word, "rows") or of_media_type(bare, "rows")
    graph = named(word, "graph") or of_media_type(bare, "graph")
    return rows.name if rows else None, graph.name if graph else None
