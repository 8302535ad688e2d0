"""The typed records of a facts file and of the authority files.

A facts file is one map, ``document`` and ``body``.  ``body`` is a list in the order of the
text.  An item is a *part* (its first key is its kind: campaign, task, …) or a *passage* (a
quote and the facts that rest on it).  Scalars arrive here as text; these models give them
their types.  YAML keys are lower-case with hyphens; a field ``also_named`` is ``also-named``.

A fact rests on its passage's quote; ``quote`` narrows it, ``also`` adds to it.  ``of``,
``place``, ``period`` and ``status`` are handed down, the nearest enclosing wins.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    model_validator,
)

from ontology import codes

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$", max_length=80)]
Ref = Annotated[str, StringConstraints(min_length=1, max_length=300)]
"""A name as the text writes it, or an id; the script tells which."""
Text = Annotated[str, StringConstraints(min_length=1, max_length=4000)]


def _as_list(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


def _as_bool(value: Any) -> Any:
    words = {"yes": True, "no": False, "true": True, "false": False}
    return words.get(value, value) if isinstance(value, str) else value


def _text_or_map(value: Any) -> str:
    """Choose the branch of a union by the form of the YAML, so that errors stay plain."""
    return "map" if isinstance(value, (dict, BaseModel)) else "text"


def _part_or_passage(value: Any) -> str:
    """The reader has given every part its kind."""
    return (
        "part"
        if isinstance(value, Part) or (isinstance(value, dict) and "kind" in value)
        else "passage"
    )


Flag = Annotated[bool, BeforeValidator(_as_bool)]
Texts = Annotated[list[Text], BeforeValidator(_as_list)]
Refs = Annotated[list[Ref], BeforeValidator(_as_list)]
Count = Annotated[int, Field(ge=0, le=1_000_000)]


NO_ITEMS: Any = Field(default_factory=list)  # a literal [] would be copied deeply each time
NO_KEYS: Any = Field(default_factory=dict)


class Model(BaseModel):
    """Strictness that all records share: unknown keys are errors, keys are hyphenated."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        alias_generator=lambda name: name.replace("_", "-"),
        populate_by_name=False,
    )


class Label(Model):
    """The same words in Chinese and in English."""

    zh: Text
    en: Text


UNTRANSLATED = "TODO"
"""Stands for an English name that somebody has still to give, as leaving it out does."""


def _translated(value: Any) -> Any:
    return None if value == UNTRANSLATED else value


English = Annotated[Text | None, BeforeValidator(_translated)]
"""An English name; none where it is still missing."""


class BilingualName(Label):
    """A name, whose English may still be missing: the Chinese is then shown in its place."""

    en: Text = UNTRANSLATED

    @model_validator(mode="before")
    @classmethod
    def _show_chinese(cls, value: Any) -> Any:
        if isinstance(value, dict) and value.get("en", UNTRANSLATED) == UNTRANSLATED:
            return {**value, "en": value.get("zh", UNTRANSLATED)}
        return value

    @property
    def untranslated(self) -> bool:
        """Whether the English is still missing."""
        return self.en == self.zh and not self.zh.isascii()


Said = Annotated[
    Annotated[Text, Tag("text")] | Annotated[Label, Tag("map")], Discriminator(_text_or_map)
]
"""An editor's own words: a text in one language, or ``{zh: …, en: …}`` in both."""


class Also(Model):
    """A further quote that a fact rests on, where it has to say which occurrence."""

    quote: Text
    to: Text | None = None
    """Last words of a longer passage, whose first words ``quote`` gives."""
    occurrence: Count | None = None


Alsos = Annotated[
    list[
        Annotated[
            Annotated[Text, Tag("text")] | Annotated[Also, Tag("map")], Discriminator(_text_or_map)
        ]
    ],
    BeforeValidator(_as_list),
]


class Named(Model):
    """A name in a responsibility or relation that needs more than its words."""

    name: Text
    is_: Ref | None = Field(None, alias="is")
    group: Flag = False
    certainty: codes.Certainty | None = None
    """Of the identity: how sure the editor is that the name means ``is``."""
    en: English = None
    """English label of a group that no authority file knows."""


Name = Annotated[
    Annotated[Text, Tag("text")] | Annotated[Named, Tag("map")], Discriminator(_text_or_map)
]
Names = Annotated[list[Name], BeforeValidator(_as_list)]


class Rests(Model):
    """What parts, passages and facts have in common."""

    id: Id | None = None
    quote: Text | None = None
    """A short quote whole; or, with ``to``, the first words of a longer passage."""
    to: Text | None = None
    """Last words of the passage: its extent is a locator, the words between are not copied."""
    occurrence: Count | None = None
    also: Alsos = NO_ITEMS
    of: Ref | None = None
    place: Ref | None = None
    period: Text | None = None
    """EDTF, a name from ``authority/periods.yaml``, 去年 or 今年, or ``unstated``."""
    status: codes.Status | None = None
    inferred: dict[str, Said] = NO_KEYS
    """Field → reason: what the text implies but does not say."""
    note: Said | None = None
    """What a reader of the record should know; in both languages as ``{zh: …, en: …}``."""


class Fact(Rests):
    """A fact under a passage."""

    en: English = None
    """English label of what the fact's own name or title says in Chinese."""
    label: Label | None = None
    """Coined words, where the text's own are no name."""
    certainty: codes.Certainty | None = None


class Value(Fact):
    """An observation: a value of an indicator for a subject and a period."""

    name: Text
    """The measure in the text's own words; stands in the quote."""
    indicator: Id | None = None
    """Identity of the measure in ``authority/indicators.yaml`` where the name does not tell."""
    value: Text | None = None
    growth: Text | None = None
    """A growth rate told with the value; becomes an observation of its own."""
    bound: codes.Bound | None = None
    number: Text | None = None
    """Decimal, where the machine cannot read ``value``."""
    unit: Text | None = None
    """Unit code, where the machine cannot read it from ``value``."""
    part_of: Text | None = None
    """其中: the name or id of the value that this one is a part of."""
    stage: Text | None = None
    compared_with: Text | None = None
    baseline: Text | None = None
    """What ``value`` is relative to, as written: 2019年同期, 全省平均水平; stands in a quote."""
    definition: Said | None = None


class Target(Value):
    """A value aimed at."""

    by: Text | None = None
    """The year (or EDTF date) until which; ``by: 2010`` is the period ``../2010``."""
    value: Text | None = None


class Thing(Fact):
    """A named thing that a passage mentions."""

    name: Text | None = None
    is_: Ref | None = Field(None, alias="is")
    claim: Text | None = None
    """The author's superlative (全省首家…), as written."""
    role: codes.MentionRole | None = None
    part_of: Ref | None = None
    also_named: Texts = NO_ITEMS


class Project(Thing):
    """A building, investment, institution or programme project."""

    kind: codes.ProjectKind | None = None
    investment: Text | None = None
    investor: Ref | None = None
    developer: Ref | None = None
    industry: Text | None = None
    by: Text | None = None


class Enterprise(Thing):
    """A firm."""

    kind: codes.EnterpriseKind | None = None
    industry: Text | None = None


class Organisation(Thing):
    """A body that is no firm; known to the authority file, or defined here with ``id``."""

    kind: codes.OrganisationKind | None = None
    group: Flag = False


class PlaceMention(Thing):
    """A place; known to the authority file, or defined here with ``id``."""

    kind: codes.PlaceKind | None = None
    in_: Ref | None = Field(None, alias="in")


class PolicyMention(Thing):
    """A plan, opinion, reform, strategy, programme or slogan that the text names."""

    kind: codes.PolicyKind | None = None
    number: Text | None = None
    """Document number as written, such as 绍市委发〔2006〕112号."""
    issuers: Refs = NO_ITEMS
    covers: Text | None = None


class Recognition(Fact):
    """A prize, rating, listing or title; its holder is ``of``."""

    title: Text
    level: codes.Level | None = None
    status: codes.RecognitionStatus | None = None  # type: ignore[assignment]
    rank: Text | None = None
    issuer: Ref | None = None
    count: Text | None = None


class Event(Fact):
    """Something that happened or is held."""

    name: Text | None = None
    kind: codes.EventKind
    organiser: Refs = NO_ITEMS
    participants: Refs = NO_ITEMS
    merged: Refs = NO_ITEMS
    into: Ref | None = None
    recurring: Flag = False


class Post(Fact):
    """A person in a post."""

    person: Text
    person_en: English = None
    """The person's name in English; by default its pinyin."""
    post: Text
    body: Ref | None = None
    statement: Text | None = None


class ResponsibilityRecord(Fact):
    """Who does what in what role, where it stands outside a lead bracket."""

    role: codes.Role
    names: Names
    for_: Ref | None = Field(None, alias="for")
    """Id or name of what they are responsible for; default: the enclosing part."""


class RelationRecord(Fact):
    """A binary fact with evidence."""

    subject: Ref
    relation: codes.RelationKind
    object: Ref
    subject_en: English = None
    object_en: English = None
    """English label where subject or object is no known thing but words of the text."""


class PartMention(Fact):
    """A part told in a list (ten battles in one sentence), with no text of its own."""

    kind: codes.PartKind
    name: Text
    number: Text | None = None
    also_named: Texts = NO_ITEMS


class Passage(Rests):
    """A quote and the facts that rest on it."""

    quote: Text
    counts: dict[str, Count] = NO_KEYS
    """How many of a list the words themselves announce: ``{campaigns: 10}``."""
    parts: list[PartMention] = NO_ITEMS
    values: list[Value] = NO_ITEMS
    targets: list[Target] = NO_ITEMS
    projects: list[Project] = NO_ITEMS
    enterprises: list[Enterprise] = NO_ITEMS
    organisations: list[Organisation] = NO_ITEMS
    places: list[PlaceMention] = NO_ITEMS
    policies: list[PolicyMention] = NO_ITEMS
    recognitions: list[Recognition] = NO_ITEMS
    events: list[Event] = NO_ITEMS
    posts: list[Post] = NO_ITEMS
    responsibilities: list[ResponsibilityRecord] = NO_ITEMS
    relations: list[RelationRecord] = NO_ITEMS


FACT_LISTS: tuple[str, ...] = tuple(
    name.replace("_", "-")
    for name in Passage.model_fields
    if name not in Rests.model_fields and name != "counts"
)
"""The lists of facts under a passage as the file spells them, in the order of the model."""


def listed(passage: Passage, key: str) -> list[Fact]:
    """Return the records of one of :data:`FACT_LISTS`."""
    found: list[Fact] = getattr(passage, key.replace("-", "_"))
    return found


class Part(Rests):
    """A campaign, strategy block, task, measure or safeguard of the document.

    In YAML its first key is the kind and the value of that key is the name as written:
    ``- task: 实施“培大育强”工程``.  The reader turns this into ``kind`` and ``name``.
    """

    kind: codes.PartKind
    name: Text
    number: Text | None = None
    """As written: 7, 二, 三."""
    en: English = None
    also_named: Texts = NO_ITEMS
    lead: Texts = NO_ITEMS
    """Whole brackets copied from the text: (牵头单位:市经贸委、市发展改革委)."""
    support: Texts = NO_ITEMS
    responsible: Texts = NO_ITEMS
    oversight: Texts = NO_ITEMS
    implement: Texts = NO_ITEMS
    deadline: Text | None = None
    """Until when it is to be done, as the text writes it: 2020年底前, 长期坚持."""
    by: Text | None = None
    """The deadline as EDTF, where the machine cannot read it."""
    counts: dict[str, Count] = NO_KEYS
    names: dict[codes.Role, Texts] = NO_KEYS
    """By role, the names in this part's brackets, where the machine splits them wrongly."""
    groups: list[Named] = NO_ITEMS
    """Names in this part's brackets that are groups or masked: what they stand for."""
    body: list[Item] = NO_ITEMS


Item = Annotated[
    Annotated[Part, Tag("part")] | Annotated[Passage, Tag("passage")],
    Discriminator(_part_or_passage),
]


class Source(Model):
    """The text a document was curated from."""

    file: Text
    language: Literal["zh-hans", "zh-hant", "en"] = "zh-hans"
    title: Text | None = None
    publisher: Text | None = None
    url: Text | None = None
    retrieved: Text | None = None


class Reading(Model):
    """The editor's reading of a damaged, masked or misconverted passage."""

    raw: Text
    reading: Text
    occurs: Count
    certainty: codes.Certainty = "high"
    note: Said | None = None


class Article(Model):
    """First and last words of the article; what lies outside cannot be quoted."""

    from_: Text = Field(alias="from")
    to: Text


class Columns(Model):
    """Headings of a table's columns, as written: they give the cells below them their meaning."""

    lead: Text | None = None
    support: Text | None = None
    responsible: Text | None = None
    oversight: Text | None = None
    implement: Text | None = None
    deadline: Text | None = None


class DocumentHeader(Model):
    """What is known of a document."""

    id: Id
    title: BilingualName
    genre: codes.Genre
    jurisdiction: Ref
    written: Text
    """EDTF: ~ approximate, ? uncertain."""
    written_reason: Said | None = None
    issuer: Refs = NO_ITEMS
    """Who issued it; several where it is a joint document."""
    number: Text | None = None
    """Its document number as written, such as 石政发〔2020〕3号."""
    source: Source
    quotes: Literal["zh-hans", "zh-hant", "en"] | None = None
    """The script quotes are written in, where it differs from the source's."""
    ruby: Flag = False
    """Whether pinyin stands in brackets behind characters."""
    article: Article | None = None
    counts: dict[str, Count] = NO_KEYS
    lead_rule: Text | None = None
    """The words by which the first body of every ``responsible`` list leads: 列首位的为牵头单位."""
    columns: Columns = Field(default_factory=Columns)
    """Headings of a table's columns: what the cells below them mean."""
    readings: list[Reading] = NO_ITEMS
    note: Said | None = None


class DocumentFile(Model):
    """A whole facts file."""

    document: DocumentHeader
    body: list[Item] = NO_ITEMS


class AuthorityRecord(Model):
    """One identity."""

    name: BilingualName
    aliases: Texts = NO_ITEMS
    scope: Id | None = None
    """The place within which the aliases hold; none: everywhere."""
    since: Text | None = None
    until: Text | None = None
    note: Said | None = None
    source: Said | None = None
    """Where the identity is known from, if from outside the texts."""
    certainty: codes.Certainty | None = None


class PlaceAuthority(AuthorityRecord):
    """A place."""

    kind: codes.PlaceKind
    in_: Id | None = Field(None, alias="in")


class OrganisationAuthority(AuthorityRecord):
    """A body, firm or institution; or, with ``group``, words for several bodies."""

    kind: codes.OrganisationKind
    function: Annotated[list[codes.Function], BeforeValidator(_as_list)] = NO_ITEMS
    """The fields of government it works in, by which bodies of other places and times compare."""
    parent: Id | None = None
    governs: Id | None = None
    group: Flag = False
    may_include: Annotated[list[Id], BeforeValidator(_as_list)] = NO_ITEMS


class PolicyAuthority(AuthorityRecord):
    """A policy, plan, strategy, reform or slogan that several documents name."""

    kind: codes.PolicyKind
    issuer: Id | None = None
    number: Text | None = None


class IndicatorAuthority(AuthorityRecord):
    """A measure that documents share."""

    unit: Text | None = None
    broader: Id | None = None
    growth_of: Id | None = None
    definition: Label | None = None


class PeriodAuthority(Model):
    """A named period: ``十一五`` is 2006/2010."""

    is_: Text = Field(alias="is")
    en: Text


class AuthorityFile(Model):
    """A file of ``facts/authority``: any of the maps, by id."""

    places: dict[Id, PlaceAuthority] = NO_KEYS
    organisations: dict[Id, OrganisationAuthority] = NO_KEYS
    policies: dict[Id, PolicyAuthority] = NO_KEYS
    indicators: dict[Id, IndicatorAuthority] = NO_KEYS
    periods: dict[Text, PeriodAuthority] = NO_KEYS


Part.model_rebuild()
