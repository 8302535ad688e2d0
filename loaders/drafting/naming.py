"""The names of a text as facts: each name once, with every place where it stands."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from loaders.drafting.bodies import is_enterprise
from loaders.drafting.bodies_in_prose import bodies_in
from loaders.drafting.events import find_events
from loaders.drafting.firms import find_enterprises
from loaders.drafting.listings import listed_names
from loaders.drafting.model import Fact, Field, Kind
from loaders.drafting.people import find_posts
from loaders.drafting.places import find_places
from loaders.drafting.projects import find_projects
from loaders.drafting.recognitions import find_recognitions
from loaders.drafting.tasks import Outline
from loaders.drafting.text import Text
from loaders.drafting.titles import Title

__all__ = ["named_facts"]

Span = tuple[int, int]


def named_facts(
    text: Text, plan: Outline, titles: list[Title], year: int | None, *, ahead: bool
) -> list[Fact]:
    """Return policies, bodies, enterprises, places, projects, recognitions, events and posts.

    A name inside a longer one (a place in a body's name, a body in a title) is none of its own.

    Args:
        text: The text.
        plan: Its structure, with the lists of bodies.
        titles: The policies that it names.
        year: The year of the text, for events that name a day only.
        ahead: Whether the text tells what is to be done rather than what was.
    """
    dense = text.dense
    listed = [named for task in plan.tasks for named in task.names if not named.group]
    rows = listed_names(dense)
    obtained = find_recognitions(dense)
    projects = find_projects(dense)
    companies = sorted(
        {
            *_outside(
                ((start, end) for kind, start, end in rows if kind == "enterprise"),
                sorted(find_enterprises(dense)),
            ),
            *find_enterprises(dense),
            *((n.start, n.end) for n in listed if is_enterprise(n.name)),
        }
    )
    longer = [*companies, *obtained, *((t.start, t.end) for t in titles)]
    lists = [(one.start, one.end) for one in plan.lists]
    institutes = [(start, end) for kind, start, end in rows if kind == "organisation"]
    own = {(n.start, n.end) for n in listed if not is_enterprise(n.name)}
    bodies = sorted({*_outside([*bodies_in(dense), *institutes], sorted([*longer, *lists])), *own})
    spots = find_places(dense, sorted([*longer, *bodies, *projects]))
    here = sorted((start, end) for start, end, _ in spots)
    more = ((start, end) for kind, start, end in rows if kind == "place")
    spots += [(start, end, False) for start, end in _outside(more, here)]
    known = {(n.start, n.end) for n in listed}
    sure = {(start, end) for start, end, is_known in spots if is_known}
    return [
        *_title_facts(text, titles),
        *_named(text, "organisation", bodies, known),
        *_named(text, "enterprise", companies, known),
        *_named(text, "place", [(start, end) for start, end, _ in spots], sure),
        *_named(text, "project", projects, set()),
        *_named(text, "recognition", obtained, set()),
        *_events(text, year, ahead=ahead),
        *_posts(text),
    ]


def _events(text: Text, year: int | None, *, ahead: bool) -> list[Fact]:
    facts = []
    for start, end, date in find_events(text.dense, year, plan=ahead):
        fact = _simple(text, "event", (start, end))
        fact.fields["date"] = Field(date, False, "the year may be that of the text")
        facts.append(fact)
    return facts


def _posts(text: Text) -> list[Fact]:
    """Return each person once in each post."""
    facts: dict[tuple[str, str], Fact] = {}
    for person, post in find_posts(text.dense):
        fact = _simple(text, "post", person)
        fact.fields["post"] = Field(text.cut(*post), False, "by the words before a name")
        facts.setdefault((text.cut(*person), text.cut(*post)), fact)
    return list(facts.values())


def _outside(spans: Iterable[Span], others: list[Span]) -> list[Span]:
    """Return the spans that overlap none of the others, which are sorted."""
    starts = [start for start, _ in others]
    ends: list[int] = []
    for _, end in others:
        ends.append(max(end, ends[-1] if ends else 0))
    kept = []
    for one in spans:
        before = bisect_left(starts, one[1]) - 1
        if before < 0 or ends[before] <= one[0]:
            kept.append(one)
    return kept


def _title_facts(text: Text, titles: list[Title]) -> list[Fact]:
    """Make one fact of every name of a policy; the fullest mention gives the fields."""
    facts: dict[str, Fact] = {}
    for title in titles:
        one = _title_fact(text, title)
        fact = facts.setdefault(str(one.get("name")), one)
        fact.mentions.append(one.span)
        for name, known in one.fields.items():
            old = fact.fields.get(name)
            if old is None or (known.ready and not old.ready):
                fact.fields[name] = known
    return list(facts.values())


def _title_fact(text: Text, title: Title) -> Fact:
    fact = _simple(text, "policy", (title.start, title.end))
    fact.fields["name"].ready = title.sure
    fact.fields["name"].reason = "" if title.sure else "no 《》 marks it as a title"
    if title.number:
        fact.fields["number"] = Field(text.cut(*title.number), True)
    if title.issuers:
        fact.fields["issuers"] = Field([text.cut(*span) for span in title.issuers], True)
    fact.fields["form"] = Field(
        title.form, title.sure, "" if title.sure else "no 《》 marks it as a title"
    )
    return fact


def _simple(text: Text, kind: Kind, span: Span) -> Fact:
    fact = Fact(kind, text.span(*span))
    name = {"recognition": "title", "post": "person"}.get(kind, "name")
    fact.fields[name] = Field(text.cut(*span), False, "found by its form alone")
    return fact


def _named(text: Text, kind: Kind, spans: list[Span], known: set[Span]) -> list[Fact]:
    """Make one fact of every name, with all its mentions."""
    facts: dict[str, Fact] = {}
    for span in spans:
        name = text.cut(*span)
        fact = facts.get(name)
        if fact is None:
            fact = facts[name] = _simple(text, kind, span)
        fact.mentions.append(text.span(*span))
        if span in known:
            fact.fields["name"].ready, fact.fields["name"].reason = True, ""
    return list(facts.values())
