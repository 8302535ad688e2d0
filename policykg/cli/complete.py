"""What a shell completes behind a command: questions, networks, documents, formats, rules.

Nothing is opened that takes long, and nothing is said when something is wrong: there are
then no proposals.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from graph.errors import GraphError
from loaders.errors import LoadersError
from ontology.formats import holding

if TYPE_CHECKING:
    from loaders.workspace import Workspace


def _beginning(words: Iterable[str], incomplete: str) -> list[str]:
    return [word for word in words if word.startswith(incomplete)]


def _workspace(ctx: click.Context) -> Workspace | None:
    from loaders.workspace import open_workspace

    given = ctx.find_root().params.get("workspace")
    try:
        return open_workspace(Path(given) if given else None)
    except (LoadersError, OSError):
        return None


def questions(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[str]:
    """Propose the names of saved questions."""
    workspace = _workspace(ctx)
    found = sorted(workspace.queries_folder.glob("*.rq")) if workspace else []
    return _beginning((path.stem for path in found), incomplete)


def values(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[str]:
    """Propose the parameters of the question that is named."""
    from graph.questions.saved import Questions

    workspace = _workspace(ctx)
    if workspace is None or not ctx.params.get("name"):
        return []
    try:
        question = Questions(workspace.queries_folder).find(ctx.params["name"])
    except GraphError:
        return []
    given = {word.partition("=")[0] for word in ctx.params.get("values") or ()}
    return _beginning((f"{name}=" for name in question.parameters if name not in given), incomplete)


def documents(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[str]:
    """Propose the documents of the workspace, whose files bear their names."""
    workspace = _workspace(ctx)
    found = workspace.facts_files() if workspace else []
    return _beginning((path.stem for path in found), incomplete)


def networks(_ctx: click.Context, _: click.Parameter, incomplete: str) -> list[str]:
    """Propose the networks."""
    from graph.networks.specs import NETWORKS

    return _beginning(NETWORKS, incomplete)


def formats(_ctx: click.Context, _: click.Parameter, incomplete: str) -> list[str]:
    """Propose the formats of `export`."""
    return _beginning(dict.fromkeys((*holding("whole"), *holding("tables"))), incomplete)


def tables(_ctx: click.Context, _: click.Parameter, incomplete: str) -> list[str]:
    """Propose the narrow tables."""
    from graph.tables.declared import TABLES

    return _beginning(TABLES, incomplete)


def rules(_ctx: click.Context, _: click.Parameter, incomplete: str) -> list[str]:
    """Propose the rules that `check --explain` knows."""
    from loaders.rules.registry import BY_NAME

    return _beginning(("all", *BY_NAME), incomplete)
