"""What stands where nothing is left: which condition to drop, and what there is without any."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from markupsafe import Markup, escape

from explorer.kit.markup import number
from ontology.namespaces import CODE_NS

if TYPE_CHECKING:
    from explorer.kit.request import Ask

CONDITIONS: Final = {
    "q": ("含有", "Holding"), "document": ("文献", "Document"),
    "campaign": ("系列活动", "Campaign"), "place": ("地方", "Place"), "role": ("角色", "Role"),
    "actor": ("单位", "Body"), "function": ("职能", "Function"), "level": ("层级", "Level"),
    "kind": ("单位类别", "Kind of body"), "code": ("类别", "Kind"),
    "work": ("工作类别", "Kind of work"),
    "due": ("完成年份", "Deadline"), "target": ("目标值", "Target"), "lead": ("牵头", "Led"),
    "status": ("状态", "Status"), "state": ("核验", "State"), "subject": ("对象", "About"),
    "indicator": ("指标", "Indicator"), "since": ("起年", "From year"),
    "until": ("止年", "To year"),
    "from": ("年份", "Years"), "to": ("年份", "Years"), "year": ("年", "Year"),
    "weight": ("权重至少", "Weight at least"), "groups": ("泛指单位", "Groups"),
    "inferred": ("推断的事实", "Inferred facts"),
}  # fmt: skip
"""Parameters that narrow what a page shows, and what they are called."""


def nothing(ask: Ask, text: str, left: Mapping[str, int], total: int | None) -> Markup:
    """Return the words for an empty list, with a link that drops each condition.

    Args:
        ask: the request.
        text: what is not there.
        left: parameter → how many rows there are without it, where that is known.
        total: rows without any condition, where that is known.
    """
    set_ = [key for key in CONDITIONS if any(ask.query.getlist(key))]
    if "from" in set_ and "to" in set_:
        set_.remove("to")  # one condition
    said = Markup('<p class="empty" role="status">{}</p>').format(text)
    if not set_:
        return said
    # What leaves nothing either is no help, unless there is nothing else to drop.
    helpful = [key for key in set_ if left.get(key) != 0] or set_
    links = Markup("").join(_without(ask, key, left.get(key)) for key in helpful)
    every = f" ({number(total)})" if total is not None else ""
    return said + Markup(
        '<div class="empty-help"><p>{}</p><ul class="choices">{}'
        '<li><a class="reset" href="{}">{}{}</a></li></ul></div>'
    ).format(
        ask.w("去掉一个条件再试:", "Drop one of the conditions:"),
        links,
        ask.url(ask.path),
        ask.w("不加条件,全部列出", "No condition: everything there is"),
        every,
    )


def _without(ask: Ask, key: str, left: int | None) -> Markup:
    values = ask.w("、", ", ").join(_value(ask, v) for v in ask.query.getlist(key) if v)
    if key in ("from", "to"):
        values = f"{ask.query.get('from', '')}–{ask.query.get('to', '')}"
    dropped = dict.fromkeys(_dropped_with(key), "")
    count = Markup("") if left is None else Markup(' <span class="count">{}</span>').format(left)
    return Markup('<li><a href="{}"><span class="soft">{}:</span> {} ×{}</a></li>').format(
        ask.url(None, **dropped), ask.w(*CONDITIONS[key]), escape(values), count
    )


def _dropped_with(key: str) -> tuple[str, ...]:
    """Return the parameters that are dropped together: both bounds of the years."""
    return ("from", "to", "page") if key in ("from", "to") else (key, "page")


def _value(ask: Ask, value: str) -> str:
    for iri in (ask.view.iri(value), CODE_NS + value):
        if iri in ask.view:
            return ask.label(iri)
    return value


__all__ = ["CONDITIONS", "nothing"]
