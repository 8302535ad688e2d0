"""Every class of facts and things, a row each: what the whole program knows of it.

Loaders, tables, pictures, pages and the command line read these rows; nobody else lists
classes.  A new kind is a class in ``policykg.ttl`` and a row here; tests name what a row lacks.
The word for one of a kind is the label of its class in the Turtle.

A row's place is its place in every list, table and legend.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from ontology.namespaces import PK_NS

Form = Literal["part", "thing", "fact", "value", "other"]
"""How records of a kind stand in facts files.

part   a campaign, task … : opened by its kind, with a heading and what is below it
thing  names something that may be known from elsewhere, or defines it
fact   a record of its own with a name or title
value  a number for a subject and a time
other  made from other records, or with a form of its own
"""


class Record(NamedTuple):
    """A kind of record in facts files."""

    kind: str
    list: str = ""
    """The key of a passage under which such records stand."""
    key: str = ""
    """The beginning of the ids of their facts; without one, the kind."""
    form: Form = "other"
    letter: str = ""
    """Of a part: its letter in the path of a reference, as in ``c1/t7``."""
    words: tuple[str, ...] = ()
    """Fields whose words stand in the record's quote."""

    @property
    def prefix(self) -> str:
        """The beginning of the ids of such facts."""
        return self.key or self.kind


@dataclass(frozen=True, slots=True)
class Kind:
    """A class of facts or things."""

    name: str
    """Its local name, as in ``pk:Task``."""
    zh: str
    en: str
    """The words for many of it: headings of lists and tables of contents."""
    colour: str
    """A name of :data:`ontology.palette.PALETTE`."""
    mark: str
    """The shape of its nodes in pictures."""
    table: str
    """The table that lists it in CSV, XLSX and Parquet."""
    slug: str = ""
    """The address of its list, ``/things/tasks``; none: see :attr:`elsewhere`."""
    elsewhere: str = ""
    """Of what has no list of its own: the page where it is seen."""
    columns: tuple[str, ...] = ("name", "also", "documents", "words")
    """Columns of its list: names of :data:`explorer.kit.columns.COLUMNS` or of properties."""
    sections: tuple[str, ...] = ()
    """Sections of its page: names of :data:`explorer.pages.things.page.SECTIONS`, or slugs of
    kinds that have :attr:`ends`; none: those of :data:`OTHER`."""
    ends: tuple[str, ...] = ()
    """Properties by which a fact of this kind points at the things on whose pages it is listed."""
    records: tuple[Record, ...] = ()
    """Kinds of records that become it."""
    highlight: str = ""
    """How the reader shows its quotes, a name of :data:`ontology.palette.HIGHLIGHTS`."""
    layer: Literal["", "series", "work", "actor"] = ""
    """Its column in layered pictures of work."""
    short: tuple[str, str] = ("", "")
    """Chinese and English heading of its column in ``policykg stats``; none: it has none."""
    counted: bool = False
    """Whether the overview counts it although it has no list."""
    by_text: bool = False
    """Whether its list is in the order of the text, not of names."""
    search: int = 10
    """Its rank among results of a search that fit equally well."""

    @property
    def iri(self) -> str:
        """The IRI of the class."""
        return PK_NS + self.name

    @property
    def is_part(self) -> bool:
        """Whether it is a part of a document: a campaign, a task …."""
        return any(record.form == "part" for record in self.records)


_BODY: Final = (
    "duties_of_body", "partners", "bodies_within", "posts", "projects", "values", "recognitions",
    "events", "documents_of_policy", "relations", "mentions",
)  # fmt: skip
_WORK: Final = (
    "duties_of_work", "values", "parts", "projects", "events", "recognitions", "relations",
    "mentions",
)  # fmt: skip
_PLACE: Final = (
    "firms_of_place", "projects_of_place", "values_of_place", "honours_of_place",
    "bodies_of_place", "documents_of_place", "within_place", "events", "duties_of_body",
    "relations", "mentions",
)  # fmt: skip
_DOCUMENT: Final = ("parts", "policies", "values", "relations", "readings")
_POLICY: Final = (
    "documents_of_policy", "duties_of_work", "parts", "values", "relations", "mentions",
)  # fmt: skip
OTHER: Final = (
    "values", "posts", "duties_of_work", "duties_of_body", "projects", "recognitions", "events",
    "relations", "mentions",
)  # fmt: skip
"""Sections of the page of what has none of its own."""

_PART_COLUMNS: Final = (
    "work", "part-of", "led-by", "deadline", "targets", "document", "words",
)  # fmt: skip
_CLAIMED: Final = ("name", "claim")

KINDS: Final[tuple[Kind, ...]] = (
    Kind(
        "Document", "文献", "Documents", "document", "sheet", "documents", "documents",
        columns=("name", "genre", "jurisdiction", "written", "issuedBy"),
        sections=_DOCUMENT, highlight="other", search=3,
    ),
    Kind(
        "Strategy", "战略板块", "Strategies", "strategy", "diamond-wide", "actions", "strategies",
        columns=_PART_COLUMNS, sections=_WORK, highlight="work", layer="series", by_text=True,
        records=(Record("strategy", "parts", form="part", letter="s", words=("name",)),),
    ),
    Kind(
        "Campaign", "系列活动与战役", "Campaigns", "campaign", "diamond", "actions", "campaigns",
        columns=_PART_COLUMNS, sections=_WORK, highlight="work", layer="series", by_text=True,
        records=(Record("campaign", "parts", form="part", letter="c", words=("name",)),),
        short=("系列活动", "campaigns"), search=1,
    ),
    Kind(
        "Task", "任务", "Tasks", "task", "square", "actions", "tasks",
        columns=_PART_COLUMNS, sections=_WORK, highlight="work", layer="work", by_text=True,
        records=(Record("task", "parts", form="part", letter="t", words=("name",)),),
        short=("任务", "tasks"), search=2,
    ),
    Kind(
        "Measure", "举措", "Measures", "measure", "octagon", "actions", "measures",
        columns=_PART_COLUMNS, sections=_WORK, highlight="work", layer="work", by_text=True,
        records=(Record("measure", "parts", form="part", letter="m", words=("name",)),),
        short=("举措", "measures"),
    ),
    Kind(
        "Safeguard", "保障措施", "Safeguards", "safeguard", "shield", "actions", "safeguards",
        columns=_PART_COLUMNS, sections=_WORK, highlight="work", layer="work", by_text=True,
        records=(Record("safeguard", "parts", form="part", letter="g", words=("name",)),),
    ),
    Kind(
        "Responsibility", "职责", "Duties", "organisation", "dot", "responsibilities",
        elsewhere="/assignments", highlight="lead", counted=True,
        records=(Record("responsibility", "responsibilities", "resp"),),
        short=("责任关系", "responsibilities"),
    ),
    Kind(
        "Organization", "单位与机构", "Departments and bodies", "organisation", "dot",
        "organizations", "organisations",
        columns=("name", "also", "kind", "function", "jurisdiction", "leads", "documents"),
        sections=_BODY, highlight="body", layer="actor", search=0,
        records=(Record("organisation", "organisations", "org", "thing", words=_CLAIMED),),
    ),
    Kind(
        "GroupReference", "泛指单位", "Groups not named one by one", "organisation", "ring",
        "groups", "groups",
        columns=("name", "also", "mayInclude", "leads", "documents"),
        sections=_BODY, highlight="body", layer="actor",
    ),
    Kind(
        "Enterprise", "企业", "Enterprises", "enterprise", "hexagon", "enterprises", "enterprises",
        columns=("name", "also", "kind", "locatedIn", "documents", "words"),
        sections=_BODY, highlight="body", layer="actor", short=("企业", "firms"), search=7,
        records=(
            Record("enterprise", "enterprises", form="thing", words=(*_CLAIMED, "industry")),
        ),
    ),
    Kind(
        "Person", "人物", "People", "person", "pentagon", "people", "people",
        highlight="body", layer="actor", search=9,
    ),
    Kind(
        "PostHolding", "任职", "Posts", "person", "dot", "posts",
        elsewhere="/things/people", highlight="body",
        records=(
            Record(
                "post", "posts", form="fact", words=("person", "post", "body", "statement")
            ),
        ),
    ),
    Kind(
        "Place", "地方", "Places", "place", "triangle-down", "places", "places",
        columns=("name", "also", "kind", "partOfPlace", "documents"),
        sections=_PLACE, highlight="place", search=4,
        records=(Record("place", "places", form="thing", words=_CLAIMED),),
    ),
    Kind(
        "Policy", "政策", "Policies", "policy", "flag", "policies", "policies",
        columns=("name", "kind", "issuedBy", "documents", "words"),
        sections=_POLICY, highlight="policy", search=5,
        records=(
            Record(
                "policy", "policies", form="thing",
                words=(*_CLAIMED, "number", "issuers", "covers"),
            ),
        ),
    ),
    Kind(
        "NormativeDocument", "规范性文件", "Normative documents", "policy", "flag", "policies",
        elsewhere="/things/policies", highlight="policy",
    ),
    Kind(
        "Project", "项目", "Projects", "project", "triangle", "projects", "projects",
        columns=("name", "kind", "locatedIn", "period", "documents", "words"),
        sections=_WORK, highlight="place", layer="work", short=("项目", "projects"), search=8,
        records=(
            Record(
                "project", "projects", form="thing",
                words=(*_CLAIMED, "investor", "developer", "industry"),
            ),
        ),
    ),
    Kind(
        "Indicator", "指标", "Indicators", "indicator", "bar", "indicators", "indicators",
        columns=("name", "also", "values", "documents"), highlight="value", search=6,
        records=(Record("indicator", key="ind"),),
    ),
    Kind(
        "Observation", "数值与目标", "Values and targets", "value", "slant", "observations",
        "values",
        columns=("indicator", "value", "subject", "period", "document", "words"),
        highlight="value", by_text=True, short=("数值", "values"),
        records=(
            Record("value", "values", "obs", "value"),
            Record("growth", key="obs"),
            Record("investment"),
        ),
    ),
    Kind(
        "Target", "目标值", "Targets", "target", "arrow", "observations",
        elsewhere="/things/values", highlight="value", short=("目标", "targets"),
        records=(Record("target", "targets", "obs", "value"),),
    ),
    Kind(
        "Event", "事件", "Events", "project", "star", "events", "events",
        columns=("name", "kind", "place", "period", "documents", "words"),
        highlight="event", short=("事件", "events"),
        records=(
            Record(
                "event", "events", form="fact",
                words=("name", "organiser", "participants", "merged", "into"),
            ),
        ),
    ),
    Kind(
        "Recognition", "荣誉", "Recognitions", "policy", "plus", "recognitions",
        "recognitions",
        columns=("title", "holder", "level", "recognitionStatus", "period", "words"),
        highlight="event", short=("荣誉", "recognitions"),
        records=(
            Record(
                "recognition", "recognitions", form="fact",
                words=("title", "rank", "issuer", "count"),
            ),
        ),
    ),
    Kind(
        "Relation", "文中所述的关系", "Relations that texts state", "other", "needle", "relations",
        elsewhere="/network/relations", highlight="other", counted=True,
        records=(Record("relation", "relations", "rel", words=("subject", "object")),),
        short=("关系", "relations"),
    ),
    Kind(
        "Mention", "提及", "Mentions", "other", "dot", "mentions",
        elsewhere="/things", highlight="other",
        records=(Record("mention", words=("name", "claim", "number", "rank")),),
    ),
    Kind(
        "Reading", "校读", "Readings", "other", "dot", "readings",
        elsewhere="/things/documents", highlight="other",
    ),
    Kind(
        "Quotation", "引文", "Quotes", "other", "dot", "quotations",
        elsewhere="/reader", highlight="other", counted=True, short=("引文", "quotes"),
    ),
    Kind(
        "Passage", "段落", "Passages", "other", "dot", "quotations",
        elsewhere="/reader", highlight="other",
    ),
    Kind(
        "Signature", "签核", "Signatures", "other", "dot", "signatures",
        elsewhere="/data", highlight="other",
    ),
    Kind("Thing", "其他概念", "Other notions", "other", "needle", "things", "other",
         highlight="other"),
)  # fmt: skip
"""Every class that facts and things have, in the order of lists, tables and legends."""

NO_DATA: Final[dict[str, str]] = {
    "Action": "covers parts and projects, each of which is of a narrower class",
    "EdgeProperty": "describes the vocabulary",
    "Network": "describes the vocabulary",
}
"""Classes of the ontology that have no row, and why."""

BY_NAME: Final[dict[str, Kind]] = {kind.name: kind for kind in KINDS}
BY_IRI: Final[dict[str, Kind]] = {kind.iri: kind for kind in KINDS}
LISTED: Final[tuple[Kind, ...]] = tuple(kind for kind in KINDS if kind.slug)
"""Kinds that have a list of their own."""
BY_SLUG: Final[dict[str, Kind]] = {kind.slug: kind for kind in LISTED}
PARTS: Final[tuple[Kind, ...]] = tuple(kind for kind in KINDS if kind.is_part)

RECORDS: Final[dict[str, Record]] = {
    record.kind: record for kind in KINDS for record in kind.records
}
"""Every kind of record by its name."""
CLASS_OF_RECORD: Final[dict[str, str]] = {
    record.kind: kind.name for kind in KINDS for record in kind.records
}
"""The class that a kind of record becomes; classes above it are added from the ontology."""
PART_OF_PLURAL: Final[dict[str, str]] = {
    kind.slug: record.kind for kind in PARTS for record in kind.records
}
"""The kind of part that is counted under a plural: ``tasks`` are of kind ``task``."""


def records_of(form: Form) -> tuple[Record, ...]:
    """Return the kinds of records of one form, in the order of the rows."""
    return tuple(record for record in RECORDS.values() if record.form == form)


def layer(name: str) -> tuple[str, ...]:
    """Return the local names of the classes that share a column of layered pictures."""
    return tuple(kind.name for kind in KINDS if kind.layer == name)


def tables() -> dict[str, tuple[str, ...]]:
    """Return the export tables and the local names of the classes that each lists."""
    found: dict[str, list[str]] = {}
    for kind in KINDS:
        found.setdefault(kind.table, []).append(kind.name)
    return {table: tuple(names) for table, names in found.items()}
