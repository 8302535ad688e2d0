"""Who may work at the desk: the person at this machine who was given the session's token.

A change must come from a page of the desk itself: any other page that the browser shows can send
requests to loopback, too.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Awaitable, Callable
from typing import Final
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response

from explorer.access import host_name, is_loopback

__all__ = ["COOKIE", "Guard", "new_token"]

COOKIE: Final = "policykg-desk"
HEADER: Final = "x-policykg-desk"
MAX_BODY: Final = 1 << 20
MAX_UPLOAD: Final = 64 << 20
Answer = Callable[[Request], Awaitable[Response]]


def new_token() -> str:
    """Return the token of a session."""
    return secrets.token_urlsafe(24)


class Guard:
    """Lets requests to the desk through, or says why not."""

    def __init__(self, token: str) -> None:
        self.token = token

    def page(self, answer: Answer) -> Answer:
        """Guard a page: it shows facts and drafts, and changes nothing."""

        async def guarded(request: Request) -> Response:
            refused = self._stranger(request)
            if refused is not None:
                return refused
            response = await answer(request)
            response.headers["cache-control"] = "no-store"
            return response

        return guarded

    def change(self, answer: Answer, most: int = MAX_BODY) -> Answer:
        """Guard what changes files."""

        async def guarded(request: Request) -> Response:
            refused = self._stranger(request) or self._elsewhere(request)
            if refused is not None:
                return refused
            length = request.headers.get("content-length", "")
            if not length.isdigit() or int(length) > most:
                return JSONResponse(
                    {"message": "the request is too large, or of unknown length"}, 413
                )
            response = await answer(request)
            response.headers["cache-control"] = "no-store"
            return response

        return guarded

    def enter(self, request: Request) -> Response | None:
        """Take the token of the printed address, and lead on without it; none: it has no token."""
        given = request.query_params.get("token")
        if given is None:
            return None
        if not self._here(request) or not _equal(given, self.token):
            return PlainTextResponse(
                "this address is of another session: start `policykg explore` and open the address "
                "that it prints\n此地址属于另一次会话:请运行 policykg explore 并打开它给出的地址\n",
                403,
            )
        answer = RedirectResponse("/desk", 303, {"cache-control": "no-store"})
        answer.set_cookie(COOKIE, self.token, httponly=True, samesite="strict", path="/")
        return answer

    def knows(self, request: Request) -> bool:
        """Tell whether a request is of the session."""
        return self._here(request) and _equal(request.cookies.get(COOKIE, ""), self.token)

    def _here(self, request: Request) -> bool:
        client = request.client
        here = client is not None and is_loopback(client.host)
        return here and is_loopback(host_name(request.headers.get("host", "")))

    def _stranger(self, request: Request) -> Response | None:
        if self.knows(request):
            return None
        if request.method == "POST":  # a page of the desk that was open before the server was
            en = (
                "nothing was written: the server was started anew; open the address with a token "
                "that `policykg explore` prints"
            )
            zh = "什么也没有写入:服务器已重新启动,请打开 policykg explore 给出的带令牌的地址"
            return JSONResponse(
                {"message": {"zh": zh, "en": en}}, 403, {"cache-control": "no-store"}
            )
        return PlainTextResponse(
            "the desk opens by the address with a token that `policykg explore` prints\n"
            "审读台须用 policykg explore 给出的带令牌的地址打开\n",
            403,
            {"cache-control": "no-store"},
        )

    def _elsewhere(self, request: Request) -> Response | None:
        """Refuse a change that a page of another origin has caused, or may have caused."""
        origin = urlsplit(request.headers.get("origin", ""))
        site = request.headers.get("sec-fetch-site", "same-origin")
        same = origin.netloc == request.headers.get("host") and origin.scheme in ("http", "https")
        if same and site == "same-origin" and request.headers.get(HEADER) == "1":
            return None
        return JSONResponse({"message": "changes come from the pages of the desk only"}, 403)


def _equal(given: str, token: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), token.encode())
