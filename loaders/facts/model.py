"""A document's records, flattened: every fact with what was handed down to it.

Between the nested YAML and everything that works on it (evidence rules, compiler, coverage)
stands one flat list of :class:`Fact`, in the order of the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from loaders.identity.viewpoint import Viewpoint
from loaders.problems import Position
from loaders.yaml.reader import Map, Mark, position
from loaders.yaml.records import DocumentHeader, Label, Model

QuoteRole = Literal["heading", "passage", "narrowed", "also", "bracket", "deadline"]


@dataclass(slots=True, eq=False)
class QuoteUse:
    """One use of a quote by a record, before it is looked up in the text.

    Facts that rest on the same passage share one object.  ``n`` is its index in
    :attr:`DocumentFacts.quotes`; what was found for it stands at the same index of a list of
    :class:`Located`.
    """

    n: int
    text: str
    file: str
    mark: Mark
    role: QuoteRole
    to: str | None = None
    """Last words of a passage of which ``text`` gives the first; none: the text is all of it."""
    occurrence: int | None = None
    """Which of several equal spans is meant, from 1; counted within the enclosing part."""
    within: str | None = None
    """Key of the enclosing part fact whose span narrows the search, or none."""
    inside: QuoteUse | None = None
    """The passage's quote that a ``narrowed`` quote is a piece of."""
    follows: QuoteUse | None = None
    """Of a name in a list: the name before it, behind which it stands in the text."""
    bracket_role: str | None = None
    """Of a ``bracket``: the role it gives to the names in it."""
    to_mark: Mark | None = None
    """Place of ``to`` in the facts file."""

    @property
    def at(self) -> Position:
        """Where the quote stands in the facts file."""
        return position(self.file, self.mark)


@dataclass(frozen=True, slots=True)
class Located:
    """Where a quote was found in the raw source text, in code points, end excluded."""

    start: int
    end: int
    rules: tuple[str, ...] = ()
    """The normalisations under which it equals the quote."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """Words of a record where they stand inside the passage that it rests on."""

    role: str
    """The field whose words they are: name, value, object, …; numbered where it has several."""
    words: str
    """As the record writes them."""
    use: int
    """Index of the passage in :attr:`DocumentFacts.quotes`."""
    span: Located | None
    """Where they stand; none where neither the text nor its lock is at hand."""


@dataclass(frozen=True, slots=True)
class DocumentEvidence:
    """What is known of a document's quotes: from its source text, or else from the lock."""

    source_sha256: str
    located: tuple[Located | None, ...]
    """Parallel to :attr:`DocumentFacts.quotes`."""
    anchors: Mapping[str, tuple[Anchor, ...]] = field(default_factory=dict)
    """Key of a fact → its words inside passages that are named by their first words."""


@dataclass(slots=True, eq=False)
class Fact:
    """One record with what it inherits.

    ``key`` is the local name of its IRI after the document's id, such as ``task_7_lead_1``;
    unique in the document and independent of the position in any list.
    """

    key: str
    kind: str
    """A part kind, or value, target, growth, investment, project, enterprise, organisation,
    place, policy, mention, recognition, event, post, responsibility, relation."""
    record: Model
    file: str
    node: Map
    """The map of the file that the record was read from."""
    quotes: tuple[QuoteUse, ...]
    part: str | None = None
    """Key of the nearest enclosing part."""
    subject: str | None = None
    """Reference handed down by ``of``; none: the document's jurisdiction."""
    place: str | None = None
    period: str | None = None
    """As written: EDTF, a name, ``unstated``."""
    status: str | None = None
    inferred: dict[str, str | Label] = field(default_factory=dict)
    """Field → reason, also of the fields handed down."""
    role: str | None = None
    """Of a responsibility: its role."""
    name: str | None = None
    """Of a responsibility: the actor's name as written."""
    position: int = 0
    """Of a responsibility: which name of its bracket or list, from 1."""
    out_of: int = 0
    indicator: str | None = None
    """Of an observation: an id of the authority files, or the key ``ind_…`` of a local one."""
    ref: str | None = None
    """Of a responsibility: what it is for; of a growth or investment observation: key of the
    level observation or project; of a mention: id or key of the thing mentioned."""
    identity: str | None = None
    """What the record says its name means (``is``)."""
    group: bool = False
    certainty: str | None = None
    aliases: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Field that holds an id of another thing → the names that the thing is known by."""
    mark: Mark | None = None
    """Its own place, where that is not the beginning of its map."""

    @property
    def at(self) -> Position:
        """Where the record stands in the file."""
        return position(self.file, self.mark or self.node.mark)

    @property
    def positions(self) -> dict[str, Position]:
        """Where each field of the record stands in the file, by its YAML key."""
        return {key: position(self.file, marks[1]) for key, marks in self.node.marks.items()}


@dataclass(slots=True)
class Passage:
    """A passage of the file: its quote, and what it announces to count."""

    quote: QuoteUse
    node: Map
    part: str | None
    counts: dict[str, int]
    facts: tuple[str, ...] = ()
    """Keys of the facts that rest on it."""


@dataclass(slots=True)
class DocumentFacts:
    """A facts file, flattened."""

    path: str
    header: DocumentHeader
    viewpoint: Viewpoint
    facts: list[Fact]
    quotes: list[QuoteUse] = field(default_factory=list)
    """Every use of a quote, in the order of the file."""
    passages: list[Passage] = field(default_factory=list)
    positions: dict[str, Position] = field(default_factory=dict)
    """Where each field of the header stands."""
    refs: dict[str, str] = field(default_factory=dict)
    """Ids, path ids (``c1/t7``) and names told in the document → key of the fact they mean."""
    named: dict[tuple[str, str], str] = field(default_factory=dict)
    """(kind, name) → key of a thing that this document defines."""
