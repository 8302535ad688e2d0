"""What would be wrong of cards accepted by groups without a look, against the gold of a corpus.

usage: python -m benchmarks.desk_groups [--shared DIR] [--list] [--markdown | --write]

The desk offers cards alike as a group.  Here every group is accepted as it is offered, for each
text of ``corpus/dev``: what is wrong of that is the most that can remain when a reader looks at a
group and sees nothing.  Judged are tasks (their title, bodies with roles, and deadline) and
targets within the part that has gold; other kinds of records have none there.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any, Final

from benchmarks.desk_forms import bare, put_into_docs
from loaders.desk.cards import Card, cards_of
from loaders.desk.opened import Opened, open_text
from loaders.drafting.as_yaml import Frame, as_yaml
from loaders.drafting.drafters import default_drafters, draft_text
from loaders.drafting.files import language_of
from loaders.evidence.sources import SourceText, load_source
from loaders.identity.loading import load_authority
from loaders.problems import Position
from loaders.workspace import open_workspace
from loaders.yaml.parse import parse_document
from tests.support.command import run_cli

Json = dict[str, Any]
GROUP: Final = 3
"""From so many cards alike a reader uses the group."""
_LEAD: Final = "lead"
_HOME: Final = "places:\n  home: {name: {zh: 本地, en: Home}, kind: county}\n"


def drafted(root: Path, name: str, text: str) -> tuple[Opened, list[Card]]:
    """Draft a text in a workspace; return its drafts, opened, and their cards."""
    document = name.replace("_", "-")
    (root / "sources" / f"{document}.txt").write_text(text, "utf-8")
    frame = Frame(document, f"{document}.txt", language_of(text, name))
    drafts = as_yaml(draft_text(text, tuple(default_drafters())), text, frame)
    _, _, rest = drafts.partition("\n  source:\n")  # as drafted: who leads, heads of columns
    rest = rest.partition("\n")[2]
    header = (
        f"document:\n  id: {document}\n  title: {{zh: 文件, en: Document}}\n  genre: opinion\n"
        f"  jurisdiction: home\n  written: 2020\n"
        f"  source:\n    file: {document}.txt\n"
    )
    whole = f"{header}{rest}"
    workspace = open_workspace(root)
    named = [(path, workspace.name_of(path)) for path in workspace.authority_files()]
    authority = load_authority(named)[0]
    parsed = parse_document(whole.encode(), document).document
    assert parsed is not None
    source = load_source(parsed.document, workspace.source_folders, Position(document))
    assert isinstance(source, SourceText)
    opened = open_text(whole, document, authority, source)
    assert isinstance(opened, Opened), opened
    return opened, cards_of(opened)


def bodies_under(opened: Opened) -> dict[tuple[int, int], set[tuple[str, bool]]]:
    """Return for the heading of each part its bodies, each with whether it leads."""
    parts = {fact.key: opened.spans.get(id(fact.node)) for fact in opened.document.facts}
    found: dict[tuple[int, int], set[tuple[str, bool]]] = defaultdict(set)
    for fact in opened.document.facts:
        if fact.kind != "responsibility":
            continue
        span = parts.get(str(fact.part)) or parts.get(str(fact.ref))
        if span is not None:
            found[span].add((bare(fact.name), fact.role == _LEAD))
    return found


def fault_of(card: Card, gold: Json, bodies: set[tuple[str, bool]]) -> str:
    """Return what is wrong of a card by the gold; empty where nothing is."""
    if card.list == "targets":
        value = bare(card.record.get("value") or card.record.get("growth"))
        near = [
            target
            for task in gold["tasks"]
            for target in task["targets"]
            if task["span"][0] <= card.span[0] < task["span"][1] or card.span[0] <= task["span"][0]
        ] + gold["doc_targets"]
        told = any(str(one["value"]) and bare(one["value"]) in _digits(value) for one in near)
        return "" if told else "no target by the gold"
    title = bare(card.title)
    near = [
        task
        for task in gold["tasks"]
        if task["span"][0] <= card.span[0] < task["span"][1]
        or card.span[0] <= task["span"][0] < card.span[1]
    ]
    same = [one for one in near if _alike(title, bare(one["title_quote"]))]
    if not same:
        return "no task by the gold, or another title"
    task = same[0]
    spare = {bare(one) for one in task.get("optional_units", [])}
    mine = {(name, lead) for name, lead in bodies if name not in spare}
    leads = {bare(one) for one in task["leads"]}
    others = {bare(one) for one in (*task["supports"], *task["groups"])}
    if {name for name, _ in mine} != leads | others - spare:
        return "its bodies"
    groups = {bare(one) for one in task["groups"]}
    if any((name in leads) != lead for name, lead in mine if name not in groups):
        return "the role of a body"
    deadline = task["deadline"]
    by = bare(card.record.get("deadline"))
    known = [bare(one) for one in (deadline, *(task.get("deadline_alt") or [])) if one]
    if bool(by) != bool(deadline) or (by and not any(by in one or one in by for one in known)):
        return "its deadline"
    return ""


def _alike(one: str, other: str) -> bool:
    return bool(one) and bool(other) and (one in other or other in one)


def _digits(value: str) -> list[str]:
    return [*re.findall(r"\d+(?:\.\d+)?", value.replace(",", "")), value]


def main() -> int:
    """Accept all groups, and print what is wrong of them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--shared", type=Path, default=Path(__file__).resolve().parents[2] / "shared"
    )
    parser.add_argument("--markdown", action="store_true")
    parser.add_argument("--write", action="store_true", help="put the table into docs/desk.md")
    parser.add_argument("--list", action="store_true", help="print every fault")
    args = parser.parse_args()
    counts: Counter[tuple[str, bool, str]] = Counter()
    folder = Path(tempfile.mkdtemp(prefix="policykg-groups-"))
    try:
        root = folder / "ws"
        run_cli("init", str(root))
        (root / "sources").mkdir(exist_ok=True)
        (root / "facts" / "authority" / "home.yaml").write_text(_HOME, "utf-8")
        for file in sorted((args.shared / "corpus" / "dev").glob("*.gold.json")):
            name = file.name.removesuffix(".gold.json")
            text = (file.parent / f"{name}.txt").read_text("utf-8")
            _judge(root, name, text, json.loads(file.read_text("utf-8")), counts, every=args.list)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    lines = _lines(counts, markdown=args.markdown or args.write)
    if args.write:
        put_into_docs("benchmarks.desk_groups", lines)
    else:
        print("\n".join(lines))
    return 0


def _judge(
    root: Path,
    name: str,
    text: str,
    gold: Json,
    counts: Counter[tuple[str, bool, str]],
    *,
    every: bool,
) -> None:
    opened, cards = drafted(root, name, text)
    bodies = bodies_under(opened)
    low, high = gold["scope"]
    alike = Counter(card.pattern for card in cards)
    for card in cards:
        is_task = card.list == "body" and next(iter(card.record)) == "task"
        if not (is_task or card.list == "targets") or not low <= card.span[0] < high:
            continue
        grouped = alike[card.pattern] >= GROUP
        fault = fault_of(card, gold, bodies.get(card.span, set()))
        counts["task" if is_task else "target", grouped, fault] += 1
        if every and fault and grouped:
            print(f"{name}: {fault}: {card.title} {card.open} {sorted(bodies.get(card.span, ()))}")


def _lines(counts: Counter[tuple[str, bool, str]], *, markdown: bool) -> list[str]:
    rows = []
    for kind in ("task", "target"):
        for grouped in (True, False):
            one = {fault: n for (k, g, fault), n in counts.items() if (k, g) == (kind, grouped)}
            every, wrong = sum(one.values()), sum(n for fault, n in one.items() if fault)
            what = "; ".join(f"{fault}: {n}" for fault, n in sorted(one.items()) if fault)
            share = f"{100 * wrong / every:.1f} %" if every else "–"
            how = "by groups" if grouped else "one by one"
            rows.append([kind, how, str(every), str(wrong), share, what or "–"])
    head = ["record", "accepted", "cards", "wrong", "share", "what"]
    if markdown:
        return ["| " + " | ".join(line) + " |" for line in [head, ["---"] * len(head), *rows]]
    return ["  ".join(cell.ljust(12) for cell in line) for line in [head, *rows]]


if __name__ == "__main__":
    sys.exit(main())
