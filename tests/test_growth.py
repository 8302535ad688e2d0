"""What comes from outside costs linear time, whatever it is made of and wherever it goes in."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from urllib.parse import quote

import pytest

from explorer import i18n, negotiation
from explorer.access import Access, host_name
from explorer.endpoint import protocol
from explorer.kit.request import view_of
from explorer.pages.sparql.answer import undeclared
from explorer.pages.sparql.questions import with_prefixes
from explorer.view.search_index import index_of
from explorer.view.source_grams import grams_of, paragraphs_of, phrases_of
from explorer.view.source_index import passage_of
from explorer.view.word_fits import years_of
from explorer.view.word_pieces import pieces_of
from graph.builds.diff import _things
from graph.builds.diff_words import _value
from graph.builds.search_lines import fold
from graph.errors import GraphError
from graph.queries.check_terms import check_terms
from graph.queries.query import Limits, bind, explain, guard
from graph.queries.tokens import tokens
from graph.rdf.store import GraphStore
from loaders.nearest import nearest
from ontology.caches import BUDGET
from ontology.printable import one_line, printable
from ontology.similar import closest
from policykg.remote import nesting
from policykg.web import shown_url
from tests.growth import superlinear
from tests.outside import HOSTILE
from tests.support.command import run_cli
from tests.support.pages_example import Site, leading
from tests.support.sizes import sized

SOME = [HOSTILE[name] for name in ("double quotes", "blanks", "null bytes", "percent")]
WITHOUT = Limits(characters=10**9, depth=10**9, tokens=10**9, run=10**9)
"""Limits that stop nothing: what lies behind them must be linear too."""
GRAPHS = frozenset(f"https://w3id.org/policykg/graph/{name}" for name in ("dataset", "links"))
NAMES = [f"name-{number}" for number in range(200)]
HEADER = "".join(
    f"#+ {key}: a\n"
    for key in ("title-en", "title-zh", "description-en", "description-zh", "theme", "keywords")
)

Entry = Callable[[str], object]


def uncached(call: Entry) -> Entry:
    def called(text: str) -> object:
        BUDGET.clear()
        return call(text)

    return called


@cache
def store() -> GraphStore:
    text = "".join(f"<x:s{n}> <x:p> <x:o> <x:g> .\n" for n in range(50))
    return GraphStore.in_memory(text.encode(), "https://w3id.org/policykg/")


@cache
def folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="policykg-growth-"))


@cache
def site() -> Site:
    return leading().site(folder(), "growth")


def asked(query: str) -> object:
    return protocol.read_operation([("query", query)], None, GRAPHS, WITHOUT)


def of_graph(iri: str) -> object:
    pairs = [("query", "ASK {}"), ("default-graph-uri", iri)]
    return protocol.read_operation(pairs, None, GRAPHS, WITHOUT)


def complaint(text: str) -> object:
    return explain(SyntaxError(f"error at 1:9: expected one of {text}"), text)


def missing_prefix(text: str) -> object:
    return explain(SyntaxError("error at 1:1: Prefix not found"), text)


TEXTS: dict[str, Entry] = {
    "a query's tokens": lambda text: sum(1 for _ in tokens(text)),
    "a query": uncached(lambda text: guard(text, WITHOUT)),
    "a query of the endpoint": uncached(asked),
    "parameters of a query": lambda text: bind(text, {"a": "x"}),
    "the value of a parameter": lambda text: bind("SELECT ?a {}", {"a": text}),
    "an error of the engine": complaint,
    "an unknown prefix": missing_prefix,
    "misspelt terms": uncached(lambda text: check_terms(text, store())),
    "undeclared prefixes": lambda text: undeclared(text, "https://w3id.org/policykg/"),
    "prefixes of a saved question": with_prefixes,
    "the name of a graph": of_graph,
    "fields of an address": lambda text: protocol.parameters_of("GET", text, None, b""),
    "fields of a form": lambda text: protocol.parameters_of(
        "POST", "", protocol.FORM, text.encode()
    ),
    "a content type": lambda text: protocol.parameters_of("POST", "", text, b""),
    "a format": lambda text: protocol.formats([text], None),
    "an Accept header": lambda text: protocol.formats([], text),
    "a browser's Accept header": negotiation.prefers_html,
    "a language": i18n.negotiate,
    "a host": host_name,
    "an origin": lambda text: Access(origins=frozenset({"x"})).lets_in(text),
    "a search": fold,
    "a search's pieces": lambda text: pieces_of(view_of(site().app), fold(text)),
    "a search's years": years_of,
    "a search's grams": phrases_of,
    "a search by a short form": lambda text: index_of(view_of(site().app)).find(text),
    "a source text's grams": grams_of,
    "a source text's paragraphs": lambda text: sum(1 for _ in paragraphs_of(text)),
    "a source text's excerpt": lambda text: passage_of("d", text, 0, ["a", "发展"]),
    "a name among names": lambda text: closest(text, NAMES),
    "a name among Chinese names": lambda text: nearest(text, NAMES),
    "a name among long names": lambda text: closest("name", [text] * 20),
    "an error's words": lambda text: one_line(text, 200),
    "a terminal's words": printable,
    "an address in a message": shown_url,
    "brackets of JSON": lambda text: nesting(text.encode()),
    "a line of N-Quads": lambda text: _things(f'<a:a> <a:b> "{text}" <a:g> .', "a:"),
}


def test_no_text_takes_more_than_linear_time_to_read() -> None:
    slow = {
        f"{entry}: {name}": times
        for entry, call in TEXTS.items()
        for name, make in HOSTILE.items()
        if (times := superlinear(call, make, 2_000))
    }
    assert slow == {}


@pytest.mark.parametrize("entry", TEXTS)
@pytest.mark.parametrize("text", ["a", "<x:y>", "ASK { ?s ?p ?a }", *(m(9) for m in SOME)])
def test_each_entry_reads_or_refuses(entry: str, text: str) -> None:
    with suppress(protocol.ProtocolError, GraphError, ValueError):
        TEXTS[entry](text)


def test_a_pattern_that_goes_back_over_its_text_is_noticed() -> None:
    import re

    quadratic = re.compile(r"\).*SERVICE.*#", re.DOTALL)
    assert superlinear(quadratic.search, HOSTILE["closing brackets"], 2_000)


def test_the_query_that_froze_the_server_is_read_at_once() -> None:
    text = "SELECT * { ?s <" + ")" * 1000 + "SERVICE" * 1000 + "> ?o }"
    started = time.process_time()
    with pytest.raises(protocol.ProtocolError):
        protocol.read_operation([("query", text.replace("> ?o", "#> ?o"))], None, GRAPHS, Limits())
    protocol.read_operation([("query", text)], None, GRAPHS, Limits())
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("ASK { FILTER(1<2)SERVICE?s#>\n{} }", True),
        ("ASK { ?s <a)SERVICE#> ?o }", True),
        ("ASK { ?s <aSERVICE)#> ?o }", False),
        ("ASK { ?s <SERVICE#)> ?o }", False),
        ("ASK { ?s <)SERVICE> ?o }", False),
        ("ASK { ?s <))SERVICESERVICE##> ?o }", True),
    ],
)
def test_a_hidden_service_is_found_as_before(text: str, hidden: bool) -> None:
    try:
        guard(text)
    except Exception as error:
        assert hidden, error
    else:
        assert not hidden


# ---- pages --------------------------------------------------------------------------------------

PAGES: dict[str, str] = {
    "a thing": "/zh/page/{}",
    "a kind": "/en/things/{}",
    "a list's search": "/zh/things/organisations?q={}",
    "a list's order": "/zh/things/organisations?sort={}",
    "a search": "/zh/search?q={}",
    "a page number": "/zh/things/organisations?page={}",
    "a filter": "/zh/leads?document={}",
    "a path's end": "/zh/network?from={}&to={}",
    "an unknown parameter": "/zh/leads?{}",
    "an unknown address": "/{}",
    "a reader": "/zh/read/{}",
    "an indicator": "/zh/indicators?subject={}",
}


@pytest.mark.sweep
@pytest.mark.parametrize("page", PAGES)
def test_no_address_takes_a_page_more_than_linear_time(page: str) -> None:
    def call(text: str) -> object:
        BUDGET.clear()
        return site().get(PAGES[page].replace("{}", quote(text, safe="")))

    slow = {
        name: times for name, make in HOSTILE.items() if (times := superlinear(call, make, 1_000))
    }
    assert slow == {}


# ---- the command line ---------------------------------------------------------------------------


@cache
def example() -> Path:
    workspace = folder() / "example"
    assert run_cli("init", str(workspace)).exit_code == 0
    assert run_cli("-w", str(workspace), "build").exit_code == 0
    return workspace


def written(name: str, text: str) -> str:
    path = folder() / name
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    return str(path)


def in_facts(place: str, text: str) -> None:
    """Put a text into a field of the example's facts, and check them."""
    facts = example() / "facts" / "qingxi-plan.yaml"
    before = facts.read_text(encoding="utf-8")
    assert place in before
    field = place.partition(":")[0]
    try:
        scalar = json.dumps(text, ensure_ascii=False).replace("\x7f", "\\x7F")
        facts.write_text(before.replace(place, f"{field}: {scalar}", 1), encoding="utf-8")
        run_cli("-w", str(example()), "check", "--no-cache")
        run_cli("-w", str(example()), "fmt", "--check")
    finally:
        facts.write_text(before, encoding="utf-8")


def in_source(text: str) -> None:
    """Put a text into the example's source, and read it by every command that does."""
    source = example() / "sources" / "qingxi-plan.txt"
    before = source.read_bytes()
    try:
        source.write_bytes(before + text.encode("utf-8", "surrogatepass") + before)
        for command in ("check", "coverage", "draft"):
            run_cli("-w", str(example()), command)
    finally:
        source.write_bytes(before)


def whole_file(text: str) -> None:
    """Let a text be a facts file, and check and format it."""
    path = example() / "facts" / "hostile.yaml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        run_cli("-w", str(example()), "check", "--no-cache")
        run_cli("-w", str(example()), "fmt", "--check")
    finally:
        path.unlink()


def saved(text: str) -> None:
    """Let a text be a saved question, and list them."""
    path = example() / "queries" / "hostile.rq"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        run_cli("-w", str(example()), "ask")
    finally:
        path.unlink()


def ran(*words: str) -> object:
    return run_cli("-w", str(example()), *words)


COMMANDS: dict[str, Entry] = {
    "query": lambda text: ran("query", "--", text),
    "query of a file": lambda text: ran("query", written("a.rq", text)),
    "query with a value": lambda text: ran("query", "ASK { ?s ?p ?a }", f"a={text}"),
    "ask": lambda text: ran("ask", "--", text),
    "network": lambda text: ran("network", "--", text),
    "network's filter": lambda text: ran("network", "leads", "--document", text),
    "measure": lambda text: ran("measure", "--", text),
    "export": lambda text: ran("export", "--", text),
    "an endpoint": lambda text: ran("query", "ASK {}", "--endpoint", f"http://localhost:x{text}"),
    "an unknown command": lambda text: ran("--", text),
    "a facts file": whole_file,
    "a mapping": lambda text: whole_file(f"a: {text}"),
    "a block": lambda text: whole_file("a: |\n  " + text.replace("\n", "\n  ")),
    "a saved question": saved,
    "a saved question's parameter": lambda text: saved(
        f"{HEADER}#+ parameter: {text}\nSELECT * {{}}\n"
    ),
    "a source": in_source,
    "a name": lambda text: in_facts("name: 竹产业园", text),
    "a quote": lambda text: in_facts("quote: (一)开展产业振兴活动", text),
    "a value": lambda text: in_facts("investment: 8000万元", text),
    "a lead": lambda text: in_facts("lead: (牵头单位:镇经济办、县发展改革局)", text),
    "an id": lambda text: in_facts("id: bamboo-park", text),
    "a date": lambda text: in_facts("written: 2024~", text),
}


RUN = dict.fromkeys(("query", "query of a file"), ("many unknown terms",))
"""What is a query indeed: how long the engine plans a thousand patterns is its own business, in a
worker that is stopped or under somebody's Ctrl-C."""


@pytest.mark.sweep
@pytest.mark.parametrize("command", tuple(COMMANDS)[:: sized(3, 1)])
def test_no_text_takes_a_command_more_than_linear_time(command: str) -> None:
    slow = {
        name: times
        for name, make in HOSTILE.items()
        if name not in RUN.get(command, ())
        and (times := superlinear(uncached(COMMANDS[command]), make, 1_000))
    }
    assert slow == {}


@pytest.mark.parametrize("value", ['"a"', '"a"@en', '"a"^^<x:y>', "<x:y>", '"', '""', '"a'])
def test_a_value_of_a_difference_is_told_whatever_it_is(value: str) -> None:
    class Names:
        labels: dict[str, tuple[str, str]] = {}

        @staticmethod
        def expand(text: str) -> str:
            return text

    assert isinstance(_value(Names, value, "en"), str)  # type: ignore[arg-type]
