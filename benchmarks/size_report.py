"""Tables and a picture of what workspaces of several sizes cost."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from graph.figures.drawing import HAIR, INK, SOFT, Drawing, Item, Text, circle, line
from graph.figures.drawing import Path as Stroke
from graph.figures.fonts import find_font
from graph.figures.svg import to_svg
from ontology.palette import PALETTE

if TYPE_CHECKING:
    from benchmarks.size import Measured

__all__ = ["growth", "picture", "report", "write_report"]

DOCS: Final = Path(__file__).resolve().parents[1] / "docs"
BEGIN: Final = "<!-- begin: written by python -m benchmarks.size --write -->\n"
END: Final = "<!-- end -->"
PICTURE: Final = "pictures/size.svg"
SMALLEST: Final = 100
"""Documents below which what a start costs hides how a figure grows."""


def growth(points: Sequence[tuple[float, float]]) -> float | None:
    """Return by which power of the size a figure grows, fitted to all sizes of 100 and more.

    Least squares of the logarithms; none where there are not two such sizes.
    """
    chosen = [(math.log(x), math.log(y)) for x, y in points if x >= SMALLEST and y > 0]
    if len(chosen) < 2:
        return None
    mean_x, mean_y = (sum(axis) / len(chosen) for axis in zip(*chosen, strict=True))
    spread = sum((x - mean_x) ** 2 for x, _ in chosen)
    return sum((x - mean_x) * (y - mean_y) for x, y in chosen) / spread if spread else None


def report(found: Sequence[Measured]) -> list[str]:
    """Return the tables as lines of Markdown."""
    machines = sorted({f"{one.day}, {one.machine}" for one in found})
    lines = [
        f"Measured on {'; '.join(machines)}. *Exponent*: by which power of the number of documents "
        f"a figure grows, fitted to {SMALLEST} and more: 1 is with it, 0 not at all. *Of cold*: "
        "share of a cold build in CPU, at the largest size.",
    ]
    steps = list(dict.fromkeys(name for one in found for name in one.steps))
    lines += ["", "CPU seconds of a command and its children:", "", *_table(
        found, steps, lambda one, name: one.steps[name].cpu if name in one.steps else None,
        "{:.2f}", cold=True,
    )]  # fmt: skip
    lines += ["", "Seconds by the clock:", "", *_table(
        found, steps, lambda one, name: one.steps[name].wall if name in one.steps else None,
        "{:.1f}",
    )]  # fmt: skip
    lines += ["", "Largest memory (PSS) of all its processes, MB:", "", *_table(
        found, steps, lambda one, name: one.steps[name].memory if name in one.steps else None,
        "{:,.0f}",
    )]  # fmt: skip
    disk = list(dict.fromkeys(name for one in found for name in one.megabytes))
    lines += ["", "On the disk, MB:", "", *_table(
        found, disk, lambda one, name: one.megabytes.get(name), "{:,.1f}"
    )]  # fmt: skip
    served = list(dict.fromkeys(name for one in found for name in one.served))
    lines += ["", "The explorer's server:", "", *_table(
        found, served, lambda one, name: one.served.get(name), "{:,.2f}"
    )]  # fmt: skip
    pages = list(dict.fromkeys(name for one in found for name in one.pages))
    lines += ["", "Pages made fresh, p50 and p95 in milliseconds:", "", *_pages(found, pages)]
    lines += [""] + [
        f"{one.documents:,} documents, {name}: {why}."
        for one in found
        for name, why in one.unfinished.items()
    ]
    return lines if lines[-1] else lines[:-1]


def _table(
    found: Sequence[Measured],
    names: Sequence[str],
    figure: Callable[[Measured, str], float | None],
    form: str,
    *,
    cold: bool = False,
) -> Iterator[str]:
    head = [
        "documents",
        *(f"{one.documents:,}" for one in found),
        "exponent",
        *(["of cold"] if cold else []),
    ]
    yield f"| {' | '.join(head)} |"
    yield f"|---|{'---:|' * (len(head) - 1)}"
    for name in names:
        told = [figure(one, name) for one in found]
        cells = [name, *("" if value is None else form.format(value) for value in told)]
        points = [(one.documents, value) for one, value in zip(found, told, strict=True) if value]
        power = growth(points)
        cells.append("" if power is None else f"{power:.2f}")
        if cold:
            whole = figure(found[-1], "cold build")
            share = whole / told[-1] if whole and told[-1] else 0
            cells.append(f"1/{share:.0f}" if share > 1 else "")
        yield f"| {' | '.join(cells)} |"


def _pages(found: Sequence[Measured], names: Sequence[str]) -> Iterator[str]:
    head = ["page"]
    head += [f"{one.documents:,}: {part}" for one in found for part in ("p50", "p95")]
    yield f"| {' | '.join([*head, 'exponent of p50'])} |"
    yield f"|---|{'---:|' * len(head)}"
    for name in names:
        told = [one.pages.get(name) for one in found]
        cells = [f"{value:.1f}" if both else "" for both in told for value in (both or [0, 0])[:2]]
        points = [(one.documents, both[0]) for one, both in zip(found, told, strict=True) if both]
        power = growth(points)
        cells.append("" if power is None else f"{power:.2f}")
        yield f"| {' | '.join([name, *cells])} |"


# -- the picture -----------------------------------------------------------------------------

SHOWN: Final = {
    "cold build": ("campaign", "cold build"),
    "one authority edit": ("place", "build after an authority edit"),
    "one edit": ("task", "build after one edit"),
    "nothing changed": ("enterprise", "build, nothing changed"),
    "lock after an edit": ("document", "lock after one edit"),
}
"""Step → the kind whose colour its line has, and what is written beside it."""
_WIDE, _HIGH = 430.0, 270.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 42.0, 150.0, 26.0, 34.0


def picture(found: Sequence[Measured]) -> Drawing:
    """Draw CPU seconds against the number of documents, both axes by powers of ten."""
    sizes = [one.documents for one in found]
    lines = {
        name: [(one.documents, one.steps[name].cpu) for one in found if name in one.steps]
        for name in SHOWN
    }
    told = [y for points in lines.values() for _, y in points if y > 0]
    low, high = math.floor(math.log10(min(told))), math.ceil(math.log10(max(told)))
    left, right = math.log10(min(sizes)), math.log10(max(*sizes, 10 * min(sizes)))

    def place(x: float, y: float) -> tuple[float, float]:
        wide, tall = _WIDE - _LEFT - _RIGHT, _HIGH - _TOP - _BOTTOM
        across = (math.log10(x) - left) / (right - left)
        up = (math.log10(y) - low) / max(1, high - low)
        return _LEFT + across * wide, _HIGH - _BOTTOM - up * tall

    items: list[Item] = [Text(0, 12, "CPU seconds", 8, "start", SOFT)]
    for power in range(low, high + 1):
        x, y = place(min(sizes), 10.0**power)
        items += [
            line(x, y, _WIDE - _RIGHT, y, stroke=HAIR),
            Text(x - 5, y + 3, f"{10.0**power:,g}", 8, "end", SOFT),
        ]
    for size in sizes:
        x, y = place(size, 10.0**low)
        items += [line(x, y, x, _TOP, stroke=HAIR), Text(x, y + 12, f"{size:,}", 8, "middle", SOFT)]
    middle = (_LEFT + _WIDE - _RIGHT) / 2
    items.append(Text(middle, _HIGH - 6, "documents", 8, "middle", SOFT))
    items += _strokes(lines, place)
    words = ", ".join(f"{n} {p[-1][1]:.1f} at {p[-1][0]:,}" for n, p in lines.items() if p)
    about = f"Both axes by powers of ten. CPU seconds: {words}."
    return Drawing(_WIDE, _HIGH, "CPU seconds by the number of documents", about, "en", items)


def _strokes(
    lines: dict[str, list[tuple[int, float]]],
    place: Callable[[float, float], tuple[float, float]],
) -> Iterator[Item]:
    """Yield each line with its marks, and its name beside its end, names apart."""
    ends = {name: place(*points[-1])[1] for name, points in lines.items() if points}
    at = -math.inf
    for name in sorted(ends, key=lambda name: ends[name]):
        colour = PALETTE[SHOWN[name][0]].light
        spots = [place(*point) for point in lines[name]]
        steps = tuple(("L" if i else "M", spot) for i, spot in enumerate(spots))
        yield Stroke(steps, stroke=colour, width=1.6)
        for spot in spots:
            yield circle(*spot, 2.4, fill=colour)
        at = max(at + 11, ends[name])
        power = growth(lines[name])
        more = "" if power is None else f" ({power:.2f})"
        yield Text(_WIDE - _RIGHT + 6, at + 3, SHOWN[name][1] + more, 8, "start", INK)


def write_report(found: Sequence[Measured]) -> None:
    """Put tables and picture into the docs.

    Raises:
        ValueError: The page has no place for them.
    """
    (DOCS / PICTURE).write_bytes(to_svg(picture(found), find_font()))
    page = DOCS / "benchmarks.md"
    before, place, rest = page.read_text("utf-8").partition(BEGIN)
    if not place:
        raise ValueError(f"{page.name} has no place for {BEGIN.strip()}")
    _, _, after = rest.partition(END)
    told = "\n".join(
        [
            *report(found),
            "",
            f"![CPU seconds of a cold build and after edits by the number of documents]({PICTURE})",
            "",
        ]
    )
    page.write_text(f"{before}{BEGIN}{told}{END}{after}", "utf-8")
