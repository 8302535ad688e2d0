"""Which blocks of a web page are its article, and which are navigation, shares and feet.

The article is the innermost element that holds nearly all of the page's prose: words outside links
in blocks with the punctuation of sentences.  Inside it, blocks that only serve the page (a path to
it, its share buttons, its counters) are dropped by their words or their links; above it, the title
is fetched.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final

from loaders.intake.markup import tag_of

_STOPS: Final = re.compile(r"[，。；：、！？,;“”《》（）]")
_SHARE: Final = 0.9
_NAMES: Final = re.compile(
    r"(?:^|[\s_-])(?:nav|menu|crumbs?|breadcrumb|share|sidebar|side|footer|foot|header|head|toolbar|"
    r"tools?|relate[ds]?|recommend|comment|copyright|pager|pagination|qrcode|ewm|bdshare|search|logo|"
    r"banner|friendlink|dqwz|position|location|weizhi|fenxiang|xgwz|xglj)(?:$|[\s_\d-])",
    re.I,
)
_PATH: Final = re.compile(
    r"(?:您?现?在?的?(?:当前)?位置|当前位置|您的位置|所在位置|你的位置|首页)\s*[:：>»›＞]|^(?:首页|网站首页)\s*[>»›＞/|-]"
)
_TOOLS: Final = re.compile(
    r"^[\s【\[（(]*(?:分享到?|打印(?:本页|此页|页面)?|关闭(?:窗口|本页)?|返回顶部|回到顶部|收藏(?:本页)?|"
    r"扫一扫.*|微信(?:扫一扫)?.*|手机(?:浏览|阅读|版).*|微博|QQ空间|字体|字号|放大|缩小|默认|大|中|小|"
    r"上一[篇条页].*|下一[篇条页].*|相关(?:链接|文章|阅读|新闻|稿件|信息|文件|附件|解读|报道)|责任编辑.*|"
    r"【?(?:打印|关闭|纠错).*|我要纠错|无障碍.*|长者.*|繁体(?:版|中文)?|简体(?:版|中文)?|English|登录|注册|"
    r"退出|您好.*|语言|设为首页|加入收藏|网站地图|联系我们|关于我们|版权(?:声明|所有).*|主办单位.*|承办单位.*|"
    r"备案.*|.{0,8}ICP备.*|.{0,8}公网安备.*|网站标识码.*|浏览次数.*|阅读次数.*|访问量.*|点击(?:数|量|率|次数).*|"
    r"浏览量.*|技术支持.*|网站支持.*|建议使用.*浏览器.*|信息来源[:：].*|文章来源[:：].*|(?:稿件)?来源[:：].*|"
    r"发布(?:时间|日期|机构)[:：].*|发表时间[:：].*|时间[:：].*|日期[:：].*|更新时间[:：].*|索\s*引\s*号[:：].*|"
    r"(?:作者|编辑|责编|审核|供稿|记者)[:：].{0,20}|(?:导航|搜索|热搜词?[:：].*|全文检索|高级搜索)|"
    r"听全文|语音播报|政策解读|图解|收起|展开|更多>*|相关文件下载|文件下载|附件下载.*|相关附件.*)[\s】\])）|/]*$"
)
_INFO: Final = re.compile(
    r"(?:来源|发布时间|发布日期|发表时间|日期|时间|浏览次数|阅读|访问量|点击|字号|字体|视力保护|打印|作者|编辑|"
    r"责任编辑|分享)\s*[:：]?"
)
_DATED: Final = re.compile(r"(?:19|20)\d\d\s*[-年/.]\s*\d{1,2}\s*[-月/.]\s*\d{1,2}")
_SITES: Final = re.compile(r"\s*[-_|—–·]+\s*[^-_|—–]{2,30}$")
_INDEX: Final = frozenset(
    (
        "索引号",
        "发文机关",
        "发布机构",
        "成文日期",
        "生成日期",
        "发布日期",
        "文号",
        "发文字号",
        "标题",
        "名称",
        "主题分类",
        "有效性",
        "公开方式",
        "信息分类",
        "公文种类",
        "发文日期",
        "主题词",
        "公开日期",
    )
)


@dataclass(slots=True)
class Part:
    """A block of text of a page, or a table."""

    text: str = ""
    path: tuple[int, ...] = ()
    """Numbers of the elements it lies in, outermost first."""
    tag: str = ""
    names: str = ""
    """Classes and ids of the elements it lies in, the innermost three."""
    linked: int = 0
    """Characters in links."""
    rows: list[list[str]] = field(default_factory=list)
    caption: str = ""

    @classmethod
    def outer(cls) -> Part:
        """Return the holder of a whole page."""
        return cls()

    def inside(self, number: int, element: Any) -> Part:
        """Return the holder that an element is."""
        own = f" {element.get('class') or ''} {element.get('id') or ''}"
        names = (self.names + " |" + own).split("|")[-4:]
        tag = tag_of(element)
        kept = self.tag if tag in ("span", "font", "b", "strong", "center") and self.tag else tag
        return Part("", (*self.path, number), kept, "|".join(names))

    def copy(self) -> Part:
        """Return a part that lies where this holder does."""
        return Part("", self.path, self.tag, self.names)

    @property
    def prose(self) -> float:
        """How much of an article this is: its words outside links, if they are sentences."""
        if self.rows:
            return max(0.0, len(self.text) - 1.5 * self.linked) * 0.8
        free = len(self.text) - self.linked
        if free < 12 or self.linked * 2 > len(self.text) or _is_service(self):
            return 0.0
        stops = len(_STOPS.findall(self.text))
        weight = 0.3 if _NAMES.search(self.names) else 1.0
        return weight * free * (1.0 if stops * 60 > free or free > 60 else 0.3)


def is_list_of_links(parts: list[Part]) -> bool:
    """Whether a page has links and no prose, as one whose article a script fetches."""
    words = sum(len(part.text) for part in parts)
    linked = sum(part.linked for part in parts)
    return words > 0 and linked * 2 > words and not any(part.prose for part in parts)


def article_parts(parts: list[Part], title: str) -> tuple[list[Part], list[tuple[Part, str]]]:
    """Part a page into its article and the rest.

    Args:
        parts: All blocks in order.
        title: The page's title, perhaps with the site's name behind it.

    Returns:
        The blocks of the article in order; the other ones, each with why it is left out.
    """
    root = _root(parts)
    inside = _widened(parts, [part for part in parts if part.path[: len(root)] == root])
    known = {id(part) for part in inside}
    dropped = [(part, "navigation") for part in parts if id(part) not in known]
    heading = _heading(parts, inside, title)
    kept, tail = _without_service(inside)
    dropped += tail
    if heading is not None and not _says(kept[:6], heading.text):
        kept.insert(0, heading)
        dropped = [(part, why) for part, why in dropped if part is not heading]
    return kept, dropped


_SIGNATURE: Final = re.compile(
    r"[一-龥（）() 　]{2,40}(?:政府|办公[室厅]|委员会|管委会|小组|[局厅院部委会])|"
    r"(?:19|20|二[〇○零O])[\d〇○零O一二三四五六七八九]{2}年.{1,5}月.{1,4}日(?:印发)?|附\s*件.*|[（(](?:此件|公开).{2,20}[)）]|抄送.*"
)
_TITLED: Final = re.compile(
    r".{4,100}(?:通知|意见|方案|计划|规划|措施|办法|规定|细则|报告|决定|公告|通告|要点|清单|纲要|条例|批复|行动|政策)"
    r"(?:[（(].{1,24}[)）])?"
)


def _widened(parts: list[Part], inside: list[Part]) -> list[Part]:
    """Add what belongs to an article beside its body: the signature below, the title above it."""
    if not inside:
        return inside
    known = {id(part) for part in inside}
    places = [index for index, part in enumerate(parts) if id(part) in known]
    first, last = places[0], places[-1]
    while last + 1 < len(parts) and last - places[-1] < 12:
        part = parts[last + 1]
        if part.rows or not _SIGNATURE.fullmatch(part.text) or _is_service(part):
            break
        last += 1
    for index in range(first - 1, max(first - 5, -1), -1):
        part = parts[index]
        if _is_service(part):
            continue
        if part.linked or part.rows or len(part.text) > 120:
            break
        if _TITLED.fullmatch(part.text):
            return [part, *parts[first : last + 1]]
    return parts[first : last + 1]


def _root(parts: list[Part]) -> tuple[int, ...]:
    """Return the path of the innermost element that holds nearly all prose."""
    weight: Counter[tuple[int, ...]] = Counter()
    total = 0.0
    for part in parts:
        prose = part.prose
        total += prose
        if prose:
            for depth in range(len(part.path) + 1):
                weight[part.path[:depth]] += prose  # type: ignore[assignment]
    path: tuple[int, ...] = ()
    while total:
        inner = [p for p in weight if len(p) == len(path) + 1 and p[: len(path)] == path]
        best = max(inner, key=lambda p: weight[p], default=None)
        if best is None or weight[best] < _SHARE * weight[path]:
            break
        path = best
    # One block alone is no article where its neighbours are of the same kind.
    return path[:-1] if len([p for p in parts if p.path == path]) == 1 and len(path) > 1 else path


def _is_service(part: Part) -> bool:
    """Whether a block only serves the page that it stands on."""
    text = part.text.strip()
    if part.rows:
        return _is_index(part)
    if len(text) > 160:
        return bool(_PATH.search(text[:20])) and part.linked * 3 > len(text)
    if _TOOLS.match(text) or _PATH.search(text):
        return True
    hits = len(_INFO.findall(text))
    return hits >= 2 and (bool(_DATED.search(text)) or hits * 12 > len(text))


def _is_index(part: Part) -> bool:
    """Whether a table is the index card of a document: its number, issuer and date."""
    cells = ["".join(cell.split()).strip(":：[]【】") for row in part.rows[:12] for cell in row]
    hits = sum(cell in _INDEX for cell in cells)
    return hits >= 3 and len(part.rows) <= 12


def _without_service(parts: list[Part]) -> tuple[list[Part], list[tuple[Part, str]]]:
    kept: list[Part] = []
    dropped: list[tuple[Part, str]] = []
    prose = [index for index, part in enumerate(parts) if part.prose]
    first, last = (prose[0], prose[-1]) if prose else (0, len(parts))
    for index, part in enumerate(parts):
        named = bool(_NAMES.search(part.names)) and not part.prose
        links = part.linked * 10 > len(part.text) * 7
        outside = index < first or index > last
        if _is_service(part):
            dropped.append((part, "service"))
        elif named or (links and (outside or len(part.text) < 60) and not _is_annex(part)):
            dropped.append((part, "navigation"))
        else:
            kept.append(part)
    return kept, dropped


_ANNEX: Final = re.compile(r"^\s*(?:附\s*[件表图]|\d{1,2}[.．、])")


def _is_annex(part: Part) -> bool:
    """Whether a linked block is a document's own list of its annexes."""
    return bool(_ANNEX.match(part.text))


def _heading(parts: list[Part], inside: list[Part], title: str) -> Part | None:
    """Return the block that shows the article's title, if it stands above the article."""
    first = next((index for index, part in enumerate(parts) if inside and part is inside[0]), 0)
    above = [part for part in parts[:first] if 4 < len(part.text) < 200 and not _is_service(part)]
    plain, short = bare(title), bare(without_site(title))
    for part in reversed(above):
        words = bare(part.text)
        if part.linked * 2 > len(part.text):
            continue
        if len(words) > 4 and words in (short, plain):
            return part
        if len(words) > 8 and (plain.startswith(words) or (part.tag == "h1" and words in plain)):
            return part
    near = [part for part in above[-6:] if part.tag in ("h1", "h2") and not part.linked]
    return near[-1] if near else None


def without_site(title: str) -> str:
    """Return a page's title without the names of its site and section behind it.

    >>> without_site("关于加快发展的意见_政策文件_某市人民政府")
    '关于加快发展的意见'
    """
    for _ in range(6):
        shorter = _SITES.sub("", title)
        if shorter == title or len(shorter) < 5:
            break
        title = shorter
    return title.strip()


def serves_the_page(text: str) -> bool:
    """Whether a line only serves the page that it stands on: a path, a share bar, a counter."""
    return _is_service(Part(text))


def bare(text: str) -> str:
    """Return words without blanks."""
    return "".join(text.split())


def _says(parts: list[Part], words: str) -> bool:
    """Whether blocks begin with these words, perhaps on several lines."""
    together = "".join(bare(part.text) for part in parts)
    return together.startswith(bare(words))
