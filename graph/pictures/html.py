"""Interactive pictures in one file, through one safe subclass of pyvis' network.

pyvis as it ships adds nodes and edges in quadratic time, pulls a style sheet from a CDN,
writes a ``lib`` folder where it runs, and puts labels, titles and headings into the page as
script and markup.  :class:`SafeNetwork` keeps its calls and replaces all of that: constant
time, an autoescaped page of our own with the wheel's vis-network inside, positions computed
beforehand, UTF-8, and no request to anywhere (a content security policy sees to it).

The wheel's style sheet is left out: it is 220 KB of images for buttons that we don't show.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup
from pyvis.network import Network

from graph.pictures.data import (
    DEFAULT_LIMIT,
    aggregate,
    picture_data,
    subkind_words,
    words_of,
)
from graph.pictures.layout import Positions, positions
from graph.pictures.marks import mark_svg
from graph.textgrid import DISPLAY
from ontology.files import write_whole

if TYPE_CHECKING:
    from graph.networks.nx import Net

Language = Literal["zh", "en"]
_TEMPLATES: Final = Path(__file__).parent / "templates"


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
    net: Net, *, language: Language | None = None, limit: int | None = DEFAULT_LIMIT
) -> SafeNetwork:
    """Return the interactive picture of a network of :func:`graph.networks.build.build_network`.

    Args:
        net: The network.
        language: The language it opens in, by default the notebook's; both are in the file.
        limit: Nodes up to which all are drawn; of larger networks the weaker nodes are drawn
            together.  ``None`` draws everything.
    """
    language = language or DISPLAY.language
    small = aggregate(net, limit)
    heading = str(net.graph.get(f"label_{language}", ""))
    found = SafeNetwork(heading, directed=net.is_directed(), language=language)
    found.net = small
    for node, data in small.nodes(data=True):
        found.add_node(node, label=data.get(f"label_{language}"))
    for a, b, data in small.edges(data=True):
        found.add_edge(a, b, value=data.get("weight", 1.0))
    return found


def write_picture(
    net: Net, path: Path, *, language: Language = "zh", limit: int | None = DEFAULT_LIMIT
) -> None:
    """Write the interactive picture of a network as one HTML file."""
    picture(net, language=language, limit=limit).write_html(path)


# ---- the page ----------------------------------------------------------------------------


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES, encoding="utf-8"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _asset(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8").replace("\r\n", "\n")


@cache
def library() -> str:
    """Return the wheel's own vis-network, newest version.

    Raises:
        RuntimeError: this pyvis ships none, or one that cannot stand in a page.
    """
    found = {
        tuple(map(int, re.findall(r"\d+", folder.name))): folder / "vis-network.min.js"
        for folder in (resources.files("pyvis") / "lib").iterdir()
        if folder.name.startswith("vis-")
    }
    if not found:
        raise RuntimeError("this pyvis ships no vis-network: install pyvis 0.3.2 or later")
    text = found[max(found)].read_text(encoding="utf-8").replace("\r\n", "\n")
    if "</script" in text.lower() or "<!--" in text:
        raise RuntimeError("vis-network cannot be put into a page as it is")
    return text


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _script() -> str:
    """Return the view that the explorer draws with, and what is around it here, as one script."""
    view = re.sub(r"^export ", "", _asset("networkview.js"), flags=re.MULTILINE)
    return f'"use strict";\n(() => {{\n{view}\n{_asset("picture.js")}}})();\n'


@cache
def _trusted() -> dict[str, Markup]:
    """Return our own style and scripts, and their hashes for the policy."""
    css, script, code = _asset("picture.css"), _script(), library()
    return {
        "css": Markup(css),
        "script": Markup(script),
        "library": Markup(code),
        "script_hashes": Markup(f"{_hash(code)} {_hash(script)}"),
        "style_hash": Markup(_hash(css)),
    }


def inert_json(data: Any) -> str:
    """Write JSON that can stand in a script element: no ``<``, no line separators."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text


def _pair(zh: Any, en: Any) -> dict[str, str]:
    return {"zh": str(zh), "en": str(en)}


def render(net: Net, placed: Positions, language: Language = "zh") -> str:
    """Return the page of a network whose nodes have their places."""
    data, about = picture_data(net, placed), net.graph
    words = _Words(net)
    return (
        _environment()
        .get_template("picture.html")
        .render(
            **_trusted(),
            language=language,
            title=_pair(about.get("label_zh") or "网络", about.get("label_en") or "network"),
            description=_pair(about.get("description_zh", ""), about.get("description_en", "")),
            rule=_pair(about.get("rule_zh", "–"), about.get("rule_en", "–")),
            filter=about.get("filter", {}),
            version=about.get("version", ""),
            release=about.get("release", ""),
            sparql=about.get("sparql", ""),
            aggregated=about.get("aggregated", 0),
            size={"nodes": about.get("whole", len(net)), "edges": net.number_of_edges()},
            inferred=sum("i" in edge for edge in data["edges"]),
            marks={
                kind["shape"]: Markup(mark_svg(kind["shape"])) for kind in data["kinds"].values()
            },
            data=data,
            json=Markup(inert_json(data)),
            nodes=[words.node(n) for n in net.nodes],
            edges=[words.edge(a, b, d) for a, b, d in net.edges(data=True)],
        )
    )


class _Words:
    """Rows of the tables: labels in both languages and quotes with their documents' names."""

    def __init__(self, net: Net) -> None:
        self.net = net
        self.named = net.graph.get("words", {})

    def label(self, node: str) -> dict[str, str]:
        if node in self.net:
            data = self.net.nodes[node]
            return _pair(data.get("label_zh", node), data.get("label_en", node))
        known = self.named.get(node)
        return _pair(known["zh"], known["en"]) if known else _pair(node, node)

    def quotes(self, data: Mapping[str, Any]) -> list[dict[str, Any]]:
        return [
            {
                **quote,
                "document": self.label(quote["document"]),
                "via": self.label(quote["via"]) if quote.get("via") else None,
            }
            for quote in data.get("evidence", ())
        ]

    def node(self, node: str) -> dict[str, Any]:
        data = self.net.nodes[node]
        kind = data.get("kind", "")
        return {
            **self.label(node),
            "kind": _pair(*words_of(kind)) if kind else _pair("", ""),
            "subkind": _pair(*subkind_words(data.get("subkind", ""))),
            "inferred": data.get("basis") == "inferred",
            "degree": self.net.degree(node),
            "quotes": self.quotes(data),
        }

    def edge(self, a: str, b: str, data: Mapping[str, Any]) -> dict[str, Any]:
        weight = float(data.get("weight", 1.0))
        return {
            "source": self.label(a),
            "target": self.label(b),
            **_pair(data.get("label_zh", ""), data.get("label_en", "")),
            "inferred": data.get("basis") == "inferred",
            "weight": int(weight) if weight.is_integer() else round(weight, 3),
            "quotes": self.quotes(data),
        }
