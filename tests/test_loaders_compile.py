"""Facts into RDF: what each kind of record becomes, and what holds for every graph."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.synthetic import write_workspace
from loaders.compile import CompiledGraph, compile_workspace
from loaders.workspace import open_workspace
from ontology.namespaces import prefixes_for
from ontology.rdf import BlankNode, RdfFormat, Store, parse

BASE = "https://example.org/t/"
SETTINGS = f"title: {{zh: 测试, en: Test}}\nbase: {BASE}\n"
AUTHORITY = """
places:
  shaoxing: {name: {zh: 绍兴市, en: Shaoxing}, kind: prefecture-city, aliases: [绍兴]}
  yuecheng: {name: {zh: 越城区, en: Yuecheng}, kind: district, in: shaoxing}
organisations:
  drc: {name: {zh: 绍兴市发改委, en: DRC}, kind: department, scope: shaoxing, aliases: [市发改委]}
  etc: {name: {zh: 绍兴市经贸委, en: ETC}, kind: department, scope: shaoxing, aliases: [市经贸委]}
  units:
    {name: {zh: 各相关单位, en: Units}, kind: group-reference, group: yes, scope: shaoxing}
policies:
  ba-ba: {name: {zh: 八八战略, en: Double Eight}, kind: strategy}
indicators:
  gdp: {name: {zh: 地区生产总值, en: GDP}, aliases: [生产总值]}
  gdp-growth: {name: {zh: 增长率, en: Growth of GDP}, growth-of: gdp}
  investment: {name: {zh: 投资额, en: Investment}, unit: CCY_CNY}
periods:
  十一五: {is: 2006/2010, en: 11th plan}
"""
HEAD = """document:
  id: plan
  title: {zh: 方案, en: Plan}
  genre: action-plan
  jurisdiction: shaoxing
  written: 2007~
  source: {file: plan.txt}
body:
"""
PASSAGE = "  - quote: 甲\n    "
VALUE = PASSAGE + "values: [{name: 生产总值, value: 1, "
Compile = Callable[..., CompiledGraph]


@pytest.fixture
def compiled(tmp_path: Path) -> Compile:
    def run(body: str, text: str = "", head: str = HEAD) -> CompiledGraph:
        (tmp_path / "facts" / "authority").mkdir(parents=True, exist_ok=True)
        (tmp_path / "sources").mkdir(exist_ok=True)
        (tmp_path / "policykg.yaml").write_text(SETTINGS, encoding="utf-8")
        (tmp_path / "facts/authority/a.yaml").write_text(AUTHORITY, encoding="utf-8")
        (tmp_path / "facts/plan.yaml").write_text(head + body, encoding="utf-8")
        if text:
            (tmp_path / "sources/plan.txt").write_text(text, encoding="utf-8")
        return compile_workspace(open_workspace(tmp_path))

    return run


def triples(graph: CompiledGraph, local: str) -> set[str]:
    """Return what is said of a thing of the document, with prefixes, without its evidence."""
    short = prefixes_for(BASE)
    subject = f"<{BASE}id/{local}> "
    found = set()
    for part in graph.parts.values():
        for line in part.decode().splitlines():
            if line.startswith(subject):
                said = line[len(subject) :].rsplit(" <", 1)[0]
                for prefix, iri in short.items():
                    said = said.replace(f"<{iri}", f"{prefix}:")
                found.add(said.replace(">", ""))
    return found


def errors(graph: CompiledGraph) -> list[tuple[str, int]]:
    return [(problem.rule, problem.at.line) for problem in graph.problems]


TASK = "  - task: 甲工程\n    number: 7\n    en: Works A\n    quote: 7.甲工程\n"


def test_a_part_says_its_number_name_and_place_in_the_document(compiled: Compile) -> None:
    graph = compiled(
        "  - campaign: 乙活动\n    number: 二\n    en: Campaign B\n    quote: (二)乙活动\n  "
        "  body:\n"
        "      - measure: 丙\n        id: third\n        en: C\n        quote: 丙\n"
    )

    assert triples(graph, "plan_campaign_2") >= {
        "rdf:type pk:Campaign", "rdf:type pk:Action", 'rdfs:label "乙活动"@zh-hans',
        'rdfs:label "Campaign B"@en', 'pk:name "乙活动"', 'pk:number "2"^^xsd:integer',
        'pk:numberAsWritten "二"', "pk:statedIn id:plan", "pk:basis code:stated",
    }  # fmt: skip
    assert "pk:partOf id:plan_campaign_2" in triples(graph, "plan_measure_third")


def test_a_bracket_gives_responsibilities_and_shortcuts(compiled: Compile) -> None:
    graph = compiled(TASK + "    lead: (牵头单位:市发改委、市经贸委)\n")

    assert errors(graph) == []
    assert triples(graph, "plan_task_7_lead_2") >= {
        "rdf:type pk:Responsibility", "pk:task id:plan_task_7", "pk:actor id:etc",
        "pk:role code:lead", 'pk:nameAsWritten "市经贸委"', 'pk:position "2"^^xsd:integer',
        'pk:outOf "2"^^xsd:integer', 'rdfs:label "ETC leads “Works A”"@en',
    }  # fmt: skip
    assert {t for t in triples(graph, "plan_task_7") if "edBy" in t} == {
        "pk:ledBy id:drc", "pk:ledBy id:etc", "pk:firstLedBy id:drc",
    }  # fmt: skip
    assert triples(graph, "etc") >= {"pk:leads id:plan_task_7"}


def test_a_sole_lead_is_said_to_be_one(compiled: Compile) -> None:
    graph = compiled(TASK + "    lead: (牵头单位:市发改委)\n")

    assert "pk:solelyLedBy id:drc" in triples(graph, "plan_task_7")


def test_a_group_never_stands_under_led_by(compiled: Compile) -> None:
    graph = compiled(
        TASK + "    lead: (牵头单位:市发改委、各相关单位、各开发区管委会)\n"
        "    groups: [{name: 各开发区管委会, group: yes, en: All zones}]\n"
    )

    assert errors(graph) == []
    assert {t for t in triples(graph, "plan_task_7") if "edBy" in t} == {
        "pk:ledBy id:drc", "pk:firstLedBy id:drc",
        "pk:ledByGroup id:units", "pk:ledByGroup id:plan_group_all-zones",
    }  # fmt: skip
    assert "rdf:type pk:GroupReference" in triples(graph, "plan_group_all-zones")


def test_an_inferred_responsibility_has_no_shortcut(compiled: Compile) -> None:
    graph = compiled(
        TASK + "    body:\n      - quote: 乙\n        responsibilities:\n"
        "          - {role: lead, names: 市发改委, inferred: {names: the text says we}}\n"
    )

    assert not {t for t in triples(graph, "plan_task_7") if "edBy" in t}
    assert triples(graph, "plan_resp_lead_task_7_1") >= {
        "pk:basis code:inferred", 'pk:inferredField "names"', 'pk:reason "names: the text says we"',
    }  # fmt: skip


def test_an_editors_words_are_written_in_each_language_they_are_given_in(
    compiled: Compile,
) -> None:
    both = "{zh: 前句所说, en: told before}"
    graph = compiled(
        PASSAGE + f"values: [{{name: 生产总值, id: v, value: 1, definition: {both}, "
        f"inferred: {{period: {both}, of: only this}}, period: 2007, of: 绍兴市, note: {both}}}]\n"
    )

    assert errors(graph) == []
    assert triples(graph, "plan_obs_v") >= {
        'pk:reason "period: 前句所说"@zh-hans', 'pk:reason "period: told before"@en',
        'pk:reason "of: only this"',
        'skos:note "前句所说"@zh-hans', 'skos:note "told before"@en',
        'skos:definition "前句所说"@zh-hans', 'skos:definition "told before"@en',
    }  # fmt: skip


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("“六个一批”", {"“六个一批”", "六个一批"}),
        ("“八路三桥”工程", {"“八路三桥”工程", "八路三桥工程"}),
        ("“”", {"“”"}),
        ("新规划", {"新规划"}),
    ],
)
@pytest.mark.parametrize(
    ("lists", "local", "kind"),
    [("policies", "policy", "plan"), ("projects", "project", "park"), ("places", "place", "plot")],
)
def test_a_name_in_quotation_marks_is_found_without_them(
    compiled: Compile, lists: str, local: str, kind: str, written: str, names: set[str]
) -> None:
    record = f"{{name: {written}, id: it, en: It, kind: {kind}}}"
    graph = compiled(PASSAGE + f"{lists}: [{record}]\n")

    found = {line for line in triples(graph, f"plan_{local}_it") if line.startswith("pk:name")}
    assert found == {f'pk:name "{name}"' for name in names}


@pytest.mark.parametrize(
    ("period", "zh", "en"),
    [
        ("period: 今年", "绍兴市 地区生产总值 2007:1亿", "GDP, Shaoxing, 2007: 1亿"),
        ("period: 2006/2010", "绍兴市 地区生产总值 2006/2010:1亿", "GDP, Shaoxing, 2006/2010: 1亿"),
        ("period: 十一五", "绍兴市 地区生产总值 十一五:1亿", "GDP, Shaoxing, 11th plan: 1亿"),
        ("period: ../2010", "绍兴市 地区生产总值 至2010:1亿", "GDP, Shaoxing, by 2010: 1亿"),
        ("period: unstated", "绍兴市 地区生产总值:1亿", "GDP, Shaoxing: 1亿"),
    ],
)
def test_labels_say_a_period_in_their_own_language(
    compiled: Compile, period: str, zh: str, en: str
) -> None:
    graph = compiled(PASSAGE + f"values: [{{name: 生产总值, id: v, value: 1亿, {period}}}]\n")

    labels = {line for line in triples(graph, "plan_obs_v") if line.startswith("rdfs:label")}
    assert labels == {f'rdfs:label "{zh}"@zh-hans', f'rdfs:label "{en}"@en'}


def test_what_is_known_of_the_document_itself_has_its_note_and_reason(compiled: Compile) -> None:
    head = HEAD.replace(
        "body:", "  written-reason: {zh: 见文号, en: by its number}\n  note: No title.\nbody:"
    )

    assert triples(compiled("  - quote: 甲\n", head=head), "plan") >= {
        'pk:reason "written: 见文号"@zh-hans', 'pk:reason "written: by its number"@en',
        'skos:note "No title."@en',
    }  # fmt: skip


VALUES = [
    (
        "500家以上",
        {"pk:bound code:at-least", 'pk:value "500"', 'pk:minValue "500"', "pk:unit unit:NUM"},
    ),
    ("超70亿元", {"pk:bound code:more-than", 'pk:minValue "7000000000"', "pk:unit unit:CCY_CNY"}),
    ("10~12万", {"pk:bound code:range", 'pk:minValue "100000"', 'pk:maxValue "120000"'}),
    ("105.70平方公里", {"pk:bound code:exact", 'pk:value "105.7"', 'pk:maxValue "105.7"'}),
    ("达到省定要求", set()),
]


@pytest.mark.parametrize(("written", "expected"), VALUES)
def test_a_value_is_read_and_kept_as_written(
    compiled: Compile, written: str, expected: set[str]
) -> None:
    graph = compiled(
        f"  - quote: 甲\n    period: 2009\n    values: [{{name: 生产总值, id: v, value: "
        f"{written}}}]\n"
    )

    said = triples(graph, "plan_obs_v")
    assert said >= {
        "rdf:type pk:Observation", "pk:indicator id:gdp", "pk:subject id:shaoxing",
        f'pk:valueAsWritten "{written}"', "pk:status code:actual", 'pk:period "2009"^^edtf:EDTF',
        'pk:year "2009"^^xsd:integer', 'pk:end "2009-12-31"^^xsd:date',
    }  # fmt: skip
    numbers = {re.sub(r"\^\^xsd:decimal", "", t) for t in said}
    assert numbers >= expected
    assert any(t.startswith("pk:bound") for t in numbers) == bool(expected)


def test_a_target_belongs_to_its_task_and_ends_with_its_year(compiled: Compile) -> None:
    graph = compiled(
        TASK + "    body:\n      - quote: 乙\n        targets:\n"
        "          - {name: 新房, en: New flats, value: 3000余套, by: 2010, of: 越城区, "
        "stage: 二期}\n"
    )

    (key,) = [iri for iri in graph.trace if "plan_obs_" in iri]
    assert triples(graph, key.removeprefix(f"{BASE}id/")) >= {
        "rdf:type pk:Target", "rdf:type pk:Observation", "pk:task id:plan_task_7",
        "pk:subject id:yuecheng", "pk:indicator id:plan_ind_new-flats", "pk:status code:target",
        'pk:period "../2010"^^edtf:EDTF', 'pk:stage "二期"',
    }  # fmt: skip
    assert triples(graph, "plan_ind_new-flats") >= {
        "rdf:type pk:Indicator", 'rdfs:label "New flats"@en', 'pk:name "新房"', "pk:basis "
        "code:stated",
    }  # fmt: skip


def test_growth_is_an_observation_of_its_own_indicator(compiled: Compile) -> None:
    graph = compiled(
        PASSAGE + "period: 2009\n    values:\n"
        "      - {name: 生产总值, value: 70亿元, growth: 同比增长18.8%}\n"
        "      - {name: 人口, en: People, growth: 增长3%}\n"
    )

    assert triples(graph, "plan_obs_gdp_2009_growth") >= {
        "pk:indicator id:gdp-growth", "pk:changeOf id:plan_obs_gdp_2009", "pk:unit unit:PERCENT",
        'pk:value "18.8"^^xsd:decimal', 'pk:valueAsWritten "同比增长18.8%"',
    }  # fmt: skip
    assert triples(graph, "plan_ind_people-growth") >= {
        "pk:growthOf id:plan_ind_people", 'rdfs:label "Growth of people"@en',
    }  # fmt: skip


def test_a_part_of_a_whole_points_to_it(compiled: Compile) -> None:
    graph = compiled(
        PASSAGE + "period: 2009\n    values:\n"
        "      - {name: 生产总值, value: 70亿元}\n"
        "      - {name: 工业, en: Industry, value: 40亿元, part-of: 生产总值}\n"
    )

    assert "pk:subsetOf id:plan_obs_gdp_2009" in triples(graph, "plan_obs_industry_2009")


def test_a_project_has_its_investor_and_investment(compiled: Compile) -> None:
    graph = compiled(
        PASSAGE + "enterprises: [{name: 丙厂, id: c, en: C, kind: firm, place: 越城区}]\n"
        "    projects: [{name: 乙, id: b, en: B, kind: industry, investment: 5亿元, investor: c}]\n"
    )

    assert triples(graph, "plan_project_b") >= {
        "rdf:type pk:Project", "rdf:type pk:Action", "pk:investor id:plan_enterprise_c",
        "pk:kind code:industry",
    }  # fmt: skip
    assert triples(graph, "plan_project_b_investment") >= {
        "pk:indicator id:investment", "pk:subject id:plan_project_b",
        'pk:value "500000000"^^xsd:decimal',
    }  # fmt: skip
    assert triples(graph, "plan_enterprise_c") >= {
        "rdf:type pk:Enterprise", "rdf:type pk:Organization", "pk:locatedIn id:yuecheng",
    }  # fmt: skip


def test_a_known_thing_is_mentioned_and_an_own_one_defined(compiled: Compile) -> None:
    graph = compiled(
        PASSAGE
        + "places: [{name: 绍兴, claim: 首个}, {name: 乙园, id: park, en: Park, in: 绍兴}]\n"
        "    policies: [{name: 八八战略, role: guiding}, {name: 丙, id: c, en: C, number: "
        "1号, issuers: 市发改委}]\n"
    )

    assert triples(graph, "plan_mention_shaoxing") >= {
        "pk:mentions id:shaoxing", 'pk:nameAsWritten "绍兴"', 'pk:claim "首个"',
    }  # fmt: skip
    assert triples(graph, "plan_place_park") >= {"rdf:type pk:Place", "pk:partOfPlace id:shaoxing"}
    assert triples(graph, "plan_policy_c") >= {
        "rdf:type pk:NormativeDocument", "rdf:type pk:Policy", 'pk:documentNumber "1号"',
        "pk:issuedBy id:drc",
    }  # fmt: skip
    assert triples(graph, "plan") >= {
        "pk:refersTo id:shaoxing", "pk:guidedBy id:ba-ba", "pk:refersTo id:plan_policy_c",
    }  # fmt: skip


def test_happenings_say_who_when_and_where(compiled: Compile) -> None:
    graph = compiled(
        PASSAGE + "period: 去年\n"
        "    events: [{name: 会, id: e, en: M, kind: merger, merged: [绍兴, 越城区], into: "
        "shaoxing}]\n"
        "    recognitions: [{title: 金榜, id: r, en: G, level: national, status: obtained, "
        "of: 越城区}]\n"
        "    posts: [{person: 赵锡雄, id: p, post: 书记, en: Secretary, body: 市发改委}]\n"
    )

    assert triples(graph, "plan_event_e") >= {
        "rdf:type pk:Event", "rdf:type org:ChangeEvent", "org:originalOrganization id:yuecheng",
        "org:resultingOrganization id:shaoxing", 'pk:year "2006"^^xsd:integer',
        'pk:inferredField "period"',
    }  # fmt: skip
    assert triples(graph, "plan_recognition_r") >= {
        "pk:subject id:yuecheng", 'pk:title "金榜"', "pk:recognitionStatus code:obtained",
    }  # fmt: skip
    (person,) = [t.split("id:")[1] for t in triples(graph, "plan_post_p") if "pk:person" in t]
    assert triples(graph, person) >= {"rdf:type pk:Person", 'rdfs:label "Zhao Xixiong"@en'}


@pytest.mark.parametrize("status", ["actual", "expected", "planned", "target"])
@pytest.mark.parametrize(
    ("record", "subject"),
    [
        ("events: [{name: 会, id: e, en: M, kind: meeting, STATUS}]", "plan_event_e"),
        (
            "posts: [{person: 赵锡雄, id: p, post: 书记, en: S, body: 市发改委, STATUS}]",
            "plan_post_p",
        ),
        ("projects: [{name: 会, id: j, en: P, kind: park, STATUS}]", "plan_project_j"),
        ("enterprises: [{name: 会, id: f, en: F, kind: firm, STATUS}]", "plan_enterprise_f"),
        ("organisations: [{name: 会, id: o, en: O, kind: agency, STATUS}]", "plan_org_o"),
        ("places: [{name: 会, id: w, en: W, kind: facility, STATUS}]", "plan_place_w"),
        ("policies: [{name: 会, id: c, en: C, kind: plan, STATUS}]", "plan_policy_c"),
        (
            "relations: [{subject: 越城区, relation: serves, object: 绍兴, id: r, STATUS}]",
            "plan_rel_serves_r",
        ),
    ],
    ids=lambda given: given.split(":")[0],
)
def test_the_status_of_every_kind_is_in_the_graph(
    compiled: Compile, record: str, subject: str, status: str
) -> None:
    told = compiled(
        PASSAGE + f"period: 2007\n    {record.replace('STATUS', f'status: {status}')}\n"
    )
    silent = compiled(PASSAGE + f"period: 2007\n    {record.replace(', STATUS', '')}\n")

    assert f"pk:status code:{status}" in triples(told, subject)
    assert [t for t in triples(silent, subject) if t.startswith("pk:status")] == []


def test_a_passage_hands_its_status_down_to_events_and_posts(compiled: Compile) -> None:
    graph = compiled(
        PASSAGE + "period: 2007\n    status: planned\n"
        "    events: [{name: 会, id: e, en: M, kind: meeting},"
        " {name: 节, id: f, en: F, kind: festival, status: actual}]\n"
        "    posts: [{person: 赵锡雄, id: p, post: 书记, en: S, body: 市发改委}]\n"
    )

    assert "pk:status code:planned" in triples(graph, "plan_event_e")
    assert "pk:status code:actual" in triples(graph, "plan_event_f")
    assert "pk:status code:planned" in triples(graph, "plan_post_p")


def test_a_relation_is_a_node_and_a_shortcut(compiled: Compile) -> None:
    graph = compiled(
        PASSAGE + "relations:\n"
        "      - {subject: 越城区, relation: part-of-place, object: 绍兴, id: a}\n"
        "      - {subject: 绍兴, relation: aims-at, object: 名城, object-en: Famed city, id: b}\n"
        "      - {subject: 绍兴, relation: aims-at, object: 新城, object-en: New city, id: c,"
        " inferred: {subject: we}}\n"
    )

    assert triples(graph, "plan_rel_part-of-place_a") >= {
        "rdf:type pk:Relation", "rdf:type rdf:Statement", "rdf:subject id:yuecheng",
        "rdf:predicate pk:partOfPlace", "rdf:object id:shaoxing",
    }  # fmt: skip
    assert "pk:aimsAt id:plan_thing_famed-city" in triples(graph, "shaoxing")
    assert "pk:aimsAt id:plan_thing_new-city" not in triples(graph, "shaoxing")
    assert triples(graph, "plan_thing_famed-city") >= {"rdf:type pk:Thing", 'pk:name "名城"'}
    assert graph.links.count(b"partOfPlace") == 1  # the authority says so too: said once


def test_a_relation_that_is_aimed_at_is_told_apart_and_has_no_shortcut(compiled: Compile) -> None:
    graph = compiled(
        PASSAGE + "relations:\n"
        "      - {subject: 越城区, relation: cooperates-with, object: 绍兴, id: a,"
        " status: target}\n"
        "      - {subject: 越城区, relation: serves, object: 绍兴, id: b, status: actual}\n"
        "      - {subject: 绍兴, relation: positioned-as, object: 名城, object-en: Famed, id: c,"
        " status: target}\n"
    )

    assert "pk:status code:target" in triples(graph, "plan_rel_cooperates-with_a")
    assert graph.links.count(b"cooperatesWith") == 0
    assert graph.links.count(b"serves") == 1
    assert "pk:positionedAs id:plan_thing_famed" in triples(graph, "shaoxing")


def test_a_quotation_has_the_words_of_the_facts_and_their_place_in_the_text(
    compiled: Compile,
) -> None:
    graph = compiled(
        "  - quote: 总产值 “甲”\n    places: [{name: 绍兴}]\n", "题\n\n总产值\u00a0“甲”。\n"
    )

    assert errors(graph) == []
    assert triples(graph, "plan_q_3-10") >= {
        "rdf:type pk:Quotation", 'oa:exact "总产值 “甲”"', 'oa:start "3"^^xsd:integer',
        'oa:end "10"^^xsd:integer', "prov:wasQuotedFrom id:plan", 'pk:rule "space"',
    }  # fmt: skip
    mention = triples(graph, "plan_mention_shaoxing")
    assert {"pk:evidence id:plan_q_3-10", 'pk:words "总产值 “甲”"'} <= mention


def test_texts_are_escaped(compiled: Compile) -> None:
    graph = compiled('  - quote: "a\\"b\\\\c\\nd"\n    places: [{name: 绍兴}]\n')

    quads = list(parse(graph.documents["plan"], format=RdfFormat.N_QUADS))
    exact = {str(q.object) for q in quads if q.predicate.value.endswith("exact")}
    assert exact == {'"a\\"b\\\\c\\nd"'}


DANGLING = [
    (VALUE + "of: 越成区}]\n", "reference-unknown", 10),
    (PASSAGE + "relations: [{subject: nowhere, relation: serves, object: "
    "绍兴}]\n", "reference-unknown", 10),
    (TASK + "    lead: (牵头单位:市发展委)\n", "reference-unknown", 13),
    (PASSAGE + "events: [{name: 会, en: M, kind: meeting, organiser: "
    "乙}]\n", "reference-unknown", 10),
    (PASSAGE + "responsibilities: [{role: lead, names: 市发改委, for: "
    "c9/t9}]\n", "reference-unknown", 10),
    (VALUE + "period: 2010-13-45}]\n", "period-unreadable", 10),
    (PASSAGE + "targets: [{name: 生产总值, value: 1, by: 尽早}]\n", "period-unreadable", 10),
    (VALUE + "unit: 里}]\n", "unit-unknown", 10),
    (VALUE + "number: NaN}]\n", "number-unreadable", 10),
    (VALUE + "part-of: 乙}]\n", "reference-unknown", 10),
    (PASSAGE + "values: [{name: 乙, value: 1}]\n", "label-missing", 10),
]  # fmt: skip


@pytest.mark.parametrize(("body", "rule", "line"), DANGLING)
def test_says_what_means_nothing(compiled: Compile, body: str, rule: str, line: int) -> None:
    graph = compiled(body)

    assert errors(graph) == [(rule, line)]


def test_names_the_nearest_of_what_means_nothing(compiled: Compile) -> None:
    graph = compiled(VALUE + "of: 越成区}]\n")

    assert "yuecheng (越城区)" in graph.problems[0].en


@pytest.mark.parametrize("identity", ["drc", "authority"])
def test_a_document_may_not_take_another_id(compiled: Compile, identity: str) -> None:
    graph = compiled("  - quote: 甲\n", head=HEAD.replace("id: plan", f"id: {identity}"))

    assert ("document-id", 2) in errors(graph)
    assert graph.documents == {}


def test_problems_of_a_file_do_not_hide_another_file(compiled: Compile, tmp_path: Path) -> None:
    compiled("  - quote: 甲\n")
    (tmp_path / "facts/other.yaml").write_text("document: x\n", encoding="utf-8")

    graph = compile_workspace(open_workspace(tmp_path))

    assert list(graph.documents) == ["plan"]
    assert {problem.at.file for problem in graph.problems} == {"facts/other.yaml"}


def test_a_facts_file_may_not_lead_out_of_the_workspace(compiled: Compile, tmp_path: Path) -> None:
    compiled("  - quote: 甲\n")
    outside = tmp_path.parent / f"{tmp_path.name}-outside.yaml"
    outside.write_text(HEAD.replace("plan", "other"), encoding="utf-8")
    (tmp_path / "facts/other.yaml").symlink_to(outside)

    graph = compile_workspace(open_workspace(tmp_path))

    assert [problem.rule for problem in graph.problems] == ["workspace-path"]


# -- whole workspaces ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def synthetic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("synthetic")
    write_workspace(folder, 6)
    return folder


def test_the_same_input_gives_the_same_bytes_by_any_number_of_processes(synthetic: Path) -> None:
    workspace = open_workspace(synthetic)

    one, two = (compile_workspace(workspace, processes=number) for number in (1, 3))

    assert one.parts == two.parts
    assert one.inputs == two.inputs
    assert one.trace == two.trace


def test_a_synthetic_workspace_is_sound_and_rich(synthetic: Path) -> None:
    graph = compile_workspace(open_workspace(synthetic))

    assert graph.problems == []
    assert all(part.count(b"/ns#Task>") == 36 for part in graph.documents.values())
    assert all(part.count(b"/ns#ledBy>") > 60 for part in graph.documents.values())
    assert sum(map(len, graph.documents.values())) > 6 * 300_000


@pytest.fixture(scope="module")
def committed(root: Path) -> CompiledGraph:
    return compile_workspace(open_workspace(root))


def test_every_graph_is_sorted_and_free_of_repetition(committed: CompiledGraph) -> None:
    for part in committed.parts.values():
        lines = part.decode().splitlines()
        assert lines == sorted(set(lines))


def test_no_triple_stands_in_two_graphs_and_none_has_a_blank_node(committed: CompiledGraph) -> None:
    seen: set[str] = set()
    for part in committed.parts.values():
        here = {line.rsplit(" <", 1)[0] for line in part.decode().splitlines()}
        assert not here & seen
        seen |= here
        quads = list(parse(part, format=RdfFormat.N_QUADS))
        assert not any(isinstance(q.subject, BlankNode) for q in quads)
        assert not any(isinstance(q.object, BlankNode) for q in quads)


def test_the_store_keeps_every_literal_as_it_is_written(committed: CompiledGraph) -> None:
    part = b"".join(committed.documents.values())
    store = Store()
    store.load(part, format=RdfFormat.N_QUADS)

    assert sorted(f"{quad} .\n" for quad in store) == sorted(
        part.decode().splitlines(keepends=True)
    )


def test_every_node_has_a_type_and_a_label_in_both_languages(committed: CompiledGraph) -> None:
    everything = b"".join(committed.parts.values()).decode()
    subjects = set(re.findall(r"^(<[^>]*/id/[^>]*>)", everything, re.M))
    typed = set(re.findall(r"^(<[^>]*>) <[^>]*#type> ", everything, re.M))
    for language in ("zh-hans", "en"):
        labelled = re.findall(rf'^(<[^>]*>) <[^>]*#label> "[^\n]*"@{language} ', everything, re.M)
        assert subjects <= set(labelled)
        assert len(labelled) == len(set(labelled))
    assert subjects <= typed
    objects = set(re.findall(r"> (<[^>]*/id/[^>]*>) <[^>]*> \.$", everything, re.M))
    assert objects <= subjects


def test_every_fact_leads_back_to_its_line(committed: CompiledGraph, root: Path) -> None:
    for iri, place in committed.trace.items():
        file, _, line = place.rpartition(":")
        assert "/id/" in iri
        assert 0 < int(line) <= len((root / file).read_bytes().splitlines())


def test_an_unreadable_authority_file_does_not_make_every_name_unknown(
    compiled: Compile, tmp_path: Path
) -> None:
    compiled(TASK + "    lead: (牵头单位:市发改委)\n")
    (tmp_path / "facts/authority/a.yaml").write_text(AUTHORITY.replace("kind: p", "knd: p"))

    graph = compile_workspace(open_workspace(tmp_path))

    assert {problem.at.file for problem in graph.problems} == {"facts/authority/a.yaml"}


def test_a_name_of_another_kind_is_said_to_be_one(compiled: Compile) -> None:
    graph = compiled(
        PASSAGE + "projects: [{name: 乙园, id: b, en: B}]\n"
        "    events: [{name: 会, en: M, kind: meeting, place: 乙园}]\n"
    )

    assert errors(graph) == [("reference-kind", 11)]
    assert "project_b" in graph.problems[0].en


def test_one_name_may_stand_for_a_project_and_for_its_place(compiled: Compile) -> None:
    graph = compiled(
        PASSAGE + "projects: [{name: 乙园, id: b, en: B}]\n"
        "    places: [{name: 乙园, id: park, en: Park}]\n"
        "    events: [{name: 会, id: m, en: M, kind: meeting, place: 乙园}]\n"
    )

    assert errors(graph) == []
    assert "pk:place id:plan_place_park" in triples(graph, "plan_event_m")
