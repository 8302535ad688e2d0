"""One number, one definition: every place that counts leads says the same, narrowed or not."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

from graph.measures.measure import leadership
from graph.networks.build import build_network
from graph.networks.specs import ONE_OVER_N
from graph.questions.saved import Questions
from graph.rdf.store import GraphStore
from ontology.namespaces import CODE_NS, PK_NS
from ontology.terms import PK, RDF
from policykg.kg import KG
from tests.support.command import run_cli
from tests.support.explorer_app import explorer

DOCUMENT = "shaoxing-plan"
TASKS = {"document": DOCUMENT, "kind": ["Task", "Organization", "GroupReference"]}

COUNTS = ("whole", "fractional", "first", "sole", "joint")
Numbers = dict[str, tuple[float, ...]]


def _of_question(kg: KG) -> Numbers:
    rows = kg.ask("bodies-by-tasks-led", document=DOCUMENT)
    return {str(r.body): tuple(float(r[name]) for name in COUNTS) for r in rows}


def _of_measure(kg: KG, **options: Any) -> Numbers:
    table = kg.measure("leadership", **{**TASKS, **options})
    return {
        row["iri"]: tuple(float(row[name]) for name in COUNTS)
        for row in table.records()
        if not row["group"]
    }


def test_the_measure_and_the_saved_question_agree(kg: KG) -> None:
    measured, asked = _of_measure(kg), _of_question(kg)
    assert measured.keys() == asked.keys()
    for body, numbers in measured.items():
        assert numbers == pytest.approx(asked[body], abs=1e-9)
    assert math.fsum(n[1] for n in measured.values()) == pytest.approx(36)


def test_q01_agrees_for_every_body(kg: KG) -> None:
    for body, (whole, _, first, sole, joint) in _of_measure(kg).items():
        names = kg.query("SELECT ?n { ?b pk:name ?n } ORDER BY ?n LIMIT 1", b=kg.iri(body))
        rows = kg.ask("q01", body=str(names.rows[0].n), document=DOCUMENT)
        (row,) = [row for row in rows if row.unit == body]
        assert (row.tasks, row.first, row.sole, row.joint) == (whole, first, sole, joint)


FILTERS: list[dict[str, Any]] = [
    {"groups": False},
    {"groups": True},
    {"inferred": False},
    {"kind": ["Task", "Organization"]},
    {"kind": ["Task", "Organization", "department"]},
    {"since": 1990},
    {"until": 2030},
    {"place": "shaoxing"},
    {"role": ["lead"]},
    {"groups": False, "inferred": False, "until": 2030},
    {"counting": "fractional"},
    {"evidence": False},
]


@pytest.mark.parametrize("options", FILTERS, ids=str)
def test_a_filter_changes_who_is_shown_and_not_what_counts(kg: KG, options: dict[str, Any]) -> None:
    whole = _of_measure(kg)
    narrowed = _of_measure(kg, **options)
    assert narrowed
    assert narrowed == {body: whole[body] for body in narrowed}


def test_campaigns_divide_the_tasks_and_nothing_is_lost(kg: KG) -> None:
    campaigns = kg.query("SELECT DISTINCT ?c { ?t a pk:Task ; pk:partOf ?c }").column("c")
    total: dict[str, list[float]] = {}
    for campaign in campaigns:
        for body, numbers in _of_measure(kg, campaign=str(campaign)).items():
            sums = total.setdefault(body, [0.0] * len(COUNTS))
            total[body] = [a + b for a, b in zip(sums, numbers, strict=True)]
    for body, numbers in _of_measure(kg).items():
        assert total[body] == pytest.approx(numbers, abs=1e-9)


@pytest.mark.parametrize("flags", [(), ("--no-groups",), ("--no-inferred",), ("--until", "2030")])
def test_the_command_line_agrees(workspace: Path, kg: KG, flags: tuple[str, ...]) -> None:
    kinds = [word for kind in TASKS["kind"] for word in ("--kind", kind)]
    words = ("measure", "leadership", "--document", DOCUMENT, *kinds, *flags, "-f", "csv")
    outcome = run_cli("-w", str(workspace), *words)
    assert outcome.exit_code == 0, outcome.output
    rows = [r for r in csv.DictReader(io.StringIO(outcome.stdout)) if r["group"] == "false"]
    asked = _of_question(kg)
    for row in rows:
        assert [float(row[n]) for n in COUNTS] == pytest.approx(asked[row["iri"]], abs=1e-9)


def test_the_commission_leads_one_task_alone_under_every_filter(workspace: Path) -> None:
    for flags in ((), ("--no-groups",)):
        words = ("measure", "leadership", "--document", DOCUMENT, *flags, "-f", "csv")
        rows = csv.DictReader(io.StringIO(run_cli("-w", str(workspace), *words).stdout))
        (row,) = [row for row in rows if row["iri"].endswith("/shaoxing-drc")]
        assert (row["sole"], row["fractional"][:6]) == ("1", "6.5333")


# ---- the explorer ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def client(workspace: Path) -> Iterator[httpx.Client]:
    with explorer(workspace) as found:
        yield found


@pytest.mark.parametrize(("counting", "at"), [("whole", 0), ("fractional", 1), ("first", 2)])
@pytest.mark.parametrize("narrowed", ["", "&inferred=0"])
def test_the_page_and_its_csv_agree(
    client: httpx.Client, kg: KG, counting: str, at: int, narrowed: str
) -> None:
    url = f"/en/leads.csv?document={DOCUMENT}&counting={counting}&work=task{narrowed}"
    reply = client.get(url)
    assert reply.status_code == 200
    rows = list(csv.DictReader(io.StringIO(reply.text.lstrip("\ufeff"))))
    asked = {body: n[at] for body, n in _of_question(kg).items() if n[at]}
    found = {row["iri"]: float(row["total"]) for row in rows if row["iri"] in asked}
    assert found == pytest.approx(asked, abs=1e-9)


# ---- other networks --------------------------------------------------------------------------


@pytest.mark.parametrize("options", [{}, {"inferred": False}, {"kind": ["department"]}])
def test_newmans_strength_is_the_number_of_joint_tasks(kg: KG, options: dict[str, Any]) -> None:
    net = kg.network("co-leads", document=DOCUMENT, **options)
    whole = kg.network("co-leads", document=DOCUMENT)
    for a, b, data in net.edges(data=True):
        assert data["weight_fractional"] == whole.edges[a, b]["weight_fractional"]


@pytest.mark.parametrize("options", [{"inferred": False}, {"groups": False}, {"until": 2030}])
@pytest.mark.parametrize("name", ["leads", "campaign-department", "lead-support"])
def test_weights_do_not_depend_on_what_is_left_out(
    kg: KG, name: str, options: dict[str, Any]
) -> None:
    whole, net = kg.network(name), kg.network(name, **options)
    for a, b, data in net.edges(data=True):
        if data["weight_whole"] == whole.edges[a, b]["weight_whole"]:
            assert data["weight_fractional"] == whole.edges[a, b]["weight_fractional"]


def _store(*leads: tuple[str, str, int, int]) -> GraphStore:
    """A task whose bracket names bodies (``b…``) and groups (``g…``), by place and number."""
    base = "https://w3id.org/policykg/"
    lines = [(f"{base}id/plan", RDF.type, PK.Document)]
    quads = ""
    for task in sorted({lead[0] for lead in leads}):
        lines += [
            (f"{base}id/{task}", RDF.type, PK.Task),
            (f"{base}id/{task}", PK.statedIn, f"{base}id/plan"),
        ]
    for at, (task, actor, position, out_of) in enumerate(leads):
        fact, body = f"{base}id/r{at}", f"{base}id/{actor}"
        kind = PK.GroupReference if actor.startswith("g") else PK.Organization
        lines += [
            (body, RDF.type, kind),
            (fact, RDF.type, PK.Responsibility),
            (fact, PK.task, f"{base}id/{task}"),
            (fact, PK.actor, body),
            (fact, PK.role, f"{CODE_NS}lead"),
            (fact, PK.statedIn, f"{base}id/plan"),
            (fact, PK.basis, f"{CODE_NS}stated"),
        ]
        for name, number in (("position", position), ("outOf", out_of)):
            integer = "http://www.w3.org/2001/XMLSchema#integer"
            quads += f'<{fact}> <{PK_NS}{name}> "{number}"^^<{integer}> <{base}graph/plan> .\n'
        quads += f'<{body}> <{PK_NS}name> "{actor}" <{base}graph/plan> .\n'
    quads += "".join(f"<{s}> <{p}> <{o}> <{base}graph/plan> .\n" for s, p, o in set(lines))
    return GraphStore.in_memory("".join(sorted(set(quads.splitlines(True)))).encode(), base)


BRACKETS: list[tuple[str, tuple[tuple[str, str, int, int], ...], dict[str, tuple[float, ...]]]] = [
    ("one body", (("t1", "b1", 1, 1),), {"b1": (1, 1, 1, 1, 0)}),
    ("two", (("t1", "b1", 1, 2), ("t1", "b2", 2, 2)),
     {"b1": (1, 0.5, 1, 0, 1), "b2": (1, 0.5, 0, 0, 1)}),
    ("a body and a group", (("t1", "b1", 1, 2), ("t1", "g1", 2, 2)), {"b1": (1, 1, 1, 0, 1)}),
    ("a group first", (("t1", "g1", 1, 2), ("t1", "b1", 2, 2)), {"b1": (1, 1, 0, 0, 1)}),
    ("two groups", (("t1", "b1", 1, 3), ("t1", "g1", 2, 3), ("t1", "g2", 3, 3)),
     {"b1": (1, 1, 1, 0, 1)}),
    ("three and a group",
     (("t1", "b1", 1, 4), ("t1", "b2", 2, 4), ("t1", "b3", 3, 4), ("t1", "g1", 4, 4)),
     {f"b{n}": (1, 1 / 3, int(n == 1), 0, 1) for n in (1, 2, 3)}),
    ("named twice", (("t1", "b1", 1, 2), ("t1", "b1", 2, 2)), {"b1": (1, 1, 1, 1, 0)}),
    ("two tasks", (("t1", "b1", 1, 1), ("t2", "b1", 1, 2), ("t2", "b2", 2, 2)),
     {"b1": (2, 1.5, 2, 1, 1), "b2": (1, 0.5, 0, 0, 1)}),
    ("seven", tuple(("t1", f"b{n}", n, 7) for n in range(1, 8)),
     {f"b{n}": (1, 1 / 7, int(n == 1), 0, 1) for n in range(1, 8)}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("leads", "expected"), [b[1:] for b in BRACKETS], ids=[b[0] for b in BRACKETS]
)
def test_every_kind_of_bracket_is_counted_alike(
    root: Path, leads: tuple[tuple[str, str, int, int], ...], expected: dict[str, tuple[float, ...]]
) -> None:
    store = _store(*leads)
    questions = Questions(root / "queries")
    rows = questions["bodies-by-tasks-led"].ask(store, {"document": "plan"})
    asked = {r.body.rpartition("/")[2]: tuple(float(r[name]) for name in COUNTS) for r in rows}
    assert asked == {body: pytest.approx(numbers, abs=1e-9) for body, numbers in expected.items()}
    for groups in (None, False, True):
        table = leadership(build_network(store, "leads", groups=groups))
        measured = {
            row["iri"].rpartition("/")[2]: tuple(float(row[name]) for name in COUNTS)
            for row in table.records()
            if not row["group"]
        }
        assert measured == {b: pytest.approx(n, abs=1e-9) for b, n in expected.items()}
    for body, (whole, _, first, sole, joint) in expected.items():
        (row,) = questions["q01-lead-profile"].ask(store, {"document": "plan", "body": body})
        assert (row.tasks, row.first, row.sole, row.joint) == (whole, first, sole, joint)


# ---- words -----------------------------------------------------------------------------------


def test_the_rule_of_one_over_n_is_said_once_and_everywhere(kg: KG, root: Path) -> None:
    rule = kg.measure("leadership", document=DOCUMENT).rule
    assert ONE_OVER_N.en in rule.en and ONE_OVER_N.zh in rule.zh
    question = kg.questions.find("bodies-by-tasks-led")
    for language, words in (("en", ONE_OVER_N.en), ("zh", ONE_OVER_N.zh)):
        described = question.description[language].replace(",", "，")
        for part in words.replace(",", "，").replace("fractional: ", "").split("，"):
            assert part.removeprefix("分数计数：") in described
    assert "1/n" in " ".join((root / "docs" / "analyses.md").read_text("utf-8").split())


# ---- what is cited ---------------------------------------------------------------------------


def test_the_hash_of_the_data_is_cited_beside_the_release(kg: KG, tmp_path: Path) -> None:
    version, release = kg.data_version, kg.generation.manifest.version
    table = kg.measure("leadership", document=DOCUMENT)
    assert f"{version} (release {release})" in table.method("en")
    assert f"{version}（发布版 {release}）" in table.method("zh")
    assert table.as_dict()["data-version"] == table.to_dataframe().attrs["version"] == version
    for ending in ("svg", "html", "graphml", "gexf"):
        path = kg.draw("co-leads", tmp_path / f"net.{ending}", document=DOCUMENT)
        text = path.read_text("utf-8")
        assert version in text or ending == "gexf", ending
        assert release in text or ending == "gexf", ending


@pytest.mark.parametrize(
    "page", ["/en/", "/en/leads", "/en/network", "/en/page/shaoxing-drc", "/en/about/cite"]
)
def test_pages_cite_the_hash_beside_the_release(client: httpx.Client, kg: KG, page: str) -> None:
    reply = client.get(page)
    assert reply.status_code == 200
    cited = f"{kg.data_version}</code> (release {kg.generation.manifest.version})"
    assert cited in reply.text


def test_no_answer_holds_the_year_9999(kg: KG) -> None:
    for name in kg.questions:
        assert "9999" not in kg.ask(name).to_csv(), name
    assert kg.ask("targets-by-year").rows[-1].year is None


# ---- due by ----------------------------------------------------------------------------------


def test_due_by_a_year_includes_earlier_years_and_targets_without_a_bound(kg: KG) -> None:
    by = {year: kg.ask("q07", year=year) for year in (2008, 2009, 2010, 2015)}
    assert [len(rows) > 0 for rows in by.values()] == [False, True, True, True]
    assert set(by[2009]) < set(by[2010]) == set(by[2015])
    assert {row.due for row in by[2010]} == {2009, 2010}
    assert None in by[2010].column("bound")


def test_a_task_has_a_deadline_or_is_among_those_without(kg: KG) -> None:
    without = set(kg.ask("tasks-without-deadline").column("task"))
    due = set(kg.ask("q07", year=3000).column("task"))
    every = set(kg.query("SELECT ?t { ?t a pk:Task }").column("t"))
    assert without.isdisjoint(due)
    assert without and due and without < every


def test_sums_of_decimals_are_exact_to_ten_digits(kg: KG) -> None:
    shares = kg.ask("bodies-by-tasks-led").column("fractional")
    assert all(isinstance(share, Decimal) for share in shares)
    assert abs(sum(shares) - 36) < Decimal("1e-8")
