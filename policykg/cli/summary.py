"""What `stats` and `ask` print: a summary of the graph, a list of questions."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from graph.textgrid import GridCell, as_text
from ontology.kinds import KINDS

if TYPE_CHECKING:
    from graph.questions.saved import Questions
    from graph.rdf.store import GraphStore
    from policykg.cli.context import Settings
    from policykg.kg import KG

COLUMNS: Final = tuple(kind for kind in KINDS if kind.short[0])
"""Kinds that the summary counts, each under its short name."""

_COUNTS: Final = (
    "SELECT ?graph ?class (COUNT(DISTINCT ?thing) AS ?n) "
    "{ GRAPH ?graph { ?thing a ?class } } GROUP BY ?graph ?class"
)
_TITLES: Final = "SELECT ?document ?label { ?document a pk:Document ; rdfs:label ?label }"
_LEADS: Final = """SELECT (COUNT(DISTINCT ?r) AS ?leads) (COUNT(DISTINCT ?body) AS ?bodies) {
  ?r pk:role code:lead ; pk:task ?task ; pk:actor ?body . ?task a pk:Task .
  ?body a pk:Organization }"""


def counts(kg: KG) -> dict[str, dict[str, int]]:
    """Return how many things of each class each document holds: document id → class → number."""
    found: dict[str, dict[str, int]] = {}
    prefix = kg.store.prefixes["graph"]
    for graph, kind, number in kg.query(_COUNTS):
        name = str(graph).removeprefix(prefix)
        if name in kg.documents:
            short = str(kind).rpartition("#")[2]
            found.setdefault(name, {})[short] = int(number)
    return found


def _titles(kg: KG, lang: str) -> dict[str, str]:
    prefix = kg.store.prefixes["id"]
    titles: dict[str, str] = {}
    for document, label in kg.query(_TITLES):
        if str(getattr(label, "language", "")).startswith(lang):
            titles[str(document).removeprefix(prefix)] = str(label)
    return titles


def summary(kg: KG, settings: Settings, *, as_json: bool) -> str:
    """Return the summary of a graph, for people or as JSON."""
    by_document = counts(kg)
    leads, bodies = next(iter(kg.query(_LEADS)))
    manifest = kg.generation.manifest
    if as_json:
        value: dict[str, Any] = {
            "version": manifest.version,
            "data-version": kg.data_version,
            "triples": manifest.quads,
            "lead-assignments-to-named-bodies": int(leads),
            "lead-bodies": int(bodies),
            "documents": by_document,
        }
        return json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True)
    column = 0 if settings.lang == "zh" else 1
    titles = _titles(kg, settings.lang)
    header = [settings.say("document", "文献"), *(kind.short[column] for kind in COLUMNS)]
    rows = [
        [GridCell(titles.get(name, name)), *(_number(found.get(kind.name, 0)) for kind in COLUMNS)]
        for name, found in sorted(by_document.items())
    ]
    totals = [sum(found.get(kind.name, 0) for found in by_document.values()) for kind in COLUMNS]
    rows.append([GridCell(settings.say("together", "合计")), *map(_number, totals)])
    title = manifest.title.get(settings.lang, "")
    noun = "document" if len(by_document) == 1 else "documents"
    said = settings.say(
        f"{len(by_document)} {noun}, {manifest.quads:,} triples; {leads} lead assignments of "
        f"tasks to {bodies} named bodies; data version {kg.data_version}",
        f"{len(by_document)} 份文献,{manifest.quads:,} 条三元组;任务牵头关系 {leads} 次,"
        f"涉及 {bodies} 个具名单位;数据版本 {kg.data_version}",
    )
    return f"{title}\n{said}\n\n{as_text(header, rows)}"


def _number(value: int) -> GridCell:
    return GridCell(str(value) if value else "·", right=True)


def question_list(questions: Questions, settings: Settings, store: GraphStore | None) -> str:
    """Return the saved questions by theme, each with its parameters, as the graph suits them."""
    from graph.questions.saved import THEMES

    if not questions and not questions.faults:
        return settings.say(
            f"There are no saved questions in {questions.folder}: put files like those of a new "
            "workspace there (policykg init NAME makes one)",
            f"{questions.folder} 中没有现成问题:可参照新工作区中的文件添加"
            "(policykg init 名称 可新建工作区)",
        )
    lines = []
    for theme, found in questions.by_theme().items():
        lines.append("\n" + settings.say(*THEMES[theme]))
        for saved in found:
            question = saved.suited(store) if store else saved
            parameters = " ".join(
                f"{p.name}={p.default}" if p.default else f"{p.name}=…"
                for p in question.parameters.values()
            )
            lines.append(f"  {question.name}  {parameters}".rstrip())
            lines.append(f"      {question.title[settings.lang]}")
    lines.append("\n" + settings.say("Run one: policykg ask NAME", "运行:policykg ask 名称"))
    return "\n".join(lines).lstrip("\n")
