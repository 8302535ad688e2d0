"""Who a department, party body or agency is: its field of government, English and full name.

A name is read whole or not at all: place, then a name of the glossary, or subjects and the form
of the body.  ``市发改委``, ``发展改革局`` and ``三明市发展和改革委员会`` are one function.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Final, NamedTuple, get_args

from loaders.languages.zh import department_words as words
from loaders.languages.zh.placenames import english_stem
from ontology import codes
from ontology.codes import Function, OrganisationKind

__all__ = [
    "Department",
    "attribute",
    "english_of",
    "function_of",
    "kind_of",
    "read_department",
]

MAX_NAME: Final = 60
"""Names of more characters are not read."""
_LEVELS: Final = "省市县区州盟旗镇乡"
_NO_LEVELS: Final = frozenset(
    re.findall(
        "..",
        "小镇城镇乡镇集镇村镇城市都市超市股市上市门市社区园区景区校区片区林区矿区灌区库区山区"
        "老区特区军区小区发区城乡水乡家乡省市市县县区县市市区",
    )
)
"""Words that end like a place and are none."""
_PLACE_REACH: Final = 14
"""A place before a name has at most so many characters."""
_CENTRAL: Final = re.compile("^(?:国家税务总局|国网|中国|国家|中共|中国共产党|共青团)")
_COMMITTEE: Final = re.compile(
    "^(?:中共|中国共产党)?(?P<place>[^委党]{0,10}?)(?:党工?委|(?<=[省市县区州盟旗镇乡])委)(?:员会)?"
)
_GOVERNMENT: Final = re.compile("^(?P<place>[^政]{0,10}?)(?:人民)?政府")
_ATTRIBUTES: Final = {
    "省": "Provincial", "市": "Municipal", "县": "County", "区": "District", "州": "Prefectural",
    "盟": "League", "旗": "Banner", "镇": "Town", "乡": "Township", "道": "Subdistrict",
}  # fmt: skip
"""The last character of a place's name, and the word before the names of its bodies."""
_COMMITTEES: Final = re.compile("党工委|党委|党组|工委|委|委员会")
_ASIDES: Final = re.compile(r"\s+|[(（][^\W\d_\u3400-\u9fff]{1,8}[)）]")
"""Blanks, and pinyin in brackets behind a character."""
_CPC: Final = re.compile(f"^(?:中共|中国共产党)(?P<place>.{{1,14}}?[{_LEVELS}])(?:委员会|委)$")
_YOUTH: Final = re.compile(
    f"^(?:团|(?:中国)?共(?:产主义)?青年?团)(?P<place>.{{0,10}}?[{_LEVELS}])委(?:员会)?$"
)
_BANK: Final = re.compile(
    "^(?:中国)?人(?:民银)?行(?P<place>.{0,8}?)(?P<form>(?:中心)?支行|中支|分行|营业管理部)$"
)
_BANK_FORMS: Final = {
    "分行": ("分行", "Branch"),
    "支行": ("支行", "Sub-branch"),
    "中心支行": ("中心支行", "Central Sub-branch"),
    "中支": ("中心支行", "Central Sub-branch"),
    "营业管理部": ("营业管理部", "Operations Office"),
}
_AND: Final = "和与及、兼"
_TERRITORIAL: Final = re.compile(
    "海关$|海事局$|供电(?:公司|局)$|电业局$|电力公司$|[银保证]监.*局$|监管分局$|调查[总]?队$|烟草"
    "|税务局$|生态环境(?:分)?局$|自然资源(?:分)?局$|邮政|气象|军分区$|中心支行$|航道|铁路|移动|联通|电信"
)


class _Row(NamedTuple):
    """A row of the glossary under one of its names."""

    full: str
    english: str
    functions: tuple[Function, ...] = ()
    kind: OrganisationKind = "department"


class _Piece(NamedTuple):
    """A stretch of a name with what it means."""

    row: _Row
    tail: bool
    """Whether it only adds to the subject before it."""


@dataclass(frozen=True, slots=True)
class Department:
    """What a name says."""

    full: str
    """The full name; ``{place}`` stands where the place does."""
    english: str
    """Likewise in English; empty where the glossary has none."""
    functions: tuple[Function, ...]
    kind: OrganisationKind
    own_place: str = ""
    """The place that the name itself gives, as in ``南昌海关``; a bare 市 or 省 is none."""


class _Stem(NamedTuple):
    """What may be a name without its place."""

    text: str
    place: str = ""
    of_party: bool = False
    """Whether the name of a party committee stands before it."""


@lru_cache(maxsize=4096)
def read_department(name: str, place: str = "") -> Department | None:
    """Read the name of a department, party body or agency.

    Args:
        name: In simplified characters, with or without its place or level.
        place: The place whose body it is, such as ``三明市``: its name without the level may
            stand before the body's too.

    Returns:
        What it says; nothing where a part of it is unknown.  Linear in the length of the name.
    """
    name = _ASIDES.sub("", name)
    if not 1 < len(name) <= MAX_NAME:
        return None
    if bank := _BANK.match(name):
        return _people_bank(bank["place"], bank["form"])
    for stem in _stems(name, place):
        found = _read(stem)
        if found is not None:
            bare = len(stem.place) == 1 and stem.place in _LEVELS
            return found if bare else replace(found, own_place=stem.place)
    return None


def function_of(name: str, place: str = "") -> tuple[Function, ...]:
    """Return the functions of a body by its name; none where it is not read."""
    found = read_department(name, place)
    return found.functions if found else ()


def english_of(name: str, place_en: str, place: str = "") -> str | None:
    """Return a body's English name.

    Args:
        name: Its Chinese name.
        place_en: Its place as an attribute, such as ``Sanming Municipal``.  A name that gives
            another place than ``place`` has that one, spelled in pinyin.
        place: Its place in Chinese.
    """
    found = read_department(name, place)
    if found is None or not found.english:
        return None
    own = found.own_place
    if own and place and not place.startswith(own):
        place_en = attribute(english_stem(own), own[-1] if len(own) > 2 else "")
    return " ".join(found.english.replace("{place}", place_en).split())


def kind_of(name: str, place: str = "") -> OrganisationKind | None:
    """Return a body's kind, of the code list ``organisation-kind``; none where it is not read."""
    found = read_department(name, place)
    return found.kind if found else None


def attribute(place_en: str, level: str) -> str:
    """Return a place as the attribute of its bodies: Sanming and 市 are Sanming Municipal."""
    return f"{place_en} {_ATTRIBUTES.get(level, '')}".strip()


def _stems(name: str, place: str) -> Iterator[_Stem]:
    if party := _CPC.match(name):
        yield _Stem("党委", party["place"])
    if youth := _YOUTH.match(name):
        yield _Stem("团委", youth["place"])
    yield _Stem(name)
    for own in (place, place[:-1]):
        if len(own) > 1 and name.startswith(own):
            yield _Stem(name[len(own) :], own)
    committee = _COMMITTEE.match(name)
    if committee and committee.end() < len(name):
        yield _Stem(name[committee.end() :], committee["place"], of_party=True)
    central = _CENTRAL.sub("", name)
    if central != name:
        yield _Stem(central)
    for text in dict.fromkeys((central, name)):
        yield from _after_levels(text)
    government = _GOVERNMENT.match(name)
    if government and government.end() < len(name):
        yield _Stem(name[government.end() :], government["place"])
    for text in dict.fromkeys((name, central)):
        if _TERRITORIAL.search(text):
            yield from (_Stem(text[size:], text[:size]) for size in (2, 3, 4))


def _after_levels(text: str) -> Iterator[_Stem]:
    """Yield what stands behind each 省, 市, 县 …, and behind a place that has no such word."""
    further = (0, 2, 3) if _TERRITORIAL.search(text) else (0,)
    for index, character in enumerate(text[:_PLACE_REACH]):
        if _is_level(text, index, character):
            for size in further:
                end = index + 1 + size
                if end < len(text):
                    yield _Stem(text[end:], text[:end])


def _is_level(text: str, index: int, character: str) -> bool:
    """Tell whether a place may end here: 三明市 does, 特色小镇 and 城市 do not."""
    return character in _LEVELS and text[max(0, index - 1) : index + 1] not in _NO_LEVELS


def _read(stem: _Stem) -> Department | None:
    text = stem.text
    if stem.of_party:
        return _party(text, True) or _whole(text) or _composed(text)
    return _zone(text) or _whole(text) or _composed(text) or _party(text, False)


def _party(stem: str, of_party: bool) -> Department | None:
    if _COMMITTEES.fullmatch(stem) and not of_party:
        english = "CPC {place} Committee"
        if "工委" in stem:
            english = "CPC {place} Working Committee"
        full = "中共{place}工作委员会" if "工委" in stem else "中共{place}委员会"
        if stem in ("委员会",):
            return None
        return Department(full, english, ("party-leadership",), "party-committee")
    row = _names(words.PARTY).get(stem)
    if row is None or (not of_party and stem in ("办公室", "办", "办公厅", "督查室", "督查办")):
        return None
    return Department(f"中共{{place}}委员会{row.full}", row.english, row.functions, "party-body")


def _whole(stem: str) -> Department | None:
    row = _names(words.WHOLE, kinds=True).get(stem)
    if row is None:
        return None
    full = row.full if "{place}" in row.full else "{place}" + row.full
    return Department(full, row.english, row.functions, row.kind)


def _people_bank(place: str, form: str) -> Department:
    full, english = _BANK_FORMS[form]
    return Department(
        f"中国人民银行{{place}}{full}",
        f"People’s Bank of China, {{place}} {english}",
        ("financial-affairs",),
        "bank-branch",
        place if len(place) > 1 else "",
    )


def _zone(stem: str) -> Department | None:
    """Read the committee of a zone that has no name of its own: 高新区管委会."""
    found = re.fullmatch("(.{1,20}?)(?:管理委员会|管委会|党工委管委会)", stem)
    if found is None:
        return None
    row = _names(words.ZONES).get(found[1])
    functions: tuple[Function, ...] = ("zone-administration",)
    if row is None:
        if not any(found[1].endswith(zone) for zone in _names(words.ZONES)):
            return None
        return Department(f"{found[1]}管理委员会", "", functions, "management-committee")
    english = f"Administrative Committee of {{place}} {row.english}"
    return Department(f"{{place}}{found[1]}管理委员会", english, functions, "management-committee")


def _composed(stem: str) -> Department | None:
    """Read subjects and the form of a body: 文化广电 + 旅游 + 体育 + 局."""
    organs = _names(words.ORGANS, kinds=True)
    for size in range(1, min(len(stem), 11)):
        organ = organs.get(stem[-size:])
        pieces = _pieces(stem[:-size]) if organ else None
        if organ and pieces:
            return _joined(pieces, organ)
    return None


def _pieces(stem: str) -> list[_Piece] | None:
    """Cover a text by as few names of the glossary as possible."""
    known, longest = _subjects()
    best: list[list[_Piece] | None] = [[]]
    for end in range(1, len(stem) + 1):
        chosen: list[_Piece] | None = None
        for start in range(max(0, end - longest), end):
            before, piece = best[start], known.get(stem[start:end])
            if before is None or piece is None or (piece.tail and not before):
                continue
            if chosen is None or len(before) + 1 < len(chosen):
                chosen = [*before, piece]
        if chosen is None and stem[end - 1] in _AND and best[end - 1]:
            chosen = best[end - 1]
        best.append(chosen)
    return best[-1]


def _joined(pieces: list[_Piece], organ: _Row) -> Department:
    subjects: list[str] = []
    complete = all(piece.tail or piece.row.english for piece in pieces)
    for piece in pieces:
        english = piece.row.english
        if not piece.tail:
            subjects.append(english)
        elif english and not subjects[-1].endswith(english):
            subjects[-1] = f"{subjects[-1]} {english}"
    functions = tuple(dict.fromkeys(f for piece in pieces for f in piece.row.functions))
    kind: OrganisationKind = organ.kind
    full = "{place}" + "".join(piece.row.full for piece in pieces) + organ.full
    english = f"{{place}} {_enumerated(subjects)} {organ.english}" if complete else ""
    return Department(full, english, functions, kind)


def _enumerated(subjects: list[str]) -> str:
    """Join subjects as a list: Culture, Tourism and Sports."""
    parts = [part for subject in subjects for part in re.split(", | and ", subject)]
    parts = list(dict.fromkeys(parts))
    return ", ".join(parts[:-1]) + (" and " if parts[1:] else "") + parts[-1]


@cache
def _subjects() -> tuple[dict[str, _Piece], int]:
    known = {name: _Piece(row, True) for name, row in _names(words.TAILS).items()}
    known |= {name: _Piece(row, False) for name, row in _names(words.SUBJECTS).items()}
    return known, max(map(len, known))


@cache
def _names(table: str, kinds: bool = False) -> dict[str, _Row]:
    """Return the rows of a table of the glossary by every name."""
    found: dict[str, _Row] = {}
    for line in table.strip().replace("\n  ", "").splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        names = cells[0].split("/")
        row = _Row(names[0], cells[1], _functions(cells[-1] if len(cells) > 2 else ""))
        if kinds:
            kind = next(one for one in get_args(OrganisationKind) if one == cells[2])
            functions = _functions(cells[3]) if len(cells) > 3 else ()
            row = row._replace(kind=kind, functions=functions)
        before: list[tuple[str, str]] = []
        for written in names:
            name, _, english = written.partition("=")
            english = cells[1] or english
            full = next((f for f, same in before if same == english and _within(name, f)), name)
            found.setdefault(name, row._replace(full=full, english=english))
            if english:
                before.append((name, english))
    return found


def _within(short: str, full: str) -> bool:
    """Tell whether a short name takes its characters, in order, from a full one."""
    rest = iter(full)
    return all(character in rest for character in short)


def _functions(text: str) -> tuple[Function, ...]:
    known = get_args(codes.Function)
    return tuple(
        next(one for one in known if one == name) for name in text.split() if name in known
    )
