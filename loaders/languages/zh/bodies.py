"""How the names of bodies end: what tells 市妇联 and 遂宁海关 from 已落实 in a bracket."""

# ruff: noqa: E501 - tables of words read better unbroken

from __future__ import annotations

import re
from typing import Final

__all__ = ["BODY_NAME", "ends_like_body"]

_END_WORDS: Final = (
    "局 委 办 厅 部 院 行 府 会 司 社 校 团 处 队 站 署 办公室 妇联 残联 侨联 文联 台联 记协 科协 工商联 社科联 海关 "
    "联社 银行 分行 支行 中支 公司 集团 中心 机构 部门 单位 学院 大学 医院 法院 检察院 兵团 管委会 委员会 企业 协会 工会 "
    "党组 党委 政府 领导小组 工作组 专班 指挥部 派出所 研究所 供电所 税务所 事务所 司法所 气象台 电视台 电台 图书馆 博物馆 "
    "文化馆 档案馆 烟草 供销社 邮政 电力 农商行 信用社 园区 开发区 新区 街道 社区 居委会 村委会 经开区 高新区 示范区 自贸区 "
    "保税区 综保区 度假区 农场 林场 铁塔 移动 联通 电信 人行 政协 人大 监委 纪委 团委 老干部局 党校 报社 书店 "
)
_ENDS: Final = frozenset(_END_WORDS.split())
_NOT_ENDS: Final = "场所|社会|机会|全部|内部|外部|局部|举办|主办|承办|督办|到位|协办|进行|运行|执行|实行|先行|推行|试行"
_END: Final = re.compile(rf"(?:{'|'.join(sorted(_ENDS, key=lambda word: (-len(word), word)))})$")
_NOT_END: Final = re.compile(rf"(?:{_NOT_ENDS})$")
BODY_NAME: Final = re.compile(
    rf"{_END.pattern}|^各.{{0,12}}(?:地|区|县|市|镇|乡|街道|州|盟|旗|师|村)$"
)
"""A name that ends like a body's, or a group of places that stands for its bodies."""
_INNER: Final = re.compile(r"[(\uff08〔\[][^)\uff09〕\]]{0,30}[)\uff09〕\]]$")


def ends_like_body(name: str) -> bool:
    """Tell whether a name ends as bodies' names do, an inner bracket behind it apart."""
    bare = _INNER.sub("", name[-60:])
    return BODY_NAME.search(bare) is not None and _NOT_END.search(bare) is None
