"""Who one is to another server: never on the command line, where everybody can read it."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from policykg.cli.context import Misuse, say

if TYPE_CHECKING:
    from policykg.web import Web

F = TypeVar("F", bound=Callable[..., Any])
LONGEST: Final = 4_096
"""Bytes of a file that holds a password."""


@dataclass(frozen=True, slots=True)
class Login:
    """A name and where its password is found."""

    user: str = ""
    file: str = ""

    def web(self, timeout: float = 120.0) -> Web:
        """Return a client with these credentials."""
        from policykg.web import Web

        return Web(self.user, self.password(), timeout, token=self.token())

    def token(self) -> str:
        """Return the Bearer token of the environment, where there is no user."""
        return "" if self.user else os.environ.get("POLICYKG_TOKEN", "")

    def password(self) -> str:
        """Return the password: of the file, the environment, or asked for.

        Raises:
            Misuse: the file cannot be read.
        """
        if not self.user:
            return ""
        if self.file:
            return first_line(self.file)
        found = os.environ.get("POLICYKG_PASSWORD", "")
        return found or str(click.prompt("Password", hide_input=True, err=True))

    def refuse_secrets_in(self, url: str) -> None:
        """Refuse an address with a password in it: the list of processes shows it to everybody.

        Raises:
            Misuse: it holds one.
        """
        place = url.partition("://")[2].partition("/")[0]
        if ":" in place.rpartition("@")[0]:
            raise Misuse(
                say(
                    "the address holds a password, which everybody on this machine can read: give "
                    "--user, and the password by POLICYKG_PASSWORD or --password-file",
                    "地址中含有密码,本机任何人都能看到:请用 --user,"
                    "并以 POLICYKG_PASSWORD 或 --password-file 给出密码",
                )
            )


def first_line(file: str) -> str:
    """Return the first line of a file that holds a secret; ``-`` is standard input.

    Raises:
        Misuse: it cannot be read.
    """
    try:
        with sys.stdin.buffer if file == "-" else Path(file).open("rb") as opened:
            data = opened.read(LONGEST)
    except OSError as error:
        raise Misuse(f"{file}: {error.strerror}") from None
    try:
        return data.split(b"\n")[0].rstrip(b"\r").decode()
    except UnicodeDecodeError:
        raise Misuse(say(f"{file}: this is not UTF-8", f"{file}:不是 UTF-8 编码")) from None


def credentials(command: F) -> F:
    """Add the options of a login to a command, which gets them as ``login``."""

    @functools.wraps(command)
    def called(*args: Any, user: str, password_file: str, **kwargs: Any) -> Any:
        return command(*args, login=Login(user, password_file), **kwargs)

    file = click.option(
        "--password-file",
        default="",
        metavar="FILE",
        help="File whose first line is the password, - for standard input; "
        "otherwise POLICYKG_PASSWORD, or it is asked for.",
    )
    user = click.option("--user", default="", help="Name for Basic or Digest authentication.")
    refused = click.option(
        "--password", hidden=True, expose_value=False, callback=_refuse, is_eager=True
    )
    return user(file(refused(called)))  # type: ignore[return-value]


def _refuse(context: click.Context, option: click.Parameter, value: str | None) -> None:
    if value is not None:
        raise Misuse(
            say(
                "a password on the command line can be read by everybody on this machine: "
                "put it into POLICYKG_PASSWORD or a file (--password-file)",
                "命令行上的密码本机任何人都能看到:请放入 POLICYKG_PASSWORD 或文件(--password-file)",
            )
        )
