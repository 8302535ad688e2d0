"""The generated page is fresh and whole; the terminology agrees with the labels."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Final

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


PLACES: Final = (
    "ontology/*.ttl", "queries/*.rq", "docs/**/*.md", "*.md", "ontology/**/*.py", "loaders/**/*.py",
    "graph/**/*.py", "explorer/**/*.py", "policykg/**/*.py", "explorer/templates/*.html",
    "explorer/frontend/src/*.js", "graph/**/templates/*",
)  # fmt: skip
"""Where the words of the project stand; what texts and curators say is their own."""
OWN_WORDS: Final = {
    "docs/terminology.md": "names the words that are not used",
    "docs/curation-log.md": "tells the history",
    "CHANGELOG.md": "tells the history",
    "docs/ontology.md": "repeats the definitions, which say what is meant by other words",
}


def shown(path: Path) -> str:
    """Return the words of a file that a reader sees, without names of variables in code."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        nodes = ast.walk(ast.parse(text))
        words = (node.value for node in nodes if isinstance(node, ast.Constant))
        said = [
            word for word in words if isinstance(word, str) and re.search(r"[ \u3400-\u9fff]", word)
        ]
        return "\n".join(word for word in said if not re.search(r"\?[a-z]+ (a|pk:)|\\[bd]", word))
    if path.suffix == ".ttl":
        text = re.sub(r"(skos:definition|rdfs:comment)[^;]*?;", "", text)
    if path.suffix in (".rq", ".md"):
        text = re.sub(r"(?m)^#\+ keywords:.*$|^```sparql.*?^```", "", text, flags=re.DOTALL)
    return re.sub(r"\{\{.*?\}\}|\{%.*?%\}", code_only_words, text, flags=re.DOTALL)


def code_only_words(match: re.Match[str]) -> str:
    """Return the words in quotation marks of a piece of a template."""
    found = re.findall(r"\"([^\"]*)\"|'([^']*)'", match[0])
    return " ".join(a or b for a, b in found)


def not_used(root: Path) -> dict[str, str]:
    section = (
        (root / "docs" / "terminology.md").read_text("utf-8").split("## Words that are not")[1]
    )
    rows = re.findall(r"(?m)^\| ([^|]+?) \| ([^|]+?) \|$", section)
    return {word: instead for word, instead in rows if not word.startswith(("not ", "--"))}


def test_no_concept_goes_by_a_second_word(root: Path) -> None:
    words = not_used(root)
    pattern = re.compile(
        "|".join(rf"\b{word}s?\b" if word.isascii() else word for word in words), re.IGNORECASE
    )
    files = {
        path for place in PLACES for path in root.glob(place) if "node_modules" not in str(path)
    }
    wrong = [
        f"{name}: {match[0]}"
        for path in sorted(files)
        if path.is_file() and (name := str(path.relative_to(root))) not in OWN_WORDS
        for match in pattern.finditer(shown(path))
    ]
    assert len(words) >= 20
    assert wrong == []


def test_a_word_that_is_not_used_gives_way_to_one_of_the_terminology(root: Path) -> None:
    text = (root / "docs" / "terminology.md").read_text("utf-8").split("## Words that are not")[0]
    assert [instead for instead in not_used(root).values() if instead.rstrip("s") not in text
            and instead not in text and instead.replace("ies", "y") not in text] == []  # fmt: skip
