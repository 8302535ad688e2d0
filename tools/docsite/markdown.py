"""Markdown into HTML, with anchors as GitHub gives them, and links made fit for the site."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

_PARSER: Final = MarkdownIt("commonmark").enable(["table"])
_COMMENTS: Final = re.compile(r"(?:<!--.*?-->\s*)+", re.DOTALL)


@dataclass(slots=True)
class Section:
    """A heading and the words below it, as the search knows them."""

    anchor: str
    heading: str
    level: int
    text: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Rendered:
    """A page as HTML, what its sections are, and what is wrong with it."""

    body: str
    title: str
    sections: list[Section]
    wrong: list[tuple[int, str]]


Leads = Callable[[str, int], str]
"""Turns a link of the Markdown, which stands in a line, into one of the site."""


def tokens_of(text: str) -> list[Token]:
    """Return the parts of a page of Markdown, without the line ends that part no words."""
    tokens = _PARSER.parse(text)
    for token in tokens:
        _join_lines(token.children or [])
    return tokens


def _join_lines(inline: Sequence[Token]) -> None:
    """Take away line ends between Chinese characters; shown, they would be blanks in words."""
    for at, token in enumerate(inline):
        if token.type == "softbreak":
            before = next((one.content for one in reversed(inline[:at]) if one.content), "")
            after = next((one.content for one in inline[at + 1 :] if one.content), "")
            widths = {unicodedata.east_asian_width(x) for x in (before[-1:], after[:1]) if x}
            if widths & {"W", "F"} and widths <= {"W", "F", "A"}:
                token.type, token.content = "text", ""


def anchors_of(text: str) -> set[str]:
    """Return the anchors of all headings of a page of Markdown."""
    return {section.anchor for section in _sections(tokens_of(text)) if section.anchor}


def rendered(text: str, leads: Leads) -> Rendered:
    """Return a page of Markdown as HTML.

    Args:
        text: The Markdown.
        leads: Gives each link and picture its address in the site.
    """
    tokens = tokens_of(text)
    sections = _sections(tokens)
    wrong = list(_faults(tokens))
    _mend(tokens, iter(sections[1:]), leads)
    body = _PARSER.renderer.render(tokens, _PARSER.options, {})
    body = body.replace("<table>", '<div class="wide" tabindex="0"><table>')
    body = body.replace("</table>", "</table></div>").replace("<pre>", '<pre tabindex="0">')
    title = next((one.heading for one in sections if one.level == 1), "")
    if not title:
        wrong.append((1, "the page has no heading of the first level"))
    return Rendered(body, title, sections, wrong)


def slug(heading: str) -> str:
    """Return the anchor that GitHub gives a heading."""
    kept = (
        char
        for char in heading.strip().lower()
        if char in " -_" or unicodedata.category(char)[0] in "LNM"
    )
    return "".join(kept).replace(" ", "-")


def plain(tokens: Sequence[Token] | None) -> str:
    """Return the words of inline parts, without marks."""
    words = []
    for token in tokens or ():
        if token.type in ("text", "code_inline"):
            words.append(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            words.append(" ")
        elif token.type == "image":
            words.append(plain(token.children))
    return "".join(words)


def _sections(tokens: Sequence[Token]) -> list[Section]:
    """Return the page cut at its headings; the first one is what stands above them all."""
    found, taken = [Section("", "", 0)], dict[str, int]()
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        if token.type == "heading_open" and following is not None:
            words = plain(following.children)
            name = slug(words)
            count = taken[name] = taken.get(name, -1) + 1
            found.append(Section(f"{name}-{count}" if count else name, words, int(token.tag[1])))
        elif token.type in ("fence", "code_block"):
            found[-1].text.append(token.content)
        elif token.type == "inline" and plain(token.children) != found[-1].heading:
            found[-1].text.append(plain(token.children))
    return found


def _mend(tokens: Sequence[Token], headings: Iterator[Section], leads: Leads) -> None:
    """Give headings their anchors, and links and pictures their addresses."""
    for token in tokens:
        line = token.map[0] + 1 if token.map else 1
        if token.type == "heading_open":
            token.attrSet("id", next(headings).anchor)
        for child in token.children or ():
            if child.type == "link_open":
                child.attrSet("href", leads(str(child.attrGet("href")), line))
            elif child.type == "image":
                child.attrSet("src", leads(str(child.attrGet("src")), line))
                child.attrSet("loading", "lazy")


def _faults(tokens: Sequence[Token]) -> Iterator[tuple[int, str]]:
    """Yield what would not come through: HTML, pictures without words, unnamed columns."""
    line = 1
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        line = token.map[0] + 1 if token.map else line
        if token.type == "th_open" and following is not None and not following.content.strip():
            yield line, "a column of the table has no heading"
        if token.type == "html_block" and _COMMENTS.fullmatch(token.content) is None:
            yield line, f"HTML stands in the page: {html.escape(token.content.strip()[:40])}"
        for child in token.children or ():
            if child.type == "html_inline" and _COMMENTS.fullmatch(child.content) is None:
                yield line, f"HTML stands in the page: {child.content[:40]}; is it code?"
            if child.type == "image" and not plain(child.children):
                yield line, "a picture has no words for those who do not see it"
