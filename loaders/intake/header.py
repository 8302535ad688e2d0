"""Propose the header of a document from its own words; a person decides.

Every proposal carries the words it was read from, and where they stand: in the text, in the page
around it, or in the file's own notes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from loaders.intake.dates import DATE, PLAIN_DATE, date_of
from loaders.intake.html_article import bare, serves_the_page, without_site
from loaders.intake.places import place_in, place_of, province_of_number

_HEAD: Final = 2_500
"""Characters at the beginning of a text in which a title and a number are looked for."""
_LINES: Final = 14
_ENDING: Final = (
    r"(?:通知|意见|意見|方案|计划|計劃|规划|規劃|措施|办法|规定|细则|报告|报告书|决定|公告|通告|要点|清单|行动|纲要|"
    r"条例|批复|政策|安排|举措|指南|标准|规则|制度|实施|部署|工作|条)"
)
_BRACKETS: Final = r"(?:\s*[（(《〈][^（）()《》〈〉。]{1,30}[）)》〉])*"
_TITLE: Final = re.compile(rf"[^。；;！!？?\t]{{3,90}}?{_ENDING}{_BRACKETS}(?=\s|$)")
_NUMBER: Final = re.compile(
    r"[一-龥]{2,14}\s?[〔\[［(（【]\s?(?:19|20)\d\d\s?[〕\]］)）】]\s?(?:第\s?)?\d{1,4}\s?[号號]"
)
_OFFICE: Final = (
    r"(?:人民政府(?:办公[室厅])?|委员会(?:办公[室厅])?|[市县区省州镇]委(?:办公[室厅])?|管委会|办公[室厅]|"
    r"领导小组|总局|[局厅院部署]|中心|政府)"
)
_OFFICE_LINE: Final = re.compile(rf"[一-龥（）()]{{2,34}}{_OFFICE}")
_BEFORE_ABOUT: Final = re.compile(
    rf"^((?:[一-龥（）()]{{2,28}}?{_OFFICE}[\s、]*){{1,4}})(?:关于|關於|印发|印發|转发)"
)
_FILE: Final = re.compile(rf"([一-龥]{{3,30}}{_OFFICE})文件")
_SIGNED: Final = re.compile(
    rf"(?:^|(?<=[\s。）)]))([一-龥（）()]{{2,34}}{_OFFICE})[\s\u3000]{{1,12}}(?={PLAIN_DATE})",
    re.M,
)
_GENRES: Final[tuple[tuple[str, str], ...]] = (
    ("work-report", r"政府工作报告|工作报告|工作总结"),
    ("assessment-rules", r"考核|评价(?:办法|细则)|评分|细则"),
    ("task-list", r"清单|任务分工|分工方案|台账|任务卡|责任分解|任务分解|^任务\s?\d"),
    (
        "action-plan",
        r"行动方案|行动计划|行動計劃|实施方案|工作方案|攻坚方案|三年行动|行动$|方案|工作要点",
    ),
    ("development-plan", r"规划|規劃|纲要|发展计划|计划"),
    ("policy-measures", r"措施|举措|政策|\d+条|[一二三四五六七八九十]+条|办法"),
    ("opinion", r"意见|意見"),
    ("notice", r"通知|公告|通告|通報|决定"),
    ("experience-report", r"经验|做法|典型|助力|案例"),
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A value, and the words it was read from."""

    value: str
    words: str
    start: int = -1
    """Where the words stand in the text; -1 where they stand around it."""
    end: int = -1
    source: str = "text"
    """``text``, or the name of the field of the page or file."""


@dataclass(slots=True)
class Header:
    """What is proposed; a field that nothing speaks for is absent."""

    fields: dict[str, Proposal]
    language: str
    counts: dict[str, Proposal]


def propose(text: str, meta: Mapping[str, str]) -> Header:
    """Propose a header.

    Args:
        text: The document's text.
        meta: What the page or file says of itself.
    """
    fields: dict[str, Proposal] = {}
    language = language_of(text)
    title = _title(text, meta)
    if title is not None:
        fields["title"] = title
    shown = title.value if title else ""
    for name, found in (
        ("number", _number(text, meta)),
        ("issuer", _issuer(text, meta, shown)),
        ("written", _written(text, meta)),
    ):
        if found is not None:
            fields[name] = found
    _year(fields)
    _jurisdiction(fields, shown)
    if (genre := _genre(title)) is not None:
        fields["genre"] = genre
    start = title.start if title is not None and title.start >= 0 else 0
    for name, place in zip(("from", "to"), _article(text, start), strict=True):
        fields[f"article.{name}"] = _at(text, *place)
    return Header(fields, language, _counts(text))


def language_of(text: str) -> str:
    """Tell the language and script of a text by its commonest characters.

    >>> [language_of(t) for t in ("关于发展的意见", "關於發展的意見", "A plan for growth")]
    ['zh-hans', 'zh-hant', 'en']
    """
    sample = text[:20_000]
    ideographs = sum("一" <= char <= "龥" for char in sample)
    if ideographs * 5 < sum(char.isalpha() for char in sample):
        return "en"
    old = sum(sample.count(char) for char in "發與為業產設經關實動進務國會區開")
    new = sum(sample.count(char) for char in "发与为业产设经关实动进务国会区开")
    return "zh-hant" if old > new else "zh-hans"


def _at(text: str, start: int, end: int, value: str | None = None) -> Proposal:
    words = text[start:end]
    return Proposal(value if value is not None else words, words, start, end)


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of the lines that hold words."""
    at = 0
    for line in text.split("\n"):
        words = line.strip()
        if words:
            start = at + line.index(words)
            yield start, start + len(words)
        at += len(line) + 1


def _title(text: str, meta: Mapping[str, str]) -> Proposal | None:
    """Return the title: as the page names it, if the text has it; or the first line like one."""
    head = list(_lines(text[:_HEAD]))
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
            return _at(text, *place, " ".join(text[slice(*place)].split()))
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
    for at, char in enumerate(text):
        wanted -= not char.isspace()
        if wanted == 0:
            return at + 1
    return len(text)


def _title_line(text: str, head: Sequence[tuple[int, int]]) -> Proposal | None:
    for index, (start, end) in enumerate(head):
        line = text[start:end]
        match = _TITLE.match(line)
        if match is None or serves_the_page(line) or "\t" in line or _NUMBER.fullmatch(line):
            continue
        whole = match.end()
        if end - start > 100 and whole > 80:
            continue
        return _with_office(text, head, index, start + _prefix(line[:whole]), start + whole)
    for start, end in head[:_LINES]:
        line = text[start:end]
        plain = (
            5 < len(line) < 90
            and not DATE.match(line)
            and not line.endswith(("。", "；", "：", ":"))
        )
        plain = plain and not _FILE.fullmatch(line)
        if plain and not serves_the_page(line) and not _NUMBER.search(line) and "\t" not in line:
            return _at(text, start, end)
    return None


def _prefix(title: str) -> int:
    """Return the length of what stands before a title on its line: a sign, a number, a section."""
    start = len(title) - len(title.lstrip("#*-—· 　"))
    number = _NUMBER.match(title, start)
    if number:
        start = (
            number.end() + len(title[number.end() :]) - len(title[number.end() :].lstrip("-—_· 　"))
        )
    about = re.search(r"(?<=[\s])(?:关于|關於)", title[start:])
    before = title[start : start + about.start()].split() if about else []
    for office in reversed(before):
        if not _OFFICE_LINE.fullmatch(office):
            return title.rindex(office) + len(office) + 1
    return start


def _with_office(
    text: str, head: Sequence[tuple[int, int]], index: int, start: int, end: int
) -> Proposal:
    """Add the lines above that a title on several lines begins with: its office, `关于…`."""
    while index and end - head[index - 1][0] < 140:
        words, above = text[start:end], text[slice(*head[index - 1])]
        begun = _ABOUT.search(above) and not _ABOUT.match(words) and above[-1] not in "。；：！？:;"
        office = _ABOUT.match(words) and _OFFICE_LINE.fullmatch(above)
        broken = above.endswith(("关于", "關於"))
        if len(above) > 60 or not (begun or office or broken) or _NUMBER.search(above):
            break
        index -= 1
        start = head[index][0]
    return _at(text, start, end, "".join(text[start:end].split("\n")))


_ABOUT: Final = re.compile(r"关于|關於|印发|印發|转发")


def _number(text: str, meta: Mapping[str, str]) -> Proposal | None:
    """Return the document's own number, not one that it cites in brackets."""
    for name in ("page:文号", "page:发文字号", "page:公文字号"):
        match = _NUMBER.search(meta.get(name, ""))
        if match:
            return Proposal(match.group(), match.group(), source=name)
    for start, end in list(_lines(text[:_HEAD]))[: 2 * _LINES]:
        line = text[start:end]
        match = _NUMBER.search(line[:300])
        if match is None:
            continue
        before, after = line[: match.start()].rstrip(), line[match.end() :].lstrip()
        cited = before.endswith(("（", "(", "》", "和", "、", "以")) or after.startswith(
            ("）", ")", "文")
        )
        if not cited and (len(line) < 90 or match.start() < 90) and "。" not in before:
            return _at(text, start + match.start(), start + match.end())
    return None


def _issuer(text: str, meta: Mapping[str, str], title: str) -> Proposal | None:
    for name in ("page:发文机关", "page:發文機關", "page:发布机构"):
        if meta.get(name):
            return Proposal(meta[name], meta[name], source=name)
    about = _BEFORE_ABOUT.match(title)
    if about:
        words = " ".join(about[1].split())
        return _somewhere(text, words)
    head = _FILE.search(text[:400])
    if head:
        return _at(text, head.start(1), head.end(1))
    return _signature(text)


def _somewhere(text: str, words: str) -> Proposal:
    start = text.find(words)
    return (
        _at(text, start, start + len(words))
        if start >= 0
        else Proposal(words, words, source="title")
    )


def _signed(text: str) -> re.Match[str] | None:
    """Return the first place where an office signs and a date follows; annexes stand below it."""
    return _SIGNED.search(text)


def _signature(text: str) -> Proposal | None:
    signed = _signed(text)
    return _at(text, signed.start(1), signed.end(1)) if signed else None


def _written(text: str, meta: Mapping[str, str]) -> Proposal | None:
    """Return the date: as the index card says, as signed, under the title, or of publication."""
    for name in ("page:成文日期", "page:生成日期", "page:发文日期", "page:印发日期"):
        match = DATE.search(meta.get(name, ""))
        if match:
            return Proposal(date_of(match), match.group(), source=name)
    signed = _signed(text)
    match = DATE.match(text, signed.end()) if signed else None
    if match:
        return _at(text, match.start(), match.end(), date_of(match))
    lines = list(_lines(text))
    for start, end in [*reversed(lines[-10:]), *lines[:8]]:
        match = DATE.search(text, max(start, end - 60), end)
        if match and _is_signed(text, match, start, end):
            return _at(text, match.start(), match.end(), date_of(match))
    for name in (
        "page:发布日期",
        "page:发布时间",
        "meta:pubdate",
        "meta:publishdate",
        "page:日期",
        "page:时间",
    ):
        match = DATE.search(meta.get(name, ""))
        if match:
            return Proposal(date_of(match), match.group(), source=name)
    return None


def _is_signed(text: str, match: re.Match[str], start: int, end: int) -> bool:
    """Whether a date stands alone on its line, or at its end behind an office."""
    before = text[start : match.start()].strip(" 　（(：:")
    after = text[match.end() : end].strip(" 　）)印发")
    return len(after) < 3 and (
        not before or before.endswith(("府", "会", "室", "局", "厅", "委", "部", "期", "间"))
    )


def _year(fields: dict[str, Proposal]) -> None:
    """Take the year of the number, or of the title, where no date is written."""
    if "written" in fields:
        return
    for name in ("number", "title"):
        found = fields.get(name)
        year = re.search(r"(?:19|20)\d\d", found.words) if found else None
        if found and year:
            start = found.start + year.start() if found.start >= 0 else -1
            end = start + 4 if start >= 0 else -1
            value = year.group() + ("" if name == "number" else "~")
            fields["written"] = Proposal(value, year.group(), start, end, found.source)
            return


def _jurisdiction(fields: dict[str, Proposal], title: str) -> None:
    """Take the place of the issuer, of the title, or of a provincial document's number."""
    issuer, number = fields.get("issuer"), fields.get("number")
    for found, place in (
        (issuer, place_of(issuer.value) if issuer else ""),
        (fields.get("title"), place_in(title)),
        (number, province_of_number(number.value) if number else ""),
    ):
        if found is not None and place:
            fields["jurisdiction"] = Proposal(
                place, found.words, found.start, found.end, found.source
            )
            return


def _genre(title: Proposal | None) -> Proposal | None:
    if title is None:
        return None
    words = re.sub(r"的?通知(?=\s*$|[（(])", "", bare(title.value))
    for genre, pattern in _GENRES:
        if re.search(pattern, words):
            return Proposal(genre, title.words, title.start, title.end, title.source)
    if "通知" in title.value:
        return Proposal("notice", title.words, title.start, title.end, title.source)
    return None


def _article(text: str, start: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return where the first and the last words of the article stand."""
    lines = list(_lines(text)) or [(0, len(text))]
    first = next((line for line in lines if line[1] > start), lines[0])
    last = lines[-1]
    while len(lines) > 1 and serves_the_page(text[slice(*lines[-1])]):
        last = lines[-2]
        del lines[-1]
    first = (max(first[0], start), first[1])
    if "\t" in text[slice(*last)]:
        last = (text.rfind("\t", *last) + 1, last[1]) if not text[last[1] - 1].isspace() else last
    end = max(last[0], last[1] - 30)
    end += len(text[end : last[1]]) - len(text[end : last[1]].lstrip("，。；、：）)” 　"))
    return (first[0], min(first[1], first[0] + 40)), (min(end, last[1] - 1), last[1])


def _counts(text: str) -> dict[str, Proposal]:
    """Count the tasks where their numbers run through the whole text from 1."""
    marks = list(re.finditer(r"(?m)^[ \t　]*(\d{1,3})[.．、](?!\d)", text))
    numbers = [int(mark[1]) for mark in marks]
    if len(numbers) >= 4 and numbers == list(range(1, len(numbers) + 1)):
        last = marks[-1]
        return {"tasks": _at(text, last.start(1), last.end(1), str(numbers[-1]))}
    return {}
