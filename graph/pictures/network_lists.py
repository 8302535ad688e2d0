"""Networks as two lists, of nodes and of edges: CSV for R, igraph, Gephi and spreadsheets.

A network's lists can be written while its nodes and edges are made, without room for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

from graph.networks.rows import quote_text
from graph.pictures.data import words_of
from graph.rdf.delimited import csv_pieces, write_csv
from ontology.files import write_whole

if TYPE_CHECKING:
    from graph.networks.nx import Net

GLUE: Final = " | "
Label = Callable[[str], str]
NODE_COLUMNS: Final = (
    "id",
    "label_zh",
    "label_en",
    "kind",
    "kind_zh",
    "kind_en",
    "subkind",
    "group",
    "basis",
    "number",
    "start",
    "end",
    "documents",
    "quotes",
)
EDGE_COLUMNS: Final = (
    "source",
    "target",
    "source_zh",
    "source_en",
    "target_zh",
    "target_en",
    "kind",
    "label_zh",
    "label_en",
    "weight",
    "weight_whole",
    "weight_fractional",
    "basis",
    "group",
    "position",
    "start",
    "end",
    "tasks",
    "tasks_zh",
    "documents",
    "quotes",
)
NODES: Final = ".nodes.csv"
EDGES: Final = ".edges.csv"
"""Endings of the two files."""


class Made(Protocol):
    """Nodes and edges in the order of their ids, made when they are asked for: nodes first."""

    def nodes(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield ids and attributes of the nodes."""

    def edges(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """Yield ends and attributes of the edges."""

    def label(self, iri: str, /) -> str:
        """Return the Chinese label of what an edge speaks of."""


def _quotes(data: Mapping[str, Any]) -> str:
    return GLUE.join(dict.fromkeys(quote_text(q) for q in data.get("evidence", ())))


def _years(data: Mapping[str, Any]) -> dict[str, int]:
    """Return first and last year, from an edge's facts or a node's period, which may be open."""
    if years := data.get("years"):
        return {"start": min(years), "end": max(years)}
    return {key: int(data[key]) for key in ("start", "end") if key in data}


def node_row(node: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return a node's attributes as plain values; what is unknown is left out."""
    kind = str(data.get("kind", ""))
    kind_zh, kind_en = words_of(kind) if kind else ("", "")
    row: dict[str, Any] = {
        "label_zh": str(data.get("label_zh", node)),
        "label_en": str(data.get("label_en", node)),
        "kind": kind,
        "kind_zh": kind_zh,
        "kind_en": kind_en,
        "subkind": str(data.get("subkind", "")),
        "group": bool(data.get("group", False)),
        "basis": str(data.get("basis", "")),
        **_years(data),
        "documents": GLUE.join(data.get("documents", ())),
        "quotes": _quotes(data),
    }
    if "number" in data:
        row["number"] = int(data["number"])
    return row


def edge_row(label: Label, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return an edge's attributes as plain values; what is unknown is left out.

    Args:
        label: Gives the Chinese label of a thing.
        data: The attributes.
    """
    weight = float(data.get("weight", 1.0))
    row: dict[str, Any] = {
        "kind": GLUE.join(data.get("kinds", [data.get("kind", "")])),
        "label_zh": str(data.get("label_zh", "")),
        "label_en": str(data.get("label_en", "")),
        "weight": weight,
        "weight_whole": float(data.get("weight_whole", weight)),
        "weight_fractional": float(data.get("weight_fractional", weight)),
        "basis": str(data.get("basis", "")),
        "group": bool(data.get("group", False)),
        **_years(data),
        "tasks": GLUE.join(data.get("tasks", ())),
        "tasks_zh": GLUE.join(label(t) for t in data.get("tasks", ())),
        "documents": GLUE.join(data.get("documents", ())),
        "quotes": _quotes(data),
    }
    if "position" in data:
        row["position"] = int(data["position"])
    return row


def label_in(net: Net, iri: str) -> str:
    """Return the Chinese label of a node of a network, or of a thing that it speaks of."""
    if iri in net:
        return str(net.nodes[iri].get("label_zh", iri))
    return str(net.graph.get("words", {}).get(iri, {}).get("zh", iri))


def node_list(net: Net, *, excel: bool = False) -> str:
    """Return the nodes as CSV, for R's ``igraph`` and ``tidygraph``, Gephi and spreadsheets."""
    cells = _node_cells((iri, net.nodes[iri]) for iri in net)
    return write_csv(NODE_COLUMNS, cells, excel=excel)


def edge_list(net: Net, *, excel: bool = False) -> str:
    """Return the edges as CSV; the first two columns are the ids, as R and Gephi expect."""

    def labels(iri: str) -> tuple[str, str]:
        data = net.nodes[iri]
        return data.get("label_zh", iri), data.get("label_en", iri)

    cells = _edge_cells(net.edges(data=True), labels, partial(label_in, net))
    return write_csv(EDGE_COLUMNS, cells, excel=excel)


def _node_cells(nodes: Iterable[tuple[str, Any]]) -> Iterator[list[Any]]:
    for iri, data in nodes:
        row = {"id": iri, **node_row(iri, data)}
        yield [row.get(column) for column in NODE_COLUMNS]


def _edge_cells(
    edges: Iterable[tuple[str, str, Any]],
    labels: Callable[[str], tuple[str, str]],
    label: Label,
) -> Iterator[list[Any]]:
    for source, target, data in edges:
        source_zh, source_en = labels(source)
        target_zh, target_en = labels(target)
        row = {
            "source": source,
            "target": target,
            "source_zh": source_zh,
            "source_en": source_en,
            "target_zh": target_zh,
            "target_en": target_en,
            **edge_row(label, data),
        }
        yield [row.get(column) for column in EDGE_COLUMNS]


def write_lists(made: Made, path: Path) -> tuple[list[Path], int, int]:
    """Write the lists of a network while it is made.

    Args:
        made: Nodes and edges.
        path: The file; ``….csv`` stands for two, unless it is the one of nodes or of edges.

    Returns:
        The files written, and how many nodes and edges there are.
    """
    edges_too = not path.name.lower().endswith(NODES)
    nodes_too = not path.name.lower().endswith(EDGES)
    labels: dict[str, tuple[str, str]] = {}
    counted = 0

    def nodes() -> Iterator[tuple[str, dict[str, Any]]]:
        for iri, data in made.nodes():
            labels[iri] = data["label_zh"], data["label_en"]
            yield iri, data

    def edges() -> Iterator[tuple[str, str, dict[str, Any]]]:
        nonlocal counted
        for edge in made.edges():
            counted += 1
            yield edge

    def label(iri: str) -> str:
        return labels[iri][0] if iri in labels else made.label(iri)

    def write(ending: str, columns: tuple[str, ...], cells: Iterable[list[Any]]) -> Path:
        whole = path if path.name.lower().endswith(ending) else path.with_suffix(ending)
        return write_whole(whole, (piece.encode() for piece in csv_pieces(columns, cells)))

    written = [write(NODES, NODE_COLUMNS, _node_cells(nodes()))] if nodes_too else []
    if not nodes_too:
        for _ in nodes():
            pass
    cells = _edge_cells(edges(), labels.__getitem__, label)
    if edges_too:
        written.append(write(EDGES, EDGE_COLUMNS, cells))
    else:
        for _ in edges():
            pass
    return written, len(labels), counted
