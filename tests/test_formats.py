"""Every format is written, served, described and documented alike; what is forgotten is named."""

from __future__ import annotations

import asyncio
import re
import time
from pathlib import Path
from typing import get_args

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from explorer import negotiation
from explorer.endpoint import downloads, void
from explorer.endpoint.linked import SUFFIXES
from explorer.kit.request import FORMATS as PAGE_FORMATS
from explorer.snapshots import Snapshot
from explorer.workers.engine import FILE_FORMATS, GRAPH_FORMATS, RESULT_FORMATS
from graph.exports.writers import WRITERS
from graph.pictures.network_files import WRITERS as NETWORK_WRITERS
from graph.queries.query import run
from ontology.formats import FORMATS, Content, Format, holding, named, of_media_type
from ontology.rdf import QueryResultsFormat, RdfFormat
from ontology.terms import VOID
from policykg.cli import look
from policykg.cli import network as network_command
from policykg.kg import KG
from tests.support.command import run_cli
from tests.support.pages_example import Site, leading

HAN = re.compile("[\u4e00-\u9fff]")
every_format = pytest.mark.parametrize("row", FORMATS.values(), ids=lambda row: row.name)
every_file = pytest.mark.parametrize("row", holding("whole").values(), ids=lambda row: row.name)


@every_format
def test_a_format_has_suffix_type_and_words_in_both_languages(row: Format) -> None:
    assert re.fullmatch(r"(?:\.[a-z]+)+", row.suffix)
    assert re.fullmatch(r"[a-z]+/[a-z0-9.+-]+", row.media_type)
    assert set(row.holds) <= set(get_args(Content))
    assert row.holds, f"{row.name} holds nothing"
    assert row.use_en, f"{row.name}: what is it good for?"
    assert HAN.search(row.use_zh), f"{row.name}: what is it good for, in Chinese?"


@pytest.mark.parametrize(
    ("content", "writers"),
    [
        ("whole", WRITERS),
        ("network", NETWORK_WRITERS),
        ("graph", GRAPH_FORMATS),
        ("rows", RESULT_FORMATS),
    ],
    ids=["whole", "network", "graph", "rows"],
)
def test_what_a_format_holds_is_written_and_nothing_else_is(
    content: Content, writers: dict[str, object]
) -> None:
    assert writers.keys() - holding(content).keys() == set(), "a writer without a row"
    assert holding(content).keys() - writers.keys() == set(), "a row without a writer"


@pytest.mark.parametrize("content", ["graph", "rows"])
def test_the_engine_knows_each_by_the_media_type(content: Content) -> None:
    engine = RdfFormat if content == "graph" else QueryResultsFormat
    for row in holding(content).values():
        found = engine.from_media_type(row.media_type)
        assert found is not None, f"{row.name}: the engine knows no {row.media_type}"
        assert found.media_type.split(";")[0] == row.media_type


@every_format
@pytest.mark.parametrize("content", get_args(Content))
def test_a_format_answers_to_its_names_suffix_and_types(row: Format, content: Content) -> None:
    if content not in row.holds:
        return
    for word in (row.name, row.name.upper(), *row.aliases):
        assert named(word, content) is row, f"{word} means something else"
    if content == "whole":
        assert named(row.file_suffix, content) is row
    if content in ("graph", "rows"):
        for kind in (row.media_type, *row.other_types):
            assert of_media_type(kind, content) is row


def test_a_name_means_what_can_hold_the_answer() -> None:
    assert negotiation.by_name("xml") == ("xml", "rdfxml")
    assert negotiation.by_name("json") == ("json", "jsonld")
    assert negotiation.by_name("csv") == ("csv", None)
    assert negotiation.by_name("text/turtle") == (None, "turtle")
    assert negotiation.by_name("nothing") == (None, None)


# ---- told alike everywhere ----------------------------------------------------------------


def test_the_command_line_offers_what_is_declared() -> None:
    assert set(look.FORMATS) == {"table", *holding("rows"), *holding("graph")}
    assert set(network_command.FORMATS) == {"table", *holding("network")}
    told = " ".join(run_cli("export", "--help").output.split())
    assert ", ".join(holding("whole")) in told


def test_dcat_has_a_file_in_every_format_with_its_media_type(kg: KG) -> None:
    rows = run(
        kg.store,
        "SELECT ?url ?type { id:dataset dcat:distribution ?file . "
        "?file dcat:downloadURL ?url ; dcat:mediaType ?type }",
    )
    found = {str(url).partition("/graph")[2]: str(kind) for url, kind in rows}
    assert found == {
        row.file_suffix: f"https://www.iana.org/assignments/media-types/{row.media_type}"
        for row in holding("whole").values()
    }


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return leading().site(tmp_path_factory.mktemp("formats"), "v1")


def test_the_data_page_offers_every_format(site: Site) -> None:
    for lang in ("zh", "en"):
        page = site.get(f"/{lang}/data").text
        offered = re.findall(r'href="/download/graph(\.[a-z.]+)"', page)
        assert offered == [row.file_suffix for row in holding("whole").values()]


def test_the_network_page_offers_its_formats(site: Site) -> None:
    page = site.get("/en/network/leads").text
    offered = set(re.findall(r"network-file/leads\.([a-z]+)", page))
    assert offered == holding("network").keys() - {"csv", "png"}  # its own table; needs a browser


def test_void_names_a_dump_in_every_format_of_rdf(kg: KG) -> None:
    told = void.dataset(kg.store, "http://localhost:8000")
    dumps = [str(t.object.value) for t in told if t.predicate.value == VOID.dataDump]  # type: ignore[union-attr]
    assert sorted(url.partition("/graph")[2] for url in dumps) == sorted(
        row.file_suffix for row in holding("graph").values()
    )


@every_file
def test_the_documentation_tells_of_the_format(row: Format, root: Path) -> None:
    page = (root / "docs" / "exports.md").read_text(encoding="utf-8")
    assert f"| `{row.name}` | `{row.file_suffix}` | {row.use_en} |" in page, "run `make docs`"


def test_the_server_reads_and_serves_what_is_declared() -> None:
    graphs = holding("graph")
    assert set(SUFFIXES.values()) == set(graphs)
    assert {FILE_FORMATS[row.suffix] for row in graphs.values()} == set(GRAPH_FORMATS.values())
    assert PAGE_FORMATS.keys() == {"json", *(row.ending for row in holding("page").values())}


@every_file
def test_the_whole_graph_is_served_in_the_format(row: Format, server: Starlette) -> None:
    answer = asyncio.run(_download(server, row.file_suffix))
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith(row.file_type)
    assert len(answer.content) > 100


async def _download(app: Starlette, suffix: str) -> httpx.Response:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        return await client.get(f"/download/graph{suffix}")


@pytest.fixture(scope="module")
def server(kg: KG) -> Starlette:
    app = Starlette(routes=[Route("/download/graph.{suffix}", downloads.download)])
    generation = kg.generation
    app.state.kept = downloads.Kept()
    app.state.snapshot = Snapshot(
        generation.files, generation.data_version, kg.base, generation=generation
    )
    return app


def test_files_of_the_graph_are_made_one_after_the_other(
    server: Starlette, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each takes hundreds of megabytes, whoever asks for however many formats at once."""
    now, most = 0, 0

    def render(_: Snapshot, format: str) -> bytes:
        nonlocal now, most
        now += 1
        most = max(most, now)
        time.sleep(0.05)
        now -= 1
        return format.encode()

    async def ask() -> list[httpx.Response]:
        asked = [_download(server, suffix) for suffix in (".nt", ".ttl", ".trig", ".jsonld", ".nt")]
        return await asyncio.gather(*asked)

    monkeypatch.setattr(downloads, "render", render)
    monkeypatch.setattr(server.state, "kept", downloads.Kept())
    answers = asyncio.run(ask())
    assert [answer.status_code for answer in answers] == [200] * 5
    assert len({answer.text for answer in answers}) == 4
    assert most == 1
