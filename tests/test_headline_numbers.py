"""What the issue says of the five documents, asked of the graph."""

from __future__ import annotations

import pytest

from policykg.kg import KG

PLAN = "?task a pk:Task ; pk:statedIn id:shaoxing-plan ."


def one(kg: KG, query: str) -> int:
    return int(next(iter(kg.query(query)))[0])


def test_there_are_36_tasks_with_97_lead_assignments(kg: KG) -> None:
    assert one(kg, f"SELECT (COUNT(*) AS ?n) {{ {PLAN} }}") == 36
    leads = f"SELECT (COUNT(*) AS ?n) {{ {PLAN} ?r pk:task ?task ; pk:role code:lead }}"
    assert one(kg, leads) == 97


@pytest.mark.parametrize(
    ("kind", "assignments", "actors"),
    [("pk:Organization", 92, 36), ("pk:GroupReference", 5, 2)],
)
def test_groups_are_counted_apart_from_bodies(
    kg: KG, kind: str, assignments: int, actors: int
) -> None:
    row = next(
        iter(
            kg.query(
                "SELECT (COUNT(*) AS ?n) (COUNT(DISTINCT ?body) AS ?m) "
                f"{{ {PLAN} ?r pk:task ?task ; pk:role code:lead ; pk:actor ?body . "
                f"?body a {kind} }}"
            )
        )
    )
    assert (int(row[0]), int(row[1])) == (assignments, actors)


@pytest.mark.parametrize(
    ("name", "tasks"),
    [
        ("市发展改革委", 15),
        ("市经贸委", 9),
        ("市建设局", 7),
        ("越城区政府", 5),
        ("市交通局", 5),
        ("人行*市中心支行", 3),
    ],
)
def test_a_department_leads_so_many_tasks(kg: KG, name: str, tasks: int) -> None:
    query = f'SELECT (COUNT(DISTINCT ?task) AS ?n) {{ {PLAN} ?task pk:ledBy/pk:name "{name}" }}'
    assert one(kg, query) == tasks


def test_two_commissions_lead_six_tasks_together(kg: KG) -> None:
    query = (
        f"SELECT (COUNT(DISTINCT ?task) AS ?n) {{ {PLAN} "
        '?task pk:ledBy/pk:name "市发展改革委" . ?task pk:ledBy/pk:name "市经贸委" }'
    )
    assert one(kg, query) == 6


def test_every_thing_has_one_label_a_language_a_type_and_evidence(kg: KG) -> None:
    missing = kg.query(
        """SELECT DISTINCT ?thing {
          GRAPH ?g { ?thing a ?class } FILTER STRSTARTS(STR(?thing), STR(id:))
          FILTER(?g NOT IN (graph:dataset, graph:ontology))
          OPTIONAL { ?thing rdfs:label ?zh FILTER langMatches(lang(?zh), "zh") }
          OPTIONAL { ?thing rdfs:label ?en FILTER langMatches(lang(?en), "en") }
          FILTER(!BOUND(?zh) || !BOUND(?en)) }"""
    )
    assert [str(row[0]) for row in missing] == []
    bare = kg.query(
        """SELECT DISTINCT ?fact { ?fact pk:statedIn ?d ; a ?class
          FILTER NOT EXISTS { ?fact a pk:Reading }
          FILTER NOT EXISTS { ?fact pk:evidence ?q . ?q a pk:Quotation } }"""
    )
    assert [str(row[0]) for row in bare] == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_two_things_bear_the_same_label(kg: KG, lang: str) -> None:
    shared = kg.query(
        f"""SELECT ?label (COUNT(DISTINCT ?thing) AS ?things) {{
          ?thing a ?class ; rdfs:label ?label FILTER langMatches(lang(?label), "{lang}")
          VALUES ?class {{ pk:Place pk:Organization pk:GroupReference pk:Policy pk:Project
            pk:Indicator pk:Event pk:Recognition pk:Person pk:Thing pk:Document }} }}
          GROUP BY ?label HAVING (COUNT(DISTINCT ?thing) > 1)"""
    )
    assert [str(row[0]) for row in shared] == []


@pytest.mark.parametrize("words", ["pk:reason", "skos:note"])
def test_every_word_of_an_editor_stands_in_both_languages(kg: KG, words: str) -> None:
    one_sided = kg.query(
        f"""SELECT ?thing (SUM(IF(langMatches(lang(?w), "zh"), 1, 0)) AS ?zh)
            (SUM(IF(langMatches(lang(?w), "en"), 1, 0)) AS ?en) (COUNT(*) AS ?all) {{
          ?thing {words} ?w FILTER STRSTARTS(STR(?thing), STR(id:)) }}
          GROUP BY ?thing"""
    )
    uneven = [str(row[0]) for row in one_sided if not int(row[1]) == int(row[2]) == int(row[3]) / 2]
    assert (len(one_sided) > 100, uneven) == (True, [])
