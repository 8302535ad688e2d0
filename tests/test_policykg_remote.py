"""The graph on other servers: put there, read back, asked as if it were here."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

import policykg
from policykg.kg import KG
from policykg.remote import RemoteKG, open_remote
from policykg.upload import Record, address, batches, push
from policykg.web import RemoteError, Web
from tests.support.command import run_cli
from tests.support.servers import Peer, oxigraph, virtuoso
from tests.support.serving import serving

pytestmark = pytest.mark.sweep

SERVERS = {"oxigraph": oxigraph, "virtuoso": virtuoso}


@pytest.fixture(scope="module", params=SERVERS)
def peer(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Peer]:
    with SERVERS[request.param](tmp_path_factory.mktemp(request.param)) as found:
        yield found


@pytest.fixture(scope="module")
def record(peer: Peer, tmp_path_factory: pytest.TempPathFactory) -> Record:
    return Record(tmp_path_factory.mktemp("record"), peer.store)


@pytest.fixture(scope="module")
def pushed(peer: Peer, record: Record, kg: KG) -> RemoteKG:
    web = Web(peer.user, peer.password)
    done = push(kg.generation, peer.store, record, web, batch=100_000)
    assert len(done.sent) == len(kg.generation.manifest.parts)
    return open_remote(peer.sparql)


FIRST_OF_TEXTS = {"most-quoted-passages": "words"}
"""Columns that hold the first of several texts, which Virtuoso orders by its own collation."""


def terms(kg: KG, name: str) -> list[str]:
    answer = kg.ask(name)
    left = FIRST_OF_TEXTS.get(name)
    chosen = [at for at, column in enumerate(answer.variables) if column != left]
    return sorted(" ".join(same(row[at]) for at in chosen) for row in answer.terms)


def same(term: Any) -> str:
    """Write a term alike for servers that keep no booleans (Virtuoso has 0 and 1)."""
    text = str(term)
    integer = "^^<http://www.w3.org/2001/XMLSchema#integer>"
    boolean = "^^<http://www.w3.org/2001/XMLSchema#boolean>"
    return {f'"false"{boolean}': f'"0"{integer}', f'"true"{boolean}': f'"1"{integer}'}.get(
        text, text
    )


def test_what_was_put_is_what_is_there(pushed: RemoteKG, kg: KG) -> None:
    assert len(pushed.store) == len(kg.store)
    for name, part in kg.generation.manifest.parts.items():
        every = f"CONSTRUCT {{ ?s ?p ?o }} FROM <{part.iri}> {{ ?s ?p ?o }}"
        there: Any = pushed.store.query(every, union=False)
        here: Any = kg.store.query(every, union=False)
        assert {same_triple(t) for t in there} == {same_triple(t) for t in here}, name


def same_triple(triple: Any) -> str:
    return " ".join(same(term) for term in triple)


def test_every_saved_question_answers_the_same_there(pushed: RemoteKG, kg: KG) -> None:
    assert len(kg.questions) > 20
    pushed.workspace = kg.workspace
    assert [name for name in kg.questions if terms(pushed, name) != terms(kg, name)] == []


ASKED = {
    "ASK { id:shaoxing-plan ?p ?o }": True,
    "ASK { id:of-no-such-thing ?p ?o }": False,
    "ASK { ?task a pk:Task ; pk:number 1 }": True,
    "ASK { ?task a pk:Task ; pk:number -1 }": False,
    "# ask\nask where { GRAPH ?g { ?s a pk:Campaign } }": True,
    "ASK { GRAPH ?g { ?s a pk:NoSuchClass } }": False,
    "ASK { FILTER(1 > 2) }": False,
    "ASK { FILTER(2 > 1) }": True,
}


@pytest.mark.parametrize("text", ASKED)
def test_yes_and_no_are_told_apart(pushed: RemoteKG, text: str) -> None:
    assert bool(pushed.store.query(text)) is ASKED[text]


def test_a_question_asked_there_is_about_what_is_there(pushed: RemoteKG) -> None:
    for name in ("q02-lead-units-by-campaign", "tasks-without-deadline"):
        strange = pushed.ask(name, document="of-no-such-thing")
        assert strange.terms == []
        assert "names nothing in this graph" in str(strange.warnings), name


def test_only_what_has_changed_is_sent_again(
    pushed: RemoteKG, peer: Peer, record: Record, kg: KG
) -> None:
    again = Record(record.path.parent, peer.store)
    done = push(kg.generation, peer.store, again, Web(peer.user, peer.password))
    assert done.sent == []
    one = kg.generation.manifest.parts["links"].iri
    again.keep(one, "another state")
    done = push(kg.generation, peer.store, again, Web(peer.user, peer.password))
    assert done.sent == [one]
    assert len(pushed.store) == len(kg.store)


def test_networks_and_labels_are_drawn_from_there(pushed: RemoteKG, kg: KG) -> None:
    here, there = kg.network("leads"), pushed.network("leads")
    assert sorted(here.nodes) == sorted(there.nodes)
    assert sorted(here.edges()) == sorted(there.edges())
    sparql = "SELECT DISTINCT ?b { ?t pk:ledBy ?b } ORDER BY ?b LIMIT 3"
    assert pushed.query(sparql).with_labels("zh").table() == (
        kg.query(sparql).with_labels("zh").table()
    )


def test_what_is_there_is_known_without_a_list_of_all_graphs(pushed: RemoteKG) -> None:
    """A server may read every statement to list its graphs: long, where there are millions."""
    there = open_remote(pushed.store.url)
    assert there.store.base == "https://w3id.org/policykg/"
    union = list(there.query("SELECT ?t { ?t a pk:Task }").terms)
    within = "SELECT DISTINCT ?t { GRAPH ?g { ?t a pk:Task } }"
    assert len(union) > 30
    if pushed.store.url.endswith("/sparql"):  # Virtuoso's default graph is the union of all
        assert "_graphs" not in vars(there.store)
    assert len(list(there.query(within).terms)) == len(set(map(str, union)))


def test_graphs_that_are_no_more_are_removed(pushed: RemoteKG, peer: Peer, kg: KG) -> None:
    web = Web(peer.user, peer.password)
    iri = "https://w3id.org/policykg/graph/withdrawn"
    web.send("PUT", address(peer.store, iri), b"<a:a> <a:b> <a:c> .\n",
             {"content-type": "text/turtle"})  # fmt: skip
    folder = Record(kg.workspace / ".policykg" / "push", peer.store)
    folder.keep(iri, "once")
    done = push(kg.generation, peer.store, folder, web)
    assert done.removed == [iri]
    assert iri not in open_remote(peer.sparql).store.graphs()


def test_the_command_line_puts_and_asks(pushed: RemoteKG, peer: Peer, kg: KG) -> None:
    words = ["-w", str(kg.workspace), "push", peer.store]
    if peer.user:
        words += ["--user", peer.user]
    outcome = run_cli(*words, env={"POLICYKG_PASSWORD": peer.password})
    assert outcome.exit_code == 0, outcome.output
    assert "removed" in outcome.output
    count = "SELECT (COUNT(DISTINCT ?t) AS ?n) { ?t a pk:Task }"
    workspace = ["-w", str(kg.workspace)]
    here = run_cli(*workspace, "query", count, "-f", "csv").output
    there = run_cli(*workspace, "query", count, "-f", "csv", "--endpoint", peer.sparql).output
    assert here == there


# ---- servers that misbehave -------------------------------------------------------------------


class Bad(BaseHTTPRequestHandler):
    """Answers every request with what the test has set."""

    status, kind, body = 200, "application/sparql-results+json", b""
    seen: list[tuple[str, str, bytes]] = []

    def answer(self) -> None:
        data = self.rfile.read(int(self.headers.get("content-length", 0)))
        Bad.seen.append((self.command, self.headers.get("authorization", ""), data))
        self.send_response(Bad.status)
        self.send_header("content-type", Bad.kind)
        if Bad.status == 401:
            self.send_header("www-authenticate", 'Digest realm="r", nonce="n", qop="auth"')
        self.send_header("content-length", str(len(Bad.body)))
        self.end_headers()
        self.wfile.write(Bad.body)

    do_GET = do_POST = do_PUT = answer  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def bad() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Bad)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/sparql"
    server.shutdown()
    thread.join()
    server.server_close()


WHOLE = {"head": {"vars": ["g"]}, "results": {"bindings": [{"g": {"type": "uri", "value": "x:y"}}]}}


@pytest.mark.parametrize(
    ("status", "kind", "body", "said"),
    [
        (200, "application/sparql-results+json", json.dumps(WHOLE)[:-3], "does not parse"),
        (200, "application/sparql-results+json", "", "does not parse"),
        (200, "application/sparql-results+json", "{}", "does not parse"),
        (200, "text/html", "<p>hello</p>", "does not parse"),
        (400, "text/plain", "no such variable", "no such variable"),
        (401, "text/plain", "", "--user"),
        (404, "text/plain", "gone", "404"),
        (500, "text/plain", "oops", "oops"),
    ],
)
def test_an_answer_that_is_none_is_an_error(
    bad: str, status: int, kind: str, body: str, said: str
) -> None:
    Bad.status, Bad.kind, Bad.body = status, kind, body.encode()
    with pytest.raises(RemoteError, match=said):
        len(open_remote(bad).query("SELECT ?g { GRAPH ?g { ?s ?p ?o } }").rows)


def test_a_server_that_is_not_there_is_named() -> None:
    with pytest.raises(RemoteError, match="no answer from http"):
        Web(tries=1).send("GET", "http://127.0.0.1:9/sparql")


def test_a_push_that_was_interrupted_goes_on(bad: str, kg: KG, tmp_path: Path) -> None:
    Bad.status, Bad.kind, Bad.body = 204, "text/plain", b""
    record = Record(tmp_path, bad)
    names = sorted(kg.generation.manifest.parts)

    def tell(iri: str, *_: int) -> None:
        if iri.endswith("/" + names[2]):
            Bad.status = 500

    with pytest.raises(RemoteError):
        push(kg.generation, bad, record, Web(tries=1), tell=tell)
    Bad.status, Bad.seen = 204, []
    done = push(kg.generation, bad, Record(tmp_path, bad), Web(tries=1))
    assert len(done.unchanged) == 3
    assert len(done.sent) == len(names) - 3
    assert [command for command, _, _ in Bad.seen].count("PUT") == len(done.sent)


def test_several_graphs_at_once_leave_the_same_and_stop_at_the_first_error(
    pushed: RemoteKG, peer: Peer, bad: str, kg: KG, tmp_path: Path
) -> None:
    web = Web(peer.user, peer.password)
    record = Record(tmp_path, peer.store)
    done = push(kg.generation, peer.store, record, web, batch=50_000, workers=4)
    assert done.sent == sorted(part.iri for part in kg.generation.manifest.parts.values())
    assert len(pushed.store) == len(kg.store)
    assert Record(tmp_path, peer.store).graphs == {
        part.iri: part.sha256 for part in kg.generation.manifest.parts.values()
    }

    Bad.status, Bad.kind, Bad.body, Bad.seen = 500, "text/plain", b"", []
    with pytest.raises(RemoteError):
        push(kg.generation, bad, Record(tmp_path, bad), Web(tries=1), workers=2)
    begun = Record(tmp_path, bad).graphs
    assert set(begun.values()) == {"under way"}
    assert len(begun) < len(kg.generation.manifest.parts)
    Bad.status, Bad.seen = 204, []
    again = push(kg.generation, bad, Record(tmp_path, bad), Web(tries=1), workers=2)
    assert len(again.sent) == len(kg.generation.manifest.parts)


def test_batches_hold_all_triples_once() -> None:
    lines = [f"<x:{n}> <x:p> <x:o> <x:g> .\n" for n in range(1000)]
    chunks = list(batches("".join(lines).encode(), "x:g", 500))
    assert len(chunks) > 10
    assert max(map(len, chunks)) <= 500
    expected = [line.replace(" <x:g> .", " .") for line in lines]
    assert b"".join(chunks).decode() == "".join(expected)


def test_our_own_endpoint_can_be_opened(workspace: Path, kg: KG) -> None:
    with serving(workspace=workspace) as server:
        there = policykg.open(server.sparql)
        assert there.documents == kg.documents
        assert there.data_version == kg.data_version
        assert there.query("SELECT * { ?s pk:ledBi ?o }").warnings
