"""Every class has all that the program shows of it; what is forgotten is named."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from explorer.kit.columns import columns_of
from explorer.pages.things.page import SECTIONS
from explorer.snapshots import Snapshot
from graph.pictures.data import look
from graph.pictures.marks import CORNERS
from loaders.facts.kinds import TAKE
from loaders.rdf.document import WRITERS
from loaders.yaml.records import FACT_LISTS
from ontology import codes
from ontology.declarations import classes, superclasses, term, turtle
from ontology.kinds import (
    BY_NAME,
    CLASS_OF_RECORD,
    KINDS,
    LISTED,
    NO_DATA,
    OTHER,
    RECORDS,
    Kind,
    records_of,
)
from ontology.namespaces import PK_NS
from ontology.palette import HIGHLIGHTS, PALETTE
from policykg.cli.summary import COLUMNS as SUMMARY
from policykg.kg import KG
from tests.support.command import ROOT
from tests.support.pages_example import Site

MARKS = {"dot", "ring", *CORNERS}
HAN = re.compile("[\u4e00-\u9fff]")
SCRIPT = "graph/pictures/templates/networkview.js"
every_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
every_list = pytest.mark.parametrize("kind", LISTED, ids=lambda kind: kind.name)
every_record = pytest.mark.parametrize("record", RECORDS)


@pytest.mark.parametrize("name", [found.iri.removeprefix(PK_NS) for found in classes()])
def test_a_class_of_the_ontology_has_a_row(name: str) -> None:
    assert (name in BY_NAME) != (name in NO_DATA), f"{name} needs a row in ontology/kinds.py"


@every_kind
def test_a_row_is_of_a_class_with_words_in_both_languages(kind: Kind) -> None:
    known = term(kind.iri)
    assert known is not None, f"ontology/policykg.ttl declares no pk:{kind.name}"
    for chinese, english in ((known.label_zh, known.label_en), (kind.zh, kind.en)):
        assert HAN.search(chinese)
        assert re.fullmatch("[A-Za-z ,-]+", english)
    assert all(kind.short) == any(kind.short), f"{kind.name}: its short name is in one language"


@every_kind
def test_a_row_has_colour_mark_highlight_and_table(kind: Kind) -> None:
    assert kind.colour in PALETTE, f"{kind.name}: no such colour"
    assert kind.mark in MARKS, f"{kind.name}: no such mark"
    assert kind.highlight in HIGHLIGHTS, f"{kind.name}: no such highlight"
    assert kind.table, f"{kind.name} stands in no table of the exports"


@every_kind
def test_a_row_has_a_page_that_lists_it(kind: Kind) -> None:
    assert bool(kind.slug) != bool(kind.elsewhere), f"{kind.name}: a slug, or where it is seen"


@every_list
def test_the_columns_of_a_list_are_known(kind: Kind) -> None:
    assert len(columns_of(kind)) == len(kind.columns) >= 2
    assert all(HAN.search(zh) and en for zh, en, _ in columns_of(kind))


@every_kind
def test_the_sections_of_a_page_are_known(kind: Kind) -> None:
    assert set(kind.sections or OTHER) <= SECTIONS.keys()


@pytest.mark.parametrize("name", SECTIONS)
def test_a_section_stands_on_some_page(name: str) -> None:
    assert any(name in (kind.sections or OTHER) for kind in KINDS), f"no page shows {name}"


@every_kind
def test_the_ends_of_a_kind_are_properties(kind: Kind) -> None:
    assert [end for end in kind.ends if term(PK_NS + end) is None] == []


def test_no_two_kinds_look_alike() -> None:
    looks = Counter((kind.mark, kind.colour) for kind in LISTED)
    assert [look for look, times in looks.items() if times > 1] == []


def test_a_picture_draws_a_kind_in_the_colour_of_its_page() -> None:
    drawn = {kind.name: look(kind.name) for kind in KINDS}
    assert {name: (found.light, found.dark) for name, found in drawn.items()} == {
        kind.name: PALETTE[kind.colour][:2] for kind in KINDS
    }


@pytest.mark.parametrize("mark", sorted(MARKS))
def test_the_script_draws_every_mark(mark: str, root: Path) -> None:
    text = (root / SCRIPT).read_text(encoding="utf-8")
    assert re.search(rf"[\"']?{mark}[\"']?: (\(c, r|outline\()", text), f"{SCRIPT} draws no {mark}"


def test_slugs_and_records_are_of_one_kind_each() -> None:
    assert len({kind.slug for kind in LISTED}) == len(LISTED)
    assert sum(len(kind.records) for kind in KINDS) == len(RECORDS)


# ---- records of facts files ---------------------------------------------------------------


@every_record
def test_a_kind_of_record_is_written(record: str) -> None:
    made_elsewhere = {"indicator"}  # by the writer of values
    assert (record in WRITERS) != (record in made_elsewhere), f"nobody writes {record}"


@pytest.mark.parametrize("key", FACT_LISTS)
def test_a_list_of_facts_has_a_kind_and_is_taken(key: str) -> None:
    assert key in TAKE, f"loaders/facts/kinds.py does not take `{key}`"
    assert any(record.list == key for record in RECORDS.values()), f"`{key}` has no record"


@every_record
def test_the_list_of_a_record_is_one_of_a_passage(record: str) -> None:
    assert RECORDS[record].list in (*FACT_LISTS, ""), f"a passage has no `{RECORDS[record].list}`"


def test_parts_are_those_of_the_code_list_each_with_its_letter() -> None:
    parts = records_of("part")
    assert tuple(record.kind for record in parts) == get_args(codes.PartKind)
    assert len({record.letter for record in parts}) == len(parts)


@pytest.mark.parametrize("record", [r.kind for form in ("thing", "fact") for r in records_of(form)])
def test_a_record_with_a_name_says_which_words_its_quote_holds(record: str) -> None:
    assert RECORDS[record].words, f"{record}: no words are looked for in its quote"


# ---- what is told of each elsewhere -------------------------------------------------------


@every_kind
def test_the_data_model_tells_of_the_kind(kind: Kind, root: Path) -> None:
    page = (root / "docs" / "data-model.md").read_text(encoding="utf-8")
    assert re.search(rf"\bpk:{kind.name}\b", page), f"docs/data-model.md: pk:{kind.name}?"


@pytest.mark.parametrize("name", sorted({*CLASS_OF_RECORD.values(), "Reading", "Quotation"}))
def test_a_shape_holds_for_the_kind(name: str) -> None:
    targets = set(re.findall(r"pk:(\w+)", " ".join(_targets(turtle("shapes.ttl").decode()))))
    above = {iri.removeprefix(PK_NS) for iri in superclasses(PK_NS + name)}
    assert targets & {name, *above}, f"no shape of shapes.ttl is for pk:{name}"


def _targets(shapes: str) -> Iterator[str]:
    yield from re.findall(r"sh:targetClass ([^;]*);", shapes)


def test_the_summary_counts_kinds_that_have_short_names() -> None:
    assert [kind.name for kind in SUMMARY] == [kind.name for kind in KINDS if kind.short[0]]


@pytest.fixture(scope="module")
def real(kg: KG) -> Site:
    generation = kg.generation
    snapshot = Snapshot(generation.files, generation.data_version, kg.base, generation=generation)
    return Site(snapshot, kg.workspace)


@every_list
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_kind_has_its_list_with_heading_and_columns(real: Site, kind: Kind, lang: str) -> None:
    page = real.get(f"/{lang}/things/{kind.slug}")
    assert page.status_code == 200
    title = kind.zh if lang == "zh" else kind.en
    assert f'<span class="kind k-{kind.colour}">{title}</span>' in page.text


STYLES = ROOT / "explorer" / "static" / "css"
CSS = sorted(
    str(path.relative_to(ROOT)) for path in STYLES.rglob("*.css") if path.name != "palette.css"
)


@pytest.mark.parametrize("name", CSS)
def test_style_sheets_use_colours_of_the_palette_only(root: Path, name: str) -> None:
    text = (root / name).read_text(encoding="utf-8")
    used = set(re.findall(r"var\(--k-([a-z]+)", text))
    assert used - PALETTE.keys() == set()
    assert re.findall(r"--k-[a-z]+:", text) == []


PAPERS = {"light": ("#fbfaf7", "#ffffff"), "dark": ("#14181a", "#1b2023")}


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("name", PALETTE)
def test_a_colour_can_be_read_on_its_paper(name: str) -> None:
    for theme, papers in PAPERS.items():
        colour = _luminance(getattr(PALETTE[name], theme))
        for paper in map(_luminance, papers):
            low, high = sorted((colour, paper))
            assert (high + 0.05) / (low + 0.05) >= 4.5, f"{name} on {theme} paper"


# ---- one declaration ----------------------------------------------------------------------

LISTS_OF_THEIR_OWN = {
    "ontology/kinds.py": "the declaration",
    "loaders/resolving/nodes.py": "what is no subject of a value: the rest is",
}
"""Files that may list four classes or more, each with its reason."""


def _class_name(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    in_pk = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    return node.attr if in_pk and node.value.id == "PK" else ""  # type: ignore[attr-defined]


def _lists_of_classes(root: Path) -> Iterator[str]:
    for package in ("ontology", "loaders", "graph", "explorer", "policykg"):
        for path in sorted((root / package).rglob("*.py")):
            name = str(path.relative_to(root))
            if name in LISTS_OF_THEIR_OWN:
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                items: list[ast.expr] = []
                if isinstance(node, ast.Tuple | ast.List | ast.Set):
                    items = node.elts
                elif isinstance(node, ast.Dict):
                    items = [key for key in node.keys if key is not None]
                if sum(_class_name(item) in BY_NAME for item in items) >= 4:
                    yield f"{name}:{node.lineno}"  # type: ignore[attr-defined]


def test_nobody_else_lists_classes(root: Path) -> None:
    assert list(_lists_of_classes(root)) == [], "read ontology/kinds.py instead"
