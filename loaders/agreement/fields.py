"""The fields of a fact in canonical form, after handing down.

Names are known by what they resolve to and by their folded words, periods by their EDTF, values
by number, unit and bound, references by the unit or identity they mean.  English wording, labels
and notes are no claims about the text and are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any, Final, cast

from loaders.agreement.model import YEAR, FieldValue
from loaders.facts.model import Fact
from loaders.languages.edtf import UNSTATED
from loaders.languages.folding import Folder
from loaders.languages.language import Language
from loaders.resolving.nodes import ACTORS, ANY, PLACES, SUBJECTS, TARGETS, Node
from loaders.resolving.observations import read_decimal
from loaders.resolving.resolver import Resolver
from loaders.yaml import records as R  # noqa: N812 - short, because every record kind is named
from ontology.kinds import CLASS_OF_RECORD

__all__ = ["FieldReader", "canonical_words", "code", "kind_of"]

_RECORD_KINDS: Final[dict[type[R.Model], str]] = {
    R.Project: "project",
    R.Enterprise: "enterprise",
    R.Organisation: "organisation",
    R.PlaceMention: "place",
    R.PolicyMention: "policy",
}
Values = dict[str, FieldValue]
Found = dict[str, FieldValue | None]
_DEFINING: Final = (
    "kind", "in", "part-of", "industry", "investor", "developer", "document-number", "issuers",
    "covers", "group", "also-named",
)  # fmt: skip
"""Fields that are given once, where a thing is defined, and not with every mention."""


def kind_of(fact: Fact) -> str:
    """Return the kind of record that a reader chose, also where it mentions what is defined."""
    if fact.kind != "mention":
        return fact.kind
    if isinstance(fact.record, R.PartMention):
        return fact.record.kind
    return _RECORD_KINDS[type(fact.record)]


class FieldReader:
    """Reads the fields of one reading's facts.

    Args:
        names: What its names resolve to.
        folder: How its words are folded.
        with_authority: Whether the authority files are this reader's own, so that what they say
            of an identity need not be said again.
    """

    def __init__(self, names: Resolver, folder: Folder, *, with_authority: bool = False) -> None:
        self.names = names
        self.with_authority = with_authority
        self.language = names.viewpoint.language
        self.folder = folder

    def values(self, fact: Fact) -> Values:
        """Return the fields of a fact by name, those that are given only."""
        found: Found = {"part": self._unit(fact.part)}
        found["place"] = self.ref(fact.place, PLACES, fact)
        found["period"] = self.period(fact)
        found["group"] = code("yes" if fact.group else None)
        FIELDS[fact.kind](self, fact, fact.record, found)
        return {name: value for name, value in found.items() if value is not None}

    def elsewhere(self, fact: Fact) -> Values:
        """Return the fields with which a thing is defined elsewhere that a record mentions."""
        if fact.kind != "mention" or isinstance(fact.record, R.PartMention):
            return {}
        target = fact.ref or ""
        defined = self.names.by_key.get(target)
        if defined is not None:
            values = self.values(defined)
            return {name: values[name] for name in _DEFINING if name in values}
        return self._recorded(target) if self.with_authority else {}

    def _recorded(self, identity: str) -> Values:
        """Return what the authority files say of an identity."""
        record: Any = self.names.authority.record(identity)
        found: Found = {
            "kind": code(record.kind),
            "in": self._identity(getattr(record, "in_", None)),
            "part-of": self._identity(getattr(record, "parent", None)),
            "issuers": self._identity(getattr(record, "issuer", None)),
            "document-number": self.words(getattr(record, "number", None)),
            "group": code("yes" if getattr(record, "group", False) else None),
        }
        return {name: value for name, value in found.items() if value is not None}

    def _identity(self, identity: str | None) -> FieldValue | None:
        if identity is None or identity not in self.names.authority.kinds:
            return None
        return self.named(identity, self.names.known(identity))

    # -- ways to read a field --------------------------------------------------------------

    def words(self, text: str | None) -> FieldValue | None:
        """Return words of the text, folded and without marks around them."""
        return None if not text else FieldValue(self._bare(text), written=text)

    def _bare(self, text: str) -> str:
        return canonical_words(self.folder.clean(text), self.language)

    def named(self, text: str | None, node: Node | None) -> FieldValue | None:
        """Return a name with what it was found to mean."""
        if not text:
            return None
        if node is None:
            return FieldValue(self._bare(text), written=text)
        key = self._key(node)
        own = text if self.language.is_name(text) else node.zh or text
        if node.local:
            return FieldValue(self._bare(node.zh or text), ref=key, written=own)
        return FieldValue(self._bare(own), identity=key, written=own)

    def _key(self, node: Node) -> str:
        prefix = self.names.local_prefix if node.local else self.names.prefix
        return node.iri.removeprefix(prefix).removesuffix(">")

    def ref(self, text: str | None, kinds: tuple[str, ...], fact: Fact) -> FieldValue | None:
        """Return a reference to another thing."""
        return self.named(text, self.names.find(text, kinds, fact.period)) if text else None

    def refs(self, texts: Iterable[str], kinds: tuple[str, ...], fact: Fact) -> FieldValue | None:
        """Return several references as one value, whatever their order."""
        each = [one for text in texts if (one := self.ref(text, kinds, fact)) is not None]
        if len(each) < 2:
            return each[0] if each else None
        parts = sorted(one.identity or one.text or "" for one in each)
        return FieldValue("|".join(parts), written="、".join(one.written for one in each))

    def _unit(self, key: str | None) -> FieldValue | None:
        fact = self.names.by_key.get(key or "")
        if fact is None:
            return None
        node = self.names.local(fact.key)
        return FieldValue(self._bare(node.zh or fact.key), ref=fact.key, written=node.zh)

    def period(self, fact: Fact) -> FieldValue | None:
        """Return the time of a fact: its deadline, or else its period."""
        record: Any = fact.record
        by = getattr(record, "by", None)
        deadline = getattr(record, "deadline", None)
        if by is None and deadline is not None:
            if self.names.period(deadline, True) is None:
                return self.words(deadline)
            by = deadline
        text = by or fact.period
        if text is None or text == UNSTATED:
            return None
        return self.time(text, by is not None)

    def time(self, text: str, by: bool = False) -> FieldValue | None:
        """Return a time as EDTF, with its last year as a number."""
        read = self.names.period(text, by)
        if read is None:
            return self.words(text)
        year = Fraction(read.year) if read.year is not None else None
        return FieldValue(read.edtf, number=year, scale=YEAR, written=text, is_code=True)

    def measured(self, written: str | None, record: R.Value | None, found: Found) -> None:
        """Read a value as written, and its number, unit and bound as they reach the graph."""
        if written is None:
            return
        found["value"] = self.words(written)
        reading = self.language.read_value(written)
        number, unit, bound = reading.number, reading.unit, reading.bound
        if record is not None:
            by_hand = read_decimal(record.number) if record.number is not None else None
            if by_hand is not None:
                number, bound = by_hand, "exact" if bound == "range" else bound
            unit, bound = record.unit or unit, record.bound or bound
        unit = unit or "NUM"
        if number is not None:
            exact = Fraction(number)
            found["number"] = FieldValue(
                _plain(exact), number=exact, scale=unit, written=written, is_code=True
            )
        elif reading.readable:
            ends = (
                Fraction(end) if end is not None else None
                for end in (reading.minimum, reading.maximum)
            )
            text = "/".join(".." if end is None else _plain(end) for end in ends)
            found["number"] = FieldValue(text, written=written, is_code=True)
        else:
            return
        found["unit"] = code(unit)
        found["bound"] = code(bound)


def code(text: str | None) -> FieldValue | None:
    """Return a code of a closed list."""
    return None if text is None else FieldValue(text, is_code=True)


def canonical_words(folded: str, language: Language) -> str:
    """Return folded words as they are compared: without quotation marks and blanks around them."""
    return folded.strip(language.punctuation.marks + " ") or folded


def _plain(number: Fraction) -> str:
    return str(number.numerator) if number.denominator == 1 else str(number)


# -- the fields of each kind -----------------------------------------------------------------

ReadsFields = Callable[[FieldReader, Fact, Any, Found], None]


def _part(read: FieldReader, fact: Fact, own: Any, found: Found) -> None:
    number = read.language.numbering.read(own.number)
    found["name"] = read.words(own.name)
    found["part-number"] = code(str(number) if number else None)
    found["status"] = code(fact.status)
    found["of"] = read.ref(fact.subject, SUBJECTS, fact)


def _observation(read: FieldReader, fact: Fact, own: R.Value, found: Found) -> None:
    growth = fact.kind == "growth"
    identity = fact.indicator or ""
    node = read.names.known(identity) if identity in read.names.authority.kinds else None
    found["name"] = read.named(own.name, node)
    written = own.growth if growth else own.value
    by_hand = own if not growth or fact.ref is None else None
    read.measured(written, by_hand, found)
    stated = read.language.read_value(written or "").baseline
    found["baseline"] = read.words(own.baseline or stated)
    found["stage"] = read.words(own.stage)
    found["compared-with"] = read.time(own.compared_with) if own.compared_with else None
    if growth:
        found["change-of"] = read._unit(fact.ref)
    else:
        found["part-of"] = read._unit(read.names.wholes.get(fact.key)) or read.words(own.part_of)
    found["status"] = code(fact.status or ("target" if isinstance(own, R.Target) else "actual"))
    found["of"] = _subject(read, fact)


def _investment(read: FieldReader, fact: Fact, own: R.Project, found: Found) -> None:
    project = read.names.of_key_or_id(fact.ref or "")
    read.measured(own.investment, None, found)
    found["name"] = FieldValue("investment", identity="investment", is_code=True)
    found["of"] = read.named(own.name or project.zh, project)
    found["status"] = code(fact.status or ("planned" if own.by else "actual"))


def _subject(read: FieldReader, fact: Fact) -> FieldValue | None:
    """Return whom or what a value is about: what the record says, or the jurisdiction."""
    if fact.subject is not None:
        return read.ref(fact.subject, SUBJECTS, fact)
    home = read.names.home
    return read.named(home.zh, home) if home is not None else None


def _thing(read: FieldReader, fact: Fact, own: Any, found: Found) -> None:
    target = fact.ref if fact.kind == "mention" else fact.key
    node = read.names.of_key_or_id(target or fact.key)
    found["name"] = read.named(own.name or node.zh, node)
    found["status"] = code(fact.status)
    found["also-named"] = _list(read, getattr(own, "also_named", []))
    if isinstance(own, R.PartMention):
        number = read.language.numbering.read(own.number)
        found["part-number"] = code(str(number) if number else None)
        return
    found["kind"] = code(own.kind)
    found["claim"] = read.words(own.claim)
    found["role"] = code(own.role)
    found["group"] = code("yes" if getattr(own, "group", False) else None)
    _more(read, fact, own, found)


def _more(read: FieldReader, fact: Fact, own: Any, found: Found) -> None:
    """Read the fields that only some kinds of things have."""
    part_of = {R.PlaceMention: PLACES, R.Organisation: ACTORS, R.Enterprise: ACTORS}
    found["part-of"] = read.ref(own.part_of, part_of.get(type(own), TARGETS), fact)
    if isinstance(own, R.PlaceMention):
        found["in"] = read.ref(own.in_, PLACES, fact)
    if isinstance(own, (R.Project, R.Enterprise)):
        found["industry"] = read.words(own.industry)
    if isinstance(own, R.Project):
        found["investor"] = read.ref(own.investor, ACTORS, fact)
        found["developer"] = read.ref(own.developer, ACTORS, fact)
    if isinstance(own, R.PolicyMention):
        found["document-number"] = read.words(own.number)
        found["issuers"] = read.refs(own.issuers, ACTORS, fact)
        found["covers"] = read.words(own.covers)


def _list(read: FieldReader, texts: list[str]) -> FieldValue | None:
    words = sorted(one.text or "" for text in texts if (one := read.words(text)))
    return FieldValue("|".join(words), written="、".join(texts)) if words else None


def _recognition(read: FieldReader, fact: Fact, own: R.Recognition, found: Found) -> None:
    found["title"] = read.words(own.title)
    found["level"] = code(own.level)
    found["status"] = code(own.status)
    found["rank"] = read.words(own.rank)
    found["count"] = read.words(own.count)
    found["issuer"] = read.ref(own.issuer, ACTORS, fact)
    found["of"] = _subject(read, fact)


def _event(read: FieldReader, fact: Fact, own: R.Event, found: Found) -> None:
    kinds = ("place", "organisation") if own.kind == "merger" else SUBJECTS
    found["name"] = read.words(own.name or (own.label.zh if own.label else None))
    found["kind"] = code(own.kind)
    found["status"] = code(fact.status)
    found["organiser"] = read.refs(own.organiser, kinds, fact)
    found["participants"] = read.refs(own.participants, kinds, fact)
    found["merged"] = read.refs(own.merged, kinds, fact)
    found["into"] = read.ref(own.into, kinds, fact)
    found["recurring"] = code("yes" if own.recurring else None)
    found["of"] = read.ref(fact.subject, SUBJECTS, fact)


def _post(read: FieldReader, fact: Fact, own: R.Post, found: Found) -> None:
    found["person"] = read.words(own.person)
    found["post"] = read.words(own.post)
    found["body"] = read.ref(own.body, ACTORS, fact)
    found["statement"] = read.words(own.statement)


def _responsibility(read: FieldReader, fact: Fact, own: Any, found: Found) -> None:
    found["name"] = read.named(fact.name, read.names.actors.get(fact.key))
    found["role"] = code(fact.role)
    found["position"] = code(str(fact.position) if fact.position else None)
    found["out-of"] = code(str(fact.out_of) if fact.out_of else None)
    target = read.names.refs.get(fact.ref or "", fact.ref or "")
    found["for"] = read._unit(target) or read.ref(fact.ref, TARGETS, fact)
    if not isinstance(own, R.ResponsibilityRecord):
        # A bracket names bodies for its part: the time and the place are the part's.
        found["period"] = found["place"] = None


def _relation(read: FieldReader, fact: Fact, own: R.RelationRecord, found: Found) -> None:
    found["subject"] = read.ref(own.subject, ANY, fact)
    found["object"] = read.ref(own.object, ANY, fact)
    found["kind"] = code(own.relation)
    found["status"] = code(fact.status)


FIELDS: Final[dict[str, ReadsFields]] = {
    **dict.fromkeys((*_RECORD_KINDS.values(), "mention"), _thing),
    **{
        kind: _part
        for kind, name in CLASS_OF_RECORD.items()
        if name in ("Strategy", "Campaign", "Task", "Measure", "Safeguard")
    },
    "value": _observation,
    "target": _observation,
    "growth": _observation,
    "investment": _investment,
    "recognition": cast(ReadsFields, _recognition),
    "event": _event,
    "post": _post,
    "responsibility": _responsibility,
    "relation": _relation,
}
"""One function a kind of fact."""
