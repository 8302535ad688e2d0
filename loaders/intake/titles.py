"""The title of a document: as its page names it, or the first line that reads like one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from loaders.intake.html_article import bare, serves_the_page, without_site
from loaders.intake.proposals import (
    FIRST_LINES,
    HEAD,
    Proposal,
    at,
    lines_of,
)
from loaders.languages.language import Heads


def title_of(text: str, meta: Mapping[str, str], heads: Heads) -> Proposal | None:
    """Return the title: as the page names it, if the text has it; or the first line like one."""
    head = list(lines_of(text[:HEAD]))
    for name in (
        "meta:articletitle",
        *heads.title_fields,
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
    return _title_line(text, head, heads)


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


def _title_line(text: str, head: Sequence[tuple[int, int]], heads: Heads) -> Proposal | None:
    for index, (start, end) in enumerate(head):
        line = text[start:end]
        match = heads.title.match(line)
        if match is None or serves_the_page(line) or "\t" in line or heads.number.fullmatch(line):
            continue
        whole = match.end()
        if end - start > 100 and whole > 80:
            continue
        return _with_office(
            text, head[: index + 1], start + _prefix(line[:whole], heads), start + whole, heads
        )
    for start, end in head[:FIRST_LINES]:
        line = text[start:end]
        plain = (
            5 < len(line) < 90
            and not heads.date.match(line)
            and not line.endswith(("。", "；", "：", ":"))
        )
        plain = plain and not heads.office_file.fullmatch(line)
        if (
            plain
            and not serves_the_page(line)
            and not heads.number.search(line)
            and "\t" not in line
        ):
            return at(text, start, end)
    return None


def _prefix(title: str, heads: Heads) -> int:
    """Return the length of what stands before a title on its line: a sign, a number, a section."""
    start = len(title) - len(title.lstrip("#*-—· 　"))
    number = heads.number.match(title, start)
    if number:
        start = (
            number.end() + len(title[number.end() :]) - len(title[number.end() :].lstrip("-—_· 　"))
        )
    about = heads.about_alone.search(title[start:])
    before = title[start : start + about.start()].split() if about else []
    for office in reversed(before):
        if not heads.office_line.fullmatch(office):
            return title.rindex(office) + len(office) + 1
    return start


def _with_office(
    text: str, head: Sequence[tuple[int, int]], start: int, end: int, heads: Heads
) -> Proposal:
    """Add the lines above that a title on several lines begins with: its office, `关于…`."""
    index = len(head) - 1
    while index and end - head[index - 1][0] < 140:
        words, above = text[start:end], text[slice(*head[index - 1])]
        begun = (
            heads.about.search(above)
            and not heads.about.match(words)
            and above[-1] not in "。；：！？:;"
        )
        office = heads.about.match(words) and heads.office_line.fullmatch(above)
        broken = above.endswith(heads.about_at_end)
        if len(above) > 60 or not (begun or office or broken) or heads.number.search(above):
            break
        index -= 1
        start = head[index][0]
    return at(text, start, end, "".join(text[start:end].split("\n")))
