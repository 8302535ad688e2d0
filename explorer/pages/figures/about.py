"""What is said of every figure: in both languages, with filter, source, data version, address."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from typing import Any, Final
from urllib.parse import urlencode

from explorer.kit.request import Ask
from graph.figures.frame import About
from graph.figures.words import NOTHING, Words
from ontology.declarations import term
from ontology.namespaces import CODE_NS, PK_NS

THINGS: Final = {
    "document": Words("文献", "document"),
    "campaign": Words("系列活动", "campaign"),
    "actor": Words("单位", "body"),
    "place": Words("地方", "place"),
    "subject": Words("对象", "about"),
    "around": Words("中心", "around"),
    "indicator": Words("指标", "indicator"),
}
CODED: Final = {
    "role": Words("角色", "role"),
    "kind": Words("类别", "kind"),
    "status": Words("状态", "status"),
    "work": Words("工作", "work"),
}
PLAIN: Final = {
    "from": Words("起", "from"),
    "to": Words("止", "to"),
    "since": Words("起年", "since"),
    "until": Words("止年", "until"),
    "weight": Words("权重至少", "weight at least"),
    "depth": Words("步数", "steps"),
}
SWITCHES: Final = {
    ("groups", "no"): Words("不含泛指单位", "without groups"),
    ("groups", "yes"): Words("含泛指单位", "with groups"),
    ("inferred", "no"): Words("不含推断的事实", "without inferred facts"),
    ("inferred", "yes"): Words("含推断的事实", "with inferred facts"),
}
_NAMED: Final = 3
"""Documents that a caption names; of more it says how many."""


def both(ask: Ask, make: Callable[[Ask], str]) -> Words:
    """Return what a page says, in both languages."""
    return Words(make(replace(ask, lang="zh")), make(replace(ask, lang="en")))


def name_of(ask: Ask, iri: str) -> Words:
    """Return the label of a thing in both languages."""
    return Words(ask.view.label(iri, "zh"), ask.view.label(iri, "en"))


def about(
    ask: Ask,
    name: str,
    title: Words,
    rule: Words,
    documents: Iterable[str],
    *further: Words,
    chosen: Collection[str] = (),
) -> About:
    """Return what is said of a figure.

    Args:
        ask: the request, whose address holds the filters.
        name: of the figure.
        title: its title.
        rule: what is counted and how.
        documents: IRIs of the documents whose facts it shows.
        further: filters that the address does not hold.
        chosen: parameters that say what the figure is of, and narrow nothing.
    """
    return About(
        title,
        _sentence(rule),
        _ended(_joined([*_filters(ask, chosen), *further])),
        source_of(ask, documents),
        version_of(ask),
        lasting(ask, f"/figures/{name}"),
    )


def _sentence(words: Words) -> Words:
    if not words:
        return NOTHING
    zh, en = words.zh.rstrip("。."), words.en.rstrip("。.")
    return Words(f"{zh}。", f"{en[:1].upper()}{en[1:]}.")


def _ended(words: Words) -> Words:
    return Words(f"{words.zh}。", f"{words.en}.") if words else NOTHING


def _joined(found: list[Words]) -> Words:
    if not found:
        return NOTHING
    return Words(";".join(w.zh for w in found), "; ".join(w.en for w in found))


def _filters(ask: Ask, chosen: Collection[str]) -> list[Words]:
    found = []
    for key, word in THINGS.items():
        named = [name_of(ask, i) for v in ask.query.getlist(key) if (i := ask.view.iri(v))
                 in ask.view]  # fmt: skip
        if named:
            zh, en = "、".join(w.zh for w in named), ", ".join(w.en for w in named)
            found.append(Words(f"{word.zh}:{zh}", f"{word.en} {en}"))
    for key, word in CODED.items():
        if key in chosen:
            continue
        for value in filter(None, ask.query.getlist(key)):
            label = code_words(value)
            found.append(Words(f"{word.zh}:{label.zh}", f"{word.en} {label.en}"))
    for key, word in PLAIN.items():
        if value := ask.query.get(key, ""):
            found.append(Words(f"{word.zh}:{value}", f"{word.en} {value}"))
    found += [w for (key, value), w in SWITCHES.items() if ask.query.get(key) == value]
    return found


def code_words(code: str) -> Words:
    """Return the label of a code or class in both languages."""
    known = term(CODE_NS + code) or term(PK_NS + code)
    return Words(known.label("zh"), known.label("en")) if known else Words(code, code)


def source_of(ask: Ask, documents: Iterable[str]) -> Words:
    """Say which documents a figure rests on."""
    found = sorted({d for d in documents if d})
    if not found:
        return NOTHING
    if len(found) <= _NAMED:
        named = [name_of(ask, d) for d in found]
        zh, en = "、".join(w.zh for w in named), "; ".join(w.en for w in named)
        return Words(f"来源：{zh}。", f"Source: {en}.")
    return Words(f"来源：{len(found)}份文献。", f"Source: {len(found)} documents.")


def version_of(ask: Ask) -> Words:
    """Say which state of the data a figure shows, and where that is kept."""
    view = ask.view
    release = Words(f"（发布版{view.release}）", f" (release {view.release})")
    zh, en = release if view.release else NOTHING
    return Words(
        f"数据：{view.base}id/dataset,版本{view.version}{zh}。",
        f"Data: {view.base}id/dataset, version {view.version}{en}.",
    )


def lasting(ask: Ask, path: str | None = None, **query: Any) -> str:
    """Return an address below the workspace's own base, never that of the machine at hand."""
    asked = path is None
    local = ask.url(path, **query)
    if not asked:
        kept = [(k, v) for k, v in ask.query.multi_items() if v and k not in query and k != "lang"]
        local += ("&" if "?" in local else "?") + urlencode(kept) if kept else ""
    return ask.view.base.rstrip("/") + local


__all__ = ["about", "both", "code_words", "lasting", "name_of", "version_of"]
