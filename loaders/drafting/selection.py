"""What the form of a new fact begins with, read from the words that a reader selected.

The readers of drafts read the selected words alone, as they read a whole text.  Where they find
nothing, the form of the words decides: a number opens a heading, a clause is a measure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any, Final

from loaders.drafting.as_yaml import Frame, as_yaml
from loaders.drafting.bodies import is_body, is_enterprise, is_group
from loaders.drafting.drafters import draft_text
from loaders.drafting.within import deeds, duty_of, names
from loaders.yaml.reader import Map, read_yaml
from loaders.yaml.records import FACT_LISTS

__all__ = ["MOST", "Proposal", "distinct", "name_of", "plain_records", "proposals_of"]

Proposal = tuple[str, dict[str, Any]]
"""A list of a facts file, and a record for it as a form shows it."""
MOST: Final = 2000
"""Characters of a selection that are read; who selects more means no single fact."""
_NUMBER: Final = re.compile(
    r"\s*(?P<mark>[一二三四五六七八九十百]{1,4}(?=[、.．])|[(（][一二三四五六七八九十\d]{1,4}[)）]|"
    r"\d{1,3}(?=[、.．](?!\d))|第[一二三四五六七八九十百\d]{1,4}[条章节]|[①-⑳])[、.．]?\s*"
)
_EDGE: Final = " \t\n\u3000，,。；;：:、.．"
_LINK: Final = re.compile(
    r"(?:同时|此外|另外|其中|并且|并|尤其是|特别是|以及|还要|还|要|鼓励(?=支持)|对于)[，,]?"
)
"""Words that tie a clause to the one before; a name does not begin with them."""
_BOOK: Final = re.compile(r"《([^《》]{2,80})》")
_INNER: Final = re.compile(r"“([^“”]{2,40})”")
_BASIS: Final = re.compile(
    r"(?:根据|按照|依据|依照|贯彻落实|贯彻|落实|执行|参照|围绕)(?P<name>[^，。；,;]{3,80}"
    r"(?:精神|部署|要求|指示|规定|决定|意见|方案|规划|政策|纲要|办法|条例|通知))"
)
_TODO: Final = "TODO"
_OWN: Final = ("id", "quote", "to", "occurrence")
"""Keys that belong to one place of one text."""


def proposals_of(words: str) -> list[Proposal]:
    """Return the records that selected words are likely to mean, the likeliest first.

    Args:
        words: What was selected, as the text has it; linear in its length.
    """
    words = words[:MOST]
    read = list(_read(words))
    whole = len(_bare(words))
    # A name that fills the selection is what the reader means; a name inside it may be.
    full = [one for one in read if 2 * len(_bare(name_of(one[1]))) > whole or one[1].get("value")]
    part = _part(words)
    basis = _BASIS.search(words)
    policy = [("policies", {"name": basis["name"]})] if basis else []
    clause = part[1].get("number") or (whole >= _CLAUSE and not basis)
    named = _by_its_form(words)
    order = [*full, *named, part] if clause else [*full, *named, *policy, *read, part]
    if part[1].get("number"):
        order.insert(0, part)
    inner = [("body", {**part[1], "name": one}) for one in deeds(words)] if clause else []
    named_in = list(names(words)) if whole >= _SHORTEST else []
    rest = [one for pair in zip_longest(inner, named_in) for one in pair if one is not None]
    return distinct([*order, *policy, *read, *rest])


_CLAUSE: Final = 8
"""So many characters without a name in them are rather a clause than a name."""


_SHORTEST: Final = 4
"""Fewer characters are one name, with nothing in it to be called by itself."""


def plain_records(words: str) -> dict[str, dict[str, Any]]:
    """Return for each list what its form begins with, where a reader chooses the list herself."""
    words = words[:MOST]
    name = _core(words)
    book, inner = _BOOK.search(words), _INNER.search(words)
    found: dict[str, dict[str, Any]] = {one: {"name": name} for one in FACT_LISTS}
    found["body"] = _part(words)[1]
    if book or inner:
        for one in ("policies", "projects"):
            found[one] = {"name": (book or inner)[1]}  # type: ignore[index]
    basis = _BASIS.search(words)
    if basis and not book:
        found["policies"] = {"name": basis["name"]}
    found["recognitions"] = {"title": inner[1] if inner else name}
    found["posts"] = {"person": "", "post": ""}
    found["relations"] = {"subject": "", "relation": "", "object": ""}
    found["responsibilities"] = duty_of(words) or {"role": "", "names": name}
    found["events"] = {"name": name}
    for one in ("values", "targets"):
        found[one] = {"name": "", "value": ""}
    for one, record in _read(words):
        if one in ("values", "targets"):  # the same words, whether aimed at or reached
            other = "targets" if one == "values" else "values"
            found[other] = (
                {**found[other], **record} if not found[other].get("value") else found[other]
            )
        if not name_of(found[one]) or one not in ("body", "values", "targets"):
            found[one] = {**found[one], **record}
    return found


def _by_its_form(words: str) -> list[Proposal]:
    """Return the records of names of bodies that stand alone, or one beside the other."""
    found: list[Proposal] = []
    pieces = _BESIDE.split(words)
    for piece in pieces:
        name = _core(piece)
        if not 2 <= len(name) <= _LONGEST_NAME:
            return []
        if is_enterprise(name):
            found.append(("enterprises", {"name": name}))
        elif is_group(name) or name.startswith("各"):
            found.append(("organisations", {"name": name, "group": "true"}))
        elif is_body(name):
            found.append(("organisations", {"name": name}))
    return found if 2 * len(found) > len(pieces) else []  # else they stand in a sentence


_BESIDE: Final = re.compile(r"[，、,；;\s]+|(?<=[会局委府区])[和及](?=[\u4e00-\u9fff])")
_LONGEST_NAME: Final = 24


def _part(words: str) -> Proposal:
    number = _NUMBER.match(words)
    kind = "task" if number else "measure"
    record = {"kind": kind, "name": _core(words[number.end() :] if number else words)}
    return "body", {**record, "number": number["mark"]} if number else record


def _core(words: str) -> str:
    """Return words without marks at their edges and without what ties them to the ones before."""
    words = words.strip(_EDGE)
    link = _LINK.match(words)
    return words[link.end() :].strip(_EDGE) if link else words


def _read(words: str) -> Iterator[Proposal]:
    """Yield the records that the readers find in words."""
    if not words.strip():
        return
    frame = Frame("selection", "selection.txt", "zh-hans")
    text = as_yaml(draft_text(words, ("rules",)), words, frame)
    tree, _ = read_yaml(text.encode("utf-8"), "selection")
    if not isinstance(tree, Map):
        return
    yield from _walk(tree.get("body") or [])


def _walk(body: Any) -> Iterator[Proposal]:
    for item in body:
        if not isinstance(item, dict):
            continue
        yield from _walk(item.get("body") or [])
        for list_ in FACT_LISTS:
            for record in item.get(list_) or []:
                kept = {
                    key: value
                    for key, value in record.items()
                    if isinstance(value, str)
                    and value != _TODO
                    and key not in ("id", "quote", "to")
                }
                if name_of(kept):
                    yield list_, kept


def name_of(record: dict[str, Any]) -> str:
    """Return the name of a record, whatever its kind calls it."""
    return str(record.get("name") or record.get("title") or record.get("person") or "")


def _bare(words: str) -> str:
    return re.sub(r"[\s《》“”，。；、：]", "", words)


def distinct(proposals: list[Proposal]) -> list[Proposal]:
    """Return proposals without those that come again: same list, same name."""
    seen: set[tuple[str, str]] = set()
    found = []
    for list_, record in proposals:
        key = list_, name_of(record)
        if key not in seen:
            seen.add(key)
            found.append((list_, record))
    return found
