"""The one palette: the colour of each kind of thing on pages, in pictures and in figures.

Pages read it as custom properties of ``palette.css``, which is generated from it and proved
fresh by a test; pictures and scripts get it as data.  A colour never tells a kind alone: a word
or a mark stands beside it.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Colour(NamedTuple):
    """One colour on light and on dark paper."""

    light: str
    dark: str
    family: str = ""
    """The colour of which this one is a shade, where legends show the two together."""


PALETTE: Final[dict[str, Colour]] = {
    "campaign": Colour("#a63a24", "#f0957f"),
    "strategy": Colour("#7d3b2b", "#d9a08f", "campaign"),
    "task": Colour("#8a5a12", "#dfb36b"),
    "measure": Colour("#7a6a14", "#d9cf6a", "task"),
    "safeguard": Colour("#5f6b2d", "#b9c878", "task"),
    "organisation": Colour("#17616d", "#7cc3cf"),
    "person": Colour("#7c5c99", "#c0a3dc", "organisation"),
    "indicator": Colour("#4a5a63", "#aebcc4"),
    "value": Colour("#7d6a75", "#c9b5c1", "indicator"),
    "target": Colour("#8a3f5c", "#e0a3b9", "indicator"),
    "place": Colour("#3f6b2c", "#9ccb85"),
    "project": Colour("#99437a", "#e29bc8"),
    "enterprise": Colour("#2f5f9e", "#92b9ec"),
    "policy": Colour("#5b4a93", "#b9a9ee"),
    "other": Colour("#6b6658", "#bab49f"),
    "document": Colour("#37475a", "#b4c2d3", "other"),
}
"""Colours by name; each has at least 4.5 : 1 against the paper it is for."""

UNKNOWN: Final = "other"
"""The colour of what is of no class of ours."""

EDGES: Final = (
    "indicator", "campaign", "organisation", "policy", "task", "enterprise", "place", "project",
)  # fmt: skip
"""Colours of kinds of edges, the most frequent kind first; after the last they begin again."""


class Family(NamedTuple):
    """What is drawn in one colour and its shades: its words, and the list of things they open."""

    zh: str
    en: str
    slug: str


FAMILIES: Final[dict[str, Family]] = {
    "campaign": Family("战略与系列活动", "strategies, campaigns", "campaigns"),
    "task": Family("任务与举措", "tasks, measures", "tasks"),
    "organisation": Family("单位与责任关系", "bodies and their responsibilities", "organisations"),
    "indicator": Family("数值与目标", "values and targets", "values"),
    "place": Family("地方", "places", "places"),
    "project": Family("项目与事件", "projects, events", "projects"),
    "enterprise": Family("企业", "enterprises", "enterprises"),
    "policy": Family("政策与荣誉", "policies, recognitions", "policies"),
    "other": Family("关系与其他", "relations and others", "other"),
}
"""Families in the order of legends."""


class Highlight(NamedTuple):
    """A kind of highlight in the reader: its words and its colour."""

    zh: str
    en: str
    colour: str


HIGHLIGHTS: Final[dict[str, Highlight]] = {
    "lead": Highlight("责任关系", "Responsibilities", "organisation"),
    "value": Highlight("数值与目标", "Values and targets", "indicator"),
    "work": Highlight("任务与措施", "Tasks and measures", "task"),
    "body": Highlight("单位、企业与人物", "Bodies, firms, people", "enterprise"),
    "place": Highlight("地方与项目", "Places and projects", "place"),
    "policy": Highlight("政策", "Policies", "policy"),
    "event": Highlight("事件与荣誉", "Events and recognitions", "project"),
    "other": Highlight("关系及其他", "Relations and others", "other"),
}
"""Kinds of highlight by rank: what a piece under several quotes of one width is shown as."""


def family_of(colour: str) -> str:
    """Return the colour that stands for a colour and its shades."""
    return PALETTE[colour].family or colour


def css() -> str:
    """Return the palette as a style sheet: custom properties, and a class a colour.

    ``k-…``, and ``f-…`` of a family, set ``--k``, the colour of a thing's kind; ``k-…`` of a
    highlight sets ``--q``, the colour of a quote in the reader.
    """
    lines = [
        "/* Generated from ontology/palette.py by `make docs`; edit that file, not this one. */"
    ]
    light = "".join(f"  --k-{name}: {colour.light};\n" for name, colour in PALETTE.items())
    dark = "".join(f"    --k-{name}: {colour.dark};\n" for name, colour in PALETTE.items())
    lines.append(f"\n:root {{\n{light}}}")
    lines.append(f"\n@media screen and (prefers-color-scheme: dark) {{\n  :root {{\n{dark}  }}\n}}")
    for name in PALETTE:
        names = f".k-{name},\n.f-{name}" if name in FAMILIES else f".k-{name}"
        lines.append(f"\n{names} {{\n  --k: var(--k-{name});\n}}")
    for name, highlight in HIGHLIGHTS.items():
        lines.append(f"\n.k-{name} {{\n  --q: var(--k-{highlight.colour});\n}}")
    quotes = ",\n".join(
        f".reader:has(#show-{name}:not(:checked)) .k-{name}:is(.q, .facts .k-{name})"
        for name in HIGHLIGHTS
    )
    items = ",\n".join(
        f".reader:has(#show-{name}:not(:checked)) .facts li.k-{name}:not(.note)"
        for name in HIGHLIGHTS
    )
    lines.append(f"\n{quotes} {{\n  --q: transparent;\n}}\n\n{items} {{\n  display: none;\n}}")
    return "\n".join(lines) + "\n"
