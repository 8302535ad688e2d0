"""Nested records into one flat list of facts, each with its key and what is handed down.

Two passes: the first gives every part and every defined thing its key, so that references
may point forward; the second lists the facts in the order of the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, cast

from loaders.facts.keys import count_numbers, define
from loaders.facts.kinds import TAKE, actor
from loaders.facts.model import DocumentFacts, Fact, Passage, QuoteUse
from loaders.facts.state import LONE_TO, Context, State
from loaders.identity.authority import Authority
from loaders.languages.registry import LANGUAGES, language_of
from loaders.problems import Position, Problem
from loaders.yaml import records as R  # noqa: N812 - short, because every record kind is named
from loaders.yaml.parse import Parsed
from loaders.yaml.reader import Map, Seq

__all__ = ["BRACKET_ROLES", "flatten"]

BRACKET_ROLES: Final = ("lead", "support", "responsible", "oversight", "implement")


def flatten(
    parsed: Parsed, authority: Authority, *, keep_clashes: bool = False
) -> tuple[DocumentFacts | None, list[Problem]]:
    """List the facts of a sound facts file.

    Args:
        parsed: What :func:`loaders.yaml.parse.parse_document` returned.
        authority: The authority files; they say which names are known.
        keep_clashes: Whether two records of one key both stay, the later one under a numbered
            key: for readings that are compared and never built.

    Returns:
        The facts, or none where the file itself is unsound, and problems.
    """
    if parsed.document is None or parsed.tree is None:
        return None, []
    language = parsed.document.document.source.language
    if language_of(language) is None:
        return None, [_no_language(language, parsed)]
    st = State(parsed, authority, keep_clashes=keep_clashes)
    nodes = cast(Seq, st.tree.get("body") or Seq())
    count_numbers(st, st.document.body)
    define(st, st.document.body, nodes, None, "")
    _walk(st, st.document.body, nodes, Context())
    _name_ends(st, authority)
    return st.out, st.problems


def _name_ends(st: State, authority: Authority) -> None:
    """Say by which names the ends of facts are known that are given by their ids."""
    by_key = {fact.key: fact for fact in st.out.facts}
    for fact in st.out.facts:
        own = vars(fact.record)
        for name in _ENDS:
            given = own.get(name)
            if given is None:
                continue
            for number, ref in enumerate(given if isinstance(given, list) else [given], 1):
                if isinstance(ref, str) and not st.viewpoint.language.is_name(ref):
                    end = name if number == 1 else f"{name}-{number}"
                    fact.aliases[end] = _known_names(ref, st, authority, by_key)


_ENDS: Final = (
    "subject", "object", "merged", "into", "organiser", "participants", "investor", "developer",
    "issuer", "issuers",
)  # fmt: skip
"""Fields that name another thing."""


def _known_names(
    ref: str, st: State, authority: Authority, by_key: dict[str, Fact]
) -> tuple[str, ...]:
    names: list[str] = []
    if ref in authority.kinds:
        record = authority.record(ref)
        names = [record.name.zh, *record.aliases]
    thing = by_key.get(st.out.refs.get(ref, ""))
    if thing is not None:
        own = getattr(thing.record, "name", None)
        names += [*([own] if own else []), *getattr(thing.record, "also_named", [])]
    return tuple(sorted(dict.fromkeys(names), key=lambda text: (-len(text), text)))


def _no_language(tag: str, parsed: Parsed) -> Problem:
    known = ", ".join(tag for language in LANGUAGES for tag in language.tags)
    return Problem(
        "language-unknown",
        parsed.positions.get("source", Position(parsed.path)),
        f"`language: {tag}`: no language package reads such texts (there are: {known}), and the "
        "rules of another language would misread their numbers, dates and bodies",
        f"“language: {tag}”:没有可读此种文本的语言包(现有:{known}),以其他语言的规则读取会误读",
        recorded=tag,
    )


def _walk(st: State, body: list[Any], nodes: Seq, context: Context) -> None:
    for item, node in zip(body, nodes, strict=True):
        if isinstance(item, R.Part):
            _part(st, item, node, context)
        else:
            _passage(st, item, node, context)


def _part(st: State, part: R.Part, node: Map, context: Context) -> None:
    key = st.part_keys[id(part)]
    quotes = []
    if part.quote is not None:
        quotes.append(st.quote(part, node, "heading", context.part))
    elif part.to is not None:
        st.problem("quote-to", node.marks["to"][0], *LONE_TO, record=key)
    below = context.under(part)
    quotes += st.also(part, node, key)
    if part.deadline is not None:
        quotes += _deadline(st, part.deadline, node, key)
    fact = st.fact(key, part.kind, part, node, tuple(quotes), below)
    fact.part = context.part
    st.out.facts.append(fact)
    if not quotes:
        st.problem("part-quote", node.mark, *_NO_HEADING, record=key)
    below = Context(key, below.of, below.place, below.period, below.status, below.inferred)
    for role in BRACKET_ROLES:
        brackets = getattr(part, role)
        if brackets:
            _brackets(st, part, node, key, role, below)
    for role in part.names:
        if role not in BRACKET_ROLES or not getattr(part, role):
            st.problem("names-in-bracket", node.marks["names"][1], *_no_bracket(role), record=key)
    if part.body:
        _walk(st, part.body, node["body"], below)


def _deadline(st: State, words: str, node: Map, key: str) -> list[QuoteUse]:
    """Note the use of a part's deadline, the first in its span, and of its column's heading."""
    use = st.use(words, node.marks["deadline"][1], "deadline", key, 1)
    return [use, *st.column("deadline")]


def _brackets(st: State, part: R.Part, node: Map, key: str, role: str, context: Context) -> None:
    uses: list[tuple[str, tuple[QuoteUse, ...]]] = []
    head: QuoteUse | None = None
    before: QuoteUse | None = None
    by_hand = list(part.names.get(cast(Any, role), ()))
    given = node[role]
    for index, text in enumerate(getattr(part, role)):
        mark = given.marks[index] if isinstance(given, Seq) else node.marks[role][1]
        use = st.use(text, mark, "bracket", key)
        use.bracket_role = role
        bracket = st.viewpoint.language.split_bracket(text)
        names = bracket.names_as(cast(Any, role))
        names = names or bracket.names_as(None) or bracket.names
        if role in part.names:
            names = _names_in(text, by_hand)
        if not names:
            st.problem("bracket-empty", mark, *_NO_NAMES, record=key, quote=text)
        more = st.column(role) if bracket.role is None else []
        if bracket.role is not None:
            head = use
        elif head is not None:  # a list told name by name: 牵头单位:A, then B behind it
            use.follows, more = before, [head]
        before = use
        uses.extend((name, (use, *more)) for name in names)
    for name in by_hand:
        st.problem("names-in-bracket", node.marks["names"][1], *_not_in(name, role), record=key)
    first = role == "responsible" and not part.lead and _leads_first(st, getattr(part, role))
    if first and uses:
        name, quotes = uses.pop(0)
        _named(st, part, node, (key, "lead"), [(name, (*quotes, *st.lead_rule()))], context)
    _named(st, part, node, (key, role), uses, context)


def _leads_first(st: State, brackets: list[str]) -> bool:
    """Tell whether the document's rule makes the first body of these brackets lead.

    A rule that stands in a bracket without 下同 (likewise below) holds for that bracket only.
    """
    rule = st.header.lead_rule
    if rule is None:
        return False
    if st.own_rule is None:
        likewise = st.viewpoint.language.likewise_below
        holding = [text for text in _responsible(st.document.body) if rule in text]
        st.own_rule = bool(holding) and not any(likewise in text for text in holding)
    return not st.own_rule or any(rule in text for text in brackets)


def _responsible(body: list[Any]) -> Iterator[str]:
    """Yield every list of responsible bodies of a document."""
    for item in body:
        if isinstance(item, R.Part):
            yield from item.responsible
            yield from _responsible(item.body)


def _names_in(bracket: str, by_hand: list[str]) -> tuple[str, ...]:
    """Take the names given by hand that stand in a bracket, in its order, off their list."""
    names, at = [], 0
    while by_hand:
        start = bracket.find(by_hand[0], at)
        if start < 0:
            break
        names.append(by_hand.pop(0))
        at = start + len(names[-1])
    return tuple(names)


def _not_in(name: str, role: str) -> tuple[str, str]:
    return (
        f"`names: {{{role}: [… {name}]}}`: the name does not stand in the part's `{role}` bracket, "
        "or not in this order: copy it as the text writes it",
        f"“names: {{{role}: [… {name}]}}”:该名称不在本部分的 {role} 括号中,或次序不同:请照原文抄写",
    )


def _no_bracket(role: str) -> tuple[str, str]:
    return (
        f"`names: {{{role}: …}}` explains a bracket, but this part has no `{role}`: copy the words "
        f"that name the bodies into `{role}`",
        f"“names: {{{role}: …}}”须说明一个括号,而本部分没有 {role}:请将写明单位的原文抄入 {role}",
    )


def _named(
    st: State,
    part: R.Part,
    node: Map,
    place: tuple[str, str],
    uses: list[tuple[str, tuple[QuoteUse, ...]]],
    context: Context,
) -> None:
    """List the names that have one role in a part."""
    key, role = place
    groups = {named.name: named for named in part.groups}
    for number, (name, quotes) in enumerate(uses, 1):
        fact = st.fact(f"{key}_{role}_{number}", "responsibility", part, node, quotes, context)
        fact.inferred = {key: why for key, why in part.inferred.items() if key == "role"}
        actor(fact, role, name, groups.get(name), number, len(uses))
        fact.ref = key
        fact.mark = quotes[0].mark
        st.take(fact)


def _passage(st: State, passage: R.Passage, node: Map, context: Context) -> None:
    below = context.under(passage)
    quote = st.quote(passage, node, "passage", context.part)
    shared = (quote, *st.also(passage, node, context.part))
    before = len(st.out.facts)
    for key in R.FACT_LISTS:
        given = R.listed(passage, key)
        if given:
            take = TAKE[key]
            for record, child in zip(given, node[key], strict=True):
                take(st, record, child, shared, below)
    keys = tuple(fact.key for fact in st.out.facts[before:])
    st.out.passages.append(Passage(quote, node, context.part, passage.counts, keys))


_NO_HEADING: Final = (
    "this part has no quote: copy its heading from the text into `quote`",
    "该部分没有引文:请将原文标题抄入 quote",
)
_NO_NAMES: Final = (
    "no names were found in this bracket: copy it whole, from 牵头单位 on",
    "此括号中没有读出单位名称:请完整抄录,含“牵头单位”等字",
)
