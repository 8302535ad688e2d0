"""What pages say where nothing is left, where names are masked, and what fields suggest."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from explorer.kit.cells import Cell
from explorer.kit.masked import is_masked
from explorer.kit.request import plain_ask, view_of
from explorer.kit.written import Written
from explorer.pages.network import page as network_page
from explorer.snapshots import Snapshot
from policykg import KG
from tests.support.pages_example import Site


@pytest.fixture(scope="module")
def real(kg: KG) -> Site:
    generation = kg.generation
    snapshot = Snapshot(generation.files, generation.data_version, kg.base, generation=generation)
    return Site(snapshot, kg.workspace)


DROP = re.compile(r'<li><a href="([^"]*)">.*?</a></li>', re.DOTALL)
HELP = re.compile(r'<div class="empty-help">(.*?)</div>', re.DOTALL)


@pytest.mark.parametrize(
    "path",
    [
        "/things/tasks?due=2010&document=xiaolan-2022",
        "/things/tasks?q=qqqq&document=shaoxing-plan",
        "/things/places?since=1900",
        "/things/tasks?from=1800&to=1801",
        "/assignments?role=lead&document=shendang-2018&actor=shaoxing-drc",
        "/assignments?from=2030&role=lead",
        "/leads?document=xiaolan-2022&role=oversight",
        "/leads/tasks?actor=shaoxing-drc&document=xiaolan-2022",
        "/leads/pairs?document=xiaolan-2022",
        "/indicators?document=shaoxing-plan&from=2090",
        "/results?from=2090",
        "/network/co-leads?weight=99",
    ],
)
def test_an_empty_page_offers_to_drop_each_condition_with_what_is_left(
    real: Site, path: str
) -> None:
    for lang, words in (("en", "Drop one of the conditions"), ("zh", "去掉一个条件再试")):
        page = real.get(f"/{lang}{path}").text
        (found,) = HELP.findall(page)
        assert words in found
        for entry in DROP.finditer(found):
            without = real.get(unescape(entry[1])).text
            counted = re.search(r'class="count">(\d+)<', entry[0])
            if counted and int(counted[1]):
                assert "empty-help" not in without
                assert re.search(rf'role="status"><b data-count="[^"]*">{counted[1]}<', without)
        assert real.get(unescape(DROP.findall(found)[-1])).status_code == 200


@pytest.mark.parametrize("path", ["/things/tasks", "/assignments", "/leads", "/network/co-leads"])
def test_a_page_with_content_has_no_hint(real: Site, path: str) -> None:
    assert "empty-help" not in real.get(f"/en{path}").text


@pytest.mark.parametrize(
    ("path", "parameter"),
    [("/compare?kind=body&a=QZ发改QZ", "a"), ("/over-time?body=QZ发改QZ", "body")],
)
def test_an_unknown_name_is_answered_with_names_like_it(
    real: Site, path: str, parameter: str
) -> None:
    page = real.get(f"/en{path}").text
    if found := HELP.search(page):
        assert f"{parameter}=" in found[1]
    assert "called" in page or "no such body" in page


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("*市区", True),
        ("中国*黄酒城", True),
        ("打响“*制造”的品牌", True),
        ("生态*、和谐*", True),
        ("SELECT * WHERE { ?s ?p ?o }", False),
        ("COUNT(*)", False),
        ("2 * 3", False),
        ("**bold**", False),
        ("", False),
        ("绍兴", False),
    ],
)
def test_asterisks_within_chinese_words_are_masks(text: str, masked: bool) -> None:
    assert is_masked(text) is masked


@pytest.mark.parametrize(
    ("path", "explained"),
    [
        ("/things/measures?document=shaoxing-plan", True),
        ("/search?q=黄酒", True),
        ("/page/shaoxing-plan", True),
        ("/page/xiaolan-2022", False),
        ("/things/tasks?document=xiaolan-2022", False),
        ("/about/shapes", False),
    ],
)
def test_masked_names_are_explained_once_where_they_stand(
    real: Site, path: str, explained: bool
) -> None:
    for lang, words in (
        ("en", "the source masks what stood there"),
        ("zh", "原文在此处遮蔽了文字"),
    ):
        page = real.get(f"/{lang}{path}").text
        assert page.count(words) == (1 if explained else 0)


@pytest.mark.parametrize(
    ("lang", "title"),
    [("en", "the source masks a part of this name"), ("zh", "原文遮蔽了此名称的一部分")],
)
def test_the_mark_of_a_masked_name_says_what_it_means(real: Site, lang: Any, title: str) -> None:
    written = Written(plain_ask(real.app, view_of(real.app), lang, "/"))
    assert f'title="{title}"' in written.cell(Cell("name", "人行*市中心支行"))
    assert "title" not in written.cell(Cell("name", "人行中心支行"))


def suggested(real: Site, kind: str, word: str, lang: str = "en") -> Any:
    return real.get(f"/{lang}/suggested/{kind}.json?q={word}").json()


@pytest.mark.parametrize(
    ("kind", "word", "ident"),
    [
        ("body", "fagai", "shaoxing-drc"),
        ("body", "发改", "shaoxing-drc"),
        ("body", "發展和改革", "shaoxing-drc"),
        ("body", "Reform Comm", "zhejiang-drc"),
        ("place", "jiashan", "jiashan"),
        ("place", "绍兴", "shaoxing"),
        ("document", "小榄", "xiaolan-2022"),
    ],
)
def test_fields_suggest_what_is_typed_in_any_writing(
    real: Site, kind: str, word: str, ident: str
) -> None:
    found = suggested(real, kind, word)
    assert ident in [thing["id"] for thing in found["things"]]
    assert found["shown"] == len(found["things"]) <= found["total"]


def test_fields_suggest_only_their_kind_and_say_of_how_many(real: Site) -> None:
    found = suggested(real, "body", "绍兴")
    view_kinds = {thing["id"] for thing in found["things"]}
    assert "shaoxing" not in view_kinds and found["total"] >= 30
    assert suggested(real, "body", "qqqq")["total"] == 0
    assert suggested(real, "body", "")["total"] == 0
    assert real.get("/en/suggested/nothing.json?q=a").status_code == 404


@pytest.mark.parametrize(
    ("lang", "words"),
    [("en", "20 of {} are suggested; type to narrow."), ("zh", "建议 20 个，共 {} 个")],
)
def test_a_field_of_more_names_than_it_suggests_says_so(
    real: Site, kg: KG, monkeypatch: pytest.MonkeyPatch, lang: str, words: str
) -> None:
    path = f"/{lang}/network/co-leads"
    whole = real.get(path + "?groups=yes").text
    total = (
        whole.partition('<datalist id="bodies">')[2].partition("</datalist>")[0].count("<option")
    )
    assert total > 20 and "are suggested" not in whole and "建议" not in whole
    monkeypatch.setattr(network_page, "SUGGESTED", 20)
    page = real.get(path + "?groups=no").text
    assert words.format(total) in page
    offered = page.partition('<datalist id="bodies">')[2].partition("</datalist>")[0]
    assert offered.count("<option") == 20
    assert page.count(f'data-offer="/{lang}/suggested/body.json"') == 2
