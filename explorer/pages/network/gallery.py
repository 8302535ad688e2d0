"""The first page of networks: each with a small picture, its size, and what it answers."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from explorer.kit.request import Ask, Page, ask_of
from explorer.kit.routing import Table
from explorer.pages.network.data import net_of, only_document, placed
from explorer.pages.network.groups import shown
from graph.networks.specs import NETWORKS
from graph.pictures.thumbnail import thumbnail

if TYPE_CHECKING:
    from graph.networks.nx import Net

MENU: Final[tuple[tuple[str, str, tuple[str, ...]], ...]] = (
    ("谁牵头、与谁一起", "Who leads, and with whom",
     ("leads", "co-leads", "campaign-department", "campaign-task-department", "lead-support",
      "responsibilities")),
    ("目标与政策", "Goals and policies", ("targets", "policy-document")),
    ("地方与企业", "Places and enterprises", ("places", "place-enterprise-project")),
    ("结构与全部", "Structure, and everything",
     ("governance", "containment", "relations", "everything")),
)  # fmt: skip
"""The networks as the menu groups them; what the ontology declares beyond them comes last."""
ANSWERS: Final[dict[str, tuple[str, str]]] = {
    "leads": ("谁对哪项工作负责?", "Who answers for which piece of work?"),
    "co-leads": ("哪些单位常被编在一起?", "Which bodies are put together, and how often?"),
    "campaign-department": ("一个系列活动靠哪些单位?", "Which bodies does a campaign rest on?"),
    "campaign-task-department": ("系列活动怎样落到任务和单位?",
                                 "How does a campaign reach tasks and bodies?"),
    "lead-support": ("谁牵头时由谁配合?", "Who supports whom?"),
    "responsibilities": ("各单位担任哪些角色?", "Which roles does each body bear?"),
    "targets": ("哪项工作要达到哪个目标?", "Which work has which target?"),
    "policy-document": ("文献依据哪些政策?", "Which policies do documents rest on?"),
    "places": ("地方之间有何关系?", "How are places related?"),
    "place-enterprise-project": ("企业和项目落在哪里?", "Where are enterprises and projects?"),
    "governance": ("谁管辖谁?", "Who governs whom?"),
    "containment": ("什么属于什么?", "What is part of what?"),
    "relations": ("文本自己说了哪些关系?", "Which relations do the texts themselves state?"),
    "everything": ("任意两者怎样相连?", "How are any two things joined?"),
}  # fmt: skip
"""The question that a network answers."""
THEMES: Final = ("light", "dark")


def menu(ask: Ask) -> list[tuple[str, list[str]]]:
    """Return the names of the networks in groups, those that most come for first."""
    found = [(ask.w(zh, en), [n for n in names if n in NETWORKS]) for zh, en, names in MENU]
    listed = {name for _, names in found for name in names}
    if rest := [name for name in NETWORKS if name not in listed]:
        found.append((ask.w("其他", "Others"), rest))
    return found


def gallery(ask: Ask) -> Page:
    """Show every network with a small picture."""
    groups = [(head, [(name, *_words(ask, name)) for name in names]) for head, names in menu(ask)]
    rows = [
        (name, label, question, said)
        for _, found in groups
        for name, label, question, said in found
    ]
    return Page(
        "network_gallery.html",
        ask.w("网络", "Networks"),
        {"groups": groups, "themes": THEMES},
        table=Table(("name", "label", "question", "description"), rows),
        section="/network",
        description=ask.w("全部网络一览", "All networks at a glance"),
    )


def _words(ask: Ask, name: str) -> tuple[str, str, str]:
    spec = NETWORKS[name]
    label = ask.w(spec.label.zh, spec.label.en[:1].upper() + spec.label.en[1:])
    said = ask.w(spec.description.zh, spec.description.en)
    question = ask.w(*ANSWERS[name]) if name in ANSWERS else ""
    return label, question, said


async def small_picture(request: Request) -> Response:
    """Answer with the small picture of a network; pages ask for it when it comes into view."""
    name, theme = request.path_params["name"], request.path_params["theme"]
    if name not in NETWORKS or theme not in THEMES:
        return Response("no such network\n", 404, media_type="text/plain")
    ask = await asyncio.to_thread(ask_of, request)
    body = await asyncio.to_thread(_drawn, ask, name, theme)
    return Response(body, 200, {"cache-control": "no-cache"}, media_type="image/svg+xml")


def _drawn(ask: Ask, name: str, theme: str) -> str:
    net: Net = net_of(ask, name)
    whole = len(net), net.number_of_edges()
    small, data = placed(shown(ask, net))
    return thumbnail(data, theme, _size(ask, whole, len(small)))


def _size(ask: Ask, whole: tuple[int, int], drawn: int) -> str:
    nodes, edges = whole
    text = ask.w(f"{nodes} 个节点 · {edges} 条连线", f"{nodes} nodes · {edges} edges")
    if drawn < nodes:
        text += ask.w(f" · 归并为 {drawn} 个", f" · drawn as {drawn}")
    if only_document(ask):
        text += ask.w(" · 一份文献", " · one document")
    return text


def picture_routes() -> list[BaseRoute]:
    """Return the route of small pictures."""
    return [Route("/{lang:lang}/network-thumb/{name:str}-{theme:str}.svg", small_picture)]


__all__ = ["MENU", "gallery", "menu", "picture_routes", "small_picture"]
