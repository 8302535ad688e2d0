"""Static files, kept for long because their addresses bear a hash; and the data's version."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from explorer.pages.shell import STATIC, version_of


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
    found = {"version": version_of(request.app)}
    problem = getattr(request.app.state, "problem", None)
    if problem:
        found["problem"] = problem
    return JSONResponse(found, headers={"cache-control": "no-store"})
