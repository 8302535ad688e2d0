"""Propose the header of a document from its own words; a person decides.

Every proposal carries the words it was read from, and where they stand: in the text, in the page
around it, or in the file's own notes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from loaders.intake.dates import DATE, PLAIN_DATE, date_of
from loaders.intake.html_article import bare, serves_the_page
from loaders.intake.places import place_in, place_of, province_of_number
from loaders.intake.proposals import (
    FIRST_LINES,
    HEAD,
    NUMBER,
    OFFICE,
    OFFICE_FILE,
    Proposal,
    at,
    lines_of,
)
from loaders.intake.titles import title_of
from loaders.languages.registry import recognised

_BEFORE_ABOUT: Final = re.compile(
    rf"^((?:[一-龥（）()]{{2,28}}?{OFFICE}[\s、]*){{1,4}})(?:关于|關於|印发|印發|转发)"
)
_SIGNED: Final = re.compile(
    rf"(?:^|(?<=[\s。）)]))([一-龥（）()]{{2,34}}{OFFICE})[\s\u3000]{{1,12}}(?={PLAIN_DATE})",
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
    title = title_of(text, meta)
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
        fields[f"article.{name}"] = at(text, *place)
    return Header(fields, language, _counts(text))


def language_of(text: str) -> str:
    """Tell the language and script of a text; what no package recognises is English.

    >>> [language_of(t) for t in ("关于发展的意见", "關於發展的意見", "A plan for growth")]
    ['zh-hans', 'zh-hant', 'en']
    """
    return recognised(text) or "en"


def _number(text: str, meta: Mapping[str, str]) -> Proposal | None:
    """Return the document's own number, not one that it cites in brackets."""
    for name in ("page:文号", "page:发文字号", "page:公文字号"):
        match = NUMBER.search(meta.get(name, ""))
        if match:
            return Proposal(match.group(), match.group(), source=name)
    for start, end in list(lines_of(text[:HEAD]))[: 2 * FIRST_LINES]:
        line = text[start:end]
        match = NUMBER.search(line[:300])
        if match is None:
            continue
        before, after = line[: match.start()].rstrip(), line[match.end() :].lstrip()
        cited = before.endswith(("（", "(", "》", "和", "、", "以")) or after.startswith(
            ("）", ")", "文")
        )
        if not cited and (len(line) < 90 or match.start() < 90) and "。" not in before:
            return at(text, start + match.start(), start + match.end())
    return None


def _issuer(text: str, meta: Mapping[str, str], title: str) -> Proposal | None:
    for name in ("page:发文机关", "page:發文機關", "page:发布机构"):
        if meta.get(name):
            return Proposal(meta[name], meta[name], source=name)
    about = _BEFORE_ABOUT.match(title)
    if about:
        words = " ".join(about[1].split())
        return _somewhere(text, words)
    head = OFFICE_FILE.search(text[:400])
    if head:
        return at(text, head.start(1), head.end(1))
    return _signature(text)


def _somewhere(text: str, words: str) -> Proposal:
    start = text.find(words)
    return (
        at(text, start, start + len(words))
        if start >= 0
        else Proposal(words, words, source="title")
    )


def _signed(text: str) -> re.Match[str] | None:
    """Return the first place where an office signs and a date follows; annexes stand below it."""
    return _SIGNED.search(text)


def _signature(text: str) -> Proposal | None:
    signed = _signed(text)
    return at(text, signed.start(1), signed.end(1)) if signed else None


def _written(text: str, meta: Mapping[str, str]) -> Proposal | None:
    """Return the date: as the index card says, as signed, under the title, or of publication."""
    for name in ("page:成文日期", "page:生成日期", "page:发文日期", "page:印发日期"):
        match = DATE.search(meta.get(name, ""))
        if match:
            return Proposal(date_of(match), match.group(), source=name)
    signed = _signed(text)
    match = DATE.match(text, signed.end()) if signed else None
    if match:
        return at(text, match.start(), match.end(), date_of(match))
    lines = list(lines_of(text))
    for start, end in [*reversed(lines[-10:]), *lines[:8]]:
        match = DATE.search(text, max(start, end - 60), end)
        if match and _is_signed(text, match, start, end):
            return at(text, match.start(), match.end(), date_of(match))
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
    lines = list(lines_of(text)) or [(0, len(text))]
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
        return {"tasks": at(text, last.start(1), last.end(1), str(numbers[-1]))}
    return {}
