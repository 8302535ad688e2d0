"""Bodies that a sentence gives a task to: 由甲局牵头,乙局、丙局配合; 甲局负责."""

from __future__ import annotations

import re
from typing import Final

from loaders.drafting.bodies import is_body, is_group
from loaders.drafting.readers import split_bracket
from loaders.drafting.responsibilities import DutyList, Named

__all__ = ["sentence_duties"]

_NAMES: Final = r"(?:[\u4e00-\u9fff*]|[()〔〕、]){2,120}?"
_BY: Final = re.compile(
    rf"(?:由|请|(?<![\u4e00-\u9fff,、])(?!由|请))(?P<names>{_NAMES})"
    r"(?P<cue>(?:总?牵头|负责牵头|具体牵头|负责)(?:负责|组织|实施|会同|落实|推进)*)"
    rf"(?:[,、;]?(?:会同|配合单位为|联合)?(?P<more>{_NAMES})"
    r"(?P<with>等?(?:单位|部门)?(?:配合|参与|协助|协同)))?"
)


def sentence_duties(dense: str, start: int, end: int) -> list[DutyList]:
    """Read 由甲局牵头,乙局、丙局配合 in prose; only where every name reads as a body."""
    found = []
    for match in _BY.finditer(dense, start, end):
        names = _split(dense, *match.span("names"))
        if not names or not all(_sure(dense[a:b]) for a, b in names):
            continue
        after = dense[match.end("cue") : match.end("cue") + 1]
        if match["cue"] == "负责" and after not in ",。;、":
            continue  # 甲局负责全县造林: what a body is for, no task given
        role = "lead" if "牵头" in match["cue"] else "support"
        named = [
            Named(dense[a:b], a, b, role, is_group(dense[a:b]), match["cue"]) for a, b in names
        ]
        if match["more"]:
            others = _split(dense, *match.span("more"))
            if all(_sure(dense[a:b]) for a, b in others):
                named += [
                    Named(dense[a:b], a, b, "support", is_group(dense[a:b]), match["with"])
                    for a, b in others
                ]
        found.append(DutyList(match.start(), match.end(), tuple(named), "sentence"))
    return found


def _sure(name: str) -> bool:
    return is_group(name) or (is_body(name) and len(name) <= 24)


def _split(dense: str, start: int, end: int) -> list[tuple[int, int]]:
    spans = []
    for duty in split_bracket(dense[start:end]).duties:
        for name, offset in zip(duty.names, duty.offsets, strict=True):
            spans.append((start + offset, start + offset + len(name)))
    return spans
