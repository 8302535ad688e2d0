"""From the facts of a workspace to a generation that is served: compile, load, publish."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from loaders.errors import LoadersError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graph.builds.build import Generation
    from loaders.problems import Problem
    from loaders.workspace import Workspace


class FactsUnsound(LoadersError):
    """The facts have errors, so nothing was built; ``problems`` holds all that was found."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(
            "Nothing was built; the last good graph stays in place.",
            "未构建;上一次的图保持不变。",
            problems,
        )

    @property
    def errors(self) -> list[Problem]:
        """Those that kept the graph from being built."""
        return [problem for problem in self.problems if problem.severity == "error"]


def build_workspace(
    workspace: Workspace, folder: Path | None = None, *, processes: int | None = None
) -> Generation:
    """Build the graph; each document is loaded while the next ones are compiled.

    Args:
        workspace: Where the facts are.
        folder: Where the generation goes; default: the workspace's ``build``.
        processes: How many processes compile; default: one a core where that pays.

    Raises:
        FactsUnsound: the facts have errors; what was served is still served.
        BuildBusy: another process is building.
        BuildError: the quads cannot be read, or a triple stands in two graphs.
        OSError: the disk is full or not writable; what was served is still served.
    """
    from graph.builds.build import publish
    from graph.builds.description import DatasetInfo
    from graph.builds.loading import Loading
    from loaders.compile import compile_workspace

    about = workspace.settings
    info = DatasetInfo(
        base=workspace.base,
        title={"zh": about.title.zh, "en": about.title.en},
        licence=about.licence,
        version=about.version,
    )
    with Loading(workspace.base, trusted=True) as loading:
        compiled = compile_workspace(
            workspace, processes=processes, trace=False, on_document=loading.add
        )
        if any(problem.severity == "error" for problem in compiled.problems):
            raise FactsUnsound(compiled.problems)
        return publish(
            folder or workspace.build_folder,
            compiled.parts,
            compiled.inputs,
            info=info,
            loading=loading,
        )
