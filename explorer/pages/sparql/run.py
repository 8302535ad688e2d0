"""A query of the reader's, run in the worker pool, and its answer made ready for a page."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import Any, Final, NamedTuple

from starlette.requests import Request

from explorer.endpoint.protocol import Operation, ProtocolError, read_operation
from explorer.endpoint.service import Service
from explorer.i18n import GRAPH_TAGS
from explorer.kit.request import Ask, version_of
from explorer.reading import read
from explorer.view.model import Lit, read_nquads
from ontology.namespaces import prefixes_for

PAGE_BYTES: Final = 32 << 20
"""Bytes of an answer that a page is made of; larger ones are downloads."""
PAGE_ROWS: Final = 100
"""Rows that a page shows; all of them stand in the downloads."""
_NUMBERS: Final = frozenset(
    "http://www.w3.org/2001/XMLSchema#" + name
    for name in ("integer", "decimal", "double", "float", "int", "long", "nonNegativeInteger")
)


class ResultCell(NamedTuple):
    """One term as a page shows it."""

    text: str
    href: str = ""
    iri: str = ""
    lang: str = ""
    number: Decimal | None = None


EMPTY: Final = ResultCell("")


@dataclass(slots=True)
class Outcome:
    """What came of a query."""

    kind: str = ""
    """``select``, ``ask``, ``graph``, ``error``."""
    columns: list[str] = field(default_factory=list)
    rows: list[list[ResultCell]] = field(default_factory=list)
    answer: bool | None = None
    error: ProtocolError | None = None

    @property
    def count(self) -> int:
        """Return how many rows there are."""
        return len(self.rows)

    def numeric(self, column: int) -> bool:
        """Tell whether a column holds numbers only."""
        cells = [row[column] for row in self.rows if row[column] is not EMPTY]
        return bool(cells) and all(cell.number is not None for cell in cells)

    def things(self) -> list[int]:
        """Return the columns that hold things."""
        return [
            c
            for c in range(len(self.columns))
            if any(row[c].iri for row in self.rows)
            and all(row[c].iri or row[c] is EMPTY for row in self.rows)
        ]


def operation(query: str, service: Service) -> Operation:
    """Read a query as the endpoint would.

    Raises:
        ProtocolError: it may not be run.
    """
    plain = read_operation([("query", query)], None, service.graphs, service.limits)
    return replace(plain, solutions="json", graph="ntriples")


async def run_query(request: Request, query: str) -> tuple[dict[str, Any], bytes]:
    """Run a query in the pool.

    Raises:
        ProtocolError: with line and column where the query is at fault.
    """
    service: Service = request.app.state.service
    client = request.client.host if request.client else "unknown"
    address = str(request.base_url) + "sparql"
    read_as = await read(len(query), operation, query, service)
    version = version_of(request.app)
    said = await service.answer(read_as, client, address, most_bytes=PAGE_BYTES, version=version)
    return dict(said.head), said.body


def read_outcome(ask: Ask, head: Mapping[str, Any], body: bytes) -> Outcome:
    """Make an answer of the pool ready for a page, things by their labels."""
    if head["kind"] == "graph":
        rows = [
            [_thing(ask, s), _thing(ask, p), _thing(ask, o) if isinstance(o, str) else _literal(o)]
            for s, p, o in read_nquads(body.decode().splitlines())
        ]
        return Outcome("graph", ["subject", "predicate", "object"], rows)
    data = json.loads(body)
    if "boolean" in data:
        return Outcome("ask", answer=data["boolean"])
    columns = data["head"]["vars"]
    rows = [
        [_cell(ask, binding.get(name)) for name in columns]
        for binding in data["results"]["bindings"]
    ]
    return Outcome("select", columns, rows)


def _cell(ask: Ask, term: Mapping[str, Any] | None) -> ResultCell:
    if term is None:
        return EMPTY
    if term["type"] == "uri":
        return _thing(ask, term["value"])
    if term["type"] == "literal":
        return _literal(Lit(term["value"], term.get("xml:lang", ""), term.get("datatype", "")))
    if term["type"] == "triple":
        parts = [
            _cell(ask, term["value"][part]).text for part in ("subject", "predicate", "object")
        ]
        return ResultCell(f"<< {' '.join(parts)} >>")
    return ResultCell(f"_:{term['value']}")


def _thing(ask: Ask, iri: str) -> ResultCell:
    if iri in ask.view:
        return ResultCell(ask.label(iri), ask.href(iri), iri)
    return ResultCell(short(iri, ask.view.base), "", iri)


def _literal(term: Lit) -> ResultCell:
    number = None
    if term.type in _NUMBERS:
        try:
            number = Decimal(term.text)
        except InvalidOperation:
            number = None
    if number is not None and not number.is_finite():
        number = None
    return ResultCell(term.text, "", "", term.lang, number)


def short(iri: str, base: str) -> str:
    """Return an IRI as a prefixed name where a prefix fits."""
    for prefix, namespace in prefixes_for(base).items():
        if iri.startswith(namespace) and len(iri) > len(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


def message(ask: Ask, error: ProtocolError) -> str:
    """Return what went wrong in the reader's language, where it is known in it."""
    if ask.lang == "zh":
        return str(error.details.get("message_zh", "")) or error.message
    return error.message


def chart_columns(outcome: Outcome) -> tuple[int, int] | None:
    """Return the column of words and the column of numbers that a bar chart can show."""
    numbers = [c for c in range(len(outcome.columns)) if outcome.numeric(c)]
    words = [c for c in range(len(outcome.columns)) if c not in numbers]
    if outcome.kind != "select" or not numbers or not words or outcome.count < 2:
        return None
    # A label column says more than the IRI before it, which is shown by its label anyway.
    labels = [c for c in words if outcome.columns[c].lower() in ("label", "name", "title")]
    return (labels or words)[0], numbers[-1]


def labelled(language: str) -> str:
    """Return the tag of labels in a language, for FILTERs."""
    return GRAPH_TAGS[language]


def records(outcome: Outcome) -> Sequence[dict[str, str]]:
    """Return the rows as objects with labels, for JSON."""
    return [
        {name: cell.text for name, cell in zip(outcome.columns, row, strict=True)}
        for row in outcome.rows
    ]
