"""Passages of the five texts that are easily misread: for each a question, and the right answer.

Every row names the words of the text, what a careless reading makes of them, and a query; its
answer is what the graph must say. Those of a new document belong here too.
"""

# ruff: noqa: E501 - a table of queries reads better unbroken

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final, NamedTuple

import pytest

from graph.queries.check_terms import check_terms
from graph.queries.results import plain_decimal
from graph.rdf.terms import IRI, shorten
from policykg.kg import KG


class Misreading(NamedTuple):
    """One misreading: an id, the question, and its whole answer."""

    name: str
    query: str
    answer: set[tuple[Any, ...]]


LEADS: Final = """SELECT ?position ?written {{ ?r pk:role code:lead ; pk:position ?position ; pk:nameAsWritten ?written ;
  pk:task [ a pk:Task ; pk:number {0} ; pk:statedIn id:shaoxing-plan ] }}"""
VALUE: Final = """SELECT ?value ?min ?max ?unit ?bound ?status ?period {{ ?o a pk:Observation ; pk:indicator {0} ;
  pk:subject {1} ; pk:bound ?bound ; pk:status ?status . OPTIONAL {{ ?o pk:unit ?unit }} OPTIONAL {{ ?o pk:period ?p }}
  OPTIONAL {{ ?o pk:value ?value }} OPTIONAL {{ ?o pk:minValue ?min }} OPTIONAL {{ ?o pk:maxValue ?max }}
  BIND(COALESCE(STR(?p), "") AS ?period) {2} }}"""


def leads(number: int) -> str:
    """Ask who leads a task, in the order of its bracket."""
    return LEADS.format(number)


def values(indicator: str, subject: str, more: str = "") -> str:
    """Ask for the values of an indicator and a subject, each an id or a name as written."""
    about = [x if x.startswith("id:") else f'[ pk:name "{x}" ]' for x in (indicator, subject)]
    return VALUE.format(*about, more)


MISREADINGS: Final = [
    # -- 001 ---------------------------------------------------------------------------------
    Misreading("001 group actor: 各相关单位 leads three tasks and is no body", """SELECT ?task ?written ?class {
      ?r pk:actor id:shaoxing-relevant-units ; pk:role code:lead ; pk:task/pk:number ?task ; pk:nameAsWritten ?written .
      ?r pk:actor ?a . ?a a ?class }""",
         {(n, "各相关单位", "pk:GroupReference") for n in (19, 20, 22)}),
    Misreading("001 group actor: no group stands under ledBy", "SELECT ?task { ?task pk:ledBy ?g . ?g a pk:GroupReference }", set()),
    Misreading("001 nested brackets: two leads of task 21", leads(21), {(1, "越城区政府"), (2, "各开发区(工业区、新区)管委会")}),
    Misreading("001 bracket style 〈 〉: task 30 has its leads", leads(30), {(1, "市国土局"), (2, "各开发区(工业区、新区)管委会")}),
    Misreading("001 bracket style: no task is without leads", """SELECT ?n { ?t a pk:Task ; pk:number ?n ; pk:statedIn id:shaoxing-plan .
      FILTER NOT EXISTS { ?r pk:task ?t ; pk:role code:lead } }""", set()),
    Misreading("001 similar names: 市经贸委 is not 市外经贸局", """SELECT ?written ?body { ?r pk:task/pk:number 31 ; pk:role code:lead ;
      pk:nameAsWritten ?written ; pk:actor ?body }""",
         {("市经贸委", "id:shaoxing-etc"), ("市外经贸局", "id:shaoxing-ftec-bureau"), ("市发展改革委", "id:shaoxing-drc")}),
    Misreading("001 redaction: one branch of the central bank leads three tasks", """SELECT ?body ?kind ?task ?sure { ?r pk:nameAsWritten "人行*市中心支行" ;
      pk:role code:lead ; pk:actor ?body ; pk:task/pk:number ?task ; pk:identityCertainty ?sure . ?body pk:kind ?kind }""",
         {("id:pbc-shaoxing", "code:bank-branch", n, "code:high") for n in (6, 29, 34)}),
    Misreading("001 jurisdiction: every 市… body of the plan is one of Shaoxing", """SELECT DISTINCT ?where { ?r pk:role code:lead ;
      pk:actor ?body ; pk:statedIn id:shaoxing-plan . ?body pk:name ?name ; pk:jurisdiction ?where FILTER(STRSTARTS(?name, "市")) }""",
         {("id:shaoxing",)}),
    Misreading("001 outside brackets: the Commission hosts an office", """SELECT ?body ?for ?words { ?r pk:role code:host-office ; pk:actor ?body ;
      pk:task ?for ; pk:evidence/oa:exact ?words }""",
         {("id:shaoxing-drc", "id:shaoxing-urban-leading-group", "办公室设在市发展改革委")}),
    Misreading("001 outside brackets: hosting is no 16th task", """SELECT ?n { ?t a pk:Task ; pk:number ?n ; pk:ledBy id:shaoxing-drc }""",
         {(n,) for n in (4, 5, 6, 8, 12, 13, 14, 19, 24, 25, 29, 31, 32, 33, 35)}),
    Misreading("001 name variants: campaign 7 is one, under both names", """SELECT ?n { ?c a pk:Campaign ; pk:statedIn id:shaoxing-plan ; pk:number ?n ;
      pk:name "深化体制机制改革", "深化改革系列活动" }""", {(7,)}),
    Misreading("001 name variants: there are seven campaigns", "SELECT (COUNT(*) AS ?n) { ?c a pk:Campaign ; pk:statedIn id:shaoxing-plan }", {(7,)}),
    Misreading("001 two targets: floor area in two steps", values("id:talent-flat-area", "id:shaoxing-urban-area"),
         {("21000", "21000", "21000", "unit:M2", "code:exact", "code:target", ""),
          ("120000", "120000", "120000", "unit:M2", "code:exact", "code:target", "../2009")}),
    Misreading("001 two targets: more than 3000 flats", values("id:talent-flats", "id:shaoxing-urban-area"),
         {("3000", "3000", "", "unit:NUM", "code:more-than", "code:target", "../2009")}),
    Misreading("001 target vs actual: 9.7 km² are required", values("id:completed-park-area", "id:shaoxing-eco-park"),
         {("9.7", "9.7", "9.7", "unit:KiloM2", "code:exact", "code:target", "")}),
    Misreading("001 award vs aim: third place, held by the city, undated", """SELECT ?holder ?status ?rank ?undated { ?r pk:title "中国投资环境金牌榜" ;
      pk:subject ?holder ; pk:recognitionStatus ?status ; pk:rank ?rank ; pk:periodUnstated ?undated }""",
         {("id:shaoxing", "code:obtained", "第三名", "true")}),
    Misreading("001 numbers in names: 八路三桥 is a project of the core area", """SELECT ?class ?place { ?p pk:name "“八路三桥”工程" ;
      pk:locatedIn ?place ; a ?class FILTER(?class = pk:Project) }""", {("pk:Project", "id:didang-core-area")}),
    Misreading("001 numbers in names: no value is read from it", """SELECT ?o { ?o a pk:Observation ; pk:evidence/oa:exact ?q FILTER(CONTAINS(?q, "八路三桥")) }""", set()),
    Misreading("001 internal conflict: two parents, each with its words", """SELECT ?parent ?words { ?f a pk:Relation ; rdf:subject id:shaoxing-eco-park ;
      rdf:predicate pk:partOfPlace ; rdf:object ?parent ; pk:words ?words }""",
         {("id:shaoxing-edz", "绍兴经济开发区 … 生态产业园"), ("id:yuecheng", "越城区 … 生态产业园")}),
    Misreading("001 broken characters: the raw form, the reading and a note", """SELECT ?raw ?reading ?note { ?x a pk:Reading ; pk:raw ?raw ; pk:reading ?reading ;
      skos:note ?n FILTER(langMatches(lang(?n), "en") && CONTAINS(?raw, "犭")) BIND(SUBSTR(STR(?n), 1, 19) AS ?note) }""",
         {("央犭茶湖", "犭央犭茶湖", "Two rare characters")}),
    Misreading("001 broken characters: the lake is found by either", """SELECT ?lake { ?lake pk:name "央犭茶湖", "犭央犭茶湖" }""", {("id:yangcha-lake",)}),
    Misreading("001 order: task 16 as written", leads(16), {(1, "袍江工业区管委会"), (2, "*经济开发区管委会"), (3, "越城区政府")}),
    Misreading("001 order: task 1 as written", leads(1), {(1, "市商贸办"), (2, "越城区政府"), (3, "*经济开发区管委会"), (4, "袍江工业区管委会")}),
    Misreading("001 cross-document identity: one 八八战略, named in two", """SELECT ?policy ?document ?issuer { ?policy pk:name "八八战略" ; pk:issuedBy ?issuer .
      ?m pk:mentions ?policy ; pk:statedIn ?document }""",
         {("id:ba-ba-strategy", f"id:{d}", "id:zhejiang-party-committee") for d in ("shaoxing-plan", "jiashan-towns")}),
    Misreading("001 missing number: the provincial requirement", """SELECT ?written ?number { ?o pk:indicator id:land-supply-rate ; pk:valueAsWritten ?written
      OPTIONAL { ?o pk:value|pk:minValue|pk:maxValue ?number } }""", {("省定要求", "")}),
    Misreading("001 modern names: planning and land are two bodies", """SELECT ?body { ?r pk:task/pk:number 12 ; pk:role code:lead ; pk:actor ?body }""",
         {("id:shaoxing-planning-bureau",), ("id:shaoxing-land-bureau",), ("id:shaoxing-drc",)}),
    Misreading("001 planned events: no event of the plan has happened", """SELECT DISTINCT ?status { ?e a pk:Event ; pk:statedIn id:shaoxing-plan OPTIONAL { ?e pk:status ?s }
      BIND(COALESCE(?s, "none") AS ?status) }""", {("code:planned",), ("code:target",)}),
    Misreading("001 planned events: the canal is to open by the end of the year", """SELECT ?status ?period { id:shaoxing-plan_event_canal-opening pk:status ?status ; pk:period ?p
      BIND(STR(?p) AS ?period) }""", {("code:target", "../2007-12")}),
    Misreading("001 counts: seven series, and four of each of three kinds", """SELECT ?name ?value ?status { ?o pk:statedIn id:shaoxing-plan ; pk:indicator/pk:name ?name ; pk:value ?value ; pk:status ?status
      FILTER(?name IN ("系列活动", "总部基地", "系列工程", "整治行动")) }""",
         {(name, value, "code:planned") for name, value in (("系列活动", "7"), ("总部基地", "4"), ("系列工程", "4"), ("整治行动", "4"))}),
    # -- 000 ---------------------------------------------------------------------------------
    Misreading("000 page date: written about the end of 2009", "SELECT ?written { id:diankou-town pk:written ?w BIND(STR(?w) AS ?written) }", {("2009~",)}),
    Misreading("000 page date: nothing is told of 2022", """SELECT ?fact { ?fact pk:statedIn id:diankou-town ; pk:year 2022 }""", set()),
    Misreading("000 expected vs actual: GDP of 2009", values("id:gdp", "id:diankou"),
         {("7000000000", "7000000000", "", "unit:CCY_CNY", "code:more-than", "code:expected", "2009")}),
    Misreading("000 range: the target and the actual population", values("id:resident-population", "id:diankou"),
         {("", "100000", "120000", "unit:NUM", "code:range", "code:target", "../2012"),
          ("61000", "61000", "61000", "unit:NUM", "code:exact", "code:actual", "")}),
    Misreading("000 bound and subject: shares of the three zones", """SELECT ?name ?value ?bound ?subject { ?o pk:indicator/pk:name ?name ; pk:value ?value ;
      pk:bound ?bound ; pk:unit unit:PERCENT ; pk:subject ?s . ?s pk:name ?subject FILTER(?subject = "三大功能区" && ?name IN ("中小企业和大企业大集团", "总产值")) }""",
         {("中小企业和大企业大集团", "80", "code:exact", "三大功能区"), ("总产值", "90", "code:at-least", "三大功能区")}),
    Misreading("000 two numbers: 16 firms, 86 standards", """SELECT ?name ?written { ?o pk:statedIn id:diankou-town ; pk:valueAsWritten ?written ;
      pk:indicator/pk:name ?name FILTER(?written IN ("16家", "86个") && ?name IN ("企业先后独立或参加起草国家行业标准", "国家行业标准")) }""",
         {("企业先后独立或参加起草国家行业标准", "16家"), ("国家行业标准", "86个")}),
    Misreading("000 parent vs neighbour: the stated chain", """SELECT ?part ?whole { ?f a pk:Relation ; rdf:predicate pk:partOfPlace ; rdf:subject ?part ;
      rdf:object ?whole ; pk:statedIn id:diankou-town }""", {("id:diankou", "id:zhuji"), ("id:zhuji", "id:zhejiang")}),
    Misreading("000 parent vs neighbour: 绍兴 lies to the east", """SELECT ?neighbour ?name { id:diankou pk:adjacentEast ?neighbour . ?neighbour pk:name ?name }""",
         {("id:diankou-town_place_eastern-neighbour", "绍兴")}),
    Misreading("000 entity boundary: three places, each with its own claim", """SELECT ?name ?claim { ?p pk:statedIn id:diankou-town ; a pk:Place ; pk:name ?name ; pk:claim ?claim }""",
         {("铭仕广场", "全省首家乡镇商贸综合体"), ("农贸市场", "全省首家乡镇四星级现代化农贸市场"), ("汽配水暖集散基地", "华东地区最大的汽配水暖集散基地")}),
    Misreading("000 entity boundary: four stars belong to the market", """SELECT ?holder { ?r pk:title "四星级" ; pk:subject/pk:name ?holder }""", {("农贸市场",)}),
    Misreading("000 one sum before two things: 超亿元 is told once", """SELECT ?project { ?o pk:statedIn id:diankou-town ; pk:valueAsWritten "超亿元" ; pk:subject ?project }""",
         {("id:diankou-town_project_hypermarket",)}),
    # -- 002 ---------------------------------------------------------------------------------
    Misreading("002 typo: 小镇小镇 is the robot town", """SELECT ?place { ?m pk:nameAsWritten "干窑机器人小镇小镇" ; pk:mentions ?place }""", {("id:ganyao-robot-town",)}),
    Misreading("002 distribution: 分别 gives no town an industry of its own", """SELECT ?who ?industry { ?who pk:specialisesIn ?i . ?i rdfs:label ?industry ; pk:statedIn id:jiashan-towns
      FILTER(langMatches(lang(?industry), "zh")) }""",
         {("id:jiashan-towns_place_five-towns", i) for i in ("旅游", "信息", "健康", "高端装备")}),
    Misreading("002 abbreviations: 国千 and 省千 are persons of two programmes", """SELECT ?name ?value ?unit { ?o pk:statedIn id:jiashan-towns ; pk:indicator/pk:name ?name ; pk:value ?value ;
      pk:unit ?unit FILTER(?name IN ("国千", "省千")) }""", {("国千", "37", "unit:NUM"), ("省千", "13", "unit:NUM")}),
    Misreading("002 abbreviations: what the short names mean", """SELECT ?written ?policy { ?m pk:nameAsWritten ?written ; pk:mentions ?policy FILTER(?written IN ("国千", "省千")) }""",
         {("国千", "id:thousand-talents-national"), ("省千", "id:thousand-talents-zhejiang")}),
    Misreading("002 double count: 2 and 3 are parts of the five", """SELECT ?part ?whole { ?o pk:statedIn id:jiashan-towns ; pk:subsetOf ?w ; pk:value ?part . ?w pk:value ?whole }""",
         {("2", "5"), ("3", "5")}),
    Misreading("002 missing denominator: a share of the towns' investment", """SELECT ?value ?bound ?unit ?said { ?o pk:indicator/pk:name "小镇特色产业投资" ; pk:value ?value ; pk:bound ?bound ;
      pk:unit ?unit ; skos:definition ?d FILTER(langMatches(lang(?d), "en")) BIND(STRAFTER(STR(?d), "; ") AS ?said) }""",
         {("80", "code:at-least", "unit:PERCENT", "the denominator is not stated")}),
    Misreading("002 at present: 目前 is the day of the report, and inferred", """SELECT DISTINCT ?name ?period ?field { ?o pk:statedIn id:jiashan-towns ; pk:indicator/pk:name ?name ;
      pk:period ?p ; pk:inferredField ?field FILTER(?field = "period" && ?name IN ("机器人项目", "市级创建小镇", "世界500强项目")) BIND(STR(?p) AS ?period) }""",
         {(name, "2018-11", "period") for name in ("机器人项目", "市级创建小镇", "世界500强项目")}),
    Misreading("002 slogan: one visit at most is a goal", """SELECT ?value ?bound ?status { ?o pk:statedIn id:jiashan-towns ; pk:valueAsWritten "最多跑一次" ;
      pk:maxValue ?value ; pk:bound ?bound ; pk:status ?status }""", {("1", "code:at-most", "code:target")}),
    # -- 003 ---------------------------------------------------------------------------------
    Misreading("003 title: a feature of Nanfang Daily on Xiaolan", """SELECT ?genre ?place ?issuer ?title { id:xiaolan-2022 pk:genre ?genre ; pk:jurisdiction ?place ; pk:issuedBy ?issuer ; rdfs:label ?title
      FILTER(langMatches(lang(?title), "en")) }""",
         {("code:news-feature", "id:xiaolan", "id:nanfang-daily", "Feature on the high-quality development of Xiaolan")}),
    Misreading("003 similar counts: the town has 23 communities and 6 villages", """SELECT ?indicator ?value { ?o pk:subject id:xiaolan ; pk:indicator ?indicator ; pk:value ?value
      FILTER(?indicator IN (id:communities, id:administrative-villages)) }""", {("id:communities", "23"), ("id:administrative-villages", "6")}),
    Misreading("003 similar counts: 13 and 6 are the pairing", """SELECT ?written ?paired { ?f a pk:Relation ; rdf:predicate pk:pairedWith ; rdf:subject/pk:name ?written ; rdf:object/pk:name ?paired }""",
         {("13个社区、镇属企业", "6个集体经济薄弱行政村")}),
    Misreading("003 entity over time: two towns became one in 2021", """SELECT ?before ?after ?year { ?e a pk:Event ; pk:kind code:merger ; org:originalOrganization ?before ;
      org:resultingOrganization ?after ; pk:year ?year }""",
         {("id:xiaolan-before-2021", "id:xiaolan", 2021), ("id:dongsheng", "id:xiaolan", 2021)}),
    Misreading("003 entity over time: the old towns end in 2021", "SELECT ?town ?until { ?town pk:until ?u ; pk:kind code:town BIND(STR(?u) AS ?until) }",
         {("id:xiaolan-before-2021", "2021"), ("id:dongsheng", "2021")}),
    Misreading("003 missing year: 3月30日 is in 2022, and inferred", """SELECT ?period ?field { ?e pk:name "小榄镇村级工业园改造工作会议" ; pk:period ?p ; pk:inferredField ?field BIND(STR(?p) AS ?period) }""",
         {("2022-03-30", "period")}),
    Misreading("003 bound: at most half a working day", values("企业开办平均时限", "id:xiaolan"),
         {("0.5", "", "0.5", "code:working-day", "code:at-most", "code:actual", "")}),
    Misreading("003 bracket in a name: one title", """SELECT ?title ?status ?inferred { ?r pk:statedIn id:xiaolan-2022 ; pk:title ?title ; pk:recognitionStatus ?status
      FILTER(CONTAINS(?title, "艺术")) OPTIONAL { ?r pk:inferredField ?inferred } }""",
         {("中国民间(书画文化)艺术之乡", "code:obtained", "status"), ("广东省民间文化艺术之乡", "code:obtained", "")}),
    Misreading("003 slogan: 千亩园区 is a size aimed at", """SELECT ?value ?unit ?bound ?status ?period { ?o pk:statedIn id:xiaolan-2022 ; pk:valueAsWritten "千亩" ;
      pk:value ?value ; pk:unit ?unit ; pk:bound ?bound ; pk:status ?status ; pk:period ?p BIND(STR(?p) AS ?period) }""", {("1000", "code:mu", "code:about", "code:target", "../2022")}),
    Misreading("003 byline: who wrote the feature, and for whom", """SELECT ?name ?post ?body { ?h a pk:PostHolding ; pk:body ?body ; pk:post ?post ; pk:person/pk:name ?name
      FILTER(?body = id:nanfang-daily) }""", {("廖瀚", "记者", "id:nanfang-daily")}),
    # -- 004 ---------------------------------------------------------------------------------
    Misreading("004 garbling: no name holds pinyin", """SELECT ?name { ?x pk:statedIn id:shendang-2018 ; pk:name ?name FILTER(REGEX(?name, "[a-zà-ǜ]{2}")) }""", set()),
    Misreading("004 garbling: 沈荡镇 is found, its words clean, with the rules that clean them", """SELECT ?words ?rule { ?o pk:subject/pk:name "沈荡镇" ; pk:indicator id:industrial-output ; pk:evidence ?q .
      ?q pk:anchorRole "name" ; oa:exact ?words ; pk:rule ?rule }""", {("工业总产值", "ruby"), ("工业总产值", "script")}),
    Misreading("004 byte corruption: 光泰照明 is a backbone firm of Shendang", """SELECT ?firm ?role ?place { ?m pk:mentionRole ?role . ?f pk:name "嘉兴市光泰照明有限公司", ?firm ; pk:locatedIn ?place ; pk:mentionRole ?role }""",
         {("嘉兴市光泰照明有限公司", "code:backbone", "id:shendang")}),
    Misreading("004 missing parent: no document states it", """SELECT ?f { ?f a pk:Relation ; rdf:subject id:shendang ; rdf:predicate pk:partOfPlace }""", set()),
    Misreading("004 missing parent: the authority file says where it knows it from", """SELECT ?county ?note { id:shendang pk:partOfPlace ?county ; skos:note ?n
      FILTER(langMatches(lang(?n), "en")) BIND(STR(?n) AS ?note) }""",
         {("id:haiyan", "that it belongs to Haiyan is known from outside the text, which does not name the county")}),
    Misreading("004 subset: 42.21 is within 56.58", """SELECT ?part ?whole { ?o pk:subsetOf ?w ; pk:indicator id:above-scale-industrial-output ; pk:valueAsWritten ?part . ?w pk:valueAsWritten ?whole }""",
         {("42.21亿元", "56.58亿元")}),
    Misreading("004 subset: totals leave parts out", """SELECT (SUM(?v) AS ?total) { ?o pk:subject id:shendang ; pk:indicator ?i ; pk:value ?v . VALUES ?i { id:industrial-output id:above-scale-industrial-output }
      FILTER NOT EXISTS { ?o pk:subsetOf ?whole } }""", {("5658000000",)}),
    Misreading("004 slogan: a guiding slogan", """SELECT ?kind ?role { ?p pk:name "千亩空间,百亿平台,十亿企业" ; pk:kind ?kind ; pk:mentionRole ?role }""", {("code:slogan", "code:guiding")}),
    Misreading("004 slogan: three goals of round size, none of them reached", """SELECT ?name ?value ?unit ?bound ?status ?undated { ?o pk:statedIn id:shendang-2018 ;
      a pk:Observation ; pk:indicator/pk:name ?name ; pk:value ?value ; pk:unit ?unit ; pk:bound ?bound ; pk:status ?status ; pk:periodUnstated ?undated
      FILTER(?name IN ("空间", "平台", "企业")) }""",
         {("空间", "1000", "code:mu", "code:about", "code:target", "true"), ("平台", "10000000000", "unit:CCY_CNY", "code:about", "code:target", "true"),
          ("企业", "1000000000", "unit:CCY_CNY", "code:about", "code:target", "true")}),
    Misreading("004 planned event: the start of production is planned, the bridge is open", """SELECT ?event ?status ?period { ?event a pk:Event ; pk:statedIn id:shendang-2018 ;
      pk:status ?status ; pk:period ?p BIND(STR(?p) AS ?period) }""",
         {("id:shendang-2018_event_robots-production", "code:planned", "2017-12"), ("id:shendang-2018_event_bridge-opening", "code:actual", "2017-05")}),
    Misreading("004 unit: 228.8 mu, not converted", values("腾退面积", "id:shendang"),
         {("228.8", "228.8", "228.8", "code:mu", "code:exact", "code:actual", "2017")}),
]  # fmt: skip


@pytest.mark.parametrize(
    "misreading", MISREADINGS, ids=[misreading.name for misreading in MISREADINGS]
)
def test_a_passage_is_read_as_it_is_meant(kg: KG, misreading: Misreading) -> None:
    assert (
        check_terms(misreading.query, kg.store) == []
    )  # a misspelt term would answer nothing, too
    prefixes = kg.store.prefixes
    found = {tuple(plain(cell, prefixes) for cell in row) for row in kg.query(misreading.query)}
    assert found == {tuple(map(str, row)) for row in misreading.answer}


def plain(cell: Any, prefixes: Mapping[str, str]) -> str:
    """Return a cell as the table writes it."""
    if isinstance(cell, IRI):
        return shorten(cell, prefixes)
    if isinstance(cell, Decimal):
        return plain_decimal(cell)
    return "" if cell is None else str(cell).lower() if isinstance(cell, bool) else str(cell)
