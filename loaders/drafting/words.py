"""Verbs and words of function that stand before the names of things in official prose."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["apart", "starts_with_verb", "trim_left", "trim_verbs"]


def trim_left(words: str, least: int = 4) -> int:
    """Return how many characters before a name are verbs and words of function.

    Args:
        words: The name with what stands before it.
        least: How many characters a name has at least.
    """
    cut = 0
    for match in _VERBS.finditer(words):
        if len(words) - match.end() >= least:
            cut = match.end()
    function = re.match(
        r"(?:了|与|和|及|以及|在|对|由|向|将|把|被|让|为(?!民)|以|从|如|的|是|于|一批|一家)+",
        words[cut:],
    )
    return cut + (function.end() if function and len(words) - cut - function.end() >= least else 0)


def trim_verbs(words: str) -> int:
    """Return how many characters at the start of words are verbs, one behind another."""
    cut = 0
    while match := _VERBS.match(words, cut) or _ADVERB.match(words, cut):
        cut = match.end()
    function = re.match("[了好以按从在对由向将把]", words[cut:])
    return cut + (1 if function else 0)


_ADVERB: Final = re.compile(
    "积极|扎实|全力|大力|着力|稳步|有序|抓紧|深入|继续|持续|全面|及早|重点|努力|切实|统筹|协调|"
    "完成|新建|续建|改扩建|扩建|谋划|开工|抓好|做好|争取|实施|投资"
)
_VERBS: Final = re.compile(
    r"用好|用足|协同|确保|深入|进(?=[农社企园校])|覆盖|涵盖|推动|推进|指导|督查|检查|监督|协助|开展|建设|组织|加强|引进|引入|支持|打造|实施|"
    r"启动|完善|"
    r"调整|提升|促进|扩大|位于|"
    r"坐落|调研|攻坚|改造|打赢|吹响|注重|激发|编制|起草|共建|"
    r"规划|创建|建成|构建|建立|设立|成立|组建|扶持|规范|做强|做大|培育|依托|按照|包括|成为|作为|"
    r"通过|利用|发挥|鼓励|引导|带动|助推|落户|入驻|签约|"
    r"进入|走进|走访|考察|拜访|联合|携手|统筹|深化|全力|加快|进一步|全面|正在|聚焦|围绕|服务|"
    r"参与|投资|收购|合作(?=[\u4e00-\u9fff]{6})|分别|先后|其中|以及|还有|已有|拥有|同时|跻身|"
    r"入围|位列|荣获|跃居|列入"
)


def starts_with_verb(words: str) -> bool:
    """Tell whether words start with a verb of official prose, so that they are no name."""
    return _VERBS.match(words) is not None


def apart(found: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Keep the first, and the longest, of names that overlap."""
    kept: list[tuple[int, int]] = []
    for span in sorted(found, key=lambda one: (one[0], -one[1])):
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept
