"""The generated page is fresh and whole; the terminology agrees with the labels."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ontology.declarations import classes, concepts, networks, properties, terms
from ontology.documentation import curie, document
from ontology.namespaces import PREFIXES
from ontology.terms import SCHEME, constants

ROW = re.compile(
    r"^\| (?P<en>[^|]+) \| (?P<zh>[^|]+) \| `(?P<term>[\w-]+:[\w-]+)` \|", re.MULTILINE
)


def terminology(root: Path) -> list[tuple[str, str, str]]:
    text = (root / "docs" / "terminology.md").read_text(encoding="utf-8")
    return [(row["en"], row["zh"], row["term"]) for row in ROW.finditer(text)]


@pytest.mark.parametrize("kind", ["class", "property", "code", "network"])
def test_every_term_stands_on_the_page(kind: str) -> None:
    page = document()
    wanted = {
        "class": [found.iri for found in classes()],
        "property": [found.term.iri for found in properties()],
        "code": [found.iri for scheme in constants(SCHEME) for found in concepts(scheme)],
        "network": [network.iri for network in networks()],
    }[kind]
    spelled = [curie(iri) for iri in wanted]
    if kind == "network":
        spelled = [name.removeprefix("code:") for name in spelled]
    assert [name for name in spelled if f"`{name}`" not in page] == []


def test_terminology_uses_the_labels_of_the_ontology(root: Path) -> None:
    rows = terminology(root)
    expanded = [
        (en, zh, PREFIXES[term.partition(":")[0]] + term.partition(":")[2]) for en, zh, term in rows
    ]
    labels = [(terms()[iri].label_en, terms()[iri].label_zh, iri) for _, _, iri in expanded]
    assert expanded == labels


def test_terminology_names_every_class(root: Path) -> None:
    named = {term for _, _, term in terminology(root)}
    assert {curie(found.iri) for found in classes()} - named == set()


@pytest.mark.parametrize("column", [0, 1, 2], ids=["English", "Chinese", "term"])
def test_terminology_has_one_word_a_concept(root: Path, column: int) -> None:
    words = [row[column] for row in terminology(root)]
    assert sorted(words) == sorted(set(words))
