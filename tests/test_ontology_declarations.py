"""What the ontology declares is whole, consistent, and read as it stands."""

from __future__ import annotations

import subprocess
import sys

import pytest

from ontology import codes
from ontology.declarations import (
    Shortcut,
    classes,
    concepts,
    edges,
    networks,
    properties,
    shortcuts,
    superclasses,
    term,
    terms,
    turtle,
)
from ontology.namespaces import PK_NS
from ontology.rdf import Literal, RdfFormat, parse
from ontology.terms import (
    CODE,
    DCTERMS,
    NETWORK,
    OA,
    OWL,
    PK,
    RDF,
    SCHEME,
    UNIT,
    VANN,
    constants,
    relation_property,
)


def shortcut(
    name: str, role: str, target: str, position: int | None = None, out_of: int | None = None
) -> Shortcut:
    return Shortcut(
        PK_NS + name, PK.Responsibility, PK.task, PK.actor, role, None, target, position, out_of
    )


@pytest.mark.parametrize(
    "expected",
    [
        shortcut("ledBy", CODE.lead, PK.Organization),
        shortcut("ledByGroup", CODE.lead, PK.GroupReference),
        shortcut("firstLedBy", CODE.lead, PK.Organization, position=1),
        shortcut("solelyLedBy", CODE.lead, PK.Organization, position=1, out_of=1),
        shortcut("supportedBy", CODE.support, PK.Organization),
        shortcut("supportedByGroup", CODE.support, PK.GroupReference),
        shortcut("overseenBy", CODE.oversight, PK.Organization),
        shortcut("overseenByGroup", CODE.oversight, PK.GroupReference),
        shortcut("implementedBy", CODE.implement, PK.Organization),
        shortcut("implementedByGroup", CODE.implement, PK.GroupReference),
        shortcut("responsibleBody", CODE.responsible, PK.Organization),
        shortcut("responsibleGroup", CODE.responsible, PK.GroupReference),
        shortcut("hostedBy", CODE.host_office, PK.Organization),
        shortcut("hostedByGroup", CODE.host_office, PK.GroupReference),
    ],
    ids=lambda expected: expected.property.removeprefix(PK_NS),
)
def test_a_shortcut_is_read_as_declared(expected: Shortcut) -> None:
    assert {found.property: found for found in shortcuts()}[expected.property] == expected


def test_leads_is_the_inverse_of_led_by_and_leaves_groups_out() -> None:
    found = {one.property: one for one in shortcuts()}[PK.leads]
    assert (found.source, found.target) == (PK.actor, PK.task)
    assert (found.role, found.source_class) == (CODE.lead, PK.Organization)


def test_every_role_has_a_shortcut_to_bodies_and_one_to_groups() -> None:
    found = {(one.role, one.target_class) for one in shortcuts() if one.position is None}
    for concept in concepts(SCHEME.role):
        assert {(concept.iri, PK.Organization), (concept.iri, PK.GroupReference)} <= found


def test_shortcuts_name_only_properties_and_classes_that_exist() -> None:
    known = set(constants(PK)) | {None}
    for found in shortcuts():
        parts = {found.property, found.node_class, found.source, found.target}
        assert parts | {found.source_class, found.target_class} <= known


def test_every_relation_of_the_facts_format_is_an_edge_of_the_relations_network() -> None:
    drawn = {network.iri: set(network.edges) for network in networks()}[NETWORK.relations]
    assert {relation_property(kind) for kind in codes.RELATION_KINDS} == drawn


def test_networks_draw_only_declared_edges_between_declared_classes() -> None:
    properties_drawn = {edge.property for edge in edges()}
    all_classes = {found.iri for found in classes()}
    for network in networks():
        assert set(network.edges) - properties_drawn == set(), network.id
        assert set(network.nodes) - all_classes == set(), network.id


def test_networks_are_those_that_the_constants_name() -> None:
    assert {network.iri for network in networks()} == set(constants(NETWORK))


def test_bodies_that_lead_together_are_a_projection_counted_whole() -> None:
    found = {network.id: network for network in networks()}["co-leads"]
    assert found.edges == (PK.ledBy,)
    assert (found.projected_on, found.projected_via) == (PK.Organization, PK.Action)
    assert (found.projected_to, found.counting) == (None, CODE.whole)


def test_support_is_a_projection_directed_from_lead_to_supporter() -> None:
    found = {network.id: network for network in networks()}["lead-support"]
    assert (found.edges, found.projected_to) == ((PK.ledBy,), PK.supportedBy)


@pytest.mark.parametrize(
    "name",
    ["partOf", "locatedIn", "refersTo", "implements", "guidedBy", "partOfPlace", "issuedBy"],
)
def test_a_direct_property_between_things_is_an_edge(name: str) -> None:
    assert PK_NS + name in {edge.property for edge in edges()}


def test_every_edge_has_words_in_both_languages() -> None:
    assert [
        edge.property for edge in edges() if not (edge.term.label_en and edge.term.label_zh)
    ] == []


def test_domains_and_ranges_are_read_one_or_many() -> None:
    found = {edge.property: edge for edge in edges()}
    assert (found[PK.governs].domain, found[PK.governs].range) == ((PK.Organization,), (PK.Place,))
    assert found[PK.subject].domain == (PK.Observation, PK.Recognition)
    assert (found[PK.pairedWith].domain, found[PK.pairedWith].range) == ((), ())


def test_domains_and_ranges_are_classes_or_datatypes_that_exist() -> None:
    ours = {found.iri for found in classes()}
    for found in properties():
        for iri in (*found.domain, *found.range):
            assert not iri.startswith(PK_NS) or iri in ours, found.term.iri


@pytest.mark.parametrize(
    ("iri", "above"),
    [
        (PK.Target, (PK.Observation,)),
        (PK.Enterprise, (PK.Organization,)),
        (PK.Campaign, (PK.Action,)),
        (PK.NormativeDocument, (PK.Policy,)),
        (PK.GroupReference, ()),
    ],
)
def test_superclasses_are_ours_only(iri: str, above: tuple[str, ...]) -> None:
    assert superclasses(iri) == above


@pytest.mark.parametrize(
    ("iri", "english", "chinese"),
    [
        (PK.ledBy, "led by", "牵头单位"),
        (CODE.at_least, "at least", "不少于"),
        (CODE.mu, "mu", "亩"),
        (UNIT.HA, "hectare", "公顷"),
        (OA.exact, "quoted words", "引文原文"),
        (NETWORK.co_leads, "bodies that lead together", "联合牵头"),
    ],
)
def test_a_term_of_any_file_has_its_words(iri: str, english: str, chinese: str) -> None:
    found = term(iri)
    assert found is not None
    assert (found.label("en"), found.label("zh-hans")) == (english, chinese)


def test_an_unknown_term_has_no_words() -> None:
    assert term(PK_NS + "leadBy") is None


def test_no_two_classes_and_no_two_properties_share_a_word() -> None:
    for group in (list(classes()), [found.term for found in properties()]):
        for language in ("en", "zh"):
            labels = [found.label(language) for found in group]
            assert sorted(labels) == sorted(set(labels))


@pytest.mark.parametrize("scheme", sorted(constants(SCHEME)))
def test_no_two_codes_of_a_list_share_a_word(scheme: str) -> None:
    for language in ("en", "zh"):
        labels = [found.label(language) for found in concepts(scheme)]
        assert sorted(labels) == sorted(set(labels))


def test_the_header_says_what_a_reader_and_a_registry_need() -> None:
    ontology = PK_NS.removesuffix("#")
    said: dict[str, list[str]] = {}
    for quad in parse(turtle("policykg.ttl"), format=RdfFormat.TURTLE):
        if str(quad.subject) == f"<{ontology}>":
            value = quad.object.value if isinstance(quad.object, Literal) else str(quad.object)
            said.setdefault(quad.predicate.value, []).append(value)
    needed = {
        RDF.type, DCTERMS.title, DCTERMS.description, DCTERMS.license, DCTERMS.creator,
        DCTERMS.contributor, DCTERMS.created, DCTERMS.issued, DCTERMS.modified, DCTERMS.publisher,
        DCTERMS.source, DCTERMS.bibliographicCitation, OWL.versionIRI, OWL.versionInfo,
        VANN.preferredNamespacePrefix, VANN.preferredNamespaceUri,
    }  # fmt: skip
    assert needed - set(said) == set()
    assert said[OWL.versionIRI] == [f"<{ontology}/{said[OWL.versionInfo][0]}>"]
    assert said[VANN.preferredNamespaceUri] == [PK_NS]


def test_constants_import_without_a_parser_or_rdflib() -> None:
    code = "import sys, ontology.terms, ontology.codes; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert {"rdflib", "pyoxigraph"} & set(done.stdout.split()) == set()


def test_every_described_term_has_a_definition_in_both_languages() -> None:
    silent = [
        iri for iri, found in terms().items() if not (found.definition_en and found.definition_zh)
    ]
    assert silent == []
