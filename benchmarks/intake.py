# ruff: noqa: E501 - tables as they are printed
"""Files of the shelf: what `policykg add` reads of them, against what was put into them.

    python -m benchmarks.intake [--texts FOLDER…] [--others FOLDER…] [--each 3] [--show WORD]

At least forty files are made of real texts in the layouts of government pages, papers and forms
(see :mod:`benchmarks.intake_files`), read as `policykg add` reads them, and compared with the text:
the share of its characters that come out in order, the share of characters that are not of it,
sentences that stand whole on one line, rows of tables that are whole, fields of the header that are
right.  Layouts and texts that the readers were not written on are reported apart.  For web pages,
trafilatura is the peer where it is installed.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import Match, SequenceMatcher
from pathlib import Path

from benchmarks.intake_files import (
    NUMBER,
    Article,
    Layout,
    articles,
    layouts,
    nav_words,
    plan_table,
)
from loaders.intake.confined import read_file
from loaders.intake.files import read_original
from loaders.intake.header import propose
from loaders.intake.refusals import Refused
from loaders.languages.zh.offices import place_of

ROOT = Path(__file__).resolve().parent.parent


@dataclass(slots=True)
class Score:
    """What was measured of one file."""

    layout: str
    text: str
    in_order: float
    foreign: float
    navigation: int
    sentences: tuple[int, int]
    rows: tuple[int, int]
    fields: tuple[int, int]
    seconds: float
    wrong: list[str]


def score(article: Article, layout: Layout, text: str, meta: dict[str, str]) -> Score:
    """Compare what was read with what was put in."""
    lines = ["".join(line.split(" ")) for line in text.split("\n")]
    whole_text = text
    if layout.name == "pdf-red-head":  # its head is of the document, and not of the article
        text = text.replace(f"{article.office}文件\n", "").replace(f"{NUMBER}\n", "", 1)
    read, gold = "".join(text.split()), article.words
    expected = gold + (article.office + article.date[0] if layout.signs else "")
    matcher = SequenceMatcher(None, expected, read, autojunk=False)
    blocks = matcher.get_matching_blocks()
    matched = sum(block.size for block in blocks)
    wrong = _differences(expected, read, blocks)
    whole = [
        one for one in article.sentences if any(one in "".join(line.split()) for line in lines)
    ]
    wrong += [f"sentence: {one[:60]}" for one in article.sentences if one not in whole][:4]
    rows = ["\t".join("".join(cell.split()) for cell in row) for row in article.rows]
    known = {line.rstrip("\t") for line in lines}
    there = [row for row in rows if row.rstrip("\t") in known]
    wrong += [f"row: {row[:80]!r}" for row in rows if row not in there][:3]
    fields = _fields(article, layout, whole_text, meta, wrong)
    navigation = sum(words in text for words in nav_words() if words not in gold)
    return Score(
        layout.name, article.name, matched / len(expected), 1 - matched / max(1, len(read)), navigation,
        (len(whole), len(article.sentences)), (len(there), len(rows)), fields, 0.0, wrong,
    )  # fmt: skip


def _differences(gold: str, read: str, blocks: Sequence[Match]) -> list[str]:
    wrong, a, b = [], 0, 0
    for block in blocks:
        start, other, size = block
        if start > a or other > b:
            wrong.append(f"lost {gold[a:start][:50]!r} foreign {read[b:other][:50]!r}")
        a, b = start + size, other + size
    return wrong[:5]


def _fields(
    article: Article, layout: Layout, text: str, meta: dict[str, str], wrong: list[str]
) -> tuple[int, int]:
    """Count the header's fields that are right, of those that the file prints."""
    fields = propose(text, meta).fields
    wanted = {"title": article.title}
    if layout.signs or layout.card:
        wanted |= {"written": article.date[1], "issuer": article.office}
        wanted["jurisdiction"] = place_of(article.office)
    if layout.name in ("pdf-red-head", "page-card"):
        wanted["number"] = NUMBER
    right = 0
    for name, value in wanted.items():
        found = "".join(fields[name].value.split()) if name in fields else ""
        if found == "".join(value.split()):
            right += 1
        else:
            wrong.append(f"{name}: {found[:60]!r} for {value[:60]!r}")
    return right, len(wanted)


def measure(known: list[Path], unseen: list[Path], each: int, show: str, only: str = "") -> None:
    """Make the files, read them, print the tables."""
    texts = [article for folder in known for article in articles(folder)]
    others = [article for folder in unseen for article in articles(folder)]
    made = [layout for layout in layouts() if only in layout.name]
    scores: list[Score] = []
    with tempfile.TemporaryDirectory() as work:
        for number, layout in enumerate(made):
            chosen = [texts[(number * 2 + 3 * k + k // 3) % len(texts)] for k in range(each)]
            chosen += [
                others[(number + k) % len(others)] for k in range(each // 2 if others else 0)
            ]
            for article in chosen:
                scores.append(_one(layout, article, Path(work)))
                if show and show in f"{layout.name} {article.name}":
                    print(f"{layout.name} {article.name}", *scores[-1].wrong, sep="\n    ")
    unseen_names = {article.name for article in others}
    _print(scores, unseen_names, {layout.name for layout in made if layout.fresh})


def _one(layout: Layout, article: Article, work: Path) -> Score:
    name = f"{layout.name}.{article.name}"
    path = work / f"{name}{layout.suffix}"
    path.write_bytes(layout.make(article, work, name))
    gold = plan_table(article) if layout.planned else article
    if not layout.tables:
        gold = replace(article, blocks=[b for b in article.blocks if isinstance(b, str)])
    begun = time.perf_counter()
    try:
        outcome = read_file(read_original(path))
    except Refused as refused:
        return Score(
            layout.name,
            article.name,
            0,
            0,
            0,
            (0, 1),
            (0, 0),
            (0, 1),
            0,
            [f"{refused.reason} {refused.detail}"],
        )
    seconds = time.perf_counter() - begun
    found = score(gold, layout, outcome.text.text, outcome.meta)
    found.seconds = seconds
    if layout.suffix.endswith("html") or layout.suffix == ".htm":
        found.wrong.append(f"peer: {_peer(path, gold, layout)}")
    return found


def _peer(path: Path, article: Article, layout: Layout) -> str:
    """Read a page with trafilatura: share in order, share that is foreign."""
    try:
        import trafilatura
    except ImportError:
        return ""
    text = trafilatura.extract(path.read_bytes(), include_tables=True) or ""
    found = score(article, layout, text, {})
    return f"{found.in_order:.4f} {found.foreign:.4f}"


def _print(scores: list[Score], texts: set[str], fresh: set[str]) -> None:
    by_layout: dict[str, list[Score]] = defaultdict(list)
    for one in scores:
        by_layout[one.layout].append(one)
    print(
        f"{len(scores)} files of {len({s.text for s in scores})} texts "
        f"in {len(by_layout)} layouts\n"
    )
    print(
        f"{'layout':24} {'files':>5} {'in order':>9} {'foreign':>8} {'nav':>4} {'sentences':>10} "
        f"{'rows':>8} {'header':>7} {'s/file':>7}"
    )
    for name, some in by_layout.items():
        _row(("* " if name in fresh else "  ") + name, some)
    print()
    _row("  known", [s for s in scores if s.text not in texts and s.layout not in fresh])
    _row("  other texts", [s for s in scores if s.text in texts and s.layout not in fresh])
    _row("* other layouts", [s for s in scores if s.layout in fresh])
    _row("  all", scores)
    print("\n* made once the readers were finished, as the other texts were read then first")


def _row(name: str, some: list[Score]) -> None:
    if not some:
        return
    mean = sum(s.in_order for s in some) / len(some)
    foreign = sum(s.foreign for s in some) / len(some)
    shares = []
    for field in ("sentences", "rows", "fields"):
        pairs = [getattr(s, field) for s in some]
        total = sum(pair[1] for pair in pairs)
        shares.append(f"{sum(pair[0] for pair in pairs) / total:.2%}" if total else "–")
    seconds = sum(s.seconds for s in some) / len(some)
    nav = sum(s.navigation for s in some)
    print(
        f"{name:22} {len(some):>5} {mean:>9.2%} {foreign:>8.2%} {nav:>4} {shares[0]:>10} {shares[1]:>8} {shares[2]:>7} {seconds:>7.2f}"
    )


def main() -> None:
    """Run the measurement."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=Path, nargs="*", help="folders of texts (UTF-8, *.txt)")
    parser.add_argument(
        "--others", type=Path, nargs="*", help="folders of texts that were not seen"
    )
    parser.add_argument("--each", type=int, default=3, help="files a layout")
    parser.add_argument(
        "--show", default="", help="show what is wrong in layouts or texts of this name"
    )
    parser.add_argument("--only", default="", help="only layouts with this in their name")
    arguments = parser.parse_args()
    corpora = ROOT.parent / "shared"
    sources = map(Path, filter(None, os.environ.get("POLICYKG_SOURCES", "").split(os.pathsep)))
    known = arguments.texts or [corpora / "corpus" / "dev"]
    others = arguments.others or [
        *sources,
        corpora / "corpus2" / "en",
        corpora / "corpus2" / "full",
    ]
    known, others = ([path for path in some if path.is_dir()] for some in (known, others))
    if not known:
        print("skipped: no texts here (--texts FOLDER)")
        return
    measure(known, others, arguments.each, arguments.show, arguments.only)


if __name__ == "__main__":
    main()
