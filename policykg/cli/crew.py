"""The options that say who shares the work of a command: processes here, or a Dask cluster."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from policykg.cli.context import Misuse, say

if TYPE_CHECKING:
    from ontology.processes import Workers

__all__ = ["Crew", "shared_work"]


@dataclass(frozen=True, slots=True)
class Crew:
    """Who shares the work, as the options say it."""

    workers: int | None
    """Processes on this machine."""
    scheduler: str | None
    """Address of a Dask scheduler."""

    @contextmanager
    def at(self, workspace: Path) -> Iterator[Workers]:
        """Give the processes that work on a workspace; those of a cluster are let go after it.

        Raises:
            ClusterError: the cluster cannot be used.
        """
        if self.scheduler is None:
            yield self.workers
            return
        from policykg.cluster import cluster

        with cluster(self.scheduler, workspace) as elsewhere:
            yield elsewhere


def shared_work(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command ``--workers`` and ``--scheduler``, as one argument ``crew``."""

    @click.option(
        "--workers",
        "--processes",
        "workers",
        type=click.IntRange(1, 256),
        metavar="N",
        help="How many processes of this machine share the work.",
    )
    @click.option(
        "--scheduler",
        metavar="ADDRESS",
        help="Share it among the workers of a Dask cluster that see the same folder.",
    )
    @functools.wraps(command)
    def with_crew(*args: Any, workers: int | None, scheduler: str | None, **named: Any) -> Any:
        if workers is not None and scheduler is not None:
            raise Misuse(
                say(
                    "take --workers or --scheduler, not both",
                    "--workers 与 --scheduler 只能用一个",
                )
            )
        return command(*args, crew=Crew(workers, scheduler), **named)

    return with_crew
