"""Figures of pages: their numbers are those of the page, by its own functions."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from explorer.kit.markup import period
from explorer.kit.named import asked_for
from explorer.kit.request import Ask, NotFound
from explorer.kit.years import Years
from explorer.pages import indicators
from explorer.pages.figures.about import about, both, name_of
from explorer.pages.leads import page as leads_page
from explorer.pages.leads import pairs as pairs_page
from explorer.pages.leads import sankey as sankey_page
from explorer.pages.leads.arrangement import arrangement
from explorer.pages.leads.filters import Filter
from explorer.pages.leads.matrix import matrix_of, sorted_rows
from explorer.pages.leads.matrix_cells import row_label
from explorer.pages.network.data import net_of, only_document
from explorer.pages.network.groups import BY, grouping, shown
from explorer.pages.network.page import FIRST
from explorer.view.reported import Reported
from explorer.view.tables import tables_of
from graph.figures.dots import Dot, Dots, Line, Panel, dots
from graph.figures.flows import Flow, Flows, sankey
from graph.figures.frame import Figure
from graph.figures.matrix import Matrix, Row, matrix
from graph.figures.network import network
from graph.figures.words import NOTHING, Words
from ontology.conversions import converted
from ontology.terms import CODE

if TYPE_CHECKING:
    from graph.networks.nx import Net

_PAIRED: Final = 24
"""Bodies of the matrix of pairs before it is narrowed to those that lead most together."""


_ROWS: Final = {
    "body": Words("个单位", "bodies"), "function": Words("种职能", "functions"),
    "level": Words("个层级", "levels"), "place": Words("个辖区", "jurisdictions"),
}  # fmt: skip
_COLUMNS: Final = {
    "document": Words("份文献", "documents"), "campaign": Words("个系列", "series"),
    "place": Words("个地方", "places"),
}  # fmt: skip


def leads(ask: Ask) -> Figure:
    """Return the matrix of bodies by campaign or document."""
    chosen = Filter.of(ask)
    duties = chosen.duties(ask)
    arranged = arrangement(ask, chosen, duties)
    rows_by, by = arranged.rows_by, arranged.by
    found = matrix_of(ask, duties, chosen.counting, by, rows_by)
    rows = sorted_rows(ask, found, "total")
    data = Matrix(
        tuple(name_of(ask, c) for c in found.columns),
        tuple(
            Row(
                both(ask, lambda a, r=r: row_label(a, r.actor)),  # type: ignore[misc]
                tuple(r.cells.get(i, 0.0) for i in range(len(found.columns))),
                r.total,
                apart=r.group,
            )
            for r in rows
        ),
        (
            _ROWS[rows_by],
            _COLUMNS[by],
        ),
    )
    title = Words("谁牵头什么", "Who leads what")
    if chosen.role != CODE.lead:
        role = name_of(ask, chosen.role)
        title = Words(f"单位与工作（{role.zh}）", f"Bodies and work ({role.en})")
    rule = both(ask, lambda a: leads_page.rule_of(a, chosen.counting))
    said = about(ask, "leads", title, rule, (d.document for d in duties))
    return Figure("leads", said, partial(matrix, data=data), len(rows))


def pairs(ask: Ask) -> Figure:
    """Return the pairs of bodies that lead together, as a matrix of bodies by bodies."""
    chosen = Filter.of(ask)
    whole = pairs_page.together(ask, chosen).whole
    weight: dict[str, int] = {}
    for pair, work in whole.items():
        for body in pair:
            weight[body] = weight.get(body, 0) + len(work)
    strongest = sorted(whole, key=lambda p: (-len(whole[p]), -sum(weight[b] for b in p), p))
    found: dict[str, None] = {}
    for pair in strongest:
        if len(found | dict.fromkeys(pair)) <= _PAIRED:
            found |= dict.fromkeys(pair)
    kept = sorted(found, key=lambda b: (-weight[b], b))
    rows = [
        Row(
            name_of(ask, a),
            tuple(float(len(whole.get((min(a, b), max(a, b)), ()))) if a != b else 0.0
                  for b in kept),
            float(weight[a]),
        )
        for a in kept
    ]  # fmt: skip
    data = Matrix(
        tuple(name_of(ask, b) for b in kept),
        tuple(rows),
        (Words("个单位", "bodies"), Words("个单位", "bodies")),
    )
    left = len(weight) - len(kept)
    rule = Words(
        "格中为两单位共同牵头的任务数；合计为该单位与所有单位的共同牵头次数之和；泛指单位不计"
        + (f"。图中为{len(kept)}个最常共同牵头的单位，共{len(weight)}个" if left else ""),
        "A cell counts the tasks that two bodies lead together; the total adds up those with all "
        "bodies; groups are left out"
        + (
            f". Shown are the {len(kept)} of {len(weight)} bodies in the strongest pairs"
            if left
            else ""
        ),
    )
    duties = chosen.duties(ask)
    title = Words("谁与谁共同牵头", "Who leads together")
    said = about(ask, "pairs", title, rule, (d.document for d in duties))
    return Figure("pairs", said, partial(matrix, data=data), len(rows))


def sankey_figure(ask: Ask) -> Figure:
    """Return the flows from campaign to task to department of one document."""
    view = ask.view
    documents, largest = tables_of(view).once("sankey", lambda: sankey_page.documents_of(view))
    asked, _ = asked_for(ask, "document", "document")
    document = asked if asked in documents else largest
    counting = ask.choice("counting", ("whole", "fractional", "first"), "whole")
    found = (
        sankey_page.flows_of(ask, document, counting, ask.query.get("groups") != "no")
        if document
        else []
    )
    iris = {i for f in found for i in (f.campaign, f.task, f.department)}
    data = Flows(
        tuple(Flow((f.campaign, f.task, f.department), f.weight) for f in found),
        {i: both(ask, lambda a, i=i: sankey_page.name_of(a, i)) for i in iris},  # type: ignore[misc]
        (
            Words("系列活动", "campaigns"),
            Words("任务", "tasks"),
            Words("牵头单位", "lead bodies"),
        ),
    )
    rule = both(ask, lambda a: leads_page.rule_of(a, counting))
    height = Words("带宽与计数成正比", "Bands are as high as what they count")
    rule = Words(f"{height.zh}。{rule.zh}", f"{height.en}. {rule.en}")
    title = Words("从系列活动到牵头单位", "From campaign to lead department")
    narrowed = [] if ask.query.get("document") or not document else [_document(ask, document)]
    said = about(ask, "sankey", title, rule, [document], *narrowed)
    return Figure("sankey", said, partial(sankey, data=data), len(found))


def _document(ask: Ask, document: str) -> Words:
    name = name_of(ask, document)
    return Words(f"文献：{name.zh}", f"document {name.en}")


def network_figure(ask: Ask) -> Figure:
    """Return a network, as the page of networks has it for the same address."""
    paths = ask.query.get("from") and ask.query.get("to")
    name = ask.query.get("network", "") or ("" if paths else FIRST)
    try:
        net = net_of(ask, name)
    except KeyError:
        raise NotFound(name) from None
    whole, by = net, ""
    if not ask.query.get("around") and not paths:
        net = shown(ask, net)
        by = grouping(ask, whole) if net is not whole else ""
    graph = net.graph
    title = Words(str(graph.get("label_zh", "")), str(graph.get("label_en", "")))
    if around := ask.query.get("around"):
        body = name_of(ask, ask.view.iri(around))
        title = Words(f"{body.zh}的邻域", f"Around {body.en}")
    title = Words(title.zh, title.en[:1].upper() + title.en[1:])
    rule = Words(str(graph.get("rule_zh", "")), str(graph.get("rule_en", "")))
    if by:
        rule = _grouped(rule, by, len(whole), net)
    documents = {d for _, data in whole.nodes(data=True) for d in data.get("documents", ())}
    only = only_document(ask)
    narrowed = [_document(ask, only)] if only else []
    said = about(ask, "network", title, rule, documents, *narrowed)
    return Figure("network", said, partial(network, net=net), net.number_of_nodes())


def _grouped(rule: Words, by: str, nodes: int, net: Net) -> Words:
    """Say what a network too large to be drawn node by node is drawn by."""
    zh, en = BY[by]
    inside = net.graph.get("inside", 0)
    return Words(
        f"{rule.zh.rstrip('。')}。{nodes}个节点按{zh}归并为{len(net)}组，组间权重相加；"
        f"组内{inside}条连线不画",
        f"{rule.en.rstrip('.')}. The {nodes} nodes are drawn as {len(net)} groups by {en}; weights "
        f"between two groups are added; the {inside} edges inside groups are not drawn",
    )


def indicators_figure(ask: Ask) -> Figure:
    """Return the values that compare, an axis for each indicator."""
    document, unknown = asked_for(ask, "document", "document")
    first = ask.view.local(document) if document else unknown  # nothing is drawn of nothing
    keys = [first, *(ask.query.get(k, "") for k in ("subject", "status"))]
    one = ask.view.iri(ask.query.get("indicator", "")) if ask.query.get("indicator") else ""
    _, found = indicators.comparable(ask.view, keys[0], keys[1], keys[2], Years.of(ask))
    chosen = [p for p in found if not one or p.indicator == one]
    panels = [p for p in (_panel(ask, p) for p in chosen) if p.lines]
    documents = {r.document for p in chosen for r in p.rows}
    rule = Words(
        "只比较单位可换算、口径相同的数值；数值照原文；≥、≤等为原文所写界限",
        "Only values of one definition, in units that measure the same, share an axis; values as "
        "written; signs such as ≥ are the bounds that the text states",
    )
    title = Words("可比的指标数值", "Values that compare")
    said = about(ask, "indicators", title, rule, documents)
    data = Dots(tuple(panels), Words("个指标", "indicators"))
    return Figure("indicators", said, partial(dots, data=data), len(panels))


def _panel(ask: Ask, panel: indicators.Panel) -> Panel:
    lines = []
    for row in panel.rows:
        if row.size is None:
            continue
        lines.append(Line(_whose(ask, row), (dot_of(row, panel.unit),), value_words(ask, row)))
    return Panel(name_of(ask, panel.indicator), unit_words(ask, panel.unit), tuple(lines))


def dot_of(row: Reported, unit: str, look: str = "") -> Dot:
    """Return the dot of a value on an axis of a unit; a range lies between its ends."""
    middle = row.size or 0.0
    low, high = (row.low, row.high) if row.bound == "range" else (None, None)
    if low is None or high is None:
        return Dot(converted(middle, row.unit, unit), look or row.status)
    low, high = converted(low, row.unit, unit), converted(high, row.unit, unit)
    return Dot((low + high) / 2, look or row.status, low, high)


def _whose(ask: Ask, row: Reported) -> Words:
    subject = name_of(ask, row.subject) if row.subject else Words("未写明", "not stated")
    if not row.period:
        return Words(f"{subject.zh}（年份未写明）", f"{subject.en}, year not stated")
    zh, en = period(row.period, "zh"), period(row.period, "en")
    return Words(f"{subject.zh} {zh}", f"{subject.en}, {en}")


def value_words(ask: Ask, row: Reported) -> Words:
    """Return a value as written; in English as a number with the sign of its bound."""
    if row.bound == "range" and row.low is not None and row.high is not None:
        return Words(row.written, f"{plain(row.low)}–{plain(row.high)}")
    number = plain(row.size) if row.size is not None else row.written
    return Words(row.written or number, f"{row.sign}{number}")


def plain(value: float) -> str:
    """Return a number with all its digits, in groups of three."""
    return f"{int(value):,}" if value == int(value) else f"{value:,.10g}"


def unit_words(ask: Ask, unit: str) -> Words:
    """Return the name of a unit."""
    return name_of(ask, unit) if unit else NOTHING
