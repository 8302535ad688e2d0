"""Who may ask the server: hosts, sites, addresses of absurd length, proxies, and what it writes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import httpx
import pytest

from explorer.access import MAX_ADDRESS, MAX_PAGE_ADDRESS, Access, host_name, is_loopback
from tests.support.command import run_cli
from tests.support.serving import DATA, Server, serving

ASK = "/sparql?query=ASK%7B%7D"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("data") / "data.trig"
    file.write_text(DATA, encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def local(data: Path) -> Iterator[Server]:
    options = ("--allow-host", "plans.example.org", "--cors", "https://friend.example")
    with serving("--data", data, *options) as server:
        yield server


@pytest.fixture(scope="module")
def public(data: Path) -> Iterator[Server]:
    words = ("--public", "--cors", "*", "--trusted-proxy", "127.0.0.0/8")
    with serving("--data", data, *words) as server:
        yield server


def status(server: Server, path: str = ASK, **headers: str) -> int:
    """Return the status of a request that no client library has had a look at."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection = HTTPConnection("127.0.0.1", server.port, timeout=30)
    try:
        connection.request("GET", path, headers=named)
        return connection.getresponse().status
    finally:
        connection.close()


# ---- the host --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host",
    ["localhost", "LOCALHOST:1", "127.0.0.1:80", "127.8.9.1", "[::1]:9", "a.localhost",
     "localhost.", "plans.example.org", "plans.example.org:443"],
)  # fmt: skip
def test_a_server_on_loopback_answers_under_its_own_names(local: Server, host: str) -> None:
    assert status(local, host=host) == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "10.0.0.7",
     "plans.example.org.evil.example", "[::1].evil.example", "0.0.0.0", "localhost@evil.example",
     "[::2]", "xlocalhost", "127.0.0.1:80:80"],
)  # fmt: skip
@pytest.mark.parametrize("path", [ASK, "/healthz", "/none", "/download/graph.nt"])
def test_a_name_that_was_led_to_this_machine_is_no_name_of_it(
    local: Server, host: str, path: str
) -> None:
    assert status(local, path, host=host) == 421


def test_a_request_of_http_1_1_needs_a_host(local: Server) -> None:
    assert b" 400 " in local.raw(b"GET /healthz HTTP/1.1\r\n\r\n")


def test_a_public_server_answers_under_any_name(public: Server) -> None:
    assert status(public, host="plans.example.org") == 200


@pytest.mark.parametrize(("path", "answer"), [("/healthz", 200), ("/readyz", 200), (ASK, 421)])
def test_a_public_server_with_names_is_probed_by_its_address(
    data: Path, path: str, answer: int
) -> None:
    with serving("--data", data, "--public", "--allow-host", "plans.example.org") as server:
        assert status(server, path, host="10.1.2.3:8040") == answer


def test_a_public_server_with_names_answers_under_those_only() -> None:
    access = Access(public=True, hosts=frozenset({"plans.example.org"}))
    assert access.knows_host("Plans.example.org:443")
    assert not access.knows_host("localhost")
    assert not access.knows_host("other.example.org")


@pytest.mark.parametrize(
    ("host", "name"),
    [("a.b:80", "a.b"), ("[::1]:80", "::1"), ("a", "a"), ("", ""), ("a:b", "a:b"), ("A.", "a")],
)
def test_the_name_of_a_host_is_read_without_its_port(host: str, name: str) -> None:
    assert host_name(host) == name


def test_only_names_that_never_leave_this_machine_are_loopback() -> None:
    names = ["localhost", "127.0.0.1", "127.255.255.254", "::1", "x.localhost"]
    others = ["example.org", "0.0.0.0", "::", "128.0.0.1", "", "localhost.example"]
    assert [n for n in names if not is_loopback(n)] == []
    assert [n for n in others if is_loopback(n)] == []


# ---- other sites -----------------------------------------------------------------------------


CROSS = [
    {"sec_fetch_site": "cross-site"},
    {"sec_fetch_site": "same-site"},
    {"origin": "https://evil.example"},
    {"origin": "null"},
    {"origin": "http://localhost:1"},
    {"origin": "https://friend.example.evil.example"},
    {"origin": "http://friend.example"},
    {"sec_fetch_site": "cross-site", "sec_fetch_mode": "no-cors", "sec_fetch_dest": "image"},
    {"sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate", "sec_fetch_dest": "iframe"},
    {"sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate", "sec_fetch_dest": "document"},
]


@pytest.mark.parametrize("headers", CROSS)
@pytest.mark.parametrize("path", [ASK, "/download/graph.nt", "/.well-known/void", "/sparql"])
def test_what_another_site_causes_is_refused(
    local: Server, path: str, headers: dict[str, str]
) -> None:
    assert status(local, path, **headers) == 403


def test_a_form_of_another_site_is_refused(local: Server) -> None:
    response = httpx.post(
        local.sparql, data={"query": "ASK {}"}, headers={"origin": "https://evil.example"}
    )
    assert response.status_code == 403
    assert "--cors" in response.text


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"sec_fetch_site": "none"},
        {"sec_fetch_site": "same-origin"},
        {"sec_fetch_site": "cross-site", "origin": "https://friend.example"},
        {"origin": "HTTPS://FRIEND.example"},
    ],
)
def test_whoever_may_ask_is_answered(local: Server, headers: dict[str, str]) -> None:
    assert status(local, **headers) == 200


def test_the_server_s_own_pages_may_ask(local: Server) -> None:
    assert status(local, origin=local.url, sec_fetch_site="same-origin") == 200


def test_a_link_that_a_person_has_clicked_opens_a_page_but_runs_no_query(local: Server) -> None:
    clicked = {
        "sec_fetch_site": "cross-site",
        "sec_fetch_mode": "navigate",
        "sec_fetch_dest": "document",
        "sec_fetch_user": "?1",
    }
    assert status(local, "/healthz", **clicked) == 200
    assert status(local, ASK, **clicked) == 403
    assert status(local, "/zh/questions/q01?x=1", **clicked) == 403


def test_a_site_that_was_let_in_reads_the_answer_and_others_do_not(local: Server) -> None:
    friend = httpx.get(local.url + ASK, headers={"origin": "https://friend.example"})
    assert friend.headers["access-control-allow-origin"] == "https://friend.example"
    assert "access-control-allow-credentials" not in friend.headers
    assert "origin" in ", ".join(friend.headers.get_list("vary")).lower()
    plain = httpx.get(local.url + ASK)
    assert "access-control-allow-origin" not in plain.headers


def test_a_browser_is_told_beforehand_who_may_ask(local: Server) -> None:
    asked = {"access-control-request-method": "POST"}
    friend = httpx.options(local.sparql, headers={**asked, "origin": "https://friend.example"})
    assert friend.status_code == 204
    assert "POST" in friend.headers["access-control-allow-methods"]
    other = httpx.options(local.sparql, headers={**asked, "origin": "https://evil.example"})
    assert other.status_code == 403


def test_answers_are_not_drawn_into_pages_of_other_sites(data: Path) -> None:
    with serving("--data", data) as server:
        answer = httpx.get(server.url + ASK)
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"


def test_every_site_may_ask_where_the_server_says_so(public: Server) -> None:
    answer = httpx.get(public.url + ASK, headers={"origin": "https://yasgui.example",
                                                  "sec-fetch-site": "cross-site"})  # fmt: skip
    assert answer.headers["access-control-allow-origin"] == "*"


# ---- out of all proportion --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "size"),
    [("/sparql?query=", MAX_ADDRESS), ("/healthz?x=", MAX_PAGE_ADDRESS), ("/", MAX_PAGE_ADDRESS),
     ("/zh/leads?q=", MAX_PAGE_ADDRESS), ("/zh/page/", 200_000), ("/en/search?q=", 200_000),
     ("/id/", 200_000), ("/sparql?query=", 200_000)],
)  # fmt: skip
def test_an_address_of_absurd_length_is_414(local: Server, path: str, size: int) -> None:
    assert status(local, path + "x" * size) == 414


def test_a_query_of_some_length_fits_an_address(local: Server) -> None:
    assert status(local, "/sparql?query=" + "%23" * 10_000 + "%0AASK%7B%7D") == 200


def test_very_many_fields_and_headers_are_refused(local: Server) -> None:
    assert status(local, "/sparql?" + "a&" * 2_000) == 400
    many = {f"x-{n}": "1" for n in range(150)}
    assert httpx.get(local.url + ASK, headers=many).status_code == 431
    assert status(local, cookie="x" * 40_000) == 431


def test_an_accept_header_of_many_members_is_read_as_far_as_browsers_go(local: Server) -> None:
    assert status(local, accept="a/b," * 7_000) in (200, 406)


# ---- the command line --------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", "plans.example.org"])
def test_a_server_for_other_machines_says_that_it_is_public(data: Path, host: str) -> None:
    outcome = run_cli("serve", "--data", str(data), "--host", host)
    assert outcome.exit_code == 2
    assert "--public" in outcome.output


@pytest.mark.parametrize("proxy", ["*", "proxy.example", "10.0.0.0/99", "1.2.3"])
def test_a_proxy_is_named_by_its_address(data: Path, proxy: str) -> None:
    outcome = run_cli("serve", "--data", str(data), "--trusted-proxy", proxy)
    assert outcome.exit_code == 2
    assert "--trusted-proxy" in outcome.output


@pytest.mark.parametrize("origin", ["example.org", "https://", "ftp://x", "https://x/y", "null"])
def test_an_origin_is_scheme_and_host(data: Path, origin: str) -> None:
    outcome = run_cli("serve", "--data", str(data), "--cors", origin)
    assert outcome.exit_code == 2
    assert "https://example.org" in outcome.output


def test_a_forwarded_address_is_believed_of_a_trusted_proxy_only(
    local: Server, public: Server
) -> None:
    for server in (local, public):
        httpx.get(server.url + "/healthz", headers={"x-forwarded-for": "203.0.113.9"})
    until = time.monotonic() + 10  # the answer does not wait for its line of the log
    while "/healthz" not in public.log.read_text(encoding="utf-8"):
        assert time.monotonic() < until
        time.sleep(0.02)
    assert "203.0.113.9" in public.log.read_text(encoding="utf-8")
    assert "203.0.113.9" not in local.log.read_text(encoding="utf-8")
