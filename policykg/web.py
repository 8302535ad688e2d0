"""HTTP to other servers: one deadline, bounded answers, errors on one line with their reason.

``httpx`` speaks HTTP, Basic and Digest.  The deadline is ours, because its own are for single
reads, which a server that sends a byte now and then never exceeds; so is the limit of bytes.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.cookiejar import CookieJar
from typing import Any, Final

import httpx

from graph.errors import GraphError
from ontology.printable import one_line
from policykg.deadline import Deadline

RETRIED: Final = frozenset((429, 502, 503, 504))
REASON: Final = 500
"""Characters of a server's own words that an error repeats."""
MAX_ANSWER: Final = 256 << 20
"""Bytes of an answer; whoever needs more asks in parts."""
REDIRECTS: Final = 5
_SEE_OTHER: Final = 303
_MOVED: Final = frozenset((301, 302, _SEE_OTHER, 307, 308))
_HOST: Final = re.compile(rb"[A-Za-z0-9._:-]{1,255}")
"""A name or an address as it stands in a request, names of other scripts encoded."""
_FAILURES: Final = (
    httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError, ValueError, KeyError,
    NotImplementedError,
)  # fmt: skip
"""What httpx raises for servers that are not there, hang up, or send what is no HTTP."""


class RemoteError(GraphError):
    """Another server could not be reached, refused, or sent what is no answer."""

    def __init__(self, en: str, zh: str, status: int = 0) -> None:
        super().__init__(en, zh)
        self.status = status


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server sent."""

    status: int
    headers: httpx.Headers
    body: bytes

    @property
    def media_type(self) -> str:
        """The type of the body, without parameters."""
        return one_line(self.headers.get("content-type", "").split(";")[0], 100).lower()


class _NoCookies(CookieJar):
    """Holds nothing: a SPARQL server needs no cookies, and theirs need not be read."""

    def extract_cookies(self, response: Any, request: Any) -> None:
        """Take none."""

    def add_cookie_header(self, request: Any) -> None:
        """Send none."""


class Web:
    """A client of one server.

    Args:
        user: name for Basic or Digest authentication; none: that in the address.
        password: password.
        token: what is sent as ``Authorization: Bearer``, where there is no user.
        timeout: seconds for a request with all its tries, to the last byte of the answer.
        tries: how often a passing failure is tried.
        most: bytes of an answer.
        follow: whether it may lead to another server where there are no credentials.
    """

    def __init__(
        self,
        user: str = "",
        password: str = "",
        timeout: float = 120.0,
        tries: int = 3,
        *,
        token: str = "",
        most: int = MAX_ANSWER,
        follow: bool = True,
    ) -> None:
        self.timeout = timeout
        self.tries = tries
        self.most = most
        self.follow = follow
        self._user, self._password, self._token = user, password, token
        self._auth: httpx.Auth | None = None
        self._client: httpx.Client | None = None

    def another(self) -> Web:
        """Return a client with the same credentials and limits, for another thread."""
        return Web(
            self._user, self._password, self.timeout, self.tries,
            token=self._token, most=self.most, follow=self.follow,
        )  # fmt: skip

    def send(
        self,
        method: str,
        url: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Send a request; a passing failure is tried again, later each time.

        Raises:
            RemoteError: no answer, or one with an error status.
        """
        address = self._address(url)
        until = time.monotonic() + self.timeout
        for left in reversed(range(self.tries)):
            try:
                return self._once(method, address, body, headers or {}, until)
            except RemoteError as error:
                if not left or (error.status and error.status not in RETRIED):
                    raise
                pause = 0.5 * 2 ** (self.tries - left - 1)
                if time.monotonic() + pause >= until:
                    raise
            time.sleep(pause)
        raise AssertionError

    def _address(self, url: str) -> httpx.URL:
        """Return an address without name and password, which are taken out of it.

        Raises:
            RemoteError: it is none.
        """
        shown = shown_url(url)
        try:
            address = httpx.URL(url)
        except (httpx.InvalidURL, ValueError) as error:
            why = one_line(str(error), 100)
            raise RemoteError(
                f"{shown} is no http address: {why}", f"{shown} 不是 http 地址:{why}"
            ) from None
        named = _HOST.fullmatch(address.raw_host) and 0 < (address.port or 1) < 65_536
        if address.scheme not in ("http", "https") or not named:
            raise RemoteError(f"{shown} is no http address", f"{shown} 不是 http 地址")
        if address.userinfo:
            self._user = self._user or address.username
            self._password = self._password or address.password
        return address.copy_with(userinfo=b"")

    def _once(
        self,
        method: str,
        address: httpx.URL,
        body: bytes | None,
        headers: Mapping[str, str],
        until: float,
    ) -> Reply:
        if self._user and self._auth is None:
            self._auth = self._agreed(address, until)
        for _ in range(REDIRECTS + 1):
            reply = self._exchange(method, address, body, headers, until, self._auth)
            if reply.status not in _MOVED or "location" not in reply.headers:
                break
            address = self._next(address, reply.headers["location"])
            if reply.status == _SEE_OTHER:
                method, body = "GET", None
        else:
            raise _failed(f"no answer from {shown_url(address)}: it leads on and on",
                          f"{shown_url(address)} 没有应答:重定向过多")  # fmt: skip
        if not 200 <= reply.status < 300:
            if reply.status == 401:
                self._auth = None  # a nonce that has grown old is asked for anew
            raise _refused(method, address, reply)
        return reply

    def _exchange(
        self,
        method: str,
        address: httpx.URL,
        body: bytes | None,
        headers: Mapping[str, str],
        until: float,
        auth: httpx.Auth | None,
        *,
        whole: bool = True,
    ) -> Reply:
        """Send once and read what comes, up to the deadline and the limit, or only its head."""
        with self._failing(address, until) as deadline:
            sent = {"accept-encoding": "identity", **headers}
            if self._token and not self._user:
                sent["authorization"] = f"Bearer {self._token}"
            request = self._http.build_request(
                method,
                address,
                content=body,
                headers=sent,
                timeout=deadline.left(),
                extensions={"trace": deadline.trace},
            )
            request.headers.pop("cookie", None)
            response = self._http.send(request, auth=auth, stream=True)
            try:
                found = self._body(response, address) if whole else b""
            finally:
                response.close()
            if deadline.cut:
                raise TimeoutError
            return Reply(response.status_code, response.headers, found)

    def _body(self, response: httpx.Response, address: httpx.URL) -> bytes:
        most = self.most if response.is_success else 4 * REASON
        body = bytearray()
        for chunk in response.iter_bytes():
            body += chunk
            if len(body) > most:
                if not response.is_success:
                    break
                where, size = shown_url(address), most >> 20
                raise _failed(
                    f"{where} sends more than {size} MiB; ask for less at once",
                    f"{where} 返回超过 {size} MiB,请分次查询",
                    status=response.status_code,
                )
        return bytes(body)

    @property
    def _http(self) -> httpx.Client:
        if self._client is None:
            # No connection is used twice: a deadline cuts those that it has seen made.
            single = httpx.Limits(max_connections=4, max_keepalive_connections=0)
            self._client = httpx.Client(follow_redirects=False, cookies=_NoCookies(), limits=single)
        return self._client

    @contextmanager
    def _failing(self, address: httpx.URL, until: float) -> Iterator[Deadline]:
        """Turn whatever goes wrong into one line; break off at the deadline."""
        with Deadline(until) as deadline:
            try:
                yield deadline
            except RemoteError:
                raise
            except _FAILURES as error:
                where = shown_url(address)
                en = zh = one_line(str(error) or type(error).__name__, 200)
                if deadline.cut or deadline.passed:
                    en = f"it took longer than {round(self.timeout, 1):g} seconds"
                    zh = f"超过 {round(self.timeout, 1):g} 秒"
                raise _failed(f"no answer from {where}: {en}", f"{where} 没有应答:{zh}") from None

    def _agreed(self, address: httpx.URL, until: float) -> httpx.Auth:
        """Return the authentication that a server asks for: Digest where it does, or Basic.

        It is asked without a body: a server that refuses while we still send closes the
        connection, and its refusal is lost.
        """
        digest = httpx.DigestAuth(self._user, self._password)
        first = self._exchange("GET", address, None, {}, until, None, whole=False)
        asked = [said.partition(" ")[0].lower()
                 for said in first.headers.get_list("www-authenticate")]  # fmt: skip
        if first.status != 401 or "digest" not in asked:
            return httpx.BasicAuth(self._user, self._password)
        self._exchange("GET", address, None, {}, until, digest, whole=False)
        return digest

    def _next(self, address: httpx.URL, location: str) -> httpx.URL:
        """Return where a server leads; with credentials, only to itself.

        Raises:
            RemoteError: it leads elsewhere.
        """
        with self._failing(address, time.monotonic() + self.timeout):
            target = address.join(location).copy_with(userinfo=b"", fragment=None)
        same = target.host == address.host and (
            (target.scheme, target.port) == (address.scheme, address.port)
            or (address.scheme, target.scheme) == ("http", "https")
        )
        if target.scheme not in ("http", "https") or not (same or (self._is_open and self.follow)):
            here, there = shown_url(address), shown_url(target)
            what, zh = ("text", "文本") if self._is_open else ("password", "密码")
            raise _failed(
                f"{here} leads to {there}, where the {what} is not sent; give that address",
                f"{here} 重定向到 {there},{zh}不会发送到那里;请直接使用该地址",
            )
        return target

    @property
    def _is_open(self) -> bool:
        return not (self._user or self._token)


_SECRET: Final = ("token", "password", "passwd", "secret", "key", "auth", "sig")
"""Parts of the names of parameters whose values are not shown."""


def shown_url(url: str | httpx.URL) -> str:
    """Return an address as messages and files may hold it: without name, password and tokens."""
    text = str(url)
    scheme, sign, rest = text.partition("://")
    place, slash, tail = rest.partition("/")
    place = place.rpartition("@")[2]
    path, mark, query = tail.partition("?")
    fields = [
        f"{field.partition('=')[0]}=…"
        if any(word in field.partition("=")[0].lower() for word in _SECRET)
        else field
        for field in query.split("&")
    ]
    return one_line(f"{scheme}{sign}{place}{slash}{path}{mark}{'&'.join(fields)}", 300)


def _failed(en: str, zh: str, status: int = 0) -> RemoteError:
    return RemoteError(en, zh, status)


def _refused(method: str, address: httpx.URL, reply: Reply) -> RemoteError:
    words = one_line(reply.body.decode("utf-8", "replace"), REASON)
    hint = "; give --user and a password" if reply.status == 401 else ""
    tip = ";请用 --user 和密码" if reply.status == 401 else ""
    where, name = shown_url(address), _NAMES.get(reply.status, "")
    said = f"{reply.status} {name}".strip()
    return RemoteError(
        f"{method} {where}: {said}{hint}: {words}".rstrip(": "),
        f"{method} {where}:{said}{tip}:{words}".rstrip(":"),
        reply.status,
    )


_NAMES: Final = {code.value: code.phrase for code in HTTPStatus}
