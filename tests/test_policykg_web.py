"""Servers that mean no good: each ends in one line of error, in time, and without secrets."""

from __future__ import annotations

import json
import os
import socket
import socketserver
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ontology.printable import one_line, printable
from policykg.remote import nesting, open_remote
from policykg.upload import Record
from policykg.web import RemoteError, Web, shown_url
from tests.support.command import run_cli

JSON = b"application/sparql-results+json"
Script = Callable[[socket.socket, bytes], None]


@contextmanager
def server(script: Script) -> Iterator[str]:
    """Serve connections by a script that gets the socket and the head of the request."""

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            head = b""
            while b"\r\n\r\n" not in head and (data := self.request.recv(1 << 16)):
                head += data
            try:
                script(self.request, head)
                # Who closes on bytes that were not read resets the connection, answer and all.
                self.request.shutdown(socket.SHUT_WR)
                self.request.settimeout(5)
                while self.request.recv(1 << 16):
                    pass
            except OSError:
                return

    class Threads(socketserver.ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True

    with Threads(("127.0.0.1", 0), Handler) as found:
        thread = threading.Thread(target=found.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{found.server_address[1]}/sparql"
        finally:
            found.shutdown()


def answering(
    body: bytes, kind: bytes = JSON, status: bytes = b"200 OK", more: bytes = b""
) -> Script:
    def script(connection: socket.socket, _: bytes) -> None:
        head = b"HTTP/1.1 %s\r\ncontent-type: %s\r\ncontent-length: %d\r\n%s\r\n"
        connection.sendall(head % (status, kind, len(body), more) + body)

    return script


def drip(first: bytes, drop: bytes) -> Script:
    def script(connection: socket.socket, _: bytes) -> None:
        connection.sendall(first)
        while True:
            connection.sendall(drop)
            time.sleep(0.05)

    return script


def complaint(url: str, **options: float) -> str:
    with pytest.raises(RemoteError) as caught:
        Web(tries=1, **options).send("GET", url)  # type: ignore[arg-type]
    for text in (caught.value.en, caught.value.zh):
        assert text == printable(text)
        assert "\n" not in text
        assert len(text) < 1_500
    return caught.value.en


OK = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize(
    ("first", "drop"),
    [
        (b"", b""),
        (b"HT", b""),
        (OK, b"x: y\r\n"),
        (OK + b"x: ", b"y"),
        (OK + b"\r\n", b"x"),
        (OK + b"content-length: 1000000\r\n\r\n", b"x"),
        (OK + b"transfer-encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    ],
    ids=["silence", "half a line", "headers", "a header", "a body", "a length", "chunks", "100s"],
)
def test_a_server_that_dawdles_is_left_at_the_deadline(first: bytes, drop: bytes) -> None:
    with server(drip(first, drop)) as url:
        started = time.monotonic()
        said = complaint(url, timeout=0.6)
        assert time.monotonic() - started < 3
    assert "longer than 0.6 seconds" in said


def test_the_deadline_holds_for_all_tries_together() -> None:
    with server(answering(b"busy", status=b"503 Busy")) as url:
        started = time.monotonic()
        with pytest.raises(RemoteError, match="503"):
            Web(timeout=1.0, tries=50).send("GET", url)
        assert time.monotonic() - started < 3


@pytest.mark.parametrize("framing", ["length", "chunks", "close", "gzip"])
def test_an_answer_without_end_is_left_at_the_limit(framing: str) -> None:
    import gzip

    sent = 0

    def script(connection: socket.socket, _: bytes) -> None:
        nonlocal sent
        head = {
            "length": b"content-length: 99999999999\r\n\r\n",
            "chunks": b"transfer-encoding: chunked\r\n\r\n",
            "close": b"\r\n",
            "gzip": b"content-encoding: gzip\r\n\r\n",
        }[framing]
        connection.sendall(OK + head)
        block = b"x" * 65_536
        if framing == "chunks":
            block = b"10000\r\n" + block + b"\r\n"
        if framing == "gzip":
            block = gzip.compress(b"x" * 50_000_000)
        while sent < 200_000_000:
            connection.sendall(block)
            sent += len(block)

    with server(script) as url:
        said = complaint(url, most=4 << 20)
    assert "more than 4 MiB" in said
    assert sent < 50_000_000


@pytest.mark.parametrize(
    ("body", "kind", "said"),
    [
        (b"[" * 100_000, JSON, "nested too deeply"),
        (b'{"a":' * 100_000, JSON, "nested too deeply"),
        (b'{"head":{"vars":["g"]},"results":' + b"[" * 5_000 + b"]" * 5_000 + b"}", JSON, "nested"),
        (b'{"results":{"bindings":[{"g":{"type":"uri","value":5}}]}}', JSON, "no results"),
        (b'{"results":{"bindings":[{"g":null}]}}', JSON, "no results"),
        (b'{"results":{"bindings":[5]}}', JSON, "no results"),
        (b'{"results":{"bindings":{"a":1}}}', JSON, "no results"),
        (b'{"results":[]}', JSON, "no results"),
        (b"[]", JSON, "no results"),
        (b"null", JSON, "no results"),
        (b"9" * 10_000, JSON, "does not parse"),
        (b"\xff\xfe\x00", JSON, "does not parse"),
        (b'"\x1b]0;owned\x07', JSON, "does not parse"),
        (b'{"a":1}{"b":2}', JSON, "does not parse"),
        (b"<html>\x1b[2J</html>", b"text/html", "does not parse"),
    ],
)
def test_an_answer_that_is_none_ends_in_one_line(body: bytes, kind: bytes, said: str) -> None:
    with server(answering(body, kind)) as url, pytest.raises(RemoteError) as caught:
        open_remote(url)
    assert said in caught.value.en
    assert caught.value.en == printable(caught.value.en).replace("\n", "")


def rows_then(triples: bytes, kind: bytes) -> Script:
    """Answer what opens a graph, and then everything with a body of some kind."""

    def script(connection: socket.socket, head: bytes) -> None:
        length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0] or 0)
        body = head.partition(b"\r\n\r\n")[2]
        while len(body) < length:
            body += connection.recv(1 << 16)
        opening = b"DISTINCT+%3Fg" in body
        empty = b'{"head":{"vars":["g"]},"results":{"bindings":[]}}'
        answering(empty if opening else triples, JSON if opening else kind)(connection, head)

    return script


LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><rdf:RDF
xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="x:y">
<z xmlns="x:">&c;</z></rdf:Description></rdf:RDF>"""


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (LAUGHS, b"application/rdf+xml"),
        (b"<a>" * 100_000, b"application/rdf+xml"),
        (b"<rdf:RDF", b"application/rdf+xml"),
        (b"(" * 100_000, b"text/turtle"),
        (b"[" * 100_000, b"text/turtle"),
        (b"<a:b> <a:b> <" + b"x" * 100_000, b"application/n-triples"),
        (b"\xff" * 1000, b"application/n-triples"),
    ],
)
def test_triples_that_are_none_end_in_one_line(body: bytes, kind: bytes) -> None:
    with server(rows_then(body, kind)) as url:
        kg = open_remote(url)
        with pytest.raises(RemoteError) as caught:
            len(kg.query("CONSTRUCT WHERE { ?s ?p ?o }").rows)
    assert "\n" not in caught.value.en
    assert len(caught.value.en) < 1_500


@pytest.mark.parametrize(
    "binding",
    [
        b'{"type":"literal"}',
        b'{"type":"uri","value":"not an iri"}',
        b'{"type":"literal","value":"x","xml:lang":"!!"}',
        b'{"type":"literal","value":5}',
        b'{"type":"triple","value":{}}',
        b'{"type":"nonsense","value":"x"}',
    ],
)
def test_a_bad_row_is_an_error_and_not_a_shorter_answer(binding: bytes) -> None:
    body = b'{"head":{"vars":["s"]},"results":{"bindings":[{"s":%s}]}}' % binding
    good = b'[{"s":{"type":"uri","value":"x:y"}},'
    for whole in (body, body.replace(b"[{", good + b"{", 1)):
        with server(rows_then(whole, JSON)) as url:
            kg = open_remote(url)
            with pytest.raises(RemoteError, match="does not parse"):
                len(kg.query("SELECT ?s { ?s ?p ?o }").rows)


FOUND = b"HTTP/1.1 302 Found\r\n"
NOTHING = b"content-length: 0\r\n\r\n"
HEADS = {
    "no http": b"SSH-2.0-OpenSSH\r\n\r\n",
    "no status": b"HTTP/1.1\r\n\r\n",
    "a status of letters": b"HTTP/1.1 abc OK\r\n\r\n",
    "two lengths": OK + b"content-length: 1\r\ncontent-length: 2\r\n\r\nxx",
    "a length below zero": OK + b"content-length: -1\r\n\r\n",
    "a length without end": OK + b"content-length: " + b"9" * 5000 + b"\r\n\r\n",
    "a long header": OK + b"x: " + b"y" * 1_000_000 + b"\r\n\r\n",
    "many headers": OK + b"x: y\r\n" * 100_000 + b"\r\n",
    "controls in the reason": b"HTTP/1.1 500 \x1b[31mred\r\n" + NOTHING,
    "a broken chunk": OK + b"transfer-encoding: chunked\r\n\r\nZZ\r\n",
    "half a body": OK + b"content-length: 100\r\n\r\nhalf",
    "gzip that is none": OK + b"content-encoding: gzip\r\ncontent-length: 4\r\n\r\nxxxx",
    "words with controls": b"HTTP/1.1 400 Bad\r\ncontent-length: 19\r\n\r\n"
    b"\x1b]0;x\x07\x9b2J\r\nline\xe2\x80\xae\n",
    "a loop": FOUND + b"location: /sparql\r\n" + NOTHING,
    "a redirect to nowhere": FOUND + b"location: http://[\r\n" + NOTHING,
    "a redirect to a file": FOUND + b"location: file:///etc/passwd\r\n" + NOTHING,
}  # fmt: skip


@pytest.mark.parametrize("name", HEADS)
def test_what_is_no_answer_of_http_ends_in_one_line(name: str) -> None:
    with server(lambda connection, _: connection.sendall(HEADS[name])) as url:
        complaint(url, timeout=5)


CHALLENGES = [
    b"Digest",
    b"Digest realm",
    b'Digest realm="r"',
    b'Digest realm="r", nonce="n", algorithm=WHIRLPOOL',
    b'Digest realm="r", nonce="n", qop="auth-int"',
    b'Digest realm="r", nonce="n", qop="other"',
    b"Digest " + b'a="b", ' * 2_000,
    b"Digest " + b'"' * 5_000,
    b'Digest realm="\xff", nonce="\x1b"',
]


@pytest.mark.parametrize("challenge", CHALLENGES)
def test_a_challenge_that_cannot_be_met_ends_in_one_line(challenge: bytes) -> None:
    more = b"www-authenticate: " + challenge + b"\r\n"
    refusing = answering(b"", status=b"401 Unauthorized", more=more)
    with server(refusing) as url, pytest.raises(RemoteError) as caught:
        Web("me", "hunter2", tries=1).send("PUT", url, b"x")
    assert "hunter2" not in caught.value.en
    assert "\n" not in caught.value.en


# ---- where credentials go ----------------------------------------------------------------------


def test_credentials_never_follow_a_server_elsewhere() -> None:
    seen: list[bytes] = []

    def thief(connection: socket.socket, head: bytes) -> None:
        seen.append(head)
        answering(b"ok")(connection, head)

    with server(thief) as address:
        target = address.replace("127.0.0.1", "localhost")
        more = b"location: " + target.encode() + b"\r\n"
        for status in (b"301 M", b"302 F", b"303 S", b"307 T", b"308 P"):
            with server(answering(b"", status=status, more=more)) as url:
                with pytest.raises(RemoteError, match="password is not sent"):
                    Web("me", "hunter2", tries=1).send("PUT", url, b"data")
                with pytest.raises(RemoteError, match="password is not sent"):
                    Web(token="hunter2", tries=1).send("POST", url, b"data")
        assert seen == []
        with server(answering(b"", status=b"302 F", more=more)) as url:
            assert Web(tries=1).send("GET", url).body == b"ok"
    assert b"authorization" not in seen[0].lower()


def test_a_name_and_a_password_in_an_address_are_used_and_never_shown() -> None:
    seen: list[bytes] = []

    def script(connection: socket.socket, head: bytes) -> None:
        seen.append(head)
        answering(b"no", status=b"403 Forbidden")(connection, head)

    with server(script) as url:
        secret = url.replace("http://", "http://me:hunter2@") + "?token=hunter3&graph=x"
        said = complaint(secret)
    assert "hunter" not in said
    assert "graph=x" in said
    assert b"Basic bWU6aHVudGVyMg==" in seen[-1]  # me:hunter2


@pytest.mark.parametrize(
    "url",
    ["", "x", "http://", "http:///x", "ftp://x/", "http://[F", "http://a b/", "http://x:99999/",
     "http://x:y/", "http://\x1b[31m/", "http://x/" + "a" * 100_000, "//x", "http://\ud800/"],
)  # fmt: skip
def test_what_is_no_address_is_refused_at_once(url: str) -> None:
    started = time.monotonic()
    with pytest.raises(RemoteError) as caught:
        Web().send("GET", url)
    assert time.monotonic() - started < 1
    assert caught.value.en == printable(caught.value.en)
    assert len(caught.value.en) < 600


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("http://a:b@c/d", "http://c/d"),
        ("http://a:b@c:1/d?x=1", "http://c:1/d?x=1"),
        ("http://c/d?api_key=1&x=2", "http://c/d?api_key=…&x=2"),
        ("http://c/d?ACCESS_TOKEN=1", "http://c/d?ACCESS_TOKEN=…"),
        ("http://a@b@c/", "http://c/"),
        ("http://c/\x1b[31m", "http://c/\ufffd[31m"),
    ],
)
def test_an_address_is_shown_without_its_secrets(url: str, shown: str) -> None:
    assert shown_url(url) == shown


def test_the_record_of_a_push_holds_no_secret(tmp_path: Path) -> None:
    record = Record(tmp_path, "http://me:hunter2@localhost/store?token=hunter3")
    record.keep("x:y", "1")
    text = record.path.read_text(encoding="utf-8")
    assert "hunter" not in text
    assert Record(tmp_path, "http://localhost/store?token=other").graphs == {"x:y": "1"}


@pytest.mark.parametrize("text", ["", "[]", '{"graphs": 5}', "[" * 10_000, '{"graphs": {"a": {}}}'])
def test_a_record_that_cannot_be_read_sends_all_again(tmp_path: Path, text: str) -> None:
    record = Record(tmp_path, "http://localhost/store")
    record.path.write_text(text, encoding="utf-8")
    assert set(Record(tmp_path, "http://localhost/store").graphs) <= {"a"}


@pytest.mark.parametrize(
    "words",
    [
        ("push", "http://localhost:1/store", "--user", "me", "--password", "hunter2"),
        ("push", "http://me:hunter2@localhost:1/store"),
        ("query", "ASK {}", "--endpoint", "http://me:hunter2@localhost:1/sparql"),
        ("ask", "q01", "--endpoint", "http://me:hunter2@localhost:1/sparql"),
    ],
)
def test_a_password_on_the_command_line_is_refused_and_not_repeated(words: tuple[str, ...]) -> None:
    outcome = run_cli(*words)
    assert outcome.exit_code == 2
    assert "POLICYKG_PASSWORD" in outcome.output
    assert "hunter2" not in outcome.output


def test_a_password_comes_from_a_file_or_the_environment(tmp_path: Path) -> None:
    seen: list[bytes] = []

    def script(connection: socket.socket, head: bytes) -> None:
        seen.append(head)
        answering(b"", status=b"404 Gone")(connection, head)

    file = tmp_path / "secret"
    file.write_text("hunter2\nnot this\n", encoding="utf-8")
    with server(script) as url:
        asked = ("query", "ASK {}", "--endpoint", url)
        run_cli(*asked, "--user", "me", "--password-file", str(file))
        run_cli(*asked, "--user", "me", env={"POLICYKG_PASSWORD": "hunter2"})
        run_cli(*asked, "--user", "me", "--password-file", "-", input="hunter2\n")
        run_cli(*asked, env={"POLICYKG_TOKEN": "hunter2"})
    assert sum(b"Basic bWU6aHVudGVyMg==" in head for head in seen) == 3
    assert sum(b"Bearer hunter2" in head for head in seen) == 1


# ---- the terminal --------------------------------------------------------------------------------


def test_control_characters_of_a_server_never_reach_a_terminal(tmp_path: Path) -> None:
    import pty

    evil = "\x1b]0;owned\x07\x9b2J\u202eevil"
    body = json.dumps(
        {
            "head": {"vars": ["s"]},
            "results": {"bindings": [{"s": {"type": "literal", "value": evil}}]},
        },
        ensure_ascii=False,
    ).encode()
    with server(rows_then(body, JSON)) as url:
        for format_ in ("table", "csv", "tsv", "json", "xml"):
            master, slave = pty.openpty()
            code = "from policykg.cli import main; main()"
            command = [sys.executable, "-c", code, "query", "SELECT ?s { ?s ?p ?o }",
                       "--endpoint", url, "-f", format_]  # fmt: skip
            process = subprocess.Popen(command, stdout=slave, stderr=slave, cwd=tmp_path)
            os.close(slave)
            shown = _read(master)
            refused = format_ == "xml"  # which cannot carry them, and says so
            assert process.wait(60) == (2 if refused else 0), shown
            text = shown.decode()
            assert ("U+001B" if refused else "evil") in text
            assert text.replace("\r\n", "\n") == printable(text.replace("\r\n", "\n")), format_


def _read(master: int) -> bytes:
    shown = b""
    try:
        while data := os.read(master, 65_536):
            shown += data
    except OSError:
        pass
    os.close(master)
    return shown


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a\nb\tc", "a b c"),
        ("\x1b[2J", "\ufffd[2J"),
        ("\u202ex\u2066", "\ufffdx\ufffd"),
        ("\x9b\x7f", "\ufffd\ufffd"),
        ("中文", "中文"),
    ],
)
def test_a_line_of_words_from_outside_steers_nothing(text: str, line: str) -> None:
    assert one_line(text, 100) == line


def test_a_long_line_is_shortened() -> None:
    assert one_line("x" * 300_000, 10) == "x" * 10 + "…"


@pytest.mark.parametrize(
    ("body", "deep"),
    [(b"[]", 1), (b'"[[["', 0), (b'{"a":[{}]}', 3), (b'"\\"[["', 0), (b'"[', 0), (b"]]]]", 0)],
)
def test_brackets_in_texts_do_not_nest(body: bytes, deep: int) -> None:
    assert nesting(body) == deep
