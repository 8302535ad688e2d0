"""The docs as a site: strict, offline, in two languages, with a search that finds Chinese."""

from __future__ import annotations

import posixpath
import re
import threading
from collections.abc import Iterator
from functools import partial
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

import click
import pytest

from policykg.cli import COMMANDS, cli
from tests.support.browser import axe_violations, file_url, visit
from tests.support.command import ROOT
from tests.support.sizes import sized

pytest.importorskip("markdown_it", reason="the site needs the `docs` extra")

from tools.docsite.markdown import rendered, slug
from tools.docsite.search import grams
from tools.docsite.site import Faulty, Site, build

if TYPE_CHECKING:
    from playwright.sync_api import Browser


class Parsed(HTMLParser):
    """What a page of the site links to, loads, and can be linked to by."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.anchors: set[str] = set()
        self.language = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.language = self.language or found.get("lang", "")
        self.anchors |= {found["id"]} if "id" in found else set()
        if tag == "a":
            self.links.append(found["href"])
        elif tag in ("img", "script"):
            self.loads.append(found.get("src", ""))
        elif tag == "link":
            self.loads.append(found["href"])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("docs") / "site"
    build(folder)
    return folder


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, Parsed]:
    """Every page by its address below the site."""
    return {
        path.relative_to(site).as_posix(): Parsed(path.read_text(encoding="utf-8"))
        for path in site.rglob("*.html")
    }


def test_every_link_of_the_built_site_leads_to_a_page_and_a_place(
    site: Path, pages: dict[str, Parsed]
) -> None:
    broken = []
    for address, page in pages.items():
        for link in (*page.links, *page.loads):
            parts = urlsplit(link)
            if parts.scheme:
                continue
            path = posixpath.normpath(posixpath.join(posixpath.dirname(address), parts.path))
            target = path if parts.path else address
            if not (site / target).is_file() or (
                parts.fragment and unquote(parts.fragment) not in pages[target].anchors
            ):
                broken.append((address, link))
    assert broken == []


def test_no_page_loads_anything_from_elsewhere(pages: dict[str, Parsed]) -> None:
    assert {src for page in pages.values() for src in page.loads if urlsplit(src).scheme} == set()


def test_every_page_leads_to_the_other_language(pages: dict[str, Parsed]) -> None:
    for address, page in pages.items():
        targets = [
            posixpath.normpath(posixpath.join(posixpath.dirname(address), urlsplit(link).path))
            for link in page.links
        ]
        others = [pages[x].language for x in targets if x in pages]
        assert {"en", "zh-Hans"} <= {page.language, *others}, address


def test_pages_in_chinese_are_those_below_zh(pages: dict[str, Parsed]) -> None:
    chinese = {address for address, page in pages.items() if page.language == "zh-Hans"}
    assert chinese == {address for address in pages if address.startswith("zh/")}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_a_page_in_each_language_with_all_its_options(
    site: Path, name: str
) -> None:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    english, chinese = (
        (site / folder / f"{name}.html").read_text(encoding="utf-8")
        for folder in ("commands", "zh/commands")
    )
    for option in command.params:
        if isinstance(option, click.Option) and not option.hidden:
            for said in option.opts:
                assert f"<code>{said}" in english, said
                assert f"<code>{said}" in chinese, said
    assert f'href="../zh/commands/{name}.html"' in english
    assert f'href="../../commands/{name}.html"' in chinese
    assert len(re.findall(r"[\u4e00-\u9fff]", chinese)) > 100
    assert "显示本说明并退出" in chinese


# What must end the build ------------------------------------------------------------------------

GOOD = {
    "README.md": "# Home\n\n[a](docs/a.md#a-part) ![A picture](docs/p.png)\n",
    "docs/README.zh.md": "# 首页\n\n[甲](a.md)\n",
    "docs/a.md": "# A\n\n## A part\n\n[home](../README.md) [licence](../LICENSE)\n",
    "docs/site.yaml": "groups:\n"
    "  - title: {en: All, zh: 全部}\n    pages: [README.md, docs/a.md]\n",
    "LICENSE": "MIT\n",
    "docs/p.png": "",
    "explorer/static/css/tokens.css": "",
}
FAULTS = {
    "a link to no page": ({"docs/a.md": "# A\n\n## A part\n\nsee [b](b.md)\n"}, "docs/a.md:5"),
    "a link to no file": ({"docs/a.md": "# A\n\n## A part\n\n[x](../x.py)\n"}, "docs/a.md:5"),
    "a link out of it": ({"docs/a.md": "# A\n## A part\n[x](../../etc)\n"}, "docs/a.md:3"),
    "a link to a folder": ({"docs/a.md": "# A\n## A part\n[x](../docs)\n"}, "docs/a.md:3"),
    "no such heading": ({"docs/a.md": "# A\n\n## Another\n"}, "README.md:3"),
    "no such heading here": ({"docs/a.md": "# A\n## A part\n[x](#b)\n"}, "docs/a.md:3"),
    "a picture that is not there": ({"README.md": "# H\n\n![x](docs/q.png)\n"}, "README.md:3"),
    "a picture without words": ({"README.md": "# H\n\n![](docs/p.png)\n"}, "README.md:3"),
    "a page in no group": ({"docs/b.md": "# B\n"}, "docs/b.md:1"),
    "a page below a folder": ({"docs/deep/b.md": "# B\n"}, "docs/deep/b.md:1"),
    "Chinese of no page": ({"docs/b.zh.md": "# 乙\n"}, "docs/b.zh.md:1"),
    "a group with no such page": (
        {"docs/site.yaml": GOOD["docs/site.yaml"].replace("docs/a.md]", "docs/a.md, docs/c.md]")},
        "docs/c.md",
    ),
    "a page without a title": ({"docs/a.md": "## A part\n"}, "docs/a.md:1"),
    "markup of its own": ({"docs/a.md": "# A\n\n## A part\n\n<div>x</div>\n"}, "docs/a.md:5"),
    "a tag that is code": ({"docs/a.md": "# A\n\n## A part\n\nwrite <id> here\n"}, "docs/a.md:5"),
    "a column without a heading": (
        {"docs/a.md": "# A\n\n## A part\n\n| | b |\n|---|---|\n| 1 | 2 |\n"},
        "docs/a.md:5",
    ),
    "contents that cannot be read": ({"docs/site.yaml": "groups:\n\t- x\n"}, "docs/site.yaml:2"),
}


def written(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_a_small_site_without_faults_is_built(tmp_path: Path) -> None:
    Site(written(tmp_path, GOOD), tmp_path / "out", commands=False).build()
    assert (tmp_path / "out/files/LICENSE").read_text(encoding="utf-8") == "MIT\n"
    assert 'href="a.html#a-part"' in (tmp_path / "out/index.html").read_text(encoding="utf-8")


def test_a_link_in_chinese_leads_to_the_chinese_page_but_to_its_own_english_as_it_stands(
    tmp_path: Path,
) -> None:
    chinese = {
        "docs/a.zh.md": "# 甲\n\n[English](a.md) [首页](../README.md)\n",
        "docs/README.zh.md": "# 首页\n\n[甲](a.md#a-part)\n",
    }
    Site(written(tmp_path, {**GOOD, **chinese}), tmp_path / "out", commands=False).build()
    page, home = (
        (tmp_path / "out/zh" / name).read_text(encoding="utf-8")
        for name in ("a.html", "index.html")
    )
    assert '<a href="../a.html">English</a>' in page
    assert '<a href="index.html">首页</a>' in page
    assert '<a href="a.html">甲</a>' in home


@pytest.mark.parametrize(("change", "place"), FAULTS.values(), ids=FAULTS)
def test_a_fault_ends_the_build_and_is_told_with_its_place(
    tmp_path: Path, change: dict[str, str], place: str
) -> None:
    root = written(tmp_path, {**GOOD, **change})
    with pytest.raises(Faulty) as told:
        Site(root, tmp_path / "out", commands=False).build()
    assert any(place in str(problem) for problem in told.value.problems), told.value
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("heading", "anchor"),
    [
        ("What you can do", "what-you-can-do"),
        ("Field by field: proved, signed", "field-by-field-proved-signed"),
        ("Code lists 代码表", "code-lists-代码表"),
        ("`policykg add` it", "policykg-add-it"),
        ("3. Read its page: `/en/page/x`", "3-read-its-page-enpagex"),
    ],
)
def test_an_anchor_is_the_one_that_the_repository_s_pages_have(heading: str, anchor: str) -> None:
    assert slug(heading.replace("`", "")) == anchor


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("牵头单\n位", "<p>牵头单位</p>"),
        ("牵头，\n配合", "<p>牵头，配合</p>"),
        ("所谓\n“牵头”", "<p>所谓“牵头”</p>"),
        ("*牵头*\n[单位](x.md)", '<p><em>牵头</em><a href="x.md">单位</a></p>'),
        ("用 Gephi\n打开", "<p>用 Gephi\n打开</p>"),
        ("运行\n`policykg`", "<p>运行\n<code>policykg</code></p>"),
        ("two\nwords", "<p>two\nwords</p>"),
        ("“two”\n“words”", "<p>“two”\n“words”</p>"),
    ],
)
def test_a_line_end_between_chinese_characters_is_no_blank(text: str, shown: str) -> None:
    assert shown in rendered(f"# T\n\n{text}\n", lambda link, _: link).body


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("牵头单位", {"牵头", "头单", "单位"}),
        ("co-leads", {"co", "le", "ea", "ad", "ds"}),
        ("第7项、A1", {"第7", "7项", "a1"}),
        ("一 a", set()),
        ("", set()),
    ],
)
def test_grams_are_pairs_of_neighbours_within_a_run(text: str, found: set[str]) -> None:
    assert grams(text) == found


# In a browser -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def served(site: Path) -> Iterator[str]:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


SEARCHES = {
    "two characters": ("牵头", "牵头"),
    "a longer word": ("发展改革委", "发展改革委"),
    "English words": ("counting rule", "counting rule"),
    "words apart": ("fractional 牵头", "牵头"),
    "capitals": ("SPARQL", "sparql"),
    "a hyphen": ("co-leads", "co-leads"),
    "an option": ("--unaccounted", "--unaccounted"),
    "one character": ("签", "签"),
    "digits": ("2020-02-04", "2020-02-04"),
}


@pytest.mark.sweep
@pytest.mark.browser
@pytest.mark.parametrize("way", ["file", "server"])
@pytest.mark.parametrize(("asked", "word"), SEARCHES.values(), ids=SEARCHES)
def test_the_search_finds(
    browser: Browser, site: Path, served: str, way: str, asked: str, word: str
) -> None:
    start = file_url(site / "index.html") if way == "file" else f"{served}/index.html"
    with visit(browser) as found:
        found.page.goto(start)
        found.page.get_by_role("searchbox").fill(asked)
        found.page.keyboard.press("Enter")
        found.page.wait_for_url("**/search.html?**")
        items = found.page.locator("#results li")
        items.first.wait_for()
        assert found.page.locator("#found").inner_text().startswith(f"“{asked}”")
        assert word in found.page.locator("#results").inner_text().lower()
        items.first.get_by_role("link").click()
        page = found.page.locator("body").text_content() or ""
        assert all(part in page.lower() for part in asked.lower().split())
        found.assert_quiet()


@pytest.mark.sweep
@pytest.mark.browser
def test_each_language_finds_its_own_pages_first_and_nothing_is_said_plainly(
    browser: Browser, served: str
) -> None:
    with visit(browser) as found:
        for folder, language in (("", "en"), ("zh/", "zh-Hans")):
            found.page.goto(f"{served}/{folder}search.html?q=network")
            assert found.page.locator("#results li").first.get_attribute("lang") == language
        found.page.goto(f"{served}/search.html?q={quote('没有这样的词')}")
        assert found.page.locator("#found").inner_text() == "“没有这样的词”: 0 sections"
        found.page.goto(f"{served}/search.html?q={quote('<img src=x onerror=alert(1)>')}")
        assert found.page.locator("#results li").count() == 0
        found.assert_quiet()


LOOKED_AT = (
    "index.html",
    "zh/index.html",
    "search.html?q=%E7%89%B5%E5%A4%B4",
    "zh/commands/network.html",
    "commands/index.html",
    "ontology.html",
    "tables.html",
    "zh/from-a-pdf.html",
    "zh/tour.html",
    "zh/evidence.html",
)


@pytest.mark.sweep
@pytest.mark.browser
@pytest.mark.parametrize(
    ("width", "scheme"),
    [
        (390, "dark"),
        *sized((), ((1440, "light"), (1440, "dark"), (390, "light"))),
    ],
)
def test_pages_fit_the_screen_and_are_accessible(
    browser: Browser, served: str, scheme: str, width: int
) -> None:
    options = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
    with visit(browser, **options) as found:
        for address in LOOKED_AT:
            found.page.goto(f"{served}/{address}")
            root = "document.documentElement"
            over = found.page.evaluate(f"{root}.scrollWidth - {root}.clientWidth")
            assert over <= 0, address
            assert axe_violations(found.page) == [], address
        found.assert_quiet()


def test_the_hooks_before_a_commit_are_the_house_s_own() -> None:
    yaml = pytest.importorskip("yaml")
    text = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    repos = yaml.safe_load(text)["repos"]
    assert [repo["repo"] for repo in repos] == ["local"]
    made = (ROOT / "Makefile").read_text(encoding="utf-8")
    for hook in repos[0]["hooks"]:
        assert hook["language"] == "system"
        verb = hook["entry"].removeprefix("make ")
        assert re.search(rf"^{verb}:", made, re.MULTILINE), hook["entry"]
