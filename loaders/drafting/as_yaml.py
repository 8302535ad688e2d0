"""A draft in the form of facts: parts and passages in the order of the text.

Fields that are ready stand plain; an open one has a comment with the reason behind it.  What
was left out stands in comments at the end.  The file is a draft: nothing builds it.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Final

from loaders.drafting.model import Draft, Fact, Field, Section
from loaders.drafting.readers import spelling_of
from loaders.yaml.canonical import format_text

__all__ = ["Frame", "as_yaml", "identity_of"]

_LISTS: Final = {
    "value": "values", "target": "targets", "project": "projects", "enterprise": "enterprises",
    "organisation": "organisations", "place": "places", "policy": "policies",
    "recognition": "recognitions", "event": "events", "post": "posts",
}  # fmt: skip
_GENRES: Final = (
    ("task-list", "任务分解|任务分工|分工方案|任务清单|责任清单|重点任务|工作要点"),
    ("assessment-rules", "考核"),
    ("work-report", "工作报告"),
    ("policy-measures", "措施|政策"),
    ("opinion", "意见"),
    ("action-plan", "行动|方案"),
    ("development-plan", "规划|纲要|计划"),
    ("experience-report", "经验|总结|做法"),
    ("news-feature", "特写|纪实"),
    ("notice", "通知"),
)
"""Genres by words of the title, in the order of trial."""
_EVENTS: Final = (
    ("meeting", "会"),
    ("publication", "印发|发布|出台"),
    ("founding", "成立|挂牌|揭牌"),
    ("signing", "签"),
    ("completion", "竣工|投产|建成|开通|通过"),
    ("merger", "合并"),
    ("visit", "调研|视察|考察|参加"),
    ("opening", "开幕|开业|开工|奠基"),
)
LEFT_OUT: Final = 200
"""No more words that were left out are listed in the file; the JSON has them all."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What a person says of the document, or its file does."""

    identity: str
    file: str
    language: str = "zh-hans"
    jurisdiction: str | None = None


@dataclass(slots=True)
class _Node:
    """A part with what lies in it."""

    span: tuple[int, int]
    lines: list[str]
    body: list[tuple[int, _Node | list[str]]] = field(default_factory=list)


def identity_of(name: str) -> str:
    """Spell the id of a document, or of a thing, in small ASCII letters."""
    spelled = "".join(
        spelling_of(ch) if "\u4e00" <= ch <= "\u9fff" else ch if ch.isascii() else "-"
        for ch in name
    )
    words = re.sub("[^a-z0-9]+", "-", spelled.lower()).strip("-")[:60].strip("-")
    return words if words and words[0].isalpha() else f"d-{words}".rstrip("-")


def as_yaml(draft: Draft, raw: str, frame: Frame) -> str:
    """Write a draft as a facts file in canonical form."""
    roots = _tree(draft)
    lines = [
        "# A draft by rules: not checked by a person, never built. Accept it by moving it to "
        "facts/.",
        *_header(draft, raw, frame),
        "body:",
    ]
    for _, node in sorted(roots, key=lambda pair: pair[0]):
        lines += _written(node, 1)
    if not roots:
        lines[-1] = "body: []"
    if draft.left_out:
        lines.append("# Left out, with the reason:")
        for one in draft.left_out[:LEFT_OUT]:
            lines.append(f"#   {_bare(one.words)} ({one.span[0]}): {one.reason}")
    return format_text(("\n".join(lines) + "\n").encode("utf-8"), f"drafts/{frame.identity}.yaml")


def _header(draft: Draft, raw: str, frame: Frame) -> list[str]:
    title = _bare(raw[draft.title[0] : draft.title[1]]) if draft.title else frame.identity
    genre = next((kind for kind, words in _GENRES if re.search(words, title)), "notice")
    lines = [
        "document:",
        f"  id: {frame.identity}",
        "  title:",
        f"    zh: {_text(title)}" + ("" if draft.title else "  # open: no title was found"),
        "    en: TODO  # open: translate",
        f"  genre: {genre}  # open: guessed from the title",
        f"  jurisdiction: {frame.jurisdiction or 'todo'}"
        + ("" if frame.jurisdiction else "  # open: the id of the place whose document it is"),
        f"  written: {_text(draft.written or 'unknown')}  # open: the date that stands alone in "
        f"the text",
        "  source:",
        f"    file: {_text(frame.file)}",
        f"    language: {frame.language}",
    ]
    if draft.lead_rule:
        lines.append(f"  lead-rule: {_text(draft.lead_rule)}")
    if draft.columns:
        lines.append("  columns:")
        lines += [f"    {role}: {_text(words)}" for role, words in sorted(draft.columns.items())]
    return lines


def _tree(draft: Draft) -> list[tuple[int, _Node | list[str]]]:
    """Put tasks into sections, and passages into the innermost part around them."""
    sections = [_Node(one.span, _section_lines(one)) for one in draft.sections]
    tasks = [_Node(fact.span, _task_lines(fact)) for fact in draft.of("task")]
    roots: list[tuple[int, _Node | list[str]]] = []
    nodes = sorted([*sections, *tasks], key=lambda node: (node.span[0], -node.span[1]))
    open_nodes: list[_Node] = []
    for node in nodes:
        while open_nodes and open_nodes[-1].span[1] <= node.span[0]:
            open_nodes.pop()
        (open_nodes[-1].body if open_nodes else roots).append((node.span[0], node))
        open_nodes.append(node)
    passages = _passages(draft)
    open_nodes, index = [], 0
    for span, lines in passages:
        while index < len(nodes) and nodes[index].span[0] <= span[0]:
            open_nodes.append(nodes[index])
            index += 1
        while open_nodes and open_nodes[-1].span[1] <= span[0]:
            open_nodes.pop()
        (open_nodes[-1].body if open_nodes else roots).append((span[0], lines))
    return roots


def _section_lines(section: Section) -> list[str]:
    return [
        f"- strategy: {_text(_bare(section.name))}",
        f"  number: {_text(_inner(section.number))}",
        "  en: TODO  # open: translate",
        f"  quote: {_text(_bare(section.quote))}",
    ]


def _inner(number: str) -> str:
    return number.strip("()（）、. ")


def _task_lines(fact: Fact) -> list[str]:
    title = _bare(str(fact.get("title_quote")))
    number = fact.get("number")
    lines = [f"- task: {_text(title)}{_note(fact.fields['title_quote'])}"]
    if number:
        lines.append(f"  number: {_text(_inner(str(number)))}")
    lines += ["  en: TODO  # open: translate", f"  quote: {_text(title)}"]
    for code, words in fact.lists.items():
        note = _note(fact.fields["supports" if code != "lead" else "leads"])
        if len(words) == 1:
            lines.append(f"  {code}: {_text(_bare(words[0]))}{note}")
        else:
            lines.append(f"  {code}:")
            lines += [f"    - {_text(_bare(one))}" for one in words]
    deadline = fact.fields["deadline"]
    if deadline.value:
        lines.append(f"  deadline: {_text(_bare(str(deadline.value)))}{_note(deadline)}")
    groups = fact.get("groups")
    if isinstance(groups, list) and groups:
        lines.append("  groups:")
        for name in groups:
            lines += [
                f"    - name: {_text(_bare(str(name)))}",
                "      group: yes",
                "      en: TODO  # open: translate",
            ]
    return lines


def _passages(draft: Draft) -> list[tuple[tuple[int, int], list[str]]]:
    """Return a passage for every sentence that holds facts."""
    grouped: dict[int, list[Fact]] = {}
    listed = {
        name
        for task in draft.of("task")
        for key in ("leads", "supports", "groups")
        for name in (task.get(key) or [])  # type: ignore[union-attr]
    }
    for fact in draft.facts:
        # A body of a list stands in the list; the text's own title stands in the header.
        known = fact.kind in ("organisation", "enterprise") and fact.get("name") in listed
        if fact.kind != "task" and not known and fact.get("form") != "own":
            grouped.setdefault(fact.sentence, []).append(fact)
    passages = []
    for facts in grouped.values():
        start = min(fact.span[0] for fact in facts)
        end = max(fact.span[1] for fact in facts)
        passages.append(((start, end), facts))
    return [
        (span, _passage_lines(draft, span, facts))
        for span, facts in sorted(passages, key=lambda one: one[0])
    ]


def _passage_lines(draft: Draft, span: tuple[int, int], facts: list[Fact]) -> list[str]:
    lines = [f"- quote: {_text(_bare(draft.raw[span[0] : span[1]]))}"]
    for kind, key in _LISTS.items():
        chosen = [fact for fact in facts if fact.kind == kind]
        if chosen:
            lines.append(f"  {key}:")
        for fact in chosen:
            rows = _fact_rows(fact)
            lines.append(f"    - {rows[0]}")
            lines += [f"      {row}" for row in rows[1:]]
    return lines


def _fact_rows(fact: Fact) -> list[str]:
    name = {"recognition": "title", "post": "person"}.get(fact.kind, "name")
    rows = []
    for key in (name, "value", "post", "number", "issuers", "date", "year", "status"):
        one = fact.fields.get(key)
        if one is None or one.value is None or (key == "number" and fact.kind != "policy"):
            continue
        if key == "status" and (fact.kind == "target" or one.value == "actual"):
            continue
        label = {"date": "period", "year": "by" if fact.kind == "target" else "period"}.get(
            key, key
        )
        value = one.value
        words = (
            f"[{', '.join(_text(_bare(str(v))) for v in value)}]"
            if isinstance(value, list)
            else _text(_bare(str(value)))
        )
        rows.append(f"{label}: {words}{_note(one)}")
    if fact.kind == "event":
        kind = next(
            (kind for kind, words in _EVENTS if re.search(words, str(fact.get("name")))), "meeting"
        )
        rows.append(f"kind: {kind}  # open: by its words")
    if not rows:
        rows.append("name: TODO  # open: no name was found")
    return rows


def _note(one: Field) -> str:
    return "" if one.ready or not one.reason else f"  # open: {one.reason}"


def _bare(words: str) -> str:
    """Return words without line breaks and the blanks beside them."""
    return re.sub(r"[ \t\u3000\xa0]*[\r\n]+[ \t\u3000\xa0]*", "", words).strip()


def _text(words: str) -> str:
    return json.dumps(words, ensure_ascii=False)


def _written(node: _Node | list[str], depth: int) -> list[str]:
    pad = "  " * depth
    if isinstance(node, list):
        return [pad + line for line in node]
    lines = [pad + line for line in node.lines]
    if node.body:
        lines.append(f"{pad}  body:")
        for _, child in sorted(node.body, key=lambda pair: pair[0]):
            lines += _written(child, depth + 2)
    return lines
