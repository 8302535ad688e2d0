"""Propose the header of a document from its own words; a person decides.

Every proposal carries the words it was read from, and where they stand: in the text, in the page
around it, or in the file's own notes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from loaders.intake.html_article import bare, serves_the_page
from loaders.intake.proposals import (
    FIRST_LINES,
    HEAD,
    Proposal,
    at,
    lines_of,
)
from loaders.intake.titles import title_of
from loaders.languages.language import Heads
from loaders.languages.registry import LANGUAGES, recognised
from loaders.languages.registry import language_of as registered


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
    heads = _heads_of(language)
    title = title_of(text, meta, heads)
    if title is not None:
        fields["title"] = title
    shown = title.value if title else ""
    for name, found in (
        ("number", _number(text, meta, heads)),
        ("issuer", _issuer(text, meta, shown, heads)),
        ("written", _written(text, meta, heads)),
    ):
        if found is not None:
            fields[name] = found
    _year(fields)
    _jurisdiction(fields, shown, heads)
    if (genre := _genre(title, heads)) is not None:
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


def _heads_of(tag: str) -> Heads:
    """Return how heads are read; pages of texts in no known language are read as the first's."""
    return (registered(tag) or LANGUAGES[0]).heads


def _number(text: str, meta: Mapping[str, str], heads: Heads) -> Proposal | None:
    """Return the document's own number, not one that it cites in brackets."""
    for name in heads.number_fields:
        match = heads.number.search(meta.get(name, ""))
        if match:
            return Proposal(match.group(), match.group(), source=name)
    for start, end in list(lines_of(text[:HEAD]))[: 2 * FIRST_LINES]:
        line = text[start:end]
        match = heads.number.search(line[:300])
        if match is None:
            continue
        before, after = line[: match.start()].rstrip(), line[match.end() :].lstrip()
        cited = before.endswith(heads.cited_behind) or after.startswith(heads.cited_before)
        if not cited and (len(line) < 90 or match.start() < 90) and "。" not in before:
            return at(text, start + match.start(), start + match.end())
    return None


def _issuer(text: str, meta: Mapping[str, str], title: str, heads: Heads) -> Proposal | None:
    for name in heads.issuer_fields:
        if meta.get(name):
            return Proposal(meta[name], meta[name], source=name)
    about = heads.before_about.match(title)
    if about:
        words = " ".join(about[1].split())
        return _somewhere(text, words)
    head = heads.office_file.search(text[:400])
    if head:
        return at(text, head.start(1), head.end(1))
    return _signature(text, heads)


def _somewhere(text: str, words: str) -> Proposal:
    start = text.find(words)
    return (
        at(text, start, start + len(words))
        if start >= 0
        else Proposal(words, words, source="title")
    )


def _signed(text: str, heads: Heads) -> re.Match[str] | None:
    """Return the first place where an office signs and a date follows; annexes stand below it."""
    return heads.signed.search(text)


def _signature(text: str, heads: Heads) -> Proposal | None:
    signed = _signed(text, heads)
    return at(text, signed.start(1), signed.end(1)) if signed else None


def _written(text: str, meta: Mapping[str, str], heads: Heads) -> Proposal | None:
    """Return the date: as the index card says, as signed, under the title, or of publication."""
    for name in heads.written_fields:
        match = heads.date.search(meta.get(name, ""))
        if match:
            return Proposal(heads.date_of(match), match.group(), source=name)
    signed = _signed(text, heads)
    match = heads.date.match(text, signed.end()) if signed else None
    if match:
        return at(text, match.start(), match.end(), heads.date_of(match))
    lines = list(lines_of(text))
    for start, end in [*reversed(lines[-10:]), *lines[:8]]:
        match = heads.date.search(text, max(start, end - 60), end)
        if match and _is_signed(text, match, (start, end), heads):
            return at(text, match.start(), match.end(), heads.date_of(match))
    for name in (
        *heads.published_fields,
        "meta:pubdate",
        "meta:publishdate",
        *heads.dated_fields,
    ):
        match = heads.date.search(meta.get(name, ""))
        if match:
            return Proposal(heads.date_of(match), match.group(), source=name)
    return None


def _is_signed(text: str, match: re.Match[str], line: tuple[int, int], heads: Heads) -> bool:
    """Whether a date stands alone on its line, or at its end behind an office."""
    before = text[line[0] : match.start()].strip(" 　（(：:")
    after = text[match.end() : line[1]].strip(heads.behind_date)
    return len(after) < 3 and (not before or before.endswith(heads.office_ends))


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


def _jurisdiction(fields: dict[str, Proposal], title: str, heads: Heads) -> None:
    """Take the place of the issuer, of the title, or of a provincial document's number."""
    issuer, number = fields.get("issuer"), fields.get("number")
    for found, place in (
        (issuer, heads.place_of(issuer.value) if issuer else ""),
        (fields.get("title"), heads.place_in(title)),
        (number, heads.place_of_number(number.value) if number else ""),
    ):
        if found is not None and place:
            fields["jurisdiction"] = Proposal(
                place, found.words, found.start, found.end, found.source
            )
            return


def _genre(title: Proposal | None, heads: Heads) -> Proposal | None:
    if title is None:
        return None
    words = heads.passing_on.sub("", bare(title.value))
    for genre, pattern in heads.genres:
        if pattern.search(words):
            return Proposal(genre, title.words, title.start, title.end, title.source)
    if heads.notice in title.value:
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
