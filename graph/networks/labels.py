"""Short labels for pictures: bodies of one town all begin with its name, which hides the rest.

Where at least half of the organisations of a network begin with the same place, pictures
leave it out and say so.  A value is drawn without the indicator and the place that it is joined
to.  Tables, panels and files keep the full names.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from ontology.kinds import KINDS

if TYPE_CHECKING:
    from graph.networks.nx import Net

_FEWEST: Final = 6
_VALUES: Final = frozenset(
    kind.name for kind in KINDS if any(record.form == "value" for record in kind.records)
)
_PLACE: Final = {
    "zh": re.compile(r"([\u4e00-\u9fff]{1,4}?[省市县区镇])(?=[\u4e00-\u9fff]{2})"),
    "en": re.compile(r"([A-Z][a-z]+(?: (?:Municipal|Provincial|County|District|Town))) (?=[A-Z])"),
}


def common_place(labels: Iterable[str], language: str) -> str:
    """Return the place with which at least half of the labels begin, or an empty text."""
    listed = list(labels)
    found = Counter(m[1] for label in listed if (m := _PLACE[language].match(label)))
    if len(listed) < _FEWEST or not found:
        return ""
    place, count = min(found.items(), key=lambda item: (-item[1], item[0]))
    return place if 2 * count >= len(listed) else ""


def shorten_labels(net: Net) -> None:
    """Put ``short_zh`` and ``short_en`` on nodes, and what all bodies leave out on the graph."""
    _shorten_values(net)
    bodies = [n for n, data in net.nodes(data=True) if data.get("kind") == "Organization"]
    for language in ("zh", "en"):
        key = f"label_{language}"
        place = common_place((net.nodes[n][key] for n in bodies), language)
        net.graph[f"omitted_{language}"] = place
        others = Counter(data[key] for _, data in net.nodes(data=True))
        for node in bodies if place else ():
            label = net.nodes[node][key]
            short = label.removeprefix(place).strip()
            # 绍兴市区…: the character belongs to the place, not to the body.
            cut = label.startswith(place) and short[:1] not in "区县镇乡"
            if cut and len(short) > 1 and short not in others:
                net.nodes[node][f"short_{language}"] = short


def _shorten_values(net: Net) -> None:
    """Leave out of 店口镇 建成区面积 2012:15平方公里 what its neighbours are called."""
    from graph.networks.nx import networkx

    values = [n for n, data in net.nodes(data=True) if data.get("kind") in _VALUES]
    for node in values:
        near = [net.nodes[other] for other in networkx.all_neighbors(net, node)]
        for language in ("zh", "en"):
            key = f"label_{language}"
            short = net.nodes[node][key]
            for name in sorted((data[key] for data in near), key=len, reverse=True):
                short = short.replace(name, "", 1)
            if short := short.strip(" ,:;，：；、"):
                net.nodes[node][f"short_{language}"] = short
