"""What the names and ids of a document's records mean, with the words to show for it."""

from __future__ import annotations

from typing import cast

from loaders.facts.model import DocumentFacts, Fact
from loaders.identity.authority import Authority
from loaders.languages.edtf import Period
from loaders.nearest import nearest
from loaders.problems import Position, Problem
from loaders.resolving.nodes import (
    ACTORS,
    ANY,
    CLASSES,
    LOCAL_KINDS,
    PLACES,
    Node,
    words_of,
)
from loaders.slugs import digest, slug
from loaders.yaml import records as R  # noqa: N812 - short, because every record kind is named
from ontology.kinds import CLASS_OF_RECORD


class Resolver:
    """Answers for one document; what it cannot answer becomes a problem."""

    def __init__(self, facts: DocumentFacts, authority: Authority, base: str) -> None:
        self.authority = authority
        self.prefix = f"<{base}id/"
        self.local_prefix = f"<{base}id/{facts.header.id}_"
        self.facts = facts
        self.refs = facts.refs
        self.header = facts.header
        self.problems: list[Problem] = []
        self.by_key: dict[str, Fact] = {}
        self.nodes: dict[str, Node] = {}
        self.groups: dict[str, Node] = {}
        self.people: dict[str, Node] = {}
        title = facts.header.title
        self.document = Node(
            f"{self.prefix}{facts.header.id}>", title.zh, title.en, "Document", True
        )
        self.viewpoint = facts.viewpoint
        self.jurisdiction = self.viewpoint.place
        self.things: dict[str, Node] = {}
        self.thing_keys: set[str] = set()
        self.indicators: dict[str, Node] = {}
        self.answers: dict[tuple[str, str, str], Node | None] = {}
        """(key of a fact, field, reference) → what it means."""
        self.actors: dict[str, Node | None] = {}
        """Key of a responsibility → who bears it."""
        self.issuers: dict[str, Node | None] = {}
        """Name in the header → who issued the document."""
        self.wholes: dict[str, str] = {}
        """Key of an observation → key of the one that it is a part of."""
        for fact in facts.facts:
            self.by_key[fact.key] = fact
        self.home = self.find(self.header.jurisdiction, PLACES)
        """The place from which the document speaks."""

    # -- nodes -----------------------------------------------------------------------------

    def local(self, key: str) -> Node:
        """Return the node of a fact of this document."""
        node = self.nodes.get(key)
        if node is None:
            fact = self.by_key[key]
            if fact.kind == "post":
                return self.person(fact)
            zh, en = words_of(fact)
            cls = CLASS_OF_RECORD[fact.kind]
            if fact.kind == "organisation" and fact.group:
                cls = "GroupReference"
            node = self.nodes[key] = Node(f"{self.local_prefix}{key}>", zh, en, cls, True)
        return node

    def person(self, fact: Fact) -> Node:
        """Return the node of the person in a post; one for each name in the document."""
        record = cast(R.Post, fact.record)
        node = self.people.get(record.person)
        if node is None:
            iri = f"{self.local_prefix}person_{digest(record.person)}>"
            english = record.person_en or self.viewpoint.language.spell(record.person)
            node = self.people[record.person] = Node(iri, record.person, english, "Person", True)
        return node

    def known(self, identity: str) -> Node:
        """Return the node of an authority id."""
        node = self.nodes.get(identity)
        if node is None:
            kind = self.authority.kinds[identity]
            record = self.authority.record(identity)
            cls = CLASS_OF_RECORD[kind]
            if kind == "organisation" and self.authority.organisations[identity].group:
                cls = "GroupReference"
            node = Node(f"{self.prefix}{identity}>", record.name.zh, record.name.en, cls, False)
            self.nodes[identity] = node
        return node

    def of_key_or_id(self, target: str) -> Node:
        """Return the node of what a mention points to: a key of this document, or an id."""
        return self.local(target) if target in self.by_key else self.known(target)

    def find(self, ref: str, kinds: tuple[str, ...], period: str | None = None) -> Node | None:
        """Return what a name or id means, or none; says nothing about it."""
        key = self.refs.get(ref)
        if key is not None and key in self.by_key:
            node = self.local(key)
            if kinds is ANY or node.cls in CLASSES[kinds]:
                return node
            return self._of_kind(ref, kinds, period) or (None if kinds is PLACES else node)
        if ref == self.header.id:
            return self.document
        found = self.viewpoint.resolve(kinds, ref, period)
        return self.known(found.id) if found.id is not None else None

    def _of_kind(self, ref: str, kinds: tuple[str, ...], period: str | None) -> Node | None:
        """Return what else is called so, and is of the kind that is wanted."""
        for kind in kinds:
            for local_kind in LOCAL_KINDS[kind]:
                key = self.facts.named.get((local_kind, ref))
                if key is not None and key in self.by_key:
                    return self.local(key)
        found = self.viewpoint.resolve(kinds, ref, period)
        return self.known(found.id) if found.id is not None else None

    def need(
        self, ref: str, kinds: tuple[str, ...], fact: Fact, field: str, period: str | None = None
    ) -> Node | None:
        """Answer a reference of a fact; if it means nothing, that is a problem."""
        node = self.find(ref, kinds, period or fact.period)
        if node is None:
            at = (fact.mark and fact.at) or fact.positions.get(field) or fact.at
            self._unknown(ref, kinds, at, field, fact.key, period or fact.period)
        self.answers[fact.key, field, ref] = node
        return node

    def node(self, fact: Fact, field: str, ref: str) -> Node | None:
        """Return what a reference of a fact was found to mean.

        Raises:
            KeyError: nobody has asked; :mod:`loaders.resolving.references` must.
        """
        return self.answers[fact.key, field, ref]

    def subject(self, fact: Fact) -> Node | None:
        """Return what a value or recognition is about: what `of` says, or the jurisdiction."""
        return self.home if fact.subject is None else self.node(fact, "of", fact.subject)

    def local_indicator(self, key: str, zh: str, en: str) -> Node:
        """Return a measure that only this document knows."""
        node = self.indicators.get(key)
        if node is None:
            iri = f"{self.local_prefix}{key}>"
            node = self.indicators[key] = Node(iri, zh, en, "Indicator", True)
        return node

    def actor(self, fact: Fact) -> Node | None:
        """Return who bears a responsibility."""
        name = fact.name or ""
        if fact.identity is not None:
            return self.need(fact.identity, ACTORS, fact, "is")
        node = self.find(name, ACTORS, fact.period)
        if node is not None:
            return node
        if fact.group:
            return self._local_group(name, fact)
        return self.need(name, ACTORS, fact, fact.role or "names")

    def _local_group(self, name: str, fact: Fact) -> Node:
        node = self.groups.get(name)
        if node is None:
            words = _group_en(fact, name)
            iri = f"{self.local_prefix}group_{slug(words or name)}>"
            if any(other.iri == iri for other in self.groups.values()):  # two of one English name
                iri = f"{iri[:-1]}-{digest(name)}>"
            en = words or f"group “{name}”"
            node = self.groups[name] = Node(iri, name, en, "GroupReference", True)
        return node

    def _unknown(
        self,
        ref: str,
        kinds: tuple[str, ...],
        at: Position,
        field: str,
        key: str,
        period: str | None,
    ) -> None:
        found = self.viewpoint.resolve(kinds, ref, period)
        if not self.authority.complete:
            return
        if found.candidates:
            listed = ", ".join(found.candidates)
            self.problems.append(
                Problem(
                    "reference-ambiguous",
                    at,
                    f"`{field}: {ref}` may mean any of: {listed}; say which by its id",
                    f"“{field}: {ref}”可指:{listed};请用标识指明",
                    record=key,
                )
            )
            return
        key_of_other = self.refs.get(ref)
        if key_of_other is not None:
            self.problems.append(
                Problem(
                    "reference-kind",
                    at,
                    f"`{field}: {ref}` is known here as `{key_of_other}`; a {kinds[0]} is wanted",
                    f"“{field}: {ref}”在此是“{key_of_other}”,而所需类别为 {kinds[0]}",
                    record=key,
                )
            )
            return
        near = [
            *self.authority.candidates(kinds, ref, self.jurisdiction),
            *nearest(ref, self.refs),
        ][:4]
        hint_en = f"; nearest: {', '.join(near)}" if near else ""
        hint_zh = f";相近的有:{'、'.join(near)}" if near else ""
        # Only records of bodies are drafted.
        body = kinds[0] == "organisation"
        begun_en = " (`policykg draft --authority` begins its record)" if body else ""
        begun_zh = "(`policykg draft --authority` 可起草其记录)" if body else ""
        self.problems.append(
            Problem(
                "reference-unknown",
                at,
                f"`{field}: {ref}` is nothing that this document or the authority files know "
                f"here and then{hint_en}. Define it in facts/authority{begun_en}, or here with an "
                "`id`",
                f"“{field}: {ref}”在本文件和权威文件中(就此地此时而言)均未定义{hint_zh}。"
                f"请在 facts/authority 中定义{begun_zh},或在本文件中以 id 定义",
                record=key,
                recorded=ref,
            )
        )

    # -- periods ---------------------------------------------------------------------------

    def period(self, text: str, by: bool = False) -> Period | None:
        """Read a period as this document means it."""
        return self.viewpoint.period(text, by)

    def problem(self, fact: Fact, rule: str, field: str, en: str, zh: str) -> None:
        """Note what is wrong with a field of a fact."""
        at = fact.positions.get(field, fact.at)
        self.problems.append(Problem(rule, at, en, zh, record=fact.key))

    def header_problem(self, rule: str, field: str, en: str, zh: str) -> None:
        """Note what is wrong with a field of the document's header."""
        at = self.facts.positions[field]
        self.problems.append(Problem(rule, at, en, zh, record=self.header.id))

    def bad_period(self, text: str, field: str, fact: Fact) -> None:
        """Note that a text is no period."""
        self.problems.append(
            Problem(
                "period-unreadable",
                fact.positions.get(field, fact.at),
                f"`{field}: {text}` is no period: write 2010, 2010-05, 2006/2010, ../2010, 2007~, "
                "a name from authority periods, 去年 or 今年, or `unstated`",
                f"“{field}: {text}”不是时期:请写 2010、2010-05、2006/2010、../2010、2007~、"
                "权威文件中的时期名、去年或今年,或 unstated",
                record=fact.key,
            )
        )


def _group_en(fact: Fact, name: str) -> str | None:
    record = fact.record
    named: list[R.Named] = []
    if isinstance(record, R.Part):
        named = record.groups
    elif isinstance(record, R.ResponsibilityRecord):
        named = [one for one in record.names if isinstance(one, R.Named)]
    return next((one.en for one in named if one.name == name and one.en), None)
