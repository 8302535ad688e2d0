"""Realistic invented workspaces of any size, the same for the same seed.

Each document is an action plan of an invented county: 36 tasks in six campaigns, each task
with a lead bracket, 15 values or targets, 8 enterprises with projects, a quote for each;
about 16 KB of YAML, and a source text that carries every quote once.
"""

from __future__ import annotations

import argparse
import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

NUMERALS: Final = "一二三四五六七八九十"
_VERBS: Final = ["实施", "推进", "开展", "加快", "深化", "强化", "落实", "完善"]
_OBJECTS: Final = [
    "产业升级", "园区建设", "道路畅通", "水网治理", "人才引育", "科技创新", "招商引资", "商贸提质",
    "旧城改造", "文化惠民", "医疗提升", "教育优质", "绿化美化", "节能降耗", "数字赋能", "金融服务",
    "乡村振兴", "品牌培育", "标准引领", "物流枢纽",
]  # fmt: skip
_SUFFIXES: Final = ["工程", "行动", "计划", "项目"]
_BUREAUS: Final = [
    "发展改革局", "经济信息局", "财政局", "建设局", "交通局", "水利局", "农业局", "商务局",
    "文化局", "卫生局", "教育局", "环保局", "规划局", "国土局", "人力社保局", "科技局",
    "公安局", "民政局",
]  # fmt: skip
_INDICATORS: Final = [
    ("地区生产总值", "gdp", "亿元"), ("财政收入", "fiscal-revenue", "亿元"),
    ("工业总产值", "industrial-output", "亿元"), ("固定资产投资", "fixed-investment", "亿元"),
    ("常住人口", "resident-population", "万人"), ("建成区面积", "built-up-area", "平方公里"),
    ("城镇化率", "urbanisation", "%"), ("市场主体", "market-entities", "户"),
]  # fmt: skip
_LOCAL: Final = ["新增就业岗位", "引进高层次人才", "改造老旧小区", "新建公园绿地", "培育上市企业"]
_LOCAL_EN: Final = [
    "New jobs", "High-level talents brought in", "Old residential quarters rebuilt",
    "New park areas", "Listed companies fostered",
]  # fmt: skip
_FIRM_HEADS: Final = ["恒", "华", "盛", "嘉", "金", "瑞", "永", "宏", "天", "正"]
_FIRM_TAILS: Final = ["达", "泰", "源", "丰", "通", "远", "鑫", "美"]
_FIRM_KINDS: Final = ["纺织有限公司", "机电有限公司", "食品有限公司", "新材料有限公司"]
_SURNAMES: Final = "安宁平清福永和康庆裕丰泰嘉昌顺兴德仁义礼"
_SECONDS: Final = "江河山川海湖溪泉原林谷岭峰浦洲港"


@dataclass
class Document:
    """A document under way: its YAML lines and its text."""

    yaml: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)

    def say(self, indent: int, line: str) -> None:
        self.yaml.append("  " * indent + line)


def county_name(number: int) -> str:
    """Name an invented county; no two of the first thousands are equal."""
    surname = _SURNAMES[number % len(_SURNAMES)]
    second = _SECONDS[number // len(_SURNAMES) % len(_SECONDS)]
    round_ = number // (len(_SURNAMES) * len(_SECONDS))
    third = "" if round_ == 0 else NUMERALS[(round_ - 1) % 10] * (1 + (round_ - 1) // 10)
    return f"{surname}{second}{third}县"


def document(number: int, seed: int = 1) -> tuple[str, str]:
    """Make one document.

    Args:
        number: Which one.
        seed: Of the whole workspace.

    Returns:
        The facts file and the source text.
    """
    chance = random.Random(f"{seed}/{number}")
    out = Document()
    county = county_name(number)
    year = 2005 + number % 15
    _header(out, number, county, year)
    _overview(out, chance, county, year)
    task = 0
    for campaign in range(1, 7):
        task = _campaign(out, chance, campaign, task, year)
    _enterprises(out, chance)
    return "\n".join(out.yaml) + "\n", "\n".join(out.text) + "\n"


def _header(out: Document, number: int, county: str, year: int) -> None:
    out.say(0, "document:")
    out.say(1, f"id: plan-{number:05d}")
    out.say(1, "title:")
    out.say(2, f"zh: {county}发展行动方案")
    out.say(2, f"en: Action plan of county {number}")
    out.say(1, "genre: action-plan")
    out.say(1, f"jurisdiction: county-{number:05d}")
    out.say(1, f"written: {year}")
    out.say(1, f"source: {{file: plan-{number:05d}.txt, language: zh-hans}}")
    out.say(1, "counts: {campaigns: 6, tasks: 36}")
    out.say(0, "body:")
    out.text.append(f"{county}发展行动方案")


def _overview(out: Document, chance: random.Random, county: str, year: int) -> None:
    for name, _, unit in _INDICATORS:
        amount = f"{chance.randint(20, 900)}.{chance.randint(1, 9)}{unit}"
        growth = f"同比增长{chance.randint(2, 19)}.{chance.randint(1, 9)}%"
        quote = f"{year - 1}年,全县实现{name}{amount},{growth}"
        out.text.append(f"{quote}。")
        out.say(1, f"- quote: {quote}")
        out.say(2, f"period: {year - 1}")
        out.say(2, f"values: [{{name: {name}, value: {amount}, growth: {growth}}}]")


def _campaign(out: Document, chance: random.Random, campaign: int, task: int, year: int) -> int:
    numeral = NUMERALS[campaign - 1]
    name = f"{chance.choice(_OBJECTS)}第{numeral}系列活动"
    heading = f"({numeral})开展{name}"
    out.text.append(f"{heading}。")
    out.say(1, f"- campaign: {name}")
    out.say(2, f"number: {numeral}")
    out.say(2, f"en: Campaign {campaign} of the plan")
    out.say(2, f"quote: {heading}")
    out.say(2, "body:")
    for _ in range(6):
        task += 1
        _task(out, chance, task, year)
    return task


def _task(out: Document, chance: random.Random, task: int, year: int) -> None:
    name = f"{chance.choice(_VERBS)}“{chance.choice(_OBJECTS)}{task}号”{chance.choice(_SUFFIXES)}"
    heading = f"{task}.{name}"
    bureaus = chance.sample(_BUREAUS, chance.choice([1, 2, 2, 3, 3, 4]))
    bracket = f"(牵头单位:{'、'.join(f'县{bureau}' for bureau in bureaus)})"
    out.text.append(f"{heading}。围绕重点任务抓好落实。{bracket}")
    out.say(3, f"- task: {name}")
    out.say(4, f"number: {task}")
    out.say(4, f"en: Task {task} for the county's development")
    out.say(4, f"quote: {heading}")
    out.say(4, f"lead: {bracket}")
    if task % 5 == 0:
        _target(out, chance, task, year)


def _target(out: Document, chance: random.Random, task: int, year: int) -> None:
    which = task // 5 % len(_LOCAL)
    until = year + chance.randint(2, 5)
    amount = f"{chance.randint(100, 9000)}个以上"
    quote = f"第{task}号任务力争到{until}年,{_LOCAL[which]}{amount}"
    out.text.append(f"{quote}。")
    out.say(4, "body:")
    out.say(5, f"- quote: {quote}")
    out.say(6, "targets:")
    out.say(7, f"- name: {_LOCAL[which]}")
    out.say(8, f"id: task-{task}-target")
    out.say(8, f"en: {_LOCAL_EN[which]}")
    out.say(8, f"value: {amount}")
    out.say(8, f"by: {until}")


def _enterprises(out: Document, chance: random.Random) -> None:
    for number in range(1, 9):
        firm = chance.choice(_FIRM_HEADS) + chance.choice(_FIRM_TAILS) + NUMERALS[number - 1]
        name = f"{firm}{chance.choice(_FIRM_KINDS)}"
        amount = f"{chance.randint(1, 60)}.{chance.randint(1, 9)}亿元"
        project = f"{firm}年产{chance.randint(10, 900)}万件扩建项目"
        quote = f"{name}投资{amount}建设{project}"
        out.text.append(f"{quote}。")
        out.say(1, f"- quote: {quote}")
        out.say(2, "enterprises:")
        out.say(3, f"- {{name: {name}, id: firm-{number}, en: Firm {number}, kind: manufacturer}}")
        out.say(2, "projects:")
        out.say(3, f"- name: {project}")
        out.say(4, f"id: project-{number}")
        out.say(4, f"en: Expansion project of firm {number}")
        out.say(4, "kind: industry")
        out.say(4, f"investment: {amount}")
        out.say(4, f"investor: firm-{number}")


def authority(count: int) -> str:
    """Make the authority file for ``count`` documents: places, bureaus, indicators."""
    lines = ["places:", "  shengshi: {name: {zh: 盛世省, en: Shengshi}, kind: province}"]
    for number in range(count):
        name = county_name(number)
        lines.append(
            f"  county-{number:05d}: {{name: {{zh: {name}, en: County {number}}}, kind: county, "
            "in: shengshi}"
        )
    lines.append("organisations:")
    for number in range(count):
        name = county_name(number)
        for index, bureau in enumerate(_BUREAUS):
            lines.append(
                f"  county-{number:05d}-bureau-{index + 1}: {{name: {{zh: {name}{bureau}, "
                f"en: Bureau {index + 1} of county {number}}}, kind: department, "
                f"scope: county-{number:05d}, aliases: [县{bureau}]}}"
            )
    lines.append("indicators:")
    for name, identity, _ in _INDICATORS:
        english = identity.replace("-", " ").capitalize()
        lines.append(f"  {identity}: {{name: {{zh: {name}, en: {english}}}}}")
        lines.append(
            f"  {identity}-growth: {{name: {{zh: {name}增长率, en: Growth of {english.lower()}}}, "
            f"unit: PERCENT, growth-of: {identity}}}"
        )
    lines.append("  investment: {name: {zh: 投资额, en: Investment}, unit: CCY_CNY}")
    return "\n".join(lines) + "\n"


def write_workspace(folder: Path, count: int, seed: int = 1) -> None:
    """Write a workspace of ``count`` documents into an empty or new folder."""
    (folder / "facts" / "authority").mkdir(parents=True, exist_ok=True)
    (folder / "sources").mkdir(exist_ok=True)
    (folder / "policykg.yaml").write_text(
        "title: {zh: 合成数据, en: Synthetic data}\nbase: https://example.org/synthetic/\n",
        encoding="utf-8",
    )
    step = 100  # a file of all bureaus would pass the bound on values
    places = authority(count)
    head, _, rest = places.partition("organisations:\n")
    bodies, _, measures = rest.partition("indicators:\n")
    lines = bodies.splitlines(keepends=True)
    per_file = step * len(_BUREAUS)
    write = (folder / "facts" / "authority").joinpath
    write("places.yaml").write_text(head, encoding="utf-8")
    write("indicators.yaml").write_text(f"indicators:\n{measures}", encoding="utf-8")
    for at in range(0, len(lines), per_file):
        part = "".join(lines[at : at + per_file])
        name = f"bodies-{at // per_file:04d}.yaml"
        write(name).write_text(f"organisations:\n{part}", encoding="utf-8")
    for number in range(count):
        facts, text = document(number, seed)
        name = f"plan-{number:05d}"
        (folder / "facts" / f"{name}.yaml").write_text(facts, encoding="utf-8")
        (folder / "sources" / f"{name}.txt").write_text(text, encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description="Write a synthetic workspace.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--documents", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    write_workspace(options.folder, options.documents, options.seed)


if __name__ == "__main__":
    main()
