"""Of a graph in pieces only what differs is sent; what is there is as if all had been sent."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from graph.builds.generation import Generation
from loaders.workspace import Workspace, open_workspace
from ontology import pieces
from policykg.building import build_changed
from policykg.remote import open_remote
from policykg.updating import PiecesThere, deletions, difference, from_json
from policykg.upload import Pushed, Record, address, push
from policykg.web import RemoteError, Web
from tests.support.command import run_cli
from tests.support.edits import made, replace
from tests.support.servers import Peer, oxigraph, virtuoso

SERVERS = {"oxigraph": oxigraph, "virtuoso": virtuoso}


@pytest.fixture(scope="module", params=SERVERS)
def peer(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Peer]:
    with SERVERS[request.param](tmp_path_factory.mktemp(request.param)) as found:
        yield found


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "MANY", 8)
    monkeypatch.setattr(pieces, "AVERAGE", 4)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return made(tmp_path / "w")


def built(workspace: Workspace) -> Generation:
    return build_changed(open_workspace(workspace.root)).generation


def iri_of(generation: Generation, name: str = "authority") -> str:
    return generation.manifest.parts[name].iri


class Noted(Web):
    """A client that notes what it sends, and fails when it is told to."""

    def __init__(self, peer: Peer, after: int = -1) -> None:
        super().__init__(peer.user, peer.password, tries=1)
        self.sent: list[tuple[str, str, int]] = []
        self.after = after

    def send(self, method: str, url: str, body: bytes | None = None, headers: Any = None) -> Any:
        if len(self.sent) == self.after:
            raise RemoteError("the line is cut", "线路中断")
        self.sent.append((method, url, len(body or b"")))
        return super().send(method, url, body, headers)


def pushed(
    generation: Generation, peer: Peer, folder: Path, web: Noted | None = None, **options: Any
) -> tuple[Noted, Pushed]:
    web = web or Noted(peer)
    options = {"update": peer.update, **options}
    return web, push(generation, peer.store, Record(folder, peer.store), web, **options)


def there(peer: Peer, iri: str) -> set[str]:
    """Return the triples of a graph on the server; Virtuoso writes truth values as numbers."""
    text = f"SELECT ?s ?p ?o {{ GRAPH <{iri}> {{ ?s ?p ?o }} }}"
    rows = open_remote(peer.sparql).store.query(text, union=False)
    found = {" ".join(map(str, row)) for row in rows}  # type: ignore[union-attr]
    for word, number in (("true", "1"), ("false", "0")):
        ends = (f'"{word}"^^<http://www.w3.org/2001/XMLSchema#boolean>',
                f'"{number}"^^<http://www.w3.org/2001/XMLSchema#integer>')  # fmt: skip
        found = {one.replace(*ends) for one in found}
    return found


def assert_as_sent_whole(generation: Generation, peer: Peer, tmp_path: Path) -> None:
    for name in ("authority", "links"):
        iri = iri_of(generation, name)
        found = there(peer, iri)
        pushed(generation, peer, tmp_path / "another", force=True)
        assert found == there(peer, iri), name
        assert len(found) == generation.manifest.parts[name].quads


def places(workspace: Workspace) -> Path:
    return workspace.facts_folder / "authority" / "places.yaml"


def english(workspace: Workspace, words: str = "one") -> None:
    """Give a county another English name, with signs that are written in several ways."""
    text = places(workspace).read_text(encoding="utf-8")
    name = f"'The \\ \"{words}\" county – é'"
    text = re.sub(r"(county-00001: .*en: )('[^']*'|[^}]*)", lambda m: m[1] + name, text, count=1)
    places(workspace).write_text(text, encoding="utf-8")


def removed(workspace: Workspace) -> None:
    (workspace.facts_folder / "authority" / "more.yaml").unlink(missing_ok=True)


def added(workspace: Workspace) -> None:
    (workspace.facts_folder / "authority" / "more.yaml").write_text(
        "organisations:\n"
        + "".join(
            f"  office-{n}: {{name: {{zh: 第{n}办公室, en: Office {n}}}, kind: department}}\n"
            for n in range(12)
        ),
        encoding="utf-8",
    )


def document(workspace: Workspace) -> None:
    replace(workspace.facts_folder / "plan-00000.yaml", "Action plan", "Plan of action")


@pytest.mark.sweep
def test_after_edits_the_server_has_what_it_would_have_been_sent(
    workspace: Workspace, peer: Peer, tmp_path: Path
) -> None:
    first = built(workspace)
    assert len(first.manifest.parts["authority"].pieces) > 5
    _, done = pushed(first, peer, tmp_path / "record")
    assert len(done.sent) == len(first.manifest.parts)
    for edit in (english, added, document, removed):
        edit(workspace)
        now = built(workspace)
        changed = {
            part.iri
            for name, part in now.manifest.parts.items()
            if part.sha256 != first.manifest.parts[name].sha256
        }
        web, done = pushed(now, peer, tmp_path / "record", batch=2_000)
        assert set(done.sent) == changed
        if edit is english:
            place = address(peer.store, iri_of(now))
            sizes = [size for _, url, size in web.sent if url in (place, peer.update)]
            assert sum(sizes) < 0.3 * now.manifest.parts["authority"].size
            assert ("PUT", place) not in [(method, url) for method, url, _ in web.sent]
        assert_as_sent_whole(now, peer, tmp_path)
        first = now


@pytest.mark.sweep
@pytest.mark.parametrize("another", [False, True], ids=["goes-on", "after-another-edit"])
def test_a_push_that_was_interrupted_anywhere_comes_to_the_same(
    workspace: Workspace, peer: Peer, tmp_path: Path, another: bool
) -> None:
    pushed(built(workspace), peer, tmp_path / "record")
    for after in range(4):
        english(workspace, f"{after}")
        (removed if after % 2 else added)(workspace)
        web = Noted(peer, after)
        with pytest.raises(RemoteError):
            pushed(built(workspace), peer, tmp_path / "record", web, batch=1_000)
        if another:
            english(workspace, f"{after} and another")
            (added if after % 2 else removed)(workspace)
        now = built(workspace)
        web, done = pushed(now, peer, tmp_path / "record", batch=1_000)
        assert iri_of(now) in done.sent
        assert_as_sent_whole(now, peer, tmp_path)


@pytest.mark.sweep
def test_many_statements_are_deleted_by_several_requests(
    workspace: Workspace, peer: Peer, tmp_path: Path
) -> None:
    iri = "https://w3id.org/policykg/graph/many"
    lines = [f'<urn:s{n}> <urn:p> "第{n}\\n" <{iri}> .\n'.encode() for n in range(1_700)]
    web = Noted(peer)
    body = b"".join(line.replace(f" <{iri}>".encode(), b"") for line in lines)
    headers = {"content-type": "text/turtle; charset=utf-8"}
    web.send("PUT", f"{peer.store}?graph={iri}", body, headers)
    assert len(there(peer, iri)) == 1_700
    updates = list(deletions(lines[:1_690], iri, 1 << 20))
    assert len(updates) == 4
    for update in updates * 2:  # what is gone may be deleted again
        web.send("POST", peer.update, update, {"content-type": "application/sparql-update"})
    assert len(there(peer, iri)) == 10
    web.send("DELETE", f"{peer.store}?graph={iri}")


@pytest.mark.sweep
def test_the_command_line_sends_what_differs(
    workspace: Workspace, peer: Peer, tmp_path: Path
) -> None:
    words = ["-w", str(workspace.root), "push", peer.store, "--update", peer.update]
    words += ["--user", peer.user] if peer.user else []
    for name in ("one", "two"):
        english(workspace, name)
        now = built(workspace)
        outcome = run_cli(*words, env={"POLICYKG_PASSWORD": peer.password})
        assert outcome.exit_code == 0, outcome.output
    assert f"{iri_of(now)} 2/2" in outcome.output  # one deletion, and what is new
    assert_as_sent_whole(now, peer, tmp_path)


def forgotten(workspace: Workspace, generation: Generation) -> None:
    for piece in generation.manifest.parts["authority"].pieces:
        sha256 = piece.sha256
        (workspace.build_folder / "shards" / sha256[:2] / f"{sha256}.nq.gz").unlink()


def much(workspace: Workspace, _: Generation) -> None:
    text = places(workspace).read_text(encoding="utf-8")
    places(workspace).write_text(text.replace("en: County", "en: The county"), encoding="utf-8")
    bodies = workspace.facts_folder / "authority" / "bodies-0000.yaml"
    text = bodies.read_text(encoding="utf-8")
    bodies.write_text(text.replace("en: Bureau", "en: The bureau"), encoding="utf-8")


@pytest.mark.parametrize("act", [forgotten, much])
def test_a_graph_is_sent_whole_where_that_is_better(
    workspace: Workspace, act: Callable[[Workspace, Generation], None]
) -> None:
    first = built(workspace)
    held = PiecesThere(frozenset(p.sha256 for p in first.manifest.parts["authority"].pieces))
    english(workspace)
    assert difference(built(workspace), "authority", held) is not None
    act(workspace, first)
    assert difference(built(workspace), "authority", held) is None


def test_only_statements_that_differ_are_told(workspace: Workspace) -> None:
    first = built(workspace)
    held = PiecesThere(frozenset(p.sha256 for p in first.manifest.parts["authority"].pieces))
    english(workspace)
    now = built(workspace)
    found = difference(now, "authority", held)
    assert found is not None
    old, new = (set(one.part("authority").splitlines(keepends=True)) for one in (first, now))
    assert set(found.removed) == old - new
    assert set(found.added) == new - old
    assert len(found.under_way.whole) == len(held.whole) - 1
    halfway = difference(first, "authority", found.under_way)  # back before it was done
    assert halfway is not None
    assert set(halfway.removed) == new - old
    assert set(halfway.added) >= old - new


def test_what_is_recorded_is_read_again(tmp_path: Path) -> None:
    record = Record(tmp_path, "http://localhost:1/store")
    held = PiecesThere(frozenset("ab"), frozenset("c"))
    record.keep("urn:a", "state")
    record.keep("urn:b", "under way", held)
    record.keep("urn:c", "under way", held)
    record.keep("urn:c", "state")
    for _ in range(2):
        again = Record(tmp_path, "http://localhost:1/store")
        assert again.graphs == {"urn:a": "state", "urn:b": "under way", "urn:c": "state"}
        assert again.pieces == {"urn:b": held}
        again.keep("urn:a", "state")


@pytest.mark.parametrize("told", [[], ["a"], [["a"], [1]], [["a"], "b"], [[], [], []], None, {}])
def test_what_is_no_record_of_pieces_is_none(told: object) -> None:
    assert from_json(told) is None
