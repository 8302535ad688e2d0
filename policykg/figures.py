"""Figures for print from Python and the command line: those of the pages, by the same words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Final

from starlette.datastructures import QueryParams

from explorer.kit.request import PARAMETERS, NotFound, plain_ask, view_at
from explorer.pages.figures.registry import FIGURES
from explorer.snapshots import Snapshot
from graph.errors import BadParameter, UnknownEnding
from graph.figures.files import TYPES, write_figure
from graph.figures.fonts import find_font
from ontology.files import write_whole

if TYPE_CHECKING:
    from graph.builds.build import Generation
    from graph.figures.frame import Figure
    from graph.figures.words import Languages

FILTERS: Final = PARAMETERS - {
    "a", "address", "b", "chart", "chosen", "code", "columns", "figure", "hide", "kind", "labels",
    "lang", "moved", "open", "page", "q", "rows", "section", "sort", "source", "target", "thing",
    "title", "view", "width", "x", "y",
}  # fmt: skip
"""What narrows a figure; the other parameters of pages say what is shown of it, or whereof."""


def figure_of(
    generation: Generation, name: str, filters: Mapping[str, str | Iterable[str]]
) -> Figure:
    """Return a figure of a build, narrowed by what a page of the explorer takes in its address.

    Raises:
        BadParameter: there is no figure, or no filter, of that name, or it names nothing.
    """
    if name not in FIGURES:
        known = ", ".join(FIGURES)
        raise BadParameter(
            f"there is no figure {name!r}; there are: {known}", f"没有图 {name!r}；可用：{known}"
        )
    pairs = [
        (key, str(one))
        for key, value in filters.items()
        for one in ([value] if isinstance(value, str) or not isinstance(value, Iterable) else value)
    ]
    if wrong := sorted({key for key, _ in pairs} - FILTERS):
        raise BadParameter(
            f"there is no filter {wrong[0]}; there are: {', '.join(sorted(FILTERS))}",
            f"没有筛选条件 {wrong[0]}；可用：{'、'.join(sorted(FILTERS))}",
        )
    manifest = generation.manifest
    snapshot = Snapshot((generation.file,), generation.data_version, manifest.base, generation)
    app = SimpleNamespace(state=SimpleNamespace(snapshot=snapshot, settings=None))
    ask = plain_ask(app, view_at(snapshot), "zh", f"/figures/{name}")
    for key, value in pairs:
        if key in _THINGS and ask.view.iri(value) not in ask.view:
            raise BadParameter(f"{key}={value} is not in this graph", f"{key}={value} 不在本图中")
    try:
        return FIGURES[name].make(replace(ask, query=QueryParams(pairs)))
    except NotFound as missing:
        raise BadParameter(f"there is no {missing.name}", f"没有 {missing.name}") from None


_THINGS: Final = ("document", "campaign", "place", "actor", "subject", "indicator", "around")


def write(
    figure: Figure, path: Path, *, width: int = 89, labels: Languages = "zh",
    font: Path | None = None,
) -> Path:  # fmt: skip
    """Write a figure; the ending of the path says as what.

    Args:
        figure: what to draw.
        path: ends in ``.svg``, ``.pdf``, ``.png``, or ``.txt`` for the caption alone.
        width: millimetres, 89 or 183.
        labels: ``zh``, ``en`` or ``both``.
        font: a font file with Chinese; by default one that is installed.

    Raises:
        UnknownEnding: no figure has that ending.
        BadParameter: there is no such width or language.
        NoFont, MissingPackage: what draws it is not installed.
    """
    kind = path.suffix.lstrip(".").lower()
    if kind not in TYPES:
        raise UnknownEnding(
            f"{path.name}: a figure ends in {', '.join('.' + k for k in TYPES)}",
            f"{path.name}：图的后缀为 {'、'.join('.' + k for k in TYPES)}",
        )
    write_whole(path, write_figure(figure, kind, find_font(font), width, labels))
    return path
