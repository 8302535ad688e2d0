"""Networks that were built once, cached beside the build they were made from.

A network depends on the graph, on its query and on the code that builds it, and on nothing
else; so it is written into the generation's own folder under a checksum of the latter two, and
vanishes with the generation.  What is damaged, cut off or of another version is built anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pydantic_core import from_json

from graph.networks.filters import Filters
from graph.networks.queries import network_query
from graph.networks.specs import NetworkSpec
from ontology.files import write_whole

if TYPE_CHECKING:
    from graph.networks.nx import Net

FOLDER: Final = "networks"
FEWEST_EDGES: Final = 1000
"""Smaller ones are built as fast as they are read."""
MOST_FILES: Final = 32
"""Beyond this the one that was written first goes."""


def cached(
    folder: Path,
    spec: NetworkSpec,
    filters: Filters,
    options: str,
    build: Callable[[], Net],
    keep: bool = True,
) -> Net:
    """Return a network from the folder of its generation, or build it and keep it there.

    Args:
        folder: Of the generation.
        spec: The network's record.
        filters: What it is narrowed to.
        options: Whatever else changes the result, such as the counting rule.
        build: Makes it.
        keep: Whether it is written where it was not there.
    """
    text = "\n".join([network_query(spec, filters), repr(filters), options, _code()])
    path = folder / FOLDER / f"{spec.name}-{hashlib.sha256(text.encode()).hexdigest()[:16]}.json"
    net = _read(path)
    if net is None:
        net = build()
        if keep and net.number_of_edges() >= FEWEST_EDGES:
            _write(path, net)
    return net


@cache
def _code() -> str:
    """Return a checksum of what builds networks: our modules, and the declarations they read."""
    here = Path(__file__).resolve().parent
    files = [*here.glob("*.py"), *here.parent.parent.glob("ontology/*.ttl")]
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _read(path: Path) -> Net | None:
    from graph.networks.nx import DirectedNetwork, Network, uncollected

    try:
        told, _, data = path.read_bytes().partition(b"\n")
    except OSError:
        return None
    if told.decode("ascii", "replace") != hashlib.sha256(data).hexdigest():
        return None
    with uncollected():
        found: dict[str, Any] = from_json(data, cache_strings="keys")
        net: Net = DirectedNetwork() if found["directed"] else Network()
        net.add_nodes_from(found["nodes"])
        net.add_edges_from(found["edges"])
        found["graph"]["layers"] = tuple(map(tuple, found["graph"]["layers"]))
        net.graph.update(found["graph"])
    return net


def _write(path: Path, net: Net) -> None:
    """Write a network whole or not at all; where the folder is read-only, nothing is cached."""
    found = {
        "directed": net.is_directed(),
        "graph": dict(net.graph),
        "nodes": [(node, dict(data)) for node, data in net.nodes(data=True)],
        "edges": [(a, b, dict(data)) for a, b, data in net.edges(data=True)],
    }
    data = json.dumps(found, ensure_ascii=False).encode()
    try:
        path.parent.mkdir(exist_ok=True)
        write_whole(path, hashlib.sha256(data).hexdigest().encode() + b"\n" + data)
        _clear(path.parent)
    except OSError:
        return


def _clear(folder: Path) -> None:
    ages = sorted((path.stat().st_mtime_ns, path) for path in folder.glob("*.json"))
    for _, path in ages[:-MOST_FILES]:
        path.unlink(missing_ok=True)
