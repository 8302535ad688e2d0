"""Print which share of each source text stands in this repository's files.

Run from the repository: ``python tools/quotation_shares.py [--runs N]``.  Every tracked text
file is looked at; texts that are not at hand are named and left out.  Exit code 1 if a text
stands here beyond its limit.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from loaders.evidence.shares import (
    ARTICLE_LIMIT,
    LIMIT,
    SENTENCES,
    Share,
    folded_files,
    grams,
    share_of,
)
from loaders.evidence.sources import SourceText, load_source
from loaders.languages.language import Language
from loaders.problems import Position
from loaders.workspace import open_workspace
from loaders.yaml.parse import parse_document
from loaders.yaml.records import DocumentHeader

PRESS = frozenset({"news-feature"})
"""Genres of the press, which have the lower limit."""


def tracked(root: Path) -> Iterator[str]:
    """Yield the text of every file that git tracks, or is about to."""
    command = ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others",
               "--exclude-standard"]  # fmt: skip
    listed = subprocess.run(command, check=True, capture_output=True).stdout
    for name in filter(None, listed.decode().split("\0")):
        path = root / name
        try:
            yield path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            continue  # deleted, or no text


def shares(root: Path, sources: list[Path]) -> Iterator[tuple[DocumentHeader, Share | None]]:
    """Yield each document with its share; none where its text is not at hand."""
    workspace = open_workspace(root, sources)
    texts = list(tracked(root))
    folded: dict[Language, list[str]] = {}
    for path in workspace.facts_files():
        document = parse_document(path, path.name).document
        if document is None:
            continue
        header = document.document
        source = load_source(header, workspace.source_folders, Position(path.name))
        if not isinstance(source, SourceText):
            yield header, None
            continue
        if source.language not in folded:
            folded[source.language] = folded_files(texts, source.language)
        yield header, share_of(source, grams(source, folded[source.language]))


def within_limits(header: DocumentHeader, share: Share) -> bool:
    """Tell whether a text stands here as quotation only."""
    limit = ARTICLE_LIMIT if header.genre in PRESS else LIMIT
    return share.share <= limit and len(share.sentences) <= SENTENCES


def main() -> int:
    """Print the table; return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--runs", type=int, default=0, metavar="N", help="the N longest runs, too")
    chosen = parser.parse_args()
    fine = True
    more = filter(None, os.environ.get("POLICYKG_SOURCES", "").split(os.pathsep))
    root = Path(__file__).resolve().parent.parent
    for header, share in shares(root, [Path(folder) for folder in more]):
        if share is None:
            print(f"{header.id:24} text not at hand")
            continue
        good = within_limits(header, share)
        fine = fine and good
        print(f"{header.id:24} {share.share:6.1%} of {share.characters} characters, "
              f"{len(share.sentences)} whole sentences{'' if good else '  TOO MUCH'}")  # fmt: skip
        for run in share.runs[: chosen.runs]:
            print(f"    {len(run):4} {run}")
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
