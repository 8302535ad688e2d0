"""What comes in over a socket: requests that proxies read differently are refused, all others
are answered once, in order, however their bytes are cut."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Iterator

import httptools
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.connection.heads import MAX_HEAD, Refused, check_head, check_start
from tests.support.serving import Server, serving

HOST = b"Host: localhost\r\n"
GET = b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\n" + HOST
POST = b"POST /sparql HTTP/1.1\r\n" + HOST + b"Content-Type: application/sparql-query\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"
HEAVY = "SELECT (SUM(RAND()) AS ?x) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
LAST = b"0\r\n\r\n"
PIECES = b"Transfer-Encoding: chunked\r\n"
"""What ends a body in chunks, and what says that there is one."""
SMUGGLED = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    file = tmp_path_factory.mktemp("data") / "some.nt"
    file.write_text(
        "".join(f"<x:s{n % 50}> <x:p{n % 7}> <x:o{n}> .\n" for n in range(5_000)), encoding="utf-8"
    )
    patience = "head=1.0, half_closed=1.0, idle=2.0"
    with serving("--data", file, "--timeout", "20", patience=patience) as found:
        yield found


def answers(said: bytes) -> int:
    return len(re.findall(rb"HTTP/1\.1 [0-9]{3} ", said))


def status(said: bytes) -> int:
    assert said.startswith(b"HTTP/1.1 "), said[:100]
    return int(said[9:12])


REFUSED = {
    "length and chunks": (
        400,
        POST + b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n" + LAST,
    ),
    "chunks and length": (400, POST + PIECES + b"Content-Length: 6\r\n\r\n" + LAST),
    "two lengths": (400, POST + b"Content-Length: 5\r\nContent-Length: 50\r\n\r\nASK{}"),
    "one length twice": (400, POST + b"Content-Length: 5\r\nContent-Length: 5\r\n\r\nASK{}"),
    "a list of lengths": (400, POST + b"Content-Length: 5, 5\r\n\r\nASK{}"),
    "a signed length": (400, POST + b"Content-Length: +5\r\n\r\nASK{}"),
    "a negative length": (400, POST + b"Content-Length: -1\r\n\r\nASK{}"),
    "a hexadecimal length": (400, POST + b"Content-Length: 0x5\r\n\r\nASK{}"),
    "an empty length": (400, POST + b"Content-Length: \r\n\r\nASK{}"),
    "a length beyond 64 bits": (400, POST + b"Content-Length: 18446744073709551621\r\n\r\nASK{}"),
    "two codings": (400, POST + PIECES + b"Transfer-Encoding: chunked\r\n\r\n"),
    "an unknown coding": (501, POST + b"Transfer-Encoding: xchunked\r\n\r\n" + LAST),
    "a coding behind chunks": (501, POST + b"Transfer-Encoding: chunked, identity\r\n\r\n" + LAST),
    "a coding before chunks": (501, POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n" + LAST),
    "a control in a coding": (400, POST + b"Transfer-Encoding: \x0bchunked\r\n\r\n" + LAST),
    "chunks in HTTP/1.0": (
        400,
        b"POST /sparql HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n" + LAST,
    ),
    "a space before a colon": (400, POST + b"Transfer-Encoding : chunked\r\n\r\n" + LAST),
    "a folded line": (400, GET + b"X: a\r\n b\r\n\r\n"),
    "a folded first line": (400, b"GET /healthz HTTP/1.1\r\n Host: localhost\r\n\r\n"),
    "a name that is none": (400, GET + b"X(y): z\r\n\r\n"),
    "no name": (400, GET + b": z\r\n\r\n"),
    "no colon": (400, GET + b"X\r\n\r\n"),
    "a zero in a value": (400, GET + b"X: a\0b\r\n\r\n"),
    "a zero in the address": (400, b"GET /health\0z HTTP/1.1\r\n" + HOST + b"\r\n"),
    "bare line feeds": (400, b"GET /healthz HTTP/1.1\nHost: localhost\n\n"),
    "one bare line feed": (400, GET + b"X: a\nY: b\r\n\r\n"),
    "a bare carriage return": (400, GET + b"X: a\rY: b\r\n\r\n"),
    "no version": (400, b"GET /healthz\r\n\r\n"),
    "another version": (505, b"GET /healthz HTTP/2.0\r\n" + HOST + b"\r\n"),
    "a version in small letters": (400, b"GET /healthz http/1.1\r\n" + HOST + b"\r\n"),
    "a version of two digits": (400, b"GET /healthz HTTP/1.10\r\n" + HOST + b"\r\n"),
    "HTTP/2 begins": (505, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    "TLS begins": (400, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"),
    "two hosts": (400, GET + b"Host: localhost\r\n\r\n"),
    "no host": (400, b"GET /healthz HTTP/1.1\r\n\r\n"),
    "a space in the address": (400, b"GET /sparql?query=ASK {} HTTP/1.1\r\n" + HOST + b"\r\n"),
    "two spaces": (400, b"GET  /healthz HTTP/1.1\r\n" + HOST + b"\r\n"),
    "bytes above 127 in the address": (400, "GET /页 HTTP/1.1\r\n".encode() + HOST + b"\r\n"),
    "an address that is none": (400, b"GET healthz HTTP/1.1\r\n" + HOST + b"\r\n"),
    "a tunnel": (400, b"CONNECT localhost:22 HTTP/1.1\r\n" + HOST + b"\r\n"),
    "a method nobody knows": (501, b"FROB /healthz HTTP/1.1\r\n" + HOST + b"\r\n"),
    "a method that is no word": (400, b"G@T /healthz HTTP/1.1\r\n" + HOST + b"\r\n"),
    "a long head": (431, GET + b"X: " + b"y" * (MAX_HEAD + 10_000) + b"\r\n\r\n"),
    "a long head in lines": (431, GET + b"X: y\r\n" * (MAX_HEAD // 6 + 100) + b"\r\n"),
    "a chunk size in no digits": (400, CHUNKED + b"zz\r\nASK{}\r\n" + LAST),
    "a negative chunk": (400, CHUNKED + b"-5\r\nASK{}\r\n" + LAST),
    "a chunk size with a prefix": (400, CHUNKED + b"0x5\r\nASK{}\r\n" + LAST),
    "an empty chunk size": (400, CHUNKED + b"\r\nASK{}\r\n" + LAST),
    "a chunk size beyond 64 bits": (400, CHUNKED + b"10000000000000005\r\nASK{}\r\n" + LAST),
    "a chunk longer than it says": (400, CHUNKED + b"3\r\nASK{}\r\n" + LAST),
    "a bare line feed behind a chunk size": (400, CHUNKED + b"5\nASK{}\n0\n\n"),
    "extensions without end": (413, CHUNKED + b"5;" + b"x" * 200_000 + b"\r\nASK{}\r\n" + LAST),
    "trailers without end": (
        413,
        CHUNKED + b"5\r\nASK{}\r\n0\r\n" + b"X: y\r\n" * 50_000 + b"\r\n",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_could_be_read_in_two_ways_is_refused_once(server: Server, name: str) -> None:
    expected, data = REFUSED[name]
    started = time.monotonic()
    said = server.raw(data + SMUGGLED)
    assert status(said) == expected
    assert answers(said) == 1, "what stands behind it is no request"
    assert b"connection: close" in said
    assert time.monotonic() - started < 10


def last(data: bytes) -> bytes:
    return data.replace(HOST, HOST + b"Connection: close\r\n", 1)


ANSWERED = {
    "plain": (200, GET + b"\r\n"),
    "space around a length": (200, POST + b"Content-Length: \t 5 \r\n\r\nASK{}"),
    "Latin-1 in a value": (200, GET + b"X: caf\xe9\r\n\r\n"),
    "an empty value": (200, GET + b"X:\r\n\r\n"),
    "an empty line first": (200, b"\r\n" + GET + b"\r\n"),
    "a wish for HTTP/2": (200, GET + b"Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n"),
    "a wish for a socket": (
        200,
        POST + b"Connection: Upgrade\r\nUpgrade: websocket\r\nContent-Length: 5\r\n\r\nASK{}",
    ),
    "HTTP/1.0": (200, b"GET /sparql?query=ASK%7B%7D HTTP/1.0\r\n" + HOST + b"\r\n"),
    "HTTP/1.0 without a host": (200, b"GET /sparql?query=ASK%7B%7D HTTP/1.0\r\n\r\n"),
    "a whole address": (200, b"GET http://localhost/healthz HTTP/1.1\r\n" + HOST + b"\r\n"),
    "chunks": (200, CHUNKED + b"2\r\nAS\r\n3\r\nK{}\r\n0\r\n\r\n"),
    "chunks with extensions": (200, CHUNKED + b'5;a="b"\r\nASK{}\r\n0\r\n\r\n'),
    "trailers": (200, CHUNKED + b"5\r\nASK{}\r\n0\r\nHost: example.org\r\nX: y\r\n\r\n"),
    "a method that is not served": (405, b"DELETE /sparql HTTP/1.1\r\n" + HOST + b"\r\n"),
    "no query": (400, POST + b"Content-Length: 0\r\n\r\n"),
}


@pytest.mark.parametrize("name", ANSWERED)
def test_what_is_well_written_is_answered(server: Server, name: str) -> None:
    expected, data = ANSWERED[name]
    said = server.raw(last(data), half_close=b"HTTP/1.0\r\n\r\n" in data)
    assert status(said) == expected
    assert answers(said) == 1


@pytest.mark.parametrize("name", ["chunks", "space around a length", "an empty line first"])
def test_it_does_not_matter_how_bytes_are_cut(server: Server, name: str) -> None:
    _, data = ANSWERED[name]
    data = last(data)
    for place in range(1, len(data), 7):
        with server.connect() as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection.sendall(data[:place])
            time.sleep(0.003)
            connection.sendall(data[place:])
            assert status(whole(connection)) == 200


def whole(connection: socket.socket) -> bytes:
    data = b""
    while chunk := connection.recv(1 << 16):
        data += chunk
    return data


def test_a_request_behind_chunks_is_not_read_for_the_connection_ends(server: Server) -> None:
    said = server.raw(CHUNKED + b"5\r\nASK{}\r\n0\r\n\r\n" + SMUGGLED)
    assert status(said) == 200 and answers(said) == 1
    assert b"connection: close" in said and said.endswith(b"true}")


_ASK = b"query=ASK%20%7B%7D"
_MANY = b"query=SELECT%20*%20%7B%20?s%20?p%20?o%20%7D"
_FORM = b"content-type: application/x-www-form-urlencoded\r\n"


def _chunked(body: bytes) -> bytes:
    return b"transfer-encoding: chunked\r\n\r\n%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)


@pytest.mark.parametrize(
    "rest",
    [
        b"content-type: application/sparql-query\r\ncontent-length: 2097152\r\n\r\n" + b"x" * 99,
        b"origin: https://example.org\r\ncontent-length: 5000\r\n\r\n{",
        _FORM + _chunked(_ASK),
        _FORM + _chunked(_MANY),
        _FORM + b"connection: close\r\ncontent-length: %d\r\n\r\n" % len(_ASK) + _ASK,
        _FORM + b"connection: close\r\ncontent-length: %d\r\n\r\n" % len(_MANY) + _MANY,
    ],
    ids=[
        "too large",
        "of another site",
        "chunked",
        "chunked, a long answer",
        "asked",
        "asked, long",
    ],
)
def test_an_answer_after_which_the_connection_ends_says_so(server: Server, rest: bytes) -> None:
    said = server.raw(b"POST /sparql HTTP/1.1\r\nHost: localhost\r\n" + rest)
    head = said.partition(b"\r\n\r\n")[0].lower().split(b"\r\n")
    assert head.count(b"connection: close") == 1, head


def test_a_connection_that_goes_on_does_not_say_that_it_ends(server: Server) -> None:
    request = b"POST /sparql HTTP/1.1\r\nHost: localhost\r\n" + _FORM
    request += b"content-length: %d\r\n\r\n" % len(_ASK) + _ASK
    said = server.raw(request * 2, half_close=False)
    assert said.count(b"HTTP/1.1 200") == 2
    assert b"connection: close" not in said.lower()


def test_requests_behind_one_another_are_answered_in_order(server: Server) -> None:
    ones = [
        POST + b"Content-Length: %d\r\n\r\n%b" % (len(query), query)
        for query in (b"SELECT (%d AS ?x) {}" % n for n in range(300))
    ]
    said = server.raw(b"".join(ones) + last(GET) + b"\r\n")
    places = [said.find(b'"value":"%d"' % n) for n in range(300)]
    assert said.count(b"HTTP/1.1 200") == 301
    assert places == sorted(places) and -1 not in places


def test_an_answer_and_its_head_come_in_one_piece(server: Server) -> None:
    with server.connect() as connection:
        connection.sendall(GET + b"\r\n")
        said = connection.recv(1 << 16)
    assert said.endswith(b"true}")


def test_head_is_answered_without_a_body_and_the_connection_goes_on(server: Server) -> None:
    head = GET.replace(b"GET", b"HEAD")
    said = server.raw(head + b"\r\n" + last(SMUGGLED))
    assert said.count(b"HTTP/1.1 200") == 2
    assert b"true" not in said and said.endswith(b"ok\n")


def test_whoever_expects_to_be_told_to_go_on_is_told(server: Server) -> None:
    with server.connect() as connection:
        connection.sendall(POST + b"Content-Length: 5\r\nExpect: 100-continue\r\n\r\n")
        assert connection.recv(1000) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(b"ASK{}")
        assert status(connection.recv(1 << 16)) == 200


def test_a_body_that_is_not_wanted_is_not_read_as_a_request(server: Server) -> None:
    body = SMUGGLED * 1000
    refused = POST.replace(b"localhost", b"example.org")
    said = server.raw(refused + b"Content-Length: %d\r\n\r\n%b" % (len(body) + 100, body))
    assert status(said) == 421 and answers(said) == 1


def test_a_head_without_end_is_broken_off_long_before_it_takes_memory(server: Server) -> None:
    sent = 0
    with server.connect() as connection, pytest.raises(OSError):
        connection.sendall(GET + b"X: ")
        while sent < 60 << 20:
            connection.sendall(b"y" * (1 << 16))
            sent += 1 << 16
    assert sent < 16 << 20


@pytest.mark.parametrize("drop", [b"\r\n", b"X", b" "])
def test_drops_between_two_requests_do_not_hold_a_connection(server: Server, drop: bytes) -> None:
    with server.connect() as connection:
        connection.sendall(GET + b"\r\n")
        assert status(connection.recv(1 << 16)) == 200
        started = time.monotonic()
        with pytest.raises(OSError):
            while time.monotonic() - started < 20:
                connection.sendall(drop)
                time.sleep(0.1)
        assert time.monotonic() - started < 8


def test_a_connection_that_says_nothing_more_is_closed(server: Server) -> None:
    with server.connect() as connection:
        connection.sendall(GET + b"\r\n")
        assert status(connection.recv(1 << 16)) == 200
        started = time.monotonic()
        assert connection.recv(1000) == b""
        assert 1.0 < time.monotonic() - started < 8


@pytest.mark.parametrize("end", ["closes", "resets", "stops sending"])
def test_a_query_ends_with_its_client(server: Server, end: str) -> None:
    with server.connect() as connection:
        connection.sendall(POST + f"Content-Length: {len(HEAVY)}\r\n\r\n{HEAVY}".encode())
        await_heavy(server, 1)
        if end == "resets":
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        elif end == "stops sending":
            connection.shutdown(socket.SHUT_WR)
            await_heavy(server, 0)
            return
    await_heavy(server, 0)


def test_a_query_ends_with_its_client_though_further_requests_wait(server: Server) -> None:
    with server.connect() as connection:
        connection.sendall(POST + f"Content-Length: {len(HEAVY)}\r\n\r\n{HEAVY}".encode())
        connection.sendall(SMUGGLED * 20)
        await_heavy(server, 1)
    await_heavy(server, 0)


def await_heavy(server: Server, count: int) -> None:
    until = time.monotonic() + 10
    while time.monotonic() < until:
        said = server.raw(last(SMUGGLED).replace(b"/healthz", b"/metrics")).decode()
        if f"policykg_queries_heavy {count}\n" in said:
            return
        time.sleep(0.05)
    raise AssertionError(f"there are not {count} heavy queries")


# ---- the grammar --------------------------------------------------------------------------------

_PIECES = st.sampled_from(
    [
        b"GET",
        b"POST",
        b" ",
        b"/",
        b"*",
        b"HTTP/1.1",
        b"HTTP/1.0",
        b"\r\n",
        b"\r",
        b"\n",
        b":",
        b"\t",
        b"Host: x\r\n",
        b"X: y\r\n",
        b"Content-Length: 3\r\n",
        b"Transfer-Encoding: chunked\r\n",
        b"GET / HTTP/1.1\r\n",
        b"POST /a?b HTTP/1.1\r\n",
        b"\0",
        b"\xff",
        b"3",
        b"chunked",
        b",",
        b"Content-Length:",
    ]
)


class Heard:
    """Counts what a parser finds."""

    def __init__(self) -> None:
        self.messages = 0
        self.headers: list[tuple[bytes, bytes]] = []

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers.append((name, value))

    def on_message_complete(self) -> None:
        self.messages += 1


@given(st.lists(_PIECES, max_size=14).map(b"".join))
def test_what_passes_the_grammar_is_read_alike_by_the_parser(text: bytes) -> None:
    head = text.rstrip(b"\r\n") + b"\r\n\r\n"
    if head.find(b"\r\n\r\n") != len(head) - 4:
        return
    try:
        body = check_head(head)
    except Refused as refused:
        assert refused.status in (400, 431, 501, 505) and refused.text.endswith("\n")
        return
    heard = Heard()
    parser = httptools.HttpRequestParser(heard)
    try:
        parser.feed_data(head)
    except httptools.HttpParserError:  # such as a method it does not know: refused, safely
        return
    lines = head.split(b"\r\n")[1:-2]
    assert [name for name, _ in heard.headers] == [line.split(b":")[0] for line in lines]
    assert heard.messages == (0 if body.length or body.chunked else 1)
    if body.length:
        parser.feed_data(b"x" * body.length)
        assert heard.messages == 1


@given(st.binary(max_size=60), st.integers(0, 60))
def test_a_beginning_is_refused_only_where_the_whole_would_be(data: bytes, cut: int) -> None:
    whole = GET + data
    beginning = whole[: len(GET) + cut]
    try:
        check_start(beginning, 0)
    except Refused:
        with pytest.raises(Refused):
            check_head(whole.replace(b"\r\n\r\n", b"\r\n") + b"\r\n\r\n")


@pytest.mark.parametrize("unit", [b"X: y\r\n", b"y", b": ", b"\t", b"\r\n ", b"!"])
def test_the_grammar_reads_in_time_that_grows_with_the_length(unit: bytes) -> None:
    started = time.perf_counter()
    with pytest.raises(Refused):
        check_head(GET + unit * ((MAX_HEAD - 200) // len(unit)) + b"\0\r\n\r\n")
    assert time.perf_counter() - started < 1


def test_the_path_is_found_in_every_form_of_an_address(server: Server) -> None:
    for target in (b"/healthz", b"/health%7a", b"http://localhost/healthz", b"/healthz?x=%00"):
        said = server.raw(b"GET " + target + b" HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n")
        assert said.endswith(b"ok\n"), target
