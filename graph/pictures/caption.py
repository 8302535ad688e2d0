"""What must stand below a still picture: counting rule, filter, data version, what labels omit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from graph.networks.rows import cited
from graph.pictures.text import text_ems, wrap
from ontology.namespaces import CODE_NS, PK_NS

if TYPE_CHECKING:
    from graph.networks.nx import Net

_FILTERS: Final = {
    "document": ("文献", "document"),
    "campaign": ("系列活动", "campaign"),
    "place": ("地方", "place"),
    "role": ("角色", "role"),
    "kind": ("类别", "kind"),
    "since": ("起始年", "since"),
    "until": ("截止年", "until"),
    "groups": ("泛指单位", "groups"),
    "inferred": ("推断的事实", "inferred facts"),
}
_COUNTING: Final = {
    "whole": ("图中为整计数。", "Shown: whole counting."),
    "fractional": ("图中为分数计数。", "Shown: fractional counting."),
}
_TRUTH: Final = {True: ("含", "with"), False: ("不含", "without")}


def caption(net: Net, language: str) -> str:
    """Return the method of a network in a sentence or two; empty for one that has none."""
    about = net.graph
    if "rule_en" not in about:
        return ""
    zh = language == "zh"
    narrowed = [_filter_words(net, k, v, zh) for k, v in about.get("filter", {}).items()]
    omitted = about.get(f"omitted_{language}", "")
    counting = _COUNTING.get(about.get("counting", ""), ("", ""))
    if zh:
        said = [about["rule_zh"], counting[0], f"筛选：{'；'.join(narrowed) or '无'}。"]
        said += [f"数据版本：{cited(about, language)}。"] if about.get("version") else []
        said += [f"名称中略去共有的“{omitted}”。"] if omitted else []
        return "".join(said)
    said = [about["rule_en"], counting[1], f"Filter: {'; '.join(narrowed) or 'none'}."]
    said += [f"Data version {cited(about, language)}."] if about.get("version") else []
    said += [f"Labels leave out “{omitted}”."] if omitted else []
    return " ".join(filter(None, said))


def caption_rows(text: str, ems: float) -> list[str]:
    """Break a caption into lines of at most so many ems."""
    return wrap(text, max(ems, 20.0), lines=99).split("\n") if text_ems(text) else []


def _filter_words(net: Net, key: str, value: Any, zh: bool) -> str:
    word = _FILTERS.get(key, (key, key))[0 if zh else 1]
    if isinstance(value, bool):
        return f"{_TRUTH[value][0]}{word}" if zh else f"{_TRUTH[value][1]} {word}"
    names = ("、" if zh else ", ").join(_name(net, iri, zh) for iri in str(value).split(" "))
    return f"{word}：{names}" if zh else f"{word} {names}"


def _name(net: Net, iri: str, zh: bool) -> str:
    words = net.graph.get("words", {}).get(iri)
    if words:
        return str(words["zh" if zh else "en"])
    if iri in net:
        return str(net.nodes[iri]["label_zh" if zh else "label_en"])
    return iri.removeprefix(CODE_NS).removeprefix(PK_NS).rsplit("/", 1)[-1]
