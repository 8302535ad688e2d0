"""Every rule by an accepted and a rejected record, against an invented text."""

# ruff: noqa: E501 - a table of records reads better unbroken

from __future__ import annotations

import pytest

from loaders.problems import Position
from loaders.rules.registry import BY_NAME, RULES, explain
from tests.evidence_example import HEADER, TEXT, broken, findings

GDP = """
  - quote: 2020年,全镇预计实现生产总值超70亿元,同比增长18.8%;财政收入完成10亿元
    period: 2020
    values:
      - {name: 生产总值, value: VALUE, status: expected EXTRA}
"""


def gdp(value: str = "超70亿元", extra: str = "") -> str:
    """A record of the gross product, with one thing changed."""
    return GDP.replace("VALUE", value).replace(" EXTRA", f", {extra}" if extra else "")


def passage(quote: str, records: str, more: str = "") -> str:
    """A passage with its records."""
    return f"  - quote: {quote}\n{more}{records}"


def target(fields: str, quote: str = "力争到2025年,建成污水管网300公里以上", more: str = "") -> str:
    """A target of the first task."""
    return passage(quote, f"    targets:\n      - {{{fields}}}\n", more)


def thing(kind: str, fields: str, quote: str) -> str:
    """A named thing."""
    return passage(quote, f"    {kind}:\n      - {{{fields}}}\n")


def duty(fields: str, quote: str) -> str:
    """A responsibility outside brackets, for a project beside it."""
    return passage(
        quote,
        "    projects:\n      - {label: {zh: 某, en: it}, id: it, kind: social, period: unstated}\n"
        f"    responsibilities:\n      - {{{fields}, for: it}}\n",
    )


def task(number: str = "1", lead: str | None = None, body: str = "", kind: str = "lead") -> str:
    """The first task with its bracket."""
    bracket = lead or "(牵头单位:县水利局、县住建局、*开发区管委会)"
    return (
        "  - task: 实施“清水”工程\n"
        f"    number: {number}\n    en: Clear water\n    quote: 1.实施“清水”工程\n"
        f"    {kind}: {bracket}\n"
        f"    groups:\n      - {{name: '*开发区管委会', is: water-bureau, certainty: low}}\n{body}"
    )


NETWORK = "name: 污水管网, en: Sewers, value: 300公里以上"
WATER = "在水利方面"

CASES: dict[str, tuple[list[str], list[str]]] = {
    "value-in-quote": (
        [gdp(), target(f"{NETWORK}, by: 2025")],
        [gdp("超71亿元"), gdp("超70万元"), gdp("超70亿美元"), gdp("不到70亿元")],
    ),
    "value-whole": (
        [gdp(), target(f"{NETWORK}, by: 2025")],
        [gdp("70亿元"), gdp("超70亿"), target("name: 污水管网, en: S, value: 300公里, by: 2025")],
    ),
    "value-readable": (
        [gdp()],
        [gdp("超70亿元,同比增长18.8%").replace("value: 超70亿元,同比增长18.8%", "value: '超70亿元,同比增长18.8%'")],
    ),
    "value-agrees": (
        [gdp(extra="bound: more-than"), gdp(extra="unit: CCY_CNY"), gdp(extra="number: '7000000000'"),
         gdp(extra="number: '70', bound: exact, inferred: {number: a misprint}")],
        [gdp(extra="bound: at-least"), gdp(extra="unit: NUM"), gdp(extra="number: '70'"), gdp(extra="number: '70', note: a misprint"), gdp(extra="number: '70', inferred: {unit: why}")],
    ),
    "value-far-bound": (
        [
            passage("社区至少建成5个", "    period: 2021\n    targets:\n      - {name: 社区, en: C, value: 5个, bound: at-least, note: a target}\n"),
            passage("社区至少建成5个", "    period: 2021\n    targets:\n      - {name: 社区, en: C, value: 至少建成5个, note: a target}\n"),
            passage("社区至少建成5个", "    period: 2021\n    targets:\n      - {name: 社区, en: C, value: 至少建成5个, note: {zh: 这是目标, en: one to reach}}\n"),
        ],
        [passage("社区至少建成5个", "    period: 2021\n    targets:\n      - {name: 社区, en: C, value: 5个, note: a target}\n")],
    ),
    "value-fall": (
        [
            passage("能耗强度下降13.5%以上", "    period: 2020\n    values:\n      - {name: 能耗强度, en: E, value: 下降13.5%以上}\n"),
            passage("能耗强度下降到13.5%以下", "    period: 2020\n    values:\n      - {name: 能耗强度, en: E, value: 13.5%以下}\n"),
            passage("能耗降幅13.5%以上", "    period: 2020\n    values:\n      - {name: 能耗降幅, en: E, value: 13.5%以上}\n"),
        ],
        [
            passage("能耗强度下降13.5%以上", "    period: 2020\n    values:\n      - {name: 能耗强度, en: E, value: 13.5%以上}\n"),
            passage("利率下浮10%以上", "    period: 2020\n    values:\n      - {name: 利率, en: R, value: 10%以上}\n"),
        ],
    ),
    "value-baseline": (
        [
            passage("贷款余额不低于2019年同期余额", "    period: 2020\n    values:\n      - {name: 贷款余额, en: L, value: 不低于2019年同期余额, baseline: 2019年同期余额}\n"),
        ],
        [
            passage("贷款余额不低于2019年同期余额", "    period: 2020\n    values:\n      - {name: 贷款余额, en: L, value: 不低于2019年同期余额, baseline: 2018年同期余额}\n"),
        ],
    ),
    "growth-rate": (
        [gdp(extra="growth: 同比增长18.8%")],
        [gdp(extra="growth: 超70亿元")],
    ),
    "value-unit": (
        [gdp()],
        [gdp().replace("name: 生产总值", "name: 生产总值, indicator: land-area")],
    ),
    "value-subset": (
        [target("name: 主管网, en: M, value: 100公里以上, by: 2025, part-of: 污水管网},\n      {" + NETWORK + ", by: 2025",
                "力争到2025年,建成污水管网300公里以上,其中主管网达100公里以上").replace("      - {name: 主", "      [{name: 主").replace("by: 2025}\n", "by: 2025}]\n")],
        [target("name: 主管网, en: M, value: 100公里以上, by: 2025},\n      {" + NETWORK + ", by: 2025, part-of: 主管网",
                "力争到2025年,建成污水管网300公里以上,其中主管网达100公里以上").replace("      - {name: 主", "      [{name: 主").replace("主管网}\n", "主管网}]\n")],
    ),
    "measure-in-quote": ([gdp()], [gdp().replace("name: 生产总值", "name: 工业总产值, en: O")]),
    "measure-nearest": (
        [gdp(extra="growth: 同比增长18.8%}\n      - {name: 财政收入, value: 10亿元")],
        [
            gdp("10亿元", extra="note: expected}\n      - {name: 财政收入, value: 超70亿元, status: expected"),
            gdp(extra="note: x}\n      - {name: 财政收入, value: 超70亿元, status: expected, id: second"),
        ],
    ),
    "status-actual": (
        [gdp(), gdp().replace("status: expected", "note: actual by the year book")],
        [gdp().replace("status: expected", "status: actual"), target(f"{NETWORK}, by: 2025, status: actual")],
    ),
    "status-cue": (
        [gdp(), target(f"{NETWORK}, by: 2025")],
        [
            passage("镇道路建设办公室负责改造道路15条", "    period: 2020\n    values:\n      - {name: 道路, en: R, value: 15条, status: expected}\n"),
            passage("镇道路建设办公室负责改造道路15条", "    period: 2020\n    values:\n      - {name: 道路, en: R, value: 15条, status: planned}\n"),
        ],
    ),
    "status-recognition": (
        [thing("recognitions", "title: 县级示范窗口, en: W, status: obtained, period: unstated", "荣获“县级示范窗口”称号"),
         thing("recognitions", "title: 省级示范窗口, en: W, status: sought, period: unstated", "争创省级示范窗口")],
        [thing("recognitions", "title: 省级示范窗口, en: W, status: obtained, period: unstated", "争创省级示范窗口"),
         thing("recognitions", "title: 县级示范窗口, en: W, status: sought, period: unstated", "荣获“县级示范窗口”称号")],
    ),
    "level-word": (
        [thing("recognitions", "title: 县级示范窗口, en: W, level: county, status: obtained, period: unstated", "荣获“县级示范窗口”称号")],
        [thing("recognitions", "title: 县级示范窗口, en: W, level: national, status: obtained, period: unstated", "荣获“县级示范窗口”称号")],
    ),
    "post-person": (
        [thing("posts", "person: 王小明, post: 书记, en: Secretary, period: unstated", "王小明书记到现场调研")],
        [thing("posts", "person: 书记, post: 王小明, en: Secretary, period: unstated", "王小明书记到现场调研")],
    ),
    "target-until": (
        [target(f"{NETWORK}, by: 2025"), target(f"{NETWORK}, period: unstated", "建成污水管网300公里以上,其中主管网达100公里以上")],
        [target(f"{NETWORK}, period: 2025")],
    ),
    "kind-word": (
        [thing("events", "name: 现场调研, en: Visit, kind: visit, period: unstated", "王小明书记到现场调研"),
         thing("events", "name: 现场调研, en: Visit, kind: merger, period: unstated, note: told elsewhere", "王小明书记到现场调研")],
        [thing("events", "name: 现场调研, en: Visit, kind: merger, period: unstated", "王小明书记到现场调研"),
         passage("常住人口10~12万", "    relations:\n      - {subject: qinghe, relation: adjacent-east, object: 常住人口, object-en: x}\n")],
    ),
    "name-in-quote": (
        [thing("policies", "name: 关于振兴青河的意见, id: view, en: V, number: 云县委发〔2020〕8号, kind: plan", "为落实县委《关于振兴青河的意见》(云县委发〔2020〕8号)"),
         thing("posts", "person: 王小明, post: 书记, en: Secretary, period: 2020", "去年,镇道路建设办公室负责改造道路15条,王小明书记到现场调研")],
        [thing("policies", "name: 关于振兴云县的意见, id: view, en: V, kind: plan", "为落实县委《关于振兴青河的意见》(云县委发〔2020〕8号)"),
         thing("policies", "name: 关于振兴青河的意见, id: view, en: V, number: 云县委发〔2020〕9号, kind: plan", "为落实县委《关于振兴青河的意见》(云县委发〔2020〕8号)"),
         thing("posts", "person: 王大明, post: 书记, en: Secretary, period: unstated", "王小明书记到现场调研"),
         thing("posts", "person: 王小明, post: 镇长, en: Mayor, period: unstated", "王小明书记到现场调研")],
    ),
    "name-mask": (
        [thing("organisations", "name: '*开发区管委会', id: zone, en: Z, kind: management-committee", "(牵头单位:县水利局、县住建局、*开发区管委会)")],
        [thing("organisations", "name: 开发区管委会, id: zone, en: Z, kind: management-committee", "(牵头单位:县水利局、县住建局、*开发区管委会)")],
    ),
    "also-named-in-text": (
        [thing("policies", "name: “清水”工程, id: water, en: W, kind: programme, also-named: 清水", "实施“清水”工程")],
        [thing("policies", "name: “清水”工程, id: water, en: W, kind: programme, also-named: 净水工程", "实施“清水”工程")],
    ),
    "names-order": (
        [duty("role: lead, names: [镇党政办]", "由镇党政办牵头、派出所配合")],
        [duty("role: implement, names: [派出所, 镇党政办], inferred: {role: x}", "由镇党政办牵头、派出所配合")],
    ),
    "role-word": (
        [duty("role: lead, names: [镇党政办]", "由镇党政办牵头、派出所配合"),
         duty("role: support, names: [派出所]", "由镇党政办牵头、派出所配合"),
         duty("role: responsible, names: [镇道路建设办公室]", "镇道路建设办公室负责改造道路15条"),
         task()],
        [duty("role: support, names: [镇党政办]", "由镇党政办牵头、派出所配合"),
         duty("role: lead, names: [派出所]", "由镇党政办牵头、派出所配合"),
         duty("role: host-office, names: [镇道路建设办公室]", "镇道路建设办公室负责改造道路15条"),
         task(kind="support")],
    ),
    "group-in-bracket": ([task()], [task().replace("'*开发区管委会'", "各有关单位")]),
    "identity-name": (
        [duty("role: lead, names: [{name: 镇党政办, is: qinghe-office}]", "由镇党政办牵头、派出所配合").replace(
            "    projects:", "    organisations:\n      - {name: 镇党政办, id: qinghe-office, en: O, kind: agency}\n    projects:")],
        [duty("role: lead, names: [{name: 镇党政办, is: finance-bureau}]", "由镇党政办牵头、派出所配合")],
    ),
    "period-in-quote": (
        [gdp(), target(f"{NETWORK}, by: 2025"),
         passage("去年,镇道路建设办公室负责改造道路15条", "    period: 2020\n    values:\n      - {name: 道路, en: R, value: 15条}\n"),
         passage("镇道路建设办公室负责改造道路15条", "    also: 2020年,全镇预计实现生产总值超70亿元\n    period: 2020\n    values:\n      - {name: 道路, en: R, value: 15条, inferred: {status: done}}\n"),
         passage("镇道路建设办公室负责改造道路15条", "    period: 2019\n    inferred: {period: from elsewhere}\n    values:\n      - {name: 道路, en: R, value: 15条}\n")],
        [gdp().replace("period: 2020", "period: 2019"), target(f"{NETWORK}, by: 2026"),
         passage("镇道路建设办公室负责改造道路15条", "    period: 2020\n    values:\n      - {name: 道路, en: R, value: 15条}\n"),
         passage("2020年,全镇预计实现生产总值超70亿元", "    period: 2020-03\n    values:\n      - {name: 生产总值, value: 超70亿元, status: expected}\n")],
    ),
    "period-told": (
        [gdp()],
        [gdp().replace("    period: 2020\n", "")],
    ),
    "period-unstated": ([gdp()], [gdp().replace("period: 2020", "period: unstated")]),
    "count-document": ([task()], []),
    "numbering": ([task()], [task().replace("number: 1", "number: 2")]),
    "part-number": ([task()], [task(number="2"), task(number="十")]),
    "part-unnumbered": ([task()], [task().replace("    number: 1\n", "")]),
    "bracket-name": ([task()], []),
    "inferred-field": (
        [gdp(extra="inferred: {status: x}")],
        [gdp(extra="inferred: {statuses: x}")],
    ),
    "inferred-empty": (
        [gdp(extra="inferred: {place: x}, place: qinghe-town")],
        [gdp(extra="inferred: {stage: x}")],
    ),
    "passage-empty": ([gdp()], [passage("常住人口10~12万", "")]),
    "english": (
        [target(f"{NETWORK}, by: 2025")],
        [target(f"{NETWORK}, by: 2025".replace(", en: Sewers", ""))],
    ),
    "quote-edge-word": (
        [thing("events", "name: 到现场调研, kind: survey, en: Visit, period: unstated", "王小明书记到现场调研")],
        [thing("events", "name: 到现场调研, kind: survey, en: Visit, period: unstated", "小明书记到现场调研"),
         thing("events", "name: 现场, kind: survey, en: Visit, period: unstated", "王小明书记到现场调")],
    ),
    "quote-punctuation": (
        [thing("events", "name: 到现场调研, kind: survey, en: Visit, period: unstated", "王小明书记到现场调研")],
        [thing("events", "name: 到现场调研, kind: survey, en: Visit, period: unstated", "王小明书记到现场调研。")],
    ),
}  # fmt: skip

ACCEPTED = [(rule, body) for rule, (fine, _) in CASES.items() for body in fine]
REFUSED = [(rule, body) for rule, (_, wrong) in CASES.items() for body in wrong]


@pytest.mark.parametrize(("rule", "body"), ACCEPTED)
def test_a_rule_accepts(rule: str, body: str) -> None:
    assert rule in BY_NAME
    assert rule not in broken(body)


@pytest.mark.parametrize(("rule", "body"), REFUSED)
def test_a_rule_rejects(rule: str, body: str) -> None:
    assert rule in broken(body)


def counted(counts: str) -> str:
    return HEADER.replace("  article:", f"  counts: {counts}\n  article:")


def test_what_the_document_counts_is_counted() -> None:
    assert "count-document" not in broken(task(), counted("{tasks: 1}"))
    assert "count-document" in broken(task(), counted("{tasks: 3}"))
    assert "count-document" in broken(task(), counted("{duties: 1}"))


def test_what_a_passage_counts_is_told_and_announced() -> None:
    body = thing("places", "name: 青河", "社区至少建成5个").replace(
        "    places", "    counts: {places: 5}\n    places"
    )
    assert "count-passage" in broken(body)
    assert "count-in-quote" not in broken(body)
    assert "count-in-quote" in broken(body.replace("places: 5", "places: 7"))


def test_every_bracket_of_the_text_is_used_once() -> None:
    unused = [p for p in findings(task()) if p.rule == "bracket-unused"]
    assert len(unused) == 2
    assert any("〈" in problem.read for problem in unused)
    bracket = "(牵头单位:县水利局、县住建局、*开发区管委会)"
    nested = "".join(f"    {line}\n" for line in task().splitlines())
    twice = f"  - strategy: 做强产业\n    number: 一\n    en: Industry\n    quote: 一、做强产业\n    lead: {bracket}\n    body:\n"
    assert "bracket-twice" in broken(twice + nested)


def test_a_lead_of_another_task_is_refused() -> None:
    body = task(lead="(牵头单位:县交通局、各有关单位)") + (
        "  - task: 推进道路改造\n    number: 2\n    en: Roads\n    quote: 2.推进道路改造\n"
    )
    assert "quote-outside-part" in broken(body)


def test_a_quote_of_the_neighbouring_task_is_refused() -> None:
    inner = "    body:\n      - quote: 王小明书记到现场调研\n        events:\n          - {name: 调研, en: V, kind: survey, period: unstated}\n"
    after = "  - task: 推进道路改造\n    number: 2\n    en: Roads\n    quote: 2.推进道路改造\n"
    assert "quote-outside-part" in broken(task(body=inner) + after)


def test_a_reading_occurs_as_often_as_it_says() -> None:
    header = HEADER.replace(
        "  article:", "  readings: [{raw: '*', reading: 青河, occurs: N}]\n  article:"
    )
    assert "reading-occurs" not in broken(task(), header.replace("N", "1"))
    assert "reading-occurs" in broken(task(), header.replace("N", "2"))


def test_the_body_follows_the_text() -> None:
    later = passage(
        "常住人口10~12万",
        "    places:\n      - {name: 青河, is: qinghe-town, inferred: {name: x}}\n",
    )
    assert "body-order" not in broken(gdp() + later)
    assert "body-order" in broken(later + gdp())


def test_without_the_text_claims_are_still_checked() -> None:
    assert "value-in-quote" in broken(gdp("超71亿元"), text=None)
    assert "period-in-quote" in broken(gdp().replace("period: 2020", "period: 2019"), text=None)


def test_every_rule_explains_itself_in_both_languages() -> None:
    for rule in RULES:
        assert rule.en and rule.zh and rule.accepts and rule.rejects
        assert explain(rule.name) is rule
    assert len(BY_NAME) == len(RULES)
    assert explain("no-such-rule") is None


def test_every_rule_that_checks_records_has_its_cases() -> None:
    elsewhere = {"count-document", "bracket-unused", "bracket-whole", "deadline-agrees", "document-number", "reading-occurs", "body-order", "quote-long", "lead-rule",
                 "uncovered-value", "measure-sentence", "status-done", "period-readable"}  # fmt: skip
    checked = {rule.name for rule in RULES if rule.check is not None}
    assert checked - set(CASES) <= elsewhere


def test_a_value_and_its_measure_stand_in_one_sentence() -> None:
    quote = "社区至少建成5个。\n\n一、做强产业\n\n1.实施“清水”工程"
    body = "  - quote: '常住人口10~12万,社区至少建成5个'\n    period: 2021\n    values:\n      - {name: 常住人口, en: P, value: 10~12万}\n"
    assert "measure-sentence" not in broken(body)
    text = TEXT.replace("常住人口10~12万,社区", "常住人口多。另有10~12万,社区")
    far = body.replace("常住人口10~12万,社区至少建成5个", "常住人口多。另有10~12万,社区至少建成5个")
    assert "measure-sentence" in broken(far, text=text)
    assert quote in TEXT.replace("5个。", "5个。")


def test_what_is_done_is_no_aim() -> None:
    text = TEXT.replace("力争到2025年,建成", "到2025年,累计建成")
    body = target(f"{NETWORK}, by: 2025", "到2025年,累计建成污水管网300公里以上")
    assert "status-done" in broken(body, text=text)


def test_a_period_that_is_none_is_refused() -> None:
    assert "period-readable" in broken(gdp().replace("period: 2020", "period: 2020-13-45"))


def test_a_quote_that_copies_the_text_is_refused() -> None:
    long = "一" * 401
    assert "quote-long" in broken(passage(long, "    places:\n      - {name: 青河}\n"))


def test_findings_know_their_place_and_repair() -> None:
    found = next(p for p in findings(gdp("70亿元")) if p.rule == "value-whole")
    assert found.fix is not None and (found.fix.old, found.fix.new) == ("70亿元", "超70亿元")
    assert found.at == Position("qinghe.yaml", 14, 29)
    assert found.record.startswith("obs_gdp")
