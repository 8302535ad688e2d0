"""What pages answer when the workers cannot."""

from __future__ import annotations

import asyncio

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from explorer import pages
from explorer.workers.line import PoolError


async def failing(request: Request) -> Response:
    raise PoolError("zygote", "the process that holds the graph has ended")


def test_a_failing_pool_is_a_503_that_says_when_to_try_again() -> None:
    app = Starlette(routes=[Route("/", failing)], exception_handlers=pages.handlers())

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.get("/")

    answer = asyncio.run(ask())
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert "try again" in answer.text
