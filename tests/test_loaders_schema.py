"""The JSON Schemas for editors: fresh, sound, and of one mind with the reader."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

import pytest

from loaders.workspace import open_workspace
from loaders.yaml.parse import parse_document, read_tree
from loaders.yaml.reader import Map, Seq
from loaders.yaml.schema import AUTHORITY_SCHEMA, FACTS_SCHEMA, schemas
from ontology import codes

jsonschema = pytest.importorskip("jsonschema", reason="jsonschema checks the schemas in tests only")

HEAD: dict[str, Any] = {
    "document": {
        "id": "plan",
        "title": {"zh": "方案", "en": "Plan"},
        "genre": "notice",
        "jurisdiction": "x",
        "written": 2007,
        "source": {"file": "x.txt"},
    }
}


def validator(name: str) -> Any:
    schema = json.loads(schemas()[name])
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema)


def as_editor(node: Any) -> Any:
    """Give scalars the types that an editor gives them."""
    if isinstance(node, Map):
        return {key: as_editor(value) for key, value in node.items()}
    if isinstance(node, Seq):
        return [as_editor(value) for value in node]
    return int(node) if node.isdecimal() and node.isascii() else node


def test_the_committed_schemas_are_fresh(root: Path) -> None:
    for name, text in schemas().items():
        committed = (root / "facts" / name).read_text(encoding="utf-8")
        assert committed == text, "run: python -m loaders.yaml.schema facts"


@pytest.mark.parametrize("name", [FACTS_SCHEMA, AUTHORITY_SCHEMA])
def test_the_committed_files_are_valid_for_editors(root: Path, name: str) -> None:
    workspace = open_workspace(root)
    files = workspace.facts_files() if name == FACTS_SCHEMA else workspace.authority_files()
    check = validator(name)

    for path in files:
        tree, _ = read_tree(path, path.name)
        assert [error.message for error in check.iter_errors(as_editor(tree))] == []


BODIES: list[tuple[list[dict[str, Any]], bool]] = [
    ([{"task": "甲", "en": "A", "number": 7}], True),
    ([{"campaign": "甲", "en": "A", "body": [{"task": "乙", "en": "B"}]}], True),
    ([{"quote": "甲", "also": "乙"}], True),
    ([{"quote": "甲", "also": ["乙", {"quote": "丙", "occurrence": 2}]}], True),
    ([{"quote": "甲", "values": [{"name": "乙", "value": "3"}]}], True),
    ([{"quote": "甲", "organisations": [{"name": "乙", "group": "yes"}]}], True),
    ([{"task": "甲"}], True),
    ([{"task": "甲", "number": []}], False),
    ([{"task": "甲", "measure": "乙", "en": "A"}], False),
    ([{"quote": "甲", "valeus": []}], False),
    ([{"values": []}], False),
    ([{"quote": "甲", "status": "targt"}], False),
    ([{"quote": "甲", "values": [{"name": "乙", "id": "A"}]}], False),
]


@pytest.mark.parametrize(("body", "valid"), BODIES)
def test_editor_and_reader_agree(body: list[dict[str, Any]], valid: bool) -> None:
    data = {**HEAD, "body": body}

    in_editor = not list(validator(FACTS_SCHEMA).iter_errors(data))
    read = parse_document(json.dumps(data).encode(), "f.yaml")

    assert (in_editor, not read.problems) == (valid, valid)


def test_codes_are_explained_in_both_languages() -> None:
    schema = json.loads(schemas()[FACTS_SCHEMA])
    status = schema["definitions"]["Value"]["properties"]["status"]

    assert status["enum"] == list(get_args(codes.Status))
    assert all(" · " in words for words in status["enumDescriptions"])


def test_keys_are_explained_by_the_records_own_words() -> None:
    schema = json.loads(schemas()[FACTS_SCHEMA])

    part_of = schema["definitions"]["Target"]["properties"]["part-of"]["description"]
    assert part_of.startswith("其中")
