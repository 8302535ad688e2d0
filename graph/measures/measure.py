"""Analyses as tables: who leads how much, who stands where, how concentrated, how alike.

Each takes networks of :mod:`graph.networks.build` and returns a
:class:`graph.measures.table.Table` that carries counting rule, filter, data version and
query.  Group references are shown apart and never counted as bodies.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final

from graph.measures import computing as measures
from graph.measures.table import NAME_COLUMNS, Column, MeasureTable, names, ranked, table
from graph.networks.specs import ONE_OVER_N, Words

if TYPE_CHECKING:
    from graph.networks.nx import Net

_SOURCE: Final = (
    "Freeman 1977, 1979; Barrat et al. 2004; Bonacich 1972; Brin & Page 1998; Burt 1992; "
    "Seidman 1983; Blondel et al. 2008"
)
_LEADERSHIP: Final = Words(
    f"整计数：共同牵头的任务对每个单位各计 1；{ONE_OVER_N.zh}；首位：列第一位；独家：唯一牵头者，"
    "有泛指单位并列的不算独家；均按任务自身的全部牵头者计算，与筛选无关",
    f"Whole: a joint task counts 1 for each body; {ONE_OVER_N.en}; first: named first; sole: the "
    "only lead, no group beside it; all counted from the task's own leads, before any filter",
)
_SHARES: Final = Words(
    "赫芬达尔指数按各点名单位所占份额的平方和计算，整数与分数两种计数；泛指单位不计入",
    "Herfindahl: sum of squared shares of the named bodies, by whole and by fractional "
    "counting; groups left out",
)
_OVERLAP: Final = Words(
    "两单位共同牵头的任务数；Jaccard：共同 / 合计；重叠系数：共同 / 较少一方",
    "Tasks that both lead; Jaccard: shared over all; overlap: shared over the smaller number",
)


def centralities(net: Net) -> MeasureTable:
    """Return every measure of every node, for one-mode networks such as ``co-leads``."""
    plain = measures.canonical(net)
    values = {name: measure(plain) for name, measure in measures.MEASURES.items()}
    rows = [
        (*names(net, node), bool(net.nodes[node].get("group")), *(v[node] for v in values.values()))
        for node in net.nodes
    ]
    at = 4 + list(values).index("strength")
    columns = (
        *NAME_COLUMNS,
        Column("group", Words("泛指", "group")),
        Column("degree", Words("度", "degree")),
        Column("strength", Words("强度", "strength")),
        Column("betweenness", Words("中介中心性", "betweenness")),
        Column("eigenvector", Words("特征向量中心性", "eigenvector")),
        Column("pagerank", Words("PageRank", "PageRank")),
        Column("constraint", Words("结构洞约束", "constraint")),
        Column("core", Words("k-核", "k-core")),
        Column("community", Words("社群", "community")),
    )
    title = Words("各单位的网络位置", "Positions in the network")
    ordered = ranked(rows, lambda row: row[at])
    return table(net, "centralities", title, columns, ordered, source=_SOURCE)


def leadership(leads: Net) -> MeasureTable:
    """Return how much every body leads, by every counting rule (network ``leads``).

    Sole, joint, first and 1/n are counted from a task's own leads, whatever the network is
    narrowed to: who is left out of it still leads.
    """
    count: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for _, body, data in sorted(leads.edges(data=True), key=lambda edge: edge[:2]):
        row = count[body]
        row["whole"] += 1
        row["first"] += data.get("position") == 1
        row["sole"] += data["out_of"] == 1
        row["joint"] += data["out_of"] > 1
        row["fractional"] += 0.0 if data.get("group") else 1 / data["named"]
    rows = [
        (
            *names(leads, body),
            bool(leads.nodes[body].get("group")),
            int(row["whole"]),
            math.nan if leads.nodes[body].get("group") else row["fractional"],
            int(row["first"]),
            int(row["sole"]),
            int(row["joint"]),
        )
        for body, row in count.items()
    ]
    columns = (
        *NAME_COLUMNS,
        Column("group", Words("泛指", "group")),
        Column("whole", Words("牵头数", "leads")),
        Column("fractional", Words("分数计数", "fractional")),
        Column("first", Words("首位", "first-named")),
        Column("sole", Words("独家", "sole")),
        Column("joint", Words("共同", "joint")),
    )
    ordered = sorted(rows, key=lambda r: (r[3], -r[4], r[0]))
    title = Words("各单位牵头情况", "Who leads how much")
    return table(leads, "leadership", title, columns, ordered, rule=_LEADERSHIP)


def concentration(net: Net) -> MeasureTable:
    """Return how concentrated leadership is: by series, or by document.

    Args:
        net: ``campaign-department`` (a row a campaign or strategy) or ``leads`` (a row a
            document).
    """
    by_series = net.graph.get("name") == "campaign-department"
    amounts: dict[str, dict[str, list[float]]] = defaultdict(dict)
    groups: dict[str, set[str]] = defaultdict(set)
    for a, b, data in sorted(net.edges(data=True), key=lambda e: (e[0], e[1])):
        for unit in [a] if by_series else data["documents"]:
            if data.get("group"):
                groups[unit].add(b)
                continue
            pair = amounts[unit].setdefault(b, [0.0, 0.0])
            pair[0] += data["weight_whole"]
            pair[1] += data["weight_fractional"]
    rows = [
        (*names(net, unit), len(groups[unit]), *_shares(list(amounts[unit].values())))
        for unit in sorted(amounts.keys() | groups.keys())
    ]
    columns = (
        *NAME_COLUMNS,
        Column("groups", Words("泛指单位", "groups")),
        Column("bodies", Words("点名单位", "named bodies")),
        Column("assignments", Words("牵头次数", "assignments")),
        Column("herfindahl", Words("赫芬达尔（整数）", "Herfindahl (whole)")),
        Column("herfindahl_fractional", Words("赫芬达尔（分数）", "Herfindahl (fractional)")),
        Column("normalised", Words("标准化", "normalised")),
        Column("effective_number", Words("有效单位数", "effective number")),
        Column("largest_share", Words("最大份额", "largest share")),
    )
    title = Words("牵头的集中程度", "Concentration of leadership")
    source = "Herfindahl 1950; Hirschman 1945; Laakso & Taagepera 1979"
    return table(net, "concentration", title, columns, rows, source=source, rule=_SHARES)


def _shares(pairs: Sequence[Sequence[float]]) -> tuple[Any, ...]:
    whole = [p[0] for p in pairs]
    total = math.fsum(whole)
    return (
        len(pairs),
        int(total),
        measures.herfindahl(whole),
        measures.herfindahl(p[1] for p in pairs),
        measures.normalised_herfindahl(whole),
        measures.effective_number(whole),
        max(whole) / total if total else math.nan,
    )


def overlaps(leads: Net, *, groups: bool = False) -> MeasureTable:
    """Return all pairs of bodies that lead something together (network ``leads``)."""
    work: dict[str, set[str]] = defaultdict(set)
    leading: dict[str, set[str]] = defaultdict(set)
    for a, b, data in leads.edges(data=True):
        if groups or not data.get("group"):
            work[b].add(a)
            leading[a].add(b)
    pairs = {pair for bodies in leading.values() for pair in combinations(sorted(bodies), 2)}
    rows = [
        (
            *names(leads, a),
            *names(leads, b),
            len(work[a] & work[b]),
            len(work[a]),
            len(work[b]),
            measures.jaccard(work[a], work[b]),
            measures.overlap(work[a], work[b]),
        )
        for a, b in sorted(pairs)
    ]
    columns = (
        *NAME_COLUMNS,
        Column("other", Words("另一单位标识", "other IRI")),
        Column("other_zh", Words("另一单位", "other, Chinese")),
        Column("other_en", Words("另一单位英文", "other, English")),
        Column("shared", Words("共同牵头", "shared")),
        Column("first_total", Words("前者牵头", "first leads")),
        Column("other_total", Words("后者牵头", "other leads")),
        Column("jaccard", Words("Jaccard", "Jaccard")),
        Column("overlap", Words("重叠系数", "overlap")),
    )
    ordered = sorted(rows, key=lambda r: (-r[6], -r[9], r[0], r[3]))
    title = Words("单位之间的重叠", "Overlap between bodies")
    source = "Jaccard 1912; Szymkiewicz 1934; Simpson 1943"
    return table(leads, "overlaps", title, columns, ordered, source=source, rule=_OVERLAP)


def two_mode(leads: Net) -> MeasureTable:
    """Return the measures of a two-mode network as a whole (network ``leads``)."""
    words = {
        "bodies": Words("单位数（含泛指）", "bodies, groups included"),
        "work": Words("工作数", "pieces of work"),
        "edges": Words("连线数", "edges"),
        "density": Words("密度", "density"),
        "mean_per_body": Words("每单位平均牵头数", "mean per body"),
        "mean_per_work": Words("每项工作平均牵头单位数", "mean per piece of work"),
        "clustering": Words("二模聚类系数（单位）", "clustering of bodies"),
        "robins_alexander": Words("四环聚类系数", "four-cycle clustering"),
    }
    found = measures.bipartite(leads)
    rows = [(key, words[key].zh, words[key].en, value) for key, value in found.items()]
    columns = (
        Column("measure", Words("指标", "measure")),
        Column("label_zh", Words("名称", "Chinese")),
        Column("label_en", Words("英文", "English")),
        Column("value", Words("值", "value")),
    )
    source = "Latapy, Magnien & Del Vecchio 2008; Robins & Alexander 2004"
    title = Words("二模网络整体指标", "The two-mode network as a whole")
    return table(leads, "two-mode", title, columns, rows, source=source)


def compare(first: Net, second: Net) -> MeasureTable:
    """Return two networks side by side: of two documents, two periods, two releases.

    A row a node: in which it stands, its strength in each, and the change.  The rule says how
    far nodes and edges agree (Jaccard) and how the strengths of shared nodes correlate.
    """
    a, b = measures.strength(first), measures.strength(second)
    edges = [{(min(e), max(e)) for e in net.edges} for net in (first, second)]
    joined = [{f"{x}\t{y}" for x, y in side} for side in edges]
    nodes = measures.jaccard(set(a), set(b))
    shared = measures.jaccard(joined[0], joined[1])
    ranks = measures.spearman(a, b)
    rule = Words(
        f"节点 Jaccard {nodes:.4f}；连线 Jaccard {shared:.4f}；"
        f"共有节点强度的 Spearman 相关 {ranks:.4f}",
        f"Jaccard of nodes {nodes:.4f}; of edges {shared:.4f}; Spearman correlation of the "
        f"strengths of shared nodes {ranks:.4f}",
    )
    rows = [
        (
            *names(first if n in first else second, n),
            n in a,
            n in b,
            a.get(n, 0.0),
            b.get(n, 0.0),
            b.get(n, 0.0) - a.get(n, 0.0),
        )
        for n in a.keys() | b.keys()
    ]
    columns = (
        *NAME_COLUMNS,
        Column("in_first", Words("见于前者", "in first")),
        Column("in_second", Words("见于后者", "in second")),
        Column("first", Words("前者强度", "strength in first")),
        Column("second", Words("后者强度", "strength in second")),
        Column("change", Words("变化", "change")),
    )
    ordered = ranked(rows, lambda row: row[5] + row[6])
    title = Words("两个网络的比较", "Two networks compared")
    made = table(
        first, "compare", title, columns, ordered, source="Jaccard 1912; Spearman 1904", rule=rule
    )
    both = {
        **{f"first.{k}": v for k, v in first.graph.get("filter", {}).items()},
        **{f"second.{k}": v for k, v in second.graph.get("filter", {}).items()},
    }
    return replace(made, filter=both)
