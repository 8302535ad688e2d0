"""Completeness: does a fact that is missing leave words unaccounted for, and how many flags lie?

    python -m benchmarks.completeness --sources FOLDER [--facts 500] [--seed 7] [--gold FOLDER]

Of the accepted facts of all documents, a seeded sample is taken away one at a time, and the text
is asked again what is unaccounted for: with the lock, which remembers where accepted facts
stand, and by the text alone, as if the fact had never been recorded.  Flags on the true facts are
counted before dismissals: a page is 500 characters of the folded text.  A flag is right where the
text says something that no fact has, whether a record is still to be written or the editor
leaves it out; it is false where facts have it already, or where nothing is said.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

from loaders.checking.cases import open_cases
from loaders.evidence.locate import locate_document
from loaders.evidence.sources import SourceText, source_text
from loaders.facts.flatten import flatten
from loaders.facts.model import Fact
from loaders.identity.authority import Authority
from loaders.problems import Position
from loaders.rules.accounts import Account, account_of
from loaders.rules.base import Case
from loaders.rules.demands import Demand
from loaders.workspace import open_workspace
from loaders.yaml.parse import parse_document

ROOT = Path(__file__).resolve().parent.parent
PAGE = 500
"""Characters of folded text."""
TUNED = ("diankou-town", "shaoxing-plan", "shendang-2018")
"""The documents on which thresholds and words were chosen; the others are held out."""
RIGHT = ("no record yet", "says how")
"""How reasons begin that admit that no fact has what the text says: a fact is still to be
written, or the editor leaves out by what means and to what effect a measure is taken."""


@dataclass
class Score:
    """Figures of one document, or of several together."""

    pages: float = 0.0
    flags: int = 0
    finds: int = 0
    """Flags that are right: the text says something that no fact has."""
    dismissed: int = 0
    """Characters."""
    characters: int = 0
    open: int = 0
    tried: int = 0
    locked: int = 0
    alone: int = 0
    kinds: dict[str, list[int]] = field(default_factory=dict)

    def add(self, other: Score) -> None:
        """Add the figures of another one."""
        for name in ("pages", "flags", "finds", "dismissed", "characters", "open", "tried",
                     "locked", "alone"):  # fmt: skip
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for kind, counts in other.kinds.items():
            mine = self.kinds.setdefault(kind, [0, 0, 0])
            self.kinds[kind] = [a + b for a, b in zip(mine, counts, strict=True)]

    def as_dict(self) -> dict[str, object]:
        """Return the figures as plain data."""
        return {
            "pages": round(self.pages, 1),
            "flags": self.flags,
            "finds": self.finds,
            "false-flags-a-page": round((self.flags - self.finds) / self.pages, 2),
            "dismissed-share": round(self.dismissed / self.characters, 4),
            "unaccounted": self.open,
            "deleted": self.tried,
            "noticed-with-lock": round(self.locked / self.tried, 4) if self.tried else None,
            "noticed-by-text-alone": round(self.alone / self.tried, 4) if self.tried else None,
        }


def without(case: Case, fact: Fact, *, locked: bool) -> Case:
    """Return a case from which one fact is missing."""
    facts = [other for other in case.document.facts if other is not fact]
    document = replace(case.document, facts=facts)
    return replace(case, document=document, locked=case.locked if locked else None)


def unaccounted(case: Case) -> Counter[Demand]:
    """Return what is unaccounted for, after dismissals."""
    return Counter(account_of(case).unaccounted)


def merged(account: Account) -> list[tuple[int, int, bool]]:
    """Return flags with those that overlap made one, and whether each is a find."""
    spans: list[tuple[int, int, bool]] = []
    for item in sorted(account.open, key=lambda o: (o.demand.start, -o.demand.end)):
        gap = item.dismissal is not None
        gap = gap and account.case.omissions[item.dismissal or 0].why("en").startswith(RIGHT)
        start, end = item.demand.start, item.demand.end
        if spans and start < spans[-1][1]:
            last = spans[-1]
            spans[-1] = (last[0], max(end, last[1]), last[2] or gap)
        else:
            spans.append((start, end, gap))
    return spans


def score(case: Case, chosen: list[Fact]) -> Score:
    """Return the figures of one document."""
    assert case.evidence is not None
    account = account_of(replace(case, locked=None))
    text = case.evidence.source.folded.text
    flags = merged(account)
    every = account.layers.every
    gone = {at for start, end, _ in account.dismissed for at in range(start, end)
            if not every[at] and text[at].isalnum()}  # fmt: skip
    found = Score(
        len(text) / PAGE, len(flags), sum(find for _, _, find in flags), len(gone),
        sum(map(str.isalnum, text)), len(account.unaccounted), len(chosen),
    )  # fmt: skip
    before = {locked: unaccounted(replace(case, locked=case.locked if locked else None))
              for locked in (True, False)}  # fmt: skip
    for fact in chosen:
        by_lock = bool(unaccounted(without(case, fact, locked=True)) - before[True])
        alone = bool(unaccounted(without(case, fact, locked=False)) - before[False])
        found.locked += by_lock
        found.alone += alone
        counts = found.kinds.setdefault(fact.kind, [0, 0, 0])
        found.kinds[fact.kind] = [counts[0] + 1, counts[1] + by_lock, counts[2] + alone]
    return found


def unread(path: Path) -> dict[str, float | int]:
    """Return how well the demands of a text that nobody has read agree with its known facts.

    Args:
        path: A gold file, which names its text and says where each fact stands.
    """
    gold = json.loads(path.read_text(encoding="utf-8"))
    text = (path.parent / gold["text"]).read_text(encoding="utf-8")
    header = _HEADER.format(file="gold.txt", place="nowhere")
    facts, _ = flatten(parse_document(header.encode(), "gold.yaml"), Authority())
    assert facts is not None
    source = source_text(text, facts.header, Position("gold.yaml"))
    assert isinstance(source, SourceText)
    case = Case(facts, Authority(), source.folder, locate_document(facts, source))
    flags = [source.folded.span(d.start, d.end) for d in account_of(case).unaccounted]
    spans = [tuple(fact["span"]) for kind in gold["facts"].values() for fact in kind
             if fact.get("span")]  # fmt: skip
    seen = sum(any(a < end and b > start for a, b in flags) for start, end in spans)
    right = sum(any(a < end and b > start for start, end in spans) for a, b in flags)
    return {"facts": len(spans), "facts-flagged": round(seen / len(spans), 3),
            "flags": len(flags), "flags-on-a-fact": round(right / len(flags), 3)}  # fmt: skip


_HEADER = """document:
  id: gold
  title: {{zh: 文件, en: Document}}
  genre: action-plan
  jurisdiction: {place}
  written: 2020
  source: {{file: {file}, language: zh-hans}}
body: []
"""


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sources", nargs="+", required=True)
    options.add_argument("--workspace", default=str(ROOT))
    options.add_argument("--facts", type=int, default=500)
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--json", type=Path)
    options.add_argument("--gold", type=Path, help="folder of texts with all their facts")
    given = options.parse_args()
    began = time.perf_counter()
    workspace = open_workspace(Path(given.workspace), [Path(path) for path in given.sources])
    cases = [case for case in open_cases(workspace) if case.evidence is not None]
    pool = [(case.document.header.id, fact) for case in cases for fact in case.document.facts]
    chosen = Random(given.seed).sample(pool, min(given.facts, len(pool)))
    table: dict[str, Score] = {}
    tuned, held, every = Score(), Score(), Score()
    for case in cases:
        name = case.document.header.id
        found = score(case, [fact for owner, fact in chosen if owner == name])
        table[name] = found
        (tuned if name in TUNED else held).add(found)
        every.add(found)
    table |= {"(tuned on)": tuned, "(held out)": held, "(all)": every}
    for name, found in table.items():
        print(name, json.dumps(found.as_dict()))
    print("kind: deleted, noticed with the lock, noticed by the text alone")
    for kind, counts in sorted(every.kinds.items(), key=lambda item: -item[1][0]):
        print(f"  {kind}: {counts[0]}, {counts[1]}, {counts[2]}")
    if given.gold:
        for path in sorted(given.gold.glob("*.full.json")):
            print(path.stem, json.dumps(unread(path)))
    print(f"{time.perf_counter() - began:.0f} s")
    if given.json:
        data = {name: found.as_dict() for name, found in table.items()}
        given.json.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
