"""What people read on pages is in words of their language: no codes of files, no EDTF."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from explorer.kit import fieldnames, markup
from explorer.snapshots import Snapshot
from policykg.kg import KG
from tests.support.command import ROOT
from tests.support.pages_example import Site


def fields_of(schema: Any) -> set[str]:
    """Return the names of all fields that a JSON Schema knows."""
    if isinstance(schema, dict):
        own = set(schema.get("properties", ()))
        return own.union(*map(fields_of, schema.values()))
    return set[str]().union(*map(fields_of, schema)) if isinstance(schema, list) else set()


def test_every_field_of_facts_files_has_words_in_both_languages() -> None:
    schema = json.loads((ROOT / "facts" / "facts.schema.json").read_text(encoding="utf-8"))
    bare = [name for name in fields_of(schema) if fieldnames.field_name(name, "zh") == name]
    assert bare == [], "give these fields words in explorer/kit/fieldnames.py"
    assert all(zh and en for zh, en in fieldnames.FIELDS.values())


@pytest.mark.parametrize(
    ("asked", "zh", "en"),
    [
        (lambda lang: fieldnames.field_name("also-named", lang), "又称", "other name"),
        (lambda lang: fieldnames.field_name("unheard", lang), "unheard", "unheard"),
        (lambda lang: fieldnames.stage_name("stretch", lang), "力争目标", "stretch goal"),
        (lambda lang: fieldnames.stage_name("第一步", lang), "第一步", "第一步"),
        (lambda lang: fieldnames.language_name("zh-Hant", lang), "中文（繁体）",
         "Chinese, traditional characters"),
    ],
)  # fmt: skip
def test_codes_become_words(asked: Any, zh: str, en: str) -> None:
    assert (asked("zh"), asked("en")) == (zh, en)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Built-up area: 15平方公里", 'Built-up area: <span lang="zh-Hans">15平方公里</span>'),
        ("plain", "plain"),
        ("<b>发改", '&lt;b&gt;<span lang="zh-Hans">发改</span>'),
    ],
)
def test_chinese_words_on_an_english_page_are_marked_as_chinese(text: str, html: str) -> None:
    assert str(markup.tagged(text, "en")) == html
    assert markup.tagged(text, "zh") == text


@pytest.fixture(scope="module")
def site(kg: KG) -> Site:
    generation = kg.generation
    snapshot = Snapshot(generation.files, generation.data_version, kg.base, generation=generation)
    return Site(snapshot, kg.workspace)


def words_of(site: Site, path: str) -> str:
    return re.sub(r"<[^>]+>|\s+", " ", site.get(path).text)


@pytest.mark.parametrize("path", ["/indicators", "/page/xiaolan-2022", "/coverage/shaoxing-plan"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_code_of_a_file_reaches_a_reader(site: Site, lang: str, path: str) -> None:
    text = words_of(site, f"/{lang}{path}").replace("stretch goal", "")
    assert [code for code in ("../20", "zh-hant", " stretch ", "also-named") if code in text] == []


def test_the_overview_counts_what_its_links_list(site: Site) -> None:
    text = site.get("/en/").text
    cells = re.findall(
        r'<a href="(/en/things/[^"]+document=[^"]+)"[^>]* aria-label="[^"]*">(\d+)<', text
    )
    assert len(cells) > 40
    for url, count in cells[::5]:
        page = site.get(url.replace("&amp;", "&")).text
        assert re.search(r'<h1>.*?class="count"[^>]*>([\d,]+)<', page, re.S)[1] == count  # type: ignore[index]


def quoted(page: str) -> list[list[str]]:
    """Return the marked words of each quotation of a page."""
    figures = re.findall(r'<figure class="quote".*?</figure>', page, re.S)
    return [re.findall("<mark>(.*?)</mark>", figure) for figure in figures]


def test_the_opened_fact_shows_the_words_of_the_lead_and_of_the_target(site: Site) -> None:
    lead, target = quoted(site.get("/en/").text)
    assert any("牵头" in words for words in lead)
    assert {"2010年", "500家以上"} <= set(target)


@pytest.mark.parametrize(
    "path", ["/indicators/gdp", "/page/diankou-town_obs_built-up-area_by-2012"]
)
def test_a_sentence_is_quoted_once_with_all_words_that_a_value_rests_on(
    site: Site, path: str
) -> None:
    page = site.get(f"/en{path}").text
    sentences = re.findall(r"<blockquote[^>]*>(.*?)</blockquote>", page, re.S)
    plain = [re.sub("<[^>]+>", "", one) for one in sentences]
    assert len(plain) == len(set(plain))
    assert any(len(words) > 1 for words in quoted(page))


def test_titles_of_questions_have_full_width_marks_on_the_chinese_overview(site: Site) -> None:
    titles = re.findall(r'href="/zh/questions/[^"]+">([^<]+)<', site.get("/zh/").text)
    assert titles and not [one for one in titles if re.search("[\u4e00-\u9fff][:,;(]", one)]


def test_the_flow_says_tasks_other_work_bodies_and_groups_apart(site: Site) -> None:
    text = words_of(site, "/en/leads/sankey?document=shaoxing-plan")
    assert "36 tasks, 1 other piece of work, 36 named lead bodies, 3 groups" in text


def test_a_department_leads_on_to_its_own_network(site: Site) -> None:
    assert "/en/network?around=shaoxing-drc" in site.get("/en/page/shaoxing-drc").text


def test_parts_stand_in_the_order_of_the_text_also_within_one_quote(site: Site) -> None:
    page = site.get("/zh/page/shendang-2018.json").json()
    parts = next(s for s in page["sections"] if s["id"] == "parts")["rows"]
    wanted = [
        "补齐发展短板",
        "项目建设推进年",
        "镇村建设突破年",
        "队伍建设提升年",
        "“双拆双引”百日大会战",
    ]
    names = [row["名称"] for row in parts]
    assert [n for n in names if n in wanted] == wanted
    assert parts[0]["类别"] == "举措"
