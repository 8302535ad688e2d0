"""A draft in the form of facts: parts and passages in the order of the text.

Fields that are ready stand plain; an open one has a comment with the reason behind it.  What
was left out stands in comments at the end.  The file is a draft: nothing builds it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from loaders.drafting.model import Draft
from loaders.drafting.reasons import told
from loaders.drafting.records import bare, body_lines, text_of
from loaders.yaml.canonical import format_text

__all__ = ["Frame", "as_yaml"]

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
LEFT_OUT: Final = 200
"""No more words that were left out are listed in the file; the JSON has them all."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What a person says of the document, or its file does."""

    identity: str
    file: str
    language: str = "zh-hans"
    jurisdiction: str | None = None


def as_yaml(draft: Draft, raw: str, frame: Frame, lang: str = "en") -> str:
    """Write a draft as a facts file in canonical form, with comments in a language."""
    head = _HEAD["zh" if lang == "zh" else "en"]
    lines = [f"# {head[0]}", *_header(draft, raw, frame), "body:"]
    body = body_lines(draft)
    lines += body
    if not body:
        lines[-1] = "body: []"
    lines = [_OPEN.sub(lambda open_: f"  # open: {told(open_[1], lang)}", one) for one in lines]
    if draft.left_out:
        lines.append(f"# {head[1]}")
        for one in draft.left_out[:LEFT_OUT]:
            lines.append(f"#   {bare(one.words)} ({one.span[0]}): {told(one.reason, lang)}")
    return format_text(("\n".join(lines) + "\n").encode("utf-8"), f"drafts/{frame.identity}.yaml")


_OPEN: Final = re.compile(r"  # open: (.+)$")
_HEAD: Final = {
    "en": (
        "A draft: not checked by a person, never built. Accept it by moving it to facts/.",
        "Left out, with the reason:",
    ),
    "zh": ("草稿:未经人工核对,不参与构建。核对后移入 facts/ 即为采纳。", "略去的数值及原因:"),
}


def _header(draft: Draft, raw: str, frame: Frame) -> list[str]:
    title = bare(raw[draft.title[0] : draft.title[1]]) if draft.title else frame.identity
    genre = next((kind for kind, words in _GENRES if re.search(words, title)), "notice")
    lines = [
        "document:",
        f"  id: {frame.identity}",
        "  title:",
        f"    zh: {text_of(title)}" + ("" if draft.title else "  # open: no title was found"),
        "    en: TODO  # open: translate",
        f"  genre: {genre}  # open: guessed from the title",
        f"  jurisdiction: {frame.jurisdiction or 'todo'}"
        + ("" if frame.jurisdiction else "  # open: the id of the place whose document it is"),
        f"  written: {text_of(draft.written or 'unknown')}  # open: the date that stands alone in "
        f"the text",
        "  source:",
        f"    file: {text_of(frame.file)}",
        f"    language: {frame.language}",
    ]
    if draft.lead_rule:
        lines.append(f"  lead-rule: {text_of(draft.lead_rule)}")
    if draft.columns:
        lines.append("  columns:")
        lines += [f"    {role}: {text_of(words)}" for role, words in sorted(draft.columns.items())]
    return lines
