"""Every analysis by its name: what it measures, and the network it is taken of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from graph.measures import measure as analyses
from graph.networks.specs import Words

if TYPE_CHECKING:
    from graph.measures.table import MeasureTable


@dataclass(frozen=True, slots=True)
class Analysis:
    """One analysis of one network; ``compare`` alone takes two."""

    name: str
    measure: Callable[..., MeasureTable]
    network: str
    """The network it is taken of unless another is named."""
    words: Words


ANALYSES: Final = {
    item.name: item
    for item in (
        Analysis(
            "leadership",
            analyses.leadership,
            "leads",
            Words(
                "各单位牵头数：整数、分数、首位、独家、共同",
                "how much each body leads: whole, fractional, first-named, sole, joint",
            ),
        ),
        Analysis(
            "centralities",
            analyses.centralities,
            "co-leads",
            Words(
                "度、强度、中介、特征向量、PageRank、约束、k-核、社群",
                "degree, strength, betweenness, eigenvector, PageRank, constraint, core, community",
            ),
        ),
        Analysis(
            "concentration",
            analyses.concentration,
            "campaign-department",
            Words(
                "牵头的集中程度，按系列活动或文献",
                "concentration of leadership (Herfindahl), by campaign or document",
            ),
        ),
        Analysis(
            "overlaps",
            analyses.overlaps,
            "leads",
            Words("两单位共同牵头的重叠程度", "overlap of what two bodies lead"),
        ),
        Analysis(
            "two-mode",
            analyses.two_mode,
            "leads",
            Words("二模网络的整体指标", "measures of the two-mode network as a whole"),
        ),
        Analysis(
            "compare",
            analyses.compare,
            "co-leads",
            Words("两份文献、两个时期的网络比较", "two networks side by side: documents, periods"),
        ),
    )
}
"""In the order in which people need them."""
