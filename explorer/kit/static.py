"""Static files, kept for long because their addresses bear a hash; and the data's version."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from explorer.kit.request import STATIC, version_of


class LongKept(StaticFiles):
    """Files that browsers keep for a year where the address names their hash."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Answer with a file."""
        response = await super().get_response(path, scope)
        hashed = b"v=" in scope.get("query_string", b"")
        response.headers["cache-control"] = (
            "public, max-age=31536000, immutable" if hashed else "no-cache"
        )
        return response


def routes() -> list[BaseRoute]:
    """Return where static files are mounted."""
    return [Mount("/static", LongKept(directory=STATIC, check_dir=False), name="static")]


async def version(request: Request) -> Response:
    """Tell which state of the data is served; an open page asks, to show a new one."""
    app = request.app
    found: dict[str, Any] = {
        "version": version_of(app),
        "watching": bool(app.state.settings.rebuilds),
        "problems": await asyncio.to_thread(_problems, app),
    }
    return JSONResponse(found, headers={"cache-control": "no-store"})


def _problems(app: Any) -> list[dict[str, Any]]:
    """Read what was wrong with the facts when they were saved last."""
    generation = app.state.snapshot.generation
    if not app.state.settings.rebuilds or generation is None:
        return []
    try:
        text = (generation.folder.parent / "problems.json").read_text(encoding="utf-8")
        return list(json.loads(text))
    except (OSError, ValueError):
        return []
