"""The desk in the browser: whom it lets in, what a change must bring, and the way to a fact."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from policykg.desk.service import names_of
from tests.support.command import run_cli
from tests.support.desk_example import DOCUMENT, drafted_workspace, exploring
from tests.support.serving import serving

JSON = {"content-type": "application/json"}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = drafted_workspace(tmp_path_factory.mktemp("desk"))
    assert run_cli("-w", str(root), "build").exit_code == 0
    return root


@pytest.fixture(scope="module")
def address(root: Path) -> Iterator[tuple[str, str]]:
    with exploring(root) as (url, desk):
        yield url, desk


def client(url: str) -> httpx.Client:
    return httpx.Client(base_url=url, follow_redirects=False, timeout=30)


@contextmanager
def entered(address: tuple[str, str]) -> Iterator[httpx.Client]:
    with client(address[0]) as found:
        answer = found.get(address[1])
        assert answer.status_code == 303 and "httponly" in answer.headers["set-cookie"].lower()
        assert "samesite=strict" in answer.headers["set-cookie"].lower()
        yield found


def change(found: httpx.Client, verb: str, body: object, **headers: str) -> httpx.Response:
    base = str(found.base_url).rstrip("/")
    given = {**JSON, "origin": base, "x-policykg-desk": "1", **headers}
    given = {key: value for key, value in given.items() if value}
    # What no careful program sends may come too: halves of characters, numbers without end.
    return found.post(f"/desk/{DOCUMENT}/{verb}", content=json.dumps(body), headers=given)


def test_without_the_token_nothing_of_the_desk_is_shown(address: tuple[str, str]) -> None:
    with client(address[0]) as found:
        for path in ("/zh/desk", "/en/desk", f"/zh/desk/{DOCUMENT}"):
            answer = found.get(path)
            assert answer.status_code == 403 and "policykg explore" in answer.text
            assert "云溪" not in answer.text
        assert found.get("/desk?token=wrong").status_code == 403
        assert found.get("/desk?token=").status_code == 403
        refused = change(found, "undo", {})  # as from a page that outlived its server
        assert refused.status_code == 403
        assert "policykg explore" in refused.json()["message"]["en"]
        assert "policykg explore" in refused.json()["message"]["zh"]


@pytest.mark.parametrize(
    ("headers", "why"),
    [
        ({"origin": "https://example.org"}, "a page of another site"),
        ({"origin": ""}, "no page at all"),
        ({"origin": "null"}, "a sandboxed frame"),
        ({"x-policykg-desk": ""}, "a form, which cannot set headers"),
        ({"sec-fetch-site": "cross-site"}, "what the browser says of another site"),
        ({"sec-fetch-site": "same-site"}, "another port of the same machine"),
    ],
)
def test_a_change_comes_from_the_desks_own_page_only(
    address: tuple[str, str], headers: dict[str, str], why: str
) -> None:
    with entered(address) as found:
        answer = change(found, "undo", {}, **headers)
        assert answer.status_code == 403, why


def test_under_another_name_or_by_get_nothing_changes(address: tuple[str, str]) -> None:
    with entered(address) as found:
        assert change(found, "undo", {}, host="desk.example.org").status_code in (403, 421)
        assert found.get(f"/desk/{DOCUMENT}/undo").status_code == 405


def test_serve_never_has_a_desk(root: Path) -> None:
    with serving(workspace=root) as server, httpx.Client(base_url=server.url) as found:
        for path in ("/desk", "/zh/desk", "/desk?token=" + "t" * 32):
            assert found.get(path).status_code == 404
        assert change(found, "undo", {}).status_code in (404, 405)


@pytest.mark.parametrize(
    ("verb", "body"),
    [
        ("accept", {}),
        ("accept", {"cards": []}),
        ("accept", {"cards": ["x"]}),
        ("accept", {"cards": "x", "changes": 3}),
        ("dismiss", {"cards": ["x"], "reason": " "}),
        ("suggest", {"span": [5]}),
        ("suggest", {"span": ["a", "b"]}),
        ("add", {"list": "nothing", "span": [0, 3], "record": {}}),
        ("add", {"list": "values", "span": [-5, 3], "record": {}}),
        ("add", {"list": "values", "span": [0, 10**9], "record": {}}),
        ("add", {"list": "values", "span": [0, 5], "record": {"__class__": "x"}}),
        ("change", {"fact": "none", "changes": {}}),
        ("remove", {"fact": "../../x"}),
        ("try", {"card": None}),
        ("suggest", {"span": [float("inf"), 2]}),
        ("suggest", {"span": [0, float("nan")]}),
        ("omit", {"span": [float("-inf"), 2], "reason": {"zh": "x", "en": "x"}}),
        ("change", {"fact": "\ud800", "changes": {}}),
        ("remove", {"fact": "\udfff"}),
        ("match", {"id": "yunxi", "name": "\ud800"}),
        ("compare", {"reading": "\ud800"}),
        ("omit", {"span": [0, 4], "reason": {"zh": "\ud800", "en": "x"}}),
        ("omit", {"span": [0, 4], "reason": {"zh": "x", "en": "\x00"}}),
        ("omit", {"span": [0, 4], "reason": {"zh": "\u202ex", "en": "x"}}),
        ("header", {"changes": {"title": {"zh": "\udcff", "en": "x"}}}),
        ("header", {"changes": {"number": "\ufeff"}}),
        ("header", {"changes": {"# c": "x"}}),
        ("header", {"changes": {"a: b": "x"}}),
        ("header", {"changes": {"__class__": {"a": "b"}, "title": {"zh": "x", "en": "x"}}}),
        ("header", {"changes": {"---": "x"}}),
        ("header", {"changes": {"title": {"zh": "x", "en": "x", "fr": "x"}}}),
        ("make", {"section": "places", "id": "x-y", "record": {"name": {"zh": "\x1b", "en": "x"}}}),
    ],
)
def test_a_senseless_request_is_refused_with_words(
    address: tuple[str, str], root: Path, verb: str, body: object
) -> None:
    written = [root / "facts", root / "drafts"]
    before = {path: path.read_bytes() for top in written for path in top.rglob("*.yaml")}
    with entered(address) as found:
        answer = change(found, verb, body)
        assert answer.status_code == 400
        assert answer.json()["message"]["en"] and answer.json()["message"]["zh"]
    assert before == {path: path.read_bytes() for top in written for path in top.rglob("*.yaml")}


def test_an_unknown_document_and_absurd_bodies_are_refused(address: tuple[str, str]) -> None:
    with entered(address) as found:
        base = {**JSON, "origin": address[0].rstrip("/"), "x-policykg-desk": "1"}
        assert found.get("/zh/desk/no-such").status_code == 404
        assert found.get("/zh/desk/..%2f..%2fetc").status_code == 404
        for data in (
            b"",
            b"[]",
            b"\xff\xfe",
            b"{" * 5000,
            b"null",
            b"[" * 100_000,
            b'{"a":' * 50_000,
            b'{"a":' + b"9" * 5000 + b"}",
            b"NaN",
        ):
            answer = found.post(f"/desk/{DOCUMENT}/undo", content=data, headers=base)
            assert answer.status_code in (400, 413)
        large = found.post(f"/desk/{DOCUMENT}/undo", content=b"x" * (2 << 20), headers=base)
        assert large.status_code == 413


def test_a_dropped_file_becomes_a_drafted_document_whatever_its_name(
    address: tuple[str, str], root: Path
) -> None:
    text = (
        "青山县人民政府关于加快发展的意见\n\n一、总体要求\n"
        "1.扩大投资。到2026年,完成投资30亿元以上。(牵头单位:县发改局)\n"
    )
    with entered(address) as found:
        headers = {"origin": address[0].rstrip("/"), "x-policykg-desk": "1"}
        for name in ("意见.txt", "../../../etc/意见<b>.txt"):
            answer = found.post(
                "/desk/new", params={"name": name}, content=(text + name).encode(), headers=headers
            )
            assert answer.status_code == 200, answer.text
            document = answer.json()["document"]
            assert (root / "drafts" / f"{document}.yaml").is_file()
            page = found.get(f"/zh/desk/{document}")
            assert page.status_code == 200 and "扩大投资" in page.text and "<b>" not in page.text
        scanned = found.post(
            "/desk/new", params={"name": "x.doc"}, content=b"\xd0\xcf\x11\xe0" * 99, headers=headers
        )
        assert scanned.status_code == 400 and scanned.json()["message"]["zh"]


def test_hostile_words_stay_words(tmp_path: Path) -> None:
    root = drafted_workspace(tmp_path)
    drafts = root / "drafts" / f"{DOCUMENT}.yaml"
    hostile = "</script><img src=x onerror=alert(1)>"
    drafts.write_text(
        drafts.read_text("utf-8").replace("Work points of the government", f"{hostile} of", 1),
        "utf-8",
    )
    assert run_cli("-w", str(root), "build").exit_code == 0
    with exploring(root) as address, entered(address) as found:
        page = found.get(f"/en/desk/{DOCUMENT}").text
        assert hostile not in page and "onerror=alert" in page


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ({"zh": "甲", "en": "TODO"}, ("甲", "甲")),
        ({"zh": "甲"}, ("甲", "甲")),
        ({"zh": "甲", "en": "A"}, ("甲", "A")),
        ({"zh": "TODO", "en": "TODO"}, ("d", "d")),
        ({"zh": "TODO", "en": "A"}, ("A", "A")),
        (None, ("d", "d")),
        ("甲", ("d", "d")),
    ],
)
def test_a_document_without_an_english_title_is_shown_by_its_chinese_one(
    title: object, shown: tuple[str, str]
) -> None:
    names = names_of(title, "d")
    assert (names["zh"], names["en"]) == shown
