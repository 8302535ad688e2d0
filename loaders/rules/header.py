"""Rules for the header of a document: title, genre, date, issuer, publisher are the text's own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from loaders.facts.model import Fact
from loaders.languages.edtf import read_edtf
from loaders.problems import Position, Problem
from loaders.rules.assignments import names_of_node
from loaders.rules.base import Case, Rule, finding
from loaders.yaml import records as R  # noqa: N812 - short, because every record kind is named

__all__ = ["RULES"]

_HEAD: Final = 300
"""So many characters of an article belong to its head, where it says what it is and whose."""
_FOOT: Final = 200
_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_QUOTED: Final = "》”’」 "
_REPORTED: Final = frozenset({"news-feature", "experience-report"})
"""Genres that have no word of their own in a title."""


def _problem(case: Case, rule: str, field: str, en: str, zh: str, recorded: str) -> Problem:
    at = case.document.positions.get(field, Position(case.document.path))
    return Problem(rule, at, en, zh, record=case.document.header.id, recorded=recorded)


def _bounded(case: Case) -> bool:
    """Tell whether the header says where the article begins and ends: then its head is known.

    A piece of a document, such as an excerpt, has no head to be compared with.
    """
    return case.document.header.article is not None


def _page(case: Case) -> tuple[str, str, str]:
    """Return the clean text of the whole page, of its head and of its foot."""
    assert case.evidence is not None
    source = case.evidence.source
    whole = case.clean(source.text)
    head = case.clean(source.text[: source.start + _HEAD])
    return whole, head, case.clean(source.text[max(0, source.end - _FOOT) :])


def _title(case: Case) -> Iterable[Problem | None]:
    if case.evidence is None:
        return
    header = case.document.header
    whole, head, _ = _page(case)
    title = case.clean(header.title.zh)
    told = title in head or title == case.clean(header.source.title or "") or not _bounded(case)
    coined = title not in whole and any(name in title for name in _own_place(case))
    yield None if told or coined else _problem(
        case, "title-at-head", "title",
        f"`title: {header.title.zh}` does not stand at the head of the text, and is no label that "
        "names the place of which it tells",
        f"“title: {header.title.zh}”不在原文开头,也不是以所述地方命名的题名",
        header.title.zh,
    )  # fmt: skip
    for field, words in (("title", header.source.title), ("publisher", header.source.publisher)):
        if words is not None:
            yield None if case.clean(words) in whole else _problem(
                case, "title-at-head", "source",
                f"`source.{field}: {words}` stands nowhere in the text",
                f"“source.{field}: {words}”在原文中找不到", words,
            )  # fmt: skip


def _own_place(case: Case) -> list[str]:
    names = case.resolved
    if names is None or names.home is None:
        return []
    told = (case.clean(name) for name in names_of_node(case, names, names.home, ""))
    return [name for name in told if len(name) > 1]


def _genre(case: Case) -> Iterable[Problem | None]:
    """Find a genre that the title contradicts, or that has words of which the head has none."""
    if case.evidence is None or not _bounded(case):
        return
    header, heads = case.document.header, case.language.heads
    titles = [case.clean(text) for text in (header.title.zh, header.source.title or "") if text]
    told = [genre for title in titles for genre in _genres_at_end(case, title)]
    own = dict(heads.genres).get(header.genre)
    _, head, _ = _page(case)
    if header.genre in _REPORTED or own is None:
        fine = not told
    else:
        fine = any(own.search(text) for text in [*titles, head]) and (
            not told or header.genre in told
        )
    yield None if fine else _problem(
        case, "genre-word", "genre",
        f"`genre: {header.genre}` is not what the title or the head of the text says"
        + (f": {', '.join(dict.fromkeys(told))}?" if told else ""),
        f"“genre: {header.genre}”与题名或原文开头不符"
        + (f":应为 {'、'.join(dict.fromkeys(told))}?" if told else ""),
        header.genre,
    )  # fmt: skip


def _genres_at_end(case: Case, title: str) -> Iterator[str]:
    """Yield the genres whose words end a title: …行动方案, also in 关于印发…行动方案的通知."""
    heads = case.language.heads
    issued = heads.passing_on.sub("", title).rstrip(_QUOTED) if heads.issues.search(title) else ""
    for text in filter(None, (title, issued)):
        for genre, words in heads.genres:
            ends = genre not in _REPORTED and any(
                found.end() == len(text) for found in words.finditer(text)
            )
            if ends:
                yield genre


def _date(case: Case) -> Iterable[Problem | None]:
    if case.evidence is None or not _bounded(case):
        return
    header = case.document.header
    reason = header.written_reason
    told = "" if reason is None else reason if isinstance(reason, str) else reason.zh + reason.en
    years = set(_YEAR.findall(header.written))
    known = set(_YEAR.findall(told or header.title.zh + _page(case)[0]))
    yield None if years <= known else _problem(
        case, "written-stated", "written",
        f"`written: {header.written}`: that year stands neither in the text nor in "
        "`written-reason`: how is it known?",
        f"“written: {header.written}”:该年份不见于原文,也不见于 written-reason:由何得知?",
        header.written,
    )  # fmt: skip


def _ahead(case: Case) -> Iterable[Problem | None]:
    """Find what is said to be so in a year after the one in which the text was written."""
    written = read_edtf(case.document.header.written)
    if written is None or written.year is None:
        return
    for fact in case.document.facts:
        if not _is_actual(fact) or fact.period is None or "period" in fact.inferred:
            continue
        period = case.document.viewpoint.period(fact.period)
        late = period is not None and period.year is not None and period.year > written.year
        yield None if not late else finding(
            "period-ahead", fact,
            f"the record tells what was so in {fact.period}, but the text was written in "
            f"{case.document.header.written}: is it expected or planned?",
            f"记录所述为 {fact.period} 的实际情况,而原文写于 {case.document.header.written}:"
            "是否只是预计或计划?",
            field_name="period", recorded=fact.period, read=case.document.header.written,
        )  # fmt: skip


def _is_actual(fact: Fact) -> bool:
    if isinstance(fact.record, R.Recognition):
        return fact.record.status == "obtained"
    value = isinstance(fact.record, R.Value) and not isinstance(fact.record, R.Target)
    return value and (fact.status or "actual") == "actual"


def _issuer(case: Case) -> Iterable[Problem | None]:
    names = case.resolved
    if case.evidence is None or names is None or not _bounded(case):
        return
    header = case.document.header
    _, head, foot = _page(case)
    edges = "\n".join((head, foot, case.clean(header.source.publisher or "")))
    for ref in header.issuer:
        node = names.issuers.get(ref)
        known = [] if node is None else list(names_of_node(case, names, node, ref))
        fine = not known or any(case.clean(name) in edges for name in known)
        yield None if fine else _problem(
            case, "issuer-named", "issuer",
            f"`issuer: {ref}` is named neither at the head or foot of the text nor as its "
            "publisher",
            f"“issuer: {ref}”不见于原文首尾,也不是其发布者", ref,
        )  # fmt: skip


RULES: Final[tuple[Rule, ...]] = (
    Rule(
        "title-at-head",
        "The title stands at the head of the text, or is a label with the name of the place; title "
        "and publisher of the source stand in it.",
        "题名须在原文开头,或为含地名的拟题;来源的题名与发布者须见于原文。",
        "title: 青河镇工作方案 ← 青河镇工作方案 …",
        "title: 水利规划, a plan that the text only names",
        _title,
        needs_source=True,
        reads_quotes=False,
    ),
    Rule(
        "genre-word",
        "The genre is the one that the title ends with (方案, 意见, 通知), or the head of the text "
        "has its word.",
        "文种须与题名末尾的词(方案、意见、通知)相符,或见于原文开头。",
        "genre: action-plan ← 青河镇行动方案",
        "genre: notice ← 青河镇行动方案",
        _genre,
        needs_source=True,
        reads_quotes=False,
    ),
    Rule(
        "written-stated",
        "The year of writing stands in the text, or in `written-reason`.",
        "成文年份须见于原文或 written-reason。",
        "written: 2021 ← 青河镇2021年工作方案",
        "written: 2031 ← 青河镇2021年工作方案",
        _date,
        needs_source=True,
        reads_quotes=False,
    ),
    Rule(
        "period-ahead",
        "What is actual or obtained is not of a year after the one in which the text was written.",
        "实际值与已获荣誉的时间不晚于成文之年。",
        "period: 2020, written: 2021",
        "period: 2023, written: 2021",
        _ahead,
        reads_quotes=False,
    ),
    Rule(
        "issuer-named",
        "Who issued the document is named at its head or foot, or is its publisher.",
        "发布者须见于原文首尾,或为其刊载者。",
        "issuer: 青河镇人民政府, which signs the text",
        "issuer: a body that the text names in passing",
        _issuer,
        needs_source=True,
        reads_quotes=False,
    ),
)
