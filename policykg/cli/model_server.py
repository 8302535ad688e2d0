"""The options of ``draft`` for a language model, and the way to its server.

Whoever gives ``--model`` sends the text to that server; nobody else's words start it.
"""

from __future__ import annotations

import functools
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar
from urllib.parse import urlsplit

import click

from graph.errors import GraphError
from policykg.cli.context import Misuse, say
from policykg.cli.login import Login, first_line

if TYPE_CHECKING:
    from loaders.drafting.model import Ask

F = TypeVar("F", bound=Callable[..., Any])
MOST: Final = 4 << 20
"""Bytes of one answer; no model writes more about a piece of text."""
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_PATH: Final = "/chat/completions"


@dataclass(frozen=True, slots=True)
class ModelServer:
    """A server that speaks OpenAI's chat completions, as the command line names it."""

    url: str = ""
    name: str = "default"
    key_file: str = ""
    timeout: float = 600.0

    def ask(self) -> Ask | None:
        """Return the way to the model, or none where nobody asked for one.

        The deadline holds for all pieces of all documents together.

        Raises:
            Misuse: the address holds a secret, is none, or a key would go through the net unhidden.
        """
        if not self.url:
            return None
        from loaders.drafting.answers import question
        from policykg.web import RemoteError, Web

        key = self._key()
        address = self._address(hidden=not key)
        until: list[float] = []
        name = self.name

        def ask(piece: str) -> bytes:
            now = time.monotonic()
            if not until:  # what the other drafters take is not the server's time
                until.append(now + self.timeout)
            left = until[0] - now
            if left <= 0:
                raise RemoteError(
                    f"the model took longer than {self.timeout:g} seconds: give --model-timeout",
                    f"模型用时超过 {self.timeout:g} 秒:请用 --model-timeout 放宽",
                )
            web = Web(token=key, timeout=left, tries=2, most=MOST, follow=False)
            headers = {"content-type": "application/json", "accept": "application/json"}
            try:
                return web.send("POST", address, question(piece, name), headers).body
            except GraphError as error:
                # A server may repeat what it was sent.
                if key and key in str(error):
                    raise RemoteError(
                        "the model's server refused", "模型服务器拒绝了请求"
                    ) from None
                raise

        return ask

    def _key(self) -> str:
        if self.key_file:
            return first_line(self.key_file).strip()
        return os.environ.get("POLICYKG_MODEL_KEY", "").strip()

    def _address(self, *, hidden: bool) -> str:
        """Return the address that questions go to."""
        Login().refuse_secrets_in(self.url)
        try:
            parts = urlsplit(self.url)
            scheme, host = parts.scheme, parts.hostname or ""
            host = host if parts.port is None or parts.port > 0 else ""
        except ValueError:
            scheme, host = "", ""
        if scheme not in ("http", "https") or not host:
            raise Misuse(
                say(
                    f"--model takes an http address such as http://localhost:8000/v1, "
                    f"not {self.url!r}",
                    f"--model 需要 http 地址,如 http://localhost:8000/v1,而不是 {self.url!r}",
                )
            )
        if not hidden and scheme == "http" and host not in _LOOPBACK:
            raise Misuse(
                say(
                    "the key would go through the net for everybody to read: use https",
                    "密钥会以明文经过网络:请用 https",
                )
            )
        path = parts.path.rstrip("/")
        path = path if path.endswith(_PATH) else path + _PATH
        return parts._replace(path=path, fragment="").geturl()


def model_options(command: F) -> F:
    """Add the options for a language model; the command gets them as ``server``."""

    @functools.wraps(command)
    def wrapped(
        *args: Any,
        model: str,
        model_name: str,
        model_key_file: str,
        model_timeout: float,
        **kwargs: Any,
    ) -> Any:
        server = ModelServer(model, model_name, model_key_file, model_timeout)
        return command(*args, server=server, **kwargs)

    for option in reversed(_OPTIONS):
        wrapped = option(wrapped)
    return wrapped  # type: ignore[return-value]  # the same command with other options


_OPTIONS: Final = (
    click.option(
        "--model",
        default="",
        metavar="URL",
        help="Also ask a language model: a server that speaks OpenAI's chat completions, such as "
        "http://localhost:8000/v1. The text is sent there. Its key: POLICYKG_MODEL_KEY.",
    ),
    click.option(
        "--model-name",
        default="default",
        show_default=True,
        metavar="NAME",
        help="The name by which that server knows the model.",
    ),
    click.option(
        "--model-key-file", default="", metavar="FILE", help="A file whose first line is the key."
    ),
    click.option(
        "--model-timeout",
        default=600.0,
        show_default=True,
        type=click.FloatRange(min=0, min_open=True),
        help="Seconds for all its answers together.",
    ),
)
