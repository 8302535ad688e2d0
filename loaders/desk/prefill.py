"""Whether what the form of a new fact would begin with is a fact already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loaders.drafting.selection import Proposal, name_of

if TYPE_CHECKING:
    from loaders.desk.opened import Opened

__all__ = ["stands"]


def stands(opened: Opened, proposal: Proposal, span: tuple[int, int]) -> bool:
    """Tell whether a proposal is a fact already, of words that overlap a span of the source."""
    list_, record = proposal
    if opened.evidence is None:
        return False
    for fact in opened.document.facts:
        own = (
            getattr(fact.record, "name", None)
            or fact.name
            or fact.node.get("name")
            or name_of(fact.node)
        )
        if own != name_of(record) or (id(fact.node) in opened.extents) != (list_ == "body"):
            continue
        located = [opened.evidence.of(use) for use in fact.quotes]
        if any(one is not None and one.start < span[1] and span[0] < one.end for one in located):
            return True
    return False
