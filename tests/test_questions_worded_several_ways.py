"""Questions as someone asks them who has read the ontology's page and no more.

Each question is put in several ways, as people would; every way must give the same right answer,
on both engines.
"""

# ruff: noqa: E501 - a table of queries reads better unbroken

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pytest
import rdflib

from graph.exports.parts import triples_of
from graph.queries.check_terms import check_terms
from graph.queries.query import run
from graph.rdf.store import GraphStore
from graph.rdf.terms import shorten
from loaders.compile import compile_workspace
from loaders.workspace import open_workspace
from ontology.namespaces import prefixes_for

ROOT: Final = Path(__file__).resolve().parent.parent
DRC: Final = (4, 5, 6, 8, 12, 13, 14, 19, 24, 25, 29, 31, 32, 33, 35)
TOWNS: Final = (
    "chocolate-town",
    "fenhu-sports-town",
    "ganyao-robot-town",
    "guigu-town",
    "internet-town",
)
SHENDANG: Final = ("dayang", "guangtai", "hengyang", "hualian", "yiteng")
SHANGHAI: Final = ("dawei", "dongfanglong", "jinhuan")
BATCHES: Final = ("area-plans", "demolition", "parks", "policies", "projects", "relocation-parks")
CAMPAIGNS: Final = {1: 14, 2: 7, 3: 10, 4: 7, 5: 12, 6: 12, 7: 11}

QUESTIONS: Final[dict[str, tuple[str, set[tuple[Any, ...]], tuple[str, ...]]]] = {
    "1 which tasks the Commission leads": (
        "?n", {(n,) for n in DRC},
        (
            '?t pk:ledBy/pk:name "市发展改革委" ; pk:number ?n',
            '?t pk:ledBy/pk:name "绍兴市发展和改革委员会" ; pk:number ?n',
            '?b rdfs:label "Shaoxing Municipal Development and Reform Commission"@en ; pk:leads ?t . ?t pk:number ?n',
            '?r pk:role code:lead ; pk:nameAsWritten "市发展改革委" ; pk:task ?t . ?t a pk:Task ; pk:number ?n',
        ),
    ),
    "1 which alone": ("?n", {(35,)}, ("?t pk:solelyLedBy id:shaoxing-drc ; pk:number ?n",
        "?r pk:role code:lead ; pk:actor id:shaoxing-drc ; pk:outOf 1 ; pk:task/pk:number ?n")),
    "1 which first": ("?n", {(n,) for n in (4, 5, 6, 13, 19, 24, 32, 33, 35)}, ("?t pk:firstLedBy id:shaoxing-drc ; pk:number ?n",
        "?r pk:role code:lead ; pk:actor id:shaoxing-drc ; pk:position 1 ; pk:task/pk:number ?n")),
    "2 lead units of each campaign": (
        "?n ?units", set(CAMPAIGNS.items()),
        ("SELECT ?n (COUNT(DISTINCT ?b) AS ?units) { ?c a pk:Campaign ; pk:number ?n . ?t pk:partOf ?c ; pk:ledBy ?b } GROUP BY ?n",
         "SELECT ?n (COUNT(DISTINCT ?b) AS ?units) { ?b a pk:Organization ; pk:leads/pk:partOf ?c . ?c a pk:Campaign ; pk:number ?n } GROUP BY ?n"),
    ),
    "3 tasks with one lead": (
        "?n", {(7,), (9,), (35,)},
        ("?t a pk:Task ; pk:solelyLedBy ?b ; pk:number ?n",
         "SELECT ?n { ?t a pk:Task ; pk:number ?n ; pk:ledBy|pk:ledByGroup ?b } GROUP BY ?n HAVING(COUNT(?b) = 1)",
         "SELECT ?n { ?r pk:role code:lead ; pk:task ?t . ?t a pk:Task ; pk:number ?n } GROUP BY ?n HAVING(COUNT(?r) = 1)"),
    ),
    "4 lead units and assignments": (
        "?u ?a", {(38, 97)},
        ("SELECT (COUNT(DISTINCT ?b) AS ?u) (COUNT(*) AS ?a) { ?t a pk:Task ; pk:ledBy|pk:ledByGroup ?b }",
         "SELECT (COUNT(DISTINCT ?b) AS ?u) (COUNT(?r) AS ?a) { ?r pk:role code:lead ; pk:actor ?b ; pk:task ?t . ?t a pk:Task }"),
    ),
    "5 masked lead units": (
        "?w ?n", {("*经济开发区管委会", n) for n in (1, 16)} | {("人行*市中心支行", n) for n in (6, 29, 34)} | {("*文理学院", 28), ("*县政府", 32)},
        ('?r pk:role code:lead ; pk:nameAsWritten ?w ; pk:task/pk:number ?n FILTER(CONTAINS(?w, "*"))',
         '?t a pk:Task ; pk:number ?n ; pk:ledBy ?b . ?b pk:name ?w FILTER(CONTAINS(?w, "*"))'),
    ),
    "6 what the plan implements": (
        "?no ?who", {("绍市委发〔2006〕112号", "id:shaoxing-party-committee"), ("绍市委发〔2006〕112号", "id:shaoxing-government")},
        ("id:shaoxing-plan pk:implements ?p . ?p pk:documentNumber ?no ; pk:issuedBy ?who",
         '?p a pk:NormativeDocument ; pk:name "关于加快市区发展的若干意见" ; pk:documentNumber ?no ; pk:issuedBy ?who'),
    ),
    "7 figures due by 2010, and who leads": (
        "?v ?who", {("500家以上", "id:shaoxing-etc"), ("200家以上", "id:shaoxing-etc"), ("每年增长10%以上", "id:shaoxing-science-bureau")},
        ("?x a pk:Target ; pk:year 2010 ; pk:minValue ?least ; pk:valueAsWritten ?v ; pk:task/pk:ledBy ?who",
         '?x a pk:Target ; pk:end ?d ; pk:bound ?b ; pk:valueAsWritten ?v ; pk:task/pk:partOf*/pk:ledBy ?who FILTER(?d <= "2010-12-31"^^xsd:date) FILTER NOT EXISTS { ?x pk:inferredField "by" }'),
    ),
    "8 Diankou in 2009": (
        "?i ?v", {("id:gdp", "超70亿元"), ("id:gdp-growth", "同比增长18.8%"), ("id:fiscal-revenue", "超10亿元"), ("id:fiscal-revenue-growth", "同比增长15.2%")},
        ('?o pk:subject/pk:name "店口镇" ; pk:year 2009 ; pk:indicator ?i ; pk:valueAsWritten ?v',
         '?o pk:subject ?s ; pk:status code:expected ; pk:indicator ?i ; pk:valueAsWritten ?v . ?s rdfs:label "Diankou"@en'),
    ),
    "9 Jiashan's five towns": (
        "?p", {(f"id:{town}",) for town in TOWNS},
        ("?p pk:kind code:characteristic-town", '?g pk:name "5个省市特色小镇" ; pk:contains ?p',
         'id:jiashan-towns pk:refersTo ?p . ?p a pk:Place ; pk:name ?n FILTER(STRENDS(?n, "小镇"))'),
    ),
    "9 provincial candidates": ("?p", {("id:chocolate-town",), ("id:guigu-town",)}, (
        "?r a pk:Recognition ; pk:level code:province ; pk:subject ?p ; pk:statedIn id:jiashan-towns",
        '?r pk:title "省级特色小镇创建对象" ; pk:subject ?p')),
    "10 industrial output": (
        "?s ?v ?y", {("id:shendang", "56.58亿元", 2017), ("id:yongning-village", "突破10亿元大关", 1993)},
        ('?o pk:indicator/pk:name "工业总产值" ; pk:subject ?s ; pk:valueAsWritten ?v ; pk:year ?y',
         '?o pk:indicator/rdfs:label "Gross industrial output value"@en ; pk:subject ?s ; pk:valueAsWritten ?v ; pk:year ?y'),
    ),
    "11 Xiaolan's target for 2022": (
        "?v ?n", {("不少于1000亩", Decimal(1000)), ("超过2000亩", Decimal(2000))},
        ("?o a pk:Target ; pk:subject id:xiaolan ; pk:year 2022 ; pk:valueAsWritten ?v ; pk:minValue ?n",
         '?o pk:indicator/pk:name "拆除整理低效厂房面积" ; pk:valueAsWritten ?v ; pk:value ?n'),
    ),
    "11 the six batches": (
        "?m", {(f"id:xiaolan-2022_measure_batch-{batch}",) for batch in BATCHES},
        ('?p pk:name "六个一批" ; pk:contains ?m', '?p pk:name "“六个一批”" ; pk:contains ?m'),
    ),
    "12 enterprises in Shendang": (
        "?e", {(f"id:shendang-2018_enterprise_{firm}",) for firm in SHENDANG},
        ("?e a pk:Enterprise ; pk:locatedIn id:shendang", '?e a pk:Enterprise ; pk:locatedIn/pk:name "沈荡镇"'),
    ),
    "12 only intermediaries": (
        "?e", {(f"id:shendang-2018_enterprise_{firm}",) for firm in SHANGHAI},
        ("?e a pk:Enterprise ; pk:mentionRole code:intermediary", '?e a pk:Enterprise ; pk:locatedIn/pk:name "上海"'),
    ),
    "who oversees": (
        "?t ?b", {("id:shaoxing-plan_safeguard_4", "id:shaoxing-urban-leading-office"), ("id:jiashan-towns_measure_selection", "id:jiashan-ct-leading-office")},
        ("?t pk:overseenBy ?b", "?r pk:role code:oversight ; pk:task ?t ; pk:actor ?b ; pk:basis code:stated . ?b a pk:Organization"),
    ),
    "who hosts": ("?t ?b", {("id:shaoxing-urban-leading-group", "id:shaoxing-drc")}, ("?t pk:hostedBy ?b", "?r pk:role code:host-office ; pk:task ?t ; pk:actor ?b")),
    "which documents name 八八战略": (
        "?d", {("id:shaoxing-plan",), ("id:jiashan-towns",)},
        ('?m pk:mentions/pk:name "八八战略" ; pk:statedIn ?d', '?d a pk:Document ; pk:implements|pk:guidedBy|pk:formulates|pk:refersTo ?p . ?p pk:name "八八战略"'),
    ),
    "growth rates": (
        "?v", {("18.8",), ("15.2",), ("17.49",), ("25.76",), ("8.05",), ("10",)},
        ("?o pk:indicator/pk:growthOf ?base ; pk:value ?v", "?o pk:value ?v . ?o pk:indicator ?g . ?g pk:growthOf ?level"),
    ),
    "targets of task 27": (
        "?v", {("2.1万平方米",), ("3000余套",), ("12万平方米",), ("提高",)},
        ("?x a pk:Target ; pk:valueAsWritten ?v ; pk:task/pk:partOf* ?t . ?t a pk:Task ; pk:number 27",),
    ),
}  # fmt: skip
CASES: Final = [
    pytest.param(
        way if way.startswith("SELECT") else f"SELECT DISTINCT {columns} {{ {way} }}",
        answer,
        id=f"{question}, {number}",
    )
    for question, (columns, answer, ways) in QUESTIONS.items()
    for number, way in enumerate(ways, 1)
]


@pytest.fixture(scope="module")
def engines(sources: Path) -> tuple[GraphStore, rdflib.Graph]:
    """The five documents in both engines."""
    workspace = open_workspace(ROOT, [sources])
    parts = compile_workspace(workspace).parts
    base = workspace.settings.base
    slow = rdflib.Graph()
    slow.parse(data=triples_of(parts, f"{base}graph/"), format="nt")
    for prefix, namespace in prefixes_for(base).items():
        slow.bind(prefix, namespace, override=True)
    return GraphStore.in_memory(parts.values(), base), slow


@pytest.mark.parametrize(("query", "answer"), CASES)
def test_each_wording_of_a_question_gives_its_answer_in_both_engines(
    engines: tuple[GraphStore, rdflib.Graph], query: str, answer: set[tuple[Any, ...]]
) -> None:
    store, slow = engines
    assert check_terms(query, store) == []
    wanted = {tuple(map(str, row)) for row in answer}
    assert plain(run(store, query), store) == wanted
    assert plain(slow.query(query), store) == wanted


def plain(rows: Iterable[Any], store: GraphStore) -> set[tuple[str, ...]]:
    """Write every row as the table does, whichever engine it comes from."""
    return {tuple(shorten(str(cell), store.prefixes) for cell in row) for row in rows}
