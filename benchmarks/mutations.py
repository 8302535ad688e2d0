"""Mutation score of the evidence rules: falsify true facts one by one, and see who notices.

    python -m benchmarks.mutations --sources FOLDER [--each 12] [--groups NAME…] [--json FILE]

For each kind of falsification, the share that ``check`` finds: as an error by its rules alone (the
text at hand, as if there were no lock), with its warnings too, and with the lock; and how many of
the fields that are now false are called proved (``--states N``).  Files are
falsified and checked in memory, document by document; ``--missed`` lists what rules alone miss,
``--documents`` holds others out.  With ``--peer``, a Python that has linkml-reference-validator
is given the same falsified quotes in the same run.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random
from typing import Final

from benchmarks.falsify import Doc, Falsified, Kind
from benchmarks.falsify_authority import AUTHORITY_KINDS, Authorities
from benchmarks.falsify_kinds import GROUPS
from loaders.checking.workspace import check_document, load_case
from loaders.evidence.ledgers import read_ledgers
from loaders.evidence.lock import DocumentLock
from loaders.evidence.lock_text import parse_lock
from loaders.facts.flatten import flatten
from loaders.identity.authority import Authority
from loaders.identity.loading import load_authority
from loaders.problems import Problem
from loaders.resolving.references import resolve_document
from loaders.rules.base import Case
from loaders.rules.registry import check_case
from loaders.states.fields import fields_of
from loaders.states.model import Claim
from loaders.states.proofs import prove
from loaders.workspace import Workspace, open_workspace
from loaders.yaml.parse import parse_document

ROOT = Path(__file__).resolve().parent.parent
AUTHORITY: Final = "authority files"

Findings = Counter[tuple[str, str, str]]
"""Findings by severity, rule and what they say."""


class Bench:
    """One facts file with its baseline."""

    def __init__(self, workspace: Workspace, path: Path, authority: Authority) -> None:
        self.workspace, self.path, self.authority = workspace, path, authority
        self.omissions = read_ledgers(workspace).omissions
        text = path.read_text(encoding="utf-8")
        name = workspace.name_of(path)
        document, _ = flatten(parse_document(path, name), authority)
        assert document is not None, name
        self.name = document.header.id
        words = self.omissions.get(self.name, ())
        case, _ = load_case(workspace, document, authority, words)
        assert case.evidence is not None, f"{name}: the source text is not at hand"
        case.resolved = resolve_document(document, authority, workspace.base)
        fresh = check_document(workspace, path, authority, omissions=self.omissions).lock
        locked, _ = parse_lock(fresh, self.name, name)
        assert locked is not None, name
        self.lock = locked
        self.doc = Doc(text, case, Random(0))
        self.own: set[tuple[str, str, str]] = set()
        """Fact, field and value of all fields of the true file."""
        self.told: set[tuple[str, str, tuple[str, ...]]] = set()
        """Field, value and quotes of all of them, for facts whose key has changed."""
        self.baseline, _ = self.judged(self.doc.render(), authority)

    def judged(self, text: str, authority: Authority) -> tuple[Findings, Case | None]:
        """Return what the rules alone find in a version of the file, and what they saw."""
        parsed = parse_document(text.encode(), self.workspace.name_of(self.path))
        document, problems = flatten(parsed, authority)
        found = [*parsed.problems, *problems]
        if document is None:
            return Counter(map(_identity, found)), None
        words = self.omissions.get(document.header.id, ())
        case, problems = load_case(self.workspace, document, authority, words)
        case.resolved = resolve_document(document, authority, self.workspace.base)
        found += [*problems, *case.resolved.problems, *check_case(case)[0]]
        return Counter(map(_identity, found)), case

    def called_proved(self, case: Case, falsified: Falsified) -> list[str]:
        """Return the fields of a falsified version that are false in it and called proved."""
        if not self.own:
            _, true = self.judged(self.doc.render(), self.authority)
            assert true is not None
            self.own = {(one.fact, one.name, one.value) for one in fields_of(true)}
            self.told = {_told(true, one) for one in fields_of(true)}
        facts, true_facts = case.document.facts, self.doc.case.document.facts
        claims = list(fields_of(case))
        proofs = prove(case, claims)
        # A changed record may have another key; what is told of a part by its key is no claim.
        same = [fact.kind for fact in facts] == [fact.kind for fact in true_facts]
        renamed = {one.key: old.key for one, old in zip(facts, true_facts, strict=False) if same}
        return [
            f"{one.fact} {one.field}={one.value} by {proofs[one.fact, one.field].rule}"
            for one in claims
            if (one.fact, one.field) in proofs
            and (one.name not in _BY_KEY or one.name == falsified.field)
            and (renamed.get(one.fact, one.fact), one.name, one.value) not in self.own
            and (one.fact in self.keys or _told(case, one) not in self.told)
        ]

    @property
    def keys(self) -> set[str]:
        """Keys of the facts of the true file, and the document's own."""
        return {*self.doc.case.by_key, self.name}

    def _lock_of(self, _: str) -> tuple[DocumentLock, list[Problem]]:
        return self.lock, []

    def locked(self, text: str, authority: Authority) -> bool:
        """Tell whether the lock notices a version of the file."""
        result = check_document(
            self.workspace, self.path, authority, locks=self._lock_of, omissions=self.omissions,
            data=text.encode(),
        )  # fmt: skip
        return any(problem.rule.startswith("lock-") for problem in result.problems)

    @property
    def source(self) -> str:
        """The source text."""
        assert self.doc.case.evidence is not None
        text: str = self.doc.case.evidence.source.text
        return text


_BY_KEY: Final = frozenset({"part", "for", "change-of", "part-of"})
"""Fields whose value is the key of another fact, which changes with that fact."""


def _told(case: Case, claim: Claim) -> tuple[str, str, tuple[str, ...]]:
    words = tuple(case.quotes(claim.source)) if claim.source is not None else ()
    return claim.name, claim.value, words


def _identity(problem: Problem) -> tuple[str, str, str]:
    told = f"{problem.record}|{problem.quote}|{problem.read}|{problem.recorded}"
    return problem.severity, problem.rule, told


@dataclass(slots=True)
class Row:
    """What became of the falsifications of one kind."""

    group: str
    kind: str
    possible: int
    tried: int = 0
    errors: int = 0
    """Found as errors by rules alone."""
    warned: int = 0
    """Found by rules alone, warnings too."""
    locked: int = 0
    """Found with the lock."""
    fields: int = 0
    """Falsifications of a field, of which the state was asked."""
    proved: int = 0
    """Those of which a field that they made false is called proved, counted once each."""
    peer: int = 0
    rules: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)
    called: list[str] = field(default_factory=list)

    def take(self, new: Findings, locked: Callable[[], bool], what: str) -> None:
        """Count one falsification by what was newly found; the lock is asked where no rule is."""
        errors = {rule for severity, rule, _ in new if severity == "error"}
        self.tried += 1
        self.errors += bool(errors)
        self.warned += bool(new)
        self.locked += bool(new) or locked()
        self.rules.update(errors)
        if not errors:
            self.missed.append(what)


class Run:
    """A workspace opened for falsifying it."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.workspace = open_workspace(Path(options.workspace), [Path(p) for p in options.sources])
        self.files = {self.workspace.name_of(p): p for p in self.workspace.authority_files()}
        self.authority, problems = load_authority([(p, n) for n, p in self.files.items()])
        self.known = Counter(map(_identity, problems))
        self.benches = [
            Bench(self.workspace, path, self.authority)
            for path in self.workspace.facts_files()
            if not options.documents or path.stem in options.documents
        ]
        self.authorities = Authorities(self.files, Random(options.seed))

    def alarms(self) -> int:
        """Return how much is found in the true facts."""
        return sum(sum(bench.baseline.values()) for bench in self.benches) + self.known.total()

    def kinds(self) -> Iterator[tuple[str, int]]:
        """Yield each kind that is asked for: its group, and which of the group."""
        for group, kinds in {**GROUPS, AUTHORITY: AUTHORITY_KINDS}.items():
            if self.options.groups and group not in self.options.groups:
                continue
            for i, kind in enumerate(kinds):
                if not self.options.only or kind.__name__ in self.options.only:
                    yield group, i

    def score(self, asked: tuple[str, int]) -> Row | None:
        """Falsify in one way, and count who notices."""
        group, i = asked
        if group == AUTHORITY:
            return self._score_authority(i)
        return self._score_kind(group, GROUPS[group][i])

    def _score_kind(self, group: str, kind: Kind) -> Row | None:
        rng = Random(f"{self.options.seed} {kind.__name__}")
        pool: list[tuple[Bench, Falsified]] = []
        for bench in self.benches:
            bench.doc.rng = Random(f"{self.options.seed} {kind.__name__} {bench.name}")
            pool += [(bench, item) for item in kind(bench.doc)]
        if not pool:
            return None
        row = Row(group, pool[0][1].kind, len(pool))
        chosen = rng.sample(pool, min(self.options.each, len(pool)))
        for bench, item in chosen:
            text = bench.doc.render(item.edit)
            found, case = bench.judged(text, self.authority)
            what = f"{bench.name} {item.record}: {item.what}  [{item.quote[:30]}]"
            row.take(found - bench.baseline, partial(bench.locked, text, self.authority), what)
            asked = self.options.states and item.field not in ("", "quote")
            if asked and case is not None and row.fields < self.options.states:
                wrong = bench.called_proved(case, item)
                row.fields += 1
                row.proved += bool(wrong)
                row.called += [f"{one}: {what}" for one in wrong]
        if self.options.peer:
            pairs = [(bench.source, item.quote) for bench, item in chosen]
            row.peer = sum(not accepted for accepted in _ask_peer(self.options.peer, pairs))
        return row

    def _score_authority(self, i: int) -> Row | None:
        kind = AUTHORITY_KINDS[i]
        self.authorities.rng = Random(f"{self.options.seed} {kind.__name__}")
        pool = list(kind(self.authorities))
        rng = Random(f"{self.options.seed} {kind.__name__}")
        row = Row(AUTHORITY, pool[0].kind, len(pool))
        for item in rng.sample(pool, min(self.options.each, len(pool))):
            changed = self.authorities.render(item.edit)
            files = [(changed.get(name, path), name) for name, path in self.files.items()]
            authority, problems = load_authority(files)
            new = Counter(map(_identity, problems)) - self.known
            texts = [(bench, bench.doc.render()) for bench in self.benches]
            for bench, text in texts:
                new += bench.judged(text, authority)[0] - bench.baseline
            row.take(new, partial(_any_locked, texts, authority), item.what)
        return row


def _any_locked(texts: list[tuple[Bench, str]], authority: Authority) -> bool:
    return any(bench.locked(text, authority) for bench, text in texts)


def _ask_peer(python: str, pairs: list[tuple[str, str]]) -> list[bool]:
    """Ask the peer of each (source, quote) whether it accepts it."""
    script = Path(__file__).with_name("peer_quotes.py")
    done = subprocess.run(
        [python, str(script)], input=json.dumps(pairs), capture_output=True, text=True, check=True
    )
    answers: list[bool] = json.loads(done.stdout.splitlines()[-1])
    return answers


_RUN: Run | None = None


def _start(options: argparse.Namespace) -> None:
    global _RUN  # noqa: PLW0603 - one run a process, made where it is used
    _RUN = Run(options)


def _work(asked: tuple[str, int]) -> Row | None:
    assert _RUN is not None
    return _RUN.score(asked)


def run(options: argparse.Namespace) -> tuple[int, list[Row]]:
    """Falsify as asked.

    Returns:
        How much is found in the true facts, and a row for each kind.
    """
    first = Run(options)
    asked = list(first.kinds())
    if options.processes == 1:
        rows = [first.score(one) for one in asked]
    else:
        with multiprocessing.Pool(options.processes, _start, (options,)) as pool:
            rows = []
            for row in pool.imap(_work, asked):
                rows.append(row)
                if row is not None:  # a long run shows that it goes on
                    print(f"  {row.group}: {row.kind}: {row.errors} of {row.tried}", flush=True)
    return first.alarms(), [row for row in rows if row is not None]


def table(rows: Sequence[Row], *, peer: bool = False, states: bool = False) -> str:
    """Return the rows as a Markdown table, with a line for each group."""
    columns = ["possible", "tried", "error by rules", "or warned", "with lock"]
    columns += ["called proved"] if states else []
    columns += ["peer"] if peer else []
    lines = ["| falsification | " + " | ".join(columns) + " |", "|---|" + "---:|" * len(columns)]
    for group in dict.fromkeys(row.group for row in rows):
        told = [row for row in rows if row.group == group]
        lines.append(_line(f"**{group}**", told, peer=peer, states=states))
        lines += [_line(row.kind, [row], peer=peer, states=states) for row in told]
    return "\n".join([*lines, _line("**all**", rows, peer=peer, states=states)])


def _line(label: str, rows: Sequence[Row], *, peer: bool, states: bool) -> str:
    tried = sum(row.tried for row in rows)
    cells = [str(sum(row.possible for row in rows)), str(tried)]
    cells += [_share(sum(getattr(row, name) for row in rows), tried)
              for name in ("errors", "warned", "locked")]  # fmt: skip
    fields = sum(row.fields for row in rows)
    cells += [_share(sum(row.proved for row in rows), fields)] if states else []
    cells += [_share(sum(row.peer for row in rows), tried)] if peer else []
    return f"| {label} | " + " | ".join(cells) + " |"


def _share(count: int, total: int) -> str:
    return f"{count} ({100 * count / total:.0f} %)" if total else "–"


def main(arguments: Sequence[str] | None = None) -> None:
    """Run and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workspace", default=str(ROOT))
    parser.add_argument("--sources", action="append", default=[])
    parser.add_argument("--each", type=int, default=12, help="falsifications of each kind")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--groups", nargs="*", help="only these groups")
    parser.add_argument("--only", nargs="*", help="only these kinds, by the names of functions")
    parser.add_argument("--documents", nargs="*", help="only these facts files, without suffix")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--peer", help="a Python with linkml-reference-validator installed")
    parser.add_argument(
        "--states", type=int, default=0, metavar="N",
        help="of so many falsified fields a kind, count those that are called proved",
    )  # fmt: skip
    parser.add_argument("--missed", action="store_true", help="list what rules alone missed")
    parser.add_argument("--rules", action="store_true", help="show which rules noticed")
    parser.add_argument("--json", help="write the rows there")
    options = parser.parse_args(arguments)
    since = time.perf_counter()
    alarms, rows = run(options)
    print(f"true facts: {alarms} findings")
    for row in rows:
        if options.rules:
            print(f"  {row.kind}: {row.rules.most_common(6)}")
        for what in row.missed if options.missed else ():
            print(f"  missed: {row.kind}: {what}")
        for what in row.called:
            print(f"  called proved: {row.kind}: {what}")
    print(table(rows, peer=bool(options.peer), states=bool(options.states)))
    kinds = {row.kind for row in rows}
    print(f"{len(kinds)} kinds, {time.perf_counter() - since:.0f} s, seed {options.seed}")
    if options.json:
        names = ("group", "kind", "possible", "tried", "errors", "warned", "locked", "fields",
                 "proved")  # fmt: skip
        told = [{name: getattr(row, name) for name in names} for row in rows]
        Path(options.json).write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
