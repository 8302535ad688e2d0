"""What a field suggests as one types: bodies, places or documents, and how many there are."""

from __future__ import annotations

import asyncio
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from explorer.kit.named import CLASSES
from explorer.kit.request import Ask, ask_of
from explorer.view.search_index import index_of, kinds_within

MOST: Final = 50
"""Names that are suggested for what was typed."""
LOOKED_AT: Final = 2000
"""Things among which those of the kind are looked for."""


def suggested(ask: Ask, kind: str, word: str) -> dict[str, Any]:
    """Return the things of a kind that a word finds, the best first, and how many they are."""
    view, cls = ask.view, CLASSES[kind]
    groups = index_of(view).find(word, LOOKED_AT, kinds_within(cls))
    hits = sorted(hit for hits in groups.values() for hit in hits)
    shown = [{"id": view.local(h.iri), "label": ask.label(h.iri)} for h in hits[:MOST]]
    return {"shown": len(shown), "total": len(hits), "things": shown}


async def answer(request: Request) -> Response:
    """Answer a field that is being typed into."""
    kind = request.path_params["kind"]
    if kind not in CLASSES:
        return JSONResponse({"message": "no such kind"}, 404)
    ask = await asyncio.to_thread(ask_of, request)
    word = ask.query.get("q", "").strip()[:100]
    return JSONResponse(await asyncio.to_thread(suggested, ask, kind, word))


def routes() -> list[BaseRoute]:
    """Return the route of suggestions."""
    return [Route("/{lang:lang}/suggested/{kind:str}.json", answer)]


__all__ = ["answer", "routes", "suggested"]
