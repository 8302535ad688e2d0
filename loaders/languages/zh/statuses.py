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
    r"力争|争取|确保|努力|致力|目标|计划|拟|规划|即将|将(?!近|来)|(?<![主重首需必只紧])要(?!素|求|点|抓|闻|领)|争创|到(?:19|20)\d\d年|军令状|至少"
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
_DOING: Final = re.compile(
    r"安排|建成|建设|新建|改建|扩建|改造|培育|培养|引进|引育|培训|轮训|扶持|支持|打造|完成|新增|"
    r"形成|"
    r"发展|开发|设立|选拔|遴选|资助|"
    r"评选|组织|举办|创建|认定|推广|落实|用好|种植|治理|整治|关闭|淘汰|建立|配备|覆盖|筹建|发动|"
    r"征集|募集|招引|引入|签约|落地|"
    r"投放|投入|推进|实施|启动|开工|竣工|开通|布局|孵化|聚集|集聚|壮大|遴选|储备|推出|打通|修复|"
    r"栽植|造林|争创|争取|创成|"
    r"发放|供应|筹集|消除|化解|盘活|处置|转移|吸纳|带动|服务|跟踪|查处|进行|开展|增加|增长|提高|"
    r"提升|降低|下降|减少|下浮"
)
"""Verbs by which plans set what is to be done: 引进100名, 培训5万人次."""
_HORIZON: Final = re.compile(
    r"[\d一二三四五六七八九十两]{1,2}年(?:之)?内|年[内底末]|[到至](?:19|20)\d\d年|"
    r"(?:19|20)\d\d年(?:底|末)?[之以]?前|每年|今后|未来|十[一二三四五六七八九]五(?:期间|时期)"
)
"""Words for a time ahead."""
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
    doing=_DOING,
    horizon=_HORIZON,
    sought=_SOUGHT,
    held=_HELD,
    aim=_AIM,
    obtained=_OBTAINED,
    anchors=_ANCHORS,
    about=("状态", "目标"),
)
