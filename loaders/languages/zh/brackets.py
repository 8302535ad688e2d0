"""Split a responsibility bracket into its role and its names.

``(牵头单位:市经贸委、各开发区(工业区、新区)管委会)`` has two names: a separator inside an inner
bracket separates nothing, and 各市、县人民政府 is one group.  Names stay exactly as written; 等 is
no part of a name.  Labels are known in traditional characters too, without brackets
(责任单位:…), in a table's cells (牵头单位: | …), and where a damaged text lost the closing bracket.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain, islice
from typing import Final

from loaders.languages.model import Bracket, Duty
from loaders.languages.zh.bodies import ends_like_body
from loaders.languages.zh.dates import Written, is_without_end, read_date_words
from loaders.languages.zh.groups import USUAL, join_groups
from loaders.languages.zh.leading import says_first_leads
from ontology.codes import Role

__all__ = [
    "BRACKET_PAIRS",
    "CUES",
    "Bracket",
    "Duty",
    "find_brackets",
    "find_labels",
    "roles_in",
    "split_bracket",
]

BRACKET_PAIRS: Final[dict[str, str]] = {
    "(": ")",
    "\uff08": "\uff09",
    "〈": "〉",
    "<": ">",
    "《": "》",
    "〔": "〕",
    "【": "】",
    "[": "]",
    "\uff3b": "\uff3d",
}
"""Every kind of bracket that may hold a list of bodies, by its opening character."""

CUES: Final[dict[str, Role]] = {
    "牵头": "lead", "主办": "lead", "首要责任": "lead", "总牵头": "lead", "抓总": "oversight",
    "配合": "support", "协办": "support", "协助": "support", "协同": "support", "参与": "support",
    "参加": "support", "支持": "support",
    "责任": "responsible", "负责": "responsible", "承办": "implement", "实施": "implement",
    "落实": "implement", "执行": "implement", "监督": "oversight", "督查": "oversight",
    "督办": "oversight", "督导": "oversight", "指导": "oversight",
}  # fmt: skip
"""Words by which a text assigns a role."""

_HEAD: Final = re.compile(
    r"(?P<cue>(?:总?牵头|首要责任|责任|配合|主办|协办|协助|协同|参与|参加|承办|实施|落实|执行|支持|"
    r"监督|督查|督办|督导|指导|负责)(?:实施|落实)?)"
    r"(?:单位|部门|机构|领导|主体|者|人|科室|处室|县市|地区)?(?:[】\]]?[:\uff1a]|[】\]])"
)
_TAIL: Final = re.compile(
    r"(?:等(?:有关|相关)?(?:单位|部门)?)?(?:按照?各?自?职责(?:分工)?|分别|共同|具体|联合)*"
    r"(?P<cue>牵头|负责|配合|落实|实施|参与|协助|协办)(?:负责|落实|实施|办理)?$"
)
"""A word for a role behind the names that it gives it to: 甲局、乙局牵头,丙局配合."""
_NOTE: Final = re.compile("下同|首位|首列|不再|以下|以上|涉及|均需|排在?第一")
"""Remarks that some brackets hold behind their names."""
_FAR: Final = 60
"""Signs of what follows a list of names, such as 等有关单位按职责分工."""
_ETC: Final = re.compile(r"(?:等(?:有关|相关|各)?(?:单位|部门|地区|机构|地)?|按职责分工)+$")
LONGEST: Final = 1000
"""No bracket is longer; one that never closes is not followed to the end of a text."""
MAX_BRACKETS: Final = 5_000
_OPENING: Final = frozenset(BRACKET_PAIRS)
_CLOSING: Final = frozenset(BRACKET_PAIRS.values())


def _inside(text: str) -> tuple[int, int]:
    """Return the span within the outer brackets, or the whole of a bare list."""
    stripped = text.strip()
    start = text.find(stripped)
    end = start + len(stripped)
    closing = BRACKET_PAIRS.get(stripped[:1])
    closes = _closes_at(stripped, 0) if closing else 0
    if closing and closes == len(stripped) - 1:
        return start + 1, end - 1
    return (start + 1 if closes < 0 else start), end  # a damaged text may never close it


def _closes_at(text: str, start: int) -> int:
    """Return where the bracket that opens at ``start`` closes, or -1."""
    depth = 0
    for index in range(start, min(len(text), start + LONGEST)):
        if text[index] in _OPENING:
            depth += 1
        elif text[index] in _CLOSING:
            depth -= 1
            if depth <= 0:
                return index
    return -1


def _cut(text: str, start: int, end: int, separators: str) -> list[tuple[int, int]]:
    """Cut a span at separators outside inner brackets."""
    pieces, depth, since = [], 0, start
    for index in range(start, end):
        ch = text[index]
        if ch in _OPENING:
            depth += 1
        elif ch in _CLOSING:
            depth -= 1
        elif depth <= 0 and ch in separators:
            pieces.append((since, index))
            since = index + 1
    pieces.append((since, end))
    return pieces


_SEPARATORS: Final = "、,;。|\t\n\uff0c\uff1b"
_AND: Final = re.compile(r"以及|会同|[和及与]")
_SOME_DATE: Final = Written(2000, 1, 1)
"""For deadlines that name no year; only that they are deadlines matters here."""
_WHEN: Final = re.compile(r"\s*(?:完成)?(?:时限|时间|期限|时间节点)(?:要求)?[:\uff1a为]")
_KINDS: Final = re.compile(r"(?:部门|单位|机构|企业|[园新区]区|街道|社区|镇|乡|[县市州区])\s*$")
"""Kinds of bodies and places: 园区和示范区管委会 is one name."""
_AFTER_AND: Final = re.compile(r"[县市区镇]$")


def _duties(text: str, start: int, end: int, role: Role | None, cue: str) -> list[Duty]:
    """Read the names of a span; a word for a role behind names overrides the label's."""
    duties: list[Duty] = []
    names: list[str] = []
    offsets: list[int] = []
    for name, offset, tail in _names(text, start, end):
        if name:
            names.append(name)
            offsets.append(offset)
        if tail and names:
            duties.append(Duty(_role_of(tail), tail, tuple(names), tuple(offsets)))
            names, offsets = [], []
    if names or not duties:
        duties.append(Duty(role, cue, tuple(names), tuple(offsets)))
    return duties


def _names(text: str, start: int, end: int) -> Iterator[tuple[str, int, str]]:
    """Yield each name of a span, where it starts, and the word for a role behind it."""
    for since, to in join_groups(text, _cut(text, start, end, _SEPARATORS)):
        if _NOTE.search(text[since:to]) or says_first_leads(text[since:to].translate(USUAL)):
            return
        if _is_when(text[since:to]):
            continue
        at = since
        for piece in chain.from_iterable(map(_slashed, _pieces(text[since:to]))):
            at = text.index(piece, at)
            words = re.sub(r"^由(?=..)", "", piece.strip())
            tail = _TAIL.search(words.translate(USUAL))
            name = words[: tail.start()] if tail else words
            name = name[:-_FAR] + _ETC.sub("", name[-_FAR:])
            yield name, at + piece.index(words), tail["cue"] if tail else ""
            at += len(piece)


def _is_when(words: str) -> bool:
    """Tell a deadline among the names: (甲局牵头,2021年底前完成)."""
    if _WHEN.match(words):
        return True
    return is_without_end(words) or read_date_words(words.strip(), _SOME_DATE) is not None


def _pieces(words: str) -> list[str]:
    """Cut 乙局和丙委 in two; drop a leading 和, 及 of the last name in a list."""
    words = re.sub(r"^\s*(?:以及|和|及|与)(?=.{3,}$)", "", words)
    tail = _TAIL.search(words.translate(USUAL))
    last = words[: tail.start()] if tail else words
    if len(words) > LONGEST or not (
        ends_like_body(last.strip()) or _AFTER_AND.search(last.strip())
    ):
        return [words]
    # 和 and 及 separate only behind a body's end: 乙局和丙委, never 住房和城乡建设局.
    parts, since = [], 0
    for match in islice(_AND.finditer(words), 20):
        left = words[since : match.start()]
        body = ends_like_body(left.strip()) and not _KINDS.search(left)
        if _outside(left) and body and words[match.end() :].strip():
            parts.append(left)
            since = match.end()
    return [*parts, words[since:]]


_SLASH: Final = re.compile("[/\uff0f]")


def _slashed(words: str) -> list[str]:
    """Cut 甲局/乙局 in two; a slash behind anything but a body's end separates nothing."""
    parts, since = [], 0
    for match in islice(_SLASH.finditer(words), 20):
        left, right = words[since : match.start()], words[match.end() :]
        tail = _TAIL.search(right.translate(USUAL))
        last = (right[: tail.start()] if tail else right).translate(USUAL)
        if not (_outside(left) and ends_like_body(left.strip().translate(USUAL))):
            continue
        if ends_like_body(_ETC.sub("", last[-_FAR:]).strip()):
            parts.append(left)
            since = match.end()
    return [*parts, words[since:]]


def _outside(words: str) -> bool:
    return sum((ch in _OPENING) - (ch in _CLOSING) for ch in words) == 0


@lru_cache(maxsize=16384)
def split_bracket(text: str) -> Bracket:
    """Split a bracket copied from a text.

    Several labels in one bracket (牵头单位:…;配合单位:…) give several lists.  A bracket
    without a label (市发展改革委负责) is read by the word at its end.
    """
    start, end = _inside(text)
    usual = text.translate(USUAL)
    heads = _outer_heads(text, usual, start, end)
    if not heads:
        return Bracket(text, tuple(_duties(text, start, end, None, "")))
    duties: list[Duty] = []
    for index, head in enumerate(heads):
        to = heads[index + 1].start() if index + 1 < len(heads) else end
        duties += _duties(text, head.end(), to, _role_of(head["cue"]), head["cue"])
    return Bracket(text, tuple(duties))


def _role_of(cue: str) -> Role | None:
    return CUES.get(cue) or next((role for word, role in CUES.items() if word in cue), None)


def _outer_heads(text: str, usual: str, start: int, end: int) -> list[re.Match[str]]:
    """Return the labels outside inner brackets, or themselves in them (【责任单位】)."""
    heads, depth, at = [], 0, start
    for head in _HEAD.finditer(usual, start, end):
        inside = text[at : head.start()]
        depth += sum((ch in _OPENING) - (ch in _CLOSING) for ch in inside)
        at = head.start()
        marked = text[at - 1 : at] in ("【", "[") and head[0][-1] in "】]"
        if depth == 0 or (depth == 1 and marked):
            heads.append(head)
    return heads


def roles_in(words: str) -> set[Role]:
    """Return the roles that words such as 责任单位 or 列首位的为牵头单位 tell of."""
    usual = words.translate(USUAL)
    return {role for cue, role in CUES.items() if cue in usual}


_BARE_LABEL: Final = re.compile(
    r"(?:^|(?<=[\s。;|\uff1b]))"
    r"(?P<label>(?:牵头|责任|配合|主办|协办|承办|负责|实施|参与|监督)"
    r"(?:单位|部门|机构)[ \t]*[:\uff1a])"
)
_ENDS_LABEL: Final = re.compile(
    r"[。\n!?]|\s(?=(?:\d{1,3}[.、\uff0e]|[一二三四五六七八九十]{1,3}、|[((\uff08][一二三四五六七八九十]+[)\uff09)]))"
)


_TEXTS: Final = 4
"""Texts whose lists of bodies are held: several rules look for those of the same document."""


def find_labels(text: str) -> list[tuple[int, int, Bracket]]:
    """Find lists of bodies behind a label that stands in no bracket: 责任单位:甲局、乙局.

    Such a list ends with its line, its sentence, or before the next numbered item.
    """
    return list(_labels(text))


@lru_cache(maxsize=_TEXTS)
def _labels(text: str) -> tuple[tuple[int, int, Bracket], ...]:
    usual = text.translate(USUAL)
    inside = [(start, end) for start, end, _ in find_brackets(usual)]
    found: list[tuple[int, int, Bracket]] = []
    for match in islice(_BARE_LABEL.finditer(usual), MAX_BRACKETS):
        start = match.start("label")
        if found and start < found[-1][1]:
            continue
        at = bisect_right(inside, (start, LONGEST * MAX_BRACKETS))
        if at and start < inside[at - 1][1]:
            continue
        stop = _ENDS_LABEL.search(usual, match.end(), start + LONGEST)
        end = stop.start() if stop else min(len(text), start + LONGEST)
        bracket = split_bracket(text[start:end])
        names = (name.translate(USUAL) for duty in bracket.duties for name in duty.names)
        if any(ends_like_body(name) for name in names):
            found.append((start, end, bracket))
    return tuple(found)


def find_brackets(text: str) -> list[tuple[int, int, Bracket]]:
    """Find every bracket in a running text that gives bodies a role.

    It opens with a label (牵头单位:…), or ends with a word for a role (…、市财政局负责).
    """
    return list(_brackets(text))


@lru_cache(maxsize=_TEXTS)
def _brackets(text: str) -> tuple[tuple[int, int, Bracket], ...]:
    found: list[tuple[int, int, Bracket]] = []
    for match in islice(_OPENING_LABEL.finditer(text), MAX_BRACKETS):
        start = match.start()
        if found and start < found[-1][1]:
            continue
        close = _closes_at(text, start)
        if close > 0:
            bracket = split_bracket(text[start : close + 1])
            if bracket.names and (
                match["label"] is not None or ends_like_body(bracket.names[0].translate(USUAL))
            ):
                found.append((start, close + 1, bracket))
    return tuple(found)


_BARE: Final = (
    r"[\u4e00-\u9fff*][^。;\uff1b\n]{2,300}?(?:负责|牵头|配合|落实|实施|参与|协助|协办|主办|承办|督导|监督)"
    r"(?:[,;\uff0c\uff1b][^()\uff08\uff09\n]{2,25})?"
    r"[)\uff09〕\]】〉>]"
)
_OPENING_LABEL: Final = re.compile(
    "["
    + re.escape("".join(BRACKET_PAIRS))
    + "](?:(?P<label>(?="
    + _HEAD.pattern.replace("?P<cue>", "?:")
    + f"))|(?={_BARE}))"
)
