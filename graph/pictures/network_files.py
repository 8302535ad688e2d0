"""Networks as files for Gephi, R, igraph and spreadsheets: GraphML, GEXF, node and edge lists.

Lists and quotes are flattened: what a file format cannot hold as a list is joined by `` | ``,
and a quote becomes ``words [document start-end]``.  GEXF carries the years in which a node or
an edge holds, where they are known, so that Gephi's timeline works.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from graph.errors import Inexpressible, UnknownEnding
from graph.pictures.network_lists import (
    EDGE_COLUMNS,
    EDGES,
    GLUE,
    NODE_COLUMNS,
    NODES,
    edge_list,
    edge_row,
    label_in,
    node_list,
    node_row,
)
from graph.pictures.png import write_png
from graph.pictures.svg import svg
from ontology.files import write_whole
from ontology.formats import holding
from ontology.xmltext import UNFIT_TEXT, unfit

if TYPE_CHECKING:
    from graph.networks.nx import Net

__all__ = [
    "EDGE_COLUMNS",
    "GLUE",
    "NODE_COLUMNS",
    "WRITERS",
    "edge_list",
    "edge_row",
    "flat",
    "gexf",
    "graphml",
    "node_list",
    "node_row",
    "write_network",
]

_GRAPH_KEYS: Final = (
    "name",
    "label_zh",
    "label_en",
    "rule_zh",
    "rule_en",
    "counting",
    "version",
    "release",
    "sparql",
)


def flat(net: Net) -> Net:
    """Return a copy whose attributes are all text, numbers or truth values."""
    copy = net.__class__()
    for key in _GRAPH_KEYS:
        if net.graph.get(key):
            copy.graph[key] = _clean(str(net.graph[key]))
    if net.graph.get("filter"):
        copy.graph["filter"] = _clean(json.dumps(net.graph["filter"], ensure_ascii=False))
    for node, data in net.nodes(data=True):
        copy.add_node(_clean(node), **_cleaned(node_row(node, data)))
    for a, b, data in net.edges(data=True):
        copy.add_edge(_clean(a), _clean(b), **_cleaned(edge_row(partial(label_in, net), data)))
    return copy


def _cleaned(row: Mapping[str, Any]) -> dict[str, Any]:
    return {k: _clean(v) if isinstance(v, str) else v for k, v in row.items()}


def _clean(text: str) -> str:
    """Return a text that XML can hold.

    Raises:
        Inexpressible: it cannot.
    """
    if found := UNFIT_TEXT.search(text):
        problem = unfit(found.group())
        raise Inexpressible(problem.en, problem.zh)
    return text


# ---- GraphML and GEXF ----------------------------------------------------------------------


def graphml(net: Net) -> str:
    """Return a network as GraphML; ``label`` is the Chinese one, as Gephi and yEd show it."""
    from graph.networks.nx import networkx

    copy = flat(net)
    for _, data in copy.nodes(data=True):
        data["label"] = data["label_zh"]
    buffer = io.BytesIO()
    networkx.write_graphml_xml(copy, buffer, encoding="utf-8", prettyprint=True)
    return _with_returns(buffer.getvalue().decode("utf-8"))


def gexf(net: Net) -> str:
    """Return a network as GEXF 1.2 with labels, weights and the years of each part.

    Years are written as dates, from the first day to the last: as bare numbers a thing of 2009
    would vanish from Gephi's timeline at 2009.5.
    """
    from graph.networks.nx import networkx

    copy = flat(net)
    # GEXF names an edge by its attribute "label" too; the languages stand beside it.
    for data in [d for _, d in copy.nodes(data=True)] + [d for *_, d in copy.edges(data=True)]:
        data["label"] = data["label_zh"]
        for key, day in (("start", "01-01"), ("end", "12-31")):
            if key in data:
                data[key] = f"{data[key]:04}-{day}"
                copy.graph["mode"] = "dynamic"
    lines = networkx.generate_gexf(copy, encoding="utf-8", prettyprint=True, version="1.2draft")
    text = "\n".join(lines)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + _with_returns(_undated(text))


def _with_returns(text: str) -> str:
    """Write carriage returns so that XML readers do not take them for line feeds."""
    return text.replace("\r", "&#13;")


def _undated(text: str) -> str:
    """Drop the day of writing: the same network gives the same bytes."""
    return re.sub(r' lastmodifieddate="[^"]*"', "", text) + "\n"


# ---- files ---------------------------------------------------------------------------------


Language = Literal["zh", "en"]
Writer = Callable[["Net", Path, Language], list[Path]]
_LISTS: Final[dict[str, Callable[[Net], str]]] = {NODES: node_list, EDGES: edge_list}


def _csv_files(net: Net, path: Path, language: Language) -> list[Path]:
    """Write nodes and edges each to a file, or the one that the path names."""
    for ending, make in _LISTS.items():
        if path.name.lower().endswith(ending):
            return [write_whole(path, make(net))]
    return [f for e in _LISTS for f in _csv_files(net, path.with_suffix(e), language)]


def _graphml(net: Net, path: Path, _: Language) -> list[Path]:
    return [write_whole(path, graphml(net))]


def _gexf(net: Net, path: Path, _: Language) -> list[Path]:
    return [write_whole(path, gexf(net))]


def _svg(net: Net, path: Path, language: Language) -> list[Path]:
    return [write_whole(path, svg(net, language=language))]


def _png(net: Net, path: Path, language: Language) -> list[Path]:
    write_png(net, path, language=language)
    return [path]


def _html(net: Net, path: Path, language: Language) -> list[Path]:
    from graph.pictures.html import write_picture

    write_picture(net, path, language=language)
    return [path]


WRITERS: Final[dict[str, Writer]] = {
    "csv": _csv_files,
    "svg": _svg,
    "html": _html,
    "png": _png,
    "graphml": _graphml,
    "gexf": _gexf,
}
"""The writer of every format that holds a network, by its name in :mod:`ontology.formats`."""


def write_network(
    net: Net, path: Path, *, format: str = "", language: Language = "zh"
) -> list[Path]:
    """Write a network in a format, or in the one that the file's name asks for.

    Args:
        net: The network.
        path: The file; ``….csv`` writes two, ``….nodes.csv`` and ``….edges.csv``, unless it is
            one of these.
        format: A name of :mod:`ontology.formats`; none: by the ending.
        language: The language in which pictures open.

    Args:
        net: The network.
        path: The file.
        language: Of pictures.

    Returns:
        The files written.

    Raises:
        UnknownEnding: no format has that ending; the message lists them.
        Inexpressible: the format cannot hold what the network holds.
    """
    rows = holding("network").values()
    name = path.name.lower()
    found = format or next((row.name for row in rows if name.endswith(row.suffix)), "")
    if not found:
        known = ", ".join(row.ending for row in rows)
        raise UnknownEnding(
            f"no format for {path.name!r}: the name must end in one of {known}",
            f"{path.name!r} 没有对应格式:文件名须以其中之一结尾:{known}",
        )
    return WRITERS[found](net, path, language)
