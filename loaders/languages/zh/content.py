"""Words that say nothing by themselves, and verbs that govern a fact's words or tie two things.

What is left of a sentence without the idle words is what a fact must carry.
"""

# ruff: noqa: E501 - tables of words read better unbroken

from __future__ import annotations

import re
from typing import Final

from loaders.languages.language import Content

__all__ = ["CONTENT"]

_PARTICLES: Final = (
    "的了着过在和与及或等以为对向从由于被把将而并且也都又还就则即但若如其之所这那此该各每某是有个们我"
    "你他她它使让令给至到按据因更最很较已正再才只仅约共均皆曾吧吗呢啊中内上下里间后前时起来去能可会要应须需"
    "不未无没非年月日凡令种些处者跟同比自当做好"
)
_ADVERBS: Final = (
    "进一步 不断 全面 积极 大力 深入 切实 着力 努力 逐步 逐渐 同时 与此同时 以及 其中 通过 按照 根据 据此 为此 从而 "
    "因此 所以 因为 由于 虽然 但是 而且 并且 或者 如果 只有 只要 不仅 不仅仅 不但 还是 就是 都是 可以 能够 应当 应该 必须 需要 "
    "已经 正在 正式 即将 将要 曾经 一直 始终 继续 持续 坚持 坚决 坚定 坚定不移 牢牢 紧紧 紧密 密切 充分 有效 有力 有序 扎实 稳步 加快 加大 "
    "加强 更加 更好 更多 十分 非常 特别 尤其 特别是 尤其是 主要 重点 基本 总体 整体 相关 有关 各项 各类 各种 各个 多种 一系列 "
    "一批 一些 一定 一个 这个 那个 这些 那些 这种 这样 那样 我们 他们 大家 自己 本 目前 当前 近年来 近年 去年以来 今年以来 以来 "
    "接下来 下一步 今后 近期 此前 之前 之后 以后 以前 期间 过程中 方面 等方面 情况下 基础上 范围内 具体 分别 共同 "
    "一是 二是 三是 四是 五是 六是 七是 八是 一方面 另一方面 首先 其次 再次 最后 此外 另外 例如 比如 譬如 包括 如下 以下 以上 "
    "为主 为主导 为引领 为载体 为抓手 为重点 为核心 为目标 为依托 为支撑 为基础 为契机 为中心 为主线 作为 成为 进行 开展 给予 予以 "
    "据了解 据悉 他表示 表示 指出 认为 提出 强调 介绍 说 讲 大力度 高度 强势 奋力 全力 全力以赴 精心 先后 相继 陆续 率先 "
    "活动 工作 方式 要求 力度 情况 问题 内容 事项 项 特制定 如 即 中的 之一 总体上 从而 以此 由此 进而 真正 确实 尽快 尽早 尽可能"
)


def _idle() -> re.Pattern[str]:
    words = sorted(set(_ADVERBS.split()), key=lambda word: (-len(word), word))
    return re.compile(f"{'|'.join(words)}|[{_PARTICLES}]")


_TIES: Final[dict[str, str]] = {
    **dict.fromkeys(
        ("adjacent-east", "adjacent-west", "adjacent-north", "adjacent-south"),
        "毗邻|相邻|[东西南北](?:连|接|邻|靠|临)",
    ),
    "aims-at": "围绕|瞄准|朝着|旨在|为了|目标|力争|打造|建设成为|努力|实现",
    "contributes-to": "促进|推动|助推|带动|拉动|有利于|有助于|助力|提供|倒逼|激发|为.{1,20}打下",
    "implements": "贯彻|落实|实施|执行|响应|推进|深化|开展",
    "based-on": "根据|按照|依据|遵循|以.{1,20}为(?:指导|引领|原则)",
    "positioned-as": "成为|建成|建设成为|定位为|打造成|列为|作为|是",
    "relies-on": "依托|依靠|借助|凭借|立足|以.{1,20}为(?:依托|支撑|基础)",
    "cooperates-with": "合作|对接|联合|联动|携手|共建|协作|商谈",
    "faces": "面对|面临|应对|克服|缓解|破解|制约",
    "develops": "发展|培育|壮大|做大做强|做强",
    "serves": "服务|为.{1,12}提供",
    "entrusts": "委托|聘请",
    "supported-by": "支持|离不开|扶持",
    "succeeds": "合并|更名|改为|升级为|取代",
    "invests-in": "投资|投入|众筹|出资",
    "operates": "经营|运营|管理",
    "contains": "下辖|包括|包含|由.{1,20}组成|等",
    "builds": "建设|新建|兴建|修建|组建",
    "delegates-to": "赋予|下放|授权|移交",
    "specialises-in": "为主导|主营|专业",
    "linked-to": "结合|衔接|融合|联系|挂钩",
    "paired-with": "结对|对口|帮扶",
    "applies-to": "对|适用|用于",
    "located-at": "在|位于|坐落|地处|落户|内",
    "part-of-place": "位于|隶属|属于",
    "named-after": "命名|称为|简称|叫",
}

_GOVERNS: Final[dict[str, str]] = {
    "policy": "坚持|贯彻|落实|实施|推进|推行|深化|健全|完善|把握|强化|突出|编制|制定|出台|印发|倡导|开展|树立|遵循|秉承|提出|形成|营造|建立|创新|展开|围绕|对标|发挥",
    "project": "建设|启动|推进|新建|改建|扩建|投资|总投资|投产|开工|完成|实施|规划|整治|建成|开业|引进|打造|筹建",
    "enterprise": "引进|鼓励|支持|培育|扶持|骨干企业|龙头企业|企业",
    "organisation": "成立|组建|设立|明确|建立|依托",
    "place": "位于|地处|落户|赴|前往",
    "value": "实现|达到?|完成|拥有|现有|共有?|累计|新增|引进|集聚|扩大到?|提高到?|增加到?|突破|形成|建成|占|总|全年|下辖|承接|培育|预计",
    "target": "实现|达到?|完成|力争|争取|确保|新增|引进|集聚|扩大到?|提高到?|增加到?|突破|形成|建成|占|控制在",
    "growth": "增长|下降|提高|增幅",
    "investment": "总投资|投资|投入",
    "recognition": "荣获|获得|获|授予|评为|入选|列入|跨入|通过|成功|创建|争创|申报|称号|被",
    "event": "召开|举办|举行|开展|启动|成立|完成|合并|签约|开业|通车|调研|考察|发布|评选",
    "post": "表示|介绍|指出|认为|任|担任|兼",
    "campaign": "围绕|开展|部署|打好|打赢|攻坚|启动|推进",
    "measure": "通过|采取|实行",
    "responsibility": "牵头|负责|配合|参与|主抓|领办|承办|协办|实施|落实|鼓励|委托|支持|领导",
    "mention": "坚持|贯彻|落实|实施|推进|深化|把握|按照|对标|赴|引进|依托",
}

_OFFICES: Final = "书记|镇长|主任|局长|县长|市长|区长|部长|经理|董事长|会长|校长|院长"
_TELLS: Final[dict[str, str]] = {
    "event": "召开|举办|举行|揭牌|奠基|动工|评选",
    "recognition": "荣获|获评|授予|评为|入选|称号|成功创建|跨入|列入(?=[^,。;:!?]{0,16}名单)",
    "post": rf"(?:{_OFFICES})[一-鿿]{{2,3}}(?=表示|介绍|说|指出|认为|坦言|透露|用)",
}

_DUTY: Final = "牵头|负责(?!人)|配合|主抓|协办|主办|承办|协助|领办|分管(?!负责)|委托|组织实施"
_MARKED: Final = r"“[^“”\n]{0,60}”|《[^《》\n]{0,60}》|\([^()\n]{0,60}\)"

CONTENT: Final = Content(
    idle=_idle(),
    duty=re.compile(_DUTY),
    listing=re.compile(rf"(?:{_MARKED}|[^,。;:!?\n“”《》()])++"),
    item=re.compile(rf"(?:{_MARKED}|(?![、和及与])[^“《(])++"),
    governs={kind: re.compile(words) for kind, words in _GOVERNS.items()},
    tells={kind: re.compile(words) for kind, words in _TELLS.items()},
    ties={kind: re.compile(words) for kind, words in _TIES.items()},
)
