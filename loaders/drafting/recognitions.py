"""Titles and prizes that somebody obtained, by the verb before them."""

from __future__ import annotations

import re
from typing import Final

from loaders.drafting.words import apart

__all__ = ["find_recognitions"]

_WON: Final = (
    r"(?:被?(?:授予|命名为|命名|认定为|评定为|评选为|评为|列为|列入|纳入|确定为)|荣膺|荣获|获评|获颁|喜获|斩获|"
    r"摘得|摘取|夺得|捧回|捧得|问鼎|蝉联|创成|创建成为|成功创建|创建|上榜|登上|入围|入选|跻身|跨入|获得|获批|获|"
    r"成为|晋升为?|升格为)"
)
_KINDS: Final = (
    r"(?:[特一二三]等奖|[金银铜]奖|奖|称号|百强县|百强镇|百强区|百强|千强镇|十强|示范县|示范镇|示范区|"
    r"示范村|示范市|示范城市|示范基地|先进集体|先进单位|先进县|先进市|之乡|城市|强镇|强县|强市|"
    r"特色小镇|名镇|名村|名城|试点|园林县城|卫生县城|文明城市|[1-5一二三四五]A级?(?:旅游)?景区|"
    r"冠军|金牌|优秀等次)"
)
_AWARD: Final = re.compile(
    rf"{_WON}(?:了|为|首批|[\u4e00-\u9fffA-Za-z0-9]{{0,14}}?)?"
    rf"(?:“(?P<quoted>[^“”\n]{{2,40}})”|(?P<name>[\u4e00-\u9fffA-Za-z0-9]{{2,28}}?{_KINDS})"
    r"(?![\u4e00-\u9fff]{0,6}“))"
)
_LOOSE: Final = re.compile(r"(?:列为|纳入|确定为|成为|创建|登上|跨入)$")
"""Verbs that govern other things as well."""
_TITLE: Final = re.compile(
    r"(?:百强|十强|[十百千]大|示范|先进|文明|卫生|园林|之乡|名[城镇村]|强[县市镇村]|首富|富[村县镇]|特色|"
    r"模范|优秀|标杆|样板|基地|试点|名单|名录|遗产|品牌|中心|城市|第一|冠军|金奖|称号|奖)"
)
_PRIZE: Final = re.compile(
    r"(?:获|获得|荣获|夺得|斩获|摘得|捧回|喜获)了?(?P<name>第[一二三四五六七八九十百\d]{1,4}届"
    rf"[\u4e00-\u9fff“”]{{2,24}}?{_KINDS})"
)
_ENTITLED: Final = re.compile(
    r"“(?P<quoted>[^“”\n,。]{3,30})”(?=(?:荣誉)?称号|行列|名单|名录|之一|奖牌|奖项|荣誉|美誉|金字招牌|号牌)"
)
"""A title in quotes with the word behind it that says what it is."""


def find_recognitions(dense: str) -> list[tuple[int, int]]:
    """Find the titles and prizes that somebody obtained, one or a row of them in quotes."""
    found = [match.span("name") for match in _PRIZE.finditer(dense)]
    found += [match.span("quoted") for match in _ENTITLED.finditer(dense)]
    for match in _AWARD.finditer(dense):
        span = match.span("quoted") if match["quoted"] else match.span("name")
        words = dense[span[0] : span[1]]
        if re.search(r"^(?:的|了)|[,。;]", words):
            continue
        verb = dense[match.start() : match.start() + 4]
        loose = any(_LOOSE.search(verb[:size]) for size in (1, 2, 3))
        if loose and not (match["quoted"] and _TITLE.search(words)):
            continue
        found.append(span)
        more = _NEXT_QUOTED.match(dense, match.end()) if match["quoted"] else None
        while more:
            found.append(more.span("quoted"))
            more = _NEXT_QUOTED.match(dense, more.end())
    return apart(list(dict.fromkeys(found)))


_NEXT_QUOTED: Final = re.compile(r"[、和及]?“(?P<quoted>[^“”\n]{2,40})”")
