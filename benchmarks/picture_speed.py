"""Offline pictures in Chromium: time to a stable picture, and bytes, beside the peers.

    python -m benchmarks.picture_speed --sizes 100 1000 5000

Every page opens in a browser that refuses requests leaving loopback; those are counted.  Peers:
pyvis as it ships (all inline, its physics on), and ipysigma's page, where installed.
"""

from __future__ import annotations

import argparse
import importlib.util
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph.networks.nx import Net, networkx
from graph.pictures.html import write_picture
from graph.pictures.layout import positions
from tests.support.browser import file_url, start_browser, visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser

OURS_READY = "() => document.documentElement.dataset.ready"
PYVIS_READY = "() => window.network && network.physics && network.physics.stabilized"
# Our page marks when its picture stands; asking for it would wait for the tables below.
MARKED = """() => performance.getEntriesByName("picture-ready")
    .map(mark => performance.timeOrigin + mark.startTime)[0] || 0"""
SIGMA_READY = "() => document.querySelector('canvas')"


def network_of(size: int) -> Net:
    """A network with hubs, two new edges a node, Chinese labels, a quote an edge."""
    plain: Any = networkx.barabasi_albert_graph(size, 2, seed=1)
    rng = random.Random(1)
    net: Any = networkx.DiGraph()
    for i in plain.nodes:
        net.add_node(
            f"https://example.org/id/n{i}",
            label_zh=f"绍兴市第{i}工作办公室",
            label_en=f"Work office number {i}",
            kind="Organization" if i % 3 else "Task",
            documents=[],
            evidence=[],
        )
    for a, b in plain.edges:
        start = rng.randrange(20_000)
        words = "(牵头单位:市发展改革委、市经贸委)"
        quote = {"text": words, "document": "https://example.org/id/plan", "start": start}
        net.add_edge(
            f"https://example.org/id/n{a}",
            f"https://example.org/id/n{b}",
            weight=float(rng.randint(1, 5)),
            kind="ledBy",
            label_zh="牵头单位",
            label_en="led by",
            basis="stated",
            documents=["https://example.org/id/plan"],
            tasks=[],
            evidence=[{**quote, "end": start + len(words), "via": "", "basis": "stated"}],
        )
    found: Net = net
    return found


def ours(net: Net, path: Path) -> None:
    write_picture(net, path, limit=None)


def pyvis_as_it_ships(net: Net, path: Path) -> None:
    from pyvis.network import Network

    shipped = Network(directed=False, cdn_resources="in_line")
    for node, data in net.nodes(data=True):
        shipped.add_node(node, label=data["label_zh"], title=data["label_en"])
    for a, b, data in net.edges(data=True):
        shipped.add_edge(a, b, value=data["weight"], title=data["label_zh"])
    path.write_text(shipped.generate_html(), encoding="utf-8")


def ipysigma(net: Net, path: Path) -> None:
    from ipysigma import Sigma  # type: ignore[import-untyped,unused-ignore,import-not-found]

    plain: Any = networkx.DiGraph()
    for node, data in net.nodes(data=True):
        plain.add_node(node, label=data["label_zh"])
    plain.add_edges_from((a, b, {"weight": d["weight"]}) for a, b, d in net.edges(data=True))
    Sigma(plain).to_html(str(path))


def stable(browser: Browser, path: Path, ready: str, seconds: int) -> tuple[str, int]:
    """Return the time until a page is stable, and how many requests it made outside."""
    with visit(browser, viewport={"width": 1280, "height": 900}) as found:
        start = time.time()
        found.page.goto(file_url(path), wait_until="commit", timeout=seconds * 1000)
        try:
            found.page.wait_for_function(ready, timeout=seconds * 1000, polling=20)
            end = found.page.evaluate(MARKED) / 1000 or time.time()
            shown = f"{end - start:8.2f} s"
        except Exception as error:
            if "Timeout" not in type(error).__name__:
                raise
            shown = f"  > {seconds} s"
        return shown, len(found.refused)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 1000, 5000])
    parser.add_argument("--seconds", type=int, default=180, help="give up on a page after this")
    chosen = parser.parse_args()
    peers: list[tuple[str, Callable[[Net, Path], None], str]] = [
        ("policykg", ours, OURS_READY),
        ("pyvis as it ships", pyvis_as_it_ships, PYVIS_READY),
    ]
    if importlib.util.find_spec("ipysigma"):
        peers.append(("ipysigma", ipysigma, SIGMA_READY))
    browsers = start_browser()
    browser = next(browsers)
    print(f"{'nodes':>6} {'edges':>6}  {'':20}{'write':>9}{'bytes':>12}{'stable':>13}  outside")
    for size in chosen.sizes:
        net = network_of(size)
        _, placing = _timed(lambda net=net: positions(net))  # type: ignore[misc]
        print(f"{size:6} {net.number_of_edges():6}  {'(positions)':20}{placing:7.2f} s")
        for name, write, ready in peers:
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "picture.html"
                _, writing = _timed(lambda w=write, n=net, p=path: w(n, p))  # type: ignore[misc]
                seconds = 30 if name == "ipysigma" else chosen.seconds
                shown, outside = stable(browser, path, ready, seconds)
                print(
                    f"{'':13}  {name:20}{writing:7.2f} s{path.stat().st_size:12,}"
                    f"{shown:>13}  {outside}",
                    flush=True,
                )
    next(browsers, None)


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    start = time.perf_counter()
    return work(), time.perf_counter() - start


if __name__ == "__main__":
    main()
