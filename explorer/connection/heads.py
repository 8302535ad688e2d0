"""Heads of HTTP/1 requests, held to the grammar before a parser reads them (RFC 9112).

What proxies and servers read in different ways is refused rather than guessed at: a bare line
feed, a folded line, space before a colon, a length given twice, another coding than chunks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

MAX_HEAD: Final = 512 << 10
"""Bytes of a request line and headers; what is longer than may be answered is told so."""
END: Final = b"\r\n\r\n"

_TOKEN: Final = rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]++"
_HEAD: Final = re.compile(
    rb"%(token)b [!-~]++ HTTP/(?P<version>[0-9]\.[0-9])\r\n"
    rb"(?:%(token)b:[\t -~\x80-\xff]*+\r\n)*+\r\n" % {b"token": _TOKEN}
)
_BARE: Final = re.compile(rb"(?<!\r)\n|\r(?!\n)[\s\S]|\x00")
_LENGTH: Final = re.compile(rb"\r\ncontent-length:[\t ]*+([0-9]{1,18}+)[\t ]*+\r\n")
_CHUNKED: Final = re.compile(rb"\r\ntransfer-encoding:[\t ]*+chunked[\t ]*+\r\n")


class Refused(Exception):
    """A head that is not answered by the application."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status
        self.text = text


@dataclass(frozen=True, slots=True)
class Body:
    """How the body behind a head is delimited."""

    length: int = 0
    """Bytes; 0 where it is chunked."""
    chunked: bool = False


NO_BODY: Final = Body()


def check_start(data: bytes | bytearray, start: int) -> None:
    """Refuse the beginning of a head, read up to ``start`` before, that cannot become one.

    Raises:
        Refused: 400, or 431 for one that is too long.
    """
    if len(data) > MAX_HEAD:
        raise Refused(431, f"a request's head may have {MAX_HEAD:,} bytes\n")
    if data and data[0] <= 0x20 and data[:2] not in (b"\r", b"\r\n"):
        raise Refused(400, "this is no HTTP request\n")
    if _BARE.search(data, max(0, start - 2)):
        raise Refused(400, "lines of a head end with CR LF and hold no control characters\n")


def check_head(head: bytes) -> Body:
    """Hold a whole head to the grammar; return how its body is delimited.

    Raises:
        Refused: 400, 431, 501 or 505.
    """
    if len(head) > MAX_HEAD:
        raise Refused(431, f"a request's head may have {MAX_HEAD:,} bytes\n")
    found = _HEAD.fullmatch(head)
    if found is None:
        raise Refused(400, "the head of the request is not written as HTTP/1.1 has it\n")
    version = found["version"]
    if version not in (b"1.1", b"1.0"):
        raise Refused(505, "HTTP/1.1 is spoken here\n")
    head = head.lower()
    if head.count(b"\r\nhost:") > 1:
        raise Refused(400, "the Host header is given twice\n")
    lengths = head.count(b"\r\ncontent-length:")
    codings = head.count(b"\r\ntransfer-encoding:")
    if not lengths and not codings:
        return NO_BODY
    if lengths + codings > 1:
        raise Refused(400, "the length of the body is given in two ways\n")
    return _chunked(head, version) if codings else _sized(head)


def _sized(head: bytes) -> Body:
    found = _LENGTH.search(head)
    if found is None:
        raise Refused(400, "Content-Length is no number\n")
    return Body(int(found[1]))


def _chunked(head: bytes, version: bytes) -> Body:
    if version == b"1.0":
        raise Refused(400, "HTTP/1.0 knows no Transfer-Encoding\n")
    if _CHUNKED.search(head) is None:
        raise Refused(501, "no Transfer-Encoding but chunked is understood\n")
    return Body(chunked=True)
