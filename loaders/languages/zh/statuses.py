"""Cues of status: words of expectation, aim and completion around a value or a recognition."""

from __future__ import annotations

import re
from typing import Final

from loaders.languages.language import StatusCues

__all__ = ["STATUS"]

_EXPECTED: Final = re.compile(r"预计|预期|有望|可望|预估|估计")
_AIMED: Final = re.compile(
    r"力争|争取|确保|努力|目标|计划|拟|规划|即将|将(?!近|来)|(?<![主重首需必只紧])要(?!素|求|点|抓|闻|领)|争创|打造|致力|完善|加快|推进|"
    r"全力|推动|实现|达到|完成(?!了)|抓好|到(?:19|20)\d\d年|控制在|不少于|不低于|至少|军令状|为抓手"
)
_PLAINLY_AIMED: Final = re.compile(
    r"力争|争取|确保|努力|目标|计划|拟|规划|即将|将(?!近|来)|(?<![主重首需必只紧])要(?!素|求|点|抓|闻|领)|争创|到(?:19|20)\d\d年|军令状|至少"
)
"""What makes a value of the list ``values`` a planned one."""
_STRONGLY_AIMED: Final = re.compile(
    r"力争|争取(?!到了)|确保|拟于|拟(?=[建投引新])|计划于|计划到|到20\d\d年[,]?(?:力争|要|将)"
)
_DONE: Final = re.compile(r"已经?(?!知)|完成了|实现了|达到了|累计|现拥有|现有|截至|荣获|成功")
_SOUGHT: Final = re.compile(
    r"创建|争创|申报|争取|力争|打造|积极|推进|启动|努力|申请|争当|勇当|将|建设"
)
_HELD: Final = re.compile("荣获|获得|获|授予|被评为|入选|成功|列入|列为|跨入|通过|完成|已|称号")
_AIM: Final = re.compile("争创|申报|力争|争取|积极创建|启动|申请|争当|勇当|努力|打造|推进|探索|将")
_OBTAINED: Final = re.compile(
    r"荣获|获|授予|评为|评定|入选|列入|列为|成为|通过|称号|之乡|成功|已|跨入|认定|被|名列|位居|位列|第.名|是|"
    r"拥有|创造了|完成|品牌|重点|[星A]级"
)
_ANCHORS: Final = (
    "预计", "预期", "有望", "可望", "力争", "争取", "确保", "努力", "目标", "计划", "拟", "规划",
    "即将", "争创", "打造", "全力", "加快", "推进", "不少于", "不低于", "至少", "将", "要", "实现",
    "达到", "完成",
)  # fmt: skip

STATUS: Final = StatusCues(
    expected=_EXPECTED,
    aimed=_AIMED,
    plainly_aimed=_PLAINLY_AIMED,
    strongly_aimed=_STRONGLY_AIMED,
    intended=re.compile("[将要]"),
    done=_DONE,
    sought=_SOUGHT,
    held=_HELD,
    aim=_AIM,
    obtained=_OBTAINED,
    anchors=_ANCHORS,
    about=("状态", "目标"),
)
