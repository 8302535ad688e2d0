"""Names of Chinese places in English: pinyin, and what is spelled otherwise."""

from __future__ import annotations

import re
from typing import Final

from loaders.languages.zh.normalise import spelling_of

__all__ = ["LEVELS", "english_stem", "stem_of"]

_PEOPLES: Final = (
    "蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 "
    "拉祜 水 东乡 纳西 景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 "
    "怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺 各"
)
_AUTONOMOUS: Final = re.compile(
    f"(?:(?:{'|'.join(sorted(_PEOPLES.split(), key=len, reverse=True))})族?)+(自治[区州县旗])$"
)
LEVELS: Final[dict[str, str]] = {
    "特别行政区": "Special Administrative Region", "自治区": "Autonomous Region",
    "自治州": "Autonomous Prefecture", "自治县": "Autonomous County",
    "自治旗": "Autonomous Banner", "地区": "Prefecture", "省": "Province", "市": "City",
    "县": "County", "区": "District", "盟": "League", "旗": "Banner",
}  # fmt: skip
_NAMES: Final[dict[str, str]] = {
    "内蒙古": "Inner Mongolia", "西藏": "Tibet", "香港": "Hong Kong", "澳门": "Macao",
    "陕西": "Shaanxi", "重庆": "Chongqing", "厦门": "Xiamen", "台州": "Taizhou",
    "六安": "Lu’an", "蚌埠": "Bengbu", "亳州": "Bozhou", "乐清": "Yueqing",
    "丽水": "Lishui", "朝阳": "Chaoyang", "长沙": "Changsha", "长春": "Changchun",
    "长治": "Changzhi", "长兴": "Changxing", "长乐": "Changle", "长汀": "Changting",
    "成都": "Chengdu", "都江堰": "Dujiangyan", "乐山": "Leshan", "乐平": "Leping",
    "大埔": "Dabu", "东阿": "Dong’e", "阿坝": "Aba", "番禺": "Panyu", "单县": "Shanxian",
    "洪洞": "Hongtong", "浚县": "Xunxian", "蔚县": "Yuxian",
    "中牟": "Zhongmu", "荥阳": "Xingyang", "铅山": "Yanshan", "歙县": "Shexian",
    "莘县": "Shenxian", "鄱阳": "Poyang", "呼和浩特": "Hohhot", "包头": "Baotou",
    "鄂尔多斯": "Ordos", "乌鲁木齐": "Urumqi", "哈尔滨": "Harbin", "齐齐哈尔": "Qiqihar",
    "呼伦贝尔": "Hulunbuir", "锡林郭勒": "Xilingol", "乌兰察布": "Ulanqab",
    "巴彦淖尔": "Bayannur", "拉萨": "Lhasa", "日喀则": "Shigatse", "林芝": "Nyingchi",
    "山南": "Shannan", "那曲": "Nagqu", "昌都": "Chamdo", "阿里": "Ngari", "喀什": "Kashgar",
    "和田": "Hotan", "吐鲁番": "Turpan", "哈密": "Hami", "阿克苏": "Aksu", "伊犁": "Ili",
    "克拉玛依": "Karamay", "石河子": "Shihezi", "宁夏": "Ningxia", "广西": "Guangxi",
    "新疆": "Xinjiang", "什邡": "Shifang", "嵊州": "Shengzhou",
    "嵊泗": "Shengsi", "侯马": "Houma", "宿州": "Suzhou", "宿迁": "Suqian",
    "石柱": "Shizhu", "牟平": "Muping", "隆尧": "Longyao", "涡阳": "Guoyang",
    "珲春": "Hunchun", "泌阳": "Biyang", "尉犁": "Yuli", "覃塘": "Qintang",
    "大城": "Daicheng", "乐亭": "Laoting", "任丘": "Renqiu", "任县": "Renxian",
    "井陉": "Jingxing", "曲阜": "Qufu", "曲靖": "Qujing", "行唐": "Xingtang",
    "盛泽": "Shengze", "射阳": "Sheyang", "殷都": "Yindu", "沈阳": "Shenyang",
    "合肥": "Hefei", "柏乡": "Baixiang", "尼勒克": "Nilka",
}  # fmt: skip
"""Places whose English is not the commonest reading of each character."""


def english_stem(name: str) -> str:
    """Return the English of a place without its level: Sanming of 三明市."""
    stem = stem_of(name)
    if stem in _NAMES or name in _NAMES:
        return _NAMES.get(stem) or _NAMES[name]
    syllables = [spelling_of(character) for character in stem]
    joined = "".join(
        f"’{one}" if n and one[:1] in "aeo" else one for n, one in enumerate(syllables)
    )
    return joined.capitalize()


def stem_of(name: str) -> str:
    """Drop the level and the peoples: 恩施 of 恩施土家族苗族自治州; 单县 stays whole."""
    stem = _AUTONOMOUS.sub("", name)
    stem = stem if len(stem) > 1 else name
    for level in LEVELS:
        if stem == name and stem.endswith(level) and len(stem) - len(level) >= 2:
            return stem.removesuffix(level)
    return stem
