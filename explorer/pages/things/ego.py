"""A body and those around it, as a small picture: campaigns at the left, partners at the right."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Final

from explorer.kit.request import Ask
from explorer.view.tables import tables_of
from graph.pictures.text import wrap
from ontology.terms import CODE

ROW: Final = 30
MOST: Final = 9
WIDTH: Final = 1200
LEFT, MIDDLE, RIGHT = 400, 600, 800
HALF: Final = 112
"""Half the width of the body's own box."""
LINE: Final = 17
"""Height of a line of a name."""
LABEL_EMS: Final = 25.0
"""Width of a name beside the picture, in ems."""
NAME_EMS: Final = 14.0
"""Width of its name, in ems."""


@dataclass(frozen=True, slots=True)
class Node:
    """One name in the picture."""

    iri: str
    label: str
    href: str
    x: int
    y: float
    weight: int
    path: str
    """The line to the body in the middle."""
    stroke: float
    lines: tuple[str, ...] = ()
    """Its name as it is drawn, line by line."""


@dataclass(frozen=True, slots=True)
class Ego:
    """The picture, ready to be written."""

    left: list[Node] = field(default_factory=list)
    right: list[Node] = field(default_factory=list)
    height: int = 0
    name: tuple[str, ...] = ()
    """The body's own name, line by line."""
    more: int = 0
    """Partners and campaigns that are left out."""

    @property
    def most(self) -> int:
        """Return the largest number of tasks, for the scale."""
        return max((n.weight for n in (*self.left, *self.right)), default=1)

    @property
    def shown(self) -> bool:
        """Whether there is anything to see."""
        return bool(self.left or self.right)


def _lines(label: str) -> tuple[str, ...]:
    return tuple(wrap(label, LABEL_EMS, lines=99).split("\n"))


def _room(ask: Ask, iri: str) -> int:
    return ROW + LINE * (len(_lines(ask.label(iri))) - 1)


def _height(ask: Ask, iris: list[str]) -> int:
    return sum(_room(ask, iri) for iri in iris)


def ego_of(ask: Ask, iri: str) -> Ego:
    """Return the picture of a body: the campaigns it leads tasks in, and with whom."""
    tables = tables_of(ask.view)
    series: dict[str, set[str]] = defaultdict(set)
    bodies: dict[str, set[str]] = defaultdict(set)
    for duty in tables.by_actor.get(iri, []):
        if duty.role != CODE.lead or duty.inferred:
            continue
        series[duty.series or duty.document].add(duty.task)
        for other in tables.by_task[duty.task]:
            if other.actor != iri and other.role == CODE.lead and not other.inferred:
                bodies[other.actor].add(duty.task)
    if not series:
        return Ego()
    strongest = sorted(bodies, key=lambda b: (-len(bodies[b]), b))
    right = strongest[:MOST]
    left = tables.in_order(series)[:MOST]
    height = max(_height(ask, left), _height(ask, right), 3 * ROW) + 20
    most = max(len(tasks) for tasks in [*series.values(), *bodies.values()])

    def nodes(iris: list[str], sets: dict[str, set[str]], x: int) -> list[Node]:
        found = []
        stretched, top = height / max(1, _height(ask, iris)), 0.0
        for name in iris:
            room = _room(ask, name) * stretched
            y, top = top + room / 2, top + room
            weight = len(sets[name])
            middle = MIDDLE - HALF if x < MIDDLE else MIDDLE + HALF
            bend = (x + middle) / 2
            path = f"M{x} {y:.1f} C{bend:.0f} {y:.1f} {bend:.0f} {height / 2} {middle} {height / 2}"
            found.append(
                Node(
                    name,
                    ask.label(name),
                    ask.href(name),
                    x,
                    round(y, 1),
                    weight,
                    path,
                    round(1 + 7 * weight / most, 1),
                    _lines(ask.label(name)),
                )
            )
        return found

    return Ego(
        nodes(left, series, LEFT),
        nodes(right, bodies, RIGHT),
        height,
        tuple(wrap(ask.label(iri), NAME_EMS).split("\n")),
        len(bodies) - len(right) + len(series) - len(left),
    )
