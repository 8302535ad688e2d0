"""Nested records into one flat list of facts, each with its key and what is handed down.

Two passes: the first gives every part and every defined thing its key, so that references
may point forward; the second lists the facts in the order of the file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final, cast

from loaders import records as R  # noqa: N812 - short, because every record kind is named
from loaders.authority import Authority
from loaders.brackets import split_bracket
from loaders.facts import DocumentFacts, Fact, Passage, QuoteUse
from loaders.numerals import read_number
from loaders.parse import Parsed
from loaders.periods import Period, read_by, read_edtf, read_period, slug_of
from loaders.problems import Position, Problem
from loaders.slugs import digest, slug
from loaders.yamlevents import Map, Mark, Seq, position

PART_LETTERS: Final = {
    "s": "strategy",
    "c": "campaign",
    "t": "task",
    "m": "measure",
    "g": "safeguard",
}
BRACKET_ROLES: Final = ("lead", "support", "responsible", "oversight", "implement")
_THINGS: Final = {
    "projects": ("project", "project"),
    "enterprises": ("enterprise", "enterprise"),
    "organisations": ("organisation", "org"),
    "places": ("place", "place"),
    "policies": ("policy", "policy"),
}
_AUTHORITY_KINDS: Final = {
    "project": (),
    "enterprise": ("organisation",),
    "organisation": ("organisation",),
    "place": ("place",),
    "policy": ("policy",),
}
_HANDED_DOWN: Final = ("of", "place", "period", "status")


@dataclass(slots=True)
class _Context:
    """What is handed down at a place of the body."""

    part: str | None = None
    of: str | None = None
    place: str | None = None
    period: str | None = None
    status: str | None = None
    inferred: dict[str, str] = field(default_factory=dict)

    def under(self, record: R.Rests) -> _Context:
        """Return what holds below a part or passage."""
        if not (record.of or record.place or record.period or record.status or record.inferred):
            return self
        inferred = {key: why for key, why in self.inferred.items() if getattr(record, key) is None}
        inferred.update((k, why) for k, why in record.inferred.items() if k in _HANDED_DOWN)
        return _Context(
            self.part,
            record.of or self.of,
            record.place or self.place,
            record.period or self.period,
            record.status or self.status,
            inferred,
        )


def flatten(parsed: Parsed, authority: Authority) -> tuple[DocumentFacts | None, list[Problem]]:
    """List the facts of a sound facts file.

    Args:
        parsed: What :func:`loaders.parse.parse_document` returned.
        authority: The authority files; they say which names are known.

    Returns:
        The facts, or none where the file itself is unsound, and problems.
    """
    if parsed.document is None or parsed.tree is None:
        return None, []
    flattener = _Flattener(parsed, authority)
    flattener.run()
    return flattener.out, flattener.problems


@lru_cache(maxsize=4096)
def read_part_number(text: str | None) -> int | None:
    """Read a part's number as written: 7, 二, (三), 三是."""
    if text is None:
        return None
    number = read_number(text.strip("()（）第是、.．章节条项 "))
    return int(number) if number is not None and number == int(number) else None


class _Flattener:
    """The state of both passes over one file."""

    def __init__(self, parsed: Parsed, authority: Authority) -> None:
        self.file = parsed.path
        self.authority = authority
        assert parsed.document is not None and parsed.tree is not None
        self.document = parsed.document
        self.tree = parsed.tree
        header = self.document.document
        self.header = header
        self.problems: list[Problem] = []
        self.out = DocumentFacts(self.file, header, [], positions=parsed.positions)
        self.keys: dict[str, Fact | Map] = {}
        self.part_keys: dict[int, str] = {}
        self.part_names: dict[tuple[str, str], str] = {}
        self.part_numbers: dict[tuple[str, int], int] = {}
        self.named: dict[tuple[str, str], str] = {}
        """(kind, name) → key of a thing that this document defines."""
        self.indicators: dict[str, str] = {}
        self.mentioned: dict[str, int] = {}
        self.passage_facts: list[str] = []
        place = authority.resolve(("place",), header.jurisdiction, None, None)
        self.jurisdiction = place.id
        written = read_edtf(header.written)
        self.year = written.year if written else None

    def run(self) -> None:
        self._count_numbers(self.document.body)
        self._define(self.document.body, cast(Seq, self.tree.get("body") or Seq()), None, "")
        self._walk(self.document.body, cast(Seq, self.tree.get("body") or Seq()), _Context())

    # -- first pass ------------------------------------------------------------------------

    def _count_numbers(self, body: list[Any]) -> None:
        for item in body:
            if isinstance(item, R.Part):
                number = read_part_number(item.number)
                if number is not None:
                    key = (item.kind, number)
                    self.part_numbers[key] = self.part_numbers.get(key, 0) + 1
                self._count_numbers(item.body)

    def _define(self, body: list[Any], nodes: Seq, parent: str | None, path: str) -> None:
        for item, node in zip(body, nodes, strict=True):
            if isinstance(item, R.Part):
                key = self._part_key(item, parent)
                if key in self.keys:
                    self._clash(key, node)
                    key = f"{key}-{digest(item.name)}"
                self.keys[key] = node
                self.part_keys[id(item)] = key
                number = read_part_number(item.number)
                letter = next(ch for ch, kind in PART_LETTERS.items() if kind == item.kind)
                here = f"{path}/{letter}{number}".strip("/") if number is not None else path
                self._name_part(item, key, here if number is not None else None)
                self._define(item.body, cast(Seq, node.get("body") or Seq()), key, here)
            else:
                self._define_things(item)

    def _part_key(self, part: R.Part, parent: str | None) -> str:
        number = read_part_number(part.number)
        if number is None:
            return f"{part.kind}_{part.id or slug(part.en)}"
        if self.part_numbers[part.kind, number] == 1:
            return f"{part.kind}_{number}"
        return f"{parent}_{part.kind}_{number}" if parent else f"{part.kind}_{number}"

    def _name_part(self, part: R.Part, key: str, path: str | None) -> None:
        refs = self.out.refs
        for name in (part.name, *part.also_named):
            self.part_names.setdefault((part.kind, name), key)
            refs.setdefault(name, key)
        for ref in (part.id, path, key):
            if ref:
                refs[ref] = key

    def _define_things(self, passage: R.Passage) -> None:
        for attribute, (kind, prefix) in _THINGS.items():
            for thing in getattr(passage, attribute):
                if thing.id and not (thing.id in self.authority.kinds and kind != "project"):
                    key = f"{prefix}_{thing.id}"
                    self._name_thing(thing, kind, key)
        for attribute, prefix in (("events", "event"), ("recognitions", "recognition")):
            for fact in getattr(passage, attribute):
                if fact.id:
                    self.out.refs.setdefault(fact.id, f"{prefix}_{fact.id}")
        for value in (*passage.values, *passage.targets):
            if value.id:
                self.out.refs.setdefault(value.id, f"obs_{value.id}")
        for part in passage.parts:
            if part.id:
                self.out.refs.setdefault(part.id, f"{part.kind}_{part.id}")

    def _name_thing(self, thing: R.Thing, kind: str, key: str) -> None:
        if thing.id:
            self.out.refs.setdefault(thing.id, key)
        for name in (thing.name, *thing.also_named):
            if name:
                self.named.setdefault((kind, name), key)
                self.out.refs.setdefault(name, key)

    # -- second pass -----------------------------------------------------------------------

    def _walk(self, body: list[Any], nodes: Seq, context: _Context) -> None:
        for item, node in zip(body, nodes, strict=True):
            if isinstance(item, R.Part):
                self._part(item, node, context)
            else:
                self._passage(item, node, context)

    def _part(self, part: R.Part, node: Map, context: _Context) -> None:
        key = self.part_keys[id(part)]
        quotes = []
        if part.quote is not None:
            quotes.append(
                self._quote(part.quote, node, "quote", "heading", context.part, part.occurrence)
            )
        below = context.under(part)
        quotes += self._also(part, node, key)
        fact = self._fact(key, part.kind, part, node, tuple(quotes), below)
        fact.part = context.part
        self.out.facts.append(fact)
        if not quotes:
            self._problem("part-quote", node.mark, *_NO_HEADING, record=key)
        below = _Context(key, below.of, below.place, below.period, below.status, below.inferred)
        for role in BRACKET_ROLES:
            brackets = getattr(part, role)
            if brackets:
                self._brackets(part, node, key, role, below)
        if part.body:
            self._walk(part.body, node["body"], below)

    def _brackets(self, part: R.Part, node: Map, key: str, role: str, context: _Context) -> None:
        groups = {named.name: named for named in part.groups}
        uses: list[tuple[str, QuoteUse]] = []
        given = node[role]
        for index, text in enumerate(getattr(part, role)):
            mark = given.marks[index] if isinstance(given, Seq) else node.marks[role][1]
            use = self._use(text, mark, "bracket", key)
            use.bracket_role = role
            bracket = split_bracket(text)
            names = bracket.names_as(cast(Any, role)) or bracket.names
            if not names:
                self._problem("bracket-empty", mark, *_NO_NAMES, record=key, quote=text)
            uses.extend((name, use) for name in names)
        for number, (name, use) in enumerate(uses, 1):
            group = groups.get(name)
            fact = self._fact(
                f"{key}_{role}_{number}", "responsibility", part, node, (use,), context
            )
            fact.inferred = {}
            self._actor(fact, role, name, group, number, len(uses))
            fact.ref = key
            fact.mark = use.mark
            self._take(fact)

    def _actor(
        self, fact: Fact, role: str, name: str, named: R.Named | None, number: int, out_of: int
    ) -> None:
        fact.role, fact.name, fact.position, fact.out_of = role, name, number, out_of
        if named is not None:
            fact.identity, fact.group, fact.certainty = named.is_, named.group, named.certainty

    def _passage(self, passage: R.Passage, node: Map, context: _Context) -> None:
        below = context.under(passage)
        quote = self._quote(
            passage.quote, node, "quote", "passage", context.part, passage.occurrence
        )
        shared = (quote, *self._also(passage, node, context.part))
        before = len(self.out.facts)
        for attribute in R.FACT_LISTS:
            given = getattr(passage, attribute)
            if given:
                take = getattr(self, f"_{attribute}")
                for record, child in zip(given, node[attribute], strict=True):
                    take(record, child, shared, below)
        keys = tuple(fact.key for fact in self.out.facts[before:])
        self.out.passages.append(Passage(quote, node, context.part, passage.counts, keys))

    # -- quotes ----------------------------------------------------------------------------

    def _use(
        self, text: str, mark: Mark, role: str, within: str | None, occurrence: int | None = None
    ) -> QuoteUse:
        quotes = self.out.quotes
        use = QuoteUse(len(quotes), text, self.file, mark, cast(Any, role), occurrence, within)
        quotes.append(use)
        return use

    def _quote(
        self, text: str, node: Map, key: str, role: str, within: str | None, occurrence: int | None
    ) -> QuoteUse:
        return self._use(text, node.marks[key][1], role, within, occurrence)

    def _also(self, record: R.Rests, node: Map, within: str | None) -> list[QuoteUse]:
        if not record.also:
            return []
        given = node["also"]
        uses = []
        for index, also in enumerate(record.also):
            mark = given.marks[index] if isinstance(given, Seq) else node.marks["also"][1]
            if isinstance(also, str):
                uses.append(self._use(also, mark, "also", None))
            else:
                uses.append(self._use(also.quote, mark, "also", None, also.occurrence))
        return uses

    def _quotes_of(
        self, record: R.Fact, node: Map, shared: tuple[QuoteUse, ...], part: str | None
    ) -> tuple[QuoteUse, ...]:
        if record.quote is None and not record.also:
            return shared
        quotes = list(shared)
        if record.quote is not None:
            use = self._quote(record.quote, node, "quote", "narrowed", part, record.occurrence)
            use.inside = shared[0]
            quotes[0] = use
        return (*quotes, *self._also(record, node, part))

    # -- facts -----------------------------------------------------------------------------

    def _fact(
        self,
        key: str,
        kind: str,
        record: R.Model,
        node: Map,
        quotes: tuple[QuoteUse, ...],
        context: _Context,
    ) -> Fact:
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

    def _take(self, fact: Fact) -> None:
        if fact.key in self.keys:
            self._clash(fact.key, fact.node)
            return
        self.keys[fact.key] = fact
        self.out.facts.append(fact)

    def _parts(self, record: R.PartMention, node: Map, shared: Any, context: _Context) -> None:
        quotes = self._quotes_of(record, node, shared, context.part)
        known = next(
            (
                found
                for name in (record.name, *record.also_named)
                if (found := self.part_names.get((record.kind, name)))
            ),
            None,
        )
        number = read_part_number(record.number)
        if (
            known is None
            and number is not None
            and self.part_numbers.get((record.kind, number)) == 1
        ):
            known = f"{record.kind}_{number}"
        if known:
            self._mention(record, node, quotes, context, known)
            return
        key = record.id or (number is not None and str(number)) or slug(record.en or record.name)
        self._take(self._fact(f"{record.kind}_{key}", record.kind, record, node, quotes, context))

    def _mention(
        self,
        record: R.Fact,
        node: Map,
        quotes: tuple[QuoteUse, ...],
        context: _Context,
        target: str,
    ) -> None:
        count = self.mentioned[target] = self.mentioned.get(target, 0) + 1
        key = f"mention_{target}" if count == 1 else f"mention_{target}_{count}"
        fact = self._fact(key, "mention", record, node, quotes, context)
        fact.ref = target
        self._take(fact)

    def _thing(
        self, record: R.Thing, node: Map, shared: Any, context: _Context, attribute: str
    ) -> None:
        kind, prefix = _THINGS[attribute]
        quotes = self._quotes_of(record, node, shared, context.part)
        target = self._told_before(record, kind, prefix, context)
        if target is not None:
            self._mention(record, node, quotes, context, target)
            return
        if record.is_ is not None:
            self._dangling(node, "is", record.is_)
            return
        words = record.en or (record.label and record.label.en) or record.name
        if not words:
            self._problem("thing-name", node.mark, *_NO_NAME)
            return
        key = f"{prefix}_{record.id or slug(words)}"
        if record.id is None:
            self._name_thing(record, kind, key)
        fact = self._fact(key, kind, record, node, quotes, context)
        fact.group = isinstance(record, R.Organisation) and record.group
        self._take(fact)

    def _told_before(
        self, record: R.Thing, kind: str, prefix: str, context: _Context
    ) -> str | None:
        """Return the id or key of the thing that a record names without defining it."""
        if record.id is not None:
            return record.id if record.id in self.authority.kinds and kind != "project" else None
        ref = record.is_ or record.name
        if ref is None:
            return None
        known = self.named.get((kind, ref)) or (self.out.refs.get(ref) if record.is_ else None)
        if known is not None:
            return known
        kinds = _AUTHORITY_KINDS[kind] or (
            ("organisation", "place", "policy") if record.is_ else ()
        )
        return self.known(kinds, ref, context.period) if kinds else None

    def known(self, kinds: tuple[str, ...], ref: str, period: str | None) -> str | None:
        """Ask the authority files, at the fact's own time and then at the document's."""
        year = self.year
        if period is not None:
            own = self.period(period)
            if own is not None and own.year is not None:
                year = min(own.year, year or own.year)
        found = self.authority.resolve(kinds, ref, self.jurisdiction, year)
        if found.id is None and not found.candidates and year != self.year:
            found = self.authority.resolve(kinds, ref, self.jurisdiction, self.year)
        return found.id

    def _projects(self, record: R.Project, node: Map, shared: Any, context: _Context) -> None:
        count = len(self.out.facts)
        self._thing(record, node, shared, context, "projects")
        if record.investment is None or len(self.out.facts) == count:
            return
        project = self.out.facts[-1]
        key = project.ref if project.kind == "mention" and project.ref else project.key
        fact = self._fact(f"{key}_investment", "investment", record, node, project.quotes, context)
        fact.ref = key
        fact.indicator = "investment"
        self._take(fact)

    def _enterprises(self, record: R.Thing, node: Map, shared: Any, context: _Context) -> None:
        self._thing(record, node, shared, context, "enterprises")

    def _organisations(self, record: R.Thing, node: Map, shared: Any, context: _Context) -> None:
        self._thing(record, node, shared, context, "organisations")

    def _places(self, record: R.Thing, node: Map, shared: Any, context: _Context) -> None:
        self._thing(record, node, shared, context, "places")

    def _policies(self, record: R.Thing, node: Map, shared: Any, context: _Context) -> None:
        self._thing(record, node, shared, context, "policies")

    # -- observations ----------------------------------------------------------------------

    def _values(self, record: R.Value, node: Map, shared: Any, context: _Context) -> None:
        self._observation(record, node, shared, context, "value")

    def _targets(self, record: R.Target, node: Map, shared: Any, context: _Context) -> None:
        self._observation(record, node, shared, context, "target")

    def _observation(
        self, record: R.Value, node: Map, shared: Any, context: _Context, kind: str
    ) -> None:
        quotes = self._quotes_of(record, node, shared, context.part)
        if record.value is None and record.growth is None:
            self._problem("value-missing", node.mark, *_NO_VALUE, record=record.name)
            return
        level = self._fact("", kind, record, node, quotes, context)
        indicator = self._indicator(record)
        key = f"obs_{record.id}" if record.id else self._observation_key(record, level, indicator)
        if record.value is not None:
            level.key, level.indicator = key, indicator
            self._take(level)
        if record.growth is not None:
            growth = self._fact(f"{key}_growth", "growth", record, node, quotes, context)
            growth.indicator = indicator
            growth.ref = key if record.value is not None else None
            self._take(growth)

    def _indicator(self, record: R.Value) -> str:
        if record.indicator is not None:
            return record.indicator
        found = self.authority.resolve(("indicator",), record.name, self.jurisdiction, self.year)
        if found.id is not None:
            return found.id
        key = self.indicators.get(record.name)
        if key is None:
            key = f"ind_{slug(record.en or (record.label and record.label.en) or record.name)}"
            if key in self.indicators.values():
                key = f"{key}-{digest(record.name)}"
            self.indicators[record.name] = key
        return key

    def _observation_key(self, record: R.Value, fact: Fact, indicator: str) -> str:
        pieces = ["obs", indicator.removeprefix("ind_")]
        if fact.subject is not None:
            subject = self._subject_slug(fact.subject, fact.period)
            if subject != self.jurisdiction:
                pieces.append(subject)
        by = record.by if isinstance(record, R.Target) else None
        pieces.append(self._period_slug(fact.period, by))
        if record.stage is not None:
            pieces.append(slug(record.stage))
        return "_".join(pieces)

    def _subject_slug(self, ref: str, period: str | None) -> str:
        key = self.out.refs.get(ref)
        if key is not None:
            return key.replace("_", "-")
        known = self.known(("place", "organisation", "policy"), ref, period)
        return known or slug(ref)

    def _period_slug(self, period: str | None, by: str | None) -> str:
        named = self.authority.named_periods
        read: Period | None = None
        if by is not None:
            read = read_by(by, self.header.written, named)
        elif period is not None:
            read = self.period(period)
        return slug_of(read.edtf) if read else "unstated"

    def period(self, text: str) -> Period | None:
        """Read a period as this document means it."""
        return read_period(text, self.header.written, self.authority.named_periods)

    # -- the other kinds -------------------------------------------------------------------

    def _recognitions(
        self, record: R.Recognition, node: Map, shared: Any, context: _Context
    ) -> None:
        self._plain(
            record,
            "recognition",
            record.id or slug(_words(record, record.title)),
            node,
            shared,
            context,
        )

    def _events(self, record: R.Event, node: Map, shared: Any, context: _Context) -> None:
        words = _words(record, record.name)
        if not words:
            self._problem("thing-name", node.mark, *_NO_NAME)
            return
        self._plain(record, "event", record.id or slug(words), node, shared, context)

    def _posts(self, record: R.Post, node: Map, shared: Any, context: _Context) -> None:
        words = record.id or slug(_words(record, record.person + record.post))
        self.out.refs.setdefault(record.person, f"post_{words}")
        self._plain(record, "post", words, node, shared, context)

    def _plain(
        self, record: R.Fact, kind: str, name: str, node: Map, shared: Any, context: _Context
    ) -> None:
        quotes = self._quotes_of(record, node, shared, context.part)
        self._take(self._fact(f"{kind}_{name}", kind, record, node, quotes, context))

    def _responsibilities(
        self, record: R.ResponsibilityRecord, node: Map, shared: Any, context: _Context
    ) -> None:
        quotes = self._quotes_of(record, node, shared, context.part)
        target = record.for_ or context.part
        if target is None:
            self._problem("responsibility-for", node.mark, *_NO_FOR)
            return
        key = self.out.refs.get(target, target)
        stem = f"resp_{record.id}" if record.id else f"resp_{record.role}_{_plain_slug(key)}"
        for number, name in enumerate(record.names, 1):
            fact = self._fact(f"{stem}_{number}", "responsibility", record, node, quotes, context)
            named = name if isinstance(name, R.Named) else None
            text = named.name if named else cast(str, name)
            self._actor(fact, record.role, text, named, number, len(record.names))
            fact.ref = target
            if record.certainty and not fact.certainty:
                fact.certainty = record.certainty
            self._take(fact)

    def _relations(
        self, record: R.RelationRecord, node: Map, shared: Any, context: _Context
    ) -> None:
        quotes = self._quotes_of(record, node, shared, context.part)
        content = f"{record.subject}|{record.object}|{record.period or ''}"
        key = f"rel_{record.relation}_{record.id or digest(content)}"
        known = self.keys.get(key)
        if isinstance(known, Fact) and record.id is None:  # the same fact, told again
            known.quotes = (*known.quotes, *(use for use in quotes if use not in known.quotes))
            return
        self._take(self._fact(key, "relation", record, node, quotes, context))

    # -- problems --------------------------------------------------------------------------

    def _problem(
        self, rule: str, mark: Mark, en: str, zh: str, record: str = "", quote: str = ""
    ) -> None:
        at = position(self.file, mark)
        self.problems.append(Problem(rule, at, en, zh, record=record, quote=quote))

    def _clash(self, key: str, node: Map) -> None:
        other = self.keys[key]
        first: Position = other.at if isinstance(other, Fact) else position(self.file, other.mark)
        self._problem(
            "key-clash",
            node.mark,
            f"this record and the one at line {first.line} are both `{key}`: "
            "give one of them an `id`, or a `stage` or `period` that tells them apart",
            f"本记录与第 {first.line} 行的记录同为“{key}”:请给其一加 id,或用 stage、period 区分",
            record=key,
        )

    def _dangling(self, node: Map, field_name: str, ref: str) -> None:
        from loaders.nearest import nearest

        near = nearest(ref, [*self.out.refs, *self.authority.kinds])
        hint_en = f"; nearest: {', '.join(near)}" if near else ""
        hint_zh = f";相近的有:{'、'.join(near)}" if near else ""
        self._problem(
            "reference-unknown",
            node.marks[field_name][1],
            f"`{field_name}: {ref}` is known neither here nor in the authority files{hint_en}",
            f"“{field_name}: {ref}”在本文件和权威文件中均未定义{hint_zh}",
        )


def _words(record: R.Fact, name: str | None) -> str:
    return record.en or (record.label.en if record.label else None) or name or ""


def _plain_slug(ref: str) -> str:
    ok = ref.isascii() and all(ch.isalnum() or ch in "-_" for ch in ref)
    return ref.lower() if ok else slug(ref)


_NO_HEADING: Final = (
    "this part has no quote: copy its heading from the text into `quote`",
    "该部分没有引句:请将原文标题抄入 quote",
)
_NO_NAMES: Final = (
    "no names were found in this bracket: copy it whole, from 牵头单位 on",
    "此括号中没有读出单位名称:请完整抄录,含“牵头单位”等字",
)
_NO_NAME: Final = (
    "this record has no name: give `name` in the text's own words, or a `label` with zh and en",
    "该记录没有名称:请按原文写 name,或写含 zh 与 en 的 label",
)
_NO_VALUE: Final = (
    "neither `value` nor `growth` is given: copy the value from the text",
    "未给出 value 或 growth:请按原文抄写数值",
)
_NO_FOR: Final = (
    "`for` is missing, and no part encloses this: say what they are responsible for",
    "缺少 for,且不在任何部分之内:请说明负责何事",
)
