"""Every shape accepts what is right and refuses what is wrong, example by example."""

from __future__ import annotations

from pathlib import Path

import pytest

pyshacl = pytest.importorskip("pyshacl")
rdflib = pytest.importorskip("rdflib")

from rdflib import SH, Graph, Literal, URIRef  # noqa: E402
from rdflib.term import Node  # noqa: E402

from ontology import codes  # noqa: E402
from ontology.declarations import turtle  # noqa: E402
from ontology.namespaces import CODE_NS, PREFIXES  # noqa: E402
from ontology.terms import relation_property  # noqa: E402

EXAMPLES = Path(__file__).parent / "examples"
VALID = sorted((EXAMPLES / "valid").glob("*.ttl"))
INVALID = sorted((EXAMPLES / "invalid").glob("*.ttl"))
SHAPE = PREFIXES["shape"]


def name_of(node: Node) -> str:
    return str(node).removeprefix(SHAPE)


def expected(path: Path) -> str:
    """The shape that an invalid example breaks, from its first line."""
    return path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# breaks: ")


@pytest.fixture(scope="module")
def shapes() -> Graph:
    return Graph().parse(data=turtle("shapes.ttl"), format="turtle")


@pytest.fixture(scope="module")
def broken(shapes: Graph) -> dict[Node, set[str]]:
    """Shapes broken by each node of all examples, validated in one run."""
    data = Graph()
    for path in VALID + INVALID:
        data.parse(path)
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes)
    found: dict[Node, set[str]] = {}
    for result in report.subjects(SH.resultSeverity, None):
        focus, shape = report.value(result, SH.focusNode), report.value(result, SH.sourceShape)
        assert focus is not None
        assert shape is not None
        found.setdefault(focus, set()).add(name_of(shape))
    return found


def broken_in(path: Path, broken: dict[Node, set[str]]) -> set[str]:
    subjects = set(Graph().parse(path).subjects())
    return {shape for subject in subjects for shape in broken.get(subject, set())}


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_a_valid_example_breaks_no_shape(path: Path, broken: dict[Node, set[str]]) -> None:
    assert broken_in(path, broken) == set()


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_an_invalid_example_breaks_its_shape_and_no_other(
    path: Path, broken: dict[Node, set[str]]
) -> None:
    assert broken_in(path, broken) == {expected(path)}


def test_every_shape_with_a_constraint_has_an_invalid_example(shapes: Graph) -> None:
    constrained = {name_of(shape) for shape in shapes.subjects(None, SH.PropertyShape)}
    for shape in shapes.subjects(None, SH.NodeShape):
        if any((shape, part, None) in shapes for part in CONSTRAINTS_OF_NODES):
            constrained.add(name_of(shape))
    assert constrained - {expected(path) for path in INVALID} == set()


CONSTRAINTS_OF_NODES = (SH["or"], SH["not"], SH.xone, SH.pattern, SH.sparql, SH.nodeKind)


def shown(shapes: Graph) -> list[Node]:
    """The shapes that results name: all but the helpers of ``sh:xone``."""
    kinds = (SH.NodeShape, SH.PropertyShape)
    found = {shape for kind in kinds for shape in shapes.subjects(None, kind)}
    return sorted((s for s in found if "number-" not in name_of(s)), key=str)


@pytest.mark.parametrize("part", ["name", "description", "message"])
def test_every_shape_speaks_both_languages(shapes: Graph, part: str) -> None:
    silent = {
        name_of(shape)
        for shape in shown(shapes)
        if {word.language for word in shapes.objects(shape, SH[part]) if isinstance(word, Literal)}
        != {"en", "zh-hans"}
    }
    assert silent == set()


def test_every_shape_has_a_severity(shapes: Graph) -> None:
    assert [name_of(s) for s in shown(shapes) if shapes.value(s, SH.severity) is None] == []


def code_iris(*schemes: str) -> set[str]:
    return {CODE_NS + code for scheme in schemes for code in codes.SCHEMES[scheme]}


@pytest.mark.parametrize(
    ("shape", "allowed"),
    [
        ("fact-basis", code_iris("basis")),
        ("fact-certainty", code_iris("certainty")),
        ("document-genre", code_iris("genre")),
        ("project-kind", code_iris("project-kind")),
        ("responsibility-role", code_iris("role")),
        ("responsibility-identity-certainty", code_iris("certainty")),
        ("observation-status", code_iris("status")),
        ("observation-bound", code_iris("bound")),
        ("observation-unit", set(codes.UNITS.values())),
        ("indicator-unit", set(codes.UNITS.values())),
        ("organization-kind", code_iris("organisation-kind", "enterprise-kind")),
        ("organization-function", code_iris("function")),
        ("place-kind", code_iris("place-kind")),
        ("policy-kind", code_iris("policy-kind")),
        ("recognition-level", code_iris("level")),
        ("recognition-recognition-status", code_iris("recognition-status")),
        ("event-kind", code_iris("event-kind")),
        ("mention-mention-role", code_iris("mention-role")),
        ("reading-certainty", code_iris("certainty")),
        ("relation-predicate", {relation_property(kind) for kind in codes.RELATION_KINDS}),
    ],
)
def test_a_shape_allows_exactly_the_codes_of_its_list(
    shapes: Graph, shape: str, allowed: set[str]
) -> None:
    head = shapes.value(URIRef(SHAPE + shape), SH["in"])
    assert head is not None
    assert {str(item) for item in shapes.items(head)} == allowed


@pytest.mark.sweep
def test_the_shapes_are_well_formed_by_the_shapes_of_shacl_itself(shapes: Graph) -> None:
    rules = Path(pyshacl.__file__).parent / "assets" / "shacl-shacl.ttl"
    conforms, _, text = pyshacl.validate(
        shapes, shacl_graph=Graph().parse(rules), max_validation_depth=80
    )
    assert conforms, text
