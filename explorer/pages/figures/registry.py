"""The figures by name; the page, the file and the command line all draw these."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from explorer.kit.request import Ask
from explorer.pages.figures.charts import (
    indicators_figure,
    leads,
    network_figure,
    pairs,
    sankey_figure,
)
from explorer.pages.figures.compare import compare_figure
from explorer.pages.figures.results import results_figure
from explorer.pages.figures.timeline import timeline_figure
from graph.figures.frame import Figure
from graph.figures.words import Words


class Known(NamedTuple):
    """A figure that can be had: its words, the page it belongs to, what makes it."""

    words: Words
    path: str
    make: Callable[[Ask], Figure]


FIGURES: Final[dict[str, Known]] = {
    "leads": Known(Words("谁牵头什么（矩阵）", "who leads what (matrix)"), "/leads", leads),
    "pairs": Known(Words("共同牵头（矩阵）", "who leads together (matrix)"), "/leads/pairs", pairs),
    "sankey": Known(Words("桑基图", "flows (Sankey)"), "/leads/sankey", sankey_figure),
    "network": Known(Words("网络", "network"), "/network", network_figure),
    "indicators": Known(
        Words("可比的指标数值", "values that compare"), "/indicators", indicators_figure
    ),
    "results": Known(Words("目标与结果", "targets against results"), "/results", results_figure),
    "compare": Known(
        Words("并排比较（点与斜线）", "two side by side (dots, slopes)"), "/compare", compare_figure
    ),
    "timeline": Known(Words("时间线", "timeline"), "/timeline", timeline_figure),
}
"""Every figure by its name in addresses and on the command line."""
