"""Search over names, kinds and quotations: what words find, and what had to be left out."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from typing import Any

import pytest
from markupsafe import escape

from explorer.i18n import Language
from explorer.kit.request import plain_ask, view_of
from explorer.pages.search import _table, sparql_of
from explorer.snapshots import Snapshot
from explorer.view.everything import everything
from explorer.view.quotes_index import marked, pattern_of, search_words
from explorer.view.source_index import SourceIndex, Sources
from ontology.terms import PK, SKOS
from policykg import KG
from tests.support.pages_example import Site


@pytest.fixture(scope="module")
def real(kg: KG) -> Site:
    generation = kg.generation
    snapshot = Snapshot(generation.files, generation.data_version, kg.base, generation=generation)
    return Site(snapshot, kg.workspace)


def ask(real: Site, query: str, more: str = "") -> Any:
    return real.get(f"/search.json?q={query.replace(' ', '+')}{more}").json()


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("特色小镇", "特色小镇"),
        ("特色小鎮", "特色小镇"),
        ("领导小组", "领导小组"),
        ("亿元", "亿元"),
        ("发展", "发展"),
        ("小镇 建设", "建设"),
        ("绍兴 发展", "发展"),
        ("嘉善 特色小镇", "特色小镇"),
        ("2020", "2020"),
        ("2020年", "2020年"),
    ],
)
def test_quotes_are_found_by_their_words(real: Site, query: str, words: str) -> None:
    quotes = ask(real, query)["quotes"]
    assert quotes["total"] and quotes["results"]
    for quote in quotes["results"]:
        assert "".join(piece for piece, _ in quote["marked"]) == quote["text"]
    assert any(found and piece == words for q in quotes["results"] for piece, found in q["marked"])


@pytest.mark.parametrize(
    "query", ["特色小镇", "特色小鎮", "characteristic town", "characteristic towns"]
)
def test_the_label_of_a_kind_finds_the_things_of_that_kind(real: Site, query: str) -> None:
    view = view_of(real.app)
    (code,) = [c for c in view.of_type(SKOS.Concept) if view.label(c, "zh") == "特色小镇"]
    towns = set(view.subjects(PK.kind, code))
    found = {r["iri"] for g in ask(real, query)["groups"] for r in g["results"]}
    assert len(towns) >= 5
    assert towns <= found


@pytest.mark.parametrize(
    ("word", "text", "fits"),
    [
        ("500", "投资500亿元", True),
        ("500", "投资1500亿元", False),
        ("500", "投资5000亿元", False),
        ("500", "投资500.5亿元", False),
        ("500", "1,500户", False),
        ("500亿元", "1500亿元", False),
        ("500亿元", "约500亿元", True),
        ("500", "500,000户", False),
        ("500", "500、600户", True),
        ("1000", "1000户", True),
        ("1,000", "1000户", True),
        ("1000", "一千户", True),
        ("1000", "1千户", True),
        ("1000", "千户", True),
        ("1000", "五千户", False),
        ("5000", "五千户", True),
        ("5000", "5千户", True),
        ("10000", "1万元", True),
        ("10000", "11万元", False),
        ("300", "三百家", True),
        ("2020", "到2020年", True),
        ("2.5", "增长2.5%", True),
        ("2.5", "增长12.5%", False),
        ("企业", "龙头企业", True),
        ("a.c", "abc", False),
    ],
)
def test_numbers_are_found_as_numbers(word: str, text: str, fits: bool) -> None:
    (folded,) = search_words(word)
    assert bool(pattern_of(folded).search(text)) is fits


@pytest.mark.parametrize(
    ("text", "query", "found"),
    [
        ("投资1,000万元", "1000", ["1,000"]),
        ("數字經濟", "数字", ["數字"]),
        ("GDP增长", "gdp", ["GDP"]),
        ("发展发展", "发展", ["发展发展"]),
        ("無", "有", []),
        ("", "有", []),
    ],
)
def test_words_are_marked_as_they_are_written(text: str, query: str, found: list[str]) -> None:
    pieces = marked(text, search_words(query))
    assert "".join(piece for piece, _ in pieces) == text
    assert [piece for piece, hit in pieces if hit] == found


@pytest.mark.parametrize("query", ["特色小镇 qqqq", "qqqq 特色小镇", "特色小镇 qqqq xyxy"])
def test_a_search_says_which_words_it_dropped(real: Site, query: str) -> None:
    found = ask(real, query)
    assert set(found["dropped"]) == set(query.split()) - {"特色小镇"}
    assert found["total"] == ask(real, "特色小镇")["total"]
    page = real.get(f"/en/search?q={query.replace(' ', '+')}").text
    assert "Left out" in page and "<q>qqqq</q>" in page


@pytest.mark.parametrize("query", ["qqqq", "qqqq xyxy", "<script>", '"} SELECT', "%25", "."])
def test_what_nothing_fits_is_answered_plainly(real: Site, query: str) -> None:
    answer = real.get(f"/en/search?q={query.replace(' ', '+')}")
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text and "<q><script>" not in answer.text


def test_all_quotes_are_paged_and_open_in_the_reader(real: Site) -> None:
    whole = ask(real, "发展")["quotes"]["total"]
    pages = -(-whole // 100)
    shown = [
        quote["iri"]
        for number in range(1, pages + 1)
        for quote in ask(real, "发展", f"&kind=quotes&page={number}")["quotes"]["results"]
    ]
    assert len(shown) == len(set(shown)) == whole
    first = ask(real, "发展")["quotes"]["results"][0]
    path, anchor = first["url"].split("#")
    assert f'id="{anchor}"' in real.get(path).text


def test_a_page_marks_the_words_and_counts_the_quotes(real: Site) -> None:
    page = real.get("/zh/search?q=特色小镇").text
    total = ask(real, "特色小镇")["quotes"]["total"]
    assert "<mark>特色小镇</mark>" in page
    assert re.search(rf'<section id="quotes".*?class="count"[^>]*>{total}<', page, re.DOTALL)


@pytest.mark.parametrize("query", ["牵头单位", "工业园区", "领导", "办公室"])
def test_quotes_have_their_english_gloss_marked_as_machine_translation(
    real: Site, query: str
) -> None:
    glossed = [q for q in ask(real, query, "&kind=quotes")["quotes"]["results"] if q["gloss"]]
    assert glossed
    english = real.get(f"/en/search?q={query}&kind=quotes").text
    assert english.count('class="translation"') == len(glossed)
    assert english.count(">machine translation</span>") == len(glossed)
    for quote in glossed:
        assert str(escape(quote["gloss"])) in english
    assert 'class="translation"' not in real.get(f"/zh/search?q={query}&kind=quotes").text
    rows = csv.DictReader(io.StringIO(real.get(f"/en/search.csv?q={query}").text.lstrip("\ufeff")))
    states = [row["gloss_state"] for row in rows if row["kind"] == "Quote" and row["other"]]
    assert len(states) == len(glossed) and set(states) == {"machine translation"}


@pytest.mark.parametrize(
    "query", ["发展", "特色小镇", "reform", "领导小组", "小镇 建设", "特色小鎮"]
)
def test_the_question_behind_a_search_gives_its_quotes_and_the_names_with_the_words(
    kg: KG, real: Site, query: str
) -> None:
    page = real.get(f"/en/search?q={query}").text
    found = re.search(r'<pre tabindex="0"><code>(.*?)</code>', page, re.DOTALL)
    assert found
    asked = {str(row.thing) for row in kg.query(unescape(found[1]))}
    view = view_of(real.app)
    quotes = {iri for iri in asked if view.is_a(iri, PK.Quotation)}
    answer = ask(real, query)
    if len(answer["words"]) == 1:
        assert len(quotes) == answer["quotes"]["total"]
    else:  # on the page a word may stand in the title of the document instead
        assert 0 < len(quotes) <= answer["quotes"]["total"]
    rows = csv.DictReader(io.StringIO(real.get(f"/en/search.csv?q={query}").text.lstrip("\ufeff")))
    listed = {row["iri"] for row in rows}
    assert asked <= listed and asked - quotes
    sizes = answer["quotes"]["total"], answer["texts"]["total"]
    assert "Here: {} quotes, {} paragraphs of source texts.".format(*sizes) in page


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_table_of_what_is_found_says_what_it_lacks(
    real: Site, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def rows() -> list[dict[str, str]]:
        text = real.get(f"/{lang}/search.csv?q=发展").text.lstrip("\ufeff")
        return list(csv.DictReader(io.StringIO(text)))

    last = {"zh": "未列全", "en": "incomplete"}[lang]
    assert all(row["kind"] != last for row in rows())
    monkeypatch.setattr("explorer.view.everything.COUNTED", 2)
    *listed, cut = rows()
    assert cut["kind"] == last
    name = {"zh": "任务只列前", "en": "Tasks: "}[lang]
    tasks = [row for row in listed if row["kind"] == {"zh": "任务", "en": "Tasks"}[lang]]
    assert name in cut["label"] and f"{len(tasks):,}" in cut["label"].partition(name)[2][:6]


def test_a_table_says_how_many_source_texts_were_not_searched(real: Site) -> None:
    view = view_of(real.app)
    found = everything(view, "发展")
    found.sources = Sources(unread=1_234)
    texts = SourceIndex(view, (), None)
    said: dict[Language, str] = {"zh": "1,234 份原文尚未读入", "en": "not searched: 1,234"}
    for lang, words in said.items():
        table = _table(plain_ask(real.app, view, lang, "/search"), found, texts)
        assert words in table.rows[-1][1]


@pytest.mark.parametrize("query", ['"} SELECT * {?s ?p ?o} #', "a\\", "}", "'''", "\\u0022"])
def test_the_question_behind_a_search_holds_hostile_words_as_words(
    kg: KG, real: Site, query: str
) -> None:
    words = search_words(query)
    for row in kg.query(sparql_of(words)):
        assert row.thing


@pytest.mark.parametrize("query", ["qqqq", "qqqq vvvv", "魑魅魍魉"])
@pytest.mark.parametrize(
    ("lang", "hint"), [("en", "Begin from what there is"), ("zh", "已有的内容")]
)
def test_a_search_without_results_says_what_to_do(
    real: Site, query: str, lang: str, hint: str
) -> None:
    page = real.get(f"/{lang}/search?q={query}").text
    assert hint in page and f'href="/{lang}/things/tasks"' in page
    assert hint not in real.get(f"/{lang}/search?q=发展").text


@pytest.mark.parametrize("query", ["特色小镇", "characteristic town", "government department"])
def test_a_thing_that_is_found_by_its_kind_says_so(real: Site, query: str) -> None:
    results = [r for g in ask(real, query)["groups"] for r in g["results"]]
    by_kind = [r for r in results if r["of_kind"]]
    assert by_kind
    for result in by_kind:
        assert any(found for kind in result["of_kind"] for _, found in kind)
    assert "kind:" in real.get(f"/en/search?q={query}").text
    assert "kind:" not in real.get("/en/search?q=qqqq").text
