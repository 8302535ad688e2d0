"""The drafter knows no text: no closed list holds a name that only one of the documents has."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

ROOT: Final = Path(__file__).resolve().parent.parent
NAMED: Final = ("name", "title", "also-named", "aliases")
LISTS: Final = (
    "places", "organisations", "enterprises", "projects", "policies", "recognitions", "events",
)  # fmt: skip
GENERAL: Final[dict[str, str]] = {
    "办公室": "an end of names of bodies",
    "产业园": "an end of names of places",
    "经济开发区": "an end of names of places",
    "美术馆": "an end of names of works",
    "污水处理": "a kind of works",
    "政策措施": "a kind of policies",
    "责任领导": "the head of a column",
    "乡村振兴": "a strategy of the state",
}
"""Words of the language that curators took for names, with why the drafter knows them."""
SHORTEST: Final = 3
HAN: Final = re.compile("[\u4e00-\u9fff]{3,}")


def _strings(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documented = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or id(node) in documented:
            continue
        if isinstance(node.value, str):
            yield node.value


def _names(node: Any, inside: str = "") -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            if inside in LISTS and key in NAMED:
                yield from _texts(value)
            yield from _names(value, str(key))
    elif isinstance(node, list):
        for one in node:
            if inside in LISTS and isinstance(one, dict):
                for key in NAMED:
                    yield from _texts(one.get(key))
            yield from _names(one, inside)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from _texts(value.get("zh"))
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)


@cache
def _known() -> list[str]:
    found: set[str] = set()
    for path in sorted((ROOT / "facts").glob("*.yaml")):
        for name in _names(yaml.load(path.read_bytes(), yaml.CSafeLoader)):
            found.update(HAN.findall(name))
    return sorted(name for name in found if len(name) >= SHORTEST and name not in GENERAL)


def _files() -> list[Path]:
    return sorted((ROOT / "loaders" / "drafting").glob("*.py"))


@pytest.mark.parametrize("path", _files(), ids=lambda path: path.name)
def test_no_closed_list_knows_a_name_of_the_documents(path: Path) -> None:
    told = "\n".join(_strings(path))
    words = set(re.split(r"[^\u4e00-\u9fff]+", told))
    assert [name for name in _known() if name in words] == []


def test_names_of_the_documents_are_seen() -> None:
    assert len(_known()) > 200
