"""The title of a document: as its page names it, or the first line that reads like one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from loaders.intake.dates import DATE
from loaders.intake.html_article import bare, serves_the_page, without_site
from loaders.intake.proposals import (
    FIRST_LINES,
    HEAD,
    NUMBER,
    OFFICE_FILE,
    OFFICE_LINE,
    Proposal,
    at,
    lines_of,
)

_ENDING: Final = (
    r"(?:通知|意见|意見|方案|计划|計劃|规划|規劃|措施|办法|规定|细则|报告|报告书|决定|公告|通告|要点|清单|行动|纲要|"
    r"条例|批复|政策|安排|举措|指南|标准|规则|制度|实施|部署|工作|条)"
)
_BRACKETS: Final = r"(?:\s*[（(《〈][^（）()《》〈〉。]{1,30}[）)》〉])*"
_TITLE: Final = re.compile(rf"[^。；;！!？?\t]{{3,90}}?{_ENDING}{_BRACKETS}(?=\s|$)")


def title_of(text: str, meta: Mapping[str, str]) -> Proposal | None:
    """Return the title: as the page names it, if the text has it; or the first line like one."""
    head = list(lines_of(text[:HEAD]))
    for name in (
        "meta:articletitle",
        "page:标题",
        "page:名称",
        "title",
        "meta:title",
        "meta:og:title",
    ):
        stated = without_site(meta.get(name, ""))
        if len(stated) < 5:
            continue
        place = _over_lines(text, head, bare(stated))
        if place is not None:
            return at(text, *place, " ".join(text[slice(*place)].split()))
        if name != "title":
            return Proposal(stated, stated, source=name)
    return _title_line(text, head)


def _over_lines(text: str, head: Sequence[tuple[int, int]], words: str) -> tuple[int, int] | None:
    """Return where lines begin that together are these words."""
    for index in range(len(head)):
        for further in range(index, min(index + 4, len(head))):
            start, end = head[index][0], head[further][1]
            joined = bare(text[start:end])
            if joined == words or (joined.startswith(words) and further == index):
                return start, end if joined == words else start + _length(text[start:end], words)
            if len(joined) >= len(words):
                break
    return None


def _length(text: str, words: str) -> int:
    """Return how many characters of a text spell these words, blanks not counted."""
    wanted = len(words)
    for index, char in enumerate(text):
        wanted -= not char.isspace()
        if wanted == 0:
            return index + 1
    return len(text)


def _title_line(text: str, head: Sequence[tuple[int, int]]) -> Proposal | None:
    for index, (start, end) in enumerate(head):
        line = text[start:end]
        match = _TITLE.match(line)
        if match is None or serves_the_page(line) or "\t" in line or NUMBER.fullmatch(line):
            continue
        whole = match.end()
        if end - start > 100 and whole > 80:
            continue
        return _with_office(text, head, index, start + _prefix(line[:whole]), start + whole)
    for start, end in head[:FIRST_LINES]:
        line = text[start:end]
        plain = (
            5 < len(line) < 90
            and not DATE.match(line)
            and not line.endswith(("。", "；", "：", ":"))
        )
        plain = plain and not OFFICE_FILE.fullmatch(line)
        if plain and not serves_the_page(line) and not NUMBER.search(line) and "\t" not in line:
            return at(text, start, end)
    return None


def _prefix(title: str) -> int:
    """Return the length of what stands before a title on its line: a sign, a number, a section."""
    start = len(title) - len(title.lstrip("#*-—· 　"))
    number = NUMBER.match(title, start)
    if number:
        start = (
            number.end() + len(title[number.end() :]) - len(title[number.end() :].lstrip("-—_· 　"))
        )
    about = re.search(r"(?<=[\s])(?:关于|關於)", title[start:])
    before = title[start : start + about.start()].split() if about else []
    for office in reversed(before):
        if not OFFICE_LINE.fullmatch(office):
            return title.rindex(office) + len(office) + 1
    return start


def _with_office(
    text: str, head: Sequence[tuple[int, int]], index: int, start: int, end: int
) -> Proposal:
    """Add the lines above that a title on several lines begins with: its office, `关于…`."""
    while index and end - head[index - 1][0] < 140:
        words, above = text[start:end], text[slice(*head[index - 1])]
        begun = _ABOUT.search(above) and not _ABOUT.match(words) and above[-1] not in "。；：！？:;"
        office = _ABOUT.match(words) and OFFICE_LINE.fullmatch(above)
        broken = above.endswith(("关于", "關於"))
        if len(above) > 60 or not (begun or office or broken) or NUMBER.search(above):
            break
        index -= 1
        start = head[index][0]
    return at(text, start, end, "".join(text[start:end].split("\n")))


_ABOUT: Final = re.compile(r"关于|關於|印发|印發|转发")
