"""Constants, code lists, prefixes and Turtle say the same, in both directions."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from ontology import codes, terms
from ontology.declarations import VOCABULARY_FILES, concepts, turtle
from ontology.namespaces import CODE_NS, PK_NS, PREFIXES
from ontology.rdf import Literal, NamedNode, Quad, RdfFormat, parse
from ontology.terms import CODE, NETWORK, OWL, PK, RDF, RDFS, SCHEME, SKOS, constants

TURTLE_FILES = (*VOCABULARY_FILES, "alignment.ttl", "shapes.ttl")
EXTERNAL = (
    "DCAT", "DCTERMS", "EDTF", "FOAF", "OA", "ORG", "OWL", "PROV", "QUDT", "RDF", "RDFS", "SCHEMA",
    "SH", "SKOS", "SPDX", "UNIT", "VANN", "VOID", "XSD",
)  # fmt: skip


def triples(name: str) -> list[Quad]:
    return list(parse(turtle(name), format=RdfFormat.TURTLE))


def subjects(name: str, namespace: str, kind: str | None = None) -> set[str]:
    return {
        quad.subject.value
        for quad in triples(name)
        if isinstance(quad.subject, NamedNode)
        and quad.subject.value.startswith(namespace)
        and (kind is None or (quad.predicate.value, quad.object) == (RDF.type, NamedNode(kind)))
    }


def test_every_term_of_the_ontology_is_a_constant_and_the_other_way_round() -> None:
    assert subjects("policykg.ttl", PK_NS) == set(constants(PK))


def test_every_code_and_unit_of_ours_is_a_constant_and_the_other_way_round() -> None:
    schemes = subjects("codes.ttl", CODE_NS, SKOS.ConceptScheme)
    assert subjects("codes.ttl", CODE_NS) - schemes == set(constants(CODE))
    assert schemes == set(constants(SCHEME))


def test_every_network_is_a_constant_and_the_other_way_round() -> None:
    assert subjects("policykg.ttl", CODE_NS) == set(constants(NETWORK))


@pytest.mark.parametrize("scheme", sorted(codes.SCHEMES))
def test_a_code_list_holds_the_codes_of_its_python_type(scheme: str) -> None:
    in_turtle = {concept.iri.removeprefix(CODE_NS) for concept in concepts(CODE_NS + scheme)}
    assert in_turtle == set(codes.SCHEMES[scheme])


def test_no_code_list_is_left_out_of_either_side() -> None:
    assert set(constants(SCHEME).values()) == {
        name.replace("-", "_") for name in (*codes.SCHEMES, "unit")
    }


def test_units_are_the_same_in_python_and_turtle() -> None:
    unit = NamedNode(terms.QUDT.Unit)
    in_turtle = {
        quad.subject.value
        for quad in triples("codes.ttl")
        if quad.predicate.value == RDF.type
        and quad.object == unit
        and isinstance(quad.subject, NamedNode)
    }
    assert in_turtle == set(codes.UNITS.values())


def test_ids_are_unique_across_lists_units_networks_and_the_lists_themselves() -> None:
    ids = Counter(
        [
            *(code for members in codes.SCHEMES.values() for code in members),
            *codes.SCHEMES,
            *codes.OWN_UNITS,
            "unit",
            *(iri.removeprefix(CODE_NS) for iri in constants(NETWORK)),
        ]
    )
    assert {code for code, times in ids.items() if times > 1} == set(codes.SHARED_TIERS)


def test_every_kind_of_relation_has_its_property() -> None:
    properties = {terms.relation_property(kind) for kind in codes.RELATION_KINDS}
    assert properties - set(constants(PK)) == set()


@pytest.mark.parametrize("vocabulary", [PK, CODE, SCHEME, NETWORK, RDF], ids=lambda v: v.__name__)
def test_an_unknown_term_is_refused(vocabulary: type) -> None:
    with pytest.raises(AttributeError, match="has no term 'leadBy'"):
        getattr(vocabulary, "leadBy")  # noqa: B009


def test_a_misspelt_term_is_answered_with_the_nearest() -> None:
    with pytest.raises(AttributeError, match="did you mean 'ledBy'"):
        getattr(PK, "leadBy")  # noqa: B009


def test_the_vocabulary_cannot_be_changed_while_running() -> None:
    with pytest.raises(AttributeError, match="closed"):
        setattr(PK, "leadBy", "x")  # noqa: B010


@pytest.mark.parametrize("name", EXTERNAL)
def test_a_borrowed_constant_spells_its_term_and_nothing_else(name: str) -> None:
    namespace = PREFIXES[name.lower()]
    for iri, constant in constants(getattr(terms, name)).items():
        local = iri.removeprefix(namespace)
        assert constant == local.replace("-", "_") + ("_" if constant.endswith("_") else "")


def unknown_to_rdflib() -> Iterator[tuple[str, str]]:
    rdflib = pytest.importorskip("rdflib")
    for name in ("DCTERMS", "FOAF", "ORG", "OWL", "PROV", "RDF", "RDFS", "SKOS", "VANN", "VOID"):
        known = getattr(rdflib, name)
        for iri in constants(getattr(terms, name)):
            if rdflib.URIRef(iri) not in known:
                yield name, iri.removeprefix(PREFIXES[name.lower()])


def test_borrowed_terms_exist_in_their_own_vocabularies() -> None:
    assert list(unknown_to_rdflib()) == []


@pytest.mark.parametrize("name", TURTLE_FILES)
def test_turtle_parses_alike_in_pyoxigraph_and_rdflib(name: str) -> None:
    rdflib = pytest.importorskip("rdflib")
    graph = rdflib.Graph().parse(data=turtle(name), format="turtle")
    assert len(graph) == len(set(triples(name)))


@pytest.mark.parametrize("name", TURTLE_FILES)
def test_turtle_parses_in_raptor(name: str, root: Path) -> None:
    rapper = shutil.which("rapper")
    if rapper is None:
        pytest.skip("raptor's rapper is not installed")
    done = subprocess.run(
        [rapper, "-q", "-i", "turtle", "-o", "ntriples", root / "ontology" / name],
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    # raptor keeps repeated triples, so lines are compared as a set
    assert len(set(done.stdout.splitlines())) == len(set(triples(name)))


PREFIX_LINE = re.compile(
    r"^\s*(?:@prefix|PREFIX)\s+(?P<prefix>[\w-]*):\s*<(?P<iri>[^>]*)>", re.IGNORECASE | re.MULTILINE
)
PLACES_OF_PREFIXES = (
    "ontology/*.ttl", "queries/**/*.rq", "docs/**/*.md", "tests/examples/**/*.ttl", "*.md",
)  # fmt: skip


def prefix_lines(root: Path) -> Iterator[tuple[str, str, str]]:
    for pattern in PLACES_OF_PREFIXES:
        for path in sorted(root.glob(pattern)):
            for found in PREFIX_LINE.finditer(path.read_text(encoding="utf-8")):
                yield str(path.relative_to(root)), found["prefix"], found["iri"]


def test_every_prefix_line_agrees_with_the_prefix_table(root: Path) -> None:
    own = {"id", "graph"}  # these depend on the workspace
    wrong = [
        line
        for line in prefix_lines(root)
        if line[1] not in own and PREFIXES.get(line[1]) != line[2]
    ]
    assert wrong == []


WORDED = {
    OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty, OWL.Ontology,
    SKOS.Concept, SKOS.ConceptScheme, terms.QUDT.Unit, PK.Network, terms.FOAF.Agent,
}  # fmt: skip


@pytest.mark.parametrize("name", ["policykg.ttl", "codes.ttl"])
@pytest.mark.parametrize(
    "predicate",
    [RDFS.label, SKOS.definition, RDFS.comment],
    ids=["label", "definition", "comment"],
)
def test_every_term_has_one_label_and_definition_a_language(name: str, predicate: str) -> None:
    words: dict[str, list[str]] = {}
    for quad in triples(name):
        if quad.predicate.value == RDF.type and quad.object.value in WORDED:  # type: ignore[union-attr]
            words.setdefault(quad.subject.value, [])  # type: ignore[union-attr]
    for quad in triples(name):
        if quad.predicate.value == predicate and isinstance(quad.object, Literal):
            words[quad.subject.value].append(quad.object.language or "")  # type: ignore[union-attr]
    wrong = {iri: found for iri, found in words.items() if sorted(found) != ["en", "zh-hans"]}
    assert wrong == {}


def test_borrowed_terms_have_words_in_both_languages() -> None:
    found = Counter(
        (quad.subject.value, quad.predicate.value)  # type: ignore[union-attr]
        for quad in triples("external.ttl")
    )
    assert set(found.values()) == {2}


@pytest.mark.parametrize("name", TURTLE_FILES)
def test_language_tags_are_lower_case_in_the_files(name: str) -> None:
    tags = set(re.findall(r'"@([A-Za-z-]+)', turtle(name).decode()))
    assert tags - {"en", "zh-hans"} == set()
