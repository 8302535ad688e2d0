"""Rules for kinds: a code that the words of the text plainly contradict, or do not carry."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from loaders.facts.model import Fact
from loaders.problems import Problem
from loaders.rules.base import Case, Rule, finding
from loaders.yaml import records as R  # noqa: N812 - short, because every record kind is named

__all__ = ["RULES"]

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
    "(?:书记|[镇乡市县区省州村局厅部处科院校会厂社组队站]长|主任|主席|委员|经理|董事长|总裁|秘书长|"
    "主管|负责人|厅长|行长|专员|代表)$"
)


def _level(case: Case) -> Iterable[Problem | None]:
    for fact in case.document.facts:
        record = fact.record
        if not isinstance(record, R.Recognition) or record.level is None:
            continue
        told = {tier for tier, words in _TIERS.items() if words.search(case.clean(record.title))}
        open_ = not told or record.level in told or "level" in fact.inferred
        yield None if open_ else finding(
            "level-word", fact,
            f"`level: {record.level}`, but the title says {', '.join(sorted(told))}: mend it, or "
            "give the reason as `inferred: {level: …}`",
            f"“level: {record.level}”与称号不符(称号所示:{'、'.join(sorted(told))}):请改正,"
            "或以 inferred: {level: …} 说明理由",
            field_name="level", recorded=record.level, read="、".join(sorted(told)),
        )  # fmt: skip


def _post(case: Case) -> Iterable[Problem | None]:
    for fact in case.document.facts:
        record = fact.record
        if not isinstance(record, R.Post):
            continue
        wrong = _POST.search(record.person) and not _POST.search(record.post)
        yield None if not wrong or {"person", "post"} & fact.inferred.keys() else finding(
            "post-person", fact,
            f"`person: {record.person}` is a post, `post: {record.post}` is none: swapped?",
            f"“person: {record.person}”是职务,“post: {record.post}”却不是:是否颠倒?",
            field_name="person", recorded=record.person,
        )  # fmt: skip


def _until(case: Case) -> Iterable[Problem | None]:
    for fact in case.document.facts:
        record = fact.record
        if not isinstance(record, R.Target) or record.by or fact.kind != "target":
            continue
        year = fact.period or ""
        if not re.fullmatch(r"\d{4}", year) or "period" in fact.inferred:
            continue
        text = "".join(case.quotes(fact))
        until = re.search(rf"(?:到|至|截至|截止){year}年|{year}年(?:底|末|年底)?(?:之|以)?前", text)
        yield None if until is None else finding(
            "target-until", fact,
            f"`period: {year}`, but the text says {until[0]}: that is `by: {year}`",
            f"“period: {year}”,原文却说“{until[0]}”:应写 by: {year}",
            field_name="period", quote=text[:60], recorded=year, read=until[0],
        )  # fmt: skip


def _words(case: Case) -> Iterable[Problem | None]:
    for fact in case.document.facts:
        record = fact.record
        if isinstance(record, R.Event):
            yield _carried(case, fact, "kind", record.kind, _EVENTS.get(record.kind))
        elif isinstance(record, R.RelationRecord):
            yield _carried(case, fact, "relation", record.relation, _RELATIONS.get(record.relation))


def _carried(
    case: Case, fact: Fact, field: str, code: str, words: re.Pattern[str] | None
) -> Problem | None:
    """Find a code for whose kind the quotes have no word."""
    explained = field in fact.inferred
    if words is None or explained or any(words.search(quote) for quote in case.quotes(fact)):
        return None
    return finding(
        "kind-word", fact,
        f"`{field}: {code}`, but no word of the quote says so: mend it, or "
        f"give the reason as `inferred: {{{field}: …}}`",
        f"“{field}: {code}”,引文中却没有相应的词:请改正,或以 inferred: {{{field}: …}} 说明理由",
        field_name=field, quote=fact.quotes[0].text if fact.quotes else "", recorded=code,
        severity="warning",
    )  # fmt: skip


RULES: Final[tuple[Rule, ...]] = (
    Rule(
        "level-word",
        "The level of a recognition is one that its title tells of, if it tells of any.",
        "称号若标明级别,记录的级别须与之相符。",
        "level: province ← 广东省民间文化艺术之乡",
        "level: national ← 广东省民间文化艺术之乡",
        _level,
        reads_quotes=False,
    ),
    Rule(
        "post-person",
        "A person has a name, and a post is a post.",
        "person 是人名,post 是职务。",
        "{person: 王小明, post: 书记}",
        "{person: 书记, post: 王小明}",
        _post,
        reads_quotes=False,
    ),
    Rule(
        "target-until",
        "What is aimed at until a year is told by `by`, not by `period`.",
        "到某年为止的目标写 by,不写 period。",
        "by: 2025 ← 力争到2025年",
        "period: 2025 ← 力争到2025年",
        _until,
    ),
    Rule(
        "kind-word",
        "An event or relation of a kind that has its words stands under one of them.",
        "有固定用词的事件、关系,引文中须有相应的词。",
        "kind: merger ← 两镇合并",
        "kind: merger ← 两镇结对",
        _words,
        severity="warning",
    ),
)
