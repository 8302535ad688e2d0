"""Speed of the graph beside rdflib, as ratios in one run on the same invented documents.

    python -m benchmarks.graph_speed --documents 100
    python -m benchmarks.graph_speed --documents 1000 --seconds 60

Measured: from compiled N-Quads to a store that can be asked (against rdflib's ``Graph.add``
of the same parsed triples, and against its parser), publishing a build with its proof, Turtle
(against rdflib's writer), every saved question (against rdflib on the same triples; one that
takes rdflib longer than ``--seconds`` is broken off and counts with that time).
"""

from __future__ import annotations

import argparse
import json
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn, TypeVar

import rdflib

from benchmarks.synthetic import write_workspace
from graph.builds.build import Generation, publish
from graph.builds.description import DatasetInfo
from graph.exports.export import render
from graph.exports.parts import triples_of
from graph.queries.query import run
from graph.questions.saved import Question, Questions
from graph.rdf.store import GraphStore
from loaders.compile import compile_workspace
from loaders.workspace import open_workspace
from ontology.namespaces import prefixes_for
from ontology.rdf import RdfFormat, parse

QUERIES = Path(__file__).resolve().parent.parent / "queries"


@dataclass
class Line:
    """A measure: ours, the other's, and how many times as fast."""

    what: str
    ours: float
    other: float
    note: str = ""

    @property
    def ratio(self) -> float:
        return self.other / self.ours if self.ours else float("inf")


@dataclass
class Report:
    documents: int
    triples: int = 0
    lines: list[Line] = field(default_factory=list)

    def add(self, what: str, ours: float, other: float, note: str = "") -> None:
        line = Line(what, ours, other, note)
        self.lines.append(line)
        print(f"{what:44} {ours:10.4f} s {other:10.4f} s {line.ratio:8.1f}× {note}", flush=True)


T = TypeVar("T")


def timed(work: Callable[[], T]) -> tuple[T, float]:
    began = time.perf_counter()
    result = work()
    return result, time.perf_counter() - began


def best(work: Callable[[], object], times: int = 3) -> float:
    return min(timed(work)[1] for _ in range(times))


class _TooLong(Exception):
    pass


def _raise(_: int, __: FrameType | None) -> NoReturn:
    raise _TooLong


def at_most(seconds: int, work: Callable[[], object]) -> tuple[float, bool]:
    """Time a piece of work, broken off after some seconds; say whether it was."""
    signal.signal(signal.SIGALRM, _raise)
    signal.alarm(seconds)
    try:
        return timed(work)[1], False
    except _TooLong:
        return float(seconds), True
    finally:
        signal.alarm(0)


def built(documents: int, folder: Path) -> tuple[Generation, float]:
    """Make, compile and publish a workspace."""
    write_workspace(folder, documents)
    workspace = open_workspace(folder)
    compiled, seconds = timed(lambda: compile_workspace(workspace, trace=False))
    print(f"compiled {documents} documents in {seconds:.2f} s", flush=True)
    info = DatasetInfo(base=workspace.base, title={"zh": "合成数据", "en": "Synthetic data"})
    return timed(lambda: publish(folder / "build", compiled.parts, compiled.inputs, info=info))


def to_rdflib(triples: bytes, base: str) -> tuple[rdflib.Graph, float, float]:
    """Load triples into rdflib: by its parser, and by ``add`` of terms parsed before."""
    graph = rdflib.Graph()
    parsing = timed(lambda: graph.parse(data=triples, format="nt"))[1]
    for prefix, namespace in prefixes_for(base).items():
        graph.bind(prefix, namespace, override=True)
    terms = list(graph)
    other = rdflib.Graph()

    def add() -> None:
        for triple in terms:
            other.add(triple)

    return graph, parsing, timed(add)[1]


def fitting(generation: Generation) -> dict[str, str]:
    """Return values for the parameters of questions that this graph has answers for."""
    store, document = generation.store, generation.documents[0]
    bodies = run(
        store, "SELECT ?n { ?t a pk:Task ; pk:number 2 ; pk:ledBy/pk:name ?n } ORDER BY ?n"
    )
    place = run(
        store, "SELECT ?n { ?o pk:subject ?p . ?p a pk:Place ; pk:name ?n } ORDER BY ?n LIMIT 1"
    )
    year = run(store, "SELECT ?y { ?o a pk:Target ; pk:year ?y } ORDER BY ?y LIMIT 1")
    return {
        "document": document,
        "body": bodies[0].n,
        "one": bodies[0].n,
        "other": bodies[len(bodies) - 1].n,
        "place": place[0].n,
        "year": str(year[0].y),
        "thing": f"{document}_task_1",
    }


def ask_both(
    report: Report,
    question: Question,
    generation: Generation,
    values: dict[str, str],
    graph: rdflib.Graph,
    seconds: int,
) -> None:
    store = generation.store
    given = {name: values[name] for name in question.parameters if name in values}
    text = question.bound(given, store.prefixes)
    rows = len(question.ask(store, given))
    ours = best(lambda: question.ask(store, given).serialize("json"))
    other, broken = at_most(seconds, lambda: list(graph.query(text)))
    note = f"{rows} rows{', broken off' if broken else ''}"
    report.add(f"question {question.name}", ours, other, note)


def measure(documents: int, seconds: int, only: tuple[str, ...]) -> Report:
    report = Report(documents)
    with tempfile.TemporaryDirectory() as folder:
        generation, publishing = built(documents, Path(folder))
        report.triples = generation.manifest.quads
        nquads, base = generation.nquads(), generation.manifest.base
        print(f"{report.triples:,} triples; publishing with its proof {publishing:.2f} s")
        print(f"{'':44} {'ours':>12} {'rdflib':>12} {'ratio':>9}")
        parts = {name: generation.part(name) for name in generation.manifest.parts}
        graph, parsing, adding = to_rdflib(triples_of(parts, f"{base}graph/"), base)
        loading = best(lambda: GraphStore.in_memory(nquads, base))
        report.add("N-Quads to a store, against Graph.add", loading, adding)
        report.add("N-Quads to a store, against its parser", loading, parsing)
        writing = best(lambda: render(generation, "turtle"))
        report.add("Turtle", writing, timed(lambda: graph.serialize(format="turtle"))[1])
        parsed = best(lambda: list(parse(nquads, RdfFormat.N_QUADS, lenient=True)))
        report.add("parse only, for scale", parsed, parsing)
        values = fitting(generation)
        for question in Questions(QUERIES).values():
            if question.name.startswith(only):
                ask_both(report, question, generation, values, graph, seconds)
    return report


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--documents", type=int, default=100)
    parser.add_argument("--seconds", type=int, default=20, help="at most, for a question on rdflib")
    parser.add_argument("--only", default="", help="only questions whose names begin so (a,b,c)")
    parser.add_argument("--json", type=Path, help="write the measures to a file too")
    options = parser.parse_args()
    report = measure(options.documents, options.seconds, tuple(options.only.split(",")))
    asked = [line for line in report.lines if line.what.startswith("question")]
    ratios = [line.ratio for line in asked]
    ours, other = sum(line.ours for line in asked), sum(line.other for line in asked)
    print(f"saved questions: median {statistics.median(ratios):.0f}×, least {min(ratios):.1f}×")
    print(f"all of them: {ours:.2f} s against {other:.1f} s, {other / ours:.0f}×")
    if options.json:
        data: dict[str, Any] = {
            "documents": report.documents,
            "triples": report.triples,
            "python": sys.version.split()[0],
            "measures": [vars(line) | {"ratio": line.ratio} for line in report.lines],
        }
        options.json.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
