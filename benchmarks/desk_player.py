"""A player works the real desk in a browser against gold: keys, clicks and time a fact.

usage: python -m benchmarks.desk_player [--shared DIR] [--shelf] [--document NAME]
                                        [--log] [--markdown | --write]

For each text of ``corpus2/full`` (``NAME.full.json``) a workspace is made, the text is added and
drafted, and the desk is opened in Chromium.  The player looks at each card as a reader would who
knows the gold: it accepts by one key what is right, accepts cards alike at once where all of a
pattern are right, dismisses what is wrong (two keys), and makes what the drafters missed from
selected words.  Characters that it types into forms count as keys.

With ``--shelf`` the gold is what was curated of the six documents of ``examples/shelf``, whose
texts must stand in its ``sources``.  Relations and responsibilities told in sentences, which no
drafter proposes, and cards that get an English name or an id, are played apart and counted in a
table of their own.

``--write`` puts the table into ``docs/desk.md``.

Told are keys and clicks a fact, and the time from a key to the page that shows what came of it.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from benchmarks.desk_forms import (
    LISTS,
    UNDRAFTED,
    bare,
    change_card,
    make_missed,
    make_undrafted,
    put_into_docs,
)
from loaders.desk.cards import cards_of
from loaders.desk.opened import open_text
from loaders.evidence.sources import SourceText, load_source
from loaders.identity.loading import load_authority
from loaders.problems import Position
from loaders.workspace import open_workspace
from loaders.yaml.parse import parse_document
from tests.support.browser import ARGUMENTS, chromium
from tests.support.command import run_cli
from tests.support.desk_example import exploring

Json = dict[str, Any]
KINDS = {name: kind for kind, name in LISTS.items()}
GROUP = 3
"""From so many cards alike the player uses the group."""
WATCH = """() => {
    window.__times = [];
    window.__made = [];
    let since = 0, form = 0;
    document.addEventListener('keydown', () => { since = performance.now(); }, true);
    const sheet = document.getElementById('desk-new-form');
    document.addEventListener('pointerup', (event) => {
        if (!sheet.contains(event.target)) form = performance.now();
    }, true);
    new MutationObserver(() => {
        if (since) window.__times.push(performance.now() - since);
        since = 0;
    }).observe(document.getElementById('desk-counts'),
        {childList: true, characterData: true, subtree: true});
    new MutationObserver(() => {
        if (form && sheet.querySelector('#desk-new-kind'))
            window.__made.push(performance.now() - form);
        form = 0;
    }).observe(sheet, {attributes: true, attributeFilter: ['data-turn']});
}"""
"""Times from a key to the counts that changed, and from a stroke to the form that it opened."""


@dataclass
class Played:
    """What playing one document came to."""

    document: str
    cards: int = 0
    right: int = 0
    wrong: int = 0
    missed: int = 0
    refused: list[str] = field(default_factory=list)
    """Facts that could not be made, each with what was said."""
    missed_keys: int = 0
    keys: int = 0
    clicks: int = 0
    grouped: int = 0
    grouped_wrong: int = 0
    seconds: float = 0.0
    times: list[float] = field(default_factory=list)
    made: list[float] = field(default_factory=list)
    log: list[tuple[str, str, int, int]] = field(default_factory=list)
    """Of each fact that was made: its kind, how it was written, its keys and clicks."""
    apart: list[tuple[str, int, int]] = field(default_factory=list)
    """What no drafter proposes: its kind, keys and clicks, which count nowhere else."""

    @property
    def facts(self) -> int:
        """Facts that stand in the end."""
        return self.right + self.missed


def same(card: Json, gold: Json, kind: str) -> bool:
    """Tell whether a card says what a fact of the gold says."""
    record = card["record"]
    start, end = gold.get("span") or (0, 10**9)
    inside = card["span"][0] < end and start < card["span"][1]
    if kind in ("value", "target"):
        told = [words for words in (bare(record.get("value")), bare(record.get("growth"))) if words]
        return inside and any(words in bare(gold["value"]) for words in told)
    if kind == "event":
        return bool(inside)
    if kind == "post":
        return bare(record.get("person")) == bare(gold.get("person"))
    if kind == "task":
        title = bare(gold.get("title") or gold.get("title_quote") or gold.get("name"))
        name = bare(record.get("name"))
        return bool(name) and (name in title or title in name)
    names = {bare(gold.get("name") or gold.get("title")), *map(bare, gold.get("name_alt", []))}
    return bare(record.get("name") or record.get("title")) in names


def matched(
    cards: list[Json], facts: dict[str, list[Json]]
) -> tuple[set[str], list[tuple[str, Json]]]:
    """Return the ids of the cards that are right, and the facts that no card tells."""
    right: set[str] = set()
    missed: list[tuple[str, Json]] = []
    for kind, golds in facts.items():
        for gold in golds:
            of_kind = [card for card in cards if KINDS.get(card["list"]) == kind]
            fitting = [c for c in of_kind if c["id"] not in right and same(c, gold, kind)]
            if fitting:
                right.add(fitting[0]["id"])
            else:
                missed.append((kind, gold))
    # Numbered headings above tasks are parts of the text that the gold does not list.
    right |= {
        card["id"]
        for card in cards
        if card["list"] == "body" and card["record"].get("kind") != "task"
    }
    return right, missed


@dataclass
class Hands:
    """Presses keys and waits for what they do."""

    page: Any
    played: Played

    def counts(self) -> str:
        """Return the line that tells how many cards wait."""
        return str(self.page.locator("#desk-counts").text_content())

    def press(self, *keys: str) -> None:
        """Press keys, and wait until the counts change."""
        before = self.counts()
        for key in keys:
            self.page.keyboard.press(key)
            self.played.keys += 1
            if key == "g":
                self.page.wait_for_selector("dialog .desk-alike li")
                self.page.wait_for_timeout(150)  # words must have been in view to be signed
        until = time.monotonic() + 30
        while self.counts() == before:
            if time.monotonic() > until:
                said = self.page.locator("#desk-status").text_content()
                raise RuntimeError(f"{self.played.document}: {keys} did nothing: {said}")
            self.page.wait_for_timeout(2)


def play(
    page: Any,
    url: str,
    document: str,
    facts: dict[str, list[Json]],
    undrafted: list[tuple[str, Json]],
) -> Played:
    """Work through the desk of one document."""
    page.goto(f"{url}en/desk/{document}")
    page.wait_for_selector("#desk-cards article")
    data = json.loads(page.locator("#desk-data").text_content() or "{}")
    played = Played(document, cards=len(data["cards"]))
    right, missed = matched(data["cards"], facts)
    page.fill("#desk-who", "player")
    page.locator("h1").click()
    _play_changes(page, played, data["cards"], facts)
    page.evaluate(WATCH)
    began = time.monotonic()
    waiting = {card["id"]: card for card in data["cards"]}

    press = Hands(page, played).press
    spins = 0
    while (now := page.locator("[aria-current=true]").locator("xpath=..")).count():
        identity = str(now.first.get_attribute("data-card"))
        card = waiting.get(identity)
        if card is None:  # a part that came with a fact below it
            page.wait_for_timeout(20)
            spins += 1
            if spins > 100:
                raise RuntimeError(f"{document}: {identity} does not go away")
            continue
        spins = 0
        alike = [one for one in waiting.values() if one["pattern"] == card["pattern"]]
        if len(alike) >= GROUP and all(one["id"] in right for one in alike):
            press("g", "Enter")
            played.grouped += len(alike)
            played.right += len(alike)
            for one in alike:
                waiting.pop(one["id"])
        elif identity in right:
            press("a")
            played.right += 1
            waiting.pop(identity)
        else:
            press("d", "3")
            played.wrong += 1
            waiting.pop(identity)
        verdicts = page.locator("#desk-cards article").count()
        if not verdicts:
            break
    before = played.keys
    make_missed(page, played, [one for one in missed if _selectable(one[1], data["start"])])
    played.missed_keys = played.keys - before
    played.seconds = time.monotonic() - began
    played.times = [float(one) for one in page.evaluate("() => window.__times")]
    played.made = [float(one) for one in page.evaluate("() => window.__made")]
    make_undrafted(page, played, [one for one in undrafted if _selectable(one[1], data["start"])])
    return played


def _play_changes(
    page: Any, played: Played, cards: list[Json], facts: dict[str, list[Json]]
) -> None:
    """Accept a few cards with an English name, or with an id, and take that back."""
    for key in ("en", "id"):
        wanted = [
            (card["id"], str(gold[key]))
            for kind, golds in facts.items()
            for gold in golds
            if gold.get(key)
            for card in cards
            if KINDS.get(card["list"]) == kind and same(card, gold, kind)
        ][:CHANGED]
        for card, value in wanted:
            waits = f"[data-card='{card}'] article.waiting"
            if not page.locator(waits).count():
                continue
            change_card(page, played, card, key, value)
            page.wait_for_selector(waits, state="detached")
            page.keyboard.press("u")
            page.wait_for_selector(waits)


CHANGED: Final = 4
"""So many English names, and ids, are played a document."""


def _selectable(gold: Json, start: int) -> bool:
    span = gold.get("span") or gold.get("value_span")
    return span is not None and int(span[0]) >= start


def percentile(values: list[float], share: float) -> float:
    """Return a value below which a share of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def main() -> int:
    """Play, and print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--shared", type=Path, default=Path(__file__).resolve().parents[2] / "shared"
    )
    parser.add_argument("--shelf", action="store_true")
    parser.add_argument("--document", action="append")
    parser.add_argument("--markdown", action="store_true")
    parser.add_argument("--log", action="store_true", help="tell how missed facts were written")
    parser.add_argument("--write", action="store_true", help="put the table into docs/desk.md")
    args = parser.parse_args()
    folder = args.shared / "corpus2" / "full"
    path = chromium()
    jobs = list(_shelf() if args.shelf else _full(folder))
    if not jobs or path is None:
        print("no texts with gold, or no Chromium: nothing was played")
        return 0
    os.environ.pop("POLICYKG_SOURCES", None)
    rows = []
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        for name, text, gold in jobs:
            if args.document and name not in args.document:
                continue
            rows.append(_played(browser, name, text, gold))
        browser.close()
    if args.write:
        option = " --shelf" if args.shelf else ""
        put_into_docs(
            f"benchmarks.desk_player{option}",
            [*_lines(rows, markdown=True), *_apart(rows), *_load()],
        )
    else:
        print("\n".join([*_lines(rows, markdown=args.markdown), *_apart(rows)]))
    if args.log:
        print("\n".join(_by_key(rows)))
    for row in rows:
        for one in row.refused:
            print(f"{row.document}: not made: {one}", file=sys.stderr)
    return 0


def _apart(rows: list[Played]) -> list[str]:
    """Return the table of what was played apart: how many of each kind, and what each took."""
    taken: dict[str, list[tuple[int, int]]] = {}
    for row in rows:
        for kind, keys, clicks in row.apart:
            taken.setdefault(kind, []).append((keys, clicks))
    if not taken:
        return []
    head = ["played apart", "made", "keys each", "fewest", "most", "clicks each"]
    table = [
        [
            APART.get(kind, kind), str(len(each)), _share(sum(k for k, _ in each), len(each)),
            str(min(k for k, _ in each)), str(max(k for k, _ in each)),
            _share(sum(c for _, c in each), len(each)),
        ]
        for kind, each in sorted(taken.items())
    ]  # fmt: skip
    return ["", *("| " + " | ".join(line) + " |" for line in [head, ["---"] * len(head), *table])]


APART: Final = {
    "relation": "relation by the form", "responsibility": "duty told in a sentence, by the form",
    "en of a card": "English name of a card", "id of a card": "id of a card",
}  # fmt: skip


def _by_key(rows: list[Played]) -> list[str]:
    """Tell how the missed facts of each document were written: how many, keys, clicks."""
    lines = []
    for row in rows:
        for how in sorted({one[1:] for one in row.log}):
            kinds = Counter(one[0] for one in row.log if one[1:] == how)
            told = ", ".join(f"{count} {kind}" for kind, count in kinds.most_common())
            lines.append(f"{row.document}: {how[0]}, {how[1]} keys, {how[2]} clicks: {told}")
    return lines


def _load() -> list[str]:
    """Say how busy the machine was: times are worth little where others work on it, too."""
    load = os.getloadavg()[1]
    return ["", f"Played on {os.cpu_count()} cores at a load of {load:.1f} over five minutes."]


def _full(folder: Path) -> Iterator[tuple[str, str, Json]]:
    """Yield name, text and gold of the texts with full gold."""
    for file in sorted(folder.glob("*.full.json")):
        gold = json.loads(file.read_text("utf-8"))
        text = (file.parent / gold["text"]).resolve().read_text("utf-8")
        yield file.name.removesuffix(".full.json"), text, gold


def _shelf() -> Iterator[tuple[str, str, Json]]:
    """Yield the documents of the shelf with what was curated of them."""
    root = Path(__file__).resolve().parents[1] / "examples" / "shelf"
    workspace = open_workspace(root)
    named = [(path, workspace.name_of(path)) for path in workspace.authority_files()]
    authority = load_authority(named)[0]
    for path in workspace.facts_files():
        text = path.read_text("utf-8")
        document = parse_document(text.encode(), path.name).document
        assert document is not None
        source = load_source(document.document, workspace.source_folders, Position(path.name))
        if not isinstance(source, SourceText):
            continue
        opened = open_text(text, path.name, authority, source)
        if isinstance(opened, list):
            continue
        facts: dict[str, list[Json]] = {}
        undrafted = []
        for card in cards_of(opened):
            kind = KINDS.get(card.list)
            if kind is None:
                apart = next((one for one, name in UNDRAFTED.items() if name == card.list), None)
                if apart is not None:
                    undrafted.append((apart, {**card.record, "span": list(card.span)}))
                continue
            record = {"value": card.record.get("growth"), **card.record}
            record["name"] = card.title
            facts.setdefault(kind, []).append({**record, "span": list(card.span)})
        title = document.document.title.zh
        gold: Json = {"title": title, "written": document.document.written, "facts": facts}
        gold["undrafted"] = undrafted
        yield path.stem, source.text, gold


def _played(browser: Any, name: str, text: str, gold: Json) -> Played:
    folder = Path(tempfile.mkdtemp(prefix="policykg-play-"))
    try:
        root = folder / "ws"
        run_cli("init", str(root))
        (root / "sources").mkdir(exist_ok=True)
        document = name.replace("_", "-")
        (root / "sources" / f"{document}.txt").write_text(text, "utf-8")
        (root / "facts" / "authority" / "home.yaml").write_text(HOME, "utf-8")
        run_cli("-w", str(root), "draft", f"{document}.txt")
        drafts = root / "drafts" / f"{document}.yaml"
        _, _, body = drafts.read_text("utf-8").partition("\nbody:")
        drafts.write_text(f"{_header(document, gold)}body:{body}", "utf-8")
        run_cli("-w", str(root), "build")
        with exploring(root) as (url, desk):
            page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="en-GB")
            page.goto(desk)
            low, high = gold.get("scope") or (0, len(text))
            facts = {
                kind: [g for g in golds if not g.get("span") or low <= g["span"][0] < high]
                for kind, golds in gold["facts"].items()
            }
            played = play(page, url, document, facts, gold.get("undrafted", []))
            page.close()
        return played
    finally:
        shutil.rmtree(folder, ignore_errors=True)


HOME = "places:\n  home: {name: {zh: 本地, en: Home}, kind: county}\n"


def _header(document: str, gold: Json) -> str:
    title = json.dumps(gold["title"], ensure_ascii=False)
    return (
        f"document:\n  id: {document}\n  title: {{zh: {title}, "
        f"en: {document}}}\n  genre: opinion\n  jurisdiction: home\n  written: "
        f"{json.dumps(str(gold.get('written') or '2020')[:4])}\n"
        f"  source: {{file: {document}.txt, language: zh-hans}}\n"
    )


def _lines(rows: list[Played], *, markdown: bool) -> list[str]:
    head = ["text", "cards", "right", "wrong", "missed, made", "keys a fact", "keys a draft",
            "keys a missed fact", "clicks a fact", "by groups", "p50 ms", "p95 ms",
            "p95 ms of forms", "seconds a fact", "keys", "machine minutes"]  # fmt: skip
    table = [
        [
            row.document, str(row.cards), str(row.right), str(row.wrong), str(row.missed),
            _share(row.keys, row.facts), _share(row.keys - row.missed_keys, row.cards),
            _share(row.missed_keys, row.missed), _share(row.clicks, row.facts),
            str(row.grouped), f"{percentile(row.times, 0.5):.0f}",
            f"{percentile(row.times, 0.95):.0f}", f"{percentile(row.made, 0.95):.0f}",
            _share(row.seconds, row.facts), str(row.keys), f"{row.seconds / 60:.1f}",
        ]
        for row in rows
    ]  # fmt: skip
    if markdown:
        return ["| " + " | ".join(line) + " |" for line in [head, ["---"] * len(head), *table]]
    return ["  ".join(cell.ljust(14) for cell in line) for line in [head, *table]]


def _share(part: float, whole: int) -> str:
    return f"{part / whole:.2f}" if whole else "–"


if __name__ == "__main__":
    sys.exit(main())
