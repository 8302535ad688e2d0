"""How good drafts are, by drafter and together, beside a naive baseline, on texts with gold.

usage: python -m benchmarks.draft_quality [--shared DIR] [--markdown]

DIR holds ``corpus/`` (``dev/NAME.txt``, ``NAME.gold.json``, ``score_draft.py``) and ``corpus2/``
(``full/NAME.full.json``, ``score_full.py``); the default is ``../shared``.  Where they are not
there, nothing is measured and the exit code is 0.

Beside them stand our own documents: their curated facts, turned into gold by
:mod:`benchmarks.facts_as_gold`, are *tuned* data, where ``sources/`` or POLICYKG_SOURCES holds
their texts.

The split was fixed before the rules were tuned: of the names in sorted order, every third (the
3rd, 6th, …) is held out, in each folder.  Figures are sums over the texts of a part.

The baseline is what a first afternoon gives: one regular expression a kind.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import re
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from benchmarks.facts_as_gold import facts_as_gold
from loaders.drafting.as_json import as_json
from loaders.drafting.drafters import draft_text
from loaders.drafting.tagging import has_tagger
from loaders.drafting.text import read_text
from loaders.workspace import open_workspace

Json = dict[str, Any]
Counts = Counter[tuple[str, str]]
Table = tuple[str, list[str], list[list[str]]]

DRAFT_KINDS = ("task", "triple", "pair", "lead", "dead", "target")
FULL_KINDS = (
    "value", "target", "policy", "organisation", "place", "enterprise", "project",
    "recognition", "event", "post",
)  # fmt: skip
WORDS = {
    "task": "tasks", "triple": "responsibilities (task, body, role)",
    "pair": "responsibilities (task, body)",
    "lead": "leads",
    "dead": "deadlines", "target": "targets", "value": "values", "policy": "policies and titles",
    "organisation": "bodies", "place": "places", "enterprise": "enterprises", "project": "projects",
    "recognition": "recognitions", "event": "events", "post": "people in posts",
}  # fmt: skip
CHOICES: dict[str, tuple[str, ...]] = {
    "rules": ("rules",),
    **({"tagger": ("tagger",), "together": ("rules", "tagger")} if has_tagger() else {}),
}
"""What is measured: the names of drafters, by what the tables call them."""
READ_BY_TAGGER = ("policy", "organisation", "place", "enterprise", "post")
BASELINE = "baseline"
WARM = "甲市行动方案\n一、主要任务\n1.造林。(责任单位:市林业局)"
OURS = "tuned, our five documents"
ROOT = Path(__file__).resolve().parents[1]
SURFACES = ("name", "title", "person", "value")
READY_HEADER = ["drafters", "part", "right of ready", "ready of gold"]
FIELDS = ("number", "unit", "bound", "status", "name", "name~")


def main() -> int:
    """Measure, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--shared", type=Path, default=Path(__file__).resolve().parents[2] / "shared"
    )
    parser.add_argument("--markdown", action="store_true", help="print tables for the docs")
    args = parser.parse_args()
    tables = []
    if (args.shared / "corpus" / "score_draft.py").exists():
        tables += _tasks(args.shared / "corpus")
    if (args.shared / "corpus2" / "score_full.py").exists():
        tables += _facts(args.shared / "corpus2", args.shared / "corpus" / "dev")
    if not tables:
        print(f"no texts with gold in {args.shared}: nothing was measured")
    for title, header, rows in tables:
        _print(title, header, rows, markdown=args.markdown)
    return 0


# -- what is measured ------------------------------------------------------------------------------


def _tasks(folder: Path) -> list[Table]:
    """Score tasks, duties, deadlines and targets; the tagger drafts none."""
    score = _module(folder / "score_draft.py")
    counts = {choice: _parts() for choice in (*CHOICES, BASELINE) if choice != "tagger"}
    ready = {choice: _parts() for choice in counts if choice != BASELINE}
    longest = dict.fromkeys(ready, 0.0)
    for choice in ready:
        _drafted(choice, "warm", WARM)  # what is loaded once is no part of a text's time
    for part, name in _split(sorted((folder / "dev").glob("*.gold.json")), ".gold.json"):
        text = (folder / "dev" / f"{name}.txt").read_text(encoding="utf-8")
        gold = json.loads((folder / "dev" / f"{name}.gold.json").read_text(encoding="utf-8"))
        for choice in counts:
            began = time.perf_counter()
            made = _drafted(choice, name, text)
            took = (time.perf_counter() - began) / max(len(text), 1) * 10_000
            if choice in ready:
                longest[choice] = max(longest[choice], took)
                _ready_tasks(ready[choice][part], text, gold, made)
            result = score.score(name, text, _copy(gold), _copy(made))
            for kind in DRAFT_KINDS:
                _add(counts[choice][part], kind, result[kind])
    rows = _rows(DRAFT_KINDS, counts)
    slowest = [f"{longest[choice]:.2f}" if choice in longest else "" for choice in counts]
    rows.append(["slowest text, seconds for 10,000 characters", "", *slowest, ""])
    return [
        ("Tasks of 18 texts", _header(counts), rows),
        ("Fields called ready, of tasks", READY_HEADER, _ready_rows(ready)),
    ]


def _facts(folder: Path, texts: Path) -> list[Table]:
    """Score facts of all kinds."""
    score = _module(folder / "score_full.py")
    golds = list(_golds(folder, texts, score))
    parts = list(dict.fromkeys(("tuned", "held out", *(part for part, *_ in golds))))
    counts = {choice: _parts(parts) for choice in (*CHOICES, BASELINE)}
    ready = {choice: _parts(parts) for choice in CHOICES}
    fields = {part: Counter[tuple[str, int]]() for part in parts}
    for part, name, text, gold in golds:
        for choice in counts:
            made = _drafted(choice, name, text)
            if part == OURS:
                _in_one_script(made)
            result = score.score(text, _copy(gold), _copy(made))
            for kind in FULL_KINDS:
                _add(counts[choice][part], kind, result["kinds"][kind])
            if choice == "rules":
                for key, (right, all_) in result["fields"].items():
                    fields[part][key, 1] += right
                    fields[part][key, 0] += all_
            if choice in ready:
                _ready_facts(ready[choice][part], score, text, gold, made)
    rows = [
        [
            f"{kind}.{field}",
            *(
                _share(fields[part][f"{kind}.{field}", 1], fields[part][f"{kind}.{field}", 0])
                for part in fields
            ),
        ]
        for kind in ("value", "target")
        for field in FIELDS
    ]
    return [
        ("Facts of three texts, and of our own", _header(counts), _rows(FULL_KINDS, counts)),
        ("Fields of the values and targets that are right", ["field", *parts], rows),
        ("Fields called ready, of facts", READY_HEADER, _ready_rows(ready)),
    ]


def _golds(folder: Path, texts: Path, score: ModuleType) -> Iterator[tuple[str, str, str, Json]]:
    """Yield part, name, text and gold of every text whose facts of all kinds are known."""
    for part, name in _split(sorted((folder / "full").glob("*.full.json")), ".full.json"):
        gold = json.loads((folder / "full" / f"{name}.full.json").read_text(encoding="utf-8"))
        text = score.load_text(folder / "full", gold, texts)
        if text is not None:
            yield part, name, text, gold
    named = filter(None, os.environ.get("POLICYKG_SOURCES", "").split(os.pathsep))
    for one in facts_as_gold(open_workspace(ROOT, [Path(name) for name in named])):
        yield OURS, one.name, one.text, one.gold


def _in_one_script(made: Json) -> None:
    """Write the surfaces of a draft as curators do: simplified, without pinyin in brackets."""
    for fact in made["facts"]:
        for key in SURFACES:
            if isinstance(fact.get(key), str):
                fact[key] = read_text(fact[key]).dense


def _drafted(choice: str, name: str, text: str) -> Json:
    if choice == BASELINE:
        return baseline(name, text)
    return as_json(name, draft_text(text, CHOICES[choice]))


def _ready_tasks(counts: Counts, text: str, gold: Json, drafted: Json) -> None:
    """Count the fields of tasks in the gold's scope that are called ready."""
    low, high = gold["scope"]
    places = {id(task): text.find(task["title_quote"], task["span"][0]) for task in gold["tasks"]}
    inside = [task for task in drafted["tasks"] if low <= task["span"][0] < high]
    for task in inside:
        at = text.find(task["title_quote"], task["span"][0])
        match = next((g for g in gold["tasks"] if abs(places[id(g)] - at) <= 12), None)
        _count(counts, "title", "title_quote" in task["ready"], match is not None)
        if match is None:
            continue
        if match["number"] is not None:
            _count(
                counts,
                "number",
                "number" in task["ready"],
                _digits(task["number"]) == _digits(match["number"]),
            )
        free = {*match.get("optional_units", []), match.get("inherited_unit")}
        for role in ("leads", "supports", "groups"):
            for name in task[role]:
                if name not in free:
                    _count(counts, role, role in task["ready"], name in match[role])
        right = [match["deadline"], *match.get("deadline_alt", [])]
        if task["deadline"]:
            _count(
                counts,
                "deadline",
                "deadline" in task["ready"],
                any(w and (w in task["deadline"] or task["deadline"] in w) for w in right),
            )
    for task in gold["tasks"]:
        counts["gold", "all"] += 1 + (task["number"] is not None) + bool(task["deadline"])
        counts["gold", "all"] += sum(len(task[role]) for role in ("leads", "supports", "groups"))


def _ready_facts(counts: Counts, score: ModuleType, text: str, gold: Json, drafted: Json) -> None:
    """Count ready names, and ready value, number, unit, bound and status of numbers."""
    free = gold.get("optional", [])
    for fact in drafted["facts"]:
        kind = fact["kind"]
        if kind not in FULL_KINDS or not gold["scope"][0] <= fact["span"][0] < gold["scope"][1]:
            continue
        probe = dict(fact)
        probe["_at"], _ = score.places(text, probe, gold["scope"])
        match = next((g for g in gold["facts"][kind] if score.fits(kind, probe, g)), None)
        if match is None and any(
            o["kind"] == kind and score.overlap(fact["span"], o["span"]) for o in free
        ):
            continue
        if kind not in ("value", "target"):
            key = {"recognition": "title", "post": "person"}.get(kind, "name")
            _count(counts, kind, key in fact["ready"], match is not None)
            continue
        _count(counts, "value", "value" in fact["ready"], match is not None)
        if match is None:
            continue
        for field in ("number", "unit", "bound", "status"):
            mine, theirs = fact[field], match[field]
            right = (
                score.number_equal(mine, theirs)
                if field == "number"
                else mine in [theirs, *match.get(f"{field}_alt", [])]
            )
            _count(counts, field, field in fact["ready"], right)
    for kind in FULL_KINDS:
        size = sum(not fact.get("nested_only") for fact in gold["facts"][kind])
        counts["gold", "all"] += size * (5 if kind in ("value", "target") else 1)


def _count(counts: Counts, field: str, ready: bool, right: bool) -> None:
    if ready:
        counts["ready", "all"] += 1
        counts["right", "all"] += right
        counts["wrong", field] += not right


# -- the baseline ----------------------------------------------------------------------------------

_ITEM = re.compile(
    r"(?:^|(?<=[\s。)）]))(?:([一二三四五六七八九十]+)、|[(（]([一二三四五六七八九十]+)[)）]|"
    r"(\d{1,2})[.．、])([^。\s:：]{2,60})",
    re.MULTILINE,
)
_DUTY = re.compile(r"[(（](牵头|责任|配合)单位[:：]([^)）]*)")
_TIME = re.compile(r"\d{4}年[^,，。;；]{0,6}前|\d年内")
_AMOUNT = re.compile(r"(\d[\d.]*[万亿]?)(%|％|个|家|名|人|户|项|亩|亿元|万元|元|公里|平方米|吨)")


def baseline(name: str, text: str) -> Json:
    """Draft by one regular expression a kind."""
    tasks = []
    items = list(_ITEM.finditer(text))
    for index, item in enumerate(items):
        end = items[index + 1].start() if index + 1 < len(items) else len(text)
        body = text[item.end() : end]
        if not (duties := list(_DUTY.finditer(body))):
            continue
        names = {
            role: [n for d in duties if d[1] == role for n in re.split("[、,，;；]", d[2]) if n]
            for role in ("牵头", "责任", "配合")
        }
        time_ = _TIME.search(body)
        tasks.append(
            {
                "number": item[1] or item[2] or item[3],
                "section": None,
                "title_quote": item[4],
                "span": [item.start(), end],
                "leads": names["牵头"],
                "supports": [*names["责任"], *names["配合"]],
                "groups": [],
                "deadline": time_[0] if time_ else None,
                "targets": [_amount(m) for m in _AMOUNT.finditer(body)],
            }
        )
    facts: list[Json] = [
        {"kind": "value", "span": list(m.span()), "value": m[0]} for m in _AMOUNT.finditer(text)
    ]
    for kind, pattern in (
        ("policy", "《([^》]+)》"), ("organisation", "([\u4e00-\u9fff]{2,10}[局委办厅])"),
        (
            "place", "([\u4e00-\u9fff]{2}[省市县区镇])"), ("enterprise",
            "([\u4e00-\u9fff]{2,12}公司)",
        ),
        ("project", "([\u4e00-\u9fff]{2,12}项目)"), ("recognition", "“([^”]+)”称号"),
    ):  # fmt: skip
        facts += [
            {"kind": kind, "span": list(m.span(1)), "name": m[1]}
            for m in re.finditer(pattern, text)
        ]
    return {"doc": name, "tasks": tasks, "doc_targets": [], "facts": facts}


def _amount(match: re.Match[str]) -> Json:
    return {"quote": match[0], "value": match[1], "unit": match[2], "bound": "=", "year": None}


# -- counting and printing -------------------------------------------------------------------------


def _split(files: list[Path], suffix: str) -> Iterator[tuple[str, str]]:
    for index, path in enumerate(files):
        yield ("held out" if index % 3 == 2 else "tuned"), path.name.removesuffix(suffix)


def _parts(names: Iterable[str] = ("tuned", "held out")) -> dict[str, Counts]:
    return {name: Counter() for name in names}


def _add(counts: Counts, kind: str, result: list[int]) -> None:
    for word, number in zip(("right", "wrong", "missed"), result, strict=True):
        counts[kind, word] += number


def _header(counts: dict[str, dict[str, Counts]]) -> list[str]:
    return ["kind", "part", *(f"{choice} P R F1" for choice in counts), "gold"]


def _rows(kinds: tuple[str, ...], counts: dict[str, dict[str, Counts]]) -> list[list[str]]:
    rows = []
    for kind in kinds:
        for part, first in next(iter(counts.values())).items():
            gold = first[kind, "right"] + first[kind, "missed"]
            figures = [
                "–"
                if choice == "tagger" and kind not in READ_BY_TAGGER
                else _figures(parts[part], kind)
                for choice, parts in counts.items()
            ]
            rows.append([WORDS[kind], part, *figures, str(gold)])
    return rows


def _figures(counts: Counts, kind: str) -> str:
    right, wrong, missed = (counts[kind, word] for word in ("right", "wrong", "missed"))
    if not right + wrong + missed:
        return "–"
    precision, recall = right / max(right + wrong, 1), right / max(right + missed, 1)
    f1 = 2 * right / (2 * right + wrong + missed)
    return f"{precision:.2f} {recall:.2f} {f1:.2f}"


def _ready_rows(ready: dict[str, dict[str, Counts]]) -> list[list[str]]:
    return [
        [
            choice,
            part,
            _share(counts["right", "all"], counts["ready", "all"]),
            _share(counts["right", "all"], counts["gold", "all"]),
        ]
        for choice, parts in ready.items()
        for part, counts in parts.items()
        if choice != "tagger"
    ]


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole} = {part / whole:.2f}" if whole else "–"


def _digits(number: object) -> str:
    return re.sub(r"[^0-9一二三四五六七八九十]", "", str(number))


def _copy(value: Json) -> Json:
    copied: Json = json.loads(json.dumps(value))
    return copied


def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _print(title: str, header: list[str], rows: list[list[str]], *, markdown: bool) -> None:
    if markdown:
        print(f"\n**{title}**\n\n| {' | '.join(header)} |\n|{'---|' * len(header)}")
        print("\n".join(f"| {' | '.join(row)} |" for row in rows))
        return
    widths = [max(len(row[i]) for row in [header, *rows]) for i in range(len(header))]
    print(f"\n{title}")
    for row in [header, *rows]:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        print("  ".join(cells).rstrip())


if __name__ == "__main__":
    sys.exit(main())
