"""One function a list of facts: each record becomes facts, with keys spelled by content."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final, cast

from loaders.facts.model import Fact, QuoteUse
from loaders.facts.state import Context, State
from loaders.languages.edtf import slug_of
from loaders.nearest import nearest
from loaders.slugs import digest, slug
from loaders.yaml import records as R  # noqa: N812 - short, because every record kind is named
from loaders.yaml.reader import Map
from ontology.kinds import RECORDS, Record, records_of

_AUTHORITY_KINDS: Final = {
    "project": (),
    "enterprise": ("organisation",),
    "organisation": ("organisation",),
    "place": ("place",),
    "policy": ("policy",),
}


def _parts(st: State, record: R.PartMention, node: Map, shared: Any, context: Context) -> None:
    quotes = st.quotes_of(record, node, shared, context.part)
    known = next(
        (
            found
            for name in (record.name, *record.also_named)
            if (found := st.part_names.get((record.kind, name)))
        ),
        None,
    )
    number = st.viewpoint.language.numbering.read(record.number)
    if known is None and number is not None and st.part_numbers.get((record.kind, number)) == 1:
        known = f"{record.kind}_{number}"
    if known:
        _mention(st, record, node, quotes, context, known)
        return
    key = record.id or (number is not None and str(number)) or slug(record.en or record.name)
    st.take(st.fact(f"{record.kind}_{key}", record.kind, record, node, quotes, context))


def _mention(
    st: State,
    record: R.Fact,
    node: Map,
    quotes: tuple[QuoteUse, ...],
    context: Context,
    target: str,
) -> None:
    count = st.mentioned[target] = st.mentioned.get(target, 0) + 1
    key = f"mention_{target}" if count == 1 else f"mention_{target}_{count}"
    fact = st.fact(key, "mention", record, node, quotes, context)
    fact.ref = target
    st.take(fact)


def _thing(
    told: Record, st: State, record: R.Thing, node: Map, shared: Any, context: Context
) -> None:
    kind, prefix = told.kind, told.prefix
    quotes = st.quotes_of(record, node, shared, context.part)
    target = _defined_earlier(st, record, kind, prefix, context)
    if target is not None:
        _mention(st, record, node, quotes, context, target)
        return
    if record.is_ is not None:
        _dangling(st, node, "is", record.is_)
        return
    words = record.en or (record.label and record.label.en) or record.name
    if not words:
        st.problem("thing-name", node.mark, *_NO_NAME)
        return
    key = f"{prefix}_{record.id or slug(words)}"
    if record.id is None:
        st.name_thing(record, kind, key)
    fact = st.fact(key, kind, record, node, quotes, context)
    fact.group = isinstance(record, R.Organisation) and record.group
    st.take(fact)


def _defined_earlier(
    st: State, record: R.Thing, kind: str, prefix: str, context: Context
) -> str | None:
    """Return the id or key of the thing that a record names without defining it."""
    if record.id is not None:
        return record.id if record.id in st.authority.kinds and kind != "project" else None
    ref = record.is_ or record.name
    if ref is None:
        return None
    known = st.named.get((kind, ref)) or (st.out.refs.get(ref) if record.is_ else None)
    if known is not None:
        return known
    kinds = _AUTHORITY_KINDS.get(kind, ()) or (
        ("organisation", "place", "policy") if record.is_ else ()
    )
    return st.known(kinds, ref, context.period) if kinds else None


def _dangling(st: State, node: Map, field_name: str, ref: str) -> None:
    if not st.authority.complete:
        return
    near = nearest(ref, [*st.out.refs, *st.authority.kinds])
    hint_en = f"; nearest: {', '.join(near)}" if near else ""
    hint_zh = f";相近的有:{'、'.join(near)}" if near else ""
    st.problem(
        "reference-unknown",
        node.marks[field_name][1],
        f"`{field_name}: {ref}` is known neither here nor in the authority files{hint_en}",
        f"“{field_name}: {ref}”在本文件和权威文件中均未定义{hint_zh}",
    )


def _projects(st: State, record: R.Project, node: Map, shared: Any, context: Context) -> None:
    count = len(st.out.facts)
    _thing(RECORDS["project"], st, record, node, shared, context)
    if record.investment is None or len(st.out.facts) == count:
        return
    project = st.out.facts[-1]
    key = project.ref if project.kind == "mention" and project.ref else project.key
    fact = st.fact(f"{key}_investment", "investment", record, node, project.quotes, context)
    fact.ref = key
    fact.indicator = "investment"
    st.take(fact)


def _observation(
    st: State, record: R.Value, node: Map, shared: Any, context: Context, kind: str
) -> None:
    quotes = st.quotes_of(record, node, shared, context.part)
    if record.value is None and record.growth is None:
        st.problem("value-missing", node.mark, *_NO_VALUE, record=record.name)
        return
    level = st.fact("", kind, record, node, quotes, context)
    indicator = _indicator(st, record)
    key = f"obs_{record.id}" if record.id else _observation_key(st, record, level, indicator)
    if record.value is not None:
        level.key, level.indicator = key, indicator
        st.take(level)
    if record.growth is not None:
        growth = st.fact(f"{key}_growth", "growth", record, node, quotes, context)
        growth.indicator = indicator
        growth.ref = key if record.value is not None else None
        st.take(growth)


def _indicator(st: State, record: R.Value) -> str:
    if record.indicator is not None:
        return record.indicator
    found = st.viewpoint.resolve(("indicator",), record.name)
    if found.id is not None:
        return found.id
    key = st.indicators.get(record.name)
    if key is None:
        key = f"ind_{slug(record.en or (record.label and record.label.en) or record.name)}"
        if key in st.indicators.values():
            key = f"{key}-{digest(record.name)}"
        st.indicators[record.name] = key
    return key


def _observation_key(st: State, record: R.Value, fact: Fact, indicator: str) -> str:
    pieces = ["obs", indicator.removeprefix("ind_")]
    if fact.subject is not None:
        subject = _subject_slug(st, fact.subject, fact.period)
        if subject != st.viewpoint.place:
            pieces.append(subject)
    by = record.by if isinstance(record, R.Target) else None
    pieces.append(_period_slug(st, fact.period, by))
    if record.stage is not None:
        pieces.append(slug(record.stage))
    return "_".join(pieces)


def _subject_slug(st: State, ref: str, period: str | None) -> str:
    key = st.out.refs.get(ref)
    if key is not None:
        return key.replace("_", "-")
    known = st.known(("place", "organisation", "policy"), ref, period)
    return known or slug(ref)


def _period_slug(st: State, period: str | None, by: str | None) -> str:
    text = by if by is not None else period
    read = st.viewpoint.period(text, by is not None) if text is not None else None
    return slug_of(read.edtf) if read else "unstated"


def _fact(
    told: Record, st: State, record: R.Fact, node: Map, shared: Any, context: Context
) -> None:
    words = _words(record, getattr(record, "title", None) or getattr(record, "name", None))
    if not words:
        st.problem("thing-name", node.mark, *_NO_NAME)
        return
    _plain(told, st, record, record.id or slug(words), node, shared, context)


def _posts(st: State, record: R.Post, node: Map, shared: Any, context: Context) -> None:
    name = record.id or slug(_words(record, record.person + record.post))
    st.out.refs.setdefault(record.person, f"post_{name}")
    _plain(RECORDS["post"], st, record, name, node, shared, context)


def _plain(
    told: Record, st: State, record: R.Fact, name: str, node: Map, shared: Any, context: Context
) -> None:
    quotes = st.quotes_of(record, node, shared, context.part)
    st.take(st.fact(f"{told.prefix}_{name}", told.kind, record, node, quotes, context))


def _responsibilities(
    st: State, record: R.ResponsibilityRecord, node: Map, shared: Any, context: Context
) -> None:
    quotes = st.quotes_of(record, node, shared, context.part)
    target = record.for_ or context.part
    if target is None:
        st.problem("responsibility-for", node.mark, *_NO_FOR)
        return
    key = st.out.refs.get(target, target)
    stem = f"resp_{record.id}" if record.id else f"resp_{record.role}_{_plain_slug(key)}"
    for number, name in enumerate(record.names, 1):
        fact = st.fact(f"{stem}_{number}", "responsibility", record, node, quotes, context)
        named = name if isinstance(name, R.Named) else None
        text = named.name if named else cast(str, name)
        actor(fact, record.role, text, named, number, len(record.names))
        fact.ref = target
        if record.certainty and not fact.certainty:
            fact.certainty = record.certainty
        st.take(fact)


def actor(
    fact: Fact, role: str, name: str, named: R.Named | None, number: int, out_of: int
) -> None:
    """Say who a responsibility names, and in which place of its bracket or list."""
    fact.role, fact.name, fact.position, fact.out_of = role, name, number, out_of
    if named is not None:
        fact.identity, fact.group, fact.certainty = named.is_, named.group, named.certainty


def _relations(
    st: State, record: R.RelationRecord, node: Map, shared: Any, context: Context
) -> None:
    quotes = st.quotes_of(record, node, shared, context.part)
    content = f"{record.subject}|{record.object}|{record.period or ''}"
    key = f"rel_{record.relation}_{record.id or digest(content)}"
    known = st.keys.get(key)
    if isinstance(known, Fact) and record.id is None:  # the same fact, told again
        known.quotes = (*known.quotes, *(use for use in quotes if use not in known.quotes))
        return
    st.take(st.fact(key, "relation", record, node, quotes, context))


def _words(record: R.Fact, name: str | None) -> str:
    return record.en or (record.label.en if record.label else None) or name or ""


def _plain_slug(ref: str) -> str:
    ok = ref.isascii() and all(ch.isalnum() or ch in "-_" for ch in ref)
    return ref.lower() if ok else slug(ref)


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


Take = Callable[[State, Any, Map, tuple[QuoteUse, ...], Context], None]

TAKE: Final[dict[str, Take]] = {
    **{told.list: partial(_thing, told) for told in records_of("thing")},
    **{told.list: partial(_fact, told) for told in records_of("fact")},
    "parts": _parts,
    "values": partial(_observation, kind="value"),
    "targets": partial(_observation, kind="target"),
    "projects": _projects,
    "posts": _posts,
    "responsibilities": _responsibilities,
    "relations": _relations,
}
"""A function for each list of :data:`loaders.yaml.records.FACT_LISTS`.

Things and facts of their own need none: their form, declared in :mod:`ontology.kinds`, tells how
they are taken.
"""
