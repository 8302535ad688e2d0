"""What both passes over a facts file share: what is handed down, quotes, keys, problems."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final, cast

from loaders.facts.model import DocumentFacts, Fact, QuoteUse
from loaders.identity.authority import Authority
from loaders.identity.viewpoint import Viewpoint
from loaders.problems import Position, Problem
from loaders.yaml import records as R  # noqa: N812 - short, because every record kind is named
from loaders.yaml.parse import Parsed
from loaders.yaml.reader import Map, Mark, Seq, position

_HANDED_DOWN: Final = ("of", "place", "period", "status")


@dataclass(slots=True)
class Context:
    """What is handed down at a place of the body."""

    part: str | None = None
    of: str | None = None
    place: str | None = None
    period: str | None = None
    status: str | None = None
    inferred: dict[str, str | R.Label] = field(default_factory=dict)

    def under(self, record: R.Rests) -> Context:
        """Return what holds below a part or passage."""
        if not (record.of or record.place or record.period or record.status or record.inferred):
            return self
        inferred = {key: why for key, why in self.inferred.items() if getattr(record, key) is None}
        inferred.update((k, why) for k, why in record.inferred.items() if k in _HANDED_DOWN)
        return Context(
            self.part,
            record.of or self.of,
            record.place or self.place,
            record.period or self.period,
            record.status or self.status,
            inferred,
        )


class State:
    """One file under way."""

    def __init__(self, parsed: Parsed, authority: Authority, *, keep_clashes: bool = False) -> None:
        self.file = parsed.path
        self.keep_clashes = keep_clashes
        self.authority = authority
        assert parsed.document is not None and parsed.tree is not None
        self.document = parsed.document
        self.tree = parsed.tree
        header = self.document.document
        self.header = header
        self.problems: list[Problem] = []
        self.viewpoint = Viewpoint(header, authority)
        self.out = DocumentFacts(self.file, header, self.viewpoint, [], positions=parsed.positions)
        self.keys: dict[str, Fact | Map] = {}
        self.part_keys: dict[int, str] = {}
        self.part_names: dict[tuple[str, str], str] = {}
        self.part_numbers: dict[tuple[str, int], int] = {}
        self.repeated: set[int] = set()
        self.headings: dict[str, QuoteUse] = {}
        self.own_rule: bool | None = None
        """Whether the rule by which the first leads holds for its own bracket only."""
        self.named = self.out.named
        self.indicators: dict[str, str] = {}
        self.mentioned: dict[str, int] = {}
        self.clashes: dict[str, int] = {}
        """Key → how many records of it there are, where there are several."""

    def name_thing(self, thing: R.Thing, kind: str, key: str) -> None:
        """Say by which id and names a thing may be referred to."""
        if thing.id:
            self.out.refs.setdefault(thing.id, key)
        for name in (thing.name, *thing.also_named):
            if name:
                self.named.setdefault((kind, name), key)
                self.out.refs.setdefault(name, key)

    def use(
        self,
        text: str,
        mark: Mark,
        role: str,
        within: str | None,
        occurrence: int | None = None,
        to: str | None = None,
    ) -> QuoteUse:
        """Note one use of a quote."""
        quotes = self.out.quotes
        use = QuoteUse(len(quotes), text, self.file, mark, cast(Any, role), to, occurrence, within)
        quotes.append(use)
        return use

    def quote(self, record: R.Rests, node: Map, role: str, within: str | None) -> QuoteUse:
        """Note the use of a record's own quote."""
        assert record.quote is not None
        mark = node.marks["quote"][1]
        use = self.use(record.quote, mark, role, within, record.occurrence, record.to)
        use.to_mark = node.marks["to"][1] if record.to is not None else None
        return use

    def column(self, role: str) -> list[QuoteUse]:
        """Return the use of a column's heading that gives the cells below it a role, if told."""
        words = getattr(self.header.columns, role)
        if words is None:
            return []
        if role not in self.headings:
            given = cast(Map, cast(Map, self.tree["document"])["columns"])
            self.headings[role] = self.use(words, given.marks[role][1], "also", None, 1)
        return [self.headings[role]]

    def lead_rule(self) -> list[QuoteUse]:
        """Return the use of the words by which the first body of a list leads."""
        words = self.header.lead_rule
        if words is None:
            return []
        if "lead-rule" not in self.headings:
            mark = cast(Map, self.tree["document"]).marks["lead-rule"][1]
            self.headings["lead-rule"] = self.use(words, mark, "also", None, 1)
        return [self.headings["lead-rule"]]

    def also(self, record: R.Rests, node: Map, within: str | None) -> list[QuoteUse]:
        """Note the further quotes of a record."""
        if not record.also:
            return []
        given = node["also"]
        uses = []
        for index, also in enumerate(record.also):
            mark = given.marks[index] if isinstance(given, Seq) else node.marks["also"][1]
            if isinstance(also, str):
                uses.append(self.use(also, mark, "also", None))
            else:
                use = self.use(also.quote, mark, "also", None, also.occurrence, also.to)
                item = given[index] if isinstance(given, Seq) else given
                use.to_mark = item.marks["to"][1] if also.to is not None else None
                uses.append(use)
        return uses

    def quotes_of(
        self, record: R.Fact, node: Map, shared: tuple[QuoteUse, ...], part: str | None
    ) -> tuple[QuoteUse, ...]:
        """Return the quotes a fact rests on: the passage or its own piece of it, and more."""
        if record.to is not None and record.quote is None:
            self.problem("quote-to", node.marks["to"][0], *LONE_TO)
        if record.quote is None and not record.also:
            return shared
        quotes = list(shared)
        if record.quote is not None:
            use = self.quote(record, node, "narrowed", part)
            use.inside = shared[0]
            quotes[0] = use
        return (*quotes, *self.also(record, node, part))

    def fact(
        self,
        key: str,
        kind: str,
        record: R.Model,
        node: Map,
        quotes: tuple[QuoteUse, ...],
        context: Context,
    ) -> Fact:
        """Make a fact of a record, with what is handed down to it."""
        rests = cast(R.Rests, record)
        # A recognition's status (obtained, sought) is of another list than the one handed down.
        status = context.status if kind == "recognition" else rests.status or context.status
        inferred = context.inferred
        if inferred:
            inferred = {name: why for name, why in inferred.items() if getattr(rests, name) is None}
        if rests.inferred:
            inferred = {**inferred, **rests.inferred}
        return Fact(
            key,
            kind,
            record,
            self.file,
            node,
            quotes,
            context.part,
            rests.of or context.of,
            rests.place or context.place,
            rests.period or context.period,
            status,
            inferred,
        )

    def take(self, fact: Fact) -> None:
        """Add a fact, unless its key is taken."""
        if fact.key in self.keys:
            self.clash(fact.key, fact.node)
            if not self.keep_clashes:
                return
            fact.key = self._numbered(fact.key)
        self.keys[fact.key] = fact
        self.out.facts.append(fact)

    def _numbered(self, key: str) -> str:
        count = self.clashes[key] = self.clashes.get(key, 1) + 1
        return f"{key}~{count}"

    def known(self, kinds: tuple[str, ...], ref: str, period: str | None) -> str | None:
        """Return the id that a name means to the authority files, or none."""
        return self.viewpoint.resolve(kinds, ref, period).id

    def problem(
        self, rule: str, mark: Mark, en: str, zh: str, record: str = "", quote: str = ""
    ) -> None:
        """Note a problem at a place of this file."""
        at = position(self.file, mark)
        self.problems.append(Problem(rule, at, en, zh, record=record, quote=quote))

    def clash(self, key: str, node: Map) -> None:
        """Note that two records have the same key."""
        other = self.keys[key]
        first: Position = other.at if isinstance(other, Fact) else position(self.file, other.mark)
        self.problem(
            "key-clash",
            node.mark,
            f"this record and the one at line {first.line} are both `{key}`: "
            "give one of them an `id`, or a `stage` or `period` that tells them apart",
            f"本记录与第 {first.line} 行的记录同为“{key}”:请给其一加 id,或用 stage、period 区分",
            record=key,
        )


LONE_TO: Final = (
    "`to` gives the last words of a passage, but no `quote` gives its first: add it",
    "写了 to(段落的末尾几个字),却没有 quote(开头几个字):请补上",
)
