"""One function a kind of fact: parts, responsibilities, things, happenings, relations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from loaders import compile_terms as t
from loaders import records as R  # noqa: N812 - short, because every record kind is named
from loaders.compile_refs import ACTORS, ANY, PLACES, SUBJECTS, Node, words_of
from loaders.facts import Fact
from loaders.flatten import read_part_number
from loaders.nquads import TRUE, integer, spoken
from loaders.problems import Problem
from loaders.slugs import digest, slug
from ontology.terms import ORG

if TYPE_CHECKING:
    from loaders.compile_document import Writer

NAME_CORE: Final = frozenset({"name", "title"})
PART_CORE: Final = frozenset({"name", "en"})
RESPONSIBILITY_CORE: Final = frozenset({"names", "role", "for", "lead", "actor"})
RELATION_CORE: Final = frozenset({"subject", "relation", "object"})
POST_CORE: Final = frozenset({"person", "post", "body"})
MENTION_CORE: Final = frozenset({"name", "is"})

ROLE_WORDS: Final = {
    "lead": ("牵头", "leads"),
    "support": ("配合", "supports"),
    "responsible": ("负责", "is responsible for"),
    "oversight": ("督查", "oversees"),
    "implement": ("实施", "implements"),
    "host-office": ("承担办公室工作", "hosts the office of"),
}
_POLICY_SHORTCUTS: Final = {
    "implemented": "implements",
    "guiding": "guidedBy",
    "formulated": "formulates",
}


def part(w: Writer, fact: Fact) -> None:
    """Write a strategy, campaign, task, measure or safeguard."""
    record = cast(R.Part, fact.record)
    s, _ = w.fact(fact, t.CLASS_OF_KIND[fact.kind], PART_CORE)
    w.label(s, record.name, record.en or record.name)
    for name in dict.fromkeys((record.name, *record.also_named)):
        w.text(s, t.NAME, name)
    if record.number is not None:
        number = read_part_number(record.number)
        if number is not None:
            w.put(s, t.NUMBER, integer(number))
        w.text(s, t.NUMBER_AS_WRITTEN, record.number)
    if fact.part is not None:
        w.put(s, t.PART_OF, f"{w.prefix}{fact.part}>")
    if fact.place is not None:
        _located(w, s, fact)
    if fact.period is not None:
        w.period(s, fact)
    if record.note is not None:
        w.put(s, t.NOTE, spoken(record.note))


def _labels_and_names(w: Writer, s: str, fact: Fact, name: str | None, also: list[str]) -> None:
    w.label(s, *words_of(fact))
    for one in dict.fromkeys((name, *also)):
        w.text(s, t.NAME, one)


def _extras(w: Writer, s: str, fact: Fact) -> None:
    record = cast(R.Fact, fact.record)
    if record.note is not None:
        w.put(s, t.NOTE, spoken(record.note))
    w.code(s, t.CERTAINTY, record.certainty)


def _located(w: Writer, s: str, fact: Fact) -> None:
    if fact.place is None:
        return
    where = w.names.need(fact.place, PLACES, fact, "place")
    if where is not None and where.iri != s:
        w.put(s, t.LOCATED_IN, where.iri)


# -- responsibilities ----------------------------------------------------------------------


def responsibility(w: Writer, fact: Fact) -> None:
    """Write one actor's role in one action, and its shortcuts."""
    actor = w.names.actor(fact)
    target = w.names.find(fact.ref or "", ("policy", *ACTORS), fact.period)
    if target is None:
        w.names.need(fact.ref or "", ("policy", *ACTORS), fact, "for")
    if actor is None or target is None:
        return
    role = fact.role or "responsible"
    s, stated = w.fact(fact, "Responsibility", RESPONSIBILITY_CORE)
    w.put(s, t.TASK, target.iri)
    w.put(s, t.ACTOR, actor.iri)
    w.code(s, t.ROLE, role)
    w.text(s, t.NAME_AS_WRITTEN, fact.name)
    w.put(s, t.POSITION, integer(fact.position))
    w.put(s, t.OUT_OF, integer(fact.out_of))
    if fact.certainty is not None:
        w.code(s, t.IDENTITY_CERTAINTY, fact.certainty)
    if isinstance(fact.record, R.ResponsibilityRecord):
        if fact.period is not None:
            w.period(s, fact)
        _extras(w, s, fact)
    zh, en = ROLE_WORDS[role]
    w.label(s, f"{actor.zh}{zh}“{target.zh}”", f"{actor.en} {en} “{target.en}”")
    if actor.local and actor.cls == "GroupReference" and actor.iri.startswith(f"{w.prefix}group_"):
        _group(w, actor, fact)
    if stated:
        _role_shortcuts(w, fact, role, actor, target)


def _role_shortcuts(w: Writer, fact: Fact, role: str, actor: Node, target: Node) -> None:
    for shortcut in t.role_shortcuts(role, actor.cls == "GroupReference"):
        if shortcut.position not in (None, fact.position):
            continue
        if shortcut.out_of not in (None, fact.out_of):
            continue
        if shortcut.inverse:
            w.link(actor, shortcut.predicate, target)
        else:
            w.link(target, shortcut.predicate, actor)


def _group(w: Writer, node: Node, fact: Fact) -> None:
    """Write a group that only this document knows; evidence adds up over its uses."""
    w.common(node.iri, fact, "GroupReference", RESPONSIBILITY_CORE)
    w.label(node.iri, node.zh, node.en)
    w.text(node.iri, t.NAME, node.zh)
    w.trace.setdefault(node.iri[1:-1], w.trace[f"{w.prefix[1:]}{fact.key}"])


# -- things --------------------------------------------------------------------------------


def _thing(w: Writer, fact: Fact, cls: str) -> str:
    record = cast(R.Project | R.Enterprise | R.Organisation | R.PlaceMention, fact.record)
    s, _ = w.fact(fact, cls, NAME_CORE)
    _labels_and_names(w, s, fact, record.name, record.also_named)
    w.text(s, t.CLAIM, record.claim)
    w.code(s, t.MENTION_ROLE, record.role)
    w.code(s, t.KIND, record.kind)
    if isinstance(record, (R.Project, R.Enterprise)):
        w.text(s, t.INDUSTRY, record.industry)
    _extras(w, s, fact)
    return s


def project(w: Writer, fact: Fact) -> None:
    """Write a building, investment, institution or programme project."""
    record = cast(R.Project, fact.record)
    s = _thing(w, fact, "Project")
    _located(w, s, fact)
    if record.by is not None or fact.period is not None:
        w.period(s, fact, record.by)
    for predicate, name, ref in (
        (t.INVESTOR, "investor", record.investor),
        (t.DEVELOPER, "developer", record.developer),
    ):
        if ref is not None:
            node = w.names.need(ref, ACTORS, fact, name)
            if node is not None:
                w.put(s, predicate, node.iri)
    if record.part_of is not None:
        whole = w.names.need(record.part_of, ("policy",), fact, "part-of")
        if whole is not None:
            w.put(s, t.PART_OF, whole.iri)
    elif fact.part is not None:
        w.put(s, t.PART_OF, f"{w.prefix}{fact.part}>")


def enterprise(w: Writer, fact: Fact) -> None:
    """Write a firm."""
    s = _thing(w, fact, "Enterprise")
    _located(w, s, fact)
    _parent(w, s, fact)


def organisation(w: Writer, fact: Fact) -> None:
    """Write a body or a group that the document defines."""
    s = _thing(w, fact, "GroupReference" if fact.group else "Organization")
    _located(w, s, fact)
    _parent(w, s, fact)


def _parent(w: Writer, s: str, fact: Fact) -> None:
    record = cast(R.Thing, fact.record)
    if record.part_of is not None:
        parent = w.names.need(record.part_of, ("organisation",), fact, "part-of")
        if parent is not None:
            w.put(s, t.PARENT, parent.iri)


def place(w: Writer, fact: Fact) -> None:
    """Write a place that the document defines."""
    record = cast(R.PlaceMention, fact.record)
    s = _thing(w, fact, "Place")
    for name, ref in (("in", record.in_), ("part-of", record.part_of)):
        if ref is not None:
            where = w.names.need(ref, PLACES, fact, name)
            if where is not None:
                w.put(s, t.PART_OF_PLACE, where.iri)
    _located(w, s, fact)


def policy(w: Writer, fact: Fact) -> None:
    """Write a plan, opinion, reform or slogan that the document defines."""
    record = cast(R.PolicyMention, fact.record)
    s = _thing(w, fact, "NormativeDocument" if record.number else "Policy")
    w.text(s, t.DOCUMENT_NUMBER, record.number)
    w.text(s, t.COVERS, record.covers)
    for ref in record.issuers:
        issuer = w.names.need(ref, ACTORS, fact, "issuers")
        if issuer is not None:
            w.put(s, t.ISSUED_BY, issuer.iri)
    if record.part_of is not None:
        whole = w.names.need(record.part_of, ("policy",), fact, "part-of")
        if whole is not None:
            w.put(s, t.PART_OF, whole.iri)
    _policy_shortcut(w, fact, s, record.role)


def _policy_shortcut(w: Writer, fact: Fact, policy_iri: str, role: str | None) -> None:
    if not NAME_CORE.isdisjoint(fact.inferred):
        return
    word = None if "role" in fact.inferred else _POLICY_SHORTCUTS.get(role or "")
    predicate = f" <{t.relation_property(word)}> " if word else t.REFERS_TO
    w.put(w.document, predicate, policy_iri)


def mention(w: Writer, fact: Fact) -> None:
    """Write that the document names a thing that is known from elsewhere."""
    record = cast(R.Thing | R.PartMention, fact.record)
    node = w.names.of_key_or_id(fact.ref or "")
    s, stated = w.fact(fact, "Mention", MENTION_CORE)
    written = record.name or (record.label.zh if record.label else node.zh)
    w.put(s, t.MENTIONS, node.iri)
    w.text(s, t.NAME_AS_WRITTEN, written)
    if isinstance(record, R.Thing):
        w.code(s, t.MENTION_ROLE, record.role)
        w.text(s, t.CLAIM, record.claim)
    _extras(w, s, fact)
    w.label(s, f"提及“{written}”", f"Mention of “{node.en}”")
    for name in (record.name, *record.also_named):
        if node.local and name:
            w.text(node.iri, t.NAME, name)
    if stated and not node.local:
        if isinstance(record, R.PolicyMention):
            _policy_shortcut(w, fact, node.iri, record.role)
        else:
            w.put(w.document, t.REFERS_TO, node.iri)
    if isinstance(record, R.PolicyMention):
        for ref in record.issuers:
            issuer = w.names.need(ref, ACTORS, fact, "issuers")
            if issuer is not None and "issuers" not in fact.inferred:
                w.link(node, t.ISSUED_BY, issuer)


# -- happenings ----------------------------------------------------------------------------


def _subject(w: Writer, fact: Fact) -> Node | None:
    if fact.subject is not None:
        return w.names.need(fact.subject, SUBJECTS, fact, "of")
    return w.names.find(w.facts.header.jurisdiction, PLACES)


def recognition(w: Writer, fact: Fact) -> None:
    """Write an award, rating, listing or title."""
    record = cast(R.Recognition, fact.record)
    holder = _subject(w, fact)
    if holder is None:
        return
    s, _ = w.fact(fact, "Recognition", NAME_CORE)
    w.label(s, *words_of(fact))
    w.text(s, t.NAME, record.title)
    w.text(s, t.TITLE, record.title)
    w.put(s, t.SUBJECT, holder.iri)
    w.code(s, t.LEVEL, record.level)
    w.code(s, t.RECOGNITION_STATUS, record.status)
    w.text(s, t.RANK, record.rank)
    w.text(s, t.COUNT, record.count)
    if record.issuer is not None:
        issuer = w.names.need(record.issuer, ACTORS, fact, "issuer")
        if issuer is not None:
            w.put(s, t.ISSUER, issuer.iri)
    w.period(s, fact, unstated=True)
    _extras(w, s, fact)


def event(w: Writer, fact: Fact) -> None:
    """Write something that happened or is held."""
    record = cast(R.Event, fact.record)
    s, _ = w.fact(fact, "Event", NAME_CORE)
    _labels_and_names(w, s, fact, record.name, [])
    w.code(s, t.KIND, record.kind)
    if record.kind == "merger":
        w.put(s, t.TYPE, f"<{ORG.ChangeEvent}>")
    if fact.place is not None:
        where = w.names.need(fact.place, PLACES, fact, "place")
        if where is not None:
            w.put(s, t.PLACE, where.iri)
    roles = (
        (t.ORGANISER, "organiser", record.organiser),
        (t.PARTICIPANT, "participants", record.participants),
        (t.ORIGINAL, "merged", record.merged),
        (t.RESULTING, "into", [record.into] if record.into else []),
    )
    kinds = (
        ("place", "organisation")
        if record.kind == "merger"
        else ("organisation", "place", "policy")
    )
    for predicate, name, refs in roles:
        for ref in refs:
            node = w.names.need(ref, kinds, fact, name)
            if node is not None:
                w.put(s, predicate, node.iri)
    if record.recurring:
        w.put(s, t.RECURRING, TRUE)
    w.period(s, fact, unstated=True)
    _extras(w, s, fact)


def post(w: Writer, fact: Fact) -> None:
    """Write a person in a post, and the person."""
    record = cast(R.Post, fact.record)
    s, _ = w.fact(fact, "PostHolding", POST_CORE)
    node = w.names.person(fact)
    person, english = node.iri, node.en
    w.common(person, fact, "Person", POST_CORE)
    w.trace.setdefault(person[1:-1], w.trace[s[1:-1]])
    w.label(person, record.person, english)
    w.text(person, t.NAME, record.person)
    w.put(s, t.PERSON, person)
    w.text(s, t.POST, record.post)
    w.text(s, t.STATEMENT, record.statement)
    body = w.names.need(record.body, ACTORS, fact, "body") if record.body else None
    if body is not None:
        w.put(s, t.BODY, body.iri)
    where_zh, where_en = (body.zh, f", {body.en}") if body else ("", "")
    w.label(
        s,
        f"{record.person}:{where_zh}{record.post}",
        f"{english}: {record.en or record.post}{where_en}",
    )
    w.period(s, fact, unstated=True)
    _extras(w, s, fact)


# -- relations and readings ----------------------------------------------------------------


def relation(w: Writer, fact: Fact) -> None:
    """Write a binary fact with evidence, and its shortcut."""
    record = cast(R.RelationRecord, fact.record)
    subject = _end(w, fact, record.subject, record.subject_en, "subject")
    target = _end(w, fact, record.object, record.object_en, "object")
    if subject is None or target is None:
        return
    s, stated = w.fact(fact, "Relation", RELATION_CORE)
    predicate = t.relation_property(record.relation)
    w.put(s, t.RDF_SUBJECT, subject.iri)
    w.put(s, t.RDF_PREDICATE, f"<{predicate}>")
    w.put(s, t.RDF_OBJECT, target.iri)
    zh, en = t.relation_words(record.relation)
    w.label(s, f"{subject.zh}—{zh}→{target.zh}", f"{subject.en} — {en} → {target.en}")
    w.period(s, fact)
    _extras(w, s, fact)
    if stated:
        w.link(subject, f" <{predicate}> ", target)


def _end(w: Writer, fact: Fact, ref: str, english: str | None, name: str) -> Node | None:
    node = w.names.find(ref, ANY, fact.period)
    if node is not None:
        return node
    if ref.isascii():
        return w.names.need(ref, ANY, fact, name)
    return _new_thing(w, fact, ref, english, name)


def _new_thing(w: Writer, fact: Fact, words: str, english: str | None, name: str) -> Node:
    """Make a node for words that no record defines; the same words are one thing."""
    node = w.things.get(words)
    if node is None:
        if english is None:
            w.names.problems.append(_needs_english(fact, words, name))
        key = slug(english or words)
        if key in w.thing_keys:
            key = f"{key}-{digest(words)}"
        w.thing_keys.add(key)
        node = w.things[words] = Node(
            f"{w.prefix}thing_{key}>", words, english or words, "Thing", True
        )
        w.label(node.iri, node.zh, node.en)
        w.text(node.iri, t.NAME, words)
        w.trace[node.iri[1:-1]] = f"{fact.file}:{fact.node.mark.line + 1}"
    w.common(node.iri, fact, "Thing", frozenset())
    return node


def _needs_english(fact: Fact, words: str, name: str) -> Problem:
    at = fact.positions.get(name, fact.at)
    return Problem(
        "label-missing",
        at,
        f"“{words}” is nothing that is defined: give its English label as `{name}-en`, "
        "or define it in the authority files or with an `id`",
        f"“{words}”没有定义:请以 {name}-en 给出英文标签,或在权威文件中或以 id 定义",
        record=fact.key,
        severity="warning",
    )


def reading(w: Writer, record: R.Reading) -> None:
    """Write an editor's reading of a damaged or masked passage."""
    s = f"{w.prefix}reading_{digest(record.raw)}>"
    for cls in t.types_of("Reading"):
        w.put(s, t.TYPE, cls)
    w.rows[s].append(w.stated_in)
    w.text(s, t.RAW, record.raw)
    w.text(s, t.READING, record.reading)
    w.put(s, t.OCCURS, integer(record.occurs))
    w.code(s, t.CERTAINTY, record.certainty)
    w.label(
        s,
        f"校读:{record.raw} 作 {record.reading}",
        f"Reading of “{record.raw}” as “{record.reading}”",
    )
    if record.note is not None:
        w.put(s, t.NOTE, spoken(record.note))
    w.trace[s[1:-1]] = f"{w.facts.path}:{w.facts.positions['readings'].line}"


# -- problems of the header ----------------------------------------------------------------


def _header_problem(w: Writer, rule: str, key: str, en: str, zh: str) -> Problem:
    return Problem(rule, w.facts.positions[key], en, zh, record=w.facts.header.id)


def unknown_jurisdiction(w: Writer) -> Problem:
    """The document's place is not in the authority files."""
    name = w.facts.header.jurisdiction
    return _header_problem(
        w,
        "reference-unknown",
        "jurisdiction",
        f"`jurisdiction: {name}` is no place of facts/authority: define it there",
        f"“jurisdiction: {name}”不是权威文件中的地方:请先定义",
    )


def unknown_issuer(w: Writer) -> Problem:
    """The document's issuer is not in the authority files."""
    name = w.facts.header.issuer
    return _header_problem(
        w,
        "reference-unknown",
        "issuer",
        f"`issuer: {name}` is no organisation of facts/authority: define it there",
        f"“issuer: {name}”不是权威文件中的单位:请先定义",
    )


def bad_written(w: Writer) -> Problem:
    """The document's date is none."""
    text = w.facts.header.written
    return _header_problem(
        w,
        "period-unreadable",
        "written",
        f"`written: {text}` is no date: write 2007, 2007-05, 2007~ (about) or 2007? (uncertain)",
        f"“written: {text}”不是日期:请写 2007、2007-05、2007~(约)或 2007?(存疑)",
    )
