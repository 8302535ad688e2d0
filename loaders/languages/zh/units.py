"""Units as texts write them, their codes, and what tells a unit from a count.

A word that stands in none of these tables is an unknown unit: a number before it is not read.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from ontology import codes

__all__ = ["CLASSIFIER", "Unit", "match_unit", "per_unit", "rate"]

_WORDS: Final[dict[str, str]] = {
    "CCY_CNY": "元 元人民币 人民币 块钱 圆 人民币元 RMB CNY",
    "CCY_USD": "美元 美金 USD", "CCY_EUR": "欧元 EUR", "CCY_GBP": "英镑", "CCY_JPY": "日元 日圆",
    "CCY_HKD": "港元 港币 港币元", "CCY_MOP": "澳门元", "CCY_TWD": "新台币 新台币元",
    "CCY_KRW": "韩元 韩圆", "CCY_AUD": "澳元 澳大利亚元", "CCY_CAD": "加元 加拿大元",
    "CCY_SGD": "新加坡元", "CCY_CHF": "瑞士法郎", "CCY_RUB": "卢布",
    "PERCENT": "% 个%", "PERMILLE": "‰", "percentage-point": "个百分点 百分点",
    "basis-point": "个基点 基点 bp BP bps BPs 个bp 个BP",
    "KiloM2": "平方公里 平方千米 km² km2 km^2", "M2": "平方米 平米 ㎡ m² m2 平方 m^2",
    "HA": "公顷", "mu": "亩", "M3": "立方米 方 立方 m³ m3 ㎥", "L": "升 公升",
    "KiloM": "公里 千米 km Km KM ㎞", "M": "米", "CentiM": "厘米 公分 cm ㎝",
    "MilliM": "毫米 mm ㎜", "MicroM": "微米 μm µm um", "NanoM": "纳米 nm",
    "TONNE": "吨 公吨", "KiloGM": "公斤 千克 kg ㎏ KG", "GM": "克",
    "standard-coal-tonne": "吨标准煤 吨标煤 吨标准煤当量 tce",
    "W": "瓦", "KiloW": "千瓦 kW KW kw", "MegaW": "兆瓦 MW", "GigaW": "吉瓦 GW",
    "KiloW-HR": "千瓦时 千瓦小时 千瓦·时 kWh KWh kwh KWH 度电",
    "MegaW-HR": "兆瓦时 MWh", "GigaW-HR": "吉瓦时 GWh",
    "KiloV": "千伏 kV KV kv", "KiloV-A": "千伏安 kVA KVA", "MegaV-A": "兆伏安 MVA",
    "DEG_C": "℃ 摄氏度 °C", "DeciB": "分贝 dB", "GigaBYTE": "GB", "TeraBYTE": "TB",
    "PetaBYTE": "PB", "MegaBIT-PER-SEC": "Mbps 兆比特/秒 兆比特每秒",
    "YR": "年 周年 岁 周岁 个年头", "MO": "个月 个多月", "WK": "周 星期 个星期",
    "DAY": "天 日 个自然日 自然日 个日历日", "working-day": "个工作日 工作日",
    "HR": "小时 个小时 个钟头 个多小时", "MIN": "分钟", "SEC": "秒 秒钟",
    "fold": "倍", "teu": "标准箱 个标准箱 TEU 标箱 个标箱 国际标准箱",
    "person-day": "人天 人日 人·天", "score-point": "分",
    "KiloM-PER-HR": "km/h 公里每小时", "MicroGM-PER-M3": "μg/m³ µg/m³ μg/m3 微克/立方米",
    "MilliGM-PER-M3": "毫克/立方米 mg/m³ mg/m3", "MilliGM-PER-L": "毫克/升 mg/L mg/l",
    "yuan-per-household": "元每户",
}  # fmt: skip
UNITS: Final = {word: code for code, words in _WORDS.items() for word in words.split()}

_COUNT_WORDS: Final = (
    "人次 批次 户次 家次 场次 架次 班次 车次 艘次 例次 件次 项次 台次 趟次 台套 "
    "套件 床位 张床 床 人 个 家 户 名 位 项 套 条 座 种 件 次 所 张 辆 处 批 "
    "例 宗 台 只 头 栋 幢 间 层 类 份 场 届 支 队 组 笔 对 块 片 株 棵 封 "
    "起 部 本 篇 首 区 镇 村 县 乡 市 园 校 院 厂 店 室 门 道 大 尾 羽 艘 "
    "架 列 趟 班 盏 根 口 枚 颗 门类 则 幅 册 卷 双 把 面 站 岗 盘 单 期 国 "
    "省 票 桩 桌 团 字 词 杆 孔 眼 栏 群 窝 匹 峰 家庭 街道 社区 企业 校次 轮 "
    "路 波 集 处次 标段 轮次 期次 "
)
COUNTS: Final = frozenset(_COUNT_WORDS.split())

_BRACKETED: Final = r"(?:\([次套个处户家座条项人件]\))?"


def _any(words: object) -> str:
    listed = sorted(words, key=lambda word: (-len(word), word))  # type: ignore[call-overload]
    return "|".join(re.escape(word) for word in listed)


_LATIN_END: Final = r"(?![A-Za-z0-9])"
_UNIT: Final = re.compile(
    f"(?:(?P<latin>{_any([u for u in UNITS if u[-1].isascii() and u[-1].isalnum()])}){_LATIN_END}"
    f"|(?P<unit>{_any([u for u in UNITS if not (u[-1].isascii() and u[-1].isalnum())])}))"
)
_COUNT: Final = re.compile(f"(?:{_any(COUNTS)}){_BRACKETED}")
CLASSIFIER: Final = _COUNT

_FAMILIES: Final = {
    "CCY_CNY": "yuan", "TONNE": "tonne", "KiloGM": "kilogram", "M3": "cubic-metre",
    "M2": "square-metre", "KiloW-HR": "kilowatt-hour", "NUM": "count", "L": "litre",
    "standard-coal-tonne": "coal-tonne", "KiloM": "kilometre",
}  # fmt: skip
_PER: Final = {
    "年": "year", "月": "month", "日": "day", "天": "day", "小时": "hour", "时": "hour",
    "秒": "second", "人": "person", "名": "person", "户": "household", "亩": "mu",
    "平方米": "square-metre", "平米": "square-metre", "㎡": "square-metre",
    "平方公里": "square-kilometre", "公顷": "hectare", "吨": "tonne", "公斤": "kilogram",
    "千克": "kilogram", "立方米": "cubic-metre", "方": "cubic-metre", "立方": "cubic-metre",
    "千瓦时": "kilowatt-hour", "度": "kilowatt-hour", "kWh": "kilowatt-hour",
    "公里": "kilometre", "千米": "kilometre", "升": "litre",
    "个": "item", "台": "item", "套": "item", "辆": "item", "件": "item", "家": "item",
    "张": "item", "项": "item", "只": "item", "头": "item", "所": "item", "间": "item",
    "座": "item", "床": "item", "株": "item", "条": "item", "标准箱": "item", "班": "item",
    "次": "time", "人次": "time", "架次": "time",
    "万人": "ten-thousand-people", "万人口": "ten-thousand-people",
    "万名": "ten-thousand-people", "千人": "thousand-people", "千人口": "thousand-people",
    "千名": "thousand-people", "百人": "hundred-people", "百人口": "hundred-people",
    "十万人": "hundred-thousand-people", "十万人口": "hundred-thousand-people",
    "10万人": "hundred-thousand-people", "1万人": "ten-thousand-people",
    "1000人": "thousand-people", "100人": "hundred-people", "百名": "hundred-people",
    "百户": "hundred-households", "百平方公里": "hundred-km2",
    "万元": "ten-thousand-yuan", "亿元": "hundred-million-yuan",
    "万元GDP": "ten-thousand-yuan", "亿元GDP": "hundred-million-yuan",
    "人·月": "person-month", "人/月": "person-month", "人月": "person-month",
    "月·人": "person-month", "人每月": "person-month", "月/人": "person-month",
    "人·年": "person-year", "人/年": "person-year", "人年": "person-year",
    "年/人": "person-year", "年·人": "person-year", "人每年": "person-year",
    "人·日": "person-day", "人/天": "person-day", "人·天": "person-day", "天·人": "person-day",
    "人/日": "person-day", "日·人": "person-day", "人日": "person-day", "人天": "person-day",
    "人每天": "person-day", "人每日": "person-day",
}  # fmt: skip
_PER_WORD: Final = re.compile(_any(_PER))
_QUDT_RATES: Final = {
    ("TONNE", "day"): "TONNE-PER-DAY", ("TONNE", "year"): "TONNE-PER-YR",
    ("TONNE", "hour"): "TONNE-PER-HR", ("TONNE", "hectare"): "TONNE-PER-HA",
    ("KiloGM", "hectare"): "KiloGM-PER-HA", ("KiloM", "hour"): "KiloM-PER-HR",
    ("M", "second"): "M-PER-SEC", ("M3", "day"): "M3-PER-DAY", ("M3", "hour"): "M3-PER-HR",
    ("M3", "second"): "M3-PER-SEC",
}  # fmt: skip


class Unit(NamedTuple):
    """A unit or measure word in a text."""

    end: int
    word: str
    code: str
    """A key of :data:`ontology.codes.UNITS`; ``NUM`` for a count of things."""
    half: bool = False
    """Whether a half follows inside it: 个半月."""


_HALF: Final = re.compile(r"个半(?P<unit>月|小时|钟头|星期)")
_HALVES: Final = {"月": "MO", "小时": "HR", "钟头": "HR", "星期": "WK"}


def match_unit(text: str, at: int) -> Unit | None:
    """Return the unit or measure word that stands at a place, the longest, with its rate.

    ``None`` where no known word stands there, or where a rate has no code (元/英里).
    """
    if half := _HALF.match(text, at):
        return Unit(half.end(), half[0], _HALVES[half["unit"]], half=True)
    unit, count = _UNIT.match(text, at), _COUNT.match(text, at)
    match = max((one for one in (unit, count) if one), key=lambda one: one.end(), default=None)
    if match is None:
        return None
    code = "NUM" if match is count else UNITS[match[0]]
    end = match.end()
    slash = text.startswith(("/", "每"), end)
    if not slash:
        return Unit(end, match[0], code)
    per = _PER_WORD.match(text, end + 1)
    whole = rate(code, per[0]) if per else None
    if whole is None or per is None:
        return None
    return Unit(per.end(), text[at : per.end()], whole)


def rate(code: str, per: str) -> str | None:
    """Return the code of a unit per something as written: CCY_CNY and 吨 is yuan-per-tonne."""

    below = _PER.get(per)
    if below is None:
        return None
    known = _QUDT_RATES.get((code, below))
    whole = known or f"{_FAMILIES.get(code, '')}-per-{below}"
    return whole if whole in codes.UNITS else None


_EACH: Final = re.compile(
    rf"每(?P<one>{_any(_PER)})(?:每(?P<two>月|年|天|日))?|(?P<mean>人|户|亩|地|吨|车|日|月)均|(?P<daily>日)(?:产|处理)(?=[0-9约超近达])"
)


def per_unit(text: str, at: int) -> tuple[int, str] | None:
    """Return where 每吨, 每人每月, 每万人口 or 亩均 ends, and what it is per, as written."""
    match = _EACH.match(text, at)
    if match is None:
        return None
    if match["daily"]:
        return match.end(), "日"
    if match["mean"]:
        return None if match["mean"] in "地车" else (match.end(), match["mean"])
    return match.end(), match["one"] + (f"/{match['two']}" if match["two"] else "")
