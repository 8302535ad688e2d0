"""JSON Schema of the files that people write, generated from the record models.

An editor with a YAML language server completes keys and codes by it and underlines what is
wrong; the first line of a file names it::

    # yaml-language-server: $schema=facts.schema.json

The reader of this package does not use these schemas: it reports more, and exactly where.
"""

from __future__ import annotations

import ast
import inspect
import json
import sys
from pathlib import Path
from typing import Any, Final, get_args

from loaders.yaml import records
from ontology import codes
from ontology.namespaces import CODE_NS, PK_NS
from ontology.relations import relation_words

FACTS_SCHEMA: Final = "facts.schema.json"
AUTHORITY_SCHEMA: Final = "authority.schema.json"
DIALECT: Final = "http://json-schema.org/draft-07/schema#"
"""The dialect that all YAML language servers know."""

_Schema = dict[str, Any]


def schemas() -> dict[str, str]:
    """Return each schema's file name and text."""
    return {
        FACTS_SCHEMA: _text(_facts_schema()),
        AUTHORITY_SCHEMA: _text(_authority_schema()),
    }


def _text(schema: _Schema) -> str:
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _facts_schema() -> _Schema:
    schema = records.DocumentFile.model_json_schema(ref_template="#/definitions/{model}")
    definitions = schema.pop("$defs")
    _express_parts(definitions)
    title = "Facts about one document · 一份文献的事实"
    return _finish(schema, definitions, title)


def _authority_schema() -> _Schema:
    schema = records.AuthorityFile.model_json_schema(ref_template="#/definitions/{model}")
    definitions = schema.pop("$defs")
    return _finish(schema, definitions, "Authority file: one identity each · 权威文件")


def _finish(schema: _Schema, definitions: dict[str, _Schema], title: str) -> _Schema:
    described = _descriptions()
    for name, definition in definitions.items():
        _describe(definition, described.get(name, {}))
    _describe(schema, described.get(str(schema.get("title", "")), {}))
    whole = {**schema, "definitions": definitions}
    cleaned = _clean(whole)
    cleaned.pop("title", None)
    return {"$schema": DIALECT, "title": title, **cleaned}


def _express_parts(definitions: dict[str, _Schema]) -> None:
    """Say the reader's form of a part: its first key is its kind, the value its name."""
    part = definitions["Part"]
    properties = part["properties"]
    del properties["kind"], properties["name"]
    kinds = get_args(codes.PartKind)
    heads = {
        kind: {
            "type": "string",
            "minLength": 1,
            "description": f"{_words(kind)}: its name as the text writes it, as the first key",
        }
        for kind in kinds
    }
    part["properties"] = {**heads, **properties}
    part.pop("required", None)  # what has no English is warned of, not refused
    part["oneOf"] = [{"required": [kind]} for kind in kinds]
    is_part = {"anyOf": [{"required": [kind]} for kind in kinds]}
    definitions["Item"] = {
        "type": "object",
        "description": "A part (its first key is its kind) or a passage (a quote and its facts)",
        "if": is_part,
        "then": {"$ref": "#/definitions/Part"},
        "else": {"$ref": "#/definitions/Passage"},
    }


def _words(code: str) -> str:
    from ontology.declarations import term

    known = term(PK_NS + code.capitalize())
    return f"{known.label_zh} · {known.label_en}" if known else code


def _describe(definition: _Schema, words: dict[str, str]) -> None:
    if "" in words:
        definition["description"] = words[""]
    for key, schema in definition.get("properties", {}).items():
        if key in words:
            schema["description"] = words[key]


def _descriptions() -> dict[str, dict[str, str]]:
    """Read the docstrings of the records and of their fields from the source."""
    tree = ast.parse(inspect.getsource(records))
    found: dict[str, dict[str, str]] = {}
    for node in tree.body:
        if not isinstance(node, ast.ClassDef):
            continue
        own: dict[str, str] = {}
        for base in node.bases:
            inherited = found.get(base.id, {}) if isinstance(base, ast.Name) else {}
            own.update({key: text for key, text in inherited.items() if key})
        own[""] = _first_paragraph(ast.get_docstring(node) or "")
        for field, after in zip(node.body, node.body[1:], strict=False):
            if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
                text = _string(after)
                if text is not None:
                    own[_key_of(node.name, field.target.id)] = _first_paragraph(text)
        found[node.name] = own
    return found


def _key_of(model: str, field: str) -> str:
    cls = getattr(records, model)
    info = cls.model_fields.get(field)
    return (info.alias if info is not None else None) or field


def _string(node: ast.stmt) -> str | None:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        value = node.value.value
        return value if isinstance(value, str) else None
    return None


def _first_paragraph(text: str) -> str:
    return " ".join(text.split("\n\n", 1)[0].split())


def _clean(node: Any) -> Any:
    """Make a schema of pydantic's fit what YAML gives to an editor."""
    if isinstance(node, list):
        return [_clean(item) for item in node]
    if not isinstance(node, dict):
        return node
    if _is_item(node):
        return {"$ref": "#/definitions/Item"}
    out: _Schema = {key: _clean(value) for key, value in node.items() if key not in _DROPPED}
    if isinstance(node.get("title"), dict):  # a property that is called title
        out["title"] = _clean(node["title"])
    if isinstance(node.get("default"), dict) and "type" in node["default"]:
        out["default"] = _clean(node["default"])
    out = _without_null(out)
    if out.get("type") == "string" and "enum" not in out and "pattern" not in out:
        out["type"] = ["string", "number"]  # 2010 is text to us, a number to an editor
    if out.get("type") == "boolean":
        out = {**out, "type": ["boolean", "string"], "enum": [True, False, "yes", "no"]}
    if out.get("type") == "array" and "items" in out:
        return _one_or_many(out)
    if "enum" in out and out.get("type") == "string":
        out["enumDescriptions"] = [_code_words(code) for code in out["enum"]]
    return out


_DROPPED: Final = ("title", "default", "discriminator")


def _is_item(node: _Schema) -> bool:
    branches = node.get("oneOf") or node.get("anyOf") or []
    return {branch.get("$ref") for branch in branches if isinstance(branch, dict)} == {
        "#/definitions/Part",
        "#/definitions/Passage",
    }


def _without_null(node: _Schema) -> _Schema:
    branches = node.get("anyOf")
    if not isinstance(branches, list):
        return node
    kept = [branch for branch in branches if branch != {"type": "null"}]
    if len(kept) == len(branches):
        return node
    rest = {key: value for key, value in node.items() if key != "anyOf"}
    return {**kept[0], **rest} if len(kept) == 1 else {**rest, "anyOf": kept}


def _one_or_many(node: _Schema) -> _Schema:
    """A list of plain texts may also be written as one text."""
    items = node["items"]
    textual = "string" in str(items.get("type", "")) or "anyOf" in items or "oneOf" in items
    if not textual or "$ref" in items:
        return node
    rest = {key: value for key, value in node.items() if key == "description"}
    array = {key: value for key, value in node.items() if key != "description"}
    return {**rest, "anyOf": [items, array]}


def _code_words(code: str) -> str:
    from ontology.declarations import term

    known = term(CODE_NS + code)
    if known is not None:
        return f"{known.label_zh} · {known.label_en}"
    if code in get_args(codes.RelationKind):
        return " · ".join(relation_words(code))
    return code


def main(folder: str = "facts") -> None:
    """Write the schemas into a folder: ``python -m loaders.yaml.schema facts``."""
    for name, text in schemas().items():
        Path(folder, name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:2])
