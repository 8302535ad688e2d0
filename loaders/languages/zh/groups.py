"""Words for groups of bodies that a separator does not cut: 各市、县人民政府 is one group."""

# ruff: noqa: E501 - tables of words read better unbroken

from __future__ import annotations

import re
from typing import Final

__all__ = ["USUAL", "join_groups"]

USUAL: Final = str.maketrans(
    "牽頭單責負協辦參與實執監導領機構門處縣區會聯體別職關總屬級開發鎮鄉園場廳團隊為爲個們婦銀殘僑學醫檢農業電視臺圖書館檔務紀專揮勞動衛環產財稅國營貿資訊畫規劃運輸氣統計審編製備戰軍術數據鐵煙鹽糧儲應絡經濟",
    "牵头单责负协办参与实执监导领机构门处县区会联体别职关总属级开发镇乡园场厅团队为为个们妇银残侨学医检农业电视台图书馆档务纪专挥劳动卫环产财税国营贸资讯画规划运输气统计审编制备战军术数据铁烟盐粮储应络经济",
)
"""The traditional characters of labels and bodies, one for one, so that offsets stay."""

_LEVEL: Final = (
    "(?:新疆生产建设兵团|设区的?市|地级(?:以上)?市|计划单列市|直辖市|县级市|省辖市|自治州|自治县|自治旗|自治区|"
    "地州市|州市县|州市|地市|市州|盟市|师市|市县|县市区|县区|区县|市区|县市|省区市|省|市|州|盟|地区|地|县|旗|区|师|兵团|"
    "乡镇街道|镇街|乡镇|乡|镇|街道|社区|村|"
    "园区|功能区|经济功能区|开发区|经开区|高新区|管理区|新区|景区)"
)
_INNER: Final = r"(?:[(\uff08〔\[][^)\uff09〕\]]{1,20}[)\uff09〕\]])?"
_EACH: Final = re.compile(rf"\s*各{_LEVEL}{_INNER}{_LEVEL}?\s*")
_AND_LEVEL: Final = re.compile(rf"\s*{_LEVEL}{_INNER}\s*")
_POWERS: Final = "(?:人民政府|政府|党委政府|党委|党工委|管委会|管理委员会|办事处|街道办事处|行署|行政公署|人民法院|检察院)"
_AND_BODIES: Final = re.compile(rf"\s*{_LEVEL}{_INNER}(?:人民)?{_POWERS}{_INNER}\s*")
_BARE_POWER: Final = re.compile(rf"\s*{_POWERS}{_INNER}\s*")
_LOWER_OFFICES: Final = re.compile(
    rf"\s*(?:自治州|州|县级市|县|旗|区){_INNER}[\u4e00-\u9fff]{{2,14}}(?:局|委|办|厅|部门|主管部门|院|会|公司)\s*"
)
_GROUP_ABOVE: Final = re.compile(r"\s*各(?:省|市|州|盟|地|设区)")
_SEATS: Final = re.compile(r"\s*各(?:盟|地区)(?:行政公署|行署)\s*")
_GOVERNMENTS: Final = re.compile(r"\s*(?:各?市|各?州|自治州)(?:人民)?政府\s*")
_BELOW_CITY: Final = re.compile(r"\s*各(?:区|乡|镇|街道|园区)")


def join_groups(text: str, pieces: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join 各市、县人民政府 and 各区、县级市 again: words for one group, not two names."""
    joined: list[tuple[int, int]] = []
    open_group = False  # whether the last piece is a group that may go on
    for since, to in pieces:
        words = text[since:to].translate(USUAL)
        beside = bool(joined) and text[joined[-1][1]] == "、" and since == joined[-1][1] + 1
        own = "市" in words[:1] and bool(joined) and _BELOW_CITY.match(text, joined[-1][0])
        bodies = _AND_BODIES.fullmatch(words) is not None and not own  # 各区、市政府 are two
        offices = _LOWER_OFFICES.fullmatch(words) is not None and bool(
            joined and _GROUP_ABOVE.match(text, joined[-1][0])
        )
        power = _BARE_POWER.fullmatch(words) is not None  # 各县(市、区)政府、管委会
        bodies = bodies or offices or power
        goes_on = beside and open_group and (bodies or _AND_LEVEL.fullmatch(words) is not None)
        if not goes_on and power and beside and text[joined[-1][0] :].lstrip().startswith("各"):
            goes_on = True
        if beside and _SEATS.fullmatch(text, *joined[-1]) and _GOVERNMENTS.fullmatch(words):
            goes_on = True  # 各盟行政公署、市人民政府
        if goes_on:
            joined[-1] = (joined[-1][0], to)
        else:
            joined.append((since, to))
        open_group = not bodies if goes_on else _EACH.fullmatch(words) is not None
    return joined
