"""Draft the authority records that documents need and no authority file has.

A draft is a beginning: full name, kind, functions and English come from the glossary of
departments, places from the gazetteer.  Which body a name means, the curator says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from loaders.drafting.homes import Home, HomeFinder
from loaders.drafting.records import spelled
from loaders.facts.model import DocumentFacts, Fact
from loaders.identity.authority import Authority
from loaders.identity.loading import is_short_form
from loaders.languages.zh.departments import (
    Department,
    english_of,
    read_department,
)
from loaders.languages.zh.normalise import simplified
from loaders.resolving.nodes import ACTORS
from loaders.resolving.resolver import Resolver
from loaders.slugs import slug
from loaders.yaml.records import UNTRANSLATED

__all__ = ["draft_bodies"]

_KINDS: Final[tuple[tuple[str, str], ...]] = (
    (r"支行|中支$|分行|人民?银行|银行$|信用(?:联)?社$", "bank-branch"),
    (r"(?:集团|公司)$", "state-enterprise"),
    (r"管委会$|管理委员会$", "management-committee"),
    (r"政府$|办事处$", "government"),
    (r"团[省市县区]委$", "association"),
    (r"(?:委员会|[省市县区镇]委|党委|党工委)$", "party-committee"),
    (r"[省市县区]委.{2,}[部办]$|纪委(?:监委)?$", "party-body"),
    (r"(?:领导小组|指挥部)(?:办公室)?$", "leading-group"),
    (r"(?:联合会|协会|商会|工商联|总工会|妇联)$", "association"),
    (r"(?:大学|学院|学校|中学|小学|幼儿园)$", "school"),
    (r"医院$", "hospital"),
    (r"(?:中心|院|馆|站)$", "public-institution"),
    (r"(?:局|厅|委|办|部|科|署|关)$", "department"),
)
_BODY_FIELDS: Final = ("issuer", "issuers", "organiser", "participants", "body", "investor")
"""Fields of records that refer to bodies."""
_GOVERNING: Final = ("government", "party-committee")
_GROUP: Final = re.compile(r"^各|^所有|(?:有关|相关)(?:部门|单位)$|[、/]")
_OWN_LEVEL: Final = re.compile("^[省市县区镇乡]")
_ID: Final = re.compile("[a-z][a-z0-9-]*")
_GLOSSARY: Final = "{zh: 全称据部门名称词表, en: full name by the glossary of departments}"


@dataclass(slots=True)
class _Body:
    """One body that is not known yet, under all names that seem to mean it."""

    zh: str
    home: Home
    name: str
    """A name of it as a text writes it, simplified."""
    reading: Department | None
    aliases: list[str] = field(default_factory=list)


def draft_bodies(
    documents: Iterable[DocumentFacts], authority: Authority
) -> tuple[str, dict[str, list[str]]]:
    """Return authority records, as YAML, for what documents name and nothing knows yet.

    Args:
        documents: Flattened facts files.
        authority: The authority files as they are.

    Returns:
        Maps ``places:`` and ``organisations:``, or an empty text if every name is known, whose
        English names say ``TODO`` where the glossary has none; and the jurisdictions that
        neither an authority file nor the gazetteer knows, each with the files that name it.
    """
    documents = list(documents)
    homes = HomeFinder(authority)
    homes.taken |= {document.header.id for document in documents}
    bodies: dict[tuple[str, str], _Body] = {}
    known: dict[str, None] = {}
    homeless: dict[str, list[str]] = {}
    for document in documents:
        names = Resolver(document, authority, "https://example.org/")
        home = homes.of_document(document.header, names.jurisdiction)
        if home is None:
            homeless.setdefault(document.header.jurisdiction, []).append(document.path)
            continue
        for name in _unknown(document, names):
            body = _body(name, home)
            there = authority.resolve(("organisation",), body.zh, body.home.id, None).id
            if there is not None:
                known[f"# {name}: add it to the aliases of {there} ({body.zh})"] = None
                continue
            body = bodies.setdefault((body.home.id, body.zh), body)
            if name not in (body.zh, *body.aliases):
                body.aliases.append(name)
    lines = [*known, *homes.as_yaml(), *(_as_yaml(bodies.values(), homes.taken) if bodies else ())]
    return "".join(f"{line}\n" for line in lines), homeless


def _unknown(document: DocumentFacts, names: Resolver) -> Iterator[str]:
    """Yield names of bodies that mean nothing yet, as the document writes them.

    An id that nothing has is no name: ``check`` asks for its record.
    """
    yield from (name for name in _unknown_words(document, names) if not _ID.fullmatch(name))


def _unknown_words(document: DocumentFacts, names: Resolver) -> Iterator[str]:
    for fact in document.facts:
        known = fact.kind != "responsibility" or fact.identity or fact.group or not fact.name
        if not known and names.find(fact.name or "", ACTORS, fact.period) is None:
            yield fact.name or ""
    for name in document.header.issuer:
        if names.find(name, ACTORS) is None:
            yield name
    for fact in document.facts:
        for name in _referred(fact):
            unknown = names.find(name, ACTORS, fact.period) is None
            if unknown and read_department(simplified(name)) is not None:
                yield name


def _referred(fact: Fact) -> Iterator[str]:
    """Yield what a fact refers to where a body may stand."""
    for field_name in _BODY_FIELDS:
        value = getattr(fact.record, field_name, None)
        listed = value if isinstance(value, list) else [value]
        yield from (one for one in listed if isinstance(one, str))


def _body(written: str, home: Home) -> _Body:
    """Say which body a name means: one of the document's place, or of what that lies in."""
    name = simplified(written)
    home = home.of_level(name[0]) if _OWN_LEVEL.match(name) else home
    reading = None if _GROUP.search(name) else read_department(name, home.zh)
    if reading is None:
        return _Body(_placed(name, home), home, name, None)
    own = reading.own_place
    if own and not home.zh.startswith(own):
        home = home.named(own) or home
    place = home.zh if not own or home.zh.startswith(own) else own
    return _Body(reading.full.replace("{place}", place), home, name, reading)


def _placed(name: str, home: Home) -> str:
    """Put the place before a name that the glossary has not: 市热线办 of 三明市."""
    if _kind_of(name) in ("group-reference", "state-enterprise") or name.startswith(home.stem):
        return name
    if _OWN_LEVEL.match(name):
        return home.zh + name[1:] if name[0] == home.zh[-1] else name
    plain = _kind_of(name) in ("department", "public-institution", "association")
    return home.zh + name if plain and len(name) <= 8 else name


def _kind_of(name: str) -> str:
    if _GROUP.search(name):
        return "group-reference"
    return next((kind for words, kind in _KINDS if re.search(words, name)), "other-body")


def _as_yaml(bodies: Iterable[_Body], taken: set[str]) -> Iterator[str]:
    yield "organisations:"
    for body in sorted(bodies, key=lambda body: (body.home.id, body.zh)):
        english = english_of(body.name, body.home.attribute, body.home.zh)
        kind = body.reading.kind if body.reading else _kind_of(body.zh)
        yield f"  {_new_id(body, english, taken)}:"
        yield f"    name: {{zh: {_quoted(body.zh)}, en: {_quoted(english or UNTRANSLATED)}}}"
        yield f"    kind: {kind}"
        if body.reading and body.reading.functions:
            yield f"    function: [{', '.join(body.reading.functions)}]"
        if kind == "group-reference":
            yield "    group: yes"
        if kind in _GOVERNING and body.reading and _is_of(body.reading.own_place, body.home):
            yield f"    governs: {body.home.id}"
        yield f"    scope: {body.home.id}"
        if body.aliases:
            yield f"    aliases: [{', '.join(map(_quoted, body.aliases))}]"
        if not all(is_short_form(alias, body.zh) for alias in body.aliases):
            yield f"    source: {_GLOSSARY}"  # `check` asks where such an alias is known from


def _is_of(own_place: str, home: Home) -> bool:
    """Tell whether a name with such a place is one of this place, not of a district in it."""
    return home.zh.startswith(own_place)


def _new_id(body: _Body, english: str | None, taken: set[str]) -> str:
    """Make an id that no other thing has: of its English, or else in pinyin."""
    plain = (english or "").replace(body.home.attribute, "").replace("\u2013", "-")
    words = slug(plain) if english else _pinyin(body)
    stem = f"{body.home.id}-{words}".strip("-")[:70].rstrip("-")
    stem = re.sub("(?:-(?:and|of|the))+$", "", stem)
    identity, number = stem, 2
    while identity in taken:
        identity, number = f"{stem}-{number}", number + 1
    taken.add(identity)
    return identity


def _pinyin(body: _Body) -> str:
    short = body.zh.removeprefix(body.home.zh).removeprefix(body.home.stem)
    return spelled("".join(re.findall("[\u4e00-\u9fff]", short)), 40)


def _quoted(words: str) -> str:
    return f'"{words}"' if re.search(r"[,\[\]{}:#&*!|>'%@`]", words) else words
