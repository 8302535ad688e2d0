"""Two ends of a path: who is meant by what was typed, and the shortest paths between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from explorer.kit.request import Ask
from explorer.view.model import GraphView
from graph.networks.inside import MOST_PATHS, count_paths, paths_of
from ontology.terms import PK

if TYPE_CHECKING:
    from graph.networks.nx import Net

ENDS: Final = ("from", "to")
OFFERED: Final = 12
"""Things that are offered where a name may mean several."""


@dataclass(frozen=True, slots=True)
class End:
    """One end of a path as it was asked for."""

    key: str
    """Its parameter, ``from`` or ``to``."""
    text: str
    meant: tuple[str, ...]
    """Things that the text may mean; one where it is plain, none where nobody bears it."""
    outside: tuple[str, ...] = ()
    """Things that the text means and that are not in the network."""

    @property
    def iri(self) -> str:
        """Return the thing that is meant, if that is plain."""
        return self.meant[0] if len(self.meant) == 1 else ""


def ends_of(ask: Ask, net: Net | None) -> list[End]:
    """Return both ends of a path, looked for in a network, or else among all bodies."""
    return [_end(ask, key, net) for key in ENDS]


def _end(ask: Ask, key: str, net: Net | None) -> End:
    text = ask.query.get(key, "").strip()
    if not text:
        return End(key, "", ())
    everywhere = _things(ask.view, text, ask.view.of_type(PK.Organization))
    if net is None:
        return End(key, text, everywhere)
    inside = _things(ask.view, text, list(net))
    if inside:
        return End(key, text, inside)
    return End(key, text, (), everywhere)


def _things(view: GraphView, text: str, among: list[str]) -> tuple[str, ...]:
    """Return what a text means among some things: by id, by a whole name, by part of one."""
    iri = view.iri(text)
    if iri in view:
        return (iri,) if iri in set(among) or not view.is_a(iri, PK.Organization) else ()
    exact = [n for n in among if text in _names(view, n)]
    if exact:
        return tuple(sorted(exact))
    wanted = text.casefold()
    near = [n for n in among if any(wanted in name.casefold() for name in _names(view, n))]
    return tuple(sorted(near, key=lambda n: (len(view.label(n, "zh")), n)))


def _names(view: GraphView, iri: str) -> list[str]:
    return [view.label(iri, "zh"), view.label(iri, "en"), *view.names(iri)]


def questions(ask: Ask, ends: list[End], name: str) -> list[dict[str, Any]]:
    """Return what must be asked back: ends that mean several things, or none in this network."""
    found = []
    everywhere = ask.url("/network", **{end.key: end.text for end in ends})
    for end in ends:
        if end.text and not end.iri:
            found.append(
                {
                    "text": end.text,
                    "which": [
                        (_told_apart(ask, iri), ask.url(None, page="", **{end.key: _id(ask, iri)}))
                        for iri in end.meant[:OFFERED]
                    ],
                    "which_total": len(end.meant),
                    "outside": [ask.label(iri) for iri in end.outside[:OFFERED]],
                    "outside_total": len(end.outside),
                    "everywhere": everywhere if name and end.outside else "",
                }
            )
    return found


def _id(ask: Ask, iri: str) -> str:
    return ask.view.local(iri) or iri


def _told_apart(ask: Ask, iri: str) -> str:
    """Name a thing so that it is told apart from its namesakes: with its place, or its id."""
    view, label = ask.view, ask.label(iri)
    place = view.object(iri, PK.jurisdiction) or view.object(iri, PK.locatedIn)
    said = ask.label(place) if place else _id(ask, iri)
    return label if said in label else f"{label} ({said})"


def written_out(ask: Ask, net: Net, numbers: dict[str, int]) -> dict[str, Any]:
    """Return the shortest paths of a network between its own two ends, edge by edge."""
    start, end = net.graph.get("start", ""), net.graph.get("end", "")
    paths = paths_of(net, start, end)
    return {
        "count": count_paths(net, start, end),
        "most": MOST_PATHS,
        "steps": len(paths[0]) - 1 if paths else 0,
        "rows": [_path(ask, net, path, numbers) for path in paths],
    }


def _path(ask: Ask, net: Net, path: list[str], numbers: dict[str, int]) -> list[dict[str, Any]]:
    label = f"label_{ask.lang}"
    found = []
    for node, following in zip(path, [*path[1:], ""], strict=True):
        step: dict[str, Any] = {
            "iri": node,
            "label": str(net.nodes[node].get(label, node)),
            "href": ask.href(node),
        }
        if following:
            forth = net.has_edge(node, following)
            a, b = (node, following) if forth else (following, node)
            data = net.edges[a, b]
            step["edge"] = str(data.get(label, ""))
            step["arrow"] = ("→" if forth else "←") if net.is_directed() else "–"
            step["quotes"] = len(data.get("evidence", ()))
            step["show"] = f"{numbers[a]} {numbers[b]}"
        found.append(step)
    return found
