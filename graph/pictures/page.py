"""The interactive picture of a network as one HTML file: safe, quick and whole.

An autoescaped page of our own with vis-network inside, positions computed beforehand, UTF-8, and
no request to anywhere (a content security policy sees to it).  vis-network is the one that pyvis
brings or, where pyvis is not installed, the one that our package was built with; nothing here
imports pyvis, which loads IPython.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from graph.errors import MissingPackage
from graph.pictures.data import (
    DEFAULT_LIMIT,
    aggregate,
    picture_data,
    subkind_words,
    words_of,
)
from graph.pictures.layout import Positions, positions
from graph.pictures.marks import mark_svg
from ontology.files import write_whole

if TYPE_CHECKING:
    from graph.networks.nx import Net

Language = Literal["zh", "en"]
_TEMPLATES: Final = Path(__file__).parent / "templates"


def write_picture(
    net: Net, path: Path, *, language: Language = "zh", limit: int | None = DEFAULT_LIMIT
) -> None:
    """Write the interactive picture of a network as one HTML file.

    Args:
        net: A network of :func:`graph.networks.build.build_network`.
        path: The file.
        language: The language it opens in; both are in the file.
        limit: Nodes up to which all are drawn; of larger networks the weaker nodes are drawn
            together.  ``None`` draws everything.
    """
    small = aggregate(net, limit)
    write_whole(path, render(small, positions(small), language))


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
    """Return vis-network: of pyvis its newest or, without pyvis, the one of our own package.

    Raises:
        MissingPackage: there is neither.
        RuntimeError: it cannot stand in a page.
    """
    scripts = _scripts_of_pyvis()
    path = scripts[max(scripts)] if scripts else _TEMPLATES / "vis-network.js"
    if not path.is_file():  # a checkout whose JavaScript was never built
        raise MissingPackage("pyvis", "networks", "an interactive picture", "交互式图")
    text = path.read_text(encoding="utf-8").replace("\r\n", "\n")
    if "</script" in text.lower() or "<!--" in text:
        raise RuntimeError("vis-network cannot be put into a page as it is")
    return text


def _scripts_of_pyvis() -> dict[tuple[int, ...], Path]:
    """Return each vis-network that pyvis brings, by its version; pyvis itself is not loaded."""
    package = find_spec("pyvis")
    return {
        tuple(map(int, re.findall(r"\d+", path.parent.name))): path
        for folder in (package.submodule_search_locations or () if package else ())
        for path in Path(folder).glob("lib/vis-*/vis-network.min.js")
    }


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
