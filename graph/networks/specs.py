"""The networks that can be drawn, in one visible list.

Which edges a network is made of, between which classes, and its words stand in the ontology
(``pk:Network``, read by :mod:`ontology.declarations`).  Here stands only how it is *seen*:
how facts become edges (its view), its counting rule in words, and its layout.  A network that
the ontology declares and this list does not know is drawn directly, by springs: a new kind of
network needs a few lines of Turtle and no code.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal, NamedTuple

from ontology import declarations
from ontology.kinds import BY_NAME, layer
from ontology.terms import PK

View = Literal["direct", "stated", "projection", "pairs", "lifted", "chain"]
"""How facts become edges.

direct      one declared edge, one edge
stated      only relations that a text states, one edge each
projection  two ends of the same source meet: bodies that lead one task together
pairs       ends of two kinds of edge meet over the same source: a lead and its supporters
lifted      the source is replaced by the series that holds it: the campaign for its tasks
chain       responsibilities, and what holds the work they are for: campaign, task, department
"""

Layout = Literal["layered", "force"]


class Words(NamedTuple):
    """The same words in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class NetworkSpec:
    """One network as a declared view; classes and edges are IRIs."""

    name: str
    label: Words
    description: Words
    counting: Words
    edges: tuple[str, ...]
    nodes: tuple[str, ...] = ()
    """Classes that are shown; empty: any."""
    view: View = "direct"
    other_edges: tuple[str, ...] = ()
    """Of the view pairs: the edges that lead to the target."""
    series: tuple[str, ...] = ()
    """Of the view lifted: the classes that take the place of the source."""
    edge_label: Words | None = None
    """What joins the ends where two facts make one edge; else the edge's own label."""
    directed: bool = True
    groups: bool = True
    """Whether groups not named one by one are shown unless the caller says otherwise."""
    layout: Layout = "force"
    layers: tuple[tuple[str, ...], ...] = ()
    """Local names of classes a column, from the left, for a layered layout."""


ONE_OVER_N: Final = Words(
    "分数计数：有 n 个点名单位牵头的任务对其中每个单位各计 1/n，泛指单位单列，不计入 n",
    "fractional: of a task that n named bodies lead each counts 1/n; groups stand apart and are "
    "not part of n",
)
"""The one definition of 1/n; ``docs/analyses.md`` has it too, and a test compares the numbers."""

_WHOLE: Final = Words(
    "整计数：共同牵头的任务对每个单位各计一次；泛指单位另列，不计入单位数。",
    "Whole counting: a joint task counts once for each body; groups not named one by one are "
    "shown apart and never counted as departments.",
)
_FACTS: Final = Words(
    "权重为陈述该关系的事实数。", "Weight is the number of facts that state the edge."
)
_CO_LEADS: Final = Words(
    "权重为共同牵头的任务数（整计数）；或按 Newman 分数计数，每项任务计 1/(n−1)，"
    "n 为该任务的牵头单位数。",
    "Weight is the number of tasks led together (whole); or, after Newman, 1/(n−1) for each "
    "task with n leads (fractional).",
)
_LEAD_SUPPORT: Final = Words(
    "权重为前者牵头、后者配合的任务数。",
    "Weight is the number of tasks that the one leads and the other supports.",
)
_CAMPAIGNS: Final = Words(
    "权重为该单位在该系列中牵头的任务数（整计数）；泛指单位另列。",
    "Weight is the number of the series' tasks that the body leads (whole counting); groups "
    "are shown apart.",
)

_ACTORS: Final = layer("actor")
_SERIES: Final = layer("series")
_WORK: Final = layer("work")
_LED: Final = (PK.ledBy, PK.ledByGroup)


class _How(NamedTuple):
    """How a declared network is seen."""

    view: View = "direct"
    counting: Words = _FACTS
    layers: tuple[tuple[str, ...], ...] = ()
    directed: bool = True
    groups: bool = True
    edge_label: Words | None = None


_TOGETHER: Final = Words("共同牵头", "lead together")
_SUPPORTS: Final = Words("牵头与配合", "leads, supported by")
_HOW: Final[dict[str, _How]] = {
    "leads": _How(counting=_WHOLE, layers=(_ACTORS, (*_SERIES, *_WORK))),
    "co-leads": _How("projection", _CO_LEADS, (), False, False, _TOGETHER),
    "lead-support": _How("pairs", _LEAD_SUPPORT, edge_label=_SUPPORTS),
    "responsibilities": _How(counting=_WHOLE, layers=(_ACTORS, (*_SERIES, *_WORK))),
    "campaign-task-department": _How("chain", _WHOLE, layers=(_SERIES, _WORK, _ACTORS)),
    "relations": _How("stated"),
}

_COMPOSED: Final = (
    NetworkSpec(
        "campaign-department",
        Words("系列活动与单位", "campaigns and departments"),
        Words(
            "系列活动（战役、战略）与其中任务的牵头单位。",
            "Campaigns and strategies, and the bodies that lead the tasks in them.",
        ),
        _CAMPAIGNS,
        edges=_LED,
        view="lifted",
        series=tuple(BY_NAME[name].iri for name in _SERIES),
        layout="layered",
        layers=(_SERIES, _ACTORS),
    ),
    NetworkSpec(
        "containment",
        Words("隶属与包含", "containment"),
        Words(
            "工作的上下层级、地方的归属与机构的隶属。",
            "Parts of work, places within places, bodies under bodies.",
        ),
        _FACTS,
        edges=(PK.partOf, PK.locatedIn, PK.partOfPlace, PK.parent, PK.governs, PK.contains),
        nodes=(PK.Action, PK.Organization, PK.Place),
    ),
    NetworkSpec(
        "everything",
        Words("全部关系", "every declared edge"),
        Words(
            "本体声明的全部关系；邻域网络和路径由此而来。",
            "All edges that the ontology declares; ego networks and paths are parts of it.",
        ),
        _FACTS,
        edges=tuple(
            edge.property
            for edge in declarations.edges()
            # The document of every fact, and conditions of a lead, would say things twice.
            if edge.property
            not in {PK.statedIn, PK.mentions, PK.actor, PK.firstLedBy, PK.solelyLedBy}
        ),
    ),
)


def _declared(network: declarations.Network) -> NetworkSpec:
    how = _HOW.get(network.id, _How())
    words = network.term
    return NetworkSpec(
        network.id,
        Words(words.label_zh, words.label_en),
        Words(words.definition_zh, words.definition_en),
        how.counting,
        edges=network.edges,
        nodes=network.nodes,
        view=how.view,
        other_edges=(network.projected_to,) if network.projected_to else (),
        edge_label=how.edge_label,
        directed=how.directed,
        groups=how.groups,
        layout="layered" if how.layers else "force",
        layers=how.layers,
    )


NETWORKS: Final[dict[str, NetworkSpec]] = {
    spec.name: spec for spec in (*map(_declared, declarations.networks()), *_COMPOSED)
}
"""Every network by its name."""


def ego_spec(depth: int) -> NetworkSpec:
    """Return the record of the network around one thing."""
    return replace(
        NETWORKS["everything"],
        name="ego",
        label=Words("邻域网络", "ego network"),
        description=Words(
            f"与所选事物相距不超过 {depth} 步的一切。",
            f"Everything within {depth} step{'s' if depth > 1 else ''} of the chosen thing.",
        ),
    )


_FRAME: Final = {PK.parent, PK.refersTo, PK.governs, PK.place}
"""Edges that join most bodies of one town or one document in two steps."""


def path_spec(frame: bool = False) -> NetworkSpec:
    """Return the record of the shortest paths between two things.

    Acting in one place, standing below one government or in one document joins all bodies of a
    town in two steps, which says nothing.

    Args:
        frame: Whether the government above, the document and the place count after all, for
            things that nothing else joins.
    """
    everything = NETWORKS["everything"]
    left_out = {PK.jurisdiction} if frame else {PK.jurisdiction, *_FRAME}
    return replace(
        everything,
        edges=tuple(e for e in everything.edges if e not in left_out),
        name="paths",
        label=Words("两者之间的路径", "paths between two things"),
        description=Words(
            "两者之间全部最短路径，不计方向。", "All shortest paths, whatever the direction."
        ),
    )
