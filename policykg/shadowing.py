"""Files of a user's own that have the names of our packages, and so stand in their way."""

from __future__ import annotations

import sys
from importlib.machinery import PathFinder
from pathlib import Path
from typing import Final

from policykg.reader import language_of_reader

PACKAGES: Final = ("ontology", "loaders", "graph", "explorer")


def shadowing() -> str:
    """Say which file stands in the way and what to do, in the reader's language; empty: none."""
    here = Path(__file__).resolve().parent.parent
    for name in PACKAGES:
        found = PathFinder.find_spec(name)
        origin = Path(found.origin).resolve() if found and found.origin else None
        if origin is not None and origin.parent != here / name:
            mine = origin.parent if origin.name == "__init__.py" else origin
            if _language() == "zh":
                return (
                    f"{mine} 与 policykg 的组成部分同名,Python 会先找到它:"
                    "请将其改名,或换一个文件夹工作"
                )
            return (
                f"{mine} has the name of a part of policykg, and Python finds it first: "
                "rename it, or work in another folder"
            )
    return ""


def _language() -> str:
    """Return the language that the command line asks for, before anything can read it whole."""
    for word, after in zip(sys.argv[1:], [*sys.argv[2:], ""], strict=False):
        if word == "--lang" or word.startswith("--lang="):
            return after if word == "--lang" else word.partition("=")[2]
    return language_of_reader()
