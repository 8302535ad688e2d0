"""Which share of the fields of a workspace a machine proves: all, amounts, names in brackets.

    python -m benchmarks.proved --sources FOLDER [--workspace FOLDER]

Fields are those of ``policykg check``; English wordings are apart and not counted here.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from loaders.checking.cases import open_cases
from loaders.resolving.references import resolve_document
from loaders.states.fields import fields_of
from loaders.states.model import Claim
from loaders.states.proofs import prove
from loaders.workspace import open_workspace

ROOT = Path(__file__).resolve().parent.parent
_AMOUNTS = ("number", "unit", "bound")


def _rows(document: str, claim: Claim) -> Iterator[str]:
    """Yield the rows of the table under which a field is counted."""
    yield "all fields"
    yield document
    if claim.name in _AMOUNTS and claim.kind in ("value", "target", "growth", "investment"):
        yield "numbers, units, bounds"
    fact = claim.source
    if claim.kind == "responsibility" and claim.name == "name" and fact is not None:
        bracket = bool(fact.quotes) and fact.quotes[0].role == "bracket"
        yield "names in brackets" if bracket else "names of responsibilities outside brackets"


def main() -> None:
    """Count and print a Markdown table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sources", nargs="+", required=True)
    options.add_argument("--workspace", default=str(ROOT))
    given = options.parse_args()
    workspace = open_workspace(Path(given.workspace), [Path(path) for path in given.sources])
    fields: Counter[str] = Counter()
    proved: Counter[str] = Counter()
    for case in open_cases(workspace):
        if case.evidence is None:
            continue
        if case.resolved is None:
            case.resolved = resolve_document(case.document, case.authority, workspace.base)
        claims = [one for one in fields_of(case) if one.name != "english"]
        proofs = prove(case, claims)
        for claim in claims:
            for row in _rows(case.document.header.id, claim):
                fields[row] += 1
                proved[row] += (claim.fact, claim.field) in proofs
    print("| which | fields | proved |\n|---|---:|---:|")
    for row, count in fields.items():
        print(f"| {row} | {count} | {proved[row]} ({100 * proved[row] / count:.1f} %) |")


if __name__ == "__main__":
    main()
