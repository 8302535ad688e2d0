"""Draft the authority records of bodies that documents name and no authority file knows.

A draft is a beginning: which body a name means, and what it is in English, the curator says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from loaders.facts.model import DocumentFacts
from loaders.identity.authority import Authority
from loaders.languages.zh.normalise import simplified, spelling_of
from loaders.resolving.nodes import ACTORS
from loaders.resolving.resolver import Resolver

__all__ = ["draft_bodies"]

_KINDS: Final[tuple[tuple[str, str], ...]] = (
    (r"^各|^所有|有关(?:部门|单位)$|相关(?:部门|单位)$|[、/]", "group-reference"),
    (r"支行|中支$|分行|人民?银行", "bank-branch"),
    (r"(?:集团|公司)$", "state-enterprise"),
    (r"管委会$", "management-committee"),
    (r"政府$|办事处$", "government"),
    (r"团[省市县区]委$", "association"),
    (r"(?:委员会|[省市县区镇]委|党委|党工委)$", "party-committee"),
    (r"[省市县区]委.{2,}[部办]$|纪委(?:监委)?$", "party-body"),
    (r"(?:领导小组|指挥部)(?:办公室)?$", "leading-group"),
    (r"(?:联合会|协会|商会|工商联|总工会|妇联)$", "association"),
    (r"(?:中心|院|馆|站)$", "public-institution"),
    (r"(?:局|厅|委|办|部|科|署|关)$", "department"),
)
_OWN_LEVEL: Final = re.compile("^[省市县区镇]")
_PLACE_END: Final = re.compile("[省市县区镇]$")


@dataclass(slots=True)
class _Body:
    """One body that is not known yet, under all names that seem to mean it."""

    zh: str
    scope: str
    short: str
    """Its name without its place."""
    aliases: list[str] = field(default_factory=list)


def draft_bodies(documents: Iterable[DocumentFacts], authority: Authority) -> tuple[str, list[str]]:
    """Return authority records, as YAML, for the bodies that nothing knows yet.

    Args:
        documents: Flattened facts files.
        authority: The authority files as they are.

    Returns:
        A map ``organisations:``, or an empty text if every name is known, whose English names
        say ``TODO``; and the jurisdictions that no authority file knows.
    """
    bodies: dict[tuple[str, str], _Body] = {}
    homeless: dict[str, None] = {}
    for document in documents:
        names = Resolver(document, authority, "https://example.org/")
        place = names.jurisdiction
        if place is None:
            homeless[document.header.jurisdiction] = None
            continue
        home = authority.places[place].name.zh
        for fact in document.facts:
            known = fact.kind != "responsibility" or fact.identity or fact.group or not fact.name
            if known or names.find(fact.name or "", ACTORS, fact.period) is not None:
                continue
            zh = _full_name(simplified(fact.name or ""), home)
            body = bodies.setdefault((place, zh), _Body(zh, place, zh.removeprefix(home)))
            if fact.name != zh and fact.name not in body.aliases:
                body.aliases.append(fact.name or "")
    return (_as_yaml(bodies.values(), authority) if bodies else ""), list(homeless)


def _full_name(name: str, home: str) -> str:
    """Put the place before a short name: 市财政局 and 财政局 of 三明市 are 三明市财政局."""
    stem = _PLACE_END.sub("", home)
    if _kind_of(name) in ("group-reference", "state-enterprise") or name.startswith(stem):
        return name
    if _OWN_LEVEL.match(name):
        return home + name[1:] if name[0] == home[-1] else name
    plain = _kind_of(name) in ("department", "public-institution", "association")
    return home + name if plain and len(name) <= 8 else name


def _kind_of(name: str) -> str:
    return next((kind for words, kind in _KINDS if re.search(words, name)), "other-body")


def _as_yaml(bodies: Iterable[_Body], authority: Authority) -> str:
    lines = ["organisations:"]
    taken = set(authority.kinds)
    for body in sorted(bodies, key=lambda body: (body.scope, body.zh)):
        identity = _new_id(body, taken)
        kind = _kind_of(body.zh)
        lines += [
            f"  {identity}:",
            f"    name: {{zh: {_quoted(body.zh)}, en: TODO}}",
            f"    kind: {kind}",
            *(["    group: yes"] if kind == "group-reference" else []),
            f"    scope: {body.scope}",
        ]
        if body.aliases:
            lines.append(f"    aliases: [{', '.join(map(_quoted, body.aliases))}]")
    return "\n".join(lines) + "\n"


def _new_id(body: _Body, taken: set[str]) -> str:
    """Spell an id in pinyin that no other thing has."""
    spelled = "".join(spelling_of(ch) for ch in body.short if "\u4e00" <= ch <= "\u9fff")
    words = re.sub("[^a-z]", "", spelled.lower())[:40]
    stem = f"{body.scope}-{words}".strip("-")[:70]
    identity, number = stem, 2
    while identity in taken:
        identity, number = f"{stem}-{number}", number + 1
    taken.add(identity)
    return identity


def _quoted(words: str) -> str:
    return f'"{words}"' if re.search(r"[,\[\]{}:#&*!|>'%@`]", words) else words
