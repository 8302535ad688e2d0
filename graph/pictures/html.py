"""Networks for notebooks, through one safe subclass of pyvis' network.

pyvis as it ships adds nodes and edges in quadratic time, pulls a style sheet from a CDN,
writes a ``lib`` folder where it runs, and puts labels, titles and headings into the page as
script and markup.  :class:`SafeNetwork` keeps its calls and replaces all of that by the page of
:mod:`graph.pictures.page`, and adds in constant time.

The wheel's style sheet is left out: it is 220 KB of images for buttons that we don't show.
"""

from __future__ import annotations

import html
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph.errors import MissingPackage

try:
    from pyvis.network import Network
except ImportError:
    raise MissingPackage("pyvis", "networks", "a picture in a notebook", "笔记本中的图") from None

from graph.pictures.data import DEFAULT_LIMIT, aggregate
from graph.pictures.layout import Positions, positions
from graph.pictures.page import Language, render, write_picture
from ontology.files import write_whole

if TYPE_CHECKING:
    from graph.networks.nx import Net

__all__ = ["SafeNetwork", "picture", "write_picture"]


class SafeNetwork(Network):  # type: ignore[misc]  # pyvis has no types
    """A pyvis network whose page is safe, quick and whole in one file.

    Fill it by :func:`picture`, or by hand with ``add_node`` and ``add_edge`` as pyvis is used.
    """

    def __init__(
        self,
        heading: str = "",
        *,
        height: str = "720px",
        directed: bool = False,
        language: Language = "zh",
        **ignored: Any,
    ) -> None:
        super().__init__(height=height, directed=directed, heading=heading, cdn_resources="in_line")
        self.language: Language = language
        self.net: Net | None = None
        self.placed: Positions | None = None
        self._pairs: set[tuple[Any, Any]] = set()

    def add_node(self, n_id: Any, label: Any = None, **options: Any) -> None:
        """Add a node once, in constant time; ``label_en``, ``kind``, ``x``, ``y`` may be given."""
        if n_id in self.node_map:
            return
        node = {"id": n_id, "label": str(n_id if label is None else label), **options}
        self.nodes.append(node)
        self.node_ids.append(n_id)
        self.node_map[n_id] = node

    def add_edge(self, source: Any, to: Any, **options: Any) -> None:
        """Add an edge between two known nodes once, in constant time.

        Raises:
            ValueError: one of the nodes is unknown.
        """
        for end in (source, to):
            if end not in self.node_map:
                raise ValueError(f"non existent node {end!r}: add it first")
        pair = (source, to)
        if pair in self._pairs or (not self.directed and pair[::-1] in self._pairs):
            return
        self._pairs.add(pair)
        self.edges.append({"from": source, "to": to, **options})

    def as_net(self) -> Net:
        """Return what was added as a networkx graph of our kind."""
        if self.net is not None:
            return self.net
        from graph.networks.nx import DiGraph, Graph

        net: Net = DiGraph() if self.directed else Graph()
        for node in self.nodes:
            net.add_node(str(node["id"]), **_plain_node(node))
        for edge in self.edges:
            weight = float(edge.get("value", edge.get("width", edge.get("weight", 1))))
            words = str(edge.get("label", ""))
            net.add_edge(
                str(edge["from"]), str(edge["to"]), weight=weight, label_zh=words, label_en=words
            )
        net.graph.update(label_zh=self.heading, label_en=self.heading)
        return net

    def generate_html(
        self, name: str = "index.html", local: bool = True, notebook: bool = False
    ) -> str:
        """Return the whole page; the parameters are pyvis' and make no difference."""
        net = self.as_net()
        placed = self.placed
        if placed is None and self.nodes and all("x" in n and "y" in n for n in self.nodes):
            placed = {str(n["id"]): (float(n["x"]), float(n["y"])) for n in self.nodes}
        self.html = render(net, placed or positions(net), self.language)
        return self.html

    def write_html(
        self,
        name: str | Path,
        local: bool = True,
        notebook: bool = False,
        open_browser: bool = False,
    ) -> None:
        """Write the page in UTF-8, and nothing beside it."""
        write_whole(Path(name), self.generate_html())

    def save_graph(self, name: str | Path) -> None:
        """Write the page, as :meth:`write_html`."""
        self.write_html(name)

    def show(self, name: str | Path, local: bool = True, notebook: bool = True) -> None:
        """Write the page; a notebook shows the network itself by its value."""
        self.write_html(name)

    def prep_notebook(self, *_: Any, **__: Any) -> None:
        """Do nothing: a notebook needs no template of its own."""

    def _repr_html_(self) -> str:
        """Return the page in a frame that can run its script and nothing else."""
        page = html.escape(self.generate_html(), quote=True)
        return (
            f'<iframe title="{html.escape(str(self.heading) or "network")}" '
            f'sandbox="allow-scripts allow-downloads allow-modals" loading="lazy" '
            f'style="width:100%;height:{html.escape(str(self.height))};border:0" '
            f'srcdoc="{page}"></iframe>'
        )


def _plain_node(node: Mapping[str, Any]) -> dict[str, Any]:
    label = str(node["label"])
    return {
        "label_zh": label,
        "label_en": str(node.get("label_en", label)),
        "kind": str(node.get("kind", node.get("group", ""))),
    }


def picture(
    net: Net, *, language: Language = "zh", limit: int | None = DEFAULT_LIMIT
) -> SafeNetwork:
    """Return the interactive picture of a network of :func:`graph.networks.build.build_network`.

    Args:
        net: The network.
        language: The language it opens in; both are in the file.
        limit: Nodes up to which all are drawn; of larger networks the weaker nodes are drawn
            together.  ``None`` draws everything.
    """
    small = aggregate(net, limit)
    heading = str(net.graph.get(f"label_{language}", ""))
    found = SafeNetwork(heading, directed=net.is_directed(), language=language)
    found.net = small
    for node, data in small.nodes(data=True):
        found.add_node(node, label=data.get(f"label_{language}"))
    for a, b, data in small.edges(data=True):
        found.add_edge(a, b, value=data.get("weight", 1.0))
    return found
