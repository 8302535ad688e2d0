"""The place that words of an office name: 石景山区 of 北京市石景山区人民政府."""

from __future__ import annotations

import re
from typing import Final

_UNIT: Final = re.compile(
    r"([一-龥]{1,9}?(?:特别行政区|自治区|自治州|自治县|自治旗|新区|高新区|开发区|省|市|县|区(?!域)|"
    r"旗|盟|"
    r"州(?![市县区])|镇|乡(?![市县镇])|街道))"
)
_NONE: Final = re.compile(
    r"(?:各|全|本|我|该|所|原|国家|中央|有关|相关)|(?:省|市|县|区|镇|乡)(?:省|市|县|区|镇|乡|$)"
)
_ABBREVIATIONS: Final = {
    "京": "北京市",
    "津": "天津市",
    "冀": "河北省",
    "晋": "山西省",
    "蒙": "内蒙古自治区",
    "内蒙古": "内蒙古自治区",
    "辽": "辽宁省",
    "吉": "吉林省",
    "黑": "黑龙江省",
    "沪": "上海市",
    "苏": "江苏省",
    "浙": "浙江省",
    "皖": "安徽省",
    "闽": "福建省",
    "赣": "江西省",
    "鲁": "山东省",
    "豫": "河南省",
    "鄂": "湖北省",
    "湘": "湖南省",
    "粤": "广东省",
    "桂": "广西壮族自治区",
    "琼": "海南省",
    "渝": "重庆市",
    "川": "四川省",
    "黔": "贵州省",
    "贵": "贵州省",
    "滇": "云南省",
    "云": "云南省",
    "藏": "西藏自治区",
    "陕": "陕西省",
    "甘": "甘肃省",
    "青": "青海省",
    "宁": "宁夏回族自治区",
    "新": "新疆维吾尔自治区",
}
"""Standard abbreviations of the provinces (GB/T 2260), as document numbers begin with them."""
_PROVINCIAL: Final = re.compile(r"^([^一-龥]*)(内蒙古|[一-龥])(?:政|委|府|办|发|厅)")


def place_of(words: str) -> str:
    """Return the smallest place that begins the name of an office, or an empty string.

    >>> place_of("北京市石景山区人民政府办公室"), place_of("中共广州市委"), place_of("省人民政府")
    ('石景山区', '广州市', '')
    """
    words = re.sub(r"^中国?共(?:产党)?", "", "".join(words.split()))
    place, at = "", 0
    while (match := _UNIT.match(words, at)) is not None:
        name = match[1]
        if len(name) < 2 or _NONE.match(name):
            break
        place, at = name, match.end()
    return place


def place_in(words: str) -> str:
    """Return the first place that stands in a title, or an empty string.

    >>> place_in("关于印发铁岭市支持中小企业若干措施的通知")
    '铁岭市'
    """
    for cue in re.finditer(r"^|关于|印发|转发|《|支持|推进|加快|落实|[省市县州]", words):
        place = place_of(words[cue.end() :])
        if place and len(place) <= 8 and not re.search(r"[于发的和与及]", place):
            return place
    return ""


def province_of_number(number: str) -> str:
    """Return the province whose abbreviation begins the number of a provincial document.

    >>> province_of_number("鄂政发〔2018〕26号"), province_of_number("石政发〔2020〕3号")
    ('湖北省', '')
    """
    match = _PROVINCIAL.match(number)
    return _ABBREVIATIONS.get(match[2], "") if match else ""
