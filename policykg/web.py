"""HTTP to other servers: Basic and Digest authentication, deadlines, errors with their reason."""

from __future__ import annotations

import base64
import http.client
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from typing import Final

from graph.errors import GraphError

RETRIED: Final = frozenset((429, 502, 503, 504))
REASON: Final = 500
"""Characters of a server's own words that an error repeats."""


class RemoteError(GraphError):
    """Another server could not be reached, refused, or sent what is no answer."""

    def __init__(self, en: str, zh: str, status: int = 0) -> None:
        super().__init__(en, zh)
        self.status = status


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server sent."""

    status: int
    headers: Message
    body: bytes

    @property
    def media_type(self) -> str:
        """The type of the body, without parameters."""
        return self.headers.get_content_type()


class Web:
    """A client of one server."""

    def __init__(
        self, user: str = "", password: str = "", timeout: float = 120.0, tries: int = 3
    ) -> None:
        self.timeout = timeout
        self.tries = tries
        self._user, self._password = user, password
        passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
        self._passwords = passwords
        self._digest = urllib.request.HTTPDigestAuthHandler(passwords)
        self._challenge: dict[str, str] | None = None

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
        if not url.startswith(("http://", "https://")):
            raise RemoteError(f"{url} is no http address", f"{url} 不是 http 地址")
        for left in reversed(range(self.tries)):
            try:
                return self._once(method, url, body, headers or {})
            except RemoteError as error:
                if not left or (error.status and error.status not in RETRIED):
                    raise
            time.sleep(0.5 * 2 ** (self.tries - left - 1))
        raise AssertionError

    def _once(self, method: str, url: str, body: bytes | None, headers: Mapping[str, str]) -> Reply:
        request = urllib.request.Request(url, data=body, method=method, headers=dict(headers))
        try:
            if self._user:
                request.add_unredirected_header("Authorization", self._authorization(request))
            with urllib.request.urlopen(request, timeout=self.timeout) as response:
                return Reply(response.status, response.headers, response.read())
        except urllib.error.HTTPError as error:
            with error:
                self._challenge = None  # a nonce that has grown old is asked for anew
                raise _refused(method, url, error) from None
        except (OSError, ValueError, http.client.HTTPException) as error:
            reason = getattr(error, "reason", error)
            raise RemoteError(
                f"no answer from {url}: {reason}", f"{url} 没有应答:{reason}"
            ) from None

    def _authorization(self, request: urllib.request.Request) -> str:
        """Return the header that answers the server's challenge before it is made.

        The challenge is asked for without a body: a server that refuses while we still send
        closes the connection, and its refusal is lost.
        """
        if self._challenge is None:
            self._challenge = self._ask_for_challenge(request.full_url)
        if self._challenge:
            self._passwords.add_password(None, request.full_url, self._user, self._password)
            answer = self._digest.get_authorization(request, self._challenge)
            if answer:
                return f"Digest {answer}"
        pair = f"{self._user}:{self._password}".encode()
        return "Basic " + base64.b64encode(pair).decode("ascii")

    def _ask_for_challenge(self, url: str) -> dict[str, str]:
        """Return the parameters of a Digest challenge; nothing where the server makes none."""
        try:
            with urllib.request.urlopen(url, timeout=self.timeout):
                return {}
        except urllib.error.HTTPError as error:
            with error:
                for said in error.headers.get_all("www-authenticate", []):
                    scheme, _, rest = said.partition(" ")
                    if scheme.lower() == "digest":
                        pairs = urllib.request.parse_http_list(rest)
                        return urllib.request.parse_keqv_list(pairs)
                return {}


def _refused(method: str, url: str, error: urllib.error.HTTPError) -> RemoteError:
    words = error.read(REASON * 4).decode("utf-8", "replace").strip()[:REASON]
    hint = "; give --user and a password" if error.code == 401 else ""
    tip = ";请用 --user 和密码" if error.code == 401 else ""
    return RemoteError(
        f"{method} {url}: {error.code} {error.reason}{hint}: {words}".rstrip(": "),
        f"{method} {url}:{error.code} {error.reason}{tip}:{words}".rstrip(":"),
        error.code,
    )
