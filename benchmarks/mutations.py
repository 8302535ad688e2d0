"""Mutation score of the evidence rules: falsify true facts one by one, and see who notices.

    python -m benchmarks.mutations --sources FOLDER [--each 60] [--peer PYTHON] [--json FILE]

For each kind of falsification, the share that ``check`` finds: by its rules alone (as if there
were no lock), and with the lock.  With ``--peer``, a Python that has linkml-reference-validator
is given the same falsified quotes in the same run.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import time
from collections import Counter
from pathlib import Path
from random import Random

from benchmarks.falsify import KINDS, Doc, Falsified
from benchmarks.falsify_assignments import GROUPS
from loaders.checking.workspace import check_document, load_case
from loaders.evidence.ledgers import read_ledgers
from loaders.evidence.lock import DocumentLock, parse_lock
from loaders.facts.flatten import flatten
from loaders.identity.authority import Authority
from loaders.identity.loading import load_authority
from loaders.problems import Problem
from loaders.workspace import Workspace, open_workspace
from loaders.yaml.parse import parse_document

ROOT = Path(__file__).resolve().parent.parent


class Bench:
    """One facts file with its baseline."""

    def __init__(self, workspace: Workspace, path: Path, authority: Authority, seed: int) -> None:
        self.workspace, self.path, self.authority = workspace, path, authority
        self.omissions = read_ledgers(workspace).omissions
        self.text = path.read_text(encoding="utf-8")
        name = workspace.name_of(path)
        document, _ = flatten(parse_document(path, name), authority)
        assert document is not None, name
        words = self.omissions.get(document.header.id, ())
        case, _ = load_case(workspace, document, authority, words)
        assert case.evidence is not None, f"{name}: the source text is not at hand"
        fresh = check_document(workspace, path, authority, omissions=self.omissions).lock
        self.lock = parse_lock(fresh, name)[0][document.header.id]
        self.doc = Doc(self.text, case, Random(seed))
        self.baseline = self.findings(self.text, use_lock=True)

    def _lock_of(self, _: str) -> DocumentLock:
        return self.lock

    def findings(self, text: str, *, use_lock: bool) -> Counter[tuple[str, str]]:
        """Return what check finds in a version of the file, by rule and message."""
        result = check_document(
            self.workspace,
            self.path,
            self.authority,
            locks=self._lock_of,
            use_lock=use_lock,
            omissions=self.omissions,
            data=text.encode(),
        )
        return Counter(map(_identity, result.problems))

    def notices(self, falsified: Falsified, *, use_lock: bool) -> set[str]:
        """Return the rules that find something new in a falsified version."""
        found = self.findings(falsified.text, use_lock=use_lock)
        return {rule for (rule, _), n in (found - self.baseline).items() if n > 0}


def _identity(problem: Problem) -> tuple[str, str]:
    return problem.rule, f"{problem.record}|{problem.quote}|{problem.read}|{problem.recorded}"


def _ask_peer(python: str, pairs: list[tuple[str, str]]) -> list[bool]:
    """Ask the peer of each (source, quote) whether it accepts it."""
    script = Path(__file__).with_name("peer_quotes.py")
    done = subprocess.run(
        [python, str(script)], input=json.dumps(pairs), capture_output=True, text=True, check=True
    )
    answers: list[bool] = json.loads(done.stdout.splitlines()[-1])
    return answers


def _run(options: argparse.Namespace) -> dict[str, dict[str, float | int]]:
    workspace = open_workspace(Path(options.workspace), [Path(p) for p in options.sources])
    named = [(p, workspace.name_of(p)) for p in workspace.authority_files()]
    authority, _ = load_authority(named)
    benches = [
        Bench(workspace, path, authority, options.seed + index)
        for index, path in enumerate(workspace.facts_files())
    ]
    alarms = sum(sum(bench.baseline.values()) for bench in benches)
    print(f"true facts: {alarms} findings in {len(benches)} documents")
    if options.peer:
        _peer_on_true_quotes(options.peer, benches)
    table: dict[str, dict[str, float | int]] = {}
    groups = {kind: group for group, kinds in GROUPS.items() for kind in kinds}
    for kind in (*KINDS, *groups):
        if options.assignments and kind not in groups:
            continue
        if options.only and kind.__name__ not in options.only:
            continue
        rng = Random(options.seed)
        pool = [(bench, item) for bench in benches for item in kind(bench.doc)]
        rng.shuffle(pool)
        chosen = pool[: options.each]
        if chosen:
            label = chosen[0][1].kind
            if kind in groups:
                label = f"{groups[kind]}: {label}"
            table[label] = _score(chosen, len(pool), options)
    return table


def _source_of(bench: Bench) -> str:
    assert bench.doc.case.evidence is not None
    text: str = bench.doc.case.evidence.source.text
    return text


def _peer_on_true_quotes(python: str, benches: list[Bench]) -> None:
    for bench in benches:
        quotes = sorted({use.text for use in bench.doc.case.document.quotes})
        answers = _ask_peer(python, [(_source_of(bench), quote) for quote in quotes])
        name = bench.doc.case.document.header.id
        print(
            f"true quotes of {name} that the peer refuses: {answers.count(False)} of {len(quotes)}"
        )


def _score(
    chosen: list[tuple[Bench, Falsified]], possible: int, options: argparse.Namespace
) -> dict[str, float | int]:
    by_rules = with_lock = 0
    rules: Counter[str] = Counter()
    for bench, item in chosen:
        noticed = bench.notices(item, use_lock=False)
        rules.update(noticed)
        by_rules += bool(noticed)
        with_lock += bool(noticed) or bool(bench.notices(item, use_lock=True))
        if not noticed and options.missed:
            print(f"  missed: {item.kind} {bench.doc.case.document.header.id} {item.record}: "
                  f"{item.what}")  # fmt: skip
    row: dict[str, float | int] = {
        "possible": possible, "tried": len(chosen), "by rules": by_rules, "with lock": with_lock,
    }  # fmt: skip
    if options.peer:
        pairs = [(_source_of(bench), item.quote) for bench, item in chosen]
        row["peer"] = sum(not accepted for accepted in _ask_peer(options.peer, pairs))
    if options.rules:
        print(f"  {chosen[0][1].kind}: {rules.most_common(6)}")
    return row


def main() -> None:
    """Run and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workspace", default=str(ROOT))
    parser.add_argument("--sources", action="append", default=[])
    parser.add_argument("--each", type=int, default=60, help="falsifications of each kind")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--only", nargs="*")
    parser.add_argument(
        "--assignments", action="store_true", help="only what belongs to what, not the words"
    )
    parser.add_argument("--peer", help="a Python with linkml-reference-validator installed")
    parser.add_argument("--missed", action="store_true", help="list what rules alone missed")
    parser.add_argument("--rules", action="store_true", help="show which rules noticed")
    parser.add_argument("--json", help="write the table there")
    options = parser.parse_args()
    since = time.perf_counter()
    table = _run(options)
    columns = ["possible", "tried", "by rules", "with lock"] + (["peer"] if options.peer else [])
    print("| falsification | " + " | ".join(columns) + " |")
    print("|---|" + "---:|" * len(columns))
    for label, row in [*table.items(), ("all", _total(table, columns))]:
        cells = [str(row["possible"]), str(row["tried"])]
        cells += [f"{row[c]} ({100 * row[c] / row['tried']:.1f} %)" for c in columns[2:]]
        print(f"| {label} | " + " | ".join(cells) + " |")
    print(f"{time.perf_counter() - since:.0f} s, seed {options.seed}")
    if options.json:
        Path(options.json).write_text(json.dumps(table, indent=2) + "\n", encoding="utf-8")


def _total(table: dict[str, dict[str, float | int]], columns: list[str]) -> dict[str, float | int]:
    return {column: sum(row[column] for row in table.values()) for column in columns}


if __name__ == "__main__":
    main()
