"""The graph put into Virtuoso: how long it takes, and whether it answers the same.

    python -m benchmarks.push_speed --documents 300 --workers 1 2 4

Each number of workers puts the whole graph into a Virtuoso that was just started; then nothing
has changed, then one document is sent again.  Every saved question is asked here and there, as
a command would ask it.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

from benchmarks.synthetic import write_workspace
from graph.errors import GraphError
from loaders.workspace import open_workspace
from policykg.building import build_workspace
from policykg.kg import KG
from policykg.opening import open_graph
from policykg.remote import RemoteKG, open_remote
from policykg.upload import Record, push
from policykg.web import Web
from tests.support.servers import virtuoso


def plain(term: Any) -> object:
    """Return what a cell says: a number as such, be it ``1.0``, ``1`` or ``true``."""
    value = getattr(term, "value", None)
    if value is None:
        return None if term is None else str(term)
    with suppress(ValueError):
        return round(float({"true": "1", "false": "0"}.get(value, value)), 9)
    language = getattr(term, "language", None)
    return value, language and language.lower()


def rows_of(answer: Any) -> Counter[tuple[object, ...]]:
    """Return the rows of an answer and how often each is there, for their order is free."""
    return Counter(tuple(map(plain, row)) for row in answer.terms)


def compared(kg: KG, there: RemoteKG) -> tuple[int, list[str], float, float]:
    """Ask every question both; return how many, which differ in rows, and the seconds."""
    asked, other, here_took, there_took = 0, [], 0.0, 0.0
    for name in kg.questions:
        began = time.perf_counter()
        here: Any = None
        with suppress(GraphError):  # one that needs a parameter
            here = kg.ask(name)
        if here is None:
            continue
        between = time.perf_counter()
        rows: Counter[tuple[object, ...]] | None = None
        try:
            rows = rows_of(there.ask(name))
        except GraphError as error:
            print(f"- {name}: {error.en[:200]}")
        here_took, there_took = (
            here_took + between - began,
            there_took + time.perf_counter() - between,
        )
        asked += 1
        expected = rows_of(here)
        if rows is None:
            other.append(f"{name}: {expected.total()} rows here, an error there")
        elif "LIMIT" in kg.questions[name].sparql and rows.total() == expected.total():
            continue  # which of equal rows come first is free
        elif rows != expected:
            only = [next(iter(a - b), None) for a, b in ((expected, rows), (rows, expected))]
            other.append(f"{name}: {expected.total()} rows here, {rows.total()} there; {only}")
    return asked, other, here_took, there_took


def main() -> None:
    """Measure, and print a line for each number of workers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=300)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        write_workspace(folder, options.documents)
        shutil.copytree(
            Path(__file__).parents[1] / "queries", folder / "queries", dirs_exist_ok=True
        )
        build_workspace(open_workspace(folder, ()))
        kg = open_graph(folder)
        parts = kg.generation.manifest.parts
        print(f"{options.documents:,} documents, {kg.generation.manifest.quads:,} quads\n")
        print("| workers | all | nothing changed | one document |\n|---:|---:|---:|---:|")
        for workers in options.workers:
            home = folder / f"virtuoso-{workers}"
            home.mkdir()
            with virtuoso(home) as peer:
                record = Record(home, peer.store)
                took = []
                for step in range(3):
                    if step == 2:
                        record.keep(next(part.iri for part in parts.values()), "another")
                    began = time.perf_counter()
                    web = Web(peer.user, peer.password)
                    push(kg.generation, peer.store, record, web, workers=workers)
                    took.append(f"{time.perf_counter() - began:.2f} s")
                print(f"| {workers} | {' | '.join(took)} |", flush=True)
                if workers == options.workers[-1]:
                    there = open_remote(peer.sparql)
                    there.workspace = kg.workspace
                    print(f"\n{len(there.store):,} triples there, {len(kg.store):,} here")
                    asked, other, here, far = compared(kg, there)
                    print(f"{asked} questions: {here:.1f} s here, {far:.1f} s there")
                    print(f"the same rows in {asked - len(other)}", *other, sep="\n")


if __name__ == "__main__":
    main()
