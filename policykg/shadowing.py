"""Files of a user's own that have the names of our packages, and so stand in their way."""

from __future__ import annotations

from importlib.machinery import PathFinder
from pathlib import Path
from typing import Final

PACKAGES: Final = ("ontology", "loaders", "graph", "explorer")


def shadowing() -> str:
    """Say which file stands in the way and what to do, in both languages; empty if none does."""
    here = Path(__file__).resolve().parent.parent
    for name in PACKAGES:
        found = PathFinder.find_spec(name)
        origin = Path(found.origin).resolve() if found and found.origin else None
        if origin is not None and origin.parent != here / name:
            mine = origin.parent if origin.name == "__init__.py" else origin
            return (
                f"{mine} has the name of a part of policykg, and Python finds it first: "
                f"rename it, or work in another folder\n"
                f"{mine} 与 policykg 的组成部分同名,Python 会先找到它:请将其改名,或换一个文件夹工作"
            )
    return ""
