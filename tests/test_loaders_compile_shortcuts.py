"""Shortcuts say what the fact nodes say, no more and no less, for every declared one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from loaders.compile import compile_workspace
from loaders.facts.flatten import flatten
from loaders.facts.model import Fact
from loaders.identity.loading import load_authority
from loaders.workspace import open_workspace
from loaders.yaml.parse import parse_document
from loaders.yaml.records import Part
from ontology.declarations import Shortcut, shortcuts
from ontology.namespaces import PK_NS, prefixes_for
from ontology.rdf import QuerySolutions, RdfFormat, Store

ABOUT = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in prefixes_for("x:").items())
Pairs = set[tuple[str, str]]


@pytest.fixture(scope="module")
def store(root: Path) -> Store:
    graph = compile_workspace(open_workspace(root))
    store = Store()
    store.load(b"".join(graph.parts.values()), format=RdfFormat.N_QUADS)
    return store


def pairs(store: Store, pattern: str) -> Pairs:
    found = store.query(f"{ABOUT}SELECT ?s ?o {{ {pattern} }}", use_default_graph_as_union=True)
    assert isinstance(found, QuerySolutions)
    return {(str(row["s"]), str(row["o"])) for row in found}


def from_nodes(shortcut: Shortcut) -> str:
    """Write the query that a shortcut's declaration amounts to."""
    conditions = [
        f"?n a <{shortcut.node_class}> ; <{shortcut.source}> ?s ; <{shortcut.target}> ?o ;",
        "pk:basis ?basis . FILTER(?basis != code:inferred)",
    ]
    for variable, cls in (("?s", shortcut.source_class), ("?o", shortcut.target_class)):
        if cls:
            conditions.append(f"{variable} a <{cls}> .")
    if shortcut.role:
        conditions.append(f"?n pk:role <{shortcut.role}> .")
    for name, number in (("position", shortcut.position), ("outOf", shortcut.out_of)):
        if number is not None:
            conditions.append(f"?n pk:{name} {number} .")
    return " ".join(conditions)


@pytest.mark.parametrize("shortcut", shortcuts(), ids=lambda s: s.property.removeprefix(PK_NS))
def test_a_shortcut_equals_its_nodes(store: Store, shortcut: Shortcut) -> None:
    stored = pairs(store, f"?s <{shortcut.property}> ?o")
    relations = pairs(
        store,
        f"?n rdf:subject ?s ; rdf:predicate <{shortcut.property}> ; rdf:object ?o ; "
        "pk:basis ?basis . FILTER(?basis != code:inferred)",
    )

    assert stored == pairs(store, from_nodes(shortcut)) | relations


def test_relations_and_their_shortcuts_are_equal(store: Store) -> None:
    told = store.query(
        f"{ABOUT}SELECT DISTINCT ?p {{ ?n a pk:Relation ; rdf:predicate ?p }}",
        use_default_graph_as_union=True,
    )
    assert isinstance(told, QuerySolutions)
    predicates = sorted(str(row["p"]) for row in told)
    assert len(predicates) > 10
    planned = "?n pk:status ?status FILTER(?status != code:actual)"
    aims = {f"<{PK_NS}{name}>" for name in ("aimsAt", "positionedAs")}
    for predicate in predicates:
        node = f"?n rdf:subject ?s ; rdf:predicate {predicate} ; rdf:object ?o ."
        there = "" if predicate in aims else f"FILTER NOT EXISTS {{ {planned} }}"
        pattern = f"{node} ?n pk:basis ?basis . FILTER(?basis != code:inferred) {there}"
        stated = pairs(store, pattern)
        assert stated <= pairs(store, f"?s {predicate} ?o")


def test_no_group_is_an_organisation_and_none_stands_under_led_by(store: Store) -> None:
    assert pairs(store, "?s a pk:GroupReference, pk:Organization . BIND(?s AS ?o)") == set()
    assert pairs(store, "?s pk:ledBy ?o . ?o a pk:GroupReference") == set()
    assert len(pairs(store, "?s pk:ledByGroup ?o")) >= 5


def test_the_leads_of_shaoxing_are_counted_right(store: Store) -> None:
    document = f"<{prefixes_for('https://w3id.org/policykg/')['id']}shaoxing-plan>"
    tasks = f"?s a pk:Task ; pk:statedIn {document} ."
    assert len(pairs(store, f"{tasks} BIND(?s AS ?o)")) == 36
    leads = pairs(store, f"{tasks} ?s pk:ledBy|pk:ledByGroup ?o")
    assert len(leads) == 97
    assert len({o for _, o in leads}) == 38
    assert len(pairs(store, f"{tasks} ?s pk:ledBy ?o")) == 92
    named = pairs(store, f'{tasks} ?s pk:ledBy ?o . ?o pk:name "市发展改革委"')
    assert len(named) == 15


def facts_of(root: Path) -> Iterator[tuple[str, Fact]]:
    workspace = open_workspace(root)
    named = [(path, workspace.name_of(path)) for path in workspace.authority_files()]
    authority, _ = load_authority(named)
    for path in workspace.facts_files():
        document, _ = flatten(parse_document(path, workspace.name_of(path)), authority)
        assert document is not None
        for fact in document.facts:
            yield f"<https://w3id.org/policykg/id/{document.header.id}_{fact.key}>", fact


def test_the_status_of_every_fact_reaches_the_graph(store: Store, root: Path) -> None:
    told = pairs(store, "?s pk:status ?o")
    code = "<https://w3id.org/policykg/code/"
    silent = {"recognition", "event", "post"}  # a recognition has a status of its own list
    wanted = {
        (iri, f"{code}{fact.status}>")
        for iri, fact in facts_of(root)
        if fact.status and fact.kind not in silent
        and not (fact.kind == "responsibility" and isinstance(fact.record, Part))
    }  # fmt: skip
    assert len({iri for iri, _ in wanted}) > 50
    assert wanted - told == set()


def test_a_mention_says_in_which_part_it_stands(store: Store, root: Path) -> None:
    told = {iri for iri, _ in pairs(store, "?s a pk:Mention ; pk:mentionedIn ?o")}
    wanted = {iri for iri, fact in facts_of(root) if fact.kind == "mention" and fact.part}
    assert wanted and wanted <= told


def test_a_fact_with_an_inferred_field_is_not_plainly_stated(store: Store) -> None:
    assert pairs(store, "?s pk:basis code:stated ; pk:inferredField ?o") == set()
    assert len(pairs(store, "?s pk:basis code:partly-inferred ; pk:inferredField ?o")) > 50
