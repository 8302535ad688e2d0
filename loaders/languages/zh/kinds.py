"""Words of the text that a code rests on: kinds of events and relations, tiers, posts."""

from __future__ import annotations

import re
from typing import Final

from loaders.languages.language import KindCues

__all__ = ["KINDS"]

_TIERS: Final[dict[str, re.Pattern[str]]] = {
    "international": re.compile("联合国|国际|世界|全球|亚洲"),
    "national": re.compile("国家|全国|中国|部级|国务院"),
    "province": re.compile("省(?![心力时钱内外])|自治区|直辖市"),
    "city": re.compile("(?<![城超上集门夜都股])市(?![场民值政容辖])"),
    "county": re.compile("县(?!域)|区级|全区"),
    "town": re.compile("镇级|乡级|全镇|全乡|街道"),
}
"""Words of a title that tell who grants it; 国家卫生县城 tells of two, and either will do."""

_EVENTS: Final[dict[str, re.Pattern[str]]] = {
    "merger": re.compile("合并|并入|撤并|重组|整合|兼并"),
    "meeting": re.compile("会|论坛|办公|座谈|研讨|对接"),
    "visit": re.compile("考察|调研|参观|视察|走访|访问|来访|检查|到访|慰问"),
    "opening": re.compile(
        "开业|开园|开馆|开放|开幕|通车|启用|投用|投产|运营|营业|揭牌|开张|开通|上线"
    ),
    "festival": re.compile("节|祭|庙会|庆"),
    "signing": re.compile("签|协议|合同"),
    "founding": re.compile("成立|设立|组建|建立|创办|创立|挂牌|筹建|筹备|新设"),
    "launch": re.compile("启动|开工|发起|实施|开展|推出|开始|起步|奠基|动工|上马|启用|部署"),
    "competition": re.compile("赛|竞|比武|评比"),
    "completion": re.compile("完成|建成|竣工|完工|落成|投产|投用|贯通|封顶|验收"),
    "publication": re.compile("写|发表|出版|刊|发布|报道|印发|公布|编制|出台"),
    "survey": re.compile("调研|调查|普查|摸底|考察|测|排查"),
    "rating": re.compile("评|排名|排行|考核|认定"),
}  # fmt: skip

_RELATIONS: Final[dict[str, re.Pattern[str]]] = {
    "adjacent-east": re.compile("东|西(?:侧|面|边)|以西"),
    "adjacent-west": re.compile("西|东(?:侧|面|边)|以东"),
    "adjacent-north": re.compile("北|南(?:侧|面|边)|以南"),
    "adjacent-south": re.compile("南|北(?:侧|面|边)|以北"),
    "paired-with": re.compile("结对|对口|帮扶|挂钩|结成|牵手|共建"),
    "positioned-as": re.compile("定位|打造|成为|作为|建设成|建成|塑造|形成|确立|地位|是|为"),
    "invests-in": re.compile("投|资|筹|入股|参股"),
    "delegates-to": re.compile("赋|放|授|权|委托|移交|承接"),
    "entrusts": re.compile("委托|聘|交由|托管|外包|代"),
    "succeeds": re.compile("转变|进入|迈向|合并|更名|改为|改名|原|升级|设立|撤|取代|接替"),
    "named-after": re.compile("“|《|命名|计划|以.*为名|简称"),
}  # fmt: skip

_POST: Final = re.compile(
    "(?:书记|经理|董事|理事|监事|助理|代表|主管|负责人|干部|秘书|总工|一把手|发言人|掌门人|主编|编辑|"
    "主播|法人|院士|教授|[员长师任席裁监委支者])$"
    # What the column of a table calls those who answer for a task.
    "|^(?:主要|第一|直接)?(?:责任|牵头|分管|包保|包联|包抓|包干|联系|联络|挂钩|挂点|挂联|帮扶|督办|督导|协管|主管)"
    "(?:县|市|区|州|镇|乡|局|院|校|厅|处|委)?(?:级)?(?:领导|人)$"
)

_OFFICES: Final[dict[str, re.Pattern[str]]] = {
    "party-committee": re.compile("书记|常委|党委|党工委"),
    "government": re.compile("(?:[镇乡市县区省州]|主席|秘书)长|主席|镇街|街道办.*主任|政府"),
}
"""Posts that only a party committee, or only a government, has."""


def _until(year: str, text: str) -> str | None:
    """Return the words by which a year is an end (到2010年), where a text has such."""
    match = re.search(rf"(?:到|至|截至|截止){year}年|{year}年(?:底|末|年底)?(?:之|以)?前", text)
    return match[0] if match else None


KINDS: Final = KindCues(
    tiers=_TIERS, events=_EVENTS, relations=_RELATIONS, post=_POST, offices=_OFFICES, until=_until
)
