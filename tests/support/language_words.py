"""Find what knows one language: imports of its package, and words of it that a text is read by.

Words count where they decide something: in a regular expression, a comparison, a set, the key of
a table, or an argument of a method that looks into a text.  Messages, docstrings and examples
decide nothing; a table of messages is known by its English beside the Chinese.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

__all__ = ["imports_of", "words_in"]

_WORD: Final = re.compile(r"[\u3400-\u9fff]|\\u[4-9][0-9a-f]{3}")
_LATIN: Final = re.compile(r"[a-z`,;]+ (?:[a-z`]+[,;:]? ){2}")
_PATTERN_FUNCTIONS: Final = frozenset(
    {"compile", "search", "match", "fullmatch", "findall", "finditer", "sub", "split"}
)
_LOOKS_INTO: Final = frozenset(
    {
        "startswith", "endswith", "strip", "lstrip", "rstrip", "removeprefix", "removesuffix",
        "find", "rfind", "index", "count", "partition", "rpartition", "split", "replace",
        "maketrans",
    }
)  # fmt: skip


def imports_of(source: str, package: str) -> list[tuple[int, str]]:
    """Return the line and name of every import of a package or of a module in it."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [(node.lineno, f"{node.module}.{alias.name}") for alias in node.names]
    return [(line, name) for line, name in found if f"{name}.".startswith(f"{package}.")]


def words_in(source: str) -> list[tuple[int, str]]:
    """Return the line and the text of every constant by whose words of a language text is read."""
    tree = ast.parse(source)
    found = {
        (node.lineno, str(node.value)) for root in _deciding(tree) for node in _constants(root)
    }
    return sorted(found)


def _deciding(tree: ast.Module) -> Iterator[ast.AST]:
    """Yield the expressions that decide something about a text."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            yield from (node.left, *node.comparators)
        elif isinstance(node, ast.Set):
            yield from node.elts
        elif isinstance(node, ast.Call):
            yield from _arguments(node)
    for node in tree.body:
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
            yield from _table(node.value)


def _arguments(call: ast.Call) -> Iterator[ast.AST]:
    function = call.func
    if isinstance(function, ast.Name):
        yield from call.args if function.id in ("frozenset", "set") else ()
    elif isinstance(function, ast.Attribute):
        of_re = isinstance(function.value, ast.Name) and function.value.id == "re"
        if (of_re and function.attr in _PATTERN_FUNCTIONS) or function.attr in _LOOKS_INTO:
            yield from call.args


def _table(value: ast.AST) -> Iterator[ast.AST]:
    """Yield what a constant of a module holds, but for its messages."""
    if isinstance(value, ast.Dict):
        yield from (key for key in value.keys if key is not None)
        for inner in value.values:
            yield from _table(inner)
    elif isinstance(value, (ast.Tuple, ast.List)):
        texts = [one for one in value.elts if isinstance(one, (ast.Constant, ast.JoinedStr))]
        if not any(_is_english(one) for one in texts):
            for inner in value.elts:
                yield from _table(inner)
    elif isinstance(value, (ast.Constant, ast.JoinedStr, ast.BinOp)):
        yield value


def _is_english(node: ast.AST) -> bool:
    text = "".join(str(one.value) for one in ast.walk(node) if isinstance(one, ast.Constant))
    return _LATIN.search(text) is not None


def _constants(root: ast.AST) -> Iterator[ast.Constant]:
    for node in ast.walk(root):
        text = node.value if isinstance(node, ast.Constant) else None
        if isinstance(node, ast.Constant) and isinstance(text, str) and _WORD.search(text):
            yield node


def modules_of(folder: Path) -> Iterator[Path]:
    """Yield the Python files of a folder, in order."""
    yield from sorted(folder.rglob("*.py"))
