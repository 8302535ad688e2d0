"""The version of this program, as far as what it works out depends on it."""

from __future__ import annotations

import hashlib
import sys
from functools import lru_cache
from pathlib import Path

import loaders
import ontology


@lru_cache(maxsize=1)
def code_digest() -> str:
    """Return a digest of all code and data files of compiler, rules and vocabulary."""
    digest = hashlib.sha256(sys.version.encode())
    for package in (loaders, ontology):
        folder = Path(package.__file__ or "").parent
        for path in sorted(folder.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(f"\0{path.relative_to(folder)}\0".encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()
