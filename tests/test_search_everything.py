"""Searches of every kind find what they should, on two sets of documents nobody tuned it to."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

import policykg
from explorer.view.everything import everything
from explorer.view.opening import view_of_build
from explorer.view.word_fits import of_years
from explorer.view.work import deadline
from graph.errors import BadParameter
from ontology.kinds import LISTED
from ontology.terms import PK
from policykg.kg import KG
from tests.support.command import ROOT, run_cli
from tests.support.explorer_app import explorer

Case = tuple[str, str, str, int]
"""Words, a kind, a label or words that are among its results, and how many there are at least."""

FIVE: list[Case] = [
    # names, in every script, and in either language
    ("发展和改革委员会", "organisations", "绍兴市发展和改革委员会", 1),
    ("發展和改革委員會", "organisations", "绍兴市发展和改革委员会", 1),
    ("发改", "organisations", "绍兴市发展和改革委员会", 1),
    ("ＧＤＰ", "indicators", "生产总值", 1),
    ("shaoxing-drc", "organisations", "绍兴市发展和改革委员会", 1),
    ("GDP 2009", "values", "生产总值", 1),
    ("commission", "organisations", "绍兴市发展和改革委员会", 1),
    # pinyin: whole, initials, an abbreviation, with tones, of a kind
    ("shaoxingshi", "places", "绍兴市", 1),
    ("fzggw", "organisations", "绍兴市发展和改革委员会", 1),
    ("fagai", "organisations", "绍兴市发展和改革委员会", 1),
    ("fāgǎi", "organisations", "绍兴市发展和改革委员会", 1),
    ("Shàoxīng", "places", "绍兴市", 1),
    ("tesexiaozhen", "places", "归谷智造小镇", 5),
    ("tsxz", "places", "归谷智造小镇", 5),
    # kinds
    ("特色小镇", "places", "归谷智造小镇", 5),
    ("特色小鎮", "places", "归谷智造小镇", 5),
    ("characteristic town", "places", "归谷智造小镇", 5),
    # years: what is of the year, and what is to be done by then
    ("2010", "tasks", "实施市区“畅通工程”", 1),
    ("2010年", "tasks", "实施市区“畅通工程”", 1),
    ("2007", "documents", "市区发展行动方案", 1),
    ("2016-2018", "documents", "沈荡镇2017年经济发展与2018年部署特写", 2),
    ("2022", "values", "", 5),
    # several words, across name, quote, kind, place and year
    ("绍兴 商贸", "projects", "迪荡新城商贸中心", 1),
    ("商贸 绍兴", "projects", "迪荡新城商贸中心", 1),
    ("shaoxing fagai", "organisations", "绍兴市发展和改革委员会", 1),
    ("任务 2010", "tasks", "实施市区“畅通工程”", 1),
    ("嘉善 特色小镇", "places", "归谷智造小镇", 5),
    # numbers, as numbers
    ("500亿元", "quotes", "接近500亿元", 1),
    ("18.8%", "quotes", "18.8%", 1),
    # quotations
    ("最多跑一次", "quotes", "最多跑一次改革", 3),
    # source texts
    ("新闻热线", "texts", "新闻热线", 1),
    ("最多跑一次", "texts", "最多跑一次", 2),
    ("500亿元", "texts", "500億元", 1),
]
SHELF: list[Case] = [
    ("2025", "documents", "2025年开发区重点工作及责任清单", 1),
    ("2025", "tasks", "持续提升园区承载能力", 1),
    ("2020年", "values", "", 5),
    ("任务 2025", "tasks", "持续提升园区承载能力", 3),
    ("2012-2020", "documents", "关于推进人才集聚工程的实施意见", 3),
    ("市场监管", "organisations", "广州市市场监督管理局", 2),
    ("市場監管", "organisations", "广州市市场监督管理局", 2),
    ("scjgj", "organisations", "江西省市场监督管理局", 1),
    ("guangzhou", "documents", "广州市人民政府办公厅关于印发广州市推动低空经济", 1),
    ("养老保险", "measures", "可缓缴养老保险", 1),
    ("牵头单位", "quotes", "牵头单位", 20),
    ("泰州 贷款", "values", "泰州市 小微企业贷款余额", 1),
]
FALLBACKS: list[tuple[str, list[str], list[str]]] = [
    # words, what they are taken apart into, what is dropped
    ("特色小镇 qqqq", [], ["qqqq"]),
    ("zzzz 绍兴 qqqq", [], ["zzzz", "qqqq"]),
    ("绍兴市2010年GDP", ["绍兴市", "2010年", "gdp"], ["gdp"]),
    ("绍兴市2010年", ["绍兴市", "2010年"], []),
    ("嘉善的特色小镇", ["嘉善", "特色小镇"], ["的"]),
    ("小榄500亿元", ["小榄", "500", "亿元"], []),
]
NOTHING = ["民政局", "1801", "1801-1802", "qqqq xyxy", "《》", "<script>", '"} OFFSET *']


def results(found: dict[str, Any], kind: str) -> tuple[int, list[str]]:
    """Return how many there are of a kind, and the words that are shown of each."""
    if kind in ("quotes", "texts"):
        group = found[kind]
        return group["total"], [r["text"] for r in group["results"]]
    for group in found["groups"]:
        if group["slug"] == kind:
            return group["total"], [r["label"] for r in group["results"]]
    return 0, []


def holds(kg: KG, case: Case, *sources: Path) -> str:
    """Return what is wrong with a search; nothing where it finds what it should."""
    words, kind, wanted, least = case
    found = kg.search(words, 500, kind=kind, sources=sources).as_dict()
    total, shown = results(found, kind)
    if total < least or total != len(shown) or found["dropped"]:
        return f"{words}: {total} of {kind}, dropped {found['dropped']}"
    return "" if not least or any(wanted in words for words in shown) else f"{words}: {shown[:5]}"


@pytest.mark.parametrize("case", FIVE, ids=lambda case: f"{case[0]}-{case[1]}")
def test_the_five_documents_are_searched(kg: KG, sources: Path, case: Case) -> None:
    assert holds(kg, case, sources) == ""


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> KG:
    folder = tmp_path_factory.mktemp("shelf")
    shutil.copy(ROOT / "examples/shelf/policykg.yaml", folder)
    for name in ("facts", "queries"):
        shutil.copytree(ROOT / "examples/shelf" / name, folder / name)
    outcome = run_cli("-w", str(folder), "build", env={"POLICYKG_SOURCES": ""})
    assert outcome.exit_code == 0, outcome.output
    return policykg.open(folder)


@pytest.mark.parametrize("case", SHELF, ids=lambda case: f"{case[0]}-{case[1]}")
def test_the_shelf_is_searched(shelf: KG, case: Case) -> None:
    assert holds(shelf, case) == ""


def test_texts_that_are_not_at_hand_are_told(shelf: KG) -> None:
    found = shelf.search("牵头单位", lang="en")
    assert found.absent == 6 and "texts" not in found.totals
    assert "6 of 6 documents are not at hand" in found.table()
    assert "6 份文献(共 6 份)的原文不在此处" in shelf.search("牵头单位").table()


@pytest.mark.parametrize(("words", "pieces", "dropped"), FALLBACKS)
def test_a_fallback_says_what_it_did(
    kg: KG, sources: Path, words: str, pieces: list[str], dropped: list[str]
) -> None:
    found = kg.search(words, sources=[sources]).as_dict()
    assert found["total"]
    assert [piece for split in found["split"] for piece in split["pieces"]] == pieces
    assert found["dropped"] == dropped
    shown = kg.search(words, lang="en", sources=[sources]).table()
    assert all(word in shown for word in (*pieces, *dropped))


@pytest.mark.parametrize("words", NOTHING)
def test_what_nothing_fits_finds_nothing(kg: KG, sources: Path, words: str) -> None:
    assert kg.search(words, sources=[sources]).total == 0


@pytest.mark.parametrize("documents", ["kg", "shelf"])
def test_a_year_finds_what_lists_count_under_it(
    documents: str, request: pytest.FixtureRequest
) -> None:
    view = view_of_build(request.getfixturevalue(documents).generation)
    walked: dict[int, set[str]] = {}
    for kind in LISTED:
        for iri in view.of_type(kind.iri):
            years = {view.number(iri, PK.year)}
            if kind.layer in ("series", "work") and (due := deadline(view, iri)) is not None:
                years.add(int(due.day[:4] or 0))
            for year in years - {0}:
                walked.setdefault(year, set()).add(iri)
    assert len(walked) > 3
    for year, things in walked.items():
        assert of_years(view, str(year)) == things
        found = everything(view, str(year))
        assert things <= {hit.iri for hits in found.groups.values() for hit in hits}


@pytest.mark.parametrize("words", ["特色小镇", "2010", "绍兴 商贸", "绍兴市2010年GDP", "qqqq"])
@pytest.mark.parametrize("kind", ["", "quotes", "texts", "places"])
def test_page_command_and_notebook_give_the_same(
    reading: httpx.Client, workspace: Path, kg: KG, sources: Path, words: str, kind: str
) -> None:
    for lang in ("zh", "en"):
        page = reading.get(f"/{lang}/search.json", params={"q": words, "kind": kind}).json()
        most = 100 if kind else 12
        asked = ("search", words, "--json", "--lang", lang, "--kind", kind, "--rows", str(most))
        told = run_cli("-w", str(workspace), *asked, env={"POLICYKG_SOURCES": str(sources)})
        called = kg.search(words, most, lang=lang, kind=kind, sources=[sources])
        assert page == json.loads(told.stdout) == json.loads(called.serialize())


@pytest.mark.parametrize(
    "words", ["\ud800", "\udcff", "发展\udcff", "\udc80 2020", "\x00\ud800", "规\ud83d划"]
)
def test_bytes_that_a_shell_could_not_read_are_no_error(kg: KG, sources: Path, words: str) -> None:
    found = kg.search(words, sources=[sources])
    assert found.serialize().encode()
    assert found.table().encode()


@pytest.mark.parametrize("words", [None, 2020, 1.5, b"2020", ["2020"], {}])
def test_what_is_no_text_is_refused(kg: KG, words: Any) -> None:
    with pytest.raises(BadParameter, match="search for a text"):
        kg.search(words)


@pytest.fixture(scope="module")
def reading(workspace: Path, sources: Path) -> Iterator[httpx.Client]:
    with explorer(workspace, sources) as found:
        yield found


def test_every_group_says_how_many_there_are_and_gives_all(reading: httpx.Client) -> None:
    whole = reading.get("/zh/search.json", params={"q": "发展"}).json()
    cut = [g for g in whole["groups"] if g["total"] > len(g["results"])]
    assert len(cut) > 2
    page = reading.get("/zh/search", params={"q": "发展"}).text
    for group in cut:
        assert f"全部 {group['total']}</a>" in page
        assert f"此处 12 项，共 {group['total']} 项" in page.replace(",", "，")
        kind = {"q": "发展", "kind": group["slug"]}
        assert (
            len(reading.get("/zh/search.json", params=kind).json()["groups"][0]["results"])
            == (group["total"])
        )
    table = reading.get("/zh/search.csv", params={"q": "发展"}).text
    assert len(table.strip().split("\r\n")) == whole["total"] + 1


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_page_shows_words_of_the_texts_and_where_they_stand(
    reading: httpx.Client, lang: str
) -> None:
    page = reading.get(f"/{lang}/search", params={"q": "新闻热线"}).text
    assert "<mark>新闻热线</mark>" in page and "#:~:text=" in page
    assert ("原文" if lang == "zh" else "Source texts") in page
