"""An invented text and a small way to check records against it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from loaders.evidence.locate import locate_document
from loaders.evidence.sources import SourceText, folder_of, source_text
from loaders.facts.flatten import flatten
from loaders.facts.model import DocumentFacts
from loaders.identity.authority import Authority
from loaders.identity.loading import load_authority
from loaders.problems import Position, Problem
from loaders.rules.base import Case
from loaders.rules.registry import check_case
from loaders.yaml.parse import parse_document
from loaders.yaml.records import DocumentHeader

TEXT = """网站首页 > 文件

青河镇2021年工作方案

为落实县委《关于振兴青河的意见》(云县委发〔2020〕8号),特制定本方案。2020年,全镇预计实现生产总值超70亿元,同比增长18.8%;财政收入完成10亿元。常住人口10~12万,社区至少建成5个。

一、做强产业

1.实施“清水”工程。力争到2025年,建成污水管网300公里以上,其中主管网达100公里以上。不少于20家企业参与。(牵头单位:县水利局、县住建局、*开发区管委会)

2.推进道路改造。去年,镇道路建设办公室负责改造道路15条,王小明书记到现场调研。(牵头单位:县交通局、各有关单位)

二、做优服务

3.改善政务服务。审批时限压缩至3个工作日内,荣获“县级示范窗口”称号,争创省级示范窗口。由镇党政办牵头、派出所配合。〈牵头单位:县审改办、各开发区(工业区、新区)管委会〉

版权所有 青河网
"""

HEADER = """\
document:
  id: qinghe
  title: {zh: 青河镇2021年工作方案, en: Qinghe work plan 2021}
  genre: action-plan
  jurisdiction: qinghe-town
  written: 2021
  source: {file: qinghe.txt, language: zh-hans}
  article: {from: 青河镇2021年工作方案, to: 管委会〉}
"""

AUTHORITY = """\
places:
  yunxian: {name: {zh: 云县, en: Yun County}, kind: county}
  qinghe-town: {name: {zh: 青河镇, en: Qinghe}, kind: town, in: yunxian, aliases: [青河]}
organisations:
  water-bureau:
    name: {zh: 云县水利局, en: Water Bureau}
    kind: department
    scope: yunxian
    aliases: [县水利局]
  finance-bureau:
    name: {zh: 云县财政局, en: Finance Bureau}
    kind: department
    scope: yunxian
    aliases: [县财政局]
indicators:
  gdp: {name: {zh: 生产总值, en: GDP}, unit: CCY_CNY}
  revenue: {name: {zh: 财政收入, en: Revenue}, unit: CCY_CNY}
  land-area: {name: {zh: 总面积, en: Land area}, unit: KiloM2}
periods:
  十四五: {is: 2021/2025, en: 14th five-year plan}
"""


@lru_cache(maxsize=1)
def authority() -> Authority:
    """The identities that the example's records refer to."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "shared.yaml")
        path.write_text(AUTHORITY, encoding="utf-8")
        known, problems = load_authority([(path, "shared.yaml")])
    assert problems == []
    return known


def document(body: str, header: str = HEADER) -> DocumentFacts:
    """Read records of the example."""
    parsed = parse_document((header + "body:\n" + body).encode(), "qinghe.yaml")
    assert parsed.problems == [], parsed.problems
    facts, problems = flatten(parsed, authority())
    assert facts is not None
    assert problems == [], problems
    return facts


def source(text: str = TEXT, header: DocumentHeader | None = None) -> SourceText:
    """Make the example's source text."""
    found = source_text(text, header or document("  []\n").header, Position("qinghe.yaml"))
    assert isinstance(found, SourceText), found
    return found


def case_of(body: str, header: str = HEADER, text: str | None = TEXT) -> tuple[Case, list[Problem]]:
    """Return records of the example under check, and the quotes that were not found."""
    facts = document(body, header)
    if text is None:
        return Case(facts, authority(), folder_of(facts.header)), []
    evidence = locate_document(facts, source(text, facts.header))
    case = Case(facts, authority(), evidence.source.folder, evidence)
    return case, evidence.problems


def findings(body: str, header: str = HEADER, text: str | None = TEXT) -> list[Problem]:
    """Return all that is wrong with records of the example, coverage apart."""
    case, problems = case_of(body, header, text)
    more, _ = check_case(case)
    return [p for p in problems + more if not p.rule.startswith("uncovered")]


def broken(body: str, header: str = HEADER, text: str | None = TEXT) -> set[str]:
    """Return the names of the rules that records of the example break."""
    return {problem.rule for problem in findings(body, header, text)}
