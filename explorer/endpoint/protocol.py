"""The SPARQL 1.1 Protocol, section 2.1: from an HTTP request to one query operation.

Nothing here touches the graph.  What cannot be a query operation ends in a
:class:`ProtocolError` with a status and a reason that a person can act upon.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from explorer import negotiation
from graph.errors import QueryRefused
from graph.queries.query import Limits, guard, has_dataset_clause
from graph.queries.tokens import Token, line_and_column
from ontology.printable import one_line
from ontology.similar import closest

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
UPDATE = "application/sparql-update"
MAX_BODY = 1 << 20


SHOWN = 160
"""Characters of what a client sent that an error repeats."""


def shown(text: str, most: int = SHOWN) -> str:
    """Return what a client sent as an error may repeat it: short, on one line, without controls."""
    return one_line(text, most)


class ProtocolError(Exception):
    """A request that is not answered with data."""

    def __init__(self, status: int, code: str, message: str, **details: Any) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.details = {key: value for key, value in details.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Operation:
    """One query operation."""

    query: str
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    solutions: str | None
    graph: str | None
    own_dataset: bool

    def request(self, max_rows: int, max_bytes: int, base: str) -> dict[str, Any]:
        """Return what a worker is sent."""
        return {
            "query": self.query,
            "default_graphs": self.default_graphs,
            "named_graphs": self.named_graphs,
            "own_dataset": self.own_dataset,
            "formats": {"solutions": self.solutions, "graph": self.graph},
            "base": base,
            "max_rows": max_rows,
            "max_bytes": max_bytes,
        }


def _pairs(text: str, where: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(
            text, keep_blank_values=True, strict_parsing=False, errors="strict", max_num_fields=1000
        )
    except (UnicodeDecodeError, ValueError) as error:
        raise ProtocolError(400, "encoding", f"the {where} is not UTF-8: {error}") from None


def _text(body: bytes, charset: str) -> str:
    if charset.lower().replace("_", "-") not in ("utf-8", "utf8", "us-ascii"):
        raise ProtocolError(
            415, "charset", f"charset {shown(charset)} is not understood; send UTF-8"
        )
    try:
        return body.decode("utf-8-sig")  # a file from an editor that marks it as UTF-8 so
    except UnicodeDecodeError as error:
        raise ProtocolError(400, "encoding", f"the body is not UTF-8: {error}") from None


def _media_type(header: str | None) -> tuple[str, str]:
    kind, *parameters = (piece.strip() for piece in (header or "").split(";"))
    charset = "utf-8"
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip().lower() == "charset":
            charset = value.strip().strip('"')
    return kind.lower(), charset


def parameters_of(
    method: str, query_string: str, content_type: str | None, body: bytes
) -> list[tuple[str, str]]:
    """Return the parameters of a request, those of the URL first.

    Raises:
        ProtocolError: 400, 403, 415.
    """
    pairs = _pairs(query_string, "query string")
    if method in ("GET", "HEAD"):
        return pairs
    kind, charset = _media_type(content_type)
    if kind == FORM:
        return pairs + _pairs(_text(body, charset), "body")
    if kind == DIRECT:
        if any(key == "query" for key, _ in pairs):
            raise ProtocolError(400, "query-twice", "the query stands in the URL and in the body")
        return [*pairs, ("query", _text(body, charset))]
    if kind == UPDATE:
        raise read_only()
    said = shown(kind) or "no Content-Type"
    raise ProtocolError(415, "media-type", f"{said}: send {FORM} with query=… or {DIRECT}")


def read_only() -> ProtocolError:
    """The answer to every update."""
    return ProtocolError(
        403,
        "read-only",
        "this endpoint is read-only: there is no write path; edit the facts and build",
    )


def read_operation(
    pairs: Sequence[tuple[str, str]],
    accept: str | None,
    known_graphs: frozenset[str],
    limits: Limits,
) -> Operation:
    """Turn parameters into a query operation, refusing what must not reach a worker.

    Raises:
        ProtocolError: 400 for a request that is none, 403 for an update, 406 where no format
            fits, 413 for a query over the limits.
    """
    values: dict[str, list[str]] = {}
    for key, value in pairs:
        values.setdefault(key, []).append(value)
    if "update" in values or "using-graph-uri" in values or "using-named-graph-uri" in values:
        raise read_only()
    queries = values.get("query", [])
    if len(queries) != 1:
        many = "no query" if not queries else f"{len(queries)} queries"
        raise ProtocolError(
            400, "query-count", f"a request holds exactly one query; this one holds {many}"
        )
    found = guarded(queries[0], limits)
    default, named = values.get("default-graph-uri", []), values.get("named-graph-uri", [])
    for iri in (*default, *named):
        _known(iri, known_graphs)
    if not (default or named):
        check_from(queries[0], found, known_graphs)
    solutions, graph = formats(values.get("format", []), accept)
    return Operation(
        queries[0], tuple(default), tuple(named), solutions, graph, has_dataset_clause(found)
    )


def guarded(query: str, limits: Limits) -> Sequence[Token]:
    """Return the tokens of a query within the limits.

    Raises:
        ProtocolError: 400 (SERVICE), 403 (update) or 413 (too large), with line and column.
    """
    if not query.strip():
        raise ProtocolError(400, "query-empty", "the query is empty")
    try:
        return guard(query, limits)
    except QueryRefused as error:
        updates = "no write path" in error.en
        service = "SERVICE" in error.en
        status, code = (
            (403, "read-only") if updates else (400, "service") if service else (413, "query-size")
        )
        raise ProtocolError(
            status, code, error.en, message_zh=error.zh, line=error.line, column=error.column
        ) from None


def _known(
    iri: str, known: frozenset[str], line: int | None = None, column: int | None = None
) -> None:
    if iri not in known:
        near = closest(iri, sorted(known), cutoff=0.5) or sorted(known)[:3]
        raise ProtocolError(
            400,
            "unknown-graph",
            f"no graph <{shown(iri)}> is held here; there are {', '.join(f'<{g}>' for g in near)}",
            line=line,
            column=column,
        )


def check_from(query: str, found: Sequence[Token], known: frozenset[str]) -> None:
    """Refuse ``FROM`` with a graph that is not held: nothing is ever fetched.

    Only absolute IRIs can be judged here; prefixed and relative ones name no file either,
    because the engine looks graphs up and never fetches them.

    Raises:
        ProtocolError: 400, with line and column.
    """
    for position, token in enumerate(found[:-1]):
        if token.text == "{":
            return
        if token.kind != "word" or "FROM" not in token.text.upper():
            continue
        after = found[position + 1]
        if after.kind == "word" and after.text.upper() == "NAMED" and position + 2 < len(found):
            after = found[position + 2]
        if after.kind == "iri" and ":" in after.text:
            iri = after.text[1:-1]
            if iri not in known:
                _known(iri, known, *line_and_column(query, after.start))


def formats(named: Sequence[str], accept: str | None) -> tuple[str | None, str | None]:
    """Choose the format for solutions and the one for graphs.

    Raises:
        ProtocolError: 400 for an unknown ``format=``, 406 where neither family has one.
    """
    if named and named[-1]:
        solutions, graph = negotiation.by_name(named[-1])
        if solutions is None and graph is None:
            known = ", ".join((*negotiation.SOLUTIONS, *negotiation.GRAPHS))
            said = shown(named[-1])
            raise ProtocolError(400, "format", f"format={said} is unknown; known are {known}")
        return solutions, graph
    solutions, graph = negotiation.families(accept)
    if solutions is None and graph is None:
        raise not_acceptable("any query")
    return solutions, graph


def not_acceptable(kind: str) -> ProtocolError:
    """406, naming what could be had."""
    offered = negotiation.GRAPHS if kind == "graph" else negotiation.SOLUTIONS
    if kind == "any query":
        offered = {**negotiation.SOLUTIONS, **negotiation.GRAPHS}
    types = ", ".join(value.split(";")[0] for value in offered.values())
    return ProtocolError(
        406, "not-acceptable", f"no accepted type can answer {kind}; offered are {types}"
    )
