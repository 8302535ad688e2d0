"""The filters of a network: what can be chosen, and what is set."""

from __future__ import annotations

from typing import Any, Final

from explorer.kit.request import Ask
from explorer.pages.network.groups import BY, level_of
from explorer.view.memo import per_view
from explorer.view.model import GraphView
from ontology import codes
from ontology.declarations import term
from ontology.namespaces import CODE_NS
from ontology.terms import PK

SUGGESTED: Final = 500
"""Bodies that the fields of a path suggest before one types."""


def active(ask: Ask) -> list[tuple[str, str]]:
    """Return the filters that are set: words, and the address without the filter."""
    view, w, found = ask.view, ask.w, list[tuple[str, str]]()
    words = {
        "document": w("文献", "Document"), "campaign": w("系列活动", "Campaign"),
        "place": w("辖区", "Place"), "role": w("角色", "Role"),
        "kind": w("单位类别", "Kind of body"), "since": w("起年", "From year"),
        "until": w("止年", "To year"), "weight": w("权重至少", "Weight at least"),
        "counting": w("计数", "Counting"), "groups": w("泛指单位", "Groups"),
        "inferred": w("推断的事实", "Inferred facts"), "function": w("职能", "Function"),
        "level": w("层级", "Level"), "by": w("归并", "Grouped by"),
    }  # fmt: skip
    says = {"yes": w("显示", "shown"), "no": w("不显示", "hidden"),
            "fractional": w("分数计数", "fractional"), "whole": w("整计数", "whole")}  # fmt: skip
    for key, word in words.items():
        for value in ask.query.getlist(key):
            if not value or value == "whole":
                continue
            thing = view.iri(value) if key in ("document", "campaign", "place") else ""
            said = says.get(value) or (w(*BY[value]) if key == "by" and value in BY else "")
            label = ask.label(thing) if thing in view else said or _code(ask.lang, value)
            left: dict[str, Any] = {key: [v for v in ask.query.getlist(key) if v != value]}
            found.append((f"{word}{w('：', ': ')}{label}", ask.url(None, page="", **left)))
    return found


def options(ask: Ask) -> dict[str, list[tuple[str, str]]]:
    """Return what can be chosen for every filter: value and label."""
    return _options(ask.view, ask.lang)


@per_view
def _options(view: GraphView, lang: str) -> dict[str, list[tuple[str, str]]]:
    series = [*view.of_type(PK.Campaign), *view.of_type(PK.Strategy)]
    places = {p for d in view.documents for p in view.objects(d, PK.jurisdiction)}
    bodies = view.of_type(PK.Organization)
    kinds = sorted({c for b in bodies for c in view.objects(b, PK.kind)})
    return {
        "document": [(view.local(d), view.label(d, lang)) for d in view.documents],
        "campaign": [(view.local(c), view.label(c, lang)) for c in series],
        "place": sorted((view.local(p), view.label(p, lang)) for p in places),
        "role": [(role, _code(lang, role)) for role in codes.SCHEMES["role"]],
        "kind": [(k.removeprefix(CODE_NS), view.label(k, lang)) for k in kinds],
        "function": _coded(view, lang, {f for b in bodies for f in view.objects(b, PK.function)}),
        "level": _coded(view, lang, {level_of(view, b) for b in bodies}),
    }


def _coded(view: GraphView, lang: str, found: set[str]) -> list[tuple[str, str]]:
    return [(c.removeprefix(CODE_NS), view.label(c, lang)) for c in sorted(found) if c]


def _code(lang: str, code: str) -> str:
    known = term(CODE_NS + code)
    return known.label(lang) if known else code


@per_view
def bodies(view: GraphView, lang: str) -> list[str]:
    """Return the labels of all bodies that answer for work, which can be ends of paths."""
    groups = set(view.of_type(PK.GroupReference))
    leading = {a for r in view.of_type(PK.Responsibility) for a in view.objects(r, PK.actor)}
    return sorted({view.label(b, lang) for b in leading - groups})
