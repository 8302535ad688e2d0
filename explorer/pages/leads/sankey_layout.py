"""Places of a Sankey picture in three columns, worked out without a browser.

The two left columns keep the order of the text; the right one is ordered so that bands cross
little.  Heights are pixels at zoom 1.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

UNIT: Final = 13.0
"""Height of one lead."""
ROW: Final = 21.0
"""Least room for a task, so that its label can be read."""
GAP: Final = 5.0
BLOCK_GAP: Final = 16.0
XS: Final = (226.0, 598.0, 846.0)
BAR: Final = 9.0
WIDTH: Final = 1232.0
EMS: Final = (15.0, 27.0, 27.0)
"""Room for a line of a label in each column, in ems."""
LINE: Final = 16.0
"""Height of a line of a label."""


@dataclass(frozen=True, slots=True)
class Flow:
    """One lead: a department leads a task of a campaign."""

    campaign: str
    task: str
    department: str
    weight: float


@dataclass(slots=True)
class Box:
    """A node with its place."""

    iri: str
    column: int
    y: float = 0.0
    height: float = 0.0
    series: int = 0
    """Number of the campaign, for its colour; departments have none."""
    weight: float = 0.0
    lines: int = 1
    """Lines of its label."""

    @property
    def words(self) -> float:
        """Return the height of its label."""
        return self.lines * LINE + 3

    @property
    def x(self) -> float:
        """Return its left edge."""
        return XS[self.column]

    @property
    def middle(self) -> float:
        """Return the middle of its height."""
        return self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class Band:
    """A ribbon between two boxes."""

    source: str
    target: str
    path: str
    series: int
    weight: float


@dataclass(slots=True)
class Sankey:
    """The whole picture."""

    boxes: list[Box] = field(default_factory=list)
    bands: list[Band] = field(default_factory=list)
    height: float = 0.0
    width: float = WIDTH


def layout(flows: Sequence[Flow], lines_of: Callable[[Box], int] = lambda box: 1) -> Sankey:
    """Place campaigns, tasks and departments; flows come in the order of the text.

    Args:
        flows: What flows.
        lines_of: How many lines the label of a box has, for which it gets room.
    """
    tasks: dict[str, Box] = {}
    campaigns: dict[str, Box] = {}
    departments: dict[str, Box] = {}
    holds: dict[str, list[str]] = defaultdict(list)
    for flow in flows:
        if flow.campaign not in campaigns:
            campaigns[flow.campaign] = Box(flow.campaign, 0, series=len(campaigns))
        if flow.task not in tasks:
            tasks[flow.task] = Box(flow.task, 1, series=campaigns[flow.campaign].series)
            holds[flow.campaign].append(flow.task)
        departments.setdefault(flow.department, Box(flow.department, 2))
        for box in (campaigns[flow.campaign], tasks[flow.task], departments[flow.department]):
            box.weight += flow.weight
    for box in (*campaigns.values(), *tasks.values(), *departments.values()):
        box.lines = lines_of(box)
    height = _stack_tasks(campaigns, tasks, holds)
    _order_departments(flows, tasks, departments, height)
    found = Sankey([*campaigns.values(), *tasks.values(), *departments.values()], [], height)
    bottom = max((b.y + b.height for b in found.boxes), default=0.0)
    found.height = round(max(height, bottom) + 8, 1)
    found.bands = [*_left(campaigns, tasks, holds), *_right(flows, tasks, departments)]
    return found


def _stack_tasks(
    campaigns: dict[str, Box], tasks: dict[str, Box], holds: dict[str, list[str]]
) -> float:
    y = 8.0
    for campaign, inner in holds.items():
        first = y
        for task in inner:
            box = tasks[task]
            box.height = box.weight * UNIT
            room = max(ROW, box.height, box.words)
            box.y = y + (room - box.height) / 2
            y += room + GAP
        box = campaigns[campaign]
        box.height = box.weight * UNIT
        y = max(y, first + box.words + GAP)
        box.y = (first + y - GAP) / 2 - box.height / 2
        y += BLOCK_GAP
    return y


def _order_departments(
    flows: Sequence[Flow], tasks: dict[str, Box], departments: dict[str, Box], height: float
) -> None:
    wanted: dict[str, list[float]] = defaultdict(list)
    for flow in flows:
        wanted[flow.department].append(tasks[flow.task].middle)
    order = sorted(departments, key=lambda d: (sum(wanted[d]) / len(wanted[d]), departments[d].iri))
    rooms = {d: max(19.0, departments[d].weight * UNIT, departments[d].words) for d in order}
    spare = max(0.0, height - 16 - sum(rooms.values()))
    gap = max(GAP, spare / max(1, len(order)))
    y = 8.0
    for department in order:
        box = departments[department]
        box.height = box.weight * UNIT
        box.y = y + (rooms[department] - box.height) / 2
        y += rooms[department] + gap


def _left(
    campaigns: dict[str, Box], tasks: dict[str, Box], holds: dict[str, list[str]]
) -> list[Band]:
    found = []
    for campaign, inner in holds.items():
        at = campaigns[campaign].y
        for task in inner:
            box = tasks[task]
            path = ribbon(XS[0] + BAR, at, XS[1], box.y, box.height)
            found.append(Band(campaign, task, path, box.series, box.weight))
            at += box.height
    return found


def _right(flows: Sequence[Flow], tasks: dict[str, Box], departments: dict[str, Box]) -> list[Band]:
    by_task: dict[str, list[Flow]] = defaultdict(list)
    by_department: dict[str, list[Flow]] = defaultdict(list)
    for flow in flows:
        by_task[flow.task].append(flow)
        by_department[flow.department].append(flow)
    leaves, arrives = {}, {}
    for task, found in by_task.items():
        at = tasks[task].y
        for flow in sorted(found, key=lambda f: departments[f.department].y):
            leaves[flow.task, flow.department] = at
            at += flow.weight * UNIT
    for department, found in by_department.items():
        at = departments[department].y
        for flow in sorted(found, key=lambda f: tasks[f.task].y):
            arrives[flow.task, flow.department] = at
            at += flow.weight * UNIT
    return [
        Band(
            f.task,
            f.department,
            ribbon(
                XS[1] + BAR,
                leaves[f.task, f.department],
                XS[2],
                arrives[f.task, f.department],
                f.weight * UNIT,
            ),
            tasks[f.task].series,
            f.weight,
        )
        for f in flows
    ]


def ribbon(x0: float, y0: float, x1: float, y1: float, height: float) -> str:
    """Return the path of a band of one height between two edges."""
    m = (x0 + x1) / 2
    a, b = y0 + height, y1 + height
    return (
        f"M{x0:.1f} {y0:.1f}C{m:.1f} {y0:.1f} {m:.1f} {y1:.1f} {x1:.1f} {y1:.1f}"
        f"V{b:.1f}C{m:.1f} {b:.1f} {m:.1f} {a:.1f} {x0:.1f} {a:.1f}Z"
    )
